//! Tables of cases for flexible employment: the five cities, the three forms, the states, the debit days.

use super::{
    agreement,
    debit::{self, DebitState, Step},
    policy::{FlexPolicy, FlexVersion, MissedRule, Product},
    registration::{
        AgreementField as A, Identity, IdentityField as I, Plan, ProductField as P, read_agreement,
    },
    state::{FlexEvent, FlexState},
};
use crate::{Fen, FormState, Month, Problem};
use chrono::NaiveDate;

const CITIES: [&str; 5] = [
    include_str!("../../../../server/policies/quanzhou/flex.toml"),
    include_str!("../../../../server/policies/taizhou/flex.toml"),
    include_str!("../../../../server/policies/huzhou/flex.toml"),
    include_str!("../../../../server/policies/nanjing/flex.toml"),
    include_str!("../../../../server/policies/shenzhen/flex.toml"),
];

fn city(name: &str) -> FlexPolicy {
    let all = CITIES.map(|text| toml::from_str::<FlexPolicy>(text).unwrap());
    all.into_iter().find(|policy| policy.city == name).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn rules(name: &str) -> FlexVersion {
    city(name).on(day("2026-11-20")).unwrap().clone()
}

fn fen(text: &str) -> Fen {
    Fen::parse(text).unwrap()
}

#[test]
fn every_city_reads_and_is_sound() {
    for name in ["quanzhou", "taizhou", "huzhou", "nanjing", "shenzhen"] {
        assert_eq!(city(name).check(), [], "{name}");
        let policy = city(name);
        assert_eq!(policy.version_name(policy.on(day("2026-11-20")).unwrap()), format!("{name}.flex@1"));
    }
    assert_eq!(city("quanzhou").on(day("2026-09-19")), None, "before the Regulation opened it to every city");
}

#[test]
fn a_wrong_figure_is_named() {
    let broken = |change: fn(&mut FlexVersion)| {
        let mut policy = city("huzhou");
        change(&mut policy.version[0]);
        policy.check().into_iter().map(|error| error.what).collect::<Vec<_>>()
    };
    assert_eq!(
        broken(|v| v.debit.last_day = 26),
        ["the debit day and its retry must lie in one month, by the 28th"]
    );
    assert_eq!(broken(|v| v.missed.seal_after = 3), ["sealed before it is suspended"]);
    assert_eq!(broken(|v| v.products[1].product = Product::Monthly), ["a product stands twice"]);
    assert_eq!(broken(|v| v.products[0].month_max_fen = Some(fen("1"))), ["an amount range is empty"]);
    assert_eq!(broken(|v| v.exit.clear()), ["no exit rule"]);
}

#[test]
fn limits_of_the_products() {
    for (name, product, min, max) in [
        ("huzhou", Product::Monthly, "718", "50000"),
        ("huzhou", Product::Free, "718", "50000"),
        ("shenzhen", Product::Monthly, "252", "11633.04"),
        ("taizhou", Product::Monthly, "249", "7261.92"),
        ("nanjing", Product::Monthly, "266", "10176"),
        ("quanzhou", Product::Monthly, "219.50", "5950.80"),
        ("quanzhou", Product::Lump, "2634", "71409.60"),
    ] {
        let rules = rules(name);
        assert_eq!(
            rules.product(product).unwrap().amount.range(),
            (fen(min), fen(max)),
            "{name} {product:?}"
        );
    }
    assert!(rules("shenzhen").product(Product::Lump).is_none());
}

/// The published examples of Huzhou.
#[test]
fn loans_that_payments_earn() {
    let huzhou = rules("huzhou").loan;
    for (monthly, months, amount) in [
        ("1000", 5, None),
        ("1000", 6, Some("52000")),
        ("1000", 12, Some("146000")),
        ("1000", 24, Some("555000")),
        ("5000", 24, Some("700000")),
    ] {
        assert_eq!(huzhou.example(fen(monthly), months), amount.map(fen), "{monthly} for {months}");
    }
    assert_eq!(huzhou.amount(&[fen("47000"); 6]), Some(fen("700000")), "one payment of 47,000");
    let shenzhen = rules("shenzhen").loan;
    assert_eq!((shenzhen.example(fen("252"), 35), shenzhen.months_to_go(12, 20)), (None, 16));
    assert_eq!(shenzhen.example(fen("252"), 36), Some(fen("145152")));
    assert_eq!(rules("taizhou").loan.example(fen("249"), 12), None, "no published formula");
}

fn identity(name: &str, id: &str, mobile: &str, occupation: &str) -> FormState<I> {
    FormState::default()
        .with(I::Name, name)
        .with(I::IdNumber, id)
        .with(I::Mobile, mobile)
        .with(I::Occupation, occupation)
}

/// An identity number with this birthday; an odd sequence is a man's.
fn born(birth: &str, sequence: u32) -> String {
    crate::IdNumber::from_parts(350_502, day(birth), sequence).unwrap().reveal().to_owned()
}

#[test]
fn an_identity_is_read_as_people_type_it() {
    let id: String = born("1990-05-01", 12)
        .chars()
        .map(|c| {
            if c.is_ascii_digit() {
                char::from_u32(c as u32 + 0xFEE0).unwrap()
            } else {
                c.to_ascii_lowercase()
            }
        })
        .collect();
    let mut form = identity(" 阿依古丽•买买提 ", &id, "＋86 138 0000 5678", "platform");
    let read = Identity::read(&mut form, &rules("quanzhou"), day("2026-11-20"));
    let read = read.unwrap_or_else(|| panic!("{form:?}"));
    assert_eq!((read.name.as_str(), read.mobile.masked().as_str()), ("阿依古丽·买买提", "138****5678"));
    assert_eq!(read.id.reveal(), born("1990-05-01", 12));
}

#[test]
fn everything_wrong_is_said_at_once() {
    let mut form = identity("林\0芳", "11010519491231002x", "12345", "");
    assert_eq!(Identity::read(&mut form, &rules("quanzhou"), day("2026-11-20")), None);
    let found: Vec<_> = form.problems().map(|(field, problem)| (field, problem.clone())).collect();
    assert_eq!(
        found,
        [
            (I::Name, Problem::ForbiddenCharacter),
            (I::IdNumber, Problem::PastRetirementAge),
            (I::Mobile, Problem::NotAMobile),
            (I::Occupation, Problem::Missing),
        ]
    );
    for (name, id, mobile, occupation, field, problem) in [
        ("林\u{202E}芳", "x", "", "boss", I::Name, Problem::ForbiddenCharacter),
        ("<b>", "1", "1\u{200B}", "platform ", I::IdNumber, Problem::NotAnIdNumber),
        ("", "", "", "platform", I::Mobile, Problem::Missing),
        ("", "", "", "OTHER", I::Occupation, Problem::NotAChoice),
    ] {
        let mut form = identity(name, id, mobile, occupation);
        assert_eq!(Identity::read(&mut form, &rules("quanzhou"), day("2026-11-20")), None);
        assert_eq!(form.problem(field), Some(&problem), "{form:?}");
    }
}

#[test]
fn age_has_two_ends() {
    for (birth, sequence, problem) in [
        ("2010-11-21", 1, Some(Problem::UnderAge { min: 16 })),
        ("2010-11-20", 1, None),
        // Men: born 1965-05 reach the age at 60 years and 2 months, born 1966-06 at 60 and 5.
        ("1965-05-15", 1, Some(Problem::PastRetirementAge)),
        ("1966-06-21", 1, None),
        // Women on the line of 55: born 1971-04 at 55 and 4, born 1971-08 at 55 and 5.
        ("1971-04-10", 2, Some(Problem::PastRetirementAge)),
        ("1971-08-10", 2, None),
    ] {
        let mut form = identity("林秀芳", &born(birth, sequence), "13800005678", "other");
        Identity::read(&mut form, &rules("quanzhou"), day("2026-11-20"));
        assert_eq!(form.problem(I::IdNumber).cloned(), problem, "{birth} {sequence}");
    }
}

fn plan(product: &str, amount: &str, day: &str, card: &str) -> FormState<P> {
    FormState::default()
        .with(P::Product, product)
        .with(P::Amount, amount)
        .with(P::DebitDay, day)
        .with(P::Card, card)
}

const CARD: &str = "6222 0200 0000 0000 000";

#[test]
fn a_plan_keeps_within_the_limits() {
    let out = Problem::AmountOutOfRange { min: fen("219.50"), max: fen("5950.80") };
    let days = Problem::NumberOutOfRange { min: 1, max: 25 };
    for (product, amount, debit_day, card, field, problem) in [
        ("monthly", "219.49", "10", CARD, P::Amount, out.clone()),
        ("monthly", "5950.81", "10", CARD, P::Amount, out.clone()),
        ("monthly", "99999999999999999999", "10", CARD, P::Amount, out),
        ("monthly", "1e3", "10", CARD, P::Amount, Problem::NotAnAmount),
        ("monthly", "-500", "10", CARD, P::Amount, Problem::NotAnAmount),
        ("monthly", "", "10", CARD, P::Amount, Problem::Missing),
        ("", "", "", CARD, P::Amount, Problem::Missing),
        ("", "500", "", CARD, P::Product, Problem::Missing),
        ("Monthly", "500", "10", CARD, P::Product, Problem::NotAChoice),
        ("monthly", "500", "", CARD, P::DebitDay, Problem::Missing),
        ("monthly", "500", "0", CARD, P::DebitDay, days.clone()),
        ("monthly", "500", "26", CARD, P::DebitDay, days.clone()),
        ("monthly", "500", "-1", CARD, P::DebitDay, days.clone()),
        ("monthly", "500", "1\0", CARD, P::DebitDay, days),
        ("monthly", "500", "10", "6222020000000000001", P::Card, Problem::NotABankCard),
        ("monthly", "500", "10", "79927398713", P::Card, Problem::NotABankCard),
        ("monthly", "500", "10", "", P::Card, Problem::Missing),
    ] {
        let mut form = plan(product, amount, debit_day, card);
        assert_eq!(Plan::read(&mut form, &rules("quanzhou")), None, "{form:?}");
        assert_eq!(form.problem(field), Some(&problem), "{form:?}");
    }
    let mut form = plan("lump", "3000", "99", CARD);
    assert_eq!(Plan::read(&mut form, &rules("quanzhou")).unwrap().debit_day, None, "no day for one sum");
    let mut form = plan("lump", "3000", "10", CARD);
    assert_eq!(Plan::read(&mut form, &rules("huzhou")), None);
    assert_eq!(form.problem(P::Product), Some(&Problem::NotAChoice), "the city has no such product");
    let mut form = plan("monthly", "１，２００．５", "１０", "６２２２０２００００００００００００0");
    let read = Plan::read(&mut form, &rules("quanzhou")).unwrap_or_else(|| panic!("{form:?}"));
    assert_eq!((read.amount, read.debit_day, read.card.tail()), (fen("1200.50"), Some(10), "0000"));
}

#[test]
fn a_signature_is_bound_to_the_words() {
    let words = agreement::hash(["one", "two"]);
    assert_ne!(words, agreement::hash(["onet", "wo"]), "a moved border is another paper");
    let ticked = |shown: &str| {
        FormState::<A>::default()
            .with(A::NotPaidByUnit, "yes")
            .with(A::OwnCard, "yes")
            .with(A::Accept, "yes")
            .with(A::Shown, shown)
    };
    assert!(read_agreement(&mut ticked(&words), &words));
    let mut other = ticked("0");
    assert!(!read_agreement(&mut other, &words));
    assert_eq!(other.problem(A::Accept), Some(&Problem::ChangedMeanwhile));
    let mut empty = FormState::default().with(A::Shown, &words).with(A::OwnCard, "YES");
    assert!(!read_agreement(&mut empty, &words));
    assert_eq!(empty.problems().count(), 3);
}

#[test]
fn states_follow_events() {
    use FlexState::*;
    let rule = MissedRule { back_payable: false, suspend_after: 3, seal_after: 6 };
    let missed = |in_a_row| FlexEvent::MonthMissed { in_a_row };
    for (from, event, to) in [
        (Applied, FlexEvent::Sign, Some(Agreed)),
        (Applied, FlexEvent::DebitPaid, None),
        (Agreed, FlexEvent::Sign, None),
        (Agreed, FlexEvent::DebitPaid, Some(Active)),
        (Agreed, missed(1), Some(Agreed)),
        (Active, missed(2), Some(Active)),
        (Active, missed(3), Some(Suspended)),
        (Suspended, FlexEvent::DebitPaid, Some(Active)),
        (Suspended, missed(5), Some(Suspended)),
        (Suspended, missed(6), Some(Sealed)),
        (Sealed, FlexEvent::DebitPaid, None),
        (Sealed, missed(7), None),
        (Sealed, FlexEvent::Exit, Some(Exited)),
        (Active, FlexEvent::Exit, Some(Exited)),
        (Exited, FlexEvent::Exit, None),
        (Exited, FlexEvent::DebitPaid, None),
    ] {
        assert_eq!(from.after(event, rule), to, "{from:?} {event:?}");
    }
    for state in FlexState::ALL {
        assert_eq!(FlexState::from_code(state.code()), Some(state));
        let pays = state.after(FlexEvent::DebitPaid, rule).is_some();
        assert_eq!(state.collects(), pays, "{state:?}: the bank is asked exactly where a payment is taken");
    }
}

#[test]
fn a_debit_is_asked_on_its_day_and_once_more() {
    use DebitState::*;
    for (state, ask_on, today, step) in [
        (Due, "2026-12-10", "2026-12-09", Step::Wait),
        (Due, "2026-12-10", "2026-12-10", Step::Ask),
        (Due, "2026-12-10", "2026-12-31", Step::Ask),
        (Due, "2026-12-10", "2027-01-01", Step::GiveUp),
        (Short, "2026-12-13", "2026-12-12", Step::Wait),
        (Short, "2026-12-13", "2026-12-13", Step::Ask),
        (Short, "2026-12-13", "2027-01-01", Step::GiveUp),
        (Sent, "2026-12-10", "2027-03-01", Step::Ask),
        (Paid, "2026-12-10", "2026-12-10", Step::Nothing),
        (Missed, "2026-12-10", "2026-12-10", Step::Nothing),
        (Skipped, "2026-12-10", "2026-12-10", Step::Nothing),
    ] {
        assert_eq!(state.step(day(ask_on), day(today)), step, "{state:?} {ask_on} {today}");
        assert_eq!(DebitState::from_code(state.code()), Some(state));
    }
    let rule = rules("quanzhou").debit;
    assert_eq!(debit::retry_on(day("2026-12-10"), rule), day("2026-12-13"));
}

#[test]
fn a_standing_order_makes_one_debit_a_month() {
    let month = |text: &str| Month::parse(text).unwrap();
    for (made, today, due, next) in [
        ("2026-11", "2026-11-30", None, "2026-12-10"),
        ("2026-11", "2026-12-09", None, "2026-12-10"),
        ("2026-11", "2026-12-10", Some(("2026-12", "2026-12-10")), "2026-12-10"),
        ("2026-11", "2026-12-31", Some(("2026-12", "2026-12-10")), "2027-01-10"),
        ("2026-12", "2026-12-31", None, "2027-01-10"),
        ("2026-11", "2027-02-11", Some(("2027-02", "2027-02-10")), "2027-03-10"),
    ] {
        let due = due.map(|(m, d)| (month(m), day(d)));
        assert_eq!(debit::order_due(10, month(made), day(today)), due, "{made} {today}");
        assert_eq!(debit::order_next(10, month(made), day(today)), day(next), "{made} {today}");
    }
}
