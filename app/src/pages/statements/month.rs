//! `/statements/{year}/{month}`: one month of a statement, from its opening to its closing balance.

use super::{
    asked_month, asked_year,
    pieces::{entry_rows, mismatch, pill, positive, told},
    steps::steps,
};
use crate::{
    parts::{Fact, Money, Page, Shown, SummaryList, Tab},
    text::{Lang, format, ledger, months as calendar, statements as words},
    visit::{Stop, loaded, visit},
};
use domain::{Month, year_statement::MonthPart};
use leptos::prelude::*;
use service::year_statement::{self, YearPage};

/// `/statements/{year}/{month}`
#[component]
pub fn StatementMonth() -> impl IntoView {
    let visit = visit();
    let asked = asked_year().and_then(|year| asked_month(year).map(|month| (year, month)));
    loaded(async move {
        let member = visit.member()?;
        let (year, month) = asked.ok_or(Stop::NotFound)?;
        let page = year_statement::page(&visit.ctx, &member, year).await?.ok_or(Stop::NotFound)?;
        if month > Month::of(page.today) {
            return Err(Stop::NotFound);
        }
        let parts = page.statement.months();
        let part = parts.iter().find(|part| part.month == month).ok_or(Stop::NotFound)?;
        Ok(page_view(visit.lang(), &page, part, visit.prefs.masked))
    })
}

fn page_view(l: Lang, page: &YearPage, part: &MonthPart<'_>, masked: bool) -> AnyView {
    let year = page.statement.year;
    let (into, out, interest) = part.turnover();
    let into = into.checked_add(interest).unwrap_or(into);
    let finding = words::month_finding(l, &told(masked, into), &told(masked, positive(out)));
    let broken = (!page.intact).then(|| mismatch(l));
    let closing = (part.closing, words::closing(l));
    let (heading, pill) = (words::month_heading(l, part.month), pill(l, &page.standing));
    let picture = steps(l, part.opening, &part.flows, closing, masked);
    let pieces = (entries(l, part, masked), neighbours(l, page, part.month));
    let contribution = contribution(l, page, part.month, masked);
    view! {
        <Page title=words::title(l) tab=Tab::Home>
            <header class="head">
                <a class="back" href=format!("/statements/{}", year.settlement_year())>{words::heading(l, year)}</a>
                <div class="row"><h1>{heading}</h1>{pill}</div>
                <p class="lead">{finding}</p>
            </header>
            {broken}
            {contribution}
            <section class="card"><h2>{words::steps_title(l)}</h2>{picture}</section>
            {pieces}
        </Page>
    }
    .into_any()
}

/// The state of the month's own contribution, whenever it was posted.
fn contribution(l: Lang, page: &YearPage, month: Month, masked: bool) -> impl IntoView + use<> {
    let cell = page.cells.iter().find(|cell| cell.month == month)?;
    let amount = cell.state.row().map_or(cell.expected, |row| row.amount);
    let state = calendar::meaning(l, cell.state);
    let value = view! { {state}" "<Money lang=l amount=Shown::unless(masked, amount)/> };
    let href = format!("/ledger?before={}#m{}", month.plus(1).compact(), month.compact());
    let row = cell.state.row().map(|row| {
        view! { <a href=format!("/ledger/receipt/{}", row.seq)>{format::date(row.posted_on)}</a> }
    });
    let mut facts = vec![Fact::new(words::contribution(l), value)];
    facts.extend(row.map(|row| Fact::new(words::receipt(l), row)));
    facts.push(Fact::new(ledger::title(l), view! { <a href=href>{format::month(l, month)}</a> }));
    Some(view! { <SummaryList lang=l facts=facts/> })
}

fn entries(l: Lang, part: &MonthPart<'_>, masked: bool) -> AnyView {
    if part.lines.is_empty() {
        return view! { <section class="card"><p class="muted">{words::nothing(l)}</p></section> }.into_any();
    }
    view! {
        <section class="card scroll" role="region" aria-label=words::rows_title(l) tabindex="0">
            <table class="table">
                <caption>{words::rows_title(l)}</caption>
                <thead><tr>
                    <th>{ledger::date(l)}</th><th>{ledger::what(l)}</th>
                    <th class="num">{ledger::amount(l)}</th><th class="num">{ledger::balance(l)}</th>
                </tr></thead>
                <tbody>{entry_rows(l, part.lines, masked)}</tbody>
            </table>
        </section>
    }
    .into_any()
}

/// The months beside it, also over the end of a year.
fn neighbours(l: Lang, page: &YearPage, month: Month) -> impl IntoView + use<> {
    let link = |to: Month, word: &'static str| {
        let year = to.year() + i32::from(to.month() >= 7);
        let seen = page.years.iter().any(|known| known.settlement_year() == year);
        let there = seen && to <= Month::of(page.today);
        there.then(|| view! { <a href=format!("/statements/{year}/{to}")>{word}</a> })
    };
    view! {
        <nav class="pager" aria-label=words::months(l)>
            {link(month.plus(-1), words::previous(l))}
            {link(month.plus(1), words::next(l))}
        </nav>
    }
}
