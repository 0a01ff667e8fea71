//! Statements of accounts with gaps, late months, withdrawals and seals.

use super::*;
use crate::{
    AccountNo, AccountState, ContributionRate,
    account::{AccountKind, BackReason},
};
use proptest::prelude::*;

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

pub(crate) fn account(first: &str, through: &str) -> Account {
    Account {
        number: AccountNo::of(1, 1).unwrap(),
        kind: AccountKind::Unit,
        state: AccountState::Normal,
        base: Fen::from_yuan(10_000),
        unit_rate: ContributionRate::from_bp(1000),
        personal_rate: ContributionRate::from_bp(1000),
        unit_monthly: Fen::from_yuan(1000),
        personal_monthly: Fen::from_yuan(1000),
        opened_on: month(first).first_day(),
        first_month: Some(month(first)),
        paid_through: Some(month(through)),
        consecutive_months: 1,
        total_months: 1,
        sealed_on: None,
        balance: Fen::ZERO,
        reserved: Fen::ZERO,
        frozen: Fen::ZERO,
    }
}

pub(crate) fn entry(seq: i64, business: BusinessCode, yuan: i32, of: Option<&str>, posted_on: &str) -> Entry {
    Entry {
        seq,
        business,
        amount: Fen::from_yuan(yuan),
        month: of.map(month),
        unit_part: None,
        personal_part: None,
        case_number: None,
        value_date: day(posted_on),
        posted_on: day(posted_on),
        reverses: None,
        reversed_by: None,
        back: None,
    }
}

fn cells(account: &Account, entries: &[Entry], today: NaiveDate) -> Vec<MonthCell> {
    month_state::months(account, entries, &Known::default(), today)
}

fn rows_of(account: &Account, entries: &[Entry], kind: Kind, today: NaiveDate) -> Vec<MonthRows> {
    months(entries, kind, &cells(account, entries, today), today)
}

fn missing_months(account: &Account, entries: &[Entry], today: NaiveDate) -> Vec<Month> {
    month_state::gaps(&cells(account, entries, today))
}

/// June paid, July late in August, August missing, September paid and a withdrawal, October missing, November open.
fn story() -> (Account, Vec<Entry>) {
    use BusinessCode as B;
    let entries = vec![
        entry(1, B::RegularRemittance, 2000, Some("2026-06"), "2026-06-10"),
        entry(2, B::RegularRemittance, 2000, Some("2026-07"), "2026-08-03"),
        entry(3, B::RegularRemittance, 2000, Some("2026-09"), "2026-09-10"),
        entry(4, B::PartialWithdrawal, -1500, None, "2026-09-12"),
    ];
    (account("2026-06", "2026-09"), entries)
}

#[test]
fn every_month_has_its_rows() {
    let (account, entries) = story();
    let months = rows_of(&account, &entries, Kind::All, day("2026-11-21"));
    let expected = Fen::from_yuan(2000);
    let shown: Vec<(String, Fen, Fen, usize)> =
        months.iter().map(|m| (m.month.compact(), m.sum, m.balance, m.rows.len())).collect();
    let yuan = Fen::from_yuan;
    assert_eq!(
        shown,
        [
            ("202611".into(), yuan(0), yuan(4500), 1),
            ("202610".into(), yuan(0), yuan(4500), 1),
            ("202609".into(), yuan(500), yuan(4500), 2),
            ("202608".into(), yuan(2000), yuan(4000), 2),
            ("202607".into(), yuan(0), yuan(2000), 1),
            ("202606".into(), yuan(2000), yuan(2000), 1),
        ]
    );
    assert_eq!(months[0].rows, [Row::Awaited { expected }]);
    assert_eq!(months[1].rows, [Row::Missing { expected }]);
    assert_eq!(
        months[2].rows[0],
        Row::Entry { entry: entries[3].clone(), balance: yuan(4500), about: BusinessCode::PartialWithdrawal }
    );
    assert_eq!(months[3].rows[1], Row::Missing { expected });
    assert_eq!(months[4].rows, [Row::PaidLater { posted_on: day("2026-08-03"), amount: yuan(2000) }]);
    assert_eq!(missing_months(&account, &entries, day("2026-11-21")), [month("2026-08"), month("2026-10")]);
    assert_eq!(turnover(&entries, month("2026-08")), (yuan(4000), yuan(1500)));
}

#[test]
fn a_kind_shows_only_its_own_and_keeps_the_balances() {
    let (account, entries) = story();
    let today = day("2026-11-21");
    let withdrawals = rows_of(&account, &entries, Kind::Withdrawals, today);
    assert_eq!(withdrawals.iter().map(|m| m.rows.len()).sum::<usize>(), 1);
    assert_eq!(withdrawals[2].sum, Fen::from_yuan(-1500));
    let contributions = rows_of(&account, &entries, Kind::Contributions, today);
    assert_eq!(contributions.iter().map(|m| m.rows.len()).sum::<usize>(), 7);
    for kind in Kind::ALL {
        assert_eq!(Kind::parse(kind.code()), Some(kind));
    }
}

#[test]
fn nobody_owes_a_month_after_the_seal() {
    let (mut account, entries) = story();
    account.state = AccountState::Sealed;
    let months = rows_of(&account, &entries, Kind::All, day("2026-11-21"));
    assert!(months[0].rows.is_empty() && months[1].rows.is_empty());
    assert_eq!(missing_months(&account, &entries, day("2026-11-21")), [month("2026-08")]);
}

proptest! {
    /// Sums and the last balance agree with the entries, whatever was posted when.
    #[test]
    fn sums_and_balances_agree(posts in prop::collection::vec((0i32..12, 0u64..28, -50i32..100), 0..30)) {
        let account = account("2026-01", "2026-12");
        let mut entries: Vec<Entry> = posts
            .iter()
            .map(|(m, d, yuan)| {
                let on = month("2026-01").plus(*m).first_day() + chrono::Days::new(*d);
                entry(0, BusinessCode::Other, *yuan, None, &on.to_string())
            })
            .collect();
        entries.sort_by_key(|entry| entry.posted_on);
        let all = rows_of(&account, &entries, Kind::All, day("2026-12-31"));
        let total = Fen::sum(entries.iter().map(|entry| entry.amount)).unwrap();
        prop_assert_eq!(Fen::sum(all.iter().map(|m| m.sum)).unwrap(), total);
        prop_assert_eq!(all[0].balance, total);
        prop_assert_eq!(all.len(), 12);
    }
}

#[test]
fn a_reversed_pair_is_shown_and_counts_for_nothing() {
    let (account, mut entries) = story();
    // September came twice as much; it was taken back in November and came right.
    entries[2].reversed_by = Some(5);
    let mut reversal = entry(5, BusinessCode::Other, -2000, Some("2026-09"), "2026-11-05");
    reversal.reverses = Some(3);
    entries.push(reversal);
    let today = day("2026-11-21");
    assert_eq!(
        missing_months(&account, &entries, today),
        [month("2026-08"), month("2026-09"), month("2026-10")]
    );
    assert_eq!(turnover(&entries, month("2026-06")), (Fen::from_yuan(4000), Fen::from_yuan(1500)));
    let shown = rows_of(&account, &entries, Kind::Contributions, today);
    let standing: Vec<Standing> = shown
        .iter()
        .flat_map(|month| &month.rows)
        .filter_map(|row| match row {
            Row::Entry { entry, .. } => Some(entry.standing()),
            _ => None,
        })
        .collect();
    assert_eq!(
        standing,
        [Standing::Reversal, Standing::Reversed, Standing::Posted, Standing::Posted],
        "both halves stand among the contributions"
    );
    assert!(rows_of(&account, &entries, Kind::Withdrawals, today).iter().all(|month| {
        month.rows.iter().all(|row| matches!(row, Row::Entry { entry, .. } if entry.seq == 4))
    }));
    entries.push(entry(6, BusinessCode::RegularRemittance, 1000, Some("2026-09"), "2026-11-06"));
    assert_eq!(missing_months(&account, &entries, today), [month("2026-08"), month("2026-10")]);
}

#[test]
fn a_month_that_was_paid_back_is_not_missing() {
    let (account, mut entries) = story();
    let today = day("2026-11-21");
    let mut paid = entry(5, BusinessCode::BackPayment, 4000, Some("2026-08"), "2026-11-05");
    paid.back = Some(BackPayment { reason: BackReason::Difference, through: month("2026-10") });
    entries.push(paid);
    assert_eq!(missing_months(&account, &entries, today), [month("2026-08"), month("2026-10")]);
    entries[4].back = Some(BackPayment { reason: BackReason::Missed, through: month("2026-10") });
    assert_eq!(missing_months(&account, &entries, today), []);
    let shown = rows_of(&account, &entries, Kind::All, today);
    let late = Row::PaidLater { posted_on: day("2026-11-05"), amount: Fen::from_yuan(4000) };
    assert_eq!(shown[3].rows[1], late, "August, below July that came in it");
    assert_eq!(shown[1].rows, [late], "October");
    entries[4].reversed_by = Some(9);
    assert_eq!(missing_months(&account, &entries, today), [month("2026-08"), month("2026-10")]);
}
