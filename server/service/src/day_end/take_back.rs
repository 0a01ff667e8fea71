//! Taking a signature back (撤回签字, 退回): the last one of a sheet that is not signed to the end, by whoever gave it or
//! by somebody who would sign next, with a reason. It stays, with who took it back, when and why; then the sheet can be
//! drawn anew, its statement replaced, and it is signed again in order.

use super::Signer;
use crate::{
    Ctx, Fault,
    draft::{self, Form},
    second_factor::{self, Proof},
    two_people::index_of,
};
use chrono::NaiveDate;
use domain::{
    FormField, FormState, Problem, Timestamp,
    day_end::{Ending, NotTakenBack, Signing, Step, TakingBack},
};
use store::{
    Conn, Tx, audit,
    day_sheet::{self as rows, Kept, Signature},
    day_signature::{self as signatures, Given},
    remittance,
};

/// As the audit notes it.
pub(crate) const ACTION: &str = "day_end.take_back";

const DRAFT: &str = "day_end.take_back";

/// What is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Reason,
    Code,
}

impl FormField for Field {
    const ALL: &'static [Field] = &[Field::Reason, Field::Code];

    /// The page has other forms with a reason and a code.
    fn name(self) -> &'static str {
        match self {
            Field::Reason => "back_reason",
            Field::Code => "back_code",
        }
    }

    fn keep(self) -> bool {
        self != Field::Code
    }
}

/// Why a signature is not taken back; nothing has changed.
#[derive(Debug)]
pub enum NotTaken {
    Refused(NotTakenBack),
    /// What was given as the reason.
    Reason(Problem),
    /// The one-time code.
    Code(Problem),
    Fault(Fault),
}

impl<E: Into<Fault>> From<E> for NotTaken {
    fn from(error: E) -> Self {
        NotTaken::Fault(error.into())
    }
}

impl store::MaybeTransient for NotTaken {
    fn is_transient(&self) -> bool {
        matches!(self, NotTaken::Fault(fault) if fault.is_transient())
    }
}

/// Takes the last signature of a day's sheet back. `seen` is the number of the signature that was shown as the last one,
/// where one was; `proof` is the one-time code, where the sign-in itself did not just spend one.
pub async fn take_back(
    ctx: &Ctx,
    by: &Signer,
    day: NaiveDate,
    seen: Option<i64>,
    reason: &str,
    proof: Option<Proof>,
) -> Result<Kept, NotTaken> {
    let reason = reason_of(reason).map_err(NotTaken::Reason)?;
    let (ctx2, by, now) = (ctx.clone(), by.clone(), ctx.now());
    ctx.detached("day_end.take_back", async move {
        store::write!(ctx2.store, "day_end.take_back", |tx| {
            carry_out(&mut tx, &by, day, seen, &reason, proof.as_ref(), now).await
        })
    })
    .await
}

/// Whether somebody may take back the last signature of a sheet, and which one it is.
pub(super) async fn may_take_back(
    conn: &mut Conn,
    by: &Signer,
    day: NaiveDate,
) -> Result<Result<Given, NotTakenBack>, Fault> {
    let kept = rows::find(conn, day).await?;
    let state = kept.as_ref().map_or(Signing::Drawn, |kept| kept.state);
    let id_index = index_of(conn, by.staff_id()).await?;
    let of_this_person = |step| {
        let signature = kept.as_ref().and_then(|kept| kept.of(step));
        signature.is_some_and(|signature| signature.id_index == id_index)
    };
    let last = state.last();
    let asked = TakingBack {
        step: by.step(),
        gave_it: last.is_some_and(of_this_person),
        gave_another: Step::ALL.into_iter().any(|step| Some(step) != last && of_this_person(step)),
    };
    let step = match asked.of_last(state) {
        Ok(step) => step,
        Err(why) => return Ok(Err(why)),
    };
    let all = signatures::list(conn, day).await?;
    let last = all.into_iter().rev().find(|given| given.ended.is_none() && given.step == step);
    Ok(Ok(last.ok_or(Fault::Invariant("a signature on a sheet is kept"))?))
}

async fn carry_out(
    tx: &mut Tx,
    by: &Signer,
    day: NaiveDate,
    seen: Option<i64>,
    reason: &str,
    proof: Option<&Proof>,
    now: Timestamp,
) -> Result<Kept, NotTaken> {
    let no = |why| Err(NotTaken::Refused(why));
    // Whoever signs, takes back or replaces a statement meanwhile waits, and then sees what was done here.
    remittance::lock(tx, "").await?;
    if let Some(kept) = taken_so(tx, by, day, seen, reason).await? {
        return Ok(kept);
    }
    let given = match may_take_back(tx, by, day).await? {
        Ok(given) if seen.is_none_or(|seen| seen == given.no) => given,
        // Of two who want the same one back, the second would take another one.
        Ok(_) => return no(NotTakenBack::Changed),
        Err(NotTakenBack::Final) => return no(NotTakenBack::Final),
        Err(_) if is_ended(tx, day, seen).await? => return no(NotTakenBack::Changed),
        Err(why) => return no(why),
    };
    let id_index = index_of(tx, by.staff_id()).await?;
    let taker = Signature { staff_id: by.staff_id().to_owned(), id_index, at: now };
    let how = Ending::TakenBack { reason: reason.to_owned() };
    let done =
        signatures::end(tx, day, given.no, &how, &taker).await? && rows::unsign(tx, day, given.step).await?;
    if !done {
        return Err(NotTaken::Fault(Fault::Invariant("the last signature stands")));
    }
    if let Some(proof) = proof
        && let Err(problem) = proof.spend(tx).await?
    {
        return Err(NotTaken::Code(problem));
    }
    let (subject, detail) = (day.to_string(), detail(&given, reason));
    let event =
        audit::Event { at: now, actor: &taker.staff_id, action: ACTION, subject: &subject, detail: &detail };
    audit::append(tx, &event).await?;
    Ok(kept(tx, day).await?)
}

/// What the audit keeps of it, so that `anju verify` finds the row changed.
pub(crate) fn detail(given: &Given, reason: &str) -> String {
    let Given { no, step, hash, by, .. } = given;
    format!("no={no} step={} of={} sheet={hash} reason={reason}", step.code(), by.staff_id)
}

async fn kept(conn: &mut Conn, day: NaiveDate) -> Result<Kept, Fault> {
    rows::find(conn, day).await?.ok_or(Fault::Invariant("a signed sheet is kept"))
}

/// The sheet, where this very person has taken back this very signature for this very reason: the form was sent twice.
async fn taken_so(
    conn: &mut Conn,
    by: &Signer,
    day: NaiveDate,
    seen: Option<i64>,
    reason: &str,
) -> Result<Option<Kept>, Fault> {
    let Some(seen) = seen else { return Ok(None) };
    let all = signatures::list(conn, day).await?;
    let ended = all.into_iter().find(|given| given.no == seen).and_then(|given| given.ended);
    let how = Ending::TakenBack { reason: reason.to_owned() };
    match ended.is_some_and(|ended| ended.how == how && ended.by.staff_id == by.staff_id()) {
        true => Ok(Some(kept(conn, day).await?)),
        false => Ok(None),
    }
}

/// Whether the signature that was shown does not stand any more.
async fn is_ended(conn: &mut Conn, day: NaiveDate, seen: Option<i64>) -> Result<bool, Fault> {
    let Some(seen) = seen else { return Ok(false) };
    let all = signatures::list(conn, day).await?;
    Ok(all.iter().any(|given| given.no == seen && given.ended.is_some()))
}

fn reason_of(text: &str) -> Result<String, Problem> {
    domain::text::note(text)?.ok_or(Problem::Missing)
}

/// What the form under the sheet is about, and the form as it was last refused.
#[derive(Clone, Debug)]
pub struct Page {
    /// The signature that this person may take back.
    pub last: Given,
    pub form: FormState<Field>,
}

/// The form for whoever may take the last signature of a day back.
pub async fn page(ctx: &Ctx, by: &Signer, day: NaiveDate) -> Result<Option<Page>, Fault> {
    let mut conn = ctx.store.read().await?;
    let Ok(last) = may_take_back(&mut conn, by, day).await? else { return Ok(None) };
    drop(conn);
    let draft = draft::load::<Field>(ctx, Some(by.session()), DRAFT).await?;
    let form = if draft.request_id == form_id(day, last.no) { draft.state } else { FormState::default() };
    Ok(Some(Page { last, form }))
}

fn form_id(day: NaiveDate, no: i64) -> String {
    format!("{day}/{no}")
}

/// The form as it was posted.
#[derive(Clone, Debug, Default)]
pub struct Sent {
    /// Number of the signature that the page showed.
    pub no: i64,
    pub reason: String,
    pub code: String,
}

/// Takes the signature that was shown back. Sent twice, it is taken back once.
pub async fn take_back_sent(ctx: &Ctx, by: &Signer, day: NaiveDate, sent: &Sent) -> Result<Kept, NotTaken> {
    let mut state = FormState::default().with(Field::Reason, &sent.reason);
    let reason = state.check(Field::Reason, reason_of);
    if let Some(reason) = &reason {
        let mut conn = ctx.store.read().await?;
        if let Some(kept) = taken_so(&mut conn, by, day, Some(sent.no), reason).await? {
            return Ok(kept);
        }
    }
    let proof = second_factor::require(ctx, by.staff_id(), &sent.code, ctx.now()).await?;
    let done = match (reason, proof) {
        (Some(reason), Ok(proof)) => take_back(ctx, by, day, Some(sent.no), &reason, Some(proof)).await,
        (None, Ok(_)) => Err(NotTaken::Reason(Problem::Missing)),
        (_, Err(problem)) => Err(NotTaken::Code(problem)),
    };
    match &done {
        Err(NotTaken::Code(problem)) => state.reject(Field::Code, problem.clone()),
        Err(NotTaken::Reason(_)) => {}
        _ => {
            draft::forget(ctx, by.session(), DRAFT).await?;
            return done;
        }
    }
    let form = Form { request_id: form_id(day, sent.no), state };
    draft::save(ctx, by.session(), DRAFT, form).await?;
    done
}
