//! The locking stress, on both engines: many writers over few accounts. SQLite forgives every order of locks;
//! only PostgreSQL shows the deadlock, which is why this runs on both.
//!
//! Negative control: lock by debit first instead of by id in `ledger::move_posted` and the PostgreSQL half
//! deadlocks.

use domain::{BusinessCode, Fen};
use store::{
    Engine, Error, Store,
    ledger::{self, Class, Movement},
    testing::{NOW, TestStore},
};

const ACCOUNTS: [&str; 5] = ["a1", "a2", "a3", "a4", "a5"];
const TASKS: usize = 16;
const TRANSFERS: usize = 25;

fn movement<'a>(debit: &'a str, credit: &'a str, fen: i64) -> Movement<'a> {
    Movement::at(debit, credit, Fen::new(fen), BusinessCode::Other, NOW)
}

async fn open_accounts(store: &Store, fen_each: i64) {
    store::write!(store, "test.open", |tx| {
        ledger::account_open(&mut tx, ledger::BANK_DEPOSIT, Class::Centre).await?;
        for id in ACCOUNTS {
            ledger::account_open(&mut tx, id, Class::Member).await?;
            ledger::transfer_post(&mut tx, &movement(ledger::BANK_DEPOSIT, id, fen_each)).await?;
        }
        Ok::<_, Error>(())
    })
    .unwrap();
}

async fn total(store: &Store) -> i64 {
    let mut conn = store.read().await.unwrap();
    let mut sum = 0;
    for id in ACCOUNTS {
        sum += ledger::account_totals(&mut conn, id).await.unwrap().unwrap().posted.get();
    }
    sum
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn transfers_in_every_direction_keep_the_books_right() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let db = TestStore::new(engine).await;
        open_accounts(&db.store, 1_000_000).await;
        let tasks: Vec<_> = (0..TASKS)
            .map(|task| {
                let store = db.store.clone();
                tokio::spawn(async move {
                    for round in 0..TRANSFERS {
                        let debit = ACCOUNTS[(task + round) % 5];
                        let credit = ACCOUNTS[(task * 3 + round * 2 + 1) % 5];
                        if debit != credit {
                            store::write!(store, "test.transfer", |tx| {
                                ledger::transfer_post(&mut tx, &movement(debit, credit, 1)).await
                            })?;
                        }
                    }
                    Ok::<_, Error>(())
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap().unwrap_or_else(|error| panic!("{engine:?}: {error}"));
        }
        assert_eq!(total(&db.store).await, 5_000_000, "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_account_is_never_emptied_twice() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let db = TestStore::new(engine).await;
        open_accounts(&db.store, 1_000).await;
        let tasks: Vec<_> = (0..64)
            .map(|_| {
                let store = db.store.clone();
                tokio::spawn(async move {
                    store::write!(store, "test.reserve", |tx| {
                        ledger::transfer_reserve(&mut tx, &movement("a1", ledger::BANK_DEPOSIT, 300)).await
                    })
                })
            })
            .collect();
        let mut granted = 0;
        for task in tasks {
            granted += usize::from(task.await.unwrap().unwrap().is_some());
        }
        assert_eq!(granted, 3, "{engine:?}");
    }
}
