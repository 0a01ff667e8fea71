//! Review (审核): a queue, one case, three answers. Two people, neither of them the applicant, all known by the
//! keyed hash of their identity number: a second login is no second person.
//!
//! The rules stand three times: the stages of [`domain::withdrawal::Stage`] (and the actor types), the condition
//! of the update in the store, and the table's constraints and its trigger.

use crate::{
    Ctx, Fault,
    actor::{FirstReviewer, SecondReviewer},
    rent::submit::release_money,
    reviewer::{self, Reviewer, is_own, masked},
};
use chrono::NaiveDate;
use domain::{
    CaseNumber, Fen, FormField, FormState, Problem, Timestamp,
    account::Account,
    policy::{Decision, FactName},
    withdrawal::{CaseState, ReviewReason, ReviewVerdict, Stage},
};
pub use store::withdrawal::{Case, Event};
use store::{Conn, account, audit, ledger, payout, withdrawal};

/// Cases shown in the queue at once.
const QUEUE: i64 = 100;
const DRAFT: &str = "review";

/// A line of the queue. Names are masked outside a case.
#[derive(Clone, Debug)]
pub struct Line {
    pub number: CaseNumber,
    pub kind: String,
    pub name_masked: String,
    pub amount: Fen,
    /// What a person must find out, or nothing when the city wants every case looked at.
    pub decision: Decision,
    pub decide_by: NaiveDate,
    pub state: CaseState,
    /// The reviewer's own case: shown, not to be opened.
    pub own: bool,
}

#[derive(Clone, Debug)]
pub struct Queue {
    pub lines: Vec<Line>,
    /// What was asked for.
    pub filter: Filter,
    /// How many wait in each state.
    pub waiting: Vec<(CaseState, i64)>,
}

/// Which cases to show.
#[derive(Clone, Debug)]
pub struct Filter {
    pub state: CaseState,
    /// Only cases in which this must be found out.
    pub why: Option<FactName>,
    /// Part of a case number, however it was typed.
    pub number: String,
}

impl Filter {
    pub fn state(state: CaseState) -> Filter {
        Filter { state, why: None, number: String::new() }
    }

    fn lets(&self, line: &Line) -> bool {
        let typed: String = domain::text::half_width(&self.number)
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_uppercase())
            .collect();
        self.why.is_none_or(|fact| line.decision.unknown.contains(&fact))
            && line.number.as_str().contains(&typed)
    }
}

/// What waits, most urgent first.
pub async fn queue(ctx: &Ctx, reviewer: &Reviewer, filter: Filter) -> Result<Queue, Fault> {
    let mut conn = ctx.store.read().await?;
    let me = reviewer.index(&mut conn).await?;
    let mut waiting = Vec::new();
    for one in [CaseState::FirstReview, CaseState::SecondReview, CaseState::Supplement] {
        waiting.push((one, withdrawal::case_queue_length(&mut conn, one).await?));
    }
    let mut lines = Vec::new();
    for found in withdrawal::case_queue(&mut conn, filter.state, QUEUE).await? {
        let decision = serde_json::from_str(&found.case.decision)?;
        lines.push(Line {
            own: found.case.maker_index == me,
            number: found.case.number,
            kind: found.case.kind,
            name_masked: masked(&found.person_name),
            amount: found.case.amount,
            decision,
            decide_by: found.case.decide_by,
            state: found.case.state,
        });
    }
    lines.retain(|line| filter.lets(line));
    Ok(Queue { lines, filter, waiting })
}

/// One case as a reviewer sees it.
#[derive(Clone, Debug)]
pub struct CasePage {
    pub case: Case,
    pub decision: Decision,
    pub person_name: String,
    pub account: Account,
    pub unit_name: Option<String>,
    pub events: Vec<Event>,
    /// This reviewer may decide it now.
    pub may_decide: bool,
    /// It was not returned before; it may be once.
    pub may_return: bool,
    /// What was typed and refused.
    pub form: FormState<Field>,
}

/// Why a case is not shown or not decided.
pub type NotReviewed = reviewer::NotReviewed<Field>;

/// The fields of the decision form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Verdict,
    Reason,
    Note,
}

impl FormField for Field {
    const ALL: &'static [Field] = &[Field::Verdict, Field::Reason, Field::Note];

    fn name(self) -> &'static str {
        match self {
            Field::Verdict => "verdict",
            Field::Reason => "reason",
            Field::Note => "note",
        }
    }
}

pub async fn case_page(ctx: &Ctx, reviewer: &Reviewer, number: &CaseNumber) -> Result<CasePage, NotReviewed> {
    let mut conn = ctx.store.read().await?;
    let case = withdrawal::case_find_by_number(&mut conn, number).await?.ok_or(NotReviewed::NotFound)?;
    let me = reviewer.index(&mut conn).await?;
    if is_own(&mut conn, &case.maker_index, &case.person_id, &me).await? {
        return Err(NotReviewed::OwnCase);
    }
    let own = account::find(&mut conn, &case.account).await?;
    let own = own.ok_or(Fault::Invariant("a case has an account"))?;
    let events = withdrawal::event_list(&mut conn, &case.id).await?;
    let decision = serde_json::from_str(&case.decision)?;
    drop(conn);
    let form = reviewer.refused_form(ctx, DRAFT, number).await?;
    Ok(CasePage {
        may_decide: case.state == reviewer.stage().state() && !reviewed_before(reviewer, &case, &me),
        may_return: !case.returned,
        form,
        case,
        decision,
        person_name: own.person_name,
        unit_name: own.unit_name,
        account: own.account,
        events,
    })
}

/// The form as it was posted.
#[derive(Clone, Debug, Default)]
pub struct Sent {
    /// The version that the page showed: one decides what one read.
    pub version: String,
    pub verdict: String,
    pub reason: String,
    pub note: String,
}

/// The first review (初审).
pub async fn decide_first(
    ctx: &Ctx,
    reviewer: &FirstReviewer,
    number: &CaseNumber,
    sent: &Sent,
) -> Result<CaseState, NotReviewed> {
    decide(ctx, &Reviewer::First(reviewer.clone()), number, sent).await
}

/// The second review (复核), by another person than the first.
pub async fn decide_second(
    ctx: &Ctx,
    reviewer: &SecondReviewer,
    number: &CaseNumber,
    sent: &Sent,
) -> Result<CaseState, NotReviewed> {
    decide(ctx, &Reviewer::Second(reviewer.clone()), number, sent).await
}

/// A parsed answer.
struct Answer {
    version: i64,
    verdict: ReviewVerdict,
    reason: Option<ReviewReason>,
    note: Option<String>,
}

/// Everything that is wrong with the form at once.
fn parse(sent: &Sent) -> Result<Answer, FormState<Field>> {
    let mut form = FormState::default()
        .with(Field::Verdict, &sent.verdict)
        .with(Field::Reason, &sent.reason)
        .with(Field::Note, &sent.note);
    let verdict =
        form.check(Field::Verdict, |text| ReviewVerdict::from_code(text).ok_or(Problem::NotAChoice));
    let needs_reason = verdict.is_some_and(|verdict| verdict != ReviewVerdict::Approve);
    let reason = form.check(Field::Reason, |text| match ReviewReason::from_code(text) {
        Some(reason) => Ok(Some(reason)),
        None if text.is_empty() && !needs_reason => Ok(None),
        None if text.is_empty() => Err(Problem::Missing),
        None => Err(Problem::NotAChoice),
    });
    let note = form.check(Field::Note, domain::text::note);
    match (verdict, reason, note, sent.version.parse()) {
        (Some(verdict), Some(reason), Some(note), Ok(version)) => {
            Ok(Answer { version, verdict, reason, note })
        }
        (.., Err(_)) => {
            form.reject(Field::Verdict, Problem::ChangedMeanwhile);
            Err(form)
        }
        _ => Err(form),
    }
}

async fn decide(
    ctx: &Ctx,
    reviewer: &Reviewer,
    number: &CaseNumber,
    sent: &Sent,
) -> Result<CaseState, NotReviewed> {
    let decided = match parse(sent) {
        Ok(answer) => move_on(ctx, reviewer, number, answer, sent).await,
        Err(form) => Err(NotReviewed::Problem(form)),
    };
    reviewer.keep_refused(ctx, DRAFT, number, &decided).await?;
    decided
}

async fn move_on(
    ctx: &Ctx,
    reviewer: &Reviewer,
    number: &CaseNumber,
    answer: Answer,
    sent: &Sent,
) -> Result<CaseState, NotReviewed> {
    let now = ctx.now();
    let (ctx2, reviewer, number, sent) = (ctx.clone(), reviewer.clone(), number.clone(), sent.clone());
    ctx.detached("review.decide", async move {
        store::write!(ctx2.store, "review.decide", |tx| {
            carry_out(&mut tx, &reviewer, &number, &answer, &sent, now).await
        })
    })
    .await
}

/// Account, case, audit: in this order, as everywhere.
async fn carry_out(
    tx: &mut Conn,
    reviewer: &Reviewer,
    number: &CaseNumber,
    answer: &Answer,
    sent: &Sent,
    now: Timestamp,
) -> Result<CaseState, NotReviewed> {
    let case = withdrawal::case_find_by_number(tx, number).await?.ok_or(NotReviewed::NotFound)?;
    let id_index = reviewer.index(tx).await?;
    if is_own(tx, &case.maker_index, &case.person_id, &id_index).await? {
        return Err(NotReviewed::OwnCase);
    }
    let problem = |problem| {
        let mut form = FormState::default().with(Field::Reason, &sent.reason).with(Field::Note, &sent.note);
        form.reject(Field::Verdict, problem);
        NotReviewed::Problem(form)
    };
    let to = reviewer.stage().lead(case.state, answer.verdict, case.returned).map_err(problem)?;
    if case.version != answer.version || reviewed_before(reviewer, &case, &id_index) {
        return Err(problem(Problem::ChangedMeanwhile));
    }
    withdrawal::account_lock(tx, &case.account).await?;
    match to {
        CaseState::Approved => {
            let available = free_for(tx, &case).await?;
            if available < case.amount {
                return Err(problem(Problem::NotEnough { available }));
            }
            release_money(tx, &case.id, now).await?;
        }
        CaseState::Refused => give_back(tx, &case.id, now).await?,
        _ => {}
    }
    if !withdrawal::case_move(tx, &case, to, reviewer.officer(&id_index)).await? {
        return Err(problem(Problem::ChangedMeanwhile));
    }
    if to == CaseState::Approved {
        payout::order_insert(tx, &case.id, now).await?;
    }
    record(tx, &case, to, reviewer, answer, now).await?;
    Ok(to)
}

/// Whether this human has reviewed the case already, under whatever login. Who gave the first review gives no other
/// one; who returned the case at the second does not give the first.
fn reviewed_before(reviewer: &Reviewer, case: &Case, me: &str) -> bool {
    let gave = |index: &Option<String>| index.as_deref() == Some(me);
    gave(&case.first_index) || reviewer.stage() == Stage::First && gave(&case.second_index)
}

/// What may leave the account for a case, its own reservation given free: an order may have frozen it since.
async fn free_for(tx: &mut Conn, case: &Case) -> Result<Fen, Fault> {
    let own = account::find(tx, &case.account).await?;
    let mut own = own.ok_or(Fault::Invariant("a case has an account"))?.account;
    own.reserved = own.reserved.checked_sub(case.amount).unwrap_or(own.reserved);
    Ok(own.available())
}

/// Gives reserved money free again.
pub(crate) async fn give_back(tx: &mut Conn, case_id: &str, now: Timestamp) -> Result<(), Fault> {
    let open = ledger::reservation_find_open(tx, case_id).await?;
    let reservation = open.ok_or(Fault::Invariant("a case in review has an open reservation"))?;
    ledger::reservation_void(tx, &reservation, now.day(), now).await?;
    Ok(())
}

async fn record(
    tx: &mut Conn,
    case: &Case,
    to: CaseState,
    reviewer: &Reviewer,
    answer: &Answer,
    now: Timestamp,
) -> Result<(), Fault> {
    let event = Event {
        at: now,
        state: to.code().to_owned(),
        role: reviewer.stage().role(),
        actor: reviewer.staff_id().to_owned(),
        reason: answer.reason.map(|reason| reason.code().to_owned()),
        note: answer.note.clone(),
    };
    withdrawal::event_append(tx, &case.id, &event).await?;
    let reason = answer.reason.map_or("", |reason| reason.code());
    let detail = format!("{} {reason}", to.code());
    let action = match reviewer.stage() {
        Stage::First => "review.first",
        Stage::Second => "review.second",
    };
    let event = audit::Event {
        at: now,
        actor: reviewer.staff_id(),
        action,
        subject: case.number.as_str(),
        detail: &detail,
    };
    audit::append(tx, &event).await?;
    Ok(())
}
