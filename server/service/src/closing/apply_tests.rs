//! A closing that a contributor asks for on the page: once, with a code, decided by two, and paid under its number.

use super::*;
use crate::{
    actor::SessionKey,
    bank::DemoBank,
    closing::tests::{card, sealed, why},
    correction::tests::{World, world},
    second_factor::Secret,
};
use domain::{AccountState, withdrawal::CaseState};
use store::{Engine, credential};

/// As the closing pays it: see the closings' own tests.
const INTEREST: &str = "12.67";

pub(crate) struct Asking {
    pub w: World,
    pub member: Member,
    pub secret: Secret,
}

pub(crate) async fn asking(w: World) -> Asking {
    let member = Member { person_id: w.person_id().await, session: SessionKey("m".into()) };
    let secret = Secret::mint(&w.ctx);
    let sealed = secret.seal(&w.ctx).unwrap();
    let (person, now) = (member.person_id().to_owned(), w.ctx.now());
    store::write!(w.ctx.store, "test", |tx| credential::set_totp(&mut tx, &person, &sealed, 0, now).await)
        .unwrap();
    Asking { w, member, secret }
}

impl Asking {
    fn sent(&self, request_id: &str) -> Sent {
        Sent {
            request_id: request_id.into(),
            reason: "retired".into(),
            declaration: "yes".into(),
            code: self.secret.code_at(self.w.ctx.now()),
        }
    }

    async fn send(&self, request_id: &str) -> Submitted {
        submit(&self.w.ctx, &self.member, self.sent(request_id)).await.unwrap()
    }

    pub async fn asked(&self) -> CaseNumber {
        self.w.test.clock.advance_ms(60_000);
        match self.send(&self.w.ctx.uuid(self.w.ctx.now())).await {
            Submitted::Application(number) => number,
            Submitted::NotNow => panic!("not now"),
        }
    }

    pub async fn state(&self, number: &CaseNumber) -> ApplicationState {
        one(&self.w.ctx, &self.member, number).await.unwrap().unwrap().application.state
    }
}

async fn what_is_asked_for_is_paid_under_its_number(engine: Engine) {
    let a = asking(sealed(engine).await).await;
    let ctx = &a.w.ctx;
    let shown = page(ctx, &a.member).await.unwrap().unwrap();
    assert_eq!(shown.interest.map(Fen::plain).as_deref(), Some(INTEREST));
    assert!(shown.may_ask());
    let id = ctx.uuid(ctx.now());
    let (one_form, twin) = tokio::join!(a.send(&id), a.send(&id));
    assert_eq!(one_form, twin, "sent twice at once");
    let Submitted::Application(number) = one_form else { panic!("not now") };
    assert_eq!(applications(ctx).await.unwrap().len(), 1);
    a.w.test.clock.advance_ms(60_000);
    assert_eq!(a.send(&ctx.uuid(ctx.now())).await, Submitted::NotNow, "one at a time");
    let closing = take_up(ctx, &a.w.first, &number, "退休证").await.unwrap();
    assert_eq!(take_up(ctx, &a.w.first, &number, "退休证").await.unwrap(), closing);
    assert_eq!(withdraw(ctx, &a.member, &number).await.unwrap(), Some(ApplicationState::Open), "taken up");
    let declined = decline(ctx, &a.w.first, &number, "x").await;
    assert!(matches!(declined, Err(Refused::Decided)), "the second decides: {declined:?}");
    let done = super::super::approve(ctx, &a.w.second, &closing.id).await.unwrap().done.unwrap();
    assert_eq!(done.interest.plain(), INTEREST, "what the page showed on the day");
    assert_eq!(
        (a.state(&number).await, a.w.own().await.state),
        (ApplicationState::Done, AccountState::ClosedWithdrawn)
    );
    a.w.pay(&DemoBank::default()).await;
    let mut conn = ctx.store.read().await.unwrap();
    let case = withdrawal::case_find_by_number(&mut conn, &number).await.unwrap().unwrap();
    drop(conn);
    assert_eq!((case.id.as_str(), case.state), (closing.id.as_str(), CaseState::Paid));
    assert_eq!(a.w.findings().await, []);
}

/// Count `closing.propose` alone and whoever asked at home has come to a counter.
async fn it_came_online_and_is_one_case(engine: Engine) {
    let a = asking(sealed(engine).await).await;
    let ctx = &a.w.ctx;
    let number = a.asked().await;
    let closing = take_up(ctx, &a.w.first, &number, "退休证").await.unwrap();
    super::super::refuse(ctx, &a.w.second, &closing.id).await.unwrap();
    a.w.close("c1", Ending::Withdrawn(ClosingReason::Retired)).await;
    let mut conn = ctx.store.read().await.unwrap();
    let began = store::day_sum::cases_between(&mut conn, 0, i64::MAX).await.unwrap();
    let began = began.iter().map(|sum| (sum.action.as_str(), sum.at_counter, sum.cases));
    assert_eq!(began.collect::<Vec<_>>(), [("closing.apply", false, 1), ("closing.propose", true, 1)]);
}

async fn it_is_taken_back_declined_or_refused(engine: Engine) {
    let a = asking(sealed(engine).await).await;
    let ctx = &a.w.ctx;
    let first = a.asked().await;
    assert_eq!(withdraw(ctx, &a.member, &first).await.unwrap(), Some(ApplicationState::Withdrawn));
    assert_eq!(withdraw(ctx, &a.member, &first).await.unwrap(), Some(ApplicationState::Withdrawn));
    assert!(matches!(take_up(ctx, &a.w.first, &first, "x").await, Err(Refused::Decided)));
    let second = a.asked().await;
    assert!(matches!(decline(ctx, &a.w.first, &second, " ").await, Err(Refused::Note(_))));
    decline(ctx, &a.w.first, &second, "请补退休证").await.unwrap();
    assert_eq!(a.state(&second).await, ApplicationState::Declined);
    let third = a.asked().await;
    let closing = take_up(ctx, &a.w.first, &third, "x").await.unwrap();
    super::super::refuse(ctx, &a.w.second, &closing.id).await.unwrap();
    assert_eq!(a.state(&third).await, ApplicationState::Refused);
    assert_eq!(
        (a.w.own().await.state, a.w.own().await.balance),
        (AccountState::Sealed, Fen::from_yuan(6000))
    );
    a.asked().await;
    assert_eq!(a.w.findings().await, []);
}

async fn nothing_is_asked_without_the_code_and_the_conditions(engine: Engine) {
    let a = asking(world(engine).await).await;
    let ctx = &a.w.ctx;
    let shown = page(ctx, &a.member).await.unwrap().unwrap();
    assert!(shown.reasons.iter().all(|(_, why)| *why == Some(NotClosable::NotSealed)) && !shown.may_ask());
    let id = ctx.uuid(ctx.now());
    assert_eq!(a.send(&id).await, Submitted::NotNow, "judged again when it is sent");
    a.w.done_to("seal", domain::account_act::Act::Seal).await;
    a.w.test.clock.advance_ms(60_000);
    assert_eq!(a.send(&id).await, Submitted::NotNow, "no card");
    a.w.keep_card(&card(None)).await;
    a.w.test.clock.advance_ms(60_000);
    for wrong in
        [Sent { code: "000000".into(), ..a.sent(&id) }, Sent { declaration: String::new(), ..a.sent(&id) }]
    {
        assert!(matches!(submit(ctx, &a.member, wrong).await, Err(Failure::Rejected(_))));
    }
    assert_eq!(applications(ctx).await.unwrap(), []);
    let death = Sent { reason: "death".into(), ..a.sent(&id) };
    assert_eq!(submit(ctx, &a.member, death).await.unwrap(), Submitted::NotNow, "the dead do not ask");
    let number = a.asked().await;
    a.w.done_to("freeze", domain::account_act::Act::Freeze(None)).await;
    assert_eq!(why(take_up(ctx, &a.w.first, &number, "x").await), NotClosable::Frozen);
}

store::on_both_engines!(
    what_is_asked_for_is_paid_under_its_number,
    it_came_online_and_is_one_case,
    it_is_taken_back_declined_or_refused,
    nothing_is_asked_without_the_code_and_the_conditions,
);
