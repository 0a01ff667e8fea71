//! The form that makes the signed statement.

use crate::{
    paths::Path,
    visit::{ApiError, Stop, finish, visit},
};
use domain::interest::AccrualYear;
use leptos::prelude::*;
use service::{
    certificate::NotIssued,
    ids::is_uuid,
    year_statement::{self, NotSigned},
};

/// Makes the certificate of an issued statement; sent twice, it leads to the same one.
#[server(prefix = "/do", endpoint = "statements-sign")]
pub async fn issue_statement(
    #[server(default)] year: String,
    #[server(default)] request_id: String,
) -> Result<(), ApiError> {
    let visit = visit();
    finish(async move {
        let member = visit.member()?;
        let year = year.parse().ok().and_then(|year| AccrualYear::settled_in(year).ok());
        let (Some(year), true) = (year, is_uuid(&request_id)) else { return Err(Stop::BadRequest) };
        let why = match year_statement::sign(&visit.ctx, &member, year, &request_id).await {
            Ok(id) => return Ok(Path::below("/certificates", &id.to_string())),
            Err(NotSigned::NoStatement | NotSigned::NotFinal) => return Err(Stop::NotFound),
            Err(NotSigned::Certificate(NotIssued::NoAccount)) => "no-account",
            Err(NotSigned::Certificate(NotIssued::NothingPaid)) => "nothing-paid",
            Err(NotSigned::Certificate(NotIssued::TooLong)) => "too-long",
            Err(NotSigned::Certificate(NotIssued::TooMany)) => "too-many",
            Err(NotSigned::Certificate(NotIssued::Fault(fault))) => return Err(Stop::Fault(fault)),
        };
        Ok(Path::below("/certificates/not-made", why))
    })
    .await
}
