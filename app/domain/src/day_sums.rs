//! Sums over the rows of a closed day: what moved between which accounts of the chart, by posting day and business
//! code. They are kept beside the day's root and recomputed from the same rows by whoever checks it.

use crate::{chart, receipt::LedgerRow};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Accounts that a sum names at most. Where as many took part, nobody can be told from it: below that, open numbers
/// keep it back.
pub const PEOPLE: usize = 10;

/// What is summed up together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Movement {
    /// `2026-10-15`, as it is stored.
    pub posted_on: String,
    /// An account of the chart; all members' accounts are one.
    pub debit: String,
    pub credit: String,
    /// Business code of JGJ/T 320, table A.5.
    pub business: String,
    /// The rows take others back (冲正).
    pub taken_back: bool,
}

/// The sum of the rows of one [`Movement`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    pub rows: u64,
    pub amount_fen: i128,
    /// Some of the members' accounts that took part, at most [`PEOPLE`].
    pub people: BTreeSet<String>,
}

/// Adds up rows as they come.
#[derive(Clone, Debug, Default)]
pub struct DaySums {
    sums: HashMap<String, (Movement, Sum)>,
    /// The text under which a row is summed up, kept so that a row costs no allocation.
    key: String,
}

impl DaySums {
    /// Takes a row in; what only sets money aside moves nothing.
    pub fn add(&mut self, row: &LedgerRow) {
        if !matches!(row.kind.as_str(), "post" | "post_reserved") {
            return;
        }
        let (debit, credit) = (head_of(&row.debit), head_of(&row.credit));
        let taken_back = row.reverses.is_some();
        self.key.clear();
        let taken = if taken_back { "1" } else { "0" };
        for field in [row.posted_on.as_str(), debit, credit, row.business.as_str(), taken] {
            self.key.push_str(field);
            self.key.push('\u{1f}');
        }
        let (_, sum) = match self.sums.get_mut(&self.key) {
            Some(known) => known,
            None => {
                let movement = Movement {
                    posted_on: row.posted_on.clone(),
                    debit: debit.to_owned(),
                    credit: credit.to_owned(),
                    business: row.business.clone(),
                    taken_back,
                };
                self.sums.entry(self.key.clone()).or_insert_with(|| (movement, Sum::default()))
            }
        };
        sum.rows += 1;
        sum.amount_fen += i128::from(row.amount_fen);
        if sum.people.len() < PEOPLE {
            let member = [&row.credit, &row.debit].into_iter().find(|id| is_member(id));
            sum.people.extend(member.cloned());
        }
    }

    /// The sums, in the order of what they are of.
    pub fn finish(self) -> BTreeMap<Movement, Sum> {
        self.sums.into_values().collect()
    }
}

/// Members' accounts are numbers, those of the centre begin with a letter.
fn is_member(id: &str) -> bool {
    id.starts_with(|first: char| first.is_ascii_digit())
}

fn head_of(id: &str) -> &str {
    if is_member(id) { chart::MEMBERS.id } else { id }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(seq: i64, debit: &str, credit: &str, fen: i64, kind: &str) -> LedgerRow {
        LedgerRow {
            seq,
            debit: debit.into(),
            credit: credit.into(),
            amount_fen: fen,
            kind: kind.into(),
            business: "01".into(),
            posted_on: "2026-10-15".into(),
            ..LedgerRow::default()
        }
    }

    #[test]
    fn members_are_one_account_and_a_reservation_is_no_movement() {
        let mut sums = DaySums::default();
        sums.add(&row(1, "bank.deposit", "010000000014", 100, "post"));
        sums.add(&row(2, "bank.deposit", "010000000022", 50, "post"));
        sums.add(&row(3, "010000000022", "payout.clearing", 50, "reserve"));
        sums.add(&LedgerRow { reverses: Some(2), ..row(4, "010000000022", "bank.deposit", 50, "post") });
        let sums = sums.finish();
        let told: Vec<_> = sums
            .iter()
            .map(|(m, s)| (m.debit.as_str(), m.taken_back, s.rows, s.amount_fen, s.people.len()))
            .collect();
        assert_eq!(told, [("bank.deposit", false, 2, 150, 2), ("members", true, 1, 50, 1)]);
    }

    #[test]
    fn ten_people_are_enough_to_name() {
        let mut sums = DaySums::default();
        for number in 0..40 {
            sums.add(&row(number, "bank.deposit", &format!("{number:012}"), 1, "post"));
        }
        let sums = sums.finish();
        let sum = sums.values().next().unwrap();
        assert_eq!((sums.len(), sum.rows, sum.people.len()), (1, 40, PEOPLE));
    }
}
