//! The pages shown instead of a page: not found, not allowed, broken, busy.

use crate::{
    parts::Page,
    paths::{Destination, Path},
    text::{parts as parts_words, shell as words},
    visit::{Stop, Visit, log_fault, see_other, visit},
};
use http::StatusCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::use_params_map;
use service::Fault;

/// Turns a [`Stop`] into a redirect or a page with the right status.
pub(crate) fn stopped(visit: &Visit, options: &ResponseOptions, stop: Stop) -> AnyView {
    let l = visit.lang();
    let (status, title, help, incident) = match stop {
        Stop::Go(path) => return go(options, &path),
        Stop::SignIn => return go(options, &Destination::of(&visit.path).sign_in()),
        Stop::StaffSignIn => return go(options, &Path::STAFF_SIGN_IN),
        Stop::AgentSignIn => return go(options, &Path::AGENT_SIGN_IN),
        Stop::NotFound => (StatusCode::NOT_FOUND, words::not_found(l), words::not_found_help(l), None),
        Stop::Forbidden => (StatusCode::FORBIDDEN, words::forbidden(l), words::forbidden_help(l), None),
        Stop::BadRequest => {
            (StatusCode::BAD_REQUEST, words::bad_request(l), words::bad_request_help(l), None)
        }
        Stop::Fault(Fault::Busy(_)) => {
            (StatusCode::SERVICE_UNAVAILABLE, words::busy(l), words::busy_help(l), None)
        }
        Stop::Fault(fault) if fault.is_unreachable() => {
            log_fault(visit, &fault);
            (StatusCode::SERVICE_UNAVAILABLE, words::busy(l), words::busy_help(l), None)
        }
        Stop::Fault(fault) => {
            let incident = log_fault(visit, &fault);
            (StatusCode::INTERNAL_SERVER_ERROR, words::broken(l), words::broken_help(l), Some(incident))
        }
    };
    options.set_status(status);
    view! { <Stopped title=title help=help incident=incident/> }.into_any()
}

fn go(options: &ResponseOptions, path: &Path) -> AnyView {
    see_other(options, path);
    ().into_any()
}

/// The page of an address that leads nowhere.
#[component]
pub fn NotFound() -> impl IntoView {
    stopped(&visit(), &expect_context::<ResponseOptions>(), Stop::NotFound)
}

/// Where an action sends a person when it could not be carried out: `/problem/<kind or incident>`. The server
/// shows the same page in place when it refuses a request before anything else reads it.
#[component]
pub fn Problem() -> impl IntoView {
    let l = visit().lang();
    let what = use_params_map().with_untracked(|params| params.get("what")).unwrap_or_default();
    let (status, title, help, incident) = match what.as_str() {
        "forbidden" => (StatusCode::FORBIDDEN, words::forbidden(l), words::forbidden_help(l), None),
        "busy" => (StatusCode::SERVICE_UNAVAILABLE, words::busy(l), words::busy_help(l), None),
        "elsewhere" => (StatusCode::FORBIDDEN, words::elsewhere(l), words::elsewhere_help(l), None),
        "method" => (StatusCode::METHOD_NOT_ALLOWED, words::method(l), words::method_help(l), None),
        "host" => (StatusCode::MISDIRECTED_REQUEST, words::host(l), words::host_help(l), None),
        "form" => (StatusCode::BAD_REQUEST, words::malformed(l), words::malformed_help(l), None),
        "broken" => (StatusCode::INTERNAL_SERVER_ERROR, words::broken(l), words::broken_help(l), None),
        "too-large" => (StatusCode::PAYLOAD_TOO_LARGE, words::too_large(l), words::too_large_help(l), None),
        incident if service::ids::is_uuid(incident) => {
            (StatusCode::INTERNAL_SERVER_ERROR, words::broken(l), words::broken_help(l), Some(what.clone()))
        }
        _ => (StatusCode::BAD_REQUEST, words::bad_request(l), words::bad_request_help(l), None),
    };
    expect_context::<ResponseOptions>().set_status(status);
    view! { <Stopped title=title help=help incident=incident/> }
}

#[component]
fn Stopped(title: &'static str, help: &'static str, incident: Option<String>) -> impl IntoView {
    let l = visit().lang();
    view! {
        <Page title=title unread=0>
            <header class="head"><h1>{title}</h1><p class="lead">{help}</p></header>
            {incident.map(|number| view! { <p class="small">{words::incident(l)} " " <code>{number}</code></p> })}
            <div class="actions">
                <a class="button" href="/">{words::to_home(l)}</a>
                <a class="button second" href="tel:12329">{parts_words::hotline(l)}</a>
            </div>
        </Page>
    }
}
