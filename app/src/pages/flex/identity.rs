//! `/flex/identity`: step 1 of 4.

use super::may_go_on;
use crate::{
    actions::flex::applicant,
    parts::{Answer, BackLink, Entry, ErrorSummary, Fact, Field, Page, Select, SummaryList, Tab},
    text::{Lang, flex as words, parts::step},
    visit::{loaded, visit},
};
use domain::{
    FormState, IdNumber, PersonName,
    flex::{IdentityField as F, Occupation},
};
use leptos::prelude::*;
use service::flex::{self, Applicant};

#[component]
pub fn IdentityPage() -> impl IntoView {
    let visit = visit();
    loaded(async move {
        let (applicant, _) = applicant(&visit)?;
        may_go_on(&visit, &applicant).await?;
        let form = flex::identity_page(&visit.ctx, &applicant).await?;
        Ok(shown(visit.lang(), &applicant, &form.state, form.password_is_set))
    })
}

fn shown(l: Lang, applicant: &Applicant, form: &FormState<F>, password_is_set: bool) -> AnyView {
    let entry = |field| Entry::of(form, field);
    let labels = [
        (words::name(l), F::Name),
        (words::id_number(l), F::IdNumber),
        (words::mobile(l), F::Mobile),
        (words::occupation(l), F::Occupation),
        (words::password(l), F::Password),
        (words::password_again(l), F::PasswordAgain),
    ];
    let summary = labels.into_iter().map(|(label, field)| (label.to_owned(), entry(field))).collect();
    let who = match applicant.is_known() {
        true => known(l, form).into_any(),
        false => view! {
            <Field lang=l entry=entry(F::Name) label=words::name(l) autocomplete="name"/>
            <Field lang=l entry=entry(F::IdNumber) label=words::id_number(l) hint=words::id_hint(l) code=true/>
        }
        .into_any(),
    };
    let kinds = Occupation::ALL.map(|kind| Answer::new(kind.code(), words::occupation_name(l, kind)));
    let (mobile, occupation) = (entry(F::Mobile), entry(F::Occupation));
    let password = (!applicant.is_known()).then(|| password(l, form, password_is_set));
    view! {
        <Page title=words::who(l) tab=Tab::Tasks>
            <ErrorSummary lang=l entries=summary/>
            <header class="head">
                <BackLink lang=l href="/flex"/>
                <p class="step">{step(l, 1, 4)}</p>
                <h1>{words::who(l)}</h1>
                <p class="lead">{words::who_lead(l)}</p>
            </header>
            <form method="post" action="/do/flex-identity" novalidate=true>
                {who}
                <Field lang=l entry=mobile label=words::mobile(l) kind="tel" inputmode="numeric" autocomplete="tel-national"/>
                <Select lang=l entry=occupation label=words::occupation(l) answers=kinds.to_vec() ask=true/>
                {password}
                <div class="actions"><button class="button">{words::go_on(l)}</button></div>
            </form>
        </Page>
    }
    .into_any()
}

/// Of who signed in: name and number as the centre knows them, masked.
fn known(l: Lang, form: &FormState<F>) -> impl IntoView + use<> {
    let name = PersonName::parse(form.value(F::Name)).map_or_else(|_| "*".into(), |name| name.masked());
    let id = IdNumber::parse(form.value(F::IdNumber)).map_or_else(|_| "*".into(), |id| id.masked());
    let problem = Entry { value: String::new(), ..Entry::of(form, F::IdNumber) }.problem;
    let problem = problem.map(|problem| {
        view! { <p class="error" id="id_number">{crate::text::problem::sentence(l, &problem)}</p> }
    });
    view! {
        {problem}
        <SummaryList lang=l facts=vec![Fact::new(words::name(l), name), Fact::new(words::id_number(l), id)]/>
        <p class="small">{words::from_account(l)}</p>
    }
}

fn password(l: Lang, form: &FormState<F>, is_set: bool) -> impl IntoView + use<> {
    let hint = if is_set { words::password_is_set(l) } else { words::password_hint(l) };
    view! {
        <Field lang=l entry=Entry::of(form, F::Password) label=words::password(l) hint=hint kind="password"
            autocomplete="new-password"/>
        <Field lang=l entry=Entry::of(form, F::PasswordAgain) label=words::password_again(l) kind="password"
            autocomplete="new-password"/>
    }
}
