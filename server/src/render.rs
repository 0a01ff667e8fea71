//! From request to page: Leptos renders the whole document before the first byte goes out.

use app::{shell::Document, visit::Visit};
use axum::{body::Body, extract::Request, response::Response};
use futures::{StreamExt, future::ready, stream::once};
use leptos::prelude::*;
use leptos_axum::handle_response_inner;
use std::pin::Pin;

type Chunks = Pin<Box<dyn futures::Stream<Item = String> + Send>>;

/// Answers a page. [`Visit`] was put into the request by the session layer.
pub async fn page(request: Request) -> Response<Body> {
    let visit = request.extensions().get::<Visit>().cloned();
    let provide = move || {
        if let Some(visit) = visit.clone() {
            provide_context(visit);
        }
    };
    handle_response_inner(provide, || view! { <Document/> }, request, whole).await
}

/// Collects the page and leaves out the chunks with which Leptos hands serialised data to the browser: our
/// islands take their data as properties, so a page without an island carries no script at all.
fn whole<V: IntoView + 'static>(
    document: V,
    _chunks: Box<dyn FnOnce() -> Chunks + Send>,
    _out_of_order: bool,
) -> Pin<Box<dyn Future<Output = Chunks> + Send>> {
    Box::pin(async move {
        let html: String = document.to_html_stream_in_order().collect().await;
        Box::pin(once(ready(html))) as Chunks
    })
}
