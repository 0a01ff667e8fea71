//! Daily reconciliation: the bank's statements, what our books say of the bank deposit account, matches and breaks.

mod breaks;
mod file;

pub use breaks::{
    Break, Said, break_count_void, break_effect, break_explain, break_find, break_find_last,
    break_find_of_day, break_insert, break_list_open, break_list_resolved, break_resolve, break_void,
    breaks_reopen, breaks_void,
};
pub use file::{
    Filed, Hashes, Replacement, file_before, file_days, file_days_after, file_days_replaced, file_find,
    file_find_version, file_insert, file_mark, file_page, line_list, line_list_by_serial, line_list_open,
};

use crate::{Conn, Error, ledger, row::Reader};
use chrono::NaiveDate;
use domain::{
    Fen, Timestamp, chart,
    reconcile::{By, Item},
};
use sqlx::any::AnyRow;

/// What our books say that the bank did on a day, one item per group of rows that the bank shows as one line: a
/// remittance file with what of it went into suspense, a payout, a debit, a receipt, a refund. A correction has two
/// rows that come to nothing. The bank knows a debit by its id and the number of the try, as `service::debit` sends
/// them; a debit that is paid keeps the number of the try that was.
pub async fn item_list(conn: &mut Conn, day: NaiveDate) -> Result<Vec<Item>, Error> {
    let rows = sqlx::query(
        "select key, cast(sum(fen) as bigint) as fen, max(serial) as serial, max(number) as number from (
           select case when t.debit_account = $1 then t.amount_fen else -t.amount_fen end as fen,
                  case when c.id is not null then 'correction:' || c.id
                       when u.kind = 'file' then 'batch:' || u.reference
                       when u.kind = 'refund' then 'refund:' || u.reference
                       when b.id is not null then 'batch:' || b.id
                       when r.source = 'correction' then 'correction:' || r.reference
                       when r.id is not null then 'suspense:' || r.reference
                       when t.batch_id is not null then 'batch:' || t.batch_id
                       when d.id is not null then 'debit:' || d.id
                       when t.case_id is not null then 'case:' || t.case_id
                       else 'row:' || cast(t.seq as text) end as key,
                  case when b.id is not null then r.reference
                       when d.id is not null then d.id || '-' || cast(d.tries as text) end as serial,
                  w.number as number
             from ledger_transfer t
             left join correction c on c.reversal_seq = t.seq
             left join suspense_use u on u.seq = t.seq
             left join suspense_receipt r on r.seq = t.seq
             left join remittance_batch b on b.id = r.id
             left join debit d on d.ledger_seq = t.seq
             left join withdrawal_case w on w.id = t.case_id
            where t.posted_on = $2 and t.kind in ('post', 'post_reserved')
              and (t.debit_account = $1 or t.credit_account = $1)) as grouped
         group by key order by key",
    )
    .bind(chart::BANK_DEPOSIT.id)
    .bind(day.to_string())
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| item(day, row)).collect()
}

fn item(day: NaiveDate, row: &AnyRow) -> Result<Item, Error> {
    let row = Reader::new("ledger_transfer", row);
    let key = row.text("key")?;
    let mut references: Vec<String> =
        [row.maybe_text("serial")?, row.maybe_text("number")?].into_iter().flatten().collect();
    match key.split_once(':') {
        // The number of a row is nothing that a bank knows, the bank never hears of a correction, and a debit was sent
        // under the serial of its try.
        Some(("row" | "correction" | "debit", _)) | None => {}
        Some((_, own)) => references.push(own.to_owned()),
    }
    Ok(Item { day, amount: row.fen("fen")?, key, references })
}

/// The balance of our books at the bank at the end of a day: what is debited there, the bank owes us.
pub async fn bank_balance(conn: &mut Conn, day: NaiveDate) -> Result<Fen, Error> {
    let held = ledger::balance_on(conn, chart::BANK_DEPOSIT.id, day).await?;
    Ok(Fen::new(-held.get()))
}

/// Keys of items of a day about which something was decided: matched, or in a break that is over or of another kind.
pub async fn item_keys_decided(conn: &mut Conn, day: NaiveDate) -> Result<Vec<String>, Error> {
    let rows = sqlx::query(
        "select item_key from bank_match where item_day = $1 and void_ms is null
         union select item_key from bank_break where item_day = $1 and item_key is not null and state <> 'void'",
    )
    .bind(day.to_string())
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Reader::new("bank_match", row).text("item_key")).collect()
}

/// What agrees: a line and an item, or an item that needs no line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    pub id: String,
    pub line: Option<(NaiveDate, u32)>,
    pub item: (NaiveDate, String),
    /// `None` of items that come to nothing together.
    pub by: Option<By>,
    pub run: NaiveDate,
    pub found: Timestamp,
}

/// Keeps a match, of the line that stands; a line or an item that is matched already is refused by the unique indexes.
pub async fn match_insert(conn: &mut Conn, new: &Match) -> Result<(), Error> {
    sqlx::query(
        "insert into bank_match (id, line_day, line_version, line_no, item_day, item_key, found_by, run_day, found_ms)
         values ($1, $2, (select max(version) from bank_file where day = $2), $3, $4, $5, $6, $7, $8)",
    )
    .bind(&new.id)
    .bind(new.line.map(|(day, _)| day.to_string()))
    .bind(new.line.map(|(_, no)| i64::from(no)))
    .bind(new.item.0.to_string())
    .bind(&new.item.1)
    .bind(new.by.map_or("offset", By::code))
    .bind(new.run.to_string())
    .bind(new.found.ms())
    .execute(conn)
    .await?;
    Ok(())
}

/// Matches of a day's lines are void from here on: another version of its statement comes.
pub async fn matches_void(conn: &mut Conn, line_day: NaiveDate, at: Timestamp) -> Result<u64, Error> {
    let done = sqlx::query("update bank_match set void_ms = $1 where line_day = $2 and void_ms is null")
        .bind(at.ms())
        .bind(line_day.to_string())
        .execute(conn)
        .await?;
    Ok(done.rows_affected())
}

/// How many lines of a day are matched, and how many of its items.
pub async fn match_counts(conn: &mut Conn, day: NaiveDate) -> Result<(i64, i64), Error> {
    let row = sqlx::query(
        "select (select count(*) from bank_match where line_day = $1 and void_ms is null) as lines,
                (select count(*) from bank_match where item_day = $1 and void_ms is null) as items",
    )
    .bind(day.to_string())
    .fetch_one(conn)
    .await?;
    let row = Reader::new("bank_match", &row);
    Ok((row.int("lines")?, row.int("items")?))
}
