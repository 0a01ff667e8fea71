//! The published worked examples of limit formulas (domain facts on Guangzhou, Xiamen and repayment capacity).

use super::*;
use crate::{Fen, FormState};

const RATES: &str = r#"
[[rate]]
from = "2025-05-08"
first_short = "2.1"
first_long = "2.6"
second_short = "2.525"
second_long = "3.075"
source = "test"
as_of = "2025-05-08"
verified = false
"#;

/// A figure without ceremony.
fn f(name: &str, value: &str) -> String {
    format!(
        "[version.{name}]\nvalue = \"{value}\"\nsource = \"test\"\nas_of = \"2026-01-01\"\nverified = true\n"
    )
}

/// Rules with high caps and 20 % down, plus `more`.
fn rules(cap: &str, more: &str) -> LoanRules {
    let figures = [
        f("down_payment.first", "20"),
        f("down_payment.second", "30"),
        f("cap.single", cap),
        f("cap.family", cap),
    ];
    let head = "city = \"x\"\nname_zh = \"x\"\nname_en = \"x\"\n[[version]]\nfrom = \"2026-01-01\"\ndocument = \"x\"\nfloor_unit = \"1000\"\n";
    let policy: LoanPolicy = toml::from_str(&format!("{head}{}{more}", figures.concat())).unwrap();
    policy.versions()[0].clone()
}

fn found(rules: &LoanRules, pairs: &[(FactField, &str)]) -> Limit {
    let mut form = FormState::default();
    for (field, value) in pairs {
        form.set(*field, value);
    }
    let facts = Facts::parse(&mut form).unwrap_or_else(|| panic!("{form:?}"));
    limit(rules, &toml::from_str(RATES).unwrap(), &facts, "2026-11-20".parse().unwrap()).unwrap()
}

use FactField as F;

#[test]
fn balance_and_future_contributions() {
    let more = f("account.first", "10")
        + &f("account.second", "10")
        + "[version.account.future]\nhorizon = \"retirement\"\n"
        + &f("account.future.factor", "1");
    let facts = [(F::Balance, "60000"), (F::MonthlyContribution, "2400"), (F::MonthsToRetirement, "300")];
    let limit = found(&rules("9000000", &more), &facts);
    assert_eq!((limit.limit, limit.bound_by), (Fen::from_yuan(1_320_000), Bound::Account));
    assert_eq!(limit.unchecked, [Bound::LoanToValue]);
    let missing = found(&rules("9000000", &more), &facts[..2]);
    assert_eq!(missing.unchecked, [Bound::Account, Bound::LoanToValue]);
}

/// (14,400 half a year × 30 years × 2.9 + 60,000) × 0.8; by the month the factor is 1.45.
#[test]
fn a_liquidity_coefficient_takes_its_share() {
    let more = f("account.first", "1")
        + &f("account.second", "1")
        + "[version.account.future]\nhorizon = \"term\"\n"
        + &f("account.future.factor", "1.45")
        + &f("account.liquidity", "0.8");
    let limit = found(
        &rules("960000", &more),
        &[(F::Balance, "60000"), (F::MonthlyContribution, "2400"), (F::Years, "30")],
    );
    assert_eq!((limit.limit, limit.bound_by), (Fen::from_yuan(960_000), Bound::Cap));
    assert_eq!(limit.candidates[0].amount, Fen::from_yuan(1_050_240));
    assert_eq!(
        limit.to_string(),
        "min(account (60000.00 × 1 + 2400.00 × 360 × 1.45) × 0.8 = 1050240.00, cap 960000.00 = 960000.00), \
         rounded down to 1000.00 = 960000.00"
    );
}

#[test]
fn multiples_that_grow_with_time() {
    let tier = |from: u32, k: &str| {
        format!("[[version.account.time]]\nfrom_months = {from}\n") + &f("account.time.coefficient", k)
    };
    let more = f("account.first", "1")
        + &f("account.second", "1")
        + &f("account.least_balance", "10000")
        + &tier(0, "16")
        + &tier(25, "18")
        + &tier(49, "20");
    for (months, yuan) in [("24", 160_000), ("25", 180_000), ("48", 180_000), ("49", 200_000)] {
        let limit =
            found(&rules("9000000", &more), &[(F::Balance, "9999.99"), (F::MonthsContributed, months)]);
        assert_eq!(limit.limit, Fen::from_yuan(yuan), "{months}");
    }
}

#[test]
fn capacity_to_the_fen() {
    let rules = rules("9000000", &f("capacity", "50"));
    for (months, home, amount) in
        [("360", "first", "1623621.09"), ("240", "first", "1215434.78"), ("360", "second", "1527041.34")]
    {
        let limit =
            found(&rules, &[(F::Income, "16000"), (F::Debts, "1500"), (F::Months, months), (F::Home, home)]);
        assert_eq!(limit.candidates[0].amount.plain(), amount);
        assert_eq!(limit.bound_by, Bound::Capacity);
    }
}

#[test]
fn boosts_stack_as_the_city_says() {
    let boost = |claim: &str, share: &str| {
        format!("[[version.boost]]\nclaim = \"{claim}\"\n") + &f("boost.percent", share)
    };
    let boosts = boost("first_home", "60") + &boost("multi_child", "50") + &boost("green_building", "80");
    let facts = [(F::Children, "2"), (F::Claims, "green_building")];
    for (stacking, yuan) in [
        (String::new(), 1_260_000),
        ("[version.stacking]\nrule = \"sum\"\n".to_owned(), 2_030_000),
        ("[version.stacking]\nrule = \"capped_sum\"\n".to_owned() + &f("stacking.most", "170"), 1_890_000),
    ] {
        assert_eq!(found(&rules("700000", &(stacking + &boosts)), &facts).limit, Fen::from_yuan(yuan));
    }
}

#[test]
fn facts_refuse_with_the_range() {
    let mut form = FormState::default()
        .with(F::Months, "361")
        .with(F::Balance, "1e9")
        .with(F::Claims, "green luck")
        .with(F::Rate, "99");
    assert_eq!(Facts::parse(&mut form), None);
    let fields: Vec<F> = form.problems().map(|(field, _)| field).collect();
    assert_eq!(fields, [F::Balance, F::Months, F::Rate, F::Claims]);
    assert_eq!(form.problem(F::Months), Some(&Months::RANGE));
}
