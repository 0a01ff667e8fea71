//! Open numbers (公开数据): what anybody may have of the fund, month by month, without personal data. A figure that
//! comes from fewer than ten people is held back, and so is one from which it could be found by subtraction.

use super::{Books, Flow, MonthSums, ratio};
use crate::{Month, day_sums::PEOPLE};
use std::collections::BTreeSet;

/// From this many people on, a figure is published.
pub const FEWEST: usize = PEOPLE;

/// What is published of a month. The order is that of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Collection,
    Withdrawals,
    Interest,
    /// Transfers between cities and what is left.
    OtherMovements,
    FundBalance,
    Cases,
    CasesOnline,
    OffCounter,
}

impl Column {
    pub const ALL: [Column; 8] = [
        Column::Collection,
        Column::Withdrawals,
        Column::Interest,
        Column::OtherMovements,
        Column::FundBalance,
        Column::Cases,
        Column::CasesOnline,
        Column::OffCounter,
    ];

    /// Its name in the file; the unit is its last word.
    pub const fn name(self) -> &'static str {
        match self {
            Column::Collection => "collection_yuan",
            Column::Withdrawals => "withdrawals_yuan",
            Column::Interest => "interest_yuan",
            Column::OtherMovements => "other_movements_yuan",
            Column::FundBalance => "fund_balance_yuan",
            Column::Cases => "cases",
            Column::CasesOnline => "cases_online",
            Column::OffCounter => "off_counter_percent",
        }
    }

    /// Whether it is money, in fen; the rest are counts, and one is basis points.
    pub const fn is_money(self) -> bool {
        !matches!(self, Column::Cases | Column::CasesOnline | Column::OffCounter)
    }
}

/// What stands in a column of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Fen, a count, or basis points.
    Shown(i64),
    /// Fewer than [`FEWEST`] people, or it would give such a figure away.
    HeldBack,
    /// There is nothing to divide by.
    Empty,
}

/// A month of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenRow {
    pub month: Month,
    /// In the order of [`Column::ALL`].
    pub cells: [Cell; 8],
}

/// Every month from the first of the books to the last that is over.
pub fn open_rows(books: &Books, last: Month) -> Vec<OpenRow> {
    let Some((first, _)) = books.span() else { return Vec::new() };
    let (mut balance, mut exact) = (0, true);
    first
        .through(last)
        .map(|month| {
            let sums = books.month(month);
            let flows = flows(&sums);
            balance += sums.balance_change();
            // Two balances and all flows but one between them give that one away: from here on no balance is told.
            exact &= !flows.contains(&Cell::HeldBack);
            let told = if exact { Cell::Shown(balance) } else { Cell::HeldBack };
            let [collection, withdrawals, interest, others] = flows;
            let [cases, online, rate] = cases(books.cases(month, month, None));
            OpenRow { month, cells: [collection, withdrawals, interest, others, told, cases, online, rate] }
        })
        .collect()
}

fn flows(sums: &MonthSums) -> [Cell; 4] {
    let others = sums.transfer_in + sums.other - sums.transfer_out;
    [
        of_people(sums, sums.collection, &[Flow::Collection]),
        of_people(sums, sums.withdrawals, &[Flow::Withdrawals]),
        of_people(sums, sums.interest, &[Flow::Interest]),
        of_people(sums, others, &[Flow::TransferIn, Flow::TransferOut, Flow::Other]),
    ]
}

fn of_people(sums: &MonthSums, amount: i64, flows: &[Flow]) -> Cell {
    let people: BTreeSet<&String> = flows.iter().filter_map(|flow| sums.people.get(flow)).flatten().collect();
    let nothing_moved = flows.iter().all(|flow| !sums.people.contains_key(flow));
    if nothing_moved || people.len() >= FEWEST { Cell::Shown(amount) } else { Cell::HeldBack }
}

/// All cases, those online, and their rate. A case has at least one person, so that counts stand for people.
fn cases((online, all): (i64, i64)) -> [Cell; 3] {
    let few = |count: i64| (1..FEWEST as i64).contains(&count);
    let all_told = if few(all) { Cell::HeldBack } else { Cell::Shown(all) };
    if few(online) || few(all - online) {
        return [all_told, Cell::HeldBack, Cell::HeldBack];
    }
    let rate = ratio(online, all, super::BASIS_POINTS).map_or(Cell::Empty, Cell::Shown);
    [all_told, Cell::Shown(online), rate]
}
