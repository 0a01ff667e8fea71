//! The reviewer's desk: the queue on the left, one case on the right; below each other on a phone.

pub mod board;
pub mod closings;
pub mod complaints;
pub mod corrections;
pub mod day;
mod keys;
pub mod proposals;
mod queue;
pub mod suspense;
pub mod suspense_receive;
pub mod transfer_letter;
mod transfer_pane;
pub mod transfers;

use crate::{
    pages::rent::{Basis, rule_lines},
    parts::{
        Answer, DeskScript, Entry, ErrorSummary, Fact, Field, Milestone, Money, Notice, Outcome, Pill,
        RuleList, Select, StaffPage, SummaryList, Timeline, Tone, When,
    },
    text::{Lang, format, rent, review as words},
    visit::{Stop, Visit, loaded, visit},
};
use chrono::NaiveDate;
use domain::{
    CaseNumber, FormField,
    policy::{FactName, Facts},
    withdrawal::{CaseState, ReviewReason, Stage},
};
use keys::{KeyLine, KeyList};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use queue::Head;
use service::{
    review::{self, CasePage, Field as F, Filter, Line, Queue},
    reviewer::{NotReviewed, Reviewer},
};

/// `/desk`: what waits for my stage; `?state=` shows the other queues.
#[component]
pub fn DeskPage() -> impl IntoView {
    let visit = visit();
    let filter = chosen();
    loaded(async move {
        let reviewer = visit.reviewer()?;
        let queue = queue(&visit, &reviewer, &filter).await?;
        Ok::<_, Stop>(desk(&visit, &queue, None, ().into_any()))
    })
}

/// `/desk/{number}`: one case with its trace and the three answers.
#[component]
pub fn DeskCasePage() -> impl IntoView {
    let visit = visit();
    let filter = chosen();
    let number = use_params_map().with_untracked(|params| params.get("number")).unwrap_or_default();
    loaded(async move {
        let reviewer = visit.reviewer()?;
        let number = CaseNumber::parse(&number).map_err(|_| Stop::NotFound)?;
        let queue = queue(&visit, &reviewer, &filter).await?;
        let pane = match review::case_page(&visit.ctx, &reviewer, &number).await {
            Ok(page) => pane(&visit, &reviewer, page),
            Err(NotReviewed::OwnCase) => queue::own_case(visit.lang(), words::own_case(visit.lang())),
            Err(why) => return Err(Stop::not_reviewed(why)),
        };
        Ok(desk(&visit, &queue, Some(&number), pane))
    })
}

/// What the query asks for: `state`, `why`, `number`.
struct Chosen {
    state: Option<CaseState>,
    why: Option<FactName>,
    number: String,
}

fn chosen() -> Chosen {
    use_query_map().with_untracked(|query| Chosen {
        state: query
            .get("state")
            .and_then(|code| CaseState::from_code(&code))
            .filter(|state| state.holds_reservation()),
        why: query.get("why").and_then(|name| FactName::named(&name)),
        number: query.get("number").unwrap_or_default(),
    })
}

async fn queue(visit: &Visit, reviewer: &Reviewer, chosen: &Chosen) -> Result<Queue, Stop> {
    let state = chosen.state.unwrap_or(reviewer.stage().state());
    let filter = Filter { state, why: chosen.why, number: chosen.number.clone() };
    Ok(review::queue(&visit.ctx, reviewer, filter).await?)
}

fn desk(visit: &Visit, queue: &Queue, open: Option<&CaseNumber>, pane: AnyView) -> AnyView {
    let l = visit.lang();
    let count =
        queue.waiting.iter().find(|(state, _)| *state == queue.filter.state).map_or(0, |(_, count)| *count);
    let (heading, filters) = (words::heading(l, queue.filter.state, count), filters(l, queue));
    let table = table(visit, queue, open);
    view! {
        <StaffPage title=words::desk(l)>
            <div class="keyed">
                <div class="row"><h1>{heading}</h1><KeyLine lang=l/></div>
                <KeyList lang=l/>
            </div>
            {filters}
            <div class="panes">
                <div>{table}</div>
                {pane}
            </div>
            <DeskScript/>
        </StaffPage>
    }
    .into_any()
}

fn filters(l: Lang, queue: &Queue) -> AnyView {
    let link = |(state, count): &(CaseState, i64)| {
        let here = (*state == queue.filter.state).then_some("page");
        let href = format!("/desk?state={}", state.code());
        view! { <a href=href aria-current=here>{words::waiting(l, *state)} " " {*count}</a> }
    };
    let links = queue.waiting.iter().map(link).collect_view();
    let facts = [FactName::HomesSelf, FactName::Married, FactName::ChildrenMinor, FactName::FundLoan];
    let reasons = facts.map(|fact| Answer::new(fact.text(), words::to_find_out(l, fact)));
    let reasons = std::iter::once(Answer::new("", words::every_reason(l))).chain(reasons).collect::<Vec<_>>();
    let why =
        Entry { name: "why", value: queue.filter.why.map_or("", FactName::text).to_owned(), problem: None };
    let number = Entry { name: "number", value: queue.filter.number.clone(), problem: None };
    view! {
        <nav class="segments" aria-label=words::desk(l)>{links}</nav>
        <form class="card filters" action="/desk">
            <input type="hidden" name="state" value=queue.filter.state.code()/>
            <Select lang=l entry=why label=words::why(l) answers=reasons/>
            <Field lang=l entry=number label=words::number(l)/>
            <button class="button second">{words::filter(l)}</button>
        </form>
    }
    .into_any()
}

fn table(visit: &Visit, queue: &Queue, open: Option<&CaseNumber>) -> AnyView {
    let l = visit.lang();
    let today = visit.ctx.today();
    if queue.lines.is_empty() {
        return view! { <Notice tone=Tone::Neutral title=words::nothing_waits(l)/> }.into_any();
    }
    let rows = queue.lines.iter().map(|line| row(l, line, queue.filter.state, open, today)).collect_view();
    let heads = [
        Head::Word(words::number(l)),
        Head::Word(words::kind(l)),
        Head::Word(words::applicant(l)),
        Head::Number(words::amount(l)),
        Head::Word(words::why(l)),
        Head::Word(words::time_left(l)),
    ];
    queue::table(words::desk(l), heads, rows)
}

fn row(l: Lang, line: &Line, shown: CaseState, open: Option<&CaseNumber>, today: NaiveDate) -> AnyView {
    let current = (open == Some(&line.number)).then_some("true");
    let number = line.number.to_string();
    let link = if line.own {
        view! { <span class="nowrap">{number}</span> }.into_any()
    } else {
        let href = format!("/desk/{}?state={}", line.number.as_str(), shown.code());
        view! { <a class="nowrap" href=href>{number}</a> }.into_any()
    };
    let why = match (line.own, line.decision.unknown.first()) {
        (true, _) => words::own_case(l),
        (_, Some(fact)) => words::to_find_out(l, *fact),
        (_, None) => words::every_case(l),
    };
    view! {
        <tr aria-current=current>
            <td>{link}</td>
            <td>{rent::title(l, &line.kind)}</td>
            <td>{line.name_masked.clone()}</td>
            <td class="num">{format::yuan(line.amount)}</td>
            <td><Pill tone=Tone::Warn word=why/></td>
            <td class="nowrap">{words::days_left(l, line.decide_by, today)}</td>
        </tr>
    }
    .into_any()
}

fn pane(visit: &Visit, reviewer: &Reviewer, page: CasePage) -> AnyView {
    let l = visit.lang();
    let rules = rule_lines(l, &page.decision, &Facts::default());
    let met = rules.iter().filter(|rule| rule.outcome == Outcome::Met).count();
    let to_judge = rules.iter().filter(|rule| rule.outcome != Outcome::Met);
    let open =
        to_judge.map(|rule| words::to_judge(l, &rule.title, &rule.notes)).collect::<Vec<_>>().join(" ");
    let judged = words::judged(l, met, rules.len() - met);
    view! {
        <section class="pane">
            <div class="row">
                <h2>{page.person_name.clone()} " " {rent::title(l, &page.case.kind)}</h2>
                <Pill tone=super::cases::tone(page.case.state) word=rent::state(l, page.case.state)/>
            </div>
            <SummaryList lang=l facts=facts(l, &page)/>
            <Notice title=judged text=open/>
            {form(visit, reviewer, &page)}
            <details class="card">
                <summary>{words::trace(l)}</summary>
                <RuleList lang=l rules=rules/>
            </details>
            <details class="card">
                <summary>{words::history(l)}</summary>
                <Timeline lang=l stops=history(l, &page)/>
            </details>
            <Basis lang=l decision=page.decision.clone()/>
        </section>
    }
    .into_any()
}

fn facts(l: Lang, page: &CasePage) -> Vec<Fact> {
    let account = &page.account;
    let card =
        format!("{} · {}", rent::card_line(l, &page.case.bank, &page.case.card_tail), words::name_matches(l));
    let mut facts = vec![
        Fact::new(words::asked_for(l), view! { <Money lang=l amount=page.case.amount/> }),
        Fact::new(
            words::maximum(l),
            page.decision.formula.clone().unwrap_or_else(|| format::yuan(page.decision.maximum)),
        ),
        Fact::new(words::card(l), card),
        Fact::new(words::balance(l), view! { <Money lang=l amount=account.balance/> }),
        Fact::new(words::in_a_row(l), format::months(l, account.consecutive_months)),
    ];
    if let Some(unit) = page.unit_name.clone() {
        facts.push(Fact::new(words::unit(l), unit));
    }
    facts
}

fn history(l: Lang, page: &CasePage) -> Vec<Milestone> {
    let stop = |event: &review::Event| Milestone {
        when: When::Past,
        title: rent::stop(l, &event.state).to_owned(),
        note: [
            Some(format::date_time(event.at)),
            event.reason.as_deref().and_then(|code| rent::reason(l, code)).map(str::to_owned),
            event.note.clone(),
        ]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · "),
    };
    page.events.iter().rev().map(stop).collect()
}

fn form(visit: &Visit, reviewer: &Reviewer, page: &CasePage) -> AnyView {
    let l = visit.lang();
    let entry = |field| Entry::of(&page.form, field);
    let verdict = entry(F::Verdict);
    let problems = vec![
        (words::decision(l).to_owned(), verdict.clone()),
        (words::reason(l).to_owned(), entry(F::Reason)),
        (words::note(l).to_owned(), entry(F::Note)),
    ];
    let summary = view! { <ErrorSummary lang=l entries=problems/> };
    if !page.may_decide {
        return view! { {summary} <Notice tone=Tone::Neutral title=words::not_yours(l)/> }.into_any();
    }
    let approve = match reviewer.stage() {
        Stage::First => words::approve_first(l),
        Stage::Second => words::approve_second(l),
    };
    let reasons = ReviewReason::ALL
        .iter()
        .map(|reason| Answer::new(reason.code(), rent::review_reason(l, *reason)))
        .collect::<Vec<_>>();
    let may_return = page.may_return;
    view! {
        {summary}
        <form method="post" action="/do/review">
            <input type="hidden" name="number" value=page.case.number.as_str().to_owned()/>
            <input type="hidden" name="version" value=page.case.version/>
            <Select lang=l entry=entry(F::Reason) label=words::reason(l) answers=reasons ask=true/>
            <Field lang=l entry=entry(F::Note) label=words::note(l) hint=words::note_hint(l)/>
            {(!may_return).then(|| view! { <p class="small">{words::returned_before(l)}</p> })}
            <div class="actions three" id=F::Verdict.name()>
                <button type="submit" class="button" name="verdict" value="approve">{approve}</button>
                <button type="submit" class="button second" name="verdict" value="return" disabled=!may_return>{words::send_back(l)}</button>
                <button type="submit" class="button danger" name="verdict" value="refuse">{words::refuse(l)}</button>
            </div>
        </form>
    }
    .into_any()
}
