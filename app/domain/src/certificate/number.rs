//! Certificate number (证书编号): the 80-bit identifier in 16 Crockford base-32 characters and a check character,
//! printed 4-4-4-5 and read to someone over a telephone.

use core::fmt;
use core::str::FromStr;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LEN: usize = 17;

/// The identifier of a certificate (`cti`): random, never derived from a person. Not a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CertificateId([u8; 10]);

/// The text is not a certificate number; its check character is wrong or it has other characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a certificate number")]
pub struct NotACertificateNumber;

impl CertificateId {
    pub const fn new(bytes: [u8; 10]) -> CertificateId {
        CertificateId(bytes)
    }

    pub const fn bytes(&self) -> &[u8; 10] {
        &self.0
    }

    /// Twenty lower case hex digits, the database key.
    pub fn hex(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Reads what [`CertificateId::hex`] wrote.
    pub fn from_hex(text: &str) -> Option<CertificateId> {
        let mut bytes = [0; 10];
        if text.len() != 20 || !text.bytes().all(|c| c.is_ascii_hexdigit()) {
            return None;
        }
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
            *byte = u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(CertificateId(bytes))
    }

    fn symbols(&self) -> [u8; LEN] {
        let value = self.0.iter().fold(0_u128, |value, byte| value << 8 | u128::from(*byte));
        let mut symbols = [0; LEN];
        for (place, symbol) in symbols[..LEN - 1].iter_mut().enumerate() {
            *symbol = (value >> (75 - 5 * place) & 31) as u8;
        }
        symbols[LEN - 1] = check(&symbols[..LEN - 1]);
        symbols
    }
}

/// Luhn modulo 32: finds every wrong character and every swap of neighbours but `0Z`.
fn check(symbols: &[u8]) -> u8 {
    let sum: u32 = symbols
        .iter()
        .rev()
        .enumerate()
        .map(|(place, symbol)| {
            let doubled = u32::from(*symbol) * if place % 2 == 0 { 2 } else { 1 };
            doubled / 32 + doubled % 32
        })
        .sum();
    ((32 - sum % 32) % 32) as u8
}

impl fmt::Display for CertificateId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, symbol) in self.symbols().into_iter().enumerate() {
            if matches!(place, 4 | 8 | 12) {
                f.write_str("-")?;
            }
            write!(f, "{}", ALPHABET[usize::from(symbol & 31)] as char)?;
        }
        Ok(())
    }
}

/// Accepts lower case, full-width forms, any grouping, `O` for `0` and `I` or `L` for `1`.
impl FromStr for CertificateId {
    type Err = NotACertificateNumber;

    fn from_str(text: &str) -> Result<CertificateId, NotACertificateNumber> {
        let mut symbols = Vec::with_capacity(LEN);
        for c in crate::text::half_width(text).chars().filter(|c| !matches!(c, '-' | ' ' | '－' | '—')) {
            let c = match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                c => c,
            };
            let symbol = ALPHABET.iter().position(|a| *a as char == c).ok_or(NotACertificateNumber)?;
            if symbols.len() == LEN {
                return Err(NotACertificateNumber);
            }
            symbols.push(symbol as u8);
        }
        let Some((given, body)) = symbols.split_last().filter(|_| symbols.len() == LEN) else {
            return Err(NotACertificateNumber);
        };
        if check(body) != *given {
            return Err(NotACertificateNumber);
        }
        let value = body.iter().fold(0_u128, |value, symbol| value << 5 | u128::from(*symbol));
        let mut bytes = [0; 10];
        bytes.copy_from_slice(&value.to_be_bytes()[6..]);
        Ok(CertificateId(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn has_its_shape() {
        let id = CertificateId::new([0xff; 10]);
        assert_eq!(id.to_string().split('-').map(str::len).collect::<Vec<_>>(), [4, 4, 4, 5]);
        assert_eq!(CertificateId::new([0; 10]).to_string(), "0000-0000-0000-00000");
        assert_eq!("oooo-oooo oooo-0000o".parse(), Ok(CertificateId::new([0; 10])));
        assert_eq!(CertificateId::from_hex(&id.hex()), Some(id));
    }

    proptest! {
        #[test]
        fn reads_back(bytes: [u8; 10]) {
            let id = CertificateId::new(bytes);
            let text = id.to_string();
            prop_assert_eq!(text.parse(), Ok(id));
            prop_assert_eq!(text.to_lowercase().replace('-', " ").parse(), Ok(id));
        }

        #[test]
        fn one_wrong_character_is_found(bytes: [u8; 10], place in 0..LEN, by in 1..32_u8) {
            let mut symbols = CertificateId::new(bytes).symbols();
            symbols[place] = (symbols[place] + by) % 32;
            let text: String = symbols.iter().map(|s| ALPHABET[usize::from(*s)] as char).collect();
            prop_assert_eq!(text.parse::<CertificateId>(), Err(NotACertificateNumber));
        }

        #[test]
        fn never_panics(text in "\\PC*") {
            let _ = text.parse::<CertificateId>();
        }
    }
}
