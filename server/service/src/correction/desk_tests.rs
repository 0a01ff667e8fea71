//! A correction at the desk: each refusal at its field, nothing typed lost, nothing changed; proposed once.

use super::super::{
    tests::{HOLDER_ID, first, world},
    *,
};
use super::{Field, Page, Sent, page, send};
use crate::reviewer::NotReviewed;
use domain::{FormState, Problem, account_act::Act, two_people::Conflict};
use store::{Engine, ledger::PAYOUT_CLEARING, staff::Role};

fn sent(request_id: &str, entry: &str) -> Sent {
    Sent {
        request_id: request_id.into(),
        entry: entry.into(),
        reason: "paid_twice".into(),
        note: "单位来函".into(),
    }
}

async fn refused(ctx: &Ctx, by: &FirstReviewer, sent: &Sent) -> FormState<Field> {
    match send(ctx, by, sent).await {
        Err(NotReviewed::Problem(form)) => form,
        other => panic!("{other:?}"),
    }
}

fn said(page: &Page) -> Option<&Problem> {
    page.form.state.problem(Field::Entry)
}

async fn each_refusal_stands_at_its_field(engine: Engine) {
    let w = world(engine).await;
    let (ctx, by) = (&w.ctx, &w.first);
    let id = ctx.uuid(ctx.now());
    let why = |why| Problem::Irreversible { why };
    for (text, expected) in [
        ("", Problem::Missing),
        ("十二", Problem::NotANumber),
        ("1.5", Problem::NotANumber),
        ("-1", Problem::NotANumber),
        ("1\\0", Problem::NotANumber),
        ("99999999999999999999", why(Irreversible::NotFound)),
        ("9999", why(Irreversible::NotFound)),
    ] {
        assert_eq!(said(&page(ctx, by, Some(text)).await.unwrap()), Some(&expected), "{text}");
        let form = refused(ctx, by, &sent(&id, text)).await;
        assert_eq!(form.problem(Field::Entry), Some(&expected), "{text}");
    }
    let undone = w.correct("c1", w.rows[0]).await.reversal_seq.unwrap();
    let out = w.post(&w.movement(w.account.as_str(), PAYOUT_CLEARING, 1)).await;
    // 3,999 yuan are left: of the 2,000 of a month all but one are frozen.
    w.done_to("freeze", Act::Freeze(Some(Fen::from_yuan(3998)))).await;
    let free = Fen::from_yuan(1);
    for (seq, expected) in [
        (undone, Irreversible::OfAReversal),
        (w.rows[0], Irreversible::AlreadyReversed),
        (out, Irreversible::NotIntoAnAccount),
        (w.rows[1], Irreversible::NotEnough { free }),
    ] {
        let text = seq.to_string();
        let shown = page(ctx, by, Some(&text)).await.unwrap();
        assert!(said(&shown) == Some(&why(expected)) && shown.found.is_none(), "{expected:?}: {shown:?}");
        let form = refused(ctx, by, &sent(&id, &text)).await;
        assert_eq!(form.problem(Field::Entry), Some(&why(expected)));
        let kept = page(ctx, by, None).await.unwrap().form;
        assert_eq!((kept.state.value(Field::Entry), kept.state.value(Field::Note)), (&*text, "单位来函"));
    }
    assert!(waiting(ctx).await.unwrap().is_empty());
}

async fn an_entry_is_found_and_proposed_once(engine: Engine) {
    let w = world(engine).await;
    let (ctx, by) = (&w.ctx, &w.first);
    let text = format!(" #{} ", w.rows[1]);
    let shown = page(ctx, by, Some(&text)).await.unwrap();
    let found = shown.found.unwrap();
    assert_eq!((found.row.amount, found.own.account.number), (Fen::from_yuan(2000), w.account.clone()));
    let id = shown.form.request_id;
    for (bad, field, expected) in [
        (Sent { reason: String::new(), ..sent(&id, &text) }, Field::Reason, Problem::Missing),
        (Sent { reason: "whim".into(), ..sent(&id, &text) }, Field::Reason, Problem::NotAChoice),
        (Sent { note: "长".repeat(201), ..sent(&id, &text) }, Field::Note, Problem::TooLong { max: 200 }),
        (Sent { note: "a\0b".into(), ..sent(&id, &text) }, Field::Note, Problem::ForbiddenCharacter),
    ] {
        assert_eq!(refused(ctx, by, &bad).await.problem(field), Some(&expected));
    }
    assert!(waiting(ctx).await.unwrap().is_empty(), "nothing is proposed");
    // One form sent four times at once is one proposal.
    let form = sent(&id, &text);
    let (a, b, c, d) =
        tokio::join!(send(ctx, by, &form), send(ctx, by, &form), send(ctx, by, &form), send(ctx, by, &form));
    assert_eq!([a, b, c, d].map(Result::unwrap), [(); 4].map(|()| id.clone()));
    assert_eq!(send(ctx, by, &sent(&id, &text)).await.unwrap(), id, "sent twice");
    assert_eq!(waiting(ctx).await.unwrap().len(), 1);
    assert!(page(ctx, by, None).await.unwrap().form.state.value(Field::Entry).is_empty());
    let twin = refused(ctx, by, &sent(&ctx.uuid(ctx.now()), &text)).await;
    let already = Problem::Irreversible { why: Irreversible::AlreadyProposed };
    assert_eq!(twin.problem(Field::Entry), Some(&already));
    approve(ctx, &w.second, &id).await.unwrap();
    assert_eq!(w.findings().await, []);
}

async fn nobody_proposes_for_an_own_account(engine: Engine) {
    let w = world(engine).await;
    let (own, _) = w.test.staff("holder", HOLDER_ID, Role::FirstReviewer).await;
    let own = first(own);
    let text = w.rows[1].to_string();
    let conflict = Problem::Conflict { why: Conflict::OwnAccount };
    let shown = page(&w.ctx, &own, Some(&text)).await.unwrap();
    assert!(shown.found.is_none() && said(&shown) == Some(&conflict), "nor looks at it");
    let form = refused(&w.ctx, &own, &sent(&w.ctx.uuid(w.ctx.now()), &text)).await;
    assert_eq!(form.problem(Field::Entry), Some(&conflict));
    assert!(waiting(&w.ctx).await.unwrap().is_empty());
}

macro_rules! on_both_engines {
    ($($name:ident),* $(,)?) => {
        mod sqlite { use super::*; $(#[tokio::test] async fn $name() { super::$name(Engine::Sqlite).await; })* }
        mod postgres { use super::*; $(#[tokio::test] async fn $name() { super::$name(Engine::Postgres).await; })* }
    };
}

on_both_engines!(
    each_refusal_stands_at_its_field,
    an_entry_is_found_and_proposed_once,
    nobody_proposes_for_an_own_account,
);
