//! Money that goes to another city: everything with the interest to date, once, and back when the bank returns it.

use super::*;
use crate::payout;
use domain::withdrawal::CaseState;
use store::{ledger::PAYOUT_CLEARING, testing::a_case, withdrawal};

/// 6,000 yuan since 1 September, 1 October and 1 November at 1.5 %: 81, 51 and 20 days of 2,000.
const INTEREST: &str = "12.67";
const ALL: &str = "6012.67";
const GOOD: &str = "3500 1234 5678 90";
const RETURNED: &str = "3500 1234 5678 92";

impl World {
    fn letter(&self, id: &str, bank_account: &str) -> IncomingLetter {
        IncomingLetter {
            id: id.into(),
            account: self.account.clone(),
            name: PersonName::parse("林秀芳").unwrap(),
            id_number: IdNumber::parse(HOLDER_ID).unwrap(),
            centre: XIAMEN.into(),
            other_account: THERE.into(),
            letter: format!("XM-{id}"),
            payee: XIAMEN.into(),
            payee_account: BankAccount::parse(bank_account).unwrap(),
            payee_bank: BankNo::parse("105393000012").unwrap(),
        }
    }

    /// The letter is written down.
    async fn asked_by(&self, id: &str, bank_account: &str) -> CaseNumber {
        receive(&self.ctx, &self.first, self.letter(id, bank_account)).await.unwrap().number
    }

    async fn confirmed(&self, number: &CaseNumber) -> Result<Transfer, Refused> {
        confirm(&self.ctx, &self.first, number, "身份证与账户相符").await
    }
}

async fn everything_goes_and_the_account_ends(engine: Engine) {
    let w = sealed(engine).await;
    let number = w.asked_by("t1", GOOD).await;
    assert_eq!(receive(&w.ctx, &w.first, w.letter("t1", GOOD)).await.unwrap().number, number, "sent twice");
    w.confirmed(&number).await.unwrap();
    w.confirmed(&number).await.unwrap();
    assert_eq!(
        (w.own().await.state, w.stands(&number).await),
        (AccountState::Sealed, TransferState::LetterConfirmed)
    );
    assert_eq!(w.findings().await, []);
    let (third, _) = w.test.staff("third", "350502197203070212", Role::SecondReviewer).await;
    let third = second(third);
    let (a, b) = tokio::join!(approve(&w.ctx, &w.second, "t1"), approve(&w.ctx, &third, "t1"));
    assert_eq!(a.unwrap(), b.unwrap(), "two at once are one payment");
    let done = w.transfer(&number).await;
    let amounts = done.amounts.unwrap();
    assert_eq!((amounts.principal, amounts.interest.plain().as_str()), (Fen::from_yuan(6000), INTEREST));
    let own = w.own().await;
    assert_eq!((own.state, own.balance), (AccountState::ClosedTransferred, Fen::ZERO));
    assert_eq!(w.on_the_chart(chart::PAYOUT_CLEARING).await.plain(), ALL);
    assert_eq!(w.findings().await, []);
    w.pay(&DemoBank::default()).await;
    assert_eq!((w.case_state("t1").await, w.stands(&number).await), (CaseState::Paid, TransferState::Paid));
    assert_eq!(w.on_the_chart(chart::PAYOUT_CLEARING).await, Fen::ZERO);
    assert_eq!(w.says(&number, Move::Book).await.unwrap().state, TransferState::Done);
    assert_eq!(w.findings().await, []);
    let view = one(&w.ctx, &w.member().await, &number).await.unwrap().unwrap();
    assert_eq!((view.may_cancel, view.legs.len()), (false, 3));
}

async fn a_returned_payment_opens_the_account_again(engine: Engine) {
    let w = sealed(engine).await;
    let number = w.asked_by("t1", RETURNED).await;
    w.confirmed(&number).await.unwrap();
    approve(&w.ctx, &w.second, "t1").await.unwrap();
    w.pay(&DemoBank::default()).await;
    assert_eq!(w.stands(&number).await, TransferState::Failed);
    let own = w.own().await;
    assert_eq!((own.state, own.balance.plain().as_str()), (AccountState::Sealed, ALL));
    assert_eq!(w.findings().await, []);
    let again = w.asked_by("t2", GOOD).await;
    w.confirmed(&again).await.unwrap();
    approve(&w.ctx, &w.second, "t2").await.unwrap();
    w.pay(&DemoBank::default()).await;
    assert_eq!((w.stands(&again).await, w.own().await.balance), (TransferState::Paid, Fen::ZERO));
    assert_eq!(w.findings().await, []);
}

async fn a_letter_is_compared_and_taken_once(engine: Engine) {
    let w = sealed(engine).await;
    let other = IncomingLetter { name: PersonName::parse("王大明").unwrap(), ..w.letter("t1", GOOD) };
    assert_eq!(why(receive(&w.ctx, &w.first, other).await), NotTransferable::OtherPerson);
    let id_number = IdNumber::parse("11010519491231002X").unwrap();
    let other = IncomingLetter { id_number, ..w.letter("t1", GOOD) };
    assert_eq!(why(receive(&w.ctx, &w.first, other).await), NotTransferable::OtherPerson);
    let number = w.asked_by("t1", GOOD).await;
    assert_eq!(why(receive(&w.ctx, &w.first, w.letter("t1", RETURNED)).await), NotTransferable::UnderWay);
    assert_eq!(why(receive(&w.ctx, &w.first, w.letter("t2", GOOD)).await), NotTransferable::UnderWay);
    assert_eq!(why(w.says(&number, Move::Confirm).await), NotTransferable::NotByOne);
    assert_eq!(w.says(&number, Move::Cancel).await.unwrap().state, TransferState::Cancelled);
    let known = IncomingLetter { letter: "XM-t1".into(), ..w.letter("t3", GOOD) };
    assert_eq!(why(receive(&w.ctx, &w.first, known).await), NotTransferable::UnderWay, "a known letter");
    w.asked_by("t4", GOOD).await;
    assert_eq!(w.findings().await, []);
}

async fn a_payment_that_is_refused_rejects_it(engine: Engine) {
    let w = sealed(engine).await;
    let number = w.asked_by("t1", GOOD).await;
    w.confirmed(&number).await.unwrap();
    assert_eq!(why(w.says(&number, Move::Reject).await), NotTransferable::NotByOne, "the second decides");
    let (twin, _) = w.test.staff("twin", MAKER_ID, Role::SecondReviewer).await;
    let refused = approve(&w.ctx, &second(twin), "t1").await;
    assert!(matches!(refused, Err(Refused::Conflict(Conflict::SamePerson))), "{refused:?}");
    assert_eq!(refuse(&w.ctx, &w.second, "t1").await.unwrap().state, TransferState::Rejected);
    assert!(matches!(approve(&w.ctx, &w.second, "t1").await, Err(Refused::Decided)));
    assert_eq!((w.own().await.state, w.own().await.balance), (AccountState::Sealed, Fen::from_yuan(6000)));
    w.asked_by("t2", GOOD).await;
    assert_eq!(w.findings().await, []);
}

async fn what_keeps_an_account_keeps_it_here(engine: Engine) {
    let w = world(engine).await;
    let number = w.asked_by("t1", GOOD).await;
    assert_eq!(not_closable(w.confirmed(&number).await), NotClosable::NotSealed);
    w.done_to("seal", domain::account_act::Act::Seal).await;
    let no_basis = confirm(&w.ctx, &w.first, &number, " ").await;
    assert_eq!(not_closable(no_basis), NotClosable::NoBasis);
    w.confirmed(&number).await.unwrap();
    let frozen = domain::account_act::Act::Freeze(Some(Fen::from_yuan(1)));
    w.done_to("freeze", frozen).await;
    assert_eq!(not_closable(approve(&w.ctx, &w.second, "t1").await), NotClosable::Frozen, "judged again");
    assert_eq!(w.stands(&number).await, TransferState::LetterConfirmed);
    w.done_to("unfreeze", domain::account_act::Act::Unfreeze).await;
    let ending = Ending::Withdrawn(ClosingReason::Retired);
    let (account, basis) = (w.account.clone(), "x".to_owned());
    let request = closing::Request { id: "c1".into(), account, ending, basis, payee: None };
    assert_eq!(
        not_closable(closing::propose(&w.ctx, &w.first, request).await),
        NotClosable::TransferUnderWay
    );
    assert_eq!(w.findings().await, []);
}

/// A withdrawal that is sent in the moment of the payment: one of them finds the account as the other left it.
async fn a_payment_and_a_withdrawal_at_once_are_one(engine: Engine) {
    for round in 0..6 {
        let w = sealed(engine).await;
        let number = w.asked_by("t1", GOOD).await;
        w.confirmed(&number).await.unwrap();
        let person = w.person_id().await;
        let withdraw = async {
            if round % 2 == 0 {
                tokio::task::yield_now().await;
            }
            store::write!(w.ctx.store, "test", |tx| {
                withdrawal::account_lock(&mut tx, &w.account).await?;
                let mut case = a_case(&w.account, "r1", 1, w.ctx.now());
                (case.person_id, case.amount) = (person.clone(), Fen::from_yuan(500));
                let mut out = w.movement(w.account.as_str(), PAYOUT_CLEARING, 500);
                out.case_id = Some("r1");
                match ledger::transfer_reserve(&mut tx, &out).await? {
                    Some(_) => withdrawal::case_insert(&mut tx, &case).await,
                    None => Ok(false),
                }
            })
        };
        let (paid, withdrawn) = tokio::join!(approve(&w.ctx, &w.second, "t1"), withdraw);
        let withdrawn: bool = withdrawn.unwrap();
        match paid {
            Ok(done) => assert!(!withdrawn && done.state == TransferState::InfoReviewed),
            refused => assert!(withdrawn && not_closable(refused) == NotClosable::Reserved),
        }
        assert_eq!(w.findings().await, []);
    }
}

/// Rounds of two workers at once: the order goes out once, and its answer is written once.
async fn the_bank_is_heard_once(engine: Engine) {
    let w = sealed(engine).await;
    let number = w.asked_by("t1", GOOD).await;
    w.confirmed(&number).await.unwrap();
    approve(&w.ctx, &w.second, "t1").await.unwrap();
    let bank = DemoBank::default();
    for _ in 0..5 {
        let (a, b) = tokio::join!(payout::round(&w.ctx, &bank), payout::round(&w.ctx, &bank));
        a.unwrap();
        b.unwrap();
        w.test.clock.advance_ms(600_000);
    }
    let events = find(&w.ctx, &number).await.unwrap().unwrap().1;
    assert_eq!(events.iter().filter(|event| event.state == TransferState::Paid).count(), 1);
    assert_eq!(w.findings().await, []);
}

async fn a_tampered_payment_is_named(engine: Engine) {
    let w = sealed(engine).await;
    let number = w.asked_by("t1", GOOD).await;
    w.confirmed(&number).await.unwrap();
    approve(&w.ctx, &w.second, "t1").await.unwrap();
    let named = [Finding::Transfer { number: number.as_str().to_owned() }];
    let tamper = async |change: &str| w.test.db.tamper("city_transfer", change).await;
    tamper("update city_transfer set principal_fen = principal_fen - 1").await;
    assert_eq!(w.findings().await, named);
    tamper("update city_transfer set principal_fen = principal_fen + 1, state = 'paid'").await;
    assert_eq!(w.findings().await, named, "the bank has not credited");
    tamper("update city_transfer set state = 'letter_confirmed'").await;
    assert_eq!(w.findings().await, named, "the account has ended");
    tamper("update city_transfer set state = 'info_reviewed', closing_id = null").await;
    assert_eq!(w.findings().await, named, "by nothing that is known");
}

store::on_both_engines!(
    everything_goes_and_the_account_ends,
    a_returned_payment_opens_the_account_again,
    a_letter_is_compared_and_taken_once,
    a_payment_that_is_refused_rejects_it,
    what_keeps_an_account_keeps_it_here,
    a_payment_and_a_withdrawal_at_once_are_one,
    the_bank_is_heard_once,
    a_tampered_payment_is_named,
);
