//! The state of every month of an account (缺缴提醒): paid, paid later, under way, missing, … Each month since the
//! account was opened has exactly one, so that a missing month is named and never a blank.

use crate::{
    AccountState, BusinessCode, Fen, Month,
    account::{Account, BackReason},
    statement::{Entry, Standing},
};
use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A unit remits within so many days after it pays the wages (Regulation article 19).
pub const REMIT_DAYS: u64 = 5;

/// From the first day on, until the second; until today without one.
pub type SealedSpan = (NaiveDate, Option<NaiveDate>);

/// What the books know of an account beside its entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Day of the month on which the unit pays wages (发薪日); `None` where it has not said.
    pub pay_day: Option<u32>,
    /// When the account was sealed, in the order of the days.
    pub sealed: Vec<SealedSpan>,
    /// Months for which money is in suspense and about to be booked.
    pub under_way: BTreeSet<Month>,
    /// Months that the unit may pay later (缓缴, Regulation article 20).
    pub deferred: BTreeSet<Month>,
}

impl Known {
    /// Notes that the account is sealed now, where no span says so: nobody need have written down who sealed it.
    pub fn note_sealed(&mut self, account: &Account) {
        let open = self.sealed.last().is_some_and(|(_, until)| until.is_none());
        self.sealed.extend(account.sealed_on.filter(|_| !open).map(|day| (day, None)));
    }
}

/// The row that paid a month, or the one that was taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaidBy {
    pub seq: i64,
    pub posted_on: NaiveDate,
    /// Of a back payment for several months: of all of them.
    pub amount: Fen,
}

/// Where a month stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MonthState {
    /// 到账
    Paid(PaidBy),
    /// 预缴: before the month began.
    PaidAhead(PaidBy),
    /// 补缴: by a back payment.
    PaidLater(PaidBy),
    /// 在途: the money is with the centre and not booked yet.
    UnderWay,
    /// 缓缴
    Deferred,
    /// 未缴: it is due and nothing came.
    Missing,
    /// 冲正: it came and was taken back, and nothing came in its place.
    Reversed(PaidBy),
    /// 封存
    Sealed,
    /// Nobody owes anything: before the first contribution, after closing, without a monthly amount.
    NotDue,
    /// 未到期: there is still time.
    Awaited,
}

impl MonthState {
    /// As it stands in stored evidence and in machine-readable answers.
    pub const fn code(self) -> &'static str {
        match self {
            MonthState::Paid(_) => "paid",
            MonthState::PaidAhead(_) => "paid_ahead",
            MonthState::PaidLater(_) => "paid_later",
            MonthState::UnderWay => "under_way",
            MonthState::Deferred => "deferred",
            MonthState::Missing => "missing",
            MonthState::Reversed(_) => "reversed",
            MonthState::Sealed => "sealed",
            MonthState::NotDue => "not_due",
            MonthState::Awaited => "awaited",
        }
    }

    /// It is due and not paid: what a contributor may complain about.
    pub const fn is_gap(self) -> bool {
        matches!(self, MonthState::Missing | MonthState::Reversed(_))
    }

    /// The row that paid it, in whatever way.
    pub const fn paid(self) -> Option<PaidBy> {
        match self {
            MonthState::Paid(row) | MonthState::PaidAhead(row) | MonthState::PaidLater(row) => Some(row),
            _ => None,
        }
    }

    /// The row behind it.
    pub const fn row(self) -> Option<PaidBy> {
        match self {
            MonthState::Reversed(row) => Some(row),
            state => state.paid(),
        }
    }
}

/// One month of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthCell {
    pub month: Month,
    pub state: MonthState,
    /// The last day on which its contribution is in time.
    pub due_by: NaiveDate,
    /// What it should bring: as much as the month before it that was paid, else by the terms of today.
    pub expected: Fen,
}

/// The last day on which the contribution of a month is in time: five days after the wages of the month are
/// paid. A unit that has not named its pay day has until five days after the end of the month.
pub fn due_by(month: Month, pay_day: Option<u32>) -> NaiveDate {
    let last = month.last_day();
    let paid = pay_day.and_then(|day| last.with_day(day.clamp(1, last.day()))).unwrap_or(last);
    paid.checked_add_days(Days::new(REMIT_DAYS)).unwrap_or(paid)
}

/// Every month since the account was opened, oldest first: up to the present one, and on to the last one that
/// is paid in advance.
pub fn months(account: &Account, entries: &[Entry], known: &Known, today: NaiveDate) -> Vec<MonthCell> {
    let rows = Rows::of(entries);
    let first = [rows.first, account.first_month].into_iter().flatten();
    let first = first.fold(Month::of(account.opened_on), Month::min);
    let last = rows.regular.keys().chain(rows.back.keys()).copied().fold(Month::of(today), Month::max);
    let mut usual = account.monthly();
    let mut cells = Vec::new();
    for month in first.through(last) {
        let due_by = due_by(month, known.pay_day);
        let state = state(account, &rows, known, month, due_by < today);
        cells.push(MonthCell { month, state, due_by, expected: usual });
        if let Some(paid) = rows.regular.get(&month) {
            usual = paid.amount;
        }
    }
    cells
}

/// The months that are due and not paid.
pub fn gaps(cells: &[MonthCell]) -> Vec<Month> {
    cells.iter().filter(|cell| cell.state.is_gap()).map(|cell| cell.month).collect()
}

/// Which rows speak of which month.
struct Rows {
    /// The earliest month of posting.
    first: Option<Month>,
    regular: BTreeMap<Month, PaidBy>,
    back: BTreeMap<Month, PaidBy>,
    reversed: BTreeMap<Month, PaidBy>,
}

impl Rows {
    fn of(entries: &[Entry]) -> Rows {
        let first = entries.iter().map(|entry| Month::of(entry.posted_on)).min();
        let (mut regular, mut back, mut reversed) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for entry in entries {
            let Some((month, through)) = pays(entry) else { continue };
            let by = PaidBy { seq: entry.seq, posted_on: entry.posted_on, amount: entry.amount };
            let into = match (entry.standing(), entry.business) {
                (Standing::Reversal, _) => continue,
                (Standing::Reversed, _) => &mut reversed,
                (Standing::Posted, BusinessCode::RegularRemittance) => &mut regular,
                (Standing::Posted, _) => &mut back,
            };
            into.extend(month.through(through).map(|month| (month, by)));
        }
        Rows { first, regular, back, reversed }
    }
}

/// The months that an entry pays, first and last; none where it only adds to what was paid.
fn pays(entry: &Entry) -> Option<(Month, Month)> {
    let month = entry.month?;
    match (entry.business, entry.back) {
        (BusinessCode::RegularRemittance, _) => Some((month, month)),
        (BusinessCode::BackPayment, Some(back)) => {
            (back.reason != BackReason::Difference).then_some((month, back.through))
        }
        _ => None,
    }
}

fn state(account: &Account, rows: &Rows, known: &Known, month: Month, is_late: bool) -> MonthState {
    if let Some(row) = rows.regular.get(&month) {
        let ahead = Month::of(row.posted_on) < month;
        return if ahead { MonthState::PaidAhead(*row) } else { MonthState::Paid(*row) };
    }
    if let Some(row) = rows.back.get(&month) {
        return MonthState::PaidLater(*row);
    }
    if known.under_way.contains(&month) {
        return MonthState::UnderWay;
    }
    match due(account, known, month) {
        Due::Sealed => MonthState::Sealed,
        Due::No => MonthState::NotDue,
        Due::Yes if known.deferred.contains(&month) => MonthState::Deferred,
        Due::Yes if !is_late => MonthState::Awaited,
        Due::Yes => rows.reversed.get(&month).map_or(MonthState::Missing, |row| MonthState::Reversed(*row)),
    }
}

/// Whether a month is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    Yes,
    Sealed,
    No,
}

/// A month is due from the first one paid until the account is closed, unless the account was sealed at the end
/// of the month. Where no day of sealing is known, a sealed account owes up to the last month that it was paid.
pub(crate) fn due(account: &Account, known: &Known, month: Month) -> Due {
    let begun = account.first_month.is_some_and(|first| month >= first);
    if !begun || account.monthly().is_zero() {
        return Due::No;
    }
    let paid_before = account.paid_through.is_some_and(|through| month <= through);
    let end = month.last_day();
    let sealed_then =
        known.sealed.iter().any(|(from, until)| *from <= end && until.is_none_or(|until| until > end));
    match account.state {
        _ if sealed_then => Due::Sealed,
        AccountState::Normal => Due::Yes,
        AccountState::Frozen if account.sealed_on.is_none() => Due::Yes,
        AccountState::Sealed | AccountState::Frozen if !known.sealed.is_empty() || paid_before => Due::Yes,
        AccountState::Sealed | AccountState::Frozen => Due::Sealed,
        _ if paid_before => Due::Yes,
        _ => Due::No,
    }
}

/// A cell as it is kept in evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptCell {
    pub month: Month,
    /// [`MonthState::code`].
    pub state: String,
    pub due_by: NaiveDate,
    pub expected: Fen,
    pub seq: Option<i64>,
}

impl From<&MonthCell> for KeptCell {
    fn from(cell: &MonthCell) -> KeptCell {
        KeptCell {
            month: cell.month,
            state: cell.state.code().to_owned(),
            due_by: cell.due_by,
            expected: cell.expected,
            seq: cell.state.row().map(|row| row.seq),
        }
    }
}

#[cfg(test)]
#[path = "month_state_tests.rs"]
mod tests;
