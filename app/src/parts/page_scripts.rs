//! The scripts of single pages. Those that read codes load their WASM only when there is something to read.

use crate::visit::visit;
use leptos::prelude::*;

/// Camera and keyboard scanner, at the end of a page with a scan form.
#[component]
pub fn CameraScript() -> impl IntoView {
    visit().assets.camera.clone().map(|src| view! { <script type="module" src=src></script> })
}

/// The verifier of certificates in the address, at the end of the page that verifies.
#[component]
pub fn VerifyScript() -> impl IntoView {
    visit().assets.verify.clone().map(|src| view! { <script type="module" src=src></script> })
}

/// The keys of the reviewer's desk, at its end.
#[component]
pub fn DeskScript() -> impl IntoView {
    visit().assets.desk.clone().map(|src| view! { <script type="module" src=src></script> })
}
