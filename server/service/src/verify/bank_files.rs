//! Checking the bank's statements, all versions of them: each is what was taken in, a day's versions follow one another
//! from the first, and what the audit noted of them is what is kept.

use super::{Finding, Tell};
use crate::{
    Fault,
    reconcile::{RAN, REPLACED, replacement_detail, statement_hash, taken_detail},
};
use chrono::NaiveDate;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};
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
    /// The audit has noted that a statement was taken in, and nothing like that is kept.
    Missing { day: String, detail: String },
}

impl fmt::Display for KeptFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KeptFile::Altered { day, version } => {
                write!(f, "version {version} of the bank's statement of {day} is not what was taken in")
            }
            KeptFile::Missing { day, detail } => {
                write!(f, "the bank's statement of {day} was taken in as {detail}, and is not kept like that")
            }
        }
    }
}

/// How the note of a first version begins.
const FIRST: &str = "version=1 ";

/// What the audit notes of statements.
#[derive(Default)]
struct Noted {
    /// By day and detail of a version: when, and by whom.
    versions: BTreeMap<(String, String), (i64, String)>,
    /// Day and moment of runs of which no version is noted. Releases before this one noted none at all.
    runs: BTreeSet<(String, i64)>,
}

impl Noted {
    async fn read(conn: &mut Conn) -> Result<Noted, Fault> {
        let mut noted = Noted::default();
        for event in audit::list_of_action(conn, REPLACED).await? {
            noted.versions.insert((event.subject, event.detail), (event.at.ms(), event.actor));
        }
        for event in audit::list_of_action(conn, RAN).await? {
            let at = event.at.ms();
            if let Some((_, rest)) = event.detail.split_once(FIRST) {
                noted.versions.insert((event.subject, format!("{FIRST}{rest}")), (at, event.actor));
            } else {
                noted.runs.insert((event.subject, at));
            }
        }
        Ok(noted)
    }

    /// Whether a first version is what was taken in; of an older release, whether there was a run.
    fn has_first(&mut self, filed: &Filed) -> bool {
        let (day, at) = (filed.statement.day.to_string(), filed.taken.ms());
        if let Some((noted, _)) = self.versions.remove(&(day.clone(), taken_detail(filed))) {
            return noted == at;
        }
        let next = self.versions.range((day.clone(), FIRST.to_owned())..).next();
        let is_another = next.is_some_and(|((of, detail), _)| *of == day && detail.starts_with(FIRST));
        !is_another && self.runs.contains(&(day, at))
    }
}

pub(super) async fn check(conn: &mut Conn, tell: Tell<'_>) -> Result<(), Fault> {
    let mut noted = Noted::read(conn).await?;
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
            // Asked in any case: what is kept with other lines is not missing, too.
            let is_noted = is_noted(&filed, previous.as_ref(), &mut noted);
            if !is_whole || !is_noted {
                tell(Finding::KeptFile(KeptFile::Altered { day, version }));
            }
            before = Some(filed);
        }
    }
    // What is left was noted, and is not kept like that.
    for (day, detail) in noted.versions.into_keys() {
        tell(Finding::KeptFile(KeptFile::Missing { day, detail }));
    }
    Ok(())
}

/// Whether a version is the first or comes after the one before it, as the audit says.
fn is_noted(filed: &Filed, previous: Option<&Filed>, noted: &mut Noted) -> bool {
    let (Some(previous), Some(replacement)) = (previous, &filed.replacement) else {
        let is_first = filed.version == 1 && previous.is_none() && filed.replacement.is_none();
        return is_first && noted.has_first(filed);
    };
    let detail = replacement_detail(filed, &previous.lines_hash);
    let event = noted.versions.remove(&(filed.statement.day.to_string(), detail));
    filed.version == previous.version + 1 && event == Some((filed.taken.ms(), replacement.by.clone()))
}
