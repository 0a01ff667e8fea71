//! Daily reconciliation (日对账): the bank's statement of a day is taken in and compared with our books. A statement
//! that is irregular in itself is refused whole, unless somebody asks to keep it with its breaks; one that says
//! something else than the one that stands is refused always.

mod camt;
mod csv_file;
mod explain;
mod file;
mod replace;
mod run;

pub use csv_file::HEADER as CSV_HEADER;
pub use explain::{NotExplained, Statement as Explaining, explain};
pub use file::{BankFile, Format, Unreadable, read};
pub(crate) use replace::{ACTION as REPLACED, detail as replacement_detail};
pub use replace::{replace, versions};
pub use store::reconcile::{Break, Filed};

use crate::{Ctx, Fault};
use chrono::NaiveDate;
use domain::{
    Fen, Problem,
    reconcile::{Difference, Irregular, Statement, differences, mark_duplicates},
    text::hex,
};
use run::Depth;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use store::{
    Tx, audit,
    reconcile::{self as rows, Replacement},
};

/// As the audit notes that a day was matched, and what was taken in for it.
pub(crate) const RAN: &str = "reconcile.run";

/// Days without a statement that the next one answers for: longer gaps are looked at by a person.
const GAP_MAX: u64 = 60;

/// Why a statement is not taken in; nothing has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The day is not over: rows may still come.
    NotOver {
        today: NaiveDate,
    },
    /// The statement is of another day.
    OtherDay {
        said: NaiveDate,
    },
    /// The statement is of another account than the one before it.
    OtherAccount {
        known: String,
        said: String,
    },
    Irregular(Vec<Irregular>),
    /// Another statement stands for the day.
    Altered(Vec<Difference>),
    /// There is no statement of the day that another one could replace.
    NothingToReplace,
    /// It says what the version that stands says.
    Duplicate {
        version: u32,
    },
    /// The day, or a later one whose sheet rests upon it, has a signature; or all of them, which are final.
    Signed {
        day: NaiveDate,
        is_final: bool,
    },
    /// What is wrong with the reason for replacing one.
    Reason(Problem),
}

impl Refusal {
    /// As it stands in machine-readable answers.
    pub const fn code(&self) -> &'static str {
        match self {
            Refusal::NotOver { .. } => "not_over",
            Refusal::OtherDay { .. } => "other_day",
            Refusal::OtherAccount { .. } => "other_account",
            Refusal::Irregular(_) => "irregular",
            Refusal::Altered(_) => "altered",
            Refusal::NothingToReplace => "nothing_to_replace",
            Refusal::Duplicate { .. } => "duplicate",
            Refusal::Signed { is_final: false, .. } => "day_signed",
            Refusal::Signed { is_final: true, .. } => "day_final",
            Refusal::Reason(_) => "reason",
        }
    }
}

#[derive(Debug)]
pub enum Failure {
    Refused(Refusal),
    Fault(Fault),
}

impl<E: Into<Fault>> From<E> for Failure {
    fn from(error: E) -> Self {
        Failure::Fault(error.into())
    }
}

impl store::MaybeTransient for Failure {
    fn is_transient(&self) -> bool {
        matches!(self, Failure::Fault(fault) if fault.is_transient())
    }
}

/// What a run did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub day: NaiveDate,
    /// False when this statement stood already, or none was brought: then nothing is new but matches.
    pub taken: bool,
    /// Of the statement that stands; 0 when there is none.
    pub version: u32,
    /// Days that were matched again, because the statement of an earlier one was replaced.
    pub later: Vec<NaiveDate>,
    pub lines: usize,
    pub items: usize,
    /// Pairs found in this run.
    pub matched: usize,
    /// Breaks that ended in this run.
    pub resolved: usize,
    /// Breaks that arose in this run.
    pub opened: usize,
    /// All that are open, the oldest first.
    pub open: Vec<Break>,
    /// Closing balance by the bank, where it has told, and by our books.
    pub closing: (Option<Fen>, Fen),
}

/// What stands of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub file: Option<Filed>,
    /// Lines and items of the day that agree.
    pub matched: (i64, i64),
    pub open: Vec<Break>,
    pub resolved: Vec<Break>,
}

/// What stands of a day, and the breaks that are open up to it.
pub async fn standing(ctx: &Ctx, day: NaiveDate) -> Result<Standing, Fault> {
    let mut conn = ctx.store.read().await?;
    Ok(Standing {
        file: rows::file_find(&mut conn, day).await?,
        matched: rows::match_counts(&mut conn, day).await?,
        open: rows::break_list_open(&mut conn, day).await?,
        resolved: rows::break_list_resolved(&mut conn, day).await?,
    })
}

/// Days that have a statement, the latest first.
pub async fn days(ctx: &Ctx, limit: i64) -> Result<Vec<NaiveDate>, Fault> {
    let mut conn = ctx.store.read().await?;
    Ok(rows::file_days(&mut conn, limit).await?)
}

/// Takes a statement in and matches; without one, matches again what is open of the day.
pub async fn reconcile(
    ctx: &Ctx,
    day: NaiveDate,
    file: Option<BankFile>,
    keep_irregular: bool,
) -> Result<Report, Failure> {
    let now = ctx.now();
    if day >= now.day() {
        return Err(Failure::Refused(Refusal::NotOver { today: now.day() }));
    }
    let ctx2 = ctx.clone();
    ctx.detached("reconcile.run", async move {
        store::write!(ctx2.store, "reconcile.run", |tx| {
            let taken = match &file {
                Some(file) => take(&mut tx, day, file, keep_irregular, now).await?,
                None => None,
            };
            let depth = match (&file, &taken) {
                (_, Some(_)) => Depth::Whole,
                (Some(_), None) => Depth::Told,
                (None, None) => Depth::Open,
            };
            let mut report = run::run(&mut tx, day, depth, now).await?;
            report.taken = taken.is_some();
            if depth != Depth::Told {
                record(&mut tx, &report, taken.as_ref(), now).await?;
            }
            Ok::<_, Failure>(report)
        })
    })
    .await
}

/// Keeps the first statement of a day, and answers it. Everything that is wrong with it refuses it; the same again
/// changes nothing: `None`.
async fn take(
    tx: &mut Tx,
    day: NaiveDate,
    file: &BankFile,
    keep_irregular: bool,
    now: domain::Timestamp,
) -> Result<Option<Filed>, Failure> {
    let refused = |refusal| Err(Failure::Refused(refusal));
    if file.statement.day != day {
        return refused(Refusal::OtherDay { said: file.statement.day });
    }
    if let Some(standing) = rows::file_find(tx, day).await? {
        let differences = differences(&standing.statement, &file.statement);
        return if differences.is_empty() { Ok(None) } else { refused(Refusal::Altered(differences)) };
    }
    if let Some((_, known, _)) = rows::file_before(tx, day).await?
        && known != file.statement.account
    {
        return refused(Refusal::OtherAccount { known, said: file.statement.account.clone() });
    }
    keep(tx, file, 1, None, keep_irregular, now).await.map(Some)
}

/// Keeps a version of a day's statement, unless it is irregular in itself.
async fn keep(
    tx: &mut Tx,
    file: &BankFile,
    version: u32,
    replacement: Option<Replacement>,
    keep_irregular: bool,
    now: domain::Timestamp,
) -> Result<Filed, Failure> {
    let mut statement = file.statement.clone();
    let known = reported_before(tx, &statement).await?;
    mark_duplicates(&mut statement, &known);
    let irregular = statement.irregularities(&known);
    if !irregular.is_empty() && !keep_irregular {
        return Err(Failure::Refused(Refusal::Irregular(irregular)));
    }
    let filed = Filed {
        version,
        hash: file.hash.clone(),
        lines_hash: statement_hash(&statement),
        name: file.name.clone(),
        format: file.format.code().to_owned(),
        statement,
        taken: now,
        replacement,
    };
    if rows::file_insert(tx, &filed).await? {
        Ok(filed)
    } else {
        Err(Failure::Fault(Fault::Invariant("a version of a statement is kept once")))
    }
}

/// Serials that the bank has reported on another day with the same value date and amount. A serial alone says little:
/// many banks begin them anew each day.
async fn reported_before(tx: &mut Tx, statement: &Statement) -> Result<BTreeMap<String, NaiveDate>, Fault> {
    let serials: Vec<&str> = statement.lines.iter().map(|line| line.serial.as_str()).collect();
    let others = rows::line_list_by_serial(tx, statement.day, &serials).await?;
    let repeats = |other: &domain::reconcile::Line| {
        statement.lines.iter().any(|line| {
            line.serial == other.serial && line.value_date == other.value_date && line.amount == other.amount
        })
    };
    let mut by_serial: BTreeMap<String, NaiveDate> = BTreeMap::new();
    for other in others.into_iter().filter(repeats) {
        by_serial.insert(other.serial, other.day);
    }
    Ok(by_serial)
}

/// Over a statement as it is kept: what was taken in can be told from what somebody made of it.
pub(crate) fn statement_hash(statement: &Statement) -> String {
    let mut digest = Sha256::new();
    let mut field = |text: &str| {
        digest.update((text.len() as u64).to_be_bytes());
        digest.update(text.as_bytes());
    };
    field(&statement.day.to_string());
    field(&statement.account);
    field(&statement.opening.get().to_string());
    field(&statement.closing.get().to_string());
    for line in &statement.lines {
        field(&line.no.to_string());
        field(&line.serial);
        field(&line.value_date.to_string());
        field(&line.amount.get().to_string());
        field(&line.reference);
        field(&line.counterparty);
        field(if line.duplicate { "1" } else { "0" });
    }
    hex(&digest.finalize())
}

/// What the audit keeps of the first version of a day's statement, so that `anju verify` finds it changed.
pub(crate) fn taken_detail(filed: &Filed) -> String {
    let Filed { version, hash, lines_hash, name, format, .. } = filed;
    format!("version={version} statement={lines_hash} file={hash} format={format} name={name:?}")
}

/// `taken` is the first version, where this run has taken it in; a later one is noted by who replaced it.
async fn record(
    tx: &mut Tx,
    report: &Report,
    taken: Option<&Filed>,
    now: domain::Timestamp,
) -> Result<(), Fault> {
    let Report { lines, items, matched, opened, resolved, .. } = report;
    let mut detail = format!(
        "taken={} lines={lines} items={items} matched={matched} opened={opened} resolved={resolved}",
        report.taken
    );
    if let Some(filed) = taken {
        detail = format!("{detail} {}", taken_detail(filed));
    }
    let subject = report.day.to_string();
    let event = audit::Event { at: now, actor: "system", action: RAN, subject: &subject, detail: &detail };
    audit::append(tx, &event).await?;
    Ok(())
}
