//! One transfer between cities at the desk, with exactly the steps that this officer may take next.

use super::queue;
use crate::{
    pages::transfer::{clock_card, timeline, tone},
    parts::{
        Answer, Choice, Entry, ErrorSummary, Fact, Field, Money, Notice, Pill, Select, SummaryList, Timeline,
        Tone,
    },
    text::{Lang, desk_transfer as words, format, transfer as of_transfers},
    visit::Visit,
};
use domain::{
    FormField,
    transfer::{Direction, Move, TransferState},
};
use leptos::prelude::*;
use service::{
    proposal::Kind,
    reviewer::Reviewer,
    transfer::{
        self,
        desk::{self, Field as F, Page},
    },
};

pub(super) fn pane(visit: &Visit, reviewer: &Reviewer, page: &Page) -> AnyView {
    let l = visit.lang();
    let found = &page.transfer;
    let stops = timeline(l, found, &page.events, words::party);
    view! {
        <section class="pane">
            <div class="row">
                <h2>{of_transfers::direction(l, found.direction)} " " <span class="nowrap">{found.number.to_string()}</span></h2>
                <Pill tone=tone(found.state) word=of_transfers::state(l, found.state)/>
            </div>
            {clock_card(visit, found)}
            <SummaryList lang=l facts=facts(l, page)/>
            {next(l, reviewer, page)}
            <details class="card" open>
                <summary>{words::history(l)}</summary>
                <Timeline lang=l stops=stops/>
            </details>
        </section>
    }
    .into_any()
}

fn facts(l: Lang, page: &Page) -> Vec<Fact> {
    let found = &page.transfer;
    let mut facts = vec![
        Fact::new(words::holder(l), page.own.person_name.clone()),
        Fact::new(words::account(l), format::in_fours(found.account.as_str())),
        Fact::new(words::other(l), found.other_centre.clone()),
        Fact::new(words::other_account(l), found.other_account.clone()),
    ];
    if let Some(letter) = &found.letter {
        facts.push(Fact::new(words::letter(l), letter.number.clone()));
        facts.push(Fact::new(words::payee(l), format!("{} · {}", letter.payee, letter.tail)));
    }
    if let Some(amounts) = found.amounts {
        facts.push(Fact::new(words::principal(l), view! { <Money lang=l amount=amounts.principal/> }));
        facts.push(Fact::new(words::interest(l), view! { <Money lang=l amount=amounts.interest/> }));
        let all = amounts.all();
        facts.extend(all.map(|all| Fact::new(words::amount(l), view! { <Money lang=l amount=all/> })));
    }
    facts.extend(found.reference.clone().map(|serial| Fact::new(words::reference(l), serial)));
    facts
}

/// The step that this officer may take, or who takes it.
fn next(l: Lang, reviewer: &Reviewer, page: &Page) -> AnyView {
    if let Some(asked) = &page.asked {
        let title = of_transfers_waits(l, words::asked(l, &asked.step));
        let decide = queue::to_decide(l, reviewer, Kind::Transfer, &asked.id);
        return view! {
            {summary(l, page)}
            <div id=F::Move.name()><Notice tone=Tone::Warn title=title text=words::decided_elsewhere(l)/></div>
            {decide}
        }
        .into_any();
    }
    if !page.moves.is_empty() {
        return form(l, page);
    }
    let bank = (Direction::Out, TransferState::InfoReviewed);
    let why = match page.transfer.state {
        state if state.is_final() => words::over(l),
        state if (page.transfer.direction, state) == bank => words::bank_does(l),
        _ => words::first_does(l),
    };
    view! {
        {summary(l, page)}
        <div id=F::Move.name()><Notice tone=Tone::Neutral title=words::no_step(l) text=why/></div>
    }
    .into_any()
}

fn of_transfers_waits(l: Lang, what: &str) -> String {
    crate::text::parts::labelled(l, words::waits(l), what)
}

fn label(l: Lang, field: F) -> &'static str {
    match field {
        F::Number | F::Move => words::step_label(l),
        F::Principal => words::principal(l),
        F::Interest => words::interest(l),
        F::Reference => words::reference(l),
        F::Receipt => words::receipt(l),
        F::Note => words::note(l),
    }
}

fn summary(l: Lang, page: &Page) -> AnyView {
    let entries = F::ALL
        .iter()
        .map(|field| (label(l, *field).to_owned(), Entry::of(&page.form.state, *field)))
        .collect();
    view! { <ErrorSummary lang=l entries=entries/> }.into_any()
}

fn form(l: Lang, page: &Page) -> AnyView {
    let direction = page.transfer.direction;
    let entry = |field| Entry::of(&page.form.state, field);
    let (choice, word) = match page.moves.as_slice() {
        [only] => (
            view! { <input type="hidden" name=F::Move.name() value=only.code()/> }.into_any(),
            words::step_word(l, direction, *only),
        ),
        moves => (choice(l, direction, moves, entry(F::Move)), words::go(l)),
    };
    let reads = |field: F| page.moves.iter().any(|wanted| desk::fields(direction, *wanted).contains(&field));
    let fields =
        F::ALL.iter().filter(|field| reads(**field)).map(|field| field_of(l, page, *field)).collect_view();
    let anchor = (page.moves.len() == 1).then_some(F::Move.name());
    view! {
        {summary(l, page)}
        <form class="card" method="post" action="/do/desk-transfer" novalidate=true>
            {choice}
            {fields}
            <input type="hidden" name="number" value=page.transfer.number.as_str().to_owned()/>
            <input type="hidden" name="request_id" value=page.form.request_id.clone()/>
            <div class="actions" id=anchor><button class="button">{word}</button></div>
        </form>
    }
    .into_any()
}

fn choice(l: Lang, direction: Direction, moves: &[Move], entry: Entry) -> AnyView {
    let answer = |wanted: &Move| {
        Answer::new(wanted.code(), words::step_word(l, direction, *wanted))
            .note(words::step_note(l, direction, *wanted))
    };
    let answers = moves.iter().map(answer).collect();
    view! { <Choice lang=l entry=entry label=words::step(l) answers=answers/> }.into_any()
}

fn field_of(l: Lang, page: &Page, field: F) -> AnyView {
    let entry = Entry::of(&page.form.state, field);
    let label = label(l, field);
    match field {
        F::Principal => view! {
            <Field lang=l entry=entry label=label hint=words::amounts_hint(l) inputmode="decimal"/>
        }
        .into_any(),
        F::Interest => view! { <Field lang=l entry=entry label=label inputmode="decimal"/> }.into_any(),
        F::Reference => {
            view! { <Field lang=l entry=entry label=label hint=words::reference_hint(l)/> }.into_any()
        }
        F::Receipt => receipts(l, page, entry),
        F::Note => {
            let is_basis = page.moves.contains(&Move::Confirm) && page.transfer.direction == Direction::Out;
            let hint = if is_basis { words::note_basis(l) } else { words::note_told(l) };
            view! { <Field lang=l entry=entry label=label hint=hint/> }.into_any()
        }
        F::Number | F::Move => ().into_any(),
    }
}

fn receipts(l: Lang, page: &Page, entry: Entry) -> AnyView {
    if page.receipts.is_empty() {
        let all = page.transfer.amounts.and_then(transfer::Amounts::all).unwrap_or_default();
        return view! {
            <div id=F::Receipt.name()>
                <Notice tone=Tone::Warn title=words::no_receipt(l) text=words::wanted_amount(l, all)/>
            </div>
        }
        .into_any();
    }
    let answer = |one: &transfer::Receipt| {
        let day = format::date(one.received_on);
        Answer::new(one.id.clone(), words::receipt_line(&day, one.amount, &one.payer, &one.reference))
    };
    let answers = page.receipts.iter().map(answer).collect();
    view! {
        <Select lang=l entry=entry label=words::receipt(l) hint=words::receipt_hint(l) answers=answers ask=true/>
    }
    .into_any()
}
