//! Case number (办件编号): what people read out on the phone. Month, seven random characters, check character.

use crate::Month;
use core::fmt;

/// Twelve characters of the 31-letter alphabet of credit codes: no I, O, S, V, Z to be misread.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CaseNumber(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a case number")]
pub struct NotACaseNumber;

const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const LENGTH: usize = 12;
/// Random characters: 31⁷ = 2.7 × 10¹⁰ numbers a month.
const RANDOM: usize = 7;

impl CaseNumber {
    /// A number of this month from eight random bytes.
    pub fn mint(month: Month, random: [u8; 8]) -> CaseNumber {
        let mut rest = u64::from_be_bytes(random);
        let mut text = format!("{:02}{:02}", month.year().rem_euclid(100), month.month());
        for _ in 0..RANDOM {
            text.push(char::from(ALPHABET[(rest % 31) as usize]));
            rest /= 31;
        }
        let check = check(&text).map_or('0', char::from);
        text.push(check);
        CaseNumber(text)
    }

    /// Reads a number with or without spaces and hyphens, in any case; O counts as 0 and I as 1.
    pub fn parse(text: &str) -> Result<CaseNumber, NotACaseNumber> {
        let text: String = crate::text::half_width(text)
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .map(|c| match c.to_ascii_uppercase() {
                'O' => '0',
                'I' => '1',
                'Z' => '2',
                'S' => '5',
                c => c,
            })
            .collect();
        let (payload, last) = text.split_at_checked(LENGTH - 1).ok_or(NotACaseNumber)?;
        match check(payload) {
            Some(expected) if last.as_bytes() == [expected] => Ok(CaseNumber(text)),
            _ => Err(NotACaseNumber),
        }
    }

    /// Without spaces, as in addresses and in the database.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Weights are powers of three modulo 31, as in credit codes: every single wrong character and every swap of
/// neighbours shows.
fn check(payload: &str) -> Option<u8> {
    let mut sum = 0;
    let mut weight = 1;
    for byte in payload.bytes() {
        let value = ALPHABET.iter().position(|letter| *letter == byte)?;
        sum = (sum + value * weight) % 31;
        weight = weight * 3 % 31;
    }
    ALPHABET.get((31 - sum) % 31).copied()
}

/// `2611 2100 8K3P`: groups of four.
impl fmt::Display for CaseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (a, rest) = self.0.split_at(4);
        let (b, c) = rest.split_at(4);
        write!(f, "{a} {b} {c}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn reads_back_and_finds_slips(random: [u8; 8], at in 0usize..12, other in 0usize..31) {
            let number = CaseNumber::mint(Month::new(2026, 11).unwrap(), random);
            prop_assert_eq!(CaseNumber::parse(&number.to_string().to_lowercase()), Ok(number.clone()));
            prop_assert!(number.as_str().starts_with("2611") && number.as_str().len() == 12);
            let mut slip = number.as_str().as_bytes().to_vec();
            slip[at] = ALPHABET[other];
            let slip = String::from_utf8(slip).unwrap();
            prop_assert_eq!(CaseNumber::parse(&slip).is_ok(), slip == number.as_str());
            let mut swapped = number.as_str().as_bytes().to_vec();
            swapped.swap(at, (at + 1) % 12);
            let swapped = String::from_utf8(swapped).unwrap();
            if at < 11 {
                prop_assert_eq!(CaseNumber::parse(&swapped).is_ok(), swapped == number.as_str());
            }
        }

        #[test]
        fn never_panics(text in "\\PC{0,30}") {
            let _ = CaseNumber::parse(&text);
        }
    }
}
