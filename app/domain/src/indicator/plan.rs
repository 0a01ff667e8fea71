//! The yearly plan (年度计划): what the fund's committee wants of a year. Set by two people.

use super::{Aim, Indicator, Unit};
use crate::{Fen, fen::AmountError, text::half_width};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What every plan says; the other targets may be left out.
const NEEDED: [Indicator; 2] = [Indicator::Collection, Indicator::Withdrawals];

/// Targets of a year, each in its indicator's unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    year: i32,
    targets: BTreeMap<Indicator, i64>,
}

/// Why this is no plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanProblem {
    /// The year is none of 2000 to 2199.
    Year,
    /// It does not say what is to be collected, or withdrawn.
    NoTarget(Indicator),
    /// A plan says nothing of this indicator.
    NotPlanned(Indicator),
    /// Not a number as people write one in the unit of the indicator.
    NotANumber(Indicator),
    /// Nothing or less, or more than all.
    OutOfRange(Indicator),
    /// The year has a plan that waits for the second person.
    AlreadyProposed,
    /// The same form was sent before with another plan.
    OtherPlan,
}

impl PlanProblem {
    /// As it stands in machine-readable answers.
    pub const fn code(self) -> &'static str {
        match self {
            PlanProblem::Year => "year",
            PlanProblem::NoTarget(_) => "no_target",
            PlanProblem::NotPlanned(_) => "not_planned",
            PlanProblem::NotANumber(_) => "not_a_number",
            PlanProblem::OutOfRange(_) => "out_of_range",
            PlanProblem::AlreadyProposed => "already_proposed",
            PlanProblem::OtherPlan => "other_plan",
        }
    }

    /// Whose target it is about.
    pub const fn indicator(self) -> Option<Indicator> {
        match self {
            PlanProblem::NoTarget(one)
            | PlanProblem::NotPlanned(one)
            | PlanProblem::NotANumber(one)
            | PlanProblem::OutOfRange(one) => Some(one),
            PlanProblem::Year | PlanProblem::AlreadyProposed | PlanProblem::OtherPlan => None,
        }
    }
}

impl Plan {
    /// Needs a target for collection and for withdrawals; others may be left out.
    pub fn new(year: i32, targets: BTreeMap<Indicator, i64>) -> Result<Plan, PlanProblem> {
        if !(2000..2200).contains(&year) {
            return Err(PlanProblem::Year);
        }
        if let Some(needed) = NEEDED.into_iter().find(|needed| !targets.contains_key(needed)) {
            return Err(PlanProblem::NoTarget(needed));
        }
        for (indicator, target) in &targets {
            let (least, most) = target_range(*indicator).ok_or(PlanProblem::NotPlanned(*indicator))?;
            if !(least..=most).contains(target) {
                return Err(PlanProblem::OutOfRange(*indicator));
            }
        }
        Ok(Plan { year, targets })
    }

    pub const fn year(&self) -> i32 {
        self.year
    }

    pub fn target(&self, indicator: Indicator) -> Option<i64> {
        self.targets.get(&indicator).copied()
    }

    pub fn targets(&self) -> impl Iterator<Item = (Indicator, i64)> {
        self.targets.iter().map(|(indicator, target)| (*indicator, *target))
    }
}

/// The least and the most that a plan may say of an indicator, in its unit; `None` where it says nothing.
pub fn target_range(indicator: Indicator) -> Option<(i64, i64)> {
    let aim = indicator.aim()?;
    let most = match indicator.unit() {
        Unit::Fen => Fen::PARSE_MAX.get(),
        Unit::PerMillion => 1_000_000,
        // Loans may be more than the balance (2021: 103.62 % in one city).
        _ if aim == Aim::AtMost => 20_000,
        _ => 10_000,
    };
    Some((1, most))
}

/// A target as a person types it: yuan and percent with at most two decimals, per mille with at most three, with or
/// without the sign of the unit. Nothing typed is no target, where a plan may leave it out.
pub fn read_target(indicator: Indicator, text: &str) -> Result<Option<i64>, PlanProblem> {
    let (least, most) = target_range(indicator).ok_or(PlanProblem::NotPlanned(indicator))?;
    let text = half_width(text);
    let text = text.trim();
    if text.is_empty() {
        let needed = NEEDED.contains(&indicator);
        return if needed { Err(PlanProblem::NoTarget(indicator)) } else { Ok(None) };
    }
    let read = match indicator.unit() {
        Unit::Fen => Fen::parse(text).map(Fen::get),
        Unit::PerMillion => fixed(text.strip_suffix('‰').unwrap_or(text), 3),
        _ => fixed(text.strip_suffix('%').unwrap_or(text), 2),
    };
    match read {
        Ok(target) if (least..=most).contains(&target) => Ok(Some(target)),
        Ok(_) | Err(AmountError::TooLarge) => Err(PlanProblem::OutOfRange(indicator)),
        Err(AmountError::Empty | AmountError::NotAnAmount) => Err(PlanProblem::NotANumber(indicator)),
    }
}

/// A number with at most so many decimals, in units of the last of them.
fn fixed(text: &str, decimals: usize) -> Result<i64, AmountError> {
    let text = text.trim_end();
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(part) || part.len() > decimals {
        return Err(AmountError::NotAnAmount);
    }
    format!("{whole}{part:0<decimals$}").parse().map_err(|_| AmountError::TooLarge)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Indicator::{Collection, LoanToBalance, NetFlow, OffCounter, OverdueRate, Utilisation, Withdrawals};
    use proptest::prelude::*;

    #[test]
    fn targets_are_read_in_their_units() {
        for (indicator, text, target) in [
            (Collection, "1200000000.00", 120_000_000_000),
            (Withdrawals, "１，２００．５", 120_050),
            (OffCounter, "90", 9_000),
            (OffCounter, " 95.15 % ", 9_515),
            (Utilisation, "9.5％", 950),
            (LoanToBalance, "103.62", 10_362),
            (OverdueRate, "0.2", 200),
            (OverdueRate, "0.001‰", 1),
            (OverdueRate, "1", 1_000),
        ] {
            assert_eq!(read_target(indicator, text), Ok(Some(target)), "{text}");
        }
        assert_eq!(read_target(OffCounter, "  "), Ok(None));
    }

    #[test]
    fn what_is_no_target_is_named() {
        for (indicator, text, why) in [
            (Collection, "", PlanProblem::NoTarget(Collection)),
            (Withdrawals, " ", PlanProblem::NoTarget(Withdrawals)),
            (Collection, "12亿", PlanProblem::NotANumber(Collection)),
            (Collection, "1.001", PlanProblem::NotANumber(Collection)),
            (Collection, "0", PlanProblem::OutOfRange(Collection)),
            (Collection, "99999999999999999999", PlanProblem::OutOfRange(Collection)),
            (OffCounter, "many", PlanProblem::NotANumber(OffCounter)),
            (OffCounter, "-1", PlanProblem::NotANumber(OffCounter)),
            (OffCounter, "9.", PlanProblem::NotANumber(OffCounter)),
            (OffCounter, "90%%", PlanProblem::NotANumber(OffCounter)),
            (OffCounter, "90‰", PlanProblem::NotANumber(OffCounter)),
            (OffCounter, "100.01", PlanProblem::OutOfRange(OffCounter)),
            (LoanToBalance, "200.01", PlanProblem::OutOfRange(LoanToBalance)),
            (OverdueRate, "0.0001", PlanProblem::NotANumber(OverdueRate)),
            (OverdueRate, "0", PlanProblem::OutOfRange(OverdueRate)),
            (OverdueRate, "99999999999999999999", PlanProblem::OutOfRange(OverdueRate)),
            (NetFlow, "1", PlanProblem::NotPlanned(NetFlow)),
        ] {
            assert_eq!(read_target(indicator, text), Err(why), "{text}");
        }
    }

    #[test]
    fn what_is_planned_is_what_has_an_aim() {
        let aimed: Vec<_> = Indicator::ALL.into_iter().filter(|one| one.aim().is_some()).collect();
        assert_eq!(aimed, Indicator::PLANNED);
    }

    proptest! {
        #[test]
        fn what_is_read_makes_a_plan(text in "\\PC{0,12}|[0-9]{1,18}(\\.[0-9]{1,4})?[%‰]?") {
            for indicator in Indicator::PLANNED {
                if let Ok(Some(target)) = read_target(indicator, &text) {
                    let mut targets: BTreeMap<_, _> = NEEDED.into_iter().map(|needed| (needed, 1)).collect();
                    targets.insert(indicator, target);
                    prop_assert!(Plan::new(2026, targets).is_ok());
                }
            }
        }
    }
}
