//! Balances at the end of a day: the running total less what was posted since, against the rows themselves.

use crate::{NOW, books::number};
use chrono::{Days, NaiveDate};
use domain::{BusinessCode, Fen, chart};
use store::{
    Error, account,
    ledger::{self, Class, Movement},
    person, reconcile,
    testing::{TestStore, a_person, an_account, terms},
};

fn day(after: u64) -> NaiveDate {
    NOW.day() + Days::new(after)
}

/// A row of 300 yuan is entered last and posted on the first day: it counts from that day on. Money that is set aside
/// has not left. Compare with `>=`, or leave the kinds out, and a day is wrong.
pub async fn a_balance_is_that_of_the_rows_up_to_its_day(db: TestStore) {
    let (bank, suspense, clearing) =
        (chart::BANK_DEPOSIT.id, chart::SUSPENSE_RECEIPTS.id, chart::PAYOUT_CLEARING.id);
    let member = number(1);
    let moved = |debit, credit, yuan, after| Movement {
        value_date: day(after),
        posted_on: day(after),
        ..Movement::at(debit, credit, Fen::from_yuan(yuan), BusinessCode::Other, NOW)
    };
    store::write!(db.store, "test", |tx| {
        person::insert(&mut tx, &a_person("p1", "index-1")).await?;
        let terms = terms(Fen::ZERO, 1000, Fen::ZERO);
        account::insert(&mut tx, &an_account(&member, "p1", terms)).await?;
        for of in [bank, suspense, clearing] {
            ledger::account_open(&mut tx, of, Class::Centre).await?;
        }
        ledger::transfer_post(&mut tx, &moved(bank, suspense, 1000, 0)).await?;
        ledger::transfer_post(&mut tx, &moved(suspense, member.as_str(), 600, 1)).await?;
        ledger::transfer_reserve(&mut tx, &moved(member.as_str(), clearing, 50, 1)).await?;
        ledger::transfer_post(&mut tx, &moved(suspense, bank, 250, 2)).await?;
        ledger::transfer_post(&mut tx, &moved(bank, suspense, 300, 0)).await?;
        Ok::<_, Error>(())
    })
    .unwrap();
    let mut conn = db.store.read().await.unwrap();
    let mut seen = Vec::new();
    for of in [day(0) - Days::new(1), day(0), day(1), day(2), day(9)] {
        let bank = reconcile::bank_balance(&mut conn, of).await.unwrap();
        let held = ledger::balance_on(&mut conn, suspense, of).await.unwrap();
        seen.push((bank.get() / 100, held.get() / 100));
    }
    assert_eq!(seen, [(0, 0), (1300, 1300), (1300, 700), (1050, 450), (1050, 450)]);
}
