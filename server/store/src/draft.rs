//! Form drafts (表单草稿): what a person typed into a form that is not sent yet, one per session and form.

use crate::{Conn, Error, row::Reader};
use domain::Timestamp;

/// A stored draft. `request_id` is minted when the form is first shown and becomes the id of what it creates,
/// so that sending twice makes one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub request_id: String,
    /// The form state as JSON.
    pub body: String,
}

pub async fn find(
    conn: &mut Conn,
    session_hash: &str,
    form: &str,
    now: Timestamp,
) -> Result<Option<Draft>, Error> {
    let row = sqlx::query(
        "select request_id, body from form_draft where session_hash = $1 and form = $2 and expires_ms > $3",
    )
    .bind(session_hash)
    .bind(form)
    .bind(now.ms())
    .fetch_optional(conn)
    .await?;
    row.as_ref()
        .map(|row| {
            let row = Reader::new("form_draft", row);
            Ok(Draft { request_id: row.text("request_id")?, body: row.text("body")? })
        })
        .transpose()
}

/// Keeps a draft; an older one of the same session and form is replaced, its request id too.
pub async fn save(
    conn: &mut Conn,
    session_hash: &str,
    form: &str,
    draft: &Draft,
    expires: Timestamp,
) -> Result<(), Error> {
    sqlx::query(
        "insert into form_draft (session_hash, form, request_id, body, expires_ms) values ($1, $2, $3, $4, $5)
         on conflict (session_hash, form) do update
            set request_id = excluded.request_id, body = excluded.body, expires_ms = excluded.expires_ms",
    )
    .bind(session_hash)
    .bind(form)
    .bind(&draft.request_id)
    .bind(&draft.body)
    .bind(expires.ms())
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn remove(conn: &mut Conn, session_hash: &str, form: &str) -> Result<(), Error> {
    sqlx::query("delete from form_draft where session_hash = $1 and form = $2")
        .bind(session_hash)
        .bind(form)
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets all drafts of a session that ends.
pub async fn remove_all(conn: &mut Conn, session_hash: &str) -> Result<(), Error> {
    sqlx::query("delete from form_draft where session_hash = $1").bind(session_hash).execute(conn).await?;
    Ok(())
}

/// Moves a visitor's drafts to the session that replaces it at sign-in.
pub async fn rehome(conn: &mut Conn, from_session: &str, to_session: &str) -> Result<(), Error> {
    sqlx::query("update form_draft set session_hash = $2 where session_hash = $1")
        .bind(from_session)
        .bind(to_session)
        .execute(conn)
        .await?;
    Ok(())
}

pub async fn remove_expired(conn: &mut Conn, now: Timestamp) -> Result<u64, Error> {
    let done =
        sqlx::query("delete from form_draft where expires_ms <= $1").bind(now.ms()).execute(conn).await?;
    Ok(done.rows_affected())
}
