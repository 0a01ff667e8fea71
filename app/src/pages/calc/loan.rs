//! `/calc`: one fund loan, equal instalment or equal principal. Live where WASM runs.

use super::{
    Frame, Kind, amount_field, compute_button, first_month, method_field, problems, rate_field, rate_hint,
    rates_today, sent, term_fields, usual_rate,
};
use crate::{
    islands::calculator::{Asked, Calculator, FORM},
    parts::LiveScript,
    text::calc as words,
    visit::visit,
};
use domain::loan::{LoanField, form::read_loan};
use leptos::prelude::*;

#[component]
pub fn LoanPage() -> impl IntoView {
    let visit = visit();
    let l = visit.lang();
    let usual = usual_rate(&visit);
    let mut form = sent(&[
        (LoanField::Amount, "80"),
        (LoanField::Term, "30"),
        (LoanField::Unit, "years"),
        (LoanField::Rate, &usual),
        (LoanField::Method, "equal-instalment"),
    ]);
    let asked = Asked { lang: l, form: form.clone(), first: first_month(&visit) };
    let (said, first) = (asked.sent(), asked.first.to_string());
    provide_context(asked);
    let _ = read_loan(&mut form);
    view! {
        <Frame kind=Kind::Loan>
            {problems(l, &form)}
            <Calculator>
                <form id=FORM class="stack" method="get" action="/calc" data-sent=said data-first=first>
                    {method_field(l, &form)}
                    {amount_field(l, &form, LoanField::Amount, words::amount(l))}
                    {term_fields(l, &form)}
                    {rate_field(l, &form, LoanField::Rate, words::rate(l), rate_hint(l, rates_today(&visit)))}
                    {compute_button(l)}
                </form>
            </Calculator>
        </Frame>
        <LiveScript/>
    }
}
