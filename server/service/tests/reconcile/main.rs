//! A day against the bank's statement, the sheet, and three signatures. The statements are made from the books.

mod debits;
mod replace;
#[path = "../support/mod.rs"]
mod support;
mod take_back;

use chrono::NaiveDate;
use debits::*;
use domain::{
    AccountNo, BusinessCode, Fen,
    day_end::{NotSigned, Obstacle, Signing},
    reconcile::{BreakKind, Explanation, Irregular, Line, Resolution, Statement},
    withdrawal::{CaseState, PayoutState},
};
use replace::*;
use service::{
    actor::{Actor, FirstReviewer, StaffRole},
    day_end::{self, NotDone, Signer},
    reconcile::{self, BankFile, Break, Explaining, Failure, NotExplained, Refusal, Report},
    second_factor::Secret,
    testing::{NOW, TestCtx},
    verify::{self, Finding, SignedDay},
};
use store::{
    Engine,
    ledger::{self, Movement},
    payout::{self, Leg},
    reconcile as rows,
    testing::a_case,
    withdrawal::{self, Case},
};
use support::{books, id_of};
use take_back::*;

const DAY_MS: i64 = 86_400_000;

fn the_day() -> NaiveDate {
    NOW.day()
}

/// Books of yesterday: a file of 18,000 and a payout of 1,500.
async fn world(engine: Engine) -> TestCtx {
    let test = books(engine).await;
    pay_out(&test, "0190aabb-cc00-7000-8000-000000000001", 1_500).await;
    test.clock.advance_ms(DAY_MS);
    test
}

/// An approved case that the bank has credited: set aside, taken out, on its way, gone.
async fn pay_out(test: &TestCtx, case_id: &str, yuan: i32) {
    pay_out_as(test, case_id, yuan, BusinessCode::PartialWithdrawal, "rent_market").await;
}

async fn pay_out_as(test: &TestCtx, case_id: &str, yuan: i32, business: BusinessCode, kind: &str) {
    let account = AccountNo::of(1, 1).unwrap();
    let now = test.ctx.now();
    let amount = Fen::from_yuan(yuan);
    let movement = |debit, credit| Movement {
        case_id: Some(case_id),
        ..Movement::at(debit, credit, amount, business, now)
    };
    store::write!(test.ctx.store, "test", |tx| {
        let own = store::account::find(&mut tx, &account).await?.unwrap();
        let case = Case {
            person_id: own.person_id,
            kind: kind.into(),
            period: now.day().to_string(),
            state: CaseState::Paid,
            amount,
            ..a_case(&account, case_id, yuan as u8, now)
        };
        withdrawal::case_insert(&mut tx, &case).await?;
        let set_aside = movement(account.as_str(), ledger::PAYOUT_CLEARING);
        ledger::transfer_reserve(&mut tx, &set_aside).await?;
        let open = ledger::reservation_find_open(&mut tx, case_id).await?.unwrap();
        ledger::reservation_post(&mut tx, &open, now.day(), now).await?;
        ledger::transfer_post(&mut tx, &movement(ledger::PAYOUT_CLEARING, ledger::BANK_DEPOSIT)).await?;
        payout::order_insert(&mut tx, case_id, now).await?;
        let credited = Leg { leg: PayoutState::Credited, at: now, reason: None };
        payout::leg_append(&mut tx, case_id, &credited).await
    })
    .unwrap();
}

/// What the bank would say of a day: a line per item of our books, then whatever `change` makes of it.
async fn statement(test: &TestCtx, day: NaiveDate, change: impl FnOnce(&mut Vec<Line>)) -> BankFile {
    let mut conn = test.ctx.store.read().await.unwrap();
    let items = rows::item_list(&mut conn, day).await.unwrap();
    let opening = match rows::file_before(&mut conn, day).await.unwrap() {
        Some((_, _, closing)) => closing,
        None => rows::bank_balance(&mut conn, day.pred_opt().unwrap()).await.unwrap(),
    };
    let mut lines: Vec<Line> = items
        .iter()
        .enumerate()
        .map(|(at, item)| Line {
            day,
            no: at as u32 + 1,
            serial: format!("{day}-{at}"),
            value_date: day,
            amount: item.amount,
            reference: item.references.last().cloned().unwrap_or_default().to_uppercase(),
            counterparty: "刺桐纺织".into(),
            duplicate: false,
        })
        .collect();
    change(&mut lines);
    for (at, line) in lines.iter_mut().enumerate() {
        line.no = at as u32 + 1;
    }
    let movement = Fen::sum(lines.iter().map(|line| line.amount)).unwrap();
    let closing = opening.checked_add(movement).unwrap();
    csv(Statement { day, account: "35001".into(), opening, closing, lines })
}

/// As a file, read as a file.
fn csv(statement: Statement) -> BankFile {
    let Statement { day, account, opening, closing, lines } = &statement;
    let mut text = reconcile::CSV_HEADER.join(",");
    text += &format!("\n{account},opening,{day},,{},,\n", opening.plain());
    for line in lines {
        let Line { value_date, serial, amount, reference, counterparty, .. } = line;
        text +=
            &format!("{account},line,{value_date},{serial},{},{reference},{counterparty}\n", amount.plain());
    }
    text += &format!("{account},closing,{day},,{},,\n", closing.plain());
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("bank.csv");
    std::fs::write(&path, text).unwrap();
    reconcile::read(&path).unwrap().unwrap()
}

async fn run(test: &TestCtx, day: NaiveDate, file: &BankFile) -> Report {
    reconcile::reconcile(&test.ctx, day, Some(file.clone()), false).await.unwrap()
}

async fn refused(test: &TestCtx, day: NaiveDate, file: &BankFile) -> Refusal {
    match reconcile::reconcile(&test.ctx, day, Some(file.clone()), false).await {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

/// Statements, lines, matches, breaks and audit rows: what must not grow when something is refused.
async fn marks(test: &TestCtx) -> String {
    let mut conn = test.ctx.store.read().await.unwrap();
    let days = rows::file_days(&mut conn, 99).await.unwrap();
    let open = rows::break_list_open(&mut conn, test.ctx.today()).await.unwrap();
    let audit = store::audit::head(&mut conn).await.unwrap();
    let mut counts = Vec::new();
    for day in &days {
        counts.push(rows::match_counts(&mut conn, *day).await.unwrap());
    }
    format!("{days:?} {open:?} {counts:?} {audit:?}")
}

/// Somebody of the centre, signed in. The same sequence is the same person, under whatever login.
async fn somebody(test: &TestCtx, login: &str, role: StaffRole, sequence: u32) -> (Actor, Secret) {
    let id = id_of(900 + sequence);
    let (staff_id, secret) = test.staff(login, id.reveal(), role).await;
    (test.signed_in(role.code(), &staff_id).await, secret)
}

async fn signer(test: &TestCtx, login: &str, role: StaffRole, sequence: u32) -> Signer {
    match somebody(test, login, role, sequence).await.0 {
        Actor::Clerk(clerk) => Signer::Teller(clerk),
        Actor::FirstReviewer(first) => Signer::First(first),
        Actor::SecondReviewer(second) => Signer::Second(second),
        other => panic!("{other:?}"),
    }
}

async fn officer(test: &TestCtx) -> FirstReviewer {
    match somebody(test, "officer", StaffRole::FirstReviewer, 50).await.0 {
        Actor::FirstReviewer(first) => first,
        other => panic!("{other:?}"),
    }
}

async fn sign(test: &TestCtx, by: &Signer) -> Result<Signing, NotSigned> {
    match day_end::sign(&test.ctx, by, the_day(), None, None).await {
        Ok(kept) => Ok(kept.state),
        Err(NotDone::Refused(why)) => Err(why),
        Err(other) => panic!("{other:?}"),
    }
}

async fn findings(test: &TestCtx) -> Vec<Finding> {
    let mut found = Vec::new();
    verify::run(&test.ctx, &mut |finding| found.push(finding)).await.unwrap();
    found
}

fn kinds(open: &[Break]) -> Vec<BreakKind> {
    open.iter().map(|one| one.kind).collect()
}

async fn a_day_agrees_and_the_same_statement_again_changes_nothing(engine: Engine) {
    let test = world(engine).await;
    let file = statement(&test, the_day(), |_| {}).await;
    let report = run(&test, the_day(), &file).await;
    assert_eq!((report.taken, report.lines, report.items, report.matched), (true, 2, 2, 2));
    assert_eq!(report.open, []);
    assert_eq!(report.closing, (Some(Fen::from_yuan(16_500)), Fen::from_yuan(16_500)));
    let before = marks(&test).await;
    let again = run(&test, the_day(), &file).await;
    assert_eq!((again.taken, again.matched, again.opened), (false, 0, 0));
    // The bank's lines in another order and another format are the same statement.
    let mut other = file.clone();
    other.hash = "another".into();
    other.statement.lines.reverse();
    assert!(!run(&test, the_day(), &other).await.taken);
    assert_eq!(marks(&test).await, before);
}

async fn breaks_have_kinds_age_and_end_by_what_comes(engine: Engine) {
    let test = world(engine).await;
    // The bank has not booked the payout, has another amount for the file, and money nobody knows.
    let file = statement(&test, the_day(), |lines| {
        lines.retain(|line| !line.amount.is_negative());
        lines[0].amount = Fen::from_yuan(17_900);
        let stray = Line {
            serial: "STRAY".into(),
            reference: String::new(),
            amount: Fen::from_yuan(77),
            ..lines[0].clone()
        };
        lines.push(stray);
    })
    .await;
    let report = run(&test, the_day(), &file).await;
    assert_eq!(
        kinds(&report.open),
        [BreakKind::AmountDiffers, BreakKind::InBankNotInBooks, BreakKind::InBooksNotInBank],
        "and the closing balance is explained by them"
    );
    // Next day an officer books the stray money, and the bank shows the payout.
    let by = officer(&test).await;
    let reference = domain::suspense::Reference::parse("STRAY").unwrap();
    let incoming = service::suspense::Incoming {
        id: "stray".into(),
        reference,
        payer: "?".into(),
        amount: Fen::from_yuan(77),
        received_on: the_day(),
        note: String::new(),
    };
    service::suspense::receive(&test.ctx, &by, incoming).await.unwrap();
    test.clock.advance_ms(DAY_MS);
    let next = the_day().succ_opt().unwrap();
    let file = statement(&test, next, |lines| {
        lines.clear();
        let (amount, reference) = (Fen::from_yuan(-1_500), "0190AABBCC0070008000000000000001".to_owned());
        let (day, serial, counterparty) = (next, "P1".to_owned(), String::new());
        lines.push(Line {
            day,
            no: 1,
            serial,
            value_date: day,
            amount,
            reference,
            counterparty,
            duplicate: false,
        });
    })
    .await;
    let report = run(&test, next, &file).await;
    assert_eq!((report.matched, report.resolved, report.opened), (2, 2, 0));
    assert_eq!(kinds(&report.open), [BreakKind::AmountDiffers]);
    let sheet = day_end::draw(&test.ctx, next).await.unwrap();
    assert_eq!(sheet.breaks[0].age, 1, "it ages");
    let resolved = reconcile::standing(&test.ctx, the_day()).await.unwrap().resolved;
    let mut how: Vec<_> = resolved.iter().filter_map(|one| one.resolution).collect();
    how.sort();
    assert_eq!(how, [Resolution::Line, Resolution::Row]);
}

async fn matched_again_a_break_is_the_same(engine: Engine) {
    let test = world(engine).await;
    run(&test, the_day(), &statement(&test, the_day(), |_| {}).await).await;
    let today = test.ctx.today();
    pay_out(&test, "0190aabb-cc00-7000-8000-000000000009", 10).await;
    test.clock.advance_ms(DAY_MS);
    let report = run(&test, today, &statement(&test, today, |lines| lines.clear()).await).await;
    assert_eq!(kinds(&report.open), [BreakKind::InBooksNotInBank]);
    let again = reconcile::reconcile(&test.ctx, today, None, false).await.unwrap();
    assert_eq!((again.opened, again.open.len()), (0, 1), "matched again, it is the same break");
}

async fn a_bad_statement_is_refused_by_name_and_nothing_changes(engine: Engine) {
    let test = world(engine).await;
    let day = the_day();
    let before = marks(&test).await;
    let good = statement(&test, day, |_| {}).await;
    assert_eq!(refused(&test, test.ctx.today(), &good).await, Refusal::NotOver { today: test.ctx.today() });
    let earlier = day.pred_opt().unwrap();
    assert_eq!(refused(&test, earlier, &good).await, Refusal::OtherDay { said: day });
    let irregular = |refusal| match refusal {
        Refusal::Irregular(all) => all,
        other => panic!("{other:?}"),
    };
    let twice = statement(&test, day, |lines| lines.push(lines[0].clone())).await;
    let found = irregular(refused(&test, day, &twice).await);
    assert!(matches!(&found[..], [Irregular::Duplicate { no: 3, .. }]), "{found:?}");
    let late = statement(&test, day, |lines| lines[1].value_date = earlier).await;
    let found = irregular(refused(&test, day, &late).await);
    assert!(matches!(&found[..], [Irregular::Late { no: 2, .. }]), "{found:?}");
    let mut wrong = good.clone();
    wrong.statement.closing = Fen::from_yuan(1);
    let found = irregular(refused(&test, day, &wrong).await);
    assert!(matches!(&found[..], [Irregular::DoesNotAddUp { .. }]), "{found:?}");
    assert_eq!(marks(&test).await, before, "nothing was changed");

    run(&test, day, &good).await;
    let before = marks(&test).await;
    let altered = statement(&test, day, |lines| lines[0].amount = Fen::from_yuan(18_001)).await;
    match refused(&test, day, &altered).await {
        Refusal::Altered(differences) => assert_eq!(differences.len(), 2, "the line and the balances"),
        other => panic!("{other:?}"),
    }
    test.clock.advance_ms(DAY_MS);
    let next = day.succ_opt().unwrap();
    let mut elsewhere = statement(&test, next, |_| {}).await;
    elsewhere.statement.account = "35002".into();
    assert!(matches!(refused(&test, next, &elsewhere).await, Refusal::OtherAccount { .. }));
    let repeated = statement(&test, next, |lines| {
        let mut old = good.statement.lines[0].clone();
        old.no = 1;
        lines.push(old);
    })
    .await;
    let found = irregular(refused(&test, next, &repeated).await);
    assert!(
        found.iter().any(|one| matches!(one, Irregular::Duplicate { first_day, .. } if *first_day == day)),
        "the bank has reported it the day before: {found:?}"
    );
    assert_eq!(marks(&test).await, before, "nothing was changed");
}

async fn kept_on_demand_irregular_lines_are_breaks(engine: Engine) {
    let test = world(engine).await;
    let mut file = statement(&test, the_day(), |lines| {
        lines.push(lines[0].clone());
        let mut late = lines[0].clone();
        (late.serial, late.amount) = ("LATE".into(), Fen::from_yuan(5));
        (late.reference, late.value_date) = (String::new(), the_day().pred_opt().unwrap());
        lines.push(late);
    })
    .await;
    file.statement.closing = file.statement.closing.checked_add(Fen::new(1)).unwrap();
    let report = reconcile::reconcile(&test.ctx, the_day(), Some(file), true).await.unwrap();
    assert_eq!(report.matched, 2);
    let mut found = kinds(&report.open);
    found.sort();
    let expected =
        [BreakKind::DuplicateLine, BreakKind::LateLine, BreakKind::DoesNotAddUp, BreakKind::ClosingDiffers];
    assert_eq!(found, expected);
    let closing = report.open.iter().find(|one| one.kind == BreakKind::ClosingDiffers).unwrap();
    let rest = closing.bank.unwrap().checked_sub(closing.books.unwrap());
    assert_eq!(rest, Some(Fen::new(1)), "all but one fen is explained by the lines");
}

async fn three_people_sign_and_nothing_is_posted_after(engine: Engine) {
    let test = world(engine).await;
    let teller = signer(&test, "teller", StaffRole::Counter, 1).await;
    let first = signer(&test, "first", StaffRole::FirstReviewer, 2).await;
    let second = signer(&test, "second", StaffRole::SecondReviewer, 3).await;
    let obstacle = Obstacle::Check(domain::day_end::Check::Statements);
    assert!(matches!(sign(&test, &teller).await, Err(NotSigned::Obstacles(o)) if o.contains(&obstacle)));
    let file = statement(&test, the_day(), |lines| lines[1].amount = Fen::from_yuan(-1_501)).await;
    let report = run(&test, the_day(), &file).await;
    let open = report.open[0].id.clone();
    assert_eq!(sign(&test, &teller).await, Err(NotSigned::Obstacles(vec![Obstacle::Break(open.clone())])));
    let by = officer(&test).await;
    let said =
        |closes| Explaining { explanation: Explanation::BankMistake, note: "电话确认".into(), closes };
    reconcile::explain(&test.ctx, &by, &open, &said(false)).await.unwrap();
    assert_eq!(sign(&test, &first).await, Err(NotSigned::NotTheTurn(Signing::Drawn)));
    assert_eq!(sign(&test, &teller).await, Ok(Signing::Teller));
    // The same people under other logins.
    let teller_as_first = signer(&test, "teller2", StaffRole::FirstReviewer, 1).await;
    assert_eq!(sign(&test, &teller_as_first).await, Err(NotSigned::SamePerson));
    assert_eq!(sign(&test, &first).await, Ok(Signing::First));
    for (login, sequence) in [("teller3", 1), ("first2", 2)] {
        let same = signer(&test, login, StaffRole::SecondReviewer, sequence).await;
        assert_eq!(sign(&test, &same).await, Err(NotSigned::SamePerson), "{login}");
    }
    // What was explained is over meanwhile: the sheet says something else, and the teller begins anew.
    reconcile::explain(&test.ctx, &by, &open, &said(true)).await.unwrap();
    let over = reconcile::explain(&test.ctx, &by, &open, &said(true)).await;
    assert!(matches!(over, Err(NotExplained::Over)));
    assert_eq!(sign(&test, &second).await, Err(NotSigned::Changed));
    for (by, leads_to) in [(&teller, Signing::Teller), (&first, Signing::First), (&second, Signing::Signed)] {
        assert_eq!(sign(&test, by).await, Ok(leads_to));
    }
    assert_eq!(sign(&test, &teller).await, Err(NotSigned::NotTheTurn(Signing::Signed)));
    assert_eq!(findings(&test).await.iter().filter(|f| matches!(f, Finding::SignedDay { .. })).count(), 0);
    a_file_cannot_post_on_the_signed_day(&test).await;
}

/// A line with an accounting day that is signed is rejected by name; today's goes in.
async fn a_file_cannot_post_on_the_signed_day(test: &TestCtx) {
    struct Rejects(Vec<domain::remittance::Reason>);
    impl service::remittance::Listener for Rejects {
        fn rejected(
            &mut self,
            _: u64,
            _: Option<domain::remittance::Column>,
            reason: &domain::remittance::Reason,
        ) -> std::io::Result<()> {
            self.0.push(*reason);
            Ok(())
        }
        fn progress(&mut self, _: &service::remittance::Imported, _: u64) {}
    }
    let header = "DWZH,GRZH,XINGMING,ZJHM,HBJNY,GRJCJS,DWJCBL,GRJCBL,DWYJCE,GRYJCE,JZRQ\n";
    let line = |month: &str, day: &str| support::a_line(1, month).trim_end().to_owned() + "," + day + "\n";
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("late.csv");
    let (old, new) = (the_day().format("%Y%m%d").to_string(), test.ctx.today().format("%Y%m%d").to_string());
    std::fs::write(&path, format!("{header}{}{}", line("202607", &old), line("202611", &new))).unwrap();
    let mut rejects = Rejects(Vec::new());
    let done = service::remittance::import(&test.ctx, &path, &support::rules(), &mut rejects).await.unwrap();
    assert_eq!(rejects.0, [domain::remittance::Reason::DaySigned]);
    assert_eq!((done.posted, done.rejected), (1, 1));
}

async fn signed(engine: Engine) -> TestCtx {
    let test = world(engine).await;
    run(&test, the_day(), &statement(&test, the_day(), |_| {}).await).await;
    for (login, role, sequence) in [
        ("teller", StaffRole::Counter, 1),
        ("first", StaffRole::FirstReviewer, 2),
        ("second", StaffRole::SecondReviewer, 3),
    ] {
        let by = signer(&test, login, role, sequence).await;
        sign(&test, &by).await.unwrap();
    }
    test
}

async fn found(test: &TestCtx) -> Vec<SignedDay> {
    let found = findings(test).await.into_iter();
    found
        .filter_map(|finding| if let Finding::SignedDay { what, .. } = finding { Some(what) } else { None })
        .collect()
}

async fn whoever_changes_a_signed_day_is_found(engine: Engine) {
    let test = signed(engine).await;
    assert_eq!(found(&test).await, []);
    test.db
        .tamper("ledger_transfer", "update ledger_transfer set value_date = '2026-11-01' where seq = 2")
        .await;
    assert_eq!(found(&test).await, [SignedDay::Rows]);
    test.db
        .tamper("bank_line", "update bank_line set counterparty = 'somebody else' where line_no = 1")
        .await;
    assert_eq!(found(&test).await, [SignedDay::Rows, SignedDay::Statement]);
    test.db.tamper("day_sheet", "update day_sheet set body = replace(body, 'agree', 'x'), hash = 'x'").await;
    assert_eq!(found(&test).await, [SignedDay::Sheet, SignedDay::Rows, SignedDay::Statement]);
}

/// The index of one signature made that of another: three names, two people.
async fn a_day_signed_by_two_people_is_found(engine: Engine) {
    let test = signed(engine).await;
    // Past the triggers there is still the constraint, which a table made anew does not have.
    let change = match engine {
        Engine::Sqlite => {
            "pragma ignore_check_constraints = on; update day_sheet set second_index = first_index"
        }
        Engine::Postgres => {
            "alter table day_sheet drop constraint day_sheet_three_people;
             update day_sheet set second_index = first_index"
        }
    };
    test.db.tamper("day_sheet", change).await;
    assert_eq!(found(&test).await, [SignedDay::People]);
}

/// A closing pays out through the same outbox: its payout is matched with the bank's line like any other.
async fn a_closing_is_reconciled_as_a_payout(engine: Engine) {
    let test = world(engine).await;
    let case_id = "0190aabb-cc00-7000-8000-00000000000c";
    pay_out_as(&test, case_id, 700, BusinessCode::ClosingWithdrawal, service::closing::KIND).await;
    test.clock.advance_ms(DAY_MS);
    let day = the_day().succ_opt().unwrap();
    run(&test, the_day(), &statement(&test, the_day(), |_| {}).await).await;
    let report = run(&test, day, &statement(&test, day, |_| {}).await).await;
    assert_eq!((report.items, report.matched, report.open.len()), (1, 1, 0));
    let sheet = day_end::draw(&test.ctx, day).await.unwrap();
    assert_eq!(sheet.obstacles(), []);
    let payouts = sheet.checks.iter().find(|c| c.check == domain::day_end::Check::PayoutsAndInstructions);
    assert_eq!(payouts.map(|c| (c.one, c.other)), Some((1, 1)));
}

/// What was shown is what is signed, with a code that counts once; sent twice, it is signed once.
async fn the_form_under_the_sheet_signs_what_was_shown(engine: Engine) {
    let test = world(engine).await;
    run(&test, the_day(), &statement(&test, the_day(), |_| {}).await).await;
    let shown = day_end::show(&test.ctx, the_day()).await.unwrap();
    let (Actor::Clerk(clerk), secret) = somebody(&test, "teller", StaffRole::Counter, 1).await else {
        panic!("a clerk is signed in")
    };
    let teller = Signer::Teller(clerk);
    let code = secret.code_at(test.ctx.now());
    let send = |seen: String, code: String| {
        let (test, teller) = (&test, &teller);
        async move { day_end::sign_sent(&test.ctx, teller, the_day(), &seen, &code).await }
    };
    let wrong = send(shown.hash.clone(), "000000".into()).await;
    assert!(matches!(wrong, Err(NotDone::Code(_))), "{wrong:?}");
    let form = day_end::form(&test.ctx, &teller, the_day()).await.unwrap();
    assert!(!form.is_sound(), "the page says what was wrong");
    let other = send("0".repeat(64), code.clone()).await;
    assert!(matches!(other, Err(NotDone::Refused(NotSigned::Changed))), "{other:?}");
    for _ in 0..2 {
        let kept = send(shown.hash.clone(), code.clone()).await.unwrap();
        assert_eq!(kept.state, Signing::Teller);
    }
    assert!(day_end::form(&test.ctx, &teller, the_day()).await.unwrap().is_sound());
}

async fn a_row_added_to_a_signed_day_is_found(engine: Engine) {
    let test = signed(engine).await;
    let add = "insert into ledger_transfer (debit_account, credit_account, amount_fen, kind, business_code, value_date,
                   posted_on, recorded_ms)
               select debit_account, credit_account, 1, 'post', '99', value_date, posted_on, recorded_ms
                 from ledger_transfer where seq = 1";
    test.db.tamper("ledger_transfer", add).await;
    assert_eq!(found(&test).await, [SignedDay::Rows]);
}

store::on_both_engines!(
    a_day_agrees_and_the_same_statement_again_changes_nothing,
    breaks_have_kinds_age_and_end_by_what_comes,
    matched_again_a_break_is_the_same,
    a_bad_statement_is_refused_by_name_and_nothing_changes,
    kept_on_demand_irregular_lines_are_breaks,
    three_people_sign_and_nothing_is_posted_after,
    whoever_changes_a_signed_day_is_found,
    a_row_added_to_a_signed_day_is_found,
    a_day_signed_by_two_people_is_found,
    a_closing_is_reconciled_as_a_payout,
    a_debit_is_matched_by_the_serial_that_was_sent,
    the_form_under_the_sheet_signs_what_was_shown,
    a_wrong_statement_is_replaced_and_stays,
    what_is_not_replaced_is_refused_by_name_and_nothing_changes,
    after_the_first_signature_nothing_is_replaced,
    after_a_replacement_all_is_as_if_the_right_one_had_come_first,
    what_an_officer_said_of_a_later_day_stands,
    an_item_that_the_wrong_one_had_answered_waits_again,
    of_two_who_replace_at_once_one_does,
    whoever_changes_a_version_is_found,
    whoever_changes_a_first_version_is_found,
    a_statement_of_an_older_release_is_no_finding,
    signatures_taken_back_let_the_statement_be_replaced,
    what_is_not_taken_back_is_refused_by_name_and_nothing_changes,
    who_took_back_may_sign_again_but_once,
    a_sheet_drawn_anew_keeps_the_signatures_of_the_old_one,
    of_two_who_take_back_at_once_one_does,
    the_form_takes_back_what_was_shown,
    whoever_changes_a_signature_is_found,
);
