//! Figures worked out by hand or elsewhere, to the fen, and what is refused.

use super::*;
use crate::Fen;
use chrono::NaiveDate;

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn yuan(text: &str) -> Fen {
    match text.strip_prefix('-') {
        Some(text) => Fen::new(-yuan(text).get()),
        None => Fen::parse(text).unwrap(),
    }
}

/// The published rates.
pub(super) fn published() -> DepositRates {
    toml::from_str(include_str!("../../../../server/policies/national/deposit-rates.toml")).unwrap()
}

/// Made-up rates: (from, current year, carried over).
pub(super) fn rates(rows: &[(&str, &str, &str)]) -> DepositRates {
    let row = |(from, current, carried): &(&str, &str, &str)| {
        format!(
            "[[rate]]\nfrom='{from}'\ncurrent_year='{current}'\ncarried_over='{carried}'\n\
             source='made up'\nas_of='{from}'\nverified=false\n"
        )
    };
    toml::from_str(&rows.iter().map(row).collect::<String>()).unwrap()
}

pub(super) fn whole(year: i32) -> Period {
    Period::whole(AccrualYear::new(year).unwrap())
}

fn closing(year: i32, on: &str) -> Period {
    Period::closing(AccrualYear::new(year).unwrap(), day(on)).unwrap()
}

pub(super) fn movements(list: &[(&str, &str)]) -> Vec<Movement> {
    list.iter().map(|(on, amount)| Movement { value_date: day(on), amount: yuan(amount) }).collect()
}

fn books(period: Period, opening: &str, list: &[(&str, &str)]) -> Balances {
    let opening = Parts::brought_forward(yuan(opening)).unwrap();
    Balances::of(period, opening, &movements(list), DrawOrder::default()).unwrap()
}

fn settled(period: Period, opening: &str, list: &[(&str, &str)]) -> Settlement {
    books(period, opening, list).settle(&published(), Terms::default()).unwrap()
}

const D365: Terms = Terms { basis: DayBasis::D365, unit: AccrualUnit::Fen };

/// (yuan·days, interest, closing balance)
fn told(s: &Settlement) -> (i128, String, String) {
    assert_eq!(s.product.get() % 100, 0);
    (s.product.get() / 100, s.interest.plain(), s.closing_balance.plain())
}

fn expect(yuan_days: i128, interest: &str, closing: &str) -> (i128, String, String) {
    (yuan_days, interest.into(), closing.into())
}

#[test]
fn a_year_without_movement() {
    assert_eq!(told(&settled(whole(2025), "10000", &[])), expect(3_650_000, "152.08", "10152.08"));
    let by_365 = books(whole(2025), "10000", &[]).settle(&published(), D365).unwrap();
    assert_eq!(told(&by_365), expect(3_650_000, "150.00", "10150.00"));
    assert_eq!(told(&settled(whole(2027), "10000", &[])), expect(3_660_000, "152.50", "10152.50"));
}

/// 2,400 yuan on the 15th of every month and 5,000 withdrawn on 10 March.
const A_YEAR: [(&str, &str); 13] = [
    ("2025-07-15", "2400"),
    ("2025-08-15", "2400"),
    ("2025-09-15", "2400"),
    ("2025-10-15", "2400"),
    ("2025-11-15", "2400"),
    ("2025-12-15", "2400"),
    ("2026-01-15", "2400"),
    ("2026-02-15", "2400"),
    ("2026-03-15", "2400"),
    ("2026-04-15", "2400"),
    ("2026-05-15", "2400"),
    ("2026-06-15", "2400"),
    ("2026-03-10", "-5000"),
];

#[test]
fn a_year_of_contributions_and_a_withdrawal() {
    let s = settled(whole(2025), "30000", &A_YEAR);
    assert_eq!(told(&s), expect(15_655_400, "652.31", "54452.31"));
    assert_eq!(s.principal.total().plain(), "53800.00");
    let by_365 = books(whole(2025), "30000", &A_YEAR).settle(&published(), D365).unwrap();
    assert_eq!(by_365.interest.plain(), "643.37");
    // The rows are the days between the movements, in one part.
    assert_eq!(s.rows.len(), 14);
    let row = |index: usize| {
        let r = &s.rows[index];
        (r.from.to_string(), r.to.to_string(), r.days(), r.balance.plain(), r.portion)
    };
    assert_eq!(row(0), ("2025-07-01".into(), "2025-07-14".into(), 14, "30000.00".into(), Portion::Whole));
    assert_eq!(row(9), ("2026-03-10".into(), "2026-03-14".into(), 5, "44200.00".into(), Portion::Whole));
    assert_eq!(row(13), ("2026-06-15".into(), "2026-06-30".into(), 16, "53800.00".into(), Portion::Whole));
}

#[test]
fn each_deposit_counts_from_its_day_and_each_withdrawal_to_the_day_before() {
    let days = [351, 320, 289, 259, 228, 198, 167, 136, 108, 77, 47, 16, 113];
    for (movement, days) in A_YEAR.iter().zip(days) {
        let with = settled(whole(2025), "30000", &[*movement]).product.get();
        let without = settled(whole(2025), "30000", &[]).product.get();
        assert_eq!(with - without, i128::from(yuan(movement.1).get()) * days, "{movement:?}");
    }
}

#[test]
fn closing_pays_interest_to_the_day_before() {
    let contributions = [
        ("2025-07-20", "1980"),
        ("2025-08-20", "1980"),
        ("2025-09-20", "1980"),
        ("2025-10-20", "1980"),
        ("2025-11-20", "1980"),
        ("2025-12-20", "1980"),
        ("2026-01-20", "1980"),
    ];
    let s = settled(closing(2025, "2026-02-10"), "85612.37", &contributions);
    assert_eq!(s.product.get(), 2_074_137_088);
    assert_eq!((s.interest.plain(), s.closing_balance.plain()), ("864.22".into(), "100336.59".into()));
    assert_eq!(s.principal.total().plain(), "99472.37");
    assert_eq!(s.rows.last().unwrap().to, day("2026-02-09"));
}

#[test]
fn money_of_the_closing_day_is_paid_out_without_interest() {
    let period = closing(2025, "2025-07-11");
    let s = settled(period, "36000", &[("2025-07-11", "500")]);
    assert_eq!(told(&s), expect(360_000, "15.00", "36515.00"));
    // Closed on the first day: nothing stood there for a day.
    let at_once = settled(closing(2025, "2025-07-01"), "36000", &[("2025-07-01", "500")]);
    assert_eq!((told(&at_once), at_once.rows.len()), (expect(0, "0.00", "36500.00"), 0));
}

#[test]
fn a_change_of_the_rate_cuts_the_year() {
    let book = rates(&[("2016-02-21", "1.5", "1.5"), ("2026-01-01", "1.25", "1.25")]);
    let s = books(whole(2025), "50000", &[]).settle(&book, Terms::default()).unwrap();
    assert_eq!(s.interest.plain(), "697.57");
    let days: Vec<(u32, String)> = s.rows.iter().map(|row| (row.days(), row.rate.percent())).collect();
    assert_eq!(days, [(184, "1.50%".into()), (181, "1.25%".into())]);
}

#[test]
fn where_only_whole_yuan_earn() {
    let terms = |unit| Terms { unit, ..Terms::default() };
    let of = |unit| books(whole(2025), "12345.67", &[]).settle(&published(), terms(unit)).unwrap();
    assert_eq!(of(AccrualUnit::Yuan).interest.plain(), "187.75");
    assert_eq!(of(AccrualUnit::Fen).interest.plain(), "187.76");
    // What earns nothing is still paid.
    assert_eq!(of(AccrualUnit::Yuan).closing_balance.plain(), "12533.42");
    let cents = books(whole(2025), "0.99", &[]).settle(&published(), terms(AccrualUnit::Yuan)).unwrap();
    assert_eq!((cents.rows.len(), cents.closing_balance.plain()), (0, "0.99".into()));
}

#[test]
fn the_rates_of_2015_to_the_day() {
    let s = settled(whole(2015), "20000", &[]);
    assert_eq!(told(&s), expect(20_000 * 366, "276.53", "20276.53"));
    let rows: Vec<(u32, String, Portion)> =
        s.rows.iter().map(|row| (row.days(), row.rate.percent(), row.portion)).collect();
    use Portion::{CarriedOver, Whole};
    assert_eq!(
        rows,
        [
            (56, "1.60%".into(), CarriedOver),
            (59, "1.35%".into(), CarriedOver),
            (120, "1.10%".into(), CarriedOver),
            (131, "1.50%".into(), Whole),
        ]
    );
}

#[test]
fn two_rates_for_the_two_parts_of_a_balance() {
    // Carried over 10,000 at 2.60 % for all 365 days; 3,600 of this year from 1 October, 273 days at 0.35 %.
    let s = settled(whole(2013), "10000", &[("2013-10-01", "3600")]);
    assert_eq!(told(&s), expect(3_650_000 + 982_800, "273.17", "13873.17"));
    let rows: Vec<(Portion, u32, String)> =
        s.rows.iter().map(|row| (row.portion, row.days(), row.interest.plain())).collect();
    assert_eq!(
        rows,
        [(Portion::CarriedOver, 365, "263.61".into()), (Portion::CurrentYear, 273, "9.56".into())]
    );
    assert_eq!((s.principal.carried_over(), s.principal.current_year()), (yuan("10000"), yuan("3600")));
}

#[test]
fn a_withdrawal_takes_the_parts_in_order() {
    let list = movements(&[("2013-10-01", "3600"), ("2014-01-01", "-1000"), ("2014-02-01", "-3000")]);
    let of = |order| {
        let opening = Parts::brought_forward(yuan("10000")).unwrap();
        let balances = Balances::of(whole(2013), opening, &list, order).unwrap();
        let s = balances.settle(&published(), Terms::default()).unwrap();
        (s.principal.carried_over().plain(), s.principal.current_year().plain(), s.interest.plain())
    };
    // 184 days on 10,000, 31 on 9,000, 150 on 6,000 at 2.60 %; 273 on 3,600 at 0.35 %.
    assert_eq!(of(DrawOrder::CarriedOverFirst), ("6000.00".into(), "3600.00".into(), "227.59".into()));
    // 215 days on 10,000, 150 on 9,600 at 2.60 %; 92 on 3,600, 31 on 2,600 at 0.35 %.
    assert_eq!(of(DrawOrder::CurrentYearFirst), ("9600.00".into(), "0.00".into(), "263.28".into()));
}

#[test]
fn the_column_of_interest_adds_up() {
    // Three rows of 0.004 yuan each: every one alone would round to nothing.
    let s = settled(whole(2025), "0.80", &[("2025-11-01", "0.01"), ("2026-03-01", "-0.01")]);
    let column: Vec<String> = s.rows.iter().map(|row| row.interest.plain()).collect();
    assert_eq!(
        (column, s.interest.plain()),
        (vec!["0.00".into(), "0.01".into(), "0.00".into()], "0.01".into())
    );
}

#[test]
fn days_on_which_nothing_stood_there_have_no_row() {
    let s = settled(whole(2025), "100", &[("2025-08-01", "-100"), ("2026-01-01", "100")]);
    let days: Vec<(u32, String)> = s.rows.iter().map(|row| (row.days(), row.from.to_string())).collect();
    assert_eq!(days, [(31, "2025-07-01".into()), (181, "2026-01-01".into())]);
    assert_eq!(told(&s), expect(100 * 212, "0.88", "100.88"));
}

#[test]
fn what_cannot_be_is_refused() {
    let opening = |text| Parts::brought_forward(yuan(text)).unwrap();
    let of = |list: &[(&str, &str)], period| {
        Balances::of(period, opening("100"), &movements(list), DrawOrder::default()).unwrap_err()
    };
    assert_eq!(Parts::brought_forward(Fen::new(-1)), Err(BooksError::NegativeOpening));
    for on in ["2025-06-30", "2026-07-01"] {
        let told = of(&[(on, "1")], whole(2025)).to_string();
        assert_eq!(told, format!("a movement of {on} is outside the period 2025-07-01 to 2026-06-30"));
    }
    let late = of(&[("2026-02-11", "1")], closing(2025, "2026-02-10"));
    assert!(matches!(late, BooksError::OutsideThePeriod { .. }), "{late}");
    let overdrawn = of(&[("2025-08-02", "1"), ("2025-08-01", "-100.01")], whole(2025));
    assert_eq!(overdrawn.to_string(), "the balance at the end of 2025-08-01 would be -0.01");
    let year = AccrualYear::new(2025).unwrap();
    assert!(
        Period::closing(year, day("2026-07-01")).is_err() && Period::closing(year, day("2026-06-30")).is_ok()
    );
    for text in ["1998", "2199", "25", "+2025", "2025-07", ""] {
        assert_eq!(AccrualYear::parse(text), Err(NotAnAccrualYear), "{text}");
    }
    assert_eq!(AccrualYear::parse("２０２５ "), Ok(year));
    // Rates are known from 2012-07-06 on; days on which nothing stood in the account need none.
    let early = books(whole(2012), "100", &[]).settle(&published(), Terms::default());
    assert_eq!(early, Err(SettleError::NoRate(day("2012-07-01"))));
    assert_eq!(told(&settled(whole(2012), "0", &[("2013-06-30", "7")])), expect(7, "0.00", "7.00"));
}

#[test]
fn amounts_beyond_any_fund_are_refused_and_not_wrapped() {
    let opening = Parts::brought_forward(Fen::new(i64::MAX)).unwrap();
    let more = [Movement { value_date: day("2025-07-01"), amount: Fen::new(1) }];
    let over = Balances::of(whole(2025), opening, &more, DrawOrder::default());
    assert_eq!(over, Err(BooksError::TooLarge));
    let all = Balances::of(whole(2025), opening, &[], DrawOrder::default()).unwrap();
    assert_eq!(all.settle(&published(), Terms::default()), Err(SettleError::TooLarge));
}
