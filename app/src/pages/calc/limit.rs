//! `/calc/limit`: the highest loan a city grants, with the formula in the person's own numbers.

use super::{Frame, Kind, compute_button, segments};
use crate::{
    parts::{Answer, Entry, ErrorSummary, Field, Money, Notice, Select, Tone},
    text::{Lang, calc, format, limit as words, parts},
    visit::visit,
};
use domain::FormField;
use domain::form::FormState;
use domain::loan::figure::{Claim, Figure};
use domain::loan::limit::Candidate;
use domain::loan::policy::Basis;
use domain::loan::{Bound, FactField, Facts, LoanPolicy, LoanRules};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use service::loan::{CityLimit, book, city_limit};

#[component]
pub fn LimitPage() -> impl IntoView {
    let visit = visit();
    let l = visit.lang();
    let asked = query("city").unwrap_or_else(|| visit.ctx.centre.city.clone());
    let Some(policy) = book().city(&asked).or(book().cities().first()) else {
        return ().into_any();
    };
    let mut form = sent();
    let today = visit.ctx.today();
    let limit = Facts::parse(&mut form).map(|facts| city_limit(&policy.city, &facts, today));
    let rules = policy.in_force(today);
    let result = limit.map(|found| match found {
        Ok(found) => result(l, found).into_any(),
        Err(_) => view! { <Notice tone=Tone::Warn title=words::unknown_day(l)/> }.into_any(),
    });
    view! {
        <Frame kind=Kind::Limit>
            {city_links(l, policy)}
            {problems(l, &form)}
            <div class="cols">
                {rules.map(|rules| facts_form(l, policy, rules, &form))}
                <div class="stack">{result}<p class="small">{calc::only_an_estimate(l)}</p></div>
            </div>
        </Frame>
    }
    .into_any()
}

fn query(name: &str) -> Option<String> {
    use_query_map().with_untracked(|query| query.get(name))
}

/// Fields as sent. Ticked claims come as fields of their own and join the list.
fn sent() -> FormState<FactField> {
    let mut form = FormState::default();
    for field in FactField::ALL {
        form.set(*field, &query(field.name()).unwrap_or_default());
    }
    if query(FactField::Home.name()).is_none() {
        form = form
            .with(FactField::Years, "30")
            .with(FactField::Balance, "60000")
            .with(FactField::PriceWan, "150");
    }
    let ticked = Claim::STATED.iter().filter(|claim| query(claim.code()).is_some());
    let claims: Vec<&str> = ticked.map(|claim| claim.code()).collect();
    if !claims.is_empty() {
        form.set(FactField::Claims, &claims.join(" "));
    }
    form
}

fn city_links(l: Lang, current: &LoanPolicy) -> impl IntoView + use<> {
    let link = |policy: &LoanPolicy| {
        let here = (policy.city == current.city).then_some("true");
        let name = if l == Lang::Zh { policy.name_zh.clone() } else { policy.name_en.clone() };
        view! { <a href=format!("/calc/limit?city={}", policy.city) aria-current=here>{name}</a> }
    };
    view! { <nav class="chips" aria-label=words::cities(l)>{book().cities().iter().map(link).collect_view()}</nav> }
}

fn problems(l: Lang, form: &FormState<FactField>) -> impl IntoView + use<> {
    let entry = |(field, _)| (words::field(l, field).to_owned(), Entry::of(form, field));
    let entries: Vec<_> = form.problems().map(entry).collect();
    view! { <ErrorSummary lang=l entries=entries/> }
}

/// Only what this city's rules ask for.
fn facts_form(
    l: Lang,
    policy: &LoanPolicy,
    rules: &LoanRules,
    form: &FormState<FactField>,
) -> impl IntoView + use<> {
    let chosen = |field: FactField, value: &str| form.value(field) == value;
    let second = chosen(FactField::Home, "second");
    let family = chosen(FactField::Applicants, "family");
    let money = |field: FactField, hint: Option<&'static str>| {
        let entry = Entry::of(form, field);
        let label = words::field(l, field);
        match hint {
            Some(hint) => {
                view! { <Field lang=l entry=entry label=label hint=hint inputmode="decimal" unit=calc::yuan(l)/> }.into_any()
            }
            None => view! { <Field lang=l entry=entry label=label inputmode="decimal" unit=calc::yuan(l)/> }.into_any(),
        }
    };
    let account = rules.account.as_ref().map(|rule| match rule.basis {
        Basis::Current => money(FactField::Balance, None),
        Basis::Average { .. } => money(FactField::AverageBalance, Some(words::average_hint(l))),
    });
    let capacity = rules.capacity.as_ref().map(|_| {
        view! { <div class="pair">{money(FactField::Income, None)}{money(FactField::Debts, None)}</div> }
    });
    let children: Vec<Answer> =
        (0..=3).map(|count| Answer::new(count.to_string(), count.to_string())).collect();
    view! {
        <form class="stack" method="get" action="/calc/limit">
            <input type="hidden" name="city" value=policy.city.clone()/>
            {segments(
                words::applicants(l),
                FactField::Applicants,
                vec![("single", words::single(l), !family), ("family", words::family(l), family)],
            )}
            {segments(
                words::home(l),
                FactField::Home,
                vec![("first", words::first_home(l), !second), ("second", words::second_home(l), second)],
            )}
            {account}
            {capacity}
            <Field
                lang=l
                entry=Entry::of(form, FactField::PriceWan)
                label=words::price(l)
                hint=words::price_hint(l)
                inputmode="decimal"
                unit=calc::wan(l)
            />
            <div class="pair">
                <Field
                    lang=l
                    entry=Entry::of(form, FactField::Years)
                    label=words::years(l)
                    inputmode="numeric"
                    unit=words::year(l)
                />
                <Select lang=l entry=Entry::of(form, FactField::Children) label=words::children(l) answers=children/>
            </div>
            {claims(l, rules, form)}
            {compute_button(l)}
        </form>
    }
}

/// Ticks for the conditions that change something in this city.
fn claims(l: Lang, rules: &LoanRules, form: &FormState<FactField>) -> impl IntoView + use<> {
    let matters = |claim: &&Claim| {
        rules.boosts.iter().any(|boost| boost.claim == **claim)
            || (**claim == Claim::GuaranteedHousing && rules.down_payment.guaranteed.is_some())
    };
    let stated: Vec<&str> = form.value(FactField::Claims).split(' ').collect();
    let tick = |claim: &Claim| {
        let checked = stated.contains(&claim.code());
        view! {
            <label class="choice tick">
                <input type="checkbox" name=claim.code() value="yes" checked=checked/>
                <span><span>{words::claim(l, *claim)}</span></span>
            </label>
        }
    };
    let ticks: Vec<_> = Claim::STATED.iter().filter(matters).map(tick).collect();
    (!ticks.is_empty()).then(|| {
        view! { <fieldset class="field" id=FactField::Claims.name()><legend>{words::claims(l)}</legend>{ticks}</fieldset> }
    })
}

fn result(l: Lang, found: CityLimit) -> impl IntoView {
    let CityLimit { rules, limit, .. } = found;
    let unchecked = (!limit.unchecked.is_empty()).then(|| {
        view! { <Notice tone=Tone::Warn title=words::unchecked(l, &limit.unchecked)/> }
    });
    let row = |candidate: &Candidate| candidate_row(l, candidate, limit.bound_by);
    view! {
        <section class="card headline">
            <p class="label">{words::you_may_borrow(l)}</p>
            <Money lang=l amount=limit.limit figure=true/>
            <h2>{words::finding(l, &limit)}</h2>
        </section>
        {unchecked}
        <section class="card">
            <h2>{words::how(l)}</h2>
            <p class="small">{words::smallest_counts(l)}</p>
            <ol class="candidates">{limit.candidates.iter().map(row).collect_view()}</ol>
            <p class="small">{words::rounded_down(l, limit.floor_unit)}</p>
        </section>
        {sources(l, rules)}
    }
}

fn candidate_row(l: Lang, candidate: &Candidate, decides: Bound) -> impl IntoView + use<> {
    let mark =
        (candidate.bound == decides).then(|| view! { <span class="pill good">{words::decides(l)}</span> });
    view! {
        <li>
            <div class="row"><b>{words::bound(l, candidate.bound)}</b><Money lang=l amount=candidate.amount/></div>
            <p class="formula">{words::derivation(l, candidate)}</p>
            {mark}
        </li>
    }
}

/// Every figure that was used, with its source, its day and whether it was verified.
fn sources(l: Lang, rules: &'static LoanRules) -> impl IntoView {
    let (from, to) = (format::date(rules.from.0), rules.to.map(|day| format::date(day.0)));
    view! {
        <details class="card">
            <summary>{words::sources(l)}</summary>
            <p class="small">{words::rules(l, &rules.document, &from, to.as_deref())}</p>
            <ul class="sources">{source_lines(l, rules)}</ul>
        </details>
    }
}

fn source_lines(l: Lang, rules: &'static LoanRules) -> Vec<AnyView> {
    let money = |name: &str, f: &'static Figure<domain::loan::figure::Yuan>| {
        line(l, name, format::yuan(f.value.0), f)
    };
    let factor =
        |name: &str, f: &'static Figure<domain::loan::figure::Factor>| line(l, name, f.value.to_string(), f);
    let name = |code| words::figure_name(l, code);
    let mut lines = vec![money(name("single"), &rules.cap.single), money(name("family"), &rules.cap.family)];
    if let Some(account) = &rules.account {
        lines.push(factor(name("multiple_first"), &account.first));
        lines.push(factor(name("multiple_second"), &account.second));
    }
    lines.extend(rules.capacity.iter().map(|f| factor(name("capacity"), f)));
    lines.push(factor(name("down_first"), &rules.down_payment.first));
    lines.push(factor(name("down_second"), &rules.down_payment.second));
    lines.extend(rules.down_payment.guaranteed.iter().map(|f| factor(name("down_guaranteed"), f)));
    lines.extend(rules.minimum.iter().map(|f| money(name("minimum"), f)));
    for boost in &rules.boosts {
        let raised = parts::labelled(l, name("boost"), words::claim(l, boost.claim));
        lines.extend(boost.percent.iter().map(|f| factor(&format!("{raised} %"), f)));
        lines.extend(boost.single.iter().chain(&boost.family).map(|f| money(&raised, f)));
    }
    lines
}

fn line<T>(l: Lang, name: &str, value: String, figure: &'static Figure<T>) -> AnyView {
    let state = if figure.verified { words::verified(l) } else { words::unverified(l) };
    let note = figure.note.clone().map(|note| view! { " "{note} });
    view! {
        <li>
            <b>{name.to_owned()}" "{value}</b>
            <small>
                <a href=figure.source.as_str() rel="noreferrer">{words::source(l)}</a>
                " "{format::date(figure.as_of.0)}" · "{state}{note}
            </small>
        </li>
    }
    .into_any()
}
