//! What of a transfer waits for a second reviewer: our letter, the booking of what came, the payment of what leaves.

use super::{LIST, Proposal, ProposedStep, Transfer, rows};
use crate::Fault;
use domain::{Fen, Timestamp, closing::Ending, two_people::ProposalState};
use store::{
    Conn,
    closing::{self, Closing},
};

/// A proposal about a transfer, whichever of its steps it is.
#[derive(Clone, Debug)]
pub struct Asked {
    /// That of a payment is the id of its transfer.
    pub id: String,
    pub transfer: Transfer,
    pub step: AskedStep,
    pub state: ProposalState,
    pub proposed_by: String,
    pub proposed_index: String,
    pub proposed: Timestamp,
}

#[derive(Clone, Debug)]
pub enum AskedStep {
    /// To send our contact letter.
    Send,
    /// To book the money of a receipt in suspense, whole.
    Book { receipt_id: String, amount: Fen },
    /// To pay everything out to the other centre and close the account.
    Pay { basis: String },
}

impl Asked {
    fn of_proposal(proposal: Proposal, transfer: Transfer) -> Asked {
        Asked {
            id: proposal.id,
            transfer,
            step: match proposal.step {
                ProposedStep::Send => AskedStep::Send,
                ProposedStep::Book { receipt_id, amount } => AskedStep::Book { receipt_id, amount },
            },
            state: proposal.state,
            proposed_by: proposal.proposed_by,
            proposed_index: proposal.proposed_index,
            proposed: proposal.proposed,
        }
    }

    fn of_closing(closing: Closing, transfer: Transfer) -> Asked {
        Asked {
            id: closing.id,
            transfer,
            step: AskedStep::Pay { basis: closing.basis },
            state: closing.state,
            proposed_by: closing.proposed_by,
            proposed_index: closing.proposed_index,
            proposed: closing.proposed,
        }
    }
}

/// One by its id, decided or not.
pub(crate) async fn find(conn: &mut Conn, id: &str) -> Result<Option<Asked>, Fault> {
    if let Some(proposal) = rows::proposal_find(conn, id).await? {
        let transfer = transfer_of(conn, &proposal.transfer_id).await?;
        return Ok(Some(Asked::of_proposal(proposal, transfer)));
    }
    match closing::find(conn, id).await? {
        Some(closing) if matches!(closing.ending, Ending::Transferred(_)) => {
            let transfer = transfer_of(conn, id).await?;
            Ok(Some(Asked::of_closing(closing, transfer)))
        }
        _ => Ok(None),
    }
}

/// What of a transfer waits now.
pub(crate) async fn of(conn: &mut Conn, transfer: &Transfer) -> Result<Option<Asked>, Fault> {
    if let Some(proposal) = rows::proposal_find_open(conn, &transfer.id).await? {
        return Ok(Some(Asked::of_proposal(proposal, transfer.clone())));
    }
    let closing = closing::find(conn, &transfer.id).await?;
    let open = closing.filter(|closing| closing.state == ProposalState::Proposed);
    Ok(open.map(|closing| Asked::of_closing(closing, transfer.clone())))
}

/// Everything of transfers that waits.
pub(crate) async fn all(conn: &mut Conn) -> Result<Vec<Asked>, Fault> {
    let mut all = Vec::new();
    for proposal in rows::proposal_list_open(conn, LIST).await? {
        let transfer = transfer_of(conn, &proposal.transfer_id).await?;
        all.push(Asked::of_proposal(proposal, transfer));
    }
    let leaving = closing::list_open(conn, LIST).await?;
    for closing in leaving.into_iter().filter(|one| matches!(one.ending, Ending::Transferred(_))) {
        let transfer = transfer_of(conn, &closing.id).await?;
        all.push(Asked::of_closing(closing, transfer));
    }
    Ok(all)
}

async fn transfer_of(conn: &mut Conn, id: &str) -> Result<Transfer, Fault> {
    rows::find(conn, id).await?.ok_or(Fault::Invariant("what is proposed of a transfer has one"))
}
