//! Checking issued statements: made again from the rows that they knew, each is what was kept of it. What was booked
//! since is no finding: it has a higher number than any row of the statement.

use super::{Finding, Tell};
use crate::interest::Rules;
use domain::{
    interest::AccrualYear,
    statement::Entry,
    year_statement::{Cut, YearStatement},
};
use store::year_statement::Issued;

/// The statements of one account, by year, against its entries.
pub(super) fn check(rules: &Rules<'_>, issued: &[Issued], entries: &[Entry], tell: Tell<'_>) {
    for (at, one) in issued.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| issued.get(before));
        if !stands(rules, one, before, entries) {
            tell(Finding::Statement { account: one.account.to_string(), year: one.year });
        }
    }
}

/// `before` is the one before it, which may be of a year further back.
fn stands(rules: &Rules<'_>, issued: &Issued, before: Option<&Issued>, entries: &[Entry]) -> bool {
    let Ok(year) = AccrualYear::settled_in(issued.year) else { return false };
    let before = before.filter(|one| one.year + 1 == issued.year);
    let cut = Cut { before: before.map(|one| one.through), through: Some(issued.through) };
    let made = YearStatement::of(issued.account.clone(), year, entries, cut, rules.method(year).order);
    made.is_ok_and(|made| {
        made.hash() == issued.hash
            && (made.opening, made.closing) == (issued.opening, issued.closing)
            && made.lines.len() == issued.lines as usize
    })
}
