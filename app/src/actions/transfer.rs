//! What the forms of transfers between cities are sent to.

use crate::{
    paths::Path,
    visit::{ApiError, Stop, finish, visit},
};
use domain::CaseNumber;
use leptos::prelude::*;
use service::{
    Failure,
    transfer::{self, PageStep, Sent, Submitted},
};

const FIRST: Path = Path::fixed("/transfer");
const CHECK: Path = Path::fixed("/transfer/check");

/// The old centre and the account there.
#[server(prefix = "/do", endpoint = "transfer-form")]
pub async fn save_transfer(
    #[server(default)] centre: String,
    #[server(default)] account: String,
) -> Result<(), ApiError> {
    let visit = visit();
    finish(async move {
        let member = visit.member()?;
        match transfer::save(&visit.ctx, &member, &centre, &account).await {
            Ok(PageStep::Here(())) => Ok(CHECK),
            Ok(PageStep::First | PageStep::NoAccount) | Err(Failure::Rejected(_)) => Ok(FIRST),
            Err(Failure::Fault(fault)) => Err(Stop::Fault(fault)),
        }
    })
    .await
}

/// Asks for the money; sent twice it is one transfer.
#[server(prefix = "/do", endpoint = "transfer-submit")]
pub async fn submit_transfer(
    #[server(default)] request_id: String,
    #[server(default)] centre: String,
    #[server(default)] account: String,
    #[server(default)] declaration: String,
) -> Result<(), ApiError> {
    let visit = visit();
    finish(async move {
        let member = visit.member()?;
        let sent = Sent { request_id, centre, account, declaration };
        match transfer::submit(&visit.ctx, &member, sent).await {
            Ok(Submitted::Transfer(number)) => Ok(Path::below("/cases", number.as_str())),
            Ok(Submitted::NotNow) => Ok(FIRST),
            Err(Failure::Rejected(_)) => Ok(CHECK),
            Err(Failure::Fault(fault)) => Err(Stop::Fault(fault)),
        }
    })
    .await
}

/// Takes an own transfer back while the old centre has not confirmed it.
#[server(prefix = "/do", endpoint = "transfer-cancel")]
pub async fn act_on_transfer(#[server(default)] number: String) -> Result<(), ApiError> {
    let visit = visit();
    finish(async move {
        let member = visit.member()?;
        let number = CaseNumber::parse(&number).map_err(|_| Stop::BadRequest)?;
        transfer::cancel(&visit.ctx, &member, &number).await?.ok_or(Stop::NotFound)?;
        Ok(Path::below("/cases", number.as_str()))
    })
    .await
}
