//! The reading half of an import: bytes to proven lines, on a thread of its own while the other half posts.

use super::{
    PIECE,
    file::{Opened, RawLine},
};
use crate::{Ctx, Fault};
use chrono::NaiveDate;
use domain::{
    account::BackReason,
    contribution::ContributionRules,
    remittance::{Column, Contribution, Reason, Reject, RemittanceLine},
};
use tokio::sync::mpsc::Sender;

/// After so many lines without a good one, the rest of the file is not read.
pub const PATIENCE: u64 = 2_000;

/// A line of the file that holds by itself.
pub struct Numbered {
    pub number: u64,
    /// Blind index of the identity number.
    pub id_index: String,
    pub line: RemittanceLine,
}

impl Numbered {
    /// A back payment for this reason.
    pub fn repays(&self, reason: BackReason) -> bool {
        matches!(self.line.payment.contribution, Contribution::BackPayment(back) if back.reason == reason)
    }
}

/// Some thousands of lines, good ones and findings apart.
#[derive(Default)]
pub struct Piece {
    pub good: Vec<Numbered>,
    pub rejects: Vec<(u64, Option<Column>, Reason)>,
    /// Lines read for this piece; empty ones do not count.
    pub read: u64,
    /// Share of the file read when the piece was full, in thousandths.
    pub permille: u64,
}

/// Reads the file to its end, or until nobody listens any more.
pub fn read(
    ctx: &Ctx,
    mut file: Opened,
    rules: &ContributionRules,
    today: NaiveDate,
    pieces: &Sender<Piece>,
) -> Result<(), Fault> {
    // The first piece is small: a file of garbage is given up after it.
    let mut size = PATIENCE;
    let mut piece = Piece::default();
    while let Some((number, raw)) = file.lines.next()? {
        let parsed = match raw {
            RawLine::Text(text) if text.trim().is_empty() => continue,
            RawLine::Text(text) => RemittanceLine::parse(&file.header, &text, rules, today),
            RawLine::TooLong => Err(vec![Reason::LineTooLong.of_line()]),
            RawLine::BadEncoding => Err(vec![Reason::Encoding.of_line()]),
        };
        piece.read += 1;
        match parsed {
            Ok(line) => {
                let id_index = ctx.seal.index(line.worker.id_number.reveal());
                piece.good.push(Numbered { number, id_index, line });
            }
            Err(rejects) => {
                piece
                    .rejects
                    .extend(rejects.into_iter().map(|Reject { column, reason }| (number, column, reason)));
            }
        }
        if piece.read == size {
            piece.permille = file.lines.bytes_read() * 1000 / file.bytes.max(1);
            if pieces.blocking_send(std::mem::take(&mut piece)).is_err() {
                return Ok(());
            }
            size = PIECE as u64;
        }
    }
    if piece.read > 0 {
        piece.permille = 1000;
        // Nobody listens when the other half failed; its error is the one to report.
        let _ = pieces.blocking_send(piece);
    }
    Ok(())
}
