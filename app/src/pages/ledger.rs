//! The statement (缴存明细): the finding, the picture, filters, a row for every month, pages of a year.

use crate::{
    parts::{BackLink, Page, Tab},
    picture::{Frame, StepChart},
    text::{Lang, format, home, ledger as words, receipt as receipts},
    visit::{Stop, loaded, visit},
};
use chrono::NaiveDate;
use domain::{
    BusinessCode, Fen, Month,
    interest::AccrualYear,
    statement::{Entry, Kind, MonthRows, Row, Standing},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use service::statement::{self, Query, Statement};

/// `/ledger?kind=&year=&before=`
#[component]
pub fn Ledger() -> impl IntoView {
    let visit = visit();
    let asked = use_query_map().with_untracked(|map| {
        let get = |name: &str| map.get(name);
        Query::parse(get("kind").as_deref(), get("year").as_deref(), get("before").as_deref())
    });
    loaded(async move {
        let member = visit.member()?;
        let query = asked.ok_or(Stop::BadRequest)?;
        let page = statement::page(&visit.ctx, &member, query).await?.ok_or(Stop::NotFound)?;
        Ok(page_view(visit.lang(), &page, visit.prefs.masked))
    })
}

fn page_view(l: Lang, page: &Statement, masked: bool) -> AnyView {
    let (into, out) = page.turnover;
    let heading = if masked { words::title(l).to_owned() } else { words::finding(l, into, out) };
    let gaps = words::gaps(l, page.missing.len());
    let pieces = (picture(l, page, masked), filters(l, page), table(l, page, masked), pager(l, page));
    view! {
        <Page title=words::title(l) tab=Tab::Home>
            <header class="head">
                <BackLink lang=l href="/" word=home::title(l)/>
                <h1>{heading}</h1>
                <p class="lead">
                    {gaps}" "<a class="nowrap" href="/months">{words::calendar(l)}</a>
                    " "<a class="nowrap" href="/statements">{words::statements(l)}</a>
                </p>
            </header>
            {pieces}
        </Page>
    }
    .into_any()
}

/// The balance since opening, and the same as a table. With hidden amounts there is neither.
fn picture(l: Lang, page: &Statement, masked: bool) -> impl IntoView + use<> {
    if masked {
        return view! { <section class="card"><p class="muted">{words::hidden(l)}</p></section> }.into_any();
    }
    let values: Vec<i64> = page.history.iter().map(|(_, balance)| balance.get()).collect();
    let ends = page.history.first().zip(page.history.last()).map(|(first, last)| (*first, *last));
    let Some(((first_month, first), (last_month, last))) = ends else { return ().into_any() };
    let row = |(month, balance): &(Month, Fen)| {
        view! { <tr><td>{format::month(l, *month)}</td><td class="num">{balance.to_string()}</td></tr> }
    };
    let rows = page.history.iter().rev().map(row).collect_view();
    view! {
        <section class="card">
            <h2 class="label">{words::picture_title(l)}</h2>
            <StepChart frame=Frame::CARD values=values finding=words::picture(l, first, last)/>
            <div class="ticks"><span>{first_month.to_string()}</span><span>{last_month.to_string()}</span></div>
            <details>
                <summary>{words::figures(l)}</summary>
                <div class="scroll">
                    <table class="table dense">
                        <thead><tr><th>{words::month(l)}</th><th class="num">{words::balance(l)}</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </details>
        </section>
    }
    .into_any()
}

/// The address of a page of the statement; only checked values enter it.
fn address(query: &Query) -> String {
    let mut parts = Vec::new();
    if query.kind != Kind::All {
        parts.push(format!("kind={}", query.kind.code()));
    }
    if let Some(year) = query.year {
        parts.push(format!("year={year:04}"));
    }
    if let Some(before) = query.before {
        parts.push(format!("before={}", before.compact()));
    }
    if parts.is_empty() { "/ledger".into() } else { format!("/ledger?{}", parts.join("&")) }
}

fn filters(l: Lang, page: &Statement) -> impl IntoView + use<> {
    let query = page.query;
    let chip = |to: Query, word: String, on: bool| {
        view! { <a href=address(&to) aria-current=on.then_some("true")>{word}</a> }
    };
    let kinds = Kind::ALL
        .into_iter()
        .map(|kind| {
            let to = Query { kind, before: None, ..query };
            chip(to, words::kind(l, kind).to_owned(), kind == query.kind)
        })
        .collect_view();
    let any = Query { year: None, before: None, ..query };
    let years = page
        .years
        .iter()
        .map(|year| {
            let to = Query { year: Some(*year), before: None, ..query };
            chip(to, year.to_string(), query.year == Some(*year))
        })
        .collect_view();
    view! {
        <nav class="chips" aria-label=words::kinds(l)>{kinds}</nav>
        <nav class="chips" aria-label=words::years(l)>
            {chip(any, words::any_year(l).to_owned(), query.year.is_none())}{years}
        </nav>
    }
}

fn table(l: Lang, page: &Statement, masked: bool) -> impl IntoView + use<> {
    if page.months.is_empty() {
        return view! { <section class="card"><p>{words::no_rows(l)}</p></section> }.into_any();
    }
    let months = page.months.iter().map(|rows| month_rows(l, rows, masked)).collect_view();
    view! {
        <div class="card scroll" role="region" aria-label=words::title(l) tabindex="0">
            <table class="table">
                <thead>
                    <tr>
                        <th>{words::date(l)}</th>
                        <th>{words::what(l)}</th>
                        <th class="num">{words::amount(l)}</th>
                        <th class="num">{words::balance(l)}</th>
                    </tr>
                </thead>
                {months}
            </table>
        </div>
    }
    .into_any()
}

fn month_rows(l: Lang, month: &MonthRows, masked: bool) -> impl IntoView + use<> {
    let sum = if masked { "****".into() } else { format::signed(month.sum) };
    let rows = month.rows.iter().map(|row| row_view(l, month.month, row, masked)).collect_view();
    let empty = month.rows.is_empty().then(|| {
        view! { <tr><td colspan="3" class="muted">{words::nothing(l)}</td><td class="num">{told(masked, month.balance)}</td></tr> }
    });
    view! {
        <tbody>
            <tr class="group">
                <th colspan="2" scope="rowgroup">{format::month(l, month.month)}</th>
                <td class="num" colspan="2">{sum}</td>
            </tr>
            {rows}{empty}
        </tbody>
    }
}

fn told(masked: bool, amount: Fen) -> String {
    if masked { "****".into() } else { amount.to_string() }
}

fn row_view(l: Lang, month: Month, row: &Row, masked: bool) -> AnyView {
    match row {
        Row::Entry { entry, balance, about } => entry_view(l, entry, *about, *balance, masked),
        Row::PaidLater { posted_on, .. } => {
            view! { <tr><td></td><td colspan="3" class="muted">{words::paid_later(l, &format::date(*posted_on))}</td></tr> }
                .into_any()
        }
        Row::Missing { expected } => due_view(l, month, "missing", words::missing(l), *expected, masked),
        Row::Awaited { expected } => due_view(l, month, "", words::awaited(l), *expected, masked),
        Row::UnderWay { expected } => due_view(l, month, "", words::under_way(l), *expected, masked),
        Row::Deferred { expected } => due_view(l, month, "", words::deferred(l), *expected, masked),
    }
}

/// A month for which nothing has come: what should have been there.
fn due_view(
    l: Lang,
    month: Month,
    class: &'static str,
    word: &'static str,
    expected: Fen,
    masked: bool,
) -> AnyView {
    let note = words::expected(l, &told(masked, expected));
    view! {
        <tr class=class id=format!("m{}", month.compact())>
            <td>"—"</td>
            <td>{word}<small>{note}</small></td>
            <td class="num">{told(masked, Fen::ZERO)}</td>
            <td class="num"></td>
        </tr>
    }
    .into_any()
}

fn entry_view(l: Lang, entry: &Entry, about: BusinessCode, balance: Fen, masked: bool) -> AnyView {
    let amount = if masked { "****".into() } else { format::signed(entry.amount) };
    let class = if entry.amount.is_negative() { "out" } else { "in" };
    // Both halves of a pair are struck out: together they are nothing.
    let (row, mark) = match entry.standing() {
        Standing::Posted => (None, None),
        standing => (Some("reversed"), Some(words::standing(l, standing))),
    };
    let mark = mark.map(|mark| view! { <small>{mark}</small> });
    let date = day(entry.posted_on);
    view! {
        <tr class=row id=format!("e{}", entry.seq)>
            <td>
                <a href=format!("/ledger/receipt/{}", entry.seq) aria-label=receipts::of_entry(l, &date)>
                    <time datetime=format::date(entry.posted_on)>{date.clone()}</time>
                </a>
            </td>
            <td>{entry_name(l, entry, about)}{mark}{entry_note(l, entry, about, masked)}</td>
            <td class="num"><span class=class>{amount}</span></td>
            <td class="num">{told(masked, balance)}</td>
        </tr>
    }
    .into_any()
}

/// `11-15`: the year stands in the month's heading.
fn day(day: NaiveDate) -> String {
    day.format("%m-%d").to_string()
}

/// What the entry is; a withdrawal leads to its case, interest to how it was counted.
fn entry_name(l: Lang, entry: &Entry, about: BusinessCode) -> AnyView {
    if entry.standing() == Standing::Reversal {
        return words::reversal_of(l, about).into_any();
    }
    let word = words::business(l, entry.business);
    let earned = AccrualYear::earned_by(entry.value_date).ok();
    let earned = earned.filter(|_| entry.business == BusinessCode::AnnualInterest);
    match &entry.case_number {
        Some(number) => view! { <a href=format!("/cases/{number}")>{word}</a> }.into_any(),
        None => match earned.map(AccrualYear::settlement_year) {
            Some(year) => view! { <a href=format!("/ledger/interest/{year}")>{word}</a> }.into_any(),
            None => word.into_any(),
        },
    }
}

/// The shares, and the month when it is not the month of posting.
fn entry_note(l: Lang, entry: &Entry, about: BusinessCode, masked: bool) -> impl IntoView + use<> {
    let parts = entry
        .unit_part
        .zip(entry.personal_part)
        .map(|(unit, own)| words::parts(l, &told(masked, unit), &told(masked, own)));
    let back = entry.month.zip(entry.back).map(|(month, back)| words::back(l, month, back));
    let of = entry
        .month
        .filter(|_| back.is_none())
        .filter(|month| *month != Month::of(entry.posted_on) && is_contribution(about))
        .map(|month| words::of_month(l, month));
    let lines = back.into_iter().chain(of).chain(parts.into_iter().flatten());
    lines.map(|line| view! { <small class="nowrap">{line}</small> }).collect_view()
}

fn is_contribution(code: BusinessCode) -> bool {
    matches!(code, BusinessCode::RegularRemittance | BusinessCode::BackPayment)
}

fn pager(l: Lang, page: &Statement) -> impl IntoView + use<> {
    let older = page.older.map(|before| {
        let to = Query { before: Some(before), ..page.query };
        view! { <a href=address(&to)>{words::older(l)}</a> }
    });
    let newest = page.query.before.map(|_| {
        let to = Query { before: None, ..page.query };
        view! { <a href=address(&to)>{words::newest(l)}</a> }
    });
    view! {
        <nav class="pager" aria-label=words::pager(l)>
            {newest}{older}
            <a href="/ledger.csv">{words::export(l)}" CSV"</a>
            <a href="/ledger.json">{words::export(l)}" JSON"</a>
        </nav>
    }
}
