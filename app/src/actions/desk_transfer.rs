//! What the officers' forms about transfers between cities are sent to.
#![expect(
    clippy::too_many_arguments,
    reason = "a form's fields are an action's arguments, and a letter has nine"
)]

use crate::{
    paths::Path,
    visit::{ApiError, Stop, finish, visit},
};
use domain::{CaseNumber, FormState};
use leptos::prelude::*;
use service::{
    Failure,
    reviewer::NotReviewed,
    transfer::{
        desk::{self, Sent},
        letter_form::{self, Field as F},
    },
};

/// The next step of a transfer; sent twice, it is made once.
#[server(prefix = "/do", endpoint = "desk-transfer")]
pub async fn act_on_desk_transfer(
    #[server(default)] number: String,
    #[server(default)] request_id: String,
    #[server(default)] r#move: String,
    #[server(default)] principal: String,
    #[server(default)] interest: String,
    #[server(default)] reference: String,
    #[server(default)] receipt: String,
    #[server(default)] note: String,
) -> Result<(), ApiError> {
    let visit = visit();
    finish(async move {
        let first = visit.first_reviewer()?;
        let number = CaseNumber::parse(&number).map_err(|_| Stop::BadRequest)?;
        let sent = Sent { request_id, wanted: r#move, principal, interest, reference, receipt, note };
        match desk::act(&visit.ctx, &first, &number, &sent).await {
            Ok(()) | Err(NotReviewed::Problem(_)) => Ok(Path::below("/desk/transfers", number.as_str())),
            Err(why) => Err(Stop::not_reviewed(why)),
        }
    })
    .await
}

/// Writes down the letter of another centre; sent twice, it is one transfer.
#[server(prefix = "/do", endpoint = "desk-letter")]
pub async fn save_letter(
    #[server(default)] request_id: String,
    #[server(default)] letter: String,
    #[server(default)] centre: String,
    #[server(default)] other_account: String,
    #[server(default)] account: String,
    #[server(default)] name: String,
    #[server(default)] id_number: String,
    #[server(default)] payee: String,
    #[server(default)] payee_account: String,
    #[server(default)] payee_bank: String,
) -> Result<(), ApiError> {
    let visit = visit();
    finish(async move {
        let first = visit.first_reviewer()?;
        let form = FormState::default()
            .with(F::Letter, &letter)
            .with(F::Centre, &centre)
            .with(F::OtherAccount, &other_account)
            .with(F::Account, &account)
            .with(F::Name, &name)
            .with(F::IdNumber, &id_number)
            .with(F::Payee, &payee)
            .with(F::PayeeAccount, &payee_account)
            .with(F::PayeeBank, &payee_bank);
        match letter_form::write_down(&visit.ctx, &first, &request_id, form).await {
            Ok(number) => Ok(Path::below("/desk/transfers", number.as_str())),
            Err(Failure::Rejected(_)) => Ok(Path::fixed("/desk/transfers/letter")),
            Err(Failure::Fault(fault)) => Err(Stop::Fault(fault)),
        }
    })
    .await
}
