//! What the engines' own tools reach on the same disk: the yardsticks of durable writes.

use crate::city::City;
use anyhow::{Context as _, ensure};
use std::{fmt::Write as _, path::Path, process::Command, time::Instant};

const COMMITS: u32 = 4_000;

/// Commits a second of the `sqlite3` shell that inserts one row in each, as durable as our own.
pub fn sqlite_shell(folder: &Path) -> anyhow::Result<f64> {
    let mut script = String::from(
        "pragma journal_mode = wal; pragma synchronous = full;
         create table bare (id integer primary key, filler text) strict;\n",
    );
    for row in 0..COMMITS {
        writeln!(script, "insert into bare values ({row}, '{row:0>100}');")?;
    }
    let file = folder.join("bare.sql");
    std::fs::write(&file, script)?;
    let started = Instant::now();
    let status = Command::new("sqlite3")
        .arg(folder.join("bare.db"))
        .stdin(std::fs::File::open(file)?)
        .stdout(std::process::Stdio::null())
        .status()
        .context("the sqlite3 shell; .make/setup test installs it")?;
    ensure!(status.success(), "the sqlite3 shell ended with {status}");
    Ok(f64::from(COMMITS) / started.elapsed().as_secs_f64())
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
        .args([format!("--define=accounts={}", city.accounts), format!("--file={script}")])
        .arg(cluster)
        .output()
        .context("pgbench")?;
    let (said, wrong) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    let tps = said.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
    ensure!(ran.status.success() && !wrong.contains("aborted"), "pgbench: {wrong}");
    tps.context("pgbench says no speed")
}
