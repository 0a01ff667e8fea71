//! How long an account is sealed before somebody who left the job is paid out: dated data of the cities
//! (`server/policies/national/closing.toml`).

use crate::loan::figure::Day;
use chrono::NaiveDate;
use serde::Deserialize;

/// What holds in a city from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeaveRule {
    /// The city whose centre holds it so; without one, every centre that has no row of its own.
    pub city: Option<String>,
    /// The first day on which it holds.
    pub from: Day,
    /// Months from the sealing on.
    pub sealed_months: u32,
    /// Where it is laid down.
    pub doc: String,
    /// The day of that document.
    pub as_of: Day,
    /// True once someone has compared it with the official text.
    pub verified: bool,
}

/// The law by which accounts are paid out.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Law {
    /// Its name.
    pub doc: String,
    /// Web address.
    pub source: String,
    /// The day from which it holds.
    pub as_of: Day,
    /// True once someone has compared it with the official text.
    pub verified: bool,
}

/// The file, read.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Table")]
pub struct LeaveRules {
    /// The law itself.
    pub law: Law,
    rows: Vec<LeaveRule>,
    /// The first row for every city.
    fallback: LeaveRule,
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    law: Law,
    leave: Vec<LeaveRule>,
}

/// Why a list of rules is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LeaveRulesError {
    /// A city without a row of its own would have none.
    #[error("no rule that holds for every city")]
    NoneForAll,
    /// A row of a city begins on the day of the one before it, or earlier.
    #[error("the rule of {0} does not begin after the one before it")]
    OutOfOrder(NaiveDate),
}

impl LeaveRules {
    /// Rows that begin one after another, at least one of them for all.
    pub fn new(law: Law, rows: Vec<LeaveRule>) -> Result<LeaveRules, LeaveRulesError> {
        for (index, row) in rows.iter().enumerate() {
            let before = rows[..index].iter().rfind(|earlier| earlier.city == row.city);
            if before.is_some_and(|before| before.from >= row.from) {
                return Err(LeaveRulesError::OutOfOrder(row.from.0));
            }
        }
        let fallback = rows.iter().find(|row| row.city.is_none()).cloned();
        Ok(LeaveRules { law, fallback: fallback.ok_or(LeaveRulesError::NoneForAll)?, rows })
    }

    /// Every row, as it stands in the file.
    pub fn rows(&self) -> &[LeaveRule] {
        &self.rows
    }

    /// What the centre of `city` holds on `day`: its own row, else the one of all.
    pub fn on(&self, city: &str, day: NaiveDate) -> &LeaveRule {
        let begun = |row: &&LeaveRule| row.from.0 <= day;
        let own = self.rows.iter().filter(begun).rfind(|row| row.city.as_deref() == Some(city));
        own.or_else(|| self.rows.iter().filter(begun).rfind(|row| row.city.is_none()))
            .unwrap_or(&self.fallback)
    }
}

impl TryFrom<Table> for LeaveRules {
    type Error = LeaveRulesError;
    fn try_from(table: Table) -> Result<LeaveRules, LeaveRulesError> {
        LeaveRules::new(table.law, table.leave)
    }
}
