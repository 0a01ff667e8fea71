//! Signing in and out, and setting up the second factor.

use crate::{
    paths::{Destination, Path},
    visit::{ApiError, Stop, Visit, finish, visit},
};
use domain::{FormField, FormState};
use http::header::SET_COOKIE;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use service::{
    Failure, Fault,
    actor::{Actor, StaffRole},
    draft::{self, Form},
    second_factor::enrol::{self, Field as EnrolField},
    session,
    sign_in::{self, AGENT_FORM, MEMBER_FORM, MemberField, STAFF_FORM, SignedIn, StaffField},
};

/// The form under which the draft of the second factor's page is kept.
pub const ENROL_FORM: &str = "second-factor";

/// A member signs in and goes on to the page that asked for it.
#[server(prefix = "/do", endpoint = "sign-in")]
pub async fn sign_in_member(
    #[server(default)] id_number: String,
    #[server(default)] password: String,
    #[server(default)] next: String,
) -> Result<(), ApiError> {
    let (visit, options) = (visit(), expect_context::<ResponseOptions>());
    finish(async move {
        let next = Destination::parse(&next);
        let form = FormState::default()
            .with(MemberField::IdNumber, &id_number)
            .with(MemberField::Password, &password);
        match sign_in::member(&visit.ctx, &visit.origin(), form).await {
            Ok(signed_in) => {
                enter(&visit, &options, &signed_in);
                Ok(next.path())
            }
            Err(failure) => again(&visit, MEMBER_FORM, failure, next.sign_in_again()).await,
        }
    })
    .await
}

/// A member of staff signs in and goes to the desk of the role.
#[server(prefix = "/do", endpoint = "staff-sign-in")]
pub async fn sign_in_staff(
    #[server(default)] login: String,
    #[server(default)] password: String,
    #[server(default)] code: String,
) -> Result<(), ApiError> {
    let (visit, options) = (visit(), expect_context::<ResponseOptions>());
    finish(async move {
        let form = FormState::default()
            .with(StaffField::Login, &login)
            .with(StaffField::Password, &password)
            .with(StaffField::Code, &code);
        match sign_in::staff(&visit.ctx, &visit.origin(), form).await {
            Ok(signed_in) => {
                enter(&visit, &options, &signed_in);
                Ok(desk_of(signed_in.role))
            }
            Err(failure) => {
                again(&visit, STAFF_FORM, failure, Path::fixed("/staff/sign-in?again=1#errors")).await
            }
        }
    })
    .await
}

/// An agent of a unit signs in and goes to the unit.
#[server(prefix = "/do", endpoint = "agent-sign-in")]
pub async fn sign_in_agent(
    #[server(default)] login: String,
    #[server(default)] password: String,
    #[server(default)] code: String,
) -> Result<(), ApiError> {
    let (visit, options) = (visit(), expect_context::<ResponseOptions>());
    finish(async move {
        let form = FormState::default()
            .with(StaffField::Login, &login)
            .with(StaffField::Password, &password)
            .with(StaffField::Code, &code);
        match sign_in::agent(&visit.ctx, &visit.origin(), form).await {
            Ok(signed_in) => {
                enter(&visit, &options, &signed_in);
                Ok(Path::fixed("/unit"))
            }
            Err(failure) => {
                again(&visit, AGENT_FORM, failure, Path::fixed("/unit/sign-in?again=1#errors")).await
            }
        }
    })
    .await
}

/// Ends the session here and on the server.
#[server(prefix = "/do", endpoint = "sign-out")]
pub async fn sign_out() -> Result<(), ApiError> {
    let (visit, options) = (visit(), expect_context::<ResponseOptions>());
    finish(async move {
        if let Some(key) = visit.actor.session() {
            session::close(&visit.ctx, key).await?;
        }
        options.append_header(SET_COOKIE, visit.cookies.no_session());
        Ok::<_, Stop>(match visit.actor {
            Actor::Clerk(_) | Actor::FirstReviewer(_) | Actor::SecondReviewer(_) => Path::STAFF_SIGN_IN,
            Actor::Agent(_) => Path::AGENT_SIGN_IN,
            Actor::Stranger | Actor::Visitor(_) | Actor::Member(_) => Path::HOME,
        })
    })
    .await
}

/// Sets up or replaces the authenticator.
#[server(prefix = "/do", endpoint = "second-factor")]
pub async fn set_second_factor(
    #[server(default)] enrolment: String,
    #[server(default)] password: String,
    #[server(default)] old_code: String,
    #[server(default)] code: String,
) -> Result<(), ApiError> {
    let (visit, options) = (visit(), expect_context::<ResponseOptions>());
    finish(async move {
        let member = visit.member()?;
        let form = FormState::default()
            .with(EnrolField::Enrolment, &enrolment)
            .with(EnrolField::Password, &password)
            .with(EnrolField::OldCode, &old_code)
            .with(EnrolField::Code, &code);
        match enrol::confirm(&visit.ctx, &member, form).await {
            Ok(session) => {
                options.append_header(SET_COOKIE, visit.cookies.session(&session.token));
                draft::forget(&visit.ctx, &session.key, ENROL_FORM).await?;
                Ok(Path::fixed("/me/second-factor?done=1"))
            }
            Err(failure) => {
                again(&visit, ENROL_FORM, failure, Path::fixed("/me/second-factor?again=1#errors")).await
            }
        }
    })
    .await
}

/// Hands the two cookies over.
fn enter(visit: &Visit, options: &ResponseOptions, signed_in: &SignedIn) {
    options.append_header(SET_COOKIE, visit.cookies.session(&signed_in.session.token));
    options.append_header(SET_COOKIE, visit.cookies.device(&signed_in.device));
}

/// Keeps what was typed and goes back to the page that shows it with its problems.
async fn again<F: FormField>(
    visit: &Visit,
    form: &'static str,
    failure: Failure<F>,
    page: Path,
) -> Result<Path, Stop> {
    match failure {
        Failure::Fault(fault) => Err(Stop::Fault(fault)),
        Failure::Rejected(state) => {
            let request_id = visit.ctx.uuid(visit.ctx.now());
            let session = visit.session().await?;
            draft::save(&visit.ctx, &session, form, Form { request_id, state }).await?;
            Ok::<_, Fault>(page).map_err(Stop::Fault)
        }
    }
}

fn desk_of(role: Option<StaffRole>) -> Path {
    match role {
        Some(StaffRole::Counter) => Path::fixed("/counter"),
        Some(StaffRole::FirstReviewer | StaffRole::SecondReviewer) => Path::fixed("/desk"),
        None => Path::STAFF_SIGN_IN,
    }
}
