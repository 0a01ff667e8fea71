//! Stories of the debits after the first: month by month, short cards, lost answers, two workers, a killed one.

use super::*;
use crate::{
    account_act,
    correction::{
        self,
        tests::{first, second},
    },
    debit_bank::{Answer, DemoBank},
    flex::{
        Own,
        tests::{CARD, books_are_sound, join},
    },
    suspense::tests::pay_back,
    testing::TestCtx,
};
use domain::{
    AccountState, BusinessCode, Fen, account::MonthPaid, account_act::Act, correction::CorrectionReason,
    flex::FlexState,
};
use std::{sync::Mutex, time::Duration};
use store::{
    account,
    ledger::{self, Movement},
    remittance,
    staff::Role,
};

const DAY_MS: i64 = 86_400_000;
/// Cards by what the demo bank does with them.
const NEVER: &str = "6222020000000000091";
const SECOND: &str = "6222020000000000083";
/// Long enough for a run that nothing holds up.
const A_MOMENT: Duration = Duration::from_millis(300);

store::on_both_engines!(crate::testing::TestCtx::on;
    each_month_is_debited_once,
    two_workers_post_once,
    a_worker_killed_after_the_bank_answered_posts_once,
    a_file_that_is_being_posted_is_waited_for,
    a_debit_is_posted_after_a_file_that_is_being_posted,
);

/// Moves the clock, which stands at 2026-11-21 00:00, to midnight of a day.
fn go_to(test: &TestCtx, day: &str) {
    let to = Timestamp::start_of(day.parse().unwrap());
    test.clock.advance_ms(to.ms() - test.ctx.now().ms());
}

async fn reload(test: &TestCtx, own: &Own) -> Own {
    let session = crate::actor::SessionKey(String::new());
    let member = crate::actor::Member { person_id: own.agreement.person_id.clone(), session };
    crate::flex::own(&test.ctx, &member).await.unwrap().unwrap()
}

/// The 900 yuan of an employer for a month, today.
fn of_an_employer<'a>(test: &TestCtx, own: &'a Own, month: Month) -> Movement<'a> {
    let share = Some(Fen::from_yuan(450));
    Movement {
        month: Some(month),
        unit_part: share,
        personal_part: share,
        ..Movement::at(
            ledger::BANK_DEPOSIT,
            own.account.number.as_str(),
            Fen::from_yuan(900),
            BusinessCode::RegularRemittance,
            test.ctx.now(),
        )
    }
}

/// An employer pays for a month.
async fn by_an_employer(test: &TestCtx, own: &Own, month: Month) {
    let movement = of_an_employer(test, own, month);
    store::write!(test.ctx.store, "test", |tx| {
        ledger::transfer_post(&mut tx, &movement).await?;
        correction::recount(&mut tx, &own.account.number).await
    })
    .unwrap();
}

/// The first and the second reviewer take the last entry of an account back.
async fn take_last_back(test: &TestCtx, own: &Own) {
    let mut conn = test.ctx.store.read().await.unwrap();
    let entries = ledger::entry_list(&mut conn, own.account.number.as_str()).await.unwrap();
    drop(conn);
    let seq = entries.iter().map(|entry| entry.seq).max().unwrap();
    let (one, _) = test.staff("maker", "350502198503070219", Role::FirstReviewer).await;
    let (two, _) = test.staff("checker", "350502198203070217", Role::SecondReviewer).await;
    let reason = CorrectionReason::PaidTwice;
    let request = correction::Request { id: "c1".into(), seq, reason, note: String::new() };
    correction::propose(&test.ctx, &first(one), request).await.unwrap();
    correction::approve(&test.ctx, &second(two), "c1").await.unwrap();
}

async fn each_month_is_debited_once(test: TestCtx) {
    let own = join(&test.ctx, CARD).await;
    for (day, made, balance) in [
        ("2026-11-30", 0, 500),
        ("2026-12-09", 0, 500),
        ("2026-12-10", 1, 1000),
        ("2026-12-31", 0, 1000),
        ("2027-01-10", 1, 1500),
        // Nothing ran for two months: the present month is collected, the one in between is not.
        ("2027-03-25", 1, 2000),
    ] {
        go_to(&test, day);
        assert_eq!(run_due(&test.ctx).await.unwrap(), Ran { made, paid: made, ..Ran::default() }, "{day}");
        assert_eq!(run_due(&test.ctx).await.unwrap(), Ran::default(), "{day}, run again");
        assert_eq!(reload(&test, &own).await.account.balance, Fen::from_yuan(balance), "{day}");
    }
    let own = reload(&test, &own).await;
    assert_eq!((own.account.consecutive_months, own.account.total_months), (1, 4));
    books_are_sound(&test.ctx).await;
}

async fn two_workers_post_once(test: TestCtx) {
    let own = join(&test.ctx, CARD).await;
    go_to(&test, "2026-12-10");
    let (one, two) = tokio::join!(run_due(&test.ctx), run_due(&test.ctx));
    let (one, two) = (one.unwrap(), two.unwrap());
    assert_eq!((one.made + two.made, one.paid + two.paid), (1, 1), "{one:?} {two:?}");
    assert_eq!(reload(&test, &own).await.account.balance, Fen::from_yuan(1000));
    books_are_sound(&test.ctx).await;
}

/// Remembers what it was asked and loses its answers while it is told to.
struct Recording {
    asked: Mutex<Vec<String>>,
    silent: bool,
}

impl DebitBank for Recording {
    fn debit(&self, order: DebitOrder) -> Answer {
        self.asked.lock().unwrap().push(order.serial.clone());
        if self.silent { Box::pin(async { Err(NoAnswer) }) } else { DemoBank.debit(order) }
    }
}

/// The bank debits and the answer is lost, which is also what a kill between answer and posting looks like.
async fn a_worker_killed_after_the_bank_answered_posts_once(test: TestCtx) {
    let own = join(&test.ctx, CARD).await;
    go_to(&test, "2026-12-10");
    let mut bank = Recording { asked: Mutex::new(Vec::new()), silent: true };
    assert_eq!(run_with(&test.ctx, &bank).await.unwrap().unanswered, 1);
    assert_eq!(reload(&test, &own).await.debits[0].state, DebitState::Sent);
    // Even a month later it is asked after: the money may have left the card.
    go_to(&test, "2027-01-05");
    bank.silent = false;
    assert_eq!(run_with(&test.ctx, &bank).await.unwrap().paid, 1);
    let asked = bank.asked.lock().unwrap().clone();
    assert_eq!((asked.len(), &asked[0]), (2, &asked[1]), "the same serial: the bank debits once");
    let own = reload(&test, &own).await;
    assert_eq!(
        (own.account.balance, own.debits[0].month.to_string().as_str()),
        (Fen::from_yuan(1000), "2026-12")
    );
    books_are_sound(&test.ctx).await;
}

/// Take the lock out of `ask`, and on PostgreSQL the bank is asked for the month that the file pays.
async fn a_file_that_is_being_posted_is_waited_for(test: TestCtx) {
    let own = join(&test.ctx, CARD).await;
    go_to(&test, "2026-12-10");
    let december = of_an_employer(&test, &own, Month::of(test.ctx.today()));
    let bank = Recording { asked: Mutex::new(Vec::new()), silent: false };
    let mut run = std::pin::pin!(run_with(&test.ctx, &bank));
    store::write!(test.ctx.store, "test", |tx| {
        remittance::lock(&mut tx, "batch").await?;
        let early = tokio::time::timeout(A_MOMENT, run.as_mut()).await;
        assert!(early.is_err(), "run before the file was posted: {early:?}");
        ledger::transfer_post(&mut tx, &december).await?;
        correction::recount(&mut tx, &own.account.number).await
    })
    .unwrap();
    assert_eq!(run.await.unwrap(), Ran { made: 1, skipped: 1, ..Ran::default() });
    assert!(bank.asked.lock().unwrap().is_empty());
    books_are_sound(&test.ctx).await;
}

/// Take the lock out of `paid`, and on PostgreSQL the file writes months over those that count what was
/// debited.
async fn a_debit_is_posted_after_a_file_that_is_being_posted(test: TestCtx) {
    let own = join(&test.ctx, CARD).await;
    go_to(&test, "2026-12-10");
    let silent = Recording { asked: Mutex::new(Vec::new()), silent: true };
    assert_eq!(run_with(&test.ctx, &silent).await.unwrap().unanswered, 1);
    let ahead = Month::new(2027, 1).unwrap();
    let january = of_an_employer(&test, &own, ahead);
    let mut run = std::pin::pin!(run_due(&test.ctx));
    store::write!(test.ctx.store, "test", |tx| {
        remittance::lock(&mut tx, "batch").await?;
        let read = account::find(&mut tx, &own.account.number).await?.unwrap().account.paid_months();
        let early = tokio::time::timeout(A_MOMENT, run.as_mut()).await;
        assert!(early.is_err(), "posted before the file was: {early:?}");
        ledger::transfer_post(&mut tx, &january).await?;
        let MonthPaid::Known(months) = read.pay(ahead) else { panic!("{read:?}") };
        account::months_set(&mut tx, &own.account.number, months).await
    })
    .unwrap();
    assert_eq!(run.await.unwrap(), Ran { paid: 1, ..Ran::default() });
    let account = reload(&test, &own).await.account;
    assert_eq!((account.consecutive_months, account.total_months), (3, 3));
    books_are_sound(&test.ctx).await;
}

#[tokio::test]
async fn a_short_card_is_asked_once_more() {
    let test = TestCtx::new().await;
    let own = join(&test.ctx, SECOND).await;
    assert_eq!((own.debits[0].state, own.account.balance), (DebitState::Short, Fen::ZERO));
    assert_eq!(
        (own.agreement.state, own.next_debit.unwrap().to_string()),
        (FlexState::Agreed, "2026-11-24".into())
    );
    go_to(&test, "2026-11-23");
    assert_eq!(run_due(&test.ctx).await.unwrap(), Ran::default());
    go_to(&test, "2026-11-24");
    assert_eq!(run_due(&test.ctx).await.unwrap(), Ran { paid: 1, ..Ran::default() });
    let own = reload(&test, &own).await;
    assert_eq!((own.agreement.state, own.account.balance), (FlexState::Active, Fen::from_yuan(500)));
}

/// The states of the agreement after each of six months that nobody pays.
async fn miss_six_months(test: &TestCtx, own: &Own) -> Vec<FlexState> {
    let mut states = Vec::new();
    for month in ["2026-11", "2026-12", "2027-01", "2027-02", "2027-03", "2027-04"] {
        for day in ["10", "13", "24"] {
            if month > "2026-11" || day == "24" {
                go_to(test, &format!("{month}-{day}"));
                run_due(&test.ctx).await.unwrap();
            }
        }
        states.push(reload(test, own).await.agreement.state);
    }
    states
}

#[tokio::test]
async fn missed_months_suspend_then_seal() {
    let test = TestCtx::new().await;
    let own = join(&test.ctx, NEVER).await;
    let states = miss_six_months(&test, &own).await;
    use FlexState::*;
    assert_eq!(states, [Agreed, Agreed, Suspended, Suspended, Suspended, Sealed]);
    let own = reload(&test, &own).await;
    assert_eq!((own.account.state, own.missed.len(), own.next_debit), (AccountState::Sealed, 6, None));
    go_to(&test, "2027-05-10");
    assert_eq!(run_due(&test.ctx).await.unwrap(), Ran::default(), "the bank is asked no more");
    books_are_sound(&test.ctx).await;
}

/// Seal it whatever its state is, and an account that is frozen whole says '02'.
#[tokio::test]
async fn an_account_that_is_frozen_is_sealed_once_it_is_unfrozen() {
    let test = TestCtx::new().await;
    let own = join(&test.ctx, NEVER).await;
    let (one, _) = test.staff("maker", "350502198503070219", Role::FirstReviewer).await;
    let (two, _) = test.staff("checker", "350502198203070217", Role::SecondReviewer).await;
    let (one, two) = (first(one), second(two));
    let act = async |id: &str, what: Act| {
        let (account, basis) = (own.account.number.clone(), "（2026）闽05执1号".to_owned());
        let request = account_act::Request { id: id.into(), account, act: what, basis };
        account_act::propose(&test.ctx, &one, request).await.unwrap();
        account_act::approve(&test.ctx, &two, id).await.unwrap();
    };
    act("a1", Act::Freeze(None)).await;
    assert_eq!(miss_six_months(&test, &own).await.last(), Some(&FlexState::Sealed));
    let sealed_on: Option<chrono::NaiveDate> = "2027-04-13".parse().ok();
    let account = reload(&test, &own).await.account;
    assert_eq!((account.state, account.sealed_on), (AccountState::Frozen, sealed_on));
    books_are_sound(&test.ctx).await;
    act("a2", Act::Unfreeze).await;
    let account = reload(&test, &own).await.account;
    assert_eq!((account.state, account.sealed_on), (AccountState::Sealed, sealed_on));
    books_are_sound(&test.ctx).await;
}

/// Leave the count as it is in `skips`, and February makes three in a row.
#[tokio::test]
async fn a_month_that_somebody_paid_ends_the_months_that_were_missed_in_a_row() {
    let test = TestCtx::new().await;
    let own = join(&test.ctx, NEVER).await;
    for day in ["2026-11-24", "2026-12-10", "2026-12-13"] {
        go_to(&test, day);
        run_due(&test.ctx).await.unwrap();
    }
    assert_eq!(reload(&test, &own).await.agreement.missed_in_row, 2);
    go_to(&test, "2027-01-10");
    by_an_employer(&test, &own, Month::new(2027, 1).unwrap()).await;
    assert_eq!(run_due(&test.ctx).await.unwrap(), Ran { made: 1, skipped: 1, ..Ran::default() });
    for day in ["2027-02-10", "2027-02-13"] {
        go_to(&test, day);
        run_due(&test.ctx).await.unwrap();
    }
    let own = reload(&test, &own).await;
    assert_eq!((own.agreement.state, own.agreement.missed_in_row), (FlexState::Agreed, 1));
    assert_eq!(own.missed.len(), 3);
    books_are_sound(&test.ctx).await;
}

/// Nobody looked at the retry on its day; before the next one an employer has paid the month.
#[tokio::test]
async fn a_month_that_somebody_paid_is_not_given_up() {
    let test = TestCtx::new().await;
    let own = join(&test.ctx, SECOND).await;
    by_an_employer(&test, &own, Month::of(test.ctx.today())).await;
    go_to(&test, "2026-12-01");
    assert_eq!(run_due(&test.ctx).await.unwrap(), Ran { skipped: 1, ..Ran::default() });
    let own = reload(&test, &own).await;
    assert_eq!((own.debits[0].state, own.agreement.missed_in_row), (DebitState::Skipped, 0));
    assert!(own.missed.is_empty());
    books_are_sound(&test.ctx).await;
}

#[tokio::test]
async fn a_retry_that_nobody_ran_is_given_up_in_the_next_month() {
    let test = TestCtx::new().await;
    let own = join(&test.ctx, SECOND).await;
    go_to(&test, "2026-12-01");
    assert_eq!(run_due(&test.ctx).await.unwrap(), Ran { missed: 1, ..Ran::default() });
    assert_eq!(reload(&test, &own).await.missed.len(), 1);
}

#[tokio::test]
async fn a_month_that_an_employer_paid_is_not_debited() {
    let test = TestCtx::new().await;
    let own = join(&test.ctx, CARD).await;
    go_to(&test, "2026-12-10");
    by_an_employer(&test, &own, Month::of(test.ctx.today())).await;
    let bank = Recording { asked: Mutex::new(Vec::new()), silent: false };
    let ran = run_with(&test.ctx, &bank).await.unwrap();
    assert_eq!(ran, Ran { made: 1, skipped: 1, ..Ran::default() });
    assert!(bank.asked.lock().unwrap().is_empty());
    assert_eq!(reload(&test, &own).await.account.balance, Fen::from_yuan(1400));
}

/// Ask only for regular contributions in `month_is_paid`, and the month is paid a second time.
#[tokio::test]
async fn a_month_that_was_paid_back_is_not_debited() {
    let test = TestCtx::new().await;
    let own = join(&test.ctx, CARD).await;
    go_to(&test, "2026-12-10");
    pay_back(&test.ctx, &own.account.number, Month::of(test.ctx.today())).await;
    let bank = Recording { asked: Mutex::new(Vec::new()), silent: false };
    let ran = run_with(&test.ctx, &bank).await.unwrap();
    assert_eq!(ran, Ran { made: 1, skipped: 1, ..Ran::default() });
    assert!(bank.asked.lock().unwrap().is_empty());
    assert_eq!(reload(&test, &own).await.account.balance, Fen::from_yuan(2500));
    books_are_sound(&test.ctx).await;
}

/// The run of months is counted anew where a debit joins two of them: what was taken back does not count.
#[tokio::test]
async fn a_debit_that_closes_a_gap_counts_what_stands() {
    let test = TestCtx::new().await;
    let own = join(&test.ctx, CARD).await;
    go_to(&test, "2026-12-10");
    run_due(&test.ctx).await.unwrap();
    take_last_back(&test, &own).await;
    for day in ["2027-01-10", "2027-02-05"] {
        go_to(&test, day);
        run_due(&test.ctx).await.unwrap();
    }
    by_an_employer(&test, &own, Month::new(2027, 3).unwrap()).await;
    assert_eq!(reload(&test, &own).await.account.consecutive_months, 1);
    go_to(&test, "2027-02-10");
    assert_eq!(run_due(&test.ctx).await.unwrap(), Ran { made: 1, paid: 1, ..Ran::default() });
    let account = reload(&test, &own).await.account;
    assert_eq!((account.consecutive_months, account.total_months), (3, 4), "November, then January to March");
    books_are_sound(&test.ctx).await;
}

#[tokio::test]
async fn without_a_bank_the_account_stands_and_the_debit_waits() {
    let test = TestCtx::new().await;
    let own = join(&test.ctx, CARD).await;
    go_to(&test, "2026-12-10");
    let bank = Recording { asked: Mutex::new(Vec::new()), silent: true };
    run_with(&test.ctx, &bank).await.unwrap();
    test.clock.advance_ms(DAY_MS);
    assert_eq!(run_with(&test.ctx, &bank).await.unwrap(), Ran { unanswered: 1, ..Ran::default() });
    let own = reload(&test, &own).await;
    assert_eq!((own.agreement.state, own.debits[0].tries), (FlexState::Active, 1), "not counted as a try");
}
