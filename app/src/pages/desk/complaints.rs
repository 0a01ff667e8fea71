//! The officers' list of complaints about missing contributions, and one of them with the answer form.

use super::queue::{self, Head};
use crate::{
    pages::complaint::{evidence, history},
    parts::{
        Answer, Entry, ErrorSummary, Fact, Field, Notice, Pill, Select, StaffPage, SummaryList, Timeline,
        Tone,
    },
    text::{complaint as words, format, months},
    visit::{Stop, Visit, loaded, visit},
};
use domain::{
    CaseNumber, Month,
    complaint::{AnswerKind, ComplaintState, NotDueReason},
    month_state::MonthCell,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use service::complaint::{self, AnswerClock, Field as F, Line, NotReviewed, Queue};

/// `/desk/complaints`: what waits for an answer, the most urgent first.
#[component]
pub fn ComplaintsPage() -> impl IntoView {
    let visit = visit();
    let state = chosen();
    loaded(async move {
        let reviewer = visit.reviewer()?;
        let queue = complaint::queue(&visit.ctx, &reviewer, state).await?;
        Ok::<_, Stop>(desk(&visit, &queue, None, ().into_any()))
    })
}

/// `/desk/complaints/{number}`: one complaint with its evidence and the answers.
#[component]
pub fn ComplaintPage() -> impl IntoView {
    let visit = visit();
    let state = chosen();
    let number = use_params_map().with_untracked(|params| params.get("number")).unwrap_or_default();
    loaded(async move {
        let reviewer = visit.reviewer()?;
        let number = CaseNumber::parse(&number).map_err(|_| Stop::NotFound)?;
        let queue = complaint::queue(&visit.ctx, &reviewer, state).await?;
        let pane = match complaint::staff_page(&visit.ctx, &reviewer, &number).await {
            Ok(page) => pane(&visit, &page),
            Err(NotReviewed::OwnCase) => queue::own_case(visit.lang(), words::own(visit.lang())),
            Err(why) => return Err(Stop::not_reviewed(why)),
        };
        Ok(desk(&visit, &queue, Some(&number), pane))
    })
}

fn chosen() -> Option<ComplaintState> {
    use_query_map()
        .with_untracked(|query| query.get("state").and_then(|code| ComplaintState::from_code(&code)))
}

fn desk(visit: &Visit, queue: &Queue, open: Option<&CaseNumber>, pane: AnyView) -> AnyView {
    let l = visit.lang();
    let count = queue.waiting.iter().find(|(state, _)| *state == queue.state).map_or(0, |(_, count)| *count);
    let link = |(state, count): &(ComplaintState, i64)| {
        let here = (*state == queue.state).then_some("page");
        let word =
            if *state == ComplaintState::Open { words::open_waiting(l) } else { words::again_waiting(l) };
        view! { <a href=format!("/desk/complaints?state={}", state.code()) aria-current=here>{word} " " {*count}</a> }
    };
    let links = queue.waiting.iter().map(link).collect_view();
    let table = table(visit, queue, open);
    view! {
        <StaffPage title=words::queue(l)>
            <h1>{words::heading(l, count)}</h1>
            <nav class="segments" aria-label=words::queue(l)>{links}</nav>
            <div class="panes"><div>{table}</div>{pane}</div>
        </StaffPage>
    }
    .into_any()
}

fn table(visit: &Visit, queue: &Queue, open: Option<&CaseNumber>) -> AnyView {
    let l = visit.lang();
    if queue.lines.is_empty() {
        return view! { <Notice tone=Tone::Neutral title=words::nothing_waits(l)/> }.into_any();
    }
    let rows = queue.lines.iter().map(|line| row(visit, line, queue.state, open)).collect_view();
    let heads = [
        Head::Word(words::number(l)),
        Head::Word(words::person(l)),
        Head::Word(words::unit(l)),
        Head::Word(words::months(l)),
        Head::Word(words::deadline(l)),
    ];
    queue::table(words::queue(l), heads, rows)
}

fn row(visit: &Visit, line: &Line, shown: ComplaintState, open: Option<&CaseNumber>) -> AnyView {
    let l = visit.lang();
    let current = (open == Some(&line.number)).then_some("true");
    let number = line.number.to_string();
    let link = if line.own {
        view! { <span class="nowrap">{number}</span> }.into_any()
    } else {
        let href = format!("/desk/complaints/{}?state={}", line.number.as_str(), shown.code());
        view! { <a class="nowrap" href=href>{number}</a> }.into_any()
    };
    view! {
        <tr aria-current=current>
            <td>{link}</td>
            <td>{line.name_masked.clone()}</td>
            <td>{line.unit_name.clone()}</td>
            <td>{months::months(l, &line.months)}</td>
            <td>{left(visit, &line.complaint)}</td>
        </tr>
    }
    .into_any()
}

/// The clock as a pill: red when the day is over, amber on the last three.
fn left(visit: &Visit, found: &complaint::Complaint) -> AnyView {
    let l = visit.lang();
    let Some(clock) = complaint::clock(found, visit.ctx.today()) else {
        return format::date(found.answer_by).into_any();
    };
    let tone = match clock {
        AnswerClock::Over(_) => Tone::Bad,
        AnswerClock::Left(0..=3) => Tone::Warn,
        AnswerClock::Left(_) => Tone::Neutral,
    };
    view! { <Pill tone=tone word=words::clock(l, clock)/> }.into_any()
}

fn pane(visit: &Visit, view: &complaint::StaffPage) -> AnyView {
    let l = visit.lang();
    let found = &view.page.complaint;
    let claimed: Vec<Month> = view.page.months.iter().map(|claimed| claimed.month).collect();
    let now = |cell: &MonthCell| {
        let state = format!("{} {}", months::glyph(cell.state), months::meaning(l, cell.state));
        let row = cell.state.row().map(|row| format!(" · {}", words::row_number(l, row.seq)));
        Fact::new(format::month(l, cell.month), view! { {state}{row} })
    };
    let mut facts: Vec<Fact> = view.now.iter().map(now).collect();
    if found.state.awaits_answer() {
        let by = format::date(found.answer_by);
        facts.push(Fact::new(words::deadline(l), view! { {by}" "{left(visit, found)} }));
    }
    facts.extend(view.page.evidence.unit_name.clone().map(|unit| Fact::new(words::unit(l), unit)));
    view! {
        <section class="pane">
            <div class="row">
                <h2>{view.person_name.clone()} " " {months::months(l, &claimed)}</h2>
                <Pill tone=crate::pages::complaint::tone(found.state) word=words::state(l, found.state)/>
            </div>
            <SummaryList lang=l facts=facts/>
            {form(visit, view)}
            {evidence(l, &view.page.evidence, false)}
            <details class="card" open>
                <summary>{words::history(l)}</summary>
                <Timeline lang=l stops=history(l, &view.page)/>
            </details>
        </section>
    }
    .into_any()
}

fn form(visit: &Visit, view: &complaint::StaffPage) -> AnyView {
    let l = visit.lang();
    let entry = |field| Entry::of(&view.form, field);
    let problems = vec![
        (words::answer_kind(l).to_owned(), entry(F::Kind)),
        (words::row(l).to_owned(), entry(F::Seq)),
        (words::reason(l).to_owned(), entry(F::Reason)),
        (words::note(l).to_owned(), entry(F::Note)),
    ];
    let summary = view! { <ErrorSummary lang=l entries=problems/> };
    if !view.may_answer {
        return view! { {summary} <Notice tone=Tone::Neutral title=words::not_yours(l)/> }.into_any();
    }
    let kinds = AnswerKind::ALL.iter().filter(|kind| view.may_ask || **kind != AnswerKind::NeedsPapers);
    let kinds = kinds.map(|kind| Answer::new(kind.code(), words::kind(l, *kind))).collect::<Vec<_>>();
    let reasons = NotDueReason::ALL
        .iter()
        .map(|reason| Answer::new(reason.code(), words::not_due(l, *reason)))
        .collect::<Vec<_>>();
    view! {
        {summary}
        <form method="post" action="/do/complaint-answer" class="card">
            <input type="hidden" name="number" value=view.page.complaint.number.as_str().to_owned()/>
            <input type="hidden" name="version" value=view.page.complaint.version/>
            <Select lang=l entry=entry(F::Kind) label=words::answer_kind(l) answers=kinds ask=true/>
            <Field lang=l entry=entry(F::Seq) label=words::row(l) hint=words::row_hint(l) inputmode="numeric"/>
            <Select lang=l entry=entry(F::Reason) label=words::reason(l) hint=words::reason_hint(l) answers=reasons ask=true/>
            <Field lang=l entry=entry(F::Note) label=words::note(l) hint=words::note_hint(l)/>
            <div class="actions"><button class="button">{words::send(l)}</button></div>
        </form>
    }
    .into_any()
}
