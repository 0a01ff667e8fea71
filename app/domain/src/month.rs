//! A calendar month (年月), the unit in which contributions are counted.

use chrono::{Datelike, NaiveDate};
use core::fmt;
use serde::{Deserialize, Serialize};

/// A month between 1900-01 and 2199-12, counted from year 0 so that a difference is one subtraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Month(i32);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a month of the form YYYY-MM or YYYYMM")]
pub struct NotAMonth;

impl Month {
    /// The first month that there is.
    pub const MIN: Month = Month(1900 * 12);

    pub fn new(year: i32, month: u32) -> Result<Month, NotAMonth> {
        let ok = (1900..2200).contains(&year) && (1..=12).contains(&month);
        if ok { Ok(Month(year * 12 + month as i32 - 1)) } else { Err(NotAMonth) }
    }

    pub fn of(day: NaiveDate) -> Month {
        Month(day.year() * 12 + day.month0() as i32)
    }

    /// Reads `2026-11`, `202611` or `2026年11月`, full-width digits included.
    pub fn parse(text: &str) -> Result<Month, NotAMonth> {
        let text = crate::text::half_width(text);
        let text = text.trim();
        let (year, month) = match text.split_once(['-', '年']) {
            Some((year, month)) => (year, month.trim_end_matches('月')),
            None => text.split_at_checked(4).ok_or(NotAMonth)?,
        };
        let digits = |s: &str, len: core::ops::RangeInclusive<usize>| {
            len.contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit())
        };
        if !digits(year, 4..=4) || !digits(month, 1..=2) {
            return Err(NotAMonth);
        }
        Month::new(year.parse().map_err(|_| NotAMonth)?, month.parse().map_err(|_| NotAMonth)?)
    }

    pub const fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// 1 to 12.
    pub const fn month(self) -> u32 {
        self.0.rem_euclid(12) as u32 + 1
    }

    pub const fn plus(self, months: i32) -> Month {
        Month(self.0 + months)
    }

    /// Whole months from `earlier` to `self`; negative when `self` is earlier.
    pub const fn since(self, earlier: Month) -> i32 {
        self.0 - earlier.0
    }

    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year(), self.month(), 1).unwrap_or(NaiveDate::MIN)
    }

    pub fn last_day(self) -> NaiveDate {
        self.plus(1).first_day().pred_opt().unwrap_or(NaiveDate::MIN)
    }

    /// `self`, the next month, … up to and including `last`; empty when `last` is earlier.
    pub fn through(self, last: Month) -> impl DoubleEndedIterator<Item = Month> {
        (self.0..=last.0).map(Month)
    }

    /// `202611`, the form of the basic-data standard (JGJ/T 320) and of certificates.
    pub fn compact(self) -> String {
        format!("{:04}{:02}", self.year(), self.month())
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month())
    }
}

impl From<Month> for String {
    fn from(month: Month) -> String {
        month.to_string()
    }
}

impl TryFrom<String> for Month {
    type Error = NotAMonth;
    fn try_from(text: String) -> Result<Month, NotAMonth> {
        Month::parse(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_shows() {
        for text in ["2026-11", "202611", "2026年11月", "２０２６－１１"] {
            assert_eq!(Month::parse(text).map(|m| m.to_string()), Ok("2026-11".into()), "{text}");
        }
        for text in ["2026-13", "2026-00", "26-11", "", "2026-1x", "1800-01", "２０２６"] {
            assert_eq!(Month::parse(text), Err(NotAMonth), "{text}");
        }
    }

    #[test]
    fn counts_across_years() {
        let month = Month::new(2026, 1).unwrap();
        assert_eq!(month.plus(-1).to_string(), "2025-12");
        assert_eq!(month.plus(-1).since(month), -1);
        assert_eq!(month.last_day().to_string(), "2026-01-31");
        assert_eq!(month.plus(-2).through(month).count(), 3);
    }
}
