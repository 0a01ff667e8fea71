//! Taking in a remittance file (汇缴导入): streaming, in pieces, one transaction a piece.
//!
//! The file's hash is its batch id and a line is known by its number in the batch, so a second import of the
//! same file changes nothing and a killed one is simply run again. Good lines go in; every other line is
//! reported with its number, field and reason. Memory does not grow with the file: two pieces of
//! [`PIECE`] lines are in flight, one being read while the other is posted.

mod books;
pub(crate) mod file;
mod lines;
mod post;

use crate::{Ctx, Fault, suspense};
use domain::{
    Fen,
    contribution::ContributionRules,
    remittance::{Column, HeaderError, Reason},
    suspense::{Reference, Source},
};
use std::path::Path;
use store::{
    Tx, audit,
    ledger::{self, Class},
    remittance::{self as rows, Counts},
    suspense::Receipt,
};

/// Lines per transaction. Larger pieces were no faster on SQLite; smaller ones pay more for each commit.
const PIECE: usize = 5_000;

/// Branch (网点) under which accounts without a number are opened.
const BRANCH: u8 = 1;

/// The last serial of a branch that a file may bring with it, for accounts that were numbered before these books were.
const SERIAL_CLAIMED_MAX: u32 = 899_999_999;

/// What an import tells while it runs.
pub trait Listener: Send {
    /// One finding; a line may have several.
    fn rejected(&mut self, line: u64, column: Option<Column>, reason: &Reason) -> std::io::Result<()>;
    /// After each piece: the counts so far and the share of the file read, in thousandths.
    fn progress(&mut self, imported: &Imported, permille: u64);
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    pub batch_id: String,
    /// Lines read, the header not counted.
    pub lines: u64,
    pub posted: u64,
    /// Lines that stood in the books already, with the same amounts.
    pub unchanged: u64,
    pub rejected: u64,
    /// Accounts opened on first sight.
    pub opened: u64,
    /// Money posted by this run.
    pub amount: Fen,
    /// Told where it was said what the bank credited.
    pub excess: Option<Excess>,
}

/// Why a file is not taken in at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    Empty,
    /// NUL bytes, UTF-16, or no line break in the first [`file::HEAD`] bytes: not a text file in UTF-8 or GB18030.
    NotText,
    Header(HeaderError),
    /// Not one good line among the first thousands: some other file under a right header.
    NoGoodLine {
        read: u64,
    },
    /// The bank's serial stands in the books for other money, or the file for another credit of the bank.
    ReferenceUsed,
}

#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("the file was refused")]
    Refused(Refusal),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<std::io::Error> for ImportError {
    fn from(error: std::io::Error) -> Self {
        ImportError::Fault(error.into())
    }
}

impl From<store::Error> for ImportError {
    fn from(error: store::Error) -> Self {
        ImportError::Fault(error.into())
    }
}

impl store::MaybeTransient for ImportError {
    fn is_transient(&self) -> bool {
        matches!(self, ImportError::Fault(fault) if fault.is_transient())
    }
}

/// What the bank credited for a file.
#[derive(Clone, Debug)]
pub struct Received {
    /// The bank's serial.
    pub reference: Reference,
    /// More than zero.
    pub amount: Fen,
}

/// What the bank credited for a file, beside what its lines put into accounts in this run and the earlier ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Excess {
    /// Too much, which is kept in suspense; below zero when the bank credited less than the accounts got.
    pub amount: Fen,
    /// What an earlier run kept in suspense beyond that: lines have come since, and two people give it up for the file.
    /// Below zero, the earlier run was told of less money, and the rest is not in the books.
    pub over_kept: Fen,
}

/// Takes a file in, under the rules given.
pub async fn import(
    ctx: &Ctx,
    path: &Path,
    rules: &ContributionRules,
    listener: &mut dyn Listener,
) -> Result<Imported, ImportError> {
    import_received(ctx, path, rules, None, listener).await
}

/// The same with what the bank credited: more than the lines put into accounts goes into suspense (挂账).
pub async fn import_received(
    ctx: &Ctx,
    path: &Path,
    rules: &ContributionRules,
    received: Option<&Received>,
    listener: &mut dyn Listener,
) -> Result<Imported, ImportError> {
    let now = ctx.now();
    let opened = open(path.to_owned()).await?;
    let mut imported = Imported { batch_id: opened.batch_id.clone(), ..Imported::default() };
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    if let Some(received) = received {
        let mut conn = ctx.store.read().await?;
        if !suspense::may_claim(&mut conn, &imported.batch_id, &received.reference).await? {
            return Err(ImportError::Refused(Refusal::ReferenceUsed));
        }
    }
    store::write!(ctx.store, "remittance.start", |tx| {
        ledger::account_open(&mut tx, ledger::BANK_DEPOSIT, Class::Centre).await?;
        rows::batch_start(&mut tx, &imported.batch_id, &name, now).await.map_err(Fault::from)
    })?;
    let (sender, mut pieces) = tokio::sync::mpsc::channel(1);
    let rules = with_grants(ctx, rules).await?;
    let reading = tokio::task::spawn_blocking({
        let (ctx, rules) = (ctx.clone(), rules.clone());
        move || lines::read(&ctx, opened, &rules, now.day(), &sender)
    });
    while let Some(piece) = pieces.recv().await {
        let posted = post::piece(ctx, &imported.batch_id, now, &rules, received, &piece).await?;
        count(piece, posted, &mut imported, listener)?;
        rows::recount_grown(&mut *ctx.store.read().await?).await?;
        if imported.posted + imported.unchanged == 0 && imported.lines >= lines::PATIENCE {
            return Err(ImportError::Refused(Refusal::NoGoodLine { read: imported.lines }));
        }
    }
    reading.await.map_err(|_| Fault::Task("remittance.read"))??;
    imported.excess = finish(ctx, now, &imported, received, &name).await?;
    Ok(imported)
}

/// The rules with the lowest rate that some unit was granted.
async fn with_grants(ctx: &Ctx, rules: &ContributionRules) -> Result<ContributionRules, Fault> {
    let mut conn = ctx.store.read().await?;
    let lowest_granted = store::deferral::lowest_rate(&mut conn).await?;
    Ok(ContributionRules { lowest_granted, ..rules.clone() })
}

/// Checks the head of the file and hashes it, on a thread where waiting for the disk is allowed.
async fn open(path: std::path::PathBuf) -> Result<file::Opened, ImportError> {
    match tokio::task::spawn_blocking(move || file::open(&path)).await {
        Ok(result) => result,
        Err(_) => Err(Fault::Task("remittance.open").into()),
    }
}

/// Counts a piece that was posted and reports what of it was rejected.
fn count(
    piece: lines::Piece,
    posted: post::Posted,
    imported: &mut Imported,
    listener: &mut dyn Listener,
) -> Result<(), ImportError> {
    let mut findings: Vec<&(u64, Option<Column>, Reason)> =
        piece.rejects.iter().chain(&posted.rejects).collect();
    findings.sort_by_key(|finding| finding.0);
    for (line, column, reason) in findings {
        listener.rejected(*line, *column, reason)?;
    }
    imported.lines += piece.read;
    imported.posted += posted.posted;
    imported.unchanged += posted.unchanged;
    imported.opened += posted.opened;
    imported.rejected = imported.lines - imported.posted - imported.unchanged;
    imported.amount =
        imported.amount.checked_add(posted.amount).ok_or(Fault::Invariant("sums of money fit"))?;
    listener.progress(imported, piece.permille);
    Ok(())
}

async fn finish(
    ctx: &Ctx,
    now: domain::Timestamp,
    imported: &Imported,
    received: Option<&Received>,
    file_name: &str,
) -> Result<Option<Excess>, ImportError> {
    let counts = Counts {
        lines: imported.lines,
        posted: imported.posted,
        rejected: imported.rejected,
        amount: imported.amount,
    };
    let detail = format!(
        "lines={} posted={} unchanged={} rejected={} opened={} amount={}",
        imported.lines,
        imported.posted,
        imported.unchanged,
        imported.rejected,
        imported.opened,
        imported.amount.plain()
    );
    let event = audit::Event {
        at: now,
        actor: "system",
        action: "remittance.import",
        subject: &imported.batch_id,
        detail: &detail,
    };
    store::write!(ctx.store, "remittance.finish", |tx| {
        rows::lock(&mut tx, event.subject).await?;
        rows::batch_finish(&mut tx, event.subject, &counts, now).await?;
        let excess = match received {
            Some(received) => Some(settle(&mut tx, event.subject, received, file_name, now).await?),
            None => None,
        };
        audit::append(&mut tx, &event).await?;
        Ok::<_, ImportError>(excess)
    })
}

/// Compares what the bank credited with what the lines put into accounts, and keeps what is too much. A second
/// run finds the receipt of the first.
async fn settle(
    tx: &mut Tx,
    batch_id: &str,
    received: &Received,
    file_name: &str,
    now: domain::Timestamp,
) -> Result<Excess, ImportError> {
    if !suspense::claim(tx, batch_id, &received.reference, now).await? {
        return Err(ImportError::Refused(Refusal::ReferenceUsed));
    }
    let posted = rows::batch_posted(tx, batch_id).await?;
    let amount = received.amount.checked_sub(posted).ok_or(Fault::Invariant("sums of money fit"))?;
    let receipt = Receipt {
        // One receipt per file: the batch is its id.
        id: batch_id.to_owned(),
        source: Source::Bank,
        reference: received.reference.as_str().to_owned(),
        payer: file_name.to_owned(),
        amount,
        open: amount,
        received_on: now.day(),
        note: None,
        seq: 0,
        recorded_by: "system".to_owned(),
        recorded: now,
    };
    Ok(Excess { amount, over_kept: suspense::keep_excess(tx, receipt).await? })
}
