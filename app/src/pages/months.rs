//! `/months`: the contribution calendar (缴存日历). The missing months stand in the heading; below it the way to
//! complain, and one cell for every month since opening, each leading to its row of the statement.

use crate::{
    parts::{BackLink, Notice, Page, Tab, Tone, prose},
    text::{Lang, deferral, format, ledger, months as words},
    visit::{Stop, Visit, loaded, visit},
};
use domain::{
    CaseNumber, Month,
    month_state::{MonthCell, MonthState, PaidBy, gaps},
};
use leptos::prelude::*;
use service::{
    complaint::{rule_on, working_days},
    deferral::Deferral,
    months::{self, MonthsPage},
};
use std::collections::BTreeMap;

/// Years that stand open; the earlier ones fold.
const YEARS_OPEN: usize = 4;

#[component]
pub fn Months() -> impl IntoView {
    let visit = visit();
    loaded(async move {
        let member = visit.member()?;
        let page = months::page(&visit.ctx, &member).await?.ok_or(Stop::NotFound)?;
        page_view(&visit, page)
    })
}

fn page_view(visit: &Visit, page: MonthsPage) -> Result<AnyView, Stop> {
    let (l, masked) = (visit.lang(), visit.prefs.masked);
    let missing = gaps(&page.cells);
    let until_now = || page.cells.iter().filter(|cell| cell.month <= Month::of(page.today));
    let count = |wanted: fn(MonthState) -> bool| until_now().filter(|cell| wanted(cell.state)).count();
    let counts = words::counts(
        l,
        until_now().count(),
        count(|state| matches!(state, MonthState::Paid(_) | MonthState::PaidAhead(_))),
        count(|state| matches!(state, MonthState::PaidLater(_))),
        missing.len(),
    );
    let form = if page.open.is_empty() { None } else { Some(form(l, &page, masked)?) };
    let notices = (claimed(l, &page.claimed), granted(l, &page.granted));
    let pieces = (notices, form, calendar(l, &page), legend(l, &page));
    Ok(view! {
        <Page title=words::title(l) tab=Tab::Home>
            <header class="head">
                <BackLink lang=l href="/ledger" word=ledger::title(l)/>
                <h1>{words::finding(l, &missing)}</h1>
                <p class="lead">{prose(&counts)}</p>
            </header>
            {pieces}
        </Page>
    }
    .into_any())
}

/// Complaints under way, each a way to its page.
fn claimed(l: Lang, claimed: &[(Month, CaseNumber)]) -> impl IntoView + use<> {
    let mut by_number: BTreeMap<&str, Vec<Month>> = BTreeMap::new();
    for (month, number) in claimed {
        by_number.entry(number.as_str()).or_default().push(*month);
    }
    by_number
        .into_iter()
        .map(|(number, months)| {
            let (title, href) = (words::claimed(l, &months), format!("/cases/{number}"));
            view! { <Notice title=title text=words::see_complaint(l) href=href/> }
        })
        .collect_view()
}

/// What the unit was granted, with the papers that it rests on: nobody needs to ask why a month is not paid.
fn granted(l: Lang, granted: &[Deferral]) -> impl IntoView + use<> {
    let notice = |one: &Deferral| {
        let text = deferral::basis(l, &one.consent, one.approval.as_deref());
        view! { <Notice tone=Tone::Warn title=deferral::granted(l, &one.asked) text=text/> }
    };
    granted.iter().map(notice).collect_view()
}

/// One tap: what is missing, what goes with it, by when the answer comes.
fn form(l: Lang, page: &MonthsPage, masked: bool) -> Result<AnyView, Stop> {
    let rule = rule_on(page.today)?;
    let by = working_days().after(page.today, rule.answer_days);
    let told = |amount: domain::Fen| if masked { "****".to_owned() } else { amount.to_string() };
    let row = |cell: &MonthCell| {
        let note = words::expected(l, &told(cell.expected), cell.due_by);
        view! { <li><span class="item"><span class="what">{format::month(l, cell.month)}<small>{prose(&note)}</small></span></span></li> }
    };
    let rows = page.open.iter().map(row).collect_view();
    let months: Vec<String> = page.open.iter().map(|cell| cell.month.compact()).collect();
    let account = &page.own.account;
    let formula = (!masked).then(|| {
        let unit = (account.unit_rate, account.unit_monthly);
        let own = (account.personal_rate, account.personal_monthly);
        view! { <p class="small">{prose(&words::formula(l, account.base, unit, own))}</p> }
    });
    let promise = words::promise(l, rule.answer_days, by);
    let promise = if rule.verified { promise } else { format!("{promise}{}", words::own_promise(l)) };
    Ok(view! {
        <section class="card">
            <h2>{words::complain_title(l)}</h2>
            <ul class="list">{rows}</ul>
            {formula}
            <p class="small">{words::evidence(l)}</p>
            <form method="post" action="/do/complaint">
                <input type="hidden" name="request_id" value=page.request_id.clone()/>
                <input type="hidden" name="months" value=months.join(",")/>
                <div class="actions"><button class="button">{words::complain(l, page.open.len())}</button></div>
            </form>
            <p class="small">{prose(&promise)}</p>
        </section>
    }
    .into_any())
}

/// Twelve cells a year, the latest year first.
fn calendar(l: Lang, page: &MonthsPage) -> impl IntoView + use<> {
    let mut years: BTreeMap<i32, Vec<MonthCell>> = BTreeMap::new();
    for cell in &page.cells {
        years.entry(cell.month.year()).or_default().push(*cell);
    }
    let mut years: Vec<AnyView> =
        years.into_iter().rev().map(|(year, cells)| year_view(l, year, &cells)).collect();
    let older = years.split_off(years.len().min(YEARS_OPEN));
    let older = (!older.is_empty()).then(|| {
        view! { <details class="card"><summary>{words::older(l)}</summary>{older}</details> }
    });
    view! {
        <section class="card years" aria-label=words::title(l)>{years}</section>
        {older}
    }
}

fn year_view(l: Lang, year: i32, cells: &[MonthCell]) -> AnyView {
    let of = |month: u32| cells.iter().find(|cell| cell.month.month() == month);
    let cell = |month: u32| match of(month) {
        Some(cell) => cell_view(l, cell),
        // Before the account was opened, or still to come.
        None => view! { <li aria-hidden="true"></li> }.into_any(),
    };
    let cells = (1..=12).map(cell).collect_view();
    view! { <h2 class="label">{year}</h2><ol class="months">{cells}</ol> }.into_any()
}

/// A month: number, glyph and word say its state; it leads to its row.
fn cell_view(l: Lang, cell: &MonthCell) -> AnyView {
    let inside = view! {
        <span aria-hidden="true">{cell.month.month()}</span>
        <b aria-hidden="true">{words::glyph(cell.state)}</b>
        <small aria-hidden="true">{words::short(l, cell.state)}</small>
        <span class="sr">{words::cell(l, cell.month, cell.state)}</span>
    };
    view! { <li class=class(cell.state)><a href=format!("/ledger?{}", place(cell))>{inside}</a></li> }
        .into_any()
}

/// Where the row of a month stands in the statement: its month of posting on top of the page.
fn place(cell: &MonthCell) -> String {
    let shown = |month: Month| month.plus(1).compact();
    match cell.state.row() {
        Some(PaidBy { seq, posted_on, .. }) => format!("before={}#e{seq}", shown(Month::of(posted_on))),
        None => format!("before={}#m{}", shown(cell.month), cell.month.compact()),
    }
}

const fn class(state: MonthState) -> &'static str {
    match state {
        MonthState::Paid(_) | MonthState::PaidAhead(_) => "good",
        MonthState::PaidLater(_) => "good later",
        MonthState::UnderWay | MonthState::Deferred => "warn",
        MonthState::Missing | MonthState::Reversed(_) => "bad",
        MonthState::Sealed | MonthState::NotDue | MonthState::Awaited => "",
    }
}

/// The marks that stand in this calendar, and no others.
fn legend(l: Lang, page: &MonthsPage) -> impl IntoView + use<> {
    let mut seen: Vec<MonthState> = Vec::new();
    for cell in &page.cells {
        if !seen.iter().any(|state| state.code() == cell.state.code()) {
            seen.push(cell.state);
        }
    }
    let row = |state: MonthState| {
        view! {
            <div>
                <dt class=class(state)><b aria-hidden="true">{words::glyph(state)}</b>" "{words::short(l, state)}</dt>
                <dd>{words::meaning(l, state)}</dd>
            </div>
        }
    };
    let rows = seen.into_iter().map(row).collect_view();
    view! {
        <details class="card">
            <summary>{words::legend(l)}</summary>
            <dl class="summary marks">{rows}</dl>
            <p class="small">{prose(words::rule(l))}</p>
        </details>
        <div class="actions"><a class="button second" href="/ledger">{words::to_ledger(l)}</a></div>
    }
}
