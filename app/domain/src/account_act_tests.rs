//! The state machine, act by act and as laws over any history of acts.

use super::*;
use crate::{AccountNo, ContributionRate};
use chrono::NaiveDate;
use proptest::prelude::*;

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()
}

fn account(state: AccountState) -> Account {
    Account {
        number: AccountNo::of(1, 1).unwrap(),
        kind: AccountKind::Unit,
        state,
        base: Fen::ZERO,
        unit_rate: ContributionRate::from_bp(1000),
        personal_rate: ContributionRate::from_bp(1000),
        unit_monthly: Fen::ZERO,
        personal_monthly: Fen::ZERO,
        opened_on: day(),
        first_month: None,
        paid_through: None,
        consecutive_months: 0,
        total_months: 0,
        sealed_on: (state == AccountState::Sealed).then(day),
        balance: Fen::from_yuan(1000),
        reserved: Fen::ZERO,
        frozen: Fen::ZERO,
    }
}

/// The account after a step.
fn after(mut account: Account, step: &Transition) -> Account {
    assert_eq!((step.from(), step.frozen_from()), (account.state, account.frozen));
    account.state = step.to();
    account.frozen = step.frozen();
    match step.sealed_on() {
        SealedOn::Today => account.sealed_on = Some(day()),
        SealedOn::None => account.sealed_on = None,
        SealedOn::Kept => {}
    }
    account
}

fn acts() -> Vec<Act> {
    vec![
        Act::Seal,
        Act::Unseal,
        Act::Freeze(None),
        Act::Freeze(Some(Fen::from_yuan(300))),
        Act::Unfreeze,
        Act::Move(UnitNo::parse("100001").unwrap()),
    ]
}

#[test]
fn each_state_allows_what_the_standard_says() {
    use AccountState as S;
    let judged = |state| acts().iter().map(|act| transition(&account(state), act).map(|s| s.to())).collect();
    let answers: Vec<Result<S, NotPossible>> = judged(S::Normal);
    let (ok, no) = (Ok::<S, NotPossible>, Err::<S, NotPossible>);
    let frozen = no(NotPossible::Frozen);
    assert_eq!(
        answers,
        [
            ok(S::Sealed),
            no(NotPossible::NotSealed),
            ok(S::Frozen),
            ok(S::Normal),
            no(NotPossible::NotFrozen),
            ok(S::Normal)
        ]
    );
    let answers: Vec<Result<S, NotPossible>> = judged(S::Sealed);
    assert_eq!(
        answers,
        [
            no(NotPossible::NotNormal),
            ok(S::Normal),
            ok(S::Frozen),
            ok(S::Sealed),
            no(NotPossible::NotFrozen),
            ok(S::Normal)
        ]
    );
    let answers: Vec<Result<S, NotPossible>> = judged(S::Frozen);
    assert_eq!(answers, [frozen, frozen, frozen, frozen, ok(S::Normal), frozen]);
    for closed in [S::ClosedMerged, S::ClosedTransferred, S::ClosedWithdrawn, S::Other] {
        let answers: Vec<Result<S, NotPossible>> = judged(closed);
        assert!(answers.iter().all(|answer| *answer == no(NotPossible::Closed)), "{closed:?}");
    }
}

#[test]
fn a_frozen_account_comes_back_as_it_was() {
    let sealed = account(AccountState::Sealed);
    let frozen = after(sealed.clone(), &transition(&sealed, &Act::Freeze(None)).unwrap());
    assert_eq!((frozen.state, frozen.available()), (AccountState::Frozen, Fen::ZERO));
    assert_eq!(after(frozen.clone(), &transition(&frozen, &Act::Unfreeze).unwrap()), sealed);
}

#[test]
fn a_part_is_frozen_and_the_rest_is_free() {
    let normal = account(AccountState::Normal);
    let act = Act::Freeze(Some(Fen::from_yuan(300)));
    let part = after(normal.clone(), &transition(&normal, &act).unwrap());
    assert_eq!((part.state, part.available()), (AccountState::Normal, Fen::from_yuan(700)));
    assert_eq!(transition(&part, &act), Err(NotPossible::Frozen), "one order at a time");
    assert_eq!(transition(&normal, &Act::Freeze(Some(Fen::ZERO))), Err(NotPossible::AmountZero));
    let poor = Account { balance: Fen::from_yuan(100), ..part };
    assert_eq!(poor.available(), Fen::ZERO, "never below zero");
}

#[test]
fn what_an_agreement_rules_is_left_to_it() {
    let flex = Account { kind: AccountKind::Flex, ..account(AccountState::Normal) };
    assert_eq!(transition(&flex, &Act::Seal), Err(NotPossible::Flexible));
    assert!(transition(&flex, &Act::Freeze(None)).is_ok(), "a court freezes any account");
}

proptest! {
    #[test]
    fn after_any_history_the_account_is_sound(history in proptest::collection::vec(0usize..6, 0..40)) {
        let acts = acts();
        let mut account = account(AccountState::Normal);
        for act in history {
            if let Ok(step) = transition(&account, &acts[act]) {
                account = after(account, &step);
            }
            prop_assert_eq!(account.state == AccountState::Frozen, account.frozen == WHOLE);
            prop_assert!(account.state != AccountState::Normal || account.sealed_on.is_none());
            prop_assert!(account.state != AccountState::Sealed || account.sealed_on.is_some());
            let whole = account.state == AccountState::Frozen;
            prop_assert!(!whole || account.available() == Fen::ZERO);
            prop_assert!(!account.state.is_closed());
        }
    }
}
