//! Accrual years (结息年度) and the days of one that earn.

use chrono::{Datelike, NaiveDate};

/// An accrual year, 1 July to 30 June, named by the calendar year in which it begins.
///
/// Interest of the year is credited on 30 June (结息日) and is principal from 1 July on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccrualYear {
    first: NaiveDate,
    settlement: NaiveDate,
}

/// Not a year that an account of the fund can have earned interest in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected the calendar year in which an accrual year begins, 1999 to 2198")]
pub struct NotAnAccrualYear;

/// A day on which an account cannot be closed within an accrual year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{day} is outside the accrual year {first} to {last}")]
pub struct OutsideTheYear {
    /// The day in question.
    pub day: NaiveDate,
    /// 1 July.
    pub first: NaiveDate,
    /// 30 June.
    pub last: NaiveDate,
}

impl AccrualYear {
    /// The first one begins in 1999, when the Regulation (住房公积金管理条例) came into force.
    pub fn new(year: i32) -> Result<AccrualYear, NotAnAccrualYear> {
        if !(1999..=2198).contains(&year) {
            return Err(NotAnAccrualYear);
        }
        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).ok_or(NotAnAccrualYear);
        Ok(AccrualYear { first: day(year, 7, 1)?, settlement: day(year + 1, 6, 30)? })
    }

    /// Reads four digits, `2025`.
    pub fn parse(text: &str) -> Result<AccrualYear, NotAnAccrualYear> {
        let text = crate::text::half_width(text);
        let text = text.trim();
        let four = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
        let year = text.parse().map_err(|_| NotAnAccrualYear)?;
        if four { AccrualYear::new(year) } else { Err(NotAnAccrualYear) }
    }

    /// The year whose interest is credited on 30 June of `year`: 2026 is 1 July 2025 to 30 June 2026.
    pub fn settled_in(year: i32) -> Result<AccrualYear, NotAnAccrualYear> {
        AccrualYear::new(year.checked_sub(1).ok_or(NotAnAccrualYear)?)
    }

    /// The year that a day belongs to.
    pub fn of(day: NaiveDate) -> Result<AccrualYear, NotAnAccrualYear> {
        AccrualYear::new(if day.month() >= 7 { day.year() } else { day.year() - 1 })
    }

    /// The year that earned interest of this value date: the one of its last earning day, the day before.
    pub fn earned_by(value_date: NaiveDate) -> Result<AccrualYear, NotAnAccrualYear> {
        AccrualYear::of(value_date.pred_opt().ok_or(NotAnAccrualYear)?)
    }

    /// The calendar year of the settlement day, by which statements and `settle-interest` name the year.
    pub fn settlement_year(self) -> i32 {
        self.settlement.year()
    }

    /// The year after; the last one that can be is followed by itself.
    pub fn next(self) -> AccrualYear {
        AccrualYear::of(self.next_first_day()).unwrap_or(self)
    }

    /// 365, or 366 when 29 February is among its days.
    pub fn days(self) -> u32 {
        u32::try_from((self.settlement - self.first).num_days() + 1).unwrap_or(365)
    }

    /// 1 July, the first day that earns.
    pub const fn first_day(self) -> NaiveDate {
        self.first
    }

    /// 30 June, the last day that earns and the day on which the interest is posted (结息日).
    pub const fn settlement_day(self) -> NaiveDate {
        self.settlement
    }

    /// 1 July of the next year, from which the interest itself earns (起息日).
    pub fn next_first_day(self) -> NaiveDate {
        self.settlement.succ_opt().unwrap_or(self.settlement)
    }

    /// True from 1 July to 30 June.
    pub fn contains(self, day: NaiveDate) -> bool {
        (self.first..=self.settlement).contains(&day)
    }
}

/// The days for which interest is paid: a whole accrual year, or its part before an account is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    first: NaiveDate,
    /// The first day that earns nothing any more.
    until: NaiveDate,
    last_value_date: NaiveDate,
    /// Days of the accrual year when the period is a whole one.
    whole: Option<u32>,
}

impl Period {
    /// 1 July to 30 June, both earning: 365 days, or 366 when 29 February is among them.
    pub fn whole(year: AccrualYear) -> Period {
        Period {
            first: year.first,
            until: year.next_first_day(),
            last_value_date: year.settlement,
            whole: Some(year.days()),
        }
    }

    /// 1 July to the day before `day`, on which the account is paid out and closed (销户提取, 外部转出).
    ///
    /// What is credited on the closing day itself is paid out with the rest and has earned nothing.
    pub fn closing(year: AccrualYear, day: NaiveDate) -> Result<Period, OutsideTheYear> {
        if year.contains(day) {
            Ok(Period { first: year.first, until: day, last_value_date: day, whole: None })
        } else {
            Err(OutsideTheYear { day, first: year.first, last: year.settlement })
        }
    }

    /// Days of the accrual year when this is all of one.
    pub(super) const fn whole_days(self) -> Option<u32> {
        self.whole
    }

    /// The first day that earns.
    pub const fn first_day(self) -> NaiveDate {
        self.first
    }

    /// The day after the last one that earns.
    pub const fn until(self) -> NaiveDate {
        self.until
    }

    /// The last value date (起息日) that belongs to the period.
    pub const fn last_value_date(self) -> NaiveDate {
        self.last_value_date
    }

    /// The two halves of a period, to show that cutting it changes nothing.
    #[cfg(test)]
    pub(super) fn cut(self, at: NaiveDate) -> (Period, Period) {
        let before = at.pred_opt().unwrap().max(self.first);
        (Period { until: at, last_value_date: before, ..self }, Period { first: at, ..self })
    }
}
