//! A backup while members read their pages: what it costs them.

use crate::{
    centre,
    city::{CONNECTIONS, City},
    home, load,
    process::anju,
    table::Table,
};
use anyhow::{Context as _, ensure};
use server::start;
use std::{
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use store::Engine;

/// Seconds of load at a time. Rounds are repeated until the backup has ended.
const SECONDS: u64 = 4;

/// The 99th percentile of pages beside `anju backup`, or `pg_dump` as the runbook runs it, against the one of the same pages alone.
pub async fn while_serving(table: &mut Table, city: &City, tokens: &[String]) -> anyhow::Result<()> {
    let ctx = start::open(&city.books()).await?;
    let portal = centre::serve(home::portal(&ctx, city.dir.path())).await?;
    let alone = load::drive(portal, "/", CONNECTIONS, SECONDS, tokens).await?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("copy");
    let mut backup = begin(city, &file)?;
    let (started, mut worst) = (Instant::now(), 0.0_f64);
    let status = loop {
        let beside = load::drive(portal, "/", CONNECTIONS, SECONDS, tokens).await?;
        worst = worst.max(beside.p99_ms);
        if let Some(status) = backup.try_wait()? {
            break status;
        }
        ensure!(started.elapsed() < Duration::from_secs(3600), "the backup does not end");
    };
    ensure!(status.success() && file.exists(), "the backup ended with {status}");
    let times = worst / alone.p99_ms;
    table.row(
        &format!("pages beside a backup of {} accounts, {:?}: p99", city.accounts, city.engine),
        format!("{worst:.1} ms, {times:.1} × the {:.1} ms without it", alone.p99_ms),
        "≤ 2 ×",
        times <= 2.0,
    );
    Ok(())
}

fn begin(city: &City, file: &Path) -> anyhow::Result<Child> {
    let books = city.books();
    let mut command = match city.engine {
        Engine::Sqlite => anju(),
        Engine::Postgres => Command::new("nice"),
    };
    match city.engine {
        Engine::Sqlite => {
            command.arg("backup").arg(file);
            command.env("ANJU_DATABASE", &books.database).env("ANJU_KEYS", &books.keys);
        }
        Engine::Postgres => {
            let (cluster, schema) =
                books.database.split_once("?options[search_path]=").context("a schema of its own")?;
            command.args(["-n", "19", "pg_dump", "--format=custom", "--schema", schema, "--file"]);
            command.arg(file).arg(cluster);
        }
    }
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().context("the backup begins")
}
