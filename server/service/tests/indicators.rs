//! Indicators from the books to the board: figures of closed days, the plan of two people, open numbers, and that a
//! changed sum is found.

mod support;

use domain::{
    Fen, FormField, FormState, Month, Problem,
    indicator::{Cell, Indicator, Missing, Plan, PlanProblem},
    two_people::Conflict,
};
use service::{
    actor::{Actor, FirstReviewer, SecondReviewer, StaffRole},
    indicator::{
        self, Request,
        desk::{self, Field, Page},
    },
    receipt,
    reviewer::{NotReviewed, Reviewer},
    testing::TestCtx,
    two_people::Refused,
    verify::{self, ClosedDay, Finding},
};
use store::{Engine, audit};
use support::{a_line, books, id_of, take_in};

const DAY_MS: i64 = 86_400_000;

/// Three accounts with three months of 2,000 each, posted on 21 November 2026, a case that came online and one that
/// came to a counter, and the day closed.
async fn closed(engine: Engine) -> TestCtx {
    let test = books(engine).await;
    let (staff, _) = test.staff("clerk", id_of(950).reveal(), StaffRole::Counter).await;
    let now = test.ctx.now();
    store::write!(test.ctx.store, "test", |tx| {
        for (actor, action) in [("somebody", "rent.submit"), (staff.as_str(), "closing.propose")] {
            audit::append(&mut tx, &audit::Event { at: now, actor, action, subject: "", detail: "" }).await?;
        }
        Ok::<_, store::Error>(())
    })
    .unwrap();
    close(&test).await;
    test
}

async fn close(test: &TestCtx) {
    test.clock.advance_ms(DAY_MS);
    receipt::close(&test.ctx, test.ctx.today().pred_opt().unwrap()).await.unwrap();
}

async fn value(test: &TestCtx, indicator: Indicator) -> Result<i64, Missing> {
    let board = indicator::board(&test.ctx, None).await.unwrap().unwrap();
    board.measured.into_iter().find(|one| one.indicator == indicator).unwrap().value
}

async fn findings(test: &TestCtx) -> Vec<Finding> {
    let mut found = Vec::new();
    verify::run(&test.ctx, &mut |finding| found.push(finding)).await.unwrap();
    found
}

async fn the_board_follows_the_closed_books(engine: Engine) {
    let test = books(engine).await;
    assert!(indicator::board(&test.ctx, None).await.unwrap().is_none(), "nothing is closed");
    drop(test);
    let test = closed(engine).await;
    assert_eq!(value(&test, Indicator::Collection).await, Ok(1_800_000));
    assert_eq!(value(&test, Indicator::FundBalance).await, Ok(1_800_000));
    assert_eq!(value(&test, Indicator::OffCounter).await, Ok(5_000));
    assert_eq!(value(&test, Indicator::LoanToBalance).await, Err(Missing::Loans));
    // What came after the closing is in no figure before the next one.
    take_in(&test, &a_line(1, "202607")).await;
    assert_eq!(value(&test, Indicator::Collection).await, Ok(1_800_000));
    close(&test).await;
    assert_eq!(value(&test, Indicator::Collection).await, Ok(2_000_000));
    let board = indicator::board(&test.ctx, None).await.unwrap().unwrap();
    assert_eq!(
        (board.month, board.as_of),
        (Month::new(2026, 11).unwrap(), test.ctx.today().pred_opt().unwrap())
    );
    assert_eq!(board.months.len(), 11);
    assert!(indicator::board(&test.ctx, Some(Month::new(2026, 10).unwrap())).await.unwrap().is_none());
    assert_eq!(findings(&test).await, []);
}

async fn open_numbers_hold_back_three_people(engine: Engine) {
    let test = closed(engine).await;
    assert_eq!(indicator::open_numbers(&test.ctx).await.unwrap(), [], "November is not over");
    test.clock.advance_ms(10 * DAY_MS);
    take_in(&test, &a_line(1, "202607")).await;
    close(&test).await;
    let rows = indicator::open_numbers(&test.ctx).await.unwrap();
    assert_eq!(rows.len(), 1);
    let held = Cell::HeldBack;
    assert_eq!(rows[0].cells, [held, Cell::Shown(0), Cell::Shown(0), Cell::Shown(0), held, held, held, held]);
    // Ten people are enough.
    let lines: String = (4..=13).map(|of| a_line(of, "202611")).collect();
    take_in(&test, &lines).await;
    test.clock.advance_ms(35 * DAY_MS);
    take_in(&test, &a_line(1, "202612")).await;
    close(&test).await;
    let rows = indicator::open_numbers(&test.ctx).await.unwrap();
    assert_eq!(rows[1].month, Month::new(2026, 12).unwrap());
    assert_eq!(rows[1].cells[0], Cell::Shown(Fen::from_yuan(22_000).get()));
    assert_eq!(rows[1].cells[4], held, "its balance would tell what November held back");
}

async fn a_sum_that_is_changed_is_found(engine: Engine) {
    let test = closed(engine).await;
    let day = test.ctx.today().pred_opt().unwrap();
    let wrong = [Finding::ClosedDay(ClosedDay::Sums { day })];
    assert_eq!(findings(&test).await, []);
    test.db.tamper("day_sum", "update day_sum set amount_fen = amount_fen + 1").await;
    assert_eq!(findings(&test).await, wrong);
    test.db.tamper("day_sum", "update day_sum set amount_fen = amount_fen - 1").await;
    assert_eq!(findings(&test).await, []);
    test.db.tamper("case_sum", "update case_sum set at_counter = 0 where action = 'closing.propose'").await;
    assert_eq!(findings(&test).await, wrong);
}

/// Books of before closings were asked for in the portal: what their days did not count, the migration counts.
async fn a_closing_asked_for_online_is_counted_in_closed_days(engine: Engine) {
    let test = books(engine).await;
    let at = test.ctx.now();
    store::write!(test.ctx.store, "test", |tx| {
        for action in ["closing.apply", "rent.submit", "closing.apply"] {
            let event = audit::Event { at, actor: "somebody", action, subject: "", detail: "" };
            audit::append(&mut tx, &event).await?;
        }
        Ok::<_, store::Error>(())
    })
    .unwrap();
    close(&test).await;
    assert_eq!(findings(&test).await, []);
    test.db.tamper("case_sum", "delete from case_sum where action = 'closing.apply'").await;
    assert_eq!(findings(&test).await.len(), 1);
    let migration = match engine {
        Engine::Sqlite => include_str!("../../store/migrations/sqlite/0150_closing_channel.sql"),
        Engine::Postgres => include_str!("../../store/migrations/postgres/0150_closing_channel.sql"),
    };
    test.db.tamper("case_sum", migration).await;
    assert_eq!(findings(&test).await, []);
    assert_eq!(value(&test, Indicator::OffCounter).await, Ok(10_000));
}

async fn sums_that_were_not_kept_are_made_up_for(engine: Engine) {
    let test = closed(engine).await;
    for table in ["day_sum", "case_sum", "day_tally"] {
        test.db.tamper(table, &format!("delete from {table}")).await;
    }
    assert!(indicator::board(&test.ctx, None).await.unwrap().is_none());
    assert_eq!(findings(&test).await, [], "not yet kept is no finding");
    assert_eq!(indicator::catch_up(&test.ctx).await.unwrap(), 1);
    assert_eq!(indicator::catch_up(&test.ctx).await.unwrap(), 0);
    assert_eq!(value(&test, Indicator::Collection).await, Ok(1_800_000));
}

async fn somebody(test: &TestCtx, login: &str, role: StaffRole, sequence: u32) -> Actor {
    let (staff_id, _) = test.staff(login, id_of(900 + sequence).reveal(), role).await;
    test.signed_in(role.code(), &staff_id).await
}

async fn maker(test: &TestCtx) -> FirstReviewer {
    match somebody(test, "maker", StaffRole::FirstReviewer, 1).await {
        Actor::FirstReviewer(first) => first,
        other => panic!("{other:?}"),
    }
}

async fn checker(test: &TestCtx, login: &str, sequence: u32) -> SecondReviewer {
    match somebody(test, login, StaffRole::SecondReviewer, sequence).await {
        Actor::SecondReviewer(second) => second,
        other => panic!("{other:?}"),
    }
}

async fn a_plan_is_set_by_two_people(engine: Engine) {
    let test = closed(engine).await;
    let targets = [(Indicator::Collection, 2_400_000), (Indicator::Withdrawals, 100)];
    let plan = Plan::new(2026, targets.into_iter().collect()).unwrap();
    let request = |id: &str| Request { id: id.into(), plan: plan.clone() };
    let (maker, same, other) =
        (maker(&test).await, checker(&test, "maker2", 1).await, checker(&test, "checker", 2).await);
    for _ in 0..2 {
        assert_eq!(indicator::propose(&test.ctx, &maker, request("p1")).await.unwrap().id, "p1");
    }
    let second = indicator::propose(&test.ctx, &maker, request("p2")).await;
    assert!(matches!(second, Err(Refused::Plan(PlanProblem::AlreadyProposed))), "{second:?}");
    let own = indicator::approve(&test.ctx, &same, "p1").await;
    assert!(matches!(own, Err(Refused::Conflict(Conflict::SamePerson))), "{own:?}");
    let board = indicator::board(&test.ctx, None).await.unwrap().unwrap();
    assert_eq!(board.plan, None, "what is proposed does not stand");
    for _ in 0..2 {
        indicator::approve(&test.ctx, &other, "p1").await.unwrap();
    }
    assert!(matches!(indicator::refuse(&test.ctx, &other, "p1").await, Err(Refused::Decided)));
    assert!(matches!(indicator::approve(&test.ctx, &other, "none").await, Err(Refused::NotFound)));
    let board = indicator::board(&test.ctx, None).await.unwrap().unwrap();
    assert_eq!(board.plan, Some(plan.clone()));
    assert_eq!(indicator::plans(&test.ctx).await.unwrap().len(), 1);
}

/// A plan as the form sends it: the year, then the targets in the order of the page.
fn form(texts: [&str; 7]) -> FormState<Field> {
    Field::ALL.iter().zip(texts).fold(FormState::default(), |form, (field, text)| form.with(*field, text))
}

async fn refused(test: &TestCtx, by: &FirstReviewer, id: &str, texts: [&str; 7]) -> FormState<Field> {
    match desk::send(&test.ctx, by, id, form(texts)).await {
        Err(NotReviewed::Problem(form)) => form,
        other => panic!("{other:?}"),
    }
}

async fn shown(test: &TestCtx, by: &FirstReviewer) -> Page {
    desk::page(&test.ctx, &Reviewer::First(by.clone())).await.unwrap()
}

async fn a_plan_is_typed_and_each_problem_stands_at_its_field(engine: Engine) {
    let test = TestCtx::on(engine).await;
    let maker = maker(&test).await;
    let id = test.ctx.uuid(test.ctx.now());
    let no = |why| Some(Problem::NoPlan { why });
    use Indicator::{Collection, LoanToBalance, OffCounter, OverdueRate, Utilisation, Withdrawals};
    let wrong = refused(&test, &maker, &id, ["2025", "12亿", "", "101", "x", "", "0.0001"]).await;
    let said: Vec<_> = Field::ALL.iter().map(|field| wrong.problem(*field).cloned()).collect();
    assert_eq!(
        said,
        [
            Some(Problem::NotAChoice),
            no(PlanProblem::NotANumber(Collection)),
            no(PlanProblem::NoTarget(Withdrawals)),
            no(PlanProblem::OutOfRange(OffCounter)),
            no(PlanProblem::NotANumber(LoanToBalance)),
            None,
            no(PlanProblem::NotANumber(OverdueRate)),
        ]
    );
    let kept = shown(&test, &maker).await.form.unwrap();
    assert_eq!(kept.state, wrong, "nothing typed is lost");
    for (year, problem) in
        [("", Problem::Missing), ("二零", Problem::NotAChoice), ("2028", Problem::NotAChoice)]
    {
        let form = refused(&test, &maker, &id, [year, "1", "1", "", "", "", ""]).await;
        assert_eq!(form.problem(Field::Year), Some(&problem), "{year}");
        assert_eq!(form.problems().count(), 1);
    }
    assert!(indicator::plans(&test.ctx).await.unwrap().is_empty(), "nothing is proposed");
    let good = ["2026", "1,200.00", "１００", "90%", "", "80.5", "0.2‰"];
    for _ in 0..2 {
        assert_eq!(desk::send(&test.ctx, &maker, &id, form(good)).await.unwrap(), id, "sent twice");
    }
    let page = shown(&test, &maker).await;
    assert_eq!((page.years, page.standing.len(), page.waiting.len()), ([2026, 2027], 0, 1));
    assert_eq!(
        page.waiting[0].plan.targets().collect::<Vec<_>>(),
        [
            (Collection, 120_000),
            (Withdrawals, 10_000),
            (OffCounter, 9_000),
            (Utilisation, 8_050),
            (OverdueRate, 200)
        ]
    );
    assert_eq!(page.form.unwrap().state.value(Field::Of(Collection)), "", "the form is empty again");
}

async fn a_plan_of_a_year_is_proposed_once_at_a_time(engine: Engine) {
    let test = TestCtx::on(engine).await;
    let (maker, checker) = (maker(&test).await, checker(&test, "checker", 2).await);
    let (one, two) = (test.ctx.uuid(test.ctx.now()), test.ctx.uuid(test.ctx.now()));
    let plan = |collection: &'static str| ["2027", collection, "1", "", "", "", ""];
    // One form sent four times at once is one plan.
    let sent = || desk::send(&test.ctx, &maker, &one, form(plan("1000")));
    let (a, b, c, d) = tokio::join!(sent(), sent(), sent(), sent());
    assert_eq!([a, b, c, d].map(Result::unwrap), [(); 4].map(|()| one.clone()));
    let waits = refused(&test, &maker, &two, plan("2000")).await;
    let why = PlanProblem::AlreadyProposed;
    assert_eq!(waits.problem(Field::Year), Some(&Problem::NoPlan { why }));
    indicator::approve(&test.ctx, &checker, &one).await.unwrap();
    assert!(indicator::waiting(&test.ctx).await.unwrap().is_empty());
    // The form of before, sent again with another amount, is no answer to the plan that was decided.
    let other = refused(&test, &maker, &one, plan("2000")).await;
    let why = PlanProblem::OtherPlan;
    assert_eq!(other.problem(Field::Year), Some(&Problem::NoPlan { why }));
    let page = shown(&test, &maker).await;
    assert_eq!(page.standing[0].target(Indicator::Collection), Some(100_000));
    let form_of = page.form.unwrap();
    assert_ne!(form_of.request_id, one, "the next time it is a plan of its own");
    let id = desk::send(&test.ctx, &maker, &form_of.request_id, form(plan("2000"))).await.unwrap();
    assert_eq!(indicator::waiting(&test.ctx).await.unwrap()[0].id, id);
    let seen = desk::page(&test.ctx, &Reviewer::Second(checker)).await.unwrap();
    assert!(seen.form.is_none() && seen.waiting.len() == 1, "a second reviewer reads");
}

store::on_both_engines!(
    the_board_follows_the_closed_books,
    open_numbers_hold_back_three_people,
    a_sum_that_is_changed_is_found,
    a_closing_asked_for_online_is_counted_in_closed_days,
    sums_that_were_not_kept_are_made_up_for,
    a_plan_is_set_by_two_people,
    a_plan_is_typed_and_each_problem_stands_at_its_field,
    a_plan_of_a_year_is_proposed_once_at_a_time,
);
