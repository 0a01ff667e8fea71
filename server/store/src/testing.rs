//! Databases for tests, on both engines: a fresh SQLite file, a fresh PostgreSQL schema.
//!
//! PostgreSQL is started by the test script, which sets `ANJU_TEST_POSTGRES` to the URL of a cluster that
//! lives as long as the tests.

mod samples;

pub use samples::{NOW, a_case, a_person, a_session, an_account, terms};

use crate::{Engine, Store};
use sqlx::{Connection, Executor, Row};
use std::{
    hash::{BuildHasher, Hasher, RandomState},
    sync::atomic::{AtomicU32, Ordering},
};

/// Runs each story on SQLite and on PostgreSQL. A story takes the engine, or what a function makes of it:
/// `on_both_engines!(TestStore::new; one, two)`, the path as a module inside the caller's sees it.
#[macro_export]
macro_rules! on_both_engines {
    (#[$test:meta] $make:path; $($name:ident),+ $(,)?) => {
        mod sqlite { $(#[$test] async fn $name() { super::$name($make($crate::Engine::Sqlite).await).await; })+ }
        mod postgres { $(#[$test] async fn $name() { super::$name($make($crate::Engine::Postgres).await).await; })+ }
    };
    ($make:path; $($name:ident),+ $(,)?) => { $crate::on_both_engines!(#[tokio::test] $make; $($name),+); };
    ($($name:ident),+ $(,)?) => { $crate::on_both_engines!(::core::future::ready; $($name),+); };
}

/// A migrated store; the SQLite file goes when this value goes.
pub struct TestStore {
    pub store: Store,
    /// What to pass to a second process or a second pool on the same data.
    pub url: String,
    _dir: Option<tempfile::TempDir>,
}

impl TestStore {
    pub async fn new(engine: Engine) -> TestStore {
        match engine {
            Engine::Sqlite => sqlite().await,
            Engine::Postgres => postgres().await,
        }
    }
}

impl TestStore {
    /// Changes rows the way somebody with the database's password could, past the triggers that forbid it:
    /// the negative control of what `verify` finds.
    pub async fn tamper(&self, table: &str, change: &str) {
        tamper(&self.url, table, change).await;
    }

    /// Whether the database itself refuses a change, with its triggers in place.
    pub async fn refuses(&self, change: &str) -> bool {
        let mut conn = sqlx::AnyConnection::connect(&self.url).await.expect("the database answers");
        let refused = conn.execute(sqlx::AssertSqlSafe(change.to_owned())).await.is_err();
        conn.close().await.expect("the connection ends");
        refused
    }
}

/// The same on a database that is not a test's own.
pub async fn tamper(url: &str, table: &str, change: &str) {
    sqlx::any::install_default_drivers();
    let mut conn = sqlx::AnyConnection::connect(url).await.expect("the database answers");
    let mut statements = Vec::new();
    if url.starts_with("sqlite") {
        let triggers = "select name from sqlite_master where type = 'trigger' and tbl_name = $1";
        let rows = sqlx::query(triggers).bind(table.to_owned()).fetch_all(&mut conn).await;
        for row in rows.expect("the triggers of a table") {
            statements.push(format!("drop trigger {}", row.get::<String, _>(0)));
        }
        statements.push(change.to_owned());
    } else {
        statements.push(format!("alter table {table} disable trigger user"));
        statements.push(change.to_owned());
        statements.push(format!("alter table {table} enable trigger user"));
    }
    for statement in statements {
        conn.execute(sqlx::AssertSqlSafe(statement)).await.expect("the change is made");
    }
    conn.close().await.expect("the change is kept");
}

async fn sqlite() -> TestStore {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let url = format!("sqlite://{}", dir.path().join("test.db").display());
    TestStore { store: open(&url).await, url, _dir: Some(dir) }
}

async fn postgres() -> TestStore {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let base = std::env::var("ANJU_TEST_POSTGRES")
        .expect("ANJU_TEST_POSTGRES names the test cluster; run the tests through `make test` or `.make/with-postgres`");
    let schema = format!("t{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    sqlx::any::install_default_drivers();
    let mut admin = sqlx::AnyConnection::connect(&base).await.expect("the test cluster answers");
    let create = format!("create schema {schema}");
    admin.execute(sqlx::AssertSqlSafe(create)).await.expect("a schema for this test");
    let url = format!("{base}{}options[search_path]={schema}", if base.contains('?') { '&' } else { '?' });
    TestStore { store: open(&url).await, url, _dir: None }
}

async fn open(url: &str) -> Store {
    let store = Store::open(url).await.expect("the store opens");
    store.migrate().await.expect("the migrations run");
    store
}

/// How often a proof is repeated: `few` in the tests, `many` in `make soak`, which sets `ANJU_SOAK`.
pub fn times(few: u64, many: u64) -> u64 {
    if std::env::var_os("ANJU_SOAK").is_some() { many } else { few }
}

/// Where the chance of a test begins: a new place in every run, printed; `ANJU_SEED` replays one.
pub fn seed(test: &str) -> u64 {
    let given = std::env::var("ANJU_SEED").ok().and_then(|text| text.parse().ok());
    let seed = given.unwrap_or_else(|| RandomState::new().build_hasher().finish());
    println!("{test}: ANJU_SEED={seed} replays this run");
    seed
}

/// A stream of numbers that a seed repeats (SplitMix64); for tests that choose their moments by chance.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Chance {
        Chance(seed)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end.max(1)
    }
}

/// How many rows of the ledger set money aside for a case, and how many took it out.
pub async fn rows_of_case(store: &Store, case_id: &str) -> (i64, i64) {
    let mut conn = store.read().await.expect("a connection");
    let row = sqlx::query(
        "select count(case when kind = 'reserve' then 1 end), count(case when kind = 'post_reserved' then 1 end)
           from ledger_transfer where case_id = $1",
    )
    .bind(case_id)
    .fetch_one(&mut *conn)
    .await
    .expect("the rows of a case");
    (row.get(0), row.get(1))
}

/// Sets the money of a case aside a second time, past every rule: the negative control of who counts the rows.
pub async fn reserve_again(store: &Store, case_id: &str) {
    let done: Result<(), crate::Error> = crate::write!(store, "test.reserve_again", |tx| {
        sqlx::query(
            "insert into ledger_transfer (debit_account, credit_account, amount_fen, kind, business_code, case_id,
                 value_date, posted_on, recorded_ms)
             select debit_account, credit_account, amount_fen, kind, business_code, case_id, value_date, posted_on,
                 recorded_ms from ledger_transfer where case_id = $1 and kind = 'reserve'",
        )
        .bind(case_id.to_owned())
        .execute(&mut *tx)
        .await?;
        Ok(())
    });
    done.expect("a second row of the same case");
}

/// Takes money out of an account without asking whether it is there; the total stops at zero, where the `CHECK` would
/// refuse: the negative control of the conditional update.
pub async fn unguarded_debit(store: &Store, account: &str, fen: i64) {
    let done: Result<(), crate::Error> = crate::write!(store, "test.unguarded", |tx| {
        sqlx::query(
            "update ledger_account set posted_fen = case when posted_fen > $2 then posted_fen - $2 else 0 end
              where id = $1",
        )
        .bind(account.to_owned())
        .bind(fen)
        .execute(&mut *tx)
        .await?;
        Ok(())
    });
    done.expect("an unguarded debit");
}

/// Names of the columns of a table.
pub async fn columns(store: &Store, table: &'static str) -> std::collections::BTreeSet<String> {
    let sql = match store.engine() {
        Engine::Sqlite => "select name from pragma_table_info($1)",
        Engine::Postgres => {
            "select cast(column_name as text) from information_schema.columns
              where table_name = $1 and table_schema = current_schema()"
        }
    };
    let mut conn = store.read().await.expect("a connection");
    let names = sqlx::query_scalar(sql).bind(table).fetch_all(&mut *conn).await;
    names.expect("the catalog answers").into_iter().collect()
}

/// What SQLite says about the file itself: `ok`, or its first complaint.
pub async fn integrity(store: &Store) -> Result<String, crate::Error> {
    let mut conn = store.read().await?;
    Ok(sqlx::query_scalar("select integrity_check from pragma_integrity_check limit 1")
        .fetch_one(&mut *conn)
        .await?)
}

/// Every case by its number, with how many rows of the ledger set its money aside and took it out.
pub async fn rows_of_cases(store: &Store) -> Result<Vec<(String, i64, i64)>, crate::Error> {
    let mut conn = store.read().await?;
    let rows = sqlx::query(
        "select c.number, count(case when t.kind = 'reserve' then 1 end),
                count(case when t.kind = 'post_reserved' then 1 end)
           from withdrawal_case c left join ledger_transfer t on t.case_id = c.id group by c.number",
    )
    .fetch_all(&mut *conn)
    .await?;
    Ok(rows.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect())
}

/// Transactions on PostgreSQL that connections of this application name hold open and nobody works on.
pub async fn orphan_transactions(store: &Store, application: &str) -> i64 {
    let mut conn = store.read().await.expect("a connection");
    sqlx::query_scalar(
        "select count(*) from pg_stat_activity where application_name = $1 and state like 'idle in transaction%'",
    )
    .bind(application.to_owned())
    .fetch_one(&mut *conn)
    .await
    .expect("the activity of the cluster")
}
