//! A person's name (姓名) as on the identity card, rare characters and minority names included.

use crate::Problem;
use core::fmt;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// 2 to 50 characters, in NFC, with one kind of middle dot: two names are the same person's name when they
/// are equal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct PersonName(String);

/// A stored or transmitted text is not a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a person's name")]
pub struct NotAName;

/// The dot of minority names (间隔号).
pub const MIDDLE_DOT: char = '·';
const MAX: usize = 50;

impl PersonName {
    /// Reads a name of Han characters (extensions A to J included) with middle dots, or a Latin name with
    /// single spaces, hyphens and apostrophes.
    pub fn parse(text: &str) -> Result<PersonName, Problem> {
        let text = crate::text::half_width(text.trim());
        if text.chars().any(crate::text::is_forbidden) {
            return Err(Problem::ForbiddenCharacter);
        }
        let mut name: String = text.nfc().map(|c| if is_dot(c) { MIDDLE_DOT } else { c }).collect();
        if name.chars().any(is_han) {
            name =
                name.chars().filter(|c| *c != ' ').map(|c| if c == '.' { MIDDLE_DOT } else { c }).collect();
        }
        match name.chars().count() {
            0 => Err(Problem::Missing),
            n if n > MAX => Err(Problem::TooLong { max: MAX as u32 }),
            _ if is_han_name(&name) || is_latin_name(&name) => Ok(PersonName(name)),
            _ => Err(Problem::NotAName),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `张*` for two characters, else `林*芳`: one star whatever stands between, so the length stays private.
    pub fn masked(&self) -> String {
        let mut chars = self.0.chars();
        let first = chars.next().map(String::from).unwrap_or_default();
        let middle = chars.next();
        match (middle, chars.next_back()) {
            (_, Some(last)) => format!("{first}*{last}"),
            _ => format!("{first}*"),
        }
    }
}

fn is_han_name(name: &str) -> bool {
    let parts: Vec<&str> = name.split(MIDDLE_DOT).collect();
    name.chars().count() >= 2 && parts.iter().all(|part| !part.is_empty() && part.chars().all(is_han))
}

fn is_latin_name(name: &str) -> bool {
    let letter = |c: char| c.is_alphabetic() && (c as u32) < 0x250;
    let mut before = ' ';
    for c in name.chars() {
        // A space may follow a full stop or a comma, as in `Li, A. B.`; the other signs follow a letter.
        let sound = match c {
            ' ' => before != ' ',
            '-' | '\'' | '.' | ',' => letter(before),
            _ => letter(c),
        };
        if !sound {
            return false;
        }
        before = c;
    }
    name.chars().filter(|c| letter(*c)).count() >= 2
}

/// The forms that keyboards and old systems write for the middle dot.
fn is_dot(c: char) -> bool {
    matches!(c, '·' | '•' | '‧' | '∙' | '⋅' | '・' | '･' | '\u{0387}' | '\u{2024}' | '\u{FE52}')
}

/// Unified ideographs of the basic block, extensions A to J, the twelve unified ones among the compatibility
/// characters, and 〇.
fn is_han(c: char) -> bool {
    matches!(c as u32, 0x3007 | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xFA0E..=0xFA29 | 0x20000..=0x3347F)
}

impl fmt::Display for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<PersonName> for String {
    fn from(name: PersonName) -> String {
        name.0
    }
}

impl TryFrom<String> for PersonName {
    type Error = NotAName;
    fn try_from(text: String) -> Result<PersonName, NotAName> {
        PersonName::parse(&text).map_err(|_| NotAName)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_names_and_masks_them() {
        for (text, name, masked) in [
            ("张明", "张明", "张*"),
            (" 林 秀 芳 ", "林秀芳", "林*芳"),
            ("欧阳䶮", "欧阳䶮", "欧*䶮"),
            ("王㛃", "王㛃", "王*"),
            ("李\u{20000}\u{30EDD}", "李\u{20000}\u{30EDD}", "李*\u{30EDD}"),
            ("阿依古丽•买买提", "阿依古丽·买买提", "阿*提"),
            ("阿依古丽．买买提", "阿依古丽·买买提", "阿*提"),
            ("阿依古丽・买买提", "阿依古丽·买买提", "阿*提"),
            ("José Li-Wang", "José Li-Wang", "J*g"),
            ("O'Neil, A. B.", "O'Neil, A. B.", "O*."),
            // A compatibility ideograph is the same name after NFC.
            ("\u{F90A}明", "金明", "金*"),
        ] {
            let read = PersonName::parse(text).unwrap_or_else(|p| panic!("{text}: {p:?}"));
            assert_eq!((read.as_str(), read.masked().as_str()), (name, masked), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_name() {
        for (text, problem) in [
            ("", Problem::Missing),
            ("张", Problem::NotAName),
            ("·张明", Problem::NotAName),
            ("张··明", Problem::NotAName),
            ("张明1", Problem::NotAName),
            ("张<b>明", Problem::NotAName),
            ("=1+1", Problem::NotAName),
            ("--", Problem::NotAName),
            ("张\u{202E}明", Problem::ForbiddenCharacter),
            ("张\0明", Problem::ForbiddenCharacter),
        ] {
            assert_eq!(PersonName::parse(text), Err(problem), "{text:?}");
        }
        assert_eq!(PersonName::parse(&"张".repeat(51)), Err(Problem::TooLong { max: 50 }));
    }

    proptest! {
        #[test]
        fn reading_twice_changes_nothing(text in "\\PC{0,60}") {
            if let Ok(name) = PersonName::parse(&text) {
                prop_assert_eq!(PersonName::parse(name.as_str()), Ok(name.clone()));
                prop_assert!(!name.masked().is_empty());
            }
        }
    }
}
