//! One debit (扣款): asked on its day, once more on the retry day, never twice for the same month.

use super::policy::DebitRule;
use crate::Month;
use chrono::{Datelike, Days, NaiveDate};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DebitState {
    /// 待扣款
    Due,
    /// The bank was asked and its answer is not in the books yet.
    Sent,
    /// 余额不足: the card could not cover it; the retry is ahead.
    Short,
    /// 已入账
    Paid,
    /// 未缴: the retry failed too.
    Missed,
    /// The month was paid otherwise before the bank was asked.
    Skipped,
}

/// What the worker does with a debit today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Not today.
    Wait,
    /// Ask the bank, or ask again with the same id for an answer that never came.
    Ask,
    /// The month in which it could be collected is over.
    GiveUp,
    /// Settled.
    Nothing,
}

impl DebitState {
    pub const ALL: [DebitState; 6] = [
        DebitState::Due,
        DebitState::Sent,
        DebitState::Short,
        DebitState::Paid,
        DebitState::Missed,
        DebitState::Skipped,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            DebitState::Due => "due",
            DebitState::Sent => "sent",
            DebitState::Short => "short",
            DebitState::Paid => "paid",
            DebitState::Missed => "missed",
            DebitState::Skipped => "skipped",
        }
    }

    pub fn from_code(code: &str) -> Option<DebitState> {
        DebitState::ALL.into_iter().find(|state| state.code() == code)
    }

    /// `ask_on` is the debit day, or the retry day once the first try came back short.
    ///
    /// A debit that was sent is always asked after, whatever the date: the money may have left the card.
    pub fn step(self, ask_on: NaiveDate, today: NaiveDate) -> Step {
        match self {
            DebitState::Paid | DebitState::Missed | DebitState::Skipped => Step::Nothing,
            DebitState::Sent => Step::Ask,
            DebitState::Due | DebitState::Short if today < ask_on => Step::Wait,
            DebitState::Due | DebitState::Short if Month::of(today) > Month::of(ask_on) => Step::GiveUp,
            DebitState::Due | DebitState::Short => Step::Ask,
        }
    }
}

/// The retry day after a try on `tried`.
pub fn retry_on(tried: NaiveDate, rule: DebitRule) -> NaiveDate {
    tried.checked_add_days(Days::new(u64::from(rule.retry_after_days))).unwrap_or(NaiveDate::MAX)
}

/// The debit that a standing order makes today: its month and day. `made` is the latest month that has one.
/// A month whose day has passed while nothing ran is still collected; an earlier month is not (漏扣不补).
pub fn order_due(day: u32, made: Month, today: NaiveDate) -> Option<(Month, NaiveDate)> {
    let month = Month::of(today);
    let due_on = DebitRule::due_on(day, month);
    (month > made && due_on <= today).then_some((month, due_on))
}

/// The next day on which a standing order asks the bank.
pub fn order_next(day: u32, made: Month, today: NaiveDate) -> NaiveDate {
    let month = if Month::of(today) > made && today.day() <= day {
        Month::of(today)
    } else {
        made.max(Month::of(today)).plus(1)
    };
    DebitRule::due_on(day, month)
}
