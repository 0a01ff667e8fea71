//! Passwords and one-time-code secrets of persons and staff.

use crate::{Conn, Error, row::Reader};
use domain::Timestamp;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// `person.id`, `staff.id` or `unit_agent.id`.
    pub subject_id: String,
    /// A PHC string.
    pub password_hash: String,
    /// The one-time-code secret, encrypted; none until a second factor is set up.
    pub totp_sealed: Option<String>,
    /// The latest 30-second step whose code was used. No step is accepted twice.
    pub totp_last_step: i64,
    pub changed: Timestamp,
}

/// Sets the password; the second factor stays as it is.
pub async fn set_password(
    conn: &mut Conn,
    subject_id: &str,
    password_hash: &str,
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query(
        "insert into credential (subject_id, password_hash, changed_ms) values ($1, $2, $3)
         on conflict (subject_id) do update
            set password_hash = excluded.password_hash, changed_ms = excluded.changed_ms",
    )
    .bind(subject_id)
    .bind(password_hash)
    .bind(now.ms())
    .execute(conn)
    .await?;
    Ok(())
}

/// Removes password and second factor; `false` when there are none.
pub async fn remove(conn: &mut Conn, subject_id: &str) -> Result<bool, Error> {
    let done =
        sqlx::query("delete from credential where subject_id = $1").bind(subject_id).execute(conn).await?;
    Ok(done.rows_affected() == 1)
}

/// Sets the second factor. `step` is the step whose code proved it, spent by that. Answers `false` when the
/// subject has no password yet.
pub async fn set_totp(
    conn: &mut Conn,
    subject_id: &str,
    totp_sealed: &str,
    step: i64,
    now: Timestamp,
) -> Result<bool, Error> {
    let done = sqlx::query(
        "update credential set totp_sealed = $2, totp_last_step = $3, changed_ms = $4 where subject_id = $1",
    )
    .bind(subject_id)
    .bind(totp_sealed)
    .bind(step)
    .bind(now.ms())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Spends a step of the one-time code. Answers `false` when this step or a later one was spent before: the
/// condition is in the update, so that of two requests with the same code one goes through.
pub async fn spend_totp_step(conn: &mut Conn, subject_id: &str, step: i64) -> Result<bool, Error> {
    let done = sqlx::query(
        "update credential set totp_last_step = $2
          where subject_id = $1 and totp_last_step < $2 and totp_sealed is not null",
    )
    .bind(subject_id)
    .bind(step)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Whether the password is still the one with this hash. Holds the row until the transaction ends, so that who sets
/// another one waits, and finds the session that this one opened.
pub async fn hold(conn: &mut Conn, subject_id: &str, password_hash: &str) -> Result<bool, Error> {
    let done = sqlx::query(
        "update credential set password_hash = password_hash where subject_id = $1 and password_hash = $2",
    )
    .bind(subject_id)
    .bind(password_hash)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

macro_rules! select {
    ($from:literal) => {
        concat!(
            "select c.subject_id, c.password_hash, c.totp_sealed, c.totp_last_step, c.changed_ms from ",
            $from
        )
    };
}

pub async fn find(conn: &mut Conn, subject_id: &str) -> Result<Option<Credential>, Error> {
    let sql = select!("credential c where c.subject_id = $1");
    let row = sqlx::query(sql).bind(subject_id).fetch_optional(conn).await?;
    row.as_ref().map(read).transpose()
}

/// The credential of the person whose identity number has this keyed hash: one statement, whether or not
/// there is such a person, so that the time it takes says nothing.
pub async fn find_of_person(conn: &mut Conn, id_index: &str) -> Result<Option<Credential>, Error> {
    let sql = select!("person p join credential c on c.subject_id = p.id where p.id_index = $1");
    let row = sqlx::query(sql).bind(id_index).fetch_optional(conn).await?;
    row.as_ref().map(read).transpose()
}

/// The credential of the member of staff with this login.
pub async fn find_of_staff(conn: &mut Conn, login: &str) -> Result<Option<Credential>, Error> {
    let sql = select!("staff s join credential c on c.subject_id = s.id where s.login = $1");
    let row = sqlx::query(sql).bind(login).fetch_optional(conn).await?;
    row.as_ref().map(read).transpose()
}

/// The credential of the agent of a unit with this login.
pub async fn find_of_agent(conn: &mut Conn, login: &str) -> Result<Option<Credential>, Error> {
    let sql = select!("unit_agent a join credential c on c.subject_id = a.id where a.login = $1");
    let row = sqlx::query(sql).bind(login).fetch_optional(conn).await?;
    row.as_ref().map(read).transpose()
}

fn read(row: &sqlx::any::AnyRow) -> Result<Credential, Error> {
    let row = Reader::new("credential", row);
    Ok(Credential {
        subject_id: row.text("subject_id")?,
        password_hash: row.text("password_hash")?,
        totp_sealed: row.maybe_text("totp_sealed")?,
        totp_last_step: row.int("totp_last_step")?,
        changed: row.time("changed_ms")?,
    })
}
