//! What interest an account is owed, from the rows of its ledger: the interest of a year as its rows stand, less
//! what was credited for that year before.
//!
//! A settlement, a closing, an adjustment and the check of the books are the same question. Interest belongs to
//! the year of its last earning day, the day before its value date (起息日): 1 July for a year's interest and for
//! its adjustments, the closing day for a closing.

use super::{
    AccrualYear, Balances, BooksError, DepositRates, Method, Movement, Parts, Period, SettleError, Settlement,
};
use crate::{BusinessCode, Fen, statement::Entry};
use chrono::NaiveDate;

/// A posted row as interest sees it; `amount` is positive into the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posted {
    /// Place in the ledger: rows of one account are posted in this order.
    pub seq: i64,
    /// The day from which it counts (起息日).
    pub value_date: NaiveDate,
    /// Fen.
    pub amount: Fen,
    /// 结息: it is interest (business code 09).
    pub is_interest: bool,
}

impl From<&Entry> for Posted {
    fn from(entry: &Entry) -> Posted {
        Posted {
            seq: entry.seq,
            value_date: entry.value_date,
            amount: entry.amount,
            is_interest: entry.business == BusinessCode::AnnualInterest,
        }
    }
}

/// Where the balance of the first day comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// The rows go back to the first one.
    FromRows,
    /// The rows begin with the first day; so much was there before.
    Given(Fen),
}

/// What an account is owed for a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The arithmetic with its rows.
    pub settlement: Settlement,
    /// What was credited for the period before, fen.
    pub paid: Fen,
    /// What is still owed, fen; negative when too much was credited.
    pub owed: Fen,
    /// Money or movements in the period, at all.
    pub is_empty: bool,
}

/// Why it cannot be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DueError {
    /// The rows contradict each other.
    #[error(transparent)]
    Books(#[from] BooksError),
    /// The rates do, or the amounts.
    #[error(transparent)]
    Settle(#[from] SettleError),
}

/// The interest of `period` from the rows of one account, in any order; rows beyond the period are passed over.
pub fn due(
    period: Period,
    opening: Opening,
    rows: impl IntoIterator<Item = Posted>,
    rates: &DepositRates,
    method: Method,
) -> Result<Due, DueError> {
    let (first, last) = (period.first_day(), period.last_value_date());
    let (mut before, from_rows) = match opening {
        Opening::FromRows => (0, true),
        Opening::Given(amount) => (i128::from(amount.get()), false),
    };
    let (mut paid, mut movements) = (0, Vec::new());
    for row in rows {
        let amount = i128::from(row.amount.get());
        // Interest whose value date is the first day was earned by the year before and is carried over.
        if row.value_date < first && from_rows || row.value_date == first && row.is_interest {
            before += amount;
        } else if (first..=last).contains(&row.value_date) {
            movements.push(Movement { value_date: row.value_date, amount: row.amount });
        }
        let of_the_period = row.value_date > first && row.value_date <= period.until();
        if row.is_interest && of_the_period {
            paid += amount;
        }
    }
    let fen = |sum: i128| i64::try_from(sum).map(Fen::new).map_err(|_| BooksError::TooLarge);
    let is_empty = before == 0 && movements.is_empty();
    let balances = Balances::of(period, Parts::brought_forward(fen(before)?)?, &movements, method.order)?;
    let settlement = balances.settle(rates, method.terms)?;
    let paid = fen(paid)?;
    let owed = settlement.interest.checked_sub(paid).ok_or(BooksError::TooLarge)?;
    Ok(Due { settlement, paid, owed, is_empty })
}

impl Period {
    /// The period that interest of this value date was earned in: a whole year for 1 July, else the part of a
    /// year before an account was closed.
    pub fn earned_by(value_date: NaiveDate) -> Option<(AccrualYear, Period)> {
        let year = AccrualYear::earned_by(value_date).ok()?;
        let period = if value_date == year.next_first_day() {
            Period::whole(year)
        } else {
            Period::closing(year, value_date).ok()?
        };
        Some((year, period))
    }
}
