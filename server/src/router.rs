//! Every address of the portal in one place: pages, actions, files.

use crate::{
    actions, certificates,
    config::Web,
    layers::{self, refusal::Refusal},
    open_files, receipt_files, render,
    session_layer::{Front, visit},
    statement_files, unit_files, year_statement,
};
use app::routes::Pages;
use axum::{
    Router,
    extract::Request,
    middleware::{Next, from_fn, from_fn_with_state},
    response::Response,
    routing::{get, post},
};
use http::{HeaderValue, Method, header::CACHE_CONTROL};
use leptos_axum::generate_route_list;
use tower_http::{
    services::{ServeDir, ServeFile},
    set_header::SetResponseHeaderLayer,
};

/// The application without its socket; tests call it directly.
pub fn router(front: Front, web: &Web) -> Router {
    let pages = generate_route_list(Pages)
        .iter()
        .fold(Router::new(), |router, listing| router.route(listing.path(), get(render::page)));
    let dynamic = pages
        .route("/do/{*action}", post(actions::run))
        .route("/ledger.csv", get(statement_files::csv))
        .route("/ledger.json", get(statement_files::json))
        .route("/ledger/receipt/{seq}/text", get(receipt_files::own))
        .route("/open/indicators.csv", get(open_files::indicators))
        .route("/roots.csv", get(receipt_files::roots))
        .merge(certificates::routes())
        .merge(unit_files::routes())
        .merge(year_statement::files::routes())
        .layer(from_fn_with_state(certificates::typefaces(web), certificates::files))
        .layer(from_fn(year_statement::files::files))
        .fallback(unknown)
        .layer(from_fn_with_state(front.clone(), visit));
    let routes = Router::new().nest_service("/pkg", hashed_files(web)).merge(site_files(web)).merge(dynamic);
    layers::around(routes, &front, web)
}

/// The page of an address that leads nowhere; a form that is sent there leads nowhere too.
async fn unknown(request: Request) -> Response {
    if request.method() == Method::POST {
        Refusal::NotFound.into_answer()
    } else {
        render::page(request).await
    }
}

/// Files whose name carries a hash of their content never change, so a browser asks for them once.
fn hashed_files(web: &Web) -> Router {
    Router::new()
        .fallback_service(ServeDir::new(web.site.join("pkg")).precompressed_br().precompressed_gzip())
        .layer(from_fn(named_like_ours))
        .layer(SetResponseHeaderLayer::overriding(
            CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=31536000, immutable"),
        ))
}

/// Only names as the build gives them reach the file system: one of 300 letters is an error there, not an absence.
async fn named_like_ours(request: Request, next: Next) -> Response {
    let name = request.uri().path().trim_start_matches('/');
    let plain = name.len() <= 100 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
    if plain { next.run(request).await } else { Refusal::NotFound.into_answer() }
}

/// Files under fixed names: icons, the manifest, the service worker and its offline page. Asked for again
/// after an hour, so that a release reaches every phone the same day.
fn site_files(web: &Web) -> Router {
    let names = std::fs::read_dir(&web.site).into_iter().flatten().flatten();
    let names = names.filter_map(|entry| entry.file_name().into_string().ok());
    let shown = |name: &String| {
        [".svg", ".png", ".webmanifest", ".html", ".css", ".js"].iter().any(|kind| name.ends_with(kind))
            || name == "robots.txt"
    };
    names
        .filter(shown)
        .fold(Router::new(), |router, name| {
            let file = ServeFile::new(web.site.join(&name)).precompressed_br().precompressed_gzip();
            router.route_service(&format!("/{name}"), file)
        })
        .layer(SetResponseHeaderLayer::overriding(
            CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=3600"),
        ))
}
