//! What every request passes on its way in and out, outermost first:
//!
//! 1. [`trace`]: request id, one log line, no personal data.
//! 2. [`headers`]: security headers, on errors and panics too, which is why they stand outside the rest.
//! 3. [`refusal::dress`]: a refusal of any inner layer becomes a page of ours.
//! 4. `CatchPanic`: a bug in one request costs that request.
//! 5. [`hosts`]: another host's name gets 421.
//! 6. `CsrfLayer`: a form that another site sends gets 403.
//! 7. [`lanes::receive`]: more bodies at once than we have memory for get 503 at once.
//! 8. [`bodies`]: methods, size and time of bodies; inside of it a body is whole or the request is gone.
//! 9. [`lanes::admit`]: more requests at once than we can serve get 503 at once.
//! 10. compression, then the session layer and the pages.

pub mod bodies;
pub mod headers;
pub mod hosts;
pub mod lanes;
pub mod refusal;
pub mod trace;

use crate::{config::Web, session_layer::Front};
use axum::{Router, middleware::from_fn_with_state};
use refusal::Refusal;
use std::{any::Any, sync::Arc};
use tower_http::{
    CompressionLevel, catch_panic::CatchPanicLayer, compression::CompressionLayer, csrf::CsrfLayer,
};

/// Wraps the routes of the portal.
pub fn around(routes: Router, front: &Front, web: &Web) -> Router {
    let hosts = hosts::Hosts::new(&front.ctx.centre.host, &web.allowed_hosts);
    let lanes = lanes::Lanes::new();
    routes
        .layer(compression())
        .layer(from_fn_with_state(lanes.clone(), lanes::admit))
        .layer(from_fn_with_state(bodies::Times::default(), bodies::whole))
        .layer(from_fn_with_state(lanes, lanes::receive))
        .layer(CsrfLayer::new().with_insecure_bypass(|_, uri| checks_for_anyone(uri.path())))
        .layer(from_fn_with_state(Arc::new(hosts), hosts::check))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(front.clone(), refusal::dress))
        .layer(from_fn_with_state(headers::Policy { https: front.https }, headers::add))
        .layer(from_fn_with_state(trace::Trace::new(front.ctx.clone(), web.trusted_hops), trace::request))
}

/// The forms of the pages below `/z`, which act for nobody and answer everybody the same. Those pages send no
/// referrer, so a browser from before `Sec-Fetch-Site` sends `Origin: null` with their forms, as a foreign page would.
fn checks_for_anyone(path: &str) -> bool {
    matches!(path, "/do/verify-text" | "/do/verify-number" | "/z/photo")
}

/// Files of the browser are compressed when they are built, at the highest level; pages while they are served, and
/// there as cheaply as can be. Measured on pages of 5 and 8 KB: brotli 0 takes 23 to 34 µs and leaves 2.3 to 3.1 KB,
/// brotli 4 takes 60 to 104 µs and leaves 2.0 to 2.2 KB, gzip 1 takes 19 to 89 µs and leaves 2.3 to 2.7 KB. All of them
/// fit the first round trip of a connection (14 KB), so the bytes saved are no time saved, and the time is.
fn compression() -> CompressionLayer {
    CompressionLayer::new().gzip(true).br(true).quality(CompressionLevel::Fastest)
}

/// What the panic said stays here: it may hold what a person typed. Place and backtrace are logged by the hook.
fn panicked(_: Box<dyn Any + Send + 'static>) -> axum::response::Response {
    Refusal::Broken.into_answer()
}
