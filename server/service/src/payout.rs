//! The payout worker (资金划拨): empties the table of orders, one step of one order per transaction.
//!
//! **Kill-safe.** The table's state says what to do next, and every step can be done again: "sent" is written
//! before the bank hears of the order, so after a crash the bank is asked by serial number instead of being paid
//! twice. A returned order puts the money back into the account by a new transfer in the same transaction.

use crate::{
    Ctx, Fault,
    bank::{Bank, DemoBank, Order, Payee, Progress},
    closing, transfer,
};
use domain::{
    BankCard, BusinessCode, Timestamp,
    withdrawal::{BankReason, CaseRole, CaseState, PayoutState},
};
use std::{sync::LazyLock, time::Duration};
use store::{
    Conn, audit, closing as closing_rows,
    ledger::{self, BANK_DEPOSIT, Movement, PAYOUT_CLEARING},
    officer::Officer,
    payout::{self, Leg, Payout},
    withdrawal::{self, Case, Event},
};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// The column name under which card numbers are sealed.
pub(crate) const SEALED_CARD: &str = "payout_card.card";
/// Orders looked at in one round.
const ROUND: i64 = 50;
const SOON_MS: i64 = 1_000;
/// A bank that has nothing new to say is asked less and less often, at least every ten minutes.
const PAUSE_MAX_MS: i64 = 600_000;

static DEMO_BANK: LazyLock<DemoBank> = LazyLock::new(DemoBank::default);

/// The bank of this centre. Only a demo centre has one built in.
pub fn bank(ctx: &Ctx) -> Result<&'static dyn Bank, Fault> {
    if ctx.centre.demo { Ok(&*DEMO_BANK) } else { Err(Fault::Busy("no bank is connected")) }
}

/// The running worker of a server.
pub struct Worker {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Worker {
    /// Lets the step in hand end, then stops.
    pub async fn stop(self) {
        self.stop.cancel();
        // A worker that panicked has been logged by the runtime; there is nothing left to end.
        let _ = self.task.await;
    }
}

/// Starts the worker, if this centre has a bank.
pub fn start(ctx: &Ctx) -> Option<Worker> {
    let bank = bank(ctx).ok()?;
    let stop = CancellationToken::new();
    let task = tokio::spawn(run(ctx.clone(), bank, stop.clone()));
    Some(Worker { stop, task })
}

/// Runs rounds until it is told to stop.
async fn run(ctx: Ctx, bank: &dyn Bank, stop: CancellationToken) {
    loop {
        if let Err(fault) = round(&ctx, bank).await {
            tracing::error!(error = %fault, "a round of payouts failed; the next one tries again");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(Duration::from_millis(500)) => {}
        }
    }
}

/// One step of every order that is due; answers how many moved.
pub async fn round(ctx: &Ctx, bank: &dyn Bank) -> Result<usize, Fault> {
    let now = ctx.now();
    let mut conn = ctx.store.read().await?;
    let due = payout::order_list_due(&mut conn, now, ROUND).await?;
    drop(conn);
    let mut moved = 0;
    for order in due {
        moved += usize::from(step(ctx, bank, &order, now).await?);
    }
    Ok(moved)
}

/// One step of one order.
async fn step(ctx: &Ctx, bank: &dyn Bank, order: &Payout, now: Timestamp) -> Result<bool, Fault> {
    if order.state == PayoutState::Due {
        return reach(ctx, order, PayoutState::Sent, None, now).await;
    }
    let Ok(progress) = bank.progress(&order.case_id).await else { return wait(ctx, order, now).await };
    match progress {
        Progress::NeverSeen => {
            let sent = bank.send(&self::order(ctx, &order.case_id).await?).await;
            if sent.is_err() {
                return wait(ctx, order, now).await;
            }
            again(ctx, order, now).await
        }
        Progress::Accepted if order.state == PayoutState::Sent => {
            reach(ctx, order, PayoutState::Accepted, None, now).await
        }
        Progress::Accepted => wait(ctx, order, now).await,
        Progress::Credited => reach(ctx, order, PayoutState::Credited, None, now).await,
        Progress::Returned(reason) => reach(ctx, order, PayoutState::Returned, Some(reason), now).await,
    }
}

async fn order(ctx: &Ctx, case_id: &str) -> Result<Order, Fault> {
    let mut conn = ctx.store.read().await?;
    let case =
        withdrawal::case_find(&mut conn, case_id).await?.ok_or(Fault::Invariant("an order has a case"))?;
    let payee = match case.kind.as_str() {
        transfer::KIND => transfer::payee(ctx, &mut conn, &case).await?,
        _ => {
            let number = ctx.seal.open_sealed(SEALED_CARD, &case.card_sealed)?;
            Payee::Card(BankCard::parse(&number).map_err(|_| Fault::Invariant("a sealed card is a card"))?)
        }
    };
    Ok(Order { serial: case.id, payee, amount: case.amount })
}

/// Looks again soon: the bank was just told.
async fn again(ctx: &Ctx, order: &Payout, now: Timestamp) -> Result<bool, Fault> {
    store::write!(ctx.store, "payout.again", |tx| {
        payout::order_wait(&mut tx, order, now).await.map_err(Fault::from)
    })
}

async fn wait(ctx: &Ctx, order: &Payout, now: Timestamp) -> Result<bool, Fault> {
    let pause = SOON_MS.saturating_mul(1 << order.tries.clamp(0, 10)).min(PAUSE_MAX_MS);
    store::write!(ctx.store, "payout.wait", |tx| {
        payout::order_wait(&mut tx, order, now.plus_ms(pause)).await.map_err(Fault::from)
    })?;
    Ok(false)
}

/// Writes that a leg was reached, with everything that follows from it. `false` when somebody else did.
async fn reach(
    ctx: &Ctx,
    order: &Payout,
    to: PayoutState,
    reason: Option<BankReason>,
    now: Timestamp,
) -> Result<bool, Fault> {
    let ended = matches!(to, PayoutState::Credited | PayoutState::Returned);
    store::write!(ctx.store, "payout.reach", |tx| {
        let case = withdrawal::case_find(&mut tx, &order.case_id).await?;
        let case = case.ok_or(Fault::Invariant("an order has a case"))?;
        if ended {
            settle(&mut tx, &case, to, now).await?;
        }
        if !payout::order_move(&mut tx, order, to, now, now).await? {
            Err(Fault::Invariant(MOVED))
        } else {
            if to == PayoutState::Returned {
                undo(&mut tx, &case, now).await?;
            }
            transfer::told(&mut tx, &case, to, now).await?;
            note(&mut tx, &case, order.state, to, reason, now).await?;
            Ok(true)
        }
    })
    .or_else(|fault| match fault {
        Fault::Invariant(MOVED) => Ok(false),
        other => Err(other),
    })
}

/// Another worker was faster: roll back, which undoes the settlement above.
const MOVED: &str = "the order moved meanwhile";

/// Credited: the money has left the centre's bank account. Returned: it is back in the member's account.
async fn settle(tx: &mut Conn, case: &Case, to: PayoutState, now: Timestamp) -> Result<(), Fault> {
    let credit = if to == PayoutState::Credited { BANK_DEPOSIT } else { case.account.as_str() };
    let movement = Movement {
        case_id: Some(&case.id),
        ..Movement::at(PAYOUT_CLEARING, credit, case.amount, business_of(case), now)
    };
    ledger::transfer_post(tx, &movement).await?;
    let state = if to == PayoutState::Credited { CaseState::Paid } else { CaseState::PayFailed };
    if !withdrawal::case_move(tx, case, state, Officer::Nobody).await? {
        return Err(Fault::Invariant(MOVED));
    }
    Ok(())
}

/// What a returned order undoes: an account that was closed with it is sealed again, so that the money lies in an open
/// account and earns.
async fn undo(tx: &mut Conn, case: &Case, now: Timestamp) -> Result<(), Fault> {
    let ended = business_of(case) != BusinessCode::PartialWithdrawal;
    if ended && !closing_rows::reopen(tx, &case.id, now).await? {
        return Err(Fault::Invariant("an account that was paid out is closed"));
    }
    Ok(())
}

/// What the money of a case is, by its kind (提取业务类型).
fn business_of(case: &Case) -> BusinessCode {
    match case.kind.as_str() {
        closing::KIND => BusinessCode::ClosingWithdrawal,
        transfer::KIND => BusinessCode::TransferOut,
        _ => BusinessCode::PartialWithdrawal,
    }
}

/// Legs, event and audit. A final answer that skipped "accepted" still passed it.
async fn note(
    tx: &mut Conn,
    case: &Case,
    from: PayoutState,
    to: PayoutState,
    reason: Option<BankReason>,
    now: Timestamp,
) -> Result<(), Fault> {
    let reason = reason.map(|reason| reason.code().to_owned());
    if from == PayoutState::Sent && to != PayoutState::Accepted {
        let leg = Leg { leg: PayoutState::Accepted, at: now, reason: None };
        payout::leg_append(tx, &case.id, &leg).await?;
    }
    payout::leg_append(tx, &case.id, &Leg { leg: to, at: now, reason: reason.clone() }).await?;
    let role = if to == PayoutState::Sent { CaseRole::System } else { CaseRole::Bank };
    let event = Event {
        at: now,
        state: to.code().to_owned(),
        role,
        actor: role.code().to_owned(),
        reason: reason.clone(),
        note: None,
    };
    withdrawal::event_append(tx, &case.id, &event).await?;
    let detail = format!("{} {}", case.amount.plain(), reason.unwrap_or_default());
    let action = match to {
        PayoutState::Credited => "payout.credited",
        PayoutState::Returned => "payout.returned",
        PayoutState::Accepted => "payout.accepted",
        PayoutState::Due | PayoutState::Sent => "payout.sent",
    };
    let event =
        audit::Event { at: now, actor: "system", action, subject: case.number.as_str(), detail: &detail };
    audit::append(tx, &event).await?;
    Ok(())
}
