//! Prepayment of a part (提前部分还款) on a repayment day: keep the instalment and end sooner, or keep the
//! end and pay less a month.

use super::schedule::{Schedule, Step};
use super::terms::{LoanTerms, RepayMethod, small_number};
use crate::{Fen, Problem};

/// What a prepayment changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrepayMode {
    /// 缩短年限: same instalment, fewer of them.
    Shorten,
    /// 减少月供: same end, smaller instalments.
    Lower,
}

impl PrepayMode {
    pub const ALL: [PrepayMode; 2] = [PrepayMode::Shorten, PrepayMode::Lower];

    pub const fn code(self) -> &'static str {
        match self {
            PrepayMode::Shorten => "shorten",
            PrepayMode::Lower => "lower",
        }
    }

    pub fn parse(text: &str) -> Result<PrepayMode, Problem> {
        PrepayMode::ALL.into_iter().find(|m| m.code() == text.trim()).ok_or(Problem::NotAChoice)
    }
}

/// A running loan on the repayment day of period `after`: the schedule it had, and what is still owed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Running {
    terms: LoanTerms,
    after: u32,
    before: Schedule,
}

/// A loan after a prepayment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepaid {
    /// The payments that follow.
    pub schedule: Schedule,
    pub interest_saved: Fen,
    /// How many payments fewer than without the prepayment.
    pub periods_saved: u32,
}

impl Running {
    /// `after` is the number of instalments paid, typed by a person: 1 up to the last but one.
    pub fn parse(terms: LoanTerms, after: &str) -> Result<Running, Problem> {
        Running::within(terms, Schedule::of(&terms), small_number(after))
    }

    /// The same with the schedule of `terms` at hand, which need not be computed again.
    pub fn within(terms: LoanTerms, before: Schedule, after: Option<u32>) -> Result<Running, Problem> {
        let last = i64::from(before.periods()) - 1;
        let range = Problem::NumberOutOfRange { min: 1.min(last), max: last };
        let after = after.filter(|n| *n >= 1 && i64::from(*n) <= last).ok_or(range)?;
        Ok(Running { terms, after, before })
    }

    pub fn balance(&self) -> Fen {
        self.before.rows[self.after as usize - 1].balance
    }

    /// The schedule without any prepayment, whole.
    pub fn schedule(&self) -> &Schedule {
        &self.before
    }

    pub const fn after(&self) -> u32 {
        self.after
    }

    pub const fn terms(&self) -> &LoanTerms {
        &self.terms
    }

    /// The payment the loan has had so far: that of the month after the prepayment day.
    pub fn payment(&self) -> Fen {
        self.before.rows[self.after as usize].payment
    }

    /// Interest that would still fall due without the prepayment.
    pub fn remaining_interest(&self) -> Fen {
        Fen::new(self.before.rows[self.after as usize..].iter().map(|row| row.interest.get()).sum())
    }

    /// Checks an amount of yuan: more than nothing, at most what is owed (which settles the loan).
    pub fn check(&self, amount: Option<Fen>) -> Result<Fen, Problem> {
        let (min, max) = (Fen::new(1), self.balance());
        amount.filter(|a| (min..=max).contains(a)).ok_or(Problem::AmountOutOfRange { min, max })
    }

    /// Pays `amount` (as [`Running::check`] passed it) into the principal.
    pub fn prepay(&self, amount: Fen, mode: PrepayMode) -> Prepaid {
        let LoanTerms { rate, method, .. } = self.terms;
        let left = self.before.periods() - self.after;
        let balance = Fen::new(self.balance().get() - amount.get());
        let step = match mode {
            // The first of two or more rows is a regular one: what it repays is what stays the same.
            PrepayMode::Shorten => match method {
                RepayMethod::EqualInstalment => Step::Payment(self.before.first_payment()),
                RepayMethod::EqualPrincipal => Step::Principal(self.before.rows[0].principal),
            },
            PrepayMode::Lower => Step::fitting(balance, left, rate, method),
        };
        let schedule = Schedule::with_step(balance, left, rate, step);
        Prepaid {
            interest_saved: Fen::new(self.remaining_interest().get() - schedule.total_interest.get()),
            periods_saved: left - schedule.periods(),
            schedule,
        }
    }
}
