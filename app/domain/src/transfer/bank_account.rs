//! The bank account of a centre (单位结算账户): an account number without a check digit of its own, and the twelve
//! digits of the bank where it is kept (联行号).

use core::fmt;

/// 6 to 32 digits. `Debug` shows the mask.
#[derive(Clone, PartialEq, Eq)]
pub struct BankAccount(String);

/// Twelve digits under which the payment system knows a branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankNo(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the number of a bank account")]
pub struct NotABankAccount;

/// Digits as people type them: groups with spaces or hyphens, full-width digits.
fn digits(text: &str) -> Option<String> {
    let text = crate::text::half_width(text);
    let digits: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    digits.bytes().all(|byte| byte.is_ascii_digit()).then_some(digits)
}

impl BankAccount {
    pub fn parse(text: &str) -> Result<BankAccount, NotABankAccount> {
        let fits = |digits: &String| (6..=32).contains(&digits.len());
        digits(text).filter(fits).map(BankAccount).ok_or(NotABankAccount)
    }

    /// All digits, for sealing and for the payment order.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The last four digits.
    pub fn tail(&self) -> &str {
        &self.0[self.0.len() - 4..]
    }
}

impl fmt::Debug for BankAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BankAccount(**** {})", self.tail())
    }
}

impl BankNo {
    pub fn parse(text: &str) -> Result<BankNo, NotABankAccount> {
        digits(text).filter(|digits| digits.len() == 12).map(BankNo).ok_or(NotABankAccount)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_the_right_number() {
        let account = BankAccount::parse(" 3500 1234-５６７８90 ").unwrap();
        assert_eq!((account.reveal(), account.tail()), ("35001234567890", "7890"));
        assert_eq!(format!("{account:?}"), "BankAccount(**** 7890)");
        for bad in ["", "12345", "12345a", &"1".repeat(33)] {
            assert_eq!(BankAccount::parse(bad), Err(NotABankAccount), "{bad:?}");
        }
        assert_eq!(
            BankNo::parse("1053 9300 0012").map(|no| no.as_str().to_owned()),
            Ok("105393000012".into())
        );
        assert_eq!(BankNo::parse("10539300001"), Err(NotABankAccount));
    }
}
