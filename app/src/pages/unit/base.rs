//! `/unit/base` and `/unit/base/{id}`: a unit uploads its list of bases, sees who has answered, and settles objections.

use crate::{
    parts::{BackLink, Entry, Field, Money, Notice, Pill, StaffPage, Tone},
    text::{Lang, format, unit as words},
    visit::{Stop, Visit, loaded, visit},
};
use chrono::Datelike;
use domain::base::{Answer, BatchState, Settlement};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use service::{
    base::{Batch, Line},
    unit::{self, RefusedFile},
};

#[component]
pub fn BasesPage() -> impl IntoView {
    let visit = visit();
    loaded(async move {
        let agent = visit.agent()?;
        let batches = unit::batches(&visit.ctx, &agent).await?;
        let refused = match visit.asked("refused") {
            Some(_) => unit::refused(&visit.ctx, agent.session()).await?,
            None => None,
        };
        Ok(page(&visit, &batches, refused))
    })
}

fn page(visit: &Visit, batches: &[Batch], refused: Option<RefusedFile>) -> AnyView {
    let l = visit.lang();
    let (upload, list) = (upload(visit), list(l, batches));
    let refused = refused.map(|refused| findings(l, refused));
    view! {
        <StaffPage title=words::bases(l)>
            <h1>{words::bases(l)}</h1>
            <p class="lead">{words::bases_lead(l)}</p>
            {refused}
            {list}
            {upload}
        </StaffPage>
    }
    .into_any()
}

/// What was wrong with the file that was just sent.
fn findings(l: Lang, refused: RefusedFile) -> impl IntoView {
    let of = move |both: &[String; 2]| match l {
        Lang::Zh => both[0].clone(),
        Lang::En => both[1].clone(),
    };
    let why = match &refused.why {
        Some(why) => of(why),
        None => words::findings(l, refused.lines.len(), refused.findings),
    };
    let rows = refused.lines.iter().map(|(line, what)| {
        view! { <tr><td class="num">{*line}</td><td>{of(what)}</td></tr> }
    });
    let rows = rows.collect_view();
    let table = (!refused.lines.is_empty()).then(|| {
        view! {
            <section class="card">
                <table class="table dense">
                    <caption class="sr">{words::problem(l)}</caption>
                    <thead>
                        <tr><th scope="col" class="num">{words::line(l)}</th><th scope="col">{words::problem(l)}</th></tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </section>
        }
    });
    view! {
        <div id="refused"><Notice tone=Tone::Bad title=words::not_taken(l) text=why/></div>
        {table}
    }
}

fn upload(visit: &Visit) -> impl IntoView + use<> {
    let (l, now) = (visit.lang(), visit.ctx.now());
    let request_id = visit.ctx.uuid(now);
    let year = Entry { name: "year", value: now.day().year().to_string(), problem: None };
    view! {
        <form class="card" method="post" action="/unit/base/file" enctype="multipart/form-data">
            <h2>{words::upload(l)}</h2>
            <input type="hidden" name="request_id" value=request_id/>
            <Field lang=l entry=year label=words::year(l) inputmode="numeric"/>
            <div class="field">
                <label for="file">{words::file(l)}</label>
                <p class="hint" id="file-hint">{words::file_hint(l)}</p>
                <span class="box">
                    <input class="input" id="file" name="file" type="file" accept=".csv,text/csv" aria-describedby="file-hint" required/>
                </span>
            </div>
            <div class="actions"><button class="button">{words::send(l)}</button></div>
        </form>
    }
}

fn list(l: Lang, batches: &[Batch]) -> impl IntoView + use<> {
    let row = |batch: &Batch| {
        let href = format!("/unit/base/{}", batch.id);
        let counts = words::counts(l, batch.counts.lines, batch.counts.confirmed, batch.counts.objected);
        let (title, word) =
            (words::batch(l, batch.year, batch.effective), words::batch_state(l, batch.state).to_owned());
        view! {
            <li><a href=href>
                <span class="what">{title}<small>{counts}</small></span>
                <span class="side"><Pill tone=tone(batch) word=word/></span>
            </a></li>
        }
    };
    let rows = batches.iter().map(row).collect_view();
    let none = batches.is_empty().then(|| view! { <p class="muted">{words::no_batches(l)}</p> });
    view! {
        <section class="card">
            <h2>{words::batches(l)}</h2>
            {none}
            <ul class="list">{rows}</ul>
        </section>
    }
}

/// An open objection is what the unit must look at.
fn tone(batch: &Batch) -> Tone {
    match batch.state {
        BatchState::Open if batch.counts.open > 0 => Tone::Bad,
        BatchState::Loading | BatchState::Open => Tone::Warn,
        BatchState::Approved | BatchState::Applied => Tone::Good,
        BatchState::Refused => Tone::Neutral,
    }
}

#[component]
pub fn BatchPage() -> impl IntoView {
    let visit = visit();
    let id = use_params_map().with_untracked(|params| params.get("id")).unwrap_or_default();
    loaded(async move {
        let agent = visit.agent()?;
        let (batch, lines) = unit::batch(&visit.ctx, &agent, &id).await?.ok_or(Stop::NotFound)?;
        let again = visit.asked("again").is_some();
        Ok(one(visit.lang(), &batch, &lines, again))
    })
}

fn one(l: Lang, batch: &Batch, lines: &[Line], again: bool) -> AnyView {
    let open = |line: &&Line| {
        batch.state == BatchState::Open && line.answer == Some(Answer::Objected) && line.settled.is_none()
    };
    let objections = lines.iter().filter(open).map(|line| objection(l, line)).collect_view();
    let any = lines.iter().any(|line| open(&line));
    let title = words::batch(l, batch.year, batch.effective);
    let counts = words::counts(l, batch.counts.lines, batch.counts.confirmed, batch.counts.objected);
    let (word, tone) = (words::batch_state(l, batch.state).to_owned(), tone(batch));
    let again = again.then(|| view! { <Notice tone=Tone::Bad title=words::not_settled(l)/> });
    let heading = any.then(|| {
        view! { <h2>{words::objections(l)}</h2> <p class="small">{words::settle_help(l)}</p> }
    });
    let table = table(l, lines);
    view! {
        <StaffPage title=words::bases(l)>
            <BackLink lang=l href="/unit/base"/>
            <div class="row"><h1>{title}</h1><Pill tone=tone word=word/></div>
            <p class="lead">{counts}</p>
            {again}
            {heading}
            {objections}
            {table}
        </StaffPage>
    }
    .into_any()
}

/// An objection with its deadline and the two answers.
fn objection(l: Lang, line: &Line) -> impl IntoView + use<> {
    let due = line.settle_by.map(|day| words::due(l, day));
    let (batch, account) = (line.batch_id.clone(), line.account.as_str().to_owned());
    let name = super::super::home::masked_name(&line.person_name);
    let reason = line.reason.clone();
    let entry = Entry { name: "note", ..Entry::default() };
    view! {
        <form class="card" method="post" action="/do/unit-settle">
            <div class="row"><h3><span class="nowrap">{name}</span>" "{account.clone()}</h3><Pill tone=Tone::Warn word=due.unwrap_or_default()/></div>
            <p><b>{words::their_reason(l)}</b>" "{reason}</p>
            <p class="small">
                {words::before(l)}" "<Money lang=l amount=line.old.base/>" → "{words::after(l)}" "<Money lang=l amount=line.new.base/>
            </p>
            <input type="hidden" name="batch" value=batch/>
            <input type="hidden" name="account" value=account/>
            <Field lang=l entry=entry label=words::note(l)/>
            <div class="actions">
                <button type="submit" class="button" name="settlement" value=Settlement::Kept.code()>{words::keep(l)}</button>
                <button type="submit" class="button second" name="settlement" value=Settlement::Withdrawn.code()>{words::withdraw(l)}</button>
            </div>
        </form>
    }
}

fn table(l: Lang, lines: &[Line]) -> impl IntoView + use<> {
    let row = |line: &Line| {
        let (tone, word) = said(l, line);
        let name = super::super::home::masked_name(&line.person_name);
        let day = line.answered.map(|at| view! { <small>{format::date(at.day())}</small> });
        view! {
            <tr>
                <td class="who">{name}</td>
                <td class="who nowrap">{line.account.as_str().to_owned()}</td>
                <td class="num" data-label=words::before(l)><Money lang=l amount=line.old.base/></td>
                <td class="num" data-label=words::after(l)><Money lang=l amount=line.new.base/></td>
                <td class="num" data-label=words::monthly(l)><Money lang=l amount=line.new.monthly()/></td>
                <td class="side"><Pill tone=tone word=word/>{day}</td>
            </tr>
        }
    };
    view! {
        <div class="card scroll" tabindex="0" role="region" aria-label=words::list(l)>
            <table class="table fold">
                <caption class="sr">{words::list(l)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words::name(l)}</th>
                        <th scope="col">{words::account(l)}</th>
                        <th scope="col" class="num">{words::before(l)}</th>
                        <th scope="col" class="num">{words::after(l)}</th>
                        <th scope="col" class="num">{words::monthly(l)}</th>
                        <th scope="col">{words::answer(l)}</th>
                    </tr>
                </thead>
                <tbody>{lines.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

fn said(l: Lang, line: &Line) -> (Tone, &'static str) {
    match (line.answer, line.settled) {
        (None, _) => (Tone::Neutral, words::waiting(l)),
        (Some(Answer::Confirmed), _) => (Tone::Good, words::confirmed(l)),
        (Some(Answer::Objected), None) => (Tone::Bad, words::objected(l)),
        (Some(Answer::Objected), Some(Settlement::Kept)) => (Tone::Warn, words::kept(l)),
        (Some(Answer::Objected), Some(Settlement::Withdrawn)) => (Tone::Neutral, words::withdrawn(l)),
    }
}
