//! The audit chain (审计链): every act of consequence, each row bound to the one before.
//!
//! **Layout 1.** The hash of a row is SHA-256 over the bytes, in this order: `previous hash` (64 hex
//! characters, empty for the first row), `seq`, `at_ms`, `actor`, `action`, `subject`, `detail`. Each field is
//! written as its length in bytes (8 bytes, big-endian) followed by its UTF-8 bytes; numbers are written in
//! decimal. Lengths make it impossible to move a character from one field to the next; a fixed layout instead
//! of JSON means that no serialiser can ever break the chain.

use crate::{Conn, Error, row::Reader};
use domain::Timestamp;
use sha2::{Digest, Sha256};

const LAYOUT: i64 = 1;

/// An act to record. `detail` never holds an identity number, a password or a full card number.
#[derive(Clone, Debug)]
pub struct Event<'a> {
    pub at: Timestamp,
    /// Who: a person's or staff member's id, or `system`.
    pub actor: &'a str,
    /// What: `area.verb`, such as `rent.submit`.
    pub action: &'a str,
    /// To what: a case, an account, a certificate.
    pub subject: &'a str,
    pub detail: &'a str,
}

/// Appends to the chain. The head row is locked here, so call it last in a transaction.
pub async fn append(conn: &mut Conn, event: &Event<'_>) -> Result<i64, Error> {
    let head = sqlx::query("update audit_head set seq = seq + 1 where id = 1 returning seq, hash")
        .fetch_one(&mut *conn)
        .await?;
    let head = Reader::new("audit_head", &head);
    let (seq, previous) = (head.int("seq")?, head.text("hash")?);
    let hash = hash(&previous, seq, event);
    sqlx::query(
        "insert into audit_event (seq, at_ms, actor, action, subject, detail, layout, prev_hash, hash)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(seq)
    .bind(event.at.ms())
    .bind(event.actor)
    .bind(event.action)
    .bind(event.subject)
    .bind(event.detail)
    .bind(LAYOUT)
    .bind(previous)
    .bind(&hash)
    .execute(&mut *conn)
    .await?;
    sqlx::query("update audit_head set hash = $1 where id = 1").bind(&hash).execute(conn).await?;
    Ok(seq)
}

/// A stored row, to check the chain with.
#[derive(Clone, Debug)]
pub struct Stored {
    pub seq: i64,
    pub at: Timestamp,
    pub actor: String,
    pub action: String,
    pub subject: String,
    pub detail: String,
    pub prev_hash: String,
    pub hash: String,
}

impl Stored {
    /// True when the row's hash covers its content and `previous`.
    pub fn follows(&self, previous: &str) -> bool {
        let event = Event {
            at: self.at,
            actor: &self.actor,
            action: &self.action,
            subject: &self.subject,
            detail: &self.detail,
        };
        self.prev_hash == previous && self.hash == hash(previous, self.seq, &event)
    }
}

/// Rows after `after`, oldest first, at most `limit`.
pub async fn page(conn: &mut Conn, after: i64, limit: i64) -> Result<Vec<Stored>, Error> {
    let rows = sqlx::query(
        "select seq, at_ms, actor, action, subject, detail, prev_hash, hash
           from audit_event where seq > $1 order by seq limit $2",
    )
    .bind(after)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(stored).collect()
}

/// All rows of one kind of act, oldest first; for acts that are rare.
pub async fn list_of_action(conn: &mut Conn, action: &str) -> Result<Vec<Stored>, Error> {
    let rows = sqlx::query(
        "select seq, at_ms, actor, action, subject, detail, prev_hash, hash
           from audit_event where action = $1 order by seq",
    )
    .bind(action)
    .fetch_all(conn)
    .await?;
    rows.iter().map(stored).collect()
}

/// Number and hash of the last row, as the head row keeps them.
pub async fn head(conn: &mut Conn) -> Result<(i64, String), Error> {
    let row = sqlx::query("select seq, hash from audit_head where id = 1").fetch_one(conn).await?;
    let head = Reader::new("audit_head", &row);
    Ok((head.int("seq")?, head.text("hash")?))
}

fn stored(row: &sqlx::any::AnyRow) -> Result<Stored, Error> {
    let row = Reader::new("audit_event", row);
    Ok(Stored {
        seq: row.int("seq")?,
        at: row.time("at_ms")?,
        actor: row.text("actor")?,
        action: row.text("action")?,
        subject: row.text("subject")?,
        detail: row.text("detail")?,
        prev_hash: row.text("prev_hash")?,
        hash: row.text("hash")?,
    })
}

fn hash(previous: &str, seq: i64, event: &Event<'_>) -> String {
    let (seq, at) = (seq.to_string(), event.at.ms().to_string());
    let mut digest = Sha256::new();
    for field in [previous, &seq, &at, event.actor, event.action, event.subject, event.detail] {
        digest.update((field.len() as u64).to_be_bytes());
        digest.update(field.as_bytes());
    }
    domain::text::hex(&digest.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event<'a>() -> Event<'a> {
        Event { at: Timestamp::from_ms(1), actor: "a", action: "rent.submit", subject: "s", detail: "d" }
    }

    /// The worked example of layout 1: if this changes, the chain of every running centre breaks.
    #[test]
    fn layout_1_is_fixed() {
        assert_eq!(hash("", 1, &event()), "fc0cd0d932db17110987cf1bd0e401849d52819d846b03c7f5c3b621c94e7a74");
    }

    #[test]
    fn a_character_cannot_move_between_fields() {
        let moved = Event { subject: "sd", detail: "", ..event() };
        assert_ne!(hash("", 1, &event()), hash("", 1, &moved));
    }
}
