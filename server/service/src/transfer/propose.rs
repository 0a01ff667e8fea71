//! What a first reviewer proposes: our letter, the booking of what came, and the payment that another centre asks for.

use super::{Proposal, ProposedStep, Said, Transfer, no, pay, read, record, rows, walk};
use crate::{
    Ctx,
    actor::FirstReviewer,
    two_people::{Holder, Refused, index_of, note},
};
use domain::{
    CaseNumber, Timestamp,
    closing::{Ending, NotClosable},
    suspense::Source,
    transfer::{Direction, Maker, Move, NotTransferable, TransferState, step},
    two_people::ProposalState,
};
use store::{
    Conn,
    account::{self, OwnAccount},
    closing::{self, Closing, Payee},
    suspense, withdrawal,
};

/// Proposes to send the letter that a contributor has asked for. `id` of the proposal: sent twice, it is one.
pub async fn propose_letter(
    ctx: &Ctx,
    by: &FirstReviewer,
    number: &CaseNumber,
    id: String,
) -> Result<Proposal, Refused> {
    propose(ctx, by, number, id, None).await
}

/// Proposes to book the money of a receipt in suspense, whole.
pub async fn propose_booking(
    ctx: &Ctx,
    by: &FirstReviewer,
    number: &CaseNumber,
    receipt: &str,
    id: String,
) -> Result<Proposal, Refused> {
    propose(ctx, by, number, id, Some(receipt.to_owned())).await
}

async fn propose(
    ctx: &Ctx,
    by: &FirstReviewer,
    number: &CaseNumber,
    id: String,
    receipt: Option<String>,
) -> Result<Proposal, Refused> {
    let (now, by, number, ctx2) = (ctx.now(), by.clone(), number.clone(), ctx.clone());
    ctx.detached("transfer.propose", async move {
        store::write!(ctx2.store, "transfer.propose", |tx| {
            place(&mut tx, by.staff_id(), &number, &id, receipt.as_deref(), now).await
        })
    })
    .await
}

async fn place(
    tx: &mut Conn,
    staff_id: &str,
    number: &CaseNumber,
    id: &str,
    receipt: Option<&str>,
    now: Timestamp,
) -> Result<Proposal, Refused> {
    let (transfer, own) = locked(tx, number).await?;
    if let Some(known) = rows::proposal_find(tx, id).await? {
        let same = known.transfer_id == transfer.id && receipt_of(&known) == receipt;
        return if same { Ok(known) } else { Err(no(NotTransferable::AlreadyProposed)) };
    }
    let maker = index_of(tx, staff_id).await?;
    let holder = Holder::of(tx, &own).await?;
    holder.may_propose(&maker)?;
    let wanted = if receipt.is_some() { Move::Book } else { Move::Send };
    takes_two(&transfer, wanted)?;
    let step = match receipt {
        Some(receipt) => set_aside(tx, &transfer, receipt).await?,
        None => ProposedStep::Send,
    };
    let new = Proposal {
        id: id.to_owned(),
        transfer_id: transfer.id.clone(),
        step,
        holder_index: holder.index.unwrap_or_default(),
        state: ProposalState::Proposed,
        proposed_by: staff_id.to_owned(),
        proposed_index: maker,
        proposed: now,
    };
    if !rows::proposal_insert(tx, &new).await? {
        return Err(no(NotTransferable::AlreadyProposed));
    }
    let action = format!("transfer.{}.propose", wanted.code());
    record(tx, staff_id, &action, &transfer, receipt.unwrap_or_default(), now).await?;
    Ok(new)
}

fn receipt_of(proposal: &Proposal) -> Option<&str> {
    match &proposal.step {
        ProposedStep::Send => None,
        ProposedStep::Book { receipt_id, .. } => Some(receipt_id),
    }
}

/// The transfer under the lock of its account, with the account.
pub(super) async fn locked(tx: &mut Conn, number: &CaseNumber) -> Result<(Transfer, OwnAccount), Refused> {
    let account = read(tx, number).await?.account;
    withdrawal::account_lock(tx, &account).await?;
    let transfer = read(tx, number).await?;
    let own = account::find(tx, &account).await?.ok_or(no(NotTransferable::NoAccount))?;
    Ok((transfer, own))
}

fn takes_two(transfer: &Transfer, wanted: Move) -> Result<(), Refused> {
    match step(transfer.direction, transfer.state, wanted) {
        Some(step) if step.by == Maker::Two => Ok(()),
        _ => Err(no(NotTransferable::NotNow { state: transfer.state })),
    }
}

/// Promises the receipt to the booking: it must be money of the bank, untouched, and what the other centre said.
async fn set_aside(tx: &mut Conn, transfer: &Transfer, receipt: &str) -> Result<ProposedStep, Refused> {
    let found = suspense::receipt_find(tx, receipt).await?;
    let found = found.filter(|found| found.source == Source::Bank && found.open == found.amount);
    let found = found.ok_or(no(NotTransferable::NoReceipt))?;
    if transfer.amounts.and_then(|amounts| amounts.all()) != Some(found.amount) {
        return Err(no(NotTransferable::OtherAmount));
    }
    if !suspense::receipt_promise(tx, receipt, found.amount).await? {
        return Err(no(NotTransferable::NoReceipt));
    }
    Ok(ProposedStep::Book { receipt_id: receipt.to_owned(), amount: found.amount })
}

/// Confirms the letter of another centre and proposes to pay it: the account is found, sealed, and nothing is in the way.
pub async fn confirm(
    ctx: &Ctx,
    by: &FirstReviewer,
    number: &CaseNumber,
    basis: &str,
) -> Result<Transfer, Refused> {
    let basis = note(basis)?.ok_or(Refused::NotClosable(NotClosable::NoBasis))?;
    let (now, by, number, ctx2) = (ctx.now(), by.clone(), number.clone(), ctx.clone());
    ctx.detached("transfer.confirm", async move {
        store::write!(ctx2.store, "transfer.confirm", |tx| {
            place_closing(&mut tx, by.staff_id(), &number, &basis, now).await
        })
    })
    .await
}

async fn place_closing(
    tx: &mut Conn,
    staff_id: &str,
    number: &CaseNumber,
    basis: &str,
    now: Timestamp,
) -> Result<Transfer, Refused> {
    let (transfer, own) = locked(tx, number).await?;
    let maker = index_of(tx, staff_id).await?;
    let holder = Holder::of(tx, &own).await?;
    holder.may_propose(&maker)?;
    if transfer.direction == Direction::Out && transfer.state == TransferState::LetterConfirmed {
        return Ok(transfer);
    }
    let (Direction::Out, Some(letter)) = (transfer.direction, &transfer.letter) else {
        return Err(no(NotTransferable::NotNow { state: transfer.state }));
    };
    pay::may_leave(tx, &own).await?;
    let payee = Payee {
        name: letter.payee.clone(),
        sealed: letter.sealed.clone(),
        tail: letter.tail.clone(),
        bank: letter.bank.clone(),
    };
    let closing = Closing {
        id: transfer.id.clone(),
        account: transfer.account.clone(),
        holder_index: holder.index.unwrap_or_default(),
        ending: Ending::Transferred(transfer.id.clone()),
        payee: Some(payee),
        basis: basis.to_owned(),
        state: ProposalState::Proposed,
        proposed_by: staff_id.to_owned(),
        proposed_index: maker,
        proposed: now,
        done: None,
    };
    if !closing::insert(tx, &closing).await? {
        return Err(Refused::NotClosable(NotClosable::AlreadyProposed));
    }
    let said = Said { closing_id: Some(&closing.id), ..Said::plain(Move::Confirm, staff_id, now) };
    walk(tx, &transfer, &said).await?;
    read(tx, number).await
}
