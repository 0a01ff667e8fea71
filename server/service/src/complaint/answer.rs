//! The officers' side: what waits, the most urgent first; one complaint with its evidence; the answer.
//!
//! The first answer takes a first reviewer, the second one a second reviewer, who is another person: said by the
//! actor types, by the condition of the update, and by the table.

use super::{
    Complaint, Event, WAITING,
    own::{self, Page},
    settle::{self, step},
};
use crate::{
    Ctx, Fault,
    actor::{FirstReviewer, SecondReviewer},
    months::look,
    reviewer::{self, Reviewer, is_own, masked},
};
use chrono::NaiveDate;
use domain::{
    CaseNumber, FormField, FormState, Month, Problem, Timestamp,
    complaint::{AnswerKind, ComplaintState, Evidence, NotDueReason, lead},
    month_state::{MonthCell, MonthState},
    withdrawal::Stage,
};
use store::{
    Conn, account, audit,
    complaint::{self, Step},
    ledger,
};

/// Complaints shown in the queue at once.
const QUEUE: i64 = 100;
const DRAFT: &str = "complaint-answer";

/// A line of the queue. Names are masked outside a complaint.
#[derive(Clone, Debug)]
pub struct Line {
    pub number: CaseNumber,
    pub name_masked: String,
    pub unit_name: Option<String>,
    pub months: Vec<Month>,
    pub answer_by: NaiveDate,
    pub complaint: Complaint,
    /// The officer's own complaint: shown, not to be opened.
    pub own: bool,
}

#[derive(Clone, Debug)]
pub struct Queue {
    pub lines: Vec<Line>,
    pub state: ComplaintState,
    /// How many wait in each state.
    pub waiting: Vec<(ComplaintState, i64)>,
}

/// Why a complaint is not shown or not answered.
pub type NotReviewed = reviewer::NotReviewed<Field>;

/// The fields of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Kind,
    Seq,
    Reason,
    Note,
}

impl FormField for Field {
    const ALL: &'static [Field] = &[Field::Kind, Field::Seq, Field::Reason, Field::Note];

    fn name(self) -> &'static str {
        match self {
            Field::Kind => "kind",
            Field::Seq => "seq",
            Field::Reason => "reason",
            Field::Note => "note",
        }
    }
}

/// What waits in a state (the reviewer's own one unless asked otherwise), the most urgent first.
pub async fn queue(ctx: &Ctx, reviewer: &Reviewer, state: Option<ComplaintState>) -> Result<Queue, Fault> {
    let own = match reviewer.stage() {
        Stage::First => ComplaintState::Open,
        Stage::Second => ComplaintState::Again,
    };
    let state = state.filter(|state| state.awaits_answer()).unwrap_or(own);
    let mut conn = ctx.store.read().await?;
    let me = reviewer.index(&mut conn).await?;
    let mut waiting = Vec::new();
    for one in WAITING {
        waiting.push((one, complaint::complaint_queue_length(&mut conn, one).await?));
    }
    let mut lines = Vec::new();
    for found in complaint::complaint_queue(&mut conn, state, QUEUE).await? {
        let evidence: Evidence = serde_json::from_str(&found.complaint.evidence)?;
        lines.push(Line {
            own: found.complaint.maker_index == me,
            number: found.complaint.number.clone(),
            name_masked: masked(&found.person_name),
            unit_name: evidence.unit_name,
            months: evidence.months.iter().map(|cell| cell.month).collect(),
            answer_by: found.complaint.answer_by,
            complaint: found.complaint,
        });
    }
    Ok(Queue { lines, state, waiting })
}

/// One complaint as an officer sees it.
#[derive(Clone, Debug)]
pub struct StaffPage {
    pub page: Page,
    pub person_name: String,
    /// The months complained about as the books are now.
    pub now: Vec<MonthCell>,
    /// This officer may answer it now.
    pub may_answer: bool,
    /// Papers were not asked for before.
    pub may_ask: bool,
    /// What was typed and refused.
    pub form: FormState<Field>,
}

pub async fn staff_page(
    ctx: &Ctx,
    reviewer: &Reviewer,
    number: &CaseNumber,
) -> Result<StaffPage, NotReviewed> {
    let mut conn = ctx.store.read().await?;
    let found = complaint::complaint_find_by_number(&mut conn, number).await?.ok_or(NotReviewed::NotFound)?;
    let me = reviewer.index(&mut conn).await?;
    if is_own(&mut conn, &found.maker_index, &found.person_id, &me).await? {
        return Err(NotReviewed::OwnCase);
    }
    drop(conn);
    settle::settle_one(ctx, &found).await?;
    let mut conn = ctx.store.read().await?;
    let found = complaint::complaint_find(&mut conn, &found.id).await?.ok_or(NotReviewed::NotFound)?;
    let own = account::find(&mut conn, &found.account).await?;
    let own = own.ok_or(Fault::Invariant("a complaint has an account"))?;
    let seen = look(&mut conn, &own.account, ctx.today()).await?;
    let page = own::read(&mut conn, found).await?;
    drop(conn);
    let form = reviewer.refused_form(ctx, DRAFT, number).await?;
    let claimed = |cell: &MonthCell| page.months.iter().any(|claimed| claimed.month == cell.month);
    let found = &page.complaint;
    Ok(StaffPage {
        now: seen.cells.into_iter().filter(claimed).collect(),
        may_answer: found.state.stage() == Some(reviewer.stage()) && !answered_first(reviewer, found),
        may_ask: reviewer.stage() == Stage::First && !found.papers_asked,
        person_name: own.person_name,
        form,
        page,
    })
}

/// The form as it was posted.
#[derive(Clone, Debug, Default)]
pub struct Sent {
    /// The version that the page showed: one answers what one read.
    pub version: String,
    pub kind: String,
    pub seq: String,
    pub reason: String,
    pub note: String,
}

/// The first answer.
pub async fn answer_first(
    ctx: &Ctx,
    reviewer: &FirstReviewer,
    number: &CaseNumber,
    sent: &Sent,
) -> Result<ComplaintState, NotReviewed> {
    answer(ctx, &Reviewer::First(reviewer.clone()), number, sent).await
}

/// The answer after the contributor said that nothing is solved, by another person.
pub async fn answer_second(
    ctx: &Ctx,
    reviewer: &SecondReviewer,
    number: &CaseNumber,
    sent: &Sent,
) -> Result<ComplaintState, NotReviewed> {
    answer(ctx, &Reviewer::Second(reviewer.clone()), number, sent).await
}

/// A parsed answer.
struct Answer {
    version: i64,
    kind: AnswerKind,
    seq: Option<i64>,
    reason: Option<NotDueReason>,
    note: Option<String>,
}

fn typed(sent: &Sent) -> FormState<Field> {
    FormState::default()
        .with(Field::Kind, &sent.kind)
        .with(Field::Seq, &sent.seq)
        .with(Field::Reason, &sent.reason)
        .with(Field::Note, &sent.note)
}

/// Everything that is wrong with the form at once. What an answer does not need is not looked at.
fn parse(sent: &Sent) -> Result<Answer, FormState<Field>> {
    let mut form = typed(sent);
    let kind = form.check(Field::Kind, |text| AnswerKind::from_code(text).ok_or(Problem::NotAChoice));
    let seq = form.check(Field::Seq, |text| match kind {
        Some(AnswerKind::Booked) if text.is_empty() => Err(Problem::Missing),
        Some(AnswerKind::Booked) => text.parse().map(Some).map_err(|_| Problem::NotANumber),
        _ => Ok(None),
    });
    let reason = form.check(Field::Reason, |text| match kind {
        Some(AnswerKind::NotDue) if text.is_empty() => Err(Problem::Missing),
        Some(AnswerKind::NotDue) => NotDueReason::from_code(text).map(Some).ok_or(Problem::NotAChoice),
        _ => Ok(None),
    });
    let note = form.check(Field::Note, |text| match domain::text::note(text)? {
        // Which papers must be said.
        None if kind == Some(AnswerKind::NeedsPapers) => Err(Problem::Missing),
        note => Ok(note),
    });
    match (kind, seq, reason, note, sent.version.parse()) {
        (Some(kind), Some(seq), Some(reason), Some(note), Ok(version)) => {
            Ok(Answer { version, kind, seq, reason, note })
        }
        (.., Err(_)) => {
            form.reject(Field::Kind, Problem::ChangedMeanwhile);
            Err(form)
        }
        _ => Err(form),
    }
}

async fn answer(
    ctx: &Ctx,
    reviewer: &Reviewer,
    number: &CaseNumber,
    sent: &Sent,
) -> Result<ComplaintState, NotReviewed> {
    let now = ctx.now();
    let answered = match parse(sent) {
        Ok(answer) => {
            store::write!(ctx.store, "complaint.answer", |tx| {
                carry_out(&mut tx, reviewer, number, &answer, sent, now).await
            })
        }
        Err(form) => Err(NotReviewed::Problem(form)),
    };
    reviewer.keep_refused(ctx, DRAFT, number, &answered).await?;
    answered
}

/// Account, complaint, audit: in this order, as everywhere.
async fn carry_out(
    tx: &mut Conn,
    reviewer: &Reviewer,
    number: &CaseNumber,
    answer: &Answer,
    sent: &Sent,
    now: Timestamp,
) -> Result<ComplaintState, NotReviewed> {
    let found = complaint::complaint_find_by_number(tx, number).await?.ok_or(NotReviewed::NotFound)?;
    let id_index = reviewer.index(tx).await?;
    if is_own(tx, &found.maker_index, &found.person_id, &id_index).await? {
        return Err(NotReviewed::OwnCase);
    }
    ledger::account_lock(tx, found.account.as_str()).await?;
    let problem = |field, problem| {
        let mut form = typed(sent);
        form.reject(field, problem);
        NotReviewed::Problem(form)
    };
    let to = lead(reviewer.stage(), found.state, answer.kind, found.papers_asked)
        .map_err(|why| problem(Field::Kind, why))?;
    if found.version != answer.version || answered_first(reviewer, &found) {
        return Err(problem(Field::Kind, Problem::ChangedMeanwhile));
    }
    if let Some(seq) = answer.seq
        && !pays_a_month(tx, &found, seq, now).await?
    {
        return Err(problem(Field::Seq, Problem::NotAChoice));
    }
    if answer.reason == Some(NotDueReason::Deferred) && !are_deferred(tx, &found, now).await? {
        return Err(problem(Field::Reason, Problem::NotAChoice));
    }
    let asked = found.papers_asked || answer.kind == AnswerKind::NeedsPapers;
    let step = Step { papers_asked: asked, ..step(&found, to) };
    if !complaint::complaint_move(tx, &found, step, reviewer.officer(&id_index)).await? {
        return Err(problem(Field::Kind, Problem::ChangedMeanwhile));
    }
    record(tx, &found, reviewer, answer, to, now).await?;
    // A month that the officer found closes the complaint at once, if it was the last.
    Ok(if to.is_live() { settle::settle(tx, &found.id, now).await? } else { to })
}

/// Whether every month of the complaint that nothing has paid is deferred: the state of the month says so, not the officer.
async fn are_deferred(tx: &mut Conn, found: &Complaint, now: Timestamp) -> Result<bool, Fault> {
    let own = account::find(tx, &found.account).await?;
    let own = own.ok_or(Fault::Invariant("a complaint has an account"))?;
    let claimed = complaint::month_list(tx, &found.id).await?;
    let seen = look(tx, &own.account, now.day()).await?;
    let of = |month: Month| seen.cells.iter().find(|cell| cell.month == month).map(|cell| cell.state);
    Ok(claimed
        .iter()
        .filter_map(|claimed| of(claimed.month))
        .all(|state| state == MonthState::Deferred || state.paid().is_some()))
}

/// Whether a row of the ledger stands and pays a month of the complaint.
async fn pays_a_month(tx: &mut Conn, found: &Complaint, seq: i64, now: Timestamp) -> Result<bool, Fault> {
    let own = account::find(tx, &found.account).await?;
    let own = own.ok_or(Fault::Invariant("a complaint has an account"))?;
    let claimed = complaint::month_list(tx, &found.id).await?;
    let seen = look(tx, &own.account, now.day()).await?;
    Ok(seen.cells.iter().any(|cell| {
        !cell.state.is_gap()
            && cell.state.row().is_some_and(|row| row.seq == seq)
            && claimed.iter().any(|claimed| claimed.month == cell.month)
    }))
}

async fn record(
    tx: &mut Conn,
    found: &Complaint,
    reviewer: &Reviewer,
    answer: &Answer,
    to: ComplaintState,
    now: Timestamp,
) -> Result<(), Fault> {
    let event = Event {
        at: now,
        event: answer.kind.event(),
        role: reviewer.stage().role(),
        actor: reviewer.staff_id().to_owned(),
        reason: answer.reason.map(|reason| reason.code().to_owned()),
        note: answer.note.clone(),
        month: None,
        ledger_seq: answer.seq,
    };
    complaint::event_append(tx, &found.id, &event).await?;
    let action = match reviewer.stage() {
        Stage::First => "complaint.answer_first",
        Stage::Second => "complaint.answer_second",
    };
    let detail = format!("{} {}", answer.kind.code(), to.code());
    let event = audit::Event {
        at: now,
        actor: reviewer.staff_id(),
        action,
        subject: found.number.as_str(),
        detail: &detail,
    };
    audit::append(tx, &event).await?;
    Ok(())
}

/// Who gave the first answer does not give the second.
fn answered_first(reviewer: &Reviewer, found: &Complaint) -> bool {
    reviewer.stage() == Stage::Second && found.first_by.as_deref() == Some(reviewer.staff_id())
}
