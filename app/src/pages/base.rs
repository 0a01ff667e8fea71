//! `/base`: a worker sees the old and the new base side by side, and confirms or objects.

use crate::{
    parts::{BackLink, Entry, Fact, Money, Notice, Page, Shown, SummaryList, Tab, TextArea, Tone},
    text::{Lang, base as words, format},
    visit::{Visit, loaded, visit},
};
use domain::{
    ContributionRate, Fen,
    base::{Answer, Settlement, Terms},
};
use leptos::prelude::*;
use service::base::{
    self,
    answer::{Field, Own},
};

#[component]
pub fn BasePage() -> impl IntoView {
    let visit = visit();
    loaded(async move {
        let member = visit.member()?;
        Ok(match base::answer::own(&visit.ctx, &member).await? {
            Some(own) => adjustment(&visit, &own),
            None => nothing(visit.lang()),
        })
    })
}

fn nothing(l: Lang) -> AnyView {
    view! {
        <Page title=words::title(l) tab=Tab::Tasks>
            <header class="head"><BackLink lang=l href="/tasks"/><h1>{words::title(l)}</h1></header>
            <Notice tone=Tone::Neutral title=words::none(l) text=words::none_help(l)/>
        </Page>
    }
    .into_any()
}

fn adjustment(visit: &Visit, own: &Own) -> AnyView {
    let l = visit.lang();
    let (batch, line) = (&own.batch, &own.line);
    let facts = vec![
        Fact::new(words::unit(l), batch.unit_name.clone()),
        Fact::new(words::effective(l), format::month(l, batch.effective)),
        Fact::new(words::rules(l), batch.doc.clone()),
    ];
    let (heading, lead) = (words::heading(l, batch.year), words::state(l, batch.state, batch.effective));
    let parts = (said(l, own), table(l, visit.prefs.masked, &line.old, &line.new));
    let form = own.is_asked().then(|| form(l, own));
    view! {
        <Page title=words::title(l) tab=Tab::Tasks>
            <header class="head">
                <BackLink lang=l href="/tasks"/>
                <h1>{heading}</h1>
                <p class="lead">{lead}</p>
            </header>
            {parts}
            <SummaryList lang=l facts=facts/>
            {form}
        </Page>
    }
    .into_any()
}

/// What the worker said and what was answered.
fn said(l: Lang, own: &Own) -> AnyView {
    let line = &own.line;
    let Some(answer) = line.answer else { return ().into_any() };
    let title = words::answered(l, answer, line.settled, line.settle_by);
    let tone = match (answer, line.settled) {
        (Answer::Objected, None) => Tone::Warn,
        (Answer::Objected, Some(Settlement::Kept)) => Tone::Neutral,
        _ => Tone::Good,
    };
    let told = |label: &'static str, text: &Option<String>| {
        text.clone().map(|text| view! { <div><dt>{label}</dt><dd>{text}</dd></div> })
    };
    let (theirs, ours) = (told(words::your_words(l), &line.reason), told(words::their_words(l), &line.note));
    let both = line.reason.is_some().then(|| view! { <dl class="card summary">{theirs}{ours}</dl> });
    view! { <Notice tone=tone title=title/> {both} }.into_any()
}

fn table(l: Lang, masked: bool, old: &Terms, new: &Terms) -> impl IntoView + use<> {
    let money = |amount: Fen| view! { <Money lang=l amount=Shown::unless(masked, amount)/> }.into_any();
    let rate = |rate: ContributionRate| view! { {format!("{rate}%")} }.into_any();
    let row = |item: &'static str, before: AnyView, after: AnyView| {
        view! {
            <tr>
                <th scope="row">{item}</th>
                <td class="num nowrap">{before}</td>
                <td class="num nowrap">{after}</td>
            </tr>
        }
    };
    view! {
        <section class="card">
            <table class="table">
                <caption class="sr">{words::title(l)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words::item(l)}</th>
                        <th scope="col" class="num">{words::before(l)}</th>
                        <th scope="col" class="num">{words::after(l)}</th>
                    </tr>
                </thead>
                <tbody>
                    {row(words::base(l), money(old.base), money(new.base))}
                    {row(words::unit_rate(l), rate(old.unit_rate), rate(new.unit_rate))}
                    {row(words::personal_rate(l), rate(old.personal_rate), rate(new.personal_rate))}
                    {row(words::unit_monthly(l), money(old.unit_monthly), money(new.unit_monthly))}
                    {row(words::personal_monthly(l), money(old.personal_monthly), money(new.personal_monthly))}
                </tbody>
                <tfoot>{row(words::monthly(l), money(old.monthly()), money(new.monthly()))}</tfoot>
            </table>
            <p class="small">{words::share_note(l)}</p>
        </section>
    }
}

/// One form, two buttons. Who has objected may still confirm.
fn form(l: Lang, own: &Own) -> impl IntoView + use<> {
    let entry = Entry::of(&own.form.state, Field::Reason);
    let (open, first) = (entry.problem.is_some(), own.line.answer.is_none());
    let (request_id, batch) = (own.form.request_id.clone(), own.batch.id.clone());
    let object = first.then(|| {
        view! {
            <details class="card" open=open>
                <summary>{words::object(l)}</summary>
                <TextArea lang=l entry=entry label=words::reason(l) hint=words::object_help(l)/>
                <div class="actions">
                    <button type="submit" class="button second" name="answer" value=Answer::Objected.code()>{words::send(l)}</button>
                </div>
            </details>
        }
    });
    view! {
        <form class="stack" method="post" action="/do/base-answer" novalidate=true>
            <input type="hidden" name="request_id" value=request_id/>
            <input type="hidden" name="batch" value=batch/>
            <div class="actions">
                <button type="submit" class="button" name="answer" value=Answer::Confirmed.code()>{words::confirm(l)}</button>
            </div>
            {object}
        </form>
    }
}

/// The notice of the home page while an answer is asked for.
pub(super) fn home_notice(l: Lang, until: chrono::NaiveDate) -> impl IntoView {
    view! { <Notice tone=Tone::Warn title=words::home_asks(l) text=words::home_help(l, until) href="/base"/> }
}
