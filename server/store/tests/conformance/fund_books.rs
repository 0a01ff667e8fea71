//! The fund's books: the chart, reversals, money in suspense.

use crate::{
    NOW,
    books::{an_account, movement, number},
};
use domain::{Fen, chart};
use store::{
    ledger,
    testing::TestStore,
    trial::{self, Turnover},
};

fn turnover(account: &str, until: i32, ever: i32) -> Turnover {
    Turnover { account: account.into(), until: Fen::from_yuan(until), ever: Fen::from_yuan(ever) }
}

pub async fn the_chart_adds_up_from_the_rows(db: TestStore) {
    an_account(&db.store).await.unwrap();
    let later = NOW.day().succ_opt().unwrap();
    store::write!(db.store, "test", |tx| {
        let one = number(1);
        let mut out = movement(one.as_str(), ledger::PAYOUT_CLEARING, 200, None);
        out.posted_on = later;
        ledger::transfer_post(&mut tx, &out).await?;
        // Promised, not posted: no part of the books.
        ledger::transfer_reserve(&mut tx, &movement(one.as_str(), ledger::PAYOUT_CLEARING, 100, None)).await
    })
    .unwrap()
    .unwrap();
    let mut conn = db.store.read().await.unwrap();
    let debits = trial::debits(&mut conn, NOW.day()).await.unwrap();
    assert_eq!(debits, [turnover("bank.deposit", 500, 500), turnover("members", 0, 200)]);
    let credits = trial::credits(&mut conn, NOW.day()).await.unwrap();
    assert_eq!(credits, [turnover("members", 500, 500), turnover("payout.clearing", 0, 200)]);
    let running = trial::running(&mut conn).await.unwrap();
    let of = |id: &str| running.iter().find(|(account, _)| account == id).map(|(_, posted)| posted.get());
    assert_eq!(of("members"), Some(30_000));
    assert_eq!((of("bank.deposit"), of("payout.clearing")), (Some(-50_000), Some(20_000)));
    for head in chart::CHART {
        assert!(of(head.id).is_some(), "{} stands in the ledger", head.id);
    }
}
