//! The rates of fund loans as dated data (`server/policies/national/loan-rates.toml`).

use super::figure::{Day, Home};
use super::terms::Months;
use crate::Rate;
use chrono::NaiveDate;
use serde::Deserialize;

/// Rates since 2014, each row in force until the next one begins.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateTable {
    #[serde(rename = "rate")]
    rows: Vec<RateRow>,
}

/// One announcement of the central bank. "Short" is a term of up to five years (60 months).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateRow {
    pub from: Day,
    pub first_short: Rate,
    pub first_long: Rate,
    pub second_short: Rate,
    pub second_long: Rate,
    pub source: String,
    pub as_of: Day,
    pub verified: bool,
}

impl RateTable {
    /// The row in force on `day`, or `None` before the first one.
    pub fn row(&self, day: NaiveDate) -> Option<&RateRow> {
        self.rows.iter().filter(|row| row.from.0 <= day).max_by_key(|row| row.from)
    }

    /// The annual rate of a loan granted on `day`.
    pub fn rate(&self, day: NaiveDate, months: Months, home: Home) -> Option<Rate> {
        let row = self.row(day)?;
        Some(match (home, months.get() <= 60) {
            (Home::First, true) => row.first_short,
            (Home::First, false) => row.first_long,
            (Home::Second, true) => row.second_short,
            (Home::Second, false) => row.second_long,
        })
    }
}
