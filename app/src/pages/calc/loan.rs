//! `/calc`: one fund loan, equal instalment or equal principal. Live where WASM runs.

use super::{Frame, Kind, compute_button, first_month, loan_fields, problems, sent_loan};
use crate::{
    islands::calculator::{Asked, Calculator, FORM},
    parts::LiveScript,
    visit::visit,
};
use domain::loan::form::read_loan;
use leptos::prelude::*;

#[component]
pub fn LoanPage() -> impl IntoView {
    let visit = visit();
    let l = visit.lang();
    let mut form = sent_loan(&visit, &[]);
    let asked = Asked { lang: l, form: form.clone(), first: first_month(&visit) };
    let (said, first) = (asked.sent(), asked.first.to_string());
    provide_context(asked);
    let _ = read_loan(&mut form);
    view! {
        <Frame kind=Kind::Loan>
            {problems(l, &form)}
            <Calculator>
                <form id=FORM class="stack" method="get" action="/calc" data-sent=said data-first=first>
                    {loan_fields(&visit, &form)}
                    {compute_button(l)}
                </form>
            </Calculator>
        </Frame>
        <LiveScript/>
    }
}
