//! Daily reconciliation (日对账): what the bank's statement of a day says, against what our books say of the bank
//! deposit account. Pure: the same lines and items give the same answer in any order.

mod kinds;
mod matching;
mod statement;

pub use kinds::{BreakKind, Explanation, Resolution};
pub use matching::{By, Matched, Outcome, Unmatched, reconcile};
pub use statement::{Difference, Irregular, Line, Statement, differences, mark_duplicates};

use crate::Fen;
use chrono::NaiveDate;

/// What our books say that the bank did on one day: rows of the bank deposit account that the bank shows as one line,
/// such as all rows of a remittance file, or the one row of a payout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The day on which the rows are posted.
    pub day: NaiveDate,
    /// What the rows have in common: `batch:…`, `case:…`, `debit:…`, `suspense:…`, `refund:…`, `correction:…`, `row:…`.
    pub key: String,
    /// Serials under which the bank may know it; see [`same_reference`].
    pub references: Vec<String>,
    /// Positive when money came into our account.
    pub amount: Fen,
}

/// A reference as it is compared: banks change case and drop hyphens, and a field of ISO 20022 holds 35 characters,
/// one fewer than a UUID.
pub fn same_reference(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests;
