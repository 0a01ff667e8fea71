//! Transfers between cities (异地转移接续): `/transfer` with the form and its check page, and one transfer on its way as
//! `/cases/{number}` shows it.

use crate::{
    parts::{
        BackLink, Entry, ErrorSummary, Fact, Field, Milestone, Money, Notice, Outcome, Page, Pill, RuleLine,
        RuleList, Shown, SummaryList, Tab, Tick, Timeline, Tone, When,
    },
    paths::Path,
    text::{Lang, complaint, format, parts::step, rent, transfer as words},
    visit::{Stop, Visit, loaded, visit},
};
use domain::{
    Timestamp,
    transfer::{Direction, NotTransferable, Party, TransferState, owed},
};
use leptos::prelude::*;
use service::transfer::{
    self, CheckPage as Check, Event, Field as F, Page as First, PageStep, Transfer, View,
};

/// `/transfer`: may I, the form, and what is under way.
#[component]
pub fn TransferPage() -> impl IntoView {
    let visit = visit();
    loaded(async move {
        let member = visit.member()?;
        Ok::<_, Stop>(match transfer::page(&visit.ctx, &member).await? {
            Some(page) => first(&visit, &page),
            None => super::rent::no_account(visit.lang()),
        })
    })
}

fn first(visit: &Visit, page: &First) -> AnyView {
    let l = visit.lang();
    let rows = page.transfers.iter().map(|found| row(visit, found).1).collect_view();
    let mine = (!page.transfers.is_empty()).then(|| {
        view! { <section class="card"><h2 class="label">{words::mine(l)}</h2><ul class="list">{rows}</ul></section> }
    });
    let finding = if page.hindrance.is_none() { words::may(l) } else { words::may_not(l) };
    let rules = vec![months(l, page)];
    let form = page.hindrance.is_none().then(|| form(l, page));
    view! {
        <Page title=words::title(l) tab=Tab::Tasks>
            <header class="head">
                <BackLink lang=l href="/tasks"/>
                <h1>{words::bring(l)}</h1>
                <p class="lead">{words::bring_lead(l)}</p>
            </header>
            {mine}
            <h2>{finding}</h2>
            <RuleList lang=l rules=rules/>
            {form}
            <Notice tone=Tone::Neutral title=words::leave(l) text=words::leave_help(l)/>
            <p class="small">{words::own_promise(l)}</p>
        </Page>
    }
    .into_any()
}

/// The one condition that we can look up ourselves, with the person's own figure.
fn months(l: Lang, page: &First) -> RuleLine {
    let has = page.own.account.consecutive_months;
    let needed = page.rule.months;
    let mut notes = vec![words::months_seen(l, has)];
    let outcome = match page.hindrance {
        Some(NotTransferable::TooFewMonths { .. }) => {
            notes.push(words::months_to_go(l, needed.saturating_sub(has)));
            Outcome::Unmet
        }
        Some(why) => {
            notes = vec![words::not_transferable(l, why)];
            Outcome::Unmet
        }
        None => Outcome::Met,
    };
    RuleLine { outcome, title: words::months_needed(l, needed), notes }
}

fn form(l: Lang, page: &First) -> AnyView {
    let state = &page.form.state;
    let (centre, account) = (Entry::of(state, F::Centre), Entry::of(state, F::Account));
    let entries =
        vec![(words::centre(l).to_owned(), centre.clone()), (words::account(l).to_owned(), account.clone())];
    view! {
        <ErrorSummary lang=l entries=entries/>
        <form method="post" action="/do/transfer-form">
            <Field lang=l entry=centre label=words::centre(l) hint=words::centre_hint(l)/>
            <Field lang=l entry=account label=words::account(l) hint=words::account_hint(l) code=true/>
            <div class="actions"><button class="button">{words::go_on(l)}</button></div>
        </form>
    }
    .into_any()
}

/// `/transfer/check`: what will happen, then one sending.
#[component]
pub fn TransferCheckPage() -> impl IntoView {
    let visit = visit();
    loaded(async move {
        let member = visit.member()?;
        match transfer::check(&visit.ctx, &member).await? {
            PageStep::Here(page) => Ok(check(&visit, page)),
            PageStep::NoAccount => Ok(super::rent::no_account(visit.lang())),
            PageStep::First => Err(Stop::Go(Path::fixed("/transfer"))),
        }
    })
}

fn check(visit: &Visit, page: Check) -> AnyView {
    let l = visit.lang();
    let facts = vec![
        Fact::new(words::centre(l), page.centre.clone()).change("/transfer"),
        Fact::new(words::account(l), page.account.clone()).change("/transfer"),
        Fact::new(words::to_account(l), format::in_fours(page.own.account.number.as_str())),
        Fact::new(words::letter_by(l), format::date(page.letter_by)),
    ];
    let declaration = Entry::of(&page.form.state, F::Declaration);
    let entries = vec![(words::check(l).to_owned(), declaration.clone())];
    view! {
        <Page title=words::check(l) tab=Tab::Tasks>
            <header class="head">
                <BackLink lang=l href="/transfer"/>
                <p class="step">{step(l, 2, 2)}</p>
                <h1>{words::check(l)}</h1>
            </header>
            <ErrorSummary lang=l entries=entries/>
            <SummaryList lang=l facts=facts ruled=true/>
            <Notice tone=Tone::Good title=words::then(l) text=words::then_help(l)/>
            <form method="post" action="/do/transfer-submit">
                <input type="hidden" name="request_id" value=page.form.request_id/>
                <input type="hidden" name="centre" value=page.centre/>
                <input type="hidden" name="account" value=page.account/>
                <Tick lang=l entry=declaration label=words::declaration(l)/>
                <div class="actions"><button class="button">{words::send(l)}</button></div>
            </form>
        </Page>
    }
    .into_any()
}

pub(super) fn tone(state: TransferState) -> Tone {
    match state {
        TransferState::Done => Tone::Good,
        TransferState::Negotiating => Tone::Warn,
        TransferState::Rejected | TransferState::Failed => Tone::Bad,
        _ => Tone::Neutral,
    }
}

/// A transfer among the cases, with its clock.
pub(super) fn row(visit: &Visit, found: &Transfer) -> (Timestamp, AnyView) {
    let l = visit.lang();
    let href = format!("/cases/{}", found.number.as_str());
    let clock = transfer::clock(found, visit.ctx.today());
    let clock = clock.map(|clock| format!(" · {}", complaint::clock(l, clock)));
    let (direction, centre) = (words::direction(l, found.direction), found.other_centre.clone());
    let row = view! {
        <li><a href=href>
            <span class="what">
                {direction} " · " {centre}
                <small>{found.number.to_string()} " · " {rent::moment(l, found.filed)}{clock}</small>
            </span>
            <span class="side"><Pill tone=tone(found.state) word=words::state(l, found.state)/></span>
        </a></li>
    };
    (found.filed, row.into_any())
}

/// The body of `/cases/{number}` when the number is that of a transfer.
pub(super) fn one(visit: &Visit, page: &View) -> AnyView {
    let l = visit.lang();
    let found = &page.transfer;
    let title = words::direction(l, found.direction);
    let (number, state) = (found.number.to_string(), found.state);
    let facts = vec![
        Fact::new(words::other(l), found.other_centre.clone()),
        Fact::new(words::account(l), found.other_account.clone()),
        Fact::new(words::to_account(l), format::in_fours(found.account.as_str())),
    ];
    let facts = match found.direction {
        Direction::In => facts,
        Direction::Out => facts.into_iter().take(1).collect(),
    };
    let cards = (clock_card(visit, found), why(l, page), amounts(visit, page));
    let (stops, acts) = (timeline(l, found, &page.events, words::party), acts(l, page));
    view! {
        <Page title=title tab=Tab::Tasks>
            <header class="head">
                <BackLink lang=l href="/cases" word=rent::my_cases(l).to_owned()/>
                <h1>{title}</h1>
                <div class="row">
                    <p>{words::number(l)} " " <span class="nowrap">{number}</span></p>
                    <Pill tone=tone(state) word=words::state(l, state)/>
                </div>
            </header>
            {cards}
            <SummaryList lang=l facts=facts ruled=true/>
            <h2 class="sr">{words::way(l)}</h2>
            <Timeline lang=l stops=stops/>
            {acts}
        </Page>
    }
    .into_any()
}

/// Who owes what, and how much time is left, in plain sight.
pub(super) fn clock_card(visit: &Visit, found: &Transfer) -> Option<AnyView> {
    let l = visit.lang();
    let (clock, by) = (transfer::clock(found, visit.ctx.today())?, found.due_by?);
    let (party, term) = owed(found.direction, found.state)?;
    let tone = if matches!(clock, service::complaint::AnswerClock::Over(_)) { Tone::Bad } else { Tone::Good };
    let text = format!("{} · {}", words::by(l, by), complaint::clock(l, clock));
    Some(view! { <Notice tone=tone title=words::owed(l, party, term) text=text/> }.into_any())
}

/// What was said last, where the contributor should know why.
fn why(l: Lang, page: &View) -> Option<AnyView> {
    let state = page.transfer.state;
    let told = matches!(state, TransferState::Negotiating | TransferState::Rejected | TransferState::Failed);
    let note = page.events.last().and_then(|event| event.note.clone()).filter(|_| told)?;
    let title = words::stop(l, page.transfer.direction, state);
    Some(view! { <Notice tone=tone(state) title=title text=note/> }.into_any())
}

fn amounts(visit: &Visit, page: &View) -> Option<AnyView> {
    let (l, masked) = (visit.lang(), visit.prefs.masked);
    let (all, paid) = (page.all()?, page.transfer.amounts?);
    let sum = (!masked).then(|| words::sum(l, paid.principal, paid.interest));
    let amount = Shown::unless(masked, all);
    Some(
        view! {
            <section class="card">
                <p class="label">{words::all(l)}</p>
                <Money lang=l amount=amount figure=true label=words::all(l)/>
                {sum.map(|sum| view! { <p class="small">{sum}</p> })}
            </section>
        }
        .into_any(),
    )
}

/// Newest on top: what is still ahead, then what happened. `party` says who made an event, to whoever reads it.
pub(super) fn timeline(
    l: Lang,
    found: &Transfer,
    events: &[Event],
    party: fn(Lang, Party) -> &'static str,
) -> Vec<Milestone> {
    let (direction, state) = (found.direction, found.state);
    let ahead = words::AHEAD.iter().rev().filter(|stop| !state.is_final() && rank(**stop) > rank(state));
    let mut stops: Vec<Milestone> = ahead
        .map(|stop| Milestone {
            when: When::Ahead,
            title: words::ahead(l, direction, *stop).to_owned(),
            note: String::new(),
        })
        .collect();
    for (index, event) in events.iter().rev().enumerate() {
        let when = match (index, event.state) {
            (_, TransferState::Rejected | TransferState::Failed) => When::Failed,
            (0, state) if !state.is_final() => When::Now,
            _ => When::Past,
        };
        let title = words::stop(l, direction, event.state).to_owned();
        stops.push(Milestone { when, title, note: note(event, party(l, event.party)) });
    }
    stops
}

/// How far along the straight way a state is.
fn rank(state: TransferState) -> usize {
    match state {
        TransferState::Negotiating => rank(TransferState::LetterReviewed),
        state => words::AHEAD.iter().position(|stop| *stop == state).map_or(0, |at| at + 1),
    }
}

fn note(event: &Event, who: &str) -> String {
    let mut parts = vec![format::date_time(event.at), who.to_owned()];
    parts.extend(event.note.clone());
    parts.join(" · ")
}

fn acts(l: Lang, page: &View) -> AnyView {
    let number = page.transfer.number.as_str().to_owned();
    if page.may_cancel {
        return view! {
            <form method="post" action="/do/transfer-cancel">
                <input type="hidden" name="number" value=number/>
                <p class="small">{words::cancel_help(l)}</p>
                <div class="actions"><button class="button danger">{words::cancel(l)}</button></div>
            </form>
        }
        .into_any();
    }
    match (page.transfer.direction, page.transfer.state) {
        (Direction::In, TransferState::Done) => view! {
            <div class="actions"><a class="button" href="/ledger">{words::to_entry(l)}</a></div>
        }
        .into_any(),
        (Direction::In, state) if state.is_final() => view! {
            <div class="actions"><a class="button" href="/transfer">{words::again(l)}</a></div>
        }
        .into_any(),
        _ => ().into_any(),
    }
}
