//! What the engines' own tools reach on the same disk: the yardsticks of durable writes.

use crate::city::City;
use anyhow::{Context as _, ensure};
use std::{fmt::Write as _, path::Path, process::Command, time::Instant};

const COMMITS: u32 = 4_000;
const NO_SHELL: &str = "the sqlite3 shell; .make/setup test installs it";

/// The statements of one withdrawal.
const WITHDRAWAL: &str = include_str!("rent.pgbench");
/// In the place of hashes.
const ZEROS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// As long as a sealed card number.
fn sealed() -> String {
    "x".repeat(94)
}

/// As long as the kept reasons of a decision.
fn decision() -> String {
    "x".repeat(2_000)
}

/// Commits a second of the `sqlite3` shell that inserts one row in each, as durable as our own.
pub fn sqlite_shell(folder: &Path) -> anyhow::Result<f64> {
    let mut script = String::from(
        "pragma journal_mode = wal; pragma synchronous = full;
         create table bare (id integer primary key, filler text) strict;\n",
    );
    for row in 0..COMMITS {
        writeln!(script, "insert into bare values ({row}, '{row:0>100}');")?;
    }
    let seconds = shell(folder, &folder.join("bare.db"), &script)?;
    Ok(f64::from(COMMITS) / seconds)
}

/// Withdrawals a second of the `sqlite3` shell with the statements of one, on the books of this city.
pub fn sqlite_shell_withdrawals(city: &City) -> anyhow::Result<f64> {
    let books = city.books();
    let file = Path::new(books.database.strip_prefix("sqlite://").context("books in a file")?);
    let accounts = Command::new("sqlite3")
        .arg(file)
        .arg("select account_no || ' ' || person_id from account order by account_no")
        .output()
        .context(NO_SHELL)?;
    let said = String::from_utf8(accounts.stdout)?;
    let accounts: Vec<(&str, &str)> = said.lines().filter_map(|line| line.split_once(' ')).collect();
    ensure!(!accounts.is_empty(), "no accounts in {}", file.display());
    let (_, withdrawal) = WITHDRAWAL.split_once("-- the withdrawal\n").context("the mark in rent.pgbench")?;
    let withdrawal = withdrawal
        .replace("\n\\gset", ";")
        .replace(":zeros", &format!("'{ZEROS}'"))
        .replace(":sealed", &format!("'{}'", sealed()))
        .replace(":decision", &format!("'{}'", decision()))
        .replace(":reserve", "last_insert_rowid()")
        .replace(":audited", "(select seq from audit_head where id = 1)")
        .replace(":previous", "(select hash from audit_head where id = 1)");
    let mut script = String::from("pragma synchronous = full; pragma foreign_keys = on;\n");
    for run in 0..COMMITS {
        // A prime far from any size of a city: accounts in no order.
        let (account, person) = accounts[run as usize * 7919 % accounts.len()];
        let one = withdrawal
            .replace(":account_no", &format!("'{account}'"))
            .replace(":person_id", &format!("'{person}'"))
            .replace(":run", &format!("{}", 100_000_000 + run));
        script.push_str(&one);
    }
    Ok(f64::from(COMMITS) / shell(city.dir.path(), file, &script)?)
}

/// Seconds that the shell takes for a script; the first statement that fails ends it.
fn shell(folder: &Path, database: &Path, script: &str) -> anyhow::Result<f64> {
    let file = folder.join("yardstick.sql");
    std::fs::write(&file, script)?;
    let started = Instant::now();
    let status = Command::new("sqlite3")
        .arg("-bail")
        .arg(database)
        .stdin(std::fs::File::open(file)?)
        .stdout(std::process::Stdio::null())
        .status()
        .context(NO_SHELL)?;
    ensure!(status.success(), "the sqlite3 shell ended with {status}");
    Ok(started.elapsed().as_secs_f64())
}

/// Seconds of `pgbench`, and its clients: as many as there are connections to the portal.
const SECONDS: u32 = 10;
const CLIENTS: u32 = 16;

/// Withdrawals a second of `pgbench` with the statements of one, on the books of this city.
pub fn pgbench(city: &City) -> anyhow::Result<f64> {
    let books = city.books();
    let (cluster, schema) =
        books.database.split_once("?options[search_path]=").context("a schema of its own")?;
    let with = |program: &str| {
        let mut command = Command::new(program);
        command.env("PGOPTIONS", format!("-c search_path={schema}"));
        command
    };
    let numbered = "create table bench_account as
         select row_number() over (order by account_no) as n, account_no, person_id from account;
         create unique index bench_account_n on bench_account (n);
         create sequence bench_run start 100000000;
         analyze";
    let made = with("psql").args(["-qc", numbered, cluster]).output().context("psql")?;
    ensure!(made.status.success(), "psql: {}", String::from_utf8_lossy(&made.stderr));
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/figures/rent.pgbench");
    let ran = with("pgbench")
        .args(["--no-vacuum", "--protocol=prepared", "--jobs=2"])
        .args([format!("--client={CLIENTS}"), format!("--time={SECONDS}")])
        .args([format!("--define=accounts={}", city.accounts), format!("--define=zeros={ZEROS}")])
        .args([format!("--define=sealed={}", sealed()), format!("--define=decision={}", decision())])
        .arg(format!("--file={script}"))
        .arg(cluster)
        .output()
        .context("pgbench")?;
    let (said, wrong) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    let tps = said.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
    ensure!(ran.status.success() && !wrong.contains("aborted"), "pgbench: {wrong}");
    tps.context("pgbench says no speed")
}
