//! What the forms of complaints about missing contributions are sent to.

use crate::{
    paths::Path,
    visit::{ApiError, Stop, finish, visit},
};
use domain::CaseNumber;
use leptos::prelude::*;
use service::{
    complaint::{self, Act, Filed, NotReviewed, Sent},
    reviewer::Reviewer,
};

/// Files a complaint about the months that the calendar named; sent twice it makes one.
#[server(prefix = "/do", endpoint = "complaint")]
pub async fn submit_complaint(
    #[server(default)] request_id: String,
    #[server(default)] months: String,
) -> Result<(), ApiError> {
    let visit = visit();
    finish(async move {
        let member = visit.member()?;
        match complaint::file(&visit.ctx, &member, &request_id, &months).await? {
            Filed::Complaint(number) => Ok(Path::below("/cases", number.as_str())),
            Filed::Nothing => Ok(Path::fixed("/months")),
            Filed::Malformed => Err(Stop::BadRequest),
        }
    })
    .await
}

/// A contributor's act on an own complaint: `supply` or `dispute`.
#[server(prefix = "/do", endpoint = "complaint-act")]
pub async fn act_on_complaint(
    #[server(default)] number: String,
    #[server(default)] act: String,
    #[server(default)] note: String,
) -> Result<(), ApiError> {
    let visit = visit();
    finish(async move {
        let member = visit.member()?;
        let number = CaseNumber::parse(&number).map_err(|_| Stop::BadRequest)?;
        let act = match act.as_str() {
            "supply" => Act::Supply,
            "dispute" => Act::Dispute,
            _ => return Err(Stop::BadRequest),
        };
        complaint::act(&visit.ctx, &member, &number, act, &note).await?.ok_or(Stop::NotFound)?;
        Ok(Path::below("/cases", number.as_str()))
    })
    .await
}

/// Answers at the stage of whoever is signed in; the two stages are two use cases with two types of actors.
#[server(prefix = "/do", endpoint = "complaint-answer")]
pub async fn decide_complaint(
    #[server(default)] number: String,
    #[server(default)] version: String,
    #[server(default)] kind: String,
    #[server(default)] seq: String,
    #[server(default)] reason: String,
    #[server(default)] note: String,
) -> Result<(), ApiError> {
    let visit = visit();
    finish(async move {
        let reviewer = visit.reviewer()?;
        let number = CaseNumber::parse(&number).map_err(|_| Stop::BadRequest)?;
        let sent = Sent { version, kind, seq, reason, note };
        let answered = match &reviewer {
            Reviewer::First(first) => complaint::answer_first(&visit.ctx, first, &number, &sent).await,
            Reviewer::Second(second) => complaint::answer_second(&visit.ctx, second, &number, &sent).await,
        };
        match answered {
            Ok(_) | Err(NotReviewed::Problem(_)) => Ok(Path::below("/desk/complaints", number.as_str())),
            Err(why) => Err(Stop::not_reviewed(why)),
        }
    })
    .await
}
