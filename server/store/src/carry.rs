//! Carrying the books from SQLite to PostgreSQL (迁移): every row of every table, in one transaction, read back and
//! compared before it is kept.
//!
//! Rows travel in the text form of PostgreSQL's `COPY`, the fastest way in that there is, and the only place where a
//! driver of its own is spoken to: `sqlx::Any` has no `COPY`. Both engines have the same tables and the same two column
//! types, so nothing is translated on the way.

use crate::{Conn, Error, hosts::Hosts};
use futures::TryStreamExt as _;
use sha2::{Digest, Sha256};
use sqlx::{
    AnyConnection, AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _, Row as _,
    any::AnyRow,
    postgres::{PgConnectOptions, PgConnection},
};
use std::{collections::BTreeSet, path::Path};

/// Rows that are read at once, and sent at once.
const PAGE: i64 = 5_000;

/// A table that was carried over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    pub table: String,
    pub rows: u64,
}

/// Why nothing was carried over; the target is as it was.
#[derive(Debug, thiserror::Error)]
pub enum NotCarried {
    #[error(transparent)]
    Store(#[from] Error),
    /// The target holds rows of this table already.
    #[error("the database holds rows already, in {0}")]
    NotEmpty(String),
    /// The two have other tables or columns: one of them was migrated by another release.
    #[error(
        "the two databases have another form, in {0}; bring both to the same release with `anju migrate`"
    )]
    OtherForm(String),
    /// What was read back is not what was sent.
    #[error("the rows of {0} did not arrive as they were sent")]
    Altered(String),
}

impl From<sqlx::Error> for NotCarried {
    fn from(error: sqlx::Error) -> Self {
        NotCarried::Store(error.into())
    }
}

/// A table with its columns in order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Table {
    name: String,
    columns: Vec<Column>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Column {
    name: String,
    is_number: bool,
}

/// Number and sum of the hashes of some rows, in whatever order they come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    rows: u64,
    sum: u128,
}

impl Tally {
    fn add(&mut self, line: &[u8]) {
        let hash: [u8; 32] = Sha256::digest(line).into();
        let (half, _) = hash.split_at(16);
        self.rows += 1;
        self.sum = self.sum.wrapping_add(half.iter().fold(0, |sum, byte| sum << 8 | u128::from(*byte)));
    }
}

/// Carries all rows of the SQLite file, which nobody else may have open ([`crate::backup::fold_alone`]), into the
/// migrated and empty PostgreSQL at `url`.
pub async fn carry(file: &Path, url: &str) -> Result<Vec<Carried>, NotCarried> {
    sqlx::any::install_default_drivers();
    let mut from = AnyConnection::connect(&format!("sqlite://{}?mode=rw", file.display())).await?;
    // Nobody writes while we read: what came after its table was read would stay behind.
    from.execute("pragma foreign_keys = on").await?;
    from.execute("begin exclusive").await?;
    let tables = tables_of_sqlite(&mut from).await?;
    let mut to = open(url).await?;
    same_form(&tables, &tables_of_postgres(&mut to).await?)?;
    // Ends with the connection, unless it comes to the commit.
    to.execute("begin").await?;
    empty(&mut to, &tables).await?;
    let mut carried = Vec::new();
    for table in parents_first(&mut from, tables).await? {
        let sent = send(&mut from, &mut to, &table).await?;
        if read_back(&mut to, &table).await? != sent {
            return Err(NotCarried::Altered(table.name));
        }
        count_on(&mut to, &table).await?;
        carried.push(Carried { table: table.name, rows: sent.rows });
    }
    to.execute("commit").await?;
    to.close().await?;
    from.execute("rollback").await?;
    from.close().await?;
    Ok(carried)
}

async fn open(url: &str) -> Result<PgConnection, NotCarried> {
    let mut hosts = Hosts::parse(url)?;
    if hosts.are_several() && !hosts.find_primary().await {
        return Err(Error::NoPrimary.into());
    }
    let mut to =
        PgConnection::connect_with(&PgConnectOptions::from_url(&hosts.primary().database_url)?).await?;
    to.execute("set synchronous_commit = on; set lock_timeout = '5s'").await?;
    Ok(to)
}

async fn tables_of_sqlite(conn: &mut Conn) -> Result<Vec<Table>, NotCarried> {
    let rows = sqlx::query(
        "select t.name as table_name, c.name as column_name, c.type as data_type
           from sqlite_master t join pragma_table_info(t.name) c
          where t.type = 'table' and t.name not like 'sqlite%' and t.name <> '_sqlx_migrations'
          order by t.name, c.cid",
    )
    .fetch_all(conn)
    .await?;
    grouped(rows.iter().map(|row| {
        let is_number = row.try_get::<String, _>("data_type")?.eq_ignore_ascii_case("integer");
        Ok((row.try_get("table_name")?, Column { name: row.try_get("column_name")?, is_number }))
    }))
}

async fn tables_of_postgres(conn: &mut PgConnection) -> Result<Vec<Table>, NotCarried> {
    let rows = sqlx::query(
        "select table_name::text, column_name::text, data_type::text from information_schema.columns
          where table_schema = current_schema() and table_name <> '_sqlx_migrations'
          order by table_name, ordinal_position",
    )
    .fetch_all(conn)
    .await?;
    grouped(rows.iter().map(|row| {
        let is_number = row.try_get::<String, _>("data_type")? == "bigint";
        Ok((row.try_get("table_name")?, Column { name: row.try_get("column_name")?, is_number }))
    }))
}

fn grouped(
    columns: impl Iterator<Item = Result<(String, Column), sqlx::Error>>,
) -> Result<Vec<Table>, NotCarried> {
    let mut tables: Vec<Table> = Vec::new();
    for column in columns {
        let (name, column) = column?;
        match tables.last_mut() {
            Some(table) if table.name == name => table.columns.push(column),
            _ => tables.push(Table { name, columns: vec![column] }),
        }
    }
    Ok(tables)
}

/// The same tables with the same columns; an engine may have them in another order.
fn same_form(ours: &[Table], theirs: &[Table]) -> Result<(), NotCarried> {
    let sorted = |tables: &[Table]| -> BTreeSet<Table> {
        let mut tables = tables.to_vec();
        tables.iter_mut().for_each(|table| table.columns.sort());
        tables.into_iter().collect()
    };
    match sorted(ours).symmetric_difference(&sorted(theirs)).next() {
        None => Ok(()),
        Some(table) => Err(NotCarried::OtherForm(table.name.clone())),
    }
}

/// Tables in which the migrations put rows.
const SEEDED: [&str; 3] = ["audit_head", "ledger_account", "remittance_lock"];

/// Takes away what the migrations put there, if that is all there is.
async fn empty(to: &mut PgConnection, tables: &[Table]) -> Result<(), NotCarried> {
    for Table { name, .. } in tables {
        let one = format!("select 1 from {name} limit 1");
        if !SEEDED.contains(&name.as_str()) && to.fetch_optional(AssertSqlSafe(one)).await?.is_some() {
            return Err(NotCarried::NotEmpty(name.clone()));
        }
    }
    for name in SEEDED {
        to.execute(AssertSqlSafe(format!("delete from {name}"))).await?;
    }
    Ok(())
}

/// A table comes after those that its rows refer to.
async fn parents_first(conn: &mut Conn, tables: Vec<Table>) -> Result<Vec<Table>, NotCarried> {
    let mut waiting = Vec::new();
    for table in tables {
        let rows =
            sqlx::query("select distinct \"table\" from pragma_foreign_key_list($1) where \"table\" <> $1")
                .bind(table.name.clone())
                .fetch_all(&mut *conn)
                .await?;
        let parents: Result<Vec<String>, _> = rows.iter().map(|row| row.try_get(0)).collect();
        waiting.push((table, parents?));
    }
    let (mut placed, mut names) = (Vec::new(), BTreeSet::new());
    while !waiting.is_empty() {
        let before = placed.len();
        for (table, parents) in std::mem::take(&mut waiting) {
            if parents.iter().all(|parent| names.contains(parent)) {
                names.insert(table.name.clone());
                placed.push(table);
            } else {
                waiting.push((table, parents));
            }
        }
        if placed.len() == before {
            return Err(NotCarried::OtherForm(waiting.swap_remove(0).0.name));
        }
    }
    Ok(placed)
}

/// Sends all rows of a table, in the order in which they were written: a row may refer to an earlier one.
async fn send(from: &mut Conn, to: &mut PgConnection, table: &Table) -> Result<Tally, NotCarried> {
    let columns = list(table);
    let select = format!(
        "select rowid as place, {columns} from {} where rowid > $1 order by rowid limit $2",
        table.name
    );
    let copy = format!("copy {} ({columns}) from stdin", table.name);
    let (mut tally, mut place) = (Tally::default(), i64::MIN);
    let mut copying = to.copy_in_raw(&copy).await?;
    loop {
        let page =
            sqlx::query(AssertSqlSafe(select.clone())).bind(place).bind(PAGE).fetch_all(&mut *from).await?;
        let Some(last) = page.last() else { break };
        place = last.try_get("place")?;
        let mut lines = Vec::with_capacity(page.len() * 200);
        for row in &page {
            let start = lines.len();
            line(row, table, &mut lines)?;
            tally.add(&lines[start..]);
        }
        copying.send(lines).await?;
    }
    copying.finish().await?;
    Ok(tally)
}

/// The same rows as they stand there now.
async fn read_back(to: &mut PgConnection, table: &Table) -> Result<Tally, NotCarried> {
    let copy = format!("copy {} ({}) to stdout", table.name, list(table));
    let (mut tally, mut rest) = (Tally::default(), Vec::new());
    let mut pieces = to.copy_out_raw(&copy).await?;
    while let Some(piece) = pieces.try_next().await? {
        rest.extend_from_slice(&piece);
        let mut begin = 0;
        // An end of line inside a value is written as `\n`, so each one ends a row.
        while let Some(end) = rest[begin..].iter().position(|byte| *byte == b'\n') {
            tally.add(&rest[begin..=begin + end]);
            begin += end + 1;
        }
        rest.drain(..begin);
    }
    Ok(tally)
}

/// The next row that PostgreSQL numbers itself comes after the last one.
async fn count_on(to: &mut PgConnection, table: &Table) -> Result<(), NotCarried> {
    let numbered = sqlx::query(
        "select column_name::text from information_schema.columns
          where table_schema = current_schema() and table_name = $1 and is_identity = 'YES'",
    )
    .bind(&table.name)
    .fetch_all(&mut *to)
    .await?;
    for row in numbered {
        let (name, column) = (&table.name, row.try_get::<String, _>(0)?);
        let sql = format!(
            "select setval(pg_get_serial_sequence('{name}', '{column}'), coalesce(max({column}), 1), max({column}) is not null)
               from {name}"
        );
        to.execute(AssertSqlSafe(sql)).await?;
    }
    Ok(())
}

fn list(table: &Table) -> String {
    let quoted: Vec<String> = table.columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
    quoted.join(", ")
}

/// A row in the text form of `COPY`.
fn line(row: &AnyRow, table: &Table, out: &mut Vec<u8>) -> Result<(), sqlx::Error> {
    for (at, column) in table.columns.iter().enumerate() {
        if at > 0 {
            out.push(b'\t');
        }
        let name = column.name.as_str();
        let value = if column.is_number {
            row.try_get::<Option<i64>, _>(name)?.map(|number| number.to_string())
        } else {
            row.try_get::<Option<String>, _>(name)?
        };
        match value {
            None => out.extend_from_slice(b"\\N"),
            Some(value) => escape(&value, out),
        }
    }
    out.push(b'\n');
    Ok(())
}

fn escape(value: &str, out: &mut Vec<u8>) {
    for byte in value.bytes() {
        match byte {
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            0x08 => out.extend_from_slice(b"\\b"),
            0x0b => out.extend_from_slice(b"\\v"),
            0x0c => out.extend_from_slice(b"\\f"),
            other => out.push(other),
        }
    }
}
