//! What the forms of flexible employment are sent to.

use crate::{
    pages::flex::words_on_screen,
    paths::Path,
    visit::{ApiError, Stop, Visit, finish, visit},
};
use domain::{
    FormState,
    flex::{AgreementField, IdentityField, ProductField},
};
use leptos::prelude::*;
use service::{
    Failure,
    flex::{self, Applicant, Missing, Rules, Submitted},
};

const FLEX: Path = Path::fixed("/flex");
const IDENTITY: Path = Path::fixed("/flex/identity");
const PRODUCT: Path = Path::fixed("/flex/product");
const AGREEMENT: Path = Path::fixed("/flex/agreement");
const CHECK: Path = Path::fixed("/flex/check");
const DONE: Path = Path::fixed("/flex/done");

/// Who asks, and under which rules; staff join at home, not from the desk.
pub(crate) fn applicant(visit: &Visit) -> Result<(Applicant, Rules), Stop> {
    let applicant = Applicant::of(&visit.actor).ok_or(Stop::Forbidden)?;
    let rules = flex::rules(&visit.ctx).ok_or(Stop::Go(FLEX))?;
    Ok((applicant, rules))
}

pub(crate) const fn page_of(missing: Missing) -> Path {
    match missing {
        Missing::Identity => IDENTITY,
        Missing::Product => PRODUCT,
        Missing::Agreement => AGREEMENT,
    }
}

#[server(prefix = "/do", endpoint = "flex-identity")]
pub async fn save_flex_identity(
    #[server(default)] name: String,
    #[server(default)] id_number: String,
    #[server(default)] mobile: String,
    #[server(default)] occupation: String,
    #[server(default)] password: String,
    #[server(default)] password_again: String,
) -> Result<(), ApiError> {
    let visit = visit();
    finish(async move {
        let (applicant, rules) = applicant(&visit)?;
        let session = visit.session().await?;
        let typed = FormState::default()
            .with(IdentityField::Name, &name)
            .with(IdentityField::IdNumber, &id_number)
            .with(IdentityField::Mobile, &mobile)
            .with(IdentityField::Occupation, &occupation)
            .with(IdentityField::Password, &password)
            .with(IdentityField::PasswordAgain, &password_again);
        let saved = flex::save_identity(&visit.ctx, &session, &applicant, &rules, typed).await;
        next(saved, PRODUCT, Path::fixed("/flex/identity#errors"))
    })
    .await
}

#[server(prefix = "/do", endpoint = "flex-product")]
pub async fn save_flex_product(
    #[server(default)] product: String,
    #[server(default)] amount: String,
    #[server(default)] debit_day: String,
    #[server(default)] card: String,
) -> Result<(), ApiError> {
    let visit = visit();
    finish(async move {
        let (_, rules) = applicant(&visit)?;
        let session = visit.session().await?;
        let typed = FormState::default()
            .with(ProductField::Product, &product)
            .with(ProductField::Amount, &amount)
            .with(ProductField::DebitDay, &debit_day)
            .with(ProductField::Card, &card);
        let saved = flex::save_product(&visit.ctx, &session, &rules, typed).await;
        next(saved, AGREEMENT, Path::fixed("/flex/product#errors"))
    })
    .await
}

#[server(prefix = "/do", endpoint = "flex-agreement")]
pub async fn save_flex_agreement(
    #[server(default)] not_paid_by_unit: String,
    #[server(default)] own_card: String,
    #[server(default)] accept: String,
    #[server(default)] shown: String,
) -> Result<(), ApiError> {
    let visit = visit();
    finish(async move {
        let (applicant, rules) = applicant(&visit)?;
        let terms = match flex::terms(&visit.ctx, &applicant, &rules).await? {
            Ok(terms) => terms,
            Err(missing) => return Ok(page_of(missing)),
        };
        let session = visit.session().await?;
        let typed = FormState::default()
            .with(AgreementField::NotPaidByUnit, &not_paid_by_unit)
            .with(AgreementField::OwnCard, &own_card)
            .with(AgreementField::Accept, &accept)
            .with(AgreementField::Shown, &shown);
        let words = words_on_screen(&visit, &terms);
        let saved = flex::save_agreement(&visit.ctx, &session, &words, typed).await;
        next(saved, CHECK, Path::fixed("/flex/agreement#errors"))
    })
    .await
}

#[server(prefix = "/do", endpoint = "flex-submit")]
pub async fn submit_flex() -> Result<(), ApiError> {
    let visit = visit();
    finish(async move {
        let (applicant, rules) = applicant(&visit)?;
        // Without terms there is no paper either: `submit` then finds what is missing, or what is done.
        let words = match flex::terms(&visit.ctx, &applicant, &rules).await? {
            Ok(terms) => words_on_screen(&visit, &terms),
            Err(_) => flex::Words { hash: String::new(), lang: visit.lang().code() },
        };
        Ok(match flex::submit(&visit.ctx, visit.address, &applicant, &rules, &words).await? {
            Submitted::Done => DONE,
            Submitted::Incomplete(missing) => page_of(missing),
            Submitted::Refused if applicant.is_known() => FLEX,
            Submitted::Refused => Path::fixed("/flex/identity#errors"),
        })
    })
    .await
}

fn next<F>(saved: Result<(), Failure<F>>, next: Path, again: Path) -> Result<Path, Stop> {
    match saved {
        Ok(()) => Ok(next),
        Err(Failure::Rejected(_)) => Ok(again),
        Err(Failure::Fault(fault)) => Err(Stop::Fault(fault)),
    }
}
