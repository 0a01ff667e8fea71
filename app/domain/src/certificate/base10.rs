//! Bytes as decimal digits: blocks of 7 bytes become 17 digits, the densest text in a QR code's numeric mode
//! and the only alphabet that every keyboard layout and input method passes on unchanged.

const BLOCK_BYTES: usize = 7;
const BLOCK_DIGITS: usize = 17;
/// Digits of a block of 0, 1, … 7 bytes.
const DIGITS: [usize; 8] = [0, 3, 5, 8, 10, 13, 15, 17];

/// Each block as one big-endian integer, zero padded.
pub fn encode(bytes: &[u8]) -> String {
    let mut digits = String::with_capacity(bytes.len().div_ceil(BLOCK_BYTES) * BLOCK_DIGITS);
    for block in bytes.chunks(BLOCK_BYTES) {
        let value = block.iter().fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
        let width = DIGITS[block.len()];
        let mut divisor = 10_u64.pow(width as u32 - 1);
        for _ in 0..width {
            digits.push((b'0' + (value / divisor % 10) as u8) as char);
            divisor = (divisor / 10).max(1);
        }
    }
    digits
}

/// The only bytes that encode to `digits`; `None` when there are none (wrong count, a block too large for its
/// bytes, anything but ASCII digits).
pub fn decode(digits: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(digits.len() / BLOCK_DIGITS * BLOCK_BYTES + BLOCK_BYTES);
    for block in digits.as_bytes().chunks(BLOCK_DIGITS) {
        let len = DIGITS.iter().position(|width| *width == block.len())?;
        let value = block.iter().try_fold(0_u64, |value, digit| {
            digit.is_ascii_digit().then(|| value * 10 + u64::from(digit - b'0'))
        })?;
        if value >> (8 * len) != 0 {
            return None;
        }
        bytes.extend_from_slice(&value.to_be_bytes()[8 - len..]);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn widths_and_bounds() {
        assert_eq!(encode(&[0xff]), "255");
        assert_eq!(encode(&[0; 7]), "00000000000000000");
        assert_eq!(encode(&[0xff; 8]), "72057594037927935255");
        for bad in ["256", "1", "12", "1234", "72057594037927936", "12a", "１２３"] {
            assert_eq!(decode(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn bytes_come_back(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
            prop_assert_eq!(decode(&encode(&bytes)), Some(bytes));
        }

        #[test]
        fn every_text_has_one_reading(digits in "[0-9]{0,60}") {
            if let Some(bytes) = decode(&digits) {
                prop_assert_eq!(encode(&bytes), digits);
            }
        }
    }
}
