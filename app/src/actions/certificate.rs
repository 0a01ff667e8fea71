//! Forms of certificates: make, revoke, verify, look up.

use crate::{
    paths::Path,
    text::certificate as words,
    visit::{ApiError, Stop, finish, visit},
};
use domain::{
    FormState,
    certificate::{Verdict, scan},
};
use leptos::prelude::*;
use service::{
    Failure,
    certificate::{self, Channel, LookupField, NotIssued, Outcome},
    ids::is_uuid,
};

/// Makes a contribution certificate; sent twice, it leads to the same one.
#[server(prefix = "/do", endpoint = "certificate-issue")]
pub async fn issue_certificate(#[server(default)] request_id: String) -> Result<(), ApiError> {
    let visit = visit();
    finish(async move {
        let member = visit.member()?;
        if !is_uuid(&request_id) {
            return Err(Stop::BadRequest);
        }
        let why = match certificate::issue(&visit.ctx, &member, &request_id).await {
            Ok(id) => return Ok(Path::below("/certificates", &id.to_string())),
            Err(NotIssued::NoAccount) => "no-account",
            Err(NotIssued::NothingPaid) => "nothing-paid",
            Err(NotIssued::TooLong) => "too-long",
            Err(NotIssued::TooMany) => "too-many",
            Err(NotIssued::Fault(fault)) => return Err(Stop::Fault(fault)),
        };
        Ok(Path::below("/certificates/not-made", why))
    })
    .await
}

/// Makes an own certificate worth nothing.
#[server(prefix = "/do", endpoint = "certificate-revoke")]
pub async fn revoke_certificate(#[server(default)] number: String) -> Result<(), ApiError> {
    let visit = visit();
    finish(async move {
        let member = visit.member()?;
        let id = number.parse().map_err(|_| Stop::BadRequest)?;
        if !certificate::revoke(&visit.ctx, &member, &id).await? {
            return Err(Stop::NotFound);
        }
        Ok(Path::below("/certificates", &id.to_string()))
    })
    .await
}

/// Verifies a pasted or scanned text for anyone.
#[server(prefix = "/do", endpoint = "verify-text")]
pub async fn check_text(#[server(default)] text: String) -> Result<(), ApiError> {
    finish(async move { Ok::<_, Stop>(Path::below("/z", &segment(&text))) }).await
}

/// Verifies at the counter, and notes for the holder that someone looked.
#[server(prefix = "/do", endpoint = "counter-check")]
pub async fn check_at_counter(#[server(default)] text: String) -> Result<(), ApiError> {
    let visit = visit();
    finish(async move {
        let clerk = visit.clerk()?;
        certificate::check_at_counter(&visit.ctx, &clerk, &text, Channel::Scan).await?;
        Ok(Path::below("/counter", &segment(&text)))
    })
    .await
}

/// Looks up by number, name and last four characters.
#[server(prefix = "/do", endpoint = "verify-number")]
pub async fn look_up_certificate(
    #[server(default)] number: String,
    #[server(default)] name: String,
    #[server(default)] id_tail: String,
) -> Result<(), ApiError> {
    let visit = visit();
    finish(async move {
        let form = FormState::default()
            .with(LookupField::Number, &number)
            .with(LookupField::Name, &name)
            .with(LookupField::IdTail, &id_tail);
        let outcome = match certificate::look_up(&visit.ctx, form, visit.address).await {
            Ok(found) => Outcome::Found(found),
            Err(Failure::Rejected(form)) => Outcome::Rejected(form),
            Err(Failure::Fault(fault)) => return Err(Stop::Fault(fault)),
        };
        let sealed = certificate::seal_outcome(&visit.ctx, &outcome)?;
        Ok(Path::below("/z/number", &sealed))
    })
    .await
}

/// What stands in the address of the result: the digits when the scan was whole, else why it was not.
pub fn segment(text: &str) -> String {
    match scan::read(text) {
        Ok(scan) => scan::write(scan.kind, &scan.bytes),
        Err(scan::ScanFailure::Incomplete) => words::slug(Verdict::ScanIncomplete).to_owned(),
        Err(scan::ScanFailure::NotOurs) => words::slug(Verdict::NotOurs).to_owned(),
        Err(scan::ScanFailure::UnsupportedVersion) => words::slug(Verdict::UnsupportedVersion).to_owned(),
    }
}
