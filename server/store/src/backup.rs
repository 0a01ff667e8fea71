//! Copies of an SQLite database while it is in use, and what SQLite says about a file. PostgreSQL has tools of its own.

use crate::{Conn, Error, Store};
use sqlx::{AnyConnection, Connection as _, Executor as _, Row as _};
use std::path::Path;

/// Writes a whole and compact copy of the database as of this moment to `file`, which must not exist. Writers and
/// readers go on meanwhile.
pub async fn copy_into(store: &Store, file: &Path) -> Result<(), Error> {
    let mut conn = store.writer().await?;
    sqlx::query("vacuum into $1").bind(file.to_string_lossy().into_owned()).execute(&mut *conn).await?;
    Ok(())
}

/// The first complaint of SQLite about the pages, indexes and foreign keys of the file; `None` when all is well.
pub async fn damage_find(conn: &mut Conn) -> Result<Option<String>, Error> {
    let said: String = sqlx::query("select integrity_check from pragma_integrity_check limit 1")
        .fetch_one(&mut *conn)
        .await?
        .try_get(0)?;
    if said != "ok" {
        return Ok(Some(said));
    }
    let astray =
        sqlx::query("select \"table\" from pragma_foreign_key_check limit 1").fetch_optional(conn).await?;
    astray.map(|row| Ok(format!("a row of {} refers to nothing", row.try_get::<String, _>(0)?))).transpose()
}

/// Whether the file is a database at all. A pool would go on trying for half a minute to open one that is not.
pub async fn can_be_read(file: &Path) -> bool {
    sqlx::any::install_default_drivers();
    let Ok(mut conn) = AnyConnection::connect(&format!("sqlite://{}?mode=rw", file.display())).await else {
        return false;
    };
    let read = sqlx::query("select count(*) from audit_head").fetch_one(&mut conn).await.is_ok();
    conn.close().await.is_ok() && read
}

/// Folds everything into the one file and answers `true`, or `false` when somebody else has the database open.
pub async fn fold_alone(file: &Path) -> Result<bool, Error> {
    sqlx::any::install_default_drivers();
    let mut conn = AnyConnection::connect(&format!("sqlite://{}?mode=rw", file.display())).await?;
    // SQLite leaves write-ahead logging only for who is alone with the file.
    conn.execute("pragma busy_timeout = 200").await?;
    let left = sqlx::query("pragma journal_mode = delete").fetch_one(&mut conn).await;
    let alone = match left {
        Ok(row) => row.try_get::<String, _>(0)? == "delete",
        Err(sqlx::Error::Database(error))
            if matches!(error.code().as_deref(), Some("5" | "6" | "261" | "517")) =>
        {
            false
        }
        Err(error) => return Err(error.into()),
    };
    conn.close().await?;
    Ok(alone)
}
