//! The pages of signing in: for contributors, for staff, and the setting up of an authenticator.

use crate::{
    actions::sign_in::ENROL_FORM,
    parts::{BackLink, Entry, ErrorSummary, Field, Notice, Page},
    paths::{Destination, Path},
    text::{Lang, sign_in as words},
    visit::{Stop, Visit, loaded, visit},
};
use domain::{FormField, FormState};
use leptos::prelude::*;
use service::{
    Fault,
    actor::Actor,
    draft,
    second_factor::enrol::{self, Enrolment, Field as EnrolField},
    sign_in::{AGENT_FORM, MEMBER_FORM, MemberField, STAFF_FORM, StaffField},
};

/// What was typed before. Problems are shown right after the try that had them, not whenever the page is opened.
async fn typed<F: FormField>(visit: &Visit, form: &'static str) -> Result<FormState<F>, Fault> {
    let mut state = draft::load(&visit.ctx, visit.actor.session(), form).await?.state;
    if visit.asked("again").is_none() {
        state.clear_problems();
    }
    Ok(state)
}

/// `/sign-in`
#[component]
pub fn SignIn() -> impl IntoView {
    let visit = visit();
    loaded(async move {
        let next = Destination::parse(visit.asked("next").unwrap_or_default());
        if let Actor::Member(_) = visit.actor {
            return Err(Stop::Go(next.path()));
        }
        let form = typed::<MemberField>(&visit, MEMBER_FORM).await?;
        Ok(member_form(visit.lang(), &form, next).into_any())
    })
}

fn member_form(l: Lang, form: &FormState<MemberField>, next: Destination) -> impl IntoView + use<> {
    let id = Entry::of(form, MemberField::IdNumber);
    let password = Entry::of(form, MemberField::Password);
    let entries =
        vec![(words::id_number(l).to_owned(), id.clone()), (words::password(l).to_owned(), password.clone())];
    view! {
        <Page title=words::title(l)>
            <header class="head"><h1>{words::title(l)}</h1><p class="lead">{words::lead(l)}</p></header>
            <ErrorSummary lang=l entries=entries/>
            <form method="post" action="/do/sign-in" novalidate=true>
                <input type="hidden" name="next" value=next.name()/>
                <Field lang=l entry=id label=words::id_number(l) hint=words::id_hint(l) autocomplete="username" code=true/>
                <Field lang=l entry=password label=words::password(l) kind="password" autocomplete="current-password"/>
                <div class="actions"><button class="button">{words::go(l)}</button></div>
            </form>
            <Notice
                tone=crate::parts::Tone::Neutral
                title=words::no_password(l)
                text=words::no_password_help(l)
            />
            <p><a href="/flex">{words::without_account(l)}</a></p>
            <p class="small"><a href="/unit/sign-in">{words::to_agents(l)}</a></p>
            <p class="small"><a href="/staff/sign-in">{words::to_staff(l)}</a></p>
        </Page>
    }
}

/// `/staff/sign-in`
#[component]
pub fn StaffSignIn() -> impl IntoView {
    let visit = visit();
    loaded(async move {
        let l = visit.lang();
        let form = typed::<StaffField>(&visit, STAFF_FORM).await?;
        Ok(code_form(l, &form, words::staff_title(l), words::staff_lead(l), "/do/staff-sign-in"))
    })
}

/// `/unit/sign-in`
#[component]
pub fn AgentSignIn() -> impl IntoView {
    let visit = visit();
    loaded(async move {
        let l = visit.lang();
        if let Actor::Agent(_) = visit.actor {
            return Err(Stop::Go(Path::fixed("/unit")));
        }
        let form = typed::<StaffField>(&visit, AGENT_FORM).await?;
        Ok(code_form(l, &form, words::agent_title(l), words::staff_lead(l), "/do/agent-sign-in"))
    })
}

/// Login, password and one-time code.
fn code_form(
    l: Lang,
    form: &FormState<StaffField>,
    title: &'static str,
    lead: &'static str,
    action: &'static str,
) -> AnyView {
    let [login, password, code] =
        [StaffField::Login, StaffField::Password, StaffField::Code].map(|field| Entry::of(form, field));
    let entries = vec![
        (words::login(l).to_owned(), login.clone()),
        (words::password(l).to_owned(), password.clone()),
        (words::code(l).to_owned(), code.clone()),
    ];
    view! {
        <Page title=title>
            <header class="head"><h1>{title}</h1><p class="lead">{lead}</p></header>
            <ErrorSummary lang=l entries=entries/>
            <form method="post" action=action novalidate=true>
                <Field lang=l entry=login label=words::login(l) autocomplete="username"/>
                <Field lang=l entry=password label=words::password(l) kind="password" autocomplete="current-password"/>
                <CodeField l=l entry=code label=words::code(l)/>
                <div class="actions"><button class="button">{words::go(l)}</button></div>
            </form>
            <p class="small"><a href="/sign-in">{words::to_members(l)}</a></p>
        </Page>
    }
    .into_any()
}

/// A field for six digits.
#[component]
fn CodeField(l: Lang, entry: Entry, label: &'static str) -> impl IntoView {
    view! {
        <Field
            lang=l
            entry=entry
            label=label
            hint=words::code_hint(l)
            inputmode="numeric"
            autocomplete="one-time-code"
            code=true
        />
    }
}

/// `/me/second-factor`
#[component]
pub fn SecondFactor() -> impl IntoView {
    let visit = visit();
    loaded(async move {
        let l = visit.lang();
        let member = visit.member()?;
        if visit.asked("done").is_some() {
            return Ok(factor_done(l).into_any());
        }
        let form = typed::<EnrolField>(&visit, ENROL_FORM).await?;
        let shown = enrol::begin(&visit.ctx, &member, &form).await?;
        Ok(factor_form(l, &form, shown).into_any())
    })
}

fn factor_done(l: Lang) -> impl IntoView {
    view! {
        <Page title=words::factor_done(l) tab=crate::parts::Tab::Me>
            <header class="head">
                <h1>{words::factor_done(l)}</h1>
                <p class="lead">{words::factor_done_help(l)}</p>
            </header>
            <div class="actions"><a class="button" href="/me">{words::to_me(l)}</a></div>
        </Page>
    }
}

fn factor_form(l: Lang, form: &FormState<EnrolField>, shown: Enrolment) -> impl IntoView + use<> {
    let [password, old, code] =
        [EnrolField::Password, EnrolField::OldCode, EnrolField::Code].map(|field| Entry::of(form, field));
    let entries = vec![
        (words::password(l).to_owned(), password.clone()),
        (words::factor_old(l).to_owned(), old.clone()),
        (words::factor_new(l).to_owned(), code.clone()),
    ];
    let replaces = shown.replaces;
    let sealed = shown.sealed.clone();
    let old = move || {
        view! {
            <Field
                lang=l
                entry=old.clone()
                label=words::factor_old(l)
                hint=words::factor_old_hint(l)
                inputmode="numeric"
                code=true
            />
        }
    };
    view! {
        <Page title=words::factor_title(l) tab=crate::parts::Tab::Me>
            <header class="head">
                <BackLink lang=l href="/me"/>
                <h1>{words::factor_title(l)}</h1>
                <p class="lead">{words::factor_lead(l)}</p>
            </header>
            <ErrorSummary lang=l entries=entries/>
            {replaces.then(|| view! { <Notice title=words::factor_set(l) text=words::factor_set_help(l)/> })}
            {scan(l, shown)}
            <section class="stack">
                <h2>{words::factor_confirm(l)}</h2>
                <form method="post" action="/do/second-factor" novalidate=true>
                    <input type="hidden" name="enrolment" value=sealed/>
                    <Field lang=l entry=password label=words::password(l) kind="password" autocomplete="current-password"/>
                    {replaces.then(old)}
                    <CodeField l=l entry=code label=words::factor_new(l)/>
                    <div class="actions"><button class="button">{words::factor_save(l)}</button></div>
                </form>
            </section>
        </Page>
    }
}

/// The secret as QR code, as link and as text.
fn scan(l: Lang, shown: Enrolment) -> impl IntoView {
    let box_of = format!("0 0 {0} {0}", shown.qr.side);
    view! {
        <section class="stack">
            <h2>{words::factor_scan(l)}</h2>
            <div class="qr">
                <svg viewBox=box_of role="img" aria-label=words::factor_qr(l)><path d=shown.qr.path fill="#000"/></svg>
                <p>{words::factor_type(l)}</p>
                <p class="number"><code>{shown.secret}</code></p>
            </div>
            <p><a href=shown.uri>{words::factor_open(l)}</a></p>
        </section>
    }
}
