//! Applications at the desk: answered once by one person, decided by another, and the contributor told of each step.

use super::super::{
    apply::{
        page as own_page,
        tests::{Asking, asking},
    },
    tests::sealed,
};
use super::*;
use crate::{
    bank::DemoBank,
    correction::tests::{HOLDER_ID, first},
    messages, proposal,
};
use domain::{AccountState, account_act::Act};
use store::{Engine, staff::Role};

const NOT_PROVEN: &str = "请补退休证";

fn sent(verdict: &str, basis: &str, note: &str) -> Sent {
    Sent { verdict: verdict.into(), basis: basis.into(), note: note.into() }
}

impl Asking {
    async fn answer(&self, number: &CaseNumber, sent: Sent) -> Result<(), FormState<Field>> {
        match answer(&self.w.ctx, &self.w.first, number, &sent).await {
            Ok(()) => Ok(()),
            Err(NotReviewed::Problem(form)) => Err(form),
            Err(other) => panic!("{other:?}"),
        }
    }

    async fn shown(&self, number: &CaseNumber) -> Page {
        page(&self.w.ctx, &Reviewer::First(self.w.first.clone()), number).await.unwrap()
    }

    /// The news that the contributor has not read yet, newest first; afterwards all is read.
    async fn news(&self) -> Vec<(String, Option<String>)> {
        let ctx = &self.w.ctx;
        let shown = messages::page(ctx, &self.member).await.unwrap();
        let unread = messages::unread(ctx, &self.member).await.unwrap();
        assert_eq!(unread, shown.unread(), "the tab and the page count the same");
        messages::mark_read(ctx, &self.member, ctx.now()).await.unwrap();
        self.w.test.clock.advance_ms(1_000);
        let new = shown.cases.into_iter().filter(|row| row.is_new);
        new.map(|row| (row.news.event.state, row.news.event.note)).collect()
    }

    async fn told(&self) -> Vec<String> {
        self.news().await.into_iter().map(|(state, _)| state).collect()
    }
}

async fn what_is_taken_up_is_paid_and_told(engine: Engine) {
    let a = asking(sealed(engine).await).await;
    let ctx = &a.w.ctx;
    a.news().await;
    let number = a.asked().await;
    assert_eq!(a.told().await, [""; 0], "the own doing is no news");
    let shown = a.shown(&number).await;
    assert!(shown.may_answer && shown.hindrance.is_none() && shown.interest.is_some());
    let queue = queue(ctx, &Reviewer::First(a.w.first.clone())).await.unwrap();
    assert_eq!((queue.len(), queue[0].taken_up, queue[0].own), (1, false, false));
    assert_eq!((queue[0].name_masked.as_str(), age(&queue[0].application, ctx.today())), ("林*芳", 0));
    a.answer(&number, sent("take_up", "退休证", "")).await.unwrap();
    a.answer(&number, sent("take_up", "退休证", "")).await.unwrap();
    assert_eq!(a.told().await, ["closing_taken_up"], "once");
    let own = own_page(ctx, &a.member).await.unwrap().unwrap();
    assert!(own.open().is_some_and(|open| open.closing.is_some()) && !own.may_ask());
    let shown = a.shown(&number).await;
    assert!(shown.waits() && !shown.may_answer);
    let late = a.answer(&number, sent("decline", "", NOT_PROVEN)).await.unwrap_err();
    assert_eq!(late.problem(Field::Verdict), Some(&Problem::ChangedMeanwhile), "the second decides");
    assert_eq!(late.value(Field::Note), NOT_PROVEN);
    let second = Reviewer::Second(a.w.second.clone());
    let id = shown.closing.unwrap().id;
    let waits = proposal::page(ctx, &second, proposal::Kind::Closing, &id).await.unwrap().unwrap();
    assert!(waits.may_decide && !page(ctx, &second, &number).await.unwrap().may_answer);
    super::super::approve(ctx, &a.w.second, &id).await.unwrap();
    assert_eq!(a.told().await, ["approved"]);
    assert_eq!(a.shown(&number).await.payment, Some(CaseState::Approved));
    a.w.pay(&DemoBank::default()).await;
    assert!(a.told().await.contains(&"credited".to_owned()), "it is paid");
    assert_eq!(a.shown(&number).await.payment, Some(CaseState::Paid));
    let own = own_page(ctx, &a.member).await.unwrap().unwrap();
    assert_eq!(own.latest.unwrap().payment, Some(CaseState::Paid));
    assert_eq!(a.w.own().await.state, AccountState::ClosedWithdrawn);
    assert_eq!(a.w.findings().await, []);
}

async fn what_is_declined_changes_nothing_and_says_why(engine: Engine) {
    let a = asking(sealed(engine).await).await;
    let ctx = &a.w.ctx;
    a.news().await;
    let number = a.asked().await;
    for (sent, field, expected) in [
        (sent("", "", ""), Field::Verdict, Problem::Missing),
        (sent("pay", "", ""), Field::Verdict, Problem::NotAChoice),
        (sent("take_up", " ", NOT_PROVEN), Field::Basis, Problem::NotClosable { why: NotClosable::NoBasis }),
        (sent("take_up", "a\0b", ""), Field::Basis, Problem::ForbiddenCharacter),
        (sent("decline", "退休证", " "), Field::Note, Problem::Missing),
        (sent("decline", "", &"长".repeat(201)), Field::Note, Problem::TooLong { max: 200 }),
    ] {
        let form = a.answer(&number, sent.clone()).await.unwrap_err();
        assert_eq!(form.problem(field), Some(&expected), "{sent:?}");
        let kept = a.shown(&number).await.form;
        assert_eq!((kept.value(Field::Basis), kept.value(Field::Note)), (&*sent.basis, &*sent.note));
    }
    assert_eq!(a.state(&number).await, ApplicationState::Open);
    a.w.done_to("freeze", Act::Freeze(None)).await;
    assert_eq!(a.shown(&number).await.hindrance, Some(NotClosable::Frozen));
    let form = a.answer(&number, sent("take_up", "退休证", "")).await.unwrap_err();
    assert_eq!(form.problem(Field::Verdict), Some(&Problem::NotClosable { why: NotClosable::Frozen }));
    a.w.done_to("unfreeze", Act::Unfreeze).await;
    a.answer(&number, sent("decline", "", NOT_PROVEN)).await.unwrap();
    a.answer(&number, sent("decline", "", NOT_PROVEN)).await.unwrap();
    assert_eq!(a.news().await, [("closing_declined".to_owned(), Some(NOT_PROVEN.to_owned()))]);
    let other = a.answer(&number, sent("decline", "", "别的原因")).await.unwrap_err();
    assert_eq!(other.problem(Field::Verdict), Some(&Problem::ChangedMeanwhile));
    let own = own_page(ctx, &a.member).await.unwrap().unwrap();
    assert!(own.may_ask(), "it can be asked again");
    assert_eq!(own.latest.unwrap().application.note.as_deref(), Some(NOT_PROVEN));
    let again = a.asked().await;
    a.answer(&again, sent("take_up", "退休证", "")).await.unwrap();
    let id = a.shown(&again).await.closing.unwrap().id;
    super::super::refuse(ctx, &a.w.second, &id).await.unwrap();
    assert_eq!(a.told().await, ["closing_refused", "closing_taken_up"]);
    assert_eq!(a.w.own().await.balance, Fen::from_yuan(6000));
    assert_eq!(a.w.findings().await, []);
}

async fn nobody_answers_an_own_application(engine: Engine) {
    let a = asking(sealed(engine).await).await;
    let number = a.asked().await;
    let (own, _) = a.w.test.staff("holder", HOLDER_ID, Role::FirstReviewer).await;
    let own = first(own);
    let reviewer = Reviewer::First(own.clone());
    assert!(queue(&a.w.ctx, &reviewer).await.unwrap()[0].own);
    assert!(matches!(page(&a.w.ctx, &reviewer, &number).await, Err(NotReviewed::OwnCase)));
    for sent in [sent("take_up", "退休证", ""), sent("decline", "", "x")] {
        let done = answer(&a.w.ctx, &own, &number, &sent).await;
        assert!(matches!(done, Err(NotReviewed::OwnCase)), "{done:?}");
    }
    assert_eq!(a.state(&number).await, ApplicationState::Open);
    let unknown = CaseNumber::mint(domain::Month::of(a.w.ctx.today()), [9; 8]);
    let unknown = answer(&a.w.ctx, &own, &unknown, &sent("decline", "", "x")).await;
    assert!(matches!(unknown, Err(NotReviewed::NotFound)), "{unknown:?}");
}

macro_rules! on_both_engines {
    ($($name:ident),* $(,)?) => {
        mod sqlite { use super::*; $(#[tokio::test] async fn $name() { super::$name(Engine::Sqlite).await; })* }
        mod postgres { use super::*; $(#[tokio::test] async fn $name() { super::$name(Engine::Postgres).await; })* }
    };
}

on_both_engines!(
    what_is_taken_up_is_paid_and_told,
    what_is_declined_changes_nothing_and_says_why,
    nobody_answers_an_own_application,
);
