//! Statements of the bank as they came. A wrong one is followed by another version of its day, and stays.

use crate::{
    Conn, Error,
    bulk::{Statement as Bulk, Value, select_in},
    row::Reader,
};
use chrono::NaiveDate;
use domain::{
    Fen, Timestamp,
    reconcile::{Line, Statement},
};
use sqlx::any::AnyRow;

/// A version of a day's statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filed {
    /// From 1; the highest of a day stands.
    pub version: u32,
    /// SHA-256 of the file.
    pub hash: String,
    /// Over the statement as it was understood.
    pub lines_hash: String,
    pub name: String,
    pub format: String,
    pub statement: Statement,
    pub taken: Timestamp,
    /// Of every version but the first.
    pub replacement: Option<Replacement>,
}

/// Why a version came after another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// Id of the member of staff.
    pub by: String,
    pub reason: String,
}

/// Keeps a version of a statement with its lines; `false`, and nothing changes, when the day has this version.
pub async fn file_insert(conn: &mut Conn, new: &Filed) -> Result<bool, Error> {
    let statement = &new.statement;
    let done = sqlx::query(
        "insert into bank_file (day, version, hash, lines_hash, name, format, account, opening_fen, closing_fen,
             line_count, taken_ms, brought_by, reason)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict do nothing",
    )
    .bind(statement.day.to_string())
    .bind(i64::from(new.version))
    .bind(&new.hash)
    .bind(&new.lines_hash)
    .bind(&new.name)
    .bind(&new.format)
    .bind(&statement.account)
    .bind(statement.opening.get())
    .bind(statement.closing.get())
    .bind(i64::try_from(statement.lines.len()).unwrap_or(i64::MAX))
    .bind(new.taken.ms())
    .bind(new.replacement.as_ref().map(|replacement| replacement.by.clone()))
    .bind(new.replacement.as_ref().map(|replacement| replacement.reason.clone()))
    .execute(&mut *conn)
    .await?;
    if done.rows_affected() != 1 {
        return Ok(false);
    }
    let day = statement.day.to_string();
    Bulk::new(
        "insert into bank_line (day, version, line_no, serial, value_date, amount_fen, reference, counterparty,
             duplicate) values ",
    )
    .run(conn, &[Value::Text(&day), Value::Int(new.version.into())], &statement.lines, |line| {
        [
            Value::Int(line.no.into()),
            Value::Text(&line.serial),
            Value::Owned(line.value_date.to_string()),
            Value::Int(line.amount.get()),
            Value::Text(&line.reference),
            Value::Text(&line.counterparty),
            Value::Int(line.duplicate.into()),
        ]
    })
    .await?;
    Ok(true)
}

macro_rules! select_file {
    ($tail:literal) => {
        concat!(
            "select version, hash, lines_hash, name, format, account, opening_fen, closing_fen, taken_ms, brought_by,
                    reason from bank_file ",
            $tail
        )
    };
}

/// The statement that stands for a day, whole.
pub async fn file_find(conn: &mut Conn, day: NaiveDate) -> Result<Option<Filed>, Error> {
    let sql = select_file!("where day = $1 order by version desc limit 1");
    let row = sqlx::query(sql).bind(day.to_string()).fetch_optional(&mut *conn).await?;
    filed(conn, day, row).await
}

/// A version of a day's statement, whole.
pub async fn file_find_version(
    conn: &mut Conn,
    day: NaiveDate,
    version: u32,
) -> Result<Option<Filed>, Error> {
    let sql = select_file!("where day = $1 and version = $2");
    let row =
        sqlx::query(sql).bind(day.to_string()).bind(i64::from(version)).fetch_optional(&mut *conn).await?;
    filed(conn, day, row).await
}

/// A version with its lines.
async fn filed(conn: &mut Conn, day: NaiveDate, row: Option<AnyRow>) -> Result<Option<Filed>, Error> {
    let Some(row) = row else { return Ok(None) };
    let row = Reader::new("bank_file", &row);
    let version = row.count("version")?;
    let lines = line_list(conn, day, version).await?;
    Ok(Some(Filed {
        version,
        hash: row.text("hash")?,
        lines_hash: row.text("lines_hash")?,
        name: row.text("name")?,
        format: row.text("format")?,
        statement: Statement {
            day,
            account: row.text("account")?,
            opening: row.fen("opening_fen")?,
            closing: row.fen("closing_fen")?,
            lines,
        },
        taken: row.time("taken_ms")?,
        replacement: replacement(&row)?,
    }))
}

/// Hash of the file and over its lines.
pub type Hashes = (String, String);

/// Of the statement that stands for a day, what a sheet is signed with, and why it came after another one.
pub async fn file_mark(
    conn: &mut Conn,
    day: NaiveDate,
) -> Result<Option<(Hashes, Option<Replacement>)>, Error> {
    let row = sqlx::query(select_file!("where day = $1 order by version desc limit 1"))
        .bind(day.to_string())
        .fetch_optional(conn)
        .await?;
    let mark = |row: &AnyRow| {
        let row = Reader::new("bank_file", row);
        Ok(((row.text("hash")?, row.text("lines_hash")?), replacement(&row)?))
    };
    row.as_ref().map(mark).transpose()
}

fn replacement(row: &Reader<'_>) -> Result<Option<Replacement>, Error> {
    let found = row.maybe_text("brought_by")?.zip(row.maybe_text("reason")?);
    Ok(found.map(|(by, reason)| Replacement { by, reason }))
}

/// All versions of all days, by day and version, after one of them, with the number of lines that each had.
pub async fn file_page(
    conn: &mut Conn,
    after: (NaiveDate, u32),
    limit: i64,
) -> Result<Vec<(NaiveDate, u32, i64)>, Error> {
    let rows = sqlx::query(
        "select day, version, line_count from bank_file where day > $1 or (day = $1 and version > $2)
          order by day, version limit $3",
    )
    .bind(after.0.to_string())
    .bind(i64::from(after.1))
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let row = Reader::new("bank_file", row);
            let day = row.day("day")?;
            Ok((day, row.count("version")?, row.int("line_count")?))
        })
        .collect()
}

/// Days whose statement was replaced, with the version that stands.
pub async fn file_days_replaced(conn: &mut Conn) -> Result<Vec<(NaiveDate, u32)>, Error> {
    let rows = sqlx::query(
        "select day, max(version) as version from bank_file where version > 1 group by day order by day",
    )
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let row = Reader::new("bank_file", row);
            Ok((row.day("day")?, row.count("version")?))
        })
        .collect()
}

/// Days after a day that have a statement, the earliest first.
pub async fn file_days_after(conn: &mut Conn, day: NaiveDate) -> Result<Vec<NaiveDate>, Error> {
    let rows = sqlx::query("select day from bank_file where day > $1 and version = 1 order by day")
        .bind(day.to_string())
        .fetch_all(conn)
        .await?;
    rows.iter().map(|row| Reader::new("bank_file", row).day("day")).collect()
}

/// The latest statement before a day: its day, the account, the closing balance.
pub async fn file_before(conn: &mut Conn, day: NaiveDate) -> Result<Option<(NaiveDate, String, Fen)>, Error> {
    let row = sqlx::query(
        "select day, account, closing_fen from bank_file where day < $1 order by day desc, version desc limit 1",
    )
    .bind(day.to_string())
    .fetch_optional(conn)
    .await?;
    row.as_ref()
        .map(|row| {
            let row = Reader::new("bank_file", row);
            let day = row.day("day")?;
            Ok((day, row.text("account")?, row.fen("closing_fen")?))
        })
        .transpose()
}

/// Days that have a statement, latest first.
pub async fn file_days(conn: &mut Conn, limit: i64) -> Result<Vec<NaiveDate>, Error> {
    let rows = sqlx::query("select day from bank_file where version = 1 order by day desc limit $1")
        .bind(limit)
        .fetch_all(conn)
        .await?;
    rows.iter().map(|row| Reader::new("bank_file", row).day("day")).collect()
}

const LINE: &str =
    "select l.day, l.line_no, l.serial, l.value_date, l.amount_fen, l.reference, l.counterparty, l.duplicate
                      from bank_line l ";

/// Lines that stand: those of the highest version of their day.
const STANDS: &str = "l.version = (select max(f.version) from bank_file f where f.day = l.day)";

/// Lines of a version of a day's statement, in their order.
pub async fn line_list(conn: &mut Conn, day: NaiveDate, version: u32) -> Result<Vec<Line>, Error> {
    let sql = format!("{LINE} where l.day = $1 and l.version = $2 order by l.line_no");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(day.to_string())
        .bind(i64::from(version))
        .fetch_all(conn)
        .await?;
    rows.iter().map(line).collect()
}

/// Lines of the day that nothing was decided about, and those of earlier days whose break is open.
pub async fn line_list_open(conn: &mut Conn, day: NaiveDate) -> Result<Vec<Line>, Error> {
    let sql = format!(
        "{LINE} left join bank_match m on m.line_day = l.day and m.line_version = l.version and m.line_no = l.line_no
                left join bank_break b on b.line_day = l.day and b.line_version = l.version and b.line_no = l.line_no
          where {STANDS} and m.id is null and (l.day = $1 and b.id is null
                or l.day <= $1 and b.state = 'open' and b.kind in ('in_bank_not_in_books', 'late_line'))
          order by l.day, l.line_no"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(day.to_string()).fetch_all(conn).await?;
    rows.iter().map(line).collect()
}

/// Lines of other days, as they stand, with one of these serials.
pub async fn line_list_by_serial(
    conn: &mut Conn,
    other_than: NaiveDate,
    serials: &[&str],
) -> Result<Vec<Line>, Error> {
    let head = format!("{LINE} where {STANDS} and l.day <> $1 and l.serial in ");
    let rows = select_in(conn, &head, "", &[Value::Owned(other_than.to_string())], serials).await?;
    rows.iter().map(line).collect()
}

fn line(row: &AnyRow) -> Result<Line, Error> {
    let row = Reader::new("bank_line", row);
    Ok(Line {
        day: row.day("day")?,
        no: row.count("line_no")?,
        serial: row.text("serial")?,
        value_date: row.day("value_date")?,
        amount: row.fen("amount_fen")?,
        reference: row.text("reference")?,
        counterparty: row.text("counterparty")?,
        duplicate: row.flag("duplicate")?,
    })
}
