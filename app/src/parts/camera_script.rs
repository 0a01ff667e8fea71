//! The script of scan pages: camera and keyboard scanner. It loads the decoder only when the camera starts.

use crate::visit::visit;
use leptos::prelude::*;

/// Put at the end of a page with a scan form. Without it the form works by hand and by keyboard scanner.
#[component]
pub fn CameraScript() -> impl IntoView {
    visit().assets.camera.clone().map(|src| view! { <script type="module" src=src></script> })
}
