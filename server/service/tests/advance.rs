//! Advance (预缴) from a file: a row of code 01 for each month to come, no month twice, and no month in a row before it
//! has begun. And the switch of the city that lets months paid back count.

mod support;

use domain::{AccountNo, Fen, Month, month_state, policy::FactName};
use service::{
    registers::{self, Counting},
    testing::TestCtx,
    verify,
};
use store::{Engine, account, ledger, month_state as known};
use support::{a_line, books, take_in, take_in_under};

fn number(sequence: u32) -> AccountNo {
    AccountNo::of(1, sequence).unwrap()
}

/// The line of a month to come.
async fn ahead(test: &TestCtx, sequence: u32, months: &[&str]) -> service::remittance::Imported {
    let lines: String =
        months.iter().map(|month| a_line(sequence, month).trim_end().to_owned() + ",01,1\n").collect();
    take_in_under(",YWLX,YJBZ", test, &lines).await
}

async fn states(test: &TestCtx, sequence: u32) -> Vec<&'static str> {
    let mut conn = test.ctx.store.read().await.unwrap();
    let own = account::find(&mut conn, &number(sequence)).await.unwrap().unwrap().account;
    let entries = ledger::entry_list(&mut conn, own.number.as_str()).await.unwrap();
    let known = known::known_of(&mut conn, &own).await.unwrap();
    let cells = month_state::months(&own, &entries, &known, test.ctx.today());
    cells.iter().map(|cell| cell.state.code()).collect()
}

/// Months in a row and the last of them, as a claim of today sees them.
async fn counted(test: &TestCtx, sequence: u32, back_payments: bool) -> (i64, String) {
    let mut conn = test.ctx.store.read().await.unwrap();
    let own = account::find(&mut conn, &number(sequence)).await.unwrap().unwrap();
    let counting = Counting { back_payments };
    let facts = registers::facts(&mut conn, &own, "rent_market", counting, test.ctx.today()).await.unwrap();
    let through = facts.month(FactName::PaidThrough).unwrap();
    (facts.count(FactName::ConsecutiveMonths).unwrap(), through.to_string())
}

async fn nothing_is_wrong(test: &TestCtx) {
    let mut found = Vec::new();
    verify::run(&test.ctx, &mut |finding| found.push(finding)).await.unwrap();
    assert_eq!(found, []);
}

/// August to October are paid, it is November.
async fn a_month_is_paid_ahead_once_and_counts_when_it_comes(engine: Engine) {
    let test = books(engine).await;
    let first = ahead(&test, 1, &["202612", "202701"]).await;
    assert_eq!((first.posted, first.amount), (2, Fen::from_yuan(4000)));
    assert_eq!(ahead(&test, 1, &["202612", "202701"]).await.unchanged, 2, "the same file changes nothing");
    assert_eq!(states(&test, 1).await[3..], ["awaited", "paid_ahead", "paid_ahead"]);
    let mut conn = test.ctx.store.read().await.unwrap();
    let entries = ledger::entry_list(&mut conn, number(1).as_str()).await.unwrap();
    drop(conn);
    let last = entries.last().unwrap();
    assert_eq!((last.business.code(), last.month), ("01", Month::parse("202701").ok()));
    assert_eq!(last.value_date, test.ctx.today(), "interest runs from the posting");
    // Read the stored count instead of the rows, and two months count that have not come.
    assert_eq!(counted(&test, 1, false).await, (3, "2026-10".into()));
    take_in(&test, &a_line(1, "202611")).await;
    assert_eq!(counted(&test, 1, false).await, (4, "2026-11".into()));
    nothing_is_wrong(&test).await;
    test.clock.advance_ms(30 * 86_400_000);
    assert_eq!(counted(&test, 1, false).await, (5, "2026-12".into()), "December has come");
    assert_eq!(take_in(&test, &a_line(1, "202612")).await.unchanged, 1, "and is not paid again");
}

/// October was missed and paid back: whether September to November are months in a row, the city says.
async fn months_paid_back_count_where_the_city_says_so(engine: Engine) {
    let test = books(engine).await;
    take_in(&test, &(a_line(4, "202609") + &a_line(4, "202611"))).await;
    assert_eq!(counted(&test, 4, true).await, (1, "2026-11".into()), "nothing was paid back");
    let back = a_line(4, "202610").trim_end().to_owned() + ",02,01\n";
    take_in_under(",YWLX,BJYY", &test, &back).await;
    assert_eq!(counted(&test, 4, false).await, (1, "2026-11".into()));
    assert_eq!(counted(&test, 4, true).await, (3, "2026-11".into()));
    // A difference adds money to a month and no month.
    let more = a_line(4, "202608").trim_end().to_owned() + ",02,02\n";
    take_in_under(",YWLX,BJYY", &test, &more).await;
    assert_eq!(counted(&test, 4, true).await, (3, "2026-11".into()));
    // What the books keep is the count of regular months, whatever a city says: verify recomputes the same.
    nothing_is_wrong(&test).await;
}

store::on_both_engines!(
    a_month_is_paid_ahead_once_and_counts_when_it_comes,
    months_paid_back_count_where_the_city_says_so,
);
