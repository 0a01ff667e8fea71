//! Corrections of mis-payments: proposals and what came of them.

use crate::{
    Conn, Error,
    proposal::{Decider, decide, decided, decision},
    row::Reader,
};
use domain::{AccountNo, Timestamp, correction::CorrectionReason, two_people::ProposalState};

/// A proposal to take an entry back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    pub id: String,
    /// The entry.
    pub seq: i64,
    pub account: AccountNo,
    /// Keyed hash of the holder's identity number.
    pub holder_index: String,
    pub reason: CorrectionReason,
    pub note: Option<String>,
    pub state: ProposalState,
    pub proposed_by: String,
    pub proposed_index: String,
    pub proposed: Timestamp,
    pub decided_by: Option<String>,
    pub reversal_seq: Option<i64>,
}

/// Adds a proposal; `false`, and nothing changes, when its id is known or the entry has one.
pub async fn insert(conn: &mut Conn, new: &Correction) -> Result<bool, Error> {
    let done = sqlx::query(
        "insert into correction (id, seq, account_no, holder_index, reason, note, state, proposed_by,
             proposed_index, proposed_ms)
         values ($1, $2, $3, $4, $5, $6, 'proposed', $7, $8, $9) on conflict do nothing",
    )
    .bind(&new.id)
    .bind(new.seq)
    .bind(new.account.as_str())
    .bind(&new.holder_index)
    .bind(new.reason.code())
    .bind(new.note.as_deref())
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
            "select id, seq, account_no, holder_index, reason, note, state, proposed_by, proposed_index,
                    proposed_ms, decided_by, reversal_seq from correction ",
            $tail
        )
    };
}

pub async fn find(conn: &mut Conn, id: &str) -> Result<Option<Correction>, Error> {
    let row = sqlx::query(select!("where id = $1")).bind(id).fetch_optional(conn).await?;
    row.as_ref().map(correction).transpose()
}

/// What waits for a decision, oldest first.
pub async fn list_open(conn: &mut Conn, limit: i64) -> Result<Vec<Correction>, Error> {
    let sql = select!("where state = 'proposed' order by proposed_ms, id limit $1");
    sqlx::query(sql).bind(limit).fetch_all(conn).await?.iter().map(correction).collect()
}

/// Decides a proposal that nobody has decided: done with the row that reversed the entry, or refused. `false`
/// when it is decided, or when the decider proposed it or holds the account.
pub async fn decide(
    conn: &mut Conn,
    id: &str,
    reversal_seq: Option<i64>,
    by: Decider<'_>,
) -> Result<bool, Error> {
    let sql = decide!("correction" set ", reversal_seq = $6" where " and holder_index <> $3");
    decided(conn, decision(sql, id, reversal_seq.is_some(), by).bind(reversal_seq)).await
}

fn correction(row: &sqlx::any::AnyRow) -> Result<Correction, Error> {
    let row = Reader::new("correction", row);
    Ok(Correction {
        id: row.text("id")?,
        seq: row.int("seq")?,
        account: row.account_no("account_no")?,
        holder_index: row.text("holder_index")?,
        reason: row.required("reason", CorrectionReason::from_code)?,
        note: row.maybe_text("note")?,
        state: row.required("state", ProposalState::from_code)?,
        proposed_by: row.text("proposed_by")?,
        proposed_index: row.text("proposed_index")?,
        proposed: row.time("proposed_ms")?,
        decided_by: row.maybe_text("decided_by")?,
        reversal_seq: row.maybe_int("reversal_seq")?,
    })
}
