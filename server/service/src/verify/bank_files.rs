//! Checking the bank's statements, all versions of them: each is what was taken in, a day's versions follow one another
//! from the first, and what the audit noted of a replacement is what is kept of it.

use super::{Finding, Tell};
use crate::{
    Fault,
    reconcile::{REPLACED, replacement_detail, statement_hash},
};
use chrono::NaiveDate;
use std::{collections::BTreeMap, fmt};
use store::{
    Conn, audit,
    reconcile::{self as rows, Filed},
};

/// Statements listed at once.
const PAGE: i64 = 500;

/// What is not any more what was taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeptFile {
    /// A version that is kept, its lines, or its place among the versions of its day.
    Altered { day: NaiveDate, version: u32 },
    /// The audit has noted that a statement was replaced, and nothing like that is kept.
    Missing { day: String, detail: String },
}

impl fmt::Display for KeptFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KeptFile::Altered { day, version } => {
                write!(f, "version {version} of the bank's statement of {day} is not what was taken in")
            }
            KeptFile::Missing { day, detail } => {
                write!(f, "the bank's statement of {day} was replaced, {detail}, and is not kept like that")
            }
        }
    }
}

/// By day and version, as the audit notes a replacement: when, by whom, and the detail.
type Noted = BTreeMap<(String, String), (i64, String)>;

pub(super) async fn check(conn: &mut Conn, tell: Tell<'_>) -> Result<(), Fault> {
    let mut noted = Noted::new();
    for event in audit::list_of_action(conn, REPLACED).await? {
        noted.insert((event.subject, event.detail), (event.at.ms(), event.actor));
    }
    let mut after = (NaiveDate::default(), 0);
    let mut before: Option<Filed> = None;
    loop {
        let page = rows::file_page(conn, after, PAGE).await?;
        let Some((day, version, _)) = page.last() else { break };
        after = (*day, *version);
        for (day, version, lines) in page {
            let found = rows::file_find_version(conn, day, version).await?;
            let filed = found.ok_or(Fault::Invariant("a statement that is listed is kept"))?;
            let previous = before.filter(|before| before.statement.day == day);
            let is_whole = filed.statement.lines.len() as i64 == lines
                && statement_hash(&filed.statement) == filed.lines_hash;
            if !is_whole || !follows(&filed, previous.as_ref(), &mut noted) {
                tell(Finding::KeptFile(KeptFile::Altered { day, version }));
            }
            before = Some(filed);
        }
    }
    // What is left was noted, and is not kept like that.
    for (day, detail) in noted.into_keys() {
        tell(Finding::KeptFile(KeptFile::Missing { day, detail }));
    }
    Ok(())
}

/// Whether a version comes after the one before it, as the audit says.
fn follows(filed: &Filed, previous: Option<&Filed>, noted: &mut Noted) -> bool {
    let (Some(previous), Some(replacement)) = (previous, &filed.replacement) else {
        return filed.version == 1 && previous.is_none() && filed.replacement.is_none();
    };
    let detail = replacement_detail(filed, &previous.lines_hash);
    let event = noted.remove(&(filed.statement.day.to_string(), detail));
    filed.version == previous.version + 1 && event == Some((filed.taken.ms(), replacement.by.clone()))
}
