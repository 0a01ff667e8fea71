//! `/flex/product`: step 2 of 4.

use super::may_go_on;
use crate::{
    actions::flex::applicant,
    parts::{Answer, BackLink, Choice, Entry, ErrorSummary, Field, Page, Select, Tab},
    text::{flex as words, parts::step},
    visit::{Visit, loaded, visit},
};
use domain::{FormState, flex::ProductField as F};
use leptos::prelude::*;
use service::flex::{self, Rules};

#[component]
pub fn ProductPage() -> impl IntoView {
    let visit = visit();
    loaded(async move {
        let (applicant, rules) = applicant(&visit)?;
        may_go_on(&visit, &applicant).await?;
        let form = flex::product_form(&visit.ctx, applicant.session()).await?;
        Ok(shown(&visit, &rules, &form.state))
    })
}

fn shown(visit: &Visit, rules: &Rules, form: &FormState<F>) -> AnyView {
    let (l, rules) = (visit.lang(), rules.version);
    let entry = |field| Entry::of(form, field);
    let labels = [
        (words::products(l), F::Product),
        (words::amount(l), F::Amount),
        (words::debit_day(l), F::DebitDay),
        (words::card(l), F::Card),
    ];
    let summary = labels.into_iter().map(|(label, field)| (label.to_owned(), entry(field))).collect();
    let products: Vec<Answer> = rules
        .products
        .iter()
        .map(|rule| {
            Answer::new(rule.product.code(), words::product_name(l, rule.product))
                .note(words::product_note(l, rule.product))
        })
        .collect();
    // One product is no question: it is chosen already and shown.
    let only = match rules.products.as_slice() {
        [one] => one.product.code(),
        _ => "",
    };
    let days = (rules.debit.first_day..=rules.debit.last_day)
        .map(|day| Answer::new(day.to_string(), words::day_of_month(l, day)))
        .collect();
    let demo = visit.ctx.centre.demo;
    let product = entry(F::Product).or(only);
    let (amount, card) = (entry(F::Amount), entry(F::Card));
    let day = entry(F::DebitDay).or(rules.debit.usual_day.to_string());
    view! {
        <Page title=words::what(l) tab=Tab::Tasks>
            <ErrorSummary lang=l entries=summary/>
            <header class="head">
                <BackLink lang=l href="/flex/identity"/>
                <p class="step">{step(l, 2, 4)}</p>
                <h1>{words::what(l)}</h1>
            </header>
            <form method="post" action="/do/flex-product" novalidate=true>
                <Choice lang=l entry=product label=words::products(l) answers=products/>
                <Field lang=l entry=amount label=words::amount(l) hint=words::limits(l, rules)
                    inputmode="decimal" unit=words::yuan(l)/>
                <Select lang=l entry=day
                    label=words::debit_day(l) hint=words::debit_day_hint(l) answers=days/>
                <Field lang=l entry=card label=words::card(l) hint=words::card_hint(l)
                    inputmode="numeric" code=true/>
                {demo.then(|| view! { <p class="small">{words::demo_card_hint(l)}</p> })}
                <div class="actions"><button class="button">{words::go_on(l)}</button></div>
            </form>
        </Page>
    }
    .into_any()
}
