//! Copies of a database in use, on SQLite alone: the other engine has tools of its own.

use store::{
    Engine, Error, Store, audit, backup,
    testing::{TestStore, tamper},
};

async fn act(store: &Store) {
    let at = domain::Timestamp::from_ms(1_795_190_400_000);
    let done: Result<i64, Error> = store::write!(store, "test", |tx| {
        let event = audit::Event { at, actor: "system", action: "test.run", subject: "x", detail: "" };
        audit::append(&mut tx, &event).await
    });
    done.unwrap();
}

#[tokio::test]
async fn a_copy_is_whole_and_damage_is_seen() {
    let (db, folder) = (TestStore::new(Engine::Sqlite).await, tempfile::tempdir().unwrap());
    act(&db.store).await;
    let file = folder.path().join("copy.db");
    backup::copy_into(&db.store, &file).await.unwrap();
    assert!(backup::copy_into(&db.store, &file).await.is_err(), "what exists is not overwritten");
    let url = format!("sqlite://{}", file.display());
    let copy = Store::open(&url).await.unwrap();
    let mut conn = copy.read().await.unwrap();
    assert_eq!(audit::head(&mut conn).await.unwrap().0, 1);
    assert_eq!(backup::damage_find(&mut conn).await.unwrap(), None);
    drop(conn);
    copy.close().await;
    tamper(
        &url,
        "account",
        "pragma foreign_keys = off; insert into account (account_no, person_id, kind, state,
        base_fen, unit_rate_bp, personal_rate_bp, unit_monthly_fen, personal_monthly_fen, opened_on)
        values ('1', 'nobody', 'unit', '01', 0, 0, 0, 0, 0, '2026-01-01')",
    )
    .await;
    let copy = Store::open(&url).await.unwrap();
    let mut conn = copy.read().await.unwrap();
    let found = backup::damage_find(&mut conn).await.unwrap();
    assert!(found.as_ref().is_some_and(|found| found.contains("account")), "{found:?}");
}

#[tokio::test]
async fn whoever_is_alone_with_a_file_may_fold_it() {
    let (db, folder) = (TestStore::new(Engine::Sqlite).await, tempfile::tempdir().unwrap());
    let file = folder.path().join("copy.db");
    backup::copy_into(&db.store, &file).await.unwrap();
    let other = Store::open(&format!("sqlite://{}", file.display())).await.unwrap();
    act(&other).await;
    assert!(!backup::fold_alone(&file).await.unwrap(), "somebody has it open");
    assert!(backup::can_be_read(&file).await);
    other.close().await;
    assert!(backup::fold_alone(&file).await.unwrap());
    assert!(!folder.path().join("copy.db-wal").exists());
    std::fs::write(&file, "no database").unwrap();
    assert!(!backup::can_be_read(&file).await);
}
