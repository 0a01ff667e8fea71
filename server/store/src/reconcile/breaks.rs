//! Breaks: what does not agree, who explained it, and how it ended. One whose line is of a version that was replaced is
//! void, and stays.

use crate::{Conn, Error, row::Reader};
use chrono::NaiveDate;
use domain::{
    Fen, Timestamp,
    reconcile::{BreakKind, Explanation, Resolution},
};
use sqlx::any::AnyRow;

/// A break as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Break {
    pub id: String,
    pub kind: BreakKind,
    /// From which it ages.
    pub day: NaiveDate,
    pub line: Option<(NaiveDate, u32)>,
    pub item: Option<(NaiveDate, String)>,
    pub bank: Option<Fen>,
    pub books: Option<Fen>,
    pub found: Timestamp,
    pub explanation: Option<Explanation>,
    pub note: Option<String>,
    pub explained_by: Option<String>,
    pub resolution: Option<Resolution>,
    pub resolved: Option<Timestamp>,
}

/// Opens a break, of the line that stands; `false`, and nothing changes, when its line, its item or its day has one of the kind.
pub async fn break_insert(conn: &mut Conn, new: &Break) -> Result<bool, Error> {
    let done = sqlx::query(
        "insert into bank_break (id, kind, day, line_day, line_version, line_no, item_day, item_key, bank_fen, books_fen,
             state, found_ms)
         values ($1, $2, $3, $4, (select max(version) from bank_file where day = $4), $5, $6, $7, $8, $9, 'open', $10)
         on conflict do nothing",
    )
    .bind(&new.id)
    .bind(new.kind.code())
    .bind(new.day.to_string())
    .bind(new.line.map(|(day, _)| day.to_string()))
    .bind(new.line.map(|(_, no)| i64::from(no)))
    .bind(new.item.as_ref().map(|(day, _)| day.to_string()))
    .bind(new.item.as_ref().map(|(_, key)| key.clone()))
    .bind(new.bank.map(Fen::get))
    .bind(new.books.map(Fen::get))
    .bind(new.found.ms())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

macro_rules! select_break {
    ($tail:literal) => {
        concat!(
            "select id, kind, day, line_day, line_no, item_day, item_key, bank_fen, books_fen, found_ms, explanation,
                    note, explained_by, resolution, resolved_ms from bank_break ",
            $tail
        )
    };
}

pub async fn break_find(conn: &mut Conn, id: &str) -> Result<Option<Break>, Error> {
    let row = sqlx::query(select_break!("where id = $1")).bind(id).fetch_optional(conn).await?;
    row.as_ref().map(a_break).transpose()
}

/// Open breaks that arose up to a day, the oldest first.
pub async fn break_list_open(conn: &mut Conn, through: NaiveDate) -> Result<Vec<Break>, Error> {
    let sql = select_break!("where state = 'open' and day <= $1 order by day, kind, id");
    sqlx::query(sql).bind(through.to_string()).fetch_all(conn).await?.iter().map(a_break).collect()
}

/// Breaks of a day that ended.
pub async fn break_list_resolved(conn: &mut Conn, day: NaiveDate) -> Result<Vec<Break>, Error> {
    let sql = select_break!("where state = 'resolved' and day = $1 order by kind, id");
    sqlx::query(sql).bind(day.to_string()).fetch_all(conn).await?.iter().map(a_break).collect()
}

/// Ends an open break by what the bank or our books brought in the run of a day, or by an officer; `false` when it is
/// over.
pub async fn break_resolve(
    conn: &mut Conn,
    id: &str,
    resolution: Resolution,
    run: Option<NaiveDate>,
    at: Timestamp,
) -> Result<bool, Error> {
    let done = sqlx::query(
        "update bank_break set state = 'resolved', resolution = $1, resolved_ms = $2, resolved_run = $3
          where id = $4 and state = 'open'",
    )
    .bind(resolution.code())
    .bind(at.ms())
    .bind(run.map(|day| day.to_string()))
    .bind(id)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Breaks of a day's lines, and of its statement as a whole, are void from here on: another version comes.
pub async fn breaks_void(conn: &mut Conn, day: NaiveDate, at: Timestamp) -> Result<u64, Error> {
    let done = sqlx::query(
        "update bank_break set state = 'void', void_ms = $1
          where state <> 'void' and (line_day = $2 or (day = $2 and line_no is null and item_key is null))",
    )
    .bind(at.ms())
    .bind(day.to_string())
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// One break is void: what it says of a whole day does not hold under another version.
pub async fn break_void(conn: &mut Conn, id: &str, at: Timestamp) -> Result<bool, Error> {
    let done =
        sqlx::query("update bank_break set state = 'void', void_ms = $1 where id = $2 and state <> 'void'")
            .bind(at.ms())
            .bind(id)
            .execute(conn)
            .await?;
    Ok(done.rows_affected() == 1)
}

/// Breaks that a line ended which does not stand any more are open again: items without a match or another break, and
/// closing balances that were answered in a run of this day or a later one.
pub async fn breaks_reopen(conn: &mut Conn, from: NaiveDate) -> Result<u64, Error> {
    let done = sqlx::query(
        "update bank_break set state = 'open', resolution = null, resolved_ms = null, resolved_run = null
          where state = 'resolved' and resolution = 'line'
            and (kind = 'closing_differs' and resolved_run >= $1
              or kind = 'in_books_not_in_bank'
                and not exists (select 1 from bank_match m where m.item_day = bank_break.item_day
                      and m.item_key = bank_break.item_key and m.void_ms is null)
                and not exists (select 1 from bank_break o where o.item_day = bank_break.item_day
                      and o.item_key = bank_break.item_key and o.id <> bank_break.id and o.state <> 'void'))",
    )
    .bind(from.to_string())
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// What lines and items that nothing answered make the bank's balance differ from ours, up to a day.
pub async fn break_effect(conn: &mut Conn, through: NaiveDate) -> Result<Fen, Error> {
    let row = sqlx::query(
        "select cast(coalesce(sum(coalesce(bank_fen, 0) - coalesce(books_fen, 0)), 0) as bigint) as effect
           from bank_break
          where day <= $1 and (line_no is not null or item_key is not null)
            and state <> 'void' and (state = 'open' or resolution = 'officer')",
    )
    .bind(through.to_string())
    .fetch_one(conn)
    .await?;
    Reader::new("bank_break", &row).fen("effect")
}

/// The latest break of a kind that stands for a whole day before `day`, and was not ended by what came later.
pub async fn break_find_last(
    conn: &mut Conn,
    kind: BreakKind,
    day: NaiveDate,
) -> Result<Option<Break>, Error> {
    let sql = select_break!("where kind = $1 and day < $2 and state <> 'void' order by day desc limit 1");
    let row = sqlx::query(sql).bind(kind.code()).bind(day.to_string()).fetch_optional(conn).await?;
    let found = row.as_ref().map(a_break).transpose()?;
    Ok(found.filter(|last| !matches!(last.resolution, Some(Resolution::Line | Resolution::Row))))
}

/// The break of a kind that stands for a day as a whole, whether it is open or over.
pub async fn break_find_of_day(
    conn: &mut Conn,
    kind: BreakKind,
    day: NaiveDate,
) -> Result<Option<Break>, Error> {
    let sql = select_break!(
        "where kind = $1 and day = $2 and line_no is null and item_key is null and state <> 'void'"
    );
    let row = sqlx::query(sql).bind(kind.code()).bind(day.to_string()).fetch_optional(conn).await?;
    row.as_ref().map(a_break).transpose()
}

/// How many breaks of a kind that stood for a day as a whole are void.
pub async fn break_count_void(conn: &mut Conn, kind: BreakKind, day: NaiveDate) -> Result<i64, Error> {
    let row = sqlx::query(
        "select count(*) as breaks from bank_break
          where kind = $1 and day = $2 and line_no is null and item_key is null and state = 'void'",
    )
    .bind(kind.code())
    .bind(day.to_string())
    .fetch_one(conn)
    .await?;
    Reader::new("bank_break", &row).int("breaks")
}

/// What an officer says of a break.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    pub explanation: Explanation,
    pub note: Option<&'a str>,
    pub staff_id: &'a str,
    pub at: Timestamp,
}

/// Notes what an officer says of an open break; `false` when it is over.
pub async fn break_explain(conn: &mut Conn, id: &str, said: Said<'_>) -> Result<bool, Error> {
    let done = sqlx::query(
        "update bank_break set explanation = $1, note = $2, explained_by = $3, explained_ms = $4
          where id = $5 and state = 'open'",
    )
    .bind(said.explanation.code())
    .bind(said.note)
    .bind(said.staff_id)
    .bind(said.at.ms())
    .bind(id)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

fn a_break(row: &AnyRow) -> Result<Break, Error> {
    let row = Reader::new("bank_break", row);
    let line_day = row.maybe_day("line_day")?;
    let item_day = row.maybe_day("item_day")?;
    Ok(Break {
        id: row.text("id")?,
        kind: row.required("kind", BreakKind::from_code)?,
        day: row.day("day")?,
        line: line_day.zip(row.maybe_count("line_no")?),
        item: item_day.zip(row.maybe_text("item_key")?),
        bank: row.maybe_int("bank_fen")?.map(Fen::new),
        books: row.maybe_int("books_fen")?.map(Fen::new),
        found: row.time("found_ms")?,
        explanation: row.parsed("explanation", Explanation::from_code)?,
        note: row.maybe_text("note")?,
        explained_by: row.maybe_text("explained_by")?,
        resolution: row.parsed("resolution", Resolution::from_code)?,
        resolved: row.maybe_time("resolved_ms")?,
    })
}
