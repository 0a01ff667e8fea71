//! Account numbers: of a worker (个人账号 GRZH) and of an employer (单位账号 DWZH).

use crate::luhn;
use core::fmt;
use serde::{Deserialize, Serialize};

/// Twelve digits: branch (2), serial (9), Luhn digit. Says nothing about the person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct AccountNo(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an account number of twelve digits with a right check digit")]
pub struct NotAnAccountNo;

impl AccountNo {
    pub const SERIAL_MAX: u32 = 999_999_999;

    pub fn parse(text: &str) -> Result<AccountNo, NotAnAccountNo> {
        let text: String = crate::text::half_width(text).split_whitespace().collect();
        if text.len() == 12 && luhn::holds(&text) { Ok(AccountNo(text)) } else { Err(NotAnAccountNo) }
    }

    /// The number of a serial at a branch (0 to 99); `None` when either is too large.
    pub fn of(branch: u8, serial: u32) -> Option<AccountNo> {
        if branch > 99 || serial > Self::SERIAL_MAX {
            return None;
        }
        let payload = format!("{branch:02}{serial:09}");
        let check = luhn::check_digit(&payload)?;
        Some(AccountNo(format!("{payload}{check}")))
    }

    pub fn branch(&self) -> u8 {
        self.0[..2].parse().unwrap_or_default()
    }

    pub fn serial(&self) -> u32 {
        self.0[2..11].parse().unwrap_or_default()
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `**** 6789`.
    pub fn masked(&self) -> String {
        format!("**** {}", &self.0[8..])
    }
}

impl fmt::Display for AccountNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<AccountNo> for String {
    fn from(number: AccountNo) -> String {
        number.0
    }
}

impl TryFrom<String> for AccountNo {
    type Error = NotAnAccountNo;
    fn try_from(text: String) -> Result<AccountNo, NotAnAccountNo> {
        AccountNo::parse(&text)
    }
}

/// The number under which an employer's account is kept: 4 to 20 digits, as each centre assigns them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitNo(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a unit account number of 4 to 20 digits")]
pub struct NotAUnitNo;

impl UnitNo {
    pub fn parse(text: &str) -> Result<UnitNo, NotAUnitNo> {
        let text = crate::text::half_width(text);
        let text = text.trim();
        let right = (4..=20).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        if right { Ok(UnitNo(text.to_owned())) } else { Err(NotAUnitNo) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_and_refuses() {
        let number = AccountNo::of(1, 42).unwrap();
        assert_eq!(number.as_str(), "010000000421");
        assert_eq!(number.masked(), "**** 0421");
        for text in ["", "010000000423", "01000000042", "0100000004211", "01000000042x"] {
            assert_eq!(AccountNo::parse(text), Err(NotAnAccountNo), "{text}");
        }
        assert_eq!((AccountNo::of(100, 1), AccountNo::of(1, 1_000_000_000)), (None, None));
        assert!(UnitNo::parse("０００１２３").is_ok());
        for text in ["", "123", "12a4", "123456789012345678901"] {
            assert_eq!(UnitNo::parse(text), Err(NotAUnitNo), "{text}");
        }
    }

    proptest! {
        #[test]
        fn numbers_read_back(branch in 0u8..100, serial in 0..=AccountNo::SERIAL_MAX) {
            let number = AccountNo::of(branch, serial).unwrap();
            prop_assert_eq!(AccountNo::parse(number.as_str()), Ok(number.clone()));
            prop_assert_eq!((number.branch(), number.serial()), (branch, serial));
        }
    }
}
