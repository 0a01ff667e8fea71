//! What is new, to whom, and until when.

use super::*;
use crate::{actor::SessionKey, home, testing::TestCtx};
use domain::{AccountNo, account::PaidMonths};
use store::{
    Engine,
    account::NewAccount,
    ledger::{BANK_DEPOSIT, Movement},
    testing::{a_case, an_account, terms},
    withdrawal::{self, Case, Event},
};

store::on_both_engines!(
    reading_takes_the_count_to_zero_and_an_event_makes_it_one,
    nobody_hears_of_another_persons_case,
    what_one_did_oneself_is_no_news,
    years_of_contributions_are_no_news_to_a_newcomer,
    a_month_that_did_not_come_is_news_when_it_is_over,
);

fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

/// Somebody with an account that was opened in 2025-01 and has not been paid into.
async fn somebody(test: &TestCtx, id: &str, serial: u32) -> (Member, AccountNo) {
    let person_id = test.person(id, "林秀芳").await;
    let number = AccountNo::of(35, serial).unwrap();
    let terms = terms(Fen::new(1_033_333), 1200, Fen::from_yuan(1240));
    let opened_on = month("2025-01").first_day();
    let new = NewAccount { opened_on, ..an_account(&number, &person_id, terms) };
    store::write!(test.ctx.store, "test", |tx| account::insert(&mut tx, &new).await).unwrap();
    (Member { person_id, session: SessionKey("m".into()) }, number)
}

async fn lin(engine: Engine) -> (TestCtx, Member, AccountNo) {
    let test = TestCtx::on(engine).await;
    let (member, number) = somebody(&test, "350502199003070217", 1).await;
    (test, member, number)
}

/// A month's contribution, posted on the 16th of its month and written into the books now.
async fn pay(test: &TestCtx, number: &AccountNo, paid: Month) {
    let posted_on = paid.first_day().checked_add_days(chrono::Days::new(15)).unwrap();
    let first = month("2025-01");
    let months = PaidMonths { first: Some(first), through: Some(paid), consecutive: 1, total: 1 };
    let movement = Movement {
        month: Some(paid),
        value_date: posted_on,
        posted_on,
        ..Movement::at(
            BANK_DEPOSIT,
            number.as_str(),
            Fen::from_yuan(2480),
            BusinessCode::RegularRemittance,
            test.ctx.now(),
        )
    };
    store::write!(test.ctx.store, "test", |tx| {
        ledger::transfer_post(&mut tx, &movement).await?;
        account::months_set(&mut tx, number, months).await
    })
    .unwrap();
}

async fn apply(test: &TestCtx, member: &Member, account: &AccountNo, id: &str, random: u8) {
    let now = test.ctx.now();
    let case = Case { person_id: member.person_id.clone(), ..a_case(account, id, random, now) };
    assert!(
        store::write!(test.ctx.store, "test", |tx| withdrawal::case_insert(&mut tx, &case).await).unwrap()
    );
    happened(test, id, "submitted", CaseRole::Member).await;
}

async fn happened(test: &TestCtx, case_id: &str, state: &str, role: CaseRole) {
    test.clock.advance_ms(1000);
    let event =
        Event { at: test.ctx.now(), state: state.into(), role, actor: "a".into(), reason: None, note: None };
    store::write!(test.ctx.store, "test", |tx| withdrawal::event_append(&mut tx, case_id, &event).await)
        .unwrap();
}

/// The count as every page asks for it; the home page and the messages must agree.
async fn counted(test: &TestCtx, member: &Member) -> usize {
    let count = unread(&test.ctx, member).await.unwrap();
    assert_eq!(page(&test.ctx, member).await.unwrap().unread(), count, "the messages themselves");
    assert_eq!(home::page(&test.ctx, member).await.unwrap().unwrap().unread, count, "the home page");
    count
}

/// Opens the messages as the page does.
async fn open(test: &TestCtx, member: &Member) -> Messages {
    let messages = page(&test.ctx, member).await.unwrap();
    if let Some(at) = messages.read_to() {
        mark_read(&test.ctx, member, at).await.unwrap();
    }
    messages
}

fn states(messages: &Messages) -> Vec<(&str, bool)> {
    messages.cases.iter().map(|row| (row.news.event.state.as_str(), row.is_new)).collect()
}

async fn reading_takes_the_count_to_zero_and_an_event_makes_it_one(engine: Engine) {
    let (test, member, number) = lin(engine).await;
    assert_eq!(counted(&test, &member).await, 0);
    apply(&test, &member, &number, "c1", 1).await;
    happened(&test, "c1", "approved", CaseRole::System).await;
    happened(&test, "c1", "sent", CaseRole::System).await;
    assert_eq!(counted(&test, &member).await, 2);
    let seen = open(&test, &member).await;
    assert_eq!(states(&seen), [("sent", true), ("approved", true), ("submitted", false)], "newest first");
    assert_eq!(seen.cases[0].news.amount, Fen::from_yuan(1500));
    assert_eq!(counted(&test, &member).await, 0);
    assert_eq!(open(&test, &member).await.read_to(), None, "nothing is new the second time");

    happened(&test, "c1", "credited", CaseRole::Bank).await;
    assert_eq!(counted(&test, &member).await, 1);
    assert_eq!(states(&page(&test.ctx, &member).await.unwrap())[..2], [("credited", true), ("sent", false)]);
    // An earlier time, from a page that was slower, takes nothing back.
    open(&test, &member).await;
    mark_read(&test.ctx, &member, test.ctx.now().plus_ms(-60_000)).await.unwrap();
    assert_eq!(counted(&test, &member).await, 0);
}

async fn nobody_hears_of_another_persons_case(engine: Engine) {
    let (test, member, number) = lin(engine).await;
    let (other, other_number) = somebody(&test, "350502198808080522", 2).await;
    apply(&test, &member, &number, "c1", 1).await;
    happened(&test, "c1", "approved", CaseRole::System).await;
    pay(&test, &number, month("2026-10")).await;
    assert!(page(&test.ctx, &other).await.unwrap().is_empty());
    assert_eq!(counted(&test, &other).await, 0);

    // Reading is one's own, too.
    apply(&test, &other, &other_number, "c2", 2).await;
    happened(&test, "c2", "refused", CaseRole::FirstReviewer).await;
    let before = counted(&test, &member).await;
    assert_eq!(states(&open(&test, &other).await), [("refused", true), ("submitted", false)]);
    assert_eq!((counted(&test, &other).await, counted(&test, &member).await), (0, before));
    assert!(before > 0);
}

async fn what_one_did_oneself_is_no_news(engine: Engine) {
    let (test, member, number) = lin(engine).await;
    apply(&test, &member, &number, "c1", 1).await;
    happened(&test, "c1", "accepted", CaseRole::Bank).await;
    happened(&test, "c1", "first_review", CaseRole::Member).await;
    assert_eq!(counted(&test, &member).await, 0);
    let listed = page(&test.ctx, &member).await.unwrap();
    assert_eq!(states(&listed), [("first_review", false), ("submitted", false)]);
}

async fn years_of_contributions_are_no_news_to_a_newcomer(engine: Engine) {
    let (test, member, number) = lin(engine).await;
    let late = month("2026-03");
    for paid in month("2025-01").through(month("2026-11")).filter(|paid| *paid != late) {
        pay(&test, &number, paid).await;
    }
    let seen = page(&test.ctx, &member).await.unwrap();
    let first: Vec<_> = seen.account.iter().take(2).map(|row| (row.news.notice, row.is_new)).collect();
    let arrived = |paid: &str, on: &str| Notice::Arrived {
        month: month(paid),
        amount: Fen::from_yuan(2480),
        on: on.parse().unwrap(),
    };
    assert_eq!(
        first,
        [(arrived("2026-11", "2026-11-16"), true), (arrived("2026-10", "2026-10-16"), false)],
        "the first visit is told of the last month"
    );
    assert_eq!(seen.account.len(), 12, "the list goes back a year");
    assert_eq!(counted(&test, &member).await, 1);
    open(&test, &member).await;
    assert_eq!(counted(&test, &member).await, 0);
    // A late file of an old month was written after the reading: that is news whatever its day.
    test.clock.advance_ms(1000);
    pay(&test, &number, late).await;
    assert_eq!(counted(&test, &member).await, 1);
}

async fn a_month_that_did_not_come_is_news_when_it_is_over(engine: Engine) {
    let (test, member, number) = lin(engine).await;
    pay(&test, &number, month("2026-09")).await;
    let missing = |text: &str| Notice::Missing { month: month(text), expected: Fen::from_yuan(2480) };
    let seen = open(&test, &member).await;
    assert_eq!((seen.account[0].news.notice, seen.account[0].is_new), (missing("2026-10"), true));
    assert_eq!(seen.account[0].news.notice.stands_in(), month("2026-10"));
    assert_eq!(counted(&test, &member).await, 0);
    test.clock.advance_ms(14 * DAY_MS);
    assert_eq!(counted(&test, &member).await, 0, "5 December: November may still come in time");
    test.clock.advance_ms(DAY_MS);
    assert_eq!(counted(&test, &member).await, 1);
    assert_eq!(page(&test.ctx, &member).await.unwrap().account[0].news.notice, missing("2026-11"));
}
