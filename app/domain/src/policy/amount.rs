//! How much may be withdrawn (可提额度): first matching cap × months − already claimed, within the year's cap and
//! the available balance, rounded. Every partial result goes into the trace.

use super::decide::{DecideError, Step, StepCode, StepResult};
use super::expr::{Eval, Num, Rounding, Unit as Shown};
use super::facts::{Claim, FactName, Facts};
use super::file::{Cap, Clause, Per, Version};
use super::frequency::Unit;
use crate::Fen;
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// The result: `certain` whatever the unknown facts turn out to be, `possible` at most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Limit {
    pub certain: Fen,
    pub possible: Fen,
    pub unknown: BTreeSet<FactName>,
    pub formula: Option<String>,
    /// The balance after what must stay in the account; `None` when nobody knows it.
    pub available: Option<Fen>,
    /// The first day of the next period, when this one's cap is used up.
    pub used_up_until: Option<NaiveDate>,
}

/// A cap whose condition holds, or may hold.
struct Candidate<'a> {
    cap: &'a Cap,
    amount: Option<i128>,
    certain: bool,
}

pub(super) fn limit(
    version: &Version,
    facts: &Facts,
    day: NaiveDate,
    trace: &mut Vec<Step>,
) -> Result<Limit, DecideError> {
    let mut unknown = BTreeSet::new();
    let available = available(version, facts, &mut unknown, trace)?;
    let annual = match &version.annual_cap {
        Some(cap) => known(cap.eval(facts, version.rounding)?, &mut unknown).map(|cap| (cap, cap_step(cap))),
        None => None,
    };
    let mut limit = Limit {
        certain: Fen::ZERO,
        possible: Fen::ZERO,
        unknown,
        formula: None,
        available,
        used_up_until: None,
    };
    for Candidate { cap, amount, certain } in candidates(version, facts, &mut limit.unknown)? {
        let ceiling = available.map_or(0, |fen| i128::from(fen.get()));
        let Some(amount) = amount else {
            limit.possible = limit.possible.max(fen(ceiling)?);
            continue;
        };
        let months = if cap.unit == Unit::Month { months_claimed(version, facts) } else { 1 };
        let claimed = claimed(version, facts, cap.unit, day)?;
        let mut left = amount.saturating_mul(months.into()).saturating_sub(i128::from(claimed.get())).max(0);
        if let Some((annual, _)) = &annual {
            let this_year = self::claimed(version, facts, Unit::Year, day)?;
            left = left.min(annual.saturating_sub(i128::from(this_year.get()))).max(0);
        }
        let payable = rounded(fen(left.min(ceiling))?, version.rounding);
        limit.possible = limit.possible.max(payable);
        if certain {
            limit.certain = payable;
            limit.used_up_until = (left == 0).then(|| cap.unit.next(day));
            limit.formula = Some(formula(cap, facts, version.rounding, months, claimed, available));
            trace.push(cap_trace(cap, facts, fen(amount)?, months, claimed));
        }
    }
    if let Some((_, step)) = annual {
        trace.push(step?);
    }
    trace.push(Step::amount(StepCode::Payable, limit.certain));
    Ok(limit)
}

/// The caps that hold or may hold, up to the first that certainly holds.
fn candidates<'a>(
    version: &'a Version,
    facts: &Facts,
    unknown: &mut BTreeSet<FactName>,
) -> Result<Vec<Candidate<'a>>, DecideError> {
    let mut found = Vec::new();
    for cap in &version.caps {
        let holds = cap.when.eval(facts, version.rounding)?;
        if holds == Eval::Known(false) {
            continue;
        }
        let certain = holds == Eval::Known(true);
        known(holds, unknown);
        let amount = known(cap.amount.eval(facts, version.rounding)?, unknown);
        found.push(Candidate { cap, amount, certain: certain && amount.is_some() });
        if certain {
            break;
        }
    }
    Ok(found)
}

/// Balance less what must stay in the account, never below zero.
fn available(
    version: &Version,
    facts: &Facts,
    unknown: &mut BTreeSet<FactName>,
    trace: &mut Vec<Step>,
) -> Result<Option<Fen>, DecideError> {
    let Some(balance) = facts.money(FactName::Balance) else {
        unknown.insert(FactName::Balance);
        return Ok(None);
    };
    let Some(keep) = known(version.min_balance.eval(facts, version.rounding)?, unknown) else {
        return Ok(None);
    };
    let available = fen(i128::from(balance.get()).saturating_sub(keep).max(0))?;
    let mut step = Step::amount(StepCode::Available, available);
    step.inputs.push((FactName::Balance, facts.value(FactName::Balance)));
    trace.push(step);
    Ok(Some(available))
}

fn known<T>(value: Eval<T>, unknown: &mut BTreeSet<FactName>) -> Option<T> {
    match value {
        Eval::Known(value) => Some(value),
        Eval::Unknown(names) => {
            unknown.extend(names.iter().filter_map(|name| FactName::named(name)));
            None
        }
    }
}

fn fen(amount: i128) -> Result<Fen, DecideError> {
    // `inf` and products of it are cut here; the available balance is far smaller.
    let cut = amount.min(i128::from(Fen::PARSE_MAX.get()));
    i64::try_from(cut).map(Fen::new).map_err(|_| DecideError::OutOfRange)
}

fn rounded(amount: Fen, rounding: Rounding) -> Fen {
    match rounding {
        Rounding::FenDown | Rounding::FenHalfUp => amount,
        Rounding::YuanDown => Fen::new(amount.get() - amount.get().rem_euclid(100)),
    }
}

/// Months claimed together, at least one and at most what the city lets accumulate.
pub(super) fn months_claimed(version: &Version, facts: &Facts) -> u32 {
    let asked = facts.count(FactName::MonthsClaimed).unwrap_or(1);
    u32::try_from(asked).unwrap_or(1).clamp(1, version.accumulate_months.max(1))
}

/// What was claimed before in the calendar period of `day`.
fn claimed(version: &Version, facts: &Facts, unit: Unit, day: NaiveDate) -> Result<Fen, DecideError> {
    let counts = |claim: &&Claim| {
        claim.day >= unit.start(day) && claim.day <= day && (version.per == Per::Household || !claim.spouse)
    };
    Fen::sum(facts.claims.iter().filter(counts).map(|claim| claim.amount)).ok_or(DecideError::OutOfRange)
}

/// `1,500.00 × 2 − 500.00`, within the available balance.
fn formula(
    cap: &Cap,
    facts: &Facts,
    rounding: Rounding,
    months: u32,
    claimed: Fen,
    available: Option<Fen>,
) -> String {
    let mut text = cap.amount.with_numbers(Shown::Money, facts, rounding);
    if months > 1 {
        text = format!("({text}) × {months}");
    }
    if !claimed.is_zero() {
        text = format!("{text} − {claimed}");
    }
    match available {
        Some(available) => format!("min({text}, {available})"),
        None => text,
    }
}

fn cap_step(cap: i128) -> Result<Step, DecideError> {
    Ok(Step::amount(StepCode::AnnualCap, fen(cap)?))
}

fn cap_trace(cap: &Cap, facts: &Facts, amount: Fen, months: u32, claimed: Fen) -> Step {
    let names = cap.when.facts().into_iter().chain(Num::facts(&cap.amount)).filter_map(FactName::named);
    let inputs = names.collect::<BTreeSet<_>>().into_iter().map(|name| (name, facts.value(name))).collect();
    Step {
        code: StepCode::Cap { when: cap.written.when.clone(), unit: cap.unit, months, claimed },
        clause: Some(Clause::City),
        result: StepResult::Amount(amount),
        inputs,
        needed: None,
    }
}
