//! The beginnings of the hashes of a chunk's rows, so that a changed row can be named and not only noticed.
//!
//! Eight hexadecimal digits a row. A number that the engine left out, which PostgreSQL does after a transaction that
//! was taken back, is written before the row that follows: `g2;` says that two numbers are missing.

use super::Hash;
use crate::text::hex;
use std::fmt::Write as _;

/// Digits of a mark.
const DIGITS: usize = 8;

/// Row numbers and marks, in the order of the numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks(Vec<(i64, String)>);

/// How the rows that stand there differ from those that were marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    Altered(i64),
    Removed(i64),
    Added(i64),
}

impl Marks {
    pub fn of(rows: impl IntoIterator<Item = (i64, Hash)>) -> Marks {
        Marks(rows.into_iter().map(|(seq, leaf)| (seq, hex(&leaf[..DIGITS / 2]))).collect())
    }

    /// The form in which marks are stored; the first row's number is stored beside it.
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(self.0.len() * DIGITS);
        let mut next = self.0.first().map_or(0, |(seq, _)| *seq);
        for (seq, mark) in &self.0 {
            if *seq > next {
                // Writing to a String cannot fail.
                let _ = write!(text, "g{};", seq - next);
            }
            text.push_str(mark);
            next = seq + 1;
        }
        text
    }

    /// Reads what [`Marks::text`] wrote; `None` of anything else.
    pub fn parse(mut text: &str, first_seq: i64) -> Option<Marks> {
        let (mut seq, mut marks) = (first_seq, Vec::new());
        while !text.is_empty() {
            if let Some(gap) = text.strip_prefix('g') {
                let (left_out, rest) = gap.split_once(';')?;
                let left_out: u32 = left_out.parse().ok()?;
                seq = seq.checked_add(i64::from(left_out))?;
                text = rest;
            }
            let (mark, rest) = text.split_at_checked(DIGITS)?;
            mark.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')).then_some(())?;
            marks.push((seq, mark.to_owned()));
            seq = seq.checked_add(1)?;
            text = rest;
        }
        Some(Marks(marks))
    }

    /// What became of the marked rows, by the rows that stand there now; both in the order of their numbers.
    pub fn compare(&self, now: &Marks) -> Vec<Difference> {
        let (mut was, mut is) = (self.0.iter().peekable(), now.0.iter().peekable());
        let mut differences = Vec::new();
        loop {
            let difference = match (was.peek(), is.peek()) {
                (None, None) => return differences,
                (Some((before, _)), after) if after.is_none_or(|(after, _)| before < after) => {
                    was.next();
                    Difference::Removed(*before)
                }
                (before, Some((after, _))) if before.is_none_or(|(before, _)| after < before) => {
                    is.next();
                    Difference::Added(*after)
                }
                _ => {
                    let (Some((seq, before)), Some((_, after))) = (was.next(), is.next()) else { continue };
                    if before == after {
                        continue;
                    }
                    Difference::Altered(*seq)
                }
            };
            differences.push(difference);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn marks(seqs: &[i64]) -> Marks {
        Marks::of(seqs.iter().map(|seq| (*seq, [u8::try_from(seq % 256).unwrap(); 32])))
    }

    #[test]
    fn each_change_is_named() {
        let before = marks(&[3, 4, 7, 8]);
        assert_eq!(before.text(), "0303030304040404g2;0707070708080808");
        assert_eq!(before.compare(&before), []);
        assert_eq!(before.compare(&marks(&[3, 4, 8])), [Difference::Removed(7)]);
        assert_eq!(before.compare(&marks(&[3, 4, 5, 7, 8, 9])), [Difference::Added(5), Difference::Added(9)]);
        let changed = Marks::of([(3, [3; 32]), (4, [9; 32]), (7, [8; 32]), (8, [7; 32])]);
        assert_eq!(before.compare(&changed), [4, 7, 8].map(Difference::Altered));
        assert_eq!(marks(&[]).compare(&marks(&[])), []);
    }

    proptest! {
        #[test]
        fn reads_what_it_wrote(mut seqs in proptest::collection::btree_set(1i64..400, 0..80)) {
            let seqs: Vec<i64> = std::mem::take(&mut seqs).into_iter().collect();
            let marks = marks(&seqs);
            prop_assert_eq!(Marks::parse(&marks.text(), seqs.first().copied().unwrap_or(0)), Some(marks));
        }

        #[test]
        fn garbage_is_no_marks(text in "[g0-9a-f;é]{0,40}") {
            if let Some(read) = Marks::parse(&text, 1) {
                prop_assert_eq!(Marks::parse(&read.text(), read.0.first().map_or(1, |(seq, _)| *seq)), Some(read));
            }
        }
    }
}
