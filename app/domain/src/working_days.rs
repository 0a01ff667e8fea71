//! Working days (工作日): Monday to Friday, except public holidays, and the weekends that are worked instead.
//! Which ones those are is announced for each year; a year without an announcement has Monday to Friday.

use chrono::{Datelike, NaiveDate, Weekday};
use serde::Deserialize;
use std::collections::BTreeSet;

/// What was announced.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkingDays {
    #[serde(rename = "year")]
    years: Vec<Announced>,
}

/// One year's announcement (放假安排).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Announced {
    pub year: i32,
    /// Days without work that are no weekend.
    pub off: BTreeSet<NaiveDate>,
    /// Saturdays and Sundays that are worked.
    pub on: BTreeSet<NaiveDate>,
    pub source: String,
    pub as_of: NaiveDate,
    pub verified: bool,
}

impl WorkingDays {
    pub fn announced(&self, year: i32) -> Option<&Announced> {
        self.years.iter().find(|announced| announced.year == year)
    }

    pub fn is_working(&self, day: NaiveDate) -> bool {
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        let (off, on) = self
            .announced(day.year())
            .map_or((false, false), |year| (year.off.contains(&day), year.on.contains(&day)));
        on || !weekend && !off
    }

    /// The `count`-th working day after `day`; the day itself does not count.
    pub fn after(&self, day: NaiveDate, count: u32) -> NaiveDate {
        let mut left = count;
        let mut at = day;
        while left > 0 {
            let Some(next) = at.succ_opt() else { return at };
            at = next;
            left -= u32::from(self.is_working(at));
        }
        at
    }

    /// Working days after `from`, up to and including `to`; none when `to` is not later.
    pub fn between(&self, from: NaiveDate, to: NaiveDate) -> u32 {
        let days = from.iter_days().skip(1).take_while(|day| *day <= to);
        days.filter(|day| self.is_working(*day)).count() as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn calendar() -> WorkingDays {
        WorkingDays {
            years: vec![Announced {
                year: 2026,
                off: ["2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06", "2026-10-07"].map(day).into(),
                on: ["2026-10-10"].map(day).into(),
                source: "test".into(),
                as_of: day("2025-11-04"),
                verified: true,
            }],
        }
    }

    #[test]
    fn holidays_are_skipped_and_worked_weekends_count() {
        let days = calendar();
        // Thursday 1 to Wednesday 7 October are off; Saturday the 10th is worked.
        assert_eq!(days.after(day("2026-09-30"), 1), day("2026-10-08"));
        assert_eq!(days.after(day("2026-09-30"), 3), day("2026-10-10"));
        assert_eq!(days.after(day("2026-09-30"), 4), day("2026-10-12"));
        assert_eq!(days.between(day("2026-09-30"), day("2026-10-12")), 4);
        assert_eq!(days.between(day("2026-10-12"), day("2026-09-30")), 0);
        // 2027 is not announced here: Monday to Friday.
        assert_eq!(days.after(day("2027-01-01"), 1), day("2027-01-04"));
    }

    proptest! {
        /// Counting back says what was counted on.
        #[test]
        fn between_undoes_after(offset in 0u64..400, count in 0u32..40) {
            let from = day("2026-01-01") + chrono::Days::new(offset);
            let to = calendar().after(from, count);
            prop_assert_eq!(calendar().between(from, to), count);
            prop_assert!(count == 0 || calendar().is_working(to));
        }
    }
}
