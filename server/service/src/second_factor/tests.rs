//! One-time codes: each once, one step of grace, counted, and replaced only with the old one.

use super::{enrol::Field, *};
use crate::{
    Failure,
    actor::{Actor, Member, SessionKey},
    session::{self, Holder},
    testing::{PASSWORD, TestCtx},
};
use domain::{FormField, FormState};

const ID: &str = "11010519491231002X";

async fn member(test: &TestCtx) -> Member {
    Member { person_id: test.person(ID, "林秀芳").await, session: SessionKey(String::new()) }
}

/// Sets up a second factor as the page does, and answers its secret.
async fn enrol(test: &TestCtx, member: &Member, old: Option<&Secret>) -> Result<Secret, Problem> {
    let shown = enrol::begin(&test.ctx, member, &FormState::default()).await.unwrap();
    let secret = Secret::from_base32(&shown.secret.replace(' ', "")).unwrap();
    let form = FormState::default()
        .with(Field::Enrolment, &shown.sealed)
        .with(Field::Password, PASSWORD)
        .with(Field::OldCode, &old.map(|old| old.code_at(test.ctx.now())).unwrap_or_default())
        .with(Field::Code, &secret.code_at(test.ctx.now()));
    enrol::confirm(&test.ctx, member, form).await.map(|_| secret).map_err(first_problem)
}

fn first_problem<F: FormField>(failure: Failure<F>) -> Problem {
    match failure {
        Failure::Rejected(form) => form.problems().next().map(|(_, problem)| problem.clone()).unwrap(),
        Failure::Fault(fault) => panic!("{fault}"),
    }
}

async fn use_code(test: &TestCtx, member: &Member, code: &str) -> Result<(), Problem> {
    let proof = require(&test.ctx, member.person_id(), code, test.ctx.now()).await.unwrap()?;
    store::write!(test.ctx.store, "test", |tx| proof.spend(&mut tx).await).unwrap()
}

/// RFC 6238, appendix B, the last six of its eight digits.
#[test]
fn codes_are_those_of_the_rfc() {
    let secret = Secret(Zeroizing::new(*b"12345678901234567890"));
    for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")] {
        assert_eq!(secret.code_at(Timestamp::from_ms(seconds * 1000)), code);
    }
    assert_eq!(*secret.base32(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
}

/// Remove the condition on `totp_last_step` in the store and the replay goes through.
#[tokio::test]
async fn a_code_is_right_once() {
    let test = TestCtx::new().await;
    let member = member(&test).await;
    assert_eq!(use_code(&test, &member, "123456").await, Err(Problem::NoSecondFactor));
    let secret = enrol(&test, &member, None).await.unwrap();
    let spent = use_code(&test, &member, &secret.code_at(test.ctx.now())).await;
    assert_eq!(spent, Err(Problem::WrongOneTimeCode), "enrolling spent this code");
    test.clock.advance_ms(30_000);
    let code = secret.code_at(test.ctx.now());
    assert_eq!(use_code(&test, &member, &format!("{} {}", &code[..3], &code[3..])).await, Ok(()));
    assert_eq!(use_code(&test, &member, &code).await, Err(Problem::WrongOneTimeCode));
}

/// Two requests that both checked the same code: one act goes through.
#[tokio::test]
async fn of_two_acts_with_one_code_one_goes_through() {
    let test = TestCtx::new().await;
    let member = member(&test).await;
    let secret = enrol(&test, &member, None).await.unwrap();
    test.clock.advance_ms(30_000);
    let (now, code) = (test.ctx.now(), secret.code_at(test.ctx.now()));
    let first = require(&test.ctx, member.person_id(), &code, now).await.unwrap().unwrap();
    let second = require(&test.ctx, member.person_id(), &code, now).await.unwrap().unwrap();
    let spend =
        async |proof: Proof| store::write!(test.ctx.store, "test", |tx| proof.spend(&mut tx).await).unwrap();
    assert_eq!(spend(first).await, Ok(()));
    assert_eq!(spend(second).await, Err(Problem::WrongOneTimeCode));
}

#[tokio::test]
async fn one_step_of_grace_on_both_sides() {
    let test = TestCtx::new().await;
    let member = member(&test).await;
    let secret = enrol(&test, &member, None).await.unwrap();
    test.clock.advance_ms(300_000);
    let now = test.ctx.now();
    for (offset_s, right) in [(-60, false), (-30, true), (0, true), (30, true), (60, false)] {
        let code = secret.code_at(now.plus_ms(offset_s * 1000));
        let answer = require(&test.ctx, member.person_id(), &code, now).await.unwrap();
        assert_eq!(answer.is_ok(), right, "{offset_s} s");
    }
}

/// The count of wrong codes outlives the transaction that was rolled back because of them.
#[tokio::test]
async fn guessing_codes_is_slowed() {
    let test = TestCtx::new().await;
    let member = member(&test).await;
    let secret = enrol(&test, &member, None).await.unwrap();
    test.clock.advance_ms(60_000);
    let right = secret.code_at(test.ctx.now());
    let wrong = if right == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        assert_eq!(use_code(&test, &member, wrong).await, Err(Problem::WrongOneTimeCode));
    }
    assert_eq!(use_code(&test, &member, &right).await, Err(Problem::TooManyTries { wait_seconds: 60 }));
    for bad in ["", "12345", "1234567", "abcdef", "12 34"] {
        let answer = use_code(&test, &member, bad).await;
        assert!(
            matches!(answer, Err(Problem::Missing | Problem::WrongOneTimeCode)),
            "{bad:?} is not even counted"
        );
    }
}

#[tokio::test]
async fn an_authenticator_is_replaced_only_with_the_old_one() {
    let test = TestCtx::new().await;
    let member = member(&test).await;
    let old = enrol(&test, &member, None).await.unwrap();
    test.clock.advance_ms(60_000);
    assert_eq!(enrol(&test, &member, None).await.err(), Some(Problem::Missing));
    let stranger = Secret::mint(&test.ctx);
    assert_eq!(enrol(&test, &member, Some(&stranger)).await.err(), Some(Problem::WrongOneTimeCode));
    let new = enrol(&test, &member, Some(&old)).await.unwrap();
    test.clock.advance_ms(60_000);
    assert_eq!(use_code(&test, &member, &old.code_at(test.ctx.now())).await, Err(Problem::WrongOneTimeCode));
    assert_eq!(use_code(&test, &member, &new.code_at(test.ctx.now())).await, Ok(()));
}

#[tokio::test]
async fn an_enrolment_is_for_one_person_and_a_quarter_of_an_hour() {
    let test = TestCtx::new().await;
    let member = member(&test).await;
    let shown = enrol::begin(&test.ctx, &member, &FormState::default()).await.unwrap();
    assert!(
        shown.uri.starts_with("otpauth://totp/%E6%B3%89%E5%B7%9E") && shown.uri.contains(":****002X?secret=")
    );
    assert!(!shown.sealed.contains(&shown.secret.replace(' ', "")));
    let kept = FormState::default().with(Field::Enrolment, &shown.sealed);
    let again = enrol::begin(&test.ctx, &member, &kept).await.unwrap();
    assert_eq!(again.secret, shown.secret, "an error does not ask to scan again");
    let other = Member { person_id: "other".into(), session: SessionKey(String::new()) };
    assert_ne!(enrol::begin(&test.ctx, &other, &kept).await.unwrap().secret, shown.secret);
    test.clock.advance_ms(15 * 60_000);
    assert_ne!(enrol::begin(&test.ctx, &member, &kept).await.unwrap().secret, shown.secret);
}

#[tokio::test]
async fn enrolling_takes_the_password() {
    let test = TestCtx::new().await;
    let member = member(&test).await;
    let shown = enrol::begin(&test.ctx, &member, &FormState::default()).await.unwrap();
    let secret = Secret::from_base32(&shown.secret.replace(' ', "")).unwrap();
    let form = FormState::default()
        .with(Field::Enrolment, &shown.sealed)
        .with(Field::Password, "wrong")
        .with(Field::Code, &secret.code_at(test.ctx.now()));
    let problem = enrol::confirm(&test.ctx, &member, form).await.err().map(first_problem);
    assert_eq!(problem, Some(Problem::WrongCredentials));
    assert!(!is_set(&test.ctx, member.person_id()).await.unwrap());
}

/// Leave out `fresh.insert` in `confirm`, or give it no session to replace.
#[tokio::test]
async fn enrolling_replaces_the_session() {
    let test = TestCtx::new().await;
    let person_id = test.person(ID, "林秀芳").await;
    let before = session::mint(&test.ctx, Holder::Member(&person_id), test.ctx.now());
    store::write!(test.ctx.store, "test", |tx| before.insert(&mut tx, None).await).unwrap();
    let before = before.opened();
    let who = async |token: &str| session::resolve(&test.ctx, Some(token)).await.unwrap();
    let Actor::Member(member) = who(&before.token).await else { panic!("a member's session") };
    let shown = enrol::begin(&test.ctx, &member, &FormState::default()).await.unwrap();
    let secret = Secret::from_base32(&shown.secret.replace(' ', "")).unwrap();
    let form = FormState::default()
        .with(Field::Enrolment, &shown.sealed)
        .with(Field::Password, "wrong")
        .with(Field::Code, &secret.code_at(test.ctx.now()));
    assert!(enrol::confirm(&test.ctx, &member, form.clone()).await.is_err());
    assert_eq!(who(&before.token).await, Actor::Member(member.clone()), "a try that failed ends nothing");
    let after = enrol::confirm(&test.ctx, &member, form.with(Field::Password, PASSWORD)).await.unwrap();
    assert_eq!(who(&before.token).await, Actor::Stranger, "the old one is dead");
    assert!(matches!(who(&after.token).await, Actor::Member(same) if same.person_id() == person_id));
}
