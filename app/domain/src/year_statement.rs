//! A member's statement of an accrual year (年度对账单): the balance on 1 July, everything that was posted until 30
//! June, and the balance that rolls into the next year. Months, sums and pictures are all read off the same lines.
//!
//! **Law:** opening + lines = closing, for the year, for each of its months, and by flow; what does not add up is
//! not a statement. The closing balance of an issued year is the opening balance of the next: a row that was
//! booked into an issued year afterwards stands, by name, in the statement of the year that was open then.
//!
//! Lines stand by the day of their posting (记账日期), as in the member's ledger; interest looks at value dates and
//! has a page of its own.

mod flow;
mod hash;
mod since;

pub use flow::Flow;
pub use hash::{hash_of, number_of};
pub use since::{Since, Why, corrections_since};

use crate::{
    AccountNo, BusinessCode, Fen, Month,
    interest::{AccrualYear, Balances, DrawOrder, Movement, Parts, Period},
    statement::Entry,
};

/// Which rows of the books a statement knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cut {
    /// The latest row of the account when the statement of the year before was issued.
    pub before: Option<i64>,
    /// The latest row of the account when this one was issued; `None` while it is provisional.
    pub through: Option<i64>,
}

/// One line: an entry, the balance after it, and where its amount is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub entry: Entry,
    pub balance: Fen,
    /// Adds up to the amount of the entry: a contribution has a share of the unit and one of the person.
    pub flows: Vec<(Flow, Fen)>,
    /// Posted on a day of an earlier year whose statement was issued already (补记).
    pub late: bool,
}

/// A statement of one account and one accrual year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearStatement {
    pub account: AccountNo,
    pub year: AccrualYear,
    /// 期初余额, on 1 July before anything else.
    pub opening: Fen,
    /// In the order of posting.
    pub lines: Vec<Line>,
    /// Sum by flow, each flow that has a line, in the order of [`Flow::ALL`].
    pub flows: Vec<(Flow, Fen)>,
    /// 期末余额, on 30 June after everything else.
    pub closing: Fen,
    /// `None` where more left the account on some day than the order of posting explains.
    pub roll: Option<Roll>,
}

/// What the closing balance is made of, and what rolls into principal on 1 July (结转).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Roll {
    /// 上年结转 that is left.
    pub carried_over: Fen,
    /// 本年缴存 that is left.
    pub current_year: Fen,
    /// 年度结息, credited on 30 June; zero before.
    pub interest: Fen,
}

/// One of the twelve months of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthPart<'s> {
    pub month: Month,
    pub opening: Fen,
    pub lines: &'s [Line],
    /// Sum by flow, as in [`YearStatement::flows`].
    pub flows: Vec<(Flow, Fen)>,
    pub closing: Fen,
}

/// Rows that are no account's books.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAStatement {
    #[error("the amounts are larger than any account holds")]
    TooLarge,
    #[error("opening and movements do not add up to the closing balance")]
    Unbalanced,
}

impl YearStatement {
    /// From every entry of the account, in any order.
    pub fn of(
        account: AccountNo,
        year: AccrualYear,
        entries: &[Entry],
        cut: Cut,
        order: DrawOrder,
    ) -> Result<YearStatement, NotAStatement> {
        let known = |entry: &&Entry| {
            entry.posted_on <= year.settlement_day() && cut.through.is_none_or(|through| entry.seq <= through)
        };
        let is_late = |entry: &Entry| cut.before.is_some_and(|before| entry.seq > before);
        let (mut opening, mut of_year) = (Fen::ZERO, Vec::new());
        for entry in entries.iter().filter(known) {
            if entry.posted_on >= year.first_day() || is_late(entry) {
                of_year.push(entry);
            } else {
                opening = add(opening, entry.amount)?;
            }
        }
        of_year.sort_by_key(|entry| (entry.posted_on, entry.seq));
        let lines = lines(&of_year, opening, year, cut)?;
        let closing = lines.last().map_or(opening, |line| line.balance);
        let flows = sums(&lines)?;
        let moved = Fen::sum(flows.iter().map(|(_, amount)| *amount)).ok_or(NotAStatement::TooLarge)?;
        if add(opening, moved)? != closing {
            return Err(NotAStatement::Unbalanced);
        }
        let roll = roll(year, opening, &lines, order).filter(|roll| roll.total() == Some(closing));
        Ok(YearStatement { account, year, opening, lines, flows, closing, roll })
    }

    /// Nothing stood in the account and nothing moved.
    pub fn is_empty(&self) -> bool {
        self.opening.is_zero() && self.lines.is_empty()
    }

    /// What came in, what went out (not positive), and interest.
    pub fn turnover(&self) -> (Fen, Fen, Fen) {
        turnover(&self.flows)
    }

    /// July to June. Late lines stand in July, before its own.
    pub fn months(&self) -> Vec<MonthPart<'_>> {
        let first = Month::of(self.year.first_day());
        let (mut rest, mut balance) = (self.lines.as_slice(), self.opening);
        (0..12)
            .map(|at| {
                let month = first.plus(at);
                let own = rest.iter().take_while(|line| Month::of(line.entry.posted_on) <= month).count();
                let (lines, after) = rest.split_at(own);
                let opening = balance;
                balance = lines.last().map_or(balance, |line| line.balance);
                rest = after;
                // The sum of the year held these already.
                let flows = sums(lines).unwrap_or_default();
                MonthPart { month, opening, lines, flows, closing: balance }
            })
            .collect()
    }

    /// Hex of the SHA-256 over what the statement says; see [`hash_of`].
    pub fn hash(&self) -> String {
        let entries: Vec<&Entry> = self.lines.iter().map(|line| &line.entry).collect();
        hash_of(&self.account, self.year, self.opening, &entries, self.closing)
    }
}

impl MonthPart<'_> {
    pub fn turnover(&self) -> (Fen, Fen, Fen) {
        turnover(&self.flows)
    }
}

impl Roll {
    /// The principal of 1 July; all of it is 上年结转 from then on.
    pub fn total(self) -> Option<Fen> {
        Fen::sum([self.carried_over, self.current_year, self.interest])
    }
}

fn add(one: Fen, other: Fen) -> Result<Fen, NotAStatement> {
    one.checked_add(other).ok_or(NotAStatement::TooLarge)
}

/// Each line in the order of posting, with its balance and its flows.
fn lines(entries: &[&Entry], opening: Fen, year: AccrualYear, cut: Cut) -> Result<Vec<Line>, NotAStatement> {
    let is_known = |seq: &i64| cut.through.is_none_or(|through| *seq <= through);
    let mut balance = opening;
    let line = |entry: &&Entry| {
        balance = add(balance, entry.amount)?;
        let late = entry.posted_on < year.first_day();
        let flows = flow::flows_of(entry, entries, late);
        // That it will be taken back was not known when the statement was issued.
        let entry = Entry { reversed_by: entry.reversed_by.filter(is_known), ..(*entry).clone() };
        Ok(Line { entry, balance, flows, late })
    };
    entries.iter().map(line).collect()
}

fn sums(lines: &[Line]) -> Result<Vec<(Flow, Fen)>, NotAStatement> {
    let all = || lines.iter().flat_map(|line| &line.flows);
    let sum = |flow: Flow| {
        let amounts = all().filter(|(of, _)| *of == flow).map(|(_, amount)| *amount);
        Fen::sum(amounts).map(|sum| (flow, sum)).ok_or(NotAStatement::TooLarge)
    };
    Flow::ALL.into_iter().filter(|flow| all().any(|(of, _)| of == flow)).map(sum).collect()
}

/// In, out and interest.
fn turnover(flows: &[(Flow, Fen)]) -> (Fen, Fen, Fen) {
    let sum = |wanted: &dyn Fn(Flow, Fen) -> bool| {
        Fen::sum(flows.iter().filter(|(flow, fen)| wanted(*flow, *fen)).map(|(_, fen)| *fen))
            .unwrap_or(Fen::ZERO)
    };
    let is_interest = |flow: Flow| flow == Flow::Interest;
    (
        sum(&|flow, fen| !is_interest(flow) && !fen.is_negative()),
        sum(&|flow, fen| !is_interest(flow) && fen.is_negative()),
        sum(&|flow, _| is_interest(flow)),
    )
}

/// The interest that the settlement of the year credited on 30 June.
fn is_settled_interest(line: &Line, year: AccrualYear) -> bool {
    line.entry.business == BusinessCode::AnnualInterest && line.entry.value_date == year.next_first_day()
}

/// Follows both parts of the balance over the year; what comes in is this year's, what goes out is taken in `order`.
fn roll(year: AccrualYear, opening: Fen, lines: &[Line], order: DrawOrder) -> Option<Roll> {
    let late = Fen::sum(lines.iter().filter(|line| line.late).map(|line| line.entry.amount))?;
    let brought = Parts::brought_forward(opening.checked_add(late)?).ok()?;
    let interest =
        Fen::sum(lines.iter().filter(|l| is_settled_interest(l, year)).map(|line| line.entry.amount))?;
    let movements: Vec<Movement> = lines
        .iter()
        .filter(|line| !line.late && !is_settled_interest(line, year))
        .map(|line| Movement { value_date: line.entry.posted_on, amount: line.entry.amount })
        .collect();
    let parts = Balances::of(Period::whole(year), brought, &movements, order).ok()?.last();
    Some(Roll { carried_over: parts.carried_over(), current_year: parts.current_year(), interest })
}

#[cfg(test)]
#[path = "year_statement/tests.rs"]
mod tests;
