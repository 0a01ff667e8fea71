//! One form sent a hundred times at once, round after round: one case, one reservation, one payment, and a hundred
//! equal answers.

use crate::{alone, crowd::Crowd};
use chrono::Datelike;
use domain::{BusinessCode, Fen, FormState, Problem};
use service::{
    Failure,
    rent::Field,
    rent::submit::{Submitted, submit},
    testing::TestCtx,
};
use std::time::Instant;
use store::{
    Engine, Error,
    ledger::{self, Movement, PAYOUT_CLEARING},
    testing::{rows_of_case, times},
    withdrawal,
};

const AT_ONCE: usize = 100;

async fn rounds(engine: Engine, rounds: u32) {
    let _alone = alone().await;
    let (test, began) = (TestCtx::on(engine).await, Instant::now());
    let ctx = &test.ctx;
    let mut crowd = Crowd::new(ctx);
    for (round, tenant) in (1..).zip(crowd.arrive(ctx, rounds).await) {
        let (member, sent) = (tenant.member(ctx).await, crowd.sent(&tenant, ctx.now()));
        let tasks: Vec<_> = (0..AT_ONCE)
            .map(|_| {
                let (ctx, member, sent) = (ctx.clone(), member.clone(), sent.clone());
                tokio::spawn(async move { submit(&ctx, &member, sent).await })
            })
            .collect();
        let mut numbers = Vec::new();
        for task in tasks {
            match task.await.unwrap() {
                Ok(Submitted::Case(number)) => numbers.push(number),
                // The one-time code may be tried five times a minute. Who is told so sends again, and finds the case.
                Err(Failure::Rejected(form)) if told_to_wait(&form) => {
                    match submit(ctx, &member, sent.clone()).await {
                        Ok(Submitted::Case(number)) => numbers.push(number),
                        other => panic!("{engine:?}, round {round}, sent again: {other:?}"),
                    }
                }
                other => panic!("{engine:?}, round {round}: {other:?}"),
            }
        }
        numbers.dedup();
        assert_eq!(numbers.len(), 1, "{engine:?}, round {round}: one answer for all");
        assert_eq!(rows_of_case(&ctx.store, &tenant.request_id).await, (1, 1), "{engine:?}, round {round}");
    }
    let mut findings = Vec::new();
    service::verify::run(ctx, &mut |finding| findings.push(finding)).await.unwrap();
    assert_eq!(findings, []);
    println!("{engine:?}: {rounds} rounds of {AT_ONCE}, {:?}", began.elapsed());
}

fn told_to_wait(form: &FormState<Field>) -> bool {
    form.problems().all(|(_, problem)| matches!(problem, Problem::TooManyTries { .. }))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_sent_a_hundred_times_at_once_on_sqlite_is_one() {
    rounds(Engine::Sqlite, times(60, 1_000) as u32).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_sent_a_hundred_times_at_once_on_postgres_is_one() {
    rounds(Engine::Postgres, times(60, 1_000) as u32).await;
}

/// The negative control: asking whether the form is known, and then writing it, is not enough.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asking_first_whether_the_form_is_known_makes_several() {
    let _alone = alone().await;
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let test = TestCtx::on(engine).await;
        let ctx = &test.ctx;
        let mut crowd = Crowd::new(ctx);
        let tenant = crowd.arrive(ctx, 1).await.remove(0);
        let tasks: Vec<_> = (0..AT_ONCE)
            .map(|_| {
                let (ctx, tenant) = (ctx.clone(), tenant.clone());
                tokio::spawn(async move {
                    let mut conn = ctx.store.read().await.unwrap();
                    let own = store::account::find_of_person(&mut conn, &tenant.person_id).await.unwrap();
                    let own = own.unwrap().account.number;
                    let known = withdrawal::case_find(&mut conn, &tenant.request_id).await.unwrap();
                    drop(conn);
                    if known.is_some() {
                        return;
                    }
                    let day = ctx.today().with_day(1).unwrap();
                    let movement = Movement {
                        case_id: Some(&tenant.request_id),
                        value_date: day,
                        posted_on: day,
                        ..Movement::at(
                            own.as_str(),
                            PAYOUT_CLEARING,
                            Fen::new(1),
                            BusinessCode::PartialWithdrawal,
                            ctx.now(),
                        )
                    };
                    let written: Result<_, Error> = store::write!(ctx.store, "test.naive", |tx| {
                        ledger::transfer_reserve(&mut tx, &movement).await
                    });
                    written.unwrap();
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        assert!(rows_of_case(&ctx.store, &tenant.request_id).await.0 > 1, "{engine:?}");
    }
}
