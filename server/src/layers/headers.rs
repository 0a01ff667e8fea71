//! Security headers, on every answer.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{
    HeaderName, HeaderValue,
    header::{
        CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
        X_CONTENT_TYPE_OPTIONS,
    },
};

/// No page carries an inline script or an inline style, so none needs a nonce. `wasm-unsafe-eval` lets our WASM
/// compile and no text become a script. A form may be sent to ourselves only, and no one may frame a page.
const CONTENT_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' data: blob:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; \
     media-src 'self' blob:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'";

const ALWAYS: [(HeaderName, &str); 5] = [
    (CONTENT_SECURITY_POLICY, CONTENT_POLICY),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// An address below `/z` may hold a whole certificate, so no request from there says where it comes from. Elsewhere
/// our own forms need it: without a referrer, browsers from before `Sec-Fetch-Site` send `Origin: null`.
fn referrer(path: &str) -> &'static str {
    if path == "/z" || path.starts_with("/z/") { "no-referrer" } else { "same-origin" }
}

/// What depends on how the portal is reached.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    pub https: bool,
}

pub async fn add(State(policy): State<Policy>, request: Request, next: Next) -> Response {
    let referrer = referrer(request.uri().path());
    let mut answer = next.run(request).await;
    let headers = answer.headers_mut();
    headers.insert(REFERRER_POLICY, HeaderValue::from_static(referrer));
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if policy.https {
        headers.insert(
            STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000; includeSubDomains"),
        );
    }
    // What a person sees on a shared computer must not come back with the Back button after signing out. Files
    // whose names carry their hash set their own.
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    answer
}
