//! Sums over the rows of closed days and counts of cases, kept once per closed day.

use crate::{
    Conn, Error,
    bulk::{Statement, Value},
    row::Reader,
};
use chrono::{Days, NaiveDate};
use domain::{
    Month, Timestamp,
    day_sums::{Movement, Sum},
    indicator::{CaseCount, CaseKind, Channel, Entry},
    receipt::DayRoot,
};
use sqlx::any::AnyRow;
use std::collections::{BTreeMap, BTreeSet};

/// A closed day whose sums are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tallied {
    pub day_no: i64,
    /// Rows of the ledger up to it are in sums.
    pub last_seq: i64,
    /// Rows of the audit up to it are in counts.
    pub audit_through: i64,
}

/// Cases that began on a day, by the action of the audit and by who began them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CaseSum {
    pub day: NaiveDate,
    pub action: String,
    pub at_counter: bool,
    pub cases: i64,
}

/// The last closed day whose sums are kept.
pub async fn tally_last(conn: &mut Conn) -> Result<Option<Tallied>, Error> {
    let row =
        sqlx::query("select day_no, last_seq, audit_through from day_tally order by day_no desc limit 1")
            .fetch_optional(conn)
            .await?;
    row.as_ref().map(tallied).transpose()
}

/// Closed days whose sums are kept, after the number `after`, oldest first.
pub async fn tally_page(conn: &mut Conn, after: i64, limit: i64) -> Result<Vec<Tallied>, Error> {
    let rows = sqlx::query(
        "select day_no, last_seq, audit_through from day_tally where day_no > $1 order by day_no limit $2",
    )
    .bind(after)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(tallied).collect()
}

fn tallied(row: &AnyRow) -> Result<Tallied, Error> {
    let row = Reader::new("day_tally", row);
    Ok(Tallied {
        day_no: row.int("day_no")?,
        last_seq: row.int("last_seq")?,
        audit_through: row.int("audit_through")?,
    })
}

/// Keeps the sums of a closed day; `false`, and nothing changes, when they are kept already.
pub async fn tally_insert(
    conn: &mut Conn,
    day: &DayRoot,
    audit_through: i64,
    sums: &BTreeMap<Movement, Sum>,
    cases: &[CaseSum],
    at: Timestamp,
) -> Result<bool, Error> {
    let done = sqlx::query(
        "insert into day_tally (day_no, last_seq, audit_through, tallied_ms) values ($1, $2, $3, $4)
         on conflict do nothing",
    )
    .bind(day.no)
    .bind(day.last_seq)
    .bind(audit_through)
    .bind(at.ms())
    .execute(&mut *conn)
    .await?;
    if done.rows_affected() != 1 {
        return Ok(false);
    }
    sums_insert(conn, day.no, sums).await?;
    Statement::new("insert into case_sum (day_no, day, action, at_counter, cases) values ")
        .run(conn, &[Value::Int(day.no)], cases, |sum| {
            [
                Value::Owned(sum.day.to_string()),
                Value::Text(&sum.action),
                Value::Int(sum.at_counter.into()),
                Value::Int(sum.cases),
            ]
        })
        .await?;
    Ok(true)
}

async fn sums_insert(conn: &mut Conn, day_no: i64, sums: &BTreeMap<Movement, Sum>) -> Result<(), Error> {
    let too_large =
        || Error::Inconsistent { table: "day_sum", column: "amount_fen", key: day_no.to_string() };
    let mut rows = Vec::with_capacity(sums.len());
    for (movement, sum) in sums {
        let amount = i64::try_from(sum.amount_fen).map_err(|_| too_large())?;
        let people = sum.people.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
        rows.push((movement, i64::try_from(sum.rows).map_err(|_| too_large())?, amount, people));
    }
    Statement::new(
        "insert into day_sum (day_no, posted_on, debit, credit, business_code, taken_back, row_count,
             amount_fen, people) values ",
    )
    .run(conn, &[Value::Int(day_no)], &rows, |(movement, count, amount, people)| {
        [
            Value::Text(&movement.posted_on),
            Value::Text(&movement.debit),
            Value::Text(&movement.credit),
            Value::Text(&movement.business),
            Value::Int(movement.taken_back.into()),
            Value::Int(*count),
            Value::Int(*amount),
            Value::Text(people),
        ]
    })
    .await?;
    Ok(())
}

/// The sums of a closed day as they are kept.
pub async fn sums_of_day(conn: &mut Conn, day_no: i64) -> Result<BTreeMap<Movement, Sum>, Error> {
    let rows = sqlx::query(
        "select posted_on, debit, credit, business_code, taken_back, row_count, amount_fen, people from day_sum
          where day_no = $1",
    )
    .bind(day_no)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let row = Reader::new("day_sum", row);
            let movement = Movement {
                posted_on: row.text("posted_on")?,
                debit: row.text("debit")?,
                credit: row.text("credit")?,
                business: row.text("business_code")?,
                taken_back: row.flag("taken_back")?,
            };
            let sum = Sum {
                rows: row.int("row_count")?.unsigned_abs(),
                amount_fen: row.int("amount_fen")?.into(),
                people: people(&row.text("people")?),
            };
            Ok((movement, sum))
        })
        .collect()
}

fn people(text: &str) -> BTreeSet<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

/// The sums of all closed days by the month in which they were posted.
pub async fn months(conn: &mut Conn) -> Result<Vec<Entry>, Error> {
    let rows = sqlx::query(
        "select substr(posted_on, 1, 7) as month, debit, credit, business_code, taken_back,
                cast(sum(amount_fen) as bigint) as amount_fen, string_agg(people, ' ') as people
           from day_sum group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5",
    )
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let row = Reader::new("day_sum", row);
            Ok(Entry {
                month: row.required("month", |text| Month::parse(text).ok())?,
                debit: row.text("debit")?,
                credit: row.text("credit")?,
                business: row.text("business_code")?,
                taken_back: row.flag("taken_back")?,
                amount_fen: row.int("amount_fen")?,
                people: people(&row.text("people")?),
            })
        })
        .collect()
}

/// A day of 24 hours, and how far China is ahead of the time that is counted, in milliseconds.
const DAY_MS: i64 = 86_400_000;
const AHEAD_MS: i64 = 28_800_000;

/// Cases that began in the rows of the audit after one and through another: the actions of
/// [`CaseKind`], by day, by staff or not.
pub async fn cases_between(conn: &mut Conn, after: i64, through: i64) -> Result<Vec<CaseSum>, Error> {
    let rows = sqlx::query(
        "select (a.at_ms + $1) / $2 as day, a.action, case when s.id is null then 0 else 1 end as at_counter,
                count(*) as cases
           from audit_event a left join staff s on s.id = a.actor
          where a.seq > $3 and a.seq <= $4 group by 1, 2, 3 order by 1, 2, 3",
    )
    .bind(AHEAD_MS)
    .bind(DAY_MS)
    .bind(after)
    .bind(through)
    .fetch_all(conn)
    .await?;
    let mut sums = Vec::new();
    for row in &rows {
        let row = Reader::new("audit_event", row);
        let action = row.text("action")?;
        if CaseKind::from_action(&action).is_none() {
            continue;
        }
        let day = u64::try_from(row.int("day")?)
            .ok()
            .and_then(|day| NaiveDate::default().checked_add_days(Days::new(day)));
        let day = day.ok_or_else(|| Error::Inconsistent {
            table: "audit_event",
            column: "at_ms",
            key: action.clone(),
        })?;
        sums.push(CaseSum { day, action, at_counter: row.flag("at_counter")?, cases: row.int("cases")? });
    }
    Ok(sums)
}

/// Counts of cases as they are kept of a closed day.
pub async fn cases_of_day(conn: &mut Conn, day_no: i64) -> Result<Vec<CaseSum>, Error> {
    let rows = sqlx::query(
        "select day, action, at_counter, cases from case_sum where day_no = $1 order by day, action, at_counter",
    )
    .bind(day_no)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let row = Reader::new("case_sum", row);
            Ok(CaseSum {
                day: row.day("day")?,
                action: row.text("action")?,
                at_counter: row.flag("at_counter")?,
                cases: row.int("cases")?,
            })
        })
        .collect()
}

/// Cases by month, kind and channel.
pub async fn case_months(conn: &mut Conn) -> Result<Vec<CaseCount>, Error> {
    let rows = sqlx::query(
        "select substr(day, 1, 7) as month, action, at_counter, cast(sum(cases) as bigint) as cases from case_sum
          group by 1, 2, 3 order by 1, 2, 3",
    )
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let row = Reader::new("case_sum", row);
            Ok(CaseCount {
                month: row.required("month", |text| Month::parse(text).ok())?,
                kind: row.required("action", CaseKind::from_action)?,
                channel: if row.flag("at_counter")? { Channel::Counter } else { Channel::Online },
                cases: row.int("cases")?,
            })
        })
        .collect()
}
