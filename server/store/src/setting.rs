//! Facts about these books that are set once and stay.

use crate::{Conn, Error};
use sqlx::Row as _;

/// What is set under a name.
pub async fn find(conn: &mut Conn, name: &str) -> Result<Option<String>, Error> {
    let row = sqlx::query("select value from centre_setting where name = $1").bind(name);
    Ok(row.fetch_optional(conn).await?.map(|row| row.try_get("value")).transpose()?)
}

/// Sets what is not set yet.
pub async fn keep(tx: &mut Conn, name: &str, value: &str) -> Result<(), Error> {
    sqlx::query("insert into centre_setting (name, value) values ($1, $2) on conflict (name) do nothing")
        .bind(name)
        .bind(value)
        .execute(tx)
        .await?;
    Ok(())
}
