//! Daily reconciliation: the bank's statements, what our books say of the bank deposit account, matches and breaks.

use crate::{
    Conn, Error,
    bulk::{Cell, Statement as Bulk, Value, select_in},
    row::Reader,
};
use chrono::NaiveDate;
use domain::{
    Fen, Timestamp, chart,
    reconcile::{BreakKind, By, Explanation, Item, Line, Resolution, Statement},
};
use sqlx::any::AnyRow;

/// A statement that was taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filed {
    /// SHA-256 of the file.
    pub hash: String,
    /// Over the statement as it was understood.
    pub lines_hash: String,
    pub name: String,
    pub format: String,
    pub statement: Statement,
    pub taken: Timestamp,
}

/// Keeps a statement with its lines; `false`, and nothing changes, when one stands for the day.
pub async fn file_insert(conn: &mut Conn, new: &Filed) -> Result<bool, Error> {
    let statement = &new.statement;
    let done = sqlx::query(
        "insert into bank_file (day, hash, lines_hash, name, format, account, opening_fen, closing_fen, line_count,
             taken_ms)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing",
    )
    .bind(statement.day.to_string())
    .bind(&new.hash)
    .bind(&new.lines_hash)
    .bind(&new.name)
    .bind(&new.format)
    .bind(&statement.account)
    .bind(statement.opening.get())
    .bind(statement.closing.get())
    .bind(i64::try_from(statement.lines.len()).unwrap_or(i64::MAX))
    .bind(new.taken.ms())
    .execute(&mut *conn)
    .await?;
    if done.rows_affected() != 1 {
        return Ok(false);
    }
    let day = statement.day.to_string();
    Bulk {
        head: "insert into bank_line (day, line_no, serial, value_date, amount_fen, reference, counterparty, duplicate)
               values ",
        tail: "",
        cells: &[Cell::Shared(0), Cell::Own, Cell::Own, Cell::Own, Cell::Own, Cell::Own, Cell::Own, Cell::Own],
    }
    .run(conn, &[Value::Text(&day)], &statement.lines, |line, out| {
        out.extend([
            Value::Int(line.no.into()),
            Value::Text(&line.serial),
            Value::Owned(line.value_date.to_string()),
            Value::Int(line.amount.get()),
            Value::Text(&line.reference),
            Value::Text(&line.counterparty),
            Value::Int(line.duplicate.into()),
        ]);
    })
    .await?;
    Ok(true)
}

/// The statement of a day, whole.
pub async fn file_find(conn: &mut Conn, day: NaiveDate) -> Result<Option<Filed>, Error> {
    let row = sqlx::query(
        "select hash, lines_hash, name, format, account, opening_fen, closing_fen, taken_ms from bank_file
          where day = $1",
    )
    .bind(day.to_string())
    .fetch_optional(&mut *conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let lines = line_list(conn, day).await?;
    let row = Reader::new("bank_file", &row);
    Ok(Some(Filed {
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
    }))
}

/// The latest statement before a day: its day, the account, the closing balance.
pub async fn file_before(conn: &mut Conn, day: NaiveDate) -> Result<Option<(NaiveDate, String, Fen)>, Error> {
    let row = sqlx::query(
        "select day, account, closing_fen from bank_file where day < $1 order by day desc limit 1",
    )
    .bind(day.to_string())
    .fetch_optional(conn)
    .await?;
    row.as_ref()
        .map(|row| {
            let row = Reader::new("bank_file", row);
            let day = row.required("day", |day| day.parse().ok())?;
            Ok((day, row.text("account")?, row.fen("closing_fen")?))
        })
        .transpose()
}

/// Days that have a statement, latest first.
pub async fn file_days(conn: &mut Conn, limit: i64) -> Result<Vec<NaiveDate>, Error> {
    let rows = sqlx::query("select day from bank_file order by day desc limit $1")
        .bind(limit)
        .fetch_all(conn)
        .await?;
    rows.iter().map(|row| Reader::new("bank_file", row).required("day", |day| day.parse().ok())).collect()
}

const LINE: &str =
    "select l.day, l.line_no, l.serial, l.value_date, l.amount_fen, l.reference, l.counterparty, l.duplicate
                      from bank_line l ";

/// Lines of a day, in their order.
pub async fn line_list(conn: &mut Conn, day: NaiveDate) -> Result<Vec<Line>, Error> {
    let sql = format!("{LINE} where l.day = $1 order by l.line_no");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(day.to_string()).fetch_all(conn).await?;
    rows.iter().map(line).collect()
}

/// Lines of the day that nothing was decided about, and those of earlier days whose break is open.
pub async fn line_list_open(conn: &mut Conn, day: NaiveDate) -> Result<Vec<Line>, Error> {
    let sql = format!(
        "{LINE} left join bank_match m on m.line_day = l.day and m.line_no = l.line_no
                left join bank_break b on b.line_day = l.day and b.line_no = l.line_no
          where m.id is null and (l.day = $1 and b.id is null
                or l.day <= $1 and b.state = 'open' and b.kind in ('in_bank_not_in_books', 'late_line'))
          order by l.day, l.line_no"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(day.to_string()).fetch_all(conn).await?;
    rows.iter().map(line).collect()
}

/// Lines of other days with one of these serials.
pub async fn line_list_by_serial(
    conn: &mut Conn,
    other_than: NaiveDate,
    serials: &[&str],
) -> Result<Vec<Line>, Error> {
    let head = format!("{LINE} where l.day <> $1 and l.serial in ");
    let rows = select_in(conn, &head, "", &[Value::Owned(other_than.to_string())], serials).await?;
    rows.iter().map(line).collect()
}

fn line(row: &AnyRow) -> Result<Line, Error> {
    let row = Reader::new("bank_line", row);
    Ok(Line {
        day: row.required("day", |day| day.parse().ok())?,
        no: row.count("line_no")?,
        serial: row.text("serial")?,
        value_date: row.required("value_date", |day| day.parse().ok())?,
        amount: row.fen("amount_fen")?,
        reference: row.text("reference")?,
        counterparty: row.text("counterparty")?,
        duplicate: row.int("duplicate")? == 1,
    })
}

/// What our books say that the bank did on a day, one item per group of rows that the bank shows as one line: a
/// remittance file with what of it went into suspense, a payout, a debit, a receipt, a refund. A correction has two
/// rows that come to nothing.
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
                  case when b.id is not null then r.reference end as serial,
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
        // The number of a row is nothing that a bank knows, and the bank never hears of a correction.
        Some(("row" | "correction", _)) | None => {}
        Some((_, own)) => references.push(own.to_owned()),
    }
    Ok(Item { day, amount: row.fen("fen")?, key, references })
}

/// The balance of our books at the bank at the end of a day: the running total less what was posted since.
pub async fn bank_balance(conn: &mut Conn, day: NaiveDate) -> Result<Fen, Error> {
    let row = sqlx::query(
        "select cast((select coalesce(sum(-posted_fen), 0) from ledger_account where id = $1)
                - (select coalesce(sum(case when debit_account = $1 then amount_fen else -amount_fen end), 0)
                     from ledger_transfer
                    where posted_on > $2 and kind in ('post', 'post_reserved')
                      and (debit_account = $1 or credit_account = $1)) as bigint) as balance",
    )
    .bind(chart::BANK_DEPOSIT.id)
    .bind(day.to_string())
    .fetch_one(conn)
    .await?;
    Reader::new("ledger_account", &row).fen("balance")
}

/// Keys of items of a day about which something was decided: matched, or in a break that is over or of another kind.
pub async fn item_keys_decided(conn: &mut Conn, day: NaiveDate) -> Result<Vec<String>, Error> {
    let rows = sqlx::query(
        "select item_key from bank_match where item_day = $1
         union select item_key from bank_break where item_day = $1 and item_key is not null",
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

/// Keeps a match; a line or an item that is matched already is refused by the unique constraints.
pub async fn match_insert(conn: &mut Conn, new: &Match) -> Result<(), Error> {
    sqlx::query(
        "insert into bank_match (id, line_day, line_no, item_day, item_key, found_by, run_day, found_ms)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
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

/// How many lines of a day are matched, and how many of its items.
pub async fn match_counts(conn: &mut Conn, day: NaiveDate) -> Result<(i64, i64), Error> {
    let row = sqlx::query(
        "select (select count(*) from bank_match where line_day = $1) as lines,
                (select count(*) from bank_match where item_day = $1) as items",
    )
    .bind(day.to_string())
    .fetch_one(conn)
    .await?;
    let row = Reader::new("bank_match", &row);
    Ok((row.int("lines")?, row.int("items")?))
}

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

/// Opens a break; `false`, and nothing changes, when its line, its item or its day has one of the kind.
pub async fn break_insert(conn: &mut Conn, new: &Break) -> Result<bool, Error> {
    let done = sqlx::query(
        "insert into bank_break (id, kind, day, line_day, line_no, item_day, item_key, bank_fen, books_fen, state,
             found_ms)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open', $10) on conflict do nothing",
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

/// Ends an open break by what the bank or our books brought; `false` when it is over.
pub async fn break_resolve(
    conn: &mut Conn,
    id: &str,
    resolution: Resolution,
    at: Timestamp,
) -> Result<bool, Error> {
    let done = sqlx::query(
        "update bank_break set state = 'resolved', resolution = $1, resolved_ms = $2 where id = $3 and state = 'open'",
    )
    .bind(resolution.code())
    .bind(at.ms())
    .bind(id)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What lines and items that nothing answered make the bank's balance differ from ours, up to a day.
pub async fn break_effect(conn: &mut Conn, through: NaiveDate) -> Result<Fen, Error> {
    let row = sqlx::query(
        "select cast(coalesce(sum(coalesce(bank_fen, 0) - coalesce(books_fen, 0)), 0) as bigint) as effect
           from bank_break
          where day <= $1 and (line_no is not null or item_key is not null)
            and (state = 'open' or resolution = 'officer')",
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
    let sql = select_break!("where kind = $1 and day < $2 order by day desc limit 1");
    let row = sqlx::query(sql).bind(kind.code()).bind(day.to_string()).fetch_optional(conn).await?;
    let found = row.as_ref().map(a_break).transpose()?;
    Ok(found.filter(|last| !matches!(last.resolution, Some(Resolution::Line | Resolution::Row))))
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
    let line_day = row.parsed("line_day", |day| day.parse().ok())?;
    let item_day = row.parsed("item_day", |day| day.parse().ok())?;
    Ok(Break {
        id: row.text("id")?,
        kind: row.required("kind", BreakKind::from_code)?,
        day: row.required("day", |day| day.parse().ok())?,
        line: line_day.zip(row.maybe_count("line_no")?),
        item: item_day.zip(row.maybe_text("item_key")?),
        bank: row.maybe_int("bank_fen")?.map(Fen::new),
        books: row.maybe_int("books_fen")?.map(Fen::new),
        found: row.time("found_ms")?,
        explanation: row.parsed("explanation", Explanation::from_code)?,
        note: row.maybe_text("note")?,
        explained_by: row.maybe_text("explained_by")?,
        resolution: row.parsed("resolution", Resolution::from_code)?,
        resolved: row.maybe_int("resolved_ms")?.map(Timestamp::from_ms),
    })
}
