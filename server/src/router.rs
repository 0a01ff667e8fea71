//! Every address of the portal in one place: pages, actions, files.

use crate::{
    certificates,
    config::Web,
    render,
    session_layer::{Front, visit},
    statement_files,
};
use app::{routes::Pages, visit::Visit};
use axum::{
    Router,
    extract::Request,
    middleware::from_fn_with_state,
    response::IntoResponse,
    routing::{get, post},
};
use http::{HeaderValue, header::CACHE_CONTROL};
use leptos::prelude::*;
use leptos_axum::{generate_route_list, handle_server_fns_with_context};
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
        .route("/do/{*action}", post(action))
        .route("/ledger.csv", get(statement_files::csv))
        .route("/ledger.json", get(statement_files::json))
        .merge(certificates::routes())
        .layer(from_fn_with_state(certificates::typefaces(web), certificates::files))
        .fallback(get(render::page))
        .layer(from_fn_with_state(front, visit));
    Router::new().nest_service("/pkg", hashed_files(web)).merge(site_files(web)).merge(dynamic)
}

/// Runs a server function with the visit in its context.
async fn action(request: Request) -> impl IntoResponse {
    let visit = request.extensions().get::<Visit>().cloned();
    handle_server_fns_with_context(
        move || {
            if let Some(visit) = visit.clone() {
                provide_context(visit);
            }
        },
        request,
    )
    .await
}

/// Files whose name carries a hash of their content never change, so a browser asks for them once.
fn hashed_files(web: &Web) -> Router {
    Router::new()
        .fallback_service(ServeDir::new(web.site.join("pkg")).precompressed_br().precompressed_gzip())
        .layer(SetResponseHeaderLayer::overriding(
            CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=31536000, immutable"),
        ))
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
