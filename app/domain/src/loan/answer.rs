//! The answers of `anju calc --json`: stable field names, money as texts in yuan with two decimals.

use super::Combination;
use super::limit::Limit;
use super::prepay::{Prepaid, Running};
use super::schedule::{Instalment, Schedule};
use serde::Serialize;

/// `anju calc loan`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LoanAnswer {
    pub first_payment: String,
    pub last_payment: String,
    pub total_interest: String,
    pub total_paid: String,
    pub periods: u32,
    /// Only when asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Vec<InstalmentAnswer>>,
}

/// One row of a schedule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InstalmentAnswer {
    pub period: u32,
    pub payment: String,
    pub principal: String,
    pub interest: String,
    pub balance: String,
}

impl From<&Instalment> for InstalmentAnswer {
    fn from(row: &Instalment) -> InstalmentAnswer {
        InstalmentAnswer {
            period: row.period,
            payment: row.payment.plain(),
            principal: row.principal.plain(),
            interest: row.interest.plain(),
            balance: row.balance.plain(),
        }
    }
}

impl LoanAnswer {
    pub fn of(schedule: &Schedule, with_rows: bool) -> LoanAnswer {
        LoanAnswer {
            first_payment: schedule.first_payment().plain(),
            last_payment: schedule.last_payment().plain(),
            total_interest: schedule.total_interest.plain(),
            total_paid: schedule.total_paid.plain(),
            periods: schedule.periods(),
            schedule: with_rows.then(|| schedule.rows.iter().map(InstalmentAnswer::from).collect()),
        }
    }
}

/// `anju calc combination`: the sum of both loans, then each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CombinationAnswer {
    #[serde(flatten)]
    pub together: LoanAnswer,
    pub fund: LoanAnswer,
    pub commercial: LoanAnswer,
}

impl CombinationAnswer {
    pub fn of(combination: &Combination, with_rows: bool) -> CombinationAnswer {
        CombinationAnswer {
            together: LoanAnswer::of(&combination.together, with_rows),
            fund: LoanAnswer::of(&combination.fund, with_rows),
            commercial: LoanAnswer::of(&combination.commercial, with_rows),
        }
    }
}

/// `anju calc prepay`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PrepayAnswer {
    pub balance_before: String,
    /// The first payment after the prepayment.
    pub payment: String,
    /// Payments still to come.
    pub periods: u32,
    pub last_payment: String,
    pub remaining_interest: String,
    pub interest_saved: String,
}

impl PrepayAnswer {
    pub fn of(running: &Running, prepaid: &Prepaid) -> PrepayAnswer {
        PrepayAnswer {
            balance_before: running.balance().plain(),
            payment: prepaid.schedule.first_payment().plain(),
            periods: prepaid.schedule.periods(),
            last_payment: prepaid.schedule.last_payment().plain(),
            remaining_interest: prepaid.schedule.total_interest.plain(),
            interest_saved: prepaid.interest_saved.plain(),
        }
    }
}

/// `anju calc limit`. `unchecked` names limits for which a fact is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LimitAnswer {
    pub limit: String,
    pub formula: String,
    pub bound_by: &'static str,
    pub candidates: Vec<CandidateAnswer>,
    pub unchecked: Vec<&'static str>,
    pub rate: String,
}

/// One of the limits that were compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CandidateAnswer {
    pub bound: &'static str,
    pub amount: String,
    pub formula: String,
}

impl LimitAnswer {
    pub fn of(limit: &Limit) -> LimitAnswer {
        LimitAnswer {
            limit: limit.limit.plain(),
            formula: limit.to_string(),
            bound_by: limit.bound_by.code(),
            candidates: limit
                .candidates
                .iter()
                .map(|c| CandidateAnswer {
                    bound: c.bound.code(),
                    amount: c.amount.plain(),
                    formula: c.derivation.to_string(),
                })
                .collect(),
            unchecked: limit.unchecked.iter().map(|bound| bound.code()).collect(),
            rate: limit.rate.to_string(),
        }
    }
}
