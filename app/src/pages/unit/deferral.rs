//! `/unit/deferral`: an agent asks that the unit may pay later, or at lower rates, and sees what became of it.

use crate::{
    parts::{Answer, Choice, Entry, ErrorSummary, Field, Pill, StaffPage, Tone},
    text::{Lang, deferral as words},
    visit::{Visit, loaded, visit},
};
use domain::two_people::ProposalState;
use leptos::prelude::*;
use service::deferral::{self, Deferral, Field as F, Page};

#[component]
pub fn DeferralPage() -> impl IntoView {
    let visit = visit();
    loaded(async move {
        let agent = visit.agent()?;
        let page = deferral::page(&visit.ctx, &agent).await?;
        Ok(view(&visit, &page))
    })
}

fn view(visit: &Visit, page: &Page) -> AnyView {
    let l = visit.lang();
    let (list, form) = (list(l, &page.deferrals), form(l, page));
    view! {
        <StaffPage title=words::title(l)>
            <h1>{words::title(l)}</h1>
            <p class="lead">{words::lead(l)}</p>
            {list}
            {form}
        </StaffPage>
    }
    .into_any()
}

fn list(l: Lang, deferrals: &[Deferral]) -> impl IntoView + use<> {
    let row = |one: &Deferral| {
        let basis = match &one.approval {
            Some(approval) => format!("{} · {approval}", one.consent),
            None => one.consent.clone(),
        };
        view! {
            <li><span class="item">
                <span class="what">{words::asked(l, &one.asked)}<small>{basis}</small></span>
                <span class="side"><Pill tone=tone(one.state) word=words::state(l, one.state)/></span>
            </span></li>
        }
    };
    let rows = deferrals.iter().map(row).collect_view();
    let none = deferrals.is_empty().then(|| view! { <p class="muted">{words::none(l)}</p> });
    view! {
        <section class="card">
            <h2>{words::so_far(l)}</h2>
            {none}
            <ul class="list">{rows}</ul>
        </section>
    }
}

const fn tone(state: ProposalState) -> Tone {
    match state {
        ProposalState::Proposed => Tone::Warn,
        ProposalState::Done => Tone::Good,
        ProposalState::Refused => Tone::Neutral,
    }
}

fn form(l: Lang, page: &Page) -> AnyView {
    if page.deferrals.iter().any(|one| one.state == ProposalState::Proposed) {
        return ().into_any();
    }
    let entry = |field| Entry::of(&page.form.state, field);
    let labels = [
        (words::kind(l), F::Kind),
        (words::first(l), F::First),
        (words::last(l), F::Last),
        (words::unit_rate(l), F::UnitRate),
        (words::personal_rate(l), F::PersonalRate),
        (words::consent(l), F::Consent),
    ];
    let problems = labels.map(|(label, field)| (label.to_owned(), entry(field))).to_vec();
    let kinds = vec![
        Answer::new("deferred", words::deferred(l)).note(words::deferred_note(l)),
        Answer::new("reduced", words::reduced(l)).note(words::reduced_note(l)),
    ];
    let request_id = page.form.request_id.clone();
    let (month, rate) = (words::month_hint(l), words::rate_hint(l));
    view! {
        <ErrorSummary lang=l entries=problems/>
        <form class="card" method="post" action="/do/unit-deferral" novalidate=true>
            <h2>{words::ask(l)}</h2>
            <input type="hidden" name="request_id" value=request_id/>
            <Choice lang=l entry=entry(F::Kind) label=words::kind(l) answers=kinds/>
            <Field lang=l entry=entry(F::First) label=words::first(l) hint=month inputmode="numeric"/>
            <Field lang=l entry=entry(F::Last) label=words::last(l) hint=month inputmode="numeric"/>
            <Field lang=l entry=entry(F::UnitRate) label=words::unit_rate(l) hint=rate inputmode="decimal" unit="%"/>
            <Field lang=l entry=entry(F::PersonalRate) label=words::personal_rate(l) hint=rate inputmode="decimal" unit="%"/>
            <Field lang=l entry=entry(F::Consent) label=words::consent(l) hint=words::consent_hint(l)/>
            <div class="actions"><button class="button">{words::send(l)}</button></div>
        </form>
    }
    .into_any()
}
