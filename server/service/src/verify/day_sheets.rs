//! Checking signed days: the sheet is the one that was signed, its rows and its statement are those of that moment,
//! and three people signed.

use super::{Finding, Tell};
use crate::{Fault, day_end, reconcile::statement_hash};
use chrono::NaiveDate;
use domain::day_end::Sheet;
use std::{collections::BTreeSet, fmt};
use store::{
    Conn,
    day_sheet::{self as rows, Kept},
    reconcile,
};

/// Sheets read at once.
const PAGE: i64 = 100;

/// What is not any more what was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignedDay {
    /// The text of the sheet is not what its hash says.
    Sheet,
    /// Rows posted on the day were altered, removed or added.
    Rows,
    /// The bank's statement, as it is kept.
    Statement,
    /// Fewer than three people have signed.
    People,
}

impl fmt::Display for SignedDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SignedDay::Sheet => "the sheet is not the one that was signed",
            SignedDay::Rows => "its rows are not those that were signed",
            SignedDay::Statement => "the bank's statement is not the one that was signed",
            SignedDay::People => "it was not signed by three people",
        })
    }
}

pub(super) async fn check(conn: &mut Conn, tell: Tell<'_>) -> Result<(), Fault> {
    let mut after = NaiveDate::default();
    loop {
        let page = rows::list_signed(conn, after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.day;
        for kept in &page {
            for what in wrong_with(conn, kept).await? {
                tell(Finding::SignedDay { day: kept.day, what });
            }
        }
    }
}

async fn wrong_with(conn: &mut Conn, kept: &Kept) -> Result<Vec<SignedDay>, Fault> {
    let mut found = Vec::new();
    let signers = [&kept.teller, &kept.first, &kept.second].into_iter().flatten();
    if signers.map(|signature| &signature.id_index).collect::<BTreeSet<_>>().len() != 3 {
        found.push(SignedDay::People);
    }
    let sheet = serde_json::from_str::<Sheet>(&kept.body);
    let Ok(sheet) = sheet.map_err(|_| ()) else {
        found.push(SignedDay::Sheet);
        return Ok(found);
    };
    if day_end::hash_of(&kept.body) != kept.hash || sheet.day != kept.day {
        found.push(SignedDay::Sheet);
    }
    if day_end::rows_hash(conn, kept.day).await? != (sheet.rows, sheet.rows_hash) {
        found.push(SignedDay::Rows);
    }
    let file = reconcile::file_find(conn, kept.day).await?;
    let stands = file.map(|file| (file.hash, statement_hash(&file.statement)));
    if stands != sheet.statement {
        found.push(SignedDay::Statement);
    }
    Ok(found)
}
