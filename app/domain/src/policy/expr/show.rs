//! A formula with its numbers (计算式): `3,600.00 × 80% ` in signs that need no language.

use super::{Cond, Eval, Kind, Num, Rounding, Scope};
use crate::Fen;

/// Whether a number is shown in yuan or as a plain count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Money,
    Count,
}

impl Num {
    /// Money if any part is money; a bare literal is whatever its surroundings are.
    fn unit(&self) -> Option<Unit> {
        match self {
            Num::Literal(_) | Num::Infinite => None,
            Num::Fact(_, Kind::Money) => Some(Unit::Money),
            Num::Fact(..) => Some(Unit::Count),
            Num::Min(all) | Num::Max(all) | Num::Add(all) => all.iter().find_map(Num::unit),
            Num::Sub(a, b) | Num::If(_, a, b) => a.unit().or(b.unit()),
            Num::Mul(a, b) => match (a.unit(), b.unit()) {
                (Some(Unit::Money), _) | (_, Some(Unit::Money)) => Some(Unit::Money),
                (a, b) => a.or(b),
            },
            Num::Pct(a, _) => a.unit(),
            Num::Step(_, steps, rest) => steps.iter().find_map(|(_, one)| one.unit()).or(rest.unit()),
        }
    }

    /// The formula with facts replaced by their values; branches not taken are left out. An unknown fact is
    /// shown as `?`.
    pub fn with_numbers(&self, unit: Unit, scope: &dyn Scope, rounding: Rounding) -> String {
        let go = |one: &Num, unit| one.with_numbers(unit, scope, rounding);
        let list = |all: &[Num], unit| all.iter().map(|one| go(one, unit)).collect::<Vec<_>>().join(", ");
        match self {
            Num::Literal(value) => figure(*value, unit),
            Num::Infinite => "∞".into(),
            Num::Fact(name, kind) => {
                let unit = if *kind == Kind::Money { Unit::Money } else { Unit::Count };
                scope.number(name).map_or_else(|| "?".into(), |value| figure(value, unit))
            }
            Num::Min(all) => format!("min({})", list(all, unit)),
            Num::Max(all) => format!("max({})", list(all, unit)),
            Num::Add(all) => all.iter().map(|one| go(one, unit)).collect::<Vec<_>>().join(" + "),
            Num::Sub(a, b) => format!("{} − {}", go(a, unit), grouped(b, go(b, unit))),
            Num::Mul(a, b) => {
                let money_left = b.unit() != Some(Unit::Money) && a.unit() == Some(Unit::Money);
                let (ua, ub) = match unit {
                    Unit::Count => (Unit::Count, Unit::Count),
                    Unit::Money if money_left => (Unit::Money, Unit::Count),
                    Unit::Money if b.unit() == Some(Unit::Money) => (Unit::Count, Unit::Money),
                    Unit::Money => (Unit::Money, Unit::Count),
                };
                format!("{} × {}", grouped(a, go(a, ua)), grouped(b, go(b, ub)))
            }
            Num::Pct(a, bp) => format!("{} × {}", grouped(a, go(a, unit)), percent(*bp)),
            Num::Step(of, steps, rest) => match of.eval(scope, rounding) {
                Ok(Eval::Known(of)) => {
                    go(steps.iter().find(|(bound, _)| of <= *bound).map_or(&**rest, |(_, value)| value), unit)
                }
                _ => "?".into(),
            },
            Num::If(cond, yes, no) => match cond.truth(scope, rounding) {
                Some(true) => go(yes, unit),
                Some(false) => go(no, unit),
                None => "?".into(),
            },
        }
    }
}

impl Cond {
    fn truth(&self, scope: &dyn Scope, rounding: Rounding) -> Option<bool> {
        match self.eval(scope, rounding) {
            Ok(Eval::Known(truth)) => Some(truth),
            _ => None,
        }
    }
}

fn grouped(part: &Num, text: String) -> String {
    if matches!(part, Num::Add(_) | Num::Sub(..)) { format!("({text})") } else { text }
}

fn figure(value: i128, unit: Unit) -> String {
    match (unit, i64::try_from(value)) {
        (Unit::Money, Ok(fen)) => Fen::new(fen).to_string(),
        (Unit::Money, Err(_)) => "∞".into(),
        (Unit::Count, _) => value.to_string(),
    }
}

/// Basis points as a percentage without needless zeros: 8000 → `80%`, 12 → `0.12%`.
fn percent(bp: i128) -> String {
    let text = format!("{}.{:02}", bp / 100, bp % 100);
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}
