//! What stands around the content of a page: tab bar, way back, heading, foot.

use super::{Icon, icon};
use crate::text::{Lang, parts as words, shell};
use leptos::prelude::*;

/// The four tabs of the member's bar (标签栏).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    Home,
    Tasks,
    Messages,
    Me,
}

/// Skip link and tab bar. Stands before `<main>` in the source; the style sheet puts it at the lower edge of a
/// phone and at the upper edge of a wide screen. `centre` is shown on wide screens only.
#[component]
pub fn TabBar(
    lang: Lang,
    #[prop(optional_no_strip)] current: Option<Tab>,
    #[prop(optional)] unread: usize,
    #[prop(optional, into)] centre: String,
) -> impl IntoView {
    let tab = |tab: Tab,
               href: &'static str,
               class: Option<&'static str>,
               drawing: Icon,
               word: &'static str| {
        let here = (current == Some(tab)).then_some("page");
        let count = (tab == Tab::Messages && unread > 0).then(|| {
            view! { <span class="count"><span class="sr">{words::unread(lang)}" "</span>{unread.min(99)}</span> }
        });
        view! { <a class=class href=href aria-current=here>{icon(drawing)}<span>{word}</span>{count}</a> }
    };
    let brand = if centre.is_empty() {
        shell::product(lang).to_owned()
    } else {
        format!("{} · {centre}", shell::product(lang))
    };
    view! {
        <a class="skip" href="#main">{shell::skip_to_content(lang)}</a>
        <nav class="tabs" aria-label=words::main_navigation(lang)>
            <span class="brand">{brand}</span>
            {tab(Tab::Home, "/", None, Icon::Home, shell::home(lang))}
            {tab(Tab::Tasks, "/tasks", None, Icon::Tasks, shell::tasks(lang))}
            {tab(Tab::Messages, "/messages", Some("messages"), Icon::Message, shell::messages(lang))}
            {tab(Tab::Me, "/me", None, Icon::Person, shell::me(lang))}
        </nav>
    }
}

/// One step up. Without `word` it says 返回.
#[component]
pub fn BackLink(
    lang: Lang,
    href: &'static str,
    #[prop(optional, into)] word: Option<String>,
) -> impl IntoView {
    view! { <a class="back" href=href>{word.unwrap_or_else(|| shell::back(lang).to_owned())}</a> }
}

/// The same place on every page: language, type size, rules, the hotline. Plain forms, so they work without a
/// script; the server sends the person back to `from`.
#[component]
pub fn Foot(lang: Lang, elder: bool, #[prop(into)] from: String) -> impl IntoView {
    let other = match lang {
        Lang::Zh => Lang::En,
        Lang::En => Lang::Zh,
    };
    let (mode, mode_word) =
        if elder { ("plain", words::elder_off(lang)) } else { ("elder", words::elder_on(lang)) };
    let choice = |name: &'static str, value: &'static str, word: &'static str, code: Option<&'static str>| {
        view! {
            <li>
                <form method="post" action="/do/prefs">
                    <input type="hidden" name="back" value=from.clone()/>
                    <button name=name value=value lang=code>{word}</button>
                </form>
            </li>
        }
    };
    view! {
        <footer class="foot">
            <nav aria-label=words::page_tools(lang)>
                <ul>
                    {choice("lang", other.code(), words::other_language(lang), Some(other.code()))}
                    {choice("mode", mode, mode_word, None)}
                    <li><a href="/rules">{words::rules(lang)}</a></li>
                    <li><a href="tel:12329">{words::hotline(lang)}</a></li>
                </ul>
            </nav>
        </footer>
    }
}
