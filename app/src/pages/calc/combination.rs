//! `/calc/combination`: a fund loan and a commercial loan, rounded apart and added.

use super::{
    Frame, Kind, amount_field, compute_button, first_month, method_field, problems, rate_field, rate_hint,
    rates_today, sent, term_fields, usual_rate,
};
use crate::{
    calc::{chart::Areas, table, view::ticks},
    islands::calculator::picture,
    parts::Money,
    text::{Lang, calc as words},
    visit::visit,
};
use domain::loan::{Combination, CombinationTerms, LoanField, Schedule, form::read_combination};
use domain::{Month, Rate};
use leptos::prelude::*;

/// A common rate of commercial loans; people replace it by what their bank offers.
const COMMERCIAL_RATE: &str = "3.05";

#[component]
pub fn CombinationPage() -> impl IntoView {
    let visit = visit();
    let l = visit.lang();
    let usual = usual_rate(&visit);
    let mut form = sent(&[
        (LoanField::Amount, "60"),
        (LoanField::Commercial, "40"),
        (LoanField::Term, "30"),
        (LoanField::Unit, "years"),
        (LoanField::Rate, &usual),
        (LoanField::CommercialRate, COMMERCIAL_RATE),
        (LoanField::Method, "equal-instalment"),
    ]);
    let result = read_combination(&mut form).map(|terms| result(l, &terms, first_month(&visit)));
    view! {
        <Frame kind=Kind::Combination>
            {problems(l, &form)}
            <div class="cols">
                <form class="stack" method="get" action="/calc/combination">
                    {method_field(l, &form)}
                    {amount_field(l, &form, LoanField::Amount, words::fund_amount(l))}
                    {rate_field(l, &form, LoanField::Rate, words::fund_rate(l), rate_hint(l, rates_today(&visit)))}
                    {amount_field(l, &form, LoanField::Commercial, words::commercial_amount(l))}
                    {rate_field(
                        l,
                        &form,
                        LoanField::CommercialRate,
                        words::commercial_rate(l),
                        Some(words::commercial_rate_hint(l).into()),
                    )}
                    {term_fields(l, &form)}
                    {compute_button(l)}
                </form>
                <div class="stack">{result}<p class="small">{words::only_an_estimate(l)}</p></div>
            </div>
        </Frame>
    }
}

fn result(l: Lang, terms: &CombinationTerms, first: Month) -> impl IntoView + use<> {
    let Combination { fund, commercial, together } = Combination::of(terms);
    let figure = together.first_payment();
    view! {
        <section class="card headline">
            <p class="label">{words::payment_label(l, terms.method)}</p>
            <Money lang=l amount=figure figure=true/>
            <h2>{words::two_loans(l, fund.first_payment(), commercial.first_payment())}</h2>
            {picture(l, Areas::of(&together), words::picture(l, &together), ticks(l, together.periods(), first))}
        </section>
        <section class="card">
            <h2>{words::parts_title(l)}</h2>
            {parts_table(l, terms, [&fund, &commercial, &together])}
        </section>
        {schedule_table(l, &together)}
    }
}

/// Both loans and their sum, side by side.
fn parts_table(l: Lang, terms: &CombinationTerms, schedules: [&Schedule; 3]) -> impl IntoView + use<> {
    let named = |word: &str, rate: Rate| format!("{word} {}", rate.percent());
    let names = [
        named(words::kind_loan(l), terms.fund_rate),
        named(words::commercial_amount(l), terms.commercial_rate),
        words::together(l).to_owned(),
    ];
    let row = |(name, schedule): (String, &Schedule)| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td class="num">{schedule.first_payment().to_string()}</td>
                <td class="num">{schedule.total_interest.to_string()}</td>
            </tr>
        }
    };
    view! {
        <div class="scroll">
            <table class="table dense">
                <thead>
                    <tr>
                        <td></td>
                        <th scope="col" class="num">{words::payment_label(l, terms.method)}</th>
                        <th scope="col" class="num">{words::interest(l)}</th>
                    </tr>
                </thead>
                <tbody>{names.into_iter().zip(schedules).map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

/// The table twin of the picture, folded.
fn schedule_table(l: Lang, schedule: &Schedule) -> impl IntoView + use<> {
    let title = words::table_title(l, schedule.periods());
    view! {
        <details class="card">
            <summary>{title.clone()}</summary>
            <div class="scroll" tabindex="0" role="region" aria-label=title>
                {table::draw(l, Some(schedule), NodeRef::new())}
            </div>
        </details>
    }
}
