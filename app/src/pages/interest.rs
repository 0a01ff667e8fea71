//! `/ledger/interest/{year}`: a year's interest as a picture, a formula and rows, and what the running year will
//! bring. A year is named by its settlement day: 2026 is 1 July 2025 to 30 June 2026.

mod explained;

use crate::{
    parts::{BackLink, Fact, Money, Notice, Page, SummaryList, Tab, Tone},
    text::{Lang, format, interest as words, ledger},
    visit::{Stop, loaded, visit},
};
use domain::interest::{AccrualYear, DepositRate};
use explained::{Cut, explained, rows_table};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use service::interest::{self, Estimate, InterestPage, Line};

/// `/ledger/interest/{year}`
#[component]
pub fn Interest() -> impl IntoView {
    let visit = visit();
    let asked = use_params_map().with_untracked(|map| map.get("year")).and_then(|text| parse(&text));
    loaded(async move {
        let member = visit.member()?;
        let year = asked.ok_or(Stop::NotFound)?;
        let page = interest::page(&visit.ctx, &member, year).await?.ok_or(Stop::NotFound)?;
        Ok(page_view(visit.lang(), &page, visit.prefs.masked))
    })
}

/// Four digits, the year of a settlement day.
fn parse(text: &str) -> Option<AccrualYear> {
    let four = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    AccrualYear::settled_in(text.parse().ok().filter(|_| four)?).ok()
}

fn page_view(l: Lang, page: &InterestPage, masked: bool) -> AnyView {
    let (heading, lead) = headings(l, page, masked);
    let body = if masked {
        view! { <section class="card"><p class="muted">{words::hidden(l)}</p></section> }.into_any()
    } else {
        body(l, page)
    };
    let pieces = (chips(l, page), body);
    view! {
        <Page title=words::title(l) tab=Tab::Home wide=true>
            <header class="head">
                <BackLink lang=l href="/ledger" word=ledger::title(l)/>
                <h1>{heading}</h1>
                <p class="lead">{lead}</p>
            </header>
            {pieces}
        </Page>
    }
    .into_any()
}

/// The finding, and the days it is about.
fn headings(l: Lang, page: &InterestPage, masked: bool) -> (String, String) {
    let year = page.year;
    let credited = domain::Fen::sum(page.lines.iter().map(|line| line.amount));
    match (&page.estimate, credited) {
        _ if masked => (words::title(l).to_owned(), words::lead(l, year)),
        (Some(estimate), _) => (
            words::expected_finding(l, year, estimate.whole.settlement.interest),
            words::estimate_lead(l, year, page.today),
        ),
        (None, Some(credited)) => (words::finding(l, year, credited), words::lead(l, year)),
        (None, None) => (words::title(l).to_owned(), words::lead(l, year)),
    }
}

fn chips(l: Lang, page: &InterestPage) -> impl IntoView + use<> {
    let chip = |year: &AccrualYear| {
        let here = (*year == page.year).then_some("true");
        let running = year.contains(page.today).then(|| view! { " "{words::expected(l)} });
        let number = year.settlement_year();
        view! { <a href=format!("/ledger/interest/{number}") aria-current=here>{number}{running}</a> }
    };
    let years = page.years.iter().map(chip).collect_view();
    view! { <nav class="chips" aria-label=words::years(l)>{years}</nav> }
}

fn body(l: Lang, page: &InterestPage) -> AnyView {
    let main = page.lines.iter().find(|line| !line.is_adjustment());
    let (explanation, rows, facts) = match (&page.estimate, main) {
        (Some(estimate), _) => {
            let cut = Cut::of(page);
            let due = &estimate.whole;
            (explained(l, page, due, cut), rows_table(l, due), estimate_facts(l, page, estimate))
        }
        (None, Some(Line { due: Some(due), .. })) => {
            (explained(l, page, due, None), rows_table(l, due), facts(l, page, main))
        }
        (None, Some(_)) => (unexplained(l), ().into_any(), facts(l, page, main)),
        (None, None) => (nothing(l), ().into_any(), ().into_any()),
    };
    let running = page.running.map(|(year, interest)| {
        view! {
            <Notice
                title=words::running_title(l, year, interest)
                text=words::estimate_lead(l, year, page.today)
                href=format!("/ledger/interest/{}", year.settlement_year())
            />
        }
    });
    view! {
        <div class="cols">
            <div class="stack">{explanation}{facts}{running}</div>
            <div class="stack">{rows}{adjustments(l, page)}{rules(l, page)}</div>
        </div>
    }
    .into_any()
}

fn unexplained(l: Lang) -> AnyView {
    view! { <Notice tone=Tone::Warn title=words::unexplained(l)/> }.into_any()
}

fn nothing(l: Lang) -> AnyView {
    view! { <section class="card"><p>{words::nothing_earned(l)}</p></section> }.into_any()
}

fn facts(l: Lang, page: &InterestPage, main: Option<&Line>) -> AnyView {
    let Some(line) = main else { return ().into_any() };
    let money = |amount| view! { <Money lang=l amount=amount/> };
    let mut facts = Vec::new();
    if let Some(due) = &line.due {
        let closing = line.value_date != page.year.next_first_day();
        let term = if closing { words::principal_closing(l) } else { words::principal(l) };
        facts.push(Fact::new(term, money(due.settlement.principal.total())));
        facts.push(Fact::new(words::interest(l), money(line.amount)));
        facts.push(Fact::new(words::after(l), money(due.settlement.closing_balance)));
    }
    facts.push(Fact::new(words::credited_on(l), format::date(line.posted_on)));
    facts.push(Fact::new(words::counts_from(l), format::date(line.value_date)));
    facts.push(Fact::new(words::tax(l), words::tax_free(l)));
    view! { <SummaryList lang=l facts=facts ruled=true/> }.into_any()
}

fn estimate_facts(l: Lang, page: &InterestPage, estimate: &Estimate) -> AnyView {
    let money = |amount| view! { <Money lang=l amount=amount/> };
    let settlement = &estimate.whole.settlement;
    let mut facts = vec![Fact::new(words::by_the_end(l, page.year), money(settlement.interest))];
    if page.year.contains(page.today) {
        facts.insert(0, Fact::new(words::so_far(l, page.today), money(estimate.so_far)));
    }
    facts.push(Fact::new(words::credited_on(l), format::date(page.year.settlement_day())));
    facts.push(Fact::new(words::tax(l), words::tax_free(l)));
    view! { <SummaryList lang=l facts=facts ruled=true/> }.into_any()
}

/// What late corrections have changed, each with its own rows.
fn adjustments(l: Lang, page: &InterestPage) -> impl IntoView + use<> {
    let lines: Vec<&Line> = page.lines.iter().filter(|line| line.is_adjustment()).collect();
    if lines.is_empty() {
        return ().into_any();
    }
    let line = |line: &&Line| {
        let due = line.due.as_ref();
        let words = due.map(|due| words::adjusted(l, due.settlement.interest, due.paid));
        view! {
            <li><span class="item">
                <span class="what">{format::date(line.posted_on)}<small>{words}</small></span>
                <span class="side num">{format::signed(line.amount)}</span>
            </span></li>
        }
    };
    let list = lines.iter().map(line).collect_view();
    view! { <section class="card"><h2>{words::adjustments(l)}</h2><ul class="list">{list}</ul></section> }
        .into_any()
}

/// By what it was counted, with the sources.
fn rules(l: Lang, page: &InterestPage) -> impl IntoView + use<> {
    let terms = page.method.terms;
    let rate = |row: &DepositRate| {
        let since =
            words::rate_since(l, row.from.0, &row.current_year.percent(), &row.carried_over.percent());
        let doubt = (!row.verified).then(|| view! { " · "{words::not_compared(l)} });
        view! { <li><b>{since}</b><small>{row.source.clone()}{doubt}</small></li> }
    };
    let rates = page.rates.iter().rev().map(rate).collect_view();
    view! {
        <details class="card">
            <summary>{words::how(l)}</summary>
            <p class="small">{words::counting(l, terms.basis, terms.unit)}</p>
            <p class="small">{words::tax_source(l)}</p>
            <ul class="sources">{rates}</ul>
        </details>
    }
}
