//! What a command says of books that are not the ones it was told of.

#[path = "common/command.rs"]
mod command;

use command::{Said, anju};
use std::path::Path;

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
