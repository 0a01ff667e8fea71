//! A portal to ask, and actions that misbehave.

use app::visit::{ApiError, Assets};
use axum::{
    Router,
    body::{Body, to_bytes},
    response::Response,
};
use http::{HeaderMap, Method, Request, StatusCode, header};
use leptos::prelude::*;
use server::{config::Web, layers, router, session_layer::Front};
use service::testing::TestCtx;
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use tower::ServiceExt;

/// A portal on a fresh database.
pub struct Portal {
    pub test: TestCtx,
    pub router: Router,
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

pub fn web() -> Web {
    Web {
        listen: ([127, 0, 0, 1], 0).into(),
        site: "/nonexistent".into(),
        fonts: None,
        allowed_hosts: vec!["portal.example.cn".into()],
        trusted_hops: 0,
        https: false,
    }
}

impl Portal {
    pub async fn new() -> Portal {
        Portal::with(web()).await
    }

    pub async fn with(web: Web) -> Portal {
        let test = TestCtx::new().await;
        let router = router::router(front(&test, &web), &web);
        Portal { test, router }
    }

    /// Other routes behind the same layers.
    pub async fn around(routes: Router) -> Portal {
        let test = TestCtx::new().await;
        let router = layers::around(routes, &front(&test, &web()), &web());
        Portal { test, router }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(ask(Method::GET, path).body(Body::empty()).unwrap()).await
    }

    /// Posts a form as a browser does that has just shown the page.
    pub async fn post(&self, path: &str, form: impl Into<Body>) -> Answer {
        self.send(form_to(path).header("sec-fetch-site", "same-origin").body(form.into()).unwrap()).await
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        Answer::of(self.router.clone().oneshot(request).await.unwrap()).await
    }
}

fn front(test: &TestCtx, web: &Web) -> Front {
    Front { ctx: test.ctx.clone(), assets: Arc::new(Assets::default()), https: web.https }
}

pub fn ask(method: Method, path: &str) -> http::request::Builder {
    Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, "localhost:3000")
        .header(header::ACCEPT, "text/html")
}

pub fn form_to(path: &str) -> http::request::Builder {
    ask(Method::POST, path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
}

impl Answer {
    async fn of(answer: Response) -> Answer {
        let (parts, body) = answer.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }

    pub fn header(&self, name: impl header::AsHeaderName) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// A page of ours: HTML, in our frame, with our title, and without a script.
    #[track_caller]
    pub fn is_our_page(&self, status: u16) {
        assert_eq!(self.status, status, "{}", self.body);
        assert!(self.header(header::CONTENT_TYPE).starts_with("text/html"), "{:?}", self.headers);
        assert!(self.body.contains("id=\"main\"") && self.body.contains("· 安居</title>"), "{}", self.body);
        assert!(!self.body.contains("<script"), "{}", self.body);
        assert!(!self.headers.contains_key(header::LOCATION));
    }
}

/// How often [`reckon`] was carried out.
pub static RECKONED: AtomicUsize = AtomicUsize::new(0);

/// An action as ours are not: a typed field.
#[server(prefix = "/do", endpoint = "test-reckon")]
pub async fn reckon(count: u32, note: String) -> Result<(), ApiError> {
    let _ = (count, note);
    RECKONED.fetch_add(1, Ordering::SeqCst);
    leptos_axum::redirect("/");
    expect_context::<leptos_axum::ResponseOptions>().set_status(StatusCode::SEE_OTHER);
    Ok(())
}

/// An action with a bug.
#[server(prefix = "/do", endpoint = "test-panic")]
pub async fn stumble() -> Result<(), ApiError> {
    panic!("secret 11010519491231002X in the panic's text")
}

/// An action that fails without saying where to go.
#[server(prefix = "/do", endpoint = "test-fail")]
pub async fn fail() -> Result<(), ApiError> {
    Err(ApiError::Failed)
}

/// An action that answers instead of redirecting.
#[server(prefix = "/do", endpoint = "test-answer")]
pub async fn answer_directly() -> Result<String, ApiError> {
    Ok("an answer".into())
}

/// An action that goes on only when it was not told where the form came from.
#[server(prefix = "/do", endpoint = "test-hear")]
pub async fn hear() -> Result<(), ApiError> {
    let request = expect_context::<http::request::Parts>();
    if request.headers.contains_key(header::REFERER) || request.headers.contains_key(header::ACCEPT) {
        return Err(ApiError::Failed);
    }
    leptos_axum::redirect("/");
    expect_context::<leptos_axum::ResponseOptions>().set_status(StatusCode::SEE_OTHER);
    Ok(())
}

/// An action that sends people to another site.
#[server(prefix = "/do", endpoint = "test-away")]
pub async fn away() -> Result<(), ApiError> {
    leptos_axum::redirect("https://evil.example/");
    expect_context::<leptos_axum::ResponseOptions>().set_status(StatusCode::SEE_OTHER);
    Ok(())
}
