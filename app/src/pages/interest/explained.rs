//! The arithmetic of a year: the picture, the formula under it, and the rows that are its table twin.

use crate::{
    picture::{Frame, YearPicture, year_picture},
    text::{Lang, format, interest as words},
};
use chrono::{Datelike, NaiveDate};
use domain::{
    Fen,
    interest::{Due, FenDays, Portion, Row},
};
use leptos::prelude::*;
use service::interest::InterestPage;

/// The day from which a picture shows only what is expected.
#[derive(Clone, Copy, Debug)]
pub struct Cut(NaiveDate);

impl Cut {
    /// Today, while the year of the page is running.
    pub fn of(page: &InterestPage) -> Option<Cut> {
        page.year.contains(page.today).then_some(Cut(page.today))
    }
}

/// Picture and formula.
pub fn explained(l: Lang, page: &InterestPage, due: &Due, cut: Option<Cut>) -> AnyView {
    let (year, settlement) = (page.year, &due.settlement);
    if settlement.rows.is_empty() {
        return view! { <section class="card"><p>{words::nothing_earned(l)}</p></section> }.into_any();
    }
    let cut = cut.map(|cut| cut.0);
    let picture = year_picture(Frame::YEAR, year.first_day(), year.days(), &settlement.rows, cut);
    let says = words::picture(l, year.days(), settlement.product, settlement.interest);
    let two_parts = !picture.carried_over.is_empty();
    view! {
        <section class="card">
            <h2 class="label">{words::picture_title(l)}</h2>
            {drawn(&picture, says)}
            <div class="ticks"><span>{format::date(year.first_day())}</span><span>{format::date(year.settlement_day())}</span></div>
            {picture.cut.is_some().then(|| view! {
                <ul class="legend"><li>{words::so_far_short(l)}</li><li class="pale">{words::expected(l)}</li></ul>
            })}
            {two_parts.then(|| view! {
                <ul class="legend"><li>{words::carried_over(l)}</li><li class="two">{words::current_year(l)}</li></ul>
            })}
            {formula(l, &settlement.rows, settlement.interest)}
            <p class="small">{words::rounding(l)}</p>
        </section>
    }
    .into_any()
}

fn drawn(picture: &YearPicture, says: String) -> impl IntoView + use<> {
    let Frame { width, height, .. } = Frame::YEAR;
    let filled = |class: &'static str, d: &str| {
        let d = d.to_owned();
        (!d.is_empty()).then(|| view! { <path class=class d=d></path> })
    };
    let two_parts = !picture.carried_over.is_empty();
    let all = filled(if two_parts { "area-2" } else { "area" }, &picture.all);
    let carried_over = filled("area", &picture.carried_over);
    let expected = filled("wash", &picture.expected);
    let edge = filled("line", &picture.edge);
    let changes =
        picture.changes.iter().map(|d| view! { <path class="grid" d=d.clone()></path> }).collect_view();
    let rate =
        |(x, rate): &(String, String)| view! { <text class="mid" x=x.clone() y="14">{rate.clone()}</text> };
    let rates = picture.rates.iter().map(rate).collect_view();
    let cut = picture.cut.clone().map(|d| view! { <path class="line-3" d=d></path> });
    view! {
        <svg class="chart year" viewBox=format!("0 0 {width} {height}") role="img" aria-label=says>
            {all}{carried_over}{expected}{edge}{changes}{cut}{rates}
        </svg>
    }
}

/// One line per rate and divisor, and the sum where there are several.
fn formula(l: Lang, rows: &[Row], interest: Fen) -> impl IntoView + use<> {
    let mut groups: Vec<(String, u32, Option<Portion>, Vec<&Row>)> = Vec::new();
    for row in rows {
        let of = words::portion(l, row.portion).map(|_| row.portion);
        let key = (row.rate.percent(), row.divisor, of);
        match groups.iter_mut().find(|g| (&g.0, g.1, g.2) == (&key.0, key.1, key.2)) {
            Some(group) => group.3.push(row),
            None => groups.push((key.0, key.1, key.2, vec![row])),
        }
    }
    let single = groups.len() == 1;
    let lines = groups
        .into_iter()
        .map(|(rate, divisor, of, rows)| {
            let product = rows.iter().fold(FenDays::ZERO, |sum, row| sum.plus(row.product()));
            let amount = Fen::sum(rows.iter().map(|row| row.interest)).unwrap_or(interest);
            let of = of.and_then(|of| words::portion(l, of)).map(|of| view! { <small>{of}</small> });
            let amount = if single { interest } else { amount };
            view! { <p>{of}{words::formula(l, product, &rate, divisor)}" = "<b>{format::yuan(amount)}</b></p> }
        })
        .collect_view();
    let sum = (!single).then(|| view! { <p>{words::sum(l)}" "<b>{format::yuan(interest)}</b></p> });
    view! { <div class="formula">{lines}{sum}</div> }
}

/// The rows: when, how much, how long at which rate, and what it came to.
pub fn rows_table(l: Lang, due: &Due) -> AnyView {
    let settlement = &due.settlement;
    if settlement.rows.is_empty() {
        return ().into_any();
    }
    let years = settlement.rows.chunk_by(|a, b| a.from.year() == b.from.year());
    let bodies = years
        .map(|rows| {
            let year = rows.first().map(|row| row.from.year());
            let lines = rows.iter().map(|row| row_view(l, row)).collect_view();
            view! { <tbody><tr class="group"><th colspan="3" scope="rowgroup">{year}</th></tr>{lines}</tbody> }
        })
        .collect_view();
    view! {
        <section class="card scroll" role="region" aria-label=words::rows_title(l) tabindex="0">
            <table class="table dense">
                <caption>{words::rows_title(l)}</caption>
                <thead>
                    <tr>
                        <th>{words::span(l)}</th>
                        <th class="num">{words::balance(l)}</th>
                        <th class="num">{words::interest(l)}</th>
                    </tr>
                </thead>
                {bodies}
                <tfoot>
                    <tr>
                        <th colspan="2" scope="row">{words::sum(l)}</th>
                        <td class="num"><b>{settlement.interest.to_string()}</b></td>
                    </tr>
                </tfoot>
            </table>
        </section>
    }
    .into_any()
}

fn row_view(l: Lang, row: &Row) -> impl IntoView + use<> {
    let from = row.from.format("%m-%d").to_string();
    let to = row.to.format("%m-%d");
    let span = if row.from == row.to { from } else { format!("{from} – {to}") };
    let days = words::days_at(l, row.days(), &row.rate.percent());
    let of = words::portion(l, row.portion).map(|of| view! { <small>{of}</small> });
    view! {
        <tr>
            <td><span class="nowrap">{span}</span><small class="nowrap">{days}</small>{of}</td>
            <td class="num">{row.balance.to_string()}</td>
            <td class="num">{row.interest.to_string()}</td>
        </tr>
    }
}
