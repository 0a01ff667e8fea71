//! `/desk/corrections`: an entry is found by its number and proposed to be taken back; another person decides at
//! `/desk/proposals`.

use crate::{
    parts::{Answer, BackLink, Entry, ErrorSummary, Fact, Field, Money, Select, StaffPage, SummaryList},
    text::{Lang, desk_correction as words, format, ledger, proposals},
    visit::{Stop, loaded, visit},
};
use domain::correction::CorrectionReason;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use service::{
    correction::desk::{self, Field as F, Found, Page},
    draft::Form,
};

#[component]
pub fn CorrectionsPage() -> impl IntoView {
    let visit = visit();
    let entry = use_query_map().with_untracked(|query| query.get("entry"));
    loaded(async move {
        let first = visit.first_reviewer()?;
        let page = desk::page(&visit.ctx, &first, entry.as_deref()).await?;
        Ok::<_, Stop>(whole(visit.lang(), page))
    })
}

fn whole(l: Lang, page: Page) -> AnyView {
    let entry = |field| Entry::of(&page.form.state, field);
    let problems = vec![
        (words::entry(l).to_owned(), entry(F::Entry)),
        (words::reason_label(l).to_owned(), entry(F::Reason)),
        (words::note(l).to_owned(), entry(F::Note)),
    ];
    let looked_for = entry(F::Entry);
    let proposal = page.found.map(|found| proposal(l, &found, &page.form));
    view! {
        <StaffPage title=words::title(l) place="/desk/proposals">
            <BackLink lang=l href="/desk/proposals" word=proposals::title(l).to_owned()/>
            <h1>{words::title(l)}</h1>
            <p class="lead">{words::lead(l)}</p>
            <ErrorSummary lang=l entries=problems/>
            <div class="panes">
                <form class="card" action="/desk/corrections" novalidate=true>
                    <Field lang=l entry=looked_for label=words::entry(l) hint=words::entry_hint(l) inputmode="numeric" code=true/>
                    <div class="actions"><button class="button second">{words::find(l)}</button></div>
                </form>
                {proposal}
            </div>
        </StaffPage>
    }
    .into_any()
}

fn proposal(l: Lang, found: &Found, form: &Form<F>) -> AnyView {
    let entry = |field| Entry::of(&form.state, field);
    let (row, own) = (&found.row, &found.own);
    let month = row.month.map(|month| format::month(l, month)).unwrap_or_default();
    let mut facts = vec![
        Fact::new(words::what(l), format!("{} {month}", ledger::business(l, row.business))),
        Fact::new(words::amount(l), view! { <Money lang=l amount=row.amount/> }),
        Fact::new(words::holder(l), own.person_name.clone()),
        Fact::new(words::account(l), format::in_fours(own.account.number.as_str())),
        Fact::new(words::value_date(l), format::date(row.value_date)),
        Fact::new(words::posted_on(l), format::date(row.posted_on)),
        Fact::new(words::balance(l), view! { <Money lang=l amount=own.account.balance/> }),
    ];
    facts.extend(own.unit_name.clone().map(|unit| Fact::new(words::unit(l), unit)));
    let answer =
        |reason: &CorrectionReason| Answer::new(reason.code(), proposals::correction_reason(l, *reason));
    let answers = CorrectionReason::ALL.iter().map(answer).collect();
    let heading = format!("{} #{}", words::found(l), row.seq);
    view! {
        <section class="pane">
            <h2>{heading}</h2>
            <SummaryList lang=l facts=facts/>
            <form class="card" method="post" action="/do/desk-correction" novalidate=true>
                <Select lang=l entry=entry(F::Reason) label=words::reason(l) answers=answers ask=true/>
                <Field lang=l entry=entry(F::Note) label=words::note(l) hint=words::note_hint(l)/>
                <input type="hidden" name="entry" value=row.seq/>
                <input type="hidden" name="request_id" value=form.request_id.clone()/>
                <div class="actions"><button class="button">{words::send(l)}</button></div>
            </form>
        </section>
    }
    .into_any()
}
