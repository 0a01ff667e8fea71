//! Each wrong line with its one reason, the effective month, and when a batch may be approved.

use super::*;
use proptest::prelude::*;

fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

fn rules() -> YearRules {
    YearRules {
        first: month("2026-07"),
        floor: Fen::from_yuan(2195),
        ceiling: Fen::from_yuan(24_795),
        rate_min: ContributionRate::from_bp(500),
        rate_max: ContributionRate::from_bp(1200),
        rounding: ContributionRounding::Fen,
        doc: "doc".into(),
    }
}

fn parse(line: &str) -> Result<BaseLine, Vec<Reject>> {
    BaseLine::parse(&BaseHeader::parse("GRZH,XINGMING,GRJCJS,DWJCBL,GRJCBL").unwrap(), line, &rules())
}

fn number() -> String {
    AccountNo::of(1, 7).unwrap().as_str().to_owned()
}

#[test]
fn a_line_says_account_base_and_perhaps_rates() {
    let line = parse(&format!("{},林秀芳,8235.50,,7.5", number())).unwrap();
    assert_eq!((line.base, line.unit_rate), (Fen::new(823_550), None));
    assert_eq!(line.personal_rate, Some(ContributionRate::from_bp(750)));
    let terms = Terms::of(
        line.base,
        ContributionRate::from_bp(1200),
        ContributionRate::from_bp(750),
        rules().rounding,
    );
    let terms = terms.unwrap();
    assert_eq!((terms.unit_monthly, terms.personal_monthly), (Fen::new(98_826), Fen::new(61_766)));
    assert_eq!(terms.monthly(), Fen::new(160_592));
}

#[test]
fn one_wrong_field_gets_one_reason() {
    let outside = Reason::BaseOutside { floor: Fen::from_yuan(2195), ceiling: Fen::from_yuan(24_795) };
    let range = Reason::RateOutOfRange { min: rules().rate_min, max: rules().rate_max };
    let good = number();
    for (line, reject) in [
        (",x,8000,,".to_owned(), Reason::Missing.at(Column::Grzh)),
        ("010000000423,x,8000,,".to_owned(), Reason::NotAnAccountNo.at(Column::Grzh)),
        (format!("{good},x,2194.99,,"), outside.at(Column::Grjcjs)),
        (format!("{good},x,24795.01,,"), outside.at(Column::Grjcjs)),
        (format!("{good},x,,,"), Reason::Missing.at(Column::Grjcjs)),
        (format!("{good},x,8e3,,"), Reason::NotAnAmount.at(Column::Grjcjs)),
        (format!("{good},x,8000,4.99,"), range.at(Column::Dwjcbl)),
        (format!("{good},x,8000,,12.01"), range.at(Column::Grjcbl)),
        (format!("{good},x,8000,,much"), Reason::NotARate.at(Column::Grjcbl)),
        (format!("{good},x,8000,"), Reason::FieldCount { expected: 5, found: 4 }.of_line()),
        (format!("\"{good},x,8000,,"), Reason::BrokenQuote.of_line()),
    ] {
        assert_eq!(parse(&line), Err(vec![reject]), "{line}");
    }
    for edge in ["2195", "24795.00"] {
        assert!(parse(&format!("{good},x,{edge},5,12")).is_ok(), "{edge}");
    }
    assert_eq!(parse("1,x,1,1,1").unwrap_err().len(), 4);
}

#[test]
fn the_header_names_account_and_base() {
    assert!(BaseHeader::parse("\u{FEFF}grjcjs, GRZH\r").is_some());
    for bad in ["", "GRZH", "GRJCJS,DWJCBL", "GRZH,GRJCJS,GRZH", "账号,基数"] {
        assert_eq!(BaseHeader::parse(bad), None, "{bad}");
    }
}

#[test]
fn the_new_terms_begin_with_the_year_or_with_this_month() {
    let on = |asked: Option<&str>, today: &str| rules().effective(asked.map(month), today.parse().unwrap());
    assert_eq!(on(None, "2026-06-20"), Ok(month("2026-07")));
    assert_eq!(on(None, "2026-11-21"), Ok(month("2026-11")));
    assert_eq!(on(Some("2027-06"), "2026-11-21"), Ok(month("2027-06")));
    let outside = Hindrance::MonthOutside { first: month("2026-11"), last: month("2027-06") };
    assert_eq!(on(Some("2026-10"), "2026-11-21"), Err(outside));
    assert_eq!(on(Some("2027-07"), "2026-11-21"), Err(outside));
    assert_eq!(on(None, "2027-07-01"), Err(Hindrance::YearOver { last: month("2027-06") }));
}

#[test]
fn a_batch_waits_for_its_workers_and_for_every_objection() {
    let (until, day) = ("2026-12-01".parse().unwrap(), |text: &str| text.parse::<NaiveDate>().unwrap());
    assert_eq!(may_approve(0, 0, until, day("2026-11-21")), Ok(()));
    let waiting = Hindrance::WorkersWaiting { until, count: 3 };
    assert_eq!(may_approve(3, 0, until, day("2026-12-01")), Err(waiting));
    assert_eq!(may_approve(3, 0, until, day("2026-12-02")), Ok(()));
    assert_eq!(may_approve(0, 1, until, day("2027-01-01")), Err(Hindrance::ObjectionsOpen { count: 1 }));
}

#[test]
fn codes_read_back() {
    assert!(BatchState::ALL.iter().all(|state| BatchState::from_code(state.code()) == Some(*state)));
    assert!(Answer::ALL.iter().all(|answer| Answer::from_code(answer.code()) == Some(*answer)));
    assert!(Settlement::ALL.iter().all(|one| Settlement::from_code(one.code()) == Some(*one)));
}

proptest! {
    #[test]
    fn never_panics(line in "\\PC*") {
        let _ = parse(&line);
        let _ = BaseHeader::parse(&line);
    }
}
