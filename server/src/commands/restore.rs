//! `anju restore FILE`: a backup into the place of the books. Everything is verified on a copy beside that place before
//! anything there is touched, and what stood there is kept.

use super::{
    Ended,
    backup::{
        description_of, folder_of, free_name, of_postgres, open, read, remove, sqlite_file, with_suffix,
    },
};
use crate::config::Books;
use service::backup::{self, Chain, Description, Standing};
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    books: Books,
    /// A file that `anju backup` has made, with its description `FILE.json` beside it.
    file: PathBuf,
    /// Put it in the place of the books that stand; they are kept beside it under another name.
    #[arg(long)]
    replace: bool,
    /// With `--replace`: also when the books that stand are newer, and what they have since is to be given up.
    #[arg(long)]
    allow_older: bool,
}

/// Why nothing was restored.
type Refusal = String;

pub async fn run(args: Args) -> anyhow::Result<Ended> {
    let Some(target) = sqlite_file(&args.books) else {
        let command = "pg_restore --no-owner --dbname=URL-OF-AN-EMPTY-DATABASE FILE";
        return Ok(Ended::Refused(of_postgres(command)));
    };
    let description = match described(&args, &target)? {
        Ok(description) => description,
        Err(refusal) => return Ok(Ended::Refused(refusal)),
    };
    let restoring = with_suffix(&target, ".restoring");
    fs::create_dir_all(folder_of(&target))?;
    remove(&restoring)?;
    let result = restore(&args, &description, &restoring, &target).await;
    remove(&restoring)?;
    Ok(match result? {
        Err(refusal) => Ended::Refused(refusal),
        Ok(kept) => {
            println!(
                "{}: {} accounts, {} transfers, audit row {}, verified.",
                target.display(),
                description.accounts,
                description.transfers,
                description.chain.seq
            );
            if let Some(kept) = kept {
                println!("What stood there is kept as {}", kept.display());
            }
            Ended::Well
        }
    })
}

/// What can be seen without opening a database.
fn described(args: &Args, target: &Path) -> anyhow::Result<Result<Description, Refusal>> {
    let (file, beside) = (&args.file, description_of(&args.file));
    if !file.is_file() {
        return Ok(Err(format!("there is no file {}", file.display())));
    }
    if !beside.is_file() {
        return Ok(Err(format!("{} is missing, the description of the backup", beside.display())));
    }
    let Ok(description) = read(&beside) else {
        return Ok(Err(format!("{} is damaged: it is no description of a backup", beside.display())));
    };
    if description.format != backup::FORMAT {
        return Ok(Err(format!("{} was made by a newer release", file.display())));
    }
    if description.centre != args.books.city {
        return Ok(Err(format!(
            "{} holds the books of {}, and this is {}",
            file.display(),
            description.centre,
            args.books.city
        )));
    }
    if target.exists() && !args.replace {
        return Ok(Err(format!(
            "{} exists; --replace puts the backup in its place and keeps what stands there",
            target.display()
        )));
    }
    let keys_there = args.books.keys.read_dir().is_ok_and(|mut entries| entries.next().is_some());
    if !keys_there {
        return Ok(Err(format!(
            "there are no keys in {}: without those of these books the backup cannot be read. Put them back first",
            args.books.keys.display()
        )));
    }
    let (sha256, bytes) = backup::digest(file)?;
    if (&sha256, bytes) != (&description.sha256, description.bytes) {
        return Ok(Err(format!(
            "{} is damaged: {bytes} bytes with SHA-256 {sha256}, it was written with {} and {}",
            file.display(),
            description.bytes,
            description.sha256
        )));
    }
    Ok(Ok(description))
}

/// Verifies a copy of the backup and puts it in place; answers what the books that stood there are called now.
async fn restore(
    args: &Args,
    description: &Description,
    restoring: &Path,
    target: &Path,
) -> anyhow::Result<Result<Option<PathBuf>, Refusal>> {
    fs::copy(&args.file, restoring)?;
    let copy = match open(&args.books, restoring).await {
        Ok(copy) => copy,
        Err(error) => return Ok(Err(damaged(args, &format!("{error:#}")))),
    };
    if backup::keys(&copy) != description.keys {
        let keys = args.books.keys.display();
        return Ok(Err(format!("the keys in {keys} are not those with which these books were sealed")));
    }
    if copy.store.migrate().await.is_err() {
        return Ok(Err(format!("{} was made by a newer release", args.file.display())));
    }
    let looked = backup::look(&copy).await;
    let findings = match &looked {
        Ok(looked) if looked.findings.is_empty() && looked.chain == description.chain => Vec::new(),
        Ok(looked) if looked.findings.is_empty() => vec!["its audit chain ends elsewhere".to_owned()],
        Ok(looked) => looked.findings.clone(),
        Err(fault) => vec![fault.to_string()],
    };
    if let Some(first) = findings.first() {
        copy.store.close().await;
        return Ok(Err(damaged(args, first)));
    }
    let refusal =
        if target.exists() { may_replace(args, &copy, &description.chain, target).await? } else { None };
    copy.store.close().await;
    if let Some(refusal) = refusal {
        return Ok(Err(refusal));
    }
    put_in_place(restoring, target).map(Ok)
}

fn damaged(args: &Args, what: &str) -> Refusal {
    format!("{} is damaged: {what}", args.file.display())
}

/// Why the books that stand may not be replaced.
async fn may_replace(
    args: &Args,
    copy: &service::Ctx,
    chain: &Chain,
    target: &Path,
) -> anyhow::Result<Option<Refusal>> {
    let shown = target.display();
    let readable = store::backup::can_be_read(target).await;
    let standing = if readable { compared(&args.books, copy, chain, target).await } else { None };
    let refusal = match standing {
        Some(Standing::Foreign) => return Ok(Some(format!("{shown} holds the books of another centre"))),
        Some(Standing::Covered) => None,
        Some(Standing::Newer(rows)) => Some(format!(
            "{shown} is newer: {rows} rows of its audit are not in the backup; --allow-older gives them up"
        )),
        Some(Standing::Diverged) => {
            Some(format!("{shown} went another way than the backup; --allow-older gives up what it has"))
        }
        None => Some(format!(
            "{shown} cannot be read, so nobody can say whether it is newer; --allow-older replaces it all the same"
        )),
    };
    if let Some(refusal) = refusal.filter(|_| !args.allow_older) {
        return Ok(Some(refusal));
    }
    match store::backup::fold_alone(target).await {
        Ok(false) => Ok(Some(format!("{shown} is in use; stop the portal first"))),
        // Damaged books are set aside as they are.
        Ok(true) | Err(_) => Ok(None),
    }
}

/// How the books that stand relate to the copy; `None` when they cannot be read.
async fn compared(books: &Books, copy: &service::Ctx, chain: &Chain, target: &Path) -> Option<Standing> {
    let ours = open(books, target).await.ok()?;
    let found = async {
        let found = backup::standing(&ours, chain).await?;
        let goes_on = backup::passes_through(copy, &backup::chain(&ours).await?).await?;
        Ok::<_, service::Fault>(if found == Standing::Covered && !goes_on {
            Standing::Diverged
        } else {
            found
        })
    }
    .await;
    ours.store.close().await;
    found.ok()
}

/// Sets aside what stands, and gives the verified copy its name.
fn put_in_place(restoring: &Path, target: &Path) -> anyhow::Result<Option<PathBuf>> {
    File::open(restoring)?.sync_all()?;
    let kept = free_name(target, "replaced")?;
    // Also where no books stand: a log that somebody left behind would be taken for that of the restored file.
    for suffix in ["-wal", "-shm"] {
        let old = with_suffix(target, suffix);
        if old.exists() {
            fs::rename(old, with_suffix(&kept, suffix))?;
        }
    }
    let kept = target.exists().then_some(kept);
    if let Some(kept) = &kept {
        // A second name, so that at no moment no books stand there.
        fs::hard_link(target, kept)?;
    }
    fs::rename(restoring, target)?;
    File::open(folder_of(target))?.sync_all()?;
    Ok(kept)
}
