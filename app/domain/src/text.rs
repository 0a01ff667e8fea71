//! Text as it arrives from phones and keyboards: full-width forms, invisible characters, forged directions.

use crate::Problem;
use unicode_normalization::UnicodeNormalization;

/// Full-width ASCII forms (`１２ＡＢ，．`) and the ideographic space become their half-width twins.
pub fn half_width(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            '\u{3000}' => ' ',
            '￥' => '¥',
            _ => c,
        })
        .collect()
}

/// True for characters that no field accepts: controls (NUL, line breaks), direction overrides, invisible
/// joiners and noncharacters. They change how a text looks to the next reader.
pub fn is_forbidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFF}')
}

/// One line of free text, trimmed and in NFC; `None` when it holds a forbidden character.
pub fn one_line(text: &str) -> Option<String> {
    let text: String = text.trim().nfc().collect();
    (!text.chars().any(is_forbidden)).then_some(text)
}

/// One line of at most `max` characters; nothing typed is none.
pub fn short_line(text: &str, max: u32) -> Result<Option<String>, Problem> {
    match one_line(text) {
        None => Err(Problem::ForbiddenCharacter),
        Some(text) if text.chars().count() > max as usize => Err(Problem::TooLong { max }),
        Some(text) => Ok((!text.is_empty()).then_some(text)),
    }
}

/// A note of one line, at most 200 characters; nothing typed is none.
pub fn note(text: &str) -> Result<Option<String>, Problem> {
    short_line(text, 200)
}

/// Bytes as lower-case hexadecimal digits, the form in which hashes and tokens are kept.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|half| char::from(DIGITS[half as usize]))
        .collect()
}

/// The bytes of [`hex`]; upper-case digits are read too.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_digits_a_byte() {
        assert_eq!(hex(&[0, 9, 0xa0, 0xff]), "0009a0ff");
        assert_eq!(unhex("0009a0FF"), Some(vec![0, 9, 0xa0, 0xff]));
        for bad in ["0", "zz", "+f", "é0", "é"] {
            assert_eq!(unhex(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_note_is_one_line_of_at_most_200_characters() {
        assert_eq!(note("  "), Ok(None));
        assert_eq!(note(" 已核对 "), Ok(Some("已核对".into())));
        assert_eq!(note(&"字".repeat(200)), Ok(Some("字".repeat(200))));
        assert_eq!(note(&"字".repeat(201)), Err(Problem::TooLong { max: 200 }));
        assert_eq!(note("a\nb"), Err(Problem::ForbiddenCharacter));
    }

    #[test]
    fn normalises_and_refuses() {
        assert_eq!(half_width("３５０５０２ｘ，．－"), "350502x,.-");
        assert_eq!(one_line("  欧阳建国 "), Some("欧阳建国".into()));
        for bad in ["a\0b", "a\u{202E}b", "a\nb", "a\u{200B}b"] {
            assert_eq!(one_line(bad), None, "{bad:?}");
        }
    }
}
