//! The payment of a transfer out: judged again under the lock, interest to date, everything out, the account closed.

use super::{Amounts, KIND, Said, Transfer, no, read, walk};
use crate::{
    Ctx,
    closing::{Money, NewCase, end, standing_of},
    interest::Rules,
    two_people::{Holder, Refused, decided_so, index_of},
};
use domain::{
    Timestamp,
    closing::{self as law, UnderWay},
    transfer::{Move, NotTransferable},
};
use store::{
    Conn,
    account::{self, OwnAccount},
    closing::{self, Closing},
    proposal::Decider,
    remittance, transfer as rows, withdrawal,
};

/// Whether an account may leave for another city as it stands: as any account that ends, its own transfer aside.
pub(super) async fn may_leave(tx: &mut Conn, own: &OwnAccount) -> Result<(), Refused> {
    let facts = standing_of(tx, own).await?;
    let standing = facts.standing(own);
    let under_way = UnderWay { leaving: 0, ..standing.under_way };
    law::may_end(&law::Standing { under_way, ..standing }).map_err(Refused::NotClosable)?;
    if own.account.balance.is_zero() { Err(no(NotTransferable::Empty)) } else { Ok(()) }
}

/// Decides the payment that was proposed with the confirmation: it is made, or the transfer is rejected.
pub(super) async fn carry_out(
    ctx: &Ctx,
    tx: &mut Conn,
    staff_id: &str,
    proposal: &Closing,
    approve: bool,
    now: Timestamp,
) -> Result<Transfer, Refused> {
    let checker = index_of(tx, staff_id).await?;
    remittance::lock(tx, "closing").await?;
    withdrawal::account_lock(tx, &proposal.account).await?;
    // As it stands now that nobody else decides it.
    let proposal = closing::find(tx, &proposal.id).await?.ok_or(Refused::NotFound)?;
    let transfer = rows::find(tx, &proposal.id).await?.ok_or(Refused::NotFound)?;
    let own = account::find(tx, &proposal.account).await?.ok_or(no(NotTransferable::NoAccount))?;
    Holder::of(tx, &own).await?.may_decide(&proposal.proposed_index, &checker)?;
    if decided_so(proposal.state, approve)? {
        return Ok(transfer);
    }
    let by = Decider { staff_id, id_index: &checker, at: now };
    let amounts = if approve {
        may_leave(tx, &own).await?;
        let case = NewCase::of(&proposal, &own, &transfer.number, KIND);
        let ended = end(tx, &Rules::of(ctx), &own, &proposal, Money::Paid(case), by).await?;
        Some(Amounts { principal: ended.principal, interest: ended.interest })
    } else if closing::decide(tx, &proposal.id, None, by).await? {
        None
    } else {
        return Err(Refused::Decided);
    };
    let wanted = if approve { Move::Inform } else { Move::Reject };
    walk(tx, &transfer, &Said { amounts, ..Said::plain(wanted, staff_id, now) }).await?;
    read(tx, &transfer.number).await
}
