//! Combination loan (组合贷款): a fund loan and a commercial loan side by side. Each is computed and rounded
//! on its own; only then are the months added.

use super::schedule::{Instalment, Schedule};
use super::terms::{LoanTerms, Months, Principal, RepayMethod};
use crate::{Fen, Rate};

/// The terms of both parts; they share term and method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CombinationTerms {
    pub fund: Principal,
    pub fund_rate: Rate,
    pub commercial: Principal,
    pub commercial_rate: Rate,
    pub months: Months,
    pub method: RepayMethod,
}

/// Both schedules and their sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Combination {
    pub fund: Schedule,
    pub commercial: Schedule,
    pub together: Schedule,
}

impl Combination {
    pub fn of(terms: &CombinationTerms) -> Combination {
        let CombinationTerms { months, method, .. } = *terms;
        let fund = Schedule::of(&LoanTerms { principal: terms.fund, months, rate: terms.fund_rate, method });
        let rate = terms.commercial_rate;
        let commercial = Schedule::of(&LoanTerms { principal: terms.commercial, months, rate, method });
        let together = add(&fund, &commercial);
        Combination { fund, commercial, together }
    }
}

fn add(one: &Schedule, other: &Schedule) -> Schedule {
    let sum = |a: Fen, b: Fen| Fen::new(a.get() + b.get());
    // A tiny part may be cleared before its term; its later months count as nothing.
    let nothing = Instalment {
        period: 0,
        payment: Fen::ZERO,
        principal: Fen::ZERO,
        interest: Fen::ZERO,
        balance: Fen::ZERO,
    };
    let row = |index: usize| {
        let (a, b) = (one.rows.get(index).unwrap_or(&nothing), other.rows.get(index).unwrap_or(&nothing));
        Instalment {
            period: index as u32 + 1,
            payment: sum(a.payment, b.payment),
            principal: sum(a.principal, b.principal),
            interest: sum(a.interest, b.interest),
            balance: sum(a.balance, b.balance),
        }
    };
    Schedule {
        rows: (0..one.rows.len().max(other.rows.len())).map(row).collect(),
        total_interest: sum(one.total_interest, other.total_interest),
        total_paid: sum(one.total_paid, other.total_paid),
    }
}
