//! `/open`: the open numbers, for anybody; the file has every month, the page the last twelve.

use crate::{
    parts::{BackLink, Notice, Page, Tone},
    text::{Lang, format, indicator as words},
    visit::{Stop, loaded, visit},
};
use domain::{
    Fen,
    indicator::{Cell, Column, OpenRow, Unit},
};
use leptos::prelude::*;
use service::indicator;

/// Months in the table.
const LATEST: usize = 12;

#[component]
pub fn OpenPage() -> impl IntoView {
    let visit = visit();
    loaded(async move {
        let rows = indicator::open_numbers(&visit.ctx).await?;
        let l = visit.lang();
        let table = if rows.is_empty() {
            view! { <Notice tone=Tone::Neutral title=words::open_none(l)/> }.into_any()
        } else {
            table(l, &rows)
        };
        let columns = columns(l);
        Ok::<_, Stop>(
            view! {
                <Page title=words::open_title(l) wide=true>
                    <header class="head">
                        <BackLink lang=l href="/"/>
                        <h1>{words::open_title(l)}</h1>
                        <p class="lead">{words::open_lead(l)}</p>
                    </header>
                    {table}
                    <div class="actions"><a class="button" href="/open/indicators.csv">{words::open_file(l)}</a></div>
                    <p class="small">{words::held_back_help(l)}</p>
                    {columns}
                </Page>
            }
            .into_any(),
        )
    })
}

fn table(l: Lang, rows: &[OpenRow]) -> AnyView {
    let heads =
        Column::ALL.map(|column| view! { <th scope="col" class="num">{words::column_head(l, column)}</th> });
    let row = |row: &OpenRow| {
        let cells = Column::ALL.into_iter().zip(row.cells).map(|(column, cell)| {
            view! { <td class="num" data-label=words::column_head(l, column)>{shown(l, column, cell)}</td> }
        });
        let cells = cells.collect_view();
        view! { <tr><th scope="row" class="nowrap">{format::month(l, row.month)}</th>{cells}</tr> }
    };
    view! {
        <div class="card scroll" tabindex="0" role="region" aria-label=words::open_latest(l)>
            <table class="table dense fold">
                <caption>{words::open_latest(l)}</caption>
                <thead><tr><th scope="col">{words::month(l)}</th>{heads.collect_view()}</tr></thead>
                <tbody>{rows.iter().rev().take(LATEST).map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn shown(l: Lang, column: Column, cell: Cell) -> String {
    match cell {
        Cell::Empty => "–".into(),
        Cell::HeldBack => words::held_back_mark(l).into(),
        Cell::Shown(fen) if column.is_money() => format::yuan(Fen::new(fen)),
        Cell::Shown(rate) if column == Column::OffCounter => words::value(l, Unit::BasisPoints, rate),
        Cell::Shown(count) => count.to_string(),
    }
}

fn columns(l: Lang) -> AnyView {
    let row = |column: Column| {
        view! { <div><dt><code>{column.name()}</code></dt><dd>{words::column(l, column)}</dd></div> }
    };
    view! {
        <section class="card">
            <h2>{words::open_columns(l)}</h2>
            <dl class="summary ruled">{Column::ALL.map(row).collect_view()}</dl>
        </section>
    }
    .into_any()
}
