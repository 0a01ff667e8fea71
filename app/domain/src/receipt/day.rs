//! The root of a day, as it is published.

use super::{Hash, push_field};
use crate::text::hex;
use chrono::NaiveDate;
use sha2::{Digest, Sha256};

/// What is published of a day: numbers and hashes, nothing of anybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayRoot {
    /// Days with rows are numbered without a gap, from 1.
    pub no: i64,
    /// The last day whose rows are in it.
    pub day: NaiveDate,
    /// First and last row of the ledger, by number.
    pub first_seq: i64,
    pub last_seq: i64,
    /// Rows in the tree. Less than the numbers would allow where an engine left a number out.
    pub rows: u64,
    pub root: Hash,
    /// [`DayRoot::hash`] of the day before; zeroes before the first.
    pub previous: Hash,
}

impl DayRoot {
    /// **Layout 1**: `no`, `day`, `first_seq`, `last_seq`, `rows`, `root` and `previous` (both in hex), each as its
    /// length (8 bytes, big-endian) and its bytes. Covers all earlier days through `previous`.
    pub fn hash(&self) -> Hash {
        let mut bytes = Vec::new();
        for field in self.fields() {
            push_field(&mut bytes, &field);
        }
        Sha256::digest(bytes).into()
    }

    fn fields(&self) -> [String; 7] {
        [
            self.no.to_string(),
            self.day.to_string(),
            self.first_seq.to_string(),
            self.last_seq.to_string(),
            self.rows.to_string(),
            hex(&self.root),
            hex(&self.previous),
        ]
    }

    pub const CSV_HEADER: &'static str = "no,day,first_seq,last_seq,rows,root,previous,hash";

    /// A line of the published list, without its end.
    pub fn csv_line(&self) -> String {
        format!("{},{}", self.fields().join(","), hex(&self.hash()))
    }

    /// Reads a line of the published list; `None` also when its hash is not that of its fields.
    pub fn parse_csv(line: &str) -> Option<DayRoot> {
        let fields: [&str; 8] = line.trim_end().split(',').collect::<Vec<_>>().try_into().ok()?;
        let [no, day, first, last, rows, root, previous, _] = fields;
        let read = DayRoot {
            no: no.parse().ok()?,
            day: day.parse().ok()?,
            first_seq: first.parse().ok()?,
            last_seq: last.parse().ok()?,
            rows: rows.parse().ok()?,
            root: unhex(root)?,
            previous: unhex(previous)?,
        };
        (read.csv_line() == line.trim_end()).then_some(read)
    }
}

/// Lower-case hexadecimal digits of a hash.
pub(super) fn unhex(text: &str) -> Option<Hash> {
    let bytes = crate::text::unhex(text)?;
    (hex(&bytes) == text).then_some(())?;
    bytes.try_into().ok()
}
