//! 办事: everything that can be done here. The same list for everyone; what needs a sign-in asks for it then.

use crate::{
    parts::{Page, Pill, Tab},
    text::{Lang, tasks as words},
    visit::visit,
};
use leptos::prelude::*;

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
    (words::withdraw, &[task("/rent", words::rent, words::rent_note)]),
    (
        words::my_account,
        &[
            task("/ledger", words::ledger, words::ledger_note),
            task("/cases", words::cases, words::cases_note),
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

/// The list of tasks.
#[component]
pub fn Tasks() -> impl IntoView {
    let l = visit().lang();
    view! {
        <Page title=words::title(l) tab=Tab::Tasks>
            <header class="head">
                <h1>{words::title(l)}</h1>
                <p class="lead muted">{words::lead(l)}</p>
            </header>
            {GROUPS.iter().map(|group| card(l, group)).collect_view()}
        </Page>
    }
}

/// A group that anyone may use says so once, at its heading.
fn card(l: Lang, (heading, tasks): &Group) -> impl IntoView + use<> {
    let all_open = tasks.iter().all(|task| task.open);
    let rows = tasks.iter().map(|task| row(l, task, task.open && !all_open)).collect_view();
    let mark = all_open.then(|| view! { <Pill word=words::open_to_all(l)/> });
    view! {
        <section class="card">
            <div class="row"><h2 class="label">{heading(l)}</h2>{mark}</div>
            <ul class="list">{rows}</ul>
        </section>
    }
}

fn row(l: Lang, task: &Task, marked: bool) -> impl IntoView + use<> {
    let mark = marked.then(|| view! { <span class="side"><Pill word=words::open_to_all(l)/></span> });
    let (title, note) = ((task.title)(l), (task.note)(l));
    view! { <li><a href=task.href><span class="what">{title}<small>{note}</small></span>{mark}</a></li> }
}
