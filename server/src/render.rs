//! From request to page: Leptos renders the whole document before the first byte goes out.

use app::{shell::Document, visit::Visit};
use axum::{
    body::Body,
    extract::Request,
    response::{IntoResponse, Response},
};
use futures::{StreamExt, future::ready, stream::once};
use http::StatusCode;
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
    let response = handle_response_inner(provide, || view! { <Document/> }, request, whole).await;
    with_length(response).await
}

/// A page is complete when it leaves, so its length is known: one write instead of chunks, and a client sees
/// at once when a connection broke in the middle.
async fn with_length(response: Response<Body>) -> Response<Body> {
    let (parts, body) = response.into_parts();
    match axum::body::to_bytes(body, usize::MAX).await {
        Ok(bytes) => Response::from_parts(parts, Body::from(bytes)),
        Err(error) => {
            tracing::error!(%error, "a page could not be collected");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
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
