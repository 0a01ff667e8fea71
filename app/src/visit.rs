//! One request as pages and actions see it: who is asking, in which language, and with what to answer.

use crate::{
    cookies::Cookies,
    paths::{Destination, Path},
    text::Lang,
};
use http::{
    HeaderValue, StatusCode,
    header::{LOCATION, SET_COOKIE},
};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use serde::{Deserialize, Serialize};
use service::{
    Ctx, Fault,
    actor::{Actor, Agent, Clerk, FirstReviewer, Member, SecondReviewer, SessionKey},
    day_end::Signer,
    reviewer::{NotReviewed, Reviewer},
    session,
    sign_in::Origin,
};
use std::{future::Future, net::IpAddr, sync::Arc};

/// Provided by the server for every page and every action.
#[derive(Clone)]
pub struct Visit {
    pub ctx: Ctx,
    pub actor: Actor,
    pub prefs: Prefs,
    pub assets: Arc<Assets>,
    /// Path of the address, without the query.
    pub path: String,
    /// The query as it came, without `?`.
    pub query: String,
    /// Where the request came from, for the throttle of sign-in; never shown or logged.
    pub address: IpAddr,
    /// The device cookie as it came.
    pub device: Option<String>,
    pub cookies: Cookies,
}

/// What a person chose for this device: in our cookies, or in the settings of the browser.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Prefs {
    pub lang: Lang,
    /// Amounts are hidden: they are not in the page at all.
    pub masked: bool,
    /// 长辈版: larger type and targets.
    pub elder: bool,
    /// The browser was told to save data: nothing is fetched before it is needed.
    pub saves_data: bool,
}

/// Addresses of the hashed files below `/pkg/`.
#[derive(Clone, Debug, Default)]
pub struct Assets {
    pub style: String,
    /// Absent while the front end is not built; pages then work as plain HTML.
    pub loader: Option<String>,
    /// What the loader will ask for, so that a page can have it fetched at once.
    pub glue: Option<String>,
    pub wasm: Option<String>,
    pub camera: Option<String>,
    pub verify: Option<String>,
    pub desk: Option<String>,
}

/// Why a page is not shown or an action not carried out.
#[derive(Debug)]
pub enum Stop {
    /// Sign in first, as a contributor.
    SignIn,
    /// Sign in first, as staff.
    StaffSignIn,
    /// Sign in first, as the agent of a unit.
    AgentSignIn,
    Forbidden,
    NotFound,
    /// The address or the form was made by hand.
    BadRequest,
    /// Go somewhere else instead.
    Go(Path),
    Fault(Fault),
}

impl<E: Into<Fault>> From<E> for Stop {
    fn from(error: E) -> Self {
        Stop::Fault(error.into())
    }
}

impl Stop {
    /// A case that a reviewer may not open is forbidden; one that is not there is not found.
    pub fn not_reviewed<F>(why: NotReviewed<F>) -> Stop {
        match why {
            NotReviewed::OwnCase => Stop::Forbidden,
            NotReviewed::NotFound | NotReviewed::Problem(_) => Stop::NotFound,
            NotReviewed::Fault(fault) => Stop::Fault(fault),
        }
    }
}

/// The visit of the request that is being answered.
pub fn visit() -> Visit {
    expect_context::<Visit>()
}

impl Visit {
    pub fn lang(&self) -> Lang {
        self.prefs.lang
    }

    /// The session that keeps what is being typed. A visitor who has none gets one with this answer.
    pub async fn session(&self) -> Result<SessionKey, Fault> {
        if let Some(session) = self.actor.session() {
            return Ok(session.clone());
        }
        let options = expect_context::<ResponseOptions>();
        let opened = session::open_visitor(&self.ctx).await?;
        options.append_header(SET_COOKIE, self.cookies.session(&opened.token));
        Ok(opened.key)
    }

    /// Where a try to sign in comes from.
    pub fn origin(&self) -> Origin<'_> {
        Origin { address: self.address, device: self.device.as_deref(), session: self.actor.session() }
    }

    /// A value of the query, as far as it holds plain letters.
    pub fn asked(&self, name: &str) -> Option<&str> {
        let pairs = self.query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    pub fn member(&self) -> Result<Member, Stop> {
        match &self.actor {
            Actor::Member(member) => Ok(member.clone()),
            Actor::Stranger | Actor::Visitor(_) => Err(Stop::SignIn),
            _ => Err(Stop::Forbidden),
        }
    }

    pub fn agent(&self) -> Result<Agent, Stop> {
        match &self.actor {
            Actor::Agent(agent) => Ok(agent.clone()),
            Actor::Stranger | Actor::Visitor(_) => Err(Stop::AgentSignIn),
            _ => Err(Stop::Forbidden),
        }
    }

    pub fn clerk(&self) -> Result<Clerk, Stop> {
        match &self.actor {
            Actor::Clerk(clerk) => Ok(clerk.clone()),
            Actor::Stranger | Actor::Visitor(_) => Err(Stop::StaffSignIn),
            _ => Err(Stop::Forbidden),
        }
    }

    pub fn first_reviewer(&self) -> Result<FirstReviewer, Stop> {
        match &self.actor {
            Actor::FirstReviewer(reviewer) => Ok(reviewer.clone()),
            Actor::Stranger | Actor::Visitor(_) => Err(Stop::StaffSignIn),
            _ => Err(Stop::Forbidden),
        }
    }

    /// A reviewer of either stage; what they may do differs by type.
    pub fn reviewer(&self) -> Result<Reviewer, Stop> {
        match &self.actor {
            Actor::FirstReviewer(reviewer) => Ok(Reviewer::First(reviewer.clone())),
            Actor::SecondReviewer(reviewer) => Ok(Reviewer::Second(reviewer.clone())),
            Actor::Stranger | Actor::Visitor(_) => Err(Stop::StaffSignIn),
            _ => Err(Stop::Forbidden),
        }
    }

    /// Whoever may sign a day-end sheet, at the step of the role.
    pub fn signer(&self) -> Result<Signer, Stop> {
        match &self.actor {
            Actor::Clerk(clerk) => Ok(Signer::Teller(clerk.clone())),
            Actor::FirstReviewer(first) => Ok(Signer::First(first.clone())),
            Actor::SecondReviewer(second) => Ok(Signer::Second(second.clone())),
            Actor::Stranger | Actor::Visitor(_) => Err(Stop::StaffSignIn),
            _ => Err(Stop::Forbidden),
        }
    }

    pub fn second_reviewer(&self) -> Result<SecondReviewer, Stop> {
        match &self.actor {
            Actor::SecondReviewer(reviewer) => Ok(reviewer.clone()),
            Actor::Stranger | Actor::Visitor(_) => Err(Stop::StaffSignIn),
            _ => Err(Stop::Forbidden),
        }
    }
}

/// Renders a page when its data is there. Status and redirects are set before the first byte goes out,
/// because pages are rendered whole.
pub fn loaded(page: impl Future<Output = Result<AnyView, Stop>> + Send + 'static) -> impl IntoView {
    let visit = visit();
    let options = expect_context::<ResponseOptions>();
    Suspend::new(async move {
        match page.await {
            Ok(view) => view,
            Err(stop) => crate::pages::stopped::stopped(&visit, &options, stop),
        }
    })
}

/// Ends an action: 303 to the result, or to the page that says why not. Actions never answer with a status
/// of their own, since that would overwrite the redirect of the form post.
pub async fn finish(work: impl Future<Output = Result<Path, Stop>>) -> Result<(), ApiError> {
    let options = expect_context::<ResponseOptions>();
    let path = match work.await {
        Ok(path) | Err(Stop::Go(path)) => path,
        Err(Stop::SignIn) => Destination::of(&visit().path).sign_in(),
        Err(Stop::StaffSignIn) => Path::STAFF_SIGN_IN,
        Err(Stop::AgentSignIn) => Path::AGENT_SIGN_IN,
        Err(Stop::Forbidden) => Path::fixed("/problem/forbidden"),
        Err(Stop::NotFound | Stop::BadRequest) => Path::fixed("/problem/address"),
        Err(Stop::Fault(Fault::Busy(what))) => {
            tracing::warn!(what, "refused an action because too many are waiting");
            Path::fixed("/problem/busy")
        }
        Err(Stop::Fault(fault)) if fault.is_unreachable() => {
            log_fault(&visit(), &fault);
            Path::fixed("/problem/busy")
        }
        Err(Stop::Fault(fault)) => Path::below("/problem", &log_fault(&visit(), &fault)),
    };
    see_other(&options, &path);
    Ok(())
}

pub(crate) fn see_other(options: &ResponseOptions, path: &Path) {
    if let Ok(location) = HeaderValue::from_str(path.as_str()) {
        options.set_status(StatusCode::SEE_OTHER);
        options.insert_header(LOCATION, location);
    }
}

/// Logs a fault once and answers the incident number that the person may quote. Not the path, which may hold a whole
/// certificate: the line stands in the span of its request, whose last line says what of the path may be said.
pub(crate) fn log_fault(visit: &Visit, fault: &Fault) -> String {
    let incident = visit.ctx.uuid(visit.ctx.now());
    tracing::error!(%incident, error = %fault, "a request failed");
    incident
}

/// The error type of server functions. It carries no text: what a stranger wrote, or what broke inside, cannot
/// travel through it to a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum ApiError {
    /// The body was not what a form of ours sends.
    #[error("malformed")]
    Malformed,
    /// Something broke on the way.
    #[error("failed")]
    Failed,
}

impl server_fn::error::FromServerFnError for ApiError {
    type Encoder = server_fn::codec::JsonEncoding;

    fn from_server_fn_error(error: server_fn::error::ServerFnErrorErr) -> Self {
        use server_fn::error::ServerFnErrorErr as E;
        match error {
            E::Deserialization(_) | E::Args(_) | E::MissingArg(_) => ApiError::Malformed,
            _ => ApiError::Failed,
        }
    }
}
