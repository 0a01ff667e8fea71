//! What is owed, from rows as a ledger holds them.

use super::tests::{day, published, whole, yuan};
use super::*;
use crate::Fen;

fn row(seq: i64, value_date: &str, amount: &str, is_interest: bool) -> Posted {
    Posted { seq, value_date: day(value_date), amount: yuan(amount), is_interest }
}

fn of(period: Period, opening: Opening, rows: &[Posted]) -> Due {
    due(period, opening, rows.iter().copied(), &published(), Method::default()).unwrap()
}

#[test]
fn a_year_is_owed_until_it_is_paid() {
    let mut rows = vec![row(1, "2024-12-01", "9000", false), row(2, "2025-07-01", "1000", true)];
    let before = of(whole(2025), Opening::FromRows, &rows);
    // The interest of the year before is carried over with the rest.
    assert_eq!((before.settlement.principal.carried_over(), before.paid), (yuan("10000"), Fen::ZERO));
    assert_eq!(before.owed.plain(), "152.08");
    rows.push(row(3, "2026-07-01", "152.08", true));
    let after = of(whole(2025), Opening::FromRows, &rows);
    assert_eq!((after.paid.plain(), after.owed), ("152.08".into(), Fen::ZERO));
    // Given what was there before, the rows of the year are enough.
    let given = of(whole(2025), Opening::Given(yuan("9000")), &rows[1..]);
    assert_eq!(given.settlement, after.settlement);
}

#[test]
fn a_late_correction_leaves_a_difference_either_way() {
    let mut rows = vec![row(1, "2025-07-01", "10000", false), row(2, "2026-07-01", "152.08", true)];
    rows.push(row(3, "2025-07-01", "-1000", false));
    assert_eq!(of(whole(2025), Opening::FromRows, &rows).owed.plain(), "-15.20");
    rows.push(row(4, "2026-07-01", "-15.20", true));
    assert_eq!(of(whole(2025), Opening::FromRows, &rows).owed, Fen::ZERO);
}

#[test]
fn what_a_closing_paid_is_not_paid_again() {
    let year = AccrualYear::new(2025).unwrap();
    let closing = Period::closing(year, day("2025-07-11")).unwrap();
    let mut rows = vec![row(1, "2025-06-01", "36000", false)];
    assert_eq!(of(closing, Opening::FromRows, &rows).owed.plain(), "15.00");
    rows.extend([row(2, "2025-07-11", "15", true), row(3, "2025-07-11", "-36015", false)]);
    let all = of(whole(2025), Opening::FromRows, &rows);
    assert_eq!((all.settlement.interest.plain(), all.owed), ("15.00".into(), Fen::ZERO));
    assert!(!all.is_empty);
    assert!(of(whole(2026), Opening::FromRows, &rows).is_empty);
}

#[test]
fn interest_belongs_to_the_year_of_its_last_earning_day() {
    let earned = |on| Period::earned_by(day(on)).unwrap();
    assert_eq!(earned("2026-07-01"), (AccrualYear::settled_in(2026).unwrap(), whole(2025)));
    let (year, period) = earned("2026-06-30");
    assert_eq!((year.settlement_year(), period.until()), (2026, day("2026-06-30")));
    assert_eq!(AccrualYear::of(day("2026-07-01")), AccrualYear::settled_in(2027));
    assert_eq!((year.days(), AccrualYear::new(2027).unwrap().days()), (365, 366));
    assert_eq!(year.next(), AccrualYear::settled_in(2027).unwrap());
    assert!(AccrualYear::settled_in(i32::MIN).is_err());
}

#[test]
fn rows_that_contradict_each_other_are_named() {
    let told = due(
        whole(2025),
        Opening::FromRows,
        [row(1, "2026-01-01", "10", false), row(2, "2025-08-01", "-10", false)],
        &published(),
        Method::default(),
    );
    assert_eq!(told.unwrap_err().to_string(), "the balance at the end of 2025-08-01 would be -10.00");
}
