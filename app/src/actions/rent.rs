//! What the forms of the rent withdrawal and of the own cases are sent to.

use crate::{
    paths::Path,
    visit::{ApiError, Stop, finish, visit},
};
use domain::CaseNumber;
use leptos::prelude::*;
use service::{
    Failure,
    cases::{self, Act},
    rent::{
        self, Field, Step,
        submit::{self, Sent, Submitted},
    },
};

const RENT: Path = Path::fixed("/rent");
const AMOUNT: Path = Path::fixed("/rent/amount");
const CARD: Path = Path::fixed("/rent/card");
const CHECK: Path = Path::fixed("/rent/check");

/// `quick` is a button that names an amount; it wins over what stands in the field.
#[server(prefix = "/do", endpoint = "rent-amount")]
pub async fn save_rent_amount(
    #[server(default)] amount: String,
    #[server(default)] quick: String,
) -> Result<(), ApiError> {
    let visit = visit();
    finish(async move {
        let member = visit.member()?;
        let amount = if quick.is_empty() { amount } else { quick };
        page(rent::save_amount(&visit.ctx, &member, &amount).await, CARD)
    })
    .await
}

#[server(prefix = "/do", endpoint = "rent-card")]
pub async fn save_rent_card(#[server(default)] card: String) -> Result<(), ApiError> {
    let visit = visit();
    finish(async move {
        let member = visit.member()?;
        page(rent::save_card(&visit.ctx, &member, &card).await, CHECK)
    })
    .await
}

/// The page that comes next.
fn page(step: Result<Step<()>, Failure<Field>>, next: Path) -> Result<Path, Stop> {
    match step {
        Ok(Step::Here(())) => Ok(next),
        Ok(Step::Amount) => Ok(AMOUNT),
        Ok(Step::Card) => Ok(CARD),
        Ok(Step::Eligibility | Step::NoAccount) => Ok(RENT),
        Err(Failure::Rejected(_)) => Ok(CHECK),
        Err(Failure::Fault(fault)) => Err(Stop::Fault(fault)),
    }
}

#[server(prefix = "/do", endpoint = "rent-submit")]
pub async fn submit_rent(
    #[server(default)] request_id: String,
    #[server(default)] amount: String,
    #[server(default)] declaration: String,
    #[server(default)] code: String,
) -> Result<(), ApiError> {
    let visit = visit();
    finish(async move {
        let member = visit.member()?;
        match submit::submit(&visit.ctx, &member, Sent { request_id, amount, declaration, code }).await {
            Ok(Submitted::Case(number)) => Ok(Path::below("/cases", number.as_str())),
            Ok(Submitted::NotNow) => Ok(RENT),
            Err(Failure::Rejected(_)) => Ok(CHECK),
            Err(Failure::Fault(fault)) => Err(Stop::Fault(fault)),
        }
    })
    .await
}

/// A member's act on an own case: `supplied` or `withdraw`.
#[server(prefix = "/do", endpoint = "case-act")]
pub async fn act_on_case(
    #[server(default)] number: String,
    #[server(default)] act: String,
    #[server(default)] note: String,
) -> Result<(), ApiError> {
    let visit = visit();
    finish(async move {
        let member = visit.member()?;
        let number = CaseNumber::parse(&number).map_err(|_| Stop::BadRequest)?;
        let act = match act.as_str() {
            "supplied" => Act::Supplied,
            "withdraw" => Act::Withdraw,
            _ => return Err(Stop::BadRequest),
        };
        cases::act(&visit.ctx, &member, &number, act, &note).await?.ok_or(Stop::NotFound)?;
        Ok(Path::below("/cases", number.as_str()))
    })
    .await
}
