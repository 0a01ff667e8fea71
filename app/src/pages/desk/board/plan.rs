//! `/desk/board/plan`: the yearly plan that stands and the one that waits; a first reviewer proposes one here, another
//! person decides at `/desk/proposals`.

use crate::{
    pages::desk::proposals::{name_of, named},
    parts::{
        Answer, BackLink, Entry, ErrorSummary, Fact, Field, Notice, Select, StaffPage, SummaryList, Tone,
    },
    text::{Lang, desk_plan as words, indicator},
    visit::{Stop, loaded, visit},
};
use domain::indicator::{Indicator, Plan};
use leptos::prelude::*;
use service::{
    draft::Form,
    indicator::{
        Proposed,
        desk::{self, Field as F, Page},
    },
    proposal::Kind,
};

#[component]
pub fn PlanPage() -> impl IntoView {
    let visit = visit();
    loaded(async move {
        let reviewer = visit.reviewer()?;
        let page = desk::page(&visit.ctx, &reviewer).await?;
        Ok::<_, Stop>(whole(visit.lang(), page))
    })
}

fn whole(l: Lang, page: Page) -> AnyView {
    let entry = |form: &Form<F>, field| Entry::of(&form.state, field);
    let problems = page.form.iter().flat_map(|form| {
        let targets = Indicator::PLANNED.map(|one| (words::label(l, one), entry(form, F::Of(one))));
        [(words::year_label(l).to_owned(), entry(form, F::Year))].into_iter().chain(targets)
    });
    let problems = problems.collect::<Vec<_>>();
    let left = match &page.form {
        Some(form) => proposal(l, page.years, form),
        None => view! { <Notice tone=Tone::Neutral title=words::only_first(l)/> }.into_any(),
    };
    let waiting = page.waiting.iter().map(|one| waits(l, one)).collect_view();
    let [year, _] = page.years;
    let mut known = page.standing.iter().chain(page.waiting.iter().map(|one| &one.plan));
    let none = known.all(|plan| plan.year() != year).then(|| {
        view! { <Notice tone=Tone::Neutral title=indicator::no_plan(l, year)/> }
    });
    let standing = page.standing.iter().map(|plan| standing(l, plan)).collect_view();
    view! {
        <StaffPage title=indicator::plan(l)>
            <BackLink lang=l href="/desk/board" word=indicator::title(l).to_owned()/>
            <h1>{indicator::plan(l)}</h1>
            <p class="lead">{words::lead(l)}</p>
            <ErrorSummary lang=l entries=problems/>
            {waiting}
            <div class="panes">
                <div>{left}</div>
                <div>{none} {standing}</div>
            </div>
        </StaffPage>
    }
    .into_any()
}

fn proposal(l: Lang, years: [i32; 2], form: &Form<F>) -> AnyView {
    let entry = |field| Entry::of(&form.state, field);
    let year = entry(F::Year).or(years[0].to_string());
    let answers = years.map(|year| Answer::new(year.to_string(), year.to_string())).to_vec();
    let targets = Indicator::PLANNED.map(|one| {
        view! {
            <Field
                lang=l
                entry=entry(F::Of(one))
                label=words::label(l, one)
                hint=words::hint(l, one)
                inputmode="decimal"
                unit=words::sign(l, one.unit())
            />
        }
    });
    view! {
        <form class="card" method="post" action="/do/desk-plan" novalidate=true>
            <Select lang=l entry=year label=words::year(l) answers=answers/>
            <div class="targets">{targets.collect_view()}</div>
            <input type="hidden" name="request_id" value=form.request_id.clone()/>
            <div class="actions"><button class="button">{words::send(l)}</button></div>
        </form>
    }
    .into_any()
}

/// A plan that waits, with the way to where it is decided; one that was given another id at the command line is
/// decided there.
fn waits(l: Lang, one: &Proposed) -> AnyView {
    let title = indicator::plan_waits(l, one.plan.year());
    let name = name_of(Kind::Plan, &one.id);
    match named(&name) {
        Some(_) => {
            let href = format!("/desk/proposals/{name}");
            view! { <Notice tone=Tone::Warn title=title text=words::stays(l) href=href/> }.into_any()
        }
        None => view! { <Notice tone=Tone::Warn title=title text=words::stays(l)/> }.into_any(),
    }
}

fn standing(l: Lang, plan: &Plan) -> AnyView {
    let fact = |(one, target): (Indicator, i64)| {
        Fact::new(words::label(l, one), indicator::value(l, one.unit(), target))
    };
    let facts = plan.targets().map(fact).collect();
    view! {
        <h2>{indicator::plan_of(l, plan.year())} " · " {words::in_force(l)}</h2>
        <SummaryList lang=l facts=facts/>
    }
    .into_any()
}
