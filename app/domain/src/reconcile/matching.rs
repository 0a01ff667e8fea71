//! Matching lines of the bank with items of our books: by serial first, then by amount and day where that names one of
//! each. Every line and every item ends in exactly one match or one break.

use super::{BreakKind, Item, Line, same_reference};
use crate::Fen;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// By what two belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Reference,
    AmountAndDay,
}

impl By {
    pub const fn code(self) -> &'static str {
        match self {
            By::Reference => "reference",
            By::AmountAndDay => "amount_and_day",
        }
    }
}

/// What agrees, by places in the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Matched {
    Pair {
        line: usize,
        item: usize,
        by: By,
    },
    /// Items of one key that come to nothing together: the bank has nothing to show for them.
    Offset(Vec<usize>),
}

/// What does not agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unmatched {
    Line {
        line: usize,
        kind: BreakKind,
    },
    Item {
        item: usize,
    },
    /// The same serial, another amount.
    Differs {
        line: usize,
        item: usize,
    },
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    pub matched: Vec<Matched>,
    pub breaks: Vec<Unmatched>,
}

/// Matches lines with items. Both may be of several days: what was left open before is given again.
pub fn reconcile(lines: &[Line], items: &[Item]) -> Outcome {
    let mut work = Work::new(lines, items);
    work.offset();
    work.set_duplicates_aside();
    work.pair_by_reference();
    work.note_differing_amounts();
    work.pair_by_amount_and_day();
    work.rest();
    work.outcome
}

struct Work<'a> {
    lines: &'a [Line],
    items: &'a [Item],
    /// Places of what is still open, in an order that does not depend on the input's.
    open_lines: Vec<usize>,
    open_items: Vec<usize>,
    outcome: Outcome,
}

impl<'a> Work<'a> {
    fn new(lines: &'a [Line], items: &'a [Item]) -> Work<'a> {
        let mut open_lines: Vec<usize> = (0..lines.len()).collect();
        open_lines.sort_by_key(|at| (lines[*at].day, lines[*at].no, &lines[*at].serial));
        let mut open_items: Vec<usize> = (0..items.len()).collect();
        open_items.sort_by_key(|at| (items[*at].day, &items[*at].key, items[*at].amount));
        Work { lines, items, open_lines, open_items, outcome: Outcome::default() }
    }

    fn offset(&mut self) {
        let mut keys: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for at in &self.open_items {
            keys.entry(&self.items[*at].key).or_default().push(*at);
        }
        for group in keys.into_values() {
            if Fen::sum(group.iter().map(|at| self.items[*at].amount)) == Some(Fen::ZERO) {
                self.open_items.retain(|at| !group.contains(at));
                self.outcome.matched.push(Matched::Offset(group));
            }
        }
    }

    fn set_duplicates_aside(&mut self) {
        let (duplicates, open) = self.open_lines.iter().partition(|at| self.lines[**at].duplicate);
        self.open_lines = open;
        let of = |line| Unmatched::Line { line, kind: BreakKind::DuplicateLine };
        let duplicates: Vec<usize> = duplicates;
        self.outcome.breaks.extend(duplicates.into_iter().map(of));
    }

    /// Open items by each of their references.
    fn by_reference(&self) -> BTreeMap<String, Vec<usize>> {
        let mut found: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for at in &self.open_items {
            let own: BTreeSet<String> =
                self.items[*at].references.iter().map(|text| same_reference(text)).collect();
            for reference in own.into_iter().filter(|text| !text.is_empty()) {
                found.entry(reference).or_default().push(*at);
            }
        }
        found
    }

    /// Open items that a line names, by our serial or by the bank's.
    fn named_by(&self, line: &Line, by_reference: &BTreeMap<String, Vec<usize>>) -> BTreeSet<usize> {
        let names = [same_reference(&line.reference), same_reference(&line.serial)];
        names.iter().filter_map(|name| by_reference.get(name)).flatten().copied().collect()
    }

    fn pair_by_reference(&mut self) {
        let by_reference = self.by_reference();
        let rank: BTreeMap<usize, usize> =
            self.open_items.iter().enumerate().map(|(rank, at)| (*at, rank)).collect();
        let mut taken = BTreeSet::new();
        let mut left = Vec::new();
        for line in std::mem::take(&mut self.open_lines) {
            let amount = self.lines[line].amount;
            let named = self.named_by(&self.lines[line], &by_reference);
            let fits = named.into_iter().filter(|at| !taken.contains(at) && self.items[*at].amount == amount);
            match fits.min_by_key(|at| rank.get(at)) {
                Some(item) => {
                    taken.insert(item);
                    self.outcome.matched.push(Matched::Pair { line, item, by: By::Reference });
                }
                None => left.push(line),
            }
        }
        self.open_lines = left;
        self.open_items.retain(|at| !taken.contains(at));
    }

    /// One line and one item that name each other and nothing else.
    fn note_differing_amounts(&mut self) {
        let by_reference = self.by_reference();
        let named: Vec<(usize, BTreeSet<usize>)> = self
            .open_lines
            .iter()
            .map(|line| (*line, self.named_by(&self.lines[*line], &by_reference)))
            .collect();
        let mut claims: BTreeMap<usize, usize> = BTreeMap::new();
        for item in named.iter().flat_map(|(_, items)| items) {
            *claims.entry(*item).or_default() += 1;
        }
        for (line, items) in named {
            if let (1, Some(item)) = (items.len(), items.first().copied())
                && claims.get(&item) == Some(&1)
            {
                self.open_lines.retain(|at| *at != line);
                self.open_items.retain(|at| *at != item);
                self.outcome.breaks.push(Unmatched::Differs { line, item });
            }
        }
    }

    fn pair_by_amount_and_day(&mut self) {
        type Places = (Vec<usize>, Vec<usize>);
        let mut groups: BTreeMap<(NaiveDate, Fen), Places> = BTreeMap::new();
        for at in &self.open_lines {
            let line = &self.lines[*at];
            groups.entry((line.value_date, line.amount)).or_default().0.push(*at);
        }
        for at in &self.open_items {
            let item = &self.items[*at];
            groups.entry((item.day, item.amount)).or_default().1.push(*at);
        }
        for (lines, items) in groups.into_values() {
            if let ([line], [item]) = (&lines[..], &items[..]) {
                let (line, item) = (*line, *item);
                self.open_lines.retain(|at| *at != line);
                self.open_items.retain(|at| *at != item);
                self.outcome.matched.push(Matched::Pair { line, item, by: By::AmountAndDay });
            }
        }
    }

    fn rest(&mut self) {
        for line in std::mem::take(&mut self.open_lines) {
            let late = self.lines[line].value_date != self.lines[line].day;
            let kind = if late { BreakKind::LateLine } else { BreakKind::InBankNotInBooks };
            self.outcome.breaks.push(Unmatched::Line { line, kind });
        }
        let items = std::mem::take(&mut self.open_items);
        self.outcome.breaks.extend(items.into_iter().map(|item| Unmatched::Item { item }));
    }
}
