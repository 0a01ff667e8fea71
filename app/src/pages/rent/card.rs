//! `/rent/card`: step 2 of 3. A card is proven by the bank before any decision.

use super::no_account;
use crate::{
    parts::{BackLink, Entry, ErrorSummary, Fact, Field, Page, SummaryList, Tab},
    paths::Path,
    text::{parts::step, rent as words},
    visit::{Stop, Visit, loaded, visit},
};
use domain::PersonName;
use leptos::prelude::*;
use service::rent::{self, CardPage as View, Field as F, Step};

#[component]
pub fn CardPage() -> impl IntoView {
    let visit = visit();
    loaded(async move {
        let member = visit.member()?;
        match rent::card_page(&visit.ctx, &member).await? {
            Step::Here(page) => Ok(shown(&visit, page)),
            Step::NoAccount => Ok(no_account(visit.lang())),
            Step::Eligibility | Step::Amount | Step::Card => Err(Stop::Go(Path::fixed("/rent"))),
        }
    })
}

fn shown(visit: &Visit, page: View) -> AnyView {
    let l = visit.lang();
    let entry = Entry::of(&page.form.state, F::Card);
    let summary = vec![(words::card_number(l).to_owned(), entry.clone())];
    let holder = PersonName::parse(&page.holder).map_or_else(|_| page.holder.clone(), |name| name.masked());
    let kept = page.card.map(|card| {
        let facts = vec![
            Fact::new(words::card_on_file(l), words::card_line(l, &card.bank, &card.tail)),
            Fact::new(words::holder(l), format!("{holder} · {}", words::name_checked(l))),
        ];
        view! {
            <SummaryList lang=l facts=facts/>
            <form method="post" action="/do/rent-card">
                <div class="actions"><button class="button">{words::use_this_card(l)}</button></div>
            </form>
        }
    });
    let first = kept.is_none();
    let demo = visit.ctx.centre.demo;
    let label = if first { words::card_number(l) } else { words::other_card(l) };
    view! {
        <Page title=words::which_card(l) tab=Tab::Tasks>
            <header class="head">
                <BackLink lang=l href="/rent/amount"/>
                <p class="step">{step(l, 2, 3)}</p>
                <h1>{words::which_card(l)}</h1>
            </header>
            <ErrorSummary lang=l entries=summary/>
            {kept}
            <form method="post" action="/do/rent-card">
                <Field lang=l entry=entry label=label hint=words::card_hint(l) inputmode="numeric" code=true/>
                {demo.then(|| view! { <p class="small">{words::demo_card_hint(l)}</p> })}
                <div class="actions">
                    <button class=if first { "button" } else { "button second" }>{words::go_on(l)}</button>
                </div>
            </form>
        </Page>
    }
    .into_any()
}
