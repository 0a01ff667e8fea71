//! How centres count, as dated data (`server/policies/national/interest-counting.toml`): what stands in force for
//! the year that is being settled, not for the day on which somebody settles it.

use super::{AccrualUnit, DayBasis, DrawOrder, Terms};
use crate::loan::figure::Day;
use chrono::NaiveDate;
use serde::Deserialize;

/// A way of counting, whole: the terms, and which part of a balance a withdrawal takes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Method {
    /// Day basis and accrual unit.
    pub terms: Terms,
    /// Of carried-over and current-year money.
    pub order: DrawOrder,
}

/// Ways of counting with the day from which each holds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Table")]
pub struct Counting(Vec<CountingRow>);

/// One way of counting, in force until the next one of the same city begins.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountingRow {
    /// The city whose centre counts so; without one, every centre that has no row of its own.
    pub city: Option<String>,
    /// The first day on which it holds.
    pub from: Day,
    /// `d360`, `d365` or `whole-year`.
    pub basis: String,
    /// `fen` or `yuan`.
    pub unit: String,
    /// `carried-over-first` or `current-year-first`.
    pub draw: String,
    /// Where it is laid down.
    pub source: String,
    /// The day of that document.
    pub as_of: Day,
    /// True once someone has compared it with the official text.
    pub verified: bool,
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    counting: Vec<CountingRow>,
}

/// Why a list of ways of counting is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CountingError {
    /// Nothing is in force where a city has no row of its own.
    #[error("no way of counting that holds for every city")]
    NoneForAll,
    /// A row of a city begins on the day of the one before it, or earlier.
    #[error("the way of counting of {0} does not begin after the one before it")]
    OutOfOrder(NaiveDate),
    /// A word that is none of ours.
    #[error("“{0}” is not a way of counting")]
    Unknown(String),
}

impl CountingRow {
    fn method(&self) -> Result<Method, CountingError> {
        let unknown = |word: &String| CountingError::Unknown(word.clone());
        let basis = DayBasis::parse(&self.basis).ok_or_else(|| unknown(&self.basis))?;
        let unit = AccrualUnit::parse(&self.unit).ok_or_else(|| unknown(&self.unit))?;
        let order = DrawOrder::parse(&self.draw).ok_or_else(|| unknown(&self.draw))?;
        Ok(Method { terms: Terms { basis, unit }, order })
    }
}

impl Counting {
    /// Rows that can be read and that begin one after another.
    pub fn new(rows: Vec<CountingRow>) -> Result<Counting, CountingError> {
        for (index, row) in rows.iter().enumerate() {
            row.method()?;
            let before = rows[..index].iter().rfind(|earlier| earlier.city == row.city);
            if before.is_some_and(|before| before.from >= row.from) {
                return Err(CountingError::OutOfOrder(row.from.0));
            }
        }
        if rows.iter().all(|row| row.city.is_some()) {
            return Err(CountingError::NoneForAll);
        }
        Ok(Counting(rows))
    }

    /// Every row, as it stands in the file.
    pub fn rows(&self) -> &[CountingRow] {
        &self.0
    }

    /// How the centre of `city` counts on `day`: by its own row, else by that of all; before the first one, by
    /// the default.
    pub fn on(&self, city: &str, day: NaiveDate) -> Method {
        let begun = |row: &&CountingRow| row.from.0 <= day;
        let own = self.0.iter().filter(begun).rfind(|row| row.city.as_deref() == Some(city));
        let row = own.or_else(|| self.0.iter().filter(begun).rfind(|row| row.city.is_none()));
        row.and_then(|row| row.method().ok()).unwrap_or_default()
    }
}

impl TryFrom<Table> for Counting {
    type Error = CountingError;
    fn try_from(table: Table) -> Result<Counting, CountingError> {
        Counting::new(table.counting)
    }
}
