//! `/calc/prepay`: a part paid early. End sooner or pay less a month, side by side.

use super::{Frame, Kind, amount_field, compute_button, loan_fields, problems, sent_loan};
use crate::{
    calc::chart::{Falls, HEIGHT, WIDTH},
    parts::{Entry, Field, Money},
    text::{Lang, calc as words, format},
    visit::visit,
};
use domain::Fen;
use domain::loan::{LoanField, Prepaid, PrepayMode, Running, Schedule, form::read_prepay};
use leptos::prelude::*;

#[component]
pub fn PrepayPage() -> impl IntoView {
    let visit = visit();
    let l = visit.lang();
    let mut form = sent_loan(&visit, &[(LoanField::After, "60"), (LoanField::Prepay, "10")]);
    let result = read_prepay(&mut form).map(|(running, amount)| result(l, &running, amount));
    view! {
        <Frame kind=Kind::Prepay>
            {problems(l, &form)}
            <div class="cols">
                <form class="stack" method="get" action="/calc/prepay">
                    {loan_fields(&visit, &form)}
                    <Field
                        lang=l
                        entry=Entry::of(&form, LoanField::After)
                        label=words::after(l)
                        hint=words::after_hint(l)
                        inputmode="numeric"
                    />
                    {amount_field(l, &form, LoanField::Prepay, words::prepay(l))}
                    {compute_button(l)}
                </form>
                <div class="stack">{result}<p class="small">{words::only_an_estimate(l)}</p></div>
            </div>
        </Frame>
    }
}

fn result(l: Lang, running: &Running, amount: Fen) -> impl IntoView + use<> {
    let shorten = running.prepay(amount, PrepayMode::Shorten);
    let lower = running.prepay(amount, PrepayMode::Lower);
    let less = Fen::new(running.payment().get() - lower.schedule.first_payment().get());
    view! {
        <section class="card headline">
            <h2>{words::prepay_finding(l, shorten.interest_saved, lower.interest_saved)}</h2>
            <p class="small">{words::owed_now(l)}" "<Money lang=l amount=running.balance()/></p>
            {picture(l, running, &shorten, &lower)}
        </section>
        <div class="pair">
            {way(l, words::shorten(l), words::shorten_says(l, shorten.periods_saved), &shorten)}
            {way(l, words::lower(l), words::lower_says(l, less), &lower)}
        </div>
        {compared(l, running, &shorten, &lower)}
        {balances(l, running, &shorten, &lower)}
    }
}

/// One of the two ways: the interest it saves, and what changes.
fn way(l: Lang, title: &'static str, says: String, prepaid: &Prepaid) -> impl IntoView + use<> {
    view! {
        <section class="card">
            <h3>{title}</h3>
            <p class="label">{words::saved(l)}</p>
            <Money lang=l amount=prepaid.interest_saved figure=true/>
            <p class="small">{says}</p>
        </section>
    }
}

/// Every number of both ways, beside the loan as it would run on.
fn compared(l: Lang, running: &Running, shorten: &Prepaid, lower: &Prepaid) -> impl IntoView + use<> {
    let rest = running.schedule().rows.len() as u32 - running.after();
    let money = |label: &'static str, of: fn(&Prepaid) -> Fen, without: Fen| {
        [label.to_owned(), of(shorten).to_string(), of(lower).to_string(), without.to_string()]
    };
    let schedule_of = |prepaid: &Prepaid| format::months(l, prepaid.schedule.periods());
    let last = running.schedule().last_payment();
    let rows = [
        money(words::next_payment(l), |p| p.schedule.first_payment(), running.payment()),
        [words::payments_left(l).into(), schedule_of(shorten), schedule_of(lower), format::months(l, rest)],
        money(words::last_payment(l), |p| p.schedule.last_payment(), last),
        money(words::interest_left(l), |p| p.schedule.total_interest, running.remaining_interest()),
        money(words::saved(l), |p| p.interest_saved, Fen::ZERO),
    ];
    let row = |[label, cells @ ..]: [String; 4]| {
        let cells = cells.map(|cell| view! { <td class="num">{cell}</td> });
        view! { <tr><th scope="row">{label}</th>{cells.collect_view()}</tr> }
    };
    view! {
        <div class="card scroll" tabindex="0" role="region" aria-label=words::title_prepay(l)>
            <table class="table dense">
                {three_heads(l, "")}
                <tbody>{rows.map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

fn three_heads(l: Lang, first: &'static str) -> impl IntoView {
    // A cell without words is no heading.
    let heading = match first {
        "" => view! { <td></td> }.into_any(),
        _ => view! { <th scope="col">{first}</th> }.into_any(),
    };
    view! {
        <thead>
            <tr>
                {heading}
                <th scope="col" class="num">{words::shorten(l)}</th>
                <th scope="col" class="num">{words::lower(l)}</th>
                <th scope="col" class="num">{words::without(l)}</th>
            </tr>
        </thead>
    }
}

/// Owed month by month from the day of the prepayment on.
fn falling(start: Fen, schedule: &Schedule) -> Vec<i64> {
    core::iter::once(start).chain(schedule.rows.iter().map(|row| row.balance)).map(Fen::get).collect()
}

fn series(running: &Running, shorten: &Prepaid, lower: &Prepaid) -> [Vec<i64>; 3] {
    let paid_down = |prepaid: &Prepaid| {
        let sum: i64 = prepaid.schedule.rows.iter().map(|row| row.principal.get()).sum();
        falling(Fen::new(sum), &prepaid.schedule)
    };
    let rest = running.schedule().rows.iter().skip(running.after() as usize - 1).map(|row| row.balance.get());
    [paid_down(shorten), paid_down(lower), rest.collect()]
}

/// Two falling lines, and a thin one for the loan without a prepayment.
fn picture(l: Lang, running: &Running, shorten: &Prepaid, lower: &Prepaid) -> impl IntoView + use<> {
    let months = running.schedule().rows.len() - running.after() as usize;
    let falls = Falls::of(&series(running, shorten, lower), months);
    let says = words::prepay_picture(l, shorten.schedule.periods(), lower.schedule.periods());
    let [first, second, third] = [0, 1, 2].map(|index| falls.lines.get(index).cloned().unwrap_or_default());
    let ticks =
        [0, months / 2, months].map(|month| view! { <span>{format::duration(l, month as u32)}</span> });
    let end = falls.ends.first().copied().unwrap_or(0) / 10;
    view! {
        <svg class="chart" viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img" aria-label=says.clone()>
            <path class="line-3" d=third></path>
            <path class="line-2" d=second></path>
            <path class="line" d=first></path>
            <circle class="dot" r="4" cx=end cy=HEIGHT></circle>
        </svg>
        <div class="ticks">{ticks.collect_view()}</div>
        <ul class="legend lines">
            <li>{words::shorten(l)}</li>
            <li class="two">{words::lower(l)}</li>
            <li class="thin">{words::without(l)}</li>
        </ul>
        <p class="small">{says}</p>
    }
}

/// The table twin: what is owed at the end of each year.
fn balances(l: Lang, running: &Running, shorten: &Prepaid, lower: &Prepaid) -> impl IntoView + use<> {
    let series = series(running, shorten, lower);
    let years = series[2].len().div_ceil(12);
    let row = |year: usize| {
        let cells = series.each_ref().map(|balances| {
            let fen = balances.get(year * 12).copied().unwrap_or(0);
            view! { <td class="num">{Fen::new(fen).to_string()}</td> }
        });
        view! { <tr><th scope="row">{words::year_end(l, year as u32)}</th>{cells.collect_view()}</tr> }
    };
    let title = words::balances_by_year(l);
    view! {
        <details class="card">
            <summary>{title}</summary>
            <div class="scroll" tabindex="0" role="region" aria-label=title>
                <table class="table dense">
                    {three_heads(l, words::year_number(l))}
                    <tbody>{(1..=years).map(row).collect_view()}</tbody>
                </table>
            </div>
        </details>
    }
}
