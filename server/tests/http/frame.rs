//! The frame of every answer: headers, hosts, methods, pages of refusal, what is logged.

use crate::{
    log,
    support::{Portal, ask, form_to, web},
};
use axum::{Router, body::Body, routing::get};
use http::{Method, header};
use leptos_axum::generate_route_list;
use server::config::Web;
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// Remove a line of `headers::ALWAYS`, or put the layer inside of `CatchPanicLayer`.
#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let portal = Portal::new().await;
    let answers = [
        portal.get("/").await,
        portal.get("/nowhere").await,
        portal.get("/problem/busy").await,
        portal.get("/pkg/nothing.js").await,
        portal.post("/do/test-panic", "").await,
        portal.post("/do/test-reckon", "count=1&note=a").await,
        portal.send(ask(Method::PUT, "/").body(Body::empty()).unwrap()).await,
        portal.send(ask(Method::GET, "http://evil.example/").body(Body::empty()).unwrap()).await,
    ];
    for answer in answers {
        let policy = answer.header(header::CONTENT_SECURITY_POLICY);
        for part in [
            "default-src 'none'",
            "script-src 'self' 'wasm-unsafe-eval';",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self'",
        ] {
            assert!(policy.contains(part), "{policy}");
        }
        assert!(!policy.contains("unsafe-inline") && !policy.contains("http"), "{policy}");
        assert_eq!(answer.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
        assert_eq!(answer.header(header::REFERRER_POLICY), "same-origin");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
        assert!(answer.header("permissions-policy").contains("camera=(self)"));
        assert_eq!(answer.header(header::CACHE_CONTROL), "no-store", "{answer:?}");
        assert!(!answer.headers.contains_key(header::STRICT_TRANSPORT_SECURITY), "http only");
        assert_eq!(answer.header("x-request-id").len(), 36);
    }
}

#[tokio::test]
async fn https_is_insisted_on_where_it_is_used() {
    let portal = Portal::with(Web { https: true, ..web() }).await;
    assert!(portal.get("/").await.header(header::STRICT_TRANSPORT_SECURITY).starts_with("max-age=31536000"));
}

/// Remove `hosts::check`.
#[tokio::test]
async fn another_host_is_refused() {
    let portal = Portal::new().await;
    for host in ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:3000"] {
        let request = http::Request::get("/").header(header::HOST, host).body(Body::empty()).unwrap();
        portal.send(request).await.is_our_page(421);
    }
    portal.send(http::Request::get("/").body(Body::empty()).unwrap()).await.is_our_page(421);
    let ours =
        http::Request::get("/nowhere").header(header::HOST, "portal.example.cn").body(Body::empty()).unwrap();
    portal.send(ours).await.is_our_page(404);
}

/// Remove the test of the method in `bodies::whole`, or dress nothing in `refusal::dress`.
#[tokio::test]
async fn other_methods_get_a_page_of_ours() {
    let portal = Portal::new().await;
    for method in ["DELETE", "PUT", "PATCH", "OPTIONS", "TRACE", "BREW"] {
        let answer =
            portal.send(ask(method.parse().unwrap(), "/problem/busy").body(Body::empty()).unwrap()).await;
        answer.is_our_page(405);
        assert!(answer.header(header::ALLOW).contains("GET"), "{method}");
    }
    let answer = portal.post("/problem/busy", "").await;
    answer.is_our_page(405);
    assert_eq!(answer.header(header::ALLOW), "GET,HEAD");
}

/// C26, 4 and 18: the status is right, and what a hand-made address says is not in the page. Fails when a page
/// shows the error that the framework reads from the address.
#[tokio::test]
async fn an_unknown_address_is_404_and_says_nothing_of_a_strangers() {
    let portal = Portal::new().await;
    let text = "%22Call%20138%20to%20release%20your%20money%22";
    for path in [
        "/nowhere",
        "/%3Cscript%3Ec4n4ry%3C/script%3E",
        "/nowhere?x=%3Cscript%3Ec4n4ry",
        &format!("/nowhere?__path=%2Fdo%2Ftest-fail&__err={text}"),
        "/nowhere?__path=%2Fdo%2Ftest-fail&__err=ImM0bjRyeSI=",
    ] {
        let answer = portal.get(path).await;
        answer.is_our_page(404);
        // The way back in the foot may hold the address as it came, escaped; nothing of it is decoded.
        assert!(!answer.body.contains("138 to") && !answer.body.contains("<script"), "{path}");
    }
    let head = portal.send(ask(Method::HEAD, "/nowhere").body(Body::empty()).unwrap()).await;
    assert_eq!((head.status.as_u16(), head.body.as_str()), (404, ""));
}

/// C26, 4: no page at all shows the error that the framework finds in an address. Fails when a page reads a
/// `ServerFnUrlError` or the value of an action.
#[tokio::test]
async fn no_page_shows_an_error_from_its_address() {
    let portal = Portal::new().await;
    // "call 138 to release your money" as a forged error of `ApiError` and as plain text, both encoded.
    let forged = ["ImNhbGwgMTM4IHRvIHJlbGVhc2UgeW91ciBtb25leSI=", "Y2FsbCAxMzggdG8gcmVsZWFzZSB5b3VyIG1vbmV5"];
    for page in generate_route_list(app::routes::Pages) {
        for error in forged {
            let path = page.path().replace(['{', '}', ':'], "");
            let answer = portal.get(&format!("{path}?__path=%2Fdo%2Fsign-in&__err={error}")).await;
            assert!(!answer.body.contains("138 to"), "{path}: {}", answer.body);
            assert!(
                !answer.status.is_server_error() || path.contains("problem"),
                "{path}: {}",
                answer.status
            );
        }
    }
}

/// C26, 13, 18, 19: a page leaves whole, so its status is right and nothing waits for a script to move it into place.
/// Leave out `ssr=SsrMode::Async`.
#[tokio::test]
async fn every_page_is_rendered_whole() {
    for page in generate_route_list(app::routes::Pages) {
        assert_eq!(format!("{:?}", page.mode()), "Async", "{}", page.path());
    }
    let portal = Portal::new().await;
    let answer = portal.get("/rules").await;
    assert_eq!(answer.header(header::CONTENT_LENGTH), answer.body.len().to_string());
    assert!(!answer.body.contains("<template") && !answer.body.contains("__RESOLVED"), "{}", answer.body);
}

#[tokio::test]
async fn the_pages_speak_the_language_of_the_device() {
    let portal = Portal::new().await;
    let asked = |name: &'static str, value: &'static str| {
        ask(Method::GET, "/nowhere").header(name, value).body(Body::empty()).unwrap()
    };
    assert!(
        portal.send(asked("accept-language", "en-GB,en;q=0.9")).await.body.contains("There is no such page")
    );
    assert!(portal.send(asked("cookie", "lang=en")).await.body.contains("There is no such page"));
    assert!(portal.send(asked("accept-language", "de")).await.body.contains("没有这个页面"));
}

/// More requests at once than there are places: the next is told to come back. Remove `lanes::admit` and this waits
/// for ever.
#[tokio::test]
async fn a_full_house_says_so_at_once() {
    let gate = Arc::new(tokio::sync::Semaphore::new(0));
    let inside = gate.clone();
    let inside_now = Arc::new(AtomicUsize::new(0));
    let count = inside_now.clone();
    let wait = move || async move {
        count.fetch_add(1, Ordering::SeqCst);
        inside.acquire().await.unwrap().forget();
        "done"
    };
    let portal =
        Portal::around(Router::new().route("/wait", get(wait)).route("/desk", get(async || "desk"))).await;
    let ask_wait = || ask(Method::GET, "/wait").body(Body::empty()).unwrap();
    let waiting: Vec<_> = (0..256)
        .map(|_| {
            let router = portal.router.clone();
            tokio::spawn(
                async move { tower::ServiceExt::oneshot(router, ask_wait()).await.unwrap().status() },
            )
        })
        .collect();
    while inside_now.load(Ordering::SeqCst) < 256 {
        tokio::task::yield_now().await;
    }
    let refused = portal.send(ask_wait()).await;
    refused.is_our_page(503);
    assert_eq!(refused.header(header::RETRY_AFTER), "5");
    assert_eq!(portal.get("/desk").await.body, "desk", "staff have a lane of their own");
    gate.add_permits(257);
    for task in waiting {
        assert_eq!(task.await.unwrap(), 200);
    }
    assert_eq!(portal.send(ask_wait()).await.status, 200);
}

/// As many forms for the desk as it has places, that never end. Put `lanes::admit` outside of `bodies::whole`, and the
/// desk is closed by them.
#[tokio::test]
async fn who_sends_slowly_takes_no_place_at_the_desk() {
    let portal =
        Portal::around(Router::new().route("/desk", get(async || "desk").post(async || "done"))).await;
    let begun = Arc::new(AtomicUsize::new(0));
    let slow: Vec<_> = (0..64)
        .map(|_| {
            let (router, begun) = (portal.router.clone(), begun.clone());
            let endless = futures::stream::once(async move {
                begun.fetch_add(1, Ordering::SeqCst);
                std::future::pending::<std::io::Result<Vec<u8>>>().await
            });
            let form = form_to("/desk").header("sec-fetch-site", "same-origin");
            let form = form.body(Body::from_stream(endless)).unwrap();
            tokio::spawn(tower::ServiceExt::oneshot(router, form))
        })
        .collect();
    while begun.load(Ordering::SeqCst) < slow.len() {
        tokio::task::yield_now().await;
    }
    assert_eq!(portal.get("/desk").await.body, "desk");
    assert_eq!(portal.post("/desk", "a=b").await.body, "done");
    slow.iter().for_each(tokio::task::JoinHandle::abort);
}

/// A session that cannot be read serves nobody, and does not send people in a circle.
#[tokio::test]
async fn a_database_that_is_gone_is_a_503() {
    let portal = Portal::new().await;
    portal.test.ctx.store.close().await;
    let cookie = format!("session={}", "0".repeat(64));
    let request =
        ask(Method::GET, "/problem/busy").header(header::COOKIE, cookie).body(Body::empty()).unwrap();
    portal.send(request).await.is_our_page(503);
}

/// Put the query or the whole path into the log line of `trace`.
#[tokio::test]
async fn nothing_personal_is_logged() {
    let portal = Portal::new().await;
    log::listen();
    for path in ["/z/80123456789012", "/11010519491231002X", "/nowhere?id_number=11010519491231002X"] {
        let request = ask(Method::GET, path)
            .header(header::COOKIE, "session=5e55104c4n4ry; device=c4n4ry")
            .header("x-forwarded-for", "203.0.113.77");
        portal.send(request.body(Body::empty()).unwrap()).await;
    }
    portal.post("/do/test-reckon", "count=1&note=c4n4ry").await;
    portal.post("/do/test-reckon", "count=c4n4ry&note=c4n4ry").await;
    portal.post("/do/test-panic", "").await;
    let text = log::heard();
    assert!(text.contains("answered") && text.contains("/z/*"), "{text}");
    for secret in ["80123456789012", "11010519491231002X", "c4n4ry", "203.0.113.77"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}
