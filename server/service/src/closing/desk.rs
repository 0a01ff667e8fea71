//! The officers' desk of what contributors asked for at `/close`: what waits with its age and deadline, and one
//! application with what a first reviewer may do. Taking it up proposes the closing, which two people decide and the
//! bank pays like every other; declining says why to the contributor.

use super::{
    Closing,
    apply::{self, Application},
    may, rows,
};
use crate::{
    Ctx, Fault,
    actor::FirstReviewer,
    draft,
    interest::{Rules, Unpaid, interest_to_date},
    reviewer::{NotReviewed, Reviewer, masked, refuse_anew},
    two_people::{Holder, Refused, note},
};
use chrono::NaiveDate;
use domain::{
    CaseNumber, Fen, FormField, FormState, Problem,
    closing::{ApplicationState, Ending, NotClosable},
    two_people::ProposalState,
    withdrawal::CaseState,
};
use std::collections::BTreeSet;
use store::{
    account::{self, OwnAccount},
    withdrawal,
};

/// Under which what was typed is kept.
const DRAFT: &str = "closing-desk";
/// Applications shown at once.
const LIST: i64 = 200;

/// A line of the list. Names are masked outside an application.
#[derive(Clone, Debug)]
pub struct Line {
    pub application: Application,
    pub name_masked: String,
    /// A first reviewer has proposed the closing; the second decides.
    pub taken_up: bool,
    /// The reviewer's own one.
    pub own: bool,
}

/// What waits, the one that is due first on top.
pub async fn queue(ctx: &Ctx, reviewer: &Reviewer) -> Result<Vec<Line>, Fault> {
    let mut conn = ctx.store.read().await?;
    let me = reviewer.index(&mut conn).await?;
    let proposed: BTreeSet<String> =
        rows::list_open(&mut conn, LIST).await?.into_iter().map(|closing| closing.id).collect();
    let line = |application: Application| Line {
        name_masked: masked(&application.payee.name),
        taken_up: proposed.contains(&application.id),
        own: application.holder_index == me,
        application,
    };
    Ok(rows::application_list_open(&mut conn, LIST).await?.into_iter().map(line).collect())
}

/// Days since an application came.
pub fn age(application: &Application, today: NaiveDate) -> i64 {
    (today - application.filed.day()).num_days()
}

/// The fields of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The application that was typed for; never shown.
    Number,
    Verdict,
    /// What was compared, when it is taken up; staff read it.
    Basis,
    /// Why it is declined; the contributor reads it.
    Note,
}

impl FormField for Field {
    const ALL: &'static [Field] = &[Field::Number, Field::Verdict, Field::Basis, Field::Note];

    fn name(self) -> &'static str {
        match self {
            Field::Number => "number",
            Field::Verdict => "verdict",
            Field::Basis => "basis",
            Field::Note => "note",
        }
    }
}

/// One application as an officer sees it.
#[derive(Clone, Debug)]
pub struct Page {
    pub application: Application,
    pub own: OwnAccount,
    /// What the first reviewer has proposed on it.
    pub closing: Option<Closing>,
    /// Why the account could not be closed today.
    pub hindrance: Option<NotClosable>,
    /// Interest up to yesterday; `None` where the entries contradict each other, or the account has ended.
    pub interest: Option<Fen>,
    /// How far the payment is.
    pub payment: Option<CaseState>,
    /// This officer may take it up or decline it now.
    pub may_answer: bool,
    pub form: FormState<Field>,
}

impl Page {
    /// The proposal waits for a second reviewer.
    pub fn waits(&self) -> bool {
        self.closing.as_ref().is_some_and(|closing| closing.state == ProposalState::Proposed)
    }
}

/// One application; nobody is shown an own one, or the spouse's.
pub async fn page(ctx: &Ctx, reviewer: &Reviewer, number: &CaseNumber) -> Result<Page, NotReviewed<Field>> {
    let mut conn = ctx.store.read().await?;
    let found = rows::application_find_by_number(&mut conn, number).await?;
    let application = found.ok_or(NotReviewed::NotFound)?;
    let own = account::find(&mut conn, &application.account).await?;
    let own = own.ok_or(Fault::Invariant("an application has an account"))?;
    let me = reviewer.index(&mut conn).await?;
    if Holder::of(&mut conn, &own).await?.may_propose(&me).is_err() {
        return Err(NotReviewed::OwnCase);
    }
    let closing = rows::find(&mut conn, &application.id).await?;
    let open = application.state == ApplicationState::Open;
    let ending = Ending::Withdrawn(application.reason);
    // What was proposed would stand in its own way.
    let hindrance = match (open, &closing) {
        (true, None) => match may(ctx, &mut conn, &own, &ending, ctx.now()).await {
            Err(Refused::NotClosable(why)) => Some(why),
            Err(Refused::Fault(fault)) => return Err(NotReviewed::Fault(fault)),
            Ok(()) | Err(_) => None,
        },
        _ => None,
    };
    let interest = match interest_to_date(&mut conn, &Rules::of(ctx), &application.account, ctx.now()).await {
        Ok(interest) => Some(interest).filter(|_| open),
        Err(Unpaid::Problem(_)) => None,
        Err(Unpaid::Fault(fault)) => return Err(NotReviewed::Fault(fault)),
    };
    let payment = withdrawal::case_find(&mut conn, &application.id).await?.map(|case| case.state);
    drop(conn);
    let draft = draft::load::<Field>(ctx, Some(reviewer.session()), DRAFT).await?.state;
    let is_first = matches!(reviewer, Reviewer::First(_));
    Ok(Page {
        may_answer: is_first && open && closing.is_none(),
        form: if draft.value(Field::Number) == number.as_str() { draft } else { FormState::default() },
        application,
        own,
        closing,
        hindrance,
        interest,
        payment,
    })
}

/// An answer as it was posted.
#[derive(Clone, Debug, Default)]
pub struct Sent {
    pub verdict: String,
    pub basis: String,
    pub note: String,
}

/// Takes an application up or declines it, or keeps what was typed with what is wrong. Sent twice, it is done once.
pub async fn answer(
    ctx: &Ctx,
    by: &FirstReviewer,
    number: &CaseNumber,
    sent: &Sent,
) -> Result<(), NotReviewed<Field>> {
    let mut form = FormState::default()
        .with(Field::Number, number.as_str())
        .with(Field::Verdict, &sent.verdict)
        .with(Field::Basis, &sent.basis)
        .with(Field::Note, &sent.note);
    let (field, done) = match sent.verdict.as_str() {
        "take_up" => (Field::Basis, apply::take_up(ctx, by, number, &sent.basis).await.map(drop)),
        "decline" => (Field::Note, declined(ctx, by, number, &sent.note).await),
        other => {
            let problem = if other.is_empty() { Problem::Missing } else { Problem::NotAChoice };
            form.reject(Field::Verdict, problem);
            return refuse_anew(ctx, by, DRAFT, form).await;
        }
    };
    let (field, problem) = match done {
        Ok(()) => return Ok(draft::forget(ctx, by.session(), DRAFT).await?),
        Err(Refused::NotFound) => return Err(NotReviewed::NotFound),
        Err(Refused::Conflict(_)) => return Err(NotReviewed::OwnCase),
        Err(refused @ (Refused::Note(_) | Refused::NotClosable(NotClosable::NoBasis))) => {
            (field, refused.problem()?)
        }
        Err(refused) => (Field::Verdict, refused.problem()?),
    };
    form.reject(field, problem);
    refuse_anew(ctx, by, DRAFT, form).await
}

/// Declined a moment ago with the same words, it is declined.
async fn declined(ctx: &Ctx, by: &FirstReviewer, number: &CaseNumber, why: &str) -> Result<(), Refused> {
    match apply::decline(ctx, by, number, why).await {
        Err(Refused::Decided) => {
            let mut conn = ctx.store.read().await?;
            let found = rows::application_find_by_number(&mut conn, number).await?;
            let same = found.is_some_and(|one| one.note.is_some() && one.note == note(why).ok().flatten());
            if same { Ok(()) } else { Err(Refused::Decided) }
        }
        done => done.map(drop),
    }
}

#[cfg(test)]
#[path = "desk_tests.rs"]
mod tests;
