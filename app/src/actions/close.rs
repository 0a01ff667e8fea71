//! What the forms of the closing withdrawal are sent to.

use crate::{
    paths::Path,
    visit::{ApiError, Stop, finish, visit},
};
use domain::CaseNumber;
use leptos::prelude::*;
use service::{
    Failure,
    closing::apply::{self, Sent, Step, Submitted},
};

const FIRST: Path = Path::fixed("/close");
const CHECK: Path = Path::fixed("/close/check");

/// Reason and card.
#[server(prefix = "/do", endpoint = "close-form")]
pub async fn save_close(
    #[server(default)] reason: String,
    #[server(default)] card: String,
) -> Result<(), ApiError> {
    let visit = visit();
    finish(async move {
        let member = visit.member()?;
        match apply::save(&visit.ctx, &member, &reason, &card).await {
            Ok(Step::Here(())) => Ok(CHECK),
            Ok(Step::First | Step::NoAccount) | Err(Failure::Rejected(_)) => Ok(FIRST),
            Err(Failure::Fault(fault)) => Err(Stop::Fault(fault)),
        }
    })
    .await
}

/// Asks for everything; sent twice it is one application.
#[server(prefix = "/do", endpoint = "close-submit")]
pub async fn submit_close(
    #[server(default)] request_id: String,
    #[server(default)] reason: String,
    #[server(default)] declaration: String,
    #[server(default)] code: String,
) -> Result<(), ApiError> {
    let visit = visit();
    finish(async move {
        let member = visit.member()?;
        match apply::submit(&visit.ctx, &member, Sent { request_id, reason, declaration, code }).await {
            Ok(Submitted::Application(number)) => Ok(Path::below("/cases", number.as_str())),
            Ok(Submitted::NotNow) => Ok(FIRST),
            Err(Failure::Rejected(_)) => Ok(CHECK),
            Err(Failure::Fault(fault)) => Err(Stop::Fault(fault)),
        }
    })
    .await
}

/// Takes an own application back that no reviewer has taken up.
#[server(prefix = "/do", endpoint = "close-withdraw")]
pub async fn act_on_close(#[server(default)] number: String) -> Result<(), ApiError> {
    let visit = visit();
    finish(async move {
        let member = visit.member()?;
        let number = CaseNumber::parse(&number).map_err(|_| Stop::BadRequest)?;
        apply::withdraw(&visit.ctx, &member, &number).await?.ok_or(Stop::NotFound)?;
        Ok(Path::below("/cases", number.as_str()))
    })
    .await
}
