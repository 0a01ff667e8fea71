//! What a worker sees of an adjustment, and says to it.

use super::{Batch, Line, record};
use crate::{
    Ctx, Failure, Fault,
    actor::Member,
    draft::{self, Form},
};
use chrono::NaiveDate;
use domain::{
    FormField, FormState, Problem, Timestamp,
    base::{Answer, BatchState, settle_by},
};
use store::{
    Conn, account,
    base::{self as rows, Said},
};

/// Under which the draft of an objection is kept.
const FORM: &str = "base-answer";
/// Characters of an objection.
const REASON_MAX: u32 = 300;

/// The one field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Reason,
}

impl FormField for Field {
    const ALL: &'static [Field] = &[Field::Reason];

    fn name(self) -> &'static str {
        "reason"
    }
}

/// The latest adjustment of a worker's own account, and the form to answer it.
#[derive(Clone, Debug)]
pub struct Own {
    pub batch: Batch,
    pub line: Line,
    pub form: Form<Field>,
}

impl Own {
    /// Whether something can still be said: an answer, or that an objection is taken back.
    pub fn is_asked(&self) -> bool {
        self.batch.state == BatchState::Open
            && (self.line.answer.is_none()
                || (self.line.answer == Some(Answer::Objected) && self.line.settled.is_none()))
    }
}

/// An answer as it was sent.
#[derive(Clone, Debug)]
pub struct Sent {
    pub request_id: String,
    pub batch_id: String,
    pub answer: Answer,
    pub reason: String,
}

/// The page of a worker; `None` when no unit has ever proposed a base for the account.
pub async fn own(ctx: &Ctx, member: &Member) -> Result<Option<Own>, Fault> {
    let mut conn = ctx.store.read().await?;
    let Some((batch, line)) = latest(&mut conn, member).await? else { return Ok(None) };
    drop(conn);
    let form = draft::load(ctx, Some(member.session()), FORM).await?;
    Ok(Some(Own { batch, line, form }))
}

/// The day by which the worker is asked for an answer, while one is.
pub async fn waits(ctx: &Ctx, member: &Member) -> Result<Option<NaiveDate>, Fault> {
    let mut conn = ctx.store.read().await?;
    match account::find_of_person(&mut conn, member.person_id()).await? {
        Some(own) => Ok(rows::line_waits(&mut conn, &own.account.number).await?),
        None => Ok(None),
    }
}

/// Keeps an answer; sent twice, it is one. A form that cannot be carried out is kept with what is wrong.
pub async fn answer(ctx: &Ctx, member: &Member, sent: Sent) -> Result<(), Failure<Field>> {
    let mut form = FormState::default().with(Field::Reason, &sent.reason);
    let reason = match sent.answer {
        Answer::Confirmed => None,
        Answer::Objected => form.check(Field::Reason, words),
    };
    if !form.is_sound() {
        return refuse(ctx, member, sent.request_id, form).await;
    }
    let (now, ctx2, of, request_id) = (ctx.now(), ctx.clone(), member.clone(), sent.request_id.clone());
    let kept = ctx
        .detached("base.answer", async move {
            store::write!(ctx2.store, "base.answer", |tx| keep(&mut tx, &of, &sent, reason.as_deref(), now)
                .await)
        })
        .await?;
    if kept {
        draft::forget(ctx, member.session(), FORM).await?;
        return Ok(());
    }
    form.reject(Field::Reason, Problem::ChangedMeanwhile);
    refuse(ctx, member, request_id, form).await
}

async fn refuse(
    ctx: &Ctx,
    member: &Member,
    request_id: String,
    form: FormState<Field>,
) -> Result<(), Failure<Field>> {
    draft::save(ctx, member.session(), FORM, Form { request_id, state: form.clone() }).await?;
    Err(Failure::Rejected(form))
}

/// An objection in the worker's words, on one line.
fn words(text: &str) -> Result<String, Problem> {
    let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    domain::text::short_line(&text, REASON_MAX)?.ok_or(Problem::Missing)
}

/// `false`, and nothing changes, when the batch is not the own one, decided, or answered otherwise.
async fn keep(
    tx: &mut Conn,
    member: &Member,
    sent: &Sent,
    reason: Option<&str>,
    now: Timestamp,
) -> Result<bool, Fault> {
    let Some((batch, line)) = latest(tx, member).await?.filter(|(batch, _)| batch.id == sent.batch_id) else {
        return Ok(false);
    };
    if line.request_id.as_deref() == Some(sent.request_id.as_str()) {
        return Ok(line.answer == Some(sent.answer));
    }
    if line.answer == Some(sent.answer) && line.reason.as_deref() == reason {
        return Ok(true);
    }
    // The lock keeps an approval from passing an objection unseen.
    if !rows::batch_lock(tx, &batch.id, BatchState::Open).await? {
        return Ok(false);
    }
    let said = Said {
        batch_id: &batch.id,
        account: &line.account,
        answer: sent.answer,
        reason,
        settle_by: (sent.answer == Answer::Objected).then(|| settle_by(now.day())),
        request_id: &sent.request_id,
        at: now,
    };
    if !rows::line_answer(tx, &said).await? {
        return Ok(false);
    }
    let detail = format!("account={} answer={}", line.account, sent.answer.code());
    record(tx, member.person_id(), "base.answer", &batch.id, &detail, now).await?;
    Ok(true)
}

async fn latest(conn: &mut Conn, member: &Member) -> Result<Option<(Batch, Line)>, Fault> {
    let Some(own) = account::find_of_person(conn, member.person_id()).await? else { return Ok(None) };
    let Some(line) = rows::line_find_latest(conn, &own.account.number).await? else { return Ok(None) };
    let batch = rows::batch_find(conn, &line.batch_id).await?;
    Ok(Some((batch.ok_or(Fault::Invariant("a line has its batch"))?, line)))
}
