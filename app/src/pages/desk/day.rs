//! `/desk/day/{date}`: the day-end sheet (轧账单) with both figures of each check, what is open, and three signatures.

mod signing;

use crate::{
    parts::{Answer, Entry, Fact, Field, Notice, Pill, Select, StaffPage, SummaryList, Tone},
    text::{Lang, day_end as words, format},
    visit::{Stop, Visit, loaded, visit},
};
use chrono::NaiveDate;
use domain::{
    Fen,
    day_end::{Compared, OpenBreak, Signing, Step, Suspended},
    reconcile::Explanation,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use service::{
    day_end::{self, Shown, Signer, take_back},
    reconcile,
};
use signing::Forms;

/// Days that are linked to.
const DAYS: i64 = 7;

/// `/desk/day`: the latest day that has a statement of the bank.
#[component]
pub fn LatestDayPage() -> impl IntoView {
    let visit = visit();
    loaded(async move {
        let by = visit.signer()?;
        let days = reconcile::days(&visit.ctx, DAYS).await?;
        match days.first().copied() {
            Some(day) => show(&visit, &by, day, &days).await,
            None => Ok(no_days(visit.lang())),
        }
    })
}

/// `/desk/day/{date}`. With `?fresh=1` it is drawn anew from the books.
#[component]
pub fn DayPage() -> impl IntoView {
    let visit = visit();
    let day = use_params_map().with_untracked(|params| params.get("date")).unwrap_or_default();
    loaded(async move {
        let by = visit.signer()?;
        let day = day.parse().map_err(|_| Stop::NotFound)?;
        let days = reconcile::days(&visit.ctx, DAYS).await?;
        show(&visit, &by, day, &days).await
    })
}

async fn show(visit: &Visit, by: &Signer, day: NaiveDate, days: &[NaiveDate]) -> Result<AnyView, Stop> {
    // What is signed must be what the books say now: a sheet that has changed is drawn anew.
    let fresh = ["fresh", "changed", "obstacles"].iter().any(|mark| visit.asked(mark).is_some());
    let shown = match fresh {
        true => Some(day_end::show(&visit.ctx, day).await?).filter(|shown| shown.kept.is_some()),
        false => day_end::kept(&visit.ctx, day).await?,
    };
    let forms = Forms {
        sign: day_end::form(&visit.ctx, by, day).await?,
        back: take_back::page(&visit.ctx, by, day).await?,
    };
    let others = others(visit.lang(), day, days);
    Ok(match shown {
        Some(shown) => page(visit, by, &shown, &forms, others),
        None => no_sheet(visit.lang(), day, others),
    })
}

fn no_days(l: Lang) -> AnyView {
    view! {
        <StaffPage title=words::title(l)>
            <h1>{words::title(l)}</h1>
            <Notice tone=Tone::Neutral title=words::no_days(l) text=words::no_sheet_help(l)/>
        </StaffPage>
    }
    .into_any()
}

fn no_sheet(l: Lang, day: NaiveDate, others: AnyView) -> AnyView {
    view! {
        <StaffPage title=words::title(l)>
            <h1>{words::heading(l, day)}</h1>
            {others}
            <Notice tone=Tone::Neutral title=words::no_sheet(l) text=words::no_sheet_help(l)/>
        </StaffPage>
    }
    .into_any()
}

/// The latest days with a statement.
fn others(l: Lang, day: NaiveDate, days: &[NaiveDate]) -> AnyView {
    let link = |of: &NaiveDate| {
        let here = (*of == day).then_some("page");
        view! { <a href=format!("/desk/day/{of}") aria-current=here>{format::short_date(l, *of)}</a> }
    };
    let links = days.iter().map(link).collect_view();
    view! { <nav class="chips" aria-label=words::days(l)>{links}</nav> }.into_any()
}

fn page(visit: &Visit, by: &Signer, shown: &Shown, forms: &Forms, others: AnyView) -> AnyView {
    let l = visit.lang();
    let sheet = &shown.sheet;
    let state = shown.kept.as_ref().map_or(Signing::Drawn, |kept| kept.state);
    let failing = sheet.checks.iter().filter(|compared| !compared.holds()).count();
    let (heading, finding) = (words::heading(l, sheet.day), words::finding(l, failing, sheet.breaks.len()));
    let tone = if state == Signing::Signed { Tone::Good } else { Tone::Warn };
    let refusal = signing::refusal(visit, shown, state)
        .map(|text| view! { <Notice tone=Tone::Bad title=words::not_done(l) text=text/> });
    let (checks, breaks) = (checks(l, &sheet.checks), breaks(l, &sheet.breaks));
    let (explain, suspense) = (explain(visit, by, shown, state), suspense(l, &sheet.suspense));
    let (facts, signing) = (facts(l, shown), signing::section(l, by, shown, state, forms));
    view! {
        <StaffPage title=words::title(l)>
            <div class="row top">
                <header class="head"><h1>{heading}</h1><p class="lead">{finding}</p></header>
                <Pill tone=tone word=words::signing(l, state)/>
            </div>
            {others}
            {refusal}
            <div class="panes">
                <div>{checks} {breaks} {explain} {suspense}</div>
                <section>
                    {signing}
                    <h2>{words::statement(l)}</h2>
                    <SummaryList lang=l facts=facts/>
                </section>
            </div>
        </StaffPage>
    }
    .into_any()
}

fn checks(l: Lang, checks: &[Compared]) -> AnyView {
    let row = |compared: &Compared| {
        let Compared { check, one, other } = *compared;
        let (tone, word) = match compared.holds() {
            true => (Tone::Good, words::agrees(l)),
            false => (Tone::Bad, words::differs(l)),
        };
        view! {
            <tr>
                <th scope="row">{words::check(l, check)}</th>
                <td class="num">{words::figure(check, one)}</td>
                <td class="num">{words::figure(check, other)}</td>
                <td><Pill tone=tone word=word/></td>
            </tr>
        }
    };
    view! {
        <div class="card scroll" tabindex="0" role="region" aria-label=words::checks(l)>
            <table class="table fold">
                <caption>{words::checks(l)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words::what(l)}</th>
                        <th scope="col" class="num">{words::one(l)}</th>
                        <th scope="col" class="num">{words::other(l)}</th>
                        <th scope="col"><span class="sr">{words::agrees(l)}</span></th>
                    </tr>
                </thead>
                <tbody>{checks.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn breaks(l: Lang, breaks: &[OpenBreak]) -> AnyView {
    if breaks.is_empty() {
        return view! { <Notice title=words::no_breaks(l)/> }.into_any();
    }
    let yuan = |amount: Option<Fen>| amount.map_or_else(|| "–".to_owned(), format::yuan);
    let row = |one: &OpenBreak| {
        let why = match one.explanation {
            Some(why) => view! { {words::explanation(l, why)} }.into_any(),
            None => view! { <Pill tone=Tone::Bad word=words::not_explained(l)/> }.into_any(),
        };
        view! {
            <tr>
                <td>{words::break_kind(l, one.kind)} <small>{one.id.clone()}</small></td>
                <td class="nowrap" data-label=words::age(l)>{words::days_old(l, one.age)}</td>
                <td class="num" data-label=words::bank(l)>{yuan(one.bank)}</td>
                <td class="num" data-label=words::books(l)>{yuan(one.books)}</td>
                <td data-label=words::why(l)>{why}</td>
            </tr>
        }
    };
    view! {
        <div class="card scroll" tabindex="0" role="region" aria-label=words::breaks(l)>
            <table class="table fold">
                <caption>{words::breaks(l)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words::kind(l)}</th>
                        <th scope="col">{words::age(l)}</th>
                        <th scope="col" class="num">{words::bank(l)}</th>
                        <th scope="col" class="num">{words::books(l)}</th>
                        <th scope="col">{words::why(l)}</th>
                    </tr>
                </thead>
                <tbody>{breaks.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// For a first reviewer, while the day is not signed to the end.
fn explain(visit: &Visit, by: &Signer, shown: &Shown, state: Signing) -> AnyView {
    let (l, open) = (visit.lang(), &shown.sheet.breaks);
    if open.is_empty() || by.step() != Step::First || state == Signing::Signed {
        return ().into_any();
    }
    let empty = |name| Entry { name, ..Entry::default() };
    let which = open
        .iter()
        .map(|one| Answer::new(one.id.clone(), format!("{} · {}", words::break_kind(l, one.kind), one.id)))
        .collect::<Vec<_>>();
    let reasons = Explanation::ALL
        .iter()
        .map(|why| Answer::new(why.code(), words::explanation(l, *why)))
        .collect::<Vec<_>>();
    view! {
        <form method="post" action="/do/day-explain" class="card">
            <h2>{words::explain_title(l)}</h2>
            <input type="hidden" name="day" value=shown.sheet.day.to_string()/>
            <Select lang=l entry=empty("id") label=words::which(l) answers=which/>
            <Select lang=l entry=empty("reason") label=words::why(l) answers=reasons/>
            <Field lang=l entry=empty("note") label=words::note(l) hint=words::note_hint(l)/>
            <div class="actions">
                <button type="submit" class="button second" name="verdict" value="keep">{words::keep_open(l)}</button>
                <button type="submit" class="button second" name="verdict" value="close">{words::close(l)}</button>
            </div>
        </form>
    }
    .into_any()
}

fn suspense(l: Lang, open: &[Suspended]) -> AnyView {
    if open.is_empty() {
        return view! { <p class="small">{words::no_suspense(l)}</p> }.into_any();
    }
    let row = |one: &Suspended| {
        view! {
            <tr>
                <td>{one.receipt.clone()}</td>
                <td class="nowrap">{format::date(one.received_on)}</td>
                <td class="nowrap">{words::days_old(l, one.age)}</td>
                <td class="num">{format::yuan(one.amount)}</td>
            </tr>
        }
    };
    view! {
        <div class="card scroll" tabindex="0" role="region" aria-label=words::suspense(l)>
            <table class="table dense fold">
                <caption>{words::suspense(l)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words::which(l)}</th>
                        <th scope="col">{words::received(l)}</th>
                        <th scope="col">{words::age(l)}</th>
                        <th scope="col" class="num">{words::amount(l)}</th>
                    </tr>
                </thead>
                <tbody>{open.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn facts(l: Lang, shown: &Shown) -> Vec<Fact> {
    let sheet = &shown.sheet;
    let mut facts = Vec::new();
    if let Some((bank, books)) = sheet.closing {
        facts.push(Fact::new(
            format!("{} · {}", words::closing(l), words::bank_figure(l)),
            format::yuan(bank),
        ));
        facts.push(Fact::new(
            format!("{} · {}", words::closing(l), words::own_figure(l)),
            format::yuan(books),
        ));
    }
    if let Some(replaced) = &sheet.replaced {
        let who = shown.replaced_by.clone().unwrap_or_default();
        facts.push(Fact::new(words::version(l), words::version_of(l, replaced.version)));
        let told = format!("{who} · {}", format::date_time(replaced.at));
        facts.push(Fact::new(words::replaced_by(l), told));
        facts.push(Fact::new(words::replaced_why(l), replaced.reason.clone()));
    }
    facts.push(Fact::new(words::rows(l), sheet.rows.to_string()));
    let hash = shown.hash.get(..16).unwrap_or_default().to_owned();
    facts.push(Fact::new(words::sheet_hash(l), view! { <span class="hash">{hash}</span> }));
    facts
}
