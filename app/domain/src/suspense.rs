//! Suspense receipts (暂收款, 挂账): money that came and belongs to no account yet, and what becomes of it.

use crate::{AccountNo, BusinessCode, Fen, Month};
use serde::{Deserialize, Serialize};

/// How money came into suspense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The bank credited more than anybody could place.
    Bank,
    /// A correction took it out of an account.
    Correction,
}

impl Source {
    pub const fn code(self) -> &'static str {
        match self {
            Source::Bank => "bank",
            Source::Correction => "correction",
        }
    }

    pub fn from_code(code: &str) -> Option<Source> {
        [Source::Bank, Source::Correction].into_iter().find(|source| source.code() == code)
    }
}

/// The longest serial of a bank that is taken.
const REFERENCE_MAX: usize = 64;

/// A bank's serial (银行流水号): one line, not empty. The same money is booked once under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference(String);

impl Reference {
    pub fn parse(text: &str) -> Result<Reference, Unusable> {
        match crate::text::one_line(text) {
            Some(text) if !text.is_empty() && text.chars().count() <= REFERENCE_MAX => Ok(Reference(text)),
            _ => Err(Unusable::NoReference),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A contribution that is paid out of suspense. Interest runs from the day it is posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placing {
    pub account: AccountNo,
    /// 01 or 02.
    pub business: BusinessCode,
    pub month: Month,
    pub unit_part: Fen,
    pub personal_part: Fen,
}

/// What becomes of money in suspense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Use {
    /// Into a member's account.
    Account(Placing),
    /// Back to the payer; the bank's serial of the refund.
    Refund { reference: Reference },
    /// The payer's next file placed it: that file debited the bank again. Its batch.
    File { batch: String },
}

impl Use {
    pub const fn code(&self) -> &'static str {
        match self {
            Use::Account(_) => "account",
            Use::Refund { .. } => "refund",
            Use::File { .. } => "file",
        }
    }
}

/// Why money in suspense is not received or used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unusable {
    NotFound,
    /// More than is open.
    MoreThanOpen {
        open: Fen,
    },
    AmountZero,
    /// The bank's serial stands in the books with another amount or another payer.
    ReferenceUsed,
    NoReference,
    /// No such account, or it is closed.
    NoAccount,
    /// The month is paid by another contribution.
    MonthPaid,
    /// The month is not over or was never.
    MonthInFuture,
    /// Only 01 and 02 are contributions.
    NotAContribution,
    /// No file of this batch was taken in to its end, or it posted less.
    NoSuchFile,
    /// The receipt's day is to come.
    DayInFuture,
}

impl Unusable {
    pub const fn code(self) -> &'static str {
        match self {
            Unusable::NotFound => "not_found",
            Unusable::MoreThanOpen { .. } => "more_than_open",
            Unusable::AmountZero => "amount_zero",
            Unusable::ReferenceUsed => "reference_used",
            Unusable::NoReference => "no_reference",
            Unusable::NoAccount => "no_account",
            Unusable::MonthPaid => "month_paid",
            Unusable::MonthInFuture => "month_in_future",
            Unusable::NotAContribution => "not_a_contribution",
            Unusable::NoSuchFile => "no_such_file",
            Unusable::DayInFuture => "day_in_future",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_serial_is_one_line() {
        assert_eq!(Reference::parse("  B-77 ").map(|r| r.as_str().to_owned()), Ok("B-77".into()));
        for bad in ["", " ", "a\u{202e}b", &"9".repeat(65)] {
            assert_eq!(Reference::parse(bad), Err(Unusable::NoReference), "{bad:?}");
        }
        assert_eq!(Source::from_code(Source::Correction.code()), Some(Source::Correction));
        assert_eq!(Source::from_code("gift"), None);
    }
}
