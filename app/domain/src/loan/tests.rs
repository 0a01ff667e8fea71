//! Published and independently computed numbers, to the fen, and the laws every schedule obeys.

use super::*;
use crate::{Fen, Rate};
use proptest::prelude::*;

fn terms(yuan: i32, months: u32, rate: &str, method: RepayMethod) -> LoanTerms {
    LoanTerms {
        principal: Principal::new(Fen::from_yuan(yuan)).unwrap(),
        months: Months::new(months).unwrap(),
        rate: Rate::parse(rate).unwrap(),
        method,
    }
}

use RepayMethod::{EqualInstalment as EI, EqualPrincipal as EP};

#[test]
fn a_million_over_thirty_years() {
    for (rate, payment, interest, naive, last) in [
        ("3.25", "4352.06", "566743.81", "566741.60", "4354.27"),
        ("3.10", "4270.16", "537260.03", "537257.60", "4272.59"),
        ("2.85", "4135.57", "488807.34", "488805.20", "4137.71"),
        ("2.60", "4003.40", "441222.35", "441224.00", "4001.75"),
        ("3.575", "4532.42", "631669.20", "631671.20", "4530.42"),
        ("3.325", "4393.33", "581600.04", "581598.80", "4394.57"),
        ("3.075", "4256.60", "532374.46", "532376.00", "4255.06"),
        ("3.50", "4490.45", "616560.07", "616562.00", "4488.52"),
        ("3.05", "4243.05", "527500.42", "527498.00", "4245.47"),
    ] {
        let s = Schedule::of(&terms(1_000_000, 360, rate, EI));
        let found = (s.first_payment().plain(), s.total_interest.plain(), s.last_payment().plain());
        assert_eq!(found, (payment.into(), interest.into(), last.into()), "{rate}");
        assert_eq!(Fen::new(s.first_payment().get() * 360 - 100_000_000).plain(), naive, "{rate}");
        assert_eq!(s.periods(), 360);
    }
}

/// (loan, first payment, row 1, row 2, last payment, last principal where the source names it, interest)
type Case =
    (LoanTerms, &'static str, [&'static str; 3], [&'static str; 3], &'static str, &'static str, &'static str);

#[test]
fn the_first_rows_and_the_last() {
    let cases: [Case; 8] = [
        (
            terms(600_000, 240, "2.6", EI),
            "3208.73",
            ["1908.73", "1300.00", "598091.27"],
            ["1912.87", "1295.86", "596178.40"],
            "3208.16",
            "",
            "170094.63",
        ),
        (
            terms(800_000, 300, "2.6", EI),
            "3629.36",
            ["1896.03", "1733.33", "798103.97"],
            ["1900.13", "1729.23", "796203.84"],
            "3627.65",
            "",
            "288806.29",
        ),
        (
            terms(500_000, 60, "2.1", EI),
            "8785.77",
            ["7910.77", "875.00", "492089.23"],
            ["7924.61", "861.16", "484164.62"],
            "8785.84",
            "",
            "27146.27",
        ),
        (
            terms(700_000, 240, "3.075", EI),
            "3908.52",
            ["2114.77", "1793.75", "697885.23"],
            ["2120.19", "1788.33", "695765.04"],
            "3907.59",
            "",
            "238043.87",
        ),
        (
            terms(1_000_000, 360, "2.6", EP),
            "4944.45",
            ["2777.78", "2166.67", "997222.22"],
            ["2777.78", "2160.65", "994444.44"],
            "2783.00",
            "2776.98",
            "391083.03",
        ),
        (
            terms(600_000, 240, "2.6", EP),
            "3800.00",
            ["2500.00", "1300.00", "597500.00"],
            ["2500.00", "1294.58", "595000.00"],
            "2505.42",
            "2500.00",
            "156650.00",
        ),
        (
            terms(500_000, 60, "2.1", EP),
            "9208.33",
            ["8333.33", "875.00", "491666.67"],
            ["8333.33", "860.42", "483333.34"],
            "8348.11",
            "8333.53",
            "26687.50",
        ),
        (
            terms(800_000, 360, "2.6", EI),
            "3202.72",
            ["1469.39", "1733.33", "798530.61"],
            ["1472.57", "1730.15", "797058.04"],
            "3201.56",
            "",
            "352978.04",
        ),
    ];
    for (terms, first, one, two, last, last_principal, interest) in cases {
        let s = Schedule::of(&terms);
        let row =
            |k: usize| [s.rows[k].principal.plain(), s.rows[k].interest.plain(), s.rows[k].balance.plain()];
        assert_eq!(
            (s.first_payment().plain(), row(0), row(1)),
            (first.into(), one.map(String::from), two.map(String::from)),
            "{terms:?}"
        );
        assert_eq!(s.total_interest.plain(), interest, "{terms:?}");
        assert_eq!(s.last_payment().plain(), last, "{terms:?}");
        if !last_principal.is_empty() {
            assert_eq!(s.rows.last().unwrap().principal.plain(), last_principal, "{terms:?}");
        }
    }
}

#[test]
fn a_combination_adds_two_rounded_loans() {
    for (rate, commercial, interest, together) in
        [("3.05", "1697.22", "211000.29", "4099.26"), ("3.5", "1796.18", "246624.06", "4198.22")]
    {
        let c = Combination::of(&CombinationTerms {
            fund: Principal::parse_wan("60").unwrap(),
            fund_rate: Rate::parse("2.6").unwrap(),
            commercial: Principal::parse_wan("40").unwrap(),
            commercial_rate: Rate::parse(rate).unwrap(),
            months: Months::new(360).unwrap(),
            method: EI,
        });
        assert_eq!(
            (c.fund.first_payment().plain(), c.fund.total_interest.plain()),
            ("2402.04".into(), "264733.47".into())
        );
        assert_eq!(
            (c.commercial.first_payment().plain(), c.commercial.total_interest.plain()),
            (commercial.into(), interest.into())
        );
        assert_eq!(c.together.first_payment().plain(), together);
    }
}

#[test]
fn a_prepayment_shortens_or_lowers() {
    let running = Running::parse(terms(600_000, 240, "2.6", EI), "36").unwrap();
    assert_eq!(running.balance().plain(), "528615.14");
    assert_eq!(running.remaining_interest().plain(), "125965.21");
    let paid: i64 = running.schedule().rows[..36].iter().map(|row| row.interest.get()).sum();
    assert_eq!(Fen::new(paid).plain(), "44129.42");

    let found = |mode| {
        let p = running.prepay(Fen::from_yuan(100_000), mode);
        let s = p.schedule;
        (
            s.first_payment().plain(),
            s.periods(),
            s.last_payment().plain(),
            s.total_interest.plain(),
            p.interest_saved.plain(),
        )
    };
    let lower = ("2601.72".into(), 204, "2602.12".into(), "102136.14".into(), "23829.07".into());
    assert_eq!(found(PrepayMode::Lower), lower);
    let shorten = ("3208.73".into(), 158, "2777.32".into(), "77932.79".into(), "48032.42".into());
    assert_eq!(found(PrepayMode::Shorten), shorten);

    // The variant of some core systems: the shortened term is fixed and the instalment fitted to it.
    let refit = Schedule::for_balance(Fen::parse("428615.14").unwrap(), 158, Rate::parse("2.6").unwrap(), EI);
    assert_eq!(
        (refit.first_payment().plain(), refit.total_interest.plain()),
        ("3206.44".into(), "78001.86".into())
    );
    assert_eq!(Fen::new(running.remaining_interest().get() - refit.total_interest.get()).plain(), "47963.35");
}

/// The savings come from the schedules, rounded month by month; instalment × periods would say 36,100.85.
#[test]
fn eight_hundred_thousand_prepaid_after_five_years() {
    let running = Running::parse(terms(800_000, 360, "2.6", EI), "60").unwrap();
    let shorten = running.prepay(Fen::from_yuan(100_000), PrepayMode::Shorten);
    assert_eq!((shorten.periods_saved, shorten.interest_saved.plain()), (56, "80195.38".into()));
    let lower = running.prepay(Fen::from_yuan(100_000), PrepayMode::Lower);
    assert_eq!(
        (lower.schedule.first_payment().plain(), lower.interest_saved.plain()),
        ("2749.05".into(), "36100.92".into())
    );
}

/// Balance 576,820.30 after 12 instalments, 54,380 swept from the accounts (domain example of 年冲).
#[test]
fn a_yearly_sweep_lowers_the_instalment() {
    let running = Running::parse(terms(600_000, 240, "2.6", EI), "12").unwrap();
    assert_eq!(running.balance().plain(), "576820.30");
    let lower = running.prepay(Fen::from_yuan(54_380), PrepayMode::Lower);
    assert_eq!((lower.schedule.first_payment().plain(), lower.schedule.periods()), ("2906.22".into(), 228));
}

/// 商转公: the same balance at two rates.
#[test]
fn a_conversion_saves_the_difference() {
    let at = |rate| Schedule::of(&terms(500_000, 180, rate, EI));
    let (bank, fund) = (at("3.5"), at("2.6"));
    assert_eq!(
        (bank.first_payment().plain(), bank.total_interest.plain()),
        ("3574.41".into(), "143394.37".into())
    );
    assert_eq!(
        (fund.first_payment().plain(), fund.total_interest.plain()),
        ("3357.53".into(), "104356.32".into())
    );
}

#[test]
fn prepayment_refuses_what_cannot_be() {
    use crate::Problem::{AmountOutOfRange, NumberOutOfRange};
    let loan = terms(600_000, 240, "2.6", EI);
    for after in ["", "0", "240", "x"] {
        assert_eq!(Running::parse(loan, after).err(), Some(NumberOutOfRange { min: 1, max: 239 }), "{after}");
    }
    let running = Running::parse(loan, "36").unwrap();
    let range = AmountOutOfRange { min: Fen::new(1), max: Fen::parse("528615.14").unwrap() };
    for amount in [None, Some(Fen::ZERO), Fen::parse("528615.15").ok()] {
        assert_eq!(running.check(amount), Err(range.clone()));
    }
    let settled = running.prepay(running.balance(), PrepayMode::Shorten);
    assert_eq!((settled.schedule.periods(), settled.interest_saved), (0, running.remaining_interest()));
}

#[test]
fn without_interest_the_principal_is_divided() {
    let s = Schedule::of(&terms(1_000, 7, "0", EI));
    assert_eq!(
        (s.first_payment().plain(), s.last_payment().plain(), s.total_interest),
        ("142.86".into(), "142.84".into(), Fen::ZERO)
    );
}

fn any_terms() -> impl Strategy<Value = LoanTerms> {
    (10_000i64..=10_000_000_000, 1u32..=360, 0u32..=24_000, any::<bool>()).prop_map(
        |(fen, months, milli, ei)| LoanTerms {
            principal: Principal::new(Fen::new(fen)).unwrap(),
            months: Months::new(months).unwrap(),
            rate: Rate::parse(&format!("{}.{:03}", milli / 1000, milli % 1000)).unwrap(),
            method: if ei { EI } else { EP },
        },
    )
}

proptest! {
    #[test]
    fn every_schedule_repays_exactly(terms in any_terms()) {
        let s = Schedule::of(&terms);
        let principal: i64 = s.rows.iter().map(|r| r.principal.get()).sum();
        let interest: i64 = s.rows.iter().map(|r| r.interest.get()).sum();
        prop_assert_eq!(principal, terms.principal.get().get());
        prop_assert_eq!((s.total_interest.get(), s.total_paid.get()), (interest, principal + interest));
        let mut balance = terms.principal.get();
        for row in &s.rows {
            prop_assert!(!row.principal.is_negative() && !row.interest.is_negative());
            prop_assert_eq!(row.payment.get(), row.principal.get() + row.interest.get());
            prop_assert!(row.balance <= balance);
            balance = row.balance;
        }
        prop_assert!(balance.is_zero());
        let steady = s.rows.iter().rev().skip(1);
        match terms.method {
            EI => prop_assert!(steady.clone().all(|r| r.payment == s.first_payment())),
            EP => prop_assert!(steady.clone().all(|r| r.principal == s.rows[0].principal)),
        }
    }

    #[test]
    fn a_prepayment_never_costs(terms in any_terms(), after in 1u32..360, part in 1i64..=100) {
        let Ok(running) = Running::parse(terms, &after.to_string()) else { return Ok(()) };
        let amount = Fen::new((running.balance().get() * part / 100).max(1));
        prop_assume!(running.check(Some(amount)).is_ok());
        let shorten = running.prepay(amount, PrepayMode::Shorten);
        let lower = running.prepay(amount, PrepayMode::Lower);
        prop_assert!(!shorten.interest_saved.is_negative());
        // Rounding the new instalment may move each month's interest by a fen.
        prop_assert!(lower.interest_saved.get() >= -360);
        prop_assert!(shorten.schedule.periods() <= lower.schedule.periods().max(shorten.schedule.periods()));
    }
}
