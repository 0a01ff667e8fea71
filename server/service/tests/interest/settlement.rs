//! Figures worked out by hand, through the books; refusals; corrections.

use crate::world::{Notes, World, number, year};
use domain::AccountState;
use service::interest::{Failure, Problem, Refusal, State, adjust_account};
use store::{Engine, audit};

store::on_both_engines!(
    the_worked_examples_come_out_to_the_fen,
    a_leap_year_has_one_day_more,
    a_change_of_the_rate_cuts_the_year,
    other_ways_of_counting,
    the_two_rates_of_2015,
    a_year_that_cannot_be_settled_is_refused_by_name,
    a_dry_run_posts_nothing,
    late_corrections_are_adjusted_and_never_edited,
    a_correction_runs_through_the_years_after_it,
    one_account_is_adjusted_or_refused_whole,
    rows_that_contradict_each_other_hold_nobody_else_up,
);

/// 2,400 yuan on the 15th of every month and 5,000 withdrawn on 10 March, on 30,000.
pub const A_YEAR: [(&str, &str); 14] = [
    ("2025-07-01", "30000"),
    ("2025-07-15", "2400"),
    ("2025-08-15", "2400"),
    ("2025-09-15", "2400"),
    ("2025-10-15", "2400"),
    ("2025-11-15", "2400"),
    ("2025-12-15", "2400"),
    ("2026-01-15", "2400"),
    ("2026-02-15", "2400"),
    ("2026-03-15", "2400"),
    ("2026-04-15", "2400"),
    ("2026-05-15", "2400"),
    ("2026-06-15", "2400"),
    ("2026-03-10", "-5000"),
];

fn entry(value_date: &str, posted_on: &str, amount: &str) -> (String, String, String) {
    (value_date.into(), posted_on.into(), amount.into())
}

async fn the_worked_examples_come_out_to_the_fen(engine: Engine) {
    let world = World::new(engine).await;
    world.account(1, &[("2025-07-01", "10000")]).await;
    world.account(2, &A_YEAR).await;
    world.account(3, &[("2025-07-01", "10000")]).await;
    world.state(3, AccountState::Sealed).await;
    // Sealed with nothing, never paid, and paid only after the year.
    world.account(4, &[("2025-06-01", "10"), ("2025-06-01", "-10")]).await;
    world.state(4, AccountState::Sealed).await;
    world.account(5, &[]).await;
    world.account(6, &[("2026-07-01", "500")]).await;
    assert_eq!(world.settle(2025).await.entries, 0);
    let totals = world.settle(2026).await;
    assert_eq!((totals.state, totals.accounts, totals.entries, totals.problems), (State::Settled, 3, 3, 0));
    assert_eq!(totals.interest.plain(), "956.47");
    assert_eq!(world.interest(1).await, [entry("2026-07-01", "2026-06-30", "152.08")]);
    assert_eq!(world.amounts(2).await, ["652.31"]);
    assert_eq!(world.balance(number(2).as_str()).await, "54452.31");
    assert_eq!(world.amounts(3).await, ["152.08"], "sealed accounts bear interest");
    for serial in 4..=6 {
        assert_eq!(world.interest(serial).await, []);
    }
    assert_eq!(world.expense().await, "-956.47");
    let mut conn = world.test.ctx.store.read().await.unwrap();
    let actions: Vec<(String, String)> = audit::page(&mut conn, 0, 20)
        .await
        .unwrap()
        .into_iter()
        .map(|event| (event.action, event.subject))
        .filter(|(_, subject)| subject == "2026")
        .collect();
    let told = |action: &str| (action.to_owned(), "2026".to_owned());
    assert_eq!(actions, [told("interest.settle"), told("interest.settle"), told("interest.finish")]);
    assert_eq!(service::verify::run(&world.test.ctx, &mut |f| panic!("{f}")).await.unwrap().findings, 0);
}

async fn a_leap_year_has_one_day_more(engine: Engine) {
    let world = World::new(engine).await;
    world.on("2028-07-01");
    world.account(1, &[("2027-07-01", "10000")]).await;
    world.settle(2028).await;
    assert_eq!(world.amounts(1).await, ["152.50"]);
}

async fn a_change_of_the_rate_cuts_the_year(engine: Engine) {
    let world = World::rates(engine, &[("2016-02-21", "1.5"), ("2026-01-01", "1.25")]).await;
    world.account(1, &[("2025-07-01", "50000")]).await;
    world.settle(2026).await;
    assert_eq!(world.amounts(1).await, ["697.57"]);
}

async fn other_ways_of_counting(engine: Engine) {
    for (basis, unit, interest) in
        [("d360", "fen", "187.76"), ("d360", "yuan", "187.75"), ("d365", "fen", "185.19")]
    {
        let world = World::counting(engine, basis, unit).await;
        world.account(1, &[("2025-07-01", "12345.67")]).await;
        world.settle(2026).await;
        assert_eq!(world.amounts(1).await, [interest], "{basis} {unit}");
    }
    let world = World::counting(engine, "whole-year", "fen").await;
    // The interest of the year before is carried over with what earned it.
    world.account(1, &[("2025-06-30", "9999.58")]).await;
    world.settle(2025).await;
    world.settle(2026).await;
    assert_eq!(world.amounts(1).await, ["0.42", "150.00"]);
}

async fn the_two_rates_of_2015(engine: Engine) {
    let world = World::new(engine).await;
    // With the interest of its one day 20,000.00 are carried over, and 0.35 % ends with June.
    world.account(1, &[("2015-06-30", "19999.81")]).await;
    world.account(2, &[("2015-06-30", "19999.81"), ("2015-10-01", "2400")]).await;
    world.settle(2015).await;
    world.settle(2016).await;
    assert_eq!(world.amounts(1).await, ["0.19", "276.53"]);
    // 2,400 of this year: 143 days at 0.35 %, 131 at 1.50 %.
    assert_eq!(world.amounts(2).await, ["0.19", "292.96"]);
}

async fn a_year_that_cannot_be_settled_is_refused_by_name(engine: Engine) {
    let world = World::new(engine).await;
    world.account(1, &[("2024-07-20", "100"), ("2026-07-20", "100")]).await;
    assert_eq!(
        world.refusal(2027).await,
        Refusal::NotOver { year: year(2027), today: world.test.ctx.today() }
    );
    assert_eq!(world.refusal(2026).await, Refusal::EarlierUnsettled { earlier: year(2025) });
    assert_eq!(world.refusal(2012).await, Refusal::NoRate { day: "2011-07-01".parse().unwrap() });
    let never = world.adjust(2025, &mut Notes::default()).await;
    assert!(matches!(never, Err(Failure::Refused(Refusal::NotSettled { .. }))));
    assert_eq!(world.expense().await, "0.00");
    // On its last day a year is not over, on the next it is.
    world.settle(2025).await;
    world.on("2026-06-30");
    assert!(matches!(world.refusal(2026).await, Refusal::NotOver { .. }));
    world.on("2026-07-01");
    assert_eq!(world.settle(2026).await.state, State::Settled);
    let again = world.settle(2026).await;
    assert_eq!((again.state, again.entries), (State::AlreadySettled, 1));
    assert_eq!(world.amounts(1).await.len(), 2);
}

async fn a_dry_run_posts_nothing(engine: Engine) {
    let world = World::new(engine).await;
    world.account(1, &A_YEAR).await;
    let dry = world.dry_run(2026).await;
    assert_eq!((dry.state, dry.entries, dry.interest.plain()), (State::DryRun, 1, "652.31".into()));
    assert_eq!((world.expense().await, world.amounts(1).await.len()), ("0.00".into(), 0));
    let totals = world.settle(2026).await;
    assert_eq!((totals.accounts, totals.interest), (dry.accounts, dry.interest));
}

async fn late_corrections_are_adjusted_and_never_edited(engine: Engine) {
    let world = World::new(engine).await;
    for serial in 1..=3 {
        world.account(serial, &[("2025-07-01", "10000")]).await;
    }
    world.settle(2026).await;
    // A deposit of the settled year that was found later, and one that was never to have been there.
    world.post(1, "2025-07-01", "1000").await;
    world.post(2, "2025-07-01", "-1000").await;
    let totals = world.adjust(2026, &mut Notes::default()).await.unwrap();
    assert_eq!((totals.state, totals.entries, totals.interest.plain()), (State::Adjusted, 2, "0.01".into()));
    let annual = entry("2026-07-01", "2026-06-30", "152.08");
    assert_eq!(world.interest(1).await, [annual.clone(), entry("2026-07-01", "2026-11-21", "15.21")]);
    assert_eq!(world.interest(2).await, [annual.clone(), entry("2026-07-01", "2026-11-21", "-15.20")]);
    assert_eq!(world.interest(3).await, [annual]);
    let again = world.adjust(2026, &mut Notes::default()).await.unwrap();
    assert_eq!((again.entries, again.interest.plain()), (0, "0.00".into()));
    assert_eq!(service::verify::run(&world.test.ctx, &mut |f| panic!("{f}")).await.unwrap().findings, 0);
}

async fn a_correction_runs_through_the_years_after_it(engine: Engine) {
    let world = World::new(engine).await;
    world.account(1, &[("2024-07-01", "100000")]).await;
    world.settle(2025).await;
    world.settle(2026).await;
    world.post(1, "2024-07-01", "100000").await;
    let totals = world.adjust(2025, &mut Notes::default()).await.unwrap();
    // 100,000 × 365 × 1.5 % / 360 = 1,520.83; of 101,520.83 the year after 1,543.96.
    assert_eq!((totals.accounts, totals.entries), (1, 2));
    let amounts = world.amounts(1).await;
    assert_eq!(amounts, ["1520.83", "1543.96", "1520.84", "1543.97"]);
}

async fn one_account_is_adjusted_or_refused_whole(engine: Engine) {
    let world = World::new(engine).await;
    world.account(1, &[("2024-07-01", "10000")]).await;
    world.account(2, &[("2024-07-01", "10000")]).await;
    world.settle(2025).await;
    world.settle(2026).await;
    for serial in [1, 2] {
        world.post(serial, "2024-07-01", "-1000").await;
    }
    // All but 20 yuan has been taken out since: the second year cannot be taken back, so neither is the first.
    world.post(1, "2026-07-02", "-9286.48").await;
    let before = world.entries(1).await;
    let refused = adjust_account(&world.test.ctx, &world.rules(), year(2025), &number(1)).await;
    let Err(Failure::Refused(Refusal::Unpaid(Problem::NotEnough { .. }))) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(world.entries(1).await, before);
    let adjusted = adjust_account(&world.test.ctx, &world.rules(), year(2025), &number(2)).await.unwrap();
    let adjusted: Vec<(i32, String)> =
        adjusted.into_iter().map(|(year, amount)| (year.settlement_year(), amount.plain())).collect();
    assert_eq!(adjusted, [(2025, "-15.20".into()), (2026, "-15.44".into())]);
    let nobody = adjust_account(&world.test.ctx, &world.rules(), year(2025), &number(9)).await;
    assert!(matches!(nobody, Err(Failure::Refused(Refusal::NoAccount))));
}

async fn rows_that_contradict_each_other_hold_nobody_else_up(engine: Engine) {
    let world = World::new(engine).await;
    world.account(1, &[("2025-08-01", "100"), ("2025-07-20", "-100")]).await;
    world.account(2, &[("2025-07-01", "10000")]).await;
    let mut notes = Notes::default();
    let totals = world.settle_noting(2026, &mut notes).await.unwrap();
    assert_eq!((totals.entries, totals.problems), (1, 1));
    assert_eq!(
        notes.problems,
        [(number(1).to_string(), "the balance at the end of 2025-07-20 would be -100.00".to_owned())]
    );
    // Once its rows are mended, the account gets what it is owed.
    world.post(1, "2025-07-20", "100").await;
    world.adjust(2026, &mut Notes::default()).await.unwrap();
    assert_eq!(world.interest(1).await, [entry("2026-07-01", "2026-11-21", "1.39")]);
}
