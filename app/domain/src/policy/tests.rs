//! Golden figures of the five cities, and the laws every decision obeys.

use super::*;
use crate::{Fen, Month};
use chrono::NaiveDate;
use proptest::prelude::*;

fn policy(city: &str) -> Policy {
    toml::from_str(match city {
        "quanzhou" => include_str!("../../../../server/policies/quanzhou/rent_market.toml"),
        "huzhou" => include_str!("../../../../server/policies/huzhou/rent_market.toml"),
        "nanjing" => include_str!("../../../../server/policies/nanjing/rent_market.toml"),
        "taizhou" => include_str!("../../../../server/policies/taizhou/rent_market.toml"),
        "shenzhen" => include_str!("../../../../server/policies/shenzhen/rent_market.toml"),
        other => panic!("no {other}"),
    })
    .unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn yuan(text: &str) -> Value {
    Value::Money(Fen::parse(text).unwrap())
}

/// Someone who fulfils every rule of every city.
fn tenant() -> Facts {
    Facts::default()
        .with(FactName::AccountState, Value::Word("normal".into()))
        .with(FactName::Balance, yuan("86412.37"))
        .with(FactName::MonthContribution, yuan("3600"))
        .with(FactName::ConsecutiveMonths, Value::Count(63))
        .with(FactName::PaidThrough, Value::Month(Month::new(2026, 10).unwrap()))
        .with(FactName::LastCredit, Value::Day(day("2026-11-16")))
        .with(FactName::HomesSelf, Value::Count(0))
        .with(FactName::Married, Value::Flag(false))
        .with(FactName::ChildrenMinor, Value::Count(0))
        .with(FactName::FundLoan, Value::Flag(false))
}

fn family(children: i64) -> Facts {
    tenant()
        .with(FactName::Married, Value::Flag(true))
        .with(FactName::HomesSpouse, Value::Count(0))
        .with(FactName::HomesMinorChildren, Value::Count(0))
        .with(FactName::ChildrenMinor, Value::Count(children))
}

fn claim(on: &str, amount: &str, spouse: bool) -> Claim {
    Claim { day: day(on), amount: Fen::parse(amount).unwrap(), spouse }
}

fn granted(city: &str, facts: &Facts, on: &str) -> String {
    let decision = decide(&policy(city), facts, day(on)).unwrap();
    assert_eq!(
        decision.outcome,
        Outcome::Approved,
        "{city} {on}: {:?} {:?}",
        decision.failures,
        decision.unknown
    );
    decision.amount.plain()
}

#[test]
fn golden_amounts_of_the_five_cities() {
    let public = |rent| {
        tenant()
            .with(FactName::Lease, Value::Word("public_rental".into()))
            .with(FactName::ActualRent, yuan(rent))
    };
    let filed =
        family(2).with(FactName::LeaseFiled, Value::Flag(true)).with(FactName::ActualRent, yuan("5200"));
    let standing = |facts: Facts| facts.with(FactName::StandingOrder, Value::Flag(true));
    for (city, facts, on, amount) in [
        ("quanzhou", tenant(), "2026-11-20", "1500.00"),
        ("quanzhou", family(1), "2026-11-20", "1500.00"),
        ("quanzhou", family(2), "2026-11-20", "1700.00"),
        ("quanzhou", tenant(), "2026-09-19", "1500.00"),
        ("huzhou", tenant(), "2026-11-20", "1500.00"),
        ("huzhou", tenant().with(FactName::MonthContribution, yuan("300")), "2026-11-20", "1500.00"),
        ("nanjing", tenant(), "2026-11-20", "5400.00"),
        ("nanjing", family(0), "2026-11-20", "10800.00"),
        ("nanjing", family(2), "2026-11-20", "12960.00"),
        ("taizhou", tenant(), "2026-11-20", "15000.00"),
        ("taizhou", family(0), "2026-11-20", "30000.00"),
        ("taizhou", family(2), "2026-11-20", "36000.00"),
        ("taizhou", family(3), "2026-11-20", "48000.00"),
        ("taizhou", standing(family(3)), "2026-11-20", "1250.00"),
        ("shenzhen", tenant(), "2026-11-20", "2880.00"),
        ("shenzhen", tenant(), "2027-10-31", "2880.00"),
        ("shenzhen", tenant(), "2027-11-01", "2340.00"),
        ("shenzhen", family(2), "2026-11-20", "3600.00"),
        ("shenzhen", filed, "2026-11-20", "5200.00"),
        ("shenzhen", public("820.50"), "2026-11-20", "820.50"),
        ("quanzhou", tenant().with(FactName::Balance, yuan("812.40")), "2026-11-20", "812.40"),
    ] {
        assert_eq!(granted(city, &facts, on), amount, "{city} {on}");
    }
}

/// Cities that are not encoded yet, through their formulas.
#[test]
fn golden_formulas_of_other_cities() {
    use super::expr::{Eval, Num, Rounding};
    let dongguan = "if month_contribution < 70_000 then month_contribution else min(pct(month_contribution, 7000), 180_000)";
    let zhongshan = "if prev_month_contribution < 160_000 then 80_000 else min(pct(prev_month_contribution, 5000), 300_000)";
    for (formula, contribution, expected) in [
        (dongguan, "650", 65_000),
        (dongguan, "2000", 140_000),
        (dongguan, "3000", 180_000),
        (zhongshan, "1500", 80_000),
        (zhongshan, "4000", 200_000),
        (zhongshan, "8000", 300_000),
        ("pct(180_000 * 2, 15_000)", "1", 540_000),
        ("pct(avg_wage_city, 1500)", "10467", 157_005),
    ] {
        let facts = Facts::default()
            .with(FactName::MonthContribution, yuan(contribution))
            .with(FactName::PrevMonthContribution, yuan(contribution))
            .with(FactName::AverageWage, yuan(contribution));
        let formula = Num::parse(formula, &FactName::vocabulary).unwrap();
        assert_eq!(formula.eval(&facts, Rounding::FenDown), Ok(Eval::Known(expected)), "{contribution}");
    }
}

#[test]
fn every_failing_rule_at_once_with_its_cure() {
    let facts = tenant()
        .with(FactName::ConsecutiveMonths, Value::Count(2))
        .with(FactName::HomesSelf, Value::Count(1))
        .with(FactName::FundLoan, Value::Flag(true))
        .with(FactName::SanctionUntil, Value::Day(day("2027-03-01")));
    let decision = decide(&policy("quanzhou"), &facts, day("2026-11-20")).unwrap();
    let rules: Vec<_> = decision.failures.iter().map(|failure| failure.rule).collect();
    assert_eq!(rules, [RuleId::ConsecutiveMonths, RuleId::NoHome, RuleId::NoFundLoan, RuleId::NoSanction]);
    assert_eq!((decision.outcome, decision.amount), (Outcome::Refused, Fen::ZERO));
    assert_eq!(decision.failures[0].cure, Cure::ContributeMonths { months: 1 });
    assert_eq!(decision.failures[0].on, Some(day("2026-12-16")));
    assert_eq!((decision.earliest, decision.not_before), (None, Some(day("2027-03-02"))));
}

#[test]
fn time_alone_cures_months_and_frequency() {
    let two_months = tenant().with(FactName::ConsecutiveMonths, Value::Count(2));
    let decision = decide(&policy("quanzhou"), &two_months, day("2026-11-20")).unwrap();
    assert_eq!(decision.earliest, Some(day("2026-12-16")));
    let mut claimed = tenant();
    claimed.claims.push(claim("2026-11-02", "1500", false));
    let decision = decide(&policy("quanzhou"), &claimed, day("2026-11-20")).unwrap();
    assert_eq!(decision.failures.iter().map(|f| f.rule).collect::<Vec<_>>(), [RuleId::Frequency]);
    assert_eq!(decision.earliest, Some(day("2026-12-01")));
}

#[test]
fn a_household_shares_its_cap() {
    let mut couple = family(0);
    couple.claims.push(claim("2026-10-03", "4000", true));
    assert_eq!(granted("nanjing", &couple, "2026-11-20"), "6800.00");
    let mut other_city = family(0);
    other_city.claims.push(claim("2026-11-03", "1500", true));
    assert_eq!(granted("quanzhou", &other_city, "2026-11-20"), "1500.00");
    let mut year = tenant();
    year.claims.push(claim("2026-03-03", "15000", false));
    let decision = decide(&policy("taizhou"), &year, day("2026-11-20")).unwrap();
    assert_eq!(decision.failures[0].rule, RuleId::AmountAvailable);
    assert_eq!(decision.earliest, Some(day("2027-01-01")));
}

#[test]
fn a_silent_register_leads_to_review_not_refusal() {
    let silent = family(2).without(FactName::ChildrenMinor);
    let decision = decide(&policy("quanzhou"), &silent, day("2026-11-20")).unwrap();
    assert_eq!(decision.outcome, Outcome::Review);
    assert_eq!((decision.amount.plain(), decision.maximum.plain()), ("1500.00".into(), "1700.00".into()));
    assert_eq!(decision.unknown.into_iter().collect::<Vec<_>>(), [FactName::ChildrenMinor]);

    let modest = silent.clone().with(FactName::Requested, yuan("1500"));
    assert_eq!(granted("quanzhou", &modest, "2026-11-20"), "1500.00");
    let more = silent.with(FactName::Requested, yuan("1700"));
    let decision = decide(&policy("quanzhou"), &more, day("2026-11-20")).unwrap();
    assert_eq!((decision.outcome, decision.amount.plain()), (Outcome::Review, "1700.00".into()));

    for name in [FactName::HomesSelf, FactName::Married, FactName::FundLoan] {
        let decision = decide(&policy("quanzhou"), &tenant().without(name), day("2026-11-20")).unwrap();
        assert_eq!(decision.outcome, Outcome::Review, "{name:?}");
    }
    let sure = tenant().without(FactName::Married).with(FactName::HomesSelf, Value::Count(1));
    assert_eq!(decide(&policy("quanzhou"), &sure, day("2026-11-20")).unwrap().outcome, Outcome::Refused);
}

#[test]
fn asking_for_more_than_the_maximum() {
    let greedy = tenant().with(FactName::Requested, yuan("1500.01"));
    let decision = decide(&policy("quanzhou"), &greedy, day("2026-11-20")).unwrap();
    assert_eq!(decision.failures[0].cure, Cure::AskAtMost { amount: Fen::from_yuan(1500) });
    let two = tenant().with(FactName::MonthsClaimed, Value::Count(2));
    let decision = decide(&policy("quanzhou"), &two, day("2026-11-20")).unwrap();
    assert_eq!(decision.failures[0].cure, Cure::ClaimFewerMonths { months: 1 });
}

#[test]
fn the_law_change_is_data() {
    let before = decide(&policy("quanzhou"), &tenant(), day("2026-09-19")).unwrap();
    let after = decide(&policy("quanzhou"), &tenant(), day("2026-09-20")).unwrap();
    assert_eq!(
        (before.basis.to_string(), after.basis.to_string()),
        ("REG-2019 §24(6)".into(), "REG §24(1)".into())
    );
    assert_eq!(
        (before.rule_version.as_str(), after.rule_version.as_str()),
        ("quanzhou.rent_market@1", "quanzhou.rent_market@2")
    );
    assert_eq!(decide(&policy("quanzhou"), &tenant(), day("2020-01-01")), Err(DecideError::NoVersion));
}

#[test]
fn a_decision_survives_storage() {
    let decision = decide(&policy("nanjing"), &family(2), day("2026-11-20")).unwrap();
    let text = serde_json::to_string(&decision).unwrap();
    assert_eq!(serde_json::from_str::<Decision>(&text).unwrap(), decision);
    assert_eq!(decision.formula.as_deref(), Some("min(12,960.00, 86,412.37)"));
}

#[test]
fn a_wrong_file_does_not_go_into_force() {
    let good = include_str!("../../../../server/policies/quanzhou/rent_market.toml");
    for (from, to, part) in [
        ("children_minor >= 2", "children_minro >= 2", "unknown name `children_minro`"),
        ("when = \"true\"", "when = \"married\"", "must hold for everyone"),
        ("from = \"2026-09-20\"", "from = \"2026-09-19\"", "starts before the version above"),
        ("number = 2", "number = 3", "numbers must rise"),
        ("at_least = 3", "at_least = \"3\"", "at_least"),
        ("https://", "see ", "must be a web address"),
        ("REG §24(1)", "§24", "a clause is"),
        ("verified = false", "verfied = false", "verfied"),
    ] {
        assert!(good.contains(from), "{from}");
        let error = toml::from_str::<Policy>(&good.replace(from, to)).unwrap_err().to_string();
        assert!(error.contains(part), "{from} → {to}: {error}");
    }
}

/// Facts with any mixture of failures, and which rules of Quanzhou they must break.
fn any_facts() -> impl Strategy<Value = Facts> {
    let word = prop_oneof![3 => Just("normal"), 1 => Just("sealed"), 1 => Just("frozen")];
    let optional_flag = || prop_oneof![3 => Just(Some(false)), 1 => Just(Some(true)), 1 => Just(None)];
    let claims = proptest::collection::vec((0u64..400, 1i64..200_000, any::<bool>()), 0..4);
    let count = || prop_oneof![3 => Just(Some(0i64)), 2 => (1i64..4).prop_map(Some), 1 => Just(None)];
    (
        word,
        0i64..1_000_000,
        0i64..8,
        optional_flag(),
        optional_flag(),
        count(),
        count(),
        count(),
        claims,
        1i64..1_000_000,
    )
        .prop_map(|(state, balance, months, loan, married, own, spouse, children, claims, pay)| {
            let mut facts = Facts::default()
                .with(FactName::AccountState, Value::Word(state.into()))
                .with(FactName::Balance, Value::Money(Fen::new(balance)))
                .with(FactName::MonthContribution, Value::Money(Fen::new(pay)))
                .with(FactName::ConsecutiveMonths, Value::Count(months))
                .with(FactName::PaidThrough, Value::Month(Month::new(2026, 10).unwrap()))
                .with(FactName::LastCredit, Value::Day(day("2026-11-16")));
            for (name, value) in [
                (FactName::FundLoan, loan.map(Value::Flag)),
                (FactName::Married, married.map(Value::Flag)),
                (FactName::HomesSelf, own.map(Value::Count)),
                (FactName::HomesSpouse, spouse.map(Value::Count)),
                (FactName::HomesMinorChildren, Some(Value::Count(0))),
                (FactName::ChildrenMinor, children.map(Value::Count)),
            ] {
                facts.set(name, value, None).unwrap();
            }
            for (back, amount, spouse) in claims {
                let on = day("2026-11-20") - chrono::Days::new(back);
                facts.claims.push(Claim { day: on, amount: Fen::new(amount), spouse });
            }
            facts
        })
}

proptest! {
    /// Each rule that fails when it is the only one also fails among all, and nothing else does; whatever order
    /// the rules stand in.
    #[test]
    fn the_failing_set_is_complete_and_has_no_order(facts in any_facts(), turn in 0usize..5) {
        let whole = policy("quanzhou");
        let today = day("2026-11-20");
        let set = |policy: &Policy| -> std::collections::BTreeSet<RuleId> {
            decide(policy, &facts, today).unwrap().failures.iter().map(|failure| failure.rule).collect()
        };
        let all = set(&whole);
        let mut turned = whole.clone();
        turned.versions.iter_mut().for_each(|v| { let n = v.rules.len(); v.rules.rotate_left(turn % n); v.rules.reverse(); });
        prop_assert_eq!(&set(&turned), &all);
        let mut single = std::collections::BTreeSet::new();
        for rule in &whole.versions[1].rules {
            let mut only = whole.clone();
            only.versions[1].rules = vec![rule.clone()];
            single.extend(set(&only));
        }
        prop_assert_eq!(single, all);
    }

    #[test]
    fn the_amount_is_within_what_is_available(facts in any_facts(), city in 0usize..5, asked in proptest::option::of(0i64..2_000_000)) {
        let facts = match asked {
            Some(fen) => facts.with(FactName::Requested, Value::Money(Fen::new(fen))),
            None => facts,
        };
        let city = ["quanzhou", "huzhou", "nanjing", "taizhou", "shenzhen"][city];
        let decision = decide(&policy(city), &facts, day("2026-11-20")).unwrap();
        let balance = facts.money(FactName::Balance).unwrap();
        prop_assert!(decision.amount >= Fen::ZERO && decision.amount <= balance);
        prop_assert!(decision.amount <= decision.maximum && decision.maximum <= balance);
        prop_assert_eq!(decision.outcome == Outcome::Refused, !decision.failures.is_empty());
        if decision.outcome == Outcome::Approved {
            prop_assert!(decision.unknown.is_empty() && decision.amount > Fen::ZERO);
        }
    }

    /// On the promised day, with contributions gone on, it is not refused; and the day before it still is.
    #[test]
    fn the_earliest_day_keeps_its_promise(facts in any_facts(), city in 0usize..5) {
        let city = ["quanzhou", "huzhou", "nanjing", "taizhou", "shenzhen"][city];
        let policy = policy(city);
        let today = day("2026-11-20");
        let now = decide(&policy, &facts, today).unwrap();
        if let (Outcome::Refused, Some(earliest)) = (now.outcome, now.earliest) {
            let then = decide(&policy, &facts.on_day(earliest), earliest).unwrap();
            prop_assert!(then.outcome != Outcome::Refused, "{earliest}: {:?}", then.failures);
            let before = earliest.pred_opt().unwrap();
            if before >= today {
                prop_assert_eq!(decide(&policy, &facts.on_day(before), before).unwrap().outcome, Outcome::Refused);
            }
        }
    }
}
