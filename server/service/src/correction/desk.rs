//! The officers' page on which a correction is proposed: an entry is found by its number, shown with its account, and
//! what stands in the way of taking it back is said at its field. Deciding is done where every proposal is decided.

use super::{Request, propose, read};
use crate::{
    Ctx, Fault,
    actor::FirstReviewer,
    draft::{self, Form},
    interest::Rules,
    reviewer::{NotReviewed, refuse},
    two_people::{Holder, Refused, index_of},
};
use domain::{
    FormField, FormState, Problem,
    correction::{CorrectionReason, Irreversible},
};
use store::{account::OwnAccount, ledger::Transfer};

/// Under which what was typed is kept.
const DRAFT: &str = "correction-desk";

/// The fields of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Number of the entry.
    Entry,
    Reason,
    /// One line for the second reviewer.
    Note,
}

impl FormField for Field {
    const ALL: &'static [Field] = &[Field::Entry, Field::Reason, Field::Note];

    fn name(self) -> &'static str {
        match self {
            Field::Entry => "entry",
            Field::Reason => "reason",
            Field::Note => "note",
        }
    }
}

/// An entry that may be taken back, with the account that it credits.
#[derive(Clone, Debug)]
pub struct Found {
    pub row: Transfer,
    pub own: OwnAccount,
}

/// The form, and the entry that it is about.
#[derive(Clone, Debug)]
pub struct Page {
    pub found: Option<Found>,
    pub form: Form<Field>,
}

/// The page of an entry that is looked for; without one the form as it was left.
pub async fn page(ctx: &Ctx, by: &FirstReviewer, entry: Option<&str>) -> Result<Page, Fault> {
    let mut form = draft::load::<Field>(ctx, Some(by.session()), DRAFT).await?;
    // Another entry is looked for: what else was typed stays.
    if let Some(entry) = entry.filter(|entry| *entry != form.state.value(Field::Entry)) {
        form.state.clear_problems();
        form.state.set(Field::Entry, entry);
    }
    if form.state.value(Field::Entry).is_empty() && entry.is_none() {
        return Ok(Page { found: None, form });
    }
    let found = match form.state.check(Field::Entry, number) {
        Some(seq) => match find(ctx, by, seq).await {
            Ok(found) => Some(found),
            Err(refused) => {
                form.state.reject(Field::Entry, refused.problem()?);
                None
            }
        },
        None => None,
    };
    Ok(Page { found, form })
}

/// The number of an entry as people write it.
fn number(text: &str) -> Result<i64, Problem> {
    let text = domain::text::half_width(text);
    match text.trim().trim_start_matches('#') {
        "" => Err(Problem::Missing),
        digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            digits.parse().map_err(|_| Problem::Irreversible { why: Irreversible::NotFound })
        }
        _ => Err(Problem::NotANumber),
    }
}

/// The entry, when it may be taken back and this officer may propose it.
async fn find(ctx: &Ctx, by: &FirstReviewer, seq: i64) -> Result<Found, Refused> {
    let mut conn = ctx.store.read().await?;
    let entry = read(&mut conn, seq).await?;
    if let Some(own) = &entry.own {
        let me = index_of(&mut conn, by.staff_id()).await?;
        Holder::of(&mut conn, own).await?.may_propose(&me)?;
    }
    entry.may_be_reversed(&mut conn, &Rules::of(ctx), ctx.now()).await?;
    let own = entry.own()?.clone();
    Ok(Found { row: entry.row, own })
}

/// A proposal as it was posted.
#[derive(Clone, Debug, Default)]
pub struct Sent {
    /// The form that the page showed: the proposal has this id.
    pub request_id: String,
    pub entry: String,
    pub reason: String,
    pub note: String,
}

/// Proposes to take the entry back, and answers the id of the proposal; or keeps what was typed with what is wrong. Sent
/// twice, it is one proposal.
pub async fn send(ctx: &Ctx, by: &FirstReviewer, sent: &Sent) -> Result<String, NotReviewed<Field>> {
    let mut form = FormState::default()
        .with(Field::Entry, &sent.entry)
        .with(Field::Reason, &sent.reason)
        .with(Field::Note, &sent.note);
    let id = draft::request_id(ctx, &sent.request_id);
    let seq = form.check(Field::Entry, number);
    let reason = form.check(Field::Reason, |code| match CorrectionReason::from_code(code) {
        Some(reason) => Ok(reason),
        None if code.is_empty() => Err(Problem::Missing),
        None => Err(Problem::NotAChoice),
    });
    let (Some(seq), Some(reason)) = (seq, reason) else { return refuse(ctx, by, DRAFT, id, form).await };
    let request = Request { id: id.clone(), seq, reason, note: sent.note.clone() };
    match propose(ctx, by, request).await {
        Ok(proposed) => {
            draft::forget(ctx, by.session(), DRAFT).await?;
            Ok(proposed.id)
        }
        Err(refused) => {
            let field = if matches!(refused, Refused::Note(_)) { Field::Note } else { Field::Entry };
            form.reject(field, refused.problem()?);
            refuse(ctx, by, DRAFT, id, form).await
        }
    }
}

#[cfg(test)]
#[path = "desk_tests.rs"]
mod tests;
