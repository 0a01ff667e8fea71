//! Forms as strangers send them: malformed, foreign, cut off, too large, of another kind.

use crate::support::{Portal, RECKONED, ask, form_to};
use axum::{
    Router,
    body::{Body, Bytes},
    middleware::from_fn_with_state,
    routing::post,
};
use futures::stream;
use http::{Method, header};
use server::layers::bodies::{Times, whole};
use std::{io, sync::atomic::Ordering, time::Duration};
use tower::ServiceExt;

const MARK: &str = "c4n4ry";
const GOOD: &str = "count=1&note=a";

#[tokio::test]
async fn a_good_form_ends_in_see_other() {
    let portal = Portal::new().await;
    let answer = portal.post("/do/test-reckon", GOOD).await;
    assert_eq!((answer.status.as_u16(), answer.header(header::LOCATION)), (303, "/"));
    assert_eq!(answer.body, "");
}

/// F5: Leptos 0.8 answers 500 with the parser's text. Remove the test for `Malformed` in `actions::checked`.
#[tokio::test]
async fn a_malformed_form_is_the_senders_fault_and_is_not_repeated() {
    let portal = Portal::new().await;
    for body in [
        format!("note={MARK}"),
        format!("count={MARK}&note=a"),
        format!("count=-1&note={MARK}"),
        format!("count=1&count=2&note={MARK}"),
        format!("count%5B{MARK}%5D=1"),
        format!("%%%{MARK}"),
        MARK.to_owned(),
    ] {
        let answer = portal.post("/do/test-reckon", body.clone()).await;
        assert_eq!(answer.status, 400, "{body}");
        answer.is_our_page(400);
        assert!(!answer.body.contains(MARK), "{body}");
    }
    let bytes = [&b"count=1&note="[..], &[0xff, 0xfe, 0x00]].concat();
    portal.post("/do/test-reckon", bytes).await.is_our_page(400);
}

/// F5, F8: only a plain form reaches an action. Without `actions::is_form` a multipart body without a boundary
/// panics inside the framework and JSON bodies reach functions that no form of ours calls.
#[tokio::test]
async fn another_kind_of_body_is_refused() {
    let portal = Portal::new().await;
    for kind in
        ["multipart/form-data", "multipart/form-data; boundary=x", "application/json", "text/plain", ""]
    {
        let request = ask(Method::POST, "/do/test-reckon").header(header::CONTENT_TYPE, kind);
        portal.send(request.body(Body::from(GOOD)).unwrap()).await.is_our_page(415);
    }
    let bare = ask(Method::POST, "/do/test-reckon").body(Body::from(GOOD)).unwrap();
    portal.send(bare).await.is_our_page(415);
}

/// F6: a form that another site sends is not carried out. Remove `CsrfLayer` in `layers::around`.
#[tokio::test]
async fn a_form_from_elsewhere_is_not_carried_out() {
    let portal = Portal::new().await;
    let before = RECKONED.load(Ordering::SeqCst);
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "http://localhost.evil.example:3000"),
        ("origin", "null"),
    ] {
        let request =
            form_to("/do/test-answer").header(name, value).header(header::REFERER, "https://evil.example/x");
        portal.send(request.body(Body::from(GOOD)).unwrap()).await.is_our_page(403);
    }
    let own = form_to("/do/test-reckon").header("origin", "http://localhost:3000");
    assert_eq!(portal.send(own.body(Body::from(GOOD)).unwrap()).await.status, 303);
    assert!(RECKONED.load(Ordering::SeqCst) > before);
}

/// F6: an error is never carried to the referrer in an address. Let `checked` pass every redirect.
#[tokio::test]
async fn an_error_never_travels_in_an_address() {
    let portal = Portal::new().await;
    for path in ["/do/test-fail", "/do/test-answer", "/do/test-away"] {
        for referrer in ["https://evil.example/x", "http://localhost:3000/rent"] {
            let request =
                form_to(path).header(header::REFERER, referrer).header("sec-fetch-site", "same-origin");
            let answer = portal.send(request.body(Body::empty()).unwrap()).await;
            answer.is_our_page(500);
            assert!(!answer.body.contains("evil.example"));
        }
    }
}

/// F6: the framework is not even told what it would put an error into. Keep `Referer` or `Accept` in `actions::run`.
#[tokio::test]
async fn an_action_does_not_learn_where_the_form_came_from() {
    let portal = Portal::new().await;
    let request = form_to("/do/test-hear").header(header::REFERER, "http://localhost:3000/rent");
    let request = request.header("sec-fetch-site", "same-origin").body(Body::empty()).unwrap();
    assert_eq!(portal.send(request).await.header(header::LOCATION), "/");
}

/// An unknown path is not repeated. Remove the look-up in `actions::run`.
#[tokio::test]
async fn an_unknown_action_is_not_found_and_not_repeated() {
    let portal = Portal::new().await;
    for path in ["/do/c4n4ry", "/do/", "/do/test-reckon/c4n4ry", "/c4n4ry"] {
        let answer = portal.post(path, GOOD).await;
        answer.is_our_page(404);
        assert!(!answer.body.contains(MARK), "{path}");
    }
}

/// Actions answer POST only: a cross-site GET carries a Lax cookie. Register a function with `input = GetUrl`.
#[tokio::test]
async fn an_action_cannot_be_got() {
    let portal = Portal::new().await;
    let answer = portal.get("/do/test-reckon?count=1&note=a").await;
    answer.is_our_page(405);
    assert_eq!(answer.header(header::ALLOW), "POST");
    let foreign: Vec<_> =
        leptos::server_fn::axum::server_fn_paths().filter(|(_, method)| *method != Method::POST).collect();
    assert!(foreign.is_empty(), "{foreign:?}");
}

/// C26, 27: a path that carries a hash of the crate's directory changes with every release. Leave out `endpoint`.
#[tokio::test]
async fn every_action_has_a_name_of_its_own() {
    for (path, _) in leptos::server_fn::axum::server_fn_paths() {
        let name = path.strip_prefix("/do/").unwrap_or("");
        let plain = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b"-/".contains(&b));
        assert!(plain, "{path}");
    }
}

/// F8: a bug costs one request. Remove `CatchPanicLayer`: the connection closes without an answer.
#[tokio::test]
async fn a_panic_costs_one_request_and_tells_nothing() {
    let portal = Portal::new().await;
    let answer = portal.post("/do/test-panic", "").await;
    answer.is_our_page(500);
    assert!(!answer.body.contains("secret") && !answer.body.contains("11010519491231002X"));
    assert!(answer.headers.contains_key(header::CONTENT_SECURITY_POLICY), "headers stand outside");
    assert_eq!(portal.post("/do/test-reckon", GOOD).await.status, 303);
}

/// F9: limits hold for a declared length and for chunks without one. Remove either test in `bodies`.
#[tokio::test]
async fn a_form_is_at_most_256_kilobytes() {
    let portal = Portal::new().await;
    let large = format!("count=1&note={}", "a".repeat(300_000));
    portal.post("/do/test-reckon", large.clone()).await.is_our_page(413);
    let declared = form_to("/do/test-reckon").header(header::CONTENT_LENGTH, "999999999");
    portal.send(declared.body(Body::from(GOOD)).unwrap()).await.is_our_page(413);
    let chunks = large
        .into_bytes()
        .chunks(1000)
        .map(|c| Ok::<_, io::Error>(Bytes::copy_from_slice(c)))
        .collect::<Vec<_>>();
    portal.post("/do/test-reckon", Body::from_stream(stream::iter(chunks))).await.is_our_page(413);
    let fits = format!("count=1&note={}", "a".repeat(200_000));
    assert_eq!(portal.post("/do/test-reckon", fits).await.status, 303);
}

/// F9: a form that breaks off never looks like a shorter form. Treat a stream's error as its end in `collect`.
#[tokio::test]
async fn a_form_that_breaks_off_is_not_carried_out() {
    let portal = Portal::new().await;
    let cut = stream::iter([Ok(Bytes::from(GOOD)), Err(io::Error::other("cut off"))]);
    portal.post("/do/test-reckon", Body::from_stream(cut)).await.is_our_page(400);
}

/// A body that never ends is not waited for. Remove the timeout in `bodies::arrived`.
#[tokio::test]
async fn a_form_that_does_not_arrive_is_not_waited_for() {
    let times = Times { form: Duration::from_millis(20), ..Times::default() };
    let reached = Router::new().route("/form", post(async || "reached"));
    let never = stream::pending::<Result<Bytes, io::Error>>();
    let request = form_to("/form").body(Body::from_stream(never)).unwrap();
    let answer = reached.layer(from_fn_with_state(times, whole)).oneshot(request).await.unwrap();
    assert_eq!(answer.status(), 408);
}
