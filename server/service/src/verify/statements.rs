//! Checking issued statements: made again from the rows that they knew, each is what was kept of it. What was booked
//! since is no finding: it has a higher number than any row of the statement.

use super::{Finding, PAGE, Tell};
use crate::{Fault, interest::Rules};
use domain::{
    interest::AccrualYear,
    statement::Entry,
    year_statement::{Cut, YearStatement},
};
use store::{
    Conn, interest,
    year_statement::{self as rows, Issued},
};

/// Goes through all accounts, a page at a time.
pub(super) async fn check(conn: &mut Conn, rules: &Rules<'_>, tell: Tell<'_>) -> Result<(), Fault> {
    let mut after = String::new();
    loop {
        let page = interest::standings_page(conn, &after, PAGE).await?;
        let (Some(first), Some(last)) = (page.first(), page.last()) else { return Ok(()) };
        let (from, to) = (first.number.as_str(), last.number.as_str());
        let issued = rows::list_between(conn, from, to).await?;
        if !issued.is_empty() {
            let entries = rows::entries_between(conn, from, to).await?;
            for (at, one) in issued.iter().enumerate() {
                let before = at.checked_sub(1).and_then(|before| issued.get(before));
                let of_account = entries.get(one.account.as_str()).map_or(&[][..], Vec::as_slice);
                if !stands(rules, one, before, of_account) {
                    tell(Finding::Statement { account: one.account.to_string(), year: one.year });
                }
            }
        }
        after = to.to_owned();
    }
}

/// `before` is the row above it, which may be of another account or of a year further back.
fn stands(rules: &Rules<'_>, issued: &Issued, before: Option<&Issued>, entries: &[Entry]) -> bool {
    let Ok(year) = AccrualYear::settled_in(issued.year) else { return false };
    let before = before.filter(|one| one.account == issued.account && one.year + 1 == issued.year);
    let cut = Cut { before: before.map(|one| one.through), through: Some(issued.through) };
    let made = YearStatement::of(issued.account.clone(), year, entries, cut, rules.method(year).order);
    made.is_ok_and(|made| {
        made.hash() == issued.hash
            && (made.opening, made.closing) == (issued.opening, issued.closing)
            && made.lines.len() == issued.lines as usize
    })
}
