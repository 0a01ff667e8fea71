//! Cases and laws of the rule language.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn vocabulary(name: &str) -> Option<Kind> {
    match name {
        "rent" | "pay" => Some(Kind::Money),
        "children" => Some(Kind::Count),
        "married" => Some(Kind::Flag),
        "lease" => Some(Kind::Word(&["market", "public_rental"])),
        _ => None,
    }
}

#[derive(Default)]
struct Known {
    numbers: BTreeMap<&'static str, i128>,
    married: Option<bool>,
    lease: Option<&'static str>,
}

impl Scope for Known {
    fn number(&self, fact: &str) -> Option<i128> {
        self.numbers.get(fact).copied()
    }
    fn flag(&self, _: &str) -> Option<bool> {
        self.married
    }
    fn word(&self, _: &str) -> Option<&str> {
        self.lease
    }
}

fn family() -> Known {
    let numbers = BTreeMap::from([("rent", 320_000), ("pay", 360_000), ("children", 2)]);
    Known { numbers, married: Some(true), lease: Some("market") }
}

fn amount(text: &str, scope: &Known) -> Eval<i128> {
    Num::parse(text, &vocabulary).unwrap().eval(scope, Rounding::FenDown).unwrap()
}

#[test]
fn counts_in_fen() {
    for (text, expected) in [
        ("150_000", 150_000),
        ("pct(pay, 8000)", 288_000),
        ("min(rent, inf)", 320_000),
        ("max(rent, pay) - 2 * 100", 359_800),
        ("add(1, 2, 3) + sub(10, 4)", 12),
        ("mul(3, pay)", 1_080_000),
        ("step(children, [(<=1, 150_000), (<=2, 170_000), (else, 190_000)])", 170_000),
        ("if married and children >= 2 then 200 else 100", 200),
        ("if lease == public_rental or not married then 1 else 2", 2),
        ("if (rent - pay) < 0 then 1 else 2", 1),
        ("if (married or false) and true then 1 else 2", 1),
        ("rent - pct(max(0, rent - 2 * 100_000), 4000)", 272_000),
        ("pct(1, 9999)", 0),
    ] {
        assert_eq!(amount(text, &family()), Eval::Known(expected), "{text}");
    }
}

#[test]
fn names_the_position_of_a_mistake() {
    for (text, at, part) in [
        ("min(rent,", 10, "found the end"),
        ("rnt + 1", 1, "unknown name `rnt`"),
        ("1 + rent $", 10, "unexpected character `$`"),
        ("pct(rent, pay)", 1, "basis points"),
        ("sub(1)", 1, "two amounts"),
        ("step(children, [(<=2, 1), (<=2, 3), (else, 4)])", 30, "steps must rise"),
        ("if lease == castle then 1 else 2", 13, "`castle` is not a value of `lease`"),
        ("married", 1, "unknown name"),
        ("1 2", 3, "expected the end"),
        ("999999999999999999999", 1, "too large"),
        ("", 1, "expected an amount"),
    ] {
        let error = Num::parse(text, &vocabulary).unwrap_err();
        assert_eq!(error.at, at, "{text}: {error}");
        assert!(error.to_string().contains(part), "{text}: {error}");
    }
}

#[test]
fn limits_hold() {
    let deep = format!("{}1{}", "(".repeat(40), ")".repeat(40));
    assert_eq!(Num::parse(&deep, &vocabulary).unwrap_err().what, ParseProblem::TooDeep);
    assert_eq!(Num::parse(&"1+".repeat(600), &vocabulary).unwrap_err().what, ParseProblem::TooLong);
    let huge = "mul(99_999_999_999_999_999, mul(99_999_999_999_999_999, 99_999_999_999_999_999))";
    let parsed = Num::parse(huge, &vocabulary).unwrap();
    assert_eq!(parsed.eval(&family(), Rounding::FenDown), Err(EvalError::OutOfRange));
}

#[test]
fn what_nobody_knows_stays_unknown_unless_it_does_not_matter() {
    let mut scope = family();
    scope.numbers.remove("children");
    let unknown = |names: &[&str]| Eval::Unknown(names.iter().map(|n| n.to_string()).collect());
    assert_eq!(amount("if children >= 2 then 2 else 1", &scope), unknown(&["children"]));
    assert_eq!(amount("if children >= 2 then 1 else 1", &scope), Eval::Known(1));
    assert_eq!(amount("if not married and children >= 2 then 2 else 1", &scope), Eval::Known(1));
    assert_eq!(amount("if married or children >= 2 then 2 else 1", &scope), Eval::Known(2));
    scope.married = None;
    assert_eq!(
        amount("if married or children >= 2 then 2 else 1", &scope),
        unknown(&["children", "married"])
    );
    assert_eq!(amount("children + rent", &scope), unknown(&["children"]));
}

#[test]
fn shows_the_numbers() {
    for (text, shown) in [
        ("pct(pay, 8000)", "3,600.00 × 80%"),
        ("min(rent, 3 * pay)", "min(3,200.00, 3 × 3,600.00)"),
        ("step(children, [(<=1, 150_000), (else, 170_000)])", "1,700.00"),
        ("pct(rent - pay, 1250)", "(3,200.00 − 3,600.00) × 12.5%"),
        ("if married then pay * children else 0", "3,600.00 × 2"),
    ] {
        let parsed = Num::parse(text, &vocabulary).unwrap();
        assert_eq!(parsed.with_numbers(Unit::Money, &family(), Rounding::FenDown), shown, "{text}");
    }
}

#[test]
fn rounding_of_shares() {
    let half = Num::parse("pct(1, 5000)", &vocabulary).unwrap();
    assert_eq!(half.eval(&family(), Rounding::FenDown), Ok(Eval::Known(0)));
    assert_eq!(half.eval(&family(), Rounding::FenHalfUp), Ok(Eval::Known(1)));
}

proptest! {
    #[test]
    fn never_panics(text in "\\PC{0,80}") {
        let _ = Num::parse(&text, &vocabulary);
        let _ = Cond::parse(&text, &vocabulary);
    }

    #[test]
    fn no_soup_of_tokens_panics(parts in proptest::collection::vec(
        prop_oneof![Just("("), Just(")"), Just("if"), Just("then"), Just("else"), Just("min"), Just(","),
            Just("rent"), Just("married"), Just("lease"), Just("=="), Just("public_rental"), Just("1"), Just("+"),
            Just("not"), Just("step"), Just("["), Just("<="), Just("]"), Just("*"), Just("-")], 0..60)) {
        let text = parts.join(" ");
        if let Ok(parsed) = Num::parse(&text, &vocabulary) {
            let _ = parsed.eval(&family(), Rounding::FenHalfUp);
            let _ = parsed.with_numbers(Unit::Money, &Known::default(), Rounding::FenDown);
        }
    }
}
