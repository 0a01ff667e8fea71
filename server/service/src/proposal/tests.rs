//! Proposals of every kind stand in one list, and are decided by their own rules with a code that counts once.

use super::*;
use crate::{
    base::tests::{Units, id_of, number, units},
    correction::Request as Correct,
    second_factor::Secret,
    session,
};
use domain::{
    Fen, Month, UnitNo,
    account_act::{Act, NotPossible},
    correction::CorrectionReason,
    deferral::{Asked, Relief, Span},
    indicator::Indicator,
};
use store::{Engine, staff::Role};

/// Unit 100001 with a second reviewer who has an authenticator and a session.
struct Desk {
    units: Units,
    by: SecondReviewer,
    secret: Secret,
}

async fn desk(engine: Engine) -> Desk {
    let units = units(engine).await;
    let id = domain::IdNumber::from_parts(350_599, "1980-01-07".parse().unwrap(), 5).unwrap();
    let (staff_id, secret) = units.test.staff("second", id.reveal(), Role::SecondReviewer).await;
    let session = session::open_visitor(&units.ctx).await.unwrap().key;
    Desk { units, by: SecondReviewer { staff_id, session }, secret }
}

impl Desk {
    async fn seal(&self, id: &str) {
        let request = account_act::Request {
            id: id.into(),
            account: number(1),
            act: Act::Seal,
            basis: "离职通知".into(),
        };
        account_act::propose(&self.units.ctx, &self.units.first, request).await.unwrap();
    }

    /// Decides half a minute later, with the code of then unless another one is given.
    async fn decide(
        &self,
        kind: Kind,
        id: &str,
        approve: bool,
        code: Option<&str>,
    ) -> Result<Decided, Problem> {
        self.units.test.clock.advance_ms(31_000);
        let code = code.map_or_else(|| self.secret.code_at(self.units.ctx.now()), str::to_owned);
        let sent = Sent { kind, id: id.into(), approve, approval: "房委〔2026〕7号".into(), code };
        match decide(&self.units.ctx, &self.by, sent).await {
            Ok(decided) => Ok(decided),
            Err(Failure::Rejected(form)) => Err(form.problem(Field::Code).cloned().unwrap()),
            Err(Failure::Fault(fault)) => panic!("{fault}"),
        }
    }

    fn reviewer(&self) -> Reviewer {
        Reviewer::Second(self.by.clone())
    }

    async fn page(&self, reviewer: &Reviewer, kind: Kind, id: &str) -> Page {
        page(&self.units.ctx, reviewer, kind, id).await.unwrap().unwrap()
    }
}

/// Take `require` out of `decide` and whoever finds the desk unlocked decides.
async fn a_decision_needs_the_code_of_now_once(engine: Engine) {
    let d = desk(engine).await;
    d.seal("a1").await;
    assert_eq!(d.decide(Kind::Account, "a1", true, Some("")).await.unwrap_err(), Problem::Missing);
    assert_eq!(
        d.decide(Kind::Account, "a1", true, Some("000000")).await.unwrap_err(),
        Problem::WrongOneTimeCode
    );
    assert_eq!(d.units.own(1).await.state, domain::AccountState::Normal, "nothing was done");
    assert!(matches!(d.decide(Kind::Account, "a1", true, None).await, Ok(Decided::Done)));
    assert_eq!(d.units.own(1).await.state, domain::AccountState::Sealed);
    let spent = d.secret.code_at(d.units.ctx.now());
    assert!(
        matches!(d.decide(Kind::Account, "a1", true, Some(&spent)).await, Ok(Decided::Done)),
        "sent twice"
    );
    d.units.test.clock.advance_ms(-31_000);
    let request =
        account_act::Request {
            id: "a2".into(), account: number(1), act: Act::Unseal, basis: "返岗".into()
        };
    account_act::propose(&d.units.ctx, &d.units.first, request).await.unwrap();
    let again = d.decide(Kind::Account, "a2", true, Some(&spent)).await;
    assert_eq!(again.unwrap_err(), Problem::WrongOneTimeCode, "one code, one decision");
    assert!(matches!(d.decide(Kind::Account, "a9", true, None).await, Ok(Decided::NotFound)));
    assert!(matches!(d.decide(Kind::Closing, "a2", true, None).await, Ok(Decided::NotFound)));
}

async fn every_kind_stands_in_the_list_and_follows_its_own_rules(engine: Engine) {
    let d = desk(engine).await;
    let (ctx, first) = (&d.units.ctx, &d.units.first);
    let mut conn = ctx.store.read().await.unwrap();
    let entries = ledger::entry_list(&mut conn, number(2).as_str()).await.unwrap();
    drop(conn);
    let correct = Correct {
        id: "c1".into(),
        seq: entries[0].seq,
        reason: CorrectionReason::PaidTwice,
        note: String::new(),
    };
    correction::propose(ctx, first, correct).await.unwrap();
    d.seal("a1").await;
    d.units.a_batch("b1").await;
    let span = Span { first: Month::parse("202612").unwrap(), last: Month::parse("202701").unwrap() };
    let asked = deferral::Request {
        id: "d1".into(),
        unit: UnitNo::parse("100001").unwrap(),
        asked: Asked { relief: Relief::Deferred, span },
        consent: "工会决议".into(),
    };
    deferral::propose(ctx, first, asked).await.unwrap();
    let kinds: Vec<Kind> = waiting(ctx, &d.reviewer()).await.unwrap().iter().map(Proposal::kind).collect();
    assert_eq!(kinds.len(), 4);
    assert!(
        [Kind::Correction, Kind::Account, Kind::Base, Kind::Deferral].iter().all(|kind| kinds.contains(kind))
    );

    let (second, maker) = (Reviewer::Second(d.by.clone()), Reviewer::First(first.clone()));
    let shown = d.page(&second, Kind::Correction, "c1").await;
    assert!(shown.may_decide && shown.conflict.is_none());
    assert_eq!(shown.entry.map(|entry| entry.amount), Some(Fen::from_yuan(2000)));
    let own = d.page(&maker, Kind::Correction, "c1").await;
    assert_eq!((own.may_decide, own.conflict), (false, Some(Conflict::SamePerson)));

    let waits = d.decide(Kind::Base, "b1", true, None).await.unwrap();
    assert!(matches!(waits, Decided::Refused(Refused::Base(_))), "the workers have not answered: {waits:?}");
    keep_refused(ctx, &d.by, "b1", ["一".into(), "one".into()]).await.unwrap();
    let said = d.page(&second, Kind::Base, "b1").await;
    assert_eq!(said.refused, Some(["一".into(), "one".into()]));
    assert_eq!(d.page(&second, Kind::Account, "a1").await.refused, None, "of the other one");
    for (kind, id, approve) in [
        (Kind::Correction, "c1", true),
        (Kind::Account, "a1", false),
        (Kind::Base, "b1", false),
        (Kind::Deferral, "d1", true),
    ] {
        let done = d.decide(kind, id, approve, None).await;
        assert!(matches!(done, Ok(Decided::Done)), "{kind:?} {done:?}");
    }
    assert!(waiting(ctx, &d.reviewer()).await.unwrap().is_empty());
    assert_eq!(d.page(&second, Kind::Deferral, "d1").await.proposal.state(), ProposalState::Done);
    let other_way = d.decide(Kind::Account, "a1", true, None).await.unwrap();
    assert!(matches!(other_way, Decided::Refused(Refused::Decided)), "{other_way:?}");
    let again =
        account_act::Request { id: "a5".into(), account: number(1), act: Act::Unseal, basis: "x".into() };
    let refused = account_act::propose(ctx, first, again).await;
    assert!(matches!(refused, Err(Refused::NotPossible(NotPossible::NotSealed))), "{refused:?}");
}

/// Take `is_own` out of the list or the page, and who holds the account empties it before it is frozen.
async fn nobody_reads_what_waits_for_the_own_account(engine: Engine) {
    let d = desk(engine).await;
    d.seal("a1").await;
    let (own, _) = d.units.test.staff("own", id_of(1).reveal(), Role::SecondReviewer).await;
    let session = session::open_visitor(&d.units.ctx).await.unwrap().key;
    let own = Reviewer::Second(SecondReviewer { staff_id: own, session });
    assert!(waiting(&d.units.ctx, &own).await.unwrap().is_empty());
    assert!(page(&d.units.ctx, &own, Kind::Account, "a1").await.unwrap().is_none());
    assert_eq!(waiting(&d.units.ctx, &d.reviewer()).await.unwrap().len(), 1);
}

async fn a_deferral_is_granted_with_the_approval_named(engine: Engine) {
    let d = desk(engine).await;
    let span = Span { first: Month::parse("202612").unwrap(), last: Month::parse("202612").unwrap() };
    let request = deferral::Request {
        id: "d1".into(),
        unit: UnitNo::parse("100001").unwrap(),
        asked: Asked { relief: Relief::Deferred, span },
        consent: "工会决议".into(),
    };
    deferral::propose(&d.units.ctx, &d.units.first, request).await.unwrap();
    let code = d.secret.code_at(d.units.ctx.now());
    let sent = Sent { kind: Kind::Deferral, id: "d1".into(), approve: true, approval: " ".into(), code };
    let refused = decide(&d.units.ctx, &d.by, sent).await;
    let Err(Failure::Rejected(form)) = refused else { panic!("{refused:?}") };
    assert_eq!(form.problem(Field::Approval), Some(&Problem::Missing));
    let shown = d.page(&Reviewer::Second(d.by.clone()), Kind::Deferral, "d1").await;
    assert_eq!(shown.form.problem(Field::Approval), Some(&Problem::Missing), "the page says so");
    // The code is not spent by a form that is not whole.
    assert!(matches!(d.decide(Kind::Deferral, "d1", true, None).await, Ok(Decided::Done)));
}

async fn a_plan_is_decided_beside_the_one_that_stands(engine: Engine) {
    let d = desk(engine).await;
    let (ctx, first) = (&d.units.ctx, &d.units.first);
    let plan = |collection| {
        let targets = [(Indicator::Collection, collection), (Indicator::Withdrawals, 50)];
        Plan::new(2026, targets.into_iter().collect()).unwrap()
    };
    let propose = async |id: &str, collection| {
        let request = indicator::Request { id: id.into(), plan: plan(collection) };
        indicator::propose(ctx, first, request).await.unwrap()
    };
    propose("p1", 100).await;
    let waits = waiting(ctx, &d.reviewer()).await.unwrap();
    assert_eq!((waits[0].kind(), waits[0].id(), waits[0].account()), (Kind::Plan, "p1", None));
    let own = d.page(&Reviewer::First(first.clone()), Kind::Plan, "p1").await;
    assert_eq!((own.may_decide, own.conflict), (false, Some(Conflict::SamePerson)));
    // The maker under the login of a second reviewer is no second person.
    let again = d.units.test.staff("maker2", "350502198503070219", Role::SecondReviewer).await;
    let session = session::open_visitor(ctx).await.unwrap().key;
    let same = Desk { by: SecondReviewer { staff_id: again.0, session }, secret: again.1, units: d.units };
    let shown = same.page(&Reviewer::Second(same.by.clone()), Kind::Plan, "p1").await;
    assert_eq!((shown.may_decide, shown.conflict), (false, Some(Conflict::SamePerson)));
    let refused = same.decide(Kind::Plan, "p1", true, None).await.unwrap();
    assert!(matches!(refused, Decided::Refused(Refused::Conflict(Conflict::SamePerson))), "{refused:?}");
    let d = Desk { by: d.by, secret: d.secret, units: same.units };
    let (ctx, first) = (&d.units.ctx, &d.units.first);
    assert_eq!(waiting(ctx, &d.reviewer()).await.unwrap().len(), 1, "it waits still");
    assert!(matches!(d.decide(Kind::Plan, "p1", true, None).await, Ok(Decided::Done)));
    let request = indicator::Request { id: "p2".into(), plan: plan(200) };
    indicator::propose(ctx, first, request).await.unwrap();
    let shown = d.page(&Reviewer::Second(d.by.clone()), Kind::Plan, "p2").await;
    assert!(shown.may_decide && shown.standing == Some(plan(100)), "{shown:?}");
    assert!(matches!(d.decide(Kind::Plan, "p2", false, None).await, Ok(Decided::Done)));
    let shown = d.page(&Reviewer::Second(d.by.clone()), Kind::Plan, "p2").await;
    assert_eq!((shown.proposal.state(), shown.standing), (ProposalState::Refused, Some(plan(100))));
    assert!(waiting(ctx, &d.reviewer()).await.unwrap().is_empty());
}

#[test]
fn kinds_read_back() {
    for kind in Kind::ALL {
        assert_eq!(Kind::from_code(kind.code()), Some(kind));
    }
    assert_eq!(Kind::from_code("case"), None);
}

store::on_both_engines!(
    a_decision_needs_the_code_of_now_once,
    every_kind_stands_in_the_list_and_follows_its_own_rules,
    nobody_reads_what_waits_for_the_own_account,
    a_deferral_is_granted_with_the_approval_named,
    a_plan_is_decided_beside_the_one_that_stands,
);
