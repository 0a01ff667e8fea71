//! 我的: the person's own card, what is theirs, and how this device shows it.

use crate::{
    parts::{Fact, Page, Pill, SummaryList, Tab, Tone},
    text::{Lang, me as words},
    visit::{Stop, Visit, loaded, visit},
};
use domain::PersonName;
use leptos::prelude::*;
use service::{actor::Member, people};

/// The page of the fourth tab. A visitor finds the settings here too.
#[component]
pub fn Me() -> impl IntoView {
    loaded(me(visit()))
}

async fn me(visit: Visit) -> Result<AnyView, Stop> {
    let l = visit.lang();
    let top = match visit.member() {
        Ok(member) => signed_in(&visit, &member).await?,
        Err(_) => stranger(l).into_any(),
    };
    let leave = visit.member().is_ok().then(|| {
        view! {
            <form class="actions" method="post" action="/do/sign-out">
                <button class="button second">{words::sign_out(l)}</button>
            </form>
        }
    });
    Ok(view! {
        <Page title=words::title(l) tab=Tab::Me>
            {top}
            {settings(&visit)}
            {leave}
        </Page>
    }
    .into_any())
}

fn stranger(l: Lang) -> impl IntoView {
    view! {
        <header class="head"><h1>{words::stranger(l)}</h1><p class="lead">{words::stranger_note(l)}</p></header>
        <div class="actions"><a class="button" href="/sign-in">{words::sign_in(l)}</a></div>
    }
}

async fn signed_in(visit: &Visit, member: &Member) -> Result<AnyView, Stop> {
    let l = visit.lang();
    let card = people::card(&visit.ctx, member).await?;
    let facts = vec![
        Fact::new(words::identity(l), card.id_masked),
        Fact::new(words::mobile(l), card.mobile_masked.unwrap_or_else(|| words::no_mobile(l).to_owned())),
    ];
    let name = PersonName::parse(&card.name).map_or(card.name, |name| name.masked());
    let (factor, tone) = if card.has_second_factor {
        (words::second_factor_on(l), Tone::Good)
    } else {
        (words::second_factor_off(l), Tone::Warn)
    };
    let row = |href: &'static str, title: &'static str| {
        view! { <li><a href=href><span class="what">{title}</span></a></li> }
    };
    Ok(view! {
        <header class="head"><h1>{name}</h1></header>
        <SummaryList lang=l facts=facts/>
        <section class="card">
            <h2 class="label">{words::mine(l)}</h2>
            <ul class="list">
                {row("/cases", words::cases(l))}
                {row("/certificates", words::certificates(l))}
                <li>
                    <a href="/me/second-factor">
                        <span class="what">
                            {words::second_factor(l)}<small>{words::second_factor_note(l)}</small>
                        </span>
                        <span class="side"><Pill tone=tone word=factor/></span>
                    </a>
                </li>
            </ul>
        </section>
    }
    .into_any())
}

/// Language, type size, hidden amounts: one form each, so that one press is one choice.
fn settings(visit: &Visit) -> impl IntoView + use<> {
    let (l, prefs) = (visit.lang(), visit.prefs);
    let choice =
        |title: &'static str, name: &'static str, answers: [(&'static str, &'static str, bool); 2]| {
            let buttons = answers.map(|(value, word, on)| {
                let on = if on { "true" } else { "false" };
                view! { <button type="submit" name=name value=value aria-pressed=on>{word}</button> }
            });
            view! {
                <form class="setting" method="post" action="/do/prefs">
                    <input type="hidden" name="back" value="/me"/>
                    <span class="what">{title}</span>
                    <div class="segments" role="group" aria-label=title>{buttons.collect_view()}</div>
                </form>
            }
        };
    let zh = l == Lang::Zh;
    view! {
        <section class="card">
            <h2 class="label">{words::device(l)}</h2>
            {choice(words::language(l), "lang", [("zh-CN", words::chinese(l), zh), ("en", words::english(l), !zh)])}
            {choice(words::text_size(l), "mode", [
                ("plain", words::standard(l), !prefs.elder),
                ("elder", words::larger(l), prefs.elder),
            ])}
            {choice(words::amounts(l), "mask", [
                ("0", words::shown(l), !prefs.masked),
                ("1", words::hidden(l), prefs.masked),
            ])}
            <p class="small">{words::kept(l)}</p>
        </section>
    }
}
