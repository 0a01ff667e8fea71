//! Whole-number division of money, half-up, for the loops where a decimal would be slow.

use crate::Fen;

/// `amount / parts`, half-up; amounts here are never negative.
pub(super) fn div_half_up(amount: Fen, parts: u32) -> Fen {
    let parts = i64::from(parts);
    Fen::new((2 * amount.get() + parts) / (2 * parts))
}

/// One month's interest on `balance`: balance × annual / 12, half-up. The monthly rate is not rounded.
///
/// A balance of at most 10¹⁰ fen times 2 × 24,000 fits 64 bits with room to spare.
pub(super) fn month_interest(balance: Fen, rate: (u64, u64)) -> Fen {
    let (a, b) = (rate.0 as i64, rate.1 as i64);
    Fen::new((2 * balance.get() * a + b) / (2 * b))
}
