//! Tries per key, kept in the database so that the limit holds across processes and restarts.
//!
//! A try is counted before it is heard: a burst of parallel tries is counted one by one under the row's lock,
//! and cannot slip through between reading and writing.

use crate::{Conn, Error, row::Reader};
use domain::Timestamp;

/// The state of a key after a try was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// Tries since the last quiet period, this one included.
    pub tries: i64,
    /// No try is heard before this instant; set by earlier tries.
    pub until: Timestamp,
}

/// Counts a try at `now`. A key that was quiet since `quiet_since` starts again at one.
pub async fn count(
    conn: &mut Conn,
    key: &str,
    now: Timestamp,
    quiet_since: Timestamp,
) -> Result<Count, Error> {
    let row = sqlx::query(
        "insert into throttle (key, failures, since_ms, until_ms) values ($1, 1, $2, 0)
         on conflict (key) do update
            set failures = case when throttle.since_ms < $3 then 1 else throttle.failures + 1 end,
                since_ms = excluded.since_ms
         returning failures, until_ms",
    )
    .bind(key)
    .bind(now.ms())
    .bind(quiet_since.ms())
    .fetch_one(conn)
    .await?;
    let row = Reader::new("throttle", &row);
    Ok(Count { tries: row.int("failures")?, until: row.time("until_ms")? })
}

/// Hears no try of this key before `until`.
pub async fn hold(conn: &mut Conn, key: &str, until: Timestamp) -> Result<(), Error> {
    sqlx::query("update throttle set until_ms = $2 where key = $1")
        .bind(key)
        .bind(until.ms())
        .execute(conn)
        .await?;
    Ok(())
}

/// Takes back one try that turned out to be right, and the wait that it set.
pub async fn refund(conn: &mut Conn, key: &str) -> Result<(), Error> {
    sqlx::query("update throttle set failures = failures - 1, until_ms = 0 where key = $1 and failures > 0")
        .bind(key)
        .execute(conn)
        .await?;
    Ok(())
}

pub async fn remove(conn: &mut Conn, key: &str) -> Result<(), Error> {
    sqlx::query("delete from throttle where key = $1").bind(key).execute(conn).await?;
    Ok(())
}

/// Forgets keys that were quiet since `quiet_since`.
pub async fn remove_quiet(conn: &mut Conn, quiet_since: Timestamp) -> Result<u64, Error> {
    let done = sqlx::query("delete from throttle where since_ms < $1 and until_ms < $1")
        .bind(quiet_since.ms())
        .execute(conn)
        .await?;
    Ok(done.rows_affected())
}
