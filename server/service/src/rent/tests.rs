//! The journey from finding to money, and everything that may go wrong on the way.

use super::{
    Field, KIND, Step,
    submit::{Placed, Request, Sent, Submitted, hash, mint, place, submit},
};
use crate::{
    Ctx, Failure,
    actor::{FirstReviewer, Member, SecondReviewer, SessionKey},
    bank::{Answer, Bank, DemoBank, NoAnswer, Order, Progress},
    cases, payout,
    policies::Policies,
    registers::{self, Counting, Household},
    rent, review,
    second_factor::Secret,
    testing::TestCtx,
};
use domain::{
    AccountNo, BankCard, BusinessCode, Fen, Month, PersonName, Problem,
    account::PaidMonths,
    policy::{Outcome, Policy, RuleId},
    withdrawal::{BankReason, CaseState, PayoutState},
};
use std::sync::{
    Mutex,
    atomic::{AtomicU32, Ordering},
};
use store::{
    Engine, account, credential,
    ledger::{self, BANK_DEPOSIT, Movement, PAYOUT_CLEARING},
    staff::Role,
    testing::{an_account, terms},
};

const CARD: &str = "6225880000000076";
const CARD_RETURNED: &str = "6225880000000092";
const CARD_OF_ANOTHER: &str = "6225880000000019";

/// A member with 63 months and 86,412.37 yuan, no home, no family, no loan.
struct Tenant {
    ctx: Ctx,
    member: Member,
    account: AccountNo,
    secret: Secret,
    test: TestCtx,
}

fn session(name: &str) -> SessionKey {
    SessionKey(name.to_owned())
}

async fn tenant(engine: Engine, household: Household) -> Tenant {
    let test = TestCtx::on(engine).await;
    let ctx = test.ctx.clone();
    let person = test.person("350502199003070217", "林秀芳").await;
    let account = AccountNo::of(35, 1).unwrap();
    let secret = Secret::mint(&ctx);
    let sealed = secret.seal(&ctx).unwrap();
    open(&ctx, &person, &account).await;
    store::write!(ctx.store, "test", |tx| credential::set_totp(&mut tx, &person, &sealed, 0, ctx.now())
        .await)
    .unwrap();
    registers::record(&ctx, &person, &household).await.unwrap();
    let member = Member { person_id: person, session: session("m") };
    Tenant { ctx, member, account, secret, test }
}

async fn open(ctx: &Ctx, person: &str, number: &AccountNo) {
    let now = ctx.now();
    let terms = terms(Fen::new(1_033_333), 1200, Fen::from_yuan(1240));
    let october = Month::new(2026, 10).unwrap();
    store::write!(ctx.store, "test", |tx| {
        let opened_on = october.plus(-62).first_day();
        let new = account::NewAccount { opened_on, ..an_account(number, person, terms) };
        account::insert(&mut tx, &new).await?;
        let months = PaidMonths::count(october.plus(-62).through(october).collect());
        account::months_set(&mut tx, number, months).await?;
        let movement = Movement {
            month: Some(october),
            ..Movement::at(
                BANK_DEPOSIT,
                number.as_str(),
                Fen::new(8_641_237),
                BusinessCode::RegularRemittance,
                now,
            )
        };
        ledger::transfer_post(&mut tx, &movement).await
    })
    .unwrap();
}

impl Tenant {
    fn code(&self) -> String {
        self.secret.code_at(self.ctx.now())
    }

    /// Amount and card pages; answers the request id of the check page.
    async fn fill(&self, amount: &str, card: &str) -> String {
        assert!(matches!(rent::save_amount(&self.ctx, &self.member, amount).await, Ok(Step::Card)));
        assert!(matches!(rent::save_card(&self.ctx, &self.member, card).await, Ok(Step::Here(()))));
        match rent::check(&self.ctx, &self.member).await.unwrap() {
            Step::Here(page) => page.form.request_id,
            other => panic!("{other:?}"),
        }
    }

    fn sent(&self, request_id: &str, amount: &str) -> Sent {
        Sent {
            request_id: request_id.into(),
            amount: amount.into(),
            declaration: "yes".into(),
            code: self.code(),
        }
    }

    async fn apply(&self, amount: &str, card: &str) -> domain::CaseNumber {
        let id = self.fill(amount, card).await;
        match submit(&self.ctx, &self.member, self.sent(&id, amount)).await.unwrap() {
            Submitted::Case(number) => number,
            other => panic!("{other:?}"),
        }
    }

    async fn case(&self, number: &domain::CaseNumber) -> cases::CasePage {
        cases::page(&self.ctx, &self.member, number).await.unwrap().unwrap()
    }

    async fn totals(&self, id: &str) -> (String, String) {
        let mut conn = self.ctx.store.read().await.unwrap();
        let totals = ledger::account_totals(&mut conn, id).await.unwrap().unwrap();
        (totals.posted.plain(), totals.reserved.plain())
    }

    /// Runs the worker until nothing moves.
    async fn settle(&self, bank: &dyn Bank) {
        for _ in 0..12 {
            payout::round(&self.ctx, bank).await.unwrap();
            self.test.clock.advance_ms(2_000);
        }
    }
}

fn rejected<T>(result: Result<T, Failure<Field>>) -> Vec<(Field, Problem)> {
    match result {
        Err(Failure::Rejected(form)) => {
            form.problems().map(|(field, problem)| (field, problem.clone())).collect()
        }
        Err(Failure::Fault(fault)) => panic!("{fault}"),
        Ok(_) => Vec::new(),
    }
}

store::on_both_engines!(#[tokio::test(flavor = "multi_thread", worker_threads = 4)] ::core::future::ready;
    approved_at_once_and_paid,
    a_returned_payment_comes_back,
    what_the_rules_cannot_decide_takes_two_people,
    one_human_with_two_logins_reviews_once,
    who_returned_a_case_does_not_review_it_first,
    nobody_handles_an_own_case,
    money_frozen_since_it_was_set_aside_stays,
    a_case_is_returned_once_and_can_be_withdrawn,
    fifty_times_the_same_form_is_one_case,
    sixty_four_forms_at_once_are_one_case,
    a_killed_worker_pays_once,
    a_couple_takes_its_cap_once,
);

async fn approved_at_once_and_paid(engine: Engine) {
    let t = tenant(engine, Household::single()).await;
    let finding = rent::eligibility(&t.ctx, &t.member).await.unwrap().unwrap();
    assert_eq!(
        (finding.decision.outcome, finding.decision.amount.plain()),
        (Outcome::Approved, "1500.00".into())
    );
    let number = t.apply("1500", CARD).await;
    let page = t.case(&number).await;
    assert_eq!((page.case.state, page.case.period.as_str()), (CaseState::Approved, "2026-11"));
    assert_eq!(t.totals(t.account.as_str()).await, ("84912.37".into(), "0.00".into()));
    assert_eq!(t.totals(PAYOUT_CLEARING).await.0, "1500.00");
    t.settle(&DemoBank::default()).await;
    let page = t.case(&number).await;
    assert_eq!(page.case.state, CaseState::Paid);
    let legs: Vec<_> = page.legs.iter().map(|leg| leg.leg).collect();
    assert_eq!(legs, [PayoutState::Sent, PayoutState::Accepted, PayoutState::Credited]);
    assert_eq!(t.totals(PAYOUT_CLEARING).await.0, "0.00");
    assert_eq!(t.totals(BANK_DEPOSIT).await.0, "-84912.37");
    // The month is used up: the first page says so, and from when on it is open again.
    let after = rent::eligibility(&t.ctx, &t.member).await.unwrap().unwrap().decision;
    assert_eq!(after.failures.iter().map(|f| f.rule).collect::<Vec<_>>(), [RuleId::Frequency]);
    assert_eq!(after.earliest.map(|day| day.to_string()), Some("2026-12-01".into()));
    assert!(matches!(rent::amount_page(&t.ctx, &t.member).await, Ok(Step::Eligibility)));
}

async fn a_returned_payment_comes_back(engine: Engine) {
    let t = tenant(engine, Household::single()).await;
    let number = t.apply("1500", CARD_RETURNED).await;
    t.settle(&DemoBank::default()).await;
    let page = t.case(&number).await;
    assert_eq!(page.case.state, CaseState::PayFailed);
    let last = page.legs.iter().find(|leg| leg.leg == PayoutState::Returned).unwrap();
    assert_eq!(last.reason.as_deref(), Some(BankReason::NameMismatch.code()));
    assert_eq!(t.totals(t.account.as_str()).await, ("86412.37".into(), "0.00".into()));
    assert_eq!(t.totals(PAYOUT_CLEARING).await.0, "0.00");
    // The month is free again.
    t.test.clock.advance_ms(60_000);
    t.apply("1500", CARD).await;
}

async fn what_the_rules_cannot_decide_takes_two_people(engine: Engine) {
    let t = tenant(engine, Household { children_minor: None, ..Household::single() }).await;
    let number = t.apply("1700", CARD).await;
    let page = t.case(&number).await;
    assert_eq!((page.case.state, page.decision.outcome), (CaseState::FirstReview, Outcome::Review));
    assert_eq!(t.totals(t.account.as_str()).await, ("86412.37".into(), "1700.00".into()));
    let (first, second) = reviewers(&t).await;
    let queue = review::queue(
        &t.ctx,
        &crate::reviewer::Reviewer::First(first.clone()),
        review::Filter::state(CaseState::FirstReview),
    )
    .await
    .unwrap();
    assert_eq!((queue.lines.len(), queue.lines[0].name_masked.as_str()), (1, "林*芳"));

    let approve = |version: i64| review::Sent {
        version: version.to_string(),
        verdict: "approve".into(),
        ..review::Sent::default()
    };
    let early = review::decide_second(&t.ctx, &second, &number, &approve(0)).await;
    assert!(matches!(early, Err(review::NotReviewed::Problem(_))), "the second review comes second");
    let stale = review::decide_first(&t.ctx, &first, &number, &approve(7)).await;
    assert!(matches!(stale, Err(review::NotReviewed::Problem(_))), "read before a change");
    let state = review::decide_first(&t.ctx, &first, &number, &approve(0)).await.unwrap();
    assert_eq!(state, CaseState::SecondReview);
    assert_eq!(t.totals(t.account.as_str()).await.1, "1700.00", "still only set aside");
    let both = SecondReviewer { staff_id: first.staff_id.clone(), session: session("x") };
    assert!(
        review::decide_second(&t.ctx, &both, &number, &approve(1)).await.is_err(),
        "one person at both stages"
    );
    let state = review::decide_second(&t.ctx, &second, &number, &approve(1)).await.unwrap();
    assert_eq!(state, CaseState::Approved);
    assert_eq!(t.totals(t.account.as_str()).await, ("84712.37".into(), "0.00".into()));
    t.settle(&DemoBank::default()).await;
    assert_eq!(t.case(&number).await.case.state, CaseState::Paid);
}

async fn reviewers(t: &Tenant) -> (FirstReviewer, SecondReviewer) {
    let first = t.test.staff("first1", "35050219920101032X", Role::FirstReviewer).await.0;
    let second = t.test.staff("second1", "350502198505050414", Role::SecondReviewer).await.0;
    (
        FirstReviewer { staff_id: first, session: session("f") },
        SecondReviewer { staff_id: second, session: session("s") },
    )
}

/// What a reviewer sends who has read this version.
fn answer(version: i64, verdict: &str) -> review::Sent {
    let reason = if verdict == "approve" { "" } else { "children_proof" };
    let (version, verdict) = (version.to_string(), verdict.to_owned());
    review::Sent { version, verdict, reason: reason.into(), ..review::Sent::default() }
}

/// Numbers of the cases that the check of the books names.
async fn cases_named(t: &Tenant) -> Vec<String> {
    use crate::verify::{self, Finding};
    let mut found = Vec::new();
    verify::run(&t.ctx, &mut |finding| found.push(finding)).await.unwrap();
    let number = |finding: Finding| if let Finding::Case { number } = finding { Some(number) } else { None };
    found.into_iter().filter_map(number).collect()
}

/// The identity number decides, not the login. Take the indexes out of `reviewed_before`, and the page offers what
/// the `UPDATE` of `case_move` refuses; take them out there, too, and the database refuses with a fault.
async fn one_human_with_two_logins_reviews_once(engine: Engine) {
    let t = tenant(engine, Household { children_minor: None, ..Household::single() }).await;
    let number = t.apply("1700", CARD).await;
    let (first, second) = reviewers(&t).await;
    review::decide_first(&t.ctx, &first, &number, &answer(0, "approve")).await.unwrap();
    // The same identity number as the first reviewer.
    let twin = t.test.staff("twin", "35050219920101032X", Role::SecondReviewer).await.0;
    let twin = SecondReviewer { staff_id: twin, session: session("t") };
    let reviewer = crate::reviewer::Reviewer::Second(twin.clone());
    let page = review::case_page(&t.ctx, &reviewer, &number).await.unwrap();
    assert!(!page.may_decide, "the page offers no decision");
    for verdict in ["approve", "return", "refuse"] {
        let done = review::decide_second(&t.ctx, &twin, &number, &answer(1, verdict)).await;
        let Err(review::NotReviewed::Problem(form)) = done else { panic!("{verdict}: {done:?}") };
        assert_eq!(form.problem(review::Field::Verdict), Some(&Problem::ChangedMeanwhile));
    }
    let case = t.case(&number).await.case;
    assert_eq!((case.state, case.version, case.second_by), (CaseState::SecondReview, 1, None));
    assert_eq!(t.totals(t.account.as_str()).await, ("86412.37".into(), "1700.00".into()));
    // Another human still may.
    let state = review::decide_second(&t.ctx, &second, &number, &answer(1, "approve")).await.unwrap();
    assert_eq!(state, CaseState::Approved);
    assert_eq!(t.totals(t.account.as_str()).await, ("84712.37".into(), "0.00".into()));
    // Where somebody took the rule out of the database, the books say so.
    assert_eq!(cases_named(&t).await, [""; 0]);
    t.test.db.tamper("withdrawal_case", "update withdrawal_case set second_index = first_index").await;
    assert_eq!(cases_named(&t).await, [number.as_str()]);
}

/// The other way round: the second reviewer sends a case back and would give its first review by another login.
async fn who_returned_a_case_does_not_review_it_first(engine: Engine) {
    let t = tenant(engine, Household { children_minor: None, ..Household::single() }).await;
    let number = t.apply("1700", CARD).await;
    let (first, second) = reviewers(&t).await;
    review::decide_first(&t.ctx, &first, &number, &answer(0, "approve")).await.unwrap();
    review::decide_second(&t.ctx, &second, &number, &answer(1, "return")).await.unwrap();
    cases::act(&t.ctx, &t.member, &number, cases::Act::Supplied, "已上传").await.unwrap();
    let as_first = async |login: &str, id: &str| {
        let staff_id = t.test.staff(login, id, Role::FirstReviewer).await.0;
        let by = FirstReviewer { staff_id, session: session(login) };
        review::decide_first(&t.ctx, &by, &number, &answer(3, "approve")).await
    };
    // The same identity number as the second reviewer.
    let done = as_first("twin", "350502198505050414").await;
    assert!(matches!(done, Err(review::NotReviewed::Problem(_))), "{done:?}");
    assert_eq!(t.case(&number).await.case.state, CaseState::FirstReview);
    assert_eq!(as_first("first2", "350502198808080522").await.unwrap(), CaseState::SecondReview);
    let state = review::decide_second(&t.ctx, &second, &number, &answer(4, "approve")).await.unwrap();
    assert_eq!(state, CaseState::Approved);
}

/// Take the freeze out of the ledger's conditions and the second reviewer pays out what a court has frozen.
async fn money_frozen_since_it_was_set_aside_stays(engine: Engine) {
    use crate::account_act::{self, Request};
    use domain::account_act::Act;
    let t = tenant(engine, Household { children_minor: None, ..Household::single() }).await;
    let number = t.apply("1700", CARD).await;
    let (first, second) = reviewers(&t).await;
    let (account, basis) = (t.account.clone(), "（2026）闽05执1号".to_owned());
    let act = Act::Freeze(Some(Fen::new(8_641_237 - 169_999)));
    let request = Request { id: "a1".into(), account, act, basis };
    account_act::propose(&t.ctx, &first, request).await.unwrap();
    account_act::approve(&t.ctx, &second, "a1").await.unwrap();
    let sent = |version: &str| review::Sent {
        version: version.into(),
        verdict: "approve".into(),
        ..review::Sent::default()
    };
    review::decide_first(&t.ctx, &first, &number, &sent("0")).await.unwrap();
    let decided = review::decide_second(&t.ctx, &second, &number, &sent("1")).await;
    let Err(review::NotReviewed::Problem(form)) = decided else { panic!("{decided:?}") };
    let available = Fen::new(169_999);
    assert_eq!(form.problem(review::Field::Verdict), Some(&Problem::NotEnough { available }));
    assert_eq!(t.totals(t.account.as_str()).await, ("86412.37".into(), "1700.00".into()));
}

async fn nobody_handles_an_own_case(engine: Engine) {
    let t = tenant(engine, Household { children_minor: None, ..Household::single() }).await;
    let number = t.apply("1700", CARD).await;
    // The same identity number as the applicant's.
    let own = t.test.staff("own", "350502199003070217", Role::FirstReviewer).await.0;
    let own = FirstReviewer { staff_id: own, session: session("o") };
    let reviewer = crate::reviewer::Reviewer::First(own.clone());
    let queue =
        review::queue(&t.ctx, &reviewer, review::Filter::state(CaseState::FirstReview)).await.unwrap();
    assert!(queue.lines[0].own);
    assert!(matches!(review::case_page(&t.ctx, &reviewer, &number).await, Err(review::NotReviewed::OwnCase)));
    for verdict in ["approve", "refuse"] {
        let sent = review::Sent {
            version: "0".into(),
            verdict: verdict.into(),
            reason: "contradiction".into(),
            ..Default::default()
        };
        let done = review::decide_first(&t.ctx, &own, &number, &sent).await;
        assert!(matches!(done, Err(review::NotReviewed::OwnCase)), "{verdict}");
    }
    assert_eq!(t.case(&number).await.case.state, CaseState::FirstReview);
    // Nor a spouse's.
    let spouse = t.test.staff("spouse", "350502198808080522", Role::FirstReviewer).await.0;
    let index = crate::people::index_of(&t.ctx, &domain::IdNumber::parse("350502198808080522").unwrap());
    let married = Household {
        married: Some(true),
        spouse_index: Some(index),
        children_minor: None,
        ..Household::single()
    };
    registers::record(&t.ctx, t.member.person_id(), &married).await.unwrap();
    let reviewer =
        crate::reviewer::Reviewer::First(FirstReviewer { staff_id: spouse, session: session("p") });
    assert!(matches!(review::case_page(&t.ctx, &reviewer, &number).await, Err(review::NotReviewed::OwnCase)));
}

async fn a_case_is_returned_once_and_can_be_withdrawn(engine: Engine) {
    let t = tenant(engine, Household { children_minor: None, ..Household::single() }).await;
    let number = t.apply("1700", CARD).await;
    let (first, _) = reviewers(&t).await;
    let sent = |version: &str, reason: &str| review::Sent {
        version: version.into(),
        verdict: "return".into(),
        reason: reason.into(),
        note: "请补出生证明".into(),
    };
    let without = review::decide_first(&t.ctx, &first, &number, &sent("0", "")).await;
    let Err(review::NotReviewed::Problem(form)) = without else { panic!("a return needs a reason") };
    assert_eq!(form.problem(review::Field::Reason), Some(&Problem::Missing));
    assert_eq!(form.value(review::Field::Note), "请补出生证明");
    let state = review::decide_first(&t.ctx, &first, &number, &sent("0", "children_proof")).await.unwrap();
    assert_eq!(state, CaseState::Supplement);
    for _ in 0..2 {
        let state = cases::act(&t.ctx, &t.member, &number, cases::Act::Supplied, "已上传").await.unwrap();
        assert_eq!(state, Some(CaseState::FirstReview));
    }
    let again = review::decide_first(&t.ctx, &first, &number, &sent("2", "children_proof")).await;
    assert!(matches!(again, Err(review::NotReviewed::Problem(_))), "returned a second time");
    let stranger = Member { person_id: "somebody".into(), session: session("q") };
    assert_eq!(cases::act(&t.ctx, &stranger, &number, cases::Act::Withdraw, "").await.unwrap(), None);
    for _ in 0..2 {
        let state = cases::act(&t.ctx, &t.member, &number, cases::Act::Withdraw, "").await.unwrap();
        assert_eq!(state, Some(CaseState::Withdrawn));
    }
    assert_eq!(t.totals(t.account.as_str()).await, ("86412.37".into(), "0.00".into()));
}

async fn fifty_times_the_same_form_is_one_case(engine: Engine) {
    let t = tenant(engine, Household::single()).await;
    let id = t.fill("1500", CARD).await;
    let mut sending = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let (ctx, member, sent) = (t.ctx.clone(), t.member.clone(), t.sent(&id, "1500"));
        sending.spawn(async move { submit(&ctx, &member, sent).await });
    }
    let mut numbers = std::collections::HashSet::new();
    while let Some(done) = sending.join_next().await {
        // A sending that lost the race for the code may be told so; none makes a second case.
        if let Ok(Submitted::Case(number)) = done.unwrap() {
            numbers.insert(number);
        }
    }
    assert_eq!(numbers.len(), 1);
    let first = numbers.into_iter().next().unwrap();
    // A refresh long after, with a spent code: the same page again.
    let again = submit(&t.ctx, &t.member, t.sent(&id, "1500")).await.unwrap();
    assert_eq!(again, Submitted::Case(first));
    let other = rejected(submit(&t.ctx, &t.member, t.sent(&id, "1400")).await);
    assert_eq!(other, [(Field::Amount, Problem::RequestReused)]);
    assert_eq!(cases::list(&t.ctx, &t.member).await.unwrap().len(), 1);
    assert_eq!(t.totals(t.account.as_str()).await.0, "84912.37");
}

/// Every command that moves money goes on when the phone is gone. Await what `detached` is given, and the command ends
/// with its request.
#[tokio::test]
async fn a_lost_connection_stops_no_command() {
    let t = tenant(Engine::Sqlite, Household { children_minor: None, ..Household::single() }).await;
    let id = t.fill("1700", CARD).await;
    let nothing = || std::future::ready(());
    t.test.lose_connection(submit(&t.ctx, &t.member, t.sent(&id, "1700")), nothing()).await;
    let cases = cases::list(&t.ctx, &t.member).await.unwrap();
    assert_eq!(cases.len(), 1, "rent.submit");
    let number = cases[0].number.clone();
    assert_eq!(t.totals(t.account.as_str()).await.1, "1700.00");

    let (first, _) = reviewers(&t).await;
    let sent = review::Sent {
        version: "0".into(),
        verdict: "return".into(),
        reason: "children_proof".into(),
        note: String::new(),
    };
    t.test.lose_connection(review::decide_first(&t.ctx, &first, &number, &sent), nothing()).await;
    assert_eq!(t.case(&number).await.case.state, CaseState::Supplement, "review.decide");

    let act = cases::act(&t.ctx, &t.member, &number, cases::Act::Withdraw, "");
    t.test.lose_connection(act, nothing()).await;
    assert_eq!(t.case(&number).await.case.state, CaseState::Withdrawn, "cases.act");
    assert_eq!(t.totals(t.account.as_str()).await, ("86412.37".into(), "0.00".into()));
}

/// Places requests of these people for `amount` at once, each with a form of its own; how many became a case.
async fn race(t: &Tenant, policy: &'static Policy, people: &[&Member], count: usize, amount: Fen) -> usize {
    let mut sending = tokio::task::JoinSet::new();
    for member in people.iter().cycle().take(count) {
        let now = t.ctx.now();
        let request = Request {
            id: t.ctx.uuid(now),
            hash: hash(&["x"]),
            person_id: member.person_id.clone(),
            session: "m".into(),
            amount,
            now,
            number: mint(&t.ctx, now),
        };
        let ctx = t.ctx.clone();
        sending.spawn(async move {
            store::write!(ctx.store, "test", |tx| place(
                &mut tx,
                policy,
                Counting { back_payments: false },
                &request
            )
            .await)
        });
    }
    let mut made = 0;
    while let Some(done) = sending.join_next().await {
        match done.unwrap() {
            Ok(Placed::Case(_)) => made += 1,
            Err(super::submit::Halt::NotNow) => {}
            other => panic!("{other:?}"),
        }
    }
    made
}

/// Different forms about one account, behind the one-time code: the lock and the index alone keep them apart.
async fn sixty_four_forms_at_once_are_one_case(engine: Engine) {
    let t = tenant(engine, Household::single()).await;
    t.fill("1500", CARD).await;
    let policy = Policies::get().withdrawal("quanzhou", KIND).unwrap();
    let made = race(&t, policy, &[&t.member], 64, Fen::from_yuan(1500)).await;
    assert_eq!(made, 1);
    assert_eq!(t.totals(t.account.as_str()).await, ("84912.37".into(), "0.00".into()));
    assert_eq!(t.totals(PAYOUT_CLEARING).await.0, "1500.00");
}

/// Nanjing gives a couple 10,800 a quarter together; both ask for all of it at once, again and again.
async fn a_couple_takes_its_cap_once(engine: Engine) {
    let t = tenant(engine, Household::single()).await;
    let wife = t.test.person("350502198808080522", "苏静").await;
    let other = AccountNo::of(35, 2).unwrap();
    open(&t.ctx, &wife, &other).await;
    let index = |id: &str| crate::people::index_of(&t.ctx, &domain::IdNumber::parse(id).unwrap());
    let married =
        |spouse: String| Household { married: Some(true), spouse_index: Some(spouse), ..Household::single() };
    let wife = Member { person_id: wife, session: session("w") };
    for (member, spouse) in [(&t.member, "350502198808080522"), (&wife, "350502199003070217")] {
        registers::record(&t.ctx, member.person_id(), &married(index(spouse))).await.unwrap();
        rent::save_card(&t.ctx, member, CARD).await.unwrap();
    }
    let policy = Policies::get().withdrawal("nanjing", KIND).unwrap();
    // All connections stand open, or the first request would be done before the second has one.
    let mut open_connections = Vec::new();
    for _ in 0..8 {
        open_connections.push(t.ctx.store.read().await.unwrap());
    }
    drop(open_connections);
    let made = race(&t, policy, &[&t.member, &wife], 32, Fen::from_yuan(10_800)).await;
    assert_eq!(made, 1);
    assert_eq!(t.totals(PAYOUT_CLEARING).await.0, "10800.00");
}

/// A bank that counts payments and whose answers get lost, as when the worker is killed in the middle.
#[derive(Default)]
struct LossyBank {
    paid: Mutex<Vec<String>>,
    asked: AtomicU32,
}

impl Bank for LossyBank {
    fn holds(&self, _: &BankCard, _: &PersonName) -> Answer<'_, bool> {
        Box::pin(async { Ok(true) })
    }

    fn send(&self, order: &Order) -> Answer<'_, ()> {
        let mut paid = self.paid.lock().unwrap();
        if !paid.contains(&order.serial) {
            paid.push(order.serial.clone());
        }
        Box::pin(async { Err(NoAnswer) })
    }

    fn progress(&self, serial: &str) -> Answer<'_, Progress> {
        let known = self.paid.lock().unwrap().iter().any(|paid| paid == serial);
        let silent = self.asked.fetch_add(1, Ordering::SeqCst).is_multiple_of(3);
        Box::pin(async move {
            match (silent, known) {
                (true, _) => Err(NoAnswer),
                (_, false) => Ok(Progress::NeverSeen),
                (_, true) => Ok(Progress::Credited),
            }
        })
    }
}

async fn a_killed_worker_pays_once(engine: Engine) {
    let t = tenant(engine, Household::single()).await;
    let number = t.apply("1500", CARD).await;
    let bank = LossyBank::default();
    for _ in 0..12 {
        // Two workers at once, as after a restart whose predecessor still runs.
        let (one, two) = tokio::join!(payout::round(&t.ctx, &bank), payout::round(&t.ctx, &bank));
        one.unwrap();
        two.unwrap();
        t.test.clock.advance_ms(20_000);
    }
    assert_eq!(bank.paid.lock().unwrap().len(), 1);
    let page = t.case(&number).await;
    assert_eq!(page.case.state, CaseState::Paid);
    assert_eq!(page.legs.len(), 3, "{:?}", page.legs);
    assert_eq!(t.totals(PAYOUT_CLEARING).await.0, "0.00");
}

#[tokio::test]
async fn problems_stand_at_their_fields_and_keep_what_was_typed() {
    let t = tenant(Engine::Sqlite, Household::single()).await;
    for (typed, problem) in [
        ("", Problem::Missing),
        ("1e3", Problem::NotAnAmount),
        ("1500.01", Problem::AmountOutOfRange { min: Fen::new(1), max: Fen::from_yuan(1500) }),
    ] {
        assert!(matches!(rent::save_amount(&t.ctx, &t.member, typed).await, Ok(Step::Amount)));
        let Step::Here(page) = rent::amount_page(&t.ctx, &t.member).await.unwrap() else { panic!("{typed}") };
        assert_eq!(page.form.state.problem(Field::Amount), Some(&problem), "{typed}");
        assert_eq!(page.form.state.value(Field::Amount), typed);
    }
    for (typed, problem) in
        [("6225880000000077", Problem::NotABankCard), (CARD_OF_ANOTHER, Problem::NotOwnCard)]
    {
        assert!(matches!(rent::save_card(&t.ctx, &t.member, typed).await, Ok(Step::Card)));
        let Step::Here(page) = rent::card_page(&t.ctx, &t.member).await.unwrap() else { panic!("{typed}") };
        assert_eq!(page.form.state.problem(Field::Card), Some(&problem), "{typed}");
    }
    let id = t.fill("１５００", CARD).await;
    let mut sent = t.sent(&id, "1500");
    sent.declaration = String::new();
    let problems = rejected(submit(&t.ctx, &t.member, sent).await);
    assert_eq!(problems, [(Field::Declaration, Problem::NotAccepted)]);
    let mut sent = t.sent(&id, "1500");
    sent.code = "000000".into();
    assert_eq!(rejected(submit(&t.ctx, &t.member, sent).await), [(Field::Code, Problem::WrongOneTimeCode)]);
    assert!(cases::list(&t.ctx, &t.member).await.unwrap().is_empty());
}

#[tokio::test]
async fn every_reason_at_once_before_any_form() {
    let household = Household { homes_self: Some(1), fund_loan: Some(true), ..Household::single() };
    let t = tenant(Engine::Sqlite, household).await;
    let finding = rent::eligibility(&t.ctx, &t.member).await.unwrap().unwrap().decision;
    let rules: Vec<_> = finding.failures.iter().map(|failure| failure.rule).collect();
    assert_eq!(rules, [RuleId::NoHome, RuleId::NoFundLoan]);
    assert!(matches!(rent::save_amount(&t.ctx, &t.member, "1500").await, Ok(Step::Eligibility)));
    // A form made by hand meets the same rules.
    let sent = t.sent(&t.ctx.uuid(t.ctx.now()), "1500");
    assert_eq!(submit(&t.ctx, &t.member, sent).await.unwrap(), Submitted::NotNow);
    assert_eq!(t.totals(t.account.as_str()).await, ("86412.37".into(), "0.00".into()));
}
