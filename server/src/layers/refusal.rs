//! Refusals of the outer layers, and the page of ours that each becomes.
//!
//! A layer answers with a bare status and leaves its [`Refusal`] in the extensions; [`dress`] draws the page. It
//! also dresses every other error that has no page yet: a method that a route does not answer, a form that an
//! extractor did not read. Nothing of the request is repeated in such a page.

pub mod stopped;

use crate::{
    render,
    session_layer::{Front, stranger},
};
use axum::{
    body::Body,
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use futures::FutureExt;
use http::{
    HeaderValue, Method, StatusCode,
    header::{ALLOW, CONTENT_TYPE, RETRY_AFTER},
};
use std::panic::AssertUnwindSafe;
use tower_http::csrf::ProtectionError;

/// Why a request was refused before a page or an action saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Not a form of ours, or cut short.
    Malformed,
    /// A form that another site sent.
    Elsewhere,
    /// For somebody of another role than who is signed in.
    Forbidden,
    NotFound,
    Method,
    /// The body took too long to arrive.
    Slow,
    TooLarge,
    /// A body of another kind than the form's.
    Kind,
    /// Another host's name.
    Host,
    /// Something broke; for panics and for answers that no action gives.
    Broken,
    /// More at once than can be served.
    Busy,
}

impl Refusal {
    pub const fn status(self) -> StatusCode {
        match self {
            Refusal::Malformed => StatusCode::BAD_REQUEST,
            Refusal::Elsewhere | Refusal::Forbidden => StatusCode::FORBIDDEN,
            Refusal::NotFound => StatusCode::NOT_FOUND,
            Refusal::Method => StatusCode::METHOD_NOT_ALLOWED,
            Refusal::Slow => StatusCode::REQUEST_TIMEOUT,
            Refusal::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Refusal::Kind => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Refusal::Host => StatusCode::MISDIRECTED_REQUEST,
            Refusal::Broken => StatusCode::INTERNAL_SERVER_ERROR,
            Refusal::Busy => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The address whose page says this.
    const fn page(self) -> &'static str {
        match self {
            Refusal::Malformed | Refusal::Kind => "/problem/form",
            Refusal::Elsewhere => "/problem/elsewhere",
            Refusal::Forbidden => "/problem/forbidden",
            Refusal::NotFound => "/-",
            Refusal::Method => "/problem/method",
            Refusal::TooLarge => "/problem/too-large",
            Refusal::Host => "/problem/host",
            Refusal::Broken => "/problem/broken",
            Refusal::Slow | Refusal::Busy => "/problem/busy",
        }
    }

    fn of_status(status: StatusCode) -> Refusal {
        match status {
            StatusCode::FORBIDDEN => Refusal::Forbidden,
            StatusCode::NOT_FOUND => Refusal::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => Refusal::Method,
            StatusCode::REQUEST_TIMEOUT => Refusal::Slow,
            StatusCode::PAYLOAD_TOO_LARGE => Refusal::TooLarge,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Refusal::Kind,
            StatusCode::MISDIRECTED_REQUEST => Refusal::Host,
            StatusCode::SERVICE_UNAVAILABLE => Refusal::Busy,
            status if status.is_server_error() => Refusal::Broken,
            _ => Refusal::Malformed,
        }
    }

    /// The bare answer, dressed further out.
    pub fn into_answer(self) -> Response {
        let mut answer = Response::new(Body::empty());
        *answer.status_mut() = self.status();
        if self == Refusal::Busy {
            answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("5"));
        }
        answer.extensions_mut().insert(self);
        answer
    }
}

/// Turns refusals and bare errors into pages.
pub async fn dress(State(front): State<Front>, request: Request, next: Next) -> Response {
    let prefs = request.headers().clone();
    let asked_with = request.method().clone();
    let answer = next.run(request).await;
    let Some(refusal) = refusal_of(&answer) else { return answer };
    let mut page = page_of(&front, &prefs, refusal).await;
    *page.status_mut() = answer.status();
    for name in [ALLOW, RETRY_AFTER] {
        if let Some(value) = answer.headers().get(&name) {
            page.headers_mut().insert(name, value.clone());
        }
    }
    if asked_with == Method::HEAD {
        *page.body_mut() = Body::empty();
    }
    page
}

fn refusal_of(answer: &Response) -> Option<Refusal> {
    let status = answer.status();
    if let Some(refusal) = answer.extensions().get::<Refusal>() {
        return Some(*refusal);
    }
    if answer.extensions().get::<ProtectionError>().is_some() {
        return Some(Refusal::Elsewhere);
    }
    let has_page =
        answer.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    ((status.is_client_error() || status.is_server_error()) && !has_page).then(|| Refusal::of_status(status))
}

/// The page, or a bare line when even that breaks.
async fn page_of(front: &Front, headers: &http::HeaderMap, refusal: Refusal) -> Response {
    let mut request = Request::new(Body::empty());
    *request.uri_mut() = http::Uri::from_static(refusal.page());
    let visit = stranger(front, headers, refusal.page());
    request.extensions_mut().insert(visit);
    match AssertUnwindSafe(render::page(request)).catch_unwind().await {
        Ok(page) => page,
        Err(_) => Response::new(Body::from(refusal.status().to_string())),
    }
}
