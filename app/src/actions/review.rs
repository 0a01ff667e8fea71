//! What the reviewer's form is sent to.

use crate::{
    paths::Path,
    visit::{ApiError, Stop, finish, visit},
};
use domain::CaseNumber;
use leptos::prelude::*;
use service::{
    review::{self, Sent},
    reviewer::{NotReviewed, Reviewer},
};

/// Decides at the stage of whoever is signed in; the two stages are two use cases with two types of actors.
#[server(prefix = "/do", endpoint = "review")]
pub async fn decide_case(
    #[server(default)] number: String,
    #[server(default)] version: String,
    #[server(default)] verdict: String,
    #[server(default)] reason: String,
    #[server(default)] note: String,
) -> Result<(), ApiError> {
    let visit = visit();
    finish(async move {
        let reviewer = visit.reviewer()?;
        let number = CaseNumber::parse(&number).map_err(|_| Stop::BadRequest)?;
        let sent = Sent { version, verdict, reason, note };
        let decided = match &reviewer {
            Reviewer::First(first) => review::decide_first(&visit.ctx, first, &number, &sent).await,
            Reviewer::Second(second) => review::decide_second(&visit.ctx, second, &number, &sent).await,
        };
        match decided {
            Ok(_) | Err(NotReviewed::Problem(_)) => Ok(Path::below("/desk", number.as_str())),
            Err(why) => Err(Stop::not_reviewed(why)),
        }
    })
    .await
}
