//! The officers' desk of transfers between cities: what is under way by direction and state, overdue first, and one
//! transfer with exactly the steps that this officer may take next.

use super::queue::{self, Head};
use crate::{
    pages::transfer::{clock_card, timeline, tone},
    parts::{
        Answer, Choice, Entry, ErrorSummary, Fact, Field, Money, Notice, Pill, Select, StaffPage,
        SummaryList, Timeline, Tone,
    },
    text::{Lang, complaint, desk_transfer as words, format, transfer as of_transfers},
    visit::{Stop, Visit, loaded, visit},
};
use domain::{
    CaseNumber, FormField,
    transfer::{Direction, Move, Party, TransferState, owed},
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use service::{
    complaint::AnswerClock,
    proposal::Kind,
    reviewer::{NotReviewed, Reviewer},
    transfer::{
        self, Transfer,
        desk::{self, Field as F, Filter, Page, Queue},
    },
};

/// `/desk/transfers`: all of them, overdue first; `?direction=` and `?state=` show a part.
#[component]
pub fn TransfersPage() -> impl IntoView {
    let visit = visit();
    let filter = chosen();
    loaded(async move {
        let reviewer = visit.reviewer()?;
        let queue = desk::queue(&visit.ctx, filter).await?;
        Ok::<_, Stop>(desk_view(&visit, &reviewer, &queue, None, ().into_any()))
    })
}

/// `/desk/transfers/{number}`: one of them.
#[component]
pub fn TransferDeskPage() -> impl IntoView {
    let visit = visit();
    let filter = chosen();
    let number = use_params_map().with_untracked(|params| params.get("number")).unwrap_or_default();
    loaded(async move {
        let reviewer = visit.reviewer()?;
        let number = CaseNumber::parse(&number).map_err(|_| Stop::NotFound)?;
        let queue = desk::queue(&visit.ctx, filter).await?;
        let pane = match desk::page(&visit.ctx, &reviewer, &number).await {
            Ok(page) => pane(&visit, &reviewer, &page),
            Err(NotReviewed::OwnCase) => queue::own_case(visit.lang(), words::own(visit.lang())),
            Err(why) => return Err(Stop::not_reviewed(why)),
        };
        Ok(desk_view(&visit, &reviewer, &queue, Some(&number), pane))
    })
}

fn chosen() -> Filter {
    use_query_map().with_untracked(|query| Filter {
        direction: query.get("direction").and_then(|code| Direction::from_code(&code)),
        state: query.get("state").and_then(|code| TransferState::from_code(&code)),
    })
}

fn desk_view(
    visit: &Visit,
    reviewer: &Reviewer,
    queue: &Queue,
    open: Option<&CaseNumber>,
    pane: AnyView,
) -> AnyView {
    let l = visit.lang();
    let count = queue.counts.iter().map(|(_, _, count)| count).sum();
    let (filters, table) = (filters(l, queue), table(visit, queue, open));
    let letter = matches!(reviewer, Reviewer::First(_)).then(|| {
        view! { <a href="/desk/transfers/letter">{words::new_letter(l)}</a> }
    });
    view! {
        <StaffPage title=words::title(l)>
            <div class="row"><h1>{words::heading(l, count)}</h1>{letter}</div>
            {filters}
            <div class="panes"><div>{table}</div>{pane}</div>
        </StaffPage>
    }
    .into_any()
}

/// Directions as segments; below them the states in which there is something.
fn filters(l: Lang, queue: &Queue) -> AnyView {
    let here = queue.filter;
    let of = |direction: Option<Direction>| {
        let counted = queue.counts.iter().filter(move |(one, _, _)| direction.is_none_or(|of| of == *one));
        counted.map(|(_, _, count)| count).sum::<u32>()
    };
    let segment = |direction: Option<Direction>, word: &'static str| {
        let current = (here.direction == direction).then_some("page");
        let code = direction.map_or("", Direction::code);
        view! { <a href=format!("/desk/transfers?direction={code}") aria-current=current>{word} " " {of(direction)}</a> }
    };
    let mut states: Vec<(TransferState, u32)> = Vec::new();
    for (direction, state, count) in &queue.counts {
        if here.direction.is_none_or(|of| of == *direction) {
            match states.iter_mut().find(|(known, _)| known == state) {
                Some((_, sum)) => *sum += count,
                None => states.push((*state, *count)),
            }
        }
    }
    states.sort();
    let chip = |(state, count): (TransferState, u32)| {
        let is_here = here.state == Some(state);
        let code = here.direction.map_or("", Direction::code);
        let wanted = if is_here { "" } else { state.code() };
        let current = is_here.then_some("page");
        view! {
            <a href=format!("/desk/transfers?direction={code}&state={wanted}") aria-current=current>
                {of_transfers::state(l, state)} " " {count}
            </a>
        }
    };
    let chips = states.into_iter().map(chip).collect_view();
    view! {
        <nav class="segments" aria-label=words::title(l)>
            {segment(None, words::all(l))}
            {segment(Some(Direction::In), words::incoming(l))}
            {segment(Some(Direction::Out), words::outgoing(l))}
        </nav>
        <nav class="chips" aria-label=words::states(l)>{chips}</nav>
    }
    .into_any()
}

fn table(visit: &Visit, queue: &Queue, open: Option<&CaseNumber>) -> AnyView {
    let l = visit.lang();
    if queue.lines.is_empty() {
        return view! { <Notice tone=Tone::Neutral title=words::nothing(l)/> }.into_any();
    }
    let rows = queue.lines.iter().map(|line| row(visit, line, queue.filter, open)).collect_view();
    let heads = [
        Head::Word(words::number(l)),
        Head::Word(words::what(l)),
        Head::Word(words::other(l)),
        Head::Word(words::state(l)),
        Head::Word(words::owes(l)),
        Head::Word(words::time_left(l)),
    ];
    queue::table(words::title(l), heads, rows)
}

fn row(visit: &Visit, line: &Transfer, filter: Filter, open: Option<&CaseNumber>) -> AnyView {
    let l = visit.lang();
    let current = (open == Some(&line.number)).then_some("true");
    let (direction, state) =
        (filter.direction.map_or("", Direction::code), filter.state.map_or("", TransferState::code));
    let number = line.number.as_str();
    let owes = owed(line.direction, line.state).map(|(party, term)| of_transfers::owed(l, party, term));
    let way = if line.direction == Direction::In { words::incoming(l) } else { words::outgoing(l) };
    view! {
        <tr aria-current=current>
            <td>
                <a class="nowrap" href=format!("/desk/transfers/{number}?direction={direction}&state={state}")>
                    {line.number.to_string()}
                </a>
            </td>
            <td class="nowrap">{way}</td>
            <td>{line.other_centre.clone()}</td>
            <td><Pill tone=tone(line.state) word=of_transfers::state(l, line.state)/></td>
            <td>{owes}</td>
            <td>{left(visit, line)}</td>
        </tr>
    }
    .into_any()
}

/// The clock as a pill: red when the day is over, amber on the last days of what this centre owes.
fn left(visit: &Visit, line: &Transfer) -> AnyView {
    let Some(clock) = transfer::clock(line, visit.ctx.today()) else { return ().into_any() };
    let ours = owed(line.direction, line.state).is_some_and(|(party, _)| party == Party::Centre);
    let tone = match clock {
        AnswerClock::Over(_) => Tone::Bad,
        AnswerClock::Left(0..=1) if ours => Tone::Warn,
        AnswerClock::Left(_) => Tone::Neutral,
    };
    view! { <Pill tone=tone word=complaint::clock(visit.lang(), clock)/> }.into_any()
}

fn pane(visit: &Visit, reviewer: &Reviewer, page: &Page) -> AnyView {
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
