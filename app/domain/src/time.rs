//! Instants and days. China keeps one offset, +08:00, without daylight saving, so no zone table is needed.

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime};
use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01T00:00:00Z. Only a clock mints it; the rules receive it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

const OFFSET_MS: i64 = 8 * 3_600_000;

impl Timestamp {
    pub const fn from_ms(ms: i64) -> Timestamp {
        Timestamp(ms)
    }

    pub const fn ms(self) -> i64 {
        self.0
    }

    /// Whole Unix seconds, the unit of certificates and one-time codes.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    pub const fn plus_ms(self, ms: i64) -> Timestamp {
        Timestamp(self.0.saturating_add(ms))
    }

    /// Date and time of the wall clock in China.
    pub fn local(self) -> NaiveDateTime {
        DateTime::from_timestamp_millis(self.0.saturating_add(OFFSET_MS))
            .map(|t| t.naive_utc())
            .unwrap_or_default()
    }

    pub fn day(self) -> NaiveDate {
        self.local().date()
    }

    /// Midnight at the start of `day` in China.
    pub fn start_of(day: NaiveDate) -> Timestamp {
        Timestamp(day.and_time(NaiveTime::MIN).and_utc().timestamp_millis() - OFFSET_MS)
    }

    /// The last second of `day` in China, 23:59:59.
    pub fn end_of(day: NaiveDate) -> Timestamp {
        let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
        Timestamp::start_of(next).plus_ms(-1000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_starts_at_16_utc() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
        let start = Timestamp::start_of(day);
        assert_eq!(start.day(), day);
        assert_eq!(start.plus_ms(-1).day(), day.pred_opt().unwrap());
        assert_eq!(Timestamp::end_of(day).local().to_string(), "2026-11-21 23:59:59");
        assert_eq!(start.ms(), 1_795_190_400_000);
    }
}
