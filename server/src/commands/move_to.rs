//! `anju move-to postgres://…`: the books of a centre from SQLite to PostgreSQL. Verified before, compared row by row on
//! the way, verified after; the file is then put aside, so that nobody serves it by mistake.

use super::{
    Ended,
    backup::{free_name, of_postgres, open, sqlite_file},
};
use crate::{config::Books, start};
use anyhow::{Context as _, bail};
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
    let aside = free_name(file, "moved")?;
    if !put_aside(&args.books, file, &aside, &before.chain).await? {
        println!(
            "Somebody has opened {} meanwhile or written to it; stop them, empty the new place and move again.",
            file.display()
        );
        return Ok(Ended::WithFindings);
    }
    println!(
        "{} accounts, {} transfers, audit row {}, verified. Set ANJU_DATABASE to the new place; the file is kept as {}.",
        after.accounts,
        after.transfers,
        after.chain.seq,
        aside.display()
    );
    Ok(Ended::Well)
}

/// Gives the file another name, under which nobody looks for it, and answers `true`; or leaves it where it is and
/// answers `false`, when somebody has it open or has written to it since it was read.
async fn put_aside(books: &Books, file: &Path, aside: &Path, read: &backup::Chain) -> anyhow::Result<bool> {
    if !store::backup::fold_alone(file).await? {
        return Ok(false);
    }
    std::fs::rename(file, aside)?;
    let unchanged = is_as_read(books, aside, read).await;
    if !matches!(unchanged, Ok(true)) {
        if file.exists() {
            bail!("{} was made anew meanwhile; the books are {}", file.display(), aside.display());
        }
        std::fs::rename(aside, file)?;
    }
    unchanged
}

/// Whether nobody has the file open, and nobody has written to it. Once it has another name, nobody begins to.
async fn is_as_read(books: &Books, aside: &Path, read: &backup::Chain) -> anyhow::Result<bool> {
    if !store::backup::fold_alone(aside).await? {
        return Ok(false);
    }
    let kept = open(books, aside).await?;
    let found = backup::chain(&kept).await?;
    kept.store.close().await;
    Ok(found == *read && store::backup::fold_alone(aside).await?)
}

/// What the books hold, and what is wrong with them.
async fn look(books: &Books) -> anyhow::Result<backup::Looked> {
    let ctx = start::open(books).await?;
    let looked = backup::look(&ctx).await?;
    ctx.store.close().await;
    Ok(looked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{IdNumber, PersonName};
    use service::{
        second_factor::Secret,
        staff::{self, NewStaff, Role},
        testing::PASSWORD,
    };

    fn books(folder: &Path) -> Books {
        Books {
            database: format!("sqlite://{}", folder.join("anju.db").display()),
            keys: folder.join("keys"),
            city: "quanzhou".into(),
            demo: true,
            host: "localhost".into(),
            clock: None,
        }
    }

    /// Rename without looking at what was renamed, and an act of the last moment is in no books at all.
    #[tokio::test]
    async fn books_that_went_on_are_not_put_aside() {
        let folder = tempfile::tempdir().unwrap();
        let (books, file) = (books(folder.path()), folder.path().join("anju.db"));
        let aside = folder.path().join("anju.db.moved-1");
        let ctx = start::migrated(&books).await.unwrap();
        let read = backup::chain(&ctx).await.unwrap();
        assert!(!put_aside(&books, &file, &aside, &read).await.unwrap(), "in use");
        let (name, id) = (PersonName::parse("陈静").unwrap(), IdNumber::parse("350502198503070219").unwrap());
        let new = NewStaff { login: "clerk1", name: &name, id: &id, role: Role::Counter };
        staff::add(&ctx, &new, PASSWORD, &Secret::mint(&ctx)).await.unwrap();
        ctx.store.close().await;
        assert!(!put_aside(&books, &file, &aside, &read).await.unwrap(), "written to");
        assert!(file.exists() && !aside.exists());
        let ctx = start::open(&books).await.unwrap();
        let read = backup::chain(&ctx).await.unwrap();
        ctx.store.close().await;
        assert!(put_aside(&books, &file, &aside, &read).await.unwrap());
        assert!(!file.exists() && aside.exists());
    }
}
