//! Sixty-four withdrawals at once from one balance, round after round, on both engines: what is granted never
//! exceeds what was there, and whoever is refused hears a refusal.
//!
//! Each withdrawal does what the use cases do in one transaction: set the money aside, then take it out. The negative
//! control asks first and takes without asking again; it must pay out more than there is.

use domain::{BusinessCode, Fen};
use std::time::Instant;
use store::{
    Engine, Error, Store,
    ledger::{self, Class, Movement, PAYOUT_CLEARING, Reservation},
    testing::{Chance, NOW, TestStore, seed, times, unguarded_debit},
};

const AT_ONCE: u64 = 64;

fn movement<'a>(debit: &'a str, credit: &'a str, fen: i64) -> Movement<'a> {
    Movement::at(debit, credit, Fen::new(fen), BusinessCode::PartialWithdrawal, NOW)
}

/// Answers whether the money was granted.
async fn withdraw(store: &Store, account: &str, fen: i64) -> Result<bool, Error> {
    store::write!(store, "test.withdraw", |tx| {
        let movement = movement(account, PAYOUT_CLEARING, fen);
        match ledger::transfer_reserve(&mut tx, &movement).await? {
            None => Ok(false),
            Some(seq) => {
                let reservation = Reservation {
                    seq,
                    debit: account.into(),
                    credit: PAYOUT_CLEARING.into(),
                    amount: Fen::new(fen),
                    business: BusinessCode::PartialWithdrawal.code().into(),
                    case_id: None,
                };
                ledger::reservation_post(&mut tx, &reservation, NOW.day(), NOW).await.map(|_| true)
            }
        }
    })
}

/// An account of its own for every round.
async fn open(store: &Store, account: &str, fen: i64) {
    store::write!(store, "test.open", |tx| {
        ledger::account_open(&mut tx, ledger::BANK_DEPOSIT, Class::Centre).await?;
        ledger::account_open(&mut tx, PAYOUT_CLEARING, Class::Centre).await?;
        ledger::account_open(&mut tx, account, Class::Member).await?;
        ledger::transfer_post(&mut tx, &movement(ledger::BANK_DEPOSIT, account, fen)).await
    })
    .unwrap();
}

async fn left(store: &Store, account: &str) -> i64 {
    let mut conn = store.read().await.unwrap();
    let totals = ledger::account_totals(&mut conn, account).await.unwrap().unwrap();
    assert_eq!(totals.reserved, Fen::ZERO, "nothing stays set aside");
    totals.posted.get()
}

async fn race(engine: Engine, rounds: u64) {
    let seed = seed("64 withdrawals at once");
    let (mut chance, db, began) = (Chance::new(seed), TestStore::new(engine).await, Instant::now());
    let mut refused = 0;
    for round in 0..rounds {
        let (account, balance) = (format!("race{round}"), 1 + chance.below(20_000).cast_signed());
        open(&db.store, &account, balance).await;
        let tasks: Vec<_> = (0..AT_ONCE)
            .map(|_| {
                let (store, account, fen) =
                    (db.store.clone(), account.clone(), 1 + chance.below(1_000).cast_signed());
                tokio::spawn(
                    async move { withdraw(&store, &account, fen).await.map(|granted| (granted, fen)) },
                )
            })
            .collect();
        let mut granted = 0;
        let mut least_refused = i64::MAX;
        for task in tasks {
            match task.await.unwrap() {
                Ok((true, fen)) => granted += fen,
                Ok((false, fen)) => (least_refused, refused) = (least_refused.min(fen), refused + 1),
                Err(error) => panic!("ANJU_SEED={seed}: {engine:?}, round {round}: {error}"),
            }
        }
        let left = left(&db.store, &account).await;
        assert_eq!(left, balance - granted, "ANJU_SEED={seed}: {engine:?}, round {round}");
        assert!(
            left >= 0 && least_refused > left,
            "refused {least_refused} with {left} left: {engine:?}, {round}"
        );
    }
    println!("{engine:?}: {rounds} rounds of {AT_ONCE}, {refused} refused, {:?}", began.elapsed());
    assert!(refused > 0, "nobody was ever refused");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_at_once_on_sqlite_take_no_more_than_there_is() {
    race(Engine::Sqlite, times(250, 10_000)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_at_once_on_postgres_take_no_more_than_there_is() {
    race(Engine::Postgres, times(250, 10_000)).await;
}

/// The negative control: whoever looks at the balance, and takes from it in a second step that does not look again,
/// takes more than there is.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn looking_first_and_taking_later_oversells() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let db = TestStore::new(engine).await;
        let mut oversold = false;
        for round in 0..50 {
            let account = format!("race{round}");
            open(&db.store, &account, 1_000).await;
            let tasks: Vec<_> = (0..AT_ONCE)
                .map(|_| {
                    let (store, account) = (db.store.clone(), account.clone());
                    tokio::spawn(async move {
                        if left(&store, &account).await < 300 {
                            return false;
                        }
                        unguarded_debit(&store, &account, 300).await;
                        true
                    })
                })
                .collect();
            let mut granted = 0;
            for task in tasks {
                granted += if task.await.unwrap() { 300 } else { 0 };
            }
            oversold |= granted > 1_000;
        }
        assert!(oversold, "{engine:?}: the race is too slow to see anything");
    }
}
