//! What can go wrong with a database.

/// An error of the store. It is logged, never shown: pages get an incident number.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    #[error("migration: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A stored row contradicts the domain: a code that does not exist, a month that is none.
    #[error("inconsistent row: {table}.{column} of {key}")]
    Inconsistent { table: &'static str, column: &'static str, key: String },
    /// A member's account does not hold the amount free of reservations; the transaction is rolled back.
    #[error("not enough available in the account")]
    NotEnough,
    /// The database URL names no engine that is supported.
    #[error("the database URL must start with sqlite: or postgres:")]
    UnknownEngine,
    /// None of the hosts of a cluster takes writes: all are standbys, or do not answer.
    #[error("no host of the database URL takes writes")]
    NoPrimary,
    /// The linked SQLite is one that can lose committed writes (the WAL-reset bug, fixed in 3.51.3).
    #[error("SQLite {0} is linked; 3.51.3 or later is needed")]
    UnsafeSqlite(String),
    /// A setting on which durability rests is not what was asked for.
    #[error("the database runs with {name} = {value}, which is not safe")]
    UnsafeSetting { name: &'static str, value: String },
}

impl Error {
    /// Passes when the transaction is run again: a conflict with another one (serialisation failure and deadlock
    /// on PostgreSQL, a busy or locked file on SQLite), or a connection that was lost before the commit was sent.
    pub fn is_transient(&self) -> bool {
        self.has_code(&["40001", "40P01", "5", "6", "261", "517"]) || self.is_lost()
    }

    /// The connection is gone, its server is ending, or is a standby by now. Whether a commit that ended so was kept
    /// is known to nobody but the database.
    pub(crate) fn is_lost(&self) -> bool {
        matches!(self, Error::Database(sqlx::Error::Io(_)))
            || self.has_code(&["57P01", "57P02", "57P03", "25006"])
    }

    /// No connection or, on PostgreSQL, no lock could be had in time: the database is away, or too many are waiting for it.
    pub fn is_unreachable(&self) -> bool {
        matches!(self, Error::Database(sqlx::Error::PoolTimedOut)) || self.has_code(&["55P03"])
    }

    fn has_code(&self, codes: &[&str]) -> bool {
        let Error::Database(sqlx::Error::Database(error)) = self else { return false };
        error.code().is_some_and(|code| codes.contains(&code.as_ref()))
    }

    /// True when the database refused a write because of the constraint or unique index of this name.
    ///
    /// SQLite names the columns of a unique index instead of the index, so both are given.
    pub fn is_conflict(&self, constraint: &str, sqlite_columns: &str) -> bool {
        let Error::Database(sqlx::Error::Database(error)) = self else { return false };
        error.constraint() == Some(constraint)
            || error.message().contains(constraint)
            || (error.is_unique_violation() && error.message().contains(sqlite_columns))
    }
}
