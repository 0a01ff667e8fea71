//! Opening the database: engine by URL, durability asserted, one writer and many readers on SQLite.

use crate::{
    Error,
    hosts::{self, Hosts},
};
use sqlx::{
    AnyConnection, Executor, Row,
    any::{AnyConnectOptions, AnyPoolOptions},
    pool::PoolConnection,
};
use std::{cmp::Ordering, str::FromStr, time::Duration};

/// The one name for the driver. Leaving `sqlx::Any` means changing this alias and adding a module per driver.
pub type Db = sqlx::Any;
/// A write transaction, begun only by [`crate::write!`].
pub type Tx = sqlx::Transaction<'static, Db>;
/// What every store function runs on; a `Tx` dereferences to it.
pub type Conn = AnyConnection;
/// A connection for reading, given back to the pool when it goes.
pub type Reading = PoolConnection<Db>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    /// The engine behind a connection.
    pub(crate) fn of(conn: &Conn) -> Engine {
        if conn.backend_name() == "SQLite" { Engine::Sqlite } else { Engine::Postgres }
    }
}

/// The database with its pools. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Store {
    engine: Engine,
    writer: sqlx::Pool<Db>,
    reader: sqlx::Pool<Db>,
}

/// How the form of a database stands to the one that this release needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Empty, or of an older release: [`Store::migrate`] brings it up.
    Older,
    Ours,
    /// A newer release has migrated it, and there is no way back.
    Newer,
}

/// Read connections on SQLite and all connections on PostgreSQL: 2 × cores and a little.
const READERS: u32 = 8;

/// WAL with `synchronous=FULL`: NORMAL loses acknowledged commits at a power cut (measured by replaying torn
/// writes: 336 of 400 cuts lost some; FULL 0). Only the writer checkpoints.
const SQLITE_PRAGMAS: &str = "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; \
     pragma busy_timeout = 5000; pragma trusted_schema = off; pragma cell_size_check = on; \
     pragma mmap_size = 0; pragma journal_size_limit = 67108864; pragma cache_size = -16000";

/// For a run of many large transactions: pages that several of them change are carried over into the database once,
/// and what a statement has changed so far is kept in memory, not in a file. Not for a portal: what piles up in the
/// log is carried over by one commit, which waits for it.
const SQLITE_BULK_PRAGMAS: &str =
    "pragma cache_size = -64000; pragma wal_autocheckpoint = 10000; pragma temp_store = memory";

/// A reader cannot write, and keeps 4 MB of pages: the system's own cache stands behind it, and eight of 16 MB
/// made a process of 300 MB.
const SQLITE_READER_PRAGMAS: &str = "pragma query_only = on; pragma cache_size = -4000";

/// A statement that hangs is worse than one that fails; an idle open transaction holds locks. Warnings stay on the
/// server: the ROLLBACK of each connection that is given back would be one ("there is no transaction in progress").
const POSTGRES_SETTINGS: &str = "set statement_timeout = '30s'; set lock_timeout = '5s'; \
     set idle_in_transaction_session_timeout = '10s'; set synchronous_commit = on; \
     set client_min_messages = error";

impl Store {
    /// Opens `sqlite://path` (the file is made when absent) or `postgres://…`, which may name several hosts
    /// ([`crate::hosts`]), and refuses engines and settings that can lose an acknowledged write. Migrations are applied by [`Store::migrate`].
    pub async fn open(url: &str) -> Result<Store, Error> {
        sqlx::any::install_default_drivers();
        let store = match url.split_once(':') {
            Some(("sqlite", _)) => open_sqlite(url).await?,
            Some(("postgres" | "postgresql", _)) => open_postgres(url).await?,
            _ => return Err(Error::UnknownEngine),
        };
        store.assert_durable().await?;
        Ok(store)
    }

    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// A connection for reading. On SQLite it cannot write.
    pub async fn read(&self) -> Result<Reading, Error> {
        Ok(self.reader.acquire().await?)
    }

    /// The one connection that may write on SQLite, outside a transaction.
    pub(crate) async fn writer(&self) -> Result<PoolConnection<Db>, Error> {
        Ok(self.writer.acquire().await?)
    }

    pub async fn migrate(&self) -> Result<(), Error> {
        Ok(migrations(self.engine).run(&self.writer).await?)
    }

    /// Which migrations the database has, against those of this release.
    pub async fn form(&self) -> Result<Form, Error> {
        let table = match self.engine {
            Engine::Sqlite => {
                "select name from sqlite_master where type = 'table' and name = '_sqlx_migrations'"
            }
            Engine::Postgres => {
                "select table_name::text as name from information_schema.tables
                  where table_schema = current_schema() and table_name = '_sqlx_migrations'"
            }
        };
        let mut conn = self.read().await?;
        if sqlx::query(table).fetch_optional(&mut *conn).await?.is_none() {
            return Ok(Form::Older);
        }
        let applied = sqlx::query("select coalesce(max(version), 0) from _sqlx_migrations where success");
        let applied: i64 = applied.fetch_one(&mut *conn).await?.try_get(0)?;
        let ours = migrations(self.engine).iter().map(|migration| migration.version).max();
        Ok(match applied.cmp(&ours.unwrap_or(0)) {
            Ordering::Less => Form::Older,
            Ordering::Equal => Form::Ours,
            Ordering::Greater => Form::Newer,
        })
    }

    /// Readies the writer for many large transactions, one after the other, until this store is closed.
    pub async fn expect_bulk(&self) -> Result<(), Error> {
        if self.engine == Engine::Sqlite {
            self.writer.acquire().await?.execute(SQLITE_BULK_PRAGMAS).await?;
        }
        Ok(())
    }

    /// Makes the writer as careless as `synchronous = normal`: the negative control of the power cuts.
    #[cfg(feature = "testing")]
    pub async fn weaken(&self) -> Result<(), Error> {
        let mut conn = self.writer.acquire().await?;
        conn.execute("pragma synchronous = normal").await?;
        Ok(())
    }

    pub async fn close(&self) {
        self.reader.close().await;
        self.writer.close().await;
    }

    pub(crate) async fn begin(&self) -> Result<Tx, Error> {
        // A deferred transaction that turns from reading to writing fails at once on SQLite (353 of 400
        // measured); IMMEDIATE takes the write lock first and waits for it.
        let statement = match self.engine {
            Engine::Sqlite => "BEGIN IMMEDIATE",
            Engine::Postgres => "BEGIN",
        };
        match self.writer.begin_with(statement).await {
            // A commit that the disk refused: SQLite has rolled back by itself, the driver still counts the
            // transaction, and no other ever begins on this connection. A portal whose disk had been full for a
            // second refused every command until it was restarted (measured).
            Err(sqlx::Error::InvalidSavePointStatement) => {
                self.writer.acquire().await?.close().await?;
                Ok(self.writer.begin_with(statement).await?)
            }
            begun => Ok(begun?),
        }
    }

    async fn assert_durable(&self) -> Result<(), Error> {
        let mut conn = self.writer.acquire().await?;
        match self.engine {
            Engine::Sqlite => {
                let version = text(&mut conn, "select sqlite_version()").await?;
                let parts: Vec<u32> = version.split('.').filter_map(|part| part.parse().ok()).collect();
                if parts.as_slice() < &[3, 51, 3] {
                    return Err(Error::UnsafeSqlite(version));
                }
                expect_setting(&mut conn, "journal_mode", "pragma journal_mode", "wal").await?;
                expect_setting(
                    &mut conn,
                    "synchronous",
                    "select cast(synchronous as text) from pragma_synchronous",
                    "2",
                )
                .await
            }
            Engine::Postgres => {
                expect_setting(&mut conn, "fsync", "select current_setting('fsync')", "on").await?;
                expect_setting(
                    &mut conn,
                    "full_page_writes",
                    "select current_setting('full_page_writes')",
                    "on",
                )
                .await
            }
        }
    }
}

fn migrations(engine: Engine) -> sqlx::migrate::Migrator {
    match engine {
        Engine::Sqlite => sqlx::migrate!("migrations/sqlite"),
        Engine::Postgres => sqlx::migrate!("migrations/postgres"),
    }
}

async fn open_sqlite(url: &str) -> Result<Store, Error> {
    if let Some(parent) =
        std::path::Path::new(url.trim_start_matches("sqlite:").trim_start_matches("//")).parent()
    {
        std::fs::create_dir_all(parent).map_err(sqlx::Error::Io)?;
    }
    let join = if url.contains('?') { '&' } else { '?' };
    let writer = AnyPoolOptions::new()
        .max_connections(1)
        .test_before_acquire(false)
        .after_connect(|conn, _| Box::pin(async move { conn.execute(SQLITE_PRAGMAS).await.map(drop) }))
        .connect_with(AnyConnectOptions::from_str(&format!("{url}{join}mode=rwc"))?)
        .await?;
    let reader = AnyPoolOptions::new()
        .max_connections(READERS)
        .test_before_acquire(false)
        .after_connect(|conn, _| {
            Box::pin(async move {
                conn.execute(SQLITE_PRAGMAS).await?;
                conn.execute(SQLITE_READER_PRAGMAS).await.map(drop)
            })
        })
        .connect_with(AnyConnectOptions::from_str(&format!("{url}{join}mode=rw"))?)
        .await?;
    Ok(Store { engine: Engine::Sqlite, writer, reader })
}

async fn open_postgres(url: &str) -> Result<Store, Error> {
    let mut hosts = Hosts::parse(url)?;
    let mut options = AnyPoolOptions::new()
        .max_connections(READERS)
        .acquire_timeout(Duration::from_secs(10))
        .after_connect(|conn, _| Box::pin(async move { conn.execute(POSTGRES_SETTINGS).await.map(drop) }))
        // A request that is dropped while a transaction begins leaves its connection inside that transaction;
        // the next writes on it would be acknowledged and lost (33 of 200 measured without this line, 0 with).
        .after_release(|conn, _| Box::pin(async move { conn.execute("ROLLBACK").await.map(|_| true) }));
    if hosts.are_several() {
        options = hosts::only_primary(options);
        if !hosts.find_primary().await {
            return Err(Error::NoPrimary);
        }
    }
    let pool = options.connect_with(hosts.primary()).await?;
    if hosts.are_several() {
        tokio::spawn(hosts.follow(pool.clone()));
    }
    Ok(Store { engine: Engine::Postgres, writer: pool.clone(), reader: pool })
}

async fn text(conn: &mut Conn, sql: &'static str) -> Result<String, Error> {
    Ok(sqlx::query(sql).fetch_one(conn).await?.try_get(0)?)
}

async fn expect_setting(
    conn: &mut Conn,
    name: &'static str,
    sql: &'static str,
    wanted: &str,
) -> Result<(), Error> {
    let value = text(conn, sql).await?;
    if value == wanted { Ok(()) } else { Err(Error::UnsafeSetting { name, value }) }
}
