//! Stories of the debits after the first: month by month, short cards, lost answers, two workers, a killed one.

use super::*;
use crate::{
    correction::{
        self,
        tests::{first, second},
    },
    debit_bank::{Answer, DemoBank},
    flex::{
        Own,
        tests::{CARD, books_are_sound, join},
    },
    testing::TestCtx,
};
use domain::{AccountState, BusinessCode, Fen, correction::CorrectionReason, flex::FlexState};
use std::sync::Mutex;
use store::{
    ledger::{self, Movement},
    staff::Role,
};

const DAY_MS: i64 = 86_400_000;
/// Cards by what the demo bank does with them.
const NEVER: &str = "6222020000000000091";
const SECOND: &str = "6222020000000000083";

store::on_both_engines!(crate::testing::TestCtx::on;
    each_month_is_debited_once,
    two_workers_post_once,
    a_worker_killed_after_the_bank_answered_posts_once,
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

/// An employer pays 900 yuan for a month, today.
async fn by_an_employer(test: &TestCtx, own: &Own, month: Month) {
    let share = Some(Fen::from_yuan(450));
    let movement = Movement {
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
    };
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

#[tokio::test]
async fn missed_months_suspend_then_seal() {
    let test = TestCtx::new().await;
    let own = join(&test.ctx, NEVER).await;
    let mut states = Vec::new();
    for month in ["2026-11", "2026-12", "2027-01", "2027-02", "2027-03", "2027-04"] {
        for day in ["10", "13", "24"] {
            if month > "2026-11" || day == "24" {
                go_to(&test, &format!("{month}-{day}"));
                run_due(&test.ctx).await.unwrap();
            }
        }
        states.push(reload(&test, &own).await.agreement.state);
    }
    use FlexState::*;
    assert_eq!(states, [Agreed, Agreed, Suspended, Suspended, Suspended, Sealed]);
    let own = reload(&test, &own).await;
    assert_eq!((own.account.state, own.missed.len(), own.next_debit), (AccountState::Sealed, 6, None));
    go_to(&test, "2027-05-10");
    assert_eq!(run_due(&test.ctx).await.unwrap(), Ran::default(), "the bank is asked no more");
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
