//! The one script of the portal: loads the WASM that brings islands alive.

use crate::visit::visit;
use leptos::prelude::*;

/// Put at the end of a page that has an island. Without it a page carries no script at all.
#[component]
pub fn LiveScript() -> impl IntoView {
    visit().assets.loader.clone().map(|src| view! { <script type="module" src=src></script> })
}
