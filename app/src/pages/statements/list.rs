//! `/statements`: every year with what it came to and its twelve months, and the picture of all years beside each
//! other.

use super::{
    columns::columns,
    pieces::{finding, pill, positive},
};
use crate::{
    parts::{BackLink, Money, Page, Shown, Tab},
    text::{Lang, format, ledger, statements as words},
    visit::{Stop, loaded, visit},
};
use chrono::NaiveDate;
use domain::Fen;
use leptos::prelude::*;
use service::year_statement::{self, Overview, Standing, YearLine};

/// Years whose months stand open; the earlier ones fold.
const YEARS_OPEN: usize = 2;

/// `/statements`
#[component]
pub fn Statements() -> impl IntoView {
    let visit = visit();
    loaded(async move {
        let member = visit.member()?;
        let all = year_statement::list(&visit.ctx, &member).await?.ok_or(Stop::NotFound)?;
        Ok(page_view(visit.lang(), &all, visit.prefs.masked))
    })
}

fn page_view(l: Lang, all: &Overview, masked: bool) -> AnyView {
    let years =
        all.years.iter().enumerate().map(|(at, line)| year_card(l, line, all.today, at < YEARS_OPEN, masked));
    let years = years.collect_view();
    let compared = (!masked && all.years.len() > 1).then(|| compared(l, all));
    view! {
        <Page title=words::title(l) tab=Tab::Home wide=true>
            <header class="head">
                <BackLink lang=l href="/ledger" word=ledger::title(l)/>
                <h1>{words::list_title(l)}</h1>
                <p class="lead">{words::list_lead(l)}</p>
            </header>
            <div class="cols">
                <div class="stack">{years}</div>
                <div class="stack">{compared}</div>
            </div>
        </Page>
    }
    .into_any()
}

fn year_card(l: Lang, line: &YearLine, today: NaiveDate, open: bool, masked: bool) -> impl IntoView + use<> {
    let (made, year) = (&line.statement, line.statement.year);
    let moved = words::line(l, finding(masked, made.turnover()));
    let closing =
        if matches!(line.standing, Standing::Running) { words::balance_now(l) } else { words::closing(l) };
    let months = columns(l, year, &made.months(), &line.cells, today, masked);
    let months = if open {
        months
    } else {
        view! { <details><summary>{words::months(l)}</summary>{months}</details> }.into_any()
    };
    view! {
        <section class="card statement">
            <div class="row">
                <h2><a href=format!("/statements/{}", year.settlement_year())>{words::year(l, year)}</a></h2>
                {pill(l, &line.standing)}
            </div>
            <p class="small">{words::span_of(l, year)}</p>
            <p class="row"><span class="label">{closing}</span><Money lang=l amount=Shown::unless(masked, made.closing)/></p>
            <p class="small">{moved}</p>
            {months}
        </section>
    }
}

/// In and interest above the line, out below it, one column a year, the earliest first.
fn compared(l: Lang, all: &Overview) -> impl IntoView + use<> {
    let years: Vec<(i32, (Fen, Fen, Fen))> = all
        .years
        .iter()
        .take(8)
        .rev()
        .map(|line| (line.statement.year.settlement_year(), line.statement.turnover()))
        .collect();
    let up = |(into, _, interest): &(Fen, Fen, Fen)| into.get().saturating_add(interest.get());
    let most_in = years.iter().map(|(_, t)| up(t)).max().unwrap_or(0).max(1);
    let most_out = years.iter().map(|(_, t)| positive(t.1).get()).max().unwrap_or(0);
    let width = 320 / years.len().max(1) as i64;
    let (above, below) = if most_out == 0 { (110, 0) } else { (80, 30) };
    let scaled = |fen: i64, room: i64, most: i64| {
        (i128::from(room) * i128::from(fen) / i128::from(most.max(1))) as i64
    };
    let bar = |(at, (year, turnover)): (usize, &(i32, (Fen, Fen, Fen)))| {
        let (x, wide) = (at as i64 * width + width / 5, width * 3 / 5);
        let (into, interest) =
            (scaled(turnover.0.get(), above, most_in), scaled(turnover.2.get(), above, most_in));
        let out = scaled(positive(turnover.1).get(), below, most_out);
        view! {
            <rect class="area" x=x y={above - into} width=wide height=into></rect>
            <rect class="area-2" x=x y={above - into - interest} width=wide height=interest></rect>
            <rect class="gone" x=x y=above width=wide height=out></rect>
            <text class="mid" x={x + wide / 2} y="132">{*year}</text>
        }
    };
    let bars = years.iter().enumerate().map(bar).collect_view();
    let row = |(year, (into, out, interest)): &(i32, (Fen, Fen, Fen))| {
        view! {
            <tr>
                <td>{*year}</td>
                <td class="num">{into.to_string()}</td>
                <td class="num">{interest.to_string()}</td>
                <td class="num">{format::signed(*out)}</td>
            </tr>
        }
    };
    let rows = years.iter().rev().map(row).collect_view();
    view! {
        <section class="card">
            <h2 class="label">{words::compare_title(l)}</h2>
            <svg class="chart year" viewBox="0 0 320 136" role="img" aria-label=words::compare(l, years.len())>
                {bars}<path class="grid" d=format!("M0 {above}H320")></path>
            </svg>
            <ul class="legend">
                <li>{words::into(l)}</li><li class="two">{words::interest(l)}</li><li class="gone">{words::out(l)}</li>
            </ul>
            <details>
                <summary>{words::figures(l)}</summary>
                <div class="scroll"><table class="table dense">
                    <thead><tr>
                        <th>{words::of_year(l)}</th><th class="num">{words::into(l)}</th>
                        <th class="num">{words::interest(l)}</th><th class="num">{words::out(l)}</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table></div>
            </details>
        </section>
    }
}
