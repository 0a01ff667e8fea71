//! A row of the ledger in the form in which it is hashed.

use super::push_field;
use std::fmt::Write as _;

/// A row as it is stored: amounts in fen, months `2026-10`, days `2026-10-15`, times in milliseconds since 1970.
/// What is stored is hashed, not what was understood of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LedgerRow {
    pub seq: i64,
    pub debit: String,
    pub credit: String,
    pub amount_fen: i64,
    /// `post`, `reserve`, `post_reserved` or `void_reserved`.
    pub kind: String,
    pub reserves: Option<i64>,
    pub reverses: Option<i64>,
    /// Of a month that was paid again after a reversal: the row it stands for; 0 of every other row.
    pub replaces: i64,
    /// Business code of JGJ/T 320, table A.5.
    pub business: String,
    pub month: Option<String>,
    pub unit_part_fen: Option<i64>,
    pub personal_part_fen: Option<i64>,
    pub case: Option<String>,
    pub batch: Option<String>,
    pub line: Option<i64>,
    pub value_date: String,
    pub posted_on: String,
    pub recorded_ms: i64,
}

impl LedgerRow {
    /// Names of the fields, in the order of the layout.
    pub const NAMES: [&str; 18] = [
        "seq",
        "debit",
        "credit",
        "amount_fen",
        "kind",
        "reserves",
        "reverses",
        "replaces",
        "business",
        "month",
        "unit_part_fen",
        "personal_part_fen",
        "case",
        "batch",
        "line",
        "value_date",
        "posted_on",
        "recorded_ms",
    ];

    /// **Layout 1**: the fields in the order of [`LedgerRow::NAMES`], each as its length (8 bytes, big-endian) and
    /// its UTF-8 bytes; numbers in decimal, what is absent as nothing.
    pub fn bytes(&self) -> Vec<u8> {
        let (mut bytes, mut digits) = (Vec::with_capacity(320), String::new());
        for field in self.fields() {
            push_field(&mut bytes, field.text(&mut digits));
        }
        bytes
    }

    pub fn values(&self) -> [String; 18] {
        self.fields().map(|field| field.text(&mut String::new()).to_owned())
    }

    fn fields(&self) -> [Field<'_>; 18] {
        let number = |number: Option<i64>| number.map_or(Field::Absent, Field::Number);
        [
            Field::Number(self.seq),
            Field::Text(&self.debit),
            Field::Text(&self.credit),
            Field::Number(self.amount_fen),
            Field::Text(&self.kind),
            number(self.reserves),
            number(self.reverses),
            Field::Number(self.replaces),
            Field::Text(&self.business),
            Field::maybe(&self.month),
            number(self.unit_part_fen),
            number(self.personal_part_fen),
            Field::maybe(&self.case),
            Field::maybe(&self.batch),
            number(self.line),
            Field::Text(&self.value_date),
            Field::Text(&self.posted_on),
            Field::Number(self.recorded_ms),
        ]
    }

    /// The row of these values; `None` when a number is not one, or is written in another way than ours.
    pub fn from_values(values: [&str; 18]) -> Option<LedgerRow> {
        let number = |at: usize| canonical(values[at]);
        let maybe = |at: usize| if values[at].is_empty() { Some(None) } else { number(at).map(Some) };
        let text = |at: usize| values[at].to_owned();
        let maybe_text = |at: usize| (!values[at].is_empty()).then(|| text(at));
        Some(LedgerRow {
            seq: number(0)?,
            debit: text(1),
            credit: text(2),
            amount_fen: number(3)?,
            kind: text(4),
            reserves: maybe(5)?,
            reverses: maybe(6)?,
            replaces: number(7)?,
            business: text(8),
            month: maybe_text(9),
            unit_part_fen: maybe(10)?,
            personal_part_fen: maybe(11)?,
            case: maybe_text(12),
            batch: maybe_text(13),
            line: maybe(14)?,
            value_date: text(15),
            posted_on: text(16),
            recorded_ms: number(17)?,
        })
    }
}

/// A value as it is hashed.
enum Field<'r> {
    Text(&'r str),
    Number(i64),
    Absent,
}

impl<'r> Field<'r> {
    fn maybe(text: &'r Option<String>) -> Field<'r> {
        text.as_deref().map_or(Field::Absent, Field::Text)
    }

    /// `digits` is where a number is written; one for all fields spares an allocation each.
    fn text<'t>(&self, digits: &'t mut String) -> &'t str
    where
        'r: 't,
    {
        match self {
            Field::Text(text) => text,
            Field::Absent => "",
            Field::Number(number) => {
                digits.clear();
                // Writing to a String cannot fail.
                let _ = write!(digits, "{number}");
                digits
            }
        }
    }
}

/// A number as `to_string` writes it: `007` and `+7` are not the seven that was hashed.
fn canonical(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !digits.starts_with('0'));
    plain.then(|| text.parse().ok())?
}
