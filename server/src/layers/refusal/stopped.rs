//! What a file or an upload answers to who may not have it: the same as a page would.

use super::Refusal;
use app::{
    paths::{Destination, Path},
    visit::{Stop, Visit},
};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header::LOCATION};

/// Nobody signed in: the way to sign in. Somebody of another role: refused, since signing in again as someone else is
/// not what they are asked to do.
pub fn stopped(visit: &Visit, stop: Stop) -> Response {
    match stop {
        Stop::SignIn => see_other(&Destination::of(&visit.path).sign_in()),
        Stop::StaffSignIn => see_other(&Path::STAFF_SIGN_IN),
        Stop::AgentSignIn => see_other(&Path::AGENT_SIGN_IN),
        Stop::Go(path) => see_other(&path),
        Stop::Forbidden => Refusal::Forbidden.into_answer(),
        Stop::NotFound => Refusal::NotFound.into_answer(),
        Stop::BadRequest => Refusal::Malformed.into_answer(),
        Stop::Fault(fault) => broken(&fault),
    }
}

pub fn see_other(path: &Path) -> Response {
    match HeaderValue::from_str(path.as_str()) {
        Ok(location) => (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response(),
        Err(_) => Refusal::Malformed.into_answer(),
    }
}

/// Logged here, once; what it says is not shown.
pub fn broken(error: &dyn std::error::Error) -> Response {
    tracing::error!(%error, "a file or an upload failed");
    Refusal::Broken.into_answer()
}
