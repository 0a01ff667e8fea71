//! Money (金额): integer fen (分), 1/100 yuan. A decimal becomes fen in [`to_fen`] and nowhere else.

use core::fmt;
use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};
use serde::{Deserialize, Serialize};

/// An amount of money in fen. Negative values are allowed: a ledger movement may be either way.
///
/// There is no multiplication and no conversion from a float; rates go through [`to_fen`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fen(i64);

/// Why a text is not an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    #[error("no amount given")]
    Empty,
    #[error("not a plain amount in yuan with at most two decimals")]
    NotAnAmount,
    #[error("more digits than any amount of this fund can have")]
    TooLarge,
}

impl Fen {
    pub const ZERO: Fen = Fen(0);
    /// The largest amount that [`Fen::parse`] reads: 10¹⁴ yuan, far above any fund, far below overflow.
    pub const PARSE_MAX: Fen = Fen(10_000_000_000_000_000);

    pub const fn new(fen: i64) -> Fen {
        Fen(fen)
    }

    pub const fn from_yuan(yuan: i32) -> Fen {
        Fen(yuan as i64 * 100)
    }

    pub const fn get(self) -> i64 {
        self.0
    }

    pub fn checked_add(self, other: Fen) -> Option<Fen> {
        self.0.checked_add(other.0).map(Fen)
    }

    pub fn checked_sub(self, other: Fen) -> Option<Fen> {
        self.0.checked_sub(other.0).map(Fen)
    }

    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Reads yuan as a person writes them: digits, an optional fraction of one or two digits, thousands
    /// commas and full-width digits allowed. No sign, no exponent, no third decimal.
    pub fn parse(text: &str) -> Result<Fen, AmountError> {
        let text = crate::text::half_width(text);
        let text = text.trim().trim_start_matches('¥');
        if text.is_empty() {
            return Err(AmountError::Empty);
        }
        let (yuan, cents) = match text.split_once('.') {
            Some((yuan, cents)) => (yuan, cents),
            None => (text, "0"),
        };
        let yuan = without_commas(yuan).ok_or(AmountError::NotAnAmount)?;
        let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        if !digits(&yuan) || !digits(cents) || cents.len() > 2 {
            return Err(AmountError::NotAnAmount);
        }
        let yuan: i64 = yuan.parse().map_err(|_| AmountError::TooLarge)?;
        let mut fen: i64 = cents.parse().map_err(|_| AmountError::NotAnAmount)?;
        if cents.len() == 1 {
            fen *= 10;
        }
        let total = yuan.checked_mul(100).and_then(|y| y.checked_add(fen)).ok_or(AmountError::TooLarge)?;
        if total > Self::PARSE_MAX.0 { Err(AmountError::TooLarge) } else { Ok(Fen(total)) }
    }

    /// `1234.56`: two decimals, no commas; the form of files and of `--json`.
    pub fn plain(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let abs = self.0.unsigned_abs();
        format!("{sign}{}.{:02}", abs / 100, abs % 100)
    }

    /// The amount in yuan as an exact decimal, to multiply with a rate.
    pub fn to_yuan(self) -> Decimal {
        Decimal::new(self.0, 2)
    }

    /// Adds up, or `None` on overflow.
    pub fn sum(amounts: impl IntoIterator<Item = Fen>) -> Option<Fen> {
        amounts.into_iter().try_fold(Fen::ZERO, Fen::checked_add)
    }
}

/// Commas are accepted only where thousands commas stand, so that `1,5` is refused instead of read as 15.
fn without_commas(yuan: &str) -> Option<String> {
    if !yuan.contains(',') {
        return Some(yuan.to_owned());
    }
    let mut groups = yuan.split(',');
    let head = groups.next()?;
    let groups: Vec<&str> = groups.collect();
    let right = (1..=3).contains(&head.len()) && groups.iter().all(|g| g.len() == 3);
    right.then(|| head.to_owned() + &groups.concat())
}

/// `1,234.56` with an ASCII minus when negative; pages put the yuan sign and the words around it.
impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let abs = self.0.unsigned_abs();
        let yuan = (abs / 100).to_string();
        if self.0 < 0 {
            f.write_str("-")?;
        }
        for (i, digit) in yuan.chars().enumerate() {
            if i > 0 && (yuan.len() - i).is_multiple_of(3) {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        write!(f, ".{:02}", abs % 100)
    }
}

/// The one door from a decimal number of yuan back to money: half-up (四舍五入) to the fen.
///
/// `None` when the result does not fit, which no amount within [`Fen::PARSE_MAX`] reaches.
pub fn to_fen(yuan: Decimal) -> Option<Fen> {
    let fen = yuan.checked_mul(Decimal::ONE_HUNDRED)?;
    fen.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero).to_i64().map(Fen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_what_people_write() {
        for (text, fen) in
            [("0", 0), ("1234.5", 123_450), ("1,234.56", 123_456), ("１２．５", 1250), (" ¥3 ", 300)]
        {
            assert_eq!(Fen::parse(text), Ok(Fen(fen)), "{text}");
        }
    }

    #[test]
    fn refuses_the_rest() {
        for text in ["1e3", "-1", "0.001", "1,5", "1.", ".5", "1.2.3", "0x10", "+1", "一百", "1 000", "NaN"]
        {
            assert_eq!(Fen::parse(text), Err(AmountError::NotAnAmount), "{text}");
        }
        assert_eq!(Fen::parse("  "), Err(AmountError::Empty));
        assert_eq!(Fen::parse("99999999999999999999"), Err(AmountError::TooLarge));
    }

    #[test]
    fn rounds_half_up_away_from_zero() {
        for (yuan, fen) in [("0.005", 1), ("0.0049", 0), ("-0.005", -1), ("652.308333", 65_231)] {
            assert_eq!(to_fen(yuan.parse().unwrap()), Some(Fen(fen)), "{yuan}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(fen in 0..Fen::PARSE_MAX.0) {
            prop_assert_eq!(Fen::parse(&Fen(fen).to_string()), Ok(Fen(fen)));
            prop_assert_eq!(Fen::parse(&Fen(fen).plain()), Ok(Fen(fen)));
        }

        #[test]
        fn never_panics(text in "\\PC*") {
            let _ = Fen::parse(&text);
        }
    }
}
