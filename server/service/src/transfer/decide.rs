//! What a second reviewer decides about transfers, by the id of the proposal; that of a payment is the id of its
//! transfer.

use super::{Proposal, ProposedStep, Said, Transfer, no, pay, propose, record, rows, walk};
use crate::{
    Ctx,
    actor::SecondReviewer,
    two_people::{Holder, Refused, decided_so, index_of},
};
use domain::{
    BusinessCode, Fen, Timestamp,
    chart::SUSPENSE_RECEIPTS,
    closing::Ending,
    transfer::{Move, NotTransferable},
};
use store::{
    Conn, closing,
    ledger::{self, Movement},
    proposal::Decider,
    suspense,
};

/// What came of a decision: the transfer as it stands now.
pub type Decided = Transfer;

/// Does it, by another person than the one who proposed it.
pub async fn approve(ctx: &Ctx, by: &SecondReviewer, id: &str) -> Result<Decided, Refused> {
    decide(ctx, by, id, true).await
}

/// Leaves a letter unsent and money in suspense; rejects a payment.
pub async fn refuse(ctx: &Ctx, by: &SecondReviewer, id: &str) -> Result<Decided, Refused> {
    decide(ctx, by, id, false).await
}

async fn decide(ctx: &Ctx, by: &SecondReviewer, id: &str, approve: bool) -> Result<Decided, Refused> {
    let (now, by, id, ctx2) = (ctx.now(), by.clone(), id.to_owned(), ctx.clone());
    ctx.detached("transfer.decide", async move {
        store::write!(ctx2.store, "transfer.decide", |tx| {
            either(&ctx2, &mut tx, by.staff_id(), &id, approve, now).await
        })
    })
    .await
}

async fn either(
    ctx: &Ctx,
    tx: &mut Conn,
    staff_id: &str,
    id: &str,
    approve: bool,
    now: Timestamp,
) -> Result<Decided, Refused> {
    if let Some(proposal) = rows::proposal_find(tx, id).await? {
        return carry_out(tx, staff_id, &proposal, approve, now).await;
    }
    match closing::find(tx, id).await? {
        Some(closing) if matches!(closing.ending, Ending::Transferred(_)) => {
            pay::carry_out(ctx, tx, staff_id, &closing, approve, now).await
        }
        _ => Err(no(NotTransferable::NotProposed)),
    }
}

/// Decides about a transfer in.
async fn carry_out(
    tx: &mut Conn,
    staff_id: &str,
    proposal: &Proposal,
    approve: bool,
    now: Timestamp,
) -> Result<Decided, Refused> {
    let checker = index_of(tx, staff_id).await?;
    let transfer = rows::find(tx, &proposal.transfer_id).await?.ok_or(Refused::NotFound)?;
    let (transfer, own) = propose::locked(tx, &transfer.number).await?;
    // As it stands now that nobody else decides it.
    let proposal = rows::proposal_find(tx, &proposal.id).await?.ok_or(Refused::NotFound)?;
    Holder::of(tx, &own).await?.may_decide(&proposal.proposed_index, &checker)?;
    if decided_so(proposal.state, approve)? {
        return Ok(transfer);
    }
    let by = Decider { staff_id, id_index: &checker, at: now };
    if !rows::proposal_decide(tx, &proposal.id, approve, by).await? {
        return Err(Refused::Decided);
    }
    match (&proposal.step, approve) {
        (ProposedStep::Send, true) => {
            walk(tx, &transfer, &Said::plain(Move::Send, staff_id, now)).await?;
        }
        (ProposedStep::Book { amount, .. }, true) => {
            if own.account.state.is_closed() {
                return Err(no(NotTransferable::NoAccount));
            }
            let seq = Some(book(tx, &transfer, *amount, now).await?);
            walk(tx, &transfer, &Said { seq, ..Said::plain(Move::Book, staff_id, now) }).await?;
        }
        (step, false) => {
            if let ProposedStep::Book { receipt_id, amount } = step {
                suspense::receipt_reopen(tx, receipt_id, *amount).await?;
            }
            let action = format!("transfer.{}.refuse", step.code());
            record(tx, staff_id, &action, &transfer, "", now).await?;
        }
    }
    rows::find(tx, &transfer.id).await?.ok_or(Refused::NotFound)
}

/// Out of suspense into the account. It earns from today on: until yesterday it earned at the other centre, or lay at the
/// bank.
async fn book(tx: &mut Conn, transfer: &Transfer, amount: Fen, now: Timestamp) -> Result<i64, Refused> {
    let movement =
        Movement::at(SUSPENSE_RECEIPTS.id, transfer.account.as_str(), amount, BusinessCode::TransferIn, now);
    Ok(ledger::transfer_post(tx, &movement).await?)
}
