//! Matching: examples by hand, and the two laws: everything ends in one place, and the order does not matter.

use super::*;
use crate::Fen;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn line(no: u32, serial: &str, amount: i64, reference: &str) -> Line {
    Line {
        day: day("2026-11-20"),
        no,
        serial: serial.into(),
        value_date: day("2026-11-20"),
        amount: Fen::new(amount),
        reference: reference.into(),
        counterparty: String::new(),
        duplicate: false,
    }
}

fn item(key: &str, amount: i64, references: &[&str]) -> Item {
    let references = references.iter().map(|text| (*text).to_owned()).collect();
    Item { day: day("2026-11-20"), key: key.into(), references, amount: Fen::new(amount) }
}

fn statement(opening: i64, closing: i64, lines: Vec<Line>) -> Statement {
    let (opening, closing) = (Fen::new(opening), Fen::new(closing));
    Statement { day: day("2026-11-20"), account: "1".into(), opening, closing, lines }
}

#[test]
fn a_serial_names_its_item_however_the_bank_writes_it() {
    let lines = [line(1, "B1", -150_000, "0190ABCD12")];
    let items = [item("case:x", -150_000, &["0190-abcd-12"]), item("case:y", -150_000, &["other"])];
    let outcome = reconcile(&lines, &items);
    assert_eq!(outcome.matched, [Matched::Pair { line: 0, item: 0, by: By::Reference }]);
    assert_eq!(outcome.breaks, [Unmatched::Item { item: 1 }]);
}

#[test]
fn amount_and_day_count_only_where_they_name_one() {
    let items = [item("batch:a", 500, &["a"]), item("batch:b", 700, &["b"]), item("batch:c", 700, &["c"])];
    let outcome = reconcile(&[line(1, "B1", 500, ""), line(2, "B2", 700, "")], &items);
    assert_eq!(outcome.matched, [Matched::Pair { line: 0, item: 0, by: By::AmountAndDay }]);
    assert_eq!(outcome.breaks.len(), 3, "two items of 700 and one line: nobody knows which");
}

#[test]
fn another_amount_under_the_same_serial_is_one_break() {
    let outcome = reconcile(&[line(1, "S1", 900, "")], &[item("suspense:S1", 1_000, &["S1"])]);
    assert_eq!(outcome.breaks, [Unmatched::Differs { line: 0, item: 0 }]);
    let twice = [line(1, "S1", 900, ""), line(2, "S2", 100, "S1")];
    let outcome = reconcile(&twice, &[item("suspense:S1", 1_000, &["S1"])]);
    assert_eq!(outcome.breaks.len(), 3, "two lines claim it: none is said to differ");
}

#[test]
fn what_comes_to_nothing_needs_no_bank() {
    let items = [item("batch:a", 500, &["a"]), item("batch:a", -500, &["a"]), item("correction:c", 0, &[])];
    let outcome = reconcile(&[], &items);
    assert_eq!((outcome.matched.len(), outcome.breaks.len()), (2, 0));
}

#[test]
fn a_duplicate_matches_nothing_and_a_late_line_says_so() {
    let mut late = line(3, "B3", 70, "");
    late.value_date = day("2026-11-18");
    let mut all = statement(0, 1_070, vec![line(1, "B1", 500, "a"), line(2, "B1", 500, "a"), late]);
    let known = BTreeMap::from([("B3".to_owned(), day("2026-11-18"))]);
    mark_duplicates(&mut all, &BTreeMap::new());
    let outcome = reconcile(&all.lines, &[item("batch:a", 500, &["a"])]);
    assert_eq!(outcome.matched, [Matched::Pair { line: 0, item: 0, by: By::Reference }]);
    let kinds = [
        Unmatched::Line { line: 1, kind: BreakKind::DuplicateLine },
        Unmatched::Line { line: 2, kind: BreakKind::LateLine },
    ];
    assert_eq!(outcome.breaks, kinds);
    let codes: Vec<_> = all.irregularities(&known).iter().map(Irregular::code).collect();
    assert_eq!(codes, ["duplicate_line", "late_line"]);
    mark_duplicates(&mut all, &known);
    assert!(all.lines[2].duplicate, "the bank has reported it two days ago");
}

#[test]
fn a_late_line_is_matched_with_the_item_of_its_own_day() {
    let mut late = line(1, "B9", 70, "");
    late.value_date = day("2026-11-18");
    let mut old = item("batch:old", 70, &["x"]);
    old.day = day("2026-11-18");
    let outcome = reconcile(&[late], &[old, item("batch:new", 70, &["y"])]);
    assert_eq!(outcome.matched, [Matched::Pair { line: 0, item: 0, by: By::AmountAndDay }]);
}

#[test]
fn a_statement_adds_up_or_says_not() {
    assert!(statement(100, 400, vec![line(1, "a", 500, ""), line(2, "b", -200, "")]).adds_up());
    let wrong = statement(100, 401, vec![line(1, "a", 300, "")]);
    assert_eq!(wrong.irregularities(&BTreeMap::new()).len(), 1);
    let huge = statement(i64::MAX, 0, vec![line(1, "a", i64::MAX, ""), line(2, "b", i64::MAX, "")]);
    assert!(!huge.adds_up());
}

#[test]
fn a_changed_statement_says_which_lines() {
    let before = statement(0, 600, vec![line(1, "a", 500, ""), line(2, "b", 100, "")]);
    let mut same = before.clone();
    same.lines.reverse();
    assert_eq!(differences(&before, &same), []);
    let now = statement(0, 700, vec![line(1, "a", 501, ""), line(2, "c", 100, "")]);
    let found = differences(&before, &now);
    assert!(matches!(&found[0], Difference::Altered { before, now } if before.amount != now.amount));
    assert!(matches!(&found[1], Difference::Added(line) if line.serial == "c"));
    assert!(matches!(&found[2], Difference::Missing(line) if line.serial == "b"));
    assert!(matches!(found[3], Difference::Balances { .. }));
}

fn lines() -> impl Strategy<Value = Vec<Line>> {
    let one = (0..3_u32, 0..6_u32, 1..5_i64, 0..6_u32, 0..3_u32, any::<bool>());
    prop::collection::vec(one, 0..14).prop_map(|rows| {
        type Row = (u32, u32, i64, u32, u32, bool);
        let made = |(at, (of, serial, amount, reference, value, duplicate)): (usize, Row)| Line {
            day: day("2026-11-20") - chrono::Days::new(u64::from(of)),
            value_date: day("2026-11-20") - chrono::Days::new(u64::from(value)),
            duplicate,
            ..line(at as u32, &format!("s{serial}"), amount, &format!("r{reference}"))
        };
        rows.into_iter().enumerate().map(made).collect()
    })
}

fn items() -> impl Strategy<Value = Vec<Item>> {
    let one = (0..3_u32, 0..5_u32, -4..5_i64, 0..6_u32, 0..6_u32);
    prop::collection::vec(one, 0..14).prop_map(|rows| {
        let mut made: Vec<Item> = rows
            .into_iter()
            .map(|(of, key, amount, r, s)| Item {
                day: day("2026-11-20") - chrono::Days::new(u64::from(of)),
                ..item(&format!("k{key}"), amount, &[&format!("r{r}"), &format!("s{s}")])
            })
            .collect();
        // A key stands once a day.
        made.sort_by(|a, b| (a.day, &a.key).cmp(&(b.day, &b.key)));
        made.dedup_by(|a, b| (a.day, &a.key) == (b.day, &b.key));
        made
    })
}

/// What became of each, by what it is and not by where it stood.
fn told(lines: &[Line], items: &[Item], outcome: &Outcome) -> Vec<String> {
    let l = |at: usize| format!("{}/{}", lines[at].day, lines[at].no);
    let i = |at: usize| format!("{}/{}", items[at].day, items[at].key);
    let mut all: Vec<String> = outcome
        .matched
        .iter()
        .map(|matched| match matched {
            Matched::Pair { line, item, by } => format!("{} = {} {by:?}", l(*line), i(*item)),
            Matched::Offset(group) => {
                let mut group: Vec<String> = group.iter().map(|at| i(*at)).collect();
                group.sort();
                group.join(" + ")
            }
        })
        .collect();
    all.extend(outcome.breaks.iter().map(|one| match one {
        Unmatched::Line { line, kind } => format!("{} {kind:?}", l(*line)),
        Unmatched::Item { item } => i(*item),
        Unmatched::Differs { line, item } => format!("{} / {}", l(*line), i(*item)),
    }));
    all.sort();
    all
}

proptest! {
    #[test]
    fn everything_ends_in_exactly_one_place(lines in lines(), items in items()) {
        let outcome = reconcile(&lines, &items);
        let (mut of_lines, mut of_items) = (vec![0; lines.len()], vec![0; items.len()]);
        for matched in &outcome.matched {
            match matched {
                Matched::Pair { line, item, .. } => {
                    of_lines[*line] += 1;
                    of_items[*item] += 1;
                    prop_assert_eq!(lines[*line].amount, items[*item].amount);
                }
                Matched::Offset(group) => group.iter().for_each(|at| of_items[*at] += 1),
            }
        }
        for one in &outcome.breaks {
            match one {
                Unmatched::Line { line, .. } => of_lines[*line] += 1,
                Unmatched::Item { item } => of_items[*item] += 1,
                Unmatched::Differs { line, item } => {
                    of_lines[*line] += 1;
                    of_items[*item] += 1;
                    prop_assert!(lines[*line].amount != items[*item].amount);
                }
            }
        }
        prop_assert!(of_lines.iter().chain(&of_items).all(|count| *count == 1), "{:?} {:?}", of_lines, of_items);
    }

    #[test]
    fn the_order_does_not_matter(lines in lines(), items in items(), turn in 0..14_usize) {
        let told_first = told(&lines, &items, &reconcile(&lines, &items));
        let (mut other_lines, mut other_items) = (lines.clone(), items.clone());
        other_lines.reverse();
        if !other_items.is_empty() {
            let middle = turn % other_items.len();
            other_items.rotate_left(middle);
        }
        prop_assert_eq!(told_first, told(&other_lines, &other_items, &reconcile(&other_lines, &other_items)));
    }
}
