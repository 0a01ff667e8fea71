//! Receipts: the roots of the days, their chunks, and the rows of the ledger as they are hashed.

use crate::{
    Conn, Engine, Error,
    bulk::{Statement, Value},
    packed::{BETWEEN_FIELDS, BETWEEN_ROWS, unpack},
    row::Reader,
};
use domain::{
    Timestamp,
    receipt::{DayRoot, Hash, LedgerRow},
    text::{hex, unhex},
};
use sqlx::any::AnyRow;

/// Version of the layouts of [`LedgerRow::bytes`] and [`DayRoot::hash`].
const LAYOUT: i64 = 1;

/// A piece of a day's tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// From 0.
    pub number: i64,
    pub first_seq: i64,
    pub last_seq: i64,
    pub root: Hash,
    /// `domain::receipt::Marks` of its rows.
    pub marks: String,
}

/// The last row of the ledger, once no row of a lower number can come any more. On PostgreSQL a row takes its
/// number before it is committed; the lock waits for those under way, and holds others back until the end of the
/// transaction. `None` of an empty ledger.
pub async fn ledger_end(conn: &mut Conn, engine: Engine) -> Result<Option<i64>, Error> {
    if engine == Engine::Postgres {
        sqlx::query("lock table ledger_transfer in share mode").execute(&mut *conn).await?;
    }
    let row = sqlx::query("select max(seq) as seq from ledger_transfer").fetch_one(conn).await?;
    Reader::new("ledger_transfer", &row).maybe_int("seq")
}

/// Rows from `from` to `to`, by number, at most `limit`.
pub async fn ledger_rows(conn: &mut Conn, from: i64, to: i64, limit: i64) -> Result<Vec<LedgerRow>, Error> {
    match ledger_rows_packed(conn, from, to, limit).await? {
        Some(rows) => Ok(rows),
        None => ledger_rows_singly(conn, from, to, limit).await,
    }
}

/// The same as one text; `None` where it does not fall apart into these rows.
async fn ledger_rows_packed(
    conn: &mut Conn,
    from: i64,
    to: i64,
    limit: i64,
) -> Result<Option<Vec<LedgerRow>>, Error> {
    let row = sqlx::query(
        "select count(*) as rows, coalesce(string_agg(packed, $4), '') as packed from (
             select concat_ws($5, seq, debit_account, credit_account, amount_fen, kind,
                        coalesce(cast(reserves_seq as text), ''), coalesce(cast(reverses_seq as text), ''),
                        replaces_seq, business_code, coalesce(contribution_month, ''),
                        coalesce(cast(unit_part_fen as text), ''), coalesce(cast(personal_part_fen as text), ''),
                        coalesce(case_id, ''), coalesce(batch_id, ''), coalesce(cast(line_no as text), ''),
                        value_date, posted_on, recorded_ms) as packed
               from ledger_transfer where seq between $1 and $2 order by seq limit $3) as t",
    )
    .bind(from)
    .bind(to)
    .bind(limit)
    .bind(BETWEEN_ROWS.to_string())
    .bind(BETWEEN_FIELDS.to_string())
    .fetch_one(conn)
    .await?;
    let row = Reader::new("ledger_transfer", &row);
    let mut rows = unpack(&row.text("packed")?, row.count("rows")? as usize, LedgerRow::from_values);
    // No engine promises the order in which texts are strung together.
    rows.iter_mut().for_each(|rows| rows.sort_unstable_by_key(|row| row.seq));
    Ok(rows)
}

async fn ledger_rows_singly(
    conn: &mut Conn,
    from: i64,
    to: i64,
    limit: i64,
) -> Result<Vec<LedgerRow>, Error> {
    let rows = sqlx::query(
        "select seq, debit_account, credit_account, amount_fen, kind, reserves_seq, reverses_seq, replaces_seq,
                business_code, contribution_month, unit_part_fen, personal_part_fen, case_id, batch_id, line_no, value_date,
                posted_on, recorded_ms
           from ledger_transfer where seq between $1 and $2 order by seq limit $3",
    )
    .bind(from)
    .bind(to)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(ledger_row).collect()
}

pub(crate) fn ledger_row(row: &AnyRow) -> Result<LedgerRow, Error> {
    let row = Reader::new("ledger_transfer", row);
    Ok(LedgerRow {
        seq: row.int("seq")?,
        debit: row.text("debit_account")?,
        credit: row.text("credit_account")?,
        amount_fen: row.int("amount_fen")?,
        kind: row.text("kind")?,
        reserves: row.maybe_int("reserves_seq")?,
        reverses: row.maybe_int("reverses_seq")?,
        replaces: row.int("replaces_seq")?,
        business: row.text("business_code")?,
        month: row.maybe_text("contribution_month")?,
        unit_part_fen: row.maybe_int("unit_part_fen")?,
        personal_part_fen: row.maybe_int("personal_part_fen")?,
        case: row.maybe_text("case_id")?,
        batch: row.maybe_text("batch_id")?,
        line: row.maybe_int("line_no")?,
        value_date: row.text("value_date")?,
        posted_on: row.text("posted_on")?,
        recorded_ms: row.int("recorded_ms")?,
    })
}

/// False when another process has closed that day, or given the number away, in between.
pub async fn day_insert(conn: &mut Conn, day: &DayRoot, closed: Timestamp) -> Result<bool, Error> {
    let inserted = sqlx::query(
        "insert into receipt_day (no, day, first_seq, last_seq, row_count, root, prev_hash, hash, layout, closed_ms)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing",
    )
    .bind(day.no)
    .bind(day.day.to_string())
    .bind(day.first_seq)
    .bind(day.last_seq)
    .bind(i64::try_from(day.rows).unwrap_or(i64::MAX))
    .bind(hex(&day.root))
    .bind(hex(&day.previous))
    .bind(hex(&day.hash()))
    .bind(LAYOUT)
    .bind(closed.ms())
    .execute(conn)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

pub async fn chunks_insert(conn: &mut Conn, day_no: i64, chunks: &[Chunk]) -> Result<(), Error> {
    Statement::new("insert into receipt_chunk (day_no, chunk, first_seq, last_seq, root, marks) values ")
        .run(conn, &[Value::Int(day_no)], chunks, |chunk| {
            [
                Value::Int(chunk.number),
                Value::Int(chunk.first_seq),
                Value::Int(chunk.last_seq),
                Value::Owned(hex(&chunk.root)),
                Value::Text(&chunk.marks),
            ]
        })
        .await?;
    Ok(())
}

/// A day as it is stored, with the hash that was stored beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredDay {
    pub root: DayRoot,
    pub hash: Hash,
}

macro_rules! days {
    ($rest:literal) => {
        concat!(
            "select no, day, first_seq, last_seq, row_count, root, prev_hash, hash from receipt_day ",
            $rest
        )
    };
}

/// The day that was closed last.
pub async fn day_last(conn: &mut Conn) -> Result<Option<StoredDay>, Error> {
    let row = sqlx::query(days!("order by no desc limit 1")).fetch_optional(conn).await?;
    row.as_ref().map(day).transpose()
}

/// The day in whose tree a row of the ledger stands; `None` of a row that is not closed in yet.
pub async fn day_of_row(conn: &mut Conn, seq: i64) -> Result<Option<StoredDay>, Error> {
    let row =
        sqlx::query(days!("where first_seq <= $1 and last_seq >= $1")).bind(seq).fetch_optional(conn).await?;
    row.as_ref().map(day).transpose()
}

/// Days after the number `after`, oldest first, at most `limit`.
pub async fn day_page(conn: &mut Conn, after: i64, limit: i64) -> Result<Vec<StoredDay>, Error> {
    let rows = sqlx::query(days!("where no > $1 order by no limit $2"))
        .bind(after)
        .bind(limit)
        .fetch_all(conn)
        .await?;
    rows.iter().map(day).collect()
}

fn day(row: &AnyRow) -> Result<StoredDay, Error> {
    let row = Reader::new("receipt_day", row);
    let root = DayRoot {
        no: row.int("no")?,
        day: row.day("day")?,
        first_seq: row.int("first_seq")?,
        last_seq: row.int("last_seq")?,
        rows: row.int("row_count")?.unsigned_abs(),
        root: hash(&row, "root")?,
        previous: hash(&row, "prev_hash")?,
    };
    Ok(StoredDay { root, hash: hash(&row, "hash")? })
}

/// Chunks of a day after the number `after`, in order, at most `limit`.
pub async fn chunk_page(conn: &mut Conn, day_no: i64, after: i64, limit: i64) -> Result<Vec<Chunk>, Error> {
    let rows = sqlx::query(
        "select chunk, first_seq, last_seq, root, marks from receipt_chunk
          where day_no = $1 and chunk > $2 order by chunk limit $3",
    )
    .bind(day_no)
    .bind(after)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let row = Reader::new("receipt_chunk", row);
            Ok(Chunk {
                number: row.int("chunk")?,
                first_seq: row.int("first_seq")?,
                last_seq: row.int("last_seq")?,
                root: hash(&row, "root")?,
                marks: row.text("marks")?,
            })
        })
        .collect()
}

/// Roots of all chunks of a day with their first row, in order: what a proof needs of the whole day.
pub async fn chunk_roots(conn: &mut Conn, day_no: i64) -> Result<Vec<(i64, Hash)>, Error> {
    let rows = sqlx::query("select first_seq, root from receipt_chunk where day_no = $1 order by chunk")
        .bind(day_no)
        .fetch_all(conn)
        .await?;
    rows.iter()
        .map(|row| {
            let row = Reader::new("receipt_chunk", row);
            Ok((row.int("first_seq")?, hash(&row, "root")?))
        })
        .collect()
}

fn hash(row: &Reader<'_>, column: &'static str) -> Result<Hash, Error> {
    row.required(column, |text| unhex(text)?.try_into().ok())
}
