//! What the forms of the annual adjustment of bases are sent to.

use crate::{
    paths::Path,
    visit::{ApiError, Stop, finish, visit},
};
use domain::base::Answer;
use leptos::prelude::*;
use service::{
    Failure,
    base::{self, Sent},
    ids::is_uuid,
};

/// A worker confirms the new base or objects to it.
#[server(prefix = "/do", endpoint = "base-answer")]
pub async fn submit_base_answer(
    #[server(default)] request_id: String,
    #[server(default)] batch: String,
    #[server(default)] answer: String,
    #[server(default)] reason: String,
) -> Result<(), ApiError> {
    let visit = visit();
    finish(async move {
        let member = visit.member()?;
        let answer = Answer::from_code(&answer).ok_or(Stop::BadRequest)?;
        if !is_uuid(&request_id) {
            return Err(Stop::BadRequest);
        }
        let sent = Sent { request_id, batch_id: batch, answer, reason };
        match base::answer::answer(&visit.ctx, &member, sent).await {
            Ok(()) => Ok(Path::fixed("/base")),
            Err(Failure::Rejected(_)) => Ok(Path::fixed("/base#reason")),
            Err(Failure::Fault(fault)) => Err(Stop::Fault(fault)),
        }
    })
    .await
}
