//! Issued statements: how far a run has come, what is kept for good, and the rows of many accounts at once.

use crate::{
    NOW,
    books::{an_account, movement, number},
};
use domain::{Fen, interest::AccrualYear};
use store::{
    ledger, posted,
    testing::TestStore,
    year_statement::{self, Issued, Run},
};

fn year() -> AccrualYear {
    AccrualYear::settled_in(2026).unwrap()
}

fn issued(year: i32) -> Issued {
    Issued {
        account: number(1),
        year,
        hash: "00ff".into(),
        opening: Fen::ZERO,
        closing: Fen::from_yuan(500),
        lines: 1,
        through: 7,
        at: NOW,
    }
}

pub async fn a_run_of_statements_is_noted_as_it_goes_on(db: TestStore) {
    let found = async || {
        let mut conn = db.store.read().await.unwrap();
        year_statement::run_find(&mut conn, year()).await.unwrap()
    };
    assert_eq!(found().await, None);
    store::write!(db.store, "test", |tx| {
        assert_eq!(year_statement::run_lock(&mut tx, year()).await?, None);
        year_statement::run_start(&mut tx, year(), NOW).await?;
        year_statement::run_advance(&mut tx, year(), "010000000014", 2).await?;
        // Noted already: it stays as it is.
        year_statement::run_start(&mut tx, year(), NOW.plus_ms(5)).await?;
        year_statement::run_lock(&mut tx, year()).await
    })
    .unwrap();
    let run = Run { last_account: "010000000014".into(), issued: 2, finished: None };
    assert_eq!(found().await, Some(run.clone()));
    store::write!(db.store, "test", |tx| {
        year_statement::run_finish(&mut tx, year(), NOW).await?;
        assert_eq!(year_statement::run_lock(&mut tx, year()).await?, None);
        Ok::<_, store::Error>(())
    })
    .unwrap();
    assert_eq!(found().await, Some(Run { finished: Some(NOW), ..run }));
    assert!(db.refuses("update year_statement_run set issued = 9").await);
}

pub async fn statements_are_kept_for_good(db: TestStore) {
    an_account(&db.store).await.unwrap();
    let both = [issued(2025), issued(2026)];
    let insert = async |rows: &[Issued]| {
        store::write!(db.store, "test", |tx| year_statement::insert_many(&mut tx, rows).await)
    };
    assert_eq!(insert(&both).await.unwrap(), 2);
    assert!(insert(&both[..1]).await.is_err(), "once per account and year");
    let mut conn = db.store.read().await.unwrap();
    let one = number(1);
    let listed = year_statement::list_between(&mut conn, one.as_str(), one.as_str()).await.unwrap();
    assert_eq!(listed, both);
    assert_eq!(year_statement::list_between(&mut conn, "9", "99").await.unwrap(), []);
    drop(conn);
    for change in ["update year_statement set through_seq = 8", "delete from year_statement"] {
        assert!(db.refuses(change).await, "{change}");
    }
}

/// What is read for many accounts at once is what is read for one.
pub async fn entries_of_many_are_those_of_each(db: TestStore) {
    an_account(&db.store).await.unwrap();
    let one = number(1);
    store::write!(db.store, "test", |tx| {
        ledger::transfer_post(&mut tx, &movement(one.as_str(), ledger::BANK_DEPOSIT, 5, None)).await
    })
    .unwrap();
    let mut conn = db.store.read().await.unwrap();
    let mut all = posted::entries_between(&mut conn, one.as_str(), one.as_str()).await.unwrap();
    let mut entries = all.remove(one.as_str()).unwrap().unwrap();
    entries.sort_by_key(|entry| entry.seq);
    assert!(all.is_empty() && entries.len() == 2, "{entries:?}");
    assert_eq!(entries, ledger::entry_list(&mut conn, one.as_str()).await.unwrap());
}
