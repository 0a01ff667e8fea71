//! What the officers' form about an entry to be taken back is sent to.

use crate::{
    pages::desk::proposals::name_of,
    paths::Path,
    visit::{ApiError, Stop, finish, visit},
};
use leptos::prelude::*;
use service::{
    correction::desk::{self, Sent},
    proposal::Kind,
    reviewer::NotReviewed,
};

/// Proposes to take an entry back; sent twice, it is one proposal.
#[server(prefix = "/do", endpoint = "desk-correction")]
pub async fn submit_correction(
    #[server(default)] request_id: String,
    #[server(default)] entry: String,
    #[server(default)] reason: String,
    #[server(default)] note: String,
) -> Result<(), ApiError> {
    let visit = visit();
    finish(async move {
        let first = visit.first_reviewer()?;
        match desk::send(&visit.ctx, &first, &Sent { request_id, entry, reason, note }).await {
            Ok(id) => Ok(Path::below("/desk/proposals", &name_of(Kind::Correction, &id))),
            Err(NotReviewed::Problem(_)) => Ok(Path::fixed("/desk/corrections")),
            Err(why) => Err(Stop::not_reviewed(why)),
        }
    })
    .await
}
