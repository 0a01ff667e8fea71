//! The rules in force (办事规则), public: what anyone may read before signing in, each figure with its source.

use crate::{
    parts::{BackLink, Fact, Page, SummaryList, Tab},
    text::{Lang, format, receipt, rent, rules as words},
    visit::{Stop, loaded, visit},
};
use domain::policy::{
    Policy, Value, Version,
    file::{Per, Rule as PolicyRule},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use service::policies::Policies;

/// All rules of the city, with the figures of contributions.
#[component]
pub fn Rules() -> impl IntoView {
    let visit = visit();
    let l = visit.lang();
    let (city, today) = (visit.ctx.centre.city.clone(), visit.ctx.today());
    let row = |href: String, word: &'static str| {
        view! { <li><a href=href><span class="what">{word}</span></a></li> }
    };
    let kinds: Vec<_> = Policies::get()
        .in_force(&city, today)
        .into_iter()
        .map(|policy| row(format!("/rules/{}", policy.kind), kind(l, &policy.kind)))
        .collect();
    view! {
        <Page title=words::rules(l) tab=Tab::Tasks>
            <header class="head"><h1>{words::rules(l)}</h1><p class="lead">{words::lead(l)}</p></header>
            {contribution(l, &city, today)}
            <section class="card"><h2>{words::withdrawal(l)}</h2><ul class="list">{kinds}</ul></section>
            <section class="card">
                <h2>{words::loan(l)}</h2>
                <ul class="list">
                    {row("/calc/limit".into(), words::loan_limit(l))}
                    {row("/flex".into(), words::flexible(l))}
                </ul>
            </section>
            <section class="card">
                <h2>{words::books(l)}</h2>
                <ul class="list">{row("/roots".into(), receipt::roots(l))}</ul>
            </section>
        </Page>
    }
}

fn contribution(l: Lang, city: &str, today: chrono::NaiveDate) -> Option<AnyView> {
    let version = Policies::get().contribution(city)?.on(today)?;
    let rates = format!("{}% – {}%", version.rate_min_bp / 100, version.rate_max_bp / 100);
    let facts = vec![
        Fact::new(words::base_floor(l), format::yuan(version.base_floor_fen)),
        Fact::new(words::base_ceiling(l), format::yuan(version.base_ceiling_fen)),
        Fact::new(words::rates(l), rates),
        Fact::new(words::year_starts(l), version.year_starts_in.to_string()),
    ];
    let from = provenance(l, &version.doc, &version.source, version.as_of, version.verified);
    Some(
        view! {
            <section class="stack">
                <h2>{words::contribution(l)}</h2>
                <SummaryList lang=l facts=facts/>
                {from}
            </section>
        }
        .into_any(),
    )
}

/// One kind of withdrawal.
#[component]
pub fn Rule() -> impl IntoView {
    let visit = visit();
    let kind = use_params_map().with_untracked(|params| params.get("kind")).unwrap_or_default();
    loaded(async move {
        let (l, city, today) = (visit.lang(), visit.ctx.centre.city.clone(), visit.ctx.today());
        let policy = Policies::get().withdrawal(&city, &kind).ok_or(Stop::NotFound)?;
        let version = policy.on(today).ok_or(Stop::NotFound)?;
        Ok(rule_page(l, policy, version))
    })
}

fn rule_page(l: Lang, policy: &'static Policy, version: &'static Version) -> AnyView {
    let title = kind(l, &policy.kind);
    let conditions: Vec<_> = version
        .rules
        .iter()
        .map(|(rule, clause)| {
            let (words, law) =
                (rent::rule(l, rule.id(), needed(rule).as_ref()), rent::law(l, *clause, &version.doc));
            view! { <li><div><h3>{words}</h3><p>{law}</p></div></li> }
        })
        .collect();
    let from = provenance(l, &version.doc, &version.source, version.as_of, version.verified);
    let household = version.per == Per::Household;
    view! {
        <Page title=title tab=Tab::Tasks>
            <header class="head">
                <BackLink lang=l href="/rules"/>
                <h1>{title}</h1>
                <p class="lead">{words::period(l, version.from, version.to)}</p>
            </header>
            <section class="stack">
                <h2>{words::how_much(l)}</h2>
                <SummaryList lang=l facts=amounts(l, version)/>
                {household.then(|| view! { <p class="small">{words::household(l)}</p> })}
            </section>
            <section class="stack">
                <h2>{words::how_often(l)}</h2>
                <p>{words::frequency(l, &version.frequency)}</p>
            </section>
            <section class="stack">
                <h2>{words::conditions(l)}</h2>
                <ul class="card rules">{conditions}</ul>
            </section>
            {from}
        </Page>
    }
    .into_any()
}

fn needed(rule: &PolicyRule) -> Option<Value> {
    match rule {
        PolicyRule::ConsecutiveMonths { at_least } => Some(Value::Count(i64::from(*at_least))),
        _ => None,
    }
}

fn amounts(l: Lang, version: &Version) -> Vec<Fact> {
    let alone = version.caps.len() == 1;
    version
        .caps
        .iter()
        .map(|cap| {
            let written = &cap.written;
            let who = match written.when.as_str() {
                "true" if alone => words::everyone_alone(l).to_owned(),
                when => words::condition(l, when).unwrap_or_else(|| when.to_owned()),
            };
            let amount =
                words::amount(l, &written.amount, written.unit).unwrap_or_else(|| written.amount.clone());
            Fact::new(who, amount)
        })
        .collect()
}

/// Where figures come from: document, address, the day they were looked up, whether anybody verified them.
fn provenance(l: Lang, document: &str, source: &str, as_of: chrono::NaiveDate, verified: bool) -> AnyView {
    let trust = if verified { words::verified(l) } else { words::unverified(l) };
    let host = source.split('/').nth(2).unwrap_or_default().to_owned();
    view! {
        <p class="small">
            {words::document(l)} " " {document.to_owned()} " · "
            <a href=source.to_owned() rel="noreferrer">{words::source(l)} " " {host}</a>
            " · " {words::looked_up(l, as_of)} " · " {trust}
        </p>
    }
    .into_any()
}

fn kind(l: Lang, kind: &str) -> &'static str {
    match kind {
        "rent_public" => words::public_home(l),
        _ => words::market_home(l),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A new condition or amount in a policy file needs words before it is shown.
    #[test]
    fn every_cap_of_every_city_has_words() {
        for policy in Policies::get().all() {
            for cap in policy.versions.iter().flat_map(|version| &version.caps) {
                for l in [Lang::Zh, Lang::En] {
                    assert!(
                        words::condition(l, &cap.written.when).is_some(),
                        "{}: {}",
                        policy.city,
                        cap.written.when
                    );
                    let amount = words::amount(l, &cap.written.amount, cap.written.unit);
                    assert!(amount.is_some(), "{}: {}", policy.city, cap.written.amount);
                }
            }
        }
        assert_eq!(words::condition(Lang::En, "no_such_fact"), None);
    }
}
