//! `anju trial-balance` as a machine and as a person calls it.

#[path = "common/command.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod command;

use serde_json::Value;
use std::path::Path;
use store::{Engine, testing::TestStore};

/// (exit code, standard output, standard error)
fn anju(db: &TestStore, keys: &Path, arguments: &[&str]) -> (i32, String, String) {
    let said = command::anju(&db.url, keys, &[&["trial-balance"], arguments].concat(), "");
    (said.code, said.out, said.error)
}

#[tokio::test]
async fn empty_books_balance_and_a_changed_total_exits_1() {
    let db = TestStore::new(Engine::Sqlite).await;
    let keys = tempfile::tempdir().unwrap();
    let (code, out, _) = anju(&db, keys.path(), &["--date", "2026-06-30", "--json"]);
    let books: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        (code, books["as_of"].as_str(), books["debits"].as_str()),
        (0, Some("2026-06-30"), Some("0.00"))
    );
    let bank = &books["accounts"][0];
    assert_eq!((bank["id"].as_str(), bank["code"].as_str()), (Some("bank.deposit"), Some("101")));
    assert_eq!((bank["normal_side"].as_str(), bank["balance"].as_str()), (Some("debit"), Some("0.00")));
    db.tamper("ledger_account", "update ledger_account set posted_fen = 7 where id = 'bank.deposit'").await;
    let (code, out, _) = anju(&db, keys.path(), &[]);
    assert_eq!(code, 1);
    assert!(out.contains("the running total of bank.deposit is 0.07, its rows add up to 0.00"), "{out}");
}

#[tokio::test]
async fn a_day_to_come_is_refused() {
    let db = TestStore::new(Engine::Sqlite).await;
    let keys = tempfile::tempdir().unwrap();
    let (code, _, error) = anju(&db, keys.path(), &["--date", "2999-01-01"]);
    assert_eq!(code, 2);
    assert!(error.contains("2999-01-01 is not over"), "{error}");
}
