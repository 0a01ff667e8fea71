//! How often one may withdraw (提取频次) and in which period a cap counts.

use crate::Month;
use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// The period for which a cap is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    Month,
    Quarter,
    Year,
}

impl Unit {
    /// First month of the calendar period that holds `day`.
    fn first_month(self, day: NaiveDate) -> Month {
        let month = Month::of(day);
        let back = match self {
            Unit::Month => 0,
            Unit::Quarter => day.month0() % 3,
            Unit::Year => day.month0(),
        };
        month.plus(-(back as i32))
    }

    pub const fn months(self) -> i32 {
        match self {
            Unit::Month => 1,
            Unit::Quarter => 3,
            Unit::Year => 12,
        }
    }

    pub fn start(self, day: NaiveDate) -> NaiveDate {
        self.first_month(day).first_day()
    }

    /// First day of the next period.
    pub fn next(self, day: NaiveDate) -> NaiveDate {
        self.first_month(day).plus(self.months()).first_day()
    }

    /// The period's name, under which one claim per account is enforced: `2026-11`, `2026-Q4`, `2026`.
    pub fn name(self, day: NaiveDate) -> String {
        match self {
            Unit::Month => Month::of(day).to_string(),
            Unit::Quarter => format!("{}-Q{}", day.year(), day.month0() / 3 + 1),
            Unit::Year => day.year().to_string(),
        }
    }
}

/// How often one person may claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "every", deny_unknown_fields)]
pub enum Frequency {
    CalendarMonth {
        times: u32,
    },
    Quarter {
        times: u32,
    },
    Days {
        n: u32,
    },
    Months {
        n: u32,
    },
    /// As often as one likes while the year's cap is not used up.
    CalendarYearQuota,
}

impl Frequency {
    /// The first day, from `day` on, on which one more claim is within the frequency.
    pub fn first_day(self, claims: &[NaiveDate], day: NaiveDate) -> NaiveDate {
        let past = || claims.iter().copied().filter(|claim| *claim <= day);
        let in_unit = |unit: Unit, times: u32| {
            let count = past().filter(|claim| *claim >= unit.start(day)).count();
            if count < times as usize { day } else { unit.next(day) }
        };
        let after = |next: Option<NaiveDate>| next.unwrap_or(NaiveDate::MAX).max(day);
        match (self, past().max()) {
            (Frequency::CalendarMonth { times }, _) => in_unit(Unit::Month, times),
            (Frequency::Quarter { times }, _) => in_unit(Unit::Quarter, times),
            (Frequency::Days { n }, Some(last)) => after(last.checked_add_days(Days::new(n.into()))),
            (Frequency::Months { n }, Some(last)) => after(last.checked_add_months(chrono::Months::new(n))),
            (Frequency::Days { .. } | Frequency::Months { .. }, None) | (Frequency::CalendarYearQuota, _) => {
                day
            }
        }
    }

    /// The period whose name keeps a second claim out at the database, if the rule is by calendar period.
    pub fn unit(self) -> Option<Unit> {
        match self {
            Frequency::CalendarMonth { times: 1 } => Some(Unit::Month),
            Frequency::Quarter { times: 1 } => Some(Unit::Quarter),
            _ => None,
        }
    }
}
