//! Stories of certificates: made, verified, revoked, looked up.

use super::*;
use crate::{
    Failure,
    actor::{Clerk, Member, SessionKey},
    testing::TestCtx,
};
use domain::{
    AccountNo, Fen, FormState, Month, Problem,
    account::{AccountKind, PaidMonths},
    certificate::{CertificateId, Payload, Verdict, scan},
};
use std::net::{IpAddr, Ipv4Addr};
use store::{
    Engine, account, audit,
    staff::Role,
    testing::{an_account, terms},
};

const ID: &str = "11010519491231002X";
const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const REQUEST: &str = "018f0000-0000-7000-8000-000000000001";

struct World {
    test: TestCtx,
    member: Member,
}

impl World {
    async fn new(engine: Engine, paid: bool) -> World {
        let test = TestCtx::on(engine).await;
        let person_id = test.person(ID, "欧阳䶮").await;
        let number = AccountNo::of(1, 1).unwrap();
        let terms = terms(Fen::from_yuan(10_000), 1200, Fen::from_yuan(1200));
        let new = account::NewAccount { kind: AccountKind::Flex, ..an_account(&number, &person_id, terms) };
        let month = |m| Month::new(2026, m).unwrap();
        let months = PaidMonths::count(month(1).through(month(10)).collect());
        store::write!(test.ctx.store, "test", |tx| {
            account::insert(&mut tx, &new).await?;
            if paid {
                account::months_set(&mut tx, &number, months).await?;
            }
            Ok::<_, store::Error>(())
        })
        .unwrap();
        let member = Member { person_id, session: SessionKey("s".into()) };
        World { test, member }
    }

    async fn issue(&self) -> CertificateId {
        issue(&self.test.ctx, &self.member, REQUEST).await.unwrap()
    }

    async fn link(&self, id: &CertificateId) -> String {
        find_own(&self.test.ctx, &self.member, id).await.unwrap().unwrap().0.link
    }

    async fn verdict(&self, text: &str) -> Verdict {
        check(&self.test.ctx, text).await.unwrap().verdict
    }
}

store::on_both_engines!(
    a_certificate_is_made_once_and_verifies,
    a_good_signature_that_was_never_issued_is_not_valid,
    a_number_tells_little_and_not_often,
    the_holder_sees_who_looked,
);

async fn a_certificate_is_made_once_and_verifies(engine: Engine) {
    let world = World::new(engine, true).await;
    let id = world.issue().await;
    assert_eq!(world.issue().await, id, "the same form makes the same certificate");
    assert_eq!(list_own(&world.test.ctx, &world.member).await.unwrap().len(), 1);
    let link = world.link(&id).await;
    let checked = check(&world.test.ctx, &link).await.unwrap();
    let payload = checked.payload.unwrap();
    assert_eq!((checked.verdict, payload.id, payload.name.as_str()), (Verdict::Valid, id, "欧阳䶮"));
    assert_eq!((payload.rates, payload.monthly), (Some((120, 120)), Some(Fen::from_yuan(2400))));
    let mut conn = world.test.ctx.store.read().await.unwrap();
    let events = audit::page(&mut conn, 0, 99).await.unwrap();
    assert_eq!(events.iter().filter(|event| event.action == "certificate.issue").count(), 1);
    drop(conn);
    // 30 days after the day of issue, to the last second.
    world.test.clock.advance_ms(31 * 86_400_000 - 1000);
    assert_eq!(world.verdict(&link).await, Verdict::Valid);
    world.test.clock.advance_ms(1000);
    assert_eq!(world.verdict(&link).await, Verdict::Expired);
    world.test.clock.advance_ms(-86_400_000);
    assert!(revoke(&world.test.ctx, &world.member, &id).await.unwrap());
    assert_eq!(world.verdict(&link).await, Verdict::Revoked);
    let list = status_list(&world.test.ctx, 1).await.unwrap().unwrap();
    assert_eq!(list.iter().map(|byte| byte.count_ones()).sum::<u32>(), 1, "one place is marked");
    let place = payload.status.unwrap();
    assert_eq!(list[place.index() as usize / 4] >> (place.index() % 4 * 2) & 3, 1);
    assert_eq!(status_list(&world.test.ctx, 2).await.unwrap(), None);
}

/// The key in the wrong hands: the signature is right, and nobody asked for it.
async fn a_good_signature_that_was_never_issued_is_not_valid(engine: Engine) {
    let world = World::new(engine, true).await;
    let id = world.issue().await;
    let link = world.link(&id).await;
    let own = find_own(&world.test.ctx, &world.member, &id).await.unwrap().unwrap().0;
    let forge = |change: fn(&mut Payload)| {
        let mut payload = own.payload.clone();
        change(&mut payload);
        scan::link("localhost", &world.test.ctx.signer.sign(&payload).unwrap().digits)
    };
    assert_eq!(world.verdict(&link).await, Verdict::Valid);
    let richer = forge(|payload| payload.balance = Some(Fen::from_yuan(900_000)));
    assert_eq!(
        world.verdict(&richer).await,
        Verdict::StatusUnknown,
        "another content under an issued number"
    );
    let invented = forge(|payload| payload.id = CertificateId::new([1; 10]));
    assert_eq!(world.verdict(&invented).await, Verdict::StatusUnknown);
}

async fn a_number_tells_little_and_not_often(engine: Engine) {
    let world = World::new(engine, true).await;
    let ctx = &world.test.ctx;
    let id = world.issue().await;
    let form = |number: &str, name: &str, tail: &str| {
        FormState::default()
            .with(LookupField::Number, number)
            .with(LookupField::Name, name)
            .with(LookupField::IdTail, tail)
    };
    let number = id.to_string().to_lowercase();
    let found = look_up(ctx, form(&number, "欧阳䶮", "002x"), HERE).await.unwrap();
    assert_eq!((found.id, found.verdict), (id, Verdict::Valid));
    let sealed = seal_outcome(ctx, &Outcome::Found(found.clone())).unwrap();
    assert!(matches!(open_outcome(ctx, &sealed), Some(Outcome::Found(same)) if same == found));
    let problem = |outcome: Result<Found, Failure<LookupField>>| match outcome {
        Err(Failure::Rejected(form)) => form.problem(LookupField::Number).cloned(),
        _ => None,
    };
    let unknown = CertificateId::new([3; 10]).to_string();
    for (number, name, tail) in
        [(&unknown, "欧阳䶮", "002X"), (&number, "欧阳", "002X"), (&number, "欧阳䶮", "0021")]
    {
        let answer = look_up(ctx, form(number, name, tail), HERE).await;
        assert_eq!(problem(answer), Some(Problem::NoSuchCertificate), "{name} {tail}");
    }
    let mut last = None;
    for _ in 0..10 {
        last = problem(look_up(ctx, form(&unknown, "欧阳䶮", "002X"), HERE).await);
    }
    assert!(matches!(last, Some(Problem::TooManyTries { .. })), "{last:?}");
    let elsewhere = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 9));
    assert!(look_up(ctx, form(&number, "欧阳䶮", "002X"), elsewhere).await.is_ok(), "others are still heard");
}

async fn the_holder_sees_who_looked(engine: Engine) {
    let world = World::new(engine, true).await;
    let (staff_id, _) = world.test.staff("c001", "110105198001010032", Role::Counter).await;
    let clerk = Clerk { staff_id, session: SessionKey("c".into()) };
    let id = world.issue().await;
    let link = world.link(&id).await;
    let checked = check_at_counter(&world.test.ctx, &clerk, &link, Channel::Scan).await.unwrap();
    assert_eq!(checked.verdict, Verdict::Valid);
    world.verdict(&link).await;
    let (_, looks) = find_own(&world.test.ctx, &world.member, &id).await.unwrap().unwrap();
    let looks = looks_of(&world.test.ctx, looks).await.unwrap();
    assert_eq!(looks.len(), 1, "only the counter's look is kept, not a stranger's");
    assert_eq!((looks[0].0.channel.as_str(), looks[0].1.as_deref()), ("scan", Some("陈静")));
    let stranger = Member { person_id: "someone".into(), session: SessionKey("x".into()) };
    assert!(find_own(&world.test.ctx, &stranger, &id).await.unwrap().is_none());
    assert!(!revoke(&world.test.ctx, &stranger, &id).await.unwrap());
}

#[tokio::test]
async fn nothing_paid_makes_no_certificate() {
    let world = World::new(Engine::Sqlite, false).await;
    let refused = issue(&world.test.ctx, &world.member, REQUEST).await;
    assert!(matches!(refused, Err(NotIssued::NothingPaid)), "{refused:?}");
}
