//! Cookie → actor. Puts a [`Visit`] into every request that reaches a page or an action.

use app::{
    text::Lang,
    visit::{Assets, Prefs, Visit},
};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use http::{HeaderMap, header};
use service::Ctx;
use std::{
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
};

/// What the layer needs.
#[derive(Clone)]
pub struct Front {
    pub ctx: Ctx,
    pub assets: Arc<Assets>,
    pub https: bool,
}

impl Front {
    /// `__Host-` binds a cookie to this host and to https; plain http on localhost cannot set it.
    pub fn session_cookie(&self) -> &'static str {
        if self.https { "__Host-session" } else { "session" }
    }
}

pub async fn visit(State(front): State<Front>, mut request: Request, next: Next) -> Response {
    let headers = request.headers();
    let actor = match service::session::resolve(&front.ctx, cookie(headers, front.session_cookie())).await {
        Ok(actor) => actor,
        Err(fault) => {
            tracing::error!(error = %fault, "the session could not be read");
            return Redirect::to("/problem/busy").into_response();
        }
    };
    let visit = Visit {
        ctx: front.ctx.clone(),
        actor,
        prefs: prefs(headers),
        assets: front.assets.clone(),
        path: request.uri().path().to_owned(),
        address: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        query: request.uri().query().unwrap_or_default().to_owned(),
    };
    request.extensions_mut().insert(visit);
    next.run(request).await
}

fn prefs(headers: &HeaderMap) -> Prefs {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    Prefs {
        lang: Lang::parse(cookie(headers, "lang").or(accepted).unwrap_or_default()),
        masked: cookie(headers, "mask") == Some("1"),
        elder: cookie(headers, "mode") == Some("elder"),
    }
}

/// The value of a cookie, from any of the `Cookie` headers.
pub fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .into_iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}
