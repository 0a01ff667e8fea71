//! Debits of flexible contributors (委托扣款): made on their day, asked of the bank, posted to the ledger.
//!
//! An outbox: a debit is noted as sent before the bank is asked, and posted after it answered, each in a
//! transaction of its own. Killed at any point, the next run asks the bank again under the same serial and
//! posts once: the debit changes only from the state it was read in, and the ledger takes one regular
//! remittance for a month. Two workers at once are harmless for the same reason.

mod settle;
#[cfg(test)]
mod tests;
mod worker;

pub use crate::debit_bank::{DebitAnswer, DebitBank, DebitOrder, NoAnswer};
pub use worker::{Worker, start};

use crate::{Ctx, Fault, debit_bank, flex::SEALED_CARD};
use chrono::Datelike;
use domain::{
    BankCard, Month, Timestamp,
    flex::{DebitState, Step, debit as schedule},
};
use store::debit::{self, Debit, OrderDue};

/// Debits that one look at the table brings.
const PAGE: u32 = 200;

/// What one run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ran {
    /// Debits made because their day came.
    pub made: u32,
    pub paid: u32,
    /// The card could not cover the amount; the retry is ahead.
    pub short: u32,
    /// The month stays unpaid.
    pub missed: u32,
    /// The month was paid otherwise.
    pub skipped: u32,
    /// The bank did not answer; asked again by the next run.
    pub unanswered: u32,
}

/// Everything that is due today, with the bank of this centre.
pub async fn run_due(ctx: &Ctx) -> Result<Ran, Fault> {
    run_with(ctx, debit_bank::of(&ctx.centre)).await
}

/// The same with another bank.
pub async fn run_with(ctx: &Ctx, bank: &dyn DebitBank) -> Result<Ran, Fault> {
    let now = ctx.now();
    let mut ran = Ran { made: make_due(ctx, now).await?, ..Ran::default() };
    let mut after = String::new();
    loop {
        let mut conn = ctx.store.read().await?;
        let page = debit::list_open(&mut conn, now.day(), &after, PAGE).await?;
        drop(conn);
        let Some(last) = page.last() else { return Ok(ran) };
        after.clone_from(&last.id);
        for found in &page {
            run_one(ctx, bank, found, now, &mut ran).await?;
        }
    }
}

/// The first debit of an agreement, right after its signature.
pub(crate) async fn run_first(ctx: &Ctx, id: &str) -> Result<(), Fault> {
    let mut conn = ctx.store.read().await?;
    let found = debit::find(&mut conn, id).await?;
    drop(conn);
    match found {
        Some(found) => {
            run_one(ctx, debit_bank::of(&ctx.centre), &found, ctx.now(), &mut Ran::default()).await
        }
        None => Ok(()),
    }
}

/// Makes the debits of standing orders whose day has come.
async fn make_due(ctx: &Ctx, now: Timestamp) -> Result<u32, Fault> {
    let today = now.day();
    let mut made = 0;
    loop {
        let mut conn = ctx.store.read().await?;
        let due = debit::order_list_due(&mut conn, Month::of(today), today.day(), PAGE).await?;
        drop(conn);
        if due.is_empty() {
            return Ok(made);
        }
        for order in &due {
            made += u32::from(make_one(ctx, order, now).await?);
        }
    }
}

async fn make_one(ctx: &Ctx, order: &OrderDue, now: Timestamp) -> Result<bool, Fault> {
    let Some((month, ask_on)) = schedule::order_due(order.debit_day, order.made_month, now.day()) else {
        return Ok(false);
    };
    let new = Debit {
        id: ctx.uuid(now),
        agreement_id: order.agreement_id.clone(),
        month,
        amount: order.amount,
        state: DebitState::Due,
        tries: 0,
        ask_on,
        ledger_seq: None,
        created: now,
    };
    store::write!(ctx.store, "debit.make", |tx| {
        // Advanced first: the row is locked, so of two workers one makes the debit.
        let advanced = debit::order_advance(&mut tx, &new.agreement_id, month).await?;
        if advanced {
            debit::insert(&mut tx, &new).await?;
        }
        Ok::<_, Fault>(advanced)
    })
}

async fn run_one(
    ctx: &Ctx,
    bank: &dyn DebitBank,
    found: &Debit,
    now: Timestamp,
    ran: &mut Ran,
) -> Result<(), Fault> {
    match found.state.step(found.ask_on, now.day()) {
        Step::Wait | Step::Nothing => return Ok(()),
        Step::GiveUp => return unpaid(ctx, found, now, ran).await,
        Step::Ask => {}
    }
    let Some(sent) = send(ctx, found, now, ran).await? else { return Ok(()) };
    match bank.debit(order(ctx, &sent).await?).await {
        Err(NoAnswer) => ran.unanswered += 1,
        Ok(DebitAnswer::Paid) if settle::paid(ctx, &sent, now).await? => ran.paid += 1,
        Ok(DebitAnswer::Paid) => warn_unposted(ctx, &sent).await?,
        Ok(DebitAnswer::Insufficient) if sent.tries < 2 => {
            ran.short += u32::from(settle::short(ctx, &sent, now).await?);
        }
        Ok(DebitAnswer::Insufficient) => unpaid(ctx, &sent, now, ran).await?,
    }
    Ok(())
}

/// The bank is asked no more for the month: it is missed, unless somebody else has paid it meanwhile.
async fn unpaid(ctx: &Ctx, read: &Debit, now: Timestamp, ran: &mut Ran) -> Result<(), Fault> {
    match settle::missed(ctx, read, now).await? {
        Some(DebitState::Skipped) => ran.skipped += 1,
        Some(_) => ran.missed += 1,
        None => {}
    }
    Ok(())
}

/// The bank took the money and the books did not: either another worker posted it just now, or an employer
/// paid the same month between the question and the answer. The second needs a person to return the money.
async fn warn_unposted(ctx: &Ctx, sent: &Debit) -> Result<(), Fault> {
    let mut conn = ctx.store.read().await?;
    let now = debit::find(&mut conn, &sent.id).await?;
    if now.is_some_and(|now| now.state == DebitState::Sent) {
        tracing::error!(debit = %sent.id, month = %sent.month, "debited, but the month was paid otherwise");
    }
    Ok(())
}

/// Notes that the bank is being asked. `None` when there is nothing to ask: the month is paid already, or
/// another worker took the debit.
async fn send(ctx: &Ctx, found: &Debit, now: Timestamp, ran: &mut Ran) -> Result<Option<Debit>, Fault> {
    if found.state == DebitState::Sent {
        return Ok(Some(found.clone()));
    }
    let sent = Debit { state: DebitState::Sent, tries: found.tries + 1, ..found.clone() };
    match settle::ask(ctx, found, &sent, now).await? {
        Some(DebitState::Skipped) => {
            ran.skipped += 1;
            Ok(None)
        }
        asked => Ok(asked.map(|_| sent)),
    }
}

/// What the bank is told. The retry has a serial of its own, since it is another debit to the bank.
async fn order(ctx: &Ctx, sent: &Debit) -> Result<DebitOrder, Fault> {
    let mut conn = ctx.store.read().await?;
    let order = debit::order_find(&mut conn, &sent.agreement_id).await?;
    drop(conn);
    let order = order.ok_or(Fault::Invariant("a debit has a standing order"))?;
    let card = ctx.seal.open_sealed(SEALED_CARD, &order.card_sealed)?;
    Ok(DebitOrder {
        serial: format!("{}-{}", sent.id, sent.tries),
        tries: sent.tries,
        card: BankCard::parse(&card).map_err(|_| Fault::Invariant("a stored card number is one"))?,
        amount: sent.amount,
    })
}
