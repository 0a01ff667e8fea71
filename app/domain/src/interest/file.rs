//! Movements as a file: a header `value_date,amount`, then one line per movement, in any order.

use super::Movement;
use crate::{Fen, fen::AmountError, remittance::split_fields};

/// The columns, in this order.
const COLUMNS: [&str; 2] = ["value_date", "amount"];

/// What is wrong, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct FileError {
    /// Counted from 1; the header is line 1.
    pub line: usize,
    /// What is wrong with that line.
    pub what: LineError,
}

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// The first line does not name the columns.
    #[error("expected the header “value_date,amount”")]
    NotTheHeader,
    /// More or fewer fields than columns, or a quote that is not closed.
    #[error("expected a value date and an amount with a comma between them")]
    NotTwoFields,
    /// No such day.
    #[error("value date: not a day of the form YYYY-MM-DD")]
    NotADay,
    /// See [`AmountError`].
    #[error("amount: {0}")]
    NotAnAmount(AmountError),
}

/// Reads a file. An amount is yuan with at most two decimals, with a minus for a withdrawal; empty lines and a
/// byte order mark are passed over.
pub fn read_movements(text: &str) -> Result<Vec<Movement>, FileError> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut lines = text.lines().enumerate().map(|(index, line)| (index + 1, line));
    let header = lines.next().map_or("", |(_, line)| line);
    if fields(header) != Some(COLUMNS.map(str::to_owned)) {
        return Err(FileError { line: 1, what: LineError::NotTheHeader });
    }
    lines
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(number, line)| movement(line).map_err(|what| FileError { line: number, what }))
        .collect()
}

fn movement(line: &str) -> Result<Movement, LineError> {
    let [day, amount] = fields(line).ok_or(LineError::NotTwoFields)?;
    let value_date = day.parse().map_err(|_| LineError::NotADay)?;
    let amount = signed(&amount).map_err(LineError::NotAnAmount)?;
    Ok(Movement { value_date, amount })
}

fn fields(line: &str) -> Option<[String; 2]> {
    let fields: Vec<String> = split_fields(line)?.iter().map(|field| field.trim().to_owned()).collect();
    fields.try_into().ok()
}

/// An amount with an optional minus. [`Fen::parse`] keeps it far from the ends of an `i64`.
fn signed(text: &str) -> Result<Fen, AmountError> {
    let text = crate::text::half_width(text);
    match text.strip_prefix('-') {
        Some(rest) => Fen::parse(rest).map(|amount| Fen::new(-amount.get())),
        None => Fen::parse(&text),
    }
}
