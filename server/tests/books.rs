//! What a command says of books that are not the ones it was told of.

#[path = "common/command.rs"]
mod command;

use command::{Said, anju};
use std::{os::unix::fs::PermissionsExt as _, path::Path};

fn on_books(folder: &Path, arguments: &[&str]) -> Said {
    let database = format!("sqlite://{}", folder.join("anju.db").display());
    anju(&database, &folder.join("keys"), arguments, "")
}

#[track_caller]
fn fails(said: &Said, with: &str) {
    assert_eq!(said.code, 1, "{} {}", said.out, said.error);
    assert!(said.error.starts_with(with), "{}", said.error);
}

#[test]
fn an_empty_database_is_named_and_not_served() {
    let folder = tempfile::tempdir().unwrap();
    for command in ["verify", "serve", "debit"] {
        fails(
            &on_books(folder.path(), &[command]),
            "the database is empty, or of an older release; `anju migrate`",
        );
    }
    assert_eq!(on_books(folder.path(), &["migrate"]).code, 0);
    assert_eq!(on_books(folder.path(), &["verify"]).code, 0);
}

/// Take `umask` out of the command, and every account of the machine reads names and balances.
#[test]
fn nobody_else_on_the_machine_reads_the_books() {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("one.db").display().to_string();
    assert_eq!(on_books(folder.path(), &["migrate"]).code, 0);
    assert_eq!(on_books(folder.path(), &["backup", &copy]).code, 0);
    for name in ["anju.db", "one.db", "one.db.json", "keys"] {
        let mode = std::fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{name}");
    }
}

#[test]
fn a_file_that_is_not_there_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    on_books(folder.path(), &["import", "remittance", "/nowhere/file.csv"]).refuses("/nowhere/file.csv: ");
    assert!(!folder.path().join("anju.db").exists(), "nothing was touched");
}

#[test]
fn books_stay_with_the_city_they_were_made_for() {
    let folder = tempfile::tempdir().unwrap();
    let files = folder.path().join("files").display().to_string();
    let demo = ["demo", "--city", "nanjing", "--accounts", "60", "--months", "2", "--files", &files];
    let made = on_books(folder.path(), &demo);
    assert_eq!(made.code, 0, "{}", made.error);
    for command in ["verify", "serve"] {
        let said = on_books(folder.path(), &[command, "--city", "quanzhou"]);
        fails(&said, "these are the books of “nanjing”, not of “quanzhou”");
    }
    assert_eq!(on_books(folder.path(), &["verify", "--city", "nanjing"]).code, 0);
    let balance = on_books(folder.path(), &["trial-balance", "--city", "nanjing", "--json"]).json();
    assert!(balance.is_object(), "{balance}");
}
