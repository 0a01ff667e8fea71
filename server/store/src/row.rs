//! Reading typed values from rows; a value that contradicts the domain names its place.

use crate::Error;
use chrono::NaiveDate;
use domain::{AccountNo, CaseNumber, Fen, Month, Timestamp};
use sqlx::{Row, any::AnyRow};

/// Typed access by column name. `table` and `key` only serve the error.
pub(crate) struct Reader<'r> {
    row: &'r AnyRow,
    table: &'static str,
}

impl<'r> Reader<'r> {
    pub fn new(table: &'static str, row: &'r AnyRow) -> Self {
        Reader { row, table }
    }

    pub fn text(&self, column: &str) -> Result<String, Error> {
        Ok(self.row.try_get(column)?)
    }

    pub fn maybe_text(&self, column: &str) -> Result<Option<String>, Error> {
        Ok(self.row.try_get(column)?)
    }

    pub fn int(&self, column: &str) -> Result<i64, Error> {
        Ok(self.row.try_get(column)?)
    }

    pub fn maybe_int(&self, column: &str) -> Result<Option<i64>, Error> {
        Ok(self.row.try_get(column)?)
    }

    /// A number that is never negative.
    pub fn count(&self, column: &'static str) -> Result<u32, Error> {
        let value = self.int(column)?;
        u32::try_from(value).map_err(|_| Error::Inconsistent {
            table: self.table,
            column,
            key: value.to_string(),
        })
    }

    pub fn maybe_count(&self, column: &'static str) -> Result<Option<u32>, Error> {
        match self.maybe_int(column)? {
            None => Ok(None),
            Some(_) => self.count(column).map(Some),
        }
    }

    pub fn fen(&self, column: &str) -> Result<Fen, Error> {
        self.int(column).map(Fen::new)
    }

    pub fn time(&self, column: &str) -> Result<Timestamp, Error> {
        self.int(column).map(Timestamp::from_ms)
    }

    pub fn maybe_time(&self, column: &str) -> Result<Option<Timestamp>, Error> {
        Ok(self.maybe_int(column)?.map(Timestamp::from_ms))
    }

    /// A column that is 0 or 1.
    pub fn flag(&self, column: &str) -> Result<bool, Error> {
        self.int(column).map(|value| value == 1)
    }

    pub fn day(&self, column: &'static str) -> Result<NaiveDate, Error> {
        self.required(column, |text| text.parse().ok())
    }

    pub fn maybe_day(&self, column: &'static str) -> Result<Option<NaiveDate>, Error> {
        self.parsed(column, |text| text.parse().ok())
    }

    pub fn month(&self, column: &'static str) -> Result<Option<Month>, Error> {
        self.parsed(column, |text| Month::parse(text).ok())
    }

    pub fn account_no(&self, column: &'static str) -> Result<AccountNo, Error> {
        self.required(column, |text| AccountNo::parse(text).ok())
    }

    pub fn case_number(&self, column: &'static str) -> Result<CaseNumber, Error> {
        self.required(column, |text| CaseNumber::parse(text).ok())
    }

    /// An optional text that must parse when it is there.
    pub fn parsed<T>(
        &self,
        column: &'static str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Error> {
        match self.maybe_text(column)? {
            None => Ok(None),
            Some(text) => {
                parse(&text).map(Some).ok_or(Error::Inconsistent { table: self.table, column, key: text })
            }
        }
    }

    /// A text that must be there and parse.
    pub fn required<T>(&self, column: &'static str, parse: impl Fn(&str) -> Option<T>) -> Result<T, Error> {
        self.parsed(column, parse)?.ok_or(Error::Inconsistent {
            table: self.table,
            column,
            key: "null".into(),
        })
    }
}
