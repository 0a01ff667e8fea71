//! The Luhn check digit (ISO/IEC 7812-1 annex B) of bank cards and account numbers: it finds every single
//! wrong digit and nearly every swap of neighbours.

/// The sum modulo 10, doubling every second digit from the right, the last one doubled when `double_last`.
/// `None` when something other than an ASCII digit stands there.
fn sum(digits: &[u8], double_last: bool) -> Option<u32> {
    let mut total = 0;
    for (i, byte) in digits.iter().rev().enumerate() {
        let digit = char::from(*byte).to_digit(10)?;
        let doubled = i.is_multiple_of(2) == double_last;
        total += if doubled { digit * 2 / 10 + digit * 2 % 10 } else { digit };
    }
    Some(total % 10)
}

/// The digit that has to follow `payload`.
pub fn check_digit(payload: &str) -> Option<char> {
    char::from_digit((10 - sum(payload.as_bytes(), true)?) % 10, 10)
}

/// True when the text is all digits and its last digit is the right one.
pub fn holds(number: &str) -> bool {
    !number.is_empty() && sum(number.as_bytes(), false) == Some(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_numbers() {
        for number in ["79927398713", "6222020000000000000"] {
            assert!(holds(number), "{number}");
        }
        for number in ["", "79927398710", "7992739871x", "６２２２"] {
            assert!(!holds(number), "{number}");
        }
        assert_eq!(check_digit("7992739871"), Some('3'));
    }

    proptest! {
        #[test]
        fn finds_every_single_wrong_digit(payload in "[0-9]{1,18}", at in 0usize..18, shift in 1u8..10) {
            let mut number = payload.clone();
            number.push(check_digit(&payload).unwrap());
            prop_assert!(holds(&number));
            let mut bytes = number.into_bytes();
            let at = at % bytes.len();
            bytes[at] = b'0' + (bytes[at] - b'0' + shift) % 10;
            prop_assert!(!holds(std::str::from_utf8(&bytes).unwrap()));
        }
    }
}
