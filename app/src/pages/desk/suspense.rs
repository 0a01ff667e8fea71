//! `/desk/suspense`: money that belongs to no account yet (暂收款), the longest waiting first; and one receipt with what
//! became of it and the forms in which a first reviewer proposes what becomes of the rest.

use super::{
    proposals::{is_id, name_of},
    queue::{self, Head},
};
use crate::{
    parts::{Answer, Entry, ErrorSummary, Fact, Field, Money, Notice, Select, StaffPage, SummaryList, Tone},
    text::{Lang, day_end, desk_suspense as words, format, ledger, proposals},
    visit::{Stop, Visit, loaded, visit},
};
use domain::{BusinessCode, suspense::Use};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use service::{
    draft::Form,
    proposal::{Kind, Proposal},
    reviewer::Reviewer,
    suspense::{
        self, Aged, Proposed, Receipt,
        desk::{self, Field as F, Page, Way},
    },
};

/// `/desk/suspense`: all that is open.
#[component]
pub fn SuspensePage() -> impl IntoView {
    let visit = visit();
    loaded(async move {
        let reviewer = visit.reviewer()?;
        let open = suspense::aged(&visit.ctx).await?;
        Ok::<_, Stop>(desk_view(visit.lang(), &reviewer, &open, None, ().into_any()))
    })
}

/// `/desk/suspense/{id}`: one receipt.
#[component]
pub fn ReceiptPage() -> impl IntoView {
    let visit = visit();
    let id = use_params_map().with_untracked(|params| params.get("id")).unwrap_or_default();
    loaded(async move {
        let reviewer = visit.reviewer()?;
        if !is_id(&id) {
            return Err(Stop::NotFound);
        }
        let page = desk::page(&visit.ctx, &reviewer, &id).await?.ok_or(Stop::NotFound)?;
        let open = suspense::aged(&visit.ctx).await?;
        let pane = pane(&visit, &reviewer, &page);
        Ok(desk_view(visit.lang(), &reviewer, &open, Some(&id), pane))
    })
}

fn desk_view(l: Lang, reviewer: &Reviewer, open: &[Aged], shown: Option<&str>, pane: AnyView) -> AnyView {
    let (heading, table) = (words::heading(l, open.len()), table(l, open, shown));
    let receive = matches!(reviewer, Reviewer::First(_))
        .then(|| view! { <a href="/desk/suspense/receive">{words::receive_title(l)}</a> });
    view! {
        <StaffPage title=words::title(l)>
            <div class="row"><h1>{heading}</h1>{receive}</div>
            <div class="panes"><div>{table}</div>{pane}</div>
        </StaffPage>
    }
    .into_any()
}

fn table(l: Lang, open: &[Aged], shown: Option<&str>) -> AnyView {
    if open.is_empty() {
        return view! { <Notice tone=Tone::Neutral title=words::nothing_help(l)/> }.into_any();
    }
    let row = |Aged { receipt, days }: &Aged| {
        let current = (shown == Some(receipt.id.as_str())).then_some("true");
        view! {
            <tr aria-current=current>
                <td>{link(l, receipt)}</td>
                <td data-label=words::reference(l)>{receipt.reference.clone()}</td>
                <td class="nowrap" data-label=words::received(l)>{format::date(receipt.received_on)}</td>
                <td class="nowrap" data-label=words::age(l)>{day_end::days_old(l, *days)}</td>
                <td class="num" data-label=words::open(l)>{format::yuan(receipt.open)}</td>
            </tr>
        }
    };
    let heads = [
        Head::Word(words::payer(l)),
        Head::Word(words::reference(l)),
        Head::Word(words::received(l)),
        Head::Word(words::age(l)),
        Head::Number(words::open(l)),
    ];
    queue::table(words::title(l), heads, open.iter().map(row).collect_view())
}

/// The payer, as the way to the receipt. One that was given another id at the command line is dealt with there.
fn link(l: Lang, receipt: &Receipt) -> AnyView {
    let payer = payer(l, receipt);
    match is_id(&receipt.id) {
        true => view! { <a href=format!("/desk/suspense/{}", receipt.id)>{payer}</a> }.into_any(),
        false => payer.into_any(),
    }
}

fn payer(l: Lang, receipt: &Receipt) -> String {
    if receipt.payer.is_empty() { words::no_payer(l).to_owned() } else { receipt.payer.clone() }
}

fn pane(visit: &Visit, reviewer: &Reviewer, page: &Page) -> AnyView {
    let (l, receipt) = (visit.lang(), &page.aged.receipt);
    let uses = page.uses.iter().map(|one| of_use(l, one)).collect::<Vec<_>>();
    let uses =
        (!uses.is_empty()).then(|| view! { <h2>{words::uses(l)}</h2> <SummaryList lang=l facts=uses/> });
    let forms = match (&page.form, reviewer) {
        (Some(form), _) => forms(l, receipt, form),
        (None, Reviewer::Second(_)) if !receipt.open.is_zero() => {
            view! { <Notice tone=Tone::Neutral title=words::not_yours(l)/> }.into_any()
        }
        (None, _) if waits(page) => {
            let help = words::all_promised_help(l);
            view! { <Notice tone=Tone::Neutral title=words::all_promised(l) text=help/> }.into_any()
        }
        (None, _) => ().into_any(),
    };
    view! {
        <section class="pane">
            <h2>{payer(l, receipt)}</h2>
            <SummaryList lang=l facts=facts(l, page)/>
            {uses}
            {forms}
        </section>
    }
    .into_any()
}

fn waits(page: &Page) -> bool {
    page.uses.iter().any(|one| one.state == domain::two_people::ProposalState::Proposed)
}

fn facts(l: Lang, page: &Page) -> Vec<Fact> {
    let Aged { receipt, days } = &page.aged;
    let mut facts = vec![
        Fact::new(words::amount(l), view! { <Money lang=l amount=receipt.amount/> }),
        Fact::new(words::open(l), view! { <Money lang=l amount=receipt.open/> }),
        Fact::new(words::received(l), format::date(receipt.received_on)),
        Fact::new(words::age(l), day_end::days_old(l, *days)),
        Fact::new(words::reference(l), receipt.reference.clone()),
        Fact::new(words::source(l), words::source_of(l, receipt.source)),
    ];
    facts.extend(page.recorded_by.clone().map(|name| Fact::new(words::recorded_by(l), name)));
    facts.extend(receipt.note.clone().map(|note| Fact::new(words::note(l), note)));
    facts
}

/// One proposal of a receipt, with the way to it.
fn of_use(l: Lang, one: &Proposed) -> Fact {
    let act = proposals::act(l, &Proposal::Suspense(one.clone()));
    let name = name_of(Kind::Suspense, &one.id);
    let word = proposals::state(l, one.state);
    let state = match is_id(&one.id) {
        true => view! { <a href=format!("/desk/proposals/{name}")>{word}</a> }.into_any(),
        false => word.into_any(),
    };
    Fact::new(act, state)
}

/// What a proposal would do with the money, for whoever decides it.
pub(super) fn facts_of(l: Lang, one: &Proposed) -> Vec<Fact> {
    let mut facts = vec![Fact::new(proposals::amount(l), view! { <Money lang=l amount=one.amount/> })];
    match &one.what {
        Use::Account(placing) => {
            let what =
                format!("{} {}", ledger::business(l, placing.business), format::month(l, placing.month));
            facts.push(Fact::new(words::business(l), what));
            facts.push(Fact::new(words::unit_part(l), view! { <Money lang=l amount=placing.unit_part/> }));
            facts.push(Fact::new(
                words::personal_part(l),
                view! { <Money lang=l amount=placing.personal_part/> },
            ));
        }
        Use::Refund { reference } => {
            facts.push(Fact::new(words::refund_reference(l), reference.as_str().to_owned()));
        }
        Use::File { batch } => facts.push(Fact::new(words::batch(l), batch.clone())),
    }
    if is_id(&one.receipt_id) {
        let href = format!("/desk/suspense/{}", one.receipt_id);
        facts.push(Fact::new(words::title(l), view! { <a href=href>{words::to_receipt(l)}</a> }));
    }
    facts
}

/// A form for each thing that may be proposed; the one that was refused is open.
fn forms(l: Lang, receipt: &Receipt, form: &Form<F>) -> AnyView {
    let tried = Way::from_code(form.state.value(F::Way));
    let problem = |field: &F| (words::label(l, *field).to_owned(), Entry::of(&form.state, *field));
    let problems = tried.map(|way| way.fields().iter().map(problem).collect()).unwrap_or_default();
    let one = |way: Way| {
        let open = way == tried.unwrap_or(Way::Account);
        let fields = way.fields().iter().map(|field| field_of(l, receipt, form, *field)).collect_view();
        view! {
            <details class="card" open=open>
                <summary>{words::way(l, way)}</summary>
                <form method="post" action="/do/desk-suspense" novalidate=true>
                    {fields}
                    <p class="small">{words::propose_help(l)}</p>
                    <input type="hidden" name="receipt" value=receipt.id.clone()/>
                    <input type="hidden" name="way" value=way.code()/>
                    <input type="hidden" name="request_id" value=form.request_id.clone()/>
                    <div class="actions"><button class="button">{words::propose(l)}</button></div>
                </form>
            </details>
        }
    };
    view! { <ErrorSummary lang=l entries=problems/> {Way::ALL.map(one)} }.into_any()
}

fn field_of(l: Lang, receipt: &Receipt, form: &Form<F>, field: F) -> AnyView {
    let (entry, label) = (Entry::of(&form.state, field), words::label(l, field));
    match field {
        F::Receipt | F::Way => ().into_any(),
        F::Business => {
            let answer =
                |of: BusinessCode| Answer::new(of.code(), format!("{} {}", of.code(), ledger::business(l, of)));
            let answers = [BusinessCode::BackPayment, BusinessCode::RegularRemittance].map(answer).into();
            view! { <Select lang=l entry=entry label=label answers=answers/> }.into_any()
        }
        F::Account => {
            view! { <Field lang=l entry=entry label=label hint=words::account_hint(l) inputmode="numeric" code=true/> }
                .into_any()
        }
        F::Month => view! { <Field lang=l entry=entry label=label hint=words::month_hint(l)/> }.into_any(),
        F::Reference => view! { <Field lang=l entry=entry label=label hint=words::refund_hint(l)/> }.into_any(),
        F::Batch => view! { <Field lang=l entry=entry label=label hint=words::batch_hint(l)/> }.into_any(),
        F::UnitPart | F::PersonalPart => {
            view! { <Field lang=l entry=entry label=label inputmode="decimal" unit=words::yuan(l)/> }.into_any()
        }
        F::Amount | F::BatchAmount => {
            // All that is open, unless something else was typed.
            let entry = entry.or(receipt.open.plain());
            view! { <Field lang=l entry=entry label=label inputmode="decimal" unit=words::yuan(l)/> }.into_any()
        }
    }
}
