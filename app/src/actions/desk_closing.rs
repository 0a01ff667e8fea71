//! What the officers' form about a contributor's application to close an account is sent to.

use crate::{
    paths::Path,
    visit::{ApiError, Stop, finish, visit},
};
use domain::CaseNumber;
use leptos::prelude::*;
use service::{
    closing::desk::{self, Sent},
    reviewer::NotReviewed,
};

/// Takes the application up or declines it; sent twice, it is done once.
#[server(prefix = "/do", endpoint = "desk-closing")]
pub async fn decide_closing(
    #[server(default)] number: String,
    #[server(default)] verdict: String,
    #[server(default)] basis: String,
    #[server(default)] note: String,
) -> Result<(), ApiError> {
    let visit = visit();
    finish(async move {
        let first = visit.first_reviewer()?;
        let number = CaseNumber::parse(&number).map_err(|_| Stop::BadRequest)?;
        match desk::answer(&visit.ctx, &first, &number, &Sent { verdict, basis, note }).await {
            Ok(()) | Err(NotReviewed::Problem(_)) => Ok(Path::below("/desk/closings", number.as_str())),
            Err(why) => Err(Stop::not_reviewed(why)),
        }
    })
    .await
}
