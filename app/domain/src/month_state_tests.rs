//! Every state of a month, and the laws that hold whatever was posted.

use super::*;
use crate::{
    account::BackPayment,
    statement::tests::{account, day, entry, month},
};
use proptest::prelude::*;

const TODAY: &str = "2026-11-21";

fn paid(seq: i64, of: &str) -> Entry {
    entry(seq, BusinessCode::RegularRemittance, 2000, Some(of), &format!("{of}-10"))
}

fn state_of(account: &Account, entries: &[Entry], known: &Known, of: &str) -> MonthState {
    let cells = months(account, entries, known, day(TODAY));
    cells.iter().find(|cell| cell.month == month(of)).unwrap().state
}

/// One month of each state, from opening to what is paid in advance.
#[test]
fn every_state_has_its_month() {
    let mut account = account("2026-02", "2026-12");
    account.opened_on = day("2026-01-15");
    let mut back = entry(3, BusinessCode::BackPayment, 4000, Some("2026-03"), "2026-07-02");
    back.back = Some(BackPayment { reason: BackReason::Missed, through: month("2026-04") });
    let mut wrong = paid(4, "2026-05");
    wrong.reversed_by = Some(5);
    let mut reversal = entry(5, BusinessCode::Other, -2000, Some("2026-05"), "2026-05-20");
    reversal.reverses = Some(4);
    let ahead = entry(6, BusinessCode::RegularRemittance, 2000, Some("2026-12"), "2026-11-05");
    let entries = [paid(1, "2026-02"), back, wrong, reversal, ahead];
    let known = Known {
        pay_day: Some(25),
        sealed: vec![(day("2026-08-20"), Some(day("2026-10-09")))],
        under_way: [month("2026-06")].into(),
        deferred: [month("2026-07")].into(),
    };
    let cells = months(&account, &entries, &known, day(TODAY));
    let codes: Vec<String> =
        cells.iter().map(|cell| format!("{} {}", cell.month.month(), cell.state.code())).collect();
    assert_eq!(
        codes,
        [
            "1 not_due",
            "2 paid",
            "3 paid_later",
            "4 paid_later",
            "5 reversed",
            "6 under_way",
            "7 deferred",
            "8 sealed",
            "9 sealed",
            "10 missing",
            "11 awaited",
            "12 paid_ahead",
        ]
    );
    assert_eq!(gaps(&cells), [month("2026-05"), month("2026-10")]);
    assert_eq!(cells[9].expected, Fen::from_yuan(2000));
    assert_eq!(cells[4].state.row().map(|row| row.seq), Some(4));
    assert_eq!(cells.len(), 12, "nothing is left out");
}

/// REG §19: five days after the pay day; without one, five days after the month.
#[test]
fn a_month_is_late_five_days_after_the_pay_day() {
    for (of, pay_day, last) in [
        ("2026-11", Some(10), "2026-11-15"),
        ("2026-11", None, "2026-12-05"),
        ("2026-02", Some(31), "2026-03-05"),
    ] {
        assert_eq!(due_by(month(of), pay_day), day(last));
    }
    let account = account("2026-09", "2026-10");
    let entries = [paid(1, "2026-09"), paid(2, "2026-10")];
    let with = |pay_day| Known { pay_day, ..Known::default() };
    assert_eq!(state_of(&account, &entries, &with(Some(15)), "2026-11"), MonthState::Missing);
    assert_eq!(state_of(&account, &entries, &with(Some(16)), "2026-11"), MonthState::Awaited);
    assert_eq!(state_of(&account, &entries, &with(None), "2026-11"), MonthState::Awaited);
}

/// A difference adds to a month; it does not pay it.
#[test]
fn a_difference_pays_no_month() {
    let account = account("2026-06", "2026-10");
    let mut more = entry(2, BusinessCode::BackPayment, 100, Some("2026-07"), "2026-09-02");
    more.back = Some(BackPayment { reason: BackReason::Difference, through: month("2026-08") });
    let entries = [paid(1, "2026-06"), more];
    assert_eq!(state_of(&account, &entries, &Known::default(), "2026-07"), MonthState::Missing);
}

/// An account that is frozen and will be sealed owes as little as one that is sealed.
#[test]
fn a_frozen_account_owes_until_it_is_sealed() {
    let open = Account { state: AccountState::Frozen, ..account("2026-08", "2026-09") };
    let entries = [paid(1, "2026-08"), paid(2, "2026-09")];
    let october = |account: &Account, known: &Known| state_of(account, &entries, known, "2026-10");
    assert_eq!(october(&open, &Known::default()), MonthState::Missing);
    let sealed = Account { sealed_on: Some(day("2026-10-05")), ..open };
    assert_eq!(october(&sealed, &Known::default()), MonthState::Sealed, "by the account alone");
    let known = Known { sealed: vec![(day("2026-10-05"), None)], ..Known::default() };
    assert_eq!(october(&sealed, &known), MonthState::Sealed);
}

/// Nobody owes a month after closing; what was missing before it stays missing.
#[test]
fn a_closed_account_owes_nothing_more() {
    let mut account = account("2026-06", "2026-09");
    account.state = AccountState::ClosedWithdrawn;
    let entries = [paid(1, "2026-06"), paid(2, "2026-07"), paid(3, "2026-09")];
    let codes: Vec<&str> = months(&account, &entries, &Known::default(), day(TODAY))
        .iter()
        .map(|cell| cell.state.code())
        .collect();
    assert_eq!(codes, ["paid", "paid", "missing", "paid", "not_due", "not_due"]);
}

/// Which row of chance: what, of which month, when, taken back or not.
fn rows() -> impl Strategy<Value = Vec<(u8, i32, i32, u64, bool)>> {
    prop::collection::vec((0u8..4, 0i32..14, 0i32..12, 0u64..28, any::<bool>()), 0..25)
}

fn entries_of(rows: &[(u8, i32, i32, u64, bool)]) -> Vec<Entry> {
    let at = |(index, (kind, of, posted, on, reversed)): (usize, &(u8, i32, i32, u64, bool))| {
        let first = month("2026-01");
        let posted = first.plus(*posted).first_day() + Days::new(*on);
        let business = match kind {
            0 => BusinessCode::RegularRemittance,
            1 | 2 => BusinessCode::BackPayment,
            _ => BusinessCode::PartialWithdrawal,
        };
        let of = (*kind < 3).then(|| first.plus(*of));
        let mut entry = entry(index as i64 + 1, business, 2000, None, &posted.to_string());
        entry.month = of;
        let reason = if *kind == 1 { BackReason::Missed } else { BackReason::Difference };
        entry.back = of
            .filter(|_| business == BusinessCode::BackPayment)
            .map(|of| BackPayment { reason, through: of.plus(1) });
        entry.reversed_by = reversed.then_some(1000 + index as i64);
        entry
    };
    rows.iter().enumerate().map(at).collect()
}

fn known_of(pay_day: u32, sealed: Option<(u64, u64)>, other: i32) -> Known {
    let start = day("2026-01-01");
    Known {
        pay_day: (pay_day > 0).then_some(pay_day),
        sealed: sealed
            .map(|(from, days)| (start + Days::new(from), Some(start + Days::new(from + days))))
            .into_iter()
            .collect(),
        under_way: [month("2026-01").plus(other)].into(),
        deferred: [month("2026-01").plus(other + 1)].into(),
    }
}

proptest! {
    /// Every month from opening to the present one stands there exactly once, in order.
    #[test]
    fn every_month_has_exactly_one_state(
        rows in rows(), pay_day in 0u32..32, sealed in prop::option::of((0u64..300, 1u64..200)), other in 0i32..11,
    ) {
        let account = account("2026-01", "2026-09");
        let cells = months(&account, &entries_of(&rows), &known_of(pay_day, sealed, other), day(TODAY));
        prop_assert_eq!(cells[0].month, month("2026-01"));
        prop_assert!(cells.len() as i32 > Month::of(day(TODAY)).since(month("2026-01")));
        for pair in cells.windows(2) {
            prop_assert_eq!(pair[1].month, pair[0].month.plus(1));
        }
    }

    /// A row more can pay a month; it never makes one missing.
    #[test]
    fn a_row_more_never_makes_a_month_missing(
        rows in rows(), more in (0u8..3, 0i32..14, 0i32..11, 0u64..20, Just(false)),
        pay_day in 0u32..32, sealed in prop::option::of((0u64..300, 1u64..200)), other in 0i32..11,
    ) {
        let account = account("2026-01", "2026-09");
        let known = known_of(pay_day, sealed, other);
        let (fewer, more) = (entries_of(&rows), entries_of(&[rows.clone(), vec![more]].concat()));
        let before = gaps(&months(&account, &fewer, &known, day(TODAY)));
        let after = months(&account, &more, &known, day(TODAY));
        for month in gaps(&after) {
            prop_assert!(before.contains(&month), "{month} was no gap before");
        }
        let added = more.last().unwrap();
        let paid = pays(added).into_iter().flat_map(|(first, last)| first.through(last));
        for month in paid {
            let cell = after.iter().find(|cell| cell.month == month).unwrap();
            prop_assert!(cell.state.paid().is_some(), "{cell:?}");
        }
    }

    /// Every month that was planted as missing is found, and no other.
    #[test]
    fn every_planted_gap_is_found(gap in prop::collection::btree_set(1i32..10, 0..8)) {
        let first = month("2026-01");
        let entries: Vec<Entry> = (0..11)
            .filter(|at| !gap.contains(at))
            .map(|at| paid(i64::from(at) + 1, &first.plus(at).to_string()))
            .collect();
        let account = account("2026-01", "2026-11");
        let found = gaps(&months(&account, &entries, &Known::default(), day(TODAY)));
        let planted: Vec<Month> = gap.iter().map(|at| first.plus(*at)).collect();
        prop_assert_eq!(found, planted);
    }
}
