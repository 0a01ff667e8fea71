//! Money in suspense: receipts, what is proposed to be done with them, and what was.

use crate::{
    Conn, Error,
    proposal::{Decider, decide, decided, decision},
    row::Reader,
};
use chrono::NaiveDate;
use domain::{
    BusinessCode, Fen, Month, Timestamp,
    suspense::{Placing, Reference, Source, Use},
    two_people::ProposalState,
};

/// Money that came and belongs to no account yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    pub id: String,
    pub source: Source,
    /// The bank's serial, or the correction's id.
    pub reference: String,
    pub payer: String,
    pub amount: Fen,
    /// Neither used nor promised to a proposal.
    pub open: Fen,
    pub received_on: NaiveDate,
    pub note: Option<String>,
    /// The row of the ledger that put it there.
    pub seq: i64,
    pub recorded_by: String,
    pub recorded: Timestamp,
}

/// A proposal to use a receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposed {
    pub id: String,
    pub receipt_id: String,
    pub what: Use,
    pub amount: Fen,
    /// Of the account's holder.
    pub holder_index: Option<String>,
    pub state: ProposalState,
    pub proposed_by: String,
    pub proposed_index: String,
    pub proposed: Timestamp,
    pub seq: Option<i64>,
}

/// Notes a receipt, all of it open; `false`, and nothing changes, when its id or its reference is known.
pub async fn receipt_insert(conn: &mut Conn, new: &Receipt) -> Result<bool, Error> {
    let done = sqlx::query(
        "insert into suspense_receipt (id, source, reference, payer, amount_fen, open_fen, received_on, note, seq,
             recorded_by, recorded_ms)
         values ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9, $10) on conflict do nothing",
    )
    .bind(&new.id)
    .bind(new.source.code())
    .bind(&new.reference)
    .bind(&new.payer)
    .bind(new.amount.get())
    .bind(new.received_on.to_string())
    .bind(new.note.as_deref())
    .bind(new.seq)
    .bind(&new.recorded_by)
    .bind(new.recorded.ms())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

macro_rules! select_receipt {
    ($tail:literal) => {
        concat!(
            "select id, source, reference, payer, amount_fen, open_fen, received_on, note, seq, recorded_by,
                    recorded_ms from suspense_receipt ",
            $tail
        )
    };
}

pub async fn receipt_find(conn: &mut Conn, id: &str) -> Result<Option<Receipt>, Error> {
    let row = sqlx::query(select_receipt!("where id = $1")).bind(id).fetch_optional(conn).await?;
    row.as_ref().map(receipt).transpose()
}

pub async fn receipt_find_by_reference(
    conn: &mut Conn,
    source: Source,
    reference: &str,
) -> Result<Option<Receipt>, Error> {
    let row = sqlx::query(select_receipt!("where source = $1 and reference = $2"))
        .bind(source.code())
        .bind(reference)
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(receipt).transpose()
}

/// Receipts of which something is open, the oldest first.
pub async fn receipt_list_open(conn: &mut Conn, limit: i64) -> Result<Vec<Receipt>, Error> {
    let sql = select_receipt!("where open_fen > 0 order by received_on, id limit $1");
    sqlx::query(sql).bind(limit).fetch_all(conn).await?.iter().map(receipt).collect()
}

/// Takes a part of what is open for a proposal; `false` when less is open.
pub async fn receipt_promise(conn: &mut Conn, id: &str, amount: Fen) -> Result<bool, Error> {
    let done =
        sqlx::query("update suspense_receipt set open_fen = open_fen - $1 where id = $2 and open_fen >= $1")
            .bind(amount.get())
            .bind(id)
            .execute(conn)
            .await?;
    Ok(done.rows_affected() == 1)
}

/// Opens again what a refused proposal was promised.
pub async fn receipt_reopen(conn: &mut Conn, id: &str, amount: Fen) -> Result<bool, Error> {
    let done = sqlx::query("update suspense_receipt set open_fen = open_fen + $1 where id = $2")
        .bind(amount.get())
        .bind(id)
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Adds a proposal; `false`, and nothing changes, when its id is known or the bank's refund is booked.
pub async fn use_insert(conn: &mut Conn, new: &Proposed) -> Result<bool, Error> {
    let placing = match &new.what {
        Use::Account(placing) => Some(placing),
        Use::Refund { .. } | Use::File { .. } => None,
    };
    let reference = match &new.what {
        Use::Account(_) => None,
        Use::Refund { reference } => Some(reference.as_str()),
        Use::File { batch } => Some(batch.as_str()),
    };
    let done = sqlx::query(
        "insert into suspense_use (id, receipt_id, kind, account_no, holder_index, business_code,
             contribution_month, unit_part_fen, personal_part_fen, amount_fen, reference, state, proposed_by,
             proposed_index, proposed_ms)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'proposed', $12, $13, $14) on conflict do nothing",
    )
    .bind(&new.id)
    .bind(&new.receipt_id)
    .bind(new.what.code())
    .bind(placing.map(|placing| placing.account.as_str()))
    .bind(new.holder_index.as_deref())
    .bind(placing.map(|placing| placing.business.code()))
    .bind(placing.map(|placing| placing.month.to_string()))
    .bind(placing.map(|placing| placing.unit_part.get()))
    .bind(placing.map(|placing| placing.personal_part.get()))
    .bind(new.amount.get())
    .bind(reference)
    .bind(&new.proposed_by)
    .bind(&new.proposed_index)
    .bind(new.proposed.ms())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

macro_rules! select_use {
    ($tail:literal) => {
        concat!(
            "select id, receipt_id, kind, account_no, holder_index, business_code, contribution_month,
                    unit_part_fen, personal_part_fen, amount_fen, reference, state, proposed_by, proposed_index,
                    proposed_ms, seq from suspense_use ",
            $tail
        )
    };
}

pub async fn use_find(conn: &mut Conn, id: &str) -> Result<Option<Proposed>, Error> {
    let row = sqlx::query(select_use!("where id = $1")).bind(id).fetch_optional(conn).await?;
    row.as_ref().map(proposed).transpose()
}

/// What waits for a decision, oldest first.
pub async fn use_list_open(conn: &mut Conn, limit: i64) -> Result<Vec<Proposed>, Error> {
    let sql = select_use!("where state = 'proposed' order by proposed_ms, id limit $1");
    sqlx::query(sql).bind(limit).fetch_all(conn).await?.iter().map(proposed).collect()
}

/// All that was proposed of a receipt, the oldest first, whatever came of it.
pub async fn use_list_of(conn: &mut Conn, receipt_id: &str) -> Result<Vec<Proposed>, Error> {
    let sql = select_use!("where receipt_id = $1 order by proposed_ms, id");
    sqlx::query(sql).bind(receipt_id).fetch_all(conn).await?.iter().map(proposed).collect()
}

/// Decides a proposal that nobody has decided: done with the row that moved the money, or refused. `false` when
/// it is decided, or when the decider proposed it or holds the account.
pub async fn use_decide(conn: &mut Conn, id: &str, seq: Option<i64>, by: Decider<'_>) -> Result<bool, Error> {
    let sql = decide!("suspense_use" set ", seq = $6" where " and coalesce(holder_index, '') <> $3");
    decided(conn, decision(sql, id, seq.is_some(), by).bind(seq)).await
}

/// What uses of files have taken of a batch, and what the batch posted, if it was taken in to its end.
pub async fn batch_used(conn: &mut Conn, batch: &str) -> Result<Option<(Fen, Fen)>, Error> {
    let row = sqlx::query(
        "select b.posted_fen as posted,
                cast((select coalesce(sum(u.amount_fen), 0) from suspense_use u
                       where u.kind = 'file' and u.reference = b.id and u.state <> 'refused') as bigint) as used
           from remittance_batch b where b.id = $1 and b.finished_ms is not null",
    )
    .bind(batch)
    .fetch_optional(conn)
    .await?;
    row.as_ref()
        .map(|row| {
            let row = Reader::new("remittance_batch", row);
            Ok((row.fen("used")?, row.fen("posted")?))
        })
        .transpose()
}

/// What the ledger holds in suspense, and what receipts and open proposals say.
pub async fn held(conn: &mut Conn, account: &str) -> Result<(Fen, Fen), Error> {
    let row = sqlx::query(
        "select cast((select coalesce(max(posted_fen), 0) from ledger_account where id = $1) as bigint) as held,
                cast((select coalesce(sum(open_fen), 0) from suspense_receipt) as bigint) as open,
                cast((select coalesce(sum(amount_fen), 0) from suspense_use where state = 'proposed') as bigint)
                + cast((select coalesce(sum(amount_fen), 0) from city_transfer_proposal
                         where state = 'proposed') as bigint) as promised",
    )
    .bind(account)
    .fetch_one(conn)
    .await?;
    let row = Reader::new("suspense_receipt", &row);
    let listed = row.fen("open")?.checked_add(row.fen("promised")?).ok_or(Error::NotEnough)?;
    Ok((row.fen("held")?, listed))
}

fn receipt(row: &sqlx::any::AnyRow) -> Result<Receipt, Error> {
    let row = Reader::new("suspense_receipt", row);
    Ok(Receipt {
        id: row.text("id")?,
        source: row.required("source", Source::from_code)?,
        reference: row.text("reference")?,
        payer: row.text("payer")?,
        amount: row.fen("amount_fen")?,
        open: row.fen("open_fen")?,
        received_on: row.day("received_on")?,
        note: row.maybe_text("note")?,
        seq: row.int("seq")?,
        recorded_by: row.text("recorded_by")?,
        recorded: row.time("recorded_ms")?,
    })
}

fn proposed(row: &sqlx::any::AnyRow) -> Result<Proposed, Error> {
    let row = Reader::new("suspense_use", row);
    Ok(Proposed {
        id: row.text("id")?,
        receipt_id: row.text("receipt_id")?,
        what: what(&row)?,
        amount: row.fen("amount_fen")?,
        holder_index: row.maybe_text("holder_index")?,
        state: row.required("state", ProposalState::from_code)?,
        proposed_by: row.text("proposed_by")?,
        proposed_index: row.text("proposed_index")?,
        proposed: row.time("proposed_ms")?,
        seq: row.maybe_int("seq")?,
    })
}

fn what(row: &Reader<'_>) -> Result<Use, Error> {
    let kind = row.text("kind")?;
    Ok(match kind.as_str() {
        "refund" => Use::Refund { reference: row.required("reference", |text| Reference::parse(text).ok())? },
        "file" => Use::File { batch: row.text("reference")? },
        _ => Use::Account(Placing {
            account: row.account_no("account_no")?,
            business: row.required("business_code", BusinessCode::from_code)?,
            month: row.required("contribution_month", |text| Month::parse(text).ok())?,
            unit_part: row.fen("unit_part_fen")?,
            personal_part: row.fen("personal_part_fen")?,
        }),
    })
}
