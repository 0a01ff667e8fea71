//! Reading a file of bases, on a thread where waiting for the disk is allowed.

use super::FileRefusal;
use crate::{
    Fault,
    remittance::file::{self, LineReader, RawLine},
};
use domain::{
    base::{BaseHeader, BaseLine, YearRules},
    remittance::{Reason, Reject},
};
use std::{
    fs::File,
    io::{BufRead, BufReader, Cursor},
    path::PathBuf,
};
use tokio::sync::mpsc::Sender;

/// Lines per piece.
const PIECE: usize = 2_000;

/// Where a file comes from.
#[derive(Clone, Debug)]
pub enum Source {
    Path(PathBuf),
    /// As it was uploaded.
    Bytes(Vec<u8>),
}

/// Some lines, good ones and findings apart.
#[derive(Default)]
pub struct Piece {
    pub good: Vec<(u64, BaseLine)>,
    pub rejects: Vec<(u64, Reject)>,
}

/// Reads to the end, or until nobody listens any more.
pub fn read(
    source: Source,
    rules: &YearRules,
    pieces: &Sender<Piece>,
) -> Result<Result<(), FileRefusal>, Fault> {
    let mut reader: Box<dyn BufRead> = match source {
        Source::Path(path) => Box::new(BufReader::with_capacity(file::HEAD, File::open(path)?)),
        Source::Bytes(bytes) => Box::new(Cursor::new(bytes)),
    };
    let head = reader.fill_buf()?;
    if head.is_empty() {
        return Ok(Err(FileRefusal::Empty));
    }
    let Some((encoding, skip)) = file::encoding(&head[..head.len().min(file::HEAD)]) else {
        return Ok(Err(FileRefusal::NotText));
    };
    reader.consume(skip);
    let mut lines = LineReader::new(reader, encoding);
    let header = match lines.next()? {
        Some((_, RawLine::Text(line))) => BaseHeader::parse(&line),
        _ => None,
    };
    let Some(header) = header else { return Ok(Err(FileRefusal::NoHeader)) };
    let mut piece = Piece::default();
    while let Some((number, raw)) = lines.next()? {
        let parsed = match raw {
            RawLine::Text(text) if text.trim().is_empty() => continue,
            RawLine::Text(text) => BaseLine::parse(&header, &text, rules),
            RawLine::TooLong => Err(vec![Reason::LineTooLong.of_line()]),
            RawLine::BadEncoding => Err(vec![Reason::Encoding.of_line()]),
        };
        match parsed {
            Ok(line) => piece.good.push((number, line)),
            Err(rejects) => piece.rejects.extend(rejects.into_iter().map(|reject| (number, reject))),
        }
        if piece.good.len() + piece.rejects.len() >= PIECE
            && pieces.blocking_send(std::mem::take(&mut piece)).is_err()
        {
            return Ok(Ok(()));
        }
    }
    // Nobody listens when the other half failed; its error is the one to report.
    let _ = pieces.blocking_send(piece);
    Ok(Ok(()))
}
