//! Rent withdrawal: the finding before any form, then three short pages.

pub mod amount;
pub mod card;
pub mod check;

use crate::{
    parts::{BackLink, Fact, Money, Outcome, Page, RuleLine, RuleList, SummaryList, Tab, prose},
    text::{Lang, format, rent as words},
    visit::{Stop, Visit, loaded, visit},
};
use domain::policy::{
    Decision, FactName, Facts, Outcome as Decided, RuleId, Step as TraceStep, Unit,
    decide::{StepCode, StepResult},
};
use leptos::prelude::*;
use service::rent::{self, Eligibility};

/// `/rent`: may I, how much, and if not: why, what to do, from when on.
#[component]
pub fn RentPage() -> impl IntoView {
    let visit = visit();
    loaded(async move {
        let member = visit.member()?;
        Ok::<_, Stop>(match rent::eligibility(&visit.ctx, &member).await? {
            Some(found) => finding(&visit, found),
            None => no_account(visit.lang()),
        })
    })
}

/// The page of someone without an account: where to get one.
pub(super) fn no_account(l: Lang) -> AnyView {
    view! {
        <Page title=words::rent(l) tab=Tab::Tasks>
            <header class="head">
                <BackLink lang=l href="/"/>
                <h1>{words::no_account(l)}</h1>
                <p class="lead">{words::no_account_help(l)}</p>
            </header>
            <div class="actions"><a class="button" href="/flex">{words::open_account(l)}</a></div>
        </Page>
    }
    .into_any()
}

fn finding(visit: &Visit, found: Eligibility) -> AnyView {
    let l = visit.lang();
    let decision = found.decision;
    let title = headline(l, &decision);
    let rules = rule_lines(l, &decision, &found.facts);
    let open = decision.outcome != Decided::Refused;
    let lead = match decision.outcome {
        Decided::Refused => Some(words::finding(l, decision.failures.len(), &when(l, &decision))),
        Decided::Review => Some(words::decided_by_people(l).to_owned()),
        Decided::Approved => None,
    };
    view! {
        <Page title=title tab=Tab::Tasks>
            <header class="head">
                <BackLink lang=l href="/"/>
                <h1>{title}</h1>
                {lead.map(|lead| view! { <p class="lead">{prose(&lead)}</p> })}
            </header>
            {open.then(|| view! {
                <section class="card">
                    <p class="label">{words::at_most(l)}</p>
                    <Money lang=l amount=decision.maximum figure=true label=words::at_most(l)/>
                    {decision.formula.clone().map(|formula| view! { <p class="small">{words::smaller_of(l, &formula)}</p> })}
                </section>
            })}
            {open.then(|| view! {
                <div class="actions"><a class="button" href="/rent/amount">{words::start(l)}</a></div>
            })}
            <RuleList lang=l rules=rules/>
            <Basis lang=l decision=decision/>
            {(!open).then(|| view! {
                <div class="actions">
                    <a class="button" href="/tasks">{words::to_tasks(l)}</a>
                    <a class="button second" href="tel:12329">{words::ask_hotline(l)}</a>
                </div>
            })}
        </Page>
    }
    .into_any()
}

/// "This month" only where the cap is by month.
fn headline(l: Lang, decision: &Decision) -> &'static str {
    let monthly =
        decision.trace.iter().any(|step| matches!(step.code, StepCode::Cap { unit: Unit::Month, .. }));
    match (decision.outcome, monthly) {
        (Decided::Refused, true) => words::not_this_month(l),
        (Decided::Refused, false) => words::not_now(l),
        (Decided::Review, _) => words::may_apply(l),
        (Decided::Approved, true) => words::can_this_month(l),
        (Decided::Approved, false) => words::can_now(l),
    }
}

fn when(l: Lang, decision: &Decision) -> String {
    match (decision.earliest, decision.not_before) {
        (Some(day), _) => words::earliest(l, &format::date(day)),
        (None, Some(day)) => words::not_before(l, &format::date(day)),
        (None, None) => words::cure_first(l).to_owned(),
    }
}

/// Failing rules first, then those a person must check, then the rest; each with the person's own figures.
pub(super) fn rule_lines(l: Lang, decision: &Decision, facts: &Facts) -> Vec<RuleLine> {
    let mut lines: Vec<RuleLine> =
        decision.trace.iter().filter_map(|step| rule_line(l, decision, step, facts)).collect();
    lines.sort_by_key(|line| match line.outcome {
        Outcome::Unmet => 0,
        Outcome::Unsure => 1,
        Outcome::Met => 2,
    });
    lines
}

fn rule_line(l: Lang, decision: &Decision, step: &TraceStep, facts: &Facts) -> Option<RuleLine> {
    let StepCode::Rule { rule } = step.code else { return None };
    let failure = decision.failures.iter().find(|failure| failure.rule == rule);
    let needed = step.needed.as_ref();
    let outcome = match step.result {
        StepResult::Failed => Outcome::Unmet,
        StepResult::Unknown => Outcome::Unsure,
        StepResult::Passed | StepResult::Noted | StepResult::Amount(_) => Outcome::Met,
    };
    let mut notes: Vec<String> = step
        .inputs
        .iter()
        .filter(|(name, _)| told(rule, *name))
        .map(|(name, value)| {
            let fetched = facts.fact(*name).and_then(|fact| fact.fetched);
            words::seen(l, *name, value.as_ref(), fetched)
        })
        .collect();
    if let Some(failure) = failure {
        notes.extend(words::needed(l, rule, needed));
        notes.push(words::cure(l, &failure.cure));
        notes.push(words::clause(l, failure.clause, &decision.doc));
    }
    Some(RuleLine { outcome, title: words::rule(l, rule, needed), notes })
}

/// No sanction and no earlier claim need no line about a date that does not exist.
fn told(rule: RuleId, name: FactName) -> bool {
    !matches!((rule, name), (RuleId::NoSanction, FactName::SanctionUntil))
}

/// 依据与计算: law, city document, formula with the person's numbers, version and source.
#[component]
pub fn Basis(lang: Lang, decision: Decision) -> impl IntoView {
    let l = lang;
    let mut facts = vec![
        Fact::new(words::legal_basis(l), words::law(l, decision.basis, &decision.doc)),
        Fact::new(words::city_rule(l), decision.doc.clone()),
    ];
    if let Some(formula) = decision.formula.clone() {
        facts.push(Fact::new(words::formula(l), formula));
    }
    facts.push(Fact::new(words::version(l), decision.rule_version.clone()));
    facts.push(Fact::new(words::figures_as_of(l), format::date(decision.as_of)));
    view! {
        <details class="card">
            <summary>{words::basis_and_formula(l)}</summary>
            <SummaryList lang=l facts=facts/>
            {(!decision.verified).then(|| view! { <p class="small">{words::not_verified(l)}</p> })}
            <p class="small"><a href=decision.source rel="noreferrer">{words::source(l)}</a></p>
        </details>
    }
}
