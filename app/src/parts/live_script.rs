//! The one script of the portal: loads the WASM that brings islands alive.

use crate::visit::{Assets, visit};
use http::{HeaderValue, header::LINK};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

/// Put at the end of a page that has an island. Without it a page carries no script at all.
#[component]
pub fn LiveScript() -> impl IntoView {
    let visit = visit();
    if !visit.prefs.saves_data
        && let Some(files) = fetched_early(&visit.assets)
    {
        expect_context::<ResponseOptions>().append_header(LINK, files);
    }
    visit.assets.loader.clone().map(|src| view! { <script type="module" async=true src=src></script> })
}

/// The files of the island for the `Link` header (RFC 8288), by which a browser asks for them with the stylesheet
/// and not one after the other: on a slow phone that halves the time until the island answers.
fn fetched_early(assets: &Assets) -> Option<HeaderValue> {
    let (loader, glue, wasm) = (assets.loader.as_ref()?, assets.glue.as_ref()?, assets.wasm.as_ref()?);
    let links = format!(
        "<{wasm}>; rel=preload; as=fetch; crossorigin, <{loader}>; rel=modulepreload, <{glue}>; rel=modulepreload"
    );
    HeaderValue::try_from(links).ok()
}
