//! The officers' desk: exactly the steps that a state has, each through its use case, refused at its field.

use super::super::{
    AskedStep, IncomingLetter, Submitted, clock, letter_form, live, receive, submit,
    tests::{THERE, XIAMEN},
};
use super::*;
use crate::{
    actor::{Member, SecondReviewer, SessionKey},
    closing::tests::sealed,
    correction::tests::{HOLDER_ID, World, second, world},
    proposal::{self, Kind, Proposal},
    suspense::Incoming,
};
use domain::{
    AccountState, IdNumber, PersonName,
    suspense::Reference,
    transfer::{BankAccount, BankNo},
    two_people::{Conflict, ProposalState},
};
use store::{Engine, staff::Role};

/// A desk with the contributor, and an authenticator of the second reviewer.
struct Desk {
    w: World,
    by: SecondReviewer,
    secret: crate::second_factor::Secret,
}

async fn desk(w: World) -> Desk {
    let (id, secret) = w.test.staff("third", "350502197203070212", Role::SecondReviewer).await;
    Desk { w, by: second(id), secret }
}

impl Desk {
    /// Asked for by the contributor, who has paid six months.
    async fn incoming(engine: Engine) -> (Desk, CaseNumber) {
        let w = world(engine).await;
        for month in ["2026-05", "2026-06", "2026-07"] {
            w.contribute(month).await;
        }
        let member = Member { person_id: w.person_id().await, session: SessionKey("m".into()) };
        let sent = super::super::Sent {
            request_id: w.ctx.uuid(w.ctx.now()),
            centre: XIAMEN.into(),
            account: THERE.into(),
            declaration: "yes".into(),
        };
        let Submitted::Transfer(number) = submit(&w.ctx, &member, sent).await.unwrap() else {
            panic!("not now")
        };
        (desk(w).await, number)
    }

    /// A letter of another centre about a sealed account.
    async fn outgoing(engine: Engine) -> (Desk, CaseNumber) {
        let w = sealed(engine).await;
        let letter = IncomingLetter {
            id: "t1".into(),
            account: w.account.clone(),
            name: PersonName::parse("林秀芳").unwrap(),
            id_number: IdNumber::parse(HOLDER_ID).unwrap(),
            centre: XIAMEN.into(),
            other_account: THERE.into(),
            letter: "XM-1".into(),
            payee: XIAMEN.into(),
            payee_account: BankAccount::parse("35001234567890").unwrap(),
            payee_bank: BankNo::parse("105393000012").unwrap(),
        };
        let number = receive(&w.ctx, &w.first, letter).await.unwrap().number;
        (desk(w).await, number)
    }

    fn first(&self) -> Reviewer {
        Reviewer::First(self.w.first.clone())
    }

    async fn page(&self, number: &CaseNumber) -> Page {
        page(&self.w.ctx, &self.first(), number).await.unwrap()
    }

    async fn send(&self, number: &CaseNumber, sent: Sent) -> Result<(), FormState<Field>> {
        match act(&self.w.ctx, &self.w.first, number, &sent).await {
            Ok(()) => Ok(()),
            Err(NotReviewed::Problem(form)) => Err(form),
            Err(other) => panic!("{other:?}"),
        }
    }

    /// The same as the page sends it, with a note.
    async fn step(&self, number: &CaseNumber, wanted: Move) -> Result<(), FormState<Field>> {
        let request_id = self.page(number).await.form.request_id;
        let sent =
            Sent { request_id, wanted: wanted.code().into(), note: "核对无误".into(), ..Sent::default() };
        self.send(number, sent).await
    }

    /// What waits is decided with the code of now, half a minute later.
    async fn decide(&self, number: &CaseNumber, approve: bool) {
        let ctx = &self.w.ctx;
        let id = self.page(number).await.asked.unwrap().id;
        self.w.test.clock.advance_ms(31_000);
        let (approval, code) = (String::new(), self.secret.code_at(ctx.now()));
        let sent = proposal::Sent { kind: Kind::Transfer, id, approve, approval, code };
        let decided = proposal::decide(ctx, &self.by, sent).await.unwrap();
        assert!(matches!(decided, proposal::Decided::Done), "{decided:?}");
    }

    async fn came(&self, serial: &str, amount: Fen) -> String {
        let w = &self.w;
        let new = Incoming {
            id: w.ctx.uuid(w.ctx.now()),
            reference: Reference::parse(serial).unwrap(),
            payer: XIAMEN.into(),
            amount,
            received_on: w.ctx.today(),
            note: String::new(),
        };
        crate::suspense::receive(&w.ctx, &w.first, new).await.unwrap().id
    }

    async fn is(&self, number: &CaseNumber, state: TransferState) {
        assert_eq!(self.page(number).await.transfer.state, state);
        assert_eq!(self.w.findings().await, []);
    }
}

fn problem(refused: Result<(), FormState<Field>>) -> (Field, Problem) {
    let form = refused.unwrap_err();
    let (field, problem) = form.problems().next().unwrap();
    (field, problem.clone())
}

async fn money_comes_by_the_steps_of_the_page(engine: Engine) {
    use TransferState as S;
    let (d, number) = Desk::incoming(engine).await;
    let before = d.w.own().await.balance;
    assert_eq!(d.page(&number).await.moves, [Move::Send, Move::Reject]);
    d.step(&number, Move::Send).await.unwrap();
    let waits = d.page(&number).await;
    assert!(waits.moves.is_empty() && matches!(waits.asked.unwrap().step, AskedStep::Send));
    let refused = problem(d.step(&number, Move::Reject).await);
    assert_eq!(refused, (Field::Move, Problem::NotTransferable { why: NotTransferable::AlreadyProposed }));
    d.decide(&number, true).await;
    d.is(&number, S::LetterReviewed).await;
    assert_eq!(d.page(&number).await.moves, [Move::Confirm, Move::Ask, Move::Reject]);
    d.step(&number, Move::Ask).await.unwrap();
    assert_eq!(d.page(&number).await.moves, [Move::Answer, Move::Reject]);
    d.step(&number, Move::Answer).await.unwrap();
    d.step(&number, Move::Confirm).await.unwrap();
    d.is(&number, S::LetterConfirmed).await;
    let inform = |principal: &str, interest: &str| Sent {
        wanted: "inform".into(),
        principal: principal.into(),
        interest: interest.into(),
        ..Sent::default()
    };
    assert_eq!(
        problem(d.send(&number, inform("12000.005", "0")).await),
        (Field::Principal, Problem::NotAnAmount)
    );
    let nothing = problem(d.send(&number, inform("0", "0")).await);
    assert_eq!(nothing, (Field::Principal, Problem::NotTransferable { why: NotTransferable::NoAmount }));
    let kept = d.page(&number).await.form.state;
    assert_eq!(
        (kept.value(Field::Principal), kept.value(Field::Move)),
        ("0", "inform"),
        "nothing typed is lost"
    );
    d.send(&number, inform("12,000.00", "31.20")).await.unwrap();
    d.send(&number, inform("12,000.00", "31.20")).await.unwrap();
    assert_eq!(d.page(&number).await.form.state, FormState::default());
    d.is(&number, S::InfoReviewed).await;
    let paid = Sent { wanted: "pay".into(), reference: "XM-77".into(), ..Sent::default() };
    d.send(&number, paid).await.unwrap();
    let shown = d.page(&number).await;
    assert_eq!((shown.moves.as_slice(), shown.receipts.len()), (&[Move::Book, Move::Return][..], 0));
    d.came("OTHER", Fen::new(1_203_119)).await;
    let receipt = d.came("BANK-1", Fen::new(1_203_120)).await;
    let shown = d.page(&number).await;
    assert_eq!(shown.receipts.iter().map(|one| &one.id).collect::<Vec<_>>(), [&receipt], "the exact amount");
    let book = |receipt: &str| Sent {
        request_id: shown.form.request_id.clone(),
        wanted: "book".into(),
        receipt: receipt.into(),
        ..Sent::default()
    };
    assert_eq!(problem(d.send(&number, book("")).await), (Field::Receipt, Problem::Missing));
    assert_eq!(problem(d.send(&number, book("a\0b")).await), (Field::Receipt, Problem::NotAChoice));
    let unknown = problem(d.send(&number, book("r9")).await);
    assert_eq!(unknown, (Field::Receipt, Problem::NotTransferable { why: NotTransferable::NoReceipt }));
    d.send(&number, book(&receipt)).await.unwrap();
    d.send(&number, book(&receipt)).await.unwrap();
    d.decide(&number, true).await;
    d.is(&number, S::Done).await;
    assert_eq!(d.w.own().await.balance, before.checked_add(Fen::new(1_203_120)).unwrap());
    assert!(d.page(&number).await.moves.is_empty());
}

async fn money_leaves_by_the_steps_of_the_page(engine: Engine) {
    let (d, number) = Desk::outgoing(engine).await;
    assert_eq!(d.page(&number).await.moves, [Move::Confirm, Move::Ask, Move::Reject, Move::Cancel]);
    let empty = Sent { wanted: "confirm".into(), ..Sent::default() };
    let (field, why) = problem(d.send(&number, empty).await);
    assert_eq!((field, why), (Field::Note, Problem::NotClosable { why: NotClosable::NoBasis }));
    let unsaid = Sent { wanted: "ask".into(), note: " ".into(), ..Sent::default() };
    let (field, why) = problem(d.send(&number, unsaid).await);
    assert_eq!((field, why), (Field::Note, Problem::NotTransferable { why: NotTransferable::NoNote }));
    d.w.done_to("freeze", domain::account_act::Act::Freeze(Some(Fen::from_yuan(1)))).await;
    let (field, why) = problem(d.step(&number, Move::Confirm).await);
    assert_eq!((field, why), (Field::Move, Problem::NotClosable { why: NotClosable::Frozen }));
    assert_eq!(d.page(&number).await.form.state.value(Field::Note), "核对无误");
    d.w.done_to("unfreeze", domain::account_act::Act::Unfreeze).await;
    d.step(&number, Move::Confirm).await.unwrap();
    let asked = d.page(&number).await.asked.unwrap();
    assert!(matches!(&asked.step, AskedStep::Pay { basis } if basis == "核对无误"));
    assert_eq!(d.w.own().await.state, AccountState::Sealed, "nothing moved");
    let second = Reviewer::Second(d.by.clone());
    let listed = proposal::waiting(&d.w.ctx, &second).await.unwrap();
    assert_eq!(
        listed.iter().map(Proposal::kind).collect::<Vec<_>>(),
        [Kind::Transfer],
        "once, not as a closing"
    );
    assert!(
        page(&d.w.ctx, &second, &number).await.unwrap().moves.is_empty(),
        "deciding has a page of its own"
    );
    let shown = proposal::page(&d.w.ctx, &second, Kind::Transfer, "t1").await.unwrap().unwrap();
    assert!(shown.may_decide && shown.proposal.state() == ProposalState::Proposed);
    let maker = proposal::page(&d.w.ctx, &d.first(), Kind::Transfer, "t1").await.unwrap().unwrap();
    assert_eq!((maker.may_decide, maker.conflict), (false, Some(Conflict::SamePerson)));
    assert!(
        proposal::page(&d.w.ctx, &second, Kind::Closing, "t1").await.unwrap().is_none(),
        "of another kind"
    );
    let wrong = proposal::Sent {
        kind: Kind::Transfer,
        id: "t1".into(),
        approve: true,
        approval: String::new(),
        code: "000000".into(),
    };
    assert!(proposal::decide(&d.w.ctx, &d.by, wrong).await.is_err());
    assert_eq!(d.w.own().await.state, AccountState::Sealed, "not without the code");
    d.decide(&number, true).await;
    assert_eq!(d.w.own().await.state, AccountState::ClosedTransferred);
    assert!(d.page(&number).await.moves.is_empty(), "the bank is next");
    d.w.pay(&crate::bank::DemoBank::default()).await;
    assert_eq!(d.page(&number).await.moves, [Move::Book]);
    d.step(&number, Move::Book).await.unwrap();
    d.is(&number, TransferState::Done).await;
}

async fn a_refused_payment_and_a_refused_letter_move_nothing(engine: Engine) {
    let (d, number) = Desk::outgoing(engine).await;
    d.step(&number, Move::Confirm).await.unwrap();
    d.decide(&number, false).await;
    d.is(&number, TransferState::Rejected).await;
    assert_eq!(d.w.own().await.state, AccountState::Sealed);
    let (d, number) = Desk::incoming(engine).await;
    d.step(&number, Move::Send).await.unwrap();
    d.decide(&number, false).await;
    assert_eq!(d.page(&number).await.moves, [Move::Send, Move::Reject], "it can be proposed again");
    d.step(&number, Move::Reject).await.unwrap();
    d.is(&number, TransferState::Rejected).await;
    let (field, why) = problem(d.step(&number, Move::Send).await);
    let not_now = NotTransferable::NotNow { state: TransferState::Rejected };
    assert_eq!((field, why), (Field::Move, Problem::NotTransferable { why: not_now }));
}

async fn made_up_forms_change_nothing(engine: Engine) {
    let (d, number) = Desk::outgoing(engine).await;
    for (wanted, expected) in [("", Problem::Missing), ("pay out", Problem::NotAChoice)] {
        let sent = Sent { wanted: wanted.into(), ..Sent::default() };
        assert_eq!(problem(d.send(&number, sent).await), (Field::Move, expected));
    }
    for wanted in ["inform", "pay", "return"] {
        let sent = Sent {
            wanted: wanted.into(),
            principal: "1".into(),
            interest: "0".into(),
            note: "x".into(),
            ..Sent::default()
        };
        let refused = problem(d.send(&number, sent).await);
        assert!(matches!(refused, (Field::Move, Problem::NotTransferable { .. })), "{wanted}: {refused:?}");
    }
    let long = Sent { wanted: "reject".into(), note: "长".repeat(201), ..Sent::default() };
    assert_eq!(problem(d.send(&number, long).await), (Field::Note, Problem::TooLong { max: 200 }));
    d.is(&number, TransferState::LetterReviewed).await;
    let unknown =
        CaseNumber::parse(&domain::CaseNumber::mint(domain::Month::of(d.w.ctx.today()), [9; 8]).to_string());
    let unknown = act(&d.w.ctx, &d.w.first, &unknown.unwrap(), &Sent::default()).await;
    assert!(matches!(unknown, Err(NotReviewed::NotFound)), "{unknown:?}");
    // The holder works here too.
    let (own, _) = d.w.test.staff("holder", HOLDER_ID, Role::FirstReviewer).await;
    let own = crate::correction::tests::first(own);
    let shown = page(&d.w.ctx, &Reviewer::First(own.clone()), &number).await;
    assert!(matches!(shown, Err(NotReviewed::OwnCase)), "{shown:?}");
    let sent = Sent { wanted: "reject".into(), note: "x".into(), ..Sent::default() };
    let done = act(&d.w.ctx, &own, &number, &sent).await;
    assert!(matches!(done, Err(NotReviewed::OwnCase)), "{done:?}");
    d.is(&number, TransferState::LetterReviewed).await;
}

async fn the_queue_is_filtered_and_overdue_first(engine: Engine) {
    let (d, late) = Desk::incoming(engine).await;
    d.w.test.clock.advance_ms(20 * 86_400_000);
    let all = queue(&d.w.ctx, Filter::default()).await.unwrap();
    assert_eq!(all.counts, [(Direction::In, TransferState::Applied, 1)]);
    assert_eq!(all.lines[0].number, late);
    assert!(matches!(clock(&all.lines[0], d.w.ctx.today()), Some(crate::complaint::AnswerClock::Over(_))));
    let none = Filter { direction: Some(Direction::Out), state: None };
    assert!(queue(&d.w.ctx, none).await.unwrap().lines.is_empty());
    let one = Filter { direction: Some(Direction::In), state: Some(TransferState::Applied) };
    assert_eq!(queue(&d.w.ctx, one).await.unwrap().lines.len(), 1);
}

async fn a_letter_is_written_down_at_the_desk(engine: Engine) {
    use letter_form::{Field as F, form, write_down};
    let d = desk(sealed(engine).await).await;
    let (ctx, first) = (&d.w.ctx, &d.w.first);
    let rejected = |done: Result<CaseNumber, crate::Failure<F>>| match done {
        Err(crate::Failure::Rejected(form)) => form,
        other => panic!("{other:?}"),
    };
    let empty = rejected(write_down(ctx, first, "by hand", FormState::default()).await);
    assert_eq!(empty.problems().count(), F::ALL.len(), "all at once");
    let whole = || {
        FormState::default()
            .with(F::Letter, "XM-1")
            .with(F::Centre, XIAMEN)
            .with(F::OtherAccount, THERE)
            .with(F::Account, d.w.account.as_str())
            .with(F::Name, "林秀芳")
            .with(F::IdNumber, HOLDER_ID)
            .with(F::Payee, XIAMEN)
            .with(F::PayeeAccount, "3500 1234 5678 90")
            .with(F::PayeeBank, "105393000012")
    };
    let id = ctx.uuid(ctx.now());
    for (field, text, expected) in [
        (F::Account, "123", Problem::NoSuchAccount),
        (F::IdNumber, "350502199003070218", Problem::NotAnIdNumber),
        (F::PayeeBank, "10539300001", Problem::NotDigits { min: 12, max: 12 }),
        (F::PayeeAccount, "12a", Problem::NotDigits { min: 6, max: 32 }),
        (F::Name, "王大明", Problem::NotTransferable { why: NotTransferable::OtherPerson }),
    ] {
        let refused = rejected(write_down(ctx, first, &id, whole().with(field, text)).await);
        assert_eq!(refused.problem(field), Some(&expected), "{field:?}");
    }
    let kept = form(ctx, first).await.unwrap();
    assert_eq!((kept.request_id.as_str(), kept.state.value(F::Name)), (id.as_str(), "王大明"));
    assert!(live(ctx).await.unwrap().is_empty());
    let number = write_down(ctx, first, &id, whole()).await.unwrap();
    assert_eq!(write_down(ctx, first, &id, whole()).await.unwrap(), number, "sent twice");
    assert_eq!(d.page(&number).await.transfer.state, TransferState::LetterReviewed);
    let again = rejected(write_down(ctx, first, &ctx.uuid(ctx.now()), whole()).await);
    let under_way = Problem::NotTransferable { why: NotTransferable::UnderWay };
    assert_eq!(again.problem(F::Letter), Some(&under_way));
}

macro_rules! on_both_engines {
    ($($name:ident),* $(,)?) => {
        mod sqlite { use super::*; $(#[tokio::test] async fn $name() { super::$name(Engine::Sqlite).await; })* }
        mod postgres { use super::*; $(#[tokio::test] async fn $name() { super::$name(Engine::Postgres).await; })* }
    };
}

on_both_engines!(
    money_comes_by_the_steps_of_the_page,
    money_leaves_by_the_steps_of_the_page,
    a_refused_payment_and_a_refused_letter_move_nothing,
    made_up_forms_change_nothing,
    the_queue_is_filtered_and_overdue_first,
    a_letter_is_written_down_at_the_desk,
);
