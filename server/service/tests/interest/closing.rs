//! A closing pays interest to date, and no settlement pays those days again.

use crate::world::{World, moved, number};
use service::interest::{Unpaid, close_in};
use store::{Engine, ledger};

store::on_both_engines!(
    a_closing_pays_interest_to_the_day_before,
    without_its_interest_entry_the_settlement_pays_those_days,
    a_closing_before_the_settlement_pays_the_year_that_is_over,
);

const RETIRING: [(&str, &str); 8] = [
    ("2025-07-01", "85612.37"),
    ("2025-07-20", "1980"),
    ("2025-08-20", "1980"),
    ("2025-09-20", "1980"),
    ("2025-10-20", "1980"),
    ("2025-11-20", "1980"),
    ("2025-12-20", "1980"),
    ("2026-01-20", "1980"),
];

/// Credits the interest and takes everything out, in one transaction, as a closing does.
async fn close(world: &World, serial: u32, day: &str, all: &str) -> String {
    let (one, on, now) = (number(serial), day.parse().unwrap(), world.test.ctx.now());
    let rules = world.rules();
    let paid = store::write!(world.test.ctx.store, "test", |tx| {
        let paid = close_in(&mut tx, &rules, &one, on, now).await?;
        ledger::transfer_post(&mut tx, &moved(one.as_str(), day, &format!("-{all}"))).await?;
        Ok::<_, Unpaid>(paid)
    });
    paid.unwrap().plain()
}

async fn a_closing_pays_interest_to_the_day_before(engine: Engine) {
    let world = World::new(engine).await;
    world.account(1, &RETIRING).await;
    world.account(2, &[("2025-07-01", "10000")]).await;
    assert_eq!(close(&world, 1, "2026-02-10", "100336.59").await, "864.22");
    let closing = ("2026-02-10".to_owned(), "2026-02-10".to_owned(), "864.22".to_owned());
    assert_eq!(world.interest(1).await, std::slice::from_ref(&closing));
    assert_eq!(world.balance(number(1).as_str()).await, "0.00");
    assert_eq!(world.settle(2026).await.entries, 1, "only the other account");
    assert_eq!(world.interest(1).await, [closing]);
    assert_eq!(service::verify::run(&world.test.ctx, &mut |f| panic!("{f}")).await.unwrap().findings, 0);
}

/// The control: the days were earned, and whoever closes without paying them leaves them to the settlement.
async fn without_its_interest_entry_the_settlement_pays_those_days(engine: Engine) {
    let world = World::new(engine).await;
    world.account(1, &RETIRING).await;
    world.post(1, "2026-02-10", "-99472.37").await;
    world.settle(2026).await;
    assert_eq!(world.amounts(1).await, ["864.22"]);
}

async fn a_closing_before_the_settlement_pays_the_year_that_is_over(engine: Engine) {
    let world = World::new(engine).await;
    world.account(1, &[("2025-07-01", "10000")]).await;
    // Ten days of July on 10,152.08.
    assert_eq!(close(&world, 1, "2026-07-11", "10156.31").await, "156.31");
    let entries: Vec<(String, String)> =
        world.interest(1).await.into_iter().map(|(value, posted, _)| (value, posted)).collect();
    let day = |text: &str| text.to_owned();
    assert_eq!(entries, [(day("2026-07-01"), day("2026-06-30")), (day("2026-07-11"), day("2026-07-11"))]);
    let totals = world.settle(2026).await;
    assert_eq!((totals.accounts, totals.entries), (1, 0), "the year was paid with the closing");
    assert_eq!(world.balance(number(1).as_str()).await, "0.00");
}
