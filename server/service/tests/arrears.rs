//! Arrears per unit and month, as the worker's own statement says them.

mod support;

use domain::{Fen, Month};
use service::{
    arrears::{self, Line, Wanted},
    testing::TestCtx,
};
use store::Engine;
use support::{a_line, books, id_of, take_in};

async fn all(test: &TestCtx) -> Vec<Line> {
    arrears::list(&test.ctx, &Wanted::default()).await.unwrap()
}

fn line(month: &str, workers: u32) -> Line {
    Line {
        unit_no: "100001".into(),
        unit_name: "100001".into(),
        month: Month::parse(month).unwrap(),
        workers,
        amount: Fen::from_yuan(2000 * workers as i32),
    }
}

/// August to October are paid, it is November: what is missing shows when a later month is paid.
async fn what_has_not_come_is_listed_until_it_comes(engine: Engine) {
    let test = books(engine).await;
    assert_eq!(all(&test).await, [], "November is not over");
    // A fourth worker began in July and has missed August and October; a fifth missed September.
    take_in(&test, &(a_line(4, "202607") + &a_line(4, "202609"))).await;
    take_in(&test, &(a_line(5, "202608") + &a_line(5, "202610"))).await;
    assert_eq!(all(&test).await, [line("202608", 1), line("202609", 1), line("202610", 1)]);
    take_in(&test, &(a_line(6, "202607") + &a_line(6, "202608") + &a_line(6, "202609"))).await;
    assert_eq!(all(&test).await[2], line("202610", 2));
    let of = |month: Option<&str>, unit: Option<&str>| Wanted {
        month: month.map(|month| Month::parse(month).unwrap()),
        unit_no: unit.map(str::to_owned),
    };
    let october = arrears::list(&test.ctx, &of(Some("202610"), Some("100001"))).await.unwrap();
    assert_eq!(october, [line("202610", 2)]);
    assert_eq!(arrears::list(&test.ctx, &of(None, Some("7"))).await.unwrap(), []);
    take_in(&test, &a_line(5, "202609")).await;
    assert_eq!(all(&test).await, [line("202608", 1), line("202610", 2)]);
}

/// A month that was paid back is no arrear; a difference is no payment of the month.
async fn a_back_payment_clears_its_months(engine: Engine) {
    let test = books(engine).await;
    take_in(&test, &(a_line(4, "202607") + &a_line(4, "202610"))).await;
    assert_eq!(all(&test).await, [line("202608", 1), line("202609", 1)]);
    let number = domain::AccountNo::of(1, 4).unwrap();
    let back = async |months: &str, reason: &str| {
        let id = id_of(4);
        let text = format!("100001,{number},林秀芳,{},{months},10000,10,10,1,1,02,{reason}\n", id.reveal());
        support::take_in_under(",YWLX,BJYY", &test, &text).await;
    };
    back("202608", "02").await;
    assert_eq!(all(&test).await.len(), 2);
    back("202608-202609", "04").await;
    assert_eq!(all(&test).await, []);
}

store::on_both_engines!(what_has_not_come_is_listed_until_it_comes, a_back_payment_clears_its_months);
