//! Checking the books of a city: every balance, every interest entry, every row of the closed days.

use crate::{centre, import::anju, table::Table};
use anyhow::{Context as _, ensure};
use std::{path::Path, time::Instant};

/// `anju verify` on the centre in `dir`.
pub fn verified(table: &mut Table, dir: &Path) -> anyhow::Result<()> {
    let books = centre::books(dir);
    let started = Instant::now();
    let output =
        anju().arg("verify").env("ANJU_DATABASE", &books.database).env("ANJU_KEYS", &books.keys).output()?;
    let seconds = started.elapsed().as_secs_f64();
    let said = String::from_utf8_lossy(&output.stdout);
    ensure!(output.status.success(), "the books of the centre do not agree: {said}");
    let rows =
        said.split(", ").find_map(|part| part.strip_suffix(" transfers")).context("a count of rows")?;
    let speed = rows.parse::<f64>()? / seconds;
    table.row(
        &format!("anju verify over {rows} rows, SQLite"),
        format!("{seconds:.1} s, {speed:.0} rows/s"),
        "≥ 300000 rows/s",
        speed >= 300_000.0,
    );
    Ok(())
}
