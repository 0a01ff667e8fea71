//! `anju backup FILE`: a copy of the books while the portal serves. The copy is verified like the books themselves
//! before it gets its name; `--keep N` then removes older ones.

use super::Ended;
use crate::{config::Books, start};
use anyhow::Context as _;
use service::{
    Ctx,
    backup::{self, Description, Looked},
};
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};
use store::{Engine, Store};

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    books: Books,
    /// Where the copy goes. Its description goes to `FILE.json`.
    file: PathBuf,
    /// Backups of these books to keep in the folder of FILE, this one among them; the oldest others are removed.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    keep: Option<u32>,
}

pub async fn run(args: Args) -> anyhow::Result<Ended> {
    let ctx = start::open(&args.books).await?;
    let ended = back_up(&args, &ctx).await;
    ctx.store.close().await;
    ended
}

async fn back_up(args: &Args, ctx: &Ctx) -> anyhow::Result<Ended> {
    if ctx.store.engine() == Engine::Postgres {
        return Ok(Ended::Refused(of_postgres("pg_dump --format=custom --file=FILE DATABASE-URL")));
    }
    let file = &args.file;
    if file.exists() || description_of(file).exists() {
        return Ok(Ended::Refused(format!("{} exists; a backup overwrites nothing", file.display())));
    }
    let folder = folder_of(file);
    if !folder.is_dir() {
        return Ok(Ended::Refused(format!("there is no folder {}", folder.display())));
    }
    let part = with_suffix(file, ".part");
    remove(&part)?;
    let made = copy(ctx, &args.books, &part).await;
    let (description, looked) = match made {
        Ok(made) => made,
        Err(error) => {
            remove(&part)?;
            return Err(error);
        }
    };
    if !looked.findings.is_empty() {
        remove(&part)?;
        for finding in &looked.findings {
            println!("{finding}");
        }
        println!("The copy does not verify and was not kept; `anju verify` says whether the books do.");
        return Ok(Ended::WithFindings);
    }
    keep(&part, file, &description)?;
    println!(
        "{}: {} accounts, {} transfers, audit row {}, verified.\nSHA-256 {}",
        file.display(),
        description.accounts,
        description.transfers,
        description.chain.seq,
        description.sha256
    );
    println!("The keys in {} are not in it: keep a copy of them elsewhere.", args.books.keys.display());
    if let Some(most) = args.keep {
        for old in superseded(&folder, &description, most as usize)? {
            remove(&old)?;
            println!("removed {}", old.display());
        }
    }
    Ok(Ended::Well)
}

/// What PostgreSQL is told in place of a backup of ours.
pub fn of_postgres(command: &str) -> String {
    format!(
        "these books are on PostgreSQL, which has tools of its own: {command} (see the runbook, server/RUNBOOK.md); \
         `anju verify` checks what they made"
    )
}

/// The copy and what it holds; its chain must go on from where the books were when it was begun.
async fn copy(ctx: &Ctx, books: &Books, part: &Path) -> anyhow::Result<(Description, Looked)> {
    let before = backup::chain(ctx).await?;
    store::backup::copy_into(&ctx.store, part).await.context("the copy could not be written")?;
    let copied = open(books, part).await?;
    let mut looked = backup::look(&copied).await?;
    if looked.findings.is_empty() && !backup::passes_through(&copied, &before).await? {
        looked.findings.push(format!("audit row {} of the books is not in the copy", before.seq));
    }
    copied.store.close().await;
    File::open(part)?.sync_all()?;
    let (sha256, bytes) = backup::digest(part)?;
    let description = Description {
        format: backup::FORMAT,
        centre: ctx.centre.city.clone(),
        made_ms: ctx.now().ms(),
        accounts: looked.accounts,
        transfers: looked.transfers,
        chain: looked.chain.clone(),
        keys: backup::keys(ctx),
        bytes,
        sha256,
    };
    Ok((description, looked))
}

/// Opens a copy as if it were the books.
pub async fn open(books: &Books, file: &Path) -> anyhow::Result<Ctx> {
    let store = Store::open(&format!("sqlite://{}", file.display())).await?;
    start::with_store(books, store)
}

/// Gives copy and description their names. The description comes first: a copy that has its name has one.
fn keep(part: &Path, file: &Path, description: &Description) -> anyhow::Result<()> {
    let (described, unfinished) = (description_of(file), with_suffix(file, ".json.part"));
    fs::write(&unfinished, serde_json::to_vec_pretty(description)?)?;
    File::open(&unfinished)?.sync_all()?;
    fs::rename(&unfinished, described)?;
    fs::rename(part, file)?;
    Ok(File::open(folder_of(file))?.sync_all()?)
}

/// The backups of the same books in `folder` beyond the `most` newest.
fn superseded(folder: &Path, newest: &Description, most: usize) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let described = entry?.path();
        let Some(file) = described.to_str().and_then(|path| path.strip_suffix(".json")).map(PathBuf::from)
        else {
            continue;
        };
        let Ok(description) = read(&described) else { continue };
        let same = description.chain.first == newest.chain.first && description.keys == newest.keys;
        if same && file.is_file() {
            found.push((description.made_ms, description.chain.seq, file));
        }
    }
    found.sort();
    found.truncate(found.len().saturating_sub(most));
    Ok(found.into_iter().map(|(_, _, file)| file).collect())
}

/// Reads a description.
pub fn read(described: &Path) -> anyhow::Result<Description> {
    Ok(serde_json::from_slice(&fs::read(described)?)?)
}

pub fn description_of(file: &Path) -> PathBuf {
    with_suffix(file, ".json")
}

pub fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// The file of books on SQLite.
pub fn sqlite_file(books: &Books) -> Option<PathBuf> {
    let path = books.database.strip_prefix("sqlite:")?.trim_start_matches("//");
    Some(PathBuf::from(path.split('?').next().unwrap_or_default()))
}

/// A name beside books that are put aside: `anju.db.replaced-1`.
pub fn free_name(file: &Path, why: &str) -> anyhow::Result<PathBuf> {
    let names = (1..).map(|number| with_suffix(file, &format!(".{why}-{number}")));
    let mut free = names.filter(|name| !name.exists() && !with_suffix(name, "-wal").exists());
    free.next().with_context(|| format!("no name is free beside {}", file.display()))
}

/// The folder in which a file stands.
pub fn folder_of(file: &Path) -> PathBuf {
    match file.parent() {
        Some(folder) if folder != Path::new("") => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Removes a copy with everything that stands beside it under its name.
pub fn remove(file: &Path) -> std::io::Result<()> {
    for suffix in ["", "-wal", "-shm", "-journal", ".json"] {
        match fs::remove_file(with_suffix(file, suffix)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}
