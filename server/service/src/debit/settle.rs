//! What the bank's answer does to the books: posted, to be tried again, or missed. Before it, whether the month
//! is paid already.
//!
//! What asks that, or changes the months or the state of an account, takes the lock of the import first: a piece
//! of a file that is being posted cannot be seen yet, and writes the accounts back as it has read them.

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
    ledger, remittance,
};

/// Who has the lock of the import.
const LOCK: &str = "debit";

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

/// How this call settled it, if it did.
fn settled<T>(result: Result<T, Undone>) -> Result<Option<T>, Fault> {
    match result {
        Ok(how) => Ok(Some(how)),
        Err(Undone::Already) => Ok(None),
        Err(Undone::Fault(fault)) => Err(fault),
    }
}

/// Notes that the bank is being asked, as `sent` says; or that it is not, because the month is paid already.
/// Answers which, or `None` when another worker took the debit.
pub(super) async fn ask(
    ctx: &Ctx,
    read: &Debit,
    sent: &Debit,
    now: Timestamp,
) -> Result<Option<DebitState>, Fault> {
    let done = store::write!(ctx.store, "debit.send", |tx| {
        remittance::lock(&mut tx, LOCK).await?;
        let (agreement, _) = agreement(&mut tx, read).await?;
        if skips(&mut tx, &agreement, read, now).await? {
            return Ok(DebitState::Skipped);
        }
        change(&mut tx, read, sent.state, sent.tries, read.ask_on, None).await?;
        note(&mut tx, read, sent.state, now).await?;
        Ok::<_, Undone>(sent.state)
    });
    settled(done)
}

/// The money left the card: it is posted as the regular remittance of the month, all of it the person's own.
pub(super) async fn paid(ctx: &Ctx, sent: &Debit, now: Timestamp) -> Result<bool, Fault> {
    let done = store::write!(ctx.store, "debit.paid", |tx| {
        remittance::lock(&mut tx, LOCK).await?;
        let (agreement, rules) = agreement(&mut tx, sent).await?;
        let seq = post(&mut tx, &agreement, sent, now).await?;
        count_month(&mut tx, &agreement, sent).await?;
        change(&mut tx, sent, DebitState::Paid, sent.tries, sent.ask_on, Some(seq)).await?;
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
    Ok(settled(done)?.is_some())
}

/// The first try came back short: asked again on the retry day.
pub(super) async fn short(ctx: &Ctx, sent: &Debit, now: Timestamp) -> Result<bool, Fault> {
    let done = store::write!(ctx.store, "debit.short", |tx| {
        let (_, rules) = agreement(&mut tx, sent).await?;
        let retry_on = schedule::retry_on(now.day(), rules.debit);
        change(&mut tx, sent, DebitState::Short, sent.tries, retry_on, None).await?;
        note(&mut tx, sent, DebitState::Short, now).await?;
        Ok::<_, Undone>(())
    });
    Ok(settled(done)?.is_some())
}

/// The month stays unpaid, unless somebody else has paid it meanwhile; enough unpaid ones in a row suspend the
/// agreement, then seal the account. Answers which it is, or `None` when another worker settled it.
pub(super) async fn missed(ctx: &Ctx, read: &Debit, now: Timestamp) -> Result<Option<DebitState>, Fault> {
    let done = store::write!(ctx.store, "debit.missed", |tx| {
        remittance::lock(&mut tx, LOCK).await?;
        let (agreement, rules) = agreement(&mut tx, read).await?;
        if skips(&mut tx, &agreement, read, now).await? {
            return Ok(DebitState::Skipped);
        }
        let in_a_row = agreement.missed_in_row + 1;
        let event = FlexEvent::MonthMissed { in_a_row };
        let seals = agreement.state.after(event, rules.missed) == Some(FlexState::Sealed);
        if seals {
            seal(&mut tx, &agreement, now).await?;
        }
        change(&mut tx, read, DebitState::Missed, read.tries, read.ask_on, None).await?;
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
        Ok::<_, Undone>(DebitState::Missed)
    });
    settled(done)
}

/// Skips a month that is paid otherwise, by whomever, and answers whether it was: the bank is asked no more for it,
/// and the months that were missed before it are in a row with none after it. The agreement stays as it is; a debit
/// that is paid makes it active.
async fn skips(tx: &mut Conn, agreement: &Agreement, read: &Debit, now: Timestamp) -> Result<bool, Undone> {
    if !debit::month_is_paid(tx, &agreement.account, read.month).await? {
        return Ok(false);
    }
    change(tx, read, DebitState::Skipped, read.tries, read.ask_on, None).await?;
    note(tx, read, DebitState::Skipped, now).await?;
    let state = agreement.state;
    if state.collects()
        && agreement.missed_in_row > 0
        && !flex::agreement_move(tx, &agreement.id, state, state, 0).await?
    {
        return Err(Undone::Already);
    }
    Ok(true)
}

/// Seals the account. One that is frozen whole stays frozen: the day that is noted has it sealed once it is
/// unfrozen ([`domain::account_act::transition`]). One that is sealed or closed already stays so.
async fn seal(tx: &mut Conn, agreement: &Agreement, now: Timestamp) -> Result<(), Undone> {
    let found = account::find(tx, &agreement.account).await?;
    match found.ok_or(Fault::Invariant("an agreement has an account"))?.account.state {
        AccountState::Normal => {
            account::state_set(tx, &agreement.account, AccountState::Sealed, now.day()).await?;
        }
        AccountState::Frozen => {
            account::sealing_note(tx, &agreement.account, now.day()).await?;
        }
        _ => {}
    }
    Ok(())
}

/// Adds what happened to a debit to the events of its agreement.
async fn note(tx: &mut Conn, of: &Debit, to: DebitState, now: Timestamp) -> Result<(), Error> {
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
    tries: u32,
    ask_on: chrono::NaiveDate,
    ledger_seq: Option<i64>,
) -> Result<(), Undone> {
    let change = Change { from: read.state, to, tries, ask_on, ledger_seq };
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
