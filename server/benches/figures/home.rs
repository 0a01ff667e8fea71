//! The portal in this process, and its yardstick: a bare Axum handler that makes the same store calls and answers a
//! prebuilt page of the same size.

use axum::{
    Router,
    extract::{Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use http_body_util::BodyExt as _;
use server::{
    config::Web,
    router,
    session_layer::{Front, cookie},
};
use service::{Ctx, actor::Actor};
use std::sync::Arc;
use tower::ServiceExt as _;

/// The whole portal, layers and all.
pub fn portal(ctx: &Ctx, dir: &std::path::Path) -> Router {
    router::router(Front { ctx: ctx.clone(), assets: Arc::default(), https: false }, &web(dir))
}

fn web(dir: &std::path::Path) -> Web {
    Web {
        listen: ([127, 0, 0, 1], 0).into(),
        site: dir.join("site"),
        fonts: None,
        allowed_hosts: vec!["localhost".into()],
        https: false,
        trusted_hops: 0,
    }
}

/// One page as it goes over the wire, compressed as a browser asks for it.
pub async fn sample(portal: Router, token: &str) -> anyhow::Result<Vec<u8>> {
    let request = http::Request::get("/")
        .header("host", "localhost")
        .header("cookie", format!("session={token}"))
        .header("accept-encoding", "br, gzip")
        .body(axum::body::Body::empty())?;
    let response = portal.oneshot(request).await?;
    anyhow::ensure!(response.status() == 200, "the home page answers {}", response.status());
    Ok(response.into_body().collect().await?.to_bytes().to_vec())
}

/// The yardstick for the home page, answering `page`.
pub fn bare(ctx: &Ctx, page: Vec<u8>) -> Router {
    Router::new().route("/", get(bare_home)).with_state((ctx.clone(), Arc::new(page)))
}

/// Who is it, what does the page need, a page that was made before.
async fn bare_home(State((ctx, page)): State<(Ctx, Arc<Vec<u8>>)>, request: Request) -> Response {
    let token = cookie(request.headers(), "session");
    match service::session::resolve(&ctx, token).await {
        Ok(Actor::Member(member)) => match service::home::page(&ctx, &member).await {
            Ok(Some(home)) => {
                std::hint::black_box(home);
                ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page.as_slice().to_vec())
                    .into_response()
            }
            _ => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        },
        _ => StatusCode::UNAUTHORIZED.into_response(),
    }
}
