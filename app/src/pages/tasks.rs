//! 办事: everything that can be done here. The same list for everyone; what needs a sign-in asks for it then.

use crate::{
    parts::{Page, Pill, Tab, Tone},
    text::{Lang, base, close, tasks as words, transfer},
    visit::{loaded, visit},
};
use leptos::prelude::*;
use service::base::answer;

const BASE: &str = "/base";

/// One thing to do.
struct Task {
    href: &'static str,
    title: fn(Lang) -> &'static str,
    note: fn(Lang) -> &'static str,
    open: bool,
}

const fn task(href: &'static str, title: fn(Lang) -> &'static str, note: fn(Lang) -> &'static str) -> Task {
    Task { href, title, note, open: false }
}

/// Anyone may use it without signing in.
const fn open(href: &'static str, title: fn(Lang) -> &'static str, note: fn(Lang) -> &'static str) -> Task {
    Task { href, title, note, open: true }
}

type Group = (fn(Lang) -> &'static str, &'static [Task]);

const GROUPS: &[Group] = &[
    (
        words::withdraw,
        &[task("/rent", words::rent, words::rent_note), task("/close", close::title, close::task_note)],
    ),
    (
        words::my_account,
        &[
            task("/ledger", words::ledger, words::ledger_note),
            task("/cases", words::cases, words::cases_note),
            task("/transfer", transfer::title, transfer::task_note),
            task(BASE, base::title, base::task_note),
        ],
    ),
    (
        words::certificates,
        &[
            task("/certificates", words::certificate, words::certificate_note),
            open("/z/", words::verify, words::verify_note),
        ],
    ),
    (
        words::loans,
        &[
            open("/calc", words::calc, words::calc_note),
            open("/calc/combination", words::combination, words::combination_note),
            open("/calc/prepay", words::prepay, words::prepay_note),
            open("/calc/limit", words::limit, words::limit_note),
        ],
    ),
    (
        words::flexible,
        &[
            open("/flex", words::open_account, words::open_account_note),
            open("/rules", words::rules, words::rules_note),
        ],
    ),
];

/// The list of tasks. What waits for the person says so.
#[component]
pub fn Tasks() -> impl IntoView {
    let visit = visit();
    loaded(async move {
        let waits = match visit.member() {
            Ok(member) => answer::waits(&visit.ctx, &member).await?.is_some(),
            Err(_) => false,
        };
        Ok(list(visit.lang(), waits))
    })
}

fn list(l: Lang, waits: bool) -> AnyView {
    view! {
        <Page title=words::title(l) tab=Tab::Tasks>
            <header class="head">
                <h1>{words::title(l)}</h1>
                <p class="lead muted">{words::lead(l)}</p>
            </header>
            {GROUPS.iter().map(|group| card(l, group, waits)).collect_view()}
        </Page>
    }
    .into_any()
}

/// A group that anyone may use says so once, at its heading.
fn card(l: Lang, (heading, tasks): &Group, waits: bool) -> impl IntoView + use<> {
    let all_open = tasks.iter().all(|task| task.open);
    let rows = tasks
        .iter()
        .map(|task| row(l, task, task.open && !all_open, waits && task.href == BASE))
        .collect_view();
    let mark = all_open.then(|| view! { <Pill word=words::open_to_all(l)/> });
    view! {
        <section class="card">
            <div class="row"><h2 class="label">{heading(l)}</h2>{mark}</div>
            <ul class="list">{rows}</ul>
        </section>
    }
}

fn row(l: Lang, task: &Task, open: bool, waits: bool) -> impl IntoView + use<> {
    let side = |tone, word| view! { <span class="side"><Pill tone=tone word=word/></span> };
    let mark = match (waits, open) {
        (true, _) => Some(side(Tone::Warn, base::waits(l))),
        (false, true) => Some(side(Tone::Neutral, words::open_to_all(l))),
        (false, false) => None,
    };
    let (title, note) = ((task.title)(l), (task.note)(l));
    view! { <li><a href=task.href><span class="what">{title}<small>{note}</small></span>{mark}</a></li> }
}
