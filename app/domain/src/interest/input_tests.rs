//! What is read from files: published rates and movements.

use super::tests::{day, movements, published};
use super::*;
use crate::Rate;

#[test]
fn rates_are_proven_when_read() {
    let book = published();
    assert_eq!(book.rows().len(), 8);
    assert!(book.rows().iter().all(|row| !row.source.is_empty() && !row.verified));
    let on = |text: &str| {
        book.row(day(text)).map(|row| (row.current_year.to_string(), row.carried_over.to_string()))
    };
    assert_eq!(on("2012-07-05"), None);
    assert_eq!(on("2014-11-21"), Some(("0.35".into(), "2.6".into())));
    assert_eq!(on("2014-11-22"), Some(("0.35".into(), "2.35".into())));
    assert_eq!(on("2016-02-20"), Some(("0.35".into(), "1.1".into())));
    assert_eq!(on("2026-06-30"), Some(("1.5".into(), "1.5".into())));
    assert_eq!(book.row(day("2020-01-01")).and_then(DepositRate::of_all), Rate::parse("1.5").ok());
    let row =
        |from: &str| DepositRate { from: crate::loan::figure::Day(day(from)), ..book.rows()[0].clone() };
    assert_eq!(DepositRates::new(vec![]), Err(RatesError::Empty));
    for second in ["2020-01-01", "2019-12-31"] {
        let rows = vec![row("2020-01-01"), row(second)];
        assert_eq!(DepositRates::new(rows), Err(RatesError::OutOfOrder(day(second))));
    }
    assert!(toml::from_str::<DepositRates>("rate = []").is_err());
}

#[test]
fn files_are_read() {
    let text = "\u{FEFF}value_date, amount\r\n2025-07-15,2400.00\r\n\r\n\"2026-03-10\",\"-5,000.5\"\r\n";
    let expected = movements(&[("2025-07-15", "2400"), ("2026-03-10", "-5000.50")]);
    assert_eq!(read_movements(text), Ok(expected));
    assert_eq!(read_movements("value_date,amount"), Ok(vec![]));
    for (text, told) in [
        ("", "line 1: expected the header “value_date,amount”"),
        ("date,amount\n", "line 1: expected the header “value_date,amount”"),
        ("2025-07-15,1\n", "line 1: expected the header “value_date,amount”"),
        (
            "value_date,amount\n2025-07-15\n",
            "line 2: expected a value date and an amount with a comma between them",
        ),
        (
            "value_date,amount\n\n2025-07-15,1,2\n",
            "line 3: expected a value date and an amount with a comma between them",
        ),
        ("value_date,amount\n2025-02-30,1\n", "line 2: value date: not a day of the form YYYY-MM-DD"),
        (
            "value_date,amount\n2025-07-15,1.005\n",
            "line 2: amount: not a plain amount in yuan with at most two decimals",
        ),
        (
            "value_date,amount\n2025-07-15,--1\n",
            "line 2: amount: not a plain amount in yuan with at most two decimals",
        ),
        ("value_date,amount\n2025-07-15,\n", "line 2: amount: no amount given"),
    ] {
        assert_eq!(read_movements(text).unwrap_err().to_string(), told, "{text:?}");
    }
}
