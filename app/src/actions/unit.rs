//! What the forms of a unit's agent are sent to. The upload is a route of its own.

use crate::{
    paths::Path,
    visit::{ApiError, Stop, finish, visit},
};
use domain::{AccountNo, FormState, base::Settlement};
use leptos::prelude::*;
use service::{
    Failure,
    base::Settling,
    deferral::{self, Field},
    ids::is_uuid,
    two_people::Refused,
    unit,
};

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

/// An agent asks that the unit may pay later (缓缴) or at lower rates.
#[server(prefix = "/do", endpoint = "unit-deferral")]
pub async fn submit_deferral(
    #[server(default)] request_id: String,
    #[server(default)] kind: String,
    #[server(default)] first: String,
    #[server(default)] last: String,
    #[server(default)] unit_rate: String,
    #[server(default)] personal_rate: String,
    #[server(default)] consent: String,
) -> Result<(), ApiError> {
    let visit = visit();
    finish(async move {
        let agent = visit.agent()?;
        if !is_uuid(&request_id) {
            return Err(Stop::BadRequest);
        }
        let form = FormState::default()
            .with(Field::Kind, &kind)
            .with(Field::First, &first)
            .with(Field::Last, &last)
            .with(Field::UnitRate, &unit_rate)
            .with(Field::PersonalRate, &personal_rate)
            .with(Field::Consent, &consent);
        match deferral::ask(&visit.ctx, &agent, &request_id, form).await {
            Ok(()) => Ok(Path::fixed("/unit/deferral")),
            Err(Failure::Rejected(_)) => Ok(Path::fixed("/unit/deferral#errors")),
            Err(Failure::Fault(fault)) => Err(Stop::Fault(fault)),
        }
    })
    .await
}
