//! Money in suspense (暂收款, 挂账): received, listed by age, and used by two people: into an account, back to the
//! payer, or given up because the payer's next file placed it.

pub mod desk;
pub mod receive_form;

use crate::{
    Ctx, Fault,
    actor::{FirstReviewer, SecondReviewer},
    correction::{came_from_the_bank, recount},
    two_people::{Holder, Refused, decided_so, index_of, note},
};
use chrono::NaiveDate;
use domain::{
    BusinessCode, Fen, Month, Timestamp,
    chart::SUSPENSE_RECEIPTS,
    suspense::{Placing, Reference, Source, Unusable, Use},
    two_people::ProposalState,
};
pub use store::suspense::{Proposed, Receipt};
use store::{
    Conn, account, audit,
    correction::Correction,
    debit,
    ledger::{self, BANK_DEPOSIT, Movement, Transfer},
    proposal::Decider,
    remittance, suspense as rows, withdrawal,
};

/// Receipts and proposals shown at once.
const LIST: i64 = 500;

/// Money that the bank credited and nobody could place.
#[derive(Clone, Debug)]
pub struct Incoming {
    pub id: String,
    /// The bank's serial: the same money is booked once.
    pub reference: Reference,
    pub payer: String,
    pub amount: Fen,
    pub received_on: NaiveDate,
    pub note: String,
}

/// A receipt with the days that it has waited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aged {
    pub receipt: Receipt,
    pub days: i64,
}

/// Books money that came without an account.
pub async fn receive(ctx: &Ctx, by: &FirstReviewer, new: Incoming) -> Result<Receipt, Refused> {
    let now = ctx.now();
    let (note, payer) = (note(&new.note)?, note(&new.payer)?.unwrap_or_default());
    if new.amount <= Fen::ZERO {
        return Err(Refused::Unusable(Unusable::AmountZero));
    }
    if new.received_on > now.day() {
        return Err(Refused::Unusable(Unusable::DayInFuture));
    }
    let receipt = Receipt {
        id: new.id,
        source: Source::Bank,
        reference: new.reference.as_str().to_owned(),
        payer,
        amount: new.amount,
        open: new.amount,
        received_on: new.received_on,
        note,
        seq: 0,
        recorded_by: by.staff_id().to_owned(),
        recorded: now,
    };
    let ctx2 = ctx.clone();
    ctx.detached("suspense.receive", async move {
        store::write!(ctx2.store, "suspense.receive", |tx| book(&mut tx, receipt.clone()).await)
    })
    .await
}

/// What is open, the longest waiting first.
pub async fn aged(ctx: &Ctx) -> Result<Vec<Aged>, Fault> {
    let today = ctx.today();
    let mut conn = ctx.store.read().await?;
    let open = rows::receipt_list_open(&mut conn, LIST).await?;
    let aged = |receipt: Receipt| Aged { days: (today - receipt.received_on).num_days(), receipt };
    Ok(open.into_iter().map(aged).collect())
}

/// What waits for the second reviewer.
pub async fn waiting(ctx: &Ctx) -> Result<Vec<Proposed>, Fault> {
    let mut conn = ctx.store.read().await?;
    Ok(rows::use_list_open(&mut conn, LIST).await?)
}

/// A proposal as it was sent.
#[derive(Clone, Debug)]
pub struct Request {
    /// Sent twice with the same id, it is one proposal.
    pub id: String,
    pub receipt_id: String,
    pub what: Use,
    /// Of a refund or a file; what goes into an account is the sum of its shares.
    pub amount: Fen,
}

/// Proposes what becomes of a receipt or of a part of it. The part is set aside at once.
pub async fn propose(ctx: &Ctx, by: &FirstReviewer, request: Request) -> Result<Proposed, Refused> {
    let (now, by, ctx2) = (ctx.now(), by.clone(), ctx.clone());
    ctx.detached("suspense.propose", async move {
        let placed = store::write!(ctx2.store, "suspense.propose", |tx| {
            place(&mut tx, by.staff_id(), &request, now).await
        });
        match placed {
            // The same form, sent at the same time, may have set the money aside a moment earlier.
            Err(refused @ Refused::Unusable(_)) => {
                let mut conn = ctx2.store.read().await?;
                known(&mut conn, &request).await?.ok_or(refused)
            }
            placed => placed,
        }
    })
    .await
}

/// Moves the money, by another person than the one who proposed it.
pub async fn approve(ctx: &Ctx, by: &SecondReviewer, id: &str) -> Result<Proposed, Refused> {
    decide(ctx, by, id, true).await
}

/// Opens what was set aside again.
pub async fn refuse(ctx: &Ctx, by: &SecondReviewer, id: &str) -> Result<Proposed, Refused> {
    decide(ctx, by, id, false).await
}

/// What the bank credited with a file beyond what its lines put into accounts (`receipt`, of the file's id); called
/// when the file ends. Answers what an earlier run kept beyond that, less what the file has been proposed to take; below
/// zero when it kept less.
pub(crate) async fn keep_excess(tx: &mut Conn, receipt: Receipt) -> Result<Fen, Fault> {
    let Some(known) = rows::receipt_find(tx, &receipt.id).await? else {
        if receipt.amount > Fen::ZERO {
            enter(tx, receipt).await?;
        }
        return Ok(Fen::ZERO);
    };
    let by_the_file = |used: &&Proposed| {
        used.state != ProposalState::Refused
            && matches!(&used.what, Use::File { batch } if *batch == receipt.id)
    };
    let uses = rows::use_list_of(tx, &receipt.id).await?;
    let own = Fen::sum(uses.iter().filter(by_the_file).map(|used| used.amount));
    // The file may have been proposed to take what it posted from other receipts too.
    let all = rows::batch_used(tx, &receipt.id).await?.map_or(Fen::ZERO, |(used, _)| used);
    let over = || {
        let over = known.amount.checked_sub(receipt.amount.max(Fen::ZERO))?.checked_sub(own?)?;
        let others = all.checked_sub(own?)?;
        if over > Fen::ZERO { Some(over.checked_sub(others)?.max(Fen::ZERO)) } else { Some(over) }
    };
    over().ok_or(Fault::Invariant("sums of money fit"))
}

/// Notes which credit of the bank a file is taken in for; `false` when the serial stands for other money, or the file
/// for another serial. Under [`remittance::lock`], as [`book`]: of two at once the second sees the first.
pub(crate) async fn claim(
    tx: &mut Conn,
    batch_id: &str,
    reference: &Reference,
    now: Timestamp,
) -> Result<bool, Fault> {
    remittance::received_insert(tx, batch_id, reference.as_str(), now).await?;
    may_claim(tx, batch_id, reference).await
}

/// Whether a file may be taken in for this credit of the bank, as the books stand.
pub(crate) async fn may_claim(conn: &mut Conn, batch_id: &str, reference: &Reference) -> Result<bool, Fault> {
    let reference = reference.as_str();
    let batch = remittance::received_batch(conn, reference).await?;
    let serial = remittance::received_reference(conn, batch_id).await?;
    let booked = rows::receipt_find_by_reference(conn, Source::Bank, reference).await?;
    let kept = rows::receipt_find(conn, batch_id).await?;
    Ok(batch.is_none_or(|batch| batch == batch_id)
        && serial.is_none_or(|serial| serial == reference)
        && booked.is_none_or(|receipt| receipt.id == batch_id)
        && kept.is_none_or(|receipt| receipt.reference == reference))
}

/// The money of a correction. What the bank had paid waits for its place; what came from neither the bank nor
/// suspense is gone with its reversal.
pub(crate) async fn keep(
    tx: &mut Conn,
    correction: &Correction,
    of: &Transfer,
    reversal: i64,
    payer: &str,
    now: Timestamp,
) -> Result<(), Fault> {
    let receipt = Receipt {
        id: correction.id.clone(),
        source: Source::Correction,
        reference: correction.id.clone(),
        payer: payer.to_owned(),
        amount: of.amount,
        open: of.amount,
        received_on: now.day(),
        note: correction.note.clone(),
        seq: reversal,
        recorded_by: correction.proposed_by.clone(),
        recorded: now,
    };
    if came_from_the_bank(of) {
        enter(tx, receipt).await?;
    } else if of.debit == SUSPENSE_RECEIPTS.id {
        // The reversal has put it back into suspense already.
        rows::receipt_insert(tx, &receipt).await?;
    }
    Ok(())
}

async fn book(tx: &mut Conn, receipt: Receipt) -> Result<Receipt, Refused> {
    remittance::lock(tx, "suspense").await?;
    if let Some(known) = rows::receipt_find_by_reference(tx, Source::Bank, &receipt.reference).await? {
        let same = known.amount == receipt.amount && known.payer == receipt.payer;
        return if same { Ok(known) } else { Err(Refused::Unusable(Unusable::ReferenceUsed)) };
    }
    // The serial of a file that used up what came with it has no receipt.
    if remittance::received_batch(tx, &receipt.reference).await?.is_some() {
        return Err(Refused::Unusable(Unusable::ReferenceUsed));
    }
    let entered = enter(tx, receipt).await?;
    let detail = format!("amount={} reference={}", entered.amount.plain(), entered.reference);
    record(tx, &entered.recorded_by, "suspense.receive", &entered.id, &detail, entered.recorded).await?;
    Ok(entered)
}

/// Posts a receipt from the bank and notes it.
async fn enter(tx: &mut Conn, mut receipt: Receipt) -> Result<Receipt, Fault> {
    let movement = Movement {
        value_date: receipt.received_on,
        ..plain(BANK_DEPOSIT, SUSPENSE_RECEIPTS.id, receipt.amount, receipt.recorded)
    };
    receipt.seq = ledger::transfer_post(tx, &movement).await?;
    if rows::receipt_insert(tx, &receipt).await? {
        Ok(receipt)
    } else {
        Err(Fault::Invariant("a receipt is entered once"))
    }
}

/// A movement between accounts of the centre, of today.
fn plain<'a>(debit: &'a str, credit: &'a str, amount: Fen, now: Timestamp) -> Movement<'a> {
    Movement::at(debit, credit, amount, BusinessCode::Other, now)
}

async fn place(
    tx: &mut Conn,
    staff_id: &str,
    request: &Request,
    now: Timestamp,
) -> Result<Proposed, Refused> {
    if let Some(known) = known(tx, request).await? {
        return Ok(known);
    }
    let maker = index_of(tx, staff_id).await?;
    let (amount, holder) = sound(tx, request, now).await?;
    holder.may_propose(&maker)?;
    let receipt = rows::receipt_find(tx, &request.receipt_id).await?;
    let open = receipt.ok_or(Refused::Unusable(Unusable::NotFound))?.open;
    if !rows::receipt_promise(tx, &request.receipt_id, amount).await? {
        return Err(Refused::Unusable(Unusable::MoreThanOpen { open }));
    }
    let new = Proposed {
        id: request.id.clone(),
        receipt_id: request.receipt_id.clone(),
        what: request.what.clone(),
        amount,
        holder_index: holder.index,
        state: ProposalState::Proposed,
        proposed_by: staff_id.to_owned(),
        proposed_index: maker,
        proposed: now,
        seq: None,
    };
    if !rows::use_insert(tx, &new).await? {
        return Err(Refused::Unusable(Unusable::ReferenceUsed));
    }
    let detail = format!("{} amount={}", new.what.code(), amount.plain());
    record(tx, staff_id, "suspense.propose", &new.receipt_id, &detail, now).await?;
    Ok(new)
}

/// What the same form has made before. What goes into an account says its amount by its parts.
async fn known(conn: &mut Conn, request: &Request) -> Result<Option<Proposed>, Fault> {
    let said = |known: &Proposed| matches!(known.what, Use::Account(_)) || known.amount == request.amount;
    let known = rows::use_find(conn, &request.id).await?;
    Ok(known.filter(|known| known.what == request.what && said(known)))
}

/// Whether a use is sound as the books stand now: its amount and whose account it is about.
async fn sound(tx: &mut Conn, request: &Request, now: Timestamp) -> Result<(Fen, Holder), Refused> {
    let no = |why| Err(Refused::Unusable(why));
    let (amount, holder) = match &request.what {
        Use::Account(placing) => {
            let amount = placing.unit_part.checked_add(placing.personal_part);
            (amount.unwrap_or(Fen::ZERO), placeable(tx, placing, now).await?)
        }
        Use::Refund { .. } => (request.amount, Holder::default()),
        Use::File { batch } => {
            // Of two that are proposed at once the second counts the first.
            remittance::lock(tx, "suspense").await?;
            covered(tx, batch, request.amount).await?;
            (request.amount, Holder::default())
        }
    };
    if amount <= Fen::ZERO { no(Unusable::AmountZero) } else { Ok((amount, holder)) }
}

/// Whether a file has posted so much that `more` may be given up, beside what its uses have taken already.
async fn covered(conn: &mut Conn, batch: &str, more: Fen) -> Result<(), Refused> {
    let used = rows::batch_used(conn, batch).await?;
    let fits = |(used, posted): (Fen, Fen)| used.checked_add(more).is_some_and(|used| used <= posted);
    if used.is_some_and(fits) { Ok(()) } else { Err(Refused::Unusable(Unusable::NoSuchFile)) }
}

/// Whether a contribution may be placed, and in whose account.
async fn placeable(conn: &mut Conn, placing: &Placing, now: Timestamp) -> Result<Holder, Refused> {
    let no = |why| Err(Refused::Unusable(why));
    let own = account::find(conn, &placing.account).await?.filter(|own| !own.account.state.is_closed());
    let Some(own) = own else { return no(Unusable::NoAccount) };
    if placing.unit_part.is_negative() || placing.personal_part.is_negative() {
        return no(Unusable::AmountZero);
    }
    if placing.month > Month::of(now.day()) {
        return no(Unusable::MonthInFuture);
    }
    match placing.business {
        BusinessCode::RegularRemittance => {
            if debit::month_is_paid(conn, &placing.account, placing.month).await? {
                return no(Unusable::MonthPaid);
            }
        }
        BusinessCode::BackPayment => {}
        _ => return no(Unusable::NotAContribution),
    }
    Ok(Holder::of(conn, &own).await?)
}

async fn decide(ctx: &Ctx, by: &SecondReviewer, id: &str, approve: bool) -> Result<Proposed, Refused> {
    let (now, by, id, ctx2) = (ctx.now(), by.clone(), id.to_owned(), ctx.clone());
    ctx.detached("suspense.decide", async move {
        store::write!(ctx2.store, "suspense.decide", |tx| {
            carry_out(&mut tx, by.staff_id(), &id, approve, now).await
        })
    })
    .await
}

async fn carry_out(
    tx: &mut Conn,
    staff_id: &str,
    id: &str,
    approve: bool,
    now: Timestamp,
) -> Result<Proposed, Refused> {
    let checker = index_of(tx, staff_id).await?;
    let what = rows::use_find(tx, id).await?.ok_or(Refused::NotFound)?.what;
    let holder = lock(tx, &what).await?;
    // As it stands now that nobody else decides it.
    let proposal = rows::use_find(tx, id).await?.ok_or(Refused::NotFound)?;
    holder.may_decide(&proposal.proposed_index, &checker)?;
    if decided_so(proposal.state, approve)? {
        return Ok(proposal);
    }
    let seq = match approve {
        true => Some(move_money(tx, &proposal, now).await?),
        false => None,
    };
    if !approve {
        rows::receipt_reopen(tx, &proposal.receipt_id, proposal.amount).await?;
    }
    let by = Decider { staff_id, id_index: &checker, at: now };
    if !rows::use_decide(tx, id, seq, by).await? {
        return Err(Refused::Decided);
    }
    let action = if approve { "suspense.approve" } else { "suspense.refuse" };
    let detail = format!("{} amount={}", proposal.what.code(), proposal.amount.plain());
    record(tx, staff_id, action, &proposal.receipt_id, &detail, now).await?;
    rows::use_find(tx, id).await?.ok_or(Refused::NotFound)
}

/// Locks the first account that the money would touch; answers whose it is. The import before it: a piece of
/// a file that is being posted has read the months and will write them back.
async fn lock(tx: &mut Conn, what: &Use) -> Result<Holder, Fault> {
    remittance::lock(tx, "suspense").await?;
    let Use::Account(placing) = what else {
        ledger::account_lock(tx, BANK_DEPOSIT).await?;
        return Ok(Holder::default());
    };
    withdrawal::account_lock(tx, &placing.account).await?;
    match account::find(tx, &placing.account).await? {
        Some(own) => Holder::of(tx, &own).await,
        None => Ok(Holder::default()),
    }
}

async fn move_money(tx: &mut Conn, proposal: &Proposed, now: Timestamp) -> Result<i64, Refused> {
    let Use::Account(placing) = &proposal.what else {
        if let Use::File { batch } = &proposal.what {
            // What is proposed here is among what its uses have taken.
            covered(tx, batch, Fen::ZERO).await?;
        }
        // Out of the bank, or never in it a second time: the next file has debited the bank again.
        let movement = plain(SUSPENSE_RECEIPTS.id, BANK_DEPOSIT, proposal.amount, now);
        return Ok(ledger::transfer_post(tx, &movement).await?);
    };
    placeable(tx, placing, now).await?;
    let movement = Movement {
        business: placing.business,
        month: Some(placing.month),
        unit_part: Some(placing.unit_part),
        personal_part: Some(placing.personal_part),
        ..plain(SUSPENSE_RECEIPTS.id, placing.account.as_str(), proposal.amount, now)
    };
    let seq = ledger::transfer_post(tx, &movement).await?;
    if placing.business == BusinessCode::RegularRemittance {
        recount(tx, &placing.account).await?;
    }
    Ok(seq)
}

async fn record(
    tx: &mut Conn,
    actor: &str,
    action: &str,
    subject: &str,
    detail: &str,
    at: Timestamp,
) -> Result<(), Fault> {
    audit::append(tx, &audit::Event { at, actor, action, subject, detail }).await?;
    Ok(())
}

#[cfg(test)]
pub(crate) mod tests;
