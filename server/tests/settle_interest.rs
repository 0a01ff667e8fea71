//! `anju settle-interest` as a machine and as a person calls it.

#[path = "common/command.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod command;

use serde_json::Value;
use std::path::Path;
use store::{Engine, testing::TestStore};

/// (exit code, standard output, standard error)
fn anju(db: &TestStore, keys: &Path, arguments: &[&str]) -> (i32, String, String) {
    let said = command::anju(&db.url, keys, &[&["settle-interest"], arguments].concat(), "");
    (said.code, said.out, said.error)
}

#[tokio::test]
async fn a_year_is_settled_once_and_says_so_again() {
    let db = TestStore::new(Engine::Sqlite).await;
    let keys = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let (code, out, error) = anju(&db, keys.path(), arguments);
        let json: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}{error}"));
        assert_eq!((json["from"].as_str(), json["to"].as_str()), (Some("2017-07-01"), Some("2018-06-30")));
        assert_eq!((json["interest"].as_str(), json["entries"].as_u64()), (Some("0.00"), Some(0)));
        (code, json["state"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(run(&["--year", "2018", "--dry-run", "--json"]), (0, "dry_run".into()));
    assert_eq!(run(&["--year", "2018", "--json"]), (0, "settled".into()));
    assert_eq!(run(&["--year", "2018", "--json"]), (0, "already_settled".into()));
    assert_eq!(run(&["--year", "2018", "--adjust", "--json"]), (0, "adjusted".into()));
    let (code, out, _) = anju(&db, keys.path(), &["--year", "2018"]);
    assert_eq!(code, 0);
    assert!(out.starts_with("2018 (2017-07-01 to 2018-06-30): settled before, nothing changed."), "{out}");
}

#[tokio::test]
async fn what_cannot_be_settled_is_refused_with_a_sentence() {
    let db = TestStore::new(Engine::Sqlite).await;
    let keys = tempfile::tempdir().unwrap();
    for (arguments, why) in [
        (&["--year", "2199"][..], "the year 2198-07-01 to 2199-06-30 is not over"),
        (&["--year", "2018", "--adjust"], "is not settled, so there is nothing to adjust"),
        (&["--year", "2012"], "no rate is known for 2011-07-01"),
        (&["--year", "26"], "--year: expected the calendar year of the settlement day"),
        (&["--year", "-1"], "--year: expected the calendar year of the settlement day"),
        (&["--year", "2018", "--adjust", "--account", "12"], "--account: not an account number"),
        (&["--year", "2018", "--account", "12"], "--adjust"),
    ] {
        let (code, out, error) = anju(&db, keys.path(), arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}: {error}");
        assert!(error.contains(why), "{arguments:?}: {error}");
    }
}
