//! The officers' desk of transfers between cities: what is under way by direction and state, overdue first; one of
//! them in the pane beside.

use super::{
    queue::{self, Head},
    transfer_pane::pane,
};
use crate::{
    pages::transfer::tone,
    parts::{Notice, Pill, StaffPage, Tone},
    text::{Lang, complaint, desk_transfer as words, transfer as of_transfers},
    visit::{Stop, Visit, loaded, visit},
};
use domain::{
    CaseNumber,
    transfer::{Direction, Party, TransferState, owed},
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use service::{
    complaint::AnswerClock,
    reviewer::{NotReviewed, Reviewer},
    transfer::{
        self, Transfer,
        desk::{self, Filter, Queue},
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
        return view! { <Notice tone=Tone::Neutral title=words::nothing_help(l)/> }.into_any();
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
