//! What was corrected since a statement was issued: named one by one, never mixed into what was issued.

use super::YearStatement;
use crate::{BusinessCode, interest::AccrualYear, statement::Entry};

/// Why a later row concerns an issued statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Takes back a line of it (冲正).
    Reversal,
    /// Posted on a day of its year (补记).
    Late,
    /// Adjusts the interest of its year (利息调整).
    Interest,
}

impl Why {
    /// As it stands in machine-readable answers.
    pub const fn code(self) -> &'static str {
        match self {
            Why::Reversal => "reversal",
            Why::Late => "late",
            Why::Interest => "interest",
        }
    }
}

/// A row that was booked after the statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Since {
    pub why: Why,
    pub entry: Entry,
}

/// The rows after `through` that concern the issued statement, in the order of booking.
pub fn corrections_since(issued: &YearStatement, entries: &[Entry], through: i64) -> Vec<Since> {
    let mut later: Vec<&Entry> = entries.iter().filter(|entry| entry.seq > through).collect();
    later.sort_by_key(|entry| entry.seq);
    let why = |entry: &Entry| {
        let takes_back = |seq: i64| issued.lines.iter().any(|line| line.entry.seq == seq);
        let is_interest = entry.business == BusinessCode::AnnualInterest;
        if entry.reverses.is_some_and(takes_back) {
            Some(Why::Reversal)
        } else if is_interest && AccrualYear::earned_by(entry.value_date) == Ok(issued.year) {
            Some(Why::Interest)
        } else {
            issued.year.contains(entry.posted_on).then_some(Why::Late)
        }
    };
    later.into_iter().filter_map(|entry| why(entry).map(|why| Since { why, entry: entry.clone() })).collect()
}
