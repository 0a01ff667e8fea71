//! A bank's file: what it is, and the statement in it. Everything is bounded, and nothing is taken that is not
//! understood whole.

use super::{camt, csv_file};
use domain::reconcile::Statement;
use sha2::{Digest, Sha256};
use std::{fs::File, io::Read, path::Path};

/// The largest file that is read.
pub const FILE_MAX: u64 = 32 * 1024 * 1024;
/// The most movements of one day.
pub const LINES_MAX: usize = 200_000;
/// Characters of a serial, a reference or a name; what is longer is no such thing.
pub const FIELD_MAX: usize = 140;

/// The formats that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Csv,
    Camt053,
}

impl Format {
    pub const fn code(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Camt053 => "camt.053",
        }
    }
}

/// Why a file is no statement. `line` counts lines of a CSV file, entries of an XML file, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    Empty,
    TooLarge,
    TooManyLines,
    /// Neither UTF-8 nor GB18030.
    NotText,
    /// The first line of a CSV file is not [`csv_file::HEADER`].
    Header,
    /// A CSV file does not begin with the opening balance or end with the closing balance.
    NoBalance,
    /// A document type: it could define entities, and no bank sends one.
    Doctype,
    /// Another entity than the five of XML itself.
    Entity,
    TooDeep,
    /// Not well-formed XML.
    Xml,
    /// Another message than camt.053.
    OtherMessage,
    SeveralStatements,
    /// An entry that is not booked yet.
    NotBooked {
        line: u32,
    },
    /// Another currency than CNY.
    Currency {
        line: u32,
    },
    Field {
        line: u32,
        name: &'static str,
    },
}

impl Unreadable {
    /// As it stands in machine-readable answers.
    pub const fn code(&self) -> &'static str {
        match self {
            Unreadable::Empty => "empty",
            Unreadable::TooLarge => "too_large",
            Unreadable::TooManyLines => "too_many_lines",
            Unreadable::NotText => "not_text",
            Unreadable::Header => "header",
            Unreadable::NoBalance => "no_balance",
            Unreadable::Doctype => "doctype",
            Unreadable::Entity => "entity",
            Unreadable::TooDeep => "too_deep",
            Unreadable::Xml => "xml",
            Unreadable::OtherMessage => "other_message",
            Unreadable::SeveralStatements => "several_statements",
            Unreadable::NotBooked { .. } => "not_booked",
            Unreadable::Currency { .. } => "currency",
            Unreadable::Field { .. } => "field",
        }
    }
}

/// A file that was read.
#[derive(Clone, Debug)]
pub struct BankFile {
    /// SHA-256 of its bytes.
    pub hash: String,
    pub name: String,
    pub format: Format,
    pub statement: Statement,
}

/// Reads a file; the outer error is the disk's.
pub fn read(path: &Path) -> std::io::Result<Result<BankFile, Unreadable>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(FILE_MAX + 1).read_to_end(&mut bytes)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(parse(&bytes, name))
}

fn parse(bytes: &[u8], name: String) -> Result<BankFile, Unreadable> {
    if bytes.len() as u64 > FILE_MAX {
        return Err(Unreadable::TooLarge);
    }
    let hash = domain::text::hex(&Sha256::digest(bytes));
    let text = decode(bytes)?;
    let text = text.trim_start_matches('\u{FEFF}');
    let (format, statement) = match text.trim_start().chars().next() {
        None => return Err(Unreadable::Empty),
        Some('<') => (Format::Camt053, camt::read(text)?),
        Some(_) => (Format::Csv, csv_file::read(text)?),
    };
    Ok(BankFile { hash, name, format, statement })
}

/// Strict UTF-8, or else GB18030, in which banks here write.
fn decode(bytes: &[u8]) -> Result<std::borrow::Cow<'_, str>, Unreadable> {
    if bytes.contains(&0) {
        return Err(Unreadable::NotText);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.into()),
        Err(_) => encoding_rs::GB18030
            .decode_without_bom_handling_and_without_replacement(bytes)
            .ok_or(Unreadable::NotText),
    }
}

/// A field of one line, of bounded length.
pub(super) fn one_line(text: &str, line: u32, name: &'static str) -> Result<String, Unreadable> {
    let text = domain::text::one_line(text).filter(|text| text.chars().count() <= FIELD_MAX);
    text.ok_or(Unreadable::Field { line, name })
}

#[cfg(test)]
pub(super) fn parse_text(text: &str) -> Result<Statement, Unreadable> {
    parse(text.as_bytes(), String::new()).map(|file| file.statement)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encoding_is_found_and_garbage_refused() {
        let text = csv_file::tests::TWO_LINES;
        let (gb, _, _) = encoding_rs::GB18030.encode(text);
        let from_gb = parse(&gb, "a".into()).unwrap();
        let from_utf8 = parse(format!("\u{FEFF}{text}").as_bytes(), "a".into()).unwrap();
        assert_eq!(from_gb.statement, from_utf8.statement);
        assert_ne!(from_gb.hash, from_utf8.hash);
        assert_eq!(from_gb.statement.lines[0].counterparty, "泉州刺桐纺织有限公司");
        for (bytes, why) in [
            (&b""[..], Unreadable::Empty),
            (b" \n", Unreadable::Empty),
            (b"PK\x03\x04\0\0", Unreadable::NotText),
            (b"\xFF\xFF\xFF", Unreadable::NotText),
            (b"name,amount\n", Unreadable::Header),
        ] {
            assert_eq!(parse(bytes, String::new()).unwrap_err(), why);
        }
    }

    #[test]
    fn a_file_is_bounded() {
        let bytes = vec![b'x'; FILE_MAX as usize + 1];
        assert_eq!(parse(&bytes, String::new()).unwrap_err(), Unreadable::TooLarge);
    }
}
