//! `/flex/agreement`: step 3 of 4. The whole agreement, the way out included, then three ticks.

use super::{answered, paper, words_on_screen};
use crate::{
    parts::{BackLink, Entry, ErrorSummary, Page, Tab, Tick},
    text::{flex as words, parts::step},
    visit::{Visit, loaded, visit},
};
use domain::{FormState, flex::AgreementField as F};
use leptos::prelude::*;
use service::flex::{self, Terms};

#[component]
pub fn AgreementPage() -> impl IntoView {
    let visit = visit();
    loaded(async move {
        let (applicant, terms) = answered(&visit).await?;
        let form = flex::agreement_form(&visit.ctx, applicant.session()).await?;
        Ok(shown(&visit, &terms, &form.state))
    })
}

fn shown(visit: &Visit, terms: &Terms, form: &FormState<F>) -> AnyView {
    let l = visit.lang();
    let entry = |field| Entry::of(form, field);
    let ticks = [
        (words::not_paid_by_unit(l), F::NotPaidByUnit),
        (words::own_card(l), F::OwnCard),
        (words::accept(l), F::Accept),
    ];
    let summary = ticks.iter().map(|(label, field)| ((*label).to_owned(), entry(*field))).collect();
    let ticks = ticks.map(|(label, field)| view! { <Tick lang=l entry=entry(field) label=label/> });
    let paragraphs = paper(visit, terms).into_iter().map(|text| view! { <p>{text}</p> }).collect_view();
    let shown = words_on_screen(visit, terms).hash;
    view! {
        <Page title=words::agreement(l) tab=Tab::Tasks>
            <ErrorSummary lang=l entries=summary/>
            <header class="head">
                <BackLink lang=l href="/flex/product"/>
                <p class="step">{step(l, 3, 4)}</p>
                <h1>{words::agreement(l)}</h1>
                <p class="lead">{words::agreement_lead(l)}</p>
            </header>
            <section class="card stack" id="agreement">
                <h2>{words::agreement_title(l)}</h2>
                {paragraphs}
            </section>
            <form method="post" action="/do/flex-agreement" novalidate=true>
                <input type="hidden" name="shown" value=shown/>
                {ticks.collect_view()}
                <div class="actions"><button class="button">{words::sign(l)}</button></div>
            </form>
        </Page>
    }
    .into_any()
}
