//! What other offices' registers said about a person (数据共享), with when they were asked.

use crate::{Conn, Error, row::Reader};
use domain::Timestamp;

/// One answer. `value` is `None` while the register has not answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Name of the fact as in the policies, or [`SPOUSE`].
    pub fact: String,
    pub source: String,
    pub value: Option<String>,
    pub fetched: Timestamp,
}

/// The fact that names the spouse by the keyed hash of the identity number.
pub const SPOUSE: &str = "spouse";

/// Keeps an answer; an older one to the same question goes.
pub async fn record_put(conn: &mut Conn, person_id: &str, record: &Record) -> Result<(), Error> {
    sqlx::query(
        "insert into register_record (person_id, fact, source, value, fetched_ms) values ($1, $2, $3, $4, $5)
         on conflict (person_id, fact) do update
            set source = excluded.source, value = excluded.value, fetched_ms = excluded.fetched_ms",
    )
    .bind(person_id)
    .bind(&record.fact)
    .bind(&record.source)
    .bind(record.value.as_deref())
    .bind(record.fetched.ms())
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn record_list(conn: &mut Conn, person_id: &str) -> Result<Vec<Record>, Error> {
    let rows = sqlx::query(
        "select fact, source, value, fetched_ms from register_record where person_id = $1 order by fact",
    )
    .bind(person_id)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let row = Reader::new("register_record", row);
            Ok(Record {
                fact: row.text("fact")?,
                source: row.text("source")?,
                value: row.maybe_text("value")?,
                fetched: row.time("fetched_ms")?,
            })
        })
        .collect()
}
