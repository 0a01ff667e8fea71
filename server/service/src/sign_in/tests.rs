//! Sign-in: one answer and equal work for every wrong try, limits that slow only who fails, codes used once.

use super::*;
use crate::{
    actor::Actor,
    testing::{PASSWORD, TestCtx},
};
use store::{Engine, staff::Role};

const ID: &str = "11010519491231002X";
/// Well formed and known to nobody.
const OTHER_ID: &str = "110105194912310038";
const HOME: [u8; 4] = [192, 0, 2, 7];
const ATTACKER: [u8; 4] = [203, 0, 113, 9];

fn from(address: [u8; 4], device: Option<&str>) -> Origin<'_> {
    Origin { address: address.into(), device, session: None }
}

fn typed(id: &str, password: &str) -> FormState<MemberField> {
    FormState::default().with(MemberField::IdNumber, id).with(MemberField::Password, password)
}

fn typed_by_staff(login: &str, password: &str, code: &str) -> FormState<StaffField> {
    FormState::default()
        .with(StaffField::Login, login)
        .with(StaffField::Password, password)
        .with(StaffField::Code, code)
}

/// The problem at the first field that has one, or the session's token.
async fn try_member(
    test: &TestCtx,
    from: &Origin<'_>,
    id: &str,
    password: &str,
) -> Result<SignedIn, Problem> {
    member(&test.ctx, from, typed(id, password)).await.map_err(first_problem)
}

fn first_problem<F: FormField>(failure: Failure<F>) -> Problem {
    match failure {
        Failure::Rejected(form) => form.problems().next().map(|(_, problem)| problem.clone()).unwrap(),
        Failure::Fault(fault) => panic!("{fault}"),
    }
}

#[tokio::test]
async fn a_member_signs_in_and_the_old_session_is_worth_nothing() {
    let test = TestCtx::new().await;
    let person = test.person(ID, "林秀芳").await;
    let visitor = session::open_visitor(&test.ctx).await.unwrap();
    let origin = Origin { session: Some(&visitor.key), ..from(HOME, None) };
    // Full width and lower case, as phones type them.
    let signed_in =
        try_member(&test, &origin, "１１０１０５１９４９１２３１００２ｘ", PASSWORD).await.unwrap();
    let actor = session::resolve(&test.ctx, Some(&signed_in.session.token)).await.unwrap();
    assert!(matches!(&actor, Actor::Member(member) if member.person_id() == person), "{actor:?}");
    assert_eq!(session::resolve(&test.ctx, Some(&visitor.token)).await.unwrap(), Actor::Stranger);
    let mut conn = test.ctx.store.read().await.unwrap();
    let rows = audit::page(&mut conn, 0, 9).await.unwrap();
    assert_eq!(rows.last().map(|row| row.action.as_str()), Some("sign_in.done"));
}

/// Leave `credential::hold` out, and who knew the old password is inside after the new one was set.
async fn a_password_set_while_the_old_one_is_checked_keeps_it_out(engine: Engine) {
    let test = TestCtx::on(engine).await;
    let person = test.person(ID, "林秀芳").await;
    let account = people::index_of(&test.ctx, &IdNumber::parse(ID).unwrap());
    let found = Port::default().member(&test.ctx, &account, PASSWORD).await.unwrap().expect("it is right");
    people::set_password(&test.ctx, &person, "quartz-otter-lantern", &[]).await.unwrap();
    let (now, origin) = (test.ctx.now(), from(HOME, None));
    let tries = Tries::sign_in(&test.ctx, &account, origin.address, None);
    let entry = Entry { account: &account, holder: Holder::Member(&person), tries, device: None, now };
    assert!(entry.open(&test.ctx, &origin, &found).await.unwrap().is_none());
    let again = try_member(&test, &origin, ID, "quartz-otter-lantern").await;
    assert!(again.is_ok(), "the new one signs in");
}

store::on_both_engines!(a_password_set_while_the_old_one_is_checked_keeps_it_out);

/// A wrong password, an unknown number and a person without a password: the same sentence, one hash each, one
/// audit row each. Without the dummy hash the counts differ.
#[tokio::test]
async fn every_wrong_try_costs_the_same() {
    let test = TestCtx::new().await;
    test.person(ID, "林秀芳").await;
    let mut costs = Vec::new();
    for (id, password) in [(ID, "wrong password"), (OTHER_ID, PASSWORD), (OTHER_ID, "wrong password")] {
        let (hashes, rows) = (test.ctx.passwords().done(), audit_rows(&test).await);
        let problem = try_member(&test, &from(HOME, None), id, password).await.err();
        assert_eq!(problem, Some(Problem::WrongCredentials));
        costs.push((test.ctx.passwords().done() - hashes, audit_rows(&test).await - rows));
    }
    assert_eq!(costs, [(1, 1); 3]);
}

async fn audit_rows(test: &TestCtx) -> i64 {
    audit::head(&mut test.ctx.store.read().await.unwrap()).await.unwrap().0
}

#[tokio::test]
async fn nothing_is_hashed_for_what_cannot_be_right() {
    let test = TestCtx::new().await;
    let long = "x".repeat(129);
    for (id, password, problem) in [
        ("", PASSWORD, Problem::Missing),
        ("110105194912310021", PASSWORD, Problem::NotAnIdNumber),
        (ID, "", Problem::Missing),
        (ID, long.as_str(), Problem::TooLong { max: 128 }),
    ] {
        assert_eq!(try_member(&test, &from(HOME, None), id, password).await.err(), Some(problem));
    }
    assert_eq!(test.ctx.passwords().done(), 0);
}

#[tokio::test]
async fn who_fails_too_often_waits_and_waiting_helps() {
    let test = TestCtx::new().await;
    test.person(ID, "林秀芳").await;
    let origin = from(HOME, None);
    for _ in 0..5 {
        assert_eq!(try_member(&test, &origin, ID, "wrong").await.err(), Some(Problem::WrongCredentials));
    }
    let hashes = test.ctx.passwords().done();
    for _ in 0..3 {
        // The right password is not heard either, and asking again does not prolong the wait.
        let problem = try_member(&test, &origin, ID, PASSWORD).await.err();
        assert_eq!(problem, Some(Problem::TooManyTries { wait_seconds: 30 }));
    }
    assert_eq!(test.ctx.passwords().done(), hashes, "the limit comes before the hashing");
    test.clock.advance_ms(30_000);
    assert!(try_member(&test, &origin, ID, PASSWORD).await.is_ok());
    assert_eq!(try_member(&test, &origin, ID, "wrong").await.err(), Some(Problem::WrongCredentials));
}

/// The story that matters: an attacker with many addresses keeps failing at a person's account. The person's
/// phone, which has signed in before, does not notice. Remove the device branch of `Tries::sign_in` and the
/// person is locked out.
#[tokio::test]
async fn an_attacker_cannot_lock_the_victim_out() {
    let test = TestCtx::new().await;
    test.person(ID, "林秀芳").await;
    let phone = try_member(&test, &from(HOME, None), ID, PASSWORD).await.unwrap().device;
    // From many addresses at once, and from the victim's own: a neighbour behind the same router.
    let mut heard = 0;
    for n in 0..70_u8 {
        let address = if n < 10 { HOME } else { [203, 0, 113, n] };
        heard += u32::from(
            try_member(&test, &from(address, None), ID, "guess").await.err()
                == Some(Problem::WrongCredentials),
        );
    }
    assert!(heard <= 50, "all strangers together are slowed: {heard}");
    assert!(matches!(
        try_member(&test, &from(ATTACKER, None), ID, PASSWORD).await.err(),
        Some(Problem::TooManyTries { .. })
    ));
    let again = try_member(&test, &from(HOME, Some(&phone)), ID, PASSWORD).await;
    assert!(again.is_ok(), "{:?}", again.err());
    // Also on the road, at an address never seen.
    assert!(try_member(&test, &from([198, 51, 100, 1], Some(&phone)), ID, PASSWORD).await.is_ok());
}

/// A device that knows one account is a stranger to every other: it cannot be used to guess at those.
#[tokio::test]
async fn a_known_device_is_known_to_its_own_accounts_only() {
    let test = TestCtx::new().await;
    test.person(ID, "林秀芳").await;
    let phone = try_member(&test, &from(HOME, None), ID, PASSWORD).await.unwrap().device;
    let mut answers = Vec::new();
    for n in 0..60_u8 {
        answers.push(try_member(&test, &from([203, 0, 113, n], Some(&phone)), OTHER_ID, "guess").await.err());
    }
    assert!(matches!(answers.last(), Some(Some(Problem::TooManyTries { .. }))));
    // And its own budget is bounded too.
    for _ in 0..5 {
        let _ = try_member(&test, &from(HOME, Some(&phone)), ID, "wrong").await;
    }
    let problem = try_member(&test, &from(HOME, Some(&phone)), ID, PASSWORD).await.err();
    assert!(matches!(problem, Some(Problem::TooManyTries { .. })), "{problem:?}");
}

/// Tries that arrive together are counted one by one: no burst is heard more often than the limit says.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_burst_is_counted_one_by_one() {
    let test = TestCtx::new().await;
    let tries: Vec<_> = (0..20)
        .map(|_| {
            let ctx = test.ctx.clone();
            tokio::spawn(async move {
                member(&ctx, &from(ATTACKER, None), typed(OTHER_ID, "guess")).await.err().map(first_problem)
            })
        })
        .collect();
    let mut heard = 0;
    for task in tries {
        heard += u32::from(task.await.unwrap() == Some(Problem::WrongCredentials));
    }
    assert_eq!(heard, 5);
}

#[tokio::test]
async fn staff_need_all_three_and_a_code_opens_once() {
    let test = TestCtx::new().await;
    let (staff_id, secret) = test.staff("counter1", ID, Role::Counter).await;
    let code = secret.code_at(test.ctx.now());
    let wrong = if code == "000000" { "111111" } else { "000000" };
    let origin = from(HOME, None);
    for (login, password, code) in
        [("nobody", PASSWORD, code.as_str()), ("counter1", "wrong", &code), ("counter1", PASSWORD, wrong)]
    {
        let hashes = test.ctx.passwords().done();
        let problem =
            staff(&test.ctx, &origin, typed_by_staff(login, password, code)).await.err().map(first_problem);
        assert_eq!(problem, Some(Problem::WrongStaffCredentials), "{login} {password} {code}");
        assert_eq!(test.ctx.passwords().done() - hashes, 1);
    }
    let signed_in = staff(&test.ctx, &origin, typed_by_staff(" Counter1", PASSWORD, &code)).await.unwrap();
    let actor = session::resolve(&test.ctx, Some(&signed_in.session.token)).await.unwrap();
    assert!(matches!(&actor, Actor::Clerk(clerk) if clerk.staff_id() == staff_id), "{actor:?}");
    let replay =
        staff(&test.ctx, &origin, typed_by_staff("counter1", PASSWORD, &code)).await.err().map(first_problem);
    assert_eq!(replay, Some(Problem::WrongStaffCredentials), "a code opens once");
}

#[tokio::test]
async fn a_member_cannot_come_in_by_the_staff_door() {
    let test = TestCtx::new().await;
    test.person(ID, "林秀芳").await;
    let problem = staff(&test.ctx, &from(HOME, None), typed_by_staff(ID, PASSWORD, "123456")).await.err();
    assert_eq!(problem.map(first_problem), Some(Problem::WrongStaffCredentials));
}
