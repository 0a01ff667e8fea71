//! The repayment schedule (还款计划): pure, from terms to instalments.
//!
//! Interest of a month is rounded half-up to the fen on the balance before it; the last instalment repays
//! whatever is left and so absorbs every rounding.

use super::annuity::equal_instalment;
use super::money::{div_half_up, month_interest};
use super::terms::{LoanTerms, RepayMethod};
use crate::{Fen, Rate};

/// One month of a schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instalment {
    /// 1 for the first month.
    pub period: u32,
    pub payment: Fen,
    pub principal: Fen,
    pub interest: Fen,
    /// What is still owed after this payment.
    pub balance: Fen,
}

/// All instalments and their sums.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schedule {
    pub rows: Vec<Instalment>,
    pub total_interest: Fen,
    pub total_paid: Fen,
}

impl Schedule {
    pub fn of(terms: &LoanTerms) -> Schedule {
        Schedule::for_balance(terms.principal.get(), terms.months.get(), terms.rate, terms.method)
    }

    /// The schedule of a balance inside a running loan, which may be smaller than any loan granted.
    pub(super) fn for_balance(balance: Fen, months: u32, rate: Rate, method: RepayMethod) -> Schedule {
        Schedule::with_step(balance, months, rate, Step::fitting(balance, months, rate, method))
    }

    /// Repays `balance` by `step` a month until it is cleared, at the latest in month `months`.
    pub(super) fn with_step(balance: Fen, months: u32, rate: Rate, step: Step) -> Schedule {
        let fraction = rate.monthly();
        let mut schedule = Schedule { rows: Vec::with_capacity(months as usize), ..Schedule::default() };
        let mut left = balance.get();
        let mut interest_sum = 0;
        for period in 1..=months {
            if left == 0 {
                break;
            }
            let interest = month_interest(Fen::new(left), fraction).get();
            let principal = match step {
                _ if period == months => left,
                // The payment exceeds the interest on the first balance, and balances only fall.
                Step::Payment(payment) => (payment.get() - interest).min(left),
                Step::Principal(principal) => principal.get().min(left),
            };
            left -= principal;
            interest_sum += interest;
            schedule.rows.push(Instalment {
                period,
                payment: Fen::new(principal + interest),
                principal: Fen::new(principal),
                interest: Fen::new(interest),
                balance: Fen::new(left),
            });
        }
        schedule.total_interest = Fen::new(interest_sum);
        schedule.total_paid = Fen::new(balance.get() + interest_sum);
        schedule
    }

    pub fn first_payment(&self) -> Fen {
        self.rows.first().map_or(Fen::ZERO, |row| row.payment)
    }

    pub fn last_payment(&self) -> Fen {
        self.rows.last().map_or(Fen::ZERO, |row| row.payment)
    }

    /// The number of payments.
    pub fn periods(&self) -> u32 {
        self.rows.len() as u32
    }

    /// How much less interest the second payment holds: the monthly drop of an equal-principal loan.
    pub fn first_drop(&self) -> Fen {
        match self.rows.as_slice() {
            [first, second, ..] => Fen::new(first.payment.get() - second.payment.get()),
            _ => Fen::ZERO,
        }
    }
}

/// What stays the same from month to month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Payment(Fen),
    Principal(Fen),
}

impl Step {
    /// The step that clears `balance` in `months`.
    pub(super) fn fitting(balance: Fen, months: u32, rate: Rate, method: RepayMethod) -> Step {
        match method {
            RepayMethod::EqualInstalment => Step::Payment(equal_instalment(balance, months, rate)),
            RepayMethod::EqualPrincipal => Step::Principal(div_half_up(balance, months)),
        }
    }
}
