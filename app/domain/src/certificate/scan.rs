//! From scanned text to bytes. Scanners type through keyboards and input methods that add, translate, wrap and
//! swallow characters; only the digits have to survive. A checksum tells a bad scan from a bad certificate, so
//! that nobody is accused of forgery for a dropped keystroke.

use super::base10;

/// Fewer digits than this are never a code of ours.
const MIN_DIGITS: usize = 30;
/// More digits than the largest code of ours holds.
const MAX_DIGITS: usize = 1_300;
/// More characters than any scanner sends for one code.
const MAX_CHARS: usize = 20_000;

/// What the first digit says about the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A signed certificate.
    Certificate,
    /// An opaque token that only a counter of the centre can redeem.
    Token,
    /// A signed presentation that lives two minutes.
    Live,
}

impl Kind {
    pub const fn digit(self) -> u8 {
        match self {
            Kind::Certificate => b'1',
            Kind::Token => b'2',
            Kind::Live => b'3',
        }
    }

    fn of(digit: u8) -> Option<Kind> {
        [Kind::Certificate, Kind::Token, Kind::Live].into_iter().find(|kind| kind.digit() == digit)
    }
}

/// A complete scan: the checksum was right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scan {
    pub kind: Kind,
    /// The message without its checksum.
    pub bytes: Vec<u8>,
}

/// Why no message came out of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScanFailure {
    /// Digits missing, doubled or changed on the way.
    Incomplete,
    /// A code of someone else.
    NotOurs,
    /// A kind that this version does not know.
    UnsupportedVersion,
}

/// The digits of a code: kind, message, checksum.
pub fn write(kind: Kind, message: &[u8]) -> String {
    let digits = base10::encode(&[message, &crc32(kind, message)].concat());
    format!("{}{digits}", kind.digit() as char)
}

/// The link that the QR code holds. `host` is lower case ASCII; an upper case scheme does not open in some
/// cameras.
pub fn link(host: &str, digits: &str) -> String {
    format!("https://{host}/z/#{digits}")
}

/// Finds and checks the digits in whatever a scanner, a camera, a person or a chat app handed over.
pub fn read(text: &str) -> Result<Scan, ScanFailure> {
    if text.chars().nth(MAX_CHARS).is_some() {
        return Err(ScanFailure::NotOurs);
    }
    let text = normalise(text);
    let text = without_reader_marks(&text);
    let run = longest_run(text);
    if run.len() > MAX_DIGITS {
        return Err(ScanFailure::NotOurs);
    }
    let Some((kind, digits)) = run.as_bytes().first().map(|kind| (*kind, &run[1..])) else {
        return Err(blame(text));
    };
    if run.len() < MIN_DIGITS {
        return Err(blame(text));
    }
    let bytes = base10::decode(digits);
    let Some(kind) = Kind::of(kind) else {
        let named = text.contains(&["#", run].concat());
        return Err(if named || bytes.is_some() { ScanFailure::UnsupportedVersion } else { blame(text) });
    };
    let bytes = bytes.ok_or_else(|| blame(text))?;
    match bytes.split_last_chunk::<4>() {
        Some((message, sum)) if *sum == crc32(kind, message) => Ok(Scan { kind, bytes: message.to_vec() }),
        _ => Err(blame(text)),
    }
}

/// A text that names another address, or has nothing of ours, is not ours; all else was cut on the way.
fn blame(text: &str) -> ScanFailure {
    let ours = ["/z/", "/l/", "/s/"].iter().any(|path| text.contains(path));
    let foreign_address = text.contains("://") && !ours;
    let digits = longest_run(text).len();
    let bare = digits == text.len();
    if !foreign_address && (ours || bare || digits >= MIN_DIGITS) {
        ScanFailure::Incomplete
    } else {
        ScanFailure::NotOurs
    }
}

/// One spelling of what input methods make of the same keys: compatibility digits become ASCII, Chinese
/// punctuation becomes what the key says, invisible characters and line wraps go, letters are lower case.
fn normalise(text: &str) -> String {
    crate::text::half_width(text)
        .chars()
        .filter(|c| !c.is_whitespace() && !crate::text::is_forbidden(*c))
        .map(|c| match c {
            '、' => '/',
            '。' => '.',
            '：' => ':',
            '¥' => '$',
            _ => digit(c).unwrap_or(c.to_ascii_lowercase()),
        })
        .collect()
}

/// Characters that Unicode holds compatible with one ASCII digit (NFKC), without the tables for all others.
fn digit(c: char) -> Option<char> {
    let value = match c as u32 {
        0xB2 | 0xB3 => c as u32 - 0xB0,
        0xB9 => 1,
        0x2070 => 0,
        c @ 0x2074..=0x2079 => c - 0x2070,
        c @ 0x2080..=0x2089 => c - 0x2080,
        c @ 0x2460..=0x2468 => c - 0x245F,
        0x24EA => 0,
        c @ 0x1CCF0..=0x1CCF9 => c - 0x1CCF0,
        c @ 0x1D7CE..=0x1D7FF => (c - 0x1D7CE) % 10,
        c @ 0x1FBF0..=0x1FBF9 => c - 0x1FBF0,
        _ => return None,
    };
    char::from_digit(value, 10)
}

/// Scanner guns may put a symbology mark (`]Q1`) or a character-set mark (`\000026`) before the text.
fn without_reader_marks(text: &str) -> &str {
    let text = match text.strip_prefix("]q") {
        Some(rest) => rest.strip_prefix(|c: char| c.is_ascii_digit()).unwrap_or(text),
        None => text,
    };
    text.strip_prefix("\\000026").unwrap_or(text)
}

fn longest_run(text: &str) -> &str {
    // `max_by_key` keeps the last of equals; the first is the one a reader would name.
    text.split(|c: char| !c.is_ascii_digit()).rev().max_by_key(|run| run.len()).unwrap_or_default()
}

/// CRC-32 (IEEE 802.3) over the kind and the message, bit by bit: the usual table is 16 KB that does not
/// compress, half of what the browser's verifier weighs, and a message has 250 bytes.
fn crc32(kind: Kind, message: &[u8]) -> [u8; 4] {
    let mut crc = u32::MAX;
    for byte in core::iter::once(&kind.digit()).chain(message) {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = crc >> 1 ^ if crc & 1 == 1 { 0xEDB8_8320 } else { 0 };
        }
    }
    (!crc).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    fn code() -> String {
        write(Kind::Certificate, &[7; 200])
    }

    #[test]
    fn checksum_is_the_common_one() {
        // "123456789" is the check input of every CRC catalogue; its first byte is the kind.
        assert_eq!(crc32(Kind::Certificate, b"23456789"), 0xCBF4_3926_u32.to_be_bytes());
    }

    #[test]
    fn finds_the_digits_under_every_disguise() {
        let code = code();
        let wrapped: String =
            code.as_bytes().chunks(76).map(|l| format!("{}\r\n", str::from_utf8(l).unwrap())).collect();
        let wide: String = code.chars().map(|c| char::from_u32(c as u32 + 0xFEE0).unwrap()).collect();
        let link = link("gjj.example.gov.cn", &code);
        for text in [
            code.clone(),
            wrapped,
            wide,
            link.clone(),
            link.to_uppercase(),
            format!("]Q1{code}"),
            format!("\\000026{code}\t"),
            format!("{link}&appinstall=0"),
            format!("http：、、gjj。cn、z、？nsukey=r12345678#{code}"),
            format!("\u{FEFF}{link}\u{200B}"),
        ] {
            assert_eq!(read(&text).map(|scan| scan.bytes), Ok(vec![7; 200]), "{text}");
        }
    }

    #[test]
    fn tells_cut_from_foreign() {
        let code = code();
        for cut in [
            &code[1..],
            &code[..100],
            &code[..20],
            "https://gjj.gov.cn/z/#1",
            "",
            "汉字、、汉#137235657078604868712482776070452885",
        ] {
            assert_eq!(read(cut), Err(ScanFailure::Incomplete), "{cut}");
        }
        let long = "7".repeat(5000);
        for foreign in [
            "https://qr.example.com/abc",
            "HC1:NCFOXN%TS3DH3ZSUZK",
            "你好",
            &long,
            "https://qr.alipay.com/1234567890123456789012345678901234567890",
        ] {
            assert_eq!(read(foreign), Err(ScanFailure::NotOurs), "{foreign}");
        }
        assert_eq!(read(&format!("https://a/z/#7{}", &code[1..])), Err(ScanFailure::UnsupportedVersion));
    }

    #[test]
    fn digits_agree_with_unicode() {
        for c in char::MIN..=char::MAX {
            let folded: String = c.nfkc().collect();
            if folded.len() == 1 && folded.as_bytes()[0].is_ascii_digit() {
                assert_eq!(normalise(&c.to_string()), folded, "{c:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC*") {
            let _ = read(&text);
        }

        #[test]
        fn one_changed_keystroke_is_never_read(at in 0..488_usize, digit in 0..10_u8, act in 0..3) {
            let code = code();
            let (head, tail) = code.split_at(at.min(code.len() - 1));
            let digit = char::from(b'0' + digit);
            let text = match act {
                0 => format!("{head}{digit}{tail}"),
                1 => format!("{head}{}", &tail[1..]),
                _ => format!("{head}{digit}{}", &tail[1..]),
            };
            prop_assert!(text == code || read(&text).is_err());
        }
    }
}
