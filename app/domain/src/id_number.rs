//! Resident identity number (公民身份号码, GB 11643-1999) and the permits that share its form.

use crate::Problem;
use chrono::{Datelike, NaiveDate};
use core::fmt;

/// 18 characters with a possible date of birth and the right check character.
///
/// The region digits are not checked against a list: codes are retired while people keep their numbers.
/// `Debug` shows the mask, so that a number cannot slip into a log.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdNumber(String);

/// Why a text is not an identity number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdNumberError {
    #[error("no number given")]
    Empty,
    #[error("not 17 digits and a digit or X")]
    Shape,
    #[error("digits 7 to 14 are not a date")]
    BirthDate,
    #[error("wrong check character")]
    CheckDigit,
}

/// From the 17th digit: odd male, even female.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sex {
    Male,
    Female,
}

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// The check character by the weighted sum modulo 11.
const CHECK: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];

impl IdNumber {
    /// Reads a number as people type it: spaces, lower-case x and full-width characters are accepted.
    pub fn parse(text: &str) -> Result<IdNumber, IdNumberError> {
        let text: String = crate::text::half_width(text).split_whitespace().collect();
        let text = text.to_ascii_uppercase();
        if text.is_empty() {
            return Err(IdNumberError::Empty);
        }
        let (digits, check) = text.split_at_checked(17).ok_or(IdNumberError::Shape)?;
        let mut check = check.chars();
        let (Some(last), None) = (check.next(), check.next()) else { return Err(IdNumberError::Shape) };
        if !digits.bytes().all(|b| b.is_ascii_digit()) || !(last.is_ascii_digit() || last == 'X') {
            return Err(IdNumberError::Shape);
        }
        birth_of(digits).ok_or(IdNumberError::BirthDate)?;
        if check_character(digits) == Some(last) {
            Ok(IdNumber(text))
        } else {
            Err(IdNumberError::CheckDigit)
        }
    }

    /// The number of a region, a birthday and a sequence below 1000, with its check character.
    pub fn from_parts(region: u32, birth: NaiveDate, sequence: u32) -> Option<IdNumber> {
        if !(100_000..1_000_000).contains(&region) || sequence >= 1000 {
            return None;
        }
        IdNumber::complete(&format!("{region}{}{sequence:03}", birth.format("%Y%m%d")))
    }

    fn complete(digits: &str) -> Option<IdNumber> {
        let check = check_character(digits)?;
        IdNumber::parse(&format!("{digits}{check}")).ok()
    }

    /// All 18 characters. Callers seal, index or compare it; pages show [`IdNumber::masked`].
    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub fn birth(&self) -> NaiveDate {
        birth_of(&self.0).unwrap_or(NaiveDate::MIN)
    }

    pub fn sex(&self) -> Sex {
        if self.0.as_bytes()[16] % 2 == 1 { Sex::Male } else { Sex::Female }
    }

    /// Completed years on `day`; a birthday counts from its own day.
    pub fn age_on(&self, day: NaiveDate) -> i32 {
        let birth = self.birth();
        let before_birthday = (day.month(), day.day()) < (birth.month(), birth.day());
        day.year() - birth.year() - i32::from(before_birthday)
    }

    /// The last four characters, the part that certificates and look-up lists may carry.
    pub fn tail(&self) -> &str {
        &self.0[14..]
    }

    /// `320***********1234`, always 18 characters wide.
    pub fn masked(&self) -> String {
        format!("{}***********{}", &self.0[..3], self.tail())
    }
}

fn birth_of(digits: &str) -> Option<NaiveDate> {
    let part = |from: usize, to: usize| digits.get(from..to)?.parse::<u32>().ok();
    let year = i32::try_from(part(6, 10)?).ok()?;
    if !(1800..2200).contains(&year) {
        return None;
    }
    NaiveDate::from_ymd_opt(year, part(10, 12)?, part(12, 14)?)
}

fn check_character(digits: &str) -> Option<char> {
    let mut sum = 0;
    for (digit, weight) in digits.chars().zip(WEIGHTS) {
        sum += digit.to_digit(10)? * weight;
    }
    CHECK.get(sum as usize % 11).copied()
}

impl fmt::Debug for IdNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IdNumber({})", self.masked())
    }
}

impl From<IdNumberError> for Problem {
    fn from(error: IdNumberError) -> Problem {
        if error == IdNumberError::Empty { Problem::Missing } else { Problem::NotAnIdNumber }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_what_people_type() {
        for text in [
            "11010519491231002X",
            "11010519491231002x",
            "１１０１０５１９４９１２３１００２Ｘ",
            " 110105 19491231 002X ",
        ] {
            let id = IdNumber::parse(text).unwrap();
            assert_eq!(id.reveal(), "11010519491231002X", "{text}");
            assert_eq!(id.birth().to_string(), "1949-12-31");
            assert_eq!(id.sex(), Sex::Female);
        }
        let id = IdNumber::parse("440524188001010014").unwrap();
        assert_eq!((id.sex(), id.tail()), (Sex::Male, "0014"));
        assert_eq!(id.masked(), "440***********0014");
        assert_eq!(format!("{id:?}"), "IdNumber(440***********0014)");
    }

    #[test]
    fn names_what_is_wrong() {
        for (text, error) in [
            ("", IdNumberError::Empty),
            ("1101051949123100", IdNumberError::Shape),
            ("11010519491231002XX", IdNumberError::Shape),
            ("1101051949123100X2", IdNumberError::Shape),
            ("110105194912310y2X", IdNumberError::Shape),
            ("身份证号码身份证号码身份证号码身份证", IdNumberError::Shape),
            ("110105194902310020", IdNumberError::BirthDate),
            ("110105194913310020", IdNumberError::BirthDate),
            ("110105194912310021", IdNumberError::CheckDigit),
            ("440524188001010015", IdNumberError::CheckDigit),
        ] {
            assert_eq!(IdNumber::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn age_turns_on_the_birthday() {
        let id = IdNumber::parse("11010519491231002X").unwrap();
        let day = |text: &str| text.parse().unwrap();
        assert_eq!((id.age_on(day("2009-12-30")), id.age_on(day("2009-12-31"))), (59, 60));
    }

    proptest! {
        #[test]
        fn parts_make_a_number_that_reads_back(region in 100_000u32..1_000_000, days in 0u64..80_000, sequence in 0u32..1000) {
            let birth = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap() + chrono::Days::new(days);
            let id = IdNumber::from_parts(region, birth, sequence).unwrap();
            prop_assert_eq!(IdNumber::parse(id.reveal()), Ok(id.clone()));
            prop_assert_eq!(id.birth(), birth);
        }

        #[test]
        fn never_panics(text in "\\PC*") {
            let _ = IdNumber::parse(&text);
        }
    }
}
