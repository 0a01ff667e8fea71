//! Statements of years with every flow, years that follow each other, corrections, and the law that all adds up.

use super::*;
use crate::statement::tests::{day, entry};
use proptest::prelude::*;

fn year() -> AccrualYear {
    AccrualYear::settled_in(2026).unwrap()
}

fn number() -> AccountNo {
    AccountNo::of(1, 1).unwrap()
}

fn yuan(amount: i32) -> Fen {
    Fen::from_yuan(amount)
}

fn statement(entries: &[Entry], cut: Cut) -> YearStatement {
    YearStatement::of(number(), year(), entries, cut, DrawOrder::default()).unwrap()
}

fn contribution(seq: i64, unit: i32, own: i32, of: &str, posted_on: &str) -> Entry {
    Entry {
        unit_part: Some(yuan(unit)),
        personal_part: Some(yuan(own)),
        ..entry(seq, BusinessCode::RegularRemittance, unit + own, Some(of), posted_on)
    }
}

fn reversal(seq: i64, of: &Entry, posted_on: &str) -> Entry {
    Entry {
        seq,
        amount: Fen::new(-of.amount.get()),
        business: BusinessCode::Other,
        posted_on: day(posted_on),
        reverses: Some(of.seq),
        ..of.clone()
    }
}

/// 10,000 brought forward; 1,200 + 800 in August; 500 out in May; 150 of interest on 30 June.
fn story() -> Vec<Entry> {
    let mut interest = entry(4, BusinessCode::AnnualInterest, 150, None, "2026-06-30");
    interest.value_date = day("2026-07-01");
    vec![
        entry(1, BusinessCode::TransferIn, 10_000, None, "2025-06-20"),
        contribution(2, 1200, 800, "2025-08", "2025-08-15"),
        entry(3, BusinessCode::PartialWithdrawal, -500, None, "2026-05-02"),
        interest,
    ]
}

#[test]
fn a_year_adds_up_by_flow_by_month_and_by_part() {
    let made = statement(&story(), Cut::default());
    assert_eq!((made.opening, made.closing), (yuan(10_000), yuan(11_650)));
    assert_eq!(
        made.flows,
        [
            (Flow::UnitShare, yuan(1200)),
            (Flow::OwnShare, yuan(800)),
            (Flow::Interest, yuan(150)),
            (Flow::Withdrawal, yuan(-500))
        ]
    );
    assert_eq!(made.turnover(), (yuan(2000), yuan(-500), yuan(150)));
    // 先上年结转: the withdrawal comes out of what was carried over.
    let roll = Roll { carried_over: yuan(9500), current_year: yuan(2000), interest: yuan(150) };
    assert_eq!(made.roll, Some(roll));
    let months = made.months();
    assert_eq!(months.len(), 12);
    assert_eq!((months[0].month.compact(), months[11].month.compact()), ("202507".into(), "202606".into()));
    assert_eq!(
        (months[1].opening, months[1].closing, months[1].lines.len()),
        (yuan(10_000), yuan(12_000), 1)
    );
    assert!(months.windows(2).all(|pair| pair[0].closing == pair[1].opening));
}

#[test]
fn the_draw_order_of_the_year_decides_what_is_carried_over() {
    let order = DrawOrder::CurrentYearFirst;
    let made = YearStatement::of(number(), year(), &story(), Cut::default(), order).unwrap();
    let roll = Roll { carried_over: yuan(10_000), current_year: yuan(1500), interest: yuan(150) };
    assert_eq!(made.roll, Some(roll));
}

#[test]
fn a_reversal_is_counted_where_its_entry_was() {
    let mut entries = story();
    entries.push(reversal(5, &entries[1].clone(), "2026-06-30"));
    let made = statement(&entries, Cut::default());
    assert!(made.flows.contains(&(Flow::UnitShare, Fen::ZERO)), "{:?}", made.flows);
    // Of an earlier year it is a correction of this one.
    entries.push(reversal(6, &entries[0].clone(), "2026-06-30"));
    let made = statement(&entries, Cut::default());
    assert_eq!(made.flows.last(), Some(&(Flow::Correction, yuan(-10_000))));
}

#[test]
fn what_is_issued_stays_and_what_came_since_is_named() {
    let mut entries = story();
    let through = Some(4);
    let issued = statement(&entries, Cut { before: None, through });
    let (hash, closing) = (issued.hash(), issued.closing);
    let mut interest = entry(7, BusinessCode::AnnualInterest, -30, None, "2026-09-01");
    interest.value_date = day("2026-07-01");
    entries.extend([
        reversal(5, &entries[1].clone(), "2026-09-01"),
        contribution(6, 100, 100, "2026-04", "2026-04-15"),
        interest,
        entry(8, BusinessCode::PartialWithdrawal, -10, None, "2026-09-02"),
    ]);
    let again = statement(&entries, Cut { before: None, through });
    assert_eq!((again.hash(), again.closing), (hash, closing));
    let since: Vec<(Why, i64)> = corrections_since(&again, &entries, 4)
        .into_iter()
        .map(|since| (since.why, since.entry.seq))
        .collect();
    assert_eq!(since, [(Why::Reversal, 5), (Why::Late, 6), (Why::Interest, 7)]);
    // The next year begins where this one was issued, and says what came late.
    let next = YearStatement::of(
        number(),
        year().next(),
        &entries,
        Cut { before: through, through: None },
        DrawOrder::default(),
    )
    .unwrap();
    assert_eq!(next.opening, closing);
    assert!(next.lines[0].late && next.lines[0].entry.seq == 6);
    assert!(next.flows.contains(&(Flow::Correction, yuan(200 - 2000))), "{:?}", next.flows);
    assert_eq!(next.months()[0].lines.len(), 1);
}

#[test]
fn every_change_of_a_row_changes_the_hash() {
    let hash = |entries: &[Entry]| statement(entries, Cut::default()).hash();
    let before = hash(&story());
    let changes: [fn(&mut Vec<Entry>); 7] = [
        |e| e[1].amount = yuan(2001),
        |e| e[1].unit_part = None,
        |e| e[1].month = None,
        |e| e[1].value_date = day("2025-08-16"),
        |e| e[2].business = BusinessCode::TransferOut,
        |e| e[0].amount = yuan(10_001),
        |e| {
            e.remove(2);
        },
    ];
    for (at, change) in changes.iter().enumerate() {
        let mut entries = story();
        change(&mut entries);
        assert_ne!(hash(&entries), before, "{at}");
    }
    assert_eq!(number_of(&before).len(), 19);
}

fn any_entries() -> impl Strategy<Value = Vec<Entry>> {
    let codes = prop::sample::select(BusinessCode::ALL.to_vec());
    let one = (codes, 0u64..900, -40i32..400, prop::option::of(0i32..100), any::<bool>());
    prop::collection::vec(one, 0..40).prop_map(|rows| {
        let start = day("2024-07-01");
        let mut entries: Vec<Entry> = Vec::new();
        for (at, (business, after, amount, own, takes_back)) in rows.into_iter().enumerate() {
            let seq = at as i64 + 1;
            let on = (start + chrono::Days::new(after)).to_string();
            let made = entry(seq, business, amount, None, &on);
            let parts = own.filter(|own| *own <= amount).map(|own| (yuan(amount - own), yuan(own)));
            let made = Entry { unit_part: parts.map(|p| p.0), personal_part: parts.map(|p| p.1), ..made };
            match entries.last().filter(|last| takes_back && last.reverses.is_none()).cloned() {
                Some(last) => entries.push(reversal(seq, &last, &on)),
                None => entries.push(made),
            }
        }
        entries
    })
}

proptest! {
    /// Opening + movements = closing for the year, for every month, by flow; and the balance of all rows until 30
    /// June is the closing balance, whatever was issued before.
    #[test]
    fn opening_and_movements_are_the_closing_balance(entries in any_entries(), before in prop::option::of(0i64..40)) {
        let made = statement(&entries, Cut { before, through: None });
        let until = Fen::sum(
            entries.iter().filter(|e| e.posted_on <= year().settlement_day()).map(|e| e.amount)).unwrap();
        prop_assert_eq!(made.closing, until);
        let by_line = Fen::sum(made.lines.iter().map(|line| line.entry.amount)).unwrap();
        let by_flow = Fen::sum(made.flows.iter().map(|(_, amount)| *amount)).unwrap();
        prop_assert_eq!(made.opening.checked_add(by_line), Some(made.closing));
        prop_assert_eq!(by_line, by_flow);
        let (into, out, interest) = made.turnover();
        prop_assert_eq!(Fen::sum([into, out, interest]).unwrap(), by_flow);
        if let Some(roll) = made.roll {
            prop_assert_eq!(roll.total(), Some(made.closing));
        }
        let months = made.months();
        let mut balance = made.opening;
        for month in &months {
            prop_assert_eq!(month.opening, balance);
            let moved = Fen::sum(month.flows.iter().map(|(_, amount)| *amount)).unwrap();
            balance = balance.checked_add(moved).unwrap();
            prop_assert_eq!(month.closing, balance);
        }
        prop_assert_eq!(balance, made.closing);
        prop_assert_eq!(months.iter().map(|month| month.lines.len()).sum::<usize>(), made.lines.len());
    }

    /// Issued is issued: whatever is booked afterwards, the year reads the same and the next one begins at its end.
    #[test]
    fn an_issued_year_never_changes(entries in any_entries(), through in 0i64..40) {
        let known: Vec<Entry> = entries.iter().filter(|e| e.seq <= through).cloned().collect();
        let reversed_by = |seq: i64| entries.iter().find(|e| e.reverses == Some(seq)).map(|e| e.seq);
        let entries: Vec<Entry> =
            entries.iter().map(|e| Entry { reversed_by: reversed_by(e.seq), ..e.clone() }).collect();
        let known: Vec<Entry> = known
            .iter()
            .map(|e| Entry { reversed_by: reversed_by(e.seq).filter(|seq| *seq <= through), ..e.clone() })
            .collect();
        let issued = statement(&known, Cut { before: None, through: Some(through) });
        let later = statement(&entries, Cut { before: None, through: Some(through) });
        prop_assert_eq!(&issued, &later);
        let cut = Cut { before: Some(through), through: None };
        let next = YearStatement::of(number(), year().next(), &entries, cut, DrawOrder::default()).unwrap();
        prop_assert_eq!(next.opening, issued.closing);
    }
}
