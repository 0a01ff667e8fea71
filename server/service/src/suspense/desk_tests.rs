//! Money in suspense at the desk: each refusal at its field, nothing typed lost, nothing set aside; proposed once.

use super::super::{receive_form, *};
use super::{Field as F, Page, Way, page, send};
use crate::{
    correction::tests::{HOLDER_ID, World, first, world},
    reviewer::{NotReviewed, Reviewer},
};
use domain::{
    FormState, Problem,
    two_people::{Conflict, ProposalState},
};
use receive_form::Field as R;
use store::{Engine, staff::Role};

fn incoming() -> FormState<R> {
    FormState::default()
        .with(R::Reference, "B1")
        .with(R::Amount, "2,500")
        .with(R::ReceivedOn, "2026-11-10")
        .with(R::Payer, "刺桐纺织")
        .with(R::Note, "")
}

async fn received(w: &World) -> Receipt {
    let id = w.ctx.uuid(w.ctx.now());
    receive_form::send(&w.ctx, &w.first, &id, incoming()).await.unwrap()
}

/// A form about a receipt as it is sent.
fn typed(receipt: &Receipt, way: Way, fields: &[(F, &str)]) -> FormState<F> {
    let mut form = FormState::default().with(F::Receipt, &receipt.id).with(F::Way, way.code());
    for (field, text) in fields {
        form.set(*field, text);
    }
    form
}

fn placed(w: &World, receipt: &Receipt, month: &str, share: &str) -> FormState<F> {
    let parts = [
        (F::Account, w.account.as_str()),
        (F::Business, "01"),
        (F::Month, month),
        (F::UnitPart, share),
        (F::PersonalPart, share),
    ];
    typed(receipt, Way::Account, &parts)
}

fn refund(receipt: &Receipt, reference: &str, amount: &str) -> FormState<F> {
    typed(receipt, Way::Refund, &[(F::Reference, reference), (F::Amount, amount)])
}

async fn refused(w: &World, by: &FirstReviewer, form: FormState<F>) -> FormState<F> {
    let id = w.ctx.uuid(w.ctx.now());
    match send(&w.ctx, by, &id, form).await {
        Err(NotReviewed::Problem(form)) => form,
        other => panic!("{other:?}"),
    }
}

async fn shown(w: &World, receipt: &Receipt) -> Page {
    page(&w.ctx, &Reviewer::First(w.first.clone()), &receipt.id).await.unwrap().unwrap()
}

async fn each_refusal_stands_at_its_field(engine: Engine) {
    let w = world(engine).await;
    let receipt = received(&w).await;
    let why = |why| Problem::Unusable { why };
    let open = receipt.open;
    let nobody = domain::AccountNo::of(35, 99).unwrap();
    for (field, text, expected) in [
        (F::Account, "", Problem::Missing),
        (F::Account, "123", Problem::NoSuchAccount),
        (F::Account, nobody.as_str(), why(Unusable::NoAccount)),
        (F::Business, "", Problem::Missing),
        (F::Business, "08", Problem::NotAChoice),
        (F::Month, "", Problem::Missing),
        (F::Month, "2026-13", Problem::NotAMonth),
        (F::Month, "2026-12", why(Unusable::MonthInFuture)),
        (F::Month, "2026-10", why(Unusable::MonthPaid)),
        (F::UnitPart, "", Problem::Missing),
        (F::UnitPart, "1.234", Problem::NotAnAmount),
        (F::UnitPart, "2000", why(Unusable::MoreThanOpen { open })),
        (F::PersonalPart, "x", Problem::NotAnAmount),
    ] {
        let mut form = placed(&w, &receipt, "2026-11", "1000");
        form.set(field, text);
        let form = refused(&w, &w.first, form).await;
        let problems: Vec<_> = form.problems().map(|(field, problem)| (field, problem.clone())).collect();
        assert_eq!(problems, [(field, expected)], "{text}");
        let kept = shown(&w, &receipt).await.form.unwrap().state;
        assert_eq!((kept.value(field), kept.problem(field).is_some()), (text, true));
    }
    let form = refused(&w, &w.first, placed(&w, &receipt, "2026-11", "0")).await;
    assert_eq!(form.problem(F::UnitPart), Some(&why(Unusable::AmountZero)));
    for (form, field, expected) in [
        (refund(&receipt, "", "1"), F::Reference, Problem::Missing),
        (refund(&receipt, &"9".repeat(65), "1"), F::Reference, why(Unusable::NoReference)),
        (refund(&receipt, "B9", ""), F::Amount, Problem::Missing),
        (refund(&receipt, "B9", "0"), F::Amount, why(Unusable::AmountZero)),
        (refund(&receipt, "B9", "2500.01"), F::Amount, why(Unusable::MoreThanOpen { open })),
        (
            typed(&receipt, Way::File, &[(F::Batch, "none"), (F::BatchAmount, "1")]),
            F::Batch,
            why(Unusable::NoSuchFile),
        ),
        (typed(&receipt, Way::File, &[(F::Batch, "none")]), F::BatchAmount, Problem::Missing),
    ] {
        assert_eq!(refused(&w, &w.first, form).await.problem(field), Some(&expected));
    }
    // Whose account it is cannot say where money goes.
    let (holder, _) = w.test.staff("holder", HOLDER_ID, Role::FirstReviewer).await;
    let form = refused(&w, &first(holder), placed(&w, &receipt, "2026-11", "1000")).await;
    assert_eq!(form.problem(F::Account), Some(&Problem::Conflict { why: Conflict::OwnAccount }));
    assert_eq!(shown(&w, &receipt).await.aged.receipt, receipt, "nothing was set aside");
    assert!(waiting(&w.ctx).await.unwrap().is_empty());
    let ghost = Receipt { id: "ghost".into(), ..receipt.clone() };
    let id = w.ctx.uuid(w.ctx.now());
    assert!(matches!(
        send(&w.ctx, &w.first, &id, refund(&ghost, "B9", "1")).await,
        Err(NotReviewed::NotFound)
    ));
    let odd = typed(&receipt, Way::Refund, &[(F::Way, "gift")]);
    assert!(matches!(send(&w.ctx, &w.first, &id, odd).await, Err(NotReviewed::NotFound)));
}

async fn a_use_is_proposed_once_and_decided_by_another(engine: Engine) {
    let w = world(engine).await;
    let receipt = received(&w).await;
    let id = shown(&w, &receipt).await.form.unwrap().request_id;
    for _ in 0..2 {
        assert_eq!(send(&w.ctx, &w.first, &id, placed(&w, &receipt, "2026-11", "1000")).await.unwrap(), id);
    }
    let open = Fen::from_yuan(500);
    w.test.clock.advance_ms(1_000);
    let page_now = shown(&w, &receipt).await;
    assert_eq!((page_now.aged.receipt.open, page_now.aged.days, page_now.uses.len()), (open, 11, 1));
    assert!(page_now.recorded_by.is_some());
    // The page from before, sent with something else, is no second word on the first proposal.
    let stale = send(&w.ctx, &w.first, &id, refund(&receipt, "B9", "500")).await;
    let Err(NotReviewed::Problem(form)) = stale else { panic!("{stale:?}") };
    let why = Unusable::ReferenceUsed;
    assert_eq!(form.problem(F::Reference), Some(&Problem::Unusable { why }));
    let other = Receipt { id: "other".into(), ..receipt.clone() };
    let by = Reviewer::First(w.first.clone());
    assert!(page(&w.ctx, &by, &other.id).await.unwrap().is_none());
    let again = shown(&w, &receipt).await.form.unwrap();
    assert_ne!(again.request_id, id);
    send(&w.ctx, &w.first, &again.request_id, again.state).await.unwrap();
    let page_now = shown(&w, &receipt).await;
    assert!(page_now.form.is_none() && page_now.uses.len() == 2, "all of it is promised");
    approve(&w.ctx, &w.second, &id).await.unwrap();
    refuse(&w.ctx, &w.second, &again.request_id).await.unwrap();
    let states: Vec<_> = shown(&w, &receipt).await.uses.iter().map(|one| one.state).collect();
    assert_eq!(states, [ProposalState::Done, ProposalState::Refused]);
    let second = page(&w.ctx, &Reviewer::Second(w.second.clone()), &receipt.id).await.unwrap().unwrap();
    assert!(second.form.is_none() && second.aged.receipt.open == open);
    assert_eq!(w.findings().await, []);
}

async fn what_was_typed_of_one_receipt_is_not_shown_at_another(engine: Engine) {
    let w = world(engine).await;
    let receipt = received(&w).await;
    let id = w.ctx.uuid(w.ctx.now());
    let other = receive_form::send(&w.ctx, &w.first, &id, incoming().with(R::Reference, "B2")).await.unwrap();
    refused(&w, &w.first, refund(&receipt, "B9", "x")).await;
    let form = shown(&w, &other).await.form.unwrap().state;
    assert!(form.is_sound() && form.value(F::Reference).is_empty());
    assert_eq!(shown(&w, &receipt).await.form.unwrap().state.value(F::Reference), "B9");
}

async fn money_is_written_down_once_with_its_day(engine: Engine) {
    let w = world(engine).await;
    for (field, text, expected) in [
        (R::Reference, "", Problem::Missing),
        (R::Amount, "", Problem::Missing),
        (R::Amount, "abc", Problem::NotAnAmount),
        (R::Amount, "0", Problem::Unusable { why: Unusable::AmountZero }),
        (R::ReceivedOn, "", Problem::Missing),
        (R::ReceivedOn, "2026-02-30", Problem::NotADate),
        (R::ReceivedOn, "2099-01-01", Problem::Unusable { why: Unusable::DayInFuture }),
        (R::Payer, " ", Problem::Missing),
        (R::Note, "a\u{202E}b", Problem::ForbiddenCharacter),
    ] {
        let id = w.ctx.uuid(w.ctx.now());
        let refused = receive_form::send(&w.ctx, &w.first, &id, incoming().with(field, text)).await;
        let Err(NotReviewed::Problem(form)) = refused else { panic!("{refused:?}") };
        assert_eq!(form.problem(field), Some(&expected), "{text}");
        let kept = receive_form::form(&w.ctx, &w.first).await.unwrap().state;
        assert_eq!((kept.value(field), kept.problem(field)), (text, Some(&expected)));
    }
    assert!(aged(&w.ctx).await.unwrap().is_empty(), "nothing was booked");
    let id = receive_form::form(&w.ctx, &w.first).await.unwrap().request_id;
    let one = receive_form::send(&w.ctx, &w.first, &id, incoming()).await.unwrap();
    assert_eq!(receive_form::send(&w.ctx, &w.first, &id, incoming()).await.unwrap(), one);
    let other = receive_form::send(&w.ctx, &w.first, &id, incoming().with(R::Amount, "1")).await;
    let Err(NotReviewed::Problem(form)) = other else { panic!("{other:?}") };
    let why = Unusable::ReferenceUsed;
    assert_eq!(form.problem(R::Reference), Some(&Problem::Unusable { why }));
    assert_eq!(aged(&w.ctx).await.unwrap().len(), 1);
    assert_eq!(w.findings().await, []);
}

store::on_both_engines!(
    each_refusal_stands_at_its_field,
    a_use_is_proposed_once_and_decided_by_another,
    what_was_typed_of_one_receipt_is_not_shown_at_another,
    money_is_written_down_once_with_its_day,
);
