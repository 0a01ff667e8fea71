//! A wrong statement is replaced: the old one stays, and matches, breaks and sheets are those of the new one.

use super::*;
use domain::{Problem, day_end::Check};
use service::{actor::Clerk, verify::KeptFile};

pub async fn clerk(test: &TestCtx) -> Clerk {
    match somebody(test, "teller", StaffRole::Counter, 1).await.0 {
        Actor::Clerk(clerk) => clerk,
        other => panic!("{other:?}"),
    }
}

pub const WHY: &str = "银行发来的是前一天的底稿";

pub async fn replaced(test: &TestCtx, by: &Clerk, file: &BankFile) -> Report {
    let day = file.statement.day;
    reconcile::replace(&test.ctx, by, day, file.clone(), WHY, true).await.unwrap()
}

pub async fn not_replaced(test: &TestCtx, by: &Clerk, day: NaiveDate, file: &BankFile, why: &str) -> Refusal {
    match reconcile::replace(&test.ctx, by, day, file.clone(), why, false).await {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

/// One line of the bank, with nothing that our books know.
pub fn a_stray(lines: &mut Vec<Line>) {
    let stray = Line {
        serial: "STRAY".into(),
        reference: String::new(),
        amount: Fen::from_yuan(77),
        ..lines[0].clone()
    };
    lines.push(stray);
}

async fn file_of(test: &TestCtx, day: NaiveDate, version: u32) -> Option<rows::Filed> {
    let mut conn = test.ctx.store.read().await.unwrap();
    rows::file_find_version(&mut conn, day, version).await.unwrap()
}

pub async fn a_wrong_statement_is_replaced_and_stays(engine: Engine) {
    let test = world(engine).await;
    let day = the_day();
    let right = statement(&test, day, |_| {}).await;
    let wrong = statement(&test, day, |lines| {
        lines[0].amount = Fen::from_yuan(17_900);
        a_stray(lines);
    })
    .await;
    assert_eq!(run(&test, day, &wrong).await.open.len(), 2);
    let first = file_of(&test, day, 1).await.unwrap();
    let by = clerk(&test).await;
    test.clock.advance_ms(60_000);
    let report = replaced(&test, &by, &right).await;
    assert_eq!((report.taken, report.version, report.matched, report.opened), (true, 2, 2, 0));
    assert_eq!(report.open, []);
    assert_eq!(file_of(&test, day, 1).await, Some(first.clone()), "the old one is as it came");
    assert_eq!(first.statement.lines.len(), 3);
    let all = reconcile::versions(&test.ctx, day).await.unwrap();
    assert_eq!(all.iter().map(|filed| filed.version).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(all[1].statement, right.statement);
    let standing = reconcile::standing(&test.ctx, day).await.unwrap();
    assert_eq!((standing.matched, standing.resolved), ((2, 2), vec![]), "what was void is not told");
    // Matched again, and brought again, it is the same.
    let before = marks(&test).await;
    assert!(!run(&test, day, &right).await.taken);
    assert_eq!(marks(&test).await, before);
    the_sheet_names_it_and_three_people_sign(&test, &by).await;
}

async fn the_sheet_names_it_and_three_people_sign(test: &TestCtx, by: &Clerk) {
    let shown = day_end::show(&test.ctx, the_day()).await.unwrap();
    let named = shown.sheet.replaced.as_ref().unwrap();
    assert_eq!((named.version, named.by.as_str(), named.reason.as_str()), (2, by.staff_id(), WHY));
    assert!(shown.replaced_by.is_some(), "the page names who");
    let mut conn = test.ctx.store.read().await.unwrap();
    let noted = store::audit::list_of_action(&mut conn, "reconcile.replace").await.unwrap();
    drop(conn);
    assert_eq!((noted.len(), noted[0].actor.as_str()), (1, by.staff_id()));
    assert!(
        noted[0].detail.starts_with("version=2 ") && noted[0].detail.ends_with(WHY),
        "{}",
        noted[0].detail
    );
    // Somebody else is the teller of the day; who brought the statement is no reviewer, under whatever login.
    let teller = signer(test, "teller9", StaffRole::Counter, 9).await;
    assert_eq!(sign(test, &teller).await, Ok(Signing::Teller));
    let own = signer(test, "own", StaffRole::FirstReviewer, 1).await;
    assert_eq!(sign(test, &own).await, Err(NotSigned::OwnReplacement));
    let first = signer(test, "first", StaffRole::FirstReviewer, 2).await;
    assert_eq!(sign(test, &first).await, Ok(Signing::First));
    let own = signer(test, "own2", StaffRole::SecondReviewer, 1).await;
    assert_eq!(sign(test, &own).await, Err(NotSigned::OwnReplacement));
    let second = signer(test, "second", StaffRole::SecondReviewer, 3).await;
    assert_eq!(sign(test, &second).await, Ok(Signing::Signed));
    assert_eq!(found(test).await, []);
    assert_eq!(versions_found(test).await, Vec::<String>::new());
}

pub async fn what_is_not_replaced_is_refused_by_name_and_nothing_changes(engine: Engine) {
    let test = world(engine).await;
    let (day, by) = (the_day(), clerk(&test).await);
    let right = statement(&test, day, |_| {}).await;
    let wrong = statement(&test, day, a_stray).await;
    assert_eq!(not_replaced(&test, &by, day, &right, WHY).await, Refusal::NothingToReplace);
    run(&test, day, &wrong).await;
    let before = marks(&test).await;
    let mut other = wrong.clone();
    other.hash = "another format".into();
    other.statement.lines.reverse();
    for same in [&wrong, &other] {
        assert_eq!(not_replaced(&test, &by, day, same, WHY).await, Refusal::Duplicate { version: 1 });
    }
    let earlier = day.pred_opt().unwrap();
    assert_eq!(not_replaced(&test, &by, earlier, &right, WHY).await, Refusal::OtherDay { said: day });
    let mut elsewhere = right.clone();
    elsewhere.statement.account = "35002".into();
    assert!(matches!(not_replaced(&test, &by, day, &elsewhere, WHY).await, Refusal::OtherAccount { .. }));
    let twice = statement(&test, day, |lines| lines.push(lines[0].clone())).await;
    assert!(matches!(not_replaced(&test, &by, day, &twice, WHY).await, Refusal::Irregular(_)));
    let long = "长".repeat(201);
    for (why, problem) in [
        ("", Problem::Missing),
        (" \t ", Problem::Missing),
        ("a\u{202E}b", Problem::ForbiddenCharacter),
        (&long, Problem::TooLong { max: 200 }),
    ] {
        assert_eq!(not_replaced(&test, &by, day, &right, why).await, Refusal::Reason(problem), "{why:?}");
    }
    assert_eq!(marks(&test).await, before, "nothing was changed");
    assert_eq!(file_of(&test, day, 2).await, None);
    // Replaced by what came first of all, it is a version of its own: somebody was wrong twice.
    replaced(&test, &by, &right).await;
    assert_eq!(not_replaced(&test, &by, day, &right, WHY).await, Refusal::Duplicate { version: 2 });
    assert_eq!(replaced(&test, &by, &wrong).await.version, 3);
    assert_eq!(versions_found(&test).await, Vec::<String>::new());
}

pub async fn after_the_first_signature_nothing_is_replaced(engine: Engine) {
    let test = world(engine).await;
    let (day, by) = (the_day(), clerk(&test).await);
    let right = statement(&test, day, |_| {}).await;
    let wrong = statement(&test, day, |lines| lines[0].serial = "WRONG".into()).await;
    run(&test, day, &wrong).await;
    let next = day.succ_opt().unwrap();
    test.clock.advance_ms(DAY_MS);
    let file = statement(&test, next, |_| {}).await;
    run(&test, next, &file).await;
    // A later day rests upon the earlier one.
    let teller = Signer::Teller(by.clone());
    day_end::sign(&test.ctx, &teller, next, None, None).await.unwrap();
    let before = marks(&test).await;
    assert_eq!(
        not_replaced(&test, &by, day, &right, WHY).await,
        Refusal::Signed { day: next, is_final: false }
    );
    assert_eq!(marks(&test).await, before, "nothing was changed");
    let other = signed(engine).await;
    let by = clerk_again(&other).await;
    let before = marks(&other).await;
    let altered = statement(&other, day, a_stray).await;
    assert_eq!(not_replaced(&other, &by, day, &altered, WHY).await, Refusal::Signed { day, is_final: true });
    assert_eq!(marks(&other).await, before, "nothing was changed");
    assert_eq!(found(&other).await, []);
}

pub async fn clerk_again(test: &TestCtx) -> Clerk {
    match somebody(test, "another", StaffRole::Counter, 11).await.0 {
        Actor::Clerk(clerk) => clerk,
        other => panic!("{other:?}"),
    }
}

/// What stands of two days, without ids and moments.
async fn stands(test: &TestCtx) -> Vec<String> {
    let (first, last) = (the_day(), the_day().succ_opt().unwrap());
    let mut told = Vec::new();
    let both = |a: &Option<Fen>, b: &Option<Fen>| format!("{:?} {:?}", a.map(Fen::get), b.map(Fen::get));
    for day in [first, last] {
        let standing = reconcile::standing(&test.ctx, day).await.unwrap();
        told.push(format!("{day} {:?}", standing.matched));
        for Break { kind, day, line, item, bank, books, .. } in &standing.open {
            told.push(format!("{kind:?} {day} {line:?} {item:?} {}", both(bank, books)));
        }
    }
    told
}

/// Two days of books: on the second one a payout more.
async fn two_days(engine: Engine) -> (TestCtx, BankFile) {
    let test = books(engine).await;
    pay_out(&test, "0190aabb-cc00-7000-8000-000000000001", 1_500).await;
    test.clock.advance_ms(DAY_MS);
    pay_out(&test, "0190aabb-cc00-7000-8000-000000000002", 300).await;
    test.clock.advance_ms(DAY_MS);
    let right = statement(&test, the_day(), |_| {}).await;
    (test, right)
}

/// The law: whatever the wrong statement said, a replacement leaves what would stand had the right one come first.
pub async fn after_a_replacement_all_is_as_if_the_right_one_had_come_first(engine: Engine) {
    let next = the_day().succ_opt().unwrap();
    let (fresh, right) = two_days(engine).await;
    run(&fresh, the_day(), &right).await;
    let second = statement(&fresh, next, |lines| lines[0].amount = Fen::from_yuan(-301)).await;
    run(&fresh, next, &second).await;
    let expected = stands(&fresh).await;
    let wrongs: [fn(&mut Vec<Line>); 5] = [
        |lines| lines.clear(),
        |lines| lines[0].amount = Fen::from_yuan(17_900),
        a_stray,
        |lines| {
            lines.remove(0);
        },
        |lines| {
            // The second day's payout on the first one already, and twice: with it, the line of the second day has
            // nothing that answers it, and without it, an entry of another amount.
            let (amount, reference) = (Fen::from_yuan(-300), "0190AABBCC0070008000000000000002".into());
            let early = Line { amount, reference, serial: "E".into(), ..lines[1].clone() };
            lines.extend([early.clone(), early]);
        },
    ];
    for (at, change) in wrongs.into_iter().enumerate() {
        let (test, _) = two_days(engine).await;
        let wrong = statement(&test, the_day(), change).await;
        reconcile::reconcile(&test.ctx, the_day(), Some(wrong), true).await.unwrap();
        reconcile::reconcile(&test.ctx, next, Some(second.clone()), true).await.unwrap();
        assert_ne!(stands(&test).await, expected, "wrong statement {at} is seen");
        let report = replaced(&test, &clerk(&test).await, &right).await;
        assert_eq!(report.later, [next]);
        assert_eq!(stands(&test).await, expected, "wrong statement {at}");
        assert_eq!(versions_found(&test).await, Vec::<String>::new());
    }
}

pub async fn what_an_officer_said_of_a_later_day_stands(engine: Engine) {
    let next = the_day().succ_opt().unwrap();
    let (test, right) = two_days(engine).await;
    run(&test, the_day(), &statement(&test, the_day(), a_stray).await).await;
    let second = statement(&test, next, |lines| lines[0].amount = Fen::from_yuan(-301)).await;
    let report = run(&test, next, &second).await;
    let differs = report.open.iter().find(|one| one.kind == BreakKind::AmountDiffers).unwrap().id.clone();
    let by = officer(&test).await;
    let said = Explaining { explanation: Explanation::BankMistake, note: String::new(), closes: false };
    reconcile::explain(&test.ctx, &by, &differs, &said).await.unwrap();
    replaced(&test, &clerk(&test).await, &right).await;
    let open = reconcile::standing(&test.ctx, next).await.unwrap().open;
    let kept = open.iter().find(|one| one.id == differs).unwrap();
    assert_eq!(kept.explanation, Some(Explanation::BankMistake));
    // The stray line of the wrong statement is gone, and its balance: the second day begins elsewhere now.
    assert_eq!(
        kinds(&open),
        [BreakKind::AmountDiffers, BreakKind::ClosingDiffers, BreakKind::OpeningDiffers]
    );
}

/// A payout that the bank had not booked, and that the wrong statement of the next day brought.
pub async fn an_item_that_the_wrong_one_had_answered_waits_again(engine: Engine) {
    let next = the_day().succ_opt().unwrap();
    let (test, _) = two_days(engine).await;
    let without = statement(&test, the_day(), |lines| lines.retain(|line| !line.amount.is_negative())).await;
    let report = run(&test, the_day(), &without).await;
    let waits = report.open[0].clone();
    assert_eq!(waits.kind, BreakKind::InBooksNotInBank);
    let with = statement(&test, next, |lines| {
        let late = Line {
            amount: Fen::from_yuan(-1_500),
            serial: "L".into(),
            reference: waits.item.clone().unwrap().1[5..].into(),
            ..lines[0].clone()
        };
        lines.push(late);
    })
    .await;
    assert_eq!(run(&test, next, &with).await.open, []);
    let resolved = reconcile::standing(&test.ctx, the_day()).await.unwrap().resolved;
    assert_eq!(resolved[0].resolution, Some(Resolution::Line));
    let by = clerk(&test).await;
    let report = replaced(&test, &by, &statement(&test, next, |_| {}).await).await;
    assert_eq!(report.open, [waits], "as it stood before, with its age");
    let sheet = day_end::draw(&test.ctx, next).await.unwrap();
    assert!(sheet.checks.iter().all(|one| one.holds() || one.check == Check::PayoutsAndInstructions));
    assert_eq!(sheet.breaks[0].age, 1);
    // And once more the other way.
    assert_eq!(replaced(&test, &by, &with).await.open, []);
}

pub async fn of_two_who_replace_at_once_one_does(engine: Engine) {
    let test = world(engine).await;
    let (day, by) = (the_day(), clerk(&test).await);
    run(&test, day, &statement(&test, day, a_stray).await).await;
    let right = statement(&test, day, |_| {}).await;
    let one = || reconcile::replace(&test.ctx, &by, day, right.clone(), WHY, false);
    let (a, b) = tokio::join!(one(), one());
    let done = [&a, &b].iter().filter(|done| done.is_ok()).count();
    assert_eq!(done, 1, "{a:?} {b:?}");
    let refused = [a, b].into_iter().find_map(Result::err);
    assert!(matches!(refused, Some(Failure::Refused(Refusal::Duplicate { version: 2 }))), "{refused:?}");
    assert_eq!(file_of(&test, day, 3).await, None);
}

/// What is told of statements and their versions.
async fn versions_found(test: &TestCtx) -> Vec<String> {
    let found = findings(test).await.into_iter();
    found
        .filter_map(|finding| match finding {
            Finding::KeptFile(KeptFile::Altered { version, .. }) => Some(format!("version {version}")),
            Finding::KeptFile(KeptFile::Missing { .. }) => Some("missing".into()),
            _ => None,
        })
        .collect()
}

pub async fn whoever_changes_a_version_is_found(engine: Engine) {
    for (table, change, told) in [
        (
            "bank_line",
            "update bank_line set amount_fen = amount_fen + 1 where version = 1 and line_no = 1",
            vec!["version 1"],
        ),
        ("bank_line", "delete from bank_line where version = 1 and line_no = 3", vec!["version 1"]),
        ("bank_file", "update bank_file set closing_fen = 0 where version = 1", vec!["version 1"]),
        (
            "bank_file",
            "update bank_file set reason = 'another' where version = 2",
            vec!["version 2", "missing"],
        ),
        ("bank_file", "update bank_file set hash = 'x' where version = 2", vec!["version 2", "missing"]),
        ("bank_file", "update bank_file set taken_ms = 1 where version = 2", vec!["version 2"]),
    ] {
        let test = two_versions(engine).await;
        assert_eq!(versions_found(&test).await, Vec::<String>::new());
        assert!(test.db.refuses(change).await, "the database itself refuses: {change}");
        test.db.tamper(table, change).await;
        assert_eq!(versions_found(&test).await, told, "{change}");
    }
    // The second version taken away as if nobody had replaced anything.
    let test = two_versions(engine).await;
    test.db.tamper("bank_line", "delete from bank_line where version = 2").await;
    test.db.tamper("bank_file", "delete from bank_file where version = 2").await;
    assert_eq!(versions_found(&test).await, ["missing"]);
}

/// A statement that nobody has replaced or signed: only the audit knows what was taken in. Leave the hashes out
/// of what `reconcile` notes there, and nothing is found.
pub async fn whoever_changes_a_first_version_is_found(engine: Engine) {
    let (test, other) = (taken_in(engine).await, world(engine).await);
    // Matched again, there is another run of the same moment.
    reconcile::reconcile(&test.ctx, the_day(), None, false).await.unwrap();
    assert_eq!(versions_found(&test).await, Vec::<String>::new());
    // The hash that lines have which somebody else writes, as another portal keeps them.
    let mut file = statement(&test, the_day(), |_| {}).await;
    file.statement.lines[0].counterparty = "somebody else".into();
    reconcile::reconcile(&other.ctx, the_day(), Some(file.clone()), true).await.unwrap();
    let hash = file_of(&other, the_day(), 1).await.unwrap().lines_hash;
    let lines = "update bank_line set counterparty = 'somebody else' where line_no = 1";
    let sum = format!("update bank_file set lines_hash = '{hash}'");
    for (table, change) in [("bank_line", lines), ("bank_file", sum.as_str())] {
        assert!(test.db.refuses(change).await, "the database itself refuses: {change}");
        test.db.tamper(table, change).await;
    }
    assert_eq!(file_of(&test, the_day(), 1).await.unwrap().statement, file.statement);
    assert_eq!(versions_found(&test).await, ["version 1", "missing"]);
    for (table, change, told) in [
        ("bank_file", "update bank_file set hash = 'x'", vec!["version 1", "missing"]),
        ("bank_file", "update bank_file set taken_ms = taken_ms + 1", vec!["version 1"]),
        (
            "bank_line",
            "update bank_line set amount_fen = amount_fen + 1 where line_no = 1",
            vec!["version 1"],
        ),
    ] {
        let test = taken_in(engine).await;
        test.db.tamper(table, change).await;
        assert_eq!(versions_found(&test).await, told, "{change}");
    }
    // Gone as if the bank had sent nothing.
    let test = taken_in(engine).await;
    for table in ["bank_line", "bank_file"] {
        test.db.tamper(table, &format!("delete from {table}")).await;
    }
    assert_eq!(versions_found(&test).await, ["missing"]);
}

/// Releases before noted that they had taken a statement in, and not which.
pub async fn a_statement_of_an_older_release_is_no_finding(engine: Engine) {
    let (test, other) = (world(engine).await, taken_in(engine).await);
    let filed = file_of(&other, the_day(), 1).await.unwrap();
    store::write!(test.ctx.store, "test", |tx| rows::file_insert(&mut tx, &filed).await).unwrap();
    assert_eq!(versions_found(&test).await, ["version 1"], "nobody has taken it in");
    let day = the_day().to_string();
    let event = store::audit::Event {
        at: filed.taken,
        actor: "system",
        action: "reconcile.run",
        subject: &day,
        detail: "taken=true lines=2 items=2 matched=2 opened=0 resolved=0",
    };
    store::write!(test.ctx.store, "test", |tx| store::audit::append(&mut tx, &event).await).unwrap();
    assert_eq!(versions_found(&test).await, Vec::<String>::new());
    // It is replaced like any other.
    let right = statement(&test, the_day(), a_stray).await;
    replaced(&test, &clerk(&test).await, &right).await;
    assert_eq!(versions_found(&test).await, Vec::<String>::new());
}

async fn taken_in(engine: Engine) -> TestCtx {
    let test = world(engine).await;
    run(&test, the_day(), &statement(&test, the_day(), |_| {}).await).await;
    test
}

async fn two_versions(engine: Engine) -> TestCtx {
    let test = world(engine).await;
    run(&test, the_day(), &statement(&test, the_day(), a_stray).await).await;
    let right = statement(&test, the_day(), |_| {}).await;
    replaced(&test, &clerk(&test).await, &right).await;
    test
}
