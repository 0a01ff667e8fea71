//! A member's own cases: the list, and one case on its way.

use crate::{
    pages::rent::{Basis, rule_lines},
    parts::{
        BackLink, Entry, Field, Milestone, Money, Notice, Page, Pill, RuleList, Shown, Tab, Timeline, Tone,
        When,
    },
    text::{Lang, complaint as complaint_words, format, rent as words},
    visit::{Stop, Visit, loaded, visit},
};
use domain::{
    CaseNumber, Timestamp,
    policy::Facts,
    withdrawal::{CaseRole, CaseState, PayoutState},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use service::{
    cases::{self, Case, CasePage as View, Event},
    closing::apply::{self, Application},
    complaint::{self, Complaint},
    transfer::{self, Transfer},
};

/// `/cases`.
#[component]
pub fn CasesPage() -> impl IntoView {
    let visit = visit();
    loaded(async move {
        let member = visit.member()?;
        let list = cases::list(&visit.ctx, &member).await?;
        let complaints = complaint::list(&visit.ctx, &member).await?;
        let transfers = transfer::list(&visit.ctx, &member).await?;
        let closings = apply::list(&visit.ctx, &member).await?;
        let lists = (list, complaints, transfers, closings);
        Ok::<_, Stop>(all(&visit, lists))
    })
}

/// What a person may have under way.
type Lists = (Vec<Case>, Vec<Complaint>, Vec<Transfer>, Vec<Application>);

fn all(visit: &Visit, (list, complaints, transfers, mut closings): Lists) -> AnyView {
    let l = visit.lang();
    let masked = visit.prefs.masked;
    let row = move |case: Case| {
        let href = format!("/cases/{}", case.number.as_str());
        let view = view! {
            <li><a href=href>
                <span class="what">
                    {words::title(l, &case.kind)} " " <Money lang=l amount=Shown::unless(masked, case.amount)/>
                    <small>{case.number.to_string()} " · " {words::moment(l, case.submitted)}</small>
                </span>
                <span class="side"><Pill tone=tone(case.state) word=words::state(l, case.state)/></span>
            </a></li>
        };
        (case.submitted, view.into_any())
    };
    // One that was paid is a case of the same number.
    closings.retain(|one| !list.iter().any(|case| case.number == one.number));
    let none = list.is_empty() && complaints.is_empty() && transfers.is_empty() && closings.is_empty();
    let mut rows: Vec<(Timestamp, AnyView)> = list
        .into_iter()
        .map(row)
        .chain(complaints.into_iter().map(|found| complaint_row(visit, found)))
        .chain(closings.iter().map(|found| super::close::row(visit, found)))
        .chain(transfers.iter().map(|found| super::transfer::row(visit, found)))
        .collect();
    rows.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let rows = rows.into_iter().map(|(_, row)| row).collect_view();
    view! {
        <Page title=words::my_cases(l) tab=Tab::Tasks>
            <header class="head"><BackLink lang=l href="/"/><h1>{words::my_cases(l)}</h1></header>
            {none.then(|| view! { <Notice tone=Tone::Neutral title=words::no_cases(l)/> })}
            {(!none).then(|| view! { <ul class="list card">{rows}</ul> })}
            {none.then(|| view! { <div class="actions"><a class="button" href="/rent">{words::rent(l)}</a></div> })}
        </Page>
    }
    .into_any()
}

/// A complaint among the cases, with its clock.
fn complaint_row(visit: &Visit, found: Complaint) -> (Timestamp, AnyView) {
    let l = visit.lang();
    let href = format!("/cases/{}", found.number.as_str());
    let clock = complaint::clock(&found, visit.ctx.today());
    let clock = clock.map(|clock| format!(" · {}", complaint_words::clock(l, clock)));
    let (tone, state) = (super::complaint::tone(found.state), complaint_words::state(l, found.state));
    let row = view! {
        <li><a href=href>
            <span class="what">
                {complaint_words::title(l)}
                <small>{found.number.to_string()} " · " {words::moment(l, found.filed)}{clock}</small>
            </span>
            <span class="side"><Pill tone=tone word=state/></span>
        </a></li>
    };
    (found.filed, row.into_any())
}

pub(super) fn tone(state: CaseState) -> Tone {
    match state {
        CaseState::Paid => Tone::Good,
        CaseState::Approved | CaseState::Supplement => Tone::Warn,
        CaseState::PayFailed | CaseState::Refused => Tone::Bad,
        CaseState::FirstReview | CaseState::SecondReview | CaseState::Withdrawn => Tone::Neutral,
    }
}

/// `/cases/{number}`: the result page and the timeline are one.
#[component]
pub fn CasePage() -> impl IntoView {
    let visit = visit();
    let number = use_params_map().with_untracked(|params| params.get("number")).unwrap_or_default();
    loaded(async move {
        let member = visit.member()?;
        let number = CaseNumber::parse(&number).map_err(|_| Stop::NotFound)?;
        if let Some(page) = cases::page(&visit.ctx, &member, &number).await? {
            return Ok(one(&visit, page));
        }
        if let Some(page) = transfer::one(&visit.ctx, &member, &number).await? {
            return Ok(super::transfer::one(&visit, &page));
        }
        if let Some(page) = apply::one(&visit.ctx, &member, &number).await? {
            return Ok(super::close::one(&visit, &page));
        }
        let page = complaint::page(&visit.ctx, &member, &number).await?.ok_or(Stop::NotFound)?;
        Ok(super::complaint::one(&visit, &page))
    })
}

fn one(visit: &Visit, page: View) -> AnyView {
    let l = visit.lang();
    let case = &page.case;
    let to = words::paid_to(l, &case.bank, &case.card_tail);
    let rules = rule_lines(l, &page.decision, &Facts::default());
    let here = (!case.state.is_closed()).then(|| visit.path.clone());
    let (title, number, state, amount) =
        (words::title(l, &case.kind), case.number.to_string(), case.state, case.amount);
    let (notice, stops, acts) = (notice(l, &page), stops(l, &page), acts(visit, &page));
    view! {
        <Page title=title tab=Tab::Tasks>
            <header class="head">
                <BackLink lang=l href="/cases" word=words::my_cases(l).to_owned()/>
                <h1>{title}</h1>
                <div class="row">
                    <p>{words::number(l)} " " <span class="nowrap">{number}</span></p>
                    <Pill tone=tone(state) word=words::state(l, state)/>
                </div>
            </header>
            <section class="card">
                <p class="label">{words::amount(l)}</p>
                <Money lang=l amount=amount figure=true label=words::amount(l)/>
                <p class="small">{to}</p>
            </section>
            {notice}
            <h2 class="sr">{words::way(l)}</h2>
            <Timeline lang=l stops=stops/>
            {here.map(|here| view! { <div class="actions"><a class="button second" href=here>{words::refresh(l)}</a></div> })}
            {acts}
            <details class="card">
                <summary>{words::calculation(l)}</summary>
                <RuleList lang=l rules=rules/>
            </details>
            <Basis lang=l decision=page.decision/>
        </Page>
    }
    .into_any()
}

/// What the person should know now: why it was returned, refused or sent back.
fn notice(l: Lang, page: &View) -> Option<AnyView> {
    let last = page.events.last();
    let reason = last.and_then(|event| event.reason.as_deref()).and_then(|code| words::reason(l, code));
    let note = last.and_then(|event| event.note.clone());
    let (tone, title, text) = match page.case.state {
        CaseState::Supplement => (Tone::Warn, reason.unwrap_or(words::stop(l, "supplement")), note),
        CaseState::Refused => (Tone::Bad, reason.unwrap_or(words::stop(l, "refused")), note),
        CaseState::PayFailed => (
            Tone::Warn,
            reason.unwrap_or(words::stop(l, "returned")),
            Some(words::money_is_back(l).to_owned()),
        ),
        _ => return None,
    };
    Some(match text {
        Some(text) => view! { <Notice tone=tone title=title text=text/> }.into_any(),
        None => view! { <Notice tone=tone title=title/> }.into_any(),
    })
}

/// Newest on top: what is still ahead, then what happened.
fn stops(l: Lang, page: &View) -> Vec<Milestone> {
    let mut stops = ahead(l, page);
    let failed = matches!(page.case.state, CaseState::PayFailed | CaseState::Refused);
    for (index, event) in page.events.iter().rev().enumerate() {
        let when = match index {
            0 if failed => When::Failed,
            0 if !page.case.state.is_closed() => When::Now,
            _ => When::Past,
        };
        stops.push(Milestone { when, title: title(l, event), note: note(l, event, page) });
    }
    stops
}

fn title(l: Lang, event: &Event) -> String {
    match (event.state.as_str(), event.role) {
        ("approved", CaseRole::System) => words::auto_approved(l).to_owned(),
        (code, _) => words::stop(l, code).to_owned(),
    }
}

/// Time, who, and what belongs to it: the legal clock at the start, the reason at a turn.
fn note(l: Lang, event: &Event, page: &View) -> String {
    let who = match event.role {
        CaseRole::Member if event.state == "submitted" => words::by_phone(l),
        CaseRole::Member => words::by_you(l),
        CaseRole::System => words::by_system(l),
        CaseRole::FirstReviewer => words::by_first(l),
        CaseRole::SecondReviewer => words::by_second(l),
        CaseRole::Bank => words::by_bank(l),
    };
    let at = if event.at.day() == page.case.submitted.day() {
        format::time_with_seconds(event.at)
    } else {
        format::date_time(event.at)
    };
    let mut parts = vec![at, who.to_owned()];
    parts.extend(event.reason.as_deref().and_then(|code| words::reason(l, code)).map(str::to_owned));
    parts.extend(event.note.clone());
    if event.state == "submitted" && page.case.state.holds_reservation() {
        parts.push(words::decide_by(l, page.case.decide_by));
    }
    if event.state == "approved" && event.role == CaseRole::System {
        parts.push(words::rules_all_met(l).to_owned());
    }
    parts.join(" · ")
}

/// Stops that are still to come, the last one first.
fn ahead(l: Lang, page: &View) -> Vec<Milestone> {
    let stop =
        |title: &str, note: &str| Milestone { when: When::Ahead, title: title.into(), note: note.into() };
    let reached = |leg| page.legs.iter().any(|one| one.leg == leg);
    match page.case.state {
        CaseState::Approved => {
            let mut stops = vec![stop(words::credit_ahead(l), words::credit_ahead_note(l))];
            if !reached(PayoutState::Accepted) {
                stops.push(stop(words::accept_ahead(l), ""));
            }
            if !reached(PayoutState::Sent) {
                stops.push(stop(words::leg(l, PayoutState::Sent), ""));
            }
            stops
        }
        CaseState::FirstReview | CaseState::SecondReview | CaseState::Supplement => {
            vec![stop(words::decision_ahead(l), &words::decide_by(l, page.case.decide_by))]
        }
        _ => Vec::new(),
    }
}

fn acts(visit: &Visit, page: &View) -> AnyView {
    let l = visit.lang();
    let number = page.case.number.as_str().to_owned();
    let supply = (page.case.state == CaseState::Supplement).then(|| {
        let entry = Entry { name: "note", ..Entry::default() };
        view! {
            <form method="post" action="/do/case-act" class="card">
                <input type="hidden" name="number" value=number.clone()/>
                <Field lang=l entry=entry label=words::supply_note(l) hint=words::supply_hint(l)/>
                <div class="actions"><button class="button" name="act" value="supplied">{words::supply(l)}</button></div>
            </form>
        }
    });
    let withdraw = page.case.state.holds_reservation().then(|| {
        view! {
            <form method="post" action="/do/case-act">
                <input type="hidden" name="number" value=number.clone()/>
                <p class="small">{words::withdraw_help(l)}</p>
                <div class="actions">
                    <button class="button danger" name="act" value="withdraw">{words::withdraw_case(l)}</button>
                </div>
            </form>
        }
    });
    let again = (page.case.state == CaseState::PayFailed && page.case.kind.starts_with("rent")).then(|| {
        view! { <div class="actions"><a class="button" href="/rent">{words::again(l)}</a></div> }
    });
    view! { {supply} {withdraw} {again} }.into_any()
}
