//! Receipts (入账回执): of an own entry, the published values of the days, and a check for anyone.

use crate::{
    parts::{BackLink, Entry, Page, Tab, TextArea, VerifyScript},
    text::{Lang, format, ledger, receipt as words},
    verdict_view::Banner,
    visit::{Stop, Visit, loaded, visit},
};
use domain::{
    Problem, Timestamp,
    receipt::{DayRoot, Receipt, Refused},
    text::hex,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use service::receipt::{self, OwnEntry};

/// `/ledger/receipt/{seq}`
#[component]
pub fn OwnReceipt() -> impl IntoView {
    let visit = visit();
    let seq = use_params_map().with_untracked(|params| params.get("seq")).unwrap_or_default();
    loaded(async move {
        let member = visit.member()?;
        let seq = seq.parse().map_err(|_| Stop::NotFound)?;
        let own = receipt::of_entry(&visit.ctx, &member, seq).await?.ok_or(Stop::NotFound)?;
        let l = visit.lang();
        let content = if visit.prefs.masked {
            view! { <section class="card"><p class="muted">{words::hidden(l)}</p></section> }.into_any()
        } else {
            own_entry(&visit, own)
        };
        Ok(view! {
            <Page title=words::title(l) tab=Tab::Home>
                <header class="head">
                    <BackLink lang=l href="/ledger" word=ledger::title(l)/>
                    <h1>{words::title(l)}</h1>
                </header>
                {content}
                <VerifyScript/>
            </Page>
        }
        .into_any())
    })
}

/// The entry with its proof, or when there will be one.
fn own_entry(visit: &Visit, own: OwnEntry) -> AnyView {
    let l = visit.lang();
    let Some((receipt, day)) = own.proof else {
        return view! {
            <section class="card"><h2>{words::not_yet(l)}</h2><p>{words::not_yet_help(l)}</p></section>
        }
        .into_any();
    };
    let text = receipt.text();
    let seq = receipt.row.seq;
    let checked = receipt.check(Some(&day)).map(|()| (receipt, day));
    view! {
        {answer(l, &text, checked, visit.ctx.now())}
        <section class="card">
            <h2>{words::keep(l)}</h2>
            <p class="small">{words::text_help(l)}</p>
            <details><summary>{words::text(l)}</summary><pre class="letters">{text}</pre></details>
            <div class="actions">
                <a class="button" href=format!("/ledger/receipt/{seq}/text")>{words::save(l)}</a>
                <a class="button second" href="/roots">{words::check_elsewhere(l)}</a>
            </div>
        </section>
    }
    .into_any()
}

/// What came of a check. With scripts, the browser does it again by itself and puts its own answer in this place.
fn answer(
    l: Lang,
    text: &str,
    checked: Result<(Receipt, DayRoot), Refused>,
    now: Timestamp,
) -> impl IntoView + use<> {
    let (tone, code, title, help) =
        words::verdict(l, checked.as_ref().map(|_| ()).map_err(|refused| *refused));
    let note = words::by_server(l, now);
    let row = |(label, value): (&'static str, String)| view! { <div><dt>{label}</dt><dd>{value}</dd></div> };
    let facts = checked.ok().map(|(receipt, day)| {
        let rows = words::rows(l, &receipt, &day).into_iter().map(row).collect_view();
        view! {
            <section><h2>{words::what(l)}</h2><p class="small">{words::compare(l)}</p></section>
            <dl class="card summary ruled">{rows}</dl>
        }
    });
    view! {
        <div class="stack" data-receipt=text.to_owned() data-now=now.ms()>
            <Banner tone=tone code=code title=title help=help note=note below_heading=true/>
            {facts}
        </div>
    }
}

/// `/roots?after=`: the published values, latest first, and the form that checks a receipt.
#[component]
pub fn Roots() -> impl IntoView {
    let visit = visit();
    let after = use_query_map().with_untracked(|map| map.get("after"));
    loaded(async move {
        let after = match after {
            None => None,
            Some(after) => Some(after.parse::<i64>().map_err(|_| Stop::BadRequest)?),
        };
        let l = visit.lang();
        let days = receipt::roots(&visit.ctx, after).await?;
        let list = if days.days.is_empty() {
            view! { <section class="card"><p>{words::no_roots(l)}</p></section> }.into_any()
        } else {
            list(l, &days.days)
        };
        let pages = [(days.newer, words::newer(l)), (days.older, words::older(l))];
        let link = |(after, word): (Option<i64>, &'static str)| {
            after.map(|after| view! { <a href=format!("/roots?after={after}")>{word}</a> })
        };
        Ok(view! {
            <Page title=words::roots(l)>
                <header class="head"><h1>{words::roots(l)}</h1><p class="lead">{words::roots_lead(l)}</p></header>
                <CheckForm lang=l entry=Entry { name: "receipt", ..Entry::default() }/>
                {list}
                <nav class="pager" aria-label=ledger::pager(l)>
                    {pages.into_iter().map(link).collect_view()}
                    <a href="/roots.csv">{words::whole_list(l)}" CSV"</a>
                </nav>
            </Page>
        }
        .into_any())
    })
}

fn list(l: Lang, days: &[DayRoot]) -> AnyView {
    let row = |day: &DayRoot| {
        view! {
            <tr>
                <td class="nowrap">{format::date(day.day)}</td>
                <td class="num">{day.rows}</td>
                <td><code class="hash">{hex(&day.root)}</code></td>
            </tr>
        }
    };
    view! {
        <div class="card scroll" role="region" aria-label=words::roots(l) tabindex="0">
            <table class="table">
                <thead>
                    <tr><th>{words::day(l)}</th><th class="num">{words::rows_count(l)}</th><th>{words::root(l)}</th></tr>
                </thead>
                <tbody>{days.iter().rev().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// `/roots/check`: what came of the receipt that was pasted last, and the form with it.
#[component]
pub fn CheckedReceipt() -> impl IntoView {
    let visit = visit();
    loaded(async move {
        let l = visit.lang();
        let text = receipt::brought(&visit.ctx, visit.actor.session()).await?;
        let nothing = text.trim().is_empty();
        let answer = match nothing {
            true => None,
            false => Some(answer(l, &text, receipt::check(&visit.ctx, &text).await?, visit.ctx.now())),
        };
        let entry = Entry { name: "receipt", value: text, problem: nothing.then_some(Problem::Missing) };
        Ok(view! {
            <Page title=words::paste(l)>
                <header class="head">
                    <a class="back" href="/roots">{words::roots(l)}</a>
                    <h1>{words::paste(l)}</h1>
                </header>
                {answer}
                <CheckForm lang=l entry=entry/>
                <VerifyScript/>
            </Page>
        }
        .into_any())
    })
}

#[component]
fn CheckForm(lang: Lang, entry: Entry) -> impl IntoView {
    let l = lang;
    view! {
        <form class="card" method="post" action="/do/receipt-check">
            <TextArea lang=l entry=entry label=words::paste(l) hint=words::paste_hint(l)/>
            <div class="actions"><button class="button">{words::check(l)}</button></div>
        </form>
    }
}
