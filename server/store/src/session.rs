//! Sessions (会话). Only the hash of a token is stored: who reads the table cannot sign in with it.

use crate::{Conn, Error, row::Reader};
use domain::Timestamp;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub token_hash: String,
    /// `visitor`, `member`, `agent`, `counter`, `first_reviewer` or `second_reviewer`.
    pub role: String,
    /// Person, staff or agent id; none for a visitor.
    pub subject_id: Option<String>,
    pub created: Timestamp,
    pub seen: Timestamp,
    pub expires: Timestamp,
}

pub async fn insert(conn: &mut Conn, session: &Session) -> Result<(), Error> {
    sqlx::query(
        "insert into session (token_hash, role, subject_id, created_ms, seen_ms, expires_ms)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&session.token_hash)
    .bind(&session.role)
    .bind(session.subject_id.as_deref())
    .bind(session.created.ms())
    .bind(session.seen.ms())
    .bind(session.expires.ms())
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn find(conn: &mut Conn, token_hash: &str) -> Result<Option<Session>, Error> {
    let row = sqlx::query(
        "select token_hash, role, subject_id, created_ms, seen_ms, expires_ms from session where token_hash = $1",
    )
    .bind(token_hash)
    .fetch_optional(conn)
    .await?;
    row.as_ref()
        .map(|row| {
            let row = Reader::new("session", row);
            Ok(Session {
                token_hash: row.text("token_hash")?,
                role: row.text("role")?,
                subject_id: row.maybe_text("subject_id")?,
                created: row.time("created_ms")?,
                seen: row.time("seen_ms")?,
                expires: row.time("expires_ms")?,
            })
        })
        .transpose()
}

pub async fn touch(conn: &mut Conn, token_hash: &str, seen: Timestamp) -> Result<(), Error> {
    sqlx::query("update session set seen_ms = $2 where token_hash = $1 and seen_ms < $2")
        .bind(token_hash)
        .bind(seen.ms())
        .execute(conn)
        .await?;
    Ok(())
}

pub async fn remove(conn: &mut Conn, token_hash: &str) -> Result<(), Error> {
    sqlx::query("delete from session where token_hash = $1").bind(token_hash).execute(conn).await?;
    Ok(())
}

/// Keeps the newest `keep` sessions of a subject and removes the rest.
pub async fn remove_oldest(conn: &mut Conn, subject_id: &str, keep: i64) -> Result<(), Error> {
    sqlx::query(
        "delete from session where subject_id = $1 and token_hash not in
           (select token_hash from session where subject_id = $1 order by created_ms desc, token_hash limit $2)",
    )
    .bind(subject_id)
    .bind(keep)
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn remove_expired(conn: &mut Conn, now: Timestamp) -> Result<u64, Error> {
    let done = sqlx::query("delete from session where expires_ms <= $1").bind(now.ms()).execute(conn).await?;
    Ok(done.rows_affected())
}
