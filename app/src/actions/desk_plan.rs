//! What the officers' form about a yearly plan is sent to.
#![expect(
    clippy::too_many_arguments,
    reason = "a form's fields are an action's arguments, and a plan has six targets"
)]

use crate::{
    pages::desk::proposals::name_of,
    paths::Path,
    visit::{ApiError, Stop, finish, visit},
};
use domain::{FormState, indicator::Indicator};
use leptos::prelude::*;
use service::{
    indicator::desk::{self, Field as F},
    proposal::Kind,
    reviewer::NotReviewed,
};

/// Proposes a plan; sent twice, it is one.
#[server(prefix = "/do", endpoint = "desk-plan")]
pub async fn submit_plan(
    #[server(default)] request_id: String,
    #[server(default)] year: String,
    #[server(default)] collection: String,
    #[server(default)] withdrawals: String,
    #[server(default)] off_counter_rate: String,
    #[server(default)] loan_to_balance: String,
    #[server(default)] utilisation: String,
    #[server(default)] overdue_rate: String,
) -> Result<(), ApiError> {
    let visit = visit();
    finish(async move {
        let first = visit.first_reviewer()?;
        let form = FormState::default()
            .with(F::Year, &year)
            .with(F::Of(Indicator::Collection), &collection)
            .with(F::Of(Indicator::Withdrawals), &withdrawals)
            .with(F::Of(Indicator::OffCounter), &off_counter_rate)
            .with(F::Of(Indicator::LoanToBalance), &loan_to_balance)
            .with(F::Of(Indicator::Utilisation), &utilisation)
            .with(F::Of(Indicator::OverdueRate), &overdue_rate);
        match desk::send(&visit.ctx, &first, &request_id, form).await {
            Ok(id) => Ok(Path::below("/desk/proposals", &name_of(Kind::Plan, &id))),
            Err(NotReviewed::Problem(_)) => Ok(Path::fixed("/desk/board/plan")),
            Err(why) => Err(Stop::not_reviewed(why)),
        }
    })
    .await
}
