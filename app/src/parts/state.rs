//! What is true now and what happened: pills, notices, verdicts, rules, timelines, rows of facts.

use super::{Icon, icon, prose};
use crate::text::{Lang, parts as words};
use leptos::prelude::*;

/// How a state looks. The word beside it always says the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    Good,
    Warn,
    Bad,
    #[default]
    Neutral,
}

impl Tone {
    fn class(self, base: &'static str) -> String {
        match self {
            Tone::Good => format!("{base} good"),
            Tone::Warn => format!("{base} warn"),
            Tone::Bad => format!("{base} bad"),
            Tone::Neutral => base.to_owned(),
        }
    }

    const fn icon(self) -> Icon {
        match self {
            Tone::Good => Icon::Shield,
            Tone::Warn => Icon::Warning,
            Tone::Bad => Icon::Stop,
            Tone::Neutral => Icon::Info,
        }
    }
}

/// One word of state (状态).
#[component]
pub fn Pill(#[prop(optional)] tone: Tone, #[prop(into)] word: String) -> impl IntoView {
    view! { <span class=tone.class("pill")>{word}</span> }
}

/// A sentence that matters now, with one line that explains it. With `href` all of it is the link.
#[component]
pub fn Notice(
    /// `Good` is the plain pine notice.
    #[prop(default = Tone::Good)]
    tone: Tone,
    #[prop(into)] title: String,
    #[prop(optional, into)] text: Option<String>,
    #[prop(optional, into)] href: Option<String>,
) -> impl IntoView {
    let class = if tone == Tone::Neutral { "notice plain".to_owned() } else { tone.class("notice") };
    let inside = view! { <b>{title}</b>{text.map(|text| view! { <p>{prose(&text)}</p> })} };
    match href {
        Some(href) => view! { <a class=class href=href>{inside}</a> }.into_any(),
        None => view! { <div class=class>{inside}</div> }.into_any(),
    }
}

/// The answer to "is this certificate good?": shape, word and colour say the same.
#[component]
pub fn Verdict(tone: Tone, #[prop(into)] word: String, #[prop(into)] text: String) -> impl IntoView {
    view! {
        <section class=tone.class("verdict") role="status">
            {icon(tone.icon())}
            <div><h1>{word}</h1><p>{text}</p></div>
        </section>
    }
}

/// One line of facts: what it is, its value, and where to change it.
pub struct Fact {
    pub term: String,
    pub value: AnyView,
    pub change: Option<String>,
}

impl Fact {
    pub fn new(term: impl Into<String>, value: impl IntoView + 'static) -> Fact {
        Fact { term: term.into(), value: value.into_any(), change: None }
    }

    /// With a link 修改 to the page where the value was given.
    pub fn change(mut self, href: impl Into<String>) -> Fact {
        self.change = Some(href.into());
        self
    }
}

/// Rows of facts in a card. `ruled` puts a hairline between them, for pages that are read line by line.
#[component]
pub fn SummaryList(lang: Lang, facts: Vec<Fact>, #[prop(optional)] ruled: bool) -> impl IntoView {
    let row = |fact: Fact| {
        let change = fact.change.map(|href| {
            let of = fact.term.clone();
            view! { <dd class="act"><a href=href>{words::change(lang)}<span class="sr">" "{of}</span></a></dd> }
        });
        view! { <div><dt>{fact.term}</dt><dd>{fact.value}</dd>{change}</div> }
    };
    view! {
        <dl class=if ruled { "card summary ruled" } else { "card summary" }>
            {facts.into_iter().map(row).collect_view()}
        </dl>
    }
}

/// How one rule came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Met,
    Unmet,
    /// The registers did not say; a person decides.
    Unsure,
}

/// One rule with what was seen, what is needed and how to cure it.
pub struct RuleLine {
    pub outcome: Outcome,
    pub title: String,
    pub notes: Vec<String>,
}

/// Rules of a decision, each with its mark and its word.
#[component]
pub fn RuleList(lang: Lang, rules: Vec<RuleLine>) -> impl IntoView {
    let row = |rule: RuleLine| {
        let (class, mark, word) = match rule.outcome {
            Outcome::Met => ("yes", Icon::Tick, words::rule_met(lang)),
            Outcome::Unmet => ("no", Icon::Cross, words::rule_unmet(lang)),
            Outcome::Unsure => ("ask", Icon::Doubt, words::rule_unsure(lang)),
        };
        let notes = rule.notes.into_iter().map(|note| view! { <p>{prose(&note)}</p> }).collect_view();
        view! {
            <li class=class>
                {icon(mark)}
                <div><h2><span class="sr">{word}</span>{rule.title}</h2>{notes}</div>
            </li>
        }
    };
    view! { <ul class="card rules">{rules.into_iter().map(row).collect_view()}</ul> }
}

/// Where a stop of a timeline lies in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    Ahead,
    Now,
    Past,
    Failed,
}

/// One stop of a case: what, and below it when, who and until when.
pub struct Milestone {
    pub when: When,
    pub title: String,
    pub note: String,
}

/// The way of a case, newest on top (进度).
#[component]
pub fn Timeline(lang: Lang, stops: Vec<Milestone>) -> impl IntoView {
    let row = |stop: Milestone| {
        let (class, word) = match stop.when {
            When::Ahead => ("todo", words::stop_ahead(lang)),
            When::Now => ("now", words::stop_current(lang)),
            When::Past => ("done", ""),
            When::Failed => ("bad", words::stop_failed(lang)),
        };
        view! { <li class=class><h2><span class="sr">{word}</span>{stop.title}</h2><p>{prose(&stop.note)}</p></li> }
    };
    view! { <ol class="card timeline">{stops.into_iter().map(row).collect_view()}</ol> }
}

/// One tile of the home page.
pub struct Tile {
    pub href: &'static str,
    pub icon: Icon,
    pub word: &'static str,
}

/// Six tasks, three in a row; two in a row in the large-type mode.
#[component]
pub fn Tiles(tiles: Vec<Tile>) -> impl IntoView {
    let tile =
        |tile: Tile| view! { <li><a href=tile.href>{icon(tile.icon)}<span>{tile.word}</span></a></li> };
    view! { <ul class="tiles">{tiles.into_iter().map(tile).collect_view()}</ul> }
}
