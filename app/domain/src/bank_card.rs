//! Bank card number (银行卡号) of a personal account, to which withdrawals are paid.

use crate::{Problem, luhn};
use core::fmt;

/// 13 to 19 digits with the right Luhn digit. `Debug` shows the mask.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct BankCard(String);

/// Why a text is not a card number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BankCardError {
    #[error("no card number given")]
    Empty,
    #[error("not 13 to 19 digits")]
    Shape,
    #[error("wrong check digit")]
    CheckDigit,
}

impl BankCard {
    /// Reads a number as people type it: groups with spaces or hyphens and full-width digits are accepted.
    pub fn parse(text: &str) -> Result<BankCard, BankCardError> {
        let text = crate::text::half_width(text);
        let digits: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        if digits.is_empty() {
            return Err(BankCardError::Empty);
        }
        if !(13..=19).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(BankCardError::Shape);
        }
        if luhn::holds(&digits) { Ok(BankCard(digits)) } else { Err(BankCardError::CheckDigit) }
    }

    /// The card whose number is `payload` and its check digit.
    pub fn from_payload(payload: &str) -> Option<BankCard> {
        let check = luhn::check_digit(payload)?;
        BankCard::parse(&format!("{payload}{check}")).ok()
    }

    /// All digits, for sealing and for the payout order.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The last four digits.
    pub fn tail(&self) -> &str {
        &self.0[self.0.len() - 4..]
    }

    /// `**** 6789`.
    pub fn masked(&self) -> String {
        format!("**** {}", self.tail())
    }
}

impl fmt::Debug for BankCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BankCard({})", self.masked())
    }
}

impl From<BankCardError> for Problem {
    fn from(error: BankCardError) -> Problem {
        if error == BankCardError::Empty { Problem::Missing } else { Problem::NotABankCard }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_type() {
        for text in [
            "6222020000000000000",
            "6222 0200 0000 0000 000",
            "6222-0200-0000-0000-000",
            "６２２２０２００００００００００００0",
        ] {
            assert_eq!(BankCard::parse(text).map(|card| card.masked()), Ok("**** 0000".into()), "{text}");
        }
    }

    #[test]
    fn names_what_is_wrong() {
        for (text, error) in [
            ("  ", BankCardError::Empty),
            ("79927398713", BankCardError::Shape),
            ("62220200000000000000", BankCardError::Shape),
            ("6222o20000000000000", BankCardError::Shape),
            ("6222020000000000001", BankCardError::CheckDigit),
        ] {
            assert_eq!(BankCard::parse(text), Err(error), "{text}");
        }
        let card = BankCard::from_payload("622202000000000678").unwrap();
        assert_eq!(format!("{card:?}"), format!("BankCard(**** {})", card.tail()));
    }
}
