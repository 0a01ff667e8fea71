//! What the bank's answer does to the books: posted, to be tried again, or missed.

use crate::{Ctx, Fault, correction, flex::rules_named};
use domain::{
    AccountState, BusinessCode, Fen, Timestamp,
    account::MonthPaid,
    flex::{DebitState, FlexEvent, FlexState, FlexVersion, debit as schedule},
};
use store::{
    Conn, Error, MaybeTransient, account, audit,
    debit::{self, Change, Debit},
    flex::{self, Agreement, Event},
    ledger,
};

/// Why a settlement was rolled back.
enum Undone {
    /// Another worker settled this debit.
    Already,
    Fault(Fault),
}

impl<E: Into<Fault>> From<E> for Undone {
    fn from(error: E) -> Self {
        Undone::Fault(error.into())
    }
}

impl MaybeTransient for Undone {
    fn is_transient(&self) -> bool {
        matches!(self, Undone::Fault(fault) if fault.is_transient())
    }
}

/// True when this call settled it.
fn settled(result: Result<(), Undone>) -> Result<bool, Fault> {
    match result {
        Ok(()) => Ok(true),
        Err(Undone::Already) => Ok(false),
        Err(Undone::Fault(fault)) => Err(fault),
    }
}

/// The money left the card: it is posted as the regular remittance of the month, all of it the person's own.
pub(super) async fn paid(ctx: &Ctx, sent: &Debit, now: Timestamp) -> Result<bool, Fault> {
    let done = store::write!(ctx.store, "debit.paid", |tx| {
        let (agreement, rules) = agreement(&mut tx, sent).await?;
        let seq = post(&mut tx, &agreement, sent, now).await?;
        count_month(&mut tx, &agreement, sent).await?;
        change(&mut tx, sent, DebitState::Paid, sent.ask_on, Some(seq)).await?;
        note(&mut tx, sent, DebitState::Paid, now).await?;
        move_agreement(&mut tx, &agreement, rules, FlexEvent::DebitPaid, 0, now).await?;
        let amount = sent.amount.plain();
        let event = audit::Event {
            at: now,
            actor: "system",
            action: "debit.paid",
            subject: agreement.account.as_str(),
            detail: &amount,
        };
        audit::append(&mut tx, &event).await?;
        Ok::<_, Undone>(())
    });
    settled(done)
}

/// The first try came back short: asked again on the retry day.
pub(super) async fn short(ctx: &Ctx, sent: &Debit, now: Timestamp) -> Result<bool, Fault> {
    let done = store::write!(ctx.store, "debit.short", |tx| {
        let (_, rules) = agreement(&mut tx, sent).await?;
        let retry_on = schedule::retry_on(now.day(), rules.debit);
        change(&mut tx, sent, DebitState::Short, retry_on, None).await?;
        note(&mut tx, sent, DebitState::Short, now).await?;
        Ok::<_, Undone>(())
    });
    settled(done)
}

/// The month stays unpaid; enough of them in a row suspend the agreement, then seal the account.
pub(super) async fn missed(ctx: &Ctx, read: &Debit, now: Timestamp) -> Result<bool, Fault> {
    let done = store::write!(ctx.store, "debit.missed", |tx| {
        let (agreement, rules) = agreement(&mut tx, read).await?;
        let in_a_row = agreement.missed_in_row + 1;
        let event = FlexEvent::MonthMissed { in_a_row };
        let seals = agreement.state.after(event, rules.missed) == Some(FlexState::Sealed);
        if seals {
            account::state_set(&mut tx, &agreement.account, AccountState::Sealed, now.day()).await?;
        }
        change(&mut tx, read, DebitState::Missed, read.ask_on, None).await?;
        note(&mut tx, read, DebitState::Missed, now).await?;
        move_agreement(&mut tx, &agreement, rules, event, in_a_row, now).await?;
        if seals {
            let event = audit::Event {
                at: now,
                actor: "system",
                action: "flex.seal",
                subject: agreement.account.as_str(),
                detail: &agreement.policy_version,
            };
            audit::append(&mut tx, &event).await?;
        }
        Ok::<_, Undone>(())
    });
    settled(done)
}

/// True when the month of the debit is paid already, by whomever.
pub(super) async fn is_paid(tx: &mut Conn, found: &Debit) -> Result<bool, Fault> {
    let agreement = flex::agreement_find(tx, &found.agreement_id).await?;
    let agreement = agreement.ok_or(Fault::Invariant("a debit has an agreement"))?;
    Ok(debit::month_is_paid(tx, &agreement.account, found.month).await?)
}

/// Adds what happened to a debit to the events of its agreement.
pub(super) async fn note(tx: &mut Conn, of: &Debit, to: DebitState, now: Timestamp) -> Result<(), Error> {
    let event = Event {
        agreement_id: of.agreement_id.clone(),
        debit_id: Some(of.id.clone()),
        kind: format!("debit_{}", to.code()),
        at: now,
    };
    flex::event_append(tx, &event).await
}

async fn agreement(tx: &mut Conn, of: &Debit) -> Result<(Agreement, &'static FlexVersion), Fault> {
    let agreement = flex::agreement_find(tx, &of.agreement_id).await?;
    let agreement = agreement.ok_or(Fault::Invariant("a debit has an agreement"))?;
    let rules =
        rules_named(&agreement.policy_version).ok_or(Fault::Invariant("rules once signed stay known"))?;
    Ok((agreement, rules))
}

/// Posts the debit. A month that is in the ledger already was posted by another worker.
async fn post(tx: &mut Conn, agreement: &Agreement, sent: &Debit, now: Timestamp) -> Result<i64, Undone> {
    ledger::account_open(tx, ledger::BANK_DEPOSIT, ledger::Class::Centre).await?;
    let movement = ledger::Movement {
        month: Some(sent.month),
        unit_part: Some(Fen::ZERO),
        personal_part: Some(sent.amount),
        ..ledger::Movement::at(
            ledger::BANK_DEPOSIT,
            agreement.account.as_str(),
            sent.amount,
            BusinessCode::RegularRemittance,
            now,
        )
    };
    match ledger::transfer_post(tx, &movement).await {
        Err(error)
            if error.is_conflict(
                "ledger_transfer_month_once",
                "ledger_transfer.credit_account, ledger_transfer.contribution_month",
            ) =>
        {
            Err(Undone::Already)
        }
        posted => Ok(posted?),
    }
}

async fn count_month(tx: &mut Conn, agreement: &Agreement, sent: &Debit) -> Result<(), Undone> {
    let found = account::find(tx, &agreement.account).await?;
    let account = found.ok_or(Fault::Invariant("an agreement has an account"))?.account;
    match account.paid_months().pay(sent.month) {
        MonthPaid::Known(months) => {
            account::months_set(tx, &agreement.account, months).await?;
        }
        MonthPaid::Recount => correction::recount(tx, &agreement.account).await?,
    }
    Ok(())
}

async fn change(
    tx: &mut Conn,
    read: &Debit,
    to: DebitState,
    ask_on: chrono::NaiveDate,
    ledger_seq: Option<i64>,
) -> Result<(), Undone> {
    let change = Change { from: read.state, to, tries: read.tries, ask_on, ledger_seq };
    if debit::change(tx, read, &change).await? { Ok(()) } else { Err(Undone::Already) }
}

/// Moves the agreement as the event says. One that was left meanwhile stays left.
async fn move_agreement(
    tx: &mut Conn,
    agreement: &Agreement,
    rules: &FlexVersion,
    event: FlexEvent,
    missed_in_row: u32,
    now: Timestamp,
) -> Result<(), Undone> {
    let Some(to) = agreement.state.after(event, rules.missed) else { return Ok(()) };
    if !flex::agreement_move(tx, &agreement.id, agreement.state, to, missed_in_row).await? {
        return Err(Undone::Already);
    }
    if to != agreement.state {
        let event =
            Event { agreement_id: agreement.id.clone(), debit_id: None, kind: to.code().to_owned(), at: now };
        flex::event_append(tx, &event).await?;
    }
    Ok(())
}
