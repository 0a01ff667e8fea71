//! The yearly plan (年度计划): what the fund's committee wants of a year. Set by two people.

use super::{Aim, Indicator, Unit};
use std::collections::BTreeMap;

/// Targets of a year, each in its indicator's unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    year: i32,
    targets: BTreeMap<Indicator, i64>,
}

/// Why this is no plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanProblem {
    /// The year is none of 2000 to 2199.
    Year,
    /// It does not say what is to be collected, or withdrawn.
    NoTarget(Indicator),
    /// A plan says nothing of this indicator.
    NotPlanned(Indicator),
    /// Nothing or less, or more than all.
    OutOfRange(Indicator),
    /// The year has a plan that waits for the second person.
    AlreadyProposed,
}

impl PlanProblem {
    /// As it stands in machine-readable answers.
    pub const fn code(self) -> &'static str {
        match self {
            PlanProblem::Year => "year",
            PlanProblem::NoTarget(_) => "no_target",
            PlanProblem::NotPlanned(_) => "not_planned",
            PlanProblem::OutOfRange(_) => "out_of_range",
            PlanProblem::AlreadyProposed => "already_proposed",
        }
    }
}

impl Plan {
    /// Needs a target for collection and for withdrawals; others may be left out.
    pub fn new(year: i32, targets: BTreeMap<Indicator, i64>) -> Result<Plan, PlanProblem> {
        if !(2000..2200).contains(&year) {
            return Err(PlanProblem::Year);
        }
        for needed in [Indicator::Collection, Indicator::Withdrawals] {
            if !targets.contains_key(&needed) {
                return Err(PlanProblem::NoTarget(needed));
            }
        }
        for (indicator, target) in &targets {
            let aim = indicator.aim().ok_or(PlanProblem::NotPlanned(*indicator))?;
            let most = match indicator.unit() {
                Unit::Fen => crate::Fen::PARSE_MAX.get(),
                Unit::PerMillion => 1_000_000,
                // Loans may be more than the balance (2021: 103.62 % in one city).
                _ if aim == Aim::AtMost => 20_000,
                _ => 10_000,
            };
            if !(1..=most).contains(target) {
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
