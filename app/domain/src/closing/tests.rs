//! Each reason not to close an account has its name, and nothing else stops it.

use super::*;
use crate::{ContributionRate, Fen};
use proptest::prelude::*;

fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn account() -> Account {
    Account {
        number: AccountNo::of(35, 1).unwrap(),
        kind: AccountKind::Unit,
        state: AccountState::Sealed,
        base: Fen::from_yuan(10_000),
        unit_rate: ContributionRate::from_bp(1000),
        personal_rate: ContributionRate::from_bp(1000),
        unit_monthly: Fen::from_yuan(1000),
        personal_monthly: Fen::from_yuan(1000),
        opened_on: day("2026-01-05"),
        first_month: Some(month("2026-01")),
        paid_through: Some(month("2026-04")),
        consecutive_months: 4,
        total_months: 4,
        sealed_on: Some(day("2026-05-10")),
        balance: Fen::from_yuan(8000),
        reserved: Fen::ZERO,
        frozen: Fen::ZERO,
    }
}

fn months(from: &str, to: &str) -> BTreeSet<Month> {
    month(from).through(month(to)).collect()
}

fn asked(account: &Account, paid: &BTreeSet<Month>, under_way: UnderWay) -> Result<(), NotClosable> {
    may_end(&Standing { account, paid, under_way, loan: None })
}

#[test]
fn each_refusal_has_its_name() {
    let paid = months("2026-01", "2026-04");
    assert_eq!(asked(&account(), &paid, UnderWay::default()), Ok(()));
    for state in [AccountState::ClosedMerged, AccountState::ClosedTransferred, AccountState::ClosedWithdrawn]
    {
        assert_eq!(
            asked(&Account { state, ..account() }, &paid, UnderWay::default()),
            Err(NotClosable::Closed)
        );
    }
    let frozen = Account { frozen: Fen::new(1), ..account() };
    assert_eq!(asked(&frozen, &paid, UnderWay::default()), Err(NotClosable::Frozen));
    let frozen = Account { state: AccountState::Frozen, ..account() };
    assert_eq!(asked(&frozen, &paid, UnderWay::default()), Err(NotClosable::Frozen));
    let normal = Account { state: AccountState::Normal, ..account() };
    assert_eq!(asked(&normal, &paid, UnderWay::default()), Err(NotClosable::NotSealed));
    let reserved = Account { reserved: Fen::new(1), ..account() };
    assert_eq!(asked(&reserved, &paid, UnderWay::default()), Err(NotClosable::Reserved));
    let none = UnderWay::default();
    for (under_way, why) in [
        (UnderWay { reviews: 1, ..none }, NotClosable::Reserved),
        (UnderWay { payments: 1, ..none }, NotClosable::PaymentUnderWay),
        (UnderWay { debits: 1, ..none }, NotClosable::DebitUnderWay),
        (UnderWay { proposals: 1, ..none }, NotClosable::ProposalOpen),
        (UnderWay { suspense: 1, ..none }, NotClosable::SuspenseOpen),
        (UnderWay { arriving: 1, ..none }, NotClosable::TransferUnderWay),
        (UnderWay { leaving: 1, ..none }, NotClosable::TransferUnderWay),
    ] {
        assert_eq!(asked(&account(), &paid, under_way), Err(why));
    }
    let loan = Standing { account: &account(), paid: &paid, under_way: none, loan: Some(true) };
    assert_eq!(may_end(&loan), Err(NotClosable::Loan));
}

#[test]
fn flexible_contributors_exit_their_agreement_instead_of_being_sealed() {
    let account =
        Account { kind: AccountKind::Flex, state: AccountState::Normal, sealed_on: None, ..account() };
    let paid = BTreeSet::new();
    assert_eq!(asked(&account, &paid, UnderWay::default()), Ok(()));
    let agreed = UnderWay { agreements: 1, ..UnderWay::default() };
    assert_eq!(asked(&account, &paid, agreed), Err(NotClosable::AgreementInForce));
}

#[test]
fn the_months_before_the_sealing_are_paid() {
    let ask = |paid: &BTreeSet<Month>| asked(&account(), paid, UnderWay::default());
    let march = NotClosable::MonthsMissing { first: month("2026-03"), count: 2 };
    assert_eq!(ask(&months("2026-01", "2026-02")), Err(march));
    let all = NotClosable::MonthsMissing { first: month("2026-01"), count: 4 };
    assert_eq!(ask(&BTreeSet::new()), Err(all), "nothing was ever paid");
    assert_eq!(ask(&months("2026-01", "2026-04")), Ok(()), "May, in which it was sealed, is not asked for");
    let mut gap = months("2026-01", "2026-04");
    gap.remove(&month("2026-02"));
    assert_eq!(ask(&gap), Ok(()), "between two employers nobody owed February");
    let free = Account { unit_monthly: Fen::ZERO, personal_monthly: Fen::ZERO, ..account() };
    assert_eq!(asked(&free, &months("2026-01", "2026-02"), UnderWay::default()), Ok(()));
}

const LAW: &str = "[law]\ndoc='x'\nsource='x'\nas_of='2026-09-20'\nverified=false\n";

fn leave() -> LeaveRules {
    let rows = "[[leave]]\nfrom='1999-04-03'\nsealed_months=6\ndoc='x'\nas_of='1999-04-03'\nverified=false\n\
         [[leave]]\ncity='wuhan'\nfrom='2024-01-01'\nsealed_months=24\ndoc='x'\nas_of='2024-01-01'\nverified=false\n";
    toml::from_str(&format!("{LAW}{rows}")).unwrap()
}

#[test]
fn somebody_who_left_waits_as_the_city_says() {
    let (account, paid) = (account(), months("2026-01", "2026-04"));
    let standing = Standing { account: &account, paid: &paid, under_way: UnderWay::default(), loan: None };
    let rules = leave();
    let ask =
        |city: &str, on: &str, reason| may_withdraw(&standing, reason, rules.on(city, day(on)), day(on));
    let until = |text: &str| Err(NotClosable::SealedTooShort { until: day(text) });
    assert_eq!(ask("quanzhou", "2026-11-09", ClosingReason::LeftJob), until("2026-11-10"));
    assert_eq!(ask("quanzhou", "2026-11-10", ClosingReason::LeftJob), Ok(()));
    assert_eq!(ask("wuhan", "2026-11-10", ClosingReason::LeftJob), until("2028-05-10"));
    assert_eq!(ask("wuhan", "2026-05-11", ClosingReason::Retired), Ok(()));
}

#[test]
fn rules_for_every_city_in_order() {
    let parse = |rows: &str| toml::from_str::<LeaveRules>(&format!("{LAW}{rows}"));
    let row = |city: &str, from: &str| {
        format!(
            "[[leave]]\n{city}\nfrom='{from}'\nsealed_months=6\ndoc='x'\nas_of='{from}'\nverified=false\n"
        )
    };
    assert!(parse(&row("", "2020-01-01")).is_ok());
    assert!(parse(&row("city='a'", "2020-01-01")).is_err());
    assert!(parse(&(row("", "2020-01-01") + &row("", "2020-01-01"))).is_err());
    assert_eq!(leave().rows().len(), 2);
}

#[test]
fn codes_read_back_and_endings_lead_to_closed_states() {
    for reason in ClosingReason::ALL {
        assert_eq!(ClosingReason::from_code(reason.code()), Some(reason));
    }
    assert_eq!(ClosingReason::from_code("rent"), None);
    let endings = [
        Ending::Withdrawn(ClosingReason::Retired),
        Ending::Merged(account().number),
        Ending::Transferred("t".into()),
    ];
    let codes: Vec<_> = endings.iter().map(|end| (end.state().code(), end.business().code())).collect();
    assert_eq!(codes, [("05", "12"), ("03", "06"), ("04", "07")]);
    assert!(endings.iter().all(|ending| ending.state().is_closed()));
}

proptest! {
    /// Whatever the account: who may close it has nothing set aside, nothing frozen, and no month missing.
    #[test]
    fn what_may_end_is_whole(
        state in 0usize..7, flex: bool, reserved in 0i64..3, frozen in 0i64..3, reviews in 0u32..2, payments in 0u32..2,
        paid_to in 0i32..6,
    ) {
        let account = Account {
            kind: if flex { AccountKind::Flex } else { AccountKind::Unit },
            state: AccountState::ALL[state],
            reserved: Fen::new(reserved),
            frozen: Fen::new(frozen),
            ..account()
        };
        let paid: BTreeSet<Month> = (0..paid_to).map(|n| month("2026-01").plus(n)).collect();
        let under_way = UnderWay { reviews, payments, ..UnderWay::default() };
        if asked(&account, &paid, under_way).is_ok() {
            prop_assert!(!account.state.is_closed() && account.state != AccountState::Frozen);
            prop_assert!(flex || account.state == AccountState::Sealed);
            prop_assert_eq!((reserved, frozen, reviews, payments), (0, 0, 0, 0));
            prop_assert!(paid_to >= 4);
        }
    }
}
