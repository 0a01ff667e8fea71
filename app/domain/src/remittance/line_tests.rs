//! Every wrong line of the specification, each with the one reason it must get.

use super::*;
use crate::contribution::{BaseLimits, ContributionRounding};
use proptest::prelude::*;

const HEADER: &str = "DWZH,DWMC,GRZH,XINGMING,ZJHM,HBJNY,GRJCJS,DWJCBL,GRJCBL,DWYJCE,GRYJCE,JZRQ,YWLX,GRZHZT";
const GOOD: &str = "100001,泉州刺桐纺织有限公司,,欧阳䶮,11010519491231002X,202610,8235.50,12,12,988.26,988.26,20261105,01,01";

fn rules() -> ContributionRules {
    ContributionRules {
        limits: vec![BaseLimits {
            from: Month::new(2026, 7).unwrap(),
            floor: Fen::from_yuan(2195),
            ceiling: Fen::from_yuan(24_795),
        }],
        rate_min: ContributionRate::from_bp(500),
        rate_max: ContributionRate::from_bp(1200),
        rounding: ContributionRounding::Fen,
        advance_months: 12,
        lowest_granted: None,
    }
}

fn parse(line: &str) -> Result<RemittanceLine, Vec<Reject>> {
    let today = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
    RemittanceLine::parse(&Header::parse(HEADER).unwrap(), line, &rules(), today)
}

/// The good line with one field put in another way.
fn with(column: Column, text: &str) -> String {
    let at = HEADER.split(',').position(|name| name == column.name()).unwrap();
    let mut fields: Vec<&str> = GOOD.split(',').collect();
    fields[at] = text;
    fields.join(",")
}

#[test]
fn a_good_line_in_its_many_spellings() {
    let line = parse(GOOD).unwrap();
    assert_eq!(line.payment.total, Fen::new(197_652));
    assert_eq!((line.payment.contribution, line.payment.seals), (Contribution::Regular, false));
    for (column, text) in [
        (Column::Hbjny, "2026-10"),
        (Column::Zjhm, "11010519491231002x"),
        (Column::Grjcjs, "８２３５.５"),
        (Column::Grjcjs, "\"8,235.50\""),
        (Column::Dwjcbl, "12.00%"),
        (Column::Jzrq, "2026-11-05"),
        (Column::Jzrq, ""),
        (Column::Ywlx, ""),
    ] {
        let again = parse(&with(column, text)).unwrap_or_else(|e| panic!("{column:?} {text}: {e:?}"));
        assert_eq!(again.payment.total, line.payment.total);
    }
    assert!(parse(&with(Column::Grzhzt, "02")).unwrap().payment.seals);
    assert_eq!(parse(&with(Column::Jzrq, "")).unwrap().payment.posted_on.to_string(), "2026-11-20");
}

#[test]
fn one_wrong_field_gets_one_reason() {
    let (min, max) = (rules().rate_min, rules().rate_max);
    let expected = Fen::new(98_826);
    let last = Month::new(2026, 11).unwrap();
    for (column, text, reason) in [
        (Column::Dwyjce, "1e3", Reason::NotAnAmount),
        (Column::Dwyjce, "-1", Reason::NotAnAmount),
        (Column::Gryjce, "0.001", Reason::NotAnAmount),
        (Column::Gryjce, "99999999999999999999", Reason::AmountTooLarge),
        (Column::Gryjce, "", Reason::Missing),
        (Column::Gryjce, "988.27", Reason::AmountMismatch { expected }),
        (Column::Dwyjce, "988", Reason::AmountMismatch { expected }),
        (Column::Zjhm, "110105194912310021", Reason::IdCheckDigit),
        (Column::Zjhm, "110105194913310020", Reason::IdBirthDate),
        (Column::Zjhm, "1101051949123100", Reason::IdShape),
        (Column::Zjhm, "", Reason::Missing),
        (Column::Hbjny, "2026-13", Reason::NotAMonth),
        (Column::Hbjny, "2026-12", Reason::MonthInFuture { last }),
        (Column::Jzrq, "2026-02-30", Reason::NotADate),
        (Column::Jzrq, "20261121", Reason::DateInFuture),
        (Column::Grjcjs, "24795.01", Reason::BaseOverCeiling { ceiling: Fen::from_yuan(24_795) }),
        (Column::Grjcjs, "2194.99", Reason::BaseBelowFloor { floor: Fen::from_yuan(2195) }),
        (Column::Dwjcbl, "12.01", Reason::RateOutOfRange { min, max }),
        (Column::Grjcbl, "4", Reason::RateOutOfRange { min, max }),
        (Column::Grjcbl, "twelve", Reason::NotARate),
        (Column::Dwzh, "A1", Reason::NotAUnitNo),
        (Column::Dwmc, "x", Reason::NotAUnitName),
        (Column::Dwmc, "公司\u{202E}", Reason::NotAUnitName),
        (Column::Grzh, "010000000423", Reason::NotAnAccountNo),
        (Column::Xingming, "=1+1", Reason::NotAName),
        (Column::Xingming, "", Reason::Missing),
        (Column::Ywlx, "11", Reason::BusinessTypeUnsupported),
        (Column::Grzhzt, "05", Reason::StateUnsupported),
    ] {
        assert_eq!(parse(&with(column, text)), Err(vec![reason.at(column)]), "{column:?} {text}");
    }
}

#[test]
fn half_a_line_and_a_broken_quote() {
    let half = &GOOD[..GOOD.len() / 2];
    let found = half.split(',').count();
    assert_eq!(parse(half), Err(vec![Reason::FieldCount { expected: 14, found }.of_line()]));
    assert_eq!(parse(&format!("\"{GOOD}")), Err(vec![Reason::BrokenQuote.of_line()]));
    assert!(parse(&format!("{GOOD},")).is_err());
}

#[test]
fn all_findings_at_once() {
    let line = "x,,1,,1,2026-13,1e3,0,99,-1,0.001,today,9,9";
    assert_eq!(parse(line).unwrap_err().len(), 13);
}

#[test]
fn a_back_payment_may_be_any_amount_but_nothing() {
    let back = |amounts: &str| GOOD.replace("988.26,988.26", amounts).replace(",01,01", ",02,01");
    assert_eq!(parse(&back("100.00,0.00")).unwrap().payment.total, Fen::from_yuan(100));
    assert_eq!(parse(&back("0,0.00")), Err(vec![Reason::AmountZero.at(Column::Gryjce)]));
}

#[test]
fn a_back_payment_says_its_months_and_its_reason() {
    use crate::account::{BackPayment, BackReason};
    let header = format!("{HEADER},BJYY");
    let parse = |line: &str| {
        let header = Header::parse(&header).unwrap();
        RemittanceLine::parse(&header, line, &rules(), "2026-11-20".parse().unwrap())
    };
    let back = |months: &str, reason: &str| {
        let line =
            with(Column::Hbjny, months).replace("988.26,988.26", "100,100").replace(",01,01", ",02,01");
        parse(&format!("{line},{reason}")).map(|line| (line.payment.month, line.payment.contribution))
    };
    let month = |text| Month::parse(text).unwrap();
    let of = |first, reason, through| {
        let through = month(through);
        Ok((month(first), Contribution::BackPayment(BackPayment { reason, through })))
    };
    assert_eq!(back("202601-202603", "02"), of("202601", BackReason::Difference, "202603"));
    assert_eq!(back("2026-03", ""), of("202603", BackReason::Missed, "202603"));
    assert_eq!(back("202603-202601", "01"), Err(vec![Reason::MonthRange.at(Column::Hbjny)]));
    assert_eq!(back("202601-202613", "01"), Err(vec![Reason::NotAMonth.at(Column::Hbjny)]));
    assert_eq!(back("202601", "05"), Err(vec![Reason::BackReasonUnsupported.at(Column::Bjyy)]));
    let regular = |months: &str, reason: &str| parse(&format!("{},{reason}", with(Column::Hbjny, months)));
    assert_eq!(regular("202601-202603", ""), Err(vec![Reason::MonthRange.at(Column::Hbjny)]));
    assert_eq!(regular("202610", "01"), Err(vec![Reason::BackReasonUnsupported.at(Column::Bjyy)]));
}

/// Posted in November 2026; twelve months ahead are allowed.
#[test]
fn an_advance_says_so_and_reaches_a_year() {
    let header = Header::parse(&format!("{HEADER},YJBZ")).unwrap();
    let parse = |line: &str, mark: &str| {
        let line = format!("{line},{mark}");
        RemittanceLine::parse(&header, &line, &rules(), "2026-11-20".parse().unwrap())
            .map(|line| (line.payment.month, line.payment.contribution))
    };
    let month = |text| Month::parse(text).unwrap();
    let posted = month("202611");
    assert_eq!(parse(&with(Column::Hbjny, "202612"), "1"), Ok((month("202612"), Contribution::Regular)));
    assert_eq!(parse(&with(Column::Hbjny, "202711"), "1"), Ok((month("202711"), Contribution::Regular)));
    let too_far = Reason::MonthTooFarAhead { last: month("202711") };
    assert_eq!(parse(&with(Column::Hbjny, "202712"), "1"), Err(vec![too_far.at(Column::Hbjny)]));
    let not_ahead = Reason::MonthNotAhead { first: month("202612") };
    assert_eq!(parse(&with(Column::Hbjny, "202611"), "1"), Err(vec![not_ahead.at(Column::Hbjny)]));
    let future = Reason::MonthInFuture { last: posted };
    assert_eq!(parse(&with(Column::Hbjny, "202612"), ""), Err(vec![future.at(Column::Hbjny)]), "a slip");
    let range = Reason::MonthRange.at(Column::Hbjny);
    assert_eq!(parse(&with(Column::Hbjny, "202612-202701"), "1"), Err(vec![range]), "a row for each month");
    let unsupported = |column| Err(vec![Reason::AdvanceUnsupported.at(column)]);
    assert_eq!(parse(&with(Column::Ywlx, "02"), "1"), unsupported(Column::Yjbz));
    let leaving = with(Column::Hbjny, "202612").replace(",01,01", ",01,02");
    assert_eq!(parse(&leaving, "1"), unsupported(Column::Grzhzt), "who leaves is paid nothing ahead");
}

proptest! {
    #[test]
    fn never_panics(line in "\\PC*") {
        let _ = parse(&line);
    }

    #[test]
    fn never_panics_on_a_damaged_line(at in 0usize..14, text in "\\PC{0,30}") {
        let mut fields: Vec<&str> = GOOD.split(',').collect();
        fields[at] = &text;
        let _ = parse(&fields.join(","));
    }
}
