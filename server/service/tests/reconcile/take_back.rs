//! Signatures are taken back before the sheet is complete, and stay; then the statement is replaced and the day signed
//! again.

use super::*;
use domain::{
    Problem,
    day_end::{Ending, NotTakenBack, Step},
};
use service::{
    day_end::{
        Given,
        take_back::{self, Field, NotTaken, Sent},
    },
    verify::Signatures,
};

const SENT_BACK: &str = "银行发来的是前一天的底稿，退回";

async fn back(test: &TestCtx, by: &Signer) -> Result<Signing, NotTakenBack> {
    match take_back::take_back(&test.ctx, by, the_day(), None, SENT_BACK, None).await {
        Ok(kept) => Ok(kept.state),
        Err(NotTaken::Refused(why)) => Err(why),
        Err(other) => panic!("{other:?}"),
    }
}

async fn history(test: &TestCtx) -> Vec<Given> {
    day_end::history(&test.ctx, the_day()).await.unwrap()
}

/// How each signature of the day stands: by step and, where it ended, by whom.
async fn told(test: &TestCtx) -> Vec<String> {
    let all = history(test).await;
    let told = |given: &Given| match &given.ended {
        None => format!("{} stands", given.step.code()),
        Some(ended) => format!("{} {}", given.step.code(), ended.how.code()),
    };
    all.iter().map(told).collect()
}

async fn signatures_found(test: &TestCtx) -> Vec<Signatures> {
    let found = findings(test).await.into_iter();
    found
        .filter_map(|finding| if let Finding::Signatures { what, .. } = finding { Some(what) } else { None })
        .collect()
}

struct People {
    teller: Signer,
    first: Signer,
    second: Signer,
}

/// The day reconciled with a statement, and the three who sign it.
async fn people(test: &TestCtx, file: &BankFile) -> People {
    run(test, the_day(), file).await;
    People {
        teller: signer(test, "teller", StaffRole::Counter, 1).await,
        first: signer(test, "first", StaffRole::FirstReviewer, 2).await,
        second: signer(test, "second", StaffRole::SecondReviewer, 3).await,
    }
}

async fn to_sign(engine: Engine) -> (TestCtx, People) {
    let test = world(engine).await;
    let file = statement(&test, the_day(), |_| {}).await;
    let people = people(&test, &file).await;
    (test, people)
}

/// The way on that an audit follows: found wrong after two have signed, taken back in reverse order, replaced, signed anew.
pub async fn signatures_taken_back_let_the_statement_be_replaced(engine: Engine) {
    let test = world(engine).await;
    let day = the_day();
    let right = statement(&test, day, |_| {}).await;
    let wrong = statement(&test, day, |lines| lines[0].serial = "WRONG".into()).await;
    let People { teller, first, second } = people(&test, &wrong).await;
    sign(&test, &teller).await.unwrap();
    sign(&test, &first).await.unwrap();
    let Signer::Teller(clerk) = &teller else { panic!("a clerk") };
    let still = Refusal::Signed { day, is_final: false };
    assert_eq!(not_replaced(&test, clerk, day, &right, WHY).await, still);
    // The second reviewer sends it back, the teller withdraws: last signature first.
    assert_eq!(back(&test, &second).await, Ok(Signing::Teller));
    assert_eq!(not_replaced(&test, clerk, day, &right, WHY).await, still, "one still stands");
    assert_eq!(back(&test, &teller).await, Ok(Signing::Drawn));
    assert_eq!(replaced(&test, clerk, &right).await.version, 2);
    assert_eq!(told(&test).await, ["teller taken_back", "first taken_back"]);
    // Signed again by the same people, whose signatures do not stand any more.
    for (by, leads_to) in [(&teller, Signing::Teller), (&first, Signing::First), (&second, Signing::Signed)] {
        assert_eq!(sign(&test, by).await, Ok(leads_to));
    }
    let all = history(&test).await;
    assert_eq!(all.len(), 5);
    assert_ne!(all[0].hash, all[2].hash, "each keeps the sheet that was signed");
    assert!(all[0].body != all[2].body && !all[0].body.contains("replaced"));
    let ended = all[1].ended.as_ref().unwrap();
    assert_eq!(ended.how, Ending::TakenBack { reason: SENT_BACK.into() });
    assert_eq!(ended.by.staff_id, second.staff_id());
    assert!(!ended.name.is_empty());
    let mut conn = test.ctx.store.read().await.unwrap();
    let noted = store::audit::list_of_action(&mut conn, "day_end.take_back").await.unwrap();
    drop(conn);
    let actors: Vec<_> = noted.iter().map(|event| event.actor.as_str()).collect();
    assert_eq!(actors, [second.staff_id(), teller.staff_id()]);
    assert!(noted.iter().all(|event| event.detail.ends_with(SENT_BACK)), "{noted:?}");
    assert_eq!((found(&test).await, signatures_found(&test).await), (vec![], vec![]));
}

pub async fn what_is_not_taken_back_is_refused_by_name_and_nothing_changes(engine: Engine) {
    let (test, People { teller, first, second }) = to_sign(engine).await;
    let unchanged = async |by: &Signer, why: NotTakenBack| {
        let before = (told(&test).await, marks(&test).await);
        assert_eq!(back(&test, by).await, Err(why));
        assert_eq!((told(&test).await, marks(&test).await), before, "nothing was changed");
    };
    unchanged(&teller, NotTakenBack::NothingSigned).await;
    sign(&test, &teller).await.unwrap();
    let other = signer(&test, "cashier", StaffRole::Counter, 8).await;
    unchanged(&other, NotTakenBack::NotYours(Step::Teller)).await;
    unchanged(&second, NotTakenBack::NotYours(Step::Teller)).await;
    for (reason, problem) in
        [("", Problem::Missing), (" ", Problem::Missing), ("a\u{202E}b", Problem::ForbiddenCharacter)]
    {
        match take_back::take_back(&test.ctx, &teller, the_day(), None, reason, None).await {
            Err(NotTaken::Reason(why)) => assert_eq!(why, problem, "{reason:?}"),
            other => panic!("{other:?}"),
        }
    }
    sign(&test, &first).await.unwrap();
    // Who is checked does not undo the check, nor under another login.
    unchanged(&teller, NotTakenBack::NotYours(Step::First)).await;
    let teller_above = signer(&test, "teller2", StaffRole::SecondReviewer, 1).await;
    unchanged(&teller_above, NotTakenBack::SamePerson).await;
    // Nor by signing what has not changed once more, which would void the check without a word.
    assert_eq!(sign(&test, &teller).await, Err(NotSigned::NotTheTurn(Signing::First)));
    assert_eq!(sign(&test, &other).await, Err(NotSigned::NotTheTurn(Signing::First)));
    sign(&test, &second).await.unwrap();
    for by in [&teller, &first, &second] {
        unchanged(by, NotTakenBack::Final).await;
    }
    assert_eq!((found(&test).await, signatures_found(&test).await), (vec![], vec![]));
}

/// The rule of different people holds over what stands: the person may sign again, at another step too, but not twice.
pub async fn who_took_back_may_sign_again_but_once(engine: Engine) {
    let (test, People { teller, first, second }) = to_sign(engine).await;
    sign(&test, &teller).await.unwrap();
    assert_eq!(back(&test, &teller).await, Ok(Signing::Drawn), "a word of one's own");
    let other = signer(&test, "cashier", StaffRole::Counter, 8).await;
    sign(&test, &other).await.unwrap();
    let teller_as_first = signer(&test, "teller2", StaffRole::FirstReviewer, 1).await;
    assert_eq!(sign(&test, &teller_as_first).await, Ok(Signing::First));
    // Under the login of the teller, the same person takes the word back that was given under another one.
    assert_eq!(back(&test, &teller).await, Ok(Signing::Teller));
    assert_eq!(back(&test, &first).await, Ok(Signing::Drawn), "sent back by who would sign next");
    sign(&test, &teller).await.unwrap();
    assert_eq!(sign(&test, &teller_as_first).await, Err(NotSigned::SamePerson));
    sign(&test, &first).await.unwrap();
    sign(&test, &second).await.unwrap();
    assert_eq!((found(&test).await, signatures_found(&test).await), (vec![], vec![]));
}

/// Books that changed after a signature: the teller signs anew, and what was signed before stays with that.
pub async fn a_sheet_drawn_anew_keeps_the_signatures_of_the_old_one(engine: Engine) {
    let test = world(engine).await;
    let file = statement(&test, the_day(), |lines| lines[1].amount = Fen::from_yuan(-1_501)).await;
    let People { teller, first, .. } = people(&test, &file).await;
    let open = reconcile::standing(&test.ctx, the_day()).await.unwrap().open[0].id.clone();
    let by = officer(&test).await;
    let said = |closes| Explaining { explanation: Explanation::BankMistake, note: String::new(), closes };
    reconcile::explain(&test.ctx, &by, &open, &said(false)).await.unwrap();
    sign(&test, &teller).await.unwrap();
    sign(&test, &first).await.unwrap();
    reconcile::explain(&test.ctx, &by, &open, &said(true)).await.unwrap();
    assert_eq!(sign(&test, &teller).await, Ok(Signing::Teller));
    assert_eq!(told(&test).await, ["teller drawn_anew", "first drawn_anew", "teller stands"]);
    let all = history(&test).await;
    assert_eq!(all[1].ended.as_ref().unwrap().by, all[2].by, "by the teller who signed the new one");
    assert_eq!(signatures_found(&test).await, []);
}

pub async fn of_two_who_take_back_at_once_one_does(engine: Engine) {
    let (test, People { teller, first, .. }) = to_sign(engine).await;
    sign(&test, &teller).await.unwrap();
    let one = |by| take_back::take_back(&test.ctx, by, the_day(), Some(1), SENT_BACK, None);
    let (a, b) = tokio::join!(one(&teller), one(&first));
    let done = [&a, &b].iter().filter(|done| done.is_ok()).count();
    assert_eq!(done, 1, "{a:?} {b:?}");
    let refused = [a, b].into_iter().find_map(Result::err);
    assert!(matches!(refused, Some(NotTaken::Refused(NotTakenBack::Changed))), "{refused:?}");
    // And with a signature below it, the second one does not take that one instead.
    sign(&test, &teller).await.unwrap();
    sign(&test, &first).await.unwrap();
    assert_eq!(back(&test, &first).await, Ok(Signing::Teller));
    let late = take_back::take_back(&test.ctx, &first, the_day(), Some(3), "again", None).await;
    assert!(matches!(late, Err(NotTaken::Refused(NotTakenBack::Changed))), "{late:?}");
    assert_eq!(told(&test).await, ["teller taken_back", "teller stands", "first taken_back"]);
    let mut conn = test.ctx.store.read().await.unwrap();
    assert_eq!(store::audit::list_of_action(&mut conn, "day_end.take_back").await.unwrap().len(), 2);
}

/// What is wrong stands at its field, what was typed stays but the code, and sent twice it is done once.
pub async fn the_form_takes_back_what_was_shown(engine: Engine) {
    let (test, People { teller, .. }) = to_sign(engine).await;
    let (Actor::FirstReviewer(first), secret) = somebody(&test, "reader", StaffRole::FirstReviewer, 7).await
    else {
        panic!("a first reviewer is signed in")
    };
    let by = Signer::First(first);
    assert!(take_back::page(&test.ctx, &by, the_day()).await.unwrap().is_none(), "nothing is signed");
    sign(&test, &teller).await.unwrap();
    let page = || async { take_back::page(&test.ctx, &by, the_day()).await.unwrap() };
    let no = page().await.unwrap().last.no;
    let code = secret.code_at(test.ctx.now());
    let send = |reason: &str, code: &str| {
        let sent = Sent { no, reason: reason.into(), code: code.into() };
        let (test, by) = (&test, &by);
        async move { take_back::take_back_sent(&test.ctx, by, the_day(), &sent).await }
    };
    assert!(matches!(send("", "").await, Err(NotTaken::Code(_) | NotTaken::Reason(_))));
    let form = page().await.unwrap().form;
    assert_eq!(form.problem(Field::Reason), Some(&Problem::Missing));
    assert_eq!(form.problem(Field::Code), Some(&Problem::Missing));
    assert!(matches!(send("", &code).await, Err(NotTaken::Reason(_))));
    assert_eq!(page().await.unwrap().form.problem(Field::Code), None);
    assert!(matches!(send(SENT_BACK, "000000").await, Err(NotTaken::Code(_))));
    let form = page().await.unwrap().form;
    assert_eq!((form.value(Field::Reason), form.value(Field::Code)), (SENT_BACK, ""));
    assert_eq!(told(&test).await, ["teller stands"], "nothing was changed");
    for _ in 0..2 {
        assert_eq!(send(SENT_BACK, &code).await.unwrap().state, Signing::Drawn);
    }
    assert_eq!(told(&test).await, ["teller taken_back"]);
    assert!(page().await.is_none());
    // The form of another reviewer is about the signature that was shown, not about the next one.
    sign(&test, &teller).await.unwrap();
    assert!(page().await.unwrap().form.is_sound(), "another signature, another form");
}

/// Two signed, both taken back, and the teller again.
async fn signed_again(engine: Engine) -> TestCtx {
    let (test, People { teller, first, .. }) = to_sign(engine).await;
    sign(&test, &teller).await.unwrap();
    sign(&test, &first).await.unwrap();
    back(&test, &first).await.unwrap();
    back(&test, &teller).await.unwrap();
    test.clock.advance_ms(60_000);
    sign(&test, &teller).await.unwrap();
    assert_eq!(signatures_found(&test).await, []);
    test
}

pub async fn whoever_changes_a_signature_is_found(engine: Engine) {
    let stands = "ended = null, ended_by = null, ended_index = null, ended_ms = null, reason = null";
    for (change, told) in [
        (
            format!("update day_signature set {stands} where no = 2"),
            vec![Signatures::NotTheSheets, Signatures::Missing],
        ),
        (
            "update day_signature set reason = 'another' where no = 2".into(),
            vec![Signatures::NotAccounted, Signatures::Missing],
        ),
        (
            "update day_signature set reason = '' where no = 2".into(),
            vec![Signatures::NotAccounted, Signatures::Missing],
        ),
        ("update day_signature set ended_ms = 1 where no = 2".into(), vec![Signatures::NotAccounted]),
        (
            "update day_signature set ended_by = (select id from staff where login = 'second') where no = 2"
                .into(),
            vec![Signatures::NotAccounted],
        ),
        (
            "update day_signature set ended = 'drawn_anew', reason = null where no = 2".into(),
            vec![Signatures::NotAccounted, Signatures::Missing],
        ),
        ("update day_signature set body = '{}' where no = 2".into(), vec![Signatures::Sheet]),
        ("delete from day_signature where no = 2".into(), vec![Signatures::Gap, Signatures::Missing]),
        ("delete from day_signature where no = 3".into(), vec![Signatures::NotTheSheets]),
        ("update day_signature set id_index = 'x' where no = 3".into(), vec![Signatures::NotTheSheets]),
    ] {
        let test = signed_again(engine).await;
        assert!(test.db.refuses(&change).await, "the database itself refuses: {change}");
        test.db.tamper("day_signature", &change).await;
        assert_eq!(signatures_found(&test).await, told, "{change}");
    }
    // A teller's signature put back under what stands no more, where nothing forbids it any more.
    let test = signed_again(engine).await;
    test.db.tamper("day_signature", "drop index day_signature_stands").await;
    let change = format!("update day_signature set {stands} where no = 1");
    test.db.tamper("day_signature", &change).await;
    let found = signatures_found(&test).await;
    assert_eq!(found, [Signatures::TwoStand, Signatures::NotTheSheets, Signatures::Missing]);
    // The last signature standing over one that was taken back.
    let test = signed_again(engine).await;
    let change = format!("update day_signature set {stands} where no = 2");
    test.db.tamper("day_signature", &change).await;
    test.db.tamper("day_signature", "delete from day_signature where no = 3").await;
    let found = signatures_found(&test).await;
    assert_eq!(found, [Signatures::OutOfOrder, Signatures::NotTheSheets, Signatures::Missing]);
}
