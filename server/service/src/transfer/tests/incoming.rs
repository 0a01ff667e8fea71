//! Money that comes from another city.

use super::*;
use crate::day_end;
use domain::day_end::Check;

const AMOUNTS: Amounts = Amounts { principal: Fen::new(1_200_000), interest: Fen::new(3_120) };
const ALL: i64 = 1_203_120;
const DAY_MS: i64 = 86_400_000;

/// Six months paid in a row.
async fn settled(engine: Engine) -> World {
    let w = world(engine).await;
    for month in ["2026-05", "2026-06", "2026-07"] {
        w.contribute(month).await;
    }
    w
}

impl World {
    async fn apply(&self, request_id: &str, account: &str) -> Submitted {
        let sent = Sent {
            request_id: request_id.into(),
            centre: XIAMEN.into(),
            account: account.into(),
            declaration: "yes".into(),
        };
        submit(&self.ctx, &self.member().await, sent).await.unwrap()
    }

    /// Asked for by the contributor.
    async fn asked(&self) -> CaseNumber {
        match self.apply(&self.uuid(), THERE).await {
            Submitted::Transfer(number) => number,
            Submitted::NotNow => panic!("not now"),
        }
    }

    /// Proposed and sent.
    async fn sent(&self, number: &CaseNumber) {
        let id = self.uuid();
        propose_letter(&self.ctx, &self.first, number, id.clone()).await.unwrap();
        approve(&self.ctx, &self.second, &id).await.unwrap();
    }

    /// As far as the other centre's payment.
    async fn paid(&self) -> CaseNumber {
        let number = self.asked().await;
        self.sent(&number).await;
        self.says(&number, Move::Confirm).await.unwrap();
        self.says_that(&number, Move::Inform, Some(AMOUNTS)).await.unwrap();
        self.says(&number, Move::Pay).await.unwrap();
        number
    }

    /// Money of the bank, in suspense; answers its receipt.
    async fn came(&self, serial: &str, amount: Fen) -> String {
        let new = Incoming {
            id: self.uuid(),
            reference: Reference::parse(serial).unwrap(),
            payer: XIAMEN.into(),
            amount,
            received_on: self.ctx.today(),
            note: String::new(),
        };
        suspense::receive(&self.ctx, &self.first, new).await.unwrap().id
    }
}

async fn money_comes_and_is_booked_once(engine: Engine) {
    let w = settled(engine).await;
    let before = w.own().await.balance;
    let number = w.paid().await;
    let receipt = w.came("BANK-1", Fen::new(ALL)).await;
    assert_eq!(w.findings().await, []);
    let one = propose_booking(&w.ctx, &w.first, &number, &receipt, "b1".into()).await.unwrap();
    assert_eq!(propose_booking(&w.ctx, &w.first, &number, &receipt, "b1".into()).await.unwrap(), one);
    assert_eq!(waiting(&w.ctx).await.unwrap(), [one]);
    assert_eq!(w.findings().await, [], "what is promised is still in suspense");
    let (third, _) = w.test.staff("third", "350502197203070212", Role::SecondReviewer).await;
    let third = second(third);
    let (a, b) = tokio::join!(approve(&w.ctx, &w.second, "b1"), approve(&w.ctx, &third, "b1"));
    assert_eq!(a.unwrap(), b.unwrap(), "two at once are one booking");
    let done = w.transfer(&number).await;
    assert_eq!((done.state, done.due_by), (TransferState::Done, None));
    assert_eq!(w.own().await.balance, before.checked_add(Fen::new(ALL)).unwrap());
    assert_eq!(w.on_the_chart(chart::SUSPENSE_RECEIPTS).await, Fen::ZERO);
    let mut conn = w.ctx.store.read().await.unwrap();
    let row = ledger::transfer_find(&mut conn, done.seq.unwrap()).await.unwrap().unwrap();
    drop(conn);
    assert_eq!((row.business, row.amount.get()), (BusinessCode::TransferIn, ALL));
    assert!(matches!(refuse(&w.ctx, &w.second, "b1").await, Err(Refused::Decided)));
    assert_eq!(w.findings().await, []);
    let (id, reason) = ("c1".to_owned(), CorrectionReason::WrongAmount);
    let back = correction::Request { id, seq: row.seq, reason, note: String::new() };
    let back = correction::propose(&w.ctx, &w.first, back).await;
    assert!(matches!(back, Err(Refused::Irreversible(Irreversible::OfATransfer))), "{back:?}");
    let view = one_of(&w, &number).await;
    let led: Vec<&str> = view.events.iter().map(|event| event.state.code()).collect();
    assert_eq!(led, ["applied", "letter_reviewed", "letter_confirmed", "info_reviewed", "paid", "done"]);
}

async fn one_of(w: &World, number: &CaseNumber) -> View {
    one(&w.ctx, &w.member().await, number).await.unwrap().unwrap()
}

async fn a_form_sent_twice_is_one_transfer(engine: Engine) {
    let w = settled(engine).await;
    let id = w.uuid();
    let (a, b) = tokio::join!(w.apply(&id, THERE), w.apply(&id, THERE));
    assert_eq!(a, b);
    assert_eq!(w.apply(&id, "999").await, Submitted::NotNow, "the id stands for something else");
    assert_eq!(w.apply(&w.uuid(), THERE).await, Submitted::NotNow, "one letter at a time");
    assert!(
        matches!(w.apply(&w.uuid(), "2018009999").await, Submitted::Transfer(_)),
        "another account there"
    );
    assert_eq!(w.apply("by hand", "1").await, Submitted::NotNow);
    let stranger = w.test.person("11010519491231002X", "王大明").await;
    let stranger = Member { person_id: stranger, session: SessionKey("s".into()) };
    let Submitted::Transfer(number) = a else { panic!("not now") };
    assert!(one(&w.ctx, &stranger, &number).await.unwrap().is_none());
    assert_eq!(cancel(&w.ctx, &stranger, &number).await.unwrap(), None);
    assert_eq!(w.stands(&number).await, TransferState::Applied);
}

async fn what_stands_in_the_way_is_said(engine: Engine) {
    let w = world(engine).await;
    let shown = page(&w.ctx, &w.member().await).await.unwrap().unwrap();
    assert_eq!(shown.hindrance, Some(NotTransferable::TooFewMonths { has: 3, needed: 6 }));
    assert_eq!(w.apply(&w.uuid(), THERE).await, Submitted::NotNow, "asked again by whoever sends it");
    assert!(live(&w.ctx).await.unwrap().is_empty());
    let w = settled(engine).await;
    let member = w.member().await;
    assert!(matches!(save(&w.ctx, &member, "", "12_3").await.unwrap(), PageStep::First));
    let shown = page(&w.ctx, &member).await.unwrap().unwrap();
    assert!(shown.form.state.problem(Field::Centre).is_some());
    assert_eq!(shown.form.state.value(Field::Account), "12_3");
    assert!(matches!(save(&w.ctx, &member, XIAMEN, THERE).await.unwrap(), PageStep::Here(())));
    let PageStep::Here(shown) = check(&w.ctx, &member).await.unwrap() else { panic!("nothing to check") };
    // Saturday, and three working days.
    assert_eq!((shown.account.as_str(), shown.letter_by.to_string().as_str()), (THERE, "2026-11-25"));
    let sent = Sent { request_id: w.uuid(), centre: XIAMEN.into(), account: THERE.into(), ..Sent::default() };
    assert!(submit(&w.ctx, &member, sent).await.is_err(), "not declared");
}

async fn it_is_taken_back_until_it_is_confirmed(engine: Engine) {
    let w = settled(engine).await;
    let member = w.member().await;
    let number = w.asked().await;
    assert!(one_of(&w, &number).await.may_cancel);
    assert_eq!(cancel(&w.ctx, &member, &number).await.unwrap(), Some(TransferState::Cancelled));
    assert_eq!(cancel(&w.ctx, &member, &number).await.unwrap(), Some(TransferState::Cancelled));
    let again = w.asked().await;
    w.sent(&again).await;
    w.says(&again, Move::Ask).await.unwrap();
    w.says(&again, Move::Answer).await.unwrap();
    w.says(&again, Move::Confirm).await.unwrap();
    assert_eq!(
        w.says(&again, Move::Confirm).await.unwrap().state,
        TransferState::LetterConfirmed,
        "said twice"
    );
    assert!(!one_of(&w, &again).await.may_cancel);
    assert_eq!(cancel(&w.ctx, &member, &again).await.unwrap(), Some(TransferState::LetterConfirmed));
    assert_eq!(w.findings().await, []);
}

/// The contributor takes it back in the moment in which the other centre's confirmation is written down.
async fn taking_back_and_confirming_at_once_is_one(engine: Engine) {
    for _ in 0..4 {
        let w = settled(engine).await;
        let (number, member) = (w.asked().await, w.member().await);
        w.sent(&number).await;
        let (cancelled, confirmed) =
            tokio::join!(cancel(&w.ctx, &member, &number), w.says(&number, Move::Confirm));
        let state = w.stands(&number).await;
        assert_eq!(cancelled.unwrap(), Some(state));
        assert_eq!(confirmed.is_ok(), state == TransferState::LetterConfirmed);
        assert_eq!(one_of(&w, &number).await.events.len(), 3, "one of them happened");
    }
}

async fn each_step_asks_for_its_people(engine: Engine) {
    let w = settled(engine).await;
    let number = w.asked().await;
    assert_eq!(why(w.says(&number, Move::Send).await), NotTransferable::NotByOne);
    assert_eq!(why(w.says(&number, Move::Cancel).await), NotTransferable::NotByOne);
    assert_eq!(
        why(w.says(&number, Move::Pay).await),
        NotTransferable::NotNow { state: TransferState::Applied }
    );
    propose_letter(&w.ctx, &w.first, &number, "p1".into()).await.unwrap();
    assert_eq!(
        why(propose_letter(&w.ctx, &w.first, &number, "p2".into()).await),
        NotTransferable::AlreadyProposed
    );
    assert_eq!(why(w.says(&number, Move::Reject).await), NotTransferable::AlreadyProposed);
    let (twin, _) = w.test.staff("twin", MAKER_ID, Role::SecondReviewer).await;
    let (own, _) = w.test.staff("own", HOLDER_ID, Role::SecondReviewer).await;
    for (staff, conflict) in [(twin, Conflict::SamePerson), (own, Conflict::OwnAccount)] {
        let refused = approve(&w.ctx, &second(staff), "p1").await;
        assert!(matches!(refused, Err(Refused::Conflict(found)) if found == conflict), "{refused:?}");
    }
    refuse(&w.ctx, &w.second, "p1").await.unwrap();
    assert_eq!(w.stands(&number).await, TransferState::Applied, "it may be proposed again");
    w.sent(&number).await;
    let silent = Noted { wanted: Move::Reject, note: " ".into(), amounts: None, reference: None };
    assert_eq!(why(note(&w.ctx, &w.first, &number, silent).await), NotTransferable::NoNote);
    w.says(&number, Move::Confirm).await.unwrap();
    let nothing = Amounts { principal: Fen::ZERO, interest: Fen::ZERO };
    for amounts in [None, Some(nothing), Some(Amounts { principal: Fen::new(-1), ..AMOUNTS })] {
        assert_eq!(why(w.says_that(&number, Move::Inform, amounts).await), NotTransferable::NoAmount);
    }
    assert_eq!(why(approve(&w.ctx, &w.second, "none").await), NotTransferable::NotProposed);
}

async fn only_what_was_said_is_booked(engine: Engine) {
    let w = settled(engine).await;
    let number = w.paid().await;
    let book =
        async |receipt: &str, id: &str| propose_booking(&w.ctx, &w.first, &number, receipt, id.into()).await;
    assert_eq!(why(book("none", "b0").await), NotTransferable::NoReceipt);
    let less = w.came("BANK-1", Fen::new(ALL - 1)).await;
    assert_eq!(why(book(&less, "b1").await), NotTransferable::OtherAmount);
    let right = w.came("BANK-2", Fen::new(ALL)).await;
    book(&right, "b2").await.unwrap();
    assert_eq!(why(book(&right, "b3").await), NotTransferable::NoReceipt, "promised already");
    refuse(&w.ctx, &w.second, "b2").await.unwrap();
    assert_eq!(w.findings().await, []);
    book(&right, "b4").await.unwrap();
    approve(&w.ctx, &w.second, "b4").await.unwrap();
    assert_eq!(why(book(&less, "b5").await), NotTransferable::NotNow { state: TransferState::Done });
    assert_eq!(w.findings().await, []);
}

/// What is in suspense by the sheet of a day, each receipt with its age; the ledger says the same.
async fn in_suspense(w: &World, day: NaiveDate) -> Vec<(i64, i64)> {
    let sheet = day_end::draw(&w.ctx, day).await.unwrap();
    let check = sheet.checks.iter().find(|compared| compared.check == Check::SuspenseAndList).unwrap();
    assert!(check.holds(), "{day}: {check:?}");
    let mut listed: Vec<_> = sheet.suspense.iter().map(|one| (one.amount.get(), one.age)).collect();
    listed.sort();
    listed
}

/// A booking is no use of its receipt; the sheets count it all the same, and those of earlier days stay as they are.
async fn what_is_booked_is_on_no_sheet_from_its_day_on(engine: Engine) {
    let w = settled(engine).await;
    let number = w.paid().await;
    let came_on = w.ctx.today();
    w.came("BANK-1", Fen::new(5)).await;
    let receipt = w.came("BANK-2", Fen::new(ALL)).await;
    w.test.clock.advance_ms(DAY_MS);
    let booked_on = w.ctx.today();
    for id in ["b1", "b2"] {
        propose_booking(&w.ctx, &w.first, &number, &receipt, id.into()).await.unwrap();
        assert_eq!(in_suspense(&w, booked_on).await, [(5, 1), (ALL, 1)], "{id} is promised");
        match id {
            "b1" => refuse(&w.ctx, &w.second, id).await.unwrap(),
            _ => approve(&w.ctx, &w.second, id).await.unwrap(),
        };
    }
    assert_eq!(w.stands(&number).await, TransferState::Done);
    assert_eq!(in_suspense(&w, booked_on).await, [(5, 1)]);
    assert_eq!(in_suspense(&w, booked_on.succ_opt().unwrap()).await, [(5, 2)]);
    assert_eq!(in_suspense(&w, came_on).await, [(5, 0), (ALL, 0)], "that day it was there");
    assert!(in_suspense(&w, came_on.pred_opt().unwrap()).await.is_empty());
    assert_eq!(w.findings().await, []);
}

/// An account that money is on its way to does not end.
async fn nothing_ends_while_money_is_coming(engine: Engine) {
    let w = settled(engine).await;
    w.asked().await;
    w.done_to("seal", domain::account_act::Act::Seal).await;
    let ending = Ending::Withdrawn(ClosingReason::Retired);
    let (account, basis) = (w.account.clone(), "x".to_owned());
    let request = closing::Request { id: "c1".into(), account, ending, basis, payee: None };
    let refused = closing::propose(&w.ctx, &w.first, request).await;
    assert_eq!(not_closable(refused), NotClosable::TransferUnderWay);
}

/// What `verify` says of a booking that somebody changed behind the program's back.
async fn a_tampered_booking_is_named(engine: Engine) {
    let w = settled(engine).await;
    let number = w.paid().await;
    let receipt = w.came("BANK-1", Fen::new(ALL)).await;
    propose_booking(&w.ctx, &w.first, &number, &receipt, "b1".into()).await.unwrap();
    approve(&w.ctx, &w.second, "b1").await.unwrap();
    let named = [Finding::Transfer { number: number.as_str().to_owned() }];
    let tamper = async |change: &str| w.test.db.tamper("city_transfer", change).await;
    tamper("update city_transfer set interest_fen = interest_fen + 1").await;
    assert_eq!(w.findings().await, named);
    tamper("update city_transfer set interest_fen = interest_fen - 1").await;
    assert_eq!(w.findings().await, []);
    tamper("update city_transfer set seq = 1").await;
    assert_eq!(w.findings().await, named);
    tamper("update city_transfer set seq = null, state = 'failed'").await;
    assert_eq!(w.findings().await, named, "booked, and said not to be");
}

store::on_both_engines!(
    money_comes_and_is_booked_once,
    a_form_sent_twice_is_one_transfer,
    what_stands_in_the_way_is_said,
    it_is_taken_back_until_it_is_confirmed,
    taking_back_and_confirming_at_once_is_one,
    each_step_asks_for_its_people,
    only_what_was_said_is_booked,
    what_is_booked_is_on_no_sheet_from_its_day_on,
    nothing_ends_while_money_is_coming,
    a_tampered_booking_is_named,
);
