//! Annual interest rates (年利率), exact to a thousandth of a per cent.

use crate::Problem;
use core::fmt;
use serde::{Deserialize, Serialize};

/// An annual rate in thousandths of a per cent: 2.6 % is 2600. Published rates have at most three decimals
/// (3.075 %), so the integer is exact and interest is integer arithmetic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Rate(u32);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an annual rate in per cent with at most three decimals")]
pub struct NotARate;

impl Rate {
    /// 24 %, above any housing loan; a larger number is a slip of the finger.
    pub const MAX: Rate = Rate(24_000);
    pub const ZERO: Rate = Rate(0);

    /// What a form says about a rate outside the range, or about one that is no number at all.
    pub const RANGE: Problem = Problem::RateOutOfRange { min: 0, max: Rate::MAX.0 as i64 };

    /// Thousandths of a per cent.
    pub const fn milli_percent(self) -> u32 {
        self.0
    }

    /// Reads `2.6`, `2.60%` or `２．６％`.
    pub fn parse(text: &str) -> Result<Rate, Problem> {
        let text = crate::text::half_width(text);
        let text = text.trim();
        let text = text.strip_suffix('%').map_or(text, str::trim_end);
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        let digits =
            |s: &str, most: usize| (1..=most).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole, 3) || !digits(part, 3) {
            return Err(Rate::RANGE);
        }
        let milli = format!("{whole}{part:0<3}").parse().map_err(|_| Rate::RANGE)?;
        if milli > Rate::MAX.0 { Err(Rate::RANGE) } else { Ok(Rate(milli)) }
    }

    /// The monthly rate annual / 12 as a reduced fraction (numerator, denominator), never rounded.
    pub(crate) fn monthly(self) -> (u64, u64) {
        const YEAR: u64 = 12 * 100_000;
        let (mut a, mut b) = (YEAR, u64::from(self.0));
        while b != 0 {
            (a, b) = (b, a % b);
        }
        (u64::from(self.0) / a, YEAR / a)
    }

    /// `2.60%`: at least two decimals, a third one only when it counts.
    pub fn percent(self) -> String {
        let (whole, milli) = (self.0 / 1000, self.0 % 1000);
        if milli % 10 == 0 { format!("{whole}.{:02}%", milli / 10) } else { format!("{whole}.{milli:03}%") }
    }
}

/// `2.6`: no sign, no trailing zeros; the form of `--json`, query strings and policy files.
impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{}.{:03}", self.0 / 1000, self.0 % 1000);
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

impl From<Rate> for String {
    fn from(rate: Rate) -> String {
        rate.to_string()
    }
}

impl TryFrom<String> for Rate {
    type Error = NotARate;
    fn try_from(text: String) -> Result<Rate, NotARate> {
        Rate::parse(&text).map_err(|_| NotARate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_what_people_write() {
        for (text, milli) in [
            ("2.6", 2600),
            ("2.60%", 2600),
            ("２．６％", 2600),
            (" 3.075 % ", 3075),
            ("0", 0),
            ("24", 24_000),
        ] {
            assert_eq!(Rate::parse(text), Ok(Rate(milli)), "{text}");
        }
        for text in ["", "-1", "2.6001", "24.001", "2,6", "1e1", "二", "2.", ".5", "%", "9999999999"] {
            assert_eq!(Rate::parse(text), Err(Rate::RANGE), "{text}");
        }
    }

    #[test]
    fn shows_as_banks_do() {
        let shown = |text: &str| Rate::parse(text).map(|r| (r.percent(), r.to_string())).unwrap();
        assert_eq!(shown("2.6"), ("2.60%".into(), "2.6".into()));
        assert_eq!(shown("3.075"), ("3.075%".into(), "3.075".into()));
        assert_eq!(shown("10"), ("10.00%".into(), "10".into()));
    }

    #[test]
    fn the_monthly_fraction_is_reduced() {
        assert_eq!(Rate(2600).monthly(), (13, 6000));
        assert_eq!(Rate(0).monthly(), (0, 1));
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(milli in 0..=24_000u32) {
            prop_assert_eq!(Rate::parse(&Rate(milli).to_string()), Ok(Rate(milli)));
            prop_assert_eq!(Rate::parse(&Rate(milli).percent()), Ok(Rate(milli)));
        }
    }
}
