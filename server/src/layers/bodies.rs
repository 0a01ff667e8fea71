//! Bodies: which methods have one, how large it may be, how long it may take.
//!
//! A body is read whole before anything else sees the request. So a form that is cut off in the middle, or
//! that grows beyond its limit in chunks without a declared length, never looks like a shorter form.

use super::refusal::Refusal;
use axum::{
    body::{Body, Bytes},
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use futures::StreamExt;
use http::{HeaderMap, HeaderValue, Method, header};
use std::time::Duration;

const FORM_BYTES: usize = 256 * 1024;
/// A photograph of 10 MB and the lines of the form around it.
const UPLOAD_BYTES: usize = 10 * 1024 * 1024 + 64 * 1024;

/// How long a body may take, from the head of the request to its end: one byte a second keeps an idle limit
/// content, not this.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    pub form: Duration,
    pub upload: Duration,
}

impl Default for Times {
    fn default() -> Times {
        Times { form: Duration::from_secs(15), upload: Duration::from_secs(60) }
    }
}

/// The addresses that take a file: a photograph, a unit's list.
pub fn is_upload(path: &str) -> bool {
    matches!(path, "/z/photo" | "/counter/photo" | "/unit/base/file")
}

/// Lets a request through when its method is one of ours and its body has arrived whole.
pub async fn whole(State(times): State<Times>, request: Request, next: Next) -> Response {
    match *request.method() {
        Method::GET | Method::HEAD => next.run(request).await,
        Method::POST => match arrived(request, times).await {
            Ok(request) => next.run(request).await,
            Err(refusal) => refusal.into_answer(),
        },
        _ => {
            let mut answer = Refusal::Method.into_answer();
            answer.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD, POST"));
            answer
        }
    }
}

async fn arrived(request: Request, times: Times) -> Result<Request, Refusal> {
    let (limit, time) = match is_upload(request.uri().path()) {
        true => (UPLOAD_BYTES, times.upload),
        false => (FORM_BYTES, times.form),
    };
    if declared(request.headers()).is_some_and(|length| length > limit as u64) {
        return Err(Refusal::TooLarge);
    }
    let (parts, body) = request.into_parts();
    let bytes = tokio::time::timeout(time, collect(body, limit)).await.map_err(|_| Refusal::Slow)??;
    Ok(Request::from_parts(parts, Body::from(bytes)))
}

fn declared(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

async fn collect(body: Body, limit: usize) -> Result<Bytes, Refusal> {
    let mut stream = body.into_data_stream();
    let mut bytes = Vec::new();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| Refusal::Malformed)?;
        if bytes.len() + chunk.len() > limit {
            return Err(Refusal::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes.into())
}
