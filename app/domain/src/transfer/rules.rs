//! What is asked of a transfer and by when each side acts: dated data (`server/policies/national/transfer.toml`).

use super::Term;
use chrono::NaiveDate;
use serde::Deserialize;

/// What holds from a day on. Times are working days.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransferRule {
    pub from: NaiveDate,
    pub version: String,
    /// Months in a row that must be paid here before money is taken in.
    pub months: u32,
    pub letter_days: u32,
    pub reply_days: u32,
    pub confirmation_days: u32,
    pub payment_days: u32,
    pub booking_days: u32,
    pub source: String,
    pub as_of: NaiveDate,
    pub verified: bool,
}

impl TransferRule {
    /// Working days that a side has.
    pub const fn days(&self, term: Term) -> u32 {
        match term {
            Term::Letter => self.letter_days,
            Term::Reply => self.reply_days,
            Term::Confirmation => self.confirmation_days,
            Term::Payment => self.payment_days,
            Term::Booking => self.booking_days,
        }
    }
}

/// The rules, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransferRules {
    pub rule: Vec<TransferRule>,
}

impl TransferRules {
    pub fn on(&self, day: NaiveDate) -> Option<&TransferRule> {
        self.rule.iter().rev().find(|rule| rule.from <= day)
    }
}
