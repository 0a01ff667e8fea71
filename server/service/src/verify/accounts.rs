//! Checking the accounts, each against its own rows. The rows are read once, a page of accounts at a time, for all that
//! is asked of them: totals, months, interest, statements.

use super::{Finding, PAGE, Tell, check_total, interest, statements};
use crate::{Fault, interest::Rules};
use domain::{BusinessCode, Fen, Month, account::PaidMonths, statement::Entry};
use std::collections::{BTreeSet, HashMap};
use store::{
    Conn, posted,
    verify::{self as rows, ClaimedMonths},
    year_statement::{self, Issued},
};

/// What a page of accounts claims, by the id of the account.
struct Page {
    /// The highest id of the page.
    last: String,
    ids: BTreeSet<String>,
    entries: HashMap<String, Result<Vec<Entry>, store::Error>>,
    ledger: HashMap<String, rows::Claimed>,
    reserved: HashMap<String, Fen>,
    register: HashMap<String, ClaimedMonths>,
    issued: HashMap<String, Vec<Issued>>,
}

/// Goes through all accounts; how many there are in the register.
pub(super) async fn check(conn: &mut Conn, rules: &Rules<'_>, tell: Tell<'_>) -> Result<u64, Fault> {
    let settled = interest::settled(conn).await?;
    let (mut after, mut count) = (String::new(), 0);
    while let Some(page) = Page::read(conn, &after).await? {
        count += page.register.len() as u64;
        for id in &page.ids {
            let entries = match page.entries.get(id) {
                None => &[][..],
                Some(Ok(entries)) => entries,
                Some(Err(_)) => {
                    tell(Finding::Unreadable { account: id.clone() });
                    continue;
                }
            };
            let issued = page.issued.get(id).map_or(&[][..], Vec::as_slice);
            page.check_totals(id, entries, tell)?;
            interest::check(rules, &settled, id, entries, tell);
            statements::check(rules, issued, entries, tell);
        }
        after = page.last;
    }
    Ok(count)
}

impl Page {
    /// The accounts after `after`; `None` when there are no more.
    async fn read(conn: &mut Conn, after: &str) -> Result<Option<Page>, Fault> {
        let Some((first, last)) = rows::page_after(conn, after, PAGE).await? else { return Ok(None) };
        let (from, to) = (first.as_str(), last.as_str());
        let ledger = rows::ledger_between(conn, from, to).await?;
        let register = rows::accounts_between(conn, from, to).await?;
        let ids = ledger.iter().map(|one| one.id.clone());
        let ids = ids.chain(register.iter().map(|one| one.number.as_str().to_owned())).collect();
        let mut issued: HashMap<String, Vec<Issued>> = HashMap::new();
        for one in year_statement::list_between(conn, from, to).await? {
            issued.entry(one.account.as_str().to_owned()).or_default().push(one);
        }
        Ok(Some(Page {
            entries: posted::entries_between(conn, from, to).await?,
            ledger: ledger.into_iter().map(|one| (one.id.clone(), one)).collect(),
            reserved: rows::reserved_between(conn, from, to).await?.into_iter().collect(),
            register: register.into_iter().map(|one| (one.number.as_str().to_owned(), one)).collect(),
            issued,
            ids,
            last,
        }))
    }

    /// The running totals of an account, its months and its state.
    fn check_totals(&self, id: &str, entries: &[Entry], tell: Tell<'_>) -> Result<(), Fault> {
        if let Some(claimed) = self.ledger.get(id) {
            let posted = Fen::sum(entries.iter().map(|entry| entry.amount));
            let posted = posted.ok_or(Fault::Invariant("sums of money fit"))?;
            check_total(claimed, posted, self.reserved.get(id).copied().unwrap_or(Fen::ZERO), tell);
        }
        if let Some(claimed) = self.register.get(id) {
            check_register(claimed, PaidMonths::count(months(entries)), tell);
        }
        Ok(())
    }
}

/// Months with a regular contribution that was not taken back, in their order.
fn months(entries: &[Entry]) -> Vec<Month> {
    let taken_back: Vec<i64> = entries.iter().filter_map(|entry| entry.reverses).collect();
    let regular = entries.iter().filter(|entry| {
        entry.business == BusinessCode::RegularRemittance
            && !entry.amount.is_negative()
            && !taken_back.contains(&entry.seq)
    });
    let mut months: Vec<Month> = regular.filter_map(|entry| entry.month).collect();
    months.sort_unstable();
    months
}

fn check_register(claimed: &ClaimedMonths, months: PaidMonths, tell: Tell<'_>) {
    let account = claimed.number.as_str().to_owned();
    if claimed.months != months {
        tell(Finding::Months { account: account.clone(), claimed: claimed.months, from_rows: months });
    }
    match claimed.posted {
        None => tell(Finding::NoLedgerAccount { account }),
        Some(posted) if claimed.state.is_closed() && !posted.is_zero() => {
            tell(Finding::ClosedWithMoney { account, posted });
        }
        Some(_) => {}
    }
}
