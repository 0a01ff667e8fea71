//! Opening a remittance file: its encoding, its header, its hash. A file that is something else is refused
//! from its first 64 KB, before two gigabytes of it are read.

use super::{ImportError, Refusal};
use domain::remittance::{Header, HeaderError, LINE_MAX};
use sha2::{Digest, Sha256};
use std::{
    fs::File,
    io::{BufRead, BufReader, Read, Seek},
    path::Path,
};

/// How much of the file is looked at before anything else is done.
pub const HEAD: usize = 64 * 1024;

/// Encodings in use at centres.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    Gb18030,
}

/// A file that has a header, standing at its first data line.
pub struct Opened {
    pub header: Header,
    pub batch_id: String,
    pub bytes: u64,
    pub lines: LineReader<BufReader<File>>,
}

/// One line of bytes, as text or as the reason why it is none.
#[derive(Debug, PartialEq, Eq)]
pub enum RawLine {
    Text(String),
    TooLong,
    BadEncoding,
}

pub fn open(path: &Path) -> Result<Opened, ImportError> {
    let mut file = File::open(path)?;
    let mut head = Vec::with_capacity(HEAD);
    file.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    let (encoding, skip) = look(&head).map_err(ImportError::Refused)?;
    let mut digest = Sha256::new();
    digest.update(&head);
    let mut block = vec![0; 256 * 1024];
    let mut bytes = head.len() as u64;
    loop {
        match file.read(&mut block)? {
            0 => break,
            read => {
                digest.update(&block[..read]);
                bytes += read as u64;
            }
        }
    }
    file.seek(std::io::SeekFrom::Start(skip))?;
    let mut lines = LineReader::new(BufReader::with_capacity(256 * 1024, file), encoding);
    let header = match lines.next()? {
        Some((_, RawLine::Text(line))) => Header::parse(&line),
        _ => Err(HeaderError::NotAHeader),
    };
    let header = header.map_err(|error| ImportError::Refused(Refusal::Header(error)))?;
    let batch_id = domain::text::hex(&digest.finalize()[..16]);
    Ok(Opened { header, batch_id, bytes, lines })
}

/// Judges the header, and tells the encoding and how many bytes of a byte order mark to skip.
fn look(head: &[u8]) -> Result<(Encoding, u64), Refusal> {
    if head.is_empty() {
        return Err(Refusal::Empty);
    }
    let (encoding, skip) = encoding(head).ok_or(Refusal::NotText)?;
    let first = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    // Column names are ASCII in every encoding, so the header can be judged before the encoding is known.
    let names = String::from_utf8_lossy(&first[skip.min(first.len())..]);
    Header::parse(names.trim_end()).map_err(Refusal::Header)?;
    Ok((encoding, skip as u64))
}

/// The encoding of a file by its head, and the bytes of its byte order mark; `None` when it is no such text.
///
/// Strict UTF-8 decides: Chinese text in GB18030 is practically never valid UTF-8 over more than a few
/// characters. A head without any Chinese is valid in both, and read as UTF-8.
pub fn encoding(head: &[u8]) -> Option<(Encoding, usize)> {
    if head.contains(&0) || head.starts_with(&[0xFE, 0xFF]) || head.starts_with(&[0xFF, 0xFE]) {
        return None;
    }
    if head.len() == HEAD && !head[..LINE_MAX * 2].contains(&b'\n') {
        return None;
    }
    let skip = if head.starts_with(&[0xEF, 0xBB, 0xBF]) { 3 } else { 0 };
    // A character that the end of the head cuts in two is no evidence.
    let utf8 = match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none() && head.len() == HEAD,
    };
    Some((if utf8 { Encoding::Utf8 } else { Encoding::Gb18030 }, skip))
}

/// Reads lines of bounded length and decodes each by itself: a damaged line costs only itself.
///
/// Splitting before decoding is right in both encodings: no trail byte of GB18030 is a line break.
pub struct LineReader<R> {
    inner: R,
    encoding: Encoding,
    number: u64,
    read: u64,
}

impl<R: BufRead> LineReader<R> {
    pub fn new(inner: R, encoding: Encoding) -> LineReader<R> {
        LineReader { inner, encoding, number: 0, read: 0 }
    }

    /// Bytes taken so far.
    pub fn bytes_read(&self) -> u64 {
        self.read
    }

    /// The next line with its number, counted from 1; `None` at the end.
    pub fn next(&mut self) -> std::io::Result<Option<(u64, RawLine)>> {
        let mut line = Vec::with_capacity(256);
        let limit = LINE_MAX as u64 + 1;
        let taken = self.inner.by_ref().take(limit).read_until(b'\n', &mut line)?;
        if taken == 0 {
            return Ok(None);
        }
        self.number += 1;
        self.read += taken as u64;
        let ended = line.ends_with(b"\n");
        if !ended && line.len() > LINE_MAX {
            self.read += self.skip_line()?;
            return Ok(Some((self.number, RawLine::TooLong)));
        }
        while line.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
            line.pop();
        }
        Ok(Some((self.number, self.decode(line))))
    }

    fn decode(&self, line: Vec<u8>) -> RawLine {
        let text = match self.encoding {
            Encoding::Utf8 => String::from_utf8(line).ok(),
            Encoding::Gb18030 => encoding_rs::GB18030
                .decode_without_bom_handling_and_without_replacement(&line)
                .map(std::borrow::Cow::into_owned),
        };
        text.map_or(RawLine::BadEncoding, RawLine::Text)
    }

    /// Throws the rest of a line away without keeping it.
    fn skip_line(&mut self) -> std::io::Result<u64> {
        let mut skipped = 0;
        loop {
            let buffer = self.inner.fill_buf()?;
            let (used, done) = match buffer.iter().position(|byte| *byte == b'\n') {
                Some(at) => (at + 1, true),
                None => (buffer.len(), buffer.is_empty()),
            };
            self.inner.consume(used);
            skipped += used as u64;
            if done {
                return Ok(skipped);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "DWZH,GRZH,XINGMING,ZJHM,HBJNY,GRJCJS,DWJCBL,GRJCBL,DWYJCE,GRYJCE";

    #[test]
    fn tells_the_encoding() {
        let chinese = format!("{HEADER}\n1,2,林秀芳\n");
        let (gb, _, _) = encoding_rs::GB18030.encode(&chinese);
        assert_eq!(look(chinese.as_bytes()), Ok((Encoding::Utf8, 0)));
        assert_eq!(look(format!("\u{FEFF}{chinese}").as_bytes()), Ok((Encoding::Utf8, 3)));
        assert_eq!(look(&gb), Ok((Encoding::Gb18030, 0)));
    }

    #[test]
    fn a_character_cut_by_the_end_of_the_head_is_no_evidence() {
        let mut head = format!("{HEADER}\n").into_bytes();
        while head.len() < HEAD - 1 {
            head.push(if head.len() % 80 == 0 { b'\n' } else { b'x' });
        }
        head.push("林".as_bytes()[0]);
        assert_eq!(look(&head), Ok((Encoding::Utf8, 0)));
    }

    #[test]
    fn refuses_what_is_no_such_file() {
        let long = "x".repeat(HEAD);
        assert_eq!(look(b""), Err(Refusal::Empty));
        assert_eq!(look(b"PK\x03\x04\0\0"), Err(Refusal::NotText));
        assert_eq!(look(b"\xFF\xFED\0W\0"), Err(Refusal::NotText));
        assert_eq!(look(long.as_bytes()), Err(Refusal::NotText));
        assert_eq!(look(b"name,amount\n"), Err(Refusal::Header(HeaderError::NotAHeader)));
    }

    #[test]
    fn lines_keep_their_numbers_whatever_stands_in_them() {
        let mut bytes = b"a\r\n\n".to_vec();
        bytes.extend(vec![b'x'; LINE_MAX * 3]);
        bytes.extend(b"\n\xFF\xFF\nlast");
        let mut lines = LineReader::new(&bytes[..], Encoding::Utf8);
        let mut read = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            read.push(line);
        }
        let text = |text: &str| RawLine::Text(text.into());
        assert_eq!(
            read,
            [
                (1, text("a")),
                (2, text("")),
                (3, RawLine::TooLong),
                (4, RawLine::BadEncoding),
                (5, text("last"))
            ]
        );
        assert_eq!(lines.bytes_read(), bytes.len() as u64);
    }
}
