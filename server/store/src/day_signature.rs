//! The signatures of day-end sheets, one row each: those that stand, and those that stood once. A row never changes but
//! from standing to taken back; none is ever removed.

use crate::{Conn, Error, day_sheet::Signature, row::Reader};
use chrono::NaiveDate;
use domain::{
    Timestamp,
    day_end::{Ending, Step},
};
use sqlx::any::AnyRow;

/// A signature as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    pub day: NaiveDate,
    /// From 1, in the order in which the day's were given.
    pub no: i64,
    pub step: Step,
    /// Hash of the sheet, and the sheet as it was signed.
    pub hash: String,
    pub body: String,
    pub by: Signature,
    /// Name of who gave it.
    pub name: String,
    /// None while it stands.
    pub ended: Option<Ended>,
}

/// Since when and by whom a signature stands no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    pub how: Ending,
    pub by: Signature,
    /// Name of who ended it.
    pub name: String,
}

/// Adds a signature after those of its day. `Err` when one of its step stands.
pub async fn append(
    conn: &mut Conn,
    day: NaiveDate,
    step: Step,
    (hash, body): (&str, &str),
    by: &Signature,
) -> Result<(), Error> {
    sqlx::query(
        "insert into day_signature (day, no, step, hash, body, staff_id, id_index, signed_ms)
         select $1, coalesce(max(no), 0) + 1, $2, $3, $4, $5, $6, $7 from day_signature where day = $1",
    )
    .bind(day.to_string())
    .bind(step.code())
    .bind(hash)
    .bind(body)
    .bind(&by.staff_id)
    .bind(&by.id_index)
    .bind(by.at.ms())
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends a signature that stands; `false` when it does not, or is the one that made the sheet final.
pub async fn end(
    conn: &mut Conn,
    day: NaiveDate,
    no: i64,
    how: &Ending,
    by: &Signature,
) -> Result<bool, Error> {
    let reason = match how {
        Ending::TakenBack { reason } => Some(reason.as_str()),
        Ending::DrawnAnew => None,
    };
    let done = sqlx::query(
        "update day_signature set ended = $3, ended_by = $4, ended_index = $5, ended_ms = $6, reason = $7
          where day = $1 and no = $2 and ended is null and step <> 'second'",
    )
    .bind(day.to_string())
    .bind(no)
    .bind(how.code())
    .bind(&by.staff_id)
    .bind(&by.id_index)
    .bind(by.at.ms())
    .bind(reason)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// All signatures that were given to the sheet of a day, the first one first.
pub async fn list(conn: &mut Conn, day: NaiveDate) -> Result<Vec<Given>, Error> {
    let rows = sqlx::query(
        "select s.day, s.no, s.step, s.hash, s.body, s.staff_id, s.id_index, s.signed_ms, g.name as name,
                s.ended, s.ended_by, s.ended_index, s.ended_ms, s.reason, e.name as ended_name
           from day_signature s join staff g on g.id = s.staff_id left join staff e on e.id = s.ended_by
          where s.day = $1 order by s.no",
    )
    .bind(day.to_string())
    .fetch_all(conn)
    .await?;
    rows.iter().map(given).collect()
}

/// Days after a day whose sheet somebody has signed, by the sheet or by its signatures; oldest first.
pub async fn day_list(conn: &mut Conn, after: NaiveDate, limit: i64) -> Result<Vec<NaiveDate>, Error> {
    let rows = sqlx::query(
        "select day from (select day from day_signature where day > $1
                    union select day from day_sheet where day > $1 and state <> 'drawn') as signed
          order by day limit $2",
    )
    .bind(after.to_string())
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Reader::new("day_signature", row).day("day")).collect()
}

fn given(row: &AnyRow) -> Result<Given, Error> {
    let row = Reader::new("day_signature", row);
    let ended = match row.maybe_text("ended")? {
        None => None,
        Some(code) => Some(Ended {
            how: match code.as_str() {
                "taken_back" => Ending::TakenBack { reason: row.maybe_text("reason")?.unwrap_or_default() },
                _ => Ending::DrawnAnew,
            },
            by: Signature {
                staff_id: row.maybe_text("ended_by")?.unwrap_or_default(),
                id_index: row.maybe_text("ended_index")?.unwrap_or_default(),
                at: Timestamp::from_ms(row.maybe_int("ended_ms")?.unwrap_or_default()),
            },
            name: row.maybe_text("ended_name")?.unwrap_or_default(),
        }),
    };
    Ok(Given {
        day: row.day("day")?,
        no: row.int("no")?,
        step: row.required("step", Step::from_code)?,
        hash: row.text("hash")?,
        body: row.text("body")?,
        by: Signature {
            staff_id: row.text("staff_id")?,
            id_index: row.text("id_index")?,
            at: Timestamp::from_ms(row.int("signed_ms")?),
        },
        name: row.text("name")?,
        ended,
    })
}
