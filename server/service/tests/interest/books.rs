//! `verify` finds interest that the rows do not give, and accounts that were passed over.

use crate::world::{Notes, World, number};
use domain::Fen;
use service::verify::{self, Finding};
use store::Engine;

store::on_both_engines!(
    sound_interest_has_no_findings,
    a_changed_amount_is_named,
    a_changed_contribution_shows_in_the_interest,
    an_entry_that_is_gone_is_named,
    rows_that_came_later_are_no_finding,
);

/// Two years settled, the first account corrected late.
async fn books(engine: Engine) -> World {
    let world = World::new(engine).await;
    for serial in 1..=3 {
        world.account(serial, &[("2024-07-01", "10000"), ("2025-09-10", "2400")]).await;
    }
    world.settle(2025).await;
    world.settle(2026).await;
    world.post(1, "2025-01-01", "500").await;
    world.adjust(2025, &mut Notes::default()).await.unwrap();
    world
}

async fn findings(world: &World) -> Vec<Finding> {
    let mut found = Vec::new();
    verify::run(&world.test.ctx, &mut |finding| found.push(finding)).await.unwrap();
    found.retain(|finding| matches!(finding, Finding::Interest { .. } | Finding::NoInterest { .. }));
    found
}

async fn sound_interest_has_no_findings(engine: Engine) {
    let world = books(engine).await;
    let summary = verify::run(&world.test.ctx, &mut |finding| panic!("{finding}")).await.unwrap();
    assert_eq!((summary.accounts, summary.findings), (3, 0));
}

/// The running totals are moved with it, so that only the arithmetic can tell.
async fn a_changed_amount_is_named(engine: Engine) {
    let world = books(engine).await;
    let account = number(2);
    let entry = format!("credit_account = '{account}' and business_code = '09' and posted_on = '2025-06-30'");
    let change = format!("update ledger_transfer set amount_fen = amount_fen + 100 where {entry}");
    world.test.db.tamper("ledger_transfer", &change).await;
    for (id, sign) in [(account.as_str(), "+"), ("interest.expense", "-")] {
        let change =
            format!("update ledger_account set posted_fen = posted_fen {sign} 100 where id = '{id}'");
        world.test.db.tamper("ledger_account", &change).await;
    }
    let mut all = Vec::new();
    verify::run(&world.test.ctx, &mut |finding| all.push(finding.to_string())).await.unwrap();
    let first = format!("of {account} is 153.08, its rows give 152.08");
    // What was credited too much in the first year earned in the second.
    let second = format!("of {account} is 183.80, its rows give 183.81");
    assert_eq!(all.len(), 2, "{all:?}");
    assert!(all[0].contains(&first) && all[1].contains(&second), "{all:?}");
}

async fn a_changed_contribution_shows_in_the_interest(engine: Engine) {
    let world = books(engine).await;
    let account = number(3);
    let change = format!(
        "update ledger_transfer set value_date = '2025-09-11'
          where credit_account = '{account}' and value_date = '2025-09-10'"
    );
    world.test.db.tamper("ledger_transfer", &change).await;
    let found = findings(&world).await;
    let [Finding::Interest { account: named, posted, from_rows, .. }] = &found[..] else {
        panic!("{found:?}")
    };
    assert_eq!((named.as_str(), posted.plain()), (account.as_str(), "183.80".into()));
    assert_eq!(*from_rows, Some(Fen::new(18_370)));
}

async fn an_entry_that_is_gone_is_named(engine: Engine) {
    let world = books(engine).await;
    let account = number(2).to_string();
    let change = format!(
        "delete from ledger_transfer where credit_account = '{account}' and posted_on = '2026-06-30'"
    );
    world.test.db.tamper("ledger_transfer", &change).await;
    let from_rows = Fen::new(18_380);
    assert_eq!(findings(&world).await, [Finding::NoInterest { account, year: 2026, from_rows }]);
}

async fn rows_that_came_later_are_no_finding(engine: Engine) {
    let world = books(engine).await;
    world.account(4, &[("2025-08-01", "7000")]).await;
    world.post(2, "2025-08-01", "900").await;
    assert_eq!(findings(&world).await, []);
}
