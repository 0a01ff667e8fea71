//! 消息: what happened to the person's cases and to the account. What is new stands bold, with a dot and the word.

use super::home::told;
use crate::{
    parts::{Page, Tab},
    text::{Lang, complaint, format, messages as words, parts, rent},
    visit::{Visit, loaded, log_fault, visit},
};
use leptos::prelude::*;
use service::messages::{self, CaseEvent, Messages as Data, Notice};

/// `/messages`. What it shows is read from then on; this view still says what was new.
#[component]
pub fn Messages() -> impl IntoView {
    let visit = visit();
    loaded(async move {
        let member = visit.member()?;
        let data = messages::page(&visit.ctx, &member).await?;
        let page = page_view(&visit, &data);
        if let Some(at) = data.read_to()
            && let Err(fault) = messages::mark_read(&visit.ctx, &member, at).await
        {
            // They stay new; that is no reason not to show them.
            log_fault(&visit, &fault);
        }
        Ok(page)
    })
}

fn page_view(visit: &Visit, data: &Data) -> AnyView {
    let (l, masked) = (visit.lang(), visit.prefs.masked);
    let cases = data.cases.iter().map(|row| case_row(l, &row.news, row.is_new, masked)).collect_view();
    let account =
        data.account.iter().map(|row| notice_row(l, &row.news.notice, row.is_new, masked)).collect_view();
    let none = data.is_empty().then(|| {
        view! { <section class="card"><p class="muted">{words::none(l)}</p></section> }
    });
    let groups = (
        (!data.cases.is_empty()).then(|| group(words::cases(l), "/cases", words::all_cases(l), cases)),
        (!data.account.is_empty()).then(|| group(words::account(l), "/ledger", words::statement(l), account)),
    );
    view! {
        <Page title=words::title(l) tab=Tab::Messages unread=data.unread()>
            <header class="head"><h1>{words::title(l)}</h1></header>
            {none}
            {groups}
        </Page>
    }
    .into_any()
}

/// A heading with the way to everything of its kind, and the rows.
fn group(heading: &'static str, href: &'static str, all: &'static str, rows: impl IntoView) -> impl IntoView {
    view! {
        <section class="card news">
            <div class="row"><h2>{heading}</h2><a href=href>{all}</a></div>
            <ul class="list">{rows}</ul>
        </section>
    }
}

/// The event in a line; below it which matter, why, and when.
fn case_row(l: Lang, news: &CaseEvent, is_new: bool, masked: bool) -> impl IntoView + use<> {
    let event = &news.event;
    let title = words::case_event(l, &event.state, event.role, &told(masked, news.amount));
    let reason = event.reason.as_deref().and_then(|code| rent::reason(l, code)).map(str::to_owned);
    // Why an application was declined stands in no list of reasons: an officer wrote it.
    let reason = reason.or_else(|| event.note.clone().filter(|_| event.state == "closing_declined"));
    let matter = match news.kind.as_str() {
        messages::COMPLAINT => complaint::title(l),
        kind => rent::title(l, kind),
    };
    let at = format::date_time(event.at);
    let lines = match reason {
        Some(reason) => vec![format!("{matter} · {reason}"), at],
        None => vec![format!("{matter} · {at}")],
    };
    let lines = lines.into_iter().map(|line| view! { <small>{line}</small> }).collect_view();
    row(l, format!("/cases/{}", news.number.as_str()), title, lines, is_new)
}

/// A month that came or did not, leading to its place in the statement; a year's statement, leading to it.
pub(super) fn notice_row(l: Lang, notice: &Notice, is_new: bool, masked: bool) -> AnyView {
    let (title, text) = match *notice {
        Notice::Missing { month, expected } => {
            (words::missing(l, month), words::expected(l, &told(masked, expected)))
        }
        Notice::Arrived { month, amount, on } => {
            (words::arrived(l, month, &told(masked, amount)), format::date(on))
        }
        Notice::Statement { year, on } => {
            let lines = view! { <small>{format::date(on)}</small> };
            let href = format!("/statements/{}", year.settlement_year());
            return row(l, href, words::statement_issued(l, year.settlement_year()), lines, is_new)
                .into_any();
        }
    };
    // The statement shows what is before a month, the latest first.
    let href = format!("/ledger?before={}", notice.stands_in().plus(1).compact());
    row(l, href, title, view! { <small>{text}</small> }, is_new).into_any()
}

fn row<Lines: IntoView>(
    l: Lang,
    href: String,
    title: String,
    lines: Lines,
    is_new: bool,
) -> impl IntoView + use<Lines> {
    let mark = is_new.then(|| view! { <span class="side">{parts::unread(l)}</span> });
    view! {
        <li class=is_new.then_some("new")>
            <a href=href><span class="what">{title}{lines}</span>{mark}</a>
        </li>
    }
}
