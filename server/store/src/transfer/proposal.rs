//! What of a transfer takes two people: proposed by one, decided by another.

use crate::{
    Conn, Error,
    proposal::{Decider, decide, decided, decision},
    row::Reader,
};
use domain::{Fen, Timestamp, two_people::ProposalState};

/// What is proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProposedStep {
    /// To send the contact letter.
    Send,
    /// To book the money of a receipt in suspense, whole.
    Book { receipt_id: String, amount: Fen },
}

impl ProposedStep {
    pub const fn code(&self) -> &'static str {
        match self {
            ProposedStep::Send => "send",
            ProposedStep::Book { .. } => "book",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    pub id: String,
    pub transfer_id: String,
    pub step: ProposedStep,
    /// Keyed hash of the holder's identity number.
    pub holder_index: String,
    pub state: ProposalState,
    pub proposed_by: String,
    pub proposed_index: String,
    pub proposed: Timestamp,
}

/// Adds a proposal; `false`, and nothing changes, when its id is known or one of the transfer waits.
pub async fn proposal_insert(conn: &mut Conn, new: &Proposal) -> Result<bool, Error> {
    let (receipt, amount) = match &new.step {
        ProposedStep::Send => (None, None),
        ProposedStep::Book { receipt_id, amount } => (Some(receipt_id.as_str()), Some(amount.get())),
    };
    let done = sqlx::query(
        "insert into city_transfer_proposal (id, transfer_id, step, receipt_id, amount_fen, holder_index, state,
             proposed_by, proposed_index, proposed_ms)
         values ($1, $2, $3, $4, $5, $6, 'proposed', $7, $8, $9) on conflict do nothing",
    )
    .bind(&new.id)
    .bind(&new.transfer_id)
    .bind(new.step.code())
    .bind(receipt)
    .bind(amount)
    .bind(&new.holder_index)
    .bind(&new.proposed_by)
    .bind(&new.proposed_index)
    .bind(new.proposed.ms())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

macro_rules! select {
    ($tail:literal) => {
        concat!(
            "select id, transfer_id, step, receipt_id, amount_fen, holder_index, state, proposed_by, proposed_index,
                    proposed_ms from city_transfer_proposal ",
            $tail
        )
    };
}

pub async fn proposal_find(conn: &mut Conn, id: &str) -> Result<Option<Proposal>, Error> {
    let row = sqlx::query(select!("where id = $1")).bind(id).fetch_optional(conn).await?;
    row.as_ref().map(proposal).transpose()
}

/// What of a transfer waits for a decision.
pub async fn proposal_find_open(conn: &mut Conn, transfer_id: &str) -> Result<Option<Proposal>, Error> {
    let sql = select!("where transfer_id = $1 and state = 'proposed'");
    let row = sqlx::query(sql).bind(transfer_id).fetch_optional(conn).await?;
    row.as_ref().map(proposal).transpose()
}

/// What waits for a decision, oldest first.
pub async fn proposal_list_open(conn: &mut Conn, limit: i64) -> Result<Vec<Proposal>, Error> {
    let sql = select!("where state = 'proposed' order by proposed_ms, id limit $1");
    sqlx::query(sql).bind(limit).fetch_all(conn).await?.iter().map(proposal).collect()
}

/// Decides a proposal that nobody has decided. `false` when it is decided, or when the decider proposed it or holds the
/// account.
pub async fn proposal_decide(
    conn: &mut Conn,
    id: &str,
    approve: bool,
    by: Decider<'_>,
) -> Result<bool, Error> {
    let sql = decide!("city_transfer_proposal" set "" where " and holder_index <> $3");
    decided(conn, decision(sql, id, approve, by)).await
}

fn proposal(row: &sqlx::any::AnyRow) -> Result<Proposal, Error> {
    let row = Reader::new("city_transfer_proposal", row);
    let step = match row.maybe_text("receipt_id")? {
        None => ProposedStep::Send,
        Some(receipt_id) => ProposedStep::Book { receipt_id, amount: row.fen("amount_fen")? },
    };
    Ok(Proposal {
        id: row.text("id")?,
        transfer_id: row.text("transfer_id")?,
        step,
        holder_index: row.text("holder_index")?,
        state: row.required("state", ProposalState::from_code)?,
        proposed_by: row.text("proposed_by")?,
        proposed_index: row.text("proposed_index")?,
        proposed: row.time("proposed_ms")?,
    })
}
