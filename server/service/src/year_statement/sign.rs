//! The signed statement: a contribution certificate whose code carries the figures and the hash of an issued
//! statement, so that paper can be held against it at `/z/` like every other certificate.

use super::{Standing, YearPage, page};
use crate::{
    Ctx, Fault,
    actor::Member,
    certificate::{self, NotIssued},
};
use domain::{
    certificate::{CertificateId, Payload, StatementMark},
    interest::AccrualYear,
};

/// Why no statement was signed.
#[derive(Debug, thiserror::Error)]
pub enum NotSigned {
    #[error("there is no statement of this year")]
    NoStatement,
    #[error("the statement is not issued yet")]
    NotFinal,
    #[error(transparent)]
    Certificate(#[from] NotIssued),
}

impl From<Fault> for NotSigned {
    fn from(fault: Fault) -> Self {
        NotSigned::Certificate(NotIssued::Fault(fault))
    }
}

/// Makes a certificate of an issued statement, or answers the one that the same form made before.
pub async fn sign(
    ctx: &Ctx,
    member: &Member,
    year: AccrualYear,
    request_id: &str,
) -> Result<CertificateId, NotSigned> {
    let page = page(ctx, member, year).await?.ok_or(NotSigned::NoStatement)?;
    let Standing::Final(issued) = &page.standing else { return Err(NotSigned::NotFinal) };
    if !page.intact {
        return Err(Fault::Invariant("an issued statement is what its rows say").into());
    }
    let mark = StatementMark::of(&page.statement, &issued.hash);
    let mark = mark.ok_or(Fault::Invariant("the hash of a statement is one"))?;
    Ok(certificate::issue_with(ctx, member, request_id, Some(mark)).await?)
}

/// The statement that an own certificate comes with, entry by entry; `None` for a certificate without one. What is not
/// any more what was signed is a fault: nothing else is ever printed beside that code.
pub async fn signed(ctx: &Ctx, member: &Member, payload: &Payload) -> Result<Option<YearPage>, Fault> {
    let Some(mark) = &payload.statement else { return Ok(None) };
    let year = AccrualYear::settled_in(mark.year).map_err(|_| Fault::Invariant("a signed year is one"))?;
    let found = page(ctx, member, year).await?;
    let stands = |page: &YearPage| {
        let same = payload.account.as_deref() == Some(page.statement.account.as_str());
        same && matches!(&page.standing, Standing::Final(issued) if page.intact && mark.is_of(&issued.hash))
    };
    match found.filter(stands) {
        Some(page) => Ok(Some(page)),
        None => Err(Fault::Invariant("a signed statement is the one that was issued")),
    }
}
