//! Settlements of interest: how far they are, the rows of many accounts, and the guard against paying twice.

use crate::NOW;
use domain::{
    AccountNo, BusinessCode, Fen,
    account::AccountKind,
    chart::{BANK_DEPOSIT, INTEREST_EXPENSE},
    interest::{AccrualYear, Method, Posted},
};
use store::{
    Error,
    account::{self, NewAccount},
    interest::{self, Dates, Step},
    ledger::{self, Movement},
    person, posted, remittance,
    testing::{self, TestStore, a_person, terms},
};

fn number() -> AccountNo {
    AccountNo::of(1, 1).unwrap()
}

fn year() -> AccrualYear {
    AccrualYear::settled_in(2026).unwrap()
}

fn dates() -> Dates {
    Dates { value_date: year().next_first_day(), posted_on: year().settlement_day(), recorded: NOW }
}

/// One account: 500 yuan in on the first day of the year, 200 out on the last.
async fn an_account(db: &TestStore) {
    let (number, terms) = (number(), terms(Fen::ZERO, 1000, Fen::ZERO));
    let moved = |debit, credit, yuan, day| Movement {
        value_date: day,
        posted_on: day,
        ..Movement::at(debit, credit, Fen::from_yuan(yuan), BusinessCode::Other, NOW)
    };
    store::write!(db.store, "test", |tx| {
        person::insert(&mut tx, &a_person("p1", "index-1")).await?;
        let new = NewAccount { kind: AccountKind::Flex, ..testing::an_account(&number, "p1", terms) };
        account::insert(&mut tx, &new).await?;
        let (bank, one) = (BANK_DEPOSIT.id, number.as_str());
        ledger::transfer_post(&mut tx, &moved(bank, one, 500, year().first_day())).await?;
        ledger::transfer_post(&mut tx, &moved(one, bank, 200, year().settlement_day())).await
    })
    .unwrap();
}

pub async fn a_settlement_is_noted_as_it_goes_on(db: TestStore) {
    let step = Step {
        last_account: "010000000014".into(),
        accounts: 3,
        entries: 2,
        interest: Fen::new(1_234),
        problems: 1,
    };
    store::write!(db.store, "test", |tx| {
        assert_eq!(interest::settlement_lock(&mut tx, year()).await?, None, "nothing has begun");
        interest::settlement_start(&mut tx, year(), Method::default(), NOW).await?;
        interest::settlement_start(&mut tx, year(), Method::default(), NOW.plus_ms(1)).await?;
        interest::settlement_advance(&mut tx, year(), &step).await?;
        interest::settlement_advance(&mut tx, year(), &step).await?;
        let running = interest::settlement_lock(&mut tx, year()).await?.expect("it runs");
        assert_eq!((running.accounts, running.entries, running.interest), (6, 4, Fen::new(2_468)));
        assert_eq!((running.started, running.finished, running.problems), (NOW, false, 2));
        assert_eq!(interest::settlements_finished(&mut tx).await?, []);
        interest::settlement_finish(&mut tx, year(), NOW).await
    })
    .unwrap();
    let mut conn = db.store.read().await.unwrap();
    let found = interest::settlement_find(&mut conn, year()).await.unwrap().unwrap();
    assert_eq!((found.finished, found.last_account.as_str()), (true, "010000000014"));
    assert_eq!(interest::settlements_finished(&mut conn).await.unwrap(), [(year(), NOW)]);
    assert_eq!(interest::settlement_find(&mut conn, year().next()).await.unwrap(), None);
    drop(conn);
    let changed: Result<(), Error> =
        store::write!(db.store, "test", |tx| interest::settlement_advance(&mut tx, year(), &step).await);
    assert!(changed.is_err(), "a finished settlement never changes");
}

pub async fn the_rows_of_many_accounts_come_at_once(db: TestStore) {
    an_account(&db).await;
    let (one, first, last) = (number(), year().first_day(), year().settlement_day());
    let mut conn = db.store.read().await.unwrap();
    let row =
        |seq, value_date, yuan| Posted { seq, value_date, amount: Fen::from_yuan(yuan), is_interest: false };
    let all = posted::posted_between(&mut conn, one.as_str(), one.as_str(), first).await.unwrap();
    assert_eq!(all[one.as_str()], [row(1, first, 500), row(2, last, -200)]);
    let later = posted::posted_between(&mut conn, one.as_str(), one.as_str(), last).await.unwrap();
    assert_eq!(later[one.as_str()], [row(2, last, -200)]);
    assert!(posted::posted_between(&mut conn, "02", "03", posted::ever()).await.unwrap().is_empty());
    assert_eq!(interest::value_date_first(&mut conn).await.unwrap(), Some(first));
    let page = interest::standings_page(&mut conn, "", 10).await.unwrap();
    assert_eq!((page.len(), page[0].posted, page[0].reserved), (1, Fen::from_yuan(300), Fen::ZERO));
    drop(conn);
    store::write!(db.store, "test", |tx| {
        assert_eq!(interest::standings_lock(&mut tx, "", 10).await?, page);
        assert_eq!(interest::standings_lock(&mut tx, one.as_str(), 10).await?, []);
        assert_eq!(interest::standing_lock(&mut tx, &one).await?, Some(page[0].clone()));
        assert_eq!(interest::standing_lock(&mut tx, &AccountNo::of(9, 9).unwrap()).await?, None);
        Ok::<_, Error>(())
    })
    .unwrap();
}

async fn pay(db: &TestStore, dates: Dates) -> Result<u64, Error> {
    let credits = [(number(), Fen::new(77))];
    store::write!(db.store, "test", |tx| {
        let count = interest::entries_insert(&mut tx, INTEREST_EXPENSE.id, dates, &credits).await?;
        remittance::totals_add(&mut tx, INTEREST_EXPENSE.id, &credits).await?;
        Ok::<_, Error>(count)
    })
}

pub async fn a_year_is_paid_once_whatever_the_code_does(db: TestStore) {
    an_account(&db).await;
    assert_eq!(pay(&db, dates()).await.unwrap(), 1);
    let again = pay(&db, dates()).await.unwrap_err();
    let columns = "ledger_transfer.credit_account, ledger_transfer.value_date";
    assert!(again.is_conflict("ledger_transfer_interest_once", columns), "{again}");
    // Adjustments and closings are posted on their value date or after it, and may be several.
    for _ in 0..2 {
        pay(&db, Dates { posted_on: NOW.day(), ..dates() }).await.unwrap();
    }
    let mut conn = db.store.read().await.unwrap();
    let totals = ledger::account_totals(&mut conn, number().as_str()).await.unwrap().unwrap();
    assert_eq!(totals.posted, Fen::new(30_000 + 3 * 77));
    assert_eq!(interest::settlement_first_seq(&mut conn, year()).await.unwrap(), Some(3));
    assert_eq!(interest::settlement_first_seq(&mut conn, year().next()).await.unwrap(), None);
    drop(conn);
    // The control: it is the index that refuses.
    db.tamper("interest_settlement", "drop index ledger_transfer_interest_once").await;
    assert_eq!(pay(&db, dates()).await.unwrap(), 1);
}
