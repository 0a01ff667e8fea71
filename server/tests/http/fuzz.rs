//! Garbage to every address: the answer is never a server error and never a repetition.

use crate::support::{Answer, Portal, ask};
use axum::body::Body;
use http::{HeaderValue, Method, StatusCode, Uri, header};
use leptos_axum::generate_route_list;
use proptest::{
    collection::vec,
    prelude::*,
    sample::select,
    test_runner::{Config, TestRunner},
};

/// A request that no browser sends.
#[derive(Clone, Debug)]
struct Garbage {
    method: &'static str,
    path: String,
    query: String,
    kind: &'static str,
    cookie: String,
    body: Vec<u8>,
}

/// Every address there is, with rubbish where a number stands, and every action.
fn addresses() -> Vec<String> {
    let pages = generate_route_list(app::routes::Pages);
    let pages = pages.iter().map(|page| page.path().to_owned());
    let actions = leptos::server_fn::axum::server_fn_paths().map(|(path, _)| path.to_owned());
    let ours = actions.filter(|path| !path.starts_with("/do/test-"));
    pages
        .chain(ours)
        .chain(["/pkg/x".into(), "/z/photo".into(), "/ledger.csv".into(), "/ledger.json".into()])
        .collect()
}

/// Names of fields that forms of ours have, so that garbage gets past the decoding.
const FIELDS: [&str; 24] = [
    "id_number",
    "password",
    "login",
    "code",
    "old_code",
    "enrolment",
    "next",
    "back",
    "lang",
    "mask",
    "mode",
    "amount",
    "principal",
    "months",
    "rate",
    "method",
    "card",
    "request_id",
    "number",
    "text",
    "kind",
    "month",
    "cursor",
    "version",
];

fn value() -> impl Strategy<Value = String> {
    let tricky = [
        "",
        "0",
        "-1",
        "1e309",
        "99999999999999999999",
        "１２３",
        "\u{0}",
        "\u{202E}",
        "../../etc/passwd",
        "' or 1=1 --",
        "<script>alert(1)</script>",
        "%00",
        "\r\nset-cookie: a=b",
        "11010519491231002X",
        "2026-13",
        "NaN",
        "𠮷",
        "null",
    ];
    prop_oneof![
        select(tricky.to_vec()).prop_map(str::to_owned),
        ".{0,40}",
        "[0-9]{1,30}",
        Just("a".repeat(5000))
    ]
}

fn form() -> impl Strategy<Value = Vec<u8>> {
    let pairs = vec((select(FIELDS.to_vec()), value()), 0..8);
    let encoded = pairs.prop_map(|pairs| {
        let pairs = pairs.iter().map(|(name, value)| format!("{name}={}", encode(value)));
        pairs.collect::<Vec<_>>().join("&").into_bytes()
    });
    prop_oneof![4 => encoded, 1 => vec(any::<u8>(), 0..300)]
}

fn encode(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { (b as char).to_string() } else { format!("%{b:02X}") })
        .collect()
}

fn garbage(addresses: Vec<String>) -> impl Strategy<Value = Garbage> {
    let kinds = [
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "application/json",
        "",
    ];
    let path = (select(addresses), value(), any::<bool>()).prop_map(|(address, value, extra)| {
        let path = address
            .split('/')
            .map(|part| if part.starts_with([':', '{', '*']) { encode(&value) } else { part.into() });
        let path = path.collect::<Vec<String>>().join("/");
        if extra { format!("{path}/{}", encode(&value)) } else { path }
    });
    (
        select(vec!["GET", "POST", "POST", "HEAD", "PUT"]),
        path,
        form(),
        select(kinds.to_vec()),
        "[ -~]{0,80}",
        form(),
    )
        .prop_map(|(method, path, query, kind, cookie, body)| Garbage {
            method,
            path,
            query: String::from_utf8_lossy(&query).chars().filter(|c| c.is_ascii_graphic()).collect(),
            kind,
            cookie,
            body,
        })
}

async fn throw(portal: &Portal, session: &str, garbage: &Garbage) -> Option<Answer> {
    let uri: Uri = format!("{}?{}", garbage.path, garbage.query).parse().ok()?;
    let mut request =
        ask(garbage.method.parse::<Method>().unwrap(), "/").body(Body::from(garbage.body.clone())).unwrap();
    *request.uri_mut() = uri;
    request.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(garbage.kind));
    let cookie = format!("session={session}; {}", garbage.cookie);
    request.headers_mut().insert(header::COOKIE, HeaderValue::from_str(&cookie).ok()?);
    Some(portal.send(request).await)
}

/// Remove any guard of `actions`, or unwrap anything that a stranger can write.
#[test]
fn garbage_is_never_a_server_error() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let portal = runtime.block_on(Portal::new());
    // The waits of the throttle are real answers; what is sought is a fault.
    let mut runner = TestRunner::new(Config { cases: 600, failure_persistence: None, ..Config::default() });
    let tried = runner.run(&garbage(addresses()), |garbage| {
        let Some(answer) = runtime.block_on(throw(&portal, "", &garbage)) else { return Ok(()) };
        prop_assert!(answer.status < StatusCode::INTERNAL_SERVER_ERROR, "{} {}", answer.status, answer.body);
        prop_assert!(!answer.body.contains("<script>alert"), "{}", answer.body);
        prop_assert!(!answer.headers.contains_key("a"), "{:?}", answer.headers);
        Ok(())
    });
    tried.unwrap();
}
