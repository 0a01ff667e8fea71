//! `/rent/check`: step 3 of 3. What will happen, in numbers, then one sending.

use super::no_account;
use crate::{
    parts::{BackLink, Entry, ErrorSummary, Fact, Field, Money, Notice, Page, SummaryList, Tab, Tick, Tone},
    paths::Path,
    text::{parts::step, rent as words},
    visit::{Stop, Visit, loaded, visit},
};
use domain::policy::Outcome;
use leptos::prelude::*;
use service::rent::{self, CheckPage as View, Field as F, Step};

#[component]
pub fn CheckPage() -> impl IntoView {
    let visit = visit();
    loaded(async move {
        let member = visit.member()?;
        match rent::check(&visit.ctx, &member).await? {
            Step::Here(page) => Ok(shown(&visit, page)),
            Step::NoAccount => Ok(no_account(visit.lang())),
            Step::Eligibility => Err(Stop::Go(Path::fixed("/rent"))),
            Step::Amount => Err(Stop::Go(Path::fixed("/rent/amount"))),
            Step::Card => Err(Stop::Go(Path::fixed("/rent/card"))),
        }
    })
}

fn shown(visit: &Visit, page: View) -> AnyView {
    let l = visit.lang();
    let account = &page.eligibility.own.account;
    let facts = vec![
        Fact::new(words::amount(l), view! { <Money lang=l amount=page.amount/> }).change("/rent/amount"),
        Fact::new(words::card(l), words::card_line(l, &page.card.bank, &page.card.tail)).change("/rent/card"),
        Fact::new(words::now_balance(l), view! { <Money lang=l amount=account.balance/> }),
        Fact::new(words::after(l), view! { <Money lang=l amount=page.after/> }),
    ];
    let (tone, what) = match page.outcome {
        Outcome::Review => (Tone::Warn, words::decided_by_people(l)),
        Outcome::Approved | Outcome::Refused => (Tone::Good, words::decided_at_once(l)),
    };
    let problems = problems(visit, &page);
    let end = if page.second_factor { send(visit, &page) } else { first_a_factor(visit) };
    view! {
        <Page title=words::check_answers(l) tab=Tab::Tasks>
            <header class="head">
                <BackLink lang=l href="/rent/card"/>
                <p class="step">{step(l, 3, 3)}</p>
                <h1>{words::check_answers(l)}</h1>
            </header>
            {problems}
            <SummaryList lang=l facts=facts ruled=true/>
            <Notice tone=tone title=what text=words::effect(l)/>
            {end}
        </Page>
    }
    .into_any()
}

fn problems(visit: &Visit, page: &View) -> impl IntoView + use<> {
    let l = visit.lang();
    let entry = |field| Entry::of(&page.form.state, field);
    let entries = vec![
        (words::amount(l).to_owned(), entry(F::Amount)),
        (words::check_answers(l).to_owned(), entry(F::Declaration)),
        (words::code(l).to_owned(), entry(F::Code)),
    ];
    view! { <ErrorSummary lang=l entries=entries/> }
}

fn send(visit: &Visit, page: &View) -> AnyView {
    let l = visit.lang();
    let (declaration, code) =
        (Entry::of(&page.form.state, F::Declaration), Entry::of(&page.form.state, F::Code));
    view! {
        <form method="post" action="/do/rent-submit">
            <input type="hidden" name="request_id" value=page.form.request_id.clone()/>
            <input type="hidden" name="amount" value=page.amount.plain()/>
            <Tick lang=l entry=declaration label=words::declaration(l)/>
            <Field lang=l entry=code label=words::code(l) hint=words::code_hint(l) inputmode="numeric"
                autocomplete="one-time-code" code=true/>
            <div class="actions"><button class="button">{words::send(l)}</button></div>
        </form>
    }
    .into_any()
}

fn first_a_factor(visit: &Visit) -> AnyView {
    let l = visit.lang();
    view! {
        <Notice tone=Tone::Warn title=words::needs_factor(l) text=words::needs_factor_help(l)/>
        <div class="actions"><a class="button" href="/me/second-factor">{words::needs_factor(l)}</a></div>
    }
    .into_any()
}
