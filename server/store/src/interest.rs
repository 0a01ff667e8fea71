//! Interest (结息): the settlements of years, and the rows of many accounts at once.
//!
//! A settlement reads accounts in the order of their numbers, a page at a time: one query for the page, one for
//! the credits and one for the debits of all its accounts, never one per account. The rows of an account come as
//! one text: a driver's price per row is higher than that of reading it.

use crate::{
    Conn, Engine, Error,
    bulk::{Statement, Value},
    row::Reader,
};
use chrono::NaiveDate;
use domain::{
    AccountNo, Fen, Timestamp,
    interest::{AccrualYear, Method},
};

/// How far the settlement of a year has come, with its sums so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    pub finished: bool,
    /// Accounts up to this one are done.
    pub last_account: String,
    pub accounts: u64,
    /// Interest entries posted.
    pub entries: u64,
    pub interest: Fen,
    /// Accounts whose interest could not be computed.
    pub problems: u64,
    pub started: Timestamp,
}

/// What one batch adds to [`Progress`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    pub last_account: String,
    pub accounts: u64,
    pub entries: u64,
    pub interest: Fen,
    pub problems: u64,
}

/// A member's account as the ledger holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub number: AccountNo,
    pub posted: Fen,
    pub reserved: Fen,
    pub frozen: Fen,
}

impl Standing {
    /// What may still leave the account.
    pub fn free(&self) -> Fen {
        let free = self.posted.checked_sub(self.reserved).and_then(|free| free.checked_sub(self.frozen));
        free.unwrap_or(Fen::ZERO).max(Fen::ZERO)
    }
}

/// Days of the entries of one batch, and when they are written.
#[derive(Clone, Copy, Debug)]
pub struct Dates {
    pub value_date: NaiveDate,
    pub posted_on: NaiveDate,
    pub recorded: Timestamp,
}

/// Notes that a year is being settled; a year that is noted already stays as it is.
pub async fn settlement_start(
    conn: &mut Conn,
    year: AccrualYear,
    method: Method,
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query(
        "insert into interest_settlement (year, state, basis, unit, draw, started_ms)
         values ($1, 'running', $2, $3, $4, $5) on conflict (year) do nothing",
    )
    .bind(i64::from(year.settlement_year()))
    .bind(method.terms.basis.code())
    .bind(method.terms.unit.code())
    .bind(method.order.code())
    .bind(now.ms())
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn settlement_find(conn: &mut Conn, year: AccrualYear) -> Result<Option<Progress>, Error> {
    let row = sqlx::query(
        "select state, last_account, accounts, entries, interest_fen, problems, started_ms
           from interest_settlement where year = $1",
    )
    .bind(i64::from(year.settlement_year()))
    .fetch_optional(conn)
    .await?;
    row.as_ref().map(progress).transpose()
}

/// The years whose settlement is finished, the earliest first, with the time at which it began.
pub async fn settlements_finished(conn: &mut Conn) -> Result<Vec<(AccrualYear, Timestamp)>, Error> {
    let rows = sqlx::query(
        "select year, started_ms from interest_settlement where state = 'finished' order by year",
    )
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let row = Reader::new("interest_settlement", row);
            let year =
                i32::try_from(row.int("year")?).ok().and_then(|year| AccrualYear::settled_in(year).ok());
            let year = year.ok_or(Error::Inconsistent {
                table: "interest_settlement",
                column: "year",
                key: row.int("year")?.to_string(),
            })?;
            Ok((year, row.time("started_ms")?))
        })
        .collect()
}

/// Locks a settlement that is running, so that two runs take turns, and says how far it has come; `None` when it
/// is finished.
pub async fn settlement_lock(conn: &mut Conn, year: AccrualYear) -> Result<Option<Progress>, Error> {
    let row = sqlx::query(
        "update interest_settlement set state = state where year = $1 and state = 'running'
         returning state, last_account, accounts, entries, interest_fen, problems, started_ms",
    )
    .bind(i64::from(year.settlement_year()))
    .fetch_optional(conn)
    .await?;
    row.as_ref().map(progress).transpose()
}

/// Notes what a batch did, in the transaction that did it.
pub async fn settlement_advance(conn: &mut Conn, year: AccrualYear, step: &Step) -> Result<(), Error> {
    sqlx::query(
        "update interest_settlement
            set last_account = $1, accounts = accounts + $2, entries = entries + $3,
                interest_fen = interest_fen + $4, problems = problems + $5
          where year = $6",
    )
    .bind(&step.last_account)
    .bind(step.accounts as i64)
    .bind(step.entries as i64)
    .bind(step.interest.get())
    .bind(step.problems as i64)
    .bind(i64::from(year.settlement_year()))
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn settlement_finish(conn: &mut Conn, year: AccrualYear, now: Timestamp) -> Result<(), Error> {
    sqlx::query(
        "update interest_settlement set state = 'finished', finished_ms = $1
          where year = $2 and state = 'running'",
    )
    .bind(now.ms())
    .bind(i64::from(year.settlement_year()))
    .execute(conn)
    .await?;
    Ok(())
}

fn progress(row: &sqlx::any::AnyRow) -> Result<Progress, Error> {
    let row = Reader::new("interest_settlement", row);
    Ok(Progress {
        finished: row.text("state")? == "finished",
        last_account: row.text("last_account")?,
        accounts: row.int("accounts")?.unsigned_abs(),
        entries: row.int("entries")?.unsigned_abs(),
        interest: row.fen("interest_fen")?,
        problems: row.int("problems")?.unsigned_abs(),
        started: row.time("started_ms")?,
    })
}

/// The earliest value date of all money; reads every row, so it is asked once per settlement and only where no
/// earlier year is known.
pub async fn value_date_first(conn: &mut Conn) -> Result<Option<NaiveDate>, Error> {
    let row = sqlx::query(
        "select min(value_date) as day from ledger_transfer where kind in ('post', 'post_reserved')",
    )
    .fetch_one(conn)
    .await?;
    Reader::new("ledger_transfer", &row).maybe_day("day")
}

/// Members' accounts after `after`, in the order of their numbers. Inside a write nobody else can post to them
/// until it ends: SQLite has one writer, PostgreSQL locks the rows.
pub async fn standings_lock(conn: &mut Conn, after: &str, limit: i64) -> Result<Vec<Standing>, Error> {
    let sql = if Engine::of(conn) == Engine::Sqlite {
        "select id, posted_fen, reserved_fen, frozen_fen from ledger_account
          where class = 'member' and id > $1 order by id limit $2"
    } else {
        "select id, posted_fen, reserved_fen, frozen_fen from ledger_account
          where class = 'member' and id > $1 order by id limit $2 for update"
    };
    standings(conn, sql, after, limit).await
}

/// One member's account, locked in the same way.
pub async fn standing_lock(conn: &mut Conn, number: &AccountNo) -> Result<Option<Standing>, Error> {
    let sql = if Engine::of(conn) == Engine::Sqlite {
        "select id, posted_fen, reserved_fen, frozen_fen from ledger_account where class = 'member' and id = $1"
    } else {
        "select id, posted_fen, reserved_fen, frozen_fen from ledger_account where class = 'member' and id = $1 for update"
    };
    let row = sqlx::query(sql).bind(number.as_str()).fetch_optional(conn).await?;
    row.as_ref().map(standing).transpose()
}

/// The same for reading.
pub async fn standings_page(conn: &mut Conn, after: &str, limit: i64) -> Result<Vec<Standing>, Error> {
    let sql = "select id, posted_fen, reserved_fen, frozen_fen from ledger_account
                where class = 'member' and id > $1 order by id limit $2";
    standings(conn, sql, after, limit).await
}

async fn standings(
    conn: &mut Conn,
    sql: &'static str,
    after: &str,
    limit: i64,
) -> Result<Vec<Standing>, Error> {
    let rows = sqlx::query(sql).bind(after).bind(limit).fetch_all(conn).await?;
    rows.iter().map(standing).collect()
}

fn standing(row: &sqlx::any::AnyRow) -> Result<Standing, Error> {
    let row = Reader::new("ledger_account", row);
    Ok(Standing {
        number: row.account_no("id")?,
        posted: row.fen("posted_fen")?,
        reserved: row.fen("reserved_fen")?,
        frozen: row.fen("frozen_fen")?,
    })
}

/// The first entry that the settlement of a year posted: what stands before it was in the books when it began.
pub async fn settlement_first_seq(conn: &mut Conn, year: AccrualYear) -> Result<Option<i64>, Error> {
    let row = sqlx::query(
        "select min(seq) as seq from ledger_transfer
          where business_code = '09' and kind = 'post' and posted_on < value_date and value_date = $1",
    )
    .bind(year.next_first_day().to_string())
    .fetch_one(conn)
    .await?;
    Reader::new("ledger_transfer", &row).maybe_int("seq")
}

/// Credits interest to many accounts: the expense account is debited. An account that has its interest of that
/// year already breaks the unique index and with it the whole batch.
pub async fn entries_insert(
    conn: &mut Conn,
    expense: &str,
    dates: Dates,
    credits: &[(AccountNo, Fen)],
) -> Result<u64, Error> {
    Statement::new(
        "insert into ledger_transfer (debit_account, value_date, posted_on, recorded_ms, kind,
             business_code, credit_account, amount_fen) values ",
    )
    .constants("'post','09'")
    .run(
        conn,
        &[
            Value::Text(expense),
            Value::Owned(dates.value_date.to_string()),
            Value::Owned(dates.posted_on.to_string()),
            Value::Int(dates.recorded.ms()),
        ],
        credits,
        |(account, amount)| [Value::Text(account.as_str()), Value::Int(amount.get())],
    )
    .await
}
