//! Evaluation in whole fen with checked arithmetic and three-valued logic: what depends on a fact nobody
//! knows is itself unknown, and what does not, is decided.

use super::{Compare, Cond, Num};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How a share in basis points becomes whole fen, and the final amount becomes payable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rounding {
    /// Down to the fen (舍去).
    #[default]
    FenDown,
    /// Half-up to the fen (四舍五入).
    FenHalfUp,
    /// Down to the yuan; shares inside the formula are still cut to the fen.
    YuanDown,
}

/// Where the values of facts come from. `None` means nobody knows.
pub trait Scope {
    fn number(&self, fact: &str) -> Option<i128>;
    fn flag(&self, fact: &str) -> Option<bool>;
    fn word(&self, fact: &str) -> Option<&str>;
}

/// A value, or the facts that must be known first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Eval<T> {
    Known(T),
    Unknown(BTreeSet<String>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EvalError {
    #[error("the amount leaves the range of this fund")]
    OutOfRange,
}

/// No intermediate result may pass this: 10²⁴ fen.
const RANGE: i128 = 1_000_000_000_000_000_000_000_000;
/// What `inf` stands for: 10¹⁸ yuan, above every real amount and small enough to be added and multiplied.
const INFINITE: i128 = 100_000_000_000_000_000_000;

type Outcome<T> = Result<Eval<T>, EvalError>;

impl<T> Eval<T> {
    fn unknown(fact: &str) -> Eval<T> {
        Eval::Unknown(BTreeSet::from([fact.to_owned()]))
    }

    fn of(value: Option<T>, fact: &str) -> Eval<T> {
        value.map_or_else(|| Eval::unknown(fact), Eval::Known)
    }
}

fn ranged(value: Option<i128>) -> Outcome<i128> {
    match value {
        Some(value) if value.abs() <= RANGE => Ok(Eval::Known(value)),
        _ => Err(EvalError::OutOfRange),
    }
}

/// Applies `f` when both are known; otherwise gathers what is missing.
fn both<T: Copy>(a: Eval<T>, b: Eval<T>, f: impl FnOnce(T, T) -> Outcome<T>) -> Outcome<T> {
    match (a, b) {
        (Eval::Known(a), Eval::Known(b)) => f(a, b),
        (Eval::Unknown(mut a), Eval::Unknown(b)) => {
            a.extend(b);
            Ok(Eval::Unknown(a))
        }
        (Eval::Unknown(names), _) | (_, Eval::Unknown(names)) => Ok(Eval::Unknown(names)),
    }
}

/// `value` × `bp` / 10,000 under `rounding`. Negative values are cut towards minus infinity as well.
pub(super) fn share(value: i128, bp: i128, rounding: Rounding) -> Option<i128> {
    let product = value.checked_mul(bp)?;
    Some(match rounding {
        Rounding::FenDown | Rounding::YuanDown => product.div_euclid(10_000),
        Rounding::FenHalfUp => product.checked_add(5_000)?.div_euclid(10_000),
    })
}

impl Num {
    pub fn eval(&self, scope: &dyn Scope, rounding: Rounding) -> Outcome<i128> {
        let go = |one: &Num| one.eval(scope, rounding);
        match self {
            Num::Literal(value) => Ok(Eval::Known(*value)),
            Num::Infinite => Ok(Eval::Known(INFINITE)),
            Num::Fact(name, _) => match scope.number(name) {
                Some(value) => ranged(Some(value)),
                None => Ok(Eval::unknown(name)),
            },
            Num::Min(all) => fold(all, go, |a, b| Some(a.min(b))),
            Num::Max(all) => fold(all, go, |a, b| Some(a.max(b))),
            Num::Add(all) => fold(all, go, i128::checked_add),
            Num::Sub(a, b) => both(go(a)?, go(b)?, |a, b| ranged(a.checked_sub(b))),
            Num::Mul(a, b) => both(go(a)?, go(b)?, |a, b| ranged(a.checked_mul(b))),
            Num::Pct(a, bp) => match go(a)? {
                Eval::Known(a) => ranged(share(a, *bp, rounding)),
                unknown => Ok(unknown),
            },
            Num::Step(of, steps, rest) => match go(of)? {
                Eval::Known(of) => {
                    go(steps.iter().find(|(bound, _)| of <= *bound).map_or(&**rest, |(_, value)| value))
                }
                unknown => Ok(unknown),
            },
            Num::If(cond, yes, no) => match cond.eval(scope, rounding)? {
                Eval::Known(true) => go(yes),
                Eval::Known(false) => go(no),
                Eval::Unknown(names) => match (go(yes)?, go(no)?) {
                    (Eval::Known(a), Eval::Known(b)) if a == b => Ok(Eval::Known(a)),
                    _ => Ok(Eval::Unknown(names)),
                },
            },
        }
    }
}

fn fold(
    all: &[Num],
    go: impl Fn(&Num) -> Outcome<i128>,
    f: impl Fn(i128, i128) -> Option<i128>,
) -> Outcome<i128> {
    let mut all = all.iter();
    let Some(first) = all.next() else { return Err(EvalError::OutOfRange) };
    all.try_fold(go(first)?, |sum, one| both(sum, go(one)?, |a, b| ranged(f(a, b))))
}

impl Cond {
    pub fn eval(&self, scope: &dyn Scope, rounding: Rounding) -> Outcome<bool> {
        match self {
            Cond::Known(value) => Ok(Eval::Known(*value)),
            Cond::Flag(name) => Ok(Eval::of(scope.flag(name), name)),
            Cond::Word(name, word, same) => {
                Ok(Eval::of(scope.word(name).map(|found| (found == word) == *same), name))
            }
            Cond::Compare(compare, a, b) => {
                let truth = both(a.eval(scope, rounding)?, b.eval(scope, rounding)?, |a, b| {
                    Ok(Eval::Known(i128::from(compare.holds(a, b))))
                })?;
                Ok(match truth {
                    Eval::Known(truth) => Eval::Known(truth == 1),
                    Eval::Unknown(names) => Eval::Unknown(names),
                })
            }
            Cond::Not(one) => Ok(match one.eval(scope, rounding)? {
                Eval::Known(truth) => Eval::Known(!truth),
                unknown => unknown,
            }),
            Cond::All(all) => decided_by(all, false, scope, rounding),
            Cond::Any(any) => decided_by(any, true, scope, rounding),
        }
    }
}

/// One part equal to `decisive` decides the whole, whatever is unknown about the others.
fn decided_by(parts: &[Cond], decisive: bool, scope: &dyn Scope, rounding: Rounding) -> Outcome<bool> {
    let mut missing = BTreeSet::new();
    for part in parts {
        match part.eval(scope, rounding)? {
            Eval::Known(truth) if truth == decisive => return Ok(Eval::Known(decisive)),
            Eval::Known(_) => {}
            Eval::Unknown(names) => missing.extend(names),
        }
    }
    Ok(if missing.is_empty() { Eval::Known(!decisive) } else { Eval::Unknown(missing) })
}

impl Compare {
    fn holds(self, a: i128, b: i128) -> bool {
        match self {
            Compare::Equal => a == b,
            Compare::NotEqual => a != b,
            Compare::Less => a < b,
            Compare::AtMost => a <= b,
            Compare::More => a > b,
            Compare::AtLeast => a >= b,
        }
    }
}
