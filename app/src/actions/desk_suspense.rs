//! What the officers' forms about money in suspense are sent to.
#![expect(
    clippy::too_many_arguments,
    reason = "a form's fields are an action's arguments, and three forms are sent to one action"
)]

use crate::{
    pages::desk::proposals::name_of,
    paths::Path,
    visit::{ApiError, Stop, finish, visit},
};
use domain::FormState;
use leptos::prelude::*;
use service::{
    proposal::Kind,
    reviewer::NotReviewed,
    suspense::{
        desk::{self, Field as F},
        receive_form::{self, Field as R},
    },
};

/// Proposes what becomes of a receipt; sent twice, it is one proposal.
#[server(prefix = "/do", endpoint = "desk-suspense")]
pub async fn submit_use(
    #[server(default)] request_id: String,
    #[server(default)] receipt: String,
    #[server(default)] way: String,
    #[server(default)] account: String,
    #[server(default)] business: String,
    #[server(default)] month: String,
    #[server(default)] unit_part: String,
    #[server(default)] personal_part: String,
    #[server(default)] reference: String,
    #[server(default)] amount: String,
    #[server(default)] batch: String,
    #[server(default)] batch_amount: String,
) -> Result<(), ApiError> {
    let visit = visit();
    finish(async move {
        let first = visit.first_reviewer()?;
        let form = FormState::default()
            .with(F::Receipt, &receipt)
            .with(F::Way, &way)
            .with(F::Account, &account)
            .with(F::Business, &business)
            .with(F::Month, &month)
            .with(F::UnitPart, &unit_part)
            .with(F::PersonalPart, &personal_part)
            .with(F::Reference, &reference)
            .with(F::Amount, &amount)
            .with(F::Batch, &batch)
            .with(F::BatchAmount, &batch_amount);
        match desk::send(&visit.ctx, &first, &request_id, form).await {
            Ok(id) => Ok(Path::below("/desk/proposals", &name_of(Kind::Suspense, &id))),
            Err(NotReviewed::Problem(_)) => Ok(Path::below("/desk/suspense", &receipt)),
            Err(why) => Err(Stop::not_reviewed(why)),
        }
    })
    .await
}

/// Books money that came outside a file; sent twice, it is booked once.
#[server(prefix = "/do", endpoint = "desk-suspense-receive")]
pub async fn submit_receipt(
    #[server(default)] request_id: String,
    #[server(default)] reference: String,
    #[server(default)] amount: String,
    #[server(default)] received_on: String,
    #[server(default)] payer: String,
    #[server(default)] note: String,
) -> Result<(), ApiError> {
    let visit = visit();
    finish(async move {
        let first = visit.first_reviewer()?;
        let form = FormState::default()
            .with(R::Reference, &reference)
            .with(R::Amount, &amount)
            .with(R::ReceivedOn, &received_on)
            .with(R::Payer, &payer)
            .with(R::Note, &note);
        match receive_form::send(&visit.ctx, &first, &request_id, form).await {
            Ok(receipt) => Ok(Path::below("/desk/suspense", &receipt.id)),
            Err(NotReviewed::Problem(_)) => Ok(Path::fixed("/desk/suspense/receive")),
            Err(why) => Err(Stop::not_reviewed(why)),
        }
    })
    .await
}
