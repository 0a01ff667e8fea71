//! `anju move-to postgres://…`: the books of a centre from SQLite to PostgreSQL. Verified before, compared row by row on
//! the way, verified after; the file is then put aside, so that nobody serves it by mistake.

use super::{
    Ended,
    backup::{free_name, of_postgres, sqlite_file},
};
use crate::{config::Books, start};
use anyhow::Context as _;
use service::backup;
use std::path::Path;
use store::{
    Store,
    carry::{self, NotCarried},
};

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    books: Books,
    /// The empty PostgreSQL database that takes the books, `postgres://…`. Its tables are made when absent.
    to: String,
}

pub async fn run(args: Args) -> anyhow::Result<Ended> {
    let Some(file) = sqlite_file(&args.books) else {
        return Ok(Ended::Refused(of_postgres("pg_dump and pg_restore, or a streaming standby")));
    };
    if !args.to.starts_with("postgres") {
        return Ok(Ended::Refused("books are moved to postgres://…".into()));
    }
    if !file.is_file() {
        return Ok(Ended::Refused(format!("there are no books at {}", file.display())));
    }
    if !store::backup::can_be_read(&file).await {
        return Ok(Ended::Refused(format!("{} cannot be read", file.display())));
    }
    if !store::backup::fold_alone(&file).await? {
        return Ok(Ended::Refused(format!("{} is in use; stop the portal first", file.display())));
    }
    move_from(&args, &file).await
}

async fn move_from(args: &Args, file: &Path) -> anyhow::Result<Ended> {
    let before = look(&args.books).await?;
    if !before.findings.is_empty() {
        before.findings.iter().for_each(|finding| println!("{finding}"));
        println!("These books do not verify and were not moved.");
        return Ok(Ended::WithFindings);
    }
    let target = Books { database: args.to.clone(), ..args.books.clone() };
    let store = Store::open(&target.database).await.context("the database does not open")?;
    store.migrate().await?;
    store.close().await;
    let carried = match carry::carry(file, &target.database).await {
        Ok(carried) => carried,
        Err(NotCarried::Store(error)) => return Err(error.into()),
        Err(refused) => return Ok(Ended::Refused(refused.to_string())),
    };
    for table in carried.iter().filter(|table| table.rows > 0) {
        println!("{:>12} {}", table.rows, table.table);
    }
    let after = look(&target).await?;
    after.findings.iter().for_each(|finding| println!("{finding}"));
    if !after.findings.is_empty() || after.chain != before.chain {
        println!("The books do not verify at their new place; go on using {}.", file.display());
        return Ok(Ended::WithFindings);
    }
    if !store::backup::fold_alone(file).await? {
        println!(
            "Somebody has opened {} meanwhile; stop them, empty the new place and move again.",
            file.display()
        );
        return Ok(Ended::WithFindings);
    }
    let aside = free_name(file, "moved")?;
    std::fs::rename(file, &aside)?;
    println!(
        "{} accounts, {} transfers, audit row {}, verified. Set ANJU_DATABASE to the new place; the file is kept as {}.",
        after.accounts,
        after.transfers,
        after.chain.seq,
        aside.display()
    );
    Ok(Ended::Well)
}

/// What the books hold, and what is wrong with them.
async fn look(books: &Books) -> anyhow::Result<backup::Looked> {
    let ctx = start::open(books).await?;
    let looked = backup::look(&ctx).await?;
    ctx.store.close().await;
    Ok(looked)
}
