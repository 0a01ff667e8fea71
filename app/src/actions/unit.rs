//! What the forms of a unit's agent are sent to. The upload is a route of its own.

use crate::{
    paths::Path,
    visit::{ApiError, Stop, finish, visit},
};
use domain::{AccountNo, base::Settlement};
use leptos::prelude::*;
use service::{base::Settling, two_people::Refused, unit};

/// An agent settles a worker's objection.
#[server(prefix = "/do", endpoint = "unit-settle")]
pub async fn decide_objection(
    #[server(default)] batch: String,
    #[server(default)] account: String,
    #[server(default)] settlement: String,
    #[server(default)] note: String,
) -> Result<(), ApiError> {
    let visit = visit();
    finish(async move {
        let agent = visit.agent()?;
        let settlement = Settlement::from_code(&settlement).ok_or(Stop::BadRequest)?;
        let account = AccountNo::parse(&account).map_err(|_| Stop::BadRequest)?;
        let settling = Settling { batch_id: batch.clone(), account, settlement, note };
        match unit::settle(&visit.ctx, &agent, settling).await {
            Ok(_) => Ok(Path::below("/unit/base", &batch)),
            Err(Refused::Fault(fault)) => Err(Stop::Fault(fault)),
            Err(Refused::NotFound) => Err(Stop::NotFound),
            Err(_) => Ok(Path::below("/unit/base", &batch).with_mark("again")),
        }
    })
    .await
}
