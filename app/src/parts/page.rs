//! A page as a whole: tab bar, column, foot. Every page of the portal is one of these two.

use super::{Foot, PageTitle, Tab, TabBar};
use crate::{
    text::{Lang, parts as words, shell},
    visit::{Visit, log_fault, visit},
};
use leptos::prelude::*;
use service::{actor::Actor, messages};

/// A page for contributors and visitors. `title` is the browser's title; the heading stands in the page itself.
#[component]
pub fn Page(
    title: &'static str,
    /// Which tab is lit.
    #[prop(optional)]
    tab: Option<Tab>,
    /// Two columns (`.cols`) on a wide screen.
    #[prop(optional)]
    wide: bool,
    /// Unread messages, shown at the third tab; a page that does not know leaves it out, and they are counted.
    #[prop(optional)]
    unread: Option<usize>,
    children: Children,
) -> impl IntoView {
    let visit = visit();
    let lang = visit.lang();
    view! {
        <PageTitle words=title/>
        {tab_bar(&visit, tab, unread)}
        <main id="main" class=if wide { "page wide" } else { "page" }>{children()}</main>
        <Foot lang=lang elder=visit.prefs.elder from=here(&visit)/>
    }
}

/// The tab bar, with the count of unread messages where there may be some.
fn tab_bar(visit: &Visit, tab: Option<Tab>, unread: Option<usize>) -> AnyView {
    let lang = visit.lang();
    let centre = match lang {
        Lang::Zh => visit.ctx.centre.name_zh.clone(),
        Lang::En => visit.ctx.centre.name_en.clone(),
    };
    let bar = move |unread| view! { <TabBar lang=lang current=tab unread=unread centre=centre/> };
    match (unread, &visit.actor) {
        (None, Actor::Member(member)) => {
            let (visit, member) = (visit.clone(), member.clone());
            Suspend::new(async move {
                // A page is worth more than the count at its tab.
                bar(messages::unread(&visit.ctx, &member).await.unwrap_or_else(|fault| {
                    log_fault(&visit, &fault);
                    0
                }))
            })
            .into_any()
        }
        (unread, _) => bar(unread.unwrap_or(0)).into_any(),
    }
}

/// A page for staff: a bar with the places of the role, then a wide desk.
#[component]
pub fn StaffPage(
    title: &'static str,
    /// The entry of the bar that is lit, where the address does not say so.
    #[prop(optional)]
    place: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    let visit = visit();
    let lang = visit.lang();
    let role = match visit.actor {
        Actor::FirstReviewer(_) => words::first_review(lang),
        Actor::SecondReviewer(_) => words::second_review(lang),
        Actor::Clerk(_) => words::counter(lang),
        Actor::Agent(_) => words::agent(lang),
        Actor::Stranger | Actor::Visitor(_) | Actor::Member(_) => "",
    };
    let places = match visit.actor {
        Actor::FirstReviewer(_) | Actor::SecondReviewer(_) => {
            vec![
                ("/desk", words::review_queue(lang)),
                ("/desk/complaints", words::complaints(lang)),
                ("/desk/transfers", words::transfers(lang)),
                ("/desk/closings", words::closings(lang)),
                ("/desk/suspense", words::suspense(lang)),
                ("/desk/proposals", words::proposals(lang)),
                ("/desk/day", words::day_end(lang)),
                ("/desk/board", words::board(lang)),
            ]
        }
        Actor::Agent(_) => vec![
            ("/unit", words::unit(lang)),
            ("/unit/base", words::unit_bases(lang)),
            ("/unit/deferral", words::unit_deferral(lang)),
        ],
        Actor::Clerk(_) => vec![("/counter", words::scan(lang)), ("/desk/day", words::day_end(lang))],
        Actor::Stranger | Actor::Visitor(_) | Actor::Member(_) => Vec::new(),
    };
    // A page below several places belongs to the one with the longest address.
    let within = places.iter().map(|(href, _)| *href).filter(|href| visit.path.starts_with(href));
    let current = place.or(within.max_by_key(|href| href.len()));
    let places: Vec<_> = places
        .into_iter()
        .map(|(href, word)| {
            let here = (current == Some(href)).then_some("page");
            view! { <a href=href aria-current=here>{word}</a> }
        })
        .collect();
    view! {
        <PageTitle words=title/>
        <a class="skip" href="#main">{shell::skip_to_content(lang)}</a>
        <nav class="staffbar" aria-label=words::main_navigation(lang)>
            <span class="brand">{shell::product(lang)}</span>
            <div class="places">{places}</div>
            <span class="who">{role}</span>
            {(!role.is_empty()).then(|| view! {
                <form method="post" action="/do/sign-out"><button>{words::sign_out(lang)}</button></form>
            })}
        </nav>
        <main id="main" class="desk">{children()}</main>
        <Foot lang=lang elder=visit.prefs.elder from=here(&visit)/>
    }
}

/// The address of the page, with its query: a calculation stays when the language changes.
fn here(visit: &Visit) -> String {
    if visit.query.is_empty() { visit.path.clone() } else { format!("{}?{}", visit.path, visit.query) }
}
