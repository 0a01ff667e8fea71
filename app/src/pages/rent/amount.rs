//! `/rent/amount`: step 1 of 3.

use super::{Basis, no_account};
use crate::{
    parts::{BackLink, Entry, ErrorSummary, Field, Page, Tab},
    paths::Path,
    text::{format, parts::step, rent as words},
    visit::{Stop, Visit, loaded, visit},
};
use domain::Fen;
use leptos::prelude::*;
use service::rent::{self, AmountPage as View, Field as F, Step};

#[component]
pub fn AmountPage() -> impl IntoView {
    let visit = visit();
    loaded(async move {
        let member = visit.member()?;
        match rent::amount_page(&visit.ctx, &member).await? {
            Step::Here(page) => Ok(shown(&visit, page)),
            Step::NoAccount => Ok(no_account(visit.lang())),
            Step::Eligibility | Step::Amount | Step::Card => Err(Stop::Go(Path::fixed("/rent"))),
        }
    })
}

fn shown(visit: &Visit, page: View) -> AnyView {
    let l = visit.lang();
    let decision = page.eligibility.decision;
    let maximum = decision.maximum;
    let half = Fen::new(maximum.get() / 2);
    let entry = Entry::of(&page.form.state, F::Amount).or(maximum.plain());
    let summary = vec![(words::amount(l).to_owned(), entry.clone())];
    let hint = words::amount_hint(l, maximum, decision.formula.as_deref());
    view! {
        <Page title=words::how_much(l) tab=Tab::Tasks>
            <header class="head">
                <BackLink lang=l href="/rent"/>
                <p class="step">{step(l, 1, 3)}</p>
                <h1>{words::how_much(l)}</h1>
            </header>
            <ErrorSummary lang=l entries=summary/>
            // A form of its own: Enter in the field must send what was typed, not the first amount named here.
            <form method="post" action="/do/rent-amount">
                <div class="chips">
                    <button type="submit" name="quick" value=maximum.plain()>{words::all_of_it(l)} " " {format::yuan(maximum)}</button>
                    <button type="submit" name="quick" value=half.plain()>{words::half(l)} " " {format::yuan(half)}</button>
                </div>
            </form>
            <form method="post" action="/do/rent-amount">
                <Field lang=l entry=entry label=words::amount(l) hint=hint inputmode="decimal" unit=words::yuan(l)/>
                <div class="actions"><button class="button">{words::go_on(l)}</button></div>
            </form>
            <Basis lang=l decision=decision/>
        </Page>
    }
    .into_any()
}
