//! The terms of a loan: every type here has proven its range, so the arithmetic cannot overflow or divide
//! by zero. Each refusal carries the allowed range, whether the text was empty, no number, or too large.

use crate::{Fen, Problem, Rate};
use serde::{Deserialize, Serialize};

/// The sum lent (贷款本金): 100 yuan to 100 million yuan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Principal(Fen);

impl Principal {
    pub const MIN: Fen = Fen::from_yuan(100);
    pub const MAX: Fen = Fen::from_yuan(100_000_000);
    pub const RANGE: Problem = Problem::AmountOutOfRange { min: Principal::MIN, max: Principal::MAX };

    pub fn new(amount: Fen) -> Result<Principal, Problem> {
        let fits = (Principal::MIN..=Principal::MAX).contains(&amount);
        if fits { Ok(Principal(amount)) } else { Err(Principal::RANGE) }
    }

    /// Reads yuan (元).
    pub fn parse_yuan(text: &str) -> Result<Principal, Problem> {
        Fen::parse(text).map_err(|_| Principal::RANGE).and_then(Principal::new)
    }

    /// Reads ten thousands of yuan (万元), the unit in which people speak of home loans: `80` or `80.5`.
    pub fn parse_wan(text: &str) -> Result<Principal, Problem> {
        parse_wan(text).ok_or(Principal::RANGE).and_then(Principal::new)
    }

    pub const fn get(self) -> Fen {
        self.0
    }
}

/// Ten thousands of yuan with at most six decimals (one fen), or `None`.
pub fn parse_wan(text: &str) -> Option<Fen> {
    let text = crate::text::half_width(text);
    let text = text.trim().trim_end_matches('元').trim_end_matches('万').trim_end();
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits =
        |s: &str, most: usize| (1..=most).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole, 12) || !digits(part, 6) {
        return None;
    }
    // One 万元 is 10⁶ fen, so the six decimals simply join the digits.
    format!("{whole}{part:0<6}").parse().ok().map(Fen::new)
}

/// The number of monthly instalments (期数): 1 to 360.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Months(u32);

impl Months {
    pub const MAX: u32 = 360;
    pub const RANGE: Problem = Problem::NumberOutOfRange { min: 1, max: Months::MAX as i64 };
    /// The range in years, for a form that asks for years.
    pub const YEARS: Problem = Problem::NumberOutOfRange { min: 1, max: Months::MAX as i64 / 12 };

    pub fn new(months: u32) -> Result<Months, Problem> {
        if (1..=Months::MAX).contains(&months) { Ok(Months(months)) } else { Err(Months::RANGE) }
    }

    pub fn parse(text: &str) -> Result<Months, Problem> {
        small_number(text).ok_or(Months::RANGE).and_then(Months::new)
    }

    pub fn parse_years(text: &str) -> Result<Months, Problem> {
        let years = small_number(text).ok_or(Months::YEARS)?;
        Months::new(years * 12).map_err(|_| Months::YEARS)
    }

    pub const fn get(self) -> u32 {
        self.0
    }
}

/// Up to four digits, full-width ones included.
pub(super) fn small_number(text: &str) -> Option<u32> {
    let text = crate::text::half_width(text);
    let text = text.trim();
    let digits = (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

/// How a loan is repaid (还款方式).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RepayMethod {
    /// 等额本息: the same payment every month.
    #[default]
    EqualInstalment,
    /// 等额本金: the same principal every month, falling payments.
    EqualPrincipal,
}

impl RepayMethod {
    pub const ALL: [RepayMethod; 2] = [RepayMethod::EqualInstalment, RepayMethod::EqualPrincipal];

    /// The name in commands and query strings.
    pub const fn code(self) -> &'static str {
        match self {
            RepayMethod::EqualInstalment => "equal-instalment",
            RepayMethod::EqualPrincipal => "equal-principal",
        }
    }

    pub fn parse(text: &str) -> Result<RepayMethod, Problem> {
        RepayMethod::ALL.into_iter().find(|m| m.code() == text.trim()).ok_or(Problem::NotAChoice)
    }
}

/// What a calculation starts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoanTerms {
    pub principal: Principal,
    pub months: Months,
    pub rate: Rate,
    pub method: RepayMethod,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_names_the_range() {
        for text in ["", "0", "-5", "1000000000000", "99999999999999999999", "1e5", "99.99", "NaN", "八十"]
        {
            assert_eq!(Principal::parse_yuan(text), Err(Principal::RANGE), "{text}");
        }
        for text in ["", "0", "0.009999", "10000.000001", "1.0000001", "1e2", "万", "9999999999999"] {
            assert_eq!(Principal::parse_wan(text), Err(Principal::RANGE), "{text}");
        }
        for text in ["", "0", "361", "-1", "12.5", "99999999999", "x"] {
            assert_eq!(Months::parse(text), Err(Months::RANGE), "{text}");
        }
        for text in ["", "0", "31", "9999", "2.5"] {
            assert_eq!(Months::parse_years(text), Err(Months::YEARS), "{text}");
        }
        assert_eq!(RepayMethod::parse("bullet"), Err(Problem::NotAChoice));
    }

    #[test]
    fn reads_ten_thousands() {
        for (text, yuan) in [
            ("80", "800000.00"),
            ("８０．５", "805000.00"),
            ("0.123456 万元", "1234.56"),
            ("10000", "100000000.00"),
        ] {
            assert_eq!(Principal::parse_wan(text).unwrap().get().plain(), yuan, "{text}");
        }
    }
}
