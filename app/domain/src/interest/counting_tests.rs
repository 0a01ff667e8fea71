//! Dated ways of counting, and the one that pays a whole year exactly.

use super::tests::{day, movements, published, rates, whole, yuan};
use super::*;
use crate::Fen;
use proptest::prelude::*;

fn counting(rows: &[(&str, &str, &str)]) -> Result<Counting, String> {
    let row = |(city, from, basis): &(&str, &str, &str)| {
        let city = if city.is_empty() { String::new() } else { format!("city='{city}'\n") };
        format!(
            "[[counting]]\n{city}from='{from}'\nbasis='{basis}'\nunit='fen'\ndraw='carried-over-first'\n\
             source='made up'\nas_of='{from}'\nverified=false\n"
        )
    };
    toml::from_str(&rows.iter().map(row).collect::<String>()).map_err(|error| error.to_string())
}

#[test]
fn a_city_counts_by_its_own_row_and_else_by_that_of_all() {
    let book = counting(&[
        ("", "1999-04-03", "d360"),
        ("here", "2026-01-01", "d365"),
        ("", "2027-01-01", "whole-year"),
    ])
    .unwrap();
    let basis = |city, on| book.on(city, day(on)).terms.basis;
    assert_eq!(basis("here", "2025-12-31"), DayBasis::D360);
    assert_eq!(basis("here", "2026-01-01"), DayBasis::D365);
    assert_eq!(basis("here", "2028-01-01"), DayBasis::D365);
    assert_eq!(basis("there", "2026-01-01"), DayBasis::D360);
    assert_eq!(basis("there", "2028-01-01"), DayBasis::WholeYear);
    assert_eq!(book.on("there", day("1990-01-01")), Method::default());
}

#[test]
fn a_file_that_contradicts_itself_is_refused() {
    let refused = |rows: &[(&str, &str, &str)], why: &str| {
        let told = counting(rows).unwrap_err();
        assert!(told.contains(why), "{told}");
    };
    refused(&[("here", "2026-01-01", "d365")], "no way of counting that holds for every city");
    refused(&[("", "1999-04-03", "d366")], "“d366” is not a way of counting");
    refused(
        &[("", "2026-01-01", "d360"), ("", "2026-01-01", "d365")],
        "does not begin after the one before it",
    );
}

const WHOLE_YEAR: Terms = Terms { basis: DayBasis::WholeYear, unit: AccrualUnit::Fen };

fn settled(year: i32, opening: &str, list: &[(&str, &str)], book: &DepositRates) -> Settlement {
    let opening = Parts::brought_forward(yuan(opening)).unwrap();
    let balances = Balances::of(whole(year), opening, &movements(list), DrawOrder::default()).unwrap();
    balances.settle(book, WHOLE_YEAR).unwrap()
}

#[test]
fn money_carried_over_all_year_earns_the_annual_rate_exactly() {
    for year in [2025, 2027] {
        let s = settled(year, "10000", &[], &published());
        assert_eq!((s.interest.plain(), s.rows.len()), ("150.00".into(), 1));
        assert_eq!(
            (s.rows[0].portion, s.rows[0].divisor, s.rows[0].days()),
            match year {
                2025 => (Portion::WholeYear, 365, 365),
                _ => (Portion::WholeYear, 366, 366),
            }
        );
    }
    // 6,000 stood all year; 4,000 until 1 January, 184 days; 1,200 of this year from then on, 181 days.
    let moved = [("2026-01-01", "-4000"), ("2026-01-01", "1200")];
    let s = settled(2025, "10000", &moved, &published());
    // Net −2,800 on that day: 7,200 stand all year, 2,800 for 184 days at 1/360.
    assert_eq!(s.interest, Fen::new(10_800 + 2_147));
    let days: Vec<(Portion, u32, String)> =
        s.rows.iter().map(|row| (row.portion, row.days(), row.balance.plain())).collect();
    assert_eq!(days, [(Portion::WholeYear, 365, "7200.00".into()), (Portion::Whole, 184, "2800.00".into())]);
    // A change of the rate: each part of the year at its own.
    let two = rates(&[("2016-02-21", "1.5", "1.5"), ("2026-01-01", "1.25", "1.25")]);
    assert_eq!(settled(2025, "36500", &[], &two).interest.plain(), "502.25");
}

proptest! {
    /// (all − W·days)·rate/360 + W·rate, rounded once.
    #[test]
    fn the_rest_is_counted_by_days(
        opening in 0..1_000_000_000i64, taken in 0..1_000_000i64, given in 0..1_000_000i64, at in 0..365u64,
    ) {
        let opening = opening + taken;
        let from = day("2025-07-01");
        let on = from.checked_add_days(chrono::Days::new(at)).unwrap();
        let other = from.checked_add_days(chrono::Days::new((at * 7 + 3) % 365)).unwrap();
        let list = [
            Movement { value_date: on, amount: Fen::new(-taken) },
            Movement { value_date: other, amount: Fen::new(given) },
        ];
        let parts = Parts::brought_forward(Fen::new(opening)).unwrap();
        let balances = Balances::of(whole(2025), parts, &list, DrawOrder::default()).unwrap();
        let s = balances.settle(&published(), WHOLE_YEAR).unwrap();
        let w = i128::from(balances.last().carried_over().get());
        let numerator = (s.product.get() - w * 365) * 1500 * 365 + w * 1500 * 360 * 365;
        let divisor = 100_000 * 360 * 365;
        let expected = (2 * numerator + divisor) / (2 * divisor);
        prop_assert_eq!(i128::from(s.interest.get()), expected);
        prop_assert_eq!(Fen::sum(s.rows.iter().map(|row| row.interest)), Some(s.interest));
    }
}
