//! Stories of joining: from the first form to the posted debit, on both engines where SQL decides.

use super::*;
use crate::{
    Failure,
    actor::{Member, SessionKey},
    session,
    testing::TestCtx,
};
use domain::{
    Fen, FormState, Problem,
    flex::{AgreementField as A, DebitState, FlexState, IdentityField as I, ProductField as P},
};
use std::net::{IpAddr, Ipv4Addr};
use store::draft;

/// A card that the demo bank debits at once.
pub const CARD: &str = "6222020000000000000";
pub const ID: &str = "35050219900501012X";
/// Numbers that nobody has who is known here.
const NEW: &str = "350502199003070217";
const OTHER: &str = "350502198808080522";
const PASSWORD: &str = "river-otter-42";
const HERE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));

#[test]
fn every_file_is_read_and_found_by_its_name() {
    assert_eq!(read().unwrap().len(), 5);
    for policy in POLICIES.iter() {
        assert_eq!(policy.check(), []);
        let version = &policy.version[0];
        assert_eq!(rules_named(&policy.version_name(version)), Some(version));
    }
    assert_eq!(rules_named("quanzhou.flex@99"), None);
}

pub fn words() -> Words {
    Words { hash: "the words".into(), lang: "zh-CN" }
}

pub fn identity(id: &str) -> FormState<I> {
    FormState::default()
        .with(I::Name, "林秀芳")
        .with(I::IdNumber, id)
        .with(I::Mobile, "13800005678")
        .with(I::Occupation, "platform")
        .with(I::Password, PASSWORD)
        .with(I::PasswordAgain, PASSWORD)
}

pub fn product(card: &str) -> FormState<P> {
    FormState::default()
        .with(P::Product, "monthly")
        .with(P::Amount, "500")
        .with(P::DebitDay, "10")
        .with(P::Card, card)
}

fn ticked() -> FormState<A> {
    FormState::default()
        .with(A::NotPaidByUnit, "yes")
        .with(A::OwnCard, "yes")
        .with(A::Accept, "yes")
        .with(A::Shown, &words().hash)
}

fn stranger(session: &SessionKey) -> Applicant {
    Applicant::Visitor(Some(session.clone()))
}

/// A visitor who has answered all three pages.
pub async fn visitor(ctx: &Ctx, id: &str, card: &str) -> SessionKey {
    let (session, rules) = (session::open_visitor(ctx).await.unwrap().key, rules(ctx).unwrap());
    save_identity(ctx, &session, &stranger(&session), &rules, identity(id)).await.unwrap();
    save_product(ctx, &session, &rules, product(card)).await.unwrap();
    save_agreement(ctx, &session, &words(), ticked()).await.unwrap();
    session
}

/// Joins and answers the own agreement.
pub async fn join(ctx: &Ctx, card: &str) -> Own {
    let session = visitor(ctx, ID, card).await;
    assert_eq!(
        submit(ctx, HERE, &stranger(&session), &rules(ctx).unwrap(), &words()).await.unwrap(),
        Submitted::Done
    );
    done(ctx, Some(&session)).await.unwrap().unwrap().own
}

pub async fn books_are_sound(ctx: &Ctx) {
    let mut findings = Vec::new();
    crate::verify::run(ctx, &mut |finding| findings.push(format!("{finding:?}"))).await.unwrap();
    assert!(findings.is_empty(), "{findings:?}");
}

store::on_both_engines!(crate::testing::TestCtx::on;
    a_person_joins_and_the_first_debit_posts,
    sent_twice_makes_one_account,
    two_visitors_with_one_identity_number,
);

async fn a_person_joins_and_the_first_debit_posts(test: TestCtx) {
    let ctx = &test.ctx;
    let own = join(ctx, CARD).await;
    assert_eq!(own.account.balance, Fen::from_yuan(500));
    assert_eq!((own.account.consecutive_months, own.account.personal_monthly), (1, Fen::from_yuan(500)));
    assert_eq!(own.account.kind, domain::account::AccountKind::Flex);
    assert_eq!(own.account.paid_through.unwrap().to_string(), "2026-11");
    assert_eq!((own.agreement.state, own.debits[0].state), (FlexState::Active, DebitState::Paid));
    assert_eq!(own.next_debit.unwrap().to_string(), "2026-12-10");
    assert_eq!(
        (own.agreement.policy_version.as_str(), own.order.card_tail.as_str()),
        ("quanzhou.flex@1", "0000")
    );
    assert_eq!(own.agreement.agreement_hash, words().hash);

    let mut conn = ctx.store.read().await.unwrap();
    let entries = store::ledger::entry_list(&mut conn, own.account.number.as_str()).await.unwrap();
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].business, domain::BusinessCode::RegularRemittance);
    assert_eq!(
        (entries[0].unit_part, entries[0].personal_part),
        (Some(Fen::ZERO), Some(Fen::from_yuan(500)))
    );
    let kinds: Vec<String> = store::flex::event_list(&mut conn, &own.agreement.id)
        .await
        .unwrap()
        .into_iter()
        .map(|e| e.kind)
        .collect();
    assert_eq!(kinds, ["applied", "agreed", "debit_sent", "debit_paid", "active"]);
    let credential = store::credential::find(&mut conn, &own.agreement.person_id).await.unwrap().unwrap();
    drop(conn);
    assert!(ctx.passwords().verify(PASSWORD, Some(&credential.password_hash)).await.unwrap());
    let person_id = own.agreement.person_id.clone();
    let member = Member { person_id, session: SessionKey(String::new()) };
    assert_eq!(super::own(ctx, &member).await.unwrap().unwrap().agreement, own.agreement);
    books_are_sound(ctx).await;
}

async fn sent_twice_makes_one_account(test: TestCtx) {
    let (ctx, rules) = (&test.ctx, rules(&test.ctx).unwrap());
    let session = visitor(ctx, ID, CARD).await;
    let words = words();
    let who = stranger(&session);
    let (one, two) =
        tokio::join!(submit(ctx, HERE, &who, &rules, &words), submit(ctx, HERE, &who, &rules, &words));
    assert_eq!((one.unwrap(), two.unwrap()), (Submitted::Done, Submitted::Done));
    let again = submit(ctx, HERE, &stranger(&session), &rules, &words).await.unwrap();
    assert_eq!(again, Submitted::Done, "after everything is done");
    let own = done(ctx, Some(&session)).await.unwrap().unwrap().own;
    assert_eq!((own.account.number.serial(), own.account.balance), (1, Fen::from_yuan(500)));
    let mut conn = ctx.store.read().await.unwrap();
    assert_eq!(store::account::serial_max(&mut conn, 90).await.unwrap(), 1);
    drop(conn);
    books_are_sound(ctx).await;
}

/// Await what `detached` is given, and the account is half made: in no row, since the transaction goes with it.
#[tokio::test]
async fn a_lost_connection_stops_no_signature() {
    let test = TestCtx::new().await;
    let (ctx, rules) = (&test.ctx, rules(&test.ctx).unwrap());
    let session = visitor(ctx, ID, CARD).await;
    let (who, words) = (stranger(&session), words());
    let asked = submit(ctx, HERE, &who, &rules, &words);
    test.lose_connection(asked, std::future::ready(())).await;
    let mut conn = ctx.store.read().await.unwrap();
    assert_eq!(store::account::serial_max(&mut conn, 90).await.unwrap(), 1);
    drop(conn);
    books_are_sound(ctx).await;
    assert_eq!(submit(ctx, HERE, &who, &rules, &words).await.unwrap(), Submitted::Done, "sent again");
}

async fn two_visitors_with_one_identity_number(test: TestCtx) {
    let (ctx, rules) = (&test.ctx, rules(&test.ctx).unwrap());
    let (one, two) = (visitor(ctx, ID, CARD).await, visitor(ctx, ID, CARD).await);
    let words = words();
    let (a, b) = (stranger(&one), stranger(&two));
    let (first, second) =
        tokio::join!(submit(ctx, HERE, &a, &rules, &words), submit(ctx, HERE, &b, &rules, &words));
    let mut outcomes = [first.unwrap(), second.unwrap()];
    outcomes.sort_by_key(|outcome| *outcome == Submitted::Refused);
    assert_eq!(outcomes, [Submitted::Done, Submitted::Refused]);
    let mut conn = ctx.store.read().await.unwrap();
    assert_eq!(store::account::serial_max(&mut conn, 90).await.unwrap(), 1);
}

#[tokio::test]
async fn a_known_identity_number_is_refused_without_telling_why() {
    let test = TestCtx::new().await;
    let (ctx, rules) = (&test.ctx, rules(&test.ctx).unwrap());
    let person = test.person(ID, "陈静").await;
    let mut conn = ctx.store.read().await.unwrap();
    let before = store::credential::find(&mut conn, &person).await.unwrap();
    drop(conn);
    let session = visitor(ctx, ID, CARD).await;
    assert_eq!(submit(ctx, HERE, &stranger(&session), &rules, &words()).await.unwrap(), Submitted::Refused);
    let form = identity_form(ctx, Some(&session)).await.unwrap().state;
    assert_eq!(form.problem(I::IdNumber), Some(&Problem::CannotOpenAccount));
    assert_eq!(form.value(I::Name), "林秀芳", "what was typed stays");
    assert!(done(ctx, Some(&session)).await.unwrap().is_none());
    let mut conn = ctx.store.read().await.unwrap();
    let after = store::credential::find(&mut conn, &person).await.unwrap();
    assert_eq!(after, before, "nobody sets the password of a known person here");
}

/// Refusals tell who is known, so they are counted where they come from, together with wrong passwords. Leave out
/// `tries.take` in `submit` and every question is answered; leave out `tries.succeeded` and the town hall's computer
/// is shut out after forty people who joined.
#[tokio::test]
async fn asking_for_number_after_number_is_slowed() {
    let test = TestCtx::new().await;
    let (ctx, rules) = (&test.ctx, rules(&test.ctx).unwrap());
    test.person(ID, "陈静").await;
    let session = visitor(ctx, NEW, CARD).await;
    let who = stranger(&session);
    let ask = async |id: &str, from: IpAddr| {
        let typed = identity(id).with(I::Password, "").with(I::PasswordAgain, "");
        save_identity(ctx, &session, &who, &rules, typed).await.unwrap();
        let submitted = submit(ctx, from, &who, &rules, &words()).await.unwrap();
        let form = identity_form(ctx, Some(&session)).await.unwrap().state;
        (submitted, form.problem(I::IdNumber).cloned())
    };
    let known = (Submitted::Refused, Some(Problem::CannotOpenAccount));
    for _ in 0..39 {
        assert_eq!(ask(ID, HERE).await, known);
    }
    let other = visitor(ctx, OTHER, CARD).await;
    let joined = submit(ctx, HERE, &stranger(&other), &rules, &words()).await.unwrap();
    assert_eq!(joined, Submitted::Done, "who is new here is not counted");
    assert_eq!(ask(ID, HERE).await, known, "the fortieth");
    let wait = |wait_seconds| (Submitted::Refused, Some(Problem::TooManyTries { wait_seconds }));
    for id in [ID, NEW] {
        assert_eq!(ask(id, HERE).await, wait(15), "known or not, the answer is the same");
    }
    let elsewhere = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 9));
    assert_eq!(ask(ID, elsewhere).await, known, "nobody else waits");
    test.clock.advance_ms(15_000);
    assert_eq!(ask(NEW, HERE).await.0, Submitted::Done, "waiting helps");
}

#[tokio::test]
async fn drafts_are_encrypted_and_hold_no_password() {
    let test = TestCtx::new().await;
    let session = visitor(&test.ctx, ID, CARD).await;
    let mut conn = test.ctx.store.read().await.unwrap();
    for form in ["flex_identity", "flex_product", "flex_password"] {
        let row = draft::find(&mut conn, session.as_str(), form, test.ctx.now()).await.unwrap().unwrap();
        for secret in [ID, "林秀芳", CARD, PASSWORD, "argon2id"] {
            assert!(!row.body.contains(secret), "{form}: {secret}");
        }
    }
    drop(conn);
    let form = identity_form(&test.ctx, Some(&session)).await.unwrap().state;
    assert_eq!((form.value(I::IdNumber), form.value(I::Password)), (ID, ""));
}

#[tokio::test]
async fn a_password_is_chosen_once_and_kept_while_other_fields_are_put_right() {
    let test = TestCtx::new().await;
    let (ctx, rules) = (&test.ctx, rules(&test.ctx).unwrap());
    let session = session::open_visitor(ctx).await.unwrap().key;
    let rejected = |failure| match failure {
        Err(Failure::Rejected(state)) => state,
        other => panic!("{other:?}"),
    };
    let differ = identity(ID).with(I::PasswordAgain, "river-otter-43");
    let state: FormState<I> =
        rejected(save_identity(ctx, &session, &stranger(&session), &rules, differ).await);
    assert_eq!(state.problem(I::PasswordAgain), Some(&Problem::PasswordsDiffer));
    let own_number = identity(ID).with(I::Password, ID).with(I::PasswordAgain, ID);
    let state = rejected(save_identity(ctx, &session, &stranger(&session), &rules, own_number).await);
    assert_eq!(state.problem(I::Password), Some(&Problem::EasyToGuess));
    assert!(!password_is_set(ctx, Some(&session)).await.unwrap());
    let state = rejected(
        save_identity(ctx, &session, &stranger(&session), &rules, identity(ID).with(I::Mobile, "1")).await,
    );
    assert_eq!(state.problems().count(), 1);
    assert!(password_is_set(ctx, Some(&session)).await.unwrap());
    let blank = identity(ID).with(I::Password, "").with(I::PasswordAgain, "");
    save_identity(ctx, &session, &stranger(&session), &rules, blank).await.unwrap();
}

#[tokio::test]
async fn pages_out_of_order_lead_to_the_first_open_one() {
    let test = TestCtx::new().await;
    let (ctx, rules) = (&test.ctx, rules(&test.ctx).unwrap());
    let session = session::open_visitor(ctx).await.unwrap().key;
    let open = async |expected| {
        assert_eq!(
            submit(ctx, HERE, &stranger(&session), &rules, &words()).await.unwrap(),
            Submitted::Incomplete(expected)
        );
    };
    open(Missing::Identity).await;
    save_identity(ctx, &session, &stranger(&session), &rules, identity(ID)).await.unwrap();
    open(Missing::Product).await;
    let over = product(CARD).with(P::Amount, "5950.81");
    let Err(Failure::Rejected(state)) = save_product(ctx, &session, &rules, over).await else { panic!() };
    assert!(matches!(state.problem(P::Amount), Some(Problem::AmountOutOfRange { .. })));
    open(Missing::Product).await;
    save_product(ctx, &session, &rules, product(CARD)).await.unwrap();
    open(Missing::Agreement).await;
    save_agreement(ctx, &session, &words(), ticked()).await.unwrap();
    let other = Words { hash: "other words".into(), lang: "en" };
    let changed = submit(ctx, HERE, &stranger(&session), &rules, &other).await.unwrap();
    assert_eq!(changed, Submitted::Incomplete(Missing::Agreement), "signed under other words");
    save_product(ctx, &session, &rules, product(CARD).with(P::Amount, "600")).await.unwrap();
    open(Missing::Agreement).await;
    assert!(done(ctx, Some(&session)).await.unwrap().is_none());
}

#[tokio::test]
async fn a_card_of_somebody_else_is_refused_by_the_bank() {
    let test = TestCtx::new().await;
    let (ctx, rules) = (&test.ctx, rules(&test.ctx).unwrap());
    let session = visitor(ctx, ID, CARD).await;
    let other = product("6222020000000000059");
    let Err(Failure::Rejected(state)) = save_product(ctx, &session, &rules, other).await else { panic!() };
    assert_eq!(state.problem(P::Card), Some(&Problem::NotOwnCard));
    let outcome = submit(ctx, HERE, &stranger(&session), &rules, &words()).await.unwrap();
    assert_eq!(outcome, Submitted::Incomplete(Missing::Product));
}

#[tokio::test]
async fn who_signed_in_joins_under_the_own_name() {
    let test = TestCtx::new().await;
    let (ctx, rules) = (&test.ctx, rules(&test.ctx).unwrap());
    let person_id = test.person(ID, "陈静").await;
    let session = session::open_visitor(ctx).await.unwrap().key;
    let member = Member { person_id: person_id.clone(), session: session.clone() };
    let applicant = Applicant::Member(member.clone());
    assert!(may_join(ctx, &applicant).await.unwrap());
    let typed = identity("11010519491231002X").with(I::Password, "").with(I::PasswordAgain, "");
    save_identity(ctx, &session, &applicant, &rules, typed).await.unwrap();
    save_product(ctx, &session, &rules, product(CARD)).await.unwrap();
    save_agreement(ctx, &session, &words(), ticked()).await.unwrap();
    let words = words();
    let (one, two) = tokio::join!(
        submit(ctx, HERE, &applicant, &rules, &words),
        submit(ctx, HERE, &applicant, &rules, &words)
    );
    assert_eq!((one.unwrap(), two.unwrap()), (Submitted::Done, Submitted::Done));
    let own = super::own(ctx, &member).await.unwrap().unwrap();
    assert_eq!((own.agreement.person_id, own.account.balance), (person_id, Fen::from_yuan(500)));
    let mut conn = ctx.store.read().await.unwrap();
    assert_eq!(store::account::serial_max(&mut conn, 90).await.unwrap(), 1, "one account");
    drop(conn);
    assert!(!may_join(ctx, &applicant).await.unwrap(), "one contributor, one account");
    books_are_sound(ctx).await;
}
