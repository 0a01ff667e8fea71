//! Acts on accounts: each refusal by name, two people, once, and frozen money that stays.

use super::*;
use crate::{
    arrears, base,
    correction::{
        self,
        tests::{HOLDER_ID, MAKER_ID, World, first, second, world},
    },
    messages::{self, Notice},
    months,
    verify::Finding,
};
use domain::{
    AccountState, Fen, UnitNo,
    correction::{CorrectionReason, Irreversible},
    two_people::Conflict,
};
use std::time::Duration;
use store::{
    Engine,
    ledger::{self, BANK_DEPOSIT, PAYOUT_CLEARING},
    remittance::NewUnit,
    staff::Role,
};

impl World {
    async fn propose_act(&self, id: &str, act: Act) -> Result<Proposed, Refused> {
        let (account, basis) = (self.account.clone(), "（2026）闽05执1号".to_owned());
        propose(&self.ctx, &self.first, Request { id: id.into(), account, act, basis }).await
    }

    async fn act(&self, id: &str, act: Act) {
        self.propose_act(id, act).await.unwrap();
        approve(&self.ctx, &self.second, id).await.unwrap();
    }
}

fn why(refused: Result<Proposed, Refused>) -> NotPossible {
    match refused {
        Err(Refused::NotPossible(why)) => why,
        other => panic!("{other:?}"),
    }
}

/// Note the day of sealing of open accounts only, and one that was frozen meanwhile stays open for good.
async fn a_line_that_seals_a_frozen_account_is_kept(engine: Engine) {
    let w = base::tests::units(engine).await;
    let number = base::tests::number(1);
    let act = async |id: &str, act: Act| {
        let request = Request { id: id.into(), account: number.clone(), act, basis: "裁定".into() };
        propose(&w.ctx, &w.first, request).await.unwrap();
        approve(&w.ctx, &w.second, id).await.unwrap();
    };
    act("a1", Act::Freeze(None)).await;
    assert_eq!(w.remit(",GRZHZT", &base::tests::remitted(1, "202611", ",02")).await, []);
    let own = w.own(1).await;
    assert_eq!((own.state, own.sealed_on), (AccountState::Frozen, Some(w.ctx.today())));
    act("a2", Act::Unfreeze).await;
    let own = w.own(1).await;
    assert_eq!((own.state, own.sealed_on), (AccountState::Sealed, Some(w.ctx.today())));
    assert_eq!(w.findings().await, []);
}

/// Leave what files have sealed and unsealed out of `month_state`: months are missing that nobody owed, or sealed for ever.
async fn files_and_people_seal_in_turn(engine: Engine) {
    let w = base::tests::units(engine).await;
    assert_eq!(w.remit(",GRZHZT", &base::tests::remitted(1, "202611", ",02")).await, []);
    let account = base::tests::number(2);
    let request = Request { id: "a1".into(), account, act: Act::Seal, basis: "离职".into() };
    propose(&w.ctx, &w.first, request).await.unwrap();
    approve(&w.ctx, &w.second, "a1").await.unwrap();
    w.test.clock.advance_ms(105 * 86_400_000);
    let back: String = (1..=2).map(|of| base::tests::remitted(of, "202703", "")).collect();
    assert_eq!(w.remit("", &back).await, []);
    w.test.clock.advance_ms(65 * 86_400_000);
    assert_eq!(w.ctx.today().to_string()[..7], *"2027-05");
    for (of, november) in [(1, "paid"), (2, "sealed")] {
        let mut conn = w.ctx.store.read().await.unwrap();
        let seen = months::look(&mut conn, &w.own(of).await, w.ctx.today()).await.unwrap();
        let late: Vec<&str> = seen.cells.iter().skip(3).map(|cell| cell.state.code()).collect();
        assert_eq!(late, [november, "sealed", "sealed", "sealed", "paid", "missing", "awaited"], "{of}");
    }
    // The third worker was never sealed; of the two others only April is owed, as their calendars say.
    let wanted = arrears::Wanted { unit_no: Some("100001".into()), month: None };
    let owed: Vec<(String, u32)> = arrears::list(&w.ctx, &wanted)
        .await
        .unwrap()
        .iter()
        .map(|line| (line.month.to_string(), line.workers))
        .collect();
    let third = ["2026-11", "2026-12", "2027-01", "2027-02", "2027-03"].map(|month| (month.to_owned(), 1));
    assert_eq!(owed, [&third[..], &[("2027-04".to_owned(), 3)]].concat());
    for of in 1..=2 {
        let told = messages::page(&w.ctx, &w.member(of).await).await.unwrap();
        let missing: Vec<String> = told
            .account
            .iter()
            .filter(|row| matches!(row.news.notice, Notice::Missing { .. }))
            .map(|row| row.news.notice.stands_in().to_string())
            .collect();
        assert_eq!(missing, ["2027-04"], "{of}");
    }
    assert_eq!(w.findings().await, []);
}

async fn an_account_is_sealed_unsealed_and_moved(engine: Engine) {
    let w = world(engine).await;
    let unit = NewUnit { id: "u1".into(), number: "100001".into(), name: "刺桐".into(), credit_code: None };
    store::write!(w.ctx.store, "test", |tx| remittance::units_insert(
        &mut tx,
        std::slice::from_ref(&unit),
        w.ctx.now()
    )
    .await)
    .unwrap();
    w.act("a1", Act::Seal).await;
    let own = w.own().await;
    assert_eq!((own.state, own.sealed_on), (AccountState::Sealed, Some(w.ctx.today())));
    w.act("a2", Act::Unseal).await;
    let own = w.own().await;
    assert_eq!((own.state, own.sealed_on), (AccountState::Normal, None));
    w.act("a3", Act::Seal).await;
    let there = || Act::Move(UnitNo::parse("100001").unwrap());
    w.act("a4", there()).await;
    assert_eq!(w.own().await.state, AccountState::Normal, "the new unit pays");
    assert_eq!(why(w.propose_act("n1", there()).await), NotPossible::SameUnit);
    let nowhere = Act::Move(UnitNo::parse("999999").unwrap());
    assert_eq!(why(w.propose_act("n2", nowhere).await), NotPossible::NoUnit);
    assert_eq!(w.findings().await, []);
}

/// Take `frozen_fen` out of the conditions of the ledger and each of these ways lets money out.
async fn frozen_money_cannot_leave_and_contributions_still_post(engine: Engine) {
    let w = world(engine).await;
    // Set aside before the order came.
    let reserved = store::write!(w.ctx.store, "test", |tx| {
        let mut out = w.movement(w.account.as_str(), PAYOUT_CLEARING, 100);
        out.case_id = Some("case");
        ledger::transfer_reserve(&mut tx, &out).await
    });
    assert!(reserved.unwrap().is_some());
    w.act("a1", Act::Freeze(None)).await;
    let own = w.own().await;
    assert_eq!((own.state, own.available()), (AccountState::Frozen, Fen::ZERO));
    let out = w.movement(w.account.as_str(), PAYOUT_CLEARING, 1);
    let left: [Result<bool, store::Error>; 3] = [
        store::write!(w.ctx.store, "test", |tx| {
            Ok::<_, store::Error>(ledger::transfer_reserve(&mut tx, &out).await?.is_some())
        }),
        store::write!(w.ctx.store, "test", |tx| {
            Ok::<_, store::Error>(ledger::transfer_post(&mut tx, &out).await? > 0)
        }),
        store::write!(w.ctx.store, "test", |tx| {
            let open = ledger::reservation_find_open(&mut tx, "case").await?.unwrap();
            Ok::<_, store::Error>(
                ledger::reservation_post(&mut tx, &open, w.ctx.today(), w.ctx.now()).await? > 0,
            )
        }),
    ];
    assert!(
        matches!(left, [Ok(false), Err(store::Error::NotEnough), Err(store::Error::NotEnough)]),
        "{left:?}"
    );
    let (id, seq, note) = ("c1".to_owned(), w.rows[0], String::new());
    let request = correction::Request { id, seq, reason: CorrectionReason::PaidTwice, note };
    let corrected = correction::propose(&w.ctx, &w.first, request).await;
    let free = Fen::ZERO;
    assert!(
        matches!(corrected, Err(Refused::Irreversible(Irreversible::NotEnough { free: f })) if f == free),
        "{corrected:?}"
    );
    w.contribute("2026-11").await;
    w.post(&w.movement(BANK_DEPOSIT, w.account.as_str(), 7)).await;
    assert_eq!(w.own().await.balance, Fen::from_yuan(8007));
    assert_eq!(w.findings().await, []);
    w.act("a2", Act::Unfreeze).await;
    let own = w.own().await;
    assert_eq!((own.state, own.available()), (AccountState::Normal, Fen::from_yuan(7907)));
    assert_eq!(w.findings().await, []);
}

async fn a_part_is_frozen_and_the_rest_may_go(engine: Engine) {
    let w = world(engine).await;
    w.act("a1", Act::Freeze(Some(Fen::from_yuan(5500)))).await;
    let own = w.own().await;
    assert_eq!((own.state, own.available()), (AccountState::Normal, Fen::from_yuan(500)));
    w.post(&w.movement(w.account.as_str(), PAYOUT_CLEARING, 500)).await;
    let more = store::write!(w.ctx.store, "test", |tx| {
        ledger::transfer_post(&mut tx, &w.movement(w.account.as_str(), PAYOUT_CLEARING, 1)).await
    });
    assert!(matches!(more, Err(store::Error::NotEnough)), "{more:?}");
    assert_eq!(why(w.propose_act("n1", Act::Freeze(None)).await), NotPossible::Frozen);
}

async fn each_refusal_has_its_name_and_changes_nothing(engine: Engine) {
    let w = world(engine).await;
    let before = w.own().await;
    assert_eq!(why(w.propose_act("n1", Act::Unseal).await), NotPossible::NotSealed);
    assert_eq!(why(w.propose_act("n2", Act::Unfreeze).await), NotPossible::NotFrozen);
    assert_eq!(why(w.propose_act("n3", Act::Freeze(Some(Fen::ZERO))).await), NotPossible::AmountZero);
    let account = AccountNo::of(35, 99).unwrap();
    let request = Request { id: "n4".into(), account, act: Act::Seal, basis: "x".into() };
    assert_eq!(why(propose(&w.ctx, &w.first, request).await), NotPossible::NotFound);
    let request = Request { id: "n5".into(), account: w.account.clone(), act: Act::Seal, basis: " ".into() };
    assert_eq!(why(propose(&w.ctx, &w.first, request).await), NotPossible::NoBasis);
    let (a, b, c) = tokio::join!(
        w.propose_act("a1", Act::Seal),
        w.propose_act("a1", Act::Seal),
        w.propose_act("a1", Act::Seal)
    );
    assert_eq!([a, b, c].map(|done| done.unwrap().id), ["a1", "a1", "a1"], "sent three times at once");
    let request = Request {
        id: "a1".into(),
        account: AccountNo::of(35, 99).unwrap(),
        act: Act::Seal,
        basis: "x".into(),
    };
    assert_eq!(why(propose(&w.ctx, &w.first, request).await), NotPossible::NotFound, "of another account");
    assert_eq!(why(w.propose_act("n6", Act::Freeze(None)).await), NotPossible::AlreadyProposed);
    assert_eq!(w.own().await, before, "proposed is not done");
    store::write!(w.ctx.store, "test", |tx| {
        account::state_set(&mut tx, &w.account, AccountState::ClosedWithdrawn, w.ctx.today()).await
    })
    .unwrap();
    assert_eq!(
        why(approve(&w.ctx, &w.second, "a1").await),
        NotPossible::Closed,
        "judged again when it is done"
    );
}

async fn two_people_once(engine: Engine) {
    let w = world(engine).await;
    let one = w.propose_act("a1", Act::Freeze(None)).await.unwrap();
    assert_eq!(w.propose_act("a1", Act::Freeze(None)).await.unwrap(), one);
    assert_eq!(waiting(&w.ctx).await.unwrap(), [one]);
    let (twin, _) = w.test.staff("twin", MAKER_ID, Role::SecondReviewer).await;
    let (own, _) = w.test.staff("own", HOLDER_ID, Role::SecondReviewer).await;
    for (staff, conflict) in [(twin, Conflict::SamePerson), (own, Conflict::OwnAccount)] {
        let refused = approve(&w.ctx, &second(staff), "a1").await;
        assert!(matches!(refused, Err(Refused::Conflict(found)) if found == conflict), "{refused:?}");
    }
    let (own, _) = w.test.staff("own1", HOLDER_ID, Role::FirstReviewer).await;
    let (account, basis) = (w.account.clone(), "x".to_owned());
    let request = Request { id: "a2".into(), account, act: Act::Seal, basis };
    let refused = propose(&w.ctx, &first(own), request).await;
    assert!(matches!(refused, Err(Refused::Conflict(Conflict::OwnAccount))), "{refused:?}");
    let (a, b) = tokio::join!(approve(&w.ctx, &w.second, "a1"), approve(&w.ctx, &w.second, "a1"));
    assert_eq!(a.unwrap(), b.unwrap());
    assert!(matches!(refuse(&w.ctx, &w.second, "a1").await, Err(Refused::Decided)));
    w.propose_act("a3", Act::Unfreeze).await.unwrap();
    refuse(&w.ctx, &w.second, "a3").await.unwrap();
    assert_eq!(w.own().await.state, AccountState::Frozen, "refused, nothing is done");
}

/// Take the lock out of `carry_out`, and on PostgreSQL the file writes the state that it has read over the
/// new one.
async fn a_file_that_is_being_posted_is_waited_for(engine: Engine) {
    let w = world(engine).await;
    w.propose_act("a1", Act::Seal).await.unwrap();
    let mut asked = std::pin::pin!(approve(&w.ctx, &w.second, "a1"));
    store::write!(w.ctx.store, "test", |tx| {
        remittance::lock(&mut tx, "batch").await?;
        let read = account::find(&mut tx, &w.account).await?.unwrap().account.state;
        let early = tokio::time::timeout(Duration::from_millis(300), asked.as_mut()).await;
        assert!(early.is_err(), "decided before the file was posted: {early:?}");
        account::state_set(&mut tx, &w.account, read, w.ctx.today()).await
    })
    .unwrap();
    asked.await.unwrap();
    assert_eq!(w.own().await.state, AccountState::Sealed);
    assert_eq!(w.findings().await, []);
}

/// What `verify` says when somebody unfreezes an account behind the program's back.
async fn a_freeze_that_was_lifted_by_hand_is_named(engine: Engine) {
    let w = world(engine).await;
    w.act("a1", Act::Freeze(None)).await;
    w.test.db.tamper("account", "update account set state = '01'").await;
    assert_eq!(w.findings().await, [Finding::Frozen { account: w.account.as_str().to_owned() }]);
}

store::on_both_engines!(
    a_line_that_seals_a_frozen_account_is_kept,
    files_and_people_seal_in_turn,
    an_account_is_sealed_unsealed_and_moved,
    frozen_money_cannot_leave_and_contributions_still_post,
    a_part_is_frozen_and_the_rest_may_go,
    each_refusal_has_its_name_and_changes_nothing,
    two_people_once,
    a_file_that_is_being_posted_is_waited_for,
    a_freeze_that_was_lifted_by_hand_is_named,
);
