//! Statements of accrual years (年度对账单): what was issued, and how far the issuing of a year has come.

use crate::{
    Conn, Error,
    bulk::{Statement, Value},
    packed::{BETWEEN_FIELDS, BETWEEN_ROWS, unpack_row},
    row::Reader,
};
use domain::{AccountNo, Fen, Timestamp, interest::AccrualYear};

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
        finished: row.maybe_time("finished_ms")?,
    })
}

/// Keeps statements for good. A second one of the same account and year breaks the key and with it the batch.
pub async fn insert_many(conn: &mut Conn, issued: &[Issued]) -> Result<u64, Error> {
    Statement::new(
        "insert into year_statement (account_no, year, hash, opening_fen, closing_fen, lines, through_seq,
             issued_ms) values ",
    )
    .run(conn, &[], issued, |one| {
        [
            Value::Text(one.account.as_str()),
            Value::Int(i64::from(one.year)),
            Value::Text(&one.hash),
            Value::Int(one.opening.get()),
            Value::Int(one.closing.get()),
            Value::Int(i64::from(one.lines)),
            Value::Int(one.through),
            Value::Int(one.at.ms()),
        ]
    })
    .await
}

/// The statements of the accounts from `from` to `to`, by account and year.
pub async fn list_between(conn: &mut Conn, from: &str, to: &str) -> Result<Vec<Issued>, Error> {
    let row = sqlx::query(
        "select count(*) as rows, coalesce(string_agg(concat_ws($4, account_no, year, hash, opening_fen, closing_fen,
                    lines, through_seq, issued_ms), $3), '') as packed
           from year_statement where account_no between $1 and $2",
    )
    .bind(from)
    .bind(to)
    .bind(BETWEEN_ROWS.to_string())
    .bind(BETWEEN_FIELDS.to_string())
    .fetch_one(conn)
    .await?;
    let mut issued = unpack_row(
        "year_statement",
        [from, to],
        &row,
        |[account, year, hash, opening, closing, lines, through, at]| {
            Some(Issued {
                account: AccountNo::parse(account).ok()?,
                year: year.parse().ok()?,
                hash: hash.to_owned(),
                opening: Fen::new(opening.parse().ok()?),
                closing: Fen::new(closing.parse().ok()?),
                lines: lines.parse().ok()?,
                through: through.parse().ok()?,
                at: Timestamp::from_ms(at.parse().ok()?),
            })
        },
    )?;
    issued.sort_unstable_by(|a, b| (a.account.as_str(), a.year).cmp(&(b.account.as_str(), b.year)));
    Ok(issued)
}
