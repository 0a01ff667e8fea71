//! Indicators with worked numbers, flows by the table, and what open numbers may not tell.

use super::*;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

fn people(count: usize) -> BTreeSet<String> {
    (0..count).map(|number| format!("{number:012}")).collect()
}

fn entry(of: &str, debit: &str, credit: &str, business: &str, yuan: i64) -> Entry {
    Entry {
        month: month(of),
        debit: debit.into(),
        credit: credit.into(),
        business: business.into(),
        taken_back: false,
        amount_fen: yuan * 100,
        people: people(20),
    }
}

const BANK: &str = "bank.deposit";
const SUSPENSE: &str = "suspense.receipts";
const CLEARING: &str = "payout.clearing";
const INTEREST: &str = "interest.expense";
const LOANS: &str = "loans.receivable";
const MEMBERS: &str = "members";

#[test]
fn every_movement_is_one_flow() {
    let table = [
        (BANK, MEMBERS, "01", false, Some((Flow::Collection, 1))),
        (BANK, MEMBERS, "02", false, Some((Flow::Collection, 1))),
        (SUSPENSE, MEMBERS, "01", false, Some((Flow::Collection, 1))),
        (MEMBERS, BANK, "99", true, Some((Flow::Collection, -1))),
        (MEMBERS, SUSPENSE, "99", true, Some((Flow::Collection, -1))),
        (MEMBERS, CLEARING, "11", false, Some((Flow::Withdrawals, 1))),
        (MEMBERS, CLEARING, "12", false, Some((Flow::Withdrawals, 1))),
        (CLEARING, MEMBERS, "11", false, Some((Flow::Withdrawals, -1))),
        (MEMBERS, CLEARING, "07", false, Some((Flow::TransferOut, 1))),
        (CLEARING, MEMBERS, "07", false, Some((Flow::TransferOut, -1))),
        (SUSPENSE, MEMBERS, "08", false, Some((Flow::TransferIn, 1))),
        (CLEARING, BANK, "11", false, None),
        (INTEREST, MEMBERS, "09", false, Some((Flow::Interest, 1))),
        (INTEREST, MEMBERS, "12", false, Some((Flow::Interest, 1))),
        (MEMBERS, INTEREST, "99", false, Some((Flow::Interest, -1))),
        (BANK, MEMBERS, "08", false, Some((Flow::TransferIn, 1))),
        (MEMBERS, BANK, "07", false, Some((Flow::TransferOut, 1))),
        (MEMBERS, BANK, "99", false, Some((Flow::Other, -1))),
        (BANK, SUSPENSE, "99", false, None),
        (MEMBERS, MEMBERS, "06", false, None),
        (LOANS, BANK, "99", false, Some((Flow::LoansGranted, 1))),
        (BANK, LOANS, "99", false, Some((Flow::LoansRepaid, 1))),
        (BANK, LOANS, "99", true, Some((Flow::LoansGranted, -1))),
        (LOANS, BANK, "99", true, Some((Flow::LoansRepaid, -1))),
    ];
    for (debit, credit, business, taken_back, flow) in table {
        assert_eq!(
            flow_of(debit, credit, business, taken_back),
            flow,
            "{debit} {credit} {business} {taken_back}"
        );
    }
}

/// December: 500 collected. 2026: 1,000 in January, 1,200 in February of which 200 taken back, 300 withdrawn of which
/// 50 came back, 15 interest.
fn two_months() -> Vec<Entry> {
    let mut entries = vec![
        entry("2025-12", BANK, MEMBERS, "01", 500),
        entry("2026-01", BANK, MEMBERS, "01", 1_000),
        entry("2026-02", BANK, MEMBERS, "01", 1_200),
        entry("2026-02", MEMBERS, CLEARING, "11", 300),
        entry("2026-02", CLEARING, MEMBERS, "11", 50),
        entry("2026-02", CLEARING, BANK, "11", 250),
        entry("2026-02", INTEREST, MEMBERS, "09", 15),
    ];
    entries.push(Entry { taken_back: true, ..entry("2026-02", MEMBERS, BANK, "99", 200) });
    entries
}

fn value(books: &Books, at: &str, indicator: Indicator) -> Result<i64, Missing> {
    measure(books, month(at)).into_iter().find(|one| one.indicator == indicator).unwrap().value
}

#[test]
fn worked_numbers_without_loans() {
    let count = |channel, cases| CaseCount {
        month: month("2026-02"),
        kind: CaseKind::RentWithdrawal,
        channel,
        cases,
    };
    let books = Books::of(&two_months(), vec![count(Channel::Online, 19), count(Channel::Counter, 1)]);
    let table = [
        (Indicator::Collection, Ok(200_000)),
        (Indicator::Withdrawals, Ok(25_000)),
        (Indicator::NetCollection, Ok(175_000)),
        // 500 + 1,000 + 1,000 + 15 − 250
        (Indicator::FundBalance, Ok(226_500)),
        // 250 ÷ 2,000
        (Indicator::WithdrawalRate, Ok(1_250)),
        // 19 ÷ 20
        (Indicator::OffCounter, Ok(9_500)),
        // 2,250 at the bank ÷ (250 ÷ 3 months = 83.33 a month) = 27.0 months
        (Indicator::ReserveMonths, Ok(270)),
        (Indicator::LoanToBalance, Err(Missing::Loans)),
        (Indicator::Utilisation, Err(Missing::Loans)),
        (Indicator::NetFlow, Err(Missing::Loans)),
        (Indicator::OverdueRate, Err(Missing::Loans)),
        (Indicator::Satisfaction, Err(Missing::Ratings)),
    ];
    for (indicator, expected) in table {
        assert_eq!(value(&books, "2026-02", indicator), expected, "{indicator:?}");
    }
    // A year begins anew in January; what members have does not.
    assert_eq!(value(&books, "2026-01", Indicator::Collection), Ok(100_000));
    assert_eq!(value(&books, "2025-12", Indicator::Collection), Ok(50_000));
    assert_eq!(value(&books, "2026-01", Indicator::FundBalance), Ok(150_000));
    assert_eq!(value(&books, "2026-01", Indicator::OffCounter), Err(Missing::NothingYet));
    assert_eq!(value(&Books::default(), "2026-01", Indicator::WithdrawalRate), Err(Missing::NothingYet));
}

#[test]
fn worked_numbers_with_loans() {
    let mut entries = two_months();
    entries.push(entry("2026-01", LOANS, BANK, "99", 2_000));
    entries.push(entry("2026-02", BANK, LOANS, "99", 75));
    let books = Books::of(&entries, Vec::new());
    let table = [
        // (2,000 − 75) ÷ 2,265
        (Indicator::LoanToBalance, Ok(8_499)),
        // (250 + 1,925) ÷ 2,500
        (Indicator::Utilisation, Ok(8_700)),
        // 2,000 + 75 − 250 − 2,000
        (Indicator::NetFlow, Ok(-17_500)),
        (Indicator::OverdueRate, Err(Missing::RepaymentPlans)),
    ];
    for (indicator, expected) in table {
        assert_eq!(value(&books, "2026-02", indicator), expected, "{indicator:?}");
    }
    // Before the first loan they were not in the books.
    assert_eq!(value(&books, "2025-12", Indicator::LoanToBalance), Err(Missing::Loans));
}

#[test]
fn a_ratio_is_rounded_once_half_up() {
    assert_eq!(ratio(1, 3, 10_000), Ok(3_333));
    assert_eq!(ratio(1, 8, 100), Ok(13));
    assert_eq!(ratio(-1, 8, 100), Ok(-12));
    assert_eq!(ratio(i64::MAX, 1, 10_000), Ok(i64::MAX));
    assert_eq!(ratio(5, 0, 10_000), Err(Missing::NothingYet));
    assert_eq!(share_until(1_200, month("2026-10").last_day()), 1_000);
    assert_eq!(share_until(1_200, month("2026-10").first_day()), 900, "October is not over");
    assert_eq!(share_until(1_200, month("2026-01").first_day()), 0);
}

#[test]
fn a_target_is_met_by_its_share_of_the_year() {
    let wanted =
        |indicator, value, target| is_as_wanted(indicator, value, target, month("2026-06").last_day());
    assert_eq!(wanted(Indicator::Collection, 600, 1_200), Some(true));
    assert_eq!(wanted(Indicator::Collection, 599, 1_200), Some(false));
    assert_eq!(wanted(Indicator::OffCounter, 9_000, 9_000), Some(true));
    assert_eq!(wanted(Indicator::LoanToBalance, 10_001, 10_000), Some(false));
    assert_eq!(wanted(Indicator::Withdrawals, 5, 1), None);
    assert_eq!(wanted(Indicator::FundBalance, 5, 1), None);
}

#[test]
fn a_plan_says_what_is_collected_and_withdrawn() {
    let plan = |targets: &[(Indicator, i64)]| Plan::new(2026, targets.iter().copied().collect());
    let both = [(Indicator::Collection, 100), (Indicator::Withdrawals, 50)];
    assert_eq!(plan(&both).unwrap().target(Indicator::Withdrawals), Some(50));
    assert_eq!(plan(&both[..1]), Err(PlanProblem::NoTarget(Indicator::Withdrawals)));
    assert_eq!(Plan::new(1999, BTreeMap::new()), Err(PlanProblem::Year));
    let with = |indicator, target| plan(&[both[0], both[1], (indicator, target)]);
    assert_eq!(with(Indicator::FundBalance, 5), Err(PlanProblem::NotPlanned(Indicator::FundBalance)));
    assert_eq!(with(Indicator::OffCounter, 10_001), Err(PlanProblem::OutOfRange(Indicator::OffCounter)));
    assert_eq!(with(Indicator::OffCounter, 0), Err(PlanProblem::OutOfRange(Indicator::OffCounter)));
    assert!(with(Indicator::LoanToBalance, 10_362).is_ok());
    for indicator in Indicator::ALL {
        assert_eq!(Indicator::from_code(indicator.code()), Some(indicator));
    }
    for kind in CaseKind::ALL {
        assert!(kind.actions().iter().all(|action| CaseKind::from_action(action) == Some(kind)));
    }
}

#[test]
fn fewer_than_ten_people_are_held_back_and_so_is_what_tells_of_them() {
    let mut entries = two_months();
    entries.iter_mut().filter(|e| e.business == "11").for_each(|e| e.people = people(9));
    let count =
        |channel, cases| CaseCount { month: month("2026-02"), kind: CaseKind::Closing, channel, cases };
    let books = Books::of(&entries, vec![count(Channel::Online, 20), count(Channel::Counter, 3)]);
    let rows = open_rows(&books, month("2026-03"));
    let cells: Vec<_> = rows.iter().map(|row| row.cells).collect();
    use Cell::{Empty, HeldBack, Shown};
    assert_eq!(
        cells,
        [
            [Shown(50_000), Shown(0), Shown(0), Shown(0), Shown(50_000), Shown(0), Shown(0), Empty],
            [Shown(100_000), Shown(0), Shown(0), Shown(0), Shown(150_000), Shown(0), Shown(0), Empty],
            [Shown(100_000), HeldBack, Shown(1_500), Shown(0), HeldBack, Shown(23), HeldBack, HeldBack],
            [Shown(0), Shown(0), Shown(0), Shown(0), HeldBack, Shown(0), Shown(0), Empty],
        ]
    );
    // Ten are enough.
    entries.iter_mut().for_each(|e| e.people = people(10));
    let rows = open_rows(&Books::of(&entries, Vec::new()), month("2026-02"));
    assert_eq!(rows[2].cells[1], Shown(25_000));
    assert_eq!(rows[2].cells[4], Shown(226_500));
}

fn an_entry() -> impl Strategy<Value = Entry> {
    let accounts = prop_oneof![
        Just((BANK, MEMBERS, "01")),
        Just((MEMBERS, CLEARING, "11")),
        Just((INTEREST, MEMBERS, "09")),
        Just((BANK, MEMBERS, "08")),
        Just((MEMBERS, BANK, "07")),
    ];
    (0i32..8, accounts, 1i64..1_000, 1usize..14).prop_map(|(at, (debit, credit, business), yuan, count)| {
        Entry {
            month: month("2026-01").plus(at),
            people: people(count),
            ..entry("2026-01", debit, credit, business, yuan)
        }
    })
}

proptest! {
    /// Between two published balances every flow is published, so that none can be found by subtraction.
    #[test]
    fn no_held_back_flow_stands_between_two_balances(entries in prop::collection::vec(an_entry(), 1..30)) {
        let rows = open_rows(&Books::of(&entries, Vec::new()), month("2026-08"));
        let told: Vec<usize> =
            (0..rows.len()).filter(|at| matches!(rows[*at].cells[4], Cell::Shown(_))).collect();
        for pair in told.windows(2) {
            for row in &rows[pair[0] + 1..=pair[1]] {
                prop_assert!(!row.cells[..4].contains(&Cell::HeldBack), "{row:?}");
            }
        }
    }

    /// What members have is what all flows add up to, whatever moved.
    #[test]
    fn flows_make_the_balance(entries in prop::collection::vec(an_entry(), 0..30)) {
        let books = Books::of(&entries, Vec::new());
        let effect: i64 = entries.iter().map(|e| e.amount_fen * (i64::from(e.credit == MEMBERS) - i64::from(e.debit == MEMBERS))).sum();
        prop_assert_eq!(books.balance(month("2026-12")), effect);
    }
}
