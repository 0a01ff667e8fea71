//! A member's statement (明细): every entry with its running balance, and a row for every month since the
//! account was opened. A month that should have been paid and was not is a row too, never a blank.

use crate::{
    BusinessCode, Fen, Month,
    account::{Account, BackPayment},
    month_state::{self, Due, Known, MonthCell, MonthState},
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
    /// 未到: there is still time.
    Awaited { expected: Fen },
    /// 在途: the money is with the centre and not booked yet.
    UnderWay { expected: Fen },
    /// 缓缴: the unit may pay later.
    Deferred { expected: Fen },
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

/// All months of an account, latest first; `cells` are the states of its months ([`month_state::months`]).
///
/// Entries stand in the month of their posting, so that the column of balances reads downwards without a jump;
/// a contribution that was posted in another month leaves a row in its own month that says so.
pub fn months(entries: &[Entry], kind: Kind, cells: &[MonthCell], today: NaiveDate) -> Vec<MonthRows> {
    let mut by_month: BTreeMap<Month, Vec<(&Entry, Fen)>> = BTreeMap::new();
    let mut balance = Fen::ZERO;
    // A file of an old month may be taken in after a newer one: the statement reads by day.
    let mut ordered: Vec<&Entry> = entries.iter().collect();
    ordered.sort_by_key(|entry| (entry.posted_on, entry.seq));
    for entry in ordered {
        balance = balance.checked_add(entry.amount).unwrap_or(balance);
        by_month.entry(Month::of(entry.posted_on)).or_default().push((entry, balance));
    }
    let mut balance = Fen::ZERO;
    let mut months: Vec<MonthRows> = Vec::new();
    // Months that are paid in advance stand where they were posted.
    for cell in cells.iter().filter(|cell| cell.month <= Month::of(today)) {
        let mut rows = Vec::new();
        if matches!(kind, Kind::All | Kind::Contributions) {
            rows.extend(contribution_row(cell));
        }
        for (entry, after) in by_month.remove(&cell.month).unwrap_or_default() {
            balance = after;
            let about = about(entry, entries);
            if kind.shows(about) {
                rows.push(Row::Entry { entry: entry.clone(), balance: after, about });
            }
        }
        rows.reverse();
        months.push(MonthRows { month: cell.month, sum: sum(&rows), balance, rows });
    }
    months.reverse();
    months
}

/// What an entry is about: a reversal is about what it takes back, so that a pair is shown or hidden together.
fn about(entry: &Entry, entries: &[Entry]) -> BusinessCode {
    let original = entry.reverses.and_then(|seq| entries.iter().find(|other| other.seq == seq));
    original.map_or(entry.business, |original| original.business)
}

/// The row of a month whose contribution was not posted in it, if one was due.
fn contribution_row(cell: &MonthCell) -> Option<Row> {
    let expected = cell.expected;
    match cell.state {
        MonthState::Paid(by) | MonthState::PaidAhead(by) | MonthState::PaidLater(by) => {
            let elsewhere = Month::of(by.posted_on) != cell.month;
            elsewhere.then_some(Row::PaidLater { posted_on: by.posted_on, amount: by.amount })
        }
        MonthState::Awaited => Some(Row::Awaited { expected }),
        MonthState::UnderWay => Some(Row::UnderWay { expected }),
        MonthState::Deferred => Some(Row::Deferred { expected }),
        MonthState::Missing | MonthState::Reversed(_) => Some(Row::Missing { expected }),
        MonthState::Sealed | MonthState::NotDue => None,
    }
}

fn sum(rows: &[Row]) -> Fen {
    let amounts = rows.iter().map(|row| match row {
        Row::Entry { entry, .. } => entry.amount,
        _ => Fen::ZERO,
    });
    Fen::sum(amounts).unwrap_or(Fen::ZERO)
}

/// Months that are due and that nothing paid (断缴), from the months that something did. Money under way has not
/// paid yet.
pub fn unpaid_months(
    account: &Account,
    paid: &BTreeSet<Month>,
    known: &Known,
    today: NaiveDate,
) -> Vec<Month> {
    let Some(first) = account.first_month else { return Vec::new() };
    let owed = |month: &Month| {
        !paid.contains(month)
            && !known.deferred.contains(month)
            && month_state::due_by(*month, known.pay_day) < today
            && month_state::due(account, known, *month) == Due::Yes
    };
    first.through(Month::of(today)).filter(owed).collect()
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
pub(crate) mod tests;
