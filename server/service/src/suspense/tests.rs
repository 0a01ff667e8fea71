//! Money in suspense: booked once, aged, used up to the fen by two people, and never more than there is.

use super::*;
use crate::correction::tests::{World, month, world};
use domain::{
    AccountNo,
    account::{BackPayment, BackReason, MonthPaid},
    chart,
    two_people::{Conflict, ProposalState},
};
use std::time::Duration;
use store::{
    Engine,
    remittance::{Counts, Line},
    staff::Role,
};

impl World {
    fn incoming(&self, reference: &str, yuan: i32) -> Incoming {
        Incoming {
            id: format!("r-{reference}"),
            reference: Reference::parse(reference).unwrap(),
            payer: "刺桐纺织".into(),
            amount: Fen::from_yuan(yuan),
            received_on: "2026-11-10".parse().unwrap(),
            note: String::new(),
        }
    }

    async fn receive(&self, reference: &str, yuan: i32) -> Receipt {
        receive(&self.ctx, &self.first, self.incoming(reference, yuan)).await.unwrap()
    }

    async fn use_of(&self, id: &str, receipt: &Receipt, what: Use, yuan: i32) -> Result<Proposed, Refused> {
        let receipt_id = receipt.id.clone();
        let request = Request { id: id.into(), receipt_id, what, amount: Fen::from_yuan(yuan) };
        propose(&self.ctx, &self.first, request).await
    }

    fn placing(&self, business: BusinessCode, of: &str, yuan: i32) -> Use {
        let share = Fen::from_yuan(yuan / 2);
        let (account, month) = (self.account.clone(), month(of));
        Use::Account(Placing { account, business, month, unit_part: share, personal_part: share })
    }

    async fn open(&self) -> Vec<(i64, i64)> {
        let aged = aged(&self.ctx).await.unwrap();
        aged.iter().map(|aged| (aged.receipt.open.get() / 100, aged.days)).collect()
    }
}

fn why(refused: Result<Proposed, Refused>) -> Unusable {
    match refused {
        Err(Refused::Unusable(why)) => why,
        other => panic!("{other:?}"),
    }
}

/// 2,000 yuan by a file, in the place of the regular contribution that was missed.
pub(crate) async fn pay_back(ctx: &Ctx, account: &AccountNo, of: Month) {
    let (now, share, total) = (ctx.now(), Fen::from_yuan(1000), Fen::from_yuan(2000));
    let lines = [Line {
        line_no: 2,
        account: account.clone(),
        business_code: BusinessCode::BackPayment.code(),
        month: of,
        unit_part: share,
        personal_part: share,
        total,
        posted_on: now.day(),
        replaces: None,
    }];
    let back = BackPayment { reason: BackReason::Missed, through: of };
    store::write!(ctx.store, "test", |tx| {
        remittance::batch_start(&mut tx, "back", "back.csv", now).await?;
        remittance::lines_insert(&mut tx, BANK_DEPOSIT, "back", now, &lines).await?;
        remittance::totals_add(&mut tx, BANK_DEPOSIT, &[(account.clone(), total)]).await?;
        remittance::back_payments_insert(&mut tx, "back", &[(2, back)]).await
    })
    .unwrap();
}

/// A file that was taken in to its end and put so much into accounts.
async fn taken_in(w: &World, batch: &str, yuan: i32) {
    let now = w.ctx.now();
    store::write!(w.ctx.store, "test", |tx| {
        remittance::batch_start(&mut tx, batch, "file.csv", now).await?;
        remittance::batch_add(&mut tx, batch, Fen::from_yuan(yuan)).await?;
        remittance::batch_finish(&mut tx, batch, &Counts::default(), now).await
    })
    .unwrap();
}

fn refund(reference: &str) -> Use {
    Use::Refund { reference: Reference::parse(reference).unwrap() }
}

async fn money_is_booked_once_and_ages(engine: Engine) {
    let w = world(engine).await;
    let one = w.receive("B1", 300).await;
    assert_eq!(w.receive("B1", 300).await, one, "the bank's serial is booked once");
    let other = receive(&w.ctx, &w.first, w.incoming("B1", 301)).await;
    assert!(matches!(other, Err(Refused::Unusable(Unusable::ReferenceUsed))), "{other:?}");
    let nothing = receive(&w.ctx, &w.first, w.incoming("B2", 0)).await;
    assert!(matches!(nothing, Err(Refused::Unusable(Unusable::AmountZero))), "{nothing:?}");
    let mut tomorrow = w.incoming("B3", 1);
    tomorrow.received_on = w.ctx.today().succ_opt().unwrap();
    let tomorrow = receive(&w.ctx, &w.first, tomorrow).await;
    assert!(matches!(tomorrow, Err(Refused::Unusable(Unusable::DayInFuture))), "{tomorrow:?}");
    assert_eq!(w.open().await, [(300, 11)]);
    assert_eq!(w.on_the_chart(chart::SUSPENSE_RECEIPTS).await, Fen::from_yuan(300));
    assert_eq!(w.findings().await, []);
}

async fn money_finds_its_account_and_the_rest_goes_back(engine: Engine) {
    let w = world(engine).await;
    let receipt = w.receive("B1", 2500).await;
    let placed = w.placing(BusinessCode::RegularRemittance, "2026-11", 2000);
    let one = w.use_of("u1", &receipt, placed.clone(), 0).await.unwrap();
    assert_eq!(w.use_of("u1", &receipt, placed, 0).await.unwrap(), one);
    w.use_of("u2", &receipt, refund("B9"), 500).await.unwrap();
    assert_eq!(w.open().await, [], "what is promised is not open");
    assert_eq!(waiting(&w.ctx).await.unwrap().len(), 2);
    assert_eq!(w.findings().await, []);
    let done = approve(&w.ctx, &w.second, "u1").await.unwrap();
    assert_eq!(approve(&w.ctx, &w.second, "u1").await.unwrap(), done);
    approve(&w.ctx, &w.second, "u2").await.unwrap();
    assert!(matches!(refuse(&w.ctx, &w.second, "u2").await, Err(Refused::Decided)));
    let own = w.own().await;
    assert_eq!((own.balance, own.paid_through), (Fen::from_yuan(8000), Some(month("2026-11"))));
    assert_eq!(own.consecutive_months, 4);
    assert_eq!(w.on_the_chart(chart::SUSPENSE_RECEIPTS).await, Fen::ZERO);
    assert_eq!(w.on_the_chart(chart::BANK_DEPOSIT).await, Fen::from_yuan(8000));
    assert_eq!(w.findings().await, []);
}

/// Take `open_fen >= $1` and the constraint away and the same money is used twice.
async fn no_more_is_used_than_is_open(engine: Engine) {
    let w = world(engine).await;
    let receipt = w.receive("B1", 100).await;
    w.use_of("u1", &receipt, refund("B8"), 60).await.unwrap();
    let open = Fen::from_yuan(40);
    assert_eq!(why(w.use_of("u2", &receipt, refund("B9"), 41).await), Unusable::MoreThanOpen { open });
    refuse(&w.ctx, &w.second, "u1").await.unwrap();
    assert_eq!(w.open().await, [(100, 11)]);
    let send = || w.use_of("u3", &receipt, refund("B8"), 100);
    let (a, b, c) = tokio::join!(send(), send(), send());
    assert_eq!([a, b, c].map(|done| done.unwrap().id), ["u3", "u3", "u3"], "sent three times at once");
    let other = w.use_of("u3", &receipt, refund("B8"), 99).await;
    assert_eq!(why(other), Unusable::MoreThanOpen { open: Fen::ZERO }, "another amount is not the same form");
    assert_eq!(
        why(w.use_of("u4", &receipt, refund("B9"), 1).await),
        Unusable::MoreThanOpen { open: Fen::ZERO }
    );
    assert_eq!(w.findings().await, []);
}

async fn each_refusal_has_its_name(engine: Engine) {
    let w = world(engine).await;
    let receipt = w.receive("B1", 5000).await;
    let mut ghost = receipt.clone();
    ghost.id = "ghost".into();
    assert_eq!(why(w.use_of("n0", &ghost, refund("B2"), 1).await), Unusable::NotFound);
    assert_eq!(why(w.use_of("n1", &receipt, refund("B2"), 0).await), Unusable::AmountZero);
    let paid = w.placing(BusinessCode::RegularRemittance, "2026-10", 2000);
    assert_eq!(why(w.use_of("n2", &receipt, paid, 0).await), Unusable::MonthPaid);
    let later = w.placing(BusinessCode::BackPayment, "2026-12", 2000);
    assert_eq!(why(w.use_of("n3", &receipt, later, 0).await), Unusable::MonthInFuture);
    let interest = w.placing(BusinessCode::AnnualInterest, "2026-10", 2000);
    assert_eq!(why(w.use_of("n4", &receipt, interest, 0).await), Unusable::NotAContribution);
    let Use::Account(mut nobody) = w.placing(BusinessCode::BackPayment, "2026-10", 2) else { panic!() };
    nobody.account = domain::AccountNo::of(35, 99).unwrap();
    assert_eq!(why(w.use_of("n5", &receipt, Use::Account(nobody), 0).await), Unusable::NoAccount);
    let file = Use::File { batch: "none".into() };
    assert_eq!(why(w.use_of("n6", &receipt, file, 1).await), Unusable::NoSuchFile);
    w.use_of("u1", &receipt, refund("B2"), 1).await.unwrap();
    assert_eq!(why(w.use_of("n7", &receipt, refund("B2"), 1).await), Unusable::ReferenceUsed);
    assert_eq!(w.open().await, [(4999, 11)]);
    assert!(matches!(approve(&w.ctx, &w.second, "none").await, Err(Refused::NotFound)));
}

async fn the_maker_never_checks(engine: Engine) {
    let w = world(engine).await;
    let receipt = w.receive("B1", 100).await;
    w.use_of("u1", &receipt, refund("B2"), 100).await.unwrap();
    let (twin, _) = w.test.staff("twin", "350502198503070219", Role::SecondReviewer).await;
    let refused = approve(&w.ctx, &crate::correction::tests::second(twin), "u1").await;
    assert!(matches!(refused, Err(Refused::Conflict(Conflict::SamePerson))), "{refused:?}");
    assert_eq!(waiting(&w.ctx).await.unwrap()[0].state, ProposalState::Proposed);
}

/// Two second reviewers at once, 20 times, for a refund and for an account: the money moves once.
async fn two_checkers_at_once_move_the_money_once(engine: Engine) {
    let w = world(engine).await;
    let (other, _) = w.test.staff("checker2", "350502198003070212", Role::SecondReviewer).await;
    let other = crate::correction::tests::second(other);
    let receipt = w.receive("B1", 1000).await;
    for round in 0..20 {
        let id = format!("u{round}");
        let what = match round % 2 {
            0 => refund(&format!("B-{round}")),
            _ => w.placing(BusinessCode::BackPayment, "2026-10", 10),
        };
        w.use_of(&id, &receipt, what, 10).await.unwrap();
        let (a, b) = tokio::join!(approve(&w.ctx, &w.second, &id), approve(&w.ctx, &other, &id));
        assert_eq!(a.unwrap(), b.unwrap());
    }
    assert_eq!(w.on_the_chart(chart::SUSPENSE_RECEIPTS).await, Fen::from_yuan(800));
    assert_eq!(w.own().await.balance, Fen::from_yuan(6100));
    assert_eq!(w.findings().await, []);
}

/// Ask only for regular contributions in `month_is_paid`, and September is paid twice.
async fn a_month_that_was_paid_back_is_paid(engine: Engine) {
    let w = world(engine).await;
    w.correct("c1", w.rows[1]).await;
    let receipt = w.receive("B1", 4000).await;
    let september = || w.placing(BusinessCode::RegularRemittance, "2026-09", 2000);
    w.use_of("u1", &receipt, september(), 0).await.unwrap();
    pay_back(&w.ctx, &w.account, month("2026-09")).await;
    let late = approve(&w.ctx, &w.second, "u1").await;
    assert_eq!(why(late), Unusable::MonthPaid, "judged again when it is done");
    assert_eq!(why(w.use_of("u2", &receipt, september(), 0).await), Unusable::MonthPaid);
    assert_eq!(w.own().await.balance, Fen::from_yuan(6000));
    assert_eq!(w.findings().await, []);
}

/// Take `covered` out of `move_money`, and what somebody wrote past the forms leaves suspense.
async fn a_file_gives_up_no_more_than_it_posted(engine: Engine) {
    let w = world(engine).await;
    let receipt = w.receive("B1", 300).await;
    taken_in(&w, "batch", 100).await;
    let file = || Use::File { batch: "batch".into() };
    let one = w.use_of("u1", &receipt, file(), 100).await.unwrap();
    assert_eq!(why(w.use_of("u2", &receipt, file(), 1).await), Unusable::NoSuchFile);
    let two = Proposed { id: "u2".into(), ..one };
    store::write!(w.ctx.store, "test", |tx| {
        assert!(rows::receipt_promise(&mut tx, &two.receipt_id, two.amount).await?);
        rows::use_insert(&mut tx, &two).await
    })
    .unwrap();
    for id in ["u1", "u2"] {
        assert_eq!(why(approve(&w.ctx, &w.second, id).await), Unusable::NoSuchFile, "{id}");
    }
    assert_eq!(w.on_the_chart(chart::SUSPENSE_RECEIPTS).await, Fen::from_yuan(300));
    refuse(&w.ctx, &w.second, "u2").await.unwrap();
    approve(&w.ctx, &w.second, "u1").await.unwrap();
    assert_eq!(w.open().await, [(200, 11)]);
    assert_eq!(w.on_the_chart(chart::SUSPENSE_RECEIPTS).await, Fen::from_yuan(200));
    assert_eq!(w.findings().await, []);
}

/// Take the lock out of `sound`, and on PostgreSQL both find room in the file.
async fn of_two_proposals_at_once_a_file_covers_one(engine: Engine) {
    let w = world(engine).await;
    let receipt = w.receive("B1", 1000).await;
    for round in 0..10 {
        let batch = format!("batch{round}");
        taken_in(&w, &batch, 60).await;
        let file = || Use::File { batch: batch.clone() };
        let (one, two) = (format!("one{round}"), format!("two{round}"));
        let (one, two) =
            tokio::join!(w.use_of(&one, &receipt, file(), 60), w.use_of(&two, &receipt, file(), 60));
        assert_eq!([one.is_ok(), two.is_ok()].iter().filter(|ok| **ok).count(), 1, "{one:?} {two:?}");
        assert_eq!(why(if one.is_ok() { two } else { one }), Unusable::NoSuchFile);
    }
    assert_eq!(w.open().await, [(400, 11)]);
    assert_eq!(w.findings().await, []);
}

/// Take the lock out of `lock`, and on PostgreSQL the file writes months over those that count what was
/// placed.
async fn a_file_that_is_being_posted_is_waited_for(engine: Engine) {
    let w = world(engine).await;
    w.correct("c1", w.rows[1]).await;
    let receipt = aged(&w.ctx).await.unwrap().remove(0).receipt;
    let september = w.placing(BusinessCode::RegularRemittance, "2026-09", 2000);
    w.use_of("u1", &receipt, september, 0).await.unwrap();
    let share = Some(Fen::from_yuan(1000));
    let november = Movement {
        business: BusinessCode::RegularRemittance,
        month: Some(month("2026-11")),
        unit_part: share,
        personal_part: share,
        ..w.movement(BANK_DEPOSIT, w.account.as_str(), 2000)
    };
    let mut asked = std::pin::pin!(approve(&w.ctx, &w.second, "u1"));
    store::write!(w.ctx.store, "test", |tx| {
        remittance::lock(&mut tx, "batch").await?;
        let read = account::find(&mut tx, &w.account).await?.unwrap().account.paid_months();
        let early = tokio::time::timeout(Duration::from_millis(300), asked.as_mut()).await;
        assert!(early.is_err(), "placed before the file was posted: {early:?}");
        ledger::transfer_post(&mut tx, &november).await?;
        let MonthPaid::Known(months) = read.pay(month("2026-11")) else { panic!("{read:?}") };
        account::months_set(&mut tx, &w.account, months).await
    })
    .unwrap();
    asked.await.unwrap();
    let own = w.own().await;
    assert_eq!((own.consecutive_months, own.total_months), (4, 4));
    assert_eq!(w.findings().await, []);
}

/// What a correction took out of one month is placed into another, and the placing can be corrected again.
async fn the_money_of_a_correction_finds_its_place(engine: Engine) {
    let w = world(engine).await;
    w.correct("c1", w.rows[2]).await;
    let receipt = aged(&w.ctx).await.unwrap().remove(0).receipt;
    assert_eq!((receipt.source, receipt.id.as_str()), (Source::Correction, "c1"));
    let placed = w.placing(BusinessCode::RegularRemittance, "2026-10", 2000);
    w.use_of("u1", &receipt, placed, 0).await.unwrap();
    let seq = approve(&w.ctx, &w.second, "u1").await.unwrap().seq.unwrap();
    assert_eq!(w.own().await.balance, Fen::from_yuan(6000));
    w.correct("c2", seq).await;
    assert_eq!(w.open().await, [(2000, 0)], "it waits again");
    assert_eq!(w.on_the_chart(chart::BANK_DEPOSIT).await, Fen::from_yuan(6000));
    assert_eq!(w.findings().await, []);
}

/// What `verify` says when a receipt is made smaller behind the program's back.
async fn a_changed_receipt_is_named(engine: Engine) {
    let w = world(engine).await;
    w.receive("B1", 100).await;
    w.test.db.tamper("suspense_receipt", "update suspense_receipt set open_fen = 0").await;
    let (held, listed) = (Fen::from_yuan(100), Fen::ZERO);
    assert_eq!(w.findings().await, [crate::verify::Finding::Suspense { held, listed }]);
}

store::on_both_engines!(
    money_is_booked_once_and_ages,
    money_finds_its_account_and_the_rest_goes_back,
    no_more_is_used_than_is_open,
    each_refusal_has_its_name,
    the_maker_never_checks,
    two_checkers_at_once_move_the_money_once,
    a_month_that_was_paid_back_is_paid,
    a_file_gives_up_no_more_than_it_posted,
    of_two_proposals_at_once_a_file_covers_one,
    a_file_that_is_being_posted_is_waited_for,
    the_money_of_a_correction_finds_its_place,
    a_changed_receipt_is_named,
);
