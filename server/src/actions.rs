//! Server functions behind a narrow door.
//!
//! Leptos 0.8 answers a malformed body with 500 and the parser's text, redirects an error to the `Referer` with
//! the error in the address, and repeats an unknown path. Here a request reaches a server function only as a
//! plain form for a known path, and an answer leaves only as a redirect to an address of ours.

use crate::layers::refusal::Refusal;
use app::visit::Visit;
use axum::{
    body::Body,
    extract::Request,
    response::{IntoResponse, Response},
};
use http::{
    HeaderMap, HeaderValue, Method, StatusCode,
    header::{ACCEPT, CONTENT_TYPE, LOCATION, REFERER, SET_COOKIE},
};
use leptos::{prelude::*, server_fn::axum::get_server_fn_service};
use leptos_axum::handle_server_fns_with_context;

const FORM: &str = "application/x-www-form-urlencoded";

/// Runs the server function of this address.
pub async fn run(mut request: Request) -> Response {
    if get_server_fn_service(request.uri().path(), Method::POST).is_none() {
        return Refusal::NotFound.into_answer();
    }
    if !is_form(request.headers()) {
        return Refusal::Kind.into_answer();
    }
    // Without these two no library can redirect to the referrer, nor put an error into its address.
    request.headers_mut().remove(ACCEPT);
    request.headers_mut().remove(REFERER);
    let visit = request.extensions().get::<Visit>().cloned();
    let provide = move || {
        if let Some(visit) = visit.clone() {
            provide_context(visit);
        }
    };
    checked(handle_server_fns_with_context(provide, request).await.into_response()).await
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case(FORM))
}

/// Lets a redirect to an own address through, with its cookies and nothing else. A body that was not read is a
/// 400; whatever else comes is a bug of ours.
async fn checked(answer: Response) -> Response {
    let own = answer.headers().get(LOCATION).filter(|location| is_own(location)).cloned();
    if let (StatusCode::SEE_OTHER, Some(location)) = (answer.status(), own) {
        let mut redirect = Response::new(Body::empty());
        *redirect.status_mut() = StatusCode::SEE_OTHER;
        redirect.headers_mut().insert(LOCATION, location);
        for cookie in answer.headers().get_all(SET_COOKIE) {
            redirect.headers_mut().append(SET_COOKIE, cookie.clone());
        }
        return redirect;
    }
    let status = answer.status();
    let body = axum::body::to_bytes(answer.into_body(), 4096).await.unwrap_or_default();
    // The whole wire form of `app::visit::ApiError::Malformed`; no text ever stands beside it.
    if body.as_ref() == b"\"Malformed\"" {
        return Refusal::Malformed.into_answer();
    }
    tracing::error!(%status, "an action ended without a redirect of ours");
    Refusal::Broken.into_answer()
}

/// `/…` on this host, without the marks that Leptos puts into an address.
fn is_own(location: &HeaderValue) -> bool {
    let Ok(text) = location.to_str() else { return false };
    text.starts_with('/')
        && !text.starts_with("//")
        && !text.contains(['\\', '\r', '\n'])
        && !text.contains("__err")
        && !text.contains("__path")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_addresses_are_own() {
        let own = |text: &str| is_own(&HeaderValue::from_str(text).unwrap());
        assert!(own("/") && own("/rent/check") && own("/sign-in?next=rent"));
        for foreign in [
            "https://evil.example/",
            "//evil.example",
            "/\\evil.example",
            "evil",
            "",
            "/?__err=x",
            "/?__path=x",
        ] {
            assert!(!own(foreign), "{foreign}");
        }
    }
}
