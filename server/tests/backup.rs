//! `anju backup` and `anju restore` as an operator calls them: what is copied is there again, and everything that must
//! be refused is refused by name and changes nothing.

use clap::Parser;
use server::{config::Books, start};
use service::Ctx;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};
use store::{
    Engine, Error, audit,
    testing::{TestStore, tamper},
};

#[derive(Parser)]
struct Options {
    #[command(flatten)]
    books: Books,
}

/// A centre in a folder of its own.
struct Centre {
    folder: tempfile::TempDir,
}

impl Centre {
    /// A small demo centre; the making is done once, every test has its copy.
    fn new() -> Centre {
        static MADE: OnceLock<tempfile::TempDir> = OnceLock::new();
        let made = MADE.get_or_init(|| make(1));
        let folder = tempfile::tempdir().unwrap();
        copy(made.path(), folder.path());
        Centre { folder }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// (exit code, what it said on both streams)
    fn anju(&self, arguments: &[&str]) -> (i32, String) {
        anju(self.folder.path(), &self.at("anju.db"), arguments)
    }

    fn backup(&self, name: &str) -> PathBuf {
        let file = self.at(name);
        let (code, said) = self.anju(&["backup", file.to_str().unwrap()]);
        assert_eq!(code, 0, "{said}");
        file
    }

    async fn open(&self) -> Ctx {
        let database = format!("sqlite://{}", self.at("anju.db").display());
        let keys = self.at("keys").display().to_string();
        let options = Options::parse_from(["anju", "--database", &database, "--keys", &keys, "--demo"]);
        start::open(&options.books).await.unwrap()
    }

    /// Adds an act of consequence to the books.
    async fn act(&self, subject: &str) {
        let ctx = self.open().await;
        act(&ctx, subject).await;
        ctx.store.close().await;
    }

    async fn head(&self) -> (i64, String) {
        let ctx = self.open().await;
        let mut conn = ctx.store.read().await.unwrap();
        let head = audit::head(&mut conn).await.unwrap();
        drop(conn);
        ctx.store.close().await;
        head
    }

    /// Restores `file`, which must be refused with these words, and changes nothing.
    #[track_caller]
    fn refuses(&self, file: &Path, more: &[&str], words: &str) {
        let before = fs::read(self.at("anju.db")).ok();
        let (code, said) = self.anju(&[&["restore", file.to_str().unwrap()], more].concat());
        assert!(code == 2 && said.contains(words), "{code}: {said}");
        assert!(fs::read(self.at("anju.db")).ok() == before, "the books were touched");
        assert!(!self.at("anju.db.restoring").exists() && !self.at("anju.db.replaced-1").exists());
    }
}

async fn act(ctx: &Ctx, subject: &str) {
    let at = ctx.now();
    let done: Result<i64, Error> = store::write!(ctx.store, "test.act", |tx| {
        let event = audit::Event { at, actor: "system", action: "test.run", subject, detail: "" };
        audit::append(&mut tx, &event).await
    });
    done.unwrap();
}

fn make(seed: u32) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let (seed, files) = (seed.to_string(), folder.path().join("files"));
    let arguments =
        ["demo", "--accounts", "12", "--months", "3", "--seed", &seed, "--files", files.to_str().unwrap()];
    let (code, said) = anju(folder.path(), &folder.path().join("anju.db"), &arguments);
    assert_eq!(code, 0, "{said}");
    fs::remove_dir_all(files).unwrap();
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() { copy(&path, &target) } else { fs::copy(&path, target).map(drop).unwrap() }
    }
}

fn anju(folder: &Path, database: &Path, arguments: &[&str]) -> (i32, String) {
    run(folder, &format!("sqlite://{}", database.display()), arguments)
}

fn run(folder: &Path, database: &str, arguments: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_anju"));
    command.args(arguments).env("ANJU_DATABASE", database).env("ANJU_KEYS", folder.join("keys"));
    let output = command.output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8(said).unwrap())
}

#[tokio::test]
async fn what_was_copied_is_there_again() {
    let centre = Centre::new();
    let file = centre.backup("monday.db");
    let head = centre.head().await;
    assert!(head.0 > 0, "an empty chain shows nothing");
    // Somewhere else, with the same keys.
    let other = Centre { folder: tempfile::tempdir().unwrap() };
    copy(&centre.at("keys"), &other.at("keys"));
    let (code, said) = other.anju(&["restore", file.to_str().unwrap()]);
    assert!(code == 0 && said.contains("verified"), "{said}");
    assert_eq!(other.head().await, head);
    let (code, said) = other.anju(&["verify"]);
    assert!(code == 0 && said.contains("all books agree"), "{said}");
    // The backup itself was only read.
    assert!(!centre.at("monday.db-wal").exists());
    other.refuses(&file, &[], "exists; --replace");
    let (code, said) = other.anju(&["restore", file.to_str().unwrap(), "--replace"]);
    assert!(code == 0 && said.contains(".replaced-1"), "{said}");
}

/// Writers go on while the copy is made; what was acknowledged before it began is in it, and it verifies.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_is_made_while_the_books_are_written() {
    let centre = Centre::new();
    let ctx = centre.open().await;
    act(&ctx, "before").await;
    let before = service::backup::chain(&ctx).await.unwrap();
    let file = centre.at("online.db");
    let (folder, database, to) = (centre.folder.path().to_owned(), centre.at("anju.db"), file.clone());
    let made =
        tokio::task::spawn_blocking(move || anju(&folder, &database, &["backup", to.to_str().unwrap()]));
    let mut written = 0;
    while !made.is_finished() {
        act(&ctx, "meanwhile").await;
        written += 1;
    }
    let (code, said) = made.await.unwrap();
    assert!(code == 0 && written > 0, "{written} written: {said}");
    let described: serde_json::Value =
        serde_json::from_slice(&fs::read(centre.at("online.db.json")).unwrap()).unwrap();
    assert!(described["chain"]["seq"].as_i64().unwrap() >= before.seq);
    ctx.store.close().await;
    let other = Centre { folder: tempfile::tempdir().unwrap() };
    copy(&centre.at("keys"), &other.at("keys"));
    let (code, said) = other.anju(&["restore", file.to_str().unwrap()]);
    assert_eq!(code, 0, "{said}");
}

#[tokio::test]
async fn a_backup_overwrites_nothing_and_needs_its_folder() {
    let centre = Centre::new();
    let file = centre.backup("monday.db");
    let before = fs::read(&file).unwrap();
    for (name, words) in [("monday.db", "overwrites nothing"), ("nowhere/monday.db", "there is no folder")] {
        let (code, said) = centre.anju(&["backup", centre.at(name).to_str().unwrap()]);
        assert!(code == 2 && said.contains(words), "{code}: {said}");
    }
    assert_eq!(fs::read(&file).unwrap(), before);
}

/// Books that do not verify give no backup: it would be believed later.
#[tokio::test]
async fn books_that_do_not_agree_are_not_kept_as_a_backup() {
    let centre = Centre::new();
    let ctx = centre.open().await;
    store::testing::unguarded_debit(&ctx.store, store::ledger::BANK_DEPOSIT, 1).await;
    ctx.store.close().await;
    let (code, said) = centre.anju(&["backup", centre.at("bad.db").to_str().unwrap()]);
    assert!(code == 1 && said.contains("was not kept"), "{code}: {said}");
    assert!(!centre.at("bad.db").exists() && !centre.at("bad.db.part").exists());
}

#[tokio::test]
async fn a_damaged_backup_is_refused() {
    let centre = Centre::new();
    let file = centre.backup("monday.db");
    let (sound, described) =
        (fs::read(&file).unwrap(), fs::read_to_string(centre.at("monday.db.json")).unwrap());
    centre.refuses(&centre.at("tuesday.db"), &["--replace"], "there is no file");
    for (what, bytes) in [
        ("one bit", {
            let mut bytes = sound.clone();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            bytes
        }),
        ("cut short", sound[..sound.len() - 4096].to_vec()),
        ("empty", Vec::new()),
    ] {
        fs::write(&file, bytes).unwrap();
        centre.refuses(&file, &["--replace", "--allow-older"], "is damaged");
        println!("{what}: refused");
    }
    fs::write(&file, &sound).unwrap();
    for (text, words) in
        [("{", "is damaged"), (&described.replace("\"format\": 1", "\"format\": 2"), "newer release")]
    {
        fs::write(centre.at("monday.db.json"), text).unwrap();
        centre.refuses(&file, &["--replace"], words);
    }
    fs::write(centre.at("monday.db.json"), described.replace("quanzhou", "taizhou")).unwrap();
    centre.refuses(&file, &["--replace"], "the books of taizhou");
    fs::remove_file(centre.at("monday.db.json")).unwrap();
    centre.refuses(&file, &["--replace"], "is missing, the description");
}

/// Somebody who changes an amount and writes a matching description is found by the books themselves; somebody who cuts
/// off the end of the chain by its head.
#[tokio::test]
async fn a_forged_backup_is_refused() {
    let centre = Centre::new();
    let file = centre.backup("monday.db");
    let forged = |change: &'static str, of: &'static str| {
        let (file, described) = (file.clone(), centre.at("monday.db.json"));
        async move {
            tamper(&format!("sqlite://{}", file.display()), of, change).await;
            let mut text: serde_json::Value = serde_json::from_slice(&fs::read(&described).unwrap()).unwrap();
            let (sha256, bytes) = service::backup::digest(&file).unwrap();
            text["sha256"] = sha256.into();
            text["bytes"] = bytes.into();
            fs::write(described, text.to_string()).unwrap();
        }
    };
    let sound = fs::read(&file).unwrap();
    forged("update ledger_transfer set amount_fen = amount_fen + 1 where seq = 1", "ledger_transfer").await;
    centre.refuses(&file, &["--replace", "--allow-older"], "is damaged: ");
    fs::write(&file, &sound).unwrap();
    forged("update audit_event set detail = 'nothing' where seq = 1", "audit_event").await;
    centre.refuses(&file, &["--replace", "--allow-older"], "is damaged: audit row 1");
    fs::write(&file, &sound).unwrap();
    centre.act("one more").await;
    // A sound copy of other books under the description of these.
    let longer = centre.backup("longer.db");
    fs::copy(&longer, &file).unwrap();
    forged("update ledger_account set version = version", "ledger_account").await;
    centre.refuses(&file, &["--replace", "--allow-older"], "its audit chain ends elsewhere");
}

#[tokio::test]
async fn newer_books_are_not_given_up_by_mistake() {
    let centre = Centre::new();
    let file = centre.backup("monday.db");
    let then = centre.head().await;
    centre.act("after the backup").await;
    let now = centre.head().await;
    centre.refuses(&file, &["--replace"], "is newer: 1 rows");
    let (code, said) = centre.anju(&["restore", file.to_str().unwrap(), "--replace", "--allow-older"]);
    assert!(code == 0 && said.contains(".replaced-1"), "{said}");
    assert_eq!(centre.head().await, then);
    // What was given up is kept, and is whole.
    let (code, said) = anju(centre.folder.path(), &centre.at("anju.db.replaced-1"), &["verify"]);
    assert!(code == 0 && said.contains(&format!("{} audit rows", now.0)), "{said}");
    // From here the books go another way than those that were kept.
    let newer = anju(
        centre.folder.path(),
        &centre.at("anju.db.replaced-1"),
        &["backup", centre.at("newer.db").to_str().unwrap()],
    );
    assert_eq!(newer.0, 0, "{}", newer.1);
    centre.act("another way").await;
    centre.act("and further").await;
    fs::rename(centre.at("anju.db.replaced-1"), centre.at("kept.db")).unwrap();
    centre.refuses(&centre.at("newer.db"), &["--replace"], "went another way");
}

#[tokio::test]
async fn books_in_use_of_others_or_without_their_keys_are_left_alone() {
    let centre = Centre::new();
    let file = centre.backup("monday.db");
    let portal = centre.open().await;
    drop(portal.store.read().await.unwrap());
    let (code, said) = centre.anju(&["restore", file.to_str().unwrap(), "--replace"]);
    assert!(code == 2 && said.contains("is in use"), "{code}: {said}");
    portal.store.close().await;

    let other = Centre { folder: make(2) };
    let foreign = other.backup("monday.db");
    centre.refuses(&foreign, &["--replace"], "are not those with which these books were sealed");
    fs::remove_dir_all(centre.at("keys")).unwrap();
    centre.refuses(&file, &["--replace"], "there are no keys");
    copy(&other.at("keys"), &centre.at("keys"));
    centre.refuses(&foreign, &["--replace", "--allow-older"], "the books of another centre");

    // Books that cannot be read any more are what a backup is for, once somebody says so.
    copy(&centre.at("keys"), &other.at("keys"));
    for name in ["anju.db-wal", "anju.db-shm"] {
        let _ = fs::remove_file(other.at(name));
    }
    fs::write(other.at("anju.db"), "no database at all, for some reason, and rather short").unwrap();
    other.refuses(&foreign, &["--replace"], "cannot be read");
    let (code, said) = other.anju(&["restore", foreign.to_str().unwrap(), "--replace", "--allow-older"]);
    assert_eq!(code, 0, "{said}");
    let (code, said) = other.anju(&["verify"]);
    assert!(code == 0 && said.contains("all books agree"), "{said}");
}

/// A write-ahead log that was left behind would be taken for that of the restored file, and break it.
#[tokio::test]
async fn a_log_that_was_left_behind_is_set_aside() {
    let centre = Centre::new();
    let file = centre.backup("monday.db");
    let then = centre.head().await;
    let ctx = centre.open().await;
    for _ in 0..20 {
        act(&ctx, "after the backup").await;
    }
    fs::copy(centre.at("anju.db-wal"), centre.at("kept")).unwrap();
    ctx.store.close().await;
    fs::remove_file(centre.at("anju.db")).unwrap();
    fs::rename(centre.at("kept"), centre.at("anju.db-wal")).unwrap();
    let (code, said) = centre.anju(&["restore", file.to_str().unwrap()]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(centre.head().await, then);
    assert!(centre.at("anju.db.replaced-1-wal").exists());
    let (code, said) = centre.anju(&["verify"]);
    assert!(code == 0 && said.contains("all books agree"), "{said}");
}

#[tokio::test]
async fn the_newest_backups_of_these_books_are_kept() {
    let centre = Centre::new();
    let folder = centre.at("backups");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("notes.json"), "{}").unwrap();
    let other = Centre { folder: make(3) };
    for name in ["backup", "backup.json"] {
        fs::copy(other.backup(&format!("{name}.1")), folder.join(format!("foreign-{name}"))).unwrap();
    }
    for day in 1..=4 {
        let file = folder.join(format!("day{day}.db"));
        let (code, said) = centre.anju(&["backup", file.to_str().unwrap(), "--keep", "2"]);
        assert_eq!(code, 0, "{said}");
    }
    let mut names: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let expected = [
        "day3.db",
        "day3.db.json",
        "day4.db",
        "day4.db.json",
        "foreign-backup",
        "foreign-backup.json",
        "notes.json",
    ];
    assert_eq!(names, expected);
}

#[tokio::test]
async fn postgres_is_told_its_own_tools() {
    let db = TestStore::new(Engine::Postgres).await;
    let folder = tempfile::tempdir().unwrap();
    for (arguments, tool) in [(["backup", "x.db"], "pg_dump"), (["restore", "x.db"], "pg_restore")] {
        let (code, said) = run(folder.path(), &db.url, &arguments);
        assert!(code == 2 && said.contains(tool), "{code}: {said}");
    }
}

#[tokio::test]
async fn books_move_to_postgres_and_are_put_aside() {
    let (centre, db) = (Centre::new(), TestStore::new(Engine::Postgres).await);
    let head = centre.head().await;
    let balance = ["trial-balance", "--json"];
    let (_, before) = centre.anju(&balance);
    let (code, said) = centre.anju(&["move-to", &db.url]);
    assert!(code == 0 && said.contains("verified") && said.contains("ledger_transfer"), "{code}: {said}");
    assert!(!centre.at("anju.db").exists() && centre.at("anju.db.moved-1").exists());
    let moved = |arguments: &[&str]| run(centre.folder.path(), &db.url, arguments);
    assert_eq!(moved(&balance), (0, before));
    let (code, said) = moved(&["verify"]);
    assert!(code == 0 && said.contains("all books agree"), "{said}");
    let mut conn = db.store.read().await.unwrap();
    assert_eq!(audit::head(&mut conn).await.unwrap(), head);
    // The sealed columns open and the numbers go on: a file of the next month is taken.
    let files = centre.at("more");
    let more = ["demo", "--files-only", "--accounts", "12", "--months", "4", "--seed", "1", "--files"];
    let (code, said) = moved(&[&more[..], &[files.to_str().unwrap()]].concat());
    assert_eq!(code, 0, "{said}");
    let mut names: Vec<_> = fs::read_dir(&files).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    for name in names {
        let (_, said) = moved(&["import", "remittance", name.to_str().unwrap()]);
        assert!(!said.contains("error"), "{said}");
    }
    assert_eq!(moved(&["verify"]).0, 0);
}

#[tokio::test]
async fn a_move_that_cannot_be_whole_moves_nothing() {
    let (centre, db) = (Centre::new(), TestStore::new(Engine::Postgres).await);
    let before = fs::read(centre.at("anju.db")).unwrap();
    let refused = |centre: &Centre, to: &str, words: &str| {
        let (code, said) = centre.anju(&["move-to", to]);
        assert!(code == 2 && said.contains(words), "{code}: {said}");
    };
    refused(&centre, "sqlite://other.db", "postgres://");
    assert!(fs::read(centre.at("anju.db")).unwrap() == before, "the books were touched");
    let open = centre.open().await;
    refused(&centre, &db.url, "in use");
    open.store.close().await;

    let broken = Centre::new();
    let url = format!("sqlite://{}", broken.at("anju.db").display());
    tamper(
        &url,
        "ledger_account",
        "update ledger_account set posted_fen = posted_fen + 1 where class = 'member'",
    )
    .await;
    let (code, said) = broken.anju(&["move-to", &db.url]);
    assert!(code == 1 && said.contains("were not moved"), "{code}: {said}");

    assert_eq!(centre.anju(&["move-to", &db.url]).0, 0);
    refused(&centre, &db.url, "no books at");
    refused(&Centre::new(), &db.url, "holds rows already");
}
