//! What a contribution certificate says about a statement that it comes with (年度对账单): an ignorable extension, so
//! that a verifier that does not know it still verifies the certificate.
//!
//! `[year, opening, in, out, closing, head of the hash]`: amounts in fen, `in` and `out` both positive, interest among
//! them; the hash is [`crate::year_statement::hash_of`], and its head the number of the statement.

use super::cbor::Value;
use crate::{
    Fen,
    text::hex,
    year_statement::{YearStatement, number_of},
};

/// The key of the extension.
pub(super) const KEY: u64 = 64;
/// Bytes of the hash that are carried: nobody finds another statement with the same.
const HEAD: usize = 16;

/// The figures of one statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatementMark {
    /// Calendar year of the settlement day.
    pub year: i32,
    pub opening: Fen,
    pub into: Fen,
    pub out: Fen,
    pub closing: Fen,
    pub hash_head: [u8; HEAD],
}

impl StatementMark {
    /// `None` for a hash that is none.
    pub fn of(statement: &YearStatement, hash: &str) -> Option<StatementMark> {
        let bytes = crate::text::unhex(hash)?;
        let sum = |wanted: fn(&Fen) -> bool| {
            Fen::sum(statement.flows.iter().map(|(_, amount)| *amount).filter(wanted))
        };
        let out = sum(|amount| amount.is_negative())?;
        Some(StatementMark {
            year: statement.year.settlement_year(),
            opening: statement.opening,
            into: sum(|amount| !amount.is_negative())?,
            out: Fen::new(out.get().checked_neg()?),
            closing: statement.closing,
            hash_head: bytes.get(..HEAD)?.try_into().ok()?,
        })
    }

    /// The number of the statement, as it is printed.
    pub fn number(&self) -> String {
        number_of(&hex(&self.hash_head))
    }

    /// Whether it is the mark of a statement with this hash.
    pub fn is_of(&self, hash: &str) -> bool {
        hash.starts_with(&hex(&self.hash_head))
    }

    pub(super) fn write(&self) -> Value {
        let amounts = [self.opening, self.into, self.out, self.closing].map(|fen| Value::int(fen.get()));
        let mut items = vec![Value::int(self.year.into())];
        items.extend(amounts);
        items.push(Value::Bytes(self.hash_head.to_vec()));
        Value::Array(items)
    }

    /// `None` for anything else, which is then ignored, and for figures that do not add up.
    pub(super) fn read(value: &Value) -> Option<StatementMark> {
        let [year, opening, into, out, closing, head] = value.as_array()? else { return None };
        let fen = |value: &Value| value.as_uint().and_then(|fen| i64::try_from(fen).ok()).map(Fen::new);
        let mark = StatementMark {
            year: i32::try_from(year.as_int()?).ok().filter(|year| (2000..2200).contains(year))?,
            opening: fen(opening)?,
            into: fen(into)?,
            out: fen(out)?,
            closing: fen(closing)?,
            hash_head: head.as_bytes()?.try_into().ok()?,
        };
        let adds_up = mark.opening.checked_add(mark.into)?.checked_sub(mark.out)? == mark.closing;
        adds_up.then_some(mark)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark() -> StatementMark {
        let yuan = Fen::from_yuan;
        let hash_head = [0xAB; HEAD];
        StatementMark {
            year: 2026,
            opening: yuan(10),
            into: yuan(5),
            out: yuan(3),
            closing: yuan(12),
            hash_head,
        }
    }

    #[test]
    fn a_mark_reads_back_and_must_add_up() {
        assert_eq!(StatementMark::read(&mark().write()), Some(mark()));
        assert_eq!(StatementMark::read(&StatementMark { closing: Fen::ZERO, ..mark() }.write()), None);
        assert_eq!(StatementMark::read(&StatementMark { year: 26, ..mark() }.write()), None);
        assert_eq!(StatementMark::read(&Value::Uint(1)), None);
        assert_eq!(mark().number(), "ABAB ABAB ABAB ABAB");
        assert!(mark().is_of(&"ab".repeat(32)) && !mark().is_of(&"ac".repeat(32)));
    }
}
