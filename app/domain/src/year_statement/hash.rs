//! What is kept of an issued statement: the hash over everything it says. Anybody with the exported file can compute
//! it again, and so can `anju verify` from the rows.

use crate::{AccountNo, Fen, interest::AccrualYear, statement::Entry, text::hex};
use core::fmt::Write;
use sha2::{Digest, Sha256};

/// Hex of the SHA-256 over these lines, each ended by a line feed:
///
/// ```text
/// anju-statement 1
/// 010000000014 2025-07-01 2026-06-30
/// opening 30000.00
/// 17 2025-07-15 2025-07-15 01 2400.00 2025-07 1200.00 1200.00 -
/// closing 32400.00
/// ```
///
/// A row is: number, posting date, value date, business code, amount in yuan (negative out of the account),
/// contribution month, the unit's and the person's share, the row that it takes back; `-` for what it does not have.
pub fn hash_of(
    account: &AccountNo,
    year: AccrualYear,
    opening: Fen,
    entries: &[&Entry],
    closing: Fen,
) -> String {
    let (from, to) = (year.first_day(), year.settlement_day());
    let mut text = format!("anju-statement 1\n{account} {from} {to}\nopening {}\n", opening.plain());
    for entry in entries {
        let or_dash = |value: Option<String>| value.unwrap_or_else(|| "-".into());
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "{} {} {} {} {} {} {} {} {}",
            entry.seq,
            entry.posted_on,
            entry.value_date,
            entry.business.code(),
            entry.amount.plain(),
            or_dash(entry.month.map(|month| month.to_string())),
            or_dash(entry.unit_part.map(Fen::plain)),
            or_dash(entry.personal_part.map(Fen::plain)),
            or_dash(entry.reverses.map(|seq| seq.to_string())),
        );
    }
    let _ = writeln!(text, "closing {}", closing.plain());
    hex(&Sha256::digest(text.as_bytes()))
}

/// The number of a statement (对账单编号) is the head of its hash: `9F3A 51C0 77D2 E1B8`. Two statements that say
/// different things have different numbers.
pub fn number_of(hash: &str) -> String {
    let head: Vec<char> = hash.chars().take(16).map(|c| c.to_ascii_uppercase()).collect();
    head.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}
