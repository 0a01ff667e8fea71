//! Remittance files into the ledger, through the command a centre uses: lines a second and memory.

use crate::table::Table;
use anyhow::{Context as _, ensure};
use std::{
    io::BufRead as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Instant,
};

const ACCOUNTS: u32 = 20_000;
const MONTHS: u32 = 12;

/// The release binary that this run was built with.
pub fn anju() -> Command {
    Command::new(env!("CARGO_BIN_EXE_anju"))
}

/// SQLite, and PostgreSQL when `ANJU_TEST_POSTGRES` names a cluster.
pub fn both_engines(table: &mut Table) -> anyhow::Result<()> {
    let dir = tempfile::tempdir()?;
    let files = write_files(dir.path())?;
    let sqlite = format!("sqlite://{}", dir.path().join("import.db").display());
    let (speed, rss) = import_all(&files, &sqlite, dir.path())?;
    let limit = "≥ 20,000 lines/s, ≤ 200 MB";
    table.row(
        "import, SQLite",
        format!("{speed:.0} lines/s, {rss} MB"),
        limit,
        speed >= 20_000.0 && rss <= 200,
    );
    if let Ok(cluster) = std::env::var("ANJU_TEST_POSTGRES") {
        let (speed, rss) = import_all(&files, &cluster, dir.path())?;
        let limit = "≥ 8,000 lines/s, ≤ 200 MB";
        table.row(
            "import, PostgreSQL",
            format!("{speed:.0} lines/s, {rss} MB"),
            limit,
            speed >= 8_000.0 && rss <= 200,
        );
    }
    Ok(())
}

fn write_files(dir: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let status = anju()
        .args(["demo", "--files-only", "--accounts", &ACCOUNTS.to_string(), "--months", &MONTHS.to_string()])
        .arg("--files")
        .arg(dir.join("files"))
        .env("ANJU_DATABASE", format!("sqlite://{}", dir.join("unused.db").display()))
        .env("ANJU_KEYS", dir.join("keys"))
        .stdout(Stdio::null())
        .status()?;
    ensure!(status.success(), "the remittance files could not be written");
    let mut files: Vec<PathBuf> = std::fs::read_dir(dir.join("files"))?
        .map(|entry| entry.map(|e| e.path()))
        .collect::<Result<_, _>>()?;
    files.retain(|path| path.extension().is_some_and(|extension| extension == "csv"));
    files.sort();
    Ok(files)
}

/// Lines a second over all files, and the most memory any import took, in MB.
fn import_all(files: &[PathBuf], database: &str, dir: &Path) -> anyhow::Result<(f64, u64)> {
    let with = |command: &mut Command| {
        command
            .env("ANJU_DATABASE", database)
            .env("ANJU_KEYS", dir.join("keys"))
            .stdout(Stdio::null())
            .stderr(Stdio::null());
    };
    let mut migrate = anju();
    with(migrate.arg("migrate"));
    ensure!(migrate.status()?.success(), "the database could not be migrated");
    let (mut lines, mut peak_mb, started) = (0, 0, Instant::now());
    for file in files {
        lines += count_lines(file)? - 1;
        let mut import = anju();
        with(import.args(["import", "remittance"]).arg(file));
        let mut child = import.spawn()?;
        while child.try_wait()?.is_none() {
            peak_mb = peak_mb.max(peak_memory_mb(child.id()).unwrap_or(0));
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    }
    Ok((lines as f64 / started.elapsed().as_secs_f64(), peak_mb))
}

fn count_lines(file: &Path) -> anyhow::Result<usize> {
    let reader = std::io::BufReader::new(std::fs::File::open(file).context("a remittance file")?);
    Ok(reader.split(b'\n').count())
}

/// The most memory a process has had, as the kernel counts it.
pub fn peak_memory_mb(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kb| kb / 1024)
}
