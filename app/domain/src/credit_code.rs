//! Unified social credit code (统一社会信用代码, GB 32100-2015) of an employer.

use core::fmt;
use serde::{Deserialize, Serialize};

/// 18 characters: authority, kind, six region digits, nine characters of organisation code, check character.
///
/// Only the outer check character is proved: it already finds every single wrong character, and some old
/// organisation codes inside were issued by other rules.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct CreditCode(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a unified social credit code")]
pub struct NotACreditCode;

/// 31 symbols in the order of their values: no I, O, S, V, Z.
const SYMBOLS: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
/// Weights of the organisation code (GB 11714).
const ORGANISATION_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

impl CreditCode {
    pub fn parse(text: &str) -> Result<CreditCode, NotACreditCode> {
        let text: String = crate::text::half_width(text).split_whitespace().collect();
        let text = text.to_ascii_uppercase();
        let (body, check) = text.split_at_checked(17).ok_or(NotACreditCode)?;
        let region = body.get(2..8).ok_or(NotACreditCode)?;
        if !region.bytes().all(|b| b.is_ascii_digit()) || check.chars().count() != 1 {
            return Err(NotACreditCode);
        }
        if check.chars().next() == check_character(body) { Ok(CreditCode(text)) } else { Err(NotACreditCode) }
    }

    /// The code of an enterprise (authority 9, kind 1) in a region with an eight-digit serial; both check
    /// characters are computed.
    pub fn of_enterprise(region: u32, serial: u32) -> Option<CreditCode> {
        let organisation = format!("{serial:08}");
        let sum = organisation
            .chars()
            .zip(ORGANISATION_WEIGHTS)
            .try_fold(0, |sum, (c, weight)| Some(sum + c.to_digit(10)? * weight))?;
        let inner = match 11 - sum % 11 {
            10 => 'X',
            11 => '0',
            digit => char::from_digit(digit, 10)?,
        };
        let body = format!("91{region:06}{organisation}{inner}");
        let check = check_character(&body)?;
        CreditCode::parse(&format!("{body}{check}")).ok()
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Weights are the powers of 3 modulo 31.
fn check_character(body: &str) -> Option<char> {
    let (mut sum, mut weight) = (0, 1);
    for c in body.chars() {
        sum += SYMBOLS.find(c)? * weight;
        weight = weight * 3 % 31;
    }
    SYMBOLS.chars().nth((31 - sum % 31) % 31)
}

impl fmt::Display for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<CreditCode> for String {
    fn from(code: CreditCode) -> String {
        code.0
    }
}

impl TryFrom<String> for CreditCode {
    type Error = NotACreditCode;
    fn try_from(text: String) -> Result<CreditCode, NotACreditCode> {
        CreditCode::parse(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_code_and_its_neighbours() {
        assert_eq!(CreditCode::parse("91350100m000100y43").unwrap().as_str(), "91350100M000100Y43");
        for text in [
            "",
            "91350100M000100Y4",
            "91350100M000100Y44",
            "91350100M000100Y433",
            "91350100I000100Y43",
            "统一社会信用代码",
        ] {
            assert_eq!(CreditCode::parse(text), Err(NotACreditCode), "{text}");
        }
    }

    proptest! {
        #[test]
        fn generated_codes_hold_and_every_wrong_character_is_found(serial in 0u32..100_000_000, at in 0usize..18, symbol in 0usize..31) {
            let code = CreditCode::of_enterprise(350_599, serial).unwrap();
            let mut chars: Vec<char> = code.as_str().chars().collect();
            let other = SYMBOLS.chars().nth(symbol).unwrap();
            prop_assume!(chars[at] != other);
            chars[at] = other;
            prop_assert_eq!(CreditCode::parse(&chars.into_iter().collect::<String>()), Err(NotACreditCode));
        }
    }
}
