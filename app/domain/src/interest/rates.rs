//! The rates that accounts bear, as dated data (`server/policies/national/deposit-rates.toml`).

use crate::{Rate, loan::figure::Day};
use chrono::NaiveDate;
use serde::Deserialize;

/// Published rates in the order of their days, each in force until the next one begins.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Table")]
pub struct DepositRates(Vec<DepositRate>);

/// One announcement. Rates are annual.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DepositRate {
    /// The first day on which it holds.
    pub from: Day,
    /// For money paid in during the accrual year (当年归集).
    pub current_year: Rate,
    /// For money of earlier years and their interest (上年结转).
    pub carried_over: Rate,
    /// The announcement.
    pub source: String,
    /// The day of the announcement.
    pub as_of: Day,
    /// True once someone has compared the rates with the official text.
    pub verified: bool,
}

impl DepositRate {
    /// The rate of all money alike, or `None` when the two parts of a balance bear different ones.
    pub fn of_all(&self) -> Option<Rate> {
        (self.current_year == self.carried_over).then_some(self.current_year)
    }
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    rate: Vec<DepositRate>,
}

/// Why a list of rates is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RatesError {
    /// There is not one rate.
    #[error("no rate at all")]
    Empty,
    /// A row begins on the day of the row before it, or earlier.
    #[error("the rate of {0} does not begin after the one before it")]
    OutOfOrder(NaiveDate),
}

impl DepositRates {
    /// Rates that begin one after another.
    pub fn new(rows: Vec<DepositRate>) -> Result<DepositRates, RatesError> {
        if rows.is_empty() {
            return Err(RatesError::Empty);
        }
        match rows.windows(2).find(|pair| pair[0].from >= pair[1].from) {
            Some(pair) => Err(RatesError::OutOfOrder(pair[1].from.0)),
            None => Ok(DepositRates(rows)),
        }
    }

    /// Every announcement, the oldest first.
    pub fn rows(&self) -> &[DepositRate] {
        &self.0
    }

    /// The row in force on `day`, or `None` before the first one.
    pub fn row(&self, day: NaiveDate) -> Option<&DepositRate> {
        self.0[..self.begun(day)].last()
    }

    /// The days from `from` to the day before `until`, cut where a rate begins: (from, until, rate in force).
    /// `None` when no rate is known for the first of them.
    pub(super) fn segments(
        &self,
        from: NaiveDate,
        until: NaiveDate,
    ) -> Option<impl Iterator<Item = (NaiveDate, NaiveDate, &DepositRate)>> {
        let in_force = self.begun(from).checked_sub(1)?;
        let rows = &self.0[in_force..];
        Some(rows.iter().enumerate().map_while(move |(index, row)| {
            let start = row.from.0.max(from);
            let end = rows.get(index + 1).map_or(until, |next| next.from.0.min(until));
            (start < end).then_some((start, end, row))
        }))
    }

    /// How many rows have begun on `day`.
    fn begun(&self, day: NaiveDate) -> usize {
        self.0.partition_point(|row| row.from.0 <= day)
    }
}

impl TryFrom<Table> for DepositRates {
    type Error = RatesError;
    fn try_from(table: Table) -> Result<DepositRates, RatesError> {
        DepositRates::new(table.rate)
    }
}
