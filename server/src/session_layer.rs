//! Cookie → actor. Puts a [`Visit`] into every request that reaches a page or an action.

use crate::layers::{refusal::Refusal, trace::Address};
use app::{
    cookies::Cookies,
    text::Lang,
    visit::{Assets, Prefs, Visit},
};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, header};
use service::{Ctx, actor::Actor};
use std::{
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
};

/// What the layers need.
#[derive(Clone)]
pub struct Front {
    pub ctx: Ctx,
    pub assets: Arc<Assets>,
    pub https: bool,
}

impl Front {
    fn cookies(&self) -> Cookies {
        Cookies { https: self.https }
    }
}

/// Finds out who is asking. When that cannot be known, nobody is served: a page for a stranger would be wrong.
pub async fn visit(State(front): State<Front>, mut request: Request, next: Next) -> Response {
    let headers = request.headers();
    let token = cookie(headers, front.cookies().session_name());
    let actor = match service::session::resolve(&front.ctx, token).await {
        Ok(actor) => actor,
        Err(fault) => {
            tracing::error!(error = %fault, "the session could not be read");
            return Refusal::Busy.into_answer();
        }
    };
    let mut visit = stranger(&front, headers, request.uri().path());
    visit.actor = actor;
    visit.query = request.uri().query().unwrap_or_default().to_owned();
    visit.address = request.extensions().get::<Address>().map_or(visit.address, |address| address.0);
    request.extensions_mut().insert(visit);
    next.run(request).await
}

/// The visit of someone who is not known, for the pages that refuse.
pub fn stranger(front: &Front, headers: &HeaderMap, path: &str) -> Visit {
    Visit {
        ctx: front.ctx.clone(),
        actor: Actor::Stranger,
        prefs: prefs(headers),
        assets: front.assets.clone(),
        path: path.to_owned(),
        query: String::new(),
        address: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        device: cookie(headers, front.cookies().device_name()).map(str::to_owned),
        cookies: front.cookies(),
    }
}

fn prefs(headers: &HeaderMap) -> Prefs {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    Prefs {
        lang: Lang::parse(cookie(headers, "lang").or(accepted).unwrap_or_default()),
        masked: cookie(headers, "mask") == Some("1"),
        elder: cookie(headers, "mode") == Some("elder"),
        saves_data: headers.get("save-data").is_some_and(|value| value == "on"),
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
