//! `/flex` for everyone who has not signed: the products, the way out, the loan, the basis.

use crate::{
    parts::{Fact, Notice, Page, SummaryList, Tab, Tone},
    text::{Lang, flex as words, format},
    visit::Visit,
};
use domain::{
    Fen,
    flex::{FlexVersion, policy::ProductRule},
};
use leptos::prelude::*;
use service::{actor::Actor, flex::Rules};

/// Months of the example of what paying earns.
const EXAMPLE_MONTHS: u32 = 12;

pub fn shown(visit: &Visit, rules: Option<Rules>, may_join: bool) -> AnyView {
    let l = visit.lang();
    let Some(rules) = rules else {
        return view! {
            <Page title=words::flex(l) tab=Tab::Tasks>
                <header class="head"><h1>{words::not_open(l)}</h1><p class="lead">{words::not_open_help(l)}</p></header>
            </Page>
        }
        .into_any();
    };
    let rules = rules.version;
    let end = match (&visit.actor, may_join) {
        (_, true) => start(l),
        (Actor::Member(_), false) => has_account(l),
        (_, false) => ().into_any(),
    };
    view! {
        <Page title=words::flex(l) tab=Tab::Tasks>
            <header class="head"><h1>{words::intro_title(l)}</h1><p class="lead">{words::intro_lead(l)}</p></header>
            {products(l, rules)}
            {exit_rules(l, rules)}
            {loan(l, rules)}
            {needed(l, rules)}
            {end}
            {basis(l, rules)}
        </Page>
    }
    .into_any()
}

fn start(l: Lang) -> AnyView {
    view! {
        <div class="actions"><a class="button" href="/flex/identity">{words::start(l)}</a></div>
        <p class="small">{words::about_minutes(l)}</p>
    }
    .into_any()
}

fn has_account(l: Lang) -> AnyView {
    view! {
        <Notice tone=Tone::Neutral title=words::has_account(l) text=words::has_account_help(l)/>
        <div class="actions"><a class="button second" href="/">{words::to_my_account(l)}</a></div>
    }
    .into_any()
}

/// A card for each product, the same questions in each.
fn products(l: Lang, rules: &'static FlexVersion) -> impl IntoView {
    let card = |rule: &ProductRule| {
        view! {
            <section class="stack">
                <h3>{words::product_name(l, rule.product)}</h3>
                <p class="small">{words::product_note(l, rule.product)}</p>
                <SummaryList lang=l facts=terms(l, rule, rules)/>
            </section>
        }
    };
    view! {
        <h2>{words::products(l)}</h2>
        {rules.products.iter().map(card).collect_view()}
    }
}

fn terms(l: Lang, rule: &ProductRule, rules: &'static FlexVersion) -> Vec<Fact> {
    let month = match rule.month_max_fen {
        Some(most) => words::up_to(l, most),
        None => words::no_limit(l).to_owned(),
    };
    let kept = match rule.keep_months {
        0 => words::not_agreed(l).to_owned(),
        months => format::months(l, months),
    };
    vec![
        Fact::new(words::each_time(l), words::range(l, rule.amount.range())),
        Fact::new(words::each_month(l), month),
        Fact::new(words::when_debited(l), words::debited(l, rule.product, rules)),
        Fact::new(words::kept(l), kept),
        Fact::new(words::subsidy(l), if rule.subsidised { words::yes(l) } else { words::no(l) }),
    ]
}

pub(super) fn exit_rules(l: Lang, rules: &'static FlexVersion) -> impl IntoView {
    let line = |rule: &domain::flex::policy::ExitRule| {
        view! { <li><div class="item"><span class="what">{words::exit_rule(l, *rule)}</span></div></li> }
    };
    view! {
        <section class="card">
            <h2>{words::how_to_leave(l)}</h2>
            <ul class="list">{rules.exit.iter().map(line).collect_view()}</ul>
        </section>
    }
}

fn loan(l: Lang, rules: &'static FlexVersion) -> impl IntoView {
    let monthly = Fen::from_yuan(1000);
    let example = rules.loan.example(monthly, EXAMPLE_MONTHS).map(|amount| {
        view! { <p class="formula">{words::loan_example(l, monthly, EXAMPLE_MONTHS, amount)}</p> }
    });
    let subsidy = rules.subsidy.as_ref().map(|subsidy| {
        view! { <h2>{words::subsidy(l)}</h2><p>{words::subsidy_terms(l, subsidy)}</p> }
    });
    view! {
        <section class="card stack">
            <h2>{words::loan(l)}</h2>
            <p>{words::loan_link(l, &rules.loan)}</p>
            {example}
            {subsidy}
        </section>
    }
}

fn needed(l: Lang, rules: &'static FlexVersion) -> impl IntoView {
    let facts = vec![
        Fact::new(words::need_age(l), words::age(l, rules.min_age)),
        Fact::new(words::card(l), words::need_card(l)),
        Fact::new(words::not_now(l), words::need_no_unit(l)),
    ];
    view! { <h2>{words::what_you_need(l)}</h2><SummaryList lang=l facts=facts/> }
}

pub(super) fn basis(l: Lang, rules: &'static FlexVersion) -> impl IntoView {
    view! {
        <footer class="small">
            <p>{words::basis(l, rules)} " " <a href=rules.source.as_str()>{words::source(l)}</a></p>
            {words::assumed(l, &rules.assumed).map(|line| view! { <p>{line}</p> })}
            {(!rules.verified).then(|| view! { <p>{words::not_verified(l)}</p> })}
        </footer>
    }
}
