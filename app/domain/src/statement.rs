//! A member's statement (明细): every entry with its running balance, and a row for every month since the
//! account was opened. A month that should have been paid and was not is a row too, never a blank.

use crate::{
    AccountState, BusinessCode, Fen, Month,
    account::{Account, BackPayment, BackReason},
};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// One posted movement; `amount` is positive into the account and negative out of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub seq: i64,
    pub business: BusinessCode,
    pub amount: Fen,
    /// The month that a contribution is for.
    pub month: Option<Month>,
    pub unit_part: Option<Fen>,
    pub personal_part: Option<Fen>,
    /// Number of the withdrawal case behind it.
    pub case_number: Option<String>,
    pub value_date: NaiveDate,
    pub posted_on: NaiveDate,
    /// The entry that this one takes back (冲正).
    pub reverses: Option<i64>,
    /// The entry that took this one back.
    pub reversed_by: Option<i64>,
    /// Reason and last month of a back payment that came in a file.
    pub back: Option<BackPayment>,
}

impl Entry {
    pub const fn standing(&self) -> Standing {
        match (self.reverses, self.reversed_by) {
            (Some(_), _) => Standing::Reversal,
            (None, Some(_)) => Standing::Reversed,
            (None, None) => Standing::Posted,
        }
    }
}

/// Whether an entry counts (状态). The two halves of a reversed pair cancel each other out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// 已入账
    Posted,
    /// 已冲正
    Reversed,
    /// 冲正
    Reversal,
}

impl Standing {
    /// As it stands in machine-readable answers.
    pub const fn code(self) -> &'static str {
        match self {
            Standing::Posted => "posted",
            Standing::Reversed => "reversed",
            Standing::Reversal => "reversal",
        }
    }
}

/// Which entries are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    #[default]
    All,
    /// 汇缴, 补缴 and the months without one.
    Contributions,
    /// 提取
    Withdrawals,
    /// 结息
    Interest,
}

impl Kind {
    pub const ALL: [Kind; 4] = [Kind::All, Kind::Contributions, Kind::Withdrawals, Kind::Interest];

    /// As it stands in an address.
    pub const fn code(self) -> &'static str {
        match self {
            Kind::All => "all",
            Kind::Contributions => "contributions",
            Kind::Withdrawals => "withdrawals",
            Kind::Interest => "interest",
        }
    }

    pub fn parse(code: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    fn shows(self, business: BusinessCode) -> bool {
        use BusinessCode as B;
        match self {
            Kind::All => true,
            Kind::Contributions => matches!(business, B::RegularRemittance | B::BackPayment),
            Kind::Withdrawals => matches!(business, B::PartialWithdrawal | B::ClosingWithdrawal),
            Kind::Interest => business == B::AnnualInterest,
        }
    }
}

/// One line of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    Entry {
        entry: Entry,
        balance: Fen,
        /// What the entry is about: of a reversal, what it takes back.
        about: BusinessCode,
    },
    /// The month's contribution came in another month.
    PaidLater { posted_on: NaiveDate, amount: Fen },
    /// 单位未汇缴: the month is over and nothing came.
    Missing { expected: Fen },
    /// 未到: the present month, for which there is still time.
    Awaited { expected: Fen },
}

/// A month of a statement, latest row first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthRows {
    pub month: Month,
    pub rows: Vec<Row>,
    /// In less out of the rows shown.
    pub sum: Fen,
    /// Balance at the end of the month.
    pub balance: Fen,
}

/// All months of an account, latest first.
///
/// Entries stand in the month of their posting, so that the column of balances reads downwards without a jump;
/// a contribution that was posted in another month leaves a row in its own month that says so.
pub fn months(account: &Account, entries: &[Entry], kind: Kind, today: NaiveDate) -> Vec<MonthRows> {
    let present = Month::of(today);
    let posted = entries.iter().map(|entry| Month::of(entry.posted_on)).min();
    let opened = Month::of(account.opened_on);
    let first = [posted, account.first_month].into_iter().flatten().fold(opened, Month::min);
    let mut by_month: BTreeMap<Month, Vec<(&Entry, Fen)>> = BTreeMap::new();
    let mut paid: BTreeMap<Month, (NaiveDate, Fen)> = BTreeMap::new();
    let mut balance = Fen::ZERO;
    // A file of an old month may be taken in after a newer one: the statement reads by day.
    let mut ordered: Vec<&Entry> = entries.iter().collect();
    ordered.sort_by_key(|entry| (entry.posted_on, entry.seq));
    for entry in ordered {
        balance = balance.checked_add(entry.amount).unwrap_or(balance);
        by_month.entry(Month::of(entry.posted_on)).or_default().push((entry, balance));
        if let (BusinessCode::RegularRemittance, Some(month), Standing::Posted) =
            (entry.business, entry.month, entry.standing())
        {
            paid.insert(month, (entry.posted_on, entry.amount));
        }
    }
    let back = paid_back(entries);
    let mut balance = Fen::ZERO;
    let mut months: Vec<MonthRows> = Vec::new();
    for month in first.through(present) {
        let mut rows = Vec::new();
        if matches!(kind, Kind::All | Kind::Contributions) {
            // What was paid last before a month is what the month should have brought.
            let usual = paid.range(..month).next_back().map_or(account.monthly(), |(_, (_, amount))| *amount);
            rows.extend(contribution_row(
                account,
                paid.get(&month).or(back.get(&month)),
                usual,
                month,
                present,
            ));
        }
        for (entry, after) in by_month.remove(&month).unwrap_or_default() {
            balance = after;
            let about = about(entry, entries);
            if kind.shows(about) {
                rows.push(Row::Entry { entry: entry.clone(), balance: after, about });
            }
        }
        rows.reverse();
        months.push(MonthRows { month, sum: sum(&rows), balance, rows });
    }
    months.reverse();
    months
}

/// Months that back payments have paid in the place of a regular contribution: when, and with how much together.
fn paid_back(entries: &[Entry]) -> BTreeMap<Month, (NaiveDate, Fen)> {
    let mut months = BTreeMap::new();
    for entry in entries.iter().filter(|entry| entry.standing() == Standing::Posted) {
        let (Some(first), Some(back)) = (entry.month, entry.back) else { continue };
        if back.reason != BackReason::Difference {
            months.extend(first.through(back.through).map(|month| (month, (entry.posted_on, entry.amount))));
        }
    }
    months
}

/// What an entry is about: a reversal is about what it takes back, so that a pair is shown or hidden together.
fn about(entry: &Entry, entries: &[Entry]) -> BusinessCode {
    let original = entry.reverses.and_then(|seq| entries.iter().find(|other| other.seq == seq));
    original.map_or(entry.business, |original| original.business)
}

/// The row of a month whose contribution was not posted in it, if one was due.
fn contribution_row(
    account: &Account,
    paid: Option<&(NaiveDate, Fen)>,
    usual: Fen,
    month: Month,
    present: Month,
) -> Option<Row> {
    match paid {
        Some((posted_on, _)) if Month::of(*posted_on) == month => None,
        Some((posted_on, amount)) => Some(Row::PaidLater { posted_on: *posted_on, amount: *amount }),
        None if !is_due(account, month) => None,
        None if month == present => Some(Row::Awaited { expected: account.monthly() }),
        None => Some(Row::Missing { expected: usual }),
    }
}

/// A month is due from the first one paid until the account is sealed or closed. Before the first month, and
/// for an account without a monthly amount, nobody owes anything.
fn is_due(account: &Account, month: Month) -> bool {
    let begun = account.first_month.is_some_and(|first| month >= first);
    let runs = match account.state {
        AccountState::Normal | AccountState::Frozen => true,
        _ => account.paid_through.is_some_and(|through| month <= through),
    };
    begun && runs && !account.monthly().is_zero()
}

fn sum(rows: &[Row]) -> Fen {
    let amounts = rows.iter().map(|row| match row {
        Row::Entry { entry, .. } => entry.amount,
        _ => Fen::ZERO,
    });
    Fen::sum(amounts).unwrap_or(Fen::ZERO)
}

/// Months that are over and for which nothing came (断缴).
pub fn missing_months(account: &Account, entries: &[Entry], today: NaiveDate) -> Vec<Month> {
    let paid: BTreeSet<Month> = entries
        .iter()
        .filter(|entry| entry.business == BusinessCode::RegularRemittance)
        .filter(|entry| entry.standing() == Standing::Posted)
        .filter_map(|entry| entry.month)
        .chain(paid_back(entries).into_keys())
        .collect();
    unpaid_months(account, &paid, today)
}

/// The same, from the months that a regular remittance paid.
pub fn unpaid_months(account: &Account, paid: &BTreeSet<Month>, today: NaiveDate) -> Vec<Month> {
    let Some(first) = account.first_month else { return Vec::new() };
    let last = Month::of(today).plus(-1);
    first.through(last).filter(|month| !paid.contains(month) && is_due(account, *month)).collect()
}

/// In and out over the months from `since` on, both positive. Reversed pairs moved nothing.
pub fn turnover(entries: &[Entry], since: Month) -> (Fen, Fen) {
    let recent = entries
        .iter()
        .filter(|entry| entry.standing() == Standing::Posted && Month::of(entry.posted_on) >= since);
    let (mut into, mut out) = (Fen::ZERO, Fen::ZERO);
    for entry in recent {
        if entry.amount.is_negative() {
            out = out.checked_sub(entry.amount).unwrap_or(out);
        } else {
            into = into.checked_add(entry.amount).unwrap_or(into);
        }
    }
    (into, out)
}

#[cfg(test)]
#[path = "statement_tests.rs"]
mod tests;
