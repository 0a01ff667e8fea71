//! Statements of accrual years (年度对账单): what was issued, how far the issuing of a year has come, and the rows of
//! many accounts at once.
//!
//! The rows of an account come as one text, as in [`crate::interest`]: a driver's price per row is higher than that
//! of reading it.

use crate::{
    Conn, Error,
    bulk::{Cell, Statement, Value},
    row::Reader,
};
use chrono::NaiveDate;
use domain::{AccountNo, BusinessCode, Fen, Month, Timestamp, interest::AccrualYear, statement::Entry};
use std::collections::HashMap;

/// A statement that was issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    pub account: AccountNo,
    /// Calendar year of the settlement day.
    pub year: i32,
    /// Hex of [`domain::year_statement::hash_of`].
    pub hash: String,
    pub opening: Fen,
    pub closing: Fen,
    /// How many entries it lists.
    pub lines: u32,
    /// The latest row of the account that it knows.
    pub through: i64,
    pub at: Timestamp,
}

/// How far the issuing of a year has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Accounts up to this one are done.
    pub last_account: String,
    pub issued: u64,
    pub finished: Option<Timestamp>,
}

/// Notes that the statements of a year are being issued; a run that is noted already stays as it is.
pub async fn run_start(conn: &mut Conn, year: AccrualYear, now: Timestamp) -> Result<(), Error> {
    sqlx::query(
        "insert into year_statement_run (year, started_ms) values ($1, $2) on conflict (year) do nothing",
    )
    .bind(i64::from(year.settlement_year()))
    .bind(now.ms())
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn run_find(conn: &mut Conn, year: AccrualYear) -> Result<Option<Run>, Error> {
    let row = sqlx::query("select last_account, issued, finished_ms from year_statement_run where year = $1")
        .bind(i64::from(year.settlement_year()))
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(run).transpose()
}

/// Locks a run that is not finished, so that two take turns, and says how far it has come; `None` when it is.
pub async fn run_lock(conn: &mut Conn, year: AccrualYear) -> Result<Option<Run>, Error> {
    let row = sqlx::query(
        "update year_statement_run set issued = issued where year = $1 and finished_ms is null
         returning last_account, issued, finished_ms",
    )
    .bind(i64::from(year.settlement_year()))
    .fetch_optional(conn)
    .await?;
    row.as_ref().map(run).transpose()
}

/// Notes what a batch did, in the transaction that did it.
pub async fn run_advance(
    conn: &mut Conn,
    year: AccrualYear,
    last_account: &str,
    issued: u64,
) -> Result<(), Error> {
    sqlx::query("update year_statement_run set last_account = $1, issued = issued + $2 where year = $3")
        .bind(last_account)
        .bind(issued as i64)
        .bind(i64::from(year.settlement_year()))
        .execute(conn)
        .await?;
    Ok(())
}

pub async fn run_finish(conn: &mut Conn, year: AccrualYear, now: Timestamp) -> Result<(), Error> {
    sqlx::query("update year_statement_run set finished_ms = $1 where year = $2 and finished_ms is null")
        .bind(now.ms())
        .bind(i64::from(year.settlement_year()))
        .execute(conn)
        .await?;
    Ok(())
}

fn run(row: &sqlx::any::AnyRow) -> Result<Run, Error> {
    let row = Reader::new("year_statement_run", row);
    Ok(Run {
        last_account: row.text("last_account")?,
        issued: row.int("issued")?.unsigned_abs(),
        finished: row.maybe_int("finished_ms")?.map(Timestamp::from_ms),
    })
}

/// Keeps statements for good. A second one of the same account and year breaks the key and with it the batch.
pub async fn insert_many(conn: &mut Conn, issued: &[Issued]) -> Result<u64, Error> {
    Statement {
        head:
            "insert into year_statement (account_no, year, hash, opening_fen, closing_fen, lines, through_seq,
                   issued_ms) values ",
        tail: "",
        cells: &[Cell::Own; 8],
    }
    .run(conn, &[], issued, |one, out| {
        out.extend([
            Value::Text(one.account.as_str()),
            Value::Int(i64::from(one.year)),
            Value::Text(&one.hash),
            Value::Int(one.opening.get()),
            Value::Int(one.closing.get()),
            Value::Int(i64::from(one.lines)),
            Value::Int(one.through),
            Value::Int(one.at.ms()),
        ]);
    })
    .await
}

/// The statements of the accounts from `from` to `to`, by account and year.
pub async fn list_between(conn: &mut Conn, from: &str, to: &str) -> Result<Vec<Issued>, Error> {
    let rows = sqlx::query(
        "select account_no, year, hash, opening_fen, closing_fen, lines, through_seq, issued_ms
           from year_statement where account_no between $1 and $2 order by account_no, year",
    )
    .bind(from)
    .bind(to)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let row = Reader::new("year_statement", row);
            let year = row.int("year")?;
            Ok(Issued {
                account: row.required("account_no", |text| AccountNo::parse(text).ok())?,
                year: i32::try_from(year).map_err(|_| Error::Inconsistent {
                    table: "year_statement",
                    column: "year",
                    key: year.to_string(),
                })?,
                hash: row.text("hash")?,
                opening: row.fen("opening_fen")?,
                closing: row.fen("closing_fen")?,
                lines: row.count("lines")?,
                through: row.int("through_seq")?,
                at: row.time("issued_ms")?,
            })
        })
        .collect()
}

/// Every posted entry of the members' accounts from `from` to `to`, by account and in no order; without the case and
/// the back payment behind it, which no statement counts.
pub async fn entries_between(
    conn: &mut Conn,
    from: &str,
    to: &str,
) -> Result<HashMap<String, Vec<Entry>>, Error> {
    let mut found: HashMap<String, Vec<Entry>> = HashMap::new();
    let credits = "select credit_account as account,
            string_agg(seq || ',' || posted_on || ',' || value_date || ',' || business_code || ',' || amount_fen
                || ',' || coalesce(contribution_month, '') || ',' || coalesce(unit_part_fen || '', '')
                || ',' || coalesce(personal_part_fen || '', '') || ',' || coalesce(reverses_seq || '', ''), ' ')
                as packed
           from ledger_transfer
          where kind in ('post', 'post_reserved') and credit_account between $1 and $2
          group by credit_account";
    // No regular remittance debits a member, and the index leaves them out.
    let debits = "select debit_account as account,
            string_agg(seq || ',' || posted_on || ',' || value_date || ',' || business_code || ',' || amount_fen
                || ',' || coalesce(contribution_month, '') || ',' || coalesce(unit_part_fen || '', '')
                || ',' || coalesce(personal_part_fen || '', '') || ',' || coalesce(reverses_seq || '', ''), ' ')
                as packed
           from ledger_transfer
          where business_code <> '01' and kind in ('post', 'post_reserved') and debit_account between $1 and $2
          group by debit_account";
    for (sql, sign) in [(credits, 1), (debits, -1)] {
        for row in &sqlx::query(sql).bind(from).bind(to).fetch_all(&mut *conn).await? {
            let row = Reader::new("ledger_transfer", row);
            let (account, packed) = (row.text("account")?, row.text("packed")?);
            let of_account = found.entry(account).or_default();
            for one in packed.split(' ') {
                of_account.push(unpack(one, sign).ok_or_else(|| Error::Inconsistent {
                    table: "ledger_transfer",
                    column: "seq, days, business_code, amounts",
                    key: one.to_owned(),
                })?);
            }
        }
    }
    Ok(found)
}

/// `17,2025-07-15,2025-07-15,01,240000,2025-07,120000,120000,`
fn unpack(text: &str, sign: i64) -> Option<Entry> {
    let mut parts = text.split(',');
    let mut next = || parts.next();
    let number = |text: &str| if text.is_empty() { Some(None) } else { text.parse::<i64>().ok().map(Some) };
    let day = |text: &str| text.parse::<NaiveDate>().ok();
    let seq = next()?.parse().ok()?;
    let (posted_on, value_date) = (day(next()?)?, day(next()?)?);
    let business = BusinessCode::from_code(next()?)?;
    let amount = Fen::new(sign * next()?.parse::<i64>().ok()?);
    let month = match next()? {
        "" => None,
        text => Some(Month::parse(text).ok()?),
    };
    let (unit_part, personal_part) = (number(next()?)?.map(Fen::new), number(next()?)?.map(Fen::new));
    let reverses = number(next()?)?;
    Some(Entry {
        seq,
        business,
        amount,
        month,
        unit_part,
        personal_part,
        case_number: None,
        value_date,
        posted_on,
        reverses,
        reversed_by: None,
        back: None,
    })
}
