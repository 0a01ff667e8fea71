//! What the decision of a second reviewer is sent to, whatever was proposed.

use crate::{
    pages::desk::proposals::named,
    paths::Path,
    text::{Lang, proposals as words},
    visit::{ApiError, Stop, finish, visit},
};
use leptos::prelude::*;
use service::{
    Failure,
    proposal::{self, Decided, Sent},
    reviewer::Reviewer,
};

/// Approves or refuses with the one-time code of now.
#[server(prefix = "/do", endpoint = "proposal")]
pub async fn decide_proposal(
    #[server(default)] name: String,
    #[server(default)] verdict: String,
    #[server(default)] approval: String,
    #[server(default)] code: String,
) -> Result<(), ApiError> {
    let visit = visit();
    finish(async move {
        let Reviewer::Second(second) = visit.reviewer()? else { return Err(Stop::Forbidden) };
        let (kind, id) = named(&name).ok_or(Stop::BadRequest)?;
        let approve = match verdict.as_str() {
            "approve" => true,
            "refuse" => false,
            _ => return Err(Stop::BadRequest),
        };
        let page = Path::below("/desk/proposals", &name);
        let sent = Sent { kind, id: id.to_owned(), approve, approval, code };
        match proposal::decide(&visit.ctx, &second, sent).await {
            Ok(Decided::Done) | Err(Failure::Rejected(_)) => Ok(page),
            Ok(Decided::NotFound) => Err(Stop::NotFound),
            Ok(Decided::Refused(refused)) => {
                let both = [Lang::Zh, Lang::En].map(|l| words::refused(l, &refused).unwrap_or_default());
                proposal::keep_refused(&visit.ctx, &second, id, both).await?;
                Ok(page)
            }
            Err(Failure::Fault(fault)) => Err(Stop::Fault(fault)),
        }
    })
    .await
}
