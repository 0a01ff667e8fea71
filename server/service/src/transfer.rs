//! Transfers between cities (异地转移接续). A contributor asks for the money of another city on the page; a first reviewer
//! proposes our contact letter and the booking of what came, a second decides. The letter of another centre is written
//! down and confirmed by a first reviewer; a second pays it: interest to date, everything out to that centre's bank
//! account, the account closed, in one transaction. What the other centre says is written down by one person: it moves
//! no money.
//!
//! Money that comes lies in suspense under the bank's serial until it is booked, so that it is booked once.

mod asked;
mod bank;
mod decide;
pub mod desk;
mod letter;
pub mod letter_form;
mod note;
mod own;
mod pay;
mod propose;

pub use asked::{Asked, AskedStep};
pub(crate) use asked::{all as asked_all, find as asked_find, of as asked_of};
pub(crate) use bank::{payee, told};
pub use decide::{Decided, approve, refuse};
pub use letter::{IncomingLetter, receive};
pub use note::{Noted, note};
pub use own::{
    CheckPage, Field, Page, Sent, Step as PageStep, Submitted, View, cancel, check, hindrance, list, one,
    page, save, submit,
};
pub use propose::{confirm, propose_booking, propose_letter};
pub use store::suspense::Receipt;
pub use store::transfer::{Amounts, Event, Letter, Proposal, ProposedStep, Transfer};

use crate::{
    Ctx, Fault,
    complaint::{AnswerClock, clock_to, working_days},
    two_people::Refused,
};
use chrono::NaiveDate;
use domain::{
    CaseNumber, Timestamp,
    transfer::{Direction, Move, NotTransferable, TransferRule, TransferRules, TransferState, owed, step},
};
use std::sync::LazyLock;
use store::{
    Conn, audit,
    transfer::{self as rows, Change},
};

/// The kind of the case that pays a transfer out.
pub const KIND: &str = "transfer_out";
/// Transfers shown at once.
const LIST: i64 = 200;

const RULES: &str = include_str!("../../policies/national/transfer.toml");

#[expect(clippy::expect_used, reason = "the file is part of the binary, and a test reads it")]
static TABLE: LazyLock<TransferRules> =
    LazyLock::new(|| toml::from_str(RULES).expect("the rules of transfers are sound"));

/// What holds on a day.
pub fn rule_on(day: NaiveDate) -> Result<&'static TransferRule, Fault> {
    TABLE.on(day).ok_or(Fault::Invariant("a rule of transfers is in force"))
}

/// How long whoever is to act next has; `None` at the end.
pub fn clock(transfer: &Transfer, today: NaiveDate) -> Option<AnswerClock> {
    transfer.due_by.map(|by| clock_to(by, today))
}

/// What is under way, the one that is due first on top.
pub async fn live(ctx: &Ctx) -> Result<Vec<Transfer>, Fault> {
    let mut conn = ctx.store.read().await?;
    Ok(rows::list_live(&mut conn, None, None, LIST).await?)
}

/// What of transfers in waits for a second reviewer; transfers out wait in the state `letter_confirmed`.
pub async fn waiting(ctx: &Ctx) -> Result<Vec<Proposal>, Fault> {
    let mut conn = ctx.store.read().await?;
    Ok(rows::proposal_list_open(&mut conn, LIST).await?)
}

/// One transfer with what happened, for staff.
pub async fn find(ctx: &Ctx, number: &CaseNumber) -> Result<Option<(Transfer, Vec<Event>)>, Fault> {
    let mut conn = ctx.store.read().await?;
    let Some(found) = rows::find_by_number(&mut conn, number).await? else { return Ok(None) };
    let events = rows::event_list(&mut conn, &found.id).await?;
    Ok(Some((found, events)))
}

pub(crate) fn no(why: NotTransferable) -> Refused {
    Refused::NotTransferable(why)
}

/// The day by which the next step is promised.
fn due_by(direction: Direction, state: TransferState, now: Timestamp) -> Result<Option<NaiveDate>, Fault> {
    let Some((_, term)) = owed(direction, state) else { return Ok(None) };
    let today = now.day();
    Ok(Some(working_days().after(today, rule_on(today)?.days(term))))
}

/// A move with who made it and what is known by it.
#[derive(Clone, Debug)]
struct Said<'a> {
    wanted: Move,
    actor: &'a str,
    note: Option<&'a str>,
    amounts: Option<Amounts>,
    reference: Option<&'a str>,
    closing_id: Option<&'a str>,
    seq: Option<i64>,
    at: Timestamp,
}

impl<'a> Said<'a> {
    fn plain(wanted: Move, actor: &'a str, at: Timestamp) -> Said<'a> {
        Said { wanted, actor, note: None, amounts: None, reference: None, closing_id: None, seq: None, at }
    }
}

/// Moves a transfer whose account the caller has locked; state, event, audit.
async fn walk(tx: &mut Conn, was: &Transfer, said: &Said<'_>) -> Result<(), Refused> {
    let not_now = no(NotTransferable::NotNow { state: was.state });
    let Some(step) = step(was.direction, was.state, said.wanted) else { return Err(not_now) };
    let change = Change {
        to: step.to,
        due_by: due_by(was.direction, step.to, said.at)?,
        amounts: said.amounts,
        reference: said.reference,
        closing_id: said.closing_id,
        seq: said.seq,
    };
    if !rows::advance(tx, was, &change).await? {
        return Err(not_now);
    }
    let event = Event {
        at: said.at,
        state: step.to,
        party: step.by.party(),
        actor: said.actor.to_owned(),
        note: said.note.map(str::to_owned),
    };
    rows::event_append(tx, &was.id, &event).await?;
    let paid = said
        .amounts
        .map(|paid| format!(" principal={} interest={}", paid.principal.plain(), paid.interest.plain()));
    let detail = format!("{} {}{}", was.direction.code(), step.to.code(), paid.unwrap_or_default());
    let action = format!("transfer.{}", said.wanted.code());
    record(tx, said.actor, &action, was, &detail, said.at).await?;
    Ok(())
}

async fn record(
    tx: &mut Conn,
    actor: &str,
    action: &str,
    of: &Transfer,
    detail: &str,
    at: Timestamp,
) -> Result<(), Fault> {
    let subject = of.number.as_str();
    audit::append(tx, &audit::Event { at, actor, action, subject, detail }).await?;
    Ok(())
}

async fn read(tx: &mut Conn, number: &CaseNumber) -> Result<Transfer, Refused> {
    rows::find_by_number(tx, number).await?.ok_or(no(NotTransferable::NotFound))
}

#[cfg(test)]
mod tests;
