//! The annual adjustment of bases (年度基数调整) as a batch of one unit.
//!
//! A file is read line by line and measured against the rules of the contribution year; with one wrong line nothing of
//! it is taken. Then every worker sees the old and the new base and confirms or objects; an objection is settled by
//! the unit or by the centre; a second reviewer, another person than the one who proposed, approves; and when its
//! month has come one resumable job gives the accounts their new terms.

pub mod answer;
mod apply;
mod decide;
mod file;

pub use answer::{Own, Sent};
pub use apply::{Applied, PIECE, apply_due};
pub(crate) use decide::settle_line;
pub use decide::{Settling, approve, refuse, settle};
pub use file::Source;
pub use store::base::{Batch, Counts, Line};

use crate::{
    Ctx, Fault,
    actor::{Agent, FirstReviewer},
    deferral,
    policies::Policies,
    two_people::{Refused, index_of},
    unit,
};
use domain::{
    AccountNo, ContributionRate, Month, Timestamp, UnitNo,
    base::{self, BaseLine, BatchState, Hindrance, Terms, YearRules},
    remittance::{Column, Reason, Reject},
    two_people::Conflict,
};
use std::collections::HashMap;
use store::{
    Conn, agent, audit,
    base::{self as rows, NewBatch, NewLine, Present},
    remittance,
};

/// Batches and lines shown at once.
const LIST: i64 = 200;
/// A file that is being read for longer is given up.
const GIVEN_UP_MS: i64 = 10 * 60_000;

/// A batch as it was sent.
#[derive(Clone, Debug)]
pub struct Request {
    /// Sent twice with the same id, it is one batch.
    pub id: String,
    pub unit: UnitNo,
    /// In which the contribution year begins.
    pub year: i32,
    /// The first month of the new terms; the first one possible unless given.
    pub from: Option<Month>,
}

/// What is told of wrong lines.
pub trait Findings: Send {
    /// One finding; a line may have several.
    fn rejected(&mut self, line: u64, column: Option<Column>, reason: &Reason) -> std::io::Result<()>;
}

/// Why a file is no file of bases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileRefusal {
    Empty,
    /// Not text in UTF-8 or GB18030.
    NotText,
    /// Without `GRZH` and `GRJCJS` in its first line.
    NoHeader,
    /// A header and nothing below it.
    NoLines,
}

/// Why a batch is not proposed; nothing has changed.
#[derive(Debug)]
pub enum NotProposed {
    Refused(Refused),
    File(FileRefusal),
    /// Wrong lines; each finding was told.
    Lines {
        findings: u64,
    },
}

impl<E: Into<Fault>> From<E> for NotProposed {
    fn from(error: E) -> Self {
        NotProposed::Refused(Refused::Fault(error.into()))
    }
}

impl From<Refused> for NotProposed {
    fn from(refused: Refused) -> Self {
        NotProposed::Refused(refused)
    }
}

impl From<Hindrance> for NotProposed {
    fn from(why: Hindrance) -> Self {
        NotProposed::Refused(Refused::Base(why))
    }
}

/// Who proposes: a person, and the one unit that the person may speak for.
struct Maker {
    id: String,
    index: String,
    /// Staff of the centre may not hold an account of the batch; an agent is a worker of the unit, and does not decide.
    is_staff: bool,
}

/// Everything that a batch is measured against.
struct Frame {
    unit_id: String,
    rules: YearRules,
    effective: Month,
    /// The lowest rates that the unit may keep, its own and the worker's.
    floors: (ContributionRate, ContributionRate),
    now: Timestamp,
}

/// A first reviewer proposes for a unit that brought its file to the centre.
pub async fn propose(
    ctx: &Ctx,
    by: &FirstReviewer,
    request: Request,
    source: Source,
    findings: &mut dyn Findings,
) -> Result<Batch, NotProposed> {
    let mut conn = ctx.store.read().await?;
    let index = index_of(&mut conn, by.staff_id()).await?;
    drop(conn);
    let maker = Maker { id: by.staff_id().to_owned(), index, is_staff: true };
    place(ctx, &maker, &request, source, findings).await
}

/// An agent proposes for the unit of the session.
pub(crate) async fn propose_for(
    ctx: &Ctx,
    by: &Agent,
    sent: unit::Sent,
    findings: &mut dyn Findings,
) -> Result<Batch, NotProposed> {
    let mut conn = ctx.store.read().await?;
    let known = agent::find(&mut conn, by.agent_id()).await?.ok_or(Refused::NotFound)?;
    let unit = agent::unit_find(&mut conn, by.unit_id()).await?.ok_or(Hindrance::NoUnit)?;
    drop(conn);
    let unit = UnitNo::parse(&unit.number).map_err(|_| Fault::Invariant("a unit has a unit number"))?;
    let maker = Maker { id: known.id, index: known.id_index, is_staff: false };
    let request = Request { id: sent.request_id, unit, year: sent.year, from: None };
    place(ctx, &maker, &request, Source::Bytes(sent.file), findings).await
}

/// All batches, newest first.
pub async fn list(ctx: &Ctx) -> Result<Vec<Batch>, Fault> {
    let mut conn = ctx.store.read().await?;
    Ok(rows::batch_list(&mut conn, None, LIST).await?)
}

/// The lines of a batch for the centre, objections first.
pub async fn lines(ctx: &Ctx, batch_id: &str) -> Result<Vec<Line>, Fault> {
    let mut conn = ctx.store.read().await?;
    Ok(rows::line_list(&mut conn, batch_id, LIST).await?)
}

async fn place(
    ctx: &Ctx,
    maker: &Maker,
    request: &Request,
    source: Source,
    findings: &mut dyn Findings,
) -> Result<Batch, NotProposed> {
    let now = ctx.now();
    let mut conn = ctx.store.read().await?;
    if let Some(known) = rows::batch_find(&mut conn, &request.id).await?
        && known.state != BatchState::Loading
    {
        let own = known.proposed_by == maker.id;
        return if own { Ok(known) } else { Err(Refused::NotFound.into()) };
    }
    let frame = frame(ctx, &mut conn, request, now).await?;
    drop(conn);
    begin(ctx, maker, request, &frame).await?;
    let loaded = load(ctx, &request.id, &frame, source, findings).await;
    let opened = match loaded {
        Ok(()) => open(ctx, maker, &request.id, &frame).await,
        Err(why) => Err(why),
    };
    if opened.is_err() {
        store::write!(ctx.store, "base.discard", |tx| {
            rows::batch_discard(&mut tx, &request.id).await.map_err(Fault::from)
        })?;
    }
    opened
}

async fn frame(ctx: &Ctx, conn: &mut Conn, request: &Request, now: Timestamp) -> Result<Frame, NotProposed> {
    let policy = Policies::get().contribution(&ctx.centre.city);
    let rules = policy.and_then(|policy| policy.year(request.year)).ok_or(Hindrance::NoRules)?;
    let effective = rules.effective(request.from, now.day())?;
    let unit = remittance::units_find(conn, &[request.unit.as_str()]).await?.pop();
    let unit_id = unit.ok_or(Hindrance::NoUnit)?.id;
    if rows::batch_is_open(conn, &unit_id).await? {
        return Err(Hindrance::BatchOpen.into());
    }
    let granted = store::deferral::granted_find(conn, &[unit_id.as_str()]).await?;
    let floors = deferral::floors(&granted, effective, rules.rate_min);
    Ok(Frame { unit_id, rules, effective, floors, now })
}

/// Notes that a file is being read, and forgets those whose reading was given up.
async fn begin(ctx: &Ctx, maker: &Maker, request: &Request, frame: &Frame) -> Result<(), NotProposed> {
    let new = NewBatch {
        id: &request.id,
        unit_id: &frame.unit_id,
        year: request.year,
        effective: frame.effective,
        doc: &frame.rules.doc,
        answer_by: base::answer_by(frame.now.day()),
        proposed_by: &maker.id,
        proposed_index: &maker.index,
        proposed: frame.now,
    };
    let begun = store::write!(ctx.store, "base.begin", |tx| {
        for left in rows::batches_left(&mut tx, &frame.unit_id, frame.now.plus_ms(-GIVEN_UP_MS)).await? {
            rows::batch_discard(&mut tx, &left).await?;
        }
        rows::batch_insert(&mut tx, &new).await.map_err(Fault::from)
    })?;
    // The same form is being read by another request at this moment.
    if begun { Ok(()) } else { Err(Hindrance::BatchOpen.into()) }
}

/// Reads the file to its end; with one finding no further line is stored, and all of them are told.
async fn load(
    ctx: &Ctx,
    batch_id: &str,
    frame: &Frame,
    source: Source,
    findings: &mut dyn Findings,
) -> Result<(), NotProposed> {
    let (sender, mut pieces) = tokio::sync::mpsc::channel(1);
    let rules = frame.rules.clone();
    let reading = tokio::task::spawn_blocking(move || file::read(source, &rules, &sender));
    let (mut seen, mut found, mut stored) = (HashMap::new(), 0, 0);
    while let Some(piece) = pieces.recv().await {
        let mut rejects = piece.rejects;
        let good = first_lines(piece.good, &mut seen, &mut rejects);
        let judged = judge(ctx, batch_id, frame, &good, found == 0 && rejects.is_empty()).await?;
        stored += good.len() as u64;
        rejects.extend(judged);
        rejects.sort_by_key(|(line, _)| *line);
        for (line, reject) in &rejects {
            findings.rejected(*line, reject.column, &reject.reason)?;
        }
        found += rejects.len() as u64;
    }
    reading.await.map_err(|_| Fault::Task("base.read"))??.map_err(NotProposed::File)?;
    match (found, stored) {
        (0, 0) => Err(NotProposed::File(FileRefusal::NoLines)),
        (0, _) => Ok(()),
        (findings, _) => Err(NotProposed::Lines { findings }),
    }
}

/// The lines whose account has not come before in this file.
fn first_lines(
    lines: Vec<(u64, BaseLine)>,
    seen: &mut HashMap<AccountNo, u64>,
    rejects: &mut Vec<(u64, Reject)>,
) -> Vec<(u64, BaseLine)> {
    let mut first = Vec::with_capacity(lines.len());
    for (number, line) in lines {
        let first_line = *seen.entry(line.account.clone()).or_insert(number);
        if first_line == number {
            first.push((number, line));
        } else {
            rejects.push((number, Reason::AccountRepeated { first_line }.at(Column::Grzh)));
        }
    }
    first
}

/// Holds lines against the books and, if all of them fit, stores them.
async fn judge(
    ctx: &Ctx,
    batch_id: &str,
    frame: &Frame,
    lines: &[(u64, BaseLine)],
    sound: bool,
) -> Result<Vec<(u64, Reject)>, Fault> {
    let numbers: Vec<&str> = lines.iter().map(|(_, line)| line.account.as_str()).collect();
    store::write!(ctx.store, "base.load", |tx| {
        let present = rows::accounts_find(&mut tx, &numbers).await?;
        let present: HashMap<&str, &Present> = present.iter().map(|one| (one.number.as_str(), one)).collect();
        let (mut fit, mut rejects) = (Vec::with_capacity(lines.len()), Vec::new());
        for (number, line) in lines {
            let account = present.get(line.account.as_str()).copied();
            match fits(line, account, frame) {
                Ok((old, new)) => {
                    fit.push(NewLine { line_no: *number, account: line.account.clone(), old, new })
                }
                Err(reject) => rejects.push((*number, reject)),
            }
        }
        if sound && rejects.is_empty() {
            rows::lines_insert(&mut tx, batch_id, &fit).await?;
        }
        Ok::<_, Fault>(rejects)
    })
}

/// The old and the new terms of an account that the unit pays into.
fn fits(line: &BaseLine, account: Option<&Present>, frame: &Frame) -> Result<(Terms, Terms), Reject> {
    let account = account.ok_or(Reason::NoSuchAccount.at(Column::Grzh))?;
    if account.unit_id.as_deref() != Some(&frame.unit_id) {
        return Err(Reason::AccountOfAnotherUnit.at(Column::Grzh));
    }
    if account.state.is_closed() {
        return Err(Reason::AccountClosed.at(Column::Grzh));
    }
    let unit_rate = line.unit_rate.unwrap_or(account.terms.unit_rate);
    let personal_rate = line.personal_rate.unwrap_or(account.terms.personal_rate);
    // A rate that the line does not say is the present one, which may be left of a grant that is over.
    let rates =
        [(Column::Dwjcbl, unit_rate, frame.floors.0), (Column::Grjcbl, personal_rate, frame.floors.1)];
    if let Some((column, _, min)) = rates.into_iter().find(|(_, rate, min)| rate < min) {
        return Err(Reason::RateOutOfRange { min, max: frame.rules.rate_max }.at(column));
    }
    let new = Terms::of(line.base, unit_rate, personal_rate, frame.rules.rounding);
    Ok((account.terms, new.ok_or(Reason::AmountTooLarge.at(Column::Grjcjs))?))
}

/// Shows the batch to its workers.
async fn open(ctx: &Ctx, maker: &Maker, batch_id: &str, frame: &Frame) -> Result<Batch, NotProposed> {
    let opened = store::write!(ctx.store, "base.propose", |tx| {
        if maker.is_staff && rows::holds_line(&mut tx, batch_id, &maker.index).await? {
            return Err(Refused::Conflict(Conflict::OwnAccount));
        }
        if !rows::batch_open(&mut tx, batch_id).await? {
            return Err(Refused::Base(Hindrance::BatchOpen));
        }
        let batch = rows::batch_find(&mut tx, batch_id).await?.ok_or(Refused::NotFound)?;
        let lines = batch.counts.lines;
        let detail = format!("unit={} effective={} lines={lines}", batch.unit_no, batch.effective);
        record(&mut tx, &maker.id, "base.propose", batch_id, &detail, frame.now).await?;
        Ok::<_, Refused>(batch)
    });
    Ok(opened?)
}

/// One row of the audit about a batch.
async fn record(
    tx: &mut Conn,
    actor: &str,
    action: &str,
    batch_id: &str,
    detail: &str,
    at: Timestamp,
) -> Result<(), Fault> {
    audit::append(tx, &audit::Event { at, actor, action, subject: batch_id, detail }).await?;
    Ok(())
}

#[cfg(test)]
pub(crate) mod tests;
