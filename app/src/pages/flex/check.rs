//! `/flex/check`: step 4 of 4. What was answered, what it does, then one sending.

use super::{answered, intro::exit_rules};
use crate::{
    actions::flex::page_of,
    parts::{BackLink, Fact, Money, Notice, Page, SummaryList, Tab},
    text::{Lang, flex as words, parts::step},
    visit::{Stop, loaded, visit},
};
use domain::flex::agreement::VERSION;
use leptos::prelude::*;
use service::flex::{self, Terms};

#[component]
pub fn CheckPage() -> impl IntoView {
    let visit = visit();
    loaded(async move {
        let (applicant, terms) = answered(&visit).await?;
        let words = super::words_on_screen(&visit, &terms);
        if !flex::is_signed(&visit.ctx, applicant.session(), &words).await? {
            return Err(Stop::Go(page_of(flex::Missing::Agreement)));
        }
        Ok(shown(visit.lang(), &terms))
    })
}

fn shown(l: Lang, terms: &Terms) -> AnyView {
    let (who, plan) = (&terms.identity, &terms.plan);
    let mut facts = vec![
        Fact::new(words::name(l), who.name.as_str().to_owned()).change("/flex/identity"),
        Fact::new(words::id_number(l), who.id.masked()).change("/flex/identity"),
        Fact::new(words::mobile(l), who.mobile.masked()).change("/flex/identity"),
        Fact::new(words::occupation(l), words::occupation_name(l, who.occupation)).change("/flex/identity"),
        Fact::new(words::product(l), words::product_name(l, plan.product)).change("/flex/product"),
        Fact::new(words::amount(l), view! { <Money lang=l amount=plan.amount/> }).change("/flex/product"),
        Fact::new(words::card(l), words::card_ending(l, plan.card.tail())).change("/flex/product"),
    ];
    if let Some(day) = plan.debit_day {
        let day = words::day_of_month(l, day);
        facts.push(Fact::new(words::when_debited(l), day).change("/flex/product"));
    }
    let version = format!("{VERSION} · {}", words::agreed(l));
    facts.push(Fact::new(words::agreement_version(l), version).change("/flex/agreement"));
    let now =
        format!("{} · {}", crate::text::format::yuan(plan.amount), words::card_ending(l, plan.card.tail()));
    let exits = exit_rules(l, terms.rules.version);
    view! {
        <Page title=words::check(l) tab=Tab::Tasks>
            <header class="head">
                <BackLink lang=l href="/flex/agreement"/>
                <p class="step">{step(l, 4, 4)}</p>
                <h1>{words::check(l)}</h1>
                <p class="lead">{words::check_lead(l)}</p>
            </header>
            <SummaryList lang=l facts=facts ruled=true/>
            {exits}
            <Notice title=words::first_debit_now(l) text=now/>
            <form method="post" action="/do/flex-submit">
                <div class="actions"><button class="button">{words::submit(l)}</button></div>
            </form>
        </Page>
    }
    .into_any()
}
