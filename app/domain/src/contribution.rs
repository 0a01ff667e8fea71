//! Monthly contribution (月缴存额): base × rate, each share rounded by itself (Regulation article 16).

use crate::{Fen, Month, to_fen};
use core::fmt;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

/// A contribution rate (缴存比例) in hundredths of a per cent: 12 % is 1200.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ContributionRate(u32);

/// How a city rounds each share (both conventions are in force somewhere).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContributionRounding {
    /// Half-up to the fen.
    #[default]
    Fen,
    /// Half-up to the whole yuan.
    Yuan,
}

/// What a city allows for the base from a month on; one row per contribution year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BaseLimits {
    pub from: Month,
    pub floor: Fen,
    pub ceiling: Fen,
}

/// The rules that a contribution is measured against: limits of base and rate, and the rounding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContributionRules {
    /// Sorted by `from`.
    pub limits: Vec<BaseLimits>,
    /// 5 % (Regulation article 18).
    pub rate_min: ContributionRate,
    /// 12 % (建金管〔2005〕5号).
    pub rate_max: ContributionRate,
    pub rounding: ContributionRounding,
    /// How many months after the one of posting may be paid ahead (预缴); none where the city does not say.
    pub advance_months: u32,
    /// The lowest rate that some unit was granted (Regulation article 20). Whether the unit of a line may go below
    /// `rate_min`, the books say.
    pub lowest_granted: Option<ContributionRate>,
}

impl ContributionRate {
    pub const fn from_bp(hundredths_of_percent: u32) -> ContributionRate {
        ContributionRate(hundredths_of_percent)
    }

    pub const fn bp(self) -> u32 {
        self.0
    }

    /// Reads per cent with at most two decimals: `12`, `12.00`, `７.５`.
    pub fn parse(text: &str) -> Option<ContributionRate> {
        let percent = Fen::parse(text.trim().trim_end_matches(['%', '％'])).ok()?;
        u32::try_from(percent.get()).ok().filter(|bp| *bp <= 10_000).map(ContributionRate)
    }

    /// This share of a monthly base.
    pub fn of(self, base: Fen, rounding: ContributionRounding) -> Option<Fen> {
        let share = base.to_yuan().checked_mul(Decimal::new(i64::from(self.0), 4))?;
        match rounding {
            ContributionRounding::Fen => to_fen(share),
            ContributionRounding::Yuan => {
                to_fen(share.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero))
            }
        }
    }
}

/// `12` or `7.5`, without the sign.
impl fmt::Display for ContributionRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Decimal::new(i64::from(self.0), 2).normalize())
    }
}

impl ContributionRules {
    /// Floor and ceiling for a month.
    ///
    /// Months before the first published row are measured against its ceiling only: ceilings rise with wages,
    /// so nothing lawful is refused, while a floor of later would refuse lawful old bases.
    pub fn limits_in(&self, month: Month) -> (Fen, Fen) {
        match self.limits.iter().rev().find(|row| row.from <= month) {
            Some(row) => (row.floor, row.ceiling),
            None => (Fen::ZERO, self.limits.first().map_or(Fen::PARSE_MAX, |row| row.ceiling)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_shares() {
        for (base, rate, fen, yuan) in [
            ("8235.50", "12", "988.26", "988.00"),
            ("2490", "5", "124.50", "125.00"),
            ("41697", "12", "5003.64", "5004.00"),
            ("5166.67", "8", "413.33", "413.00"),
        ] {
            let (base, rate) = (Fen::parse(base).unwrap(), ContributionRate::parse(rate).unwrap());
            assert_eq!(rate.of(base, ContributionRounding::Fen).map(Fen::plain), Some(fen.into()));
            assert_eq!(rate.of(base, ContributionRounding::Yuan).map(Fen::plain), Some(yuan.into()));
        }
    }

    #[test]
    fn rates_read_and_show() {
        for (text, bp, shown) in [("12", 1200, "12"), ("7.50", 750, "7.5"), ("５%", 500, "5")] {
            let rate = ContributionRate::parse(text).unwrap();
            assert_eq!((rate.bp(), rate.to_string().as_str()), (bp, shown));
        }
        for text in ["", "-5", "1e1", "0.123", "101", "十二"] {
            assert_eq!(ContributionRate::parse(text), None, "{text}");
        }
    }

    #[test]
    fn limits_by_month() {
        let row = |from: &str, floor, ceiling| BaseLimits {
            from: Month::parse(from).unwrap(),
            floor: Fen::from_yuan(floor),
            ceiling: Fen::from_yuan(ceiling),
        };
        let rules = ContributionRules {
            limits: vec![row("2025-07", 2030, 23_802), row("2026-07", 2195, 24_795)],
            rate_min: ContributionRate::from_bp(500),
            rate_max: ContributionRate::from_bp(1200),
            rounding: ContributionRounding::Fen,
            advance_months: 12,
            lowest_granted: None,
        };
        for (month, floor, ceiling) in
            [("2024-01", 0, 23_802), ("2026-06", 2030, 23_802), ("2026-07", 2195, 24_795)]
        {
            let limits = rules.limits_in(Month::parse(month).unwrap());
            assert_eq!(limits, (Fen::from_yuan(floor), Fen::from_yuan(ceiling)), "{month}");
        }
    }
}
