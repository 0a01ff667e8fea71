//! A complaint about missing contributions (缺缴投诉) as the contributor sees it, and the pieces that officers see
//! too: the evidence as it was filed, the timeline, the clock.

use crate::{
    parts::{
        BackLink, Entry, Fact, Field, Milestone, Notice, Page, Pill, SummaryList, Tab, Timeline, Tone, When,
        prose,
    },
    text::{Lang, complaint as words, format, ledger, months, rent},
    visit::Visit,
};
use chrono::NaiveDate;
use domain::{
    BusinessCode, Month,
    complaint::{ComplaintEvent, ComplaintState, Evidence, NotDueReason},
    month_state::KeptCell,
};
use leptos::prelude::*;
use service::complaint::{self, AnswerClock, Event, Page as View};

/// The body of `/cases/{number}` when the number is that of a complaint.
pub fn one(visit: &Visit, page: &View) -> AnyView {
    let (l, masked) = (visit.lang(), visit.prefs.masked);
    let found = &page.complaint;
    let claimed: Vec<Month> = page.months.iter().map(|claimed| claimed.month).collect();
    let heading = months::finding(l, &claimed);
    let clock = complaint::clock(found, visit.ctx.today());
    let pieces = (
        clock.map(|clock| clock_card(l, clock, found.answer_by)),
        notice(l, page),
        stops(l, page),
        acts(l, page),
        evidence(l, &page.evidence, masked),
    );
    let heading = if found.state == ComplaintState::Settled { words::title(l).to_owned() } else { heading };
    let (number, state) = (found.number.to_string(), found.state);
    view! {
        <Page title=words::title(l) tab=Tab::Tasks>
            <header class="head">
                <BackLink lang=l href="/cases" word=rent::my_cases(l).to_owned()/>
                <h1>{heading}</h1>
                <div class="row">
                    <p>{words::number(l)} " " <span class="nowrap">{number}</span></p>
                    <Pill tone=tone(state) word=words::state(l, state)/>
                </div>
            </header>
            {pieces}
        </Page>
    }
    .into_any()
}

pub(super) fn tone(state: ComplaintState) -> Tone {
    match state {
        ComplaintState::Settled => Tone::Good,
        ComplaintState::Papers => Tone::Warn,
        _ => Tone::Neutral,
    }
}

/// How much time the centre has left, in plain sight.
fn clock_card(l: Lang, clock: AnswerClock, by: NaiveDate) -> AnyView {
    let tone = if matches!(clock, AnswerClock::Over(_)) { Tone::Bad } else { Tone::Good };
    view! { <Notice tone=tone title=words::clock(l, clock) text=words::answer_by(l, by)/> }.into_any()
}

/// What was answered last, while it matters.
fn notice(l: Lang, page: &View) -> Option<AnyView> {
    let last = page.events.iter().rev().find(|event| is_answer(event.event))?;
    let show = matches!(
        page.complaint.state,
        ComplaintState::Papers | ComplaintState::Answered | ComplaintState::Final
    );
    let tone = if page.complaint.state == ComplaintState::Papers { Tone::Warn } else { Tone::Good };
    let text: Vec<String> = reason(l, last).into_iter().chain(last.note.clone()).collect();
    show.then(|| {
        view! { <Notice tone=tone title=words::stop(l, last.event) text=text.join(" · ")/> }.into_any()
    })
}

const fn is_answer(event: ComplaintEvent) -> bool {
    matches!(
        event,
        ComplaintEvent::UnitTold
            | ComplaintEvent::Booked
            | ComplaintEvent::NotDue
            | ComplaintEvent::NeedsPapers
    )
}

fn reason(l: Lang, event: &Event) -> Option<String> {
    let reason = event.reason.as_deref().and_then(NotDueReason::from_code)?;
    Some(words::not_due(l, reason).to_owned())
}

/// Newest on top: what is still ahead, then what happened.
fn stops(l: Lang, page: &View) -> AnyView {
    let found = &page.complaint;
    let ahead = |title: &str, note: String| Milestone { when: When::Ahead, title: title.into(), note };
    let mut stops = Vec::new();
    if found.state.is_live() {
        stops.push(ahead(words::settled_ahead(l), words::closes_itself(l).to_owned()));
    }
    if found.state.awaits_answer() {
        stops.push(ahead(words::answer_ahead(l), words::answer_by(l, found.answer_by)));
    }
    stops.extend(history(l, page));
    view! { <h2 class="sr">{words::way(l)}</h2><Timeline lang=l stops=stops/> }.into_any()
}

/// What happened, newest first.
pub(super) fn history(l: Lang, page: &View) -> Vec<Milestone> {
    let live = page.complaint.state.is_live();
    let stop = |(index, event): (usize, &Event)| Milestone {
        when: match event.event {
            ComplaintEvent::Late => When::Failed,
            _ if index == 0 && live => When::Now,
            _ => When::Past,
        },
        title: title(l, event),
        note: note(l, event),
    };
    page.events.iter().rev().enumerate().map(stop).collect()
}

/// A month that came is named.
fn title(l: Lang, event: &Event) -> String {
    match event.month {
        Some(month) => format!(
            "{} {}",
            format::month(l, month),
            ledger::standing(l, domain::statement::Standing::Posted)
        ),
        None => words::stop(l, event.event).to_owned(),
    }
}

fn note(l: Lang, event: &Event) -> String {
    let mut parts = vec![format::date_time(event.at), words::role(l, event.role).to_owned()];
    parts.extend(event.ledger_seq.map(|seq| words::row_number(l, seq)));
    parts.extend(reason(l, event));
    parts.extend(event.note.clone());
    parts.join(" · ")
}

fn acts(l: Lang, page: &View) -> AnyView {
    let number = page.complaint.number.as_str().to_owned();
    let entry = Entry { name: "note", ..Entry::default() };
    match page.complaint.state {
        ComplaintState::Papers => view! {
            <form method="post" action="/do/complaint-act" class="card">
                <input type="hidden" name="number" value=number/>
                <Field lang=l entry=entry label=words::supply_note(l) hint=words::supply_hint(l)/>
                <div class="actions"><button class="button" name="act" value="supply">{words::supply(l)}</button></div>
            </form>
        }
        .into_any(),
        ComplaintState::Answered => view! {
            <form method="post" action="/do/complaint-act" class="card">
                <input type="hidden" name="number" value=number/>
                <p class="small">{words::dispute_help(l)}</p>
                <Field lang=l entry=entry label=words::dispute_note(l)/>
                <div class="actions"><button class="button second" name="act" value="dispute">{words::dispute(l)}</button></div>
            </form>
        }
        .into_any(),
        _ => ().into_any(),
    }
}

/// What stood in the books on the day of filing.
pub(super) fn evidence(l: Lang, evidence: &Evidence, masked: bool) -> AnyView {
    let money = |amount: domain::Fen| if masked { "****".to_owned() } else { format::yuan(amount) };
    let mut facts = vec![
        Fact::new(words::as_of(l), format::date(evidence.as_of)),
        Fact::new(words::base(l), money(evidence.base)),
        Fact::new(words::balance(l), money(evidence.balance)),
    ];
    facts.extend(evidence.unit_name.clone().map(|unit| Fact::new(words::unit(l), unit)));
    facts.extend(evidence.pay_day.map(|day| Fact::new(words::pay_day(l), day.to_string())));
    let unit = (evidence.unit_rate, evidence.unit_monthly);
    let own = (evidence.personal_rate, evidence.personal_monthly);
    let formula = (!masked)
        .then(|| view! { <p class="formula">{prose(&months::formula(l, evidence.base, unit, own))}</p> });
    let month = |cell: &KeptCell| {
        let note = months::expected(l, &money(cell.expected), cell.due_by);
        view! { <li><span class="item"><span class="what">{format::month(l, cell.month)}<small>{prose(&note)}</small></span></span></li> }
    };
    let claimed = evidence.months.iter().map(month).collect_view();
    view! {
        <details class="card">
            <summary>{words::evidence(l)}</summary>
            <p class="small">{words::evidence_note(l)}</p>
            <ul class="list">{claimed}</ul>
            {formula}
            <SummaryList lang=l facts=facts ruled=true/>
            {rows(l, evidence, masked)}
        </details>
    }
    .into_any()
}

fn rows(l: Lang, evidence: &Evidence, masked: bool) -> impl IntoView + use<> {
    let row = |row: &domain::complaint::KeptRow| {
        let what = BusinessCode::from_code(&row.business).map_or("", |code| ledger::business(l, code));
        let of = row.month.map(|month| view! { <small class="nowrap">{format::month(l, month)}</small> });
        let amount = if masked { "****".into() } else { format::signed(row.amount) };
        view! {
            <tr>
                <td class="nowrap">{format::date(row.posted_on)}</td>
                <td>{what}{of}</td>
                <td class="num">{amount}</td>
            </tr>
        }
    };
    let rows = evidence.rows.iter().rev().map(row).collect_view();
    view! {
        <div class="scroll">
            <table class="table dense">
                <caption>{words::last_rows(l)}</caption>
                <thead><tr><th>{ledger::date(l)}</th><th>{ledger::what(l)}</th><th class="num">{ledger::amount(l)}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}
