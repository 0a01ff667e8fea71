//! Checking interest: every entry against the arithmetic over the rows that stood before it, and every settled
//! year for accounts that were left out.

use super::{Finding, Tell};
use crate::{Fault, interest::Rules};
use domain::{
    interest::{AccrualYear, Opening, Period, Posted, due},
    statement::Entry,
};
use store::{Conn, interest as rows};

/// A settled year, and the place in the ledger before which everything was there when its settlement began.
pub(super) type Settled = (AccrualYear, i64);

/// The years that were settled.
pub(super) async fn settled(conn: &mut Conn) -> Result<Vec<Settled>, Fault> {
    let mut settled: Vec<Settled> = Vec::new();
    for (year, _) in rows::settlements_finished(conn).await? {
        settled.extend(rows::settlement_first_seq(conn, year).await?.map(|first| (year, first)));
    }
    Ok(settled)
}

/// The interest of one account.
pub(super) fn check(
    rules: &Rules<'_>,
    settled: &[Settled],
    account: &str,
    entries: &[Entry],
    tell: Tell<'_>,
) {
    let rows: Vec<Posted> = entries.iter().map(Posted::from).collect();
    check_entries(rules, account, &rows, tell);
    if !rows.is_empty() {
        check_years(rules, settled, account, &rows, tell);
    }
}

/// Each entry of one account is what was owed when it was posted.
fn check_entries(rules: &Rules<'_>, account: &str, rows: &[Posted], tell: Tell<'_>) {
    for entry in rows.iter().filter(|row| row.is_interest) {
        let from_rows = Period::earned_by(entry.value_date).and_then(|(year, period)| {
            let before = rows.iter().filter(|row| row.seq < entry.seq).copied();
            due(period, Opening::FromRows, before, rules.rates, rules.method(year)).ok()
        });
        let from_rows = from_rows.map(|due| due.owed);
        if from_rows != Some(entry.amount) {
            let (seq, account) = (entry.seq, account.to_owned());
            tell(Finding::Interest { seq, account, posted: entry.amount, from_rows });
        }
    }
}

/// No settled year passed one account over. Rows that came after a settlement are for an adjustment, and rows that
/// contradict each other were listed when it ran.
fn check_years(rules: &Rules<'_>, settled: &[Settled], account: &str, rows: &[Posted], tell: Tell<'_>) {
    for (year, first) in settled {
        if rows.iter().any(|row| row.is_interest && row.value_date == year.next_first_day()) {
            continue;
        }
        let before = rows.iter().filter(|row| row.seq < *first).copied();
        let due = due(Period::whole(*year), Opening::FromRows, before, rules.rates, rules.method(*year));
        if let Ok(due) = due
            && !due.owed.is_zero()
        {
            let (account, year) = (account.to_owned(), year.settlement_year());
            tell(Finding::NoInterest { account, year, from_rows: due.owed });
        }
    }
}
