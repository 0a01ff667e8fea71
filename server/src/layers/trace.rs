//! One log line a request, and the address that a try to sign in counts on.
//!
//! The line holds method, shape of the path, status and time. Queries are never logged; of a path only words
//! are, since numbers are case numbers, certificates and whatever else a person or a scanner puts there.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use service::Ctx;
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    time::Instant,
};
use tracing::Instrument;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The socket's other end; put into the request by the accept loop.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// Where the request comes from, as far as it can be believed.
#[derive(Clone, Copy, Debug)]
pub struct Address(pub IpAddr);

#[derive(Clone)]
pub struct Trace {
    ctx: Ctx,
    trusted_hops: usize,
}

impl Trace {
    pub fn new(ctx: Ctx, trusted_hops: usize) -> Trace {
        Trace { ctx, trusted_hops }
    }
}

pub async fn request(State(trace): State<Trace>, mut request: Request, next: Next) -> Response {
    let id = trace.ctx.uuid(trace.ctx.now());
    let address = address(&request, trace.trusted_hops);
    request.extensions_mut().insert(Address(address));
    let mut line = Line::new(request.method(), shape(request.uri().path()));
    let span = tracing::info_span!("request", %id);
    let mut answer = next.run(request).instrument(span.clone()).await;
    let _entered = span.enter();
    line.answered(answer.status().as_u16());
    if let Ok(id) = HeaderValue::from_str(&id) {
        answer.headers_mut().insert(REQUEST_ID, id);
    }
    answer
}

/// Logs when it goes: also when the client has gone before the answer was ready.
struct Line {
    method: Method,
    path: String,
    start: Instant,
    status: Option<u16>,
}

impl Line {
    fn new(method: &Method, path: String) -> Line {
        Line { method: method.clone(), path, start: Instant::now(), status: None }
    }

    fn answered(&mut self, status: u16) {
        self.status = Some(status);
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let micros = self.start.elapsed().as_micros() as u64;
        match self.status {
            Some(status) => {
                tracing::info!(method = %self.method, path = %self.path, status, micros, "answered")
            }
            None => tracing::info!(method = %self.method, path = %self.path, micros, "the client went away"),
        }
    }
}

/// `/z/8012…` is `/z/*`: only segments of lower-case words are kept, at most three.
fn shape(path: &str) -> String {
    let is_word = |part: &str| part.len() <= 16 && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    let mut shape = String::new();
    for part in path.trim_start_matches('/').split('/').take(3) {
        shape.push('/');
        shape.push_str(if is_word(part) { part } else { "*" });
    }
    shape
}

/// The socket's address; behind proxies of ours, what the outermost of them saw. The list is read from its end:
/// a client can write what it likes in front, and believing that would let it be someone else on every try.
fn address(request: &Request, trusted_hops: usize) -> IpAddr {
    let peer =
        request.extensions().get::<Peer>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip());
    match trusted_hops.checked_sub(1) {
        None => peer,
        Some(last) => forwarded(request.headers(), last).unwrap_or(peer),
    }
}

/// The entry so many places before the last. None is passed over, readable or not: a client that writes nonsense in
/// front would otherwise choose which of its own entries counts.
fn forwarded(headers: &HeaderMap, before_last: usize) -> Option<IpAddr> {
    let lines: Vec<_> = headers.get_all(FORWARDED_FOR).into_iter().collect();
    let entries = lines.into_iter().rev().flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b','));
    let entry = std::str::from_utf8(entries.into_iter().nth(before_last)?).ok()?.trim();
    let with_port = || entry.parse::<SocketAddr>().ok().map(|address| address.ip());
    entry.trim_matches(['[', ']']).parse().ok().or_else(with_port)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    #[test]
    fn a_log_line_names_no_code_and_no_number() {
        for (path, logged) in [
            ("/", "/"),
            ("/rent/amount", "/rent/amount"),
            ("/z/80123456789", "/z/*"),
            ("/cases/2611-2100-8K3P", "/cases/*"),
            ("/11010519491231002X", "/*"),
            ("/林秀芳", "/*"),
            ("/a/b/c/d/e", "/a/b/c"),
        ] {
            assert_eq!(shape(path), logged);
        }
    }

    #[test]
    fn only_our_own_proxies_are_believed() {
        let mut request = Request::new(Body::empty());
        request.extensions_mut().insert(Peer("192.0.2.1:9".parse().unwrap()));
        request.headers_mut().append(FORWARDED_FOR, "6.6.6.6, 203.0.113.9".parse().unwrap());
        request.headers_mut().append(FORWARDED_FOR, "10.0.0.2".parse().unwrap());
        let seen = [0, 1, 2, 9].map(|hops| address(&request, hops).to_string());
        assert_eq!(seen, ["192.0.2.1", "10.0.0.2", "203.0.113.9", "192.0.2.1"]);
        for (line, expected) in [
            (&b"6.6.6.6, unknown"[..], "192.0.2.1"),
            (b"6.6.6.6, \xff", "192.0.2.1"),
            (b"6.6.6.6,", "192.0.2.1"),
            (b"6.6.6.6, 203.0.113.9:4711", "203.0.113.9"),
            (b"6.6.6.6, [2001:db8::1]:4711", "2001:db8::1"),
            (b"\xff, [2001:db8::1]", "2001:db8::1"),
        ] {
            request.headers_mut().insert(FORWARDED_FOR, HeaderValue::from_bytes(line).unwrap());
            assert_eq!(address(&request, 1).to_string(), expected, "{}", line.escape_ascii());
        }
    }
}
