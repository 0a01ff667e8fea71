//! Pieces of a form: label above, hint below it, error above the field, everything typed kept.
//!
//! `value=` always, never `prop:value`: the server does not render a property, and a person without a script
//! would find the field empty.

use super::{Icon, icon, prose};
use crate::text::{Lang, parts as words, problem::sentence};
use domain::{FormField, FormState, Problem};
use leptos::prelude::*;

/// One field of a form as the person left it.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// Name in the form and id in the page.
    pub name: &'static str,
    pub value: String,
    pub problem: Option<Problem>,
}

impl Entry {
    pub fn of<F: FormField>(form: &FormState<F>, field: F) -> Entry {
        Entry {
            name: field.name(),
            value: form.value(field).to_owned(),
            problem: form.problem(field).cloned(),
        }
    }

    /// The same entry with `value` where nothing was typed yet.
    pub fn or(mut self, value: impl Into<String>) -> Entry {
        if self.value.is_empty() && self.problem.is_none() {
            self.value = value.into();
        }
        self
    }

    pub(super) fn class(&self) -> &'static str {
        if self.problem.is_some() { "field wrong" } else { "field" }
    }

    pub(super) fn invalid(&self) -> Option<&'static str> {
        self.problem.as_ref().map(|_| "true")
    }

    /// Ids of what describes the field, for `aria-describedby`.
    pub(super) fn described_by(&self, hint: bool) -> Option<String> {
        let hint = hint.then(|| format!("{}-hint", self.name));
        let error = self.problem.as_ref().map(|_| format!("{}-error", self.name));
        let ids: Vec<String> = [hint, error].into_iter().flatten().collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    pub(super) fn hint(&self, hint: Option<String>) -> impl IntoView + use<> {
        let id = format!("{}-hint", self.name);
        hint.map(|hint| view! { <p class="hint" id=id>{prose(&hint)}</p> })
    }

    pub(super) fn error(&self, lang: Lang) -> impl IntoView + use<> {
        let id = format!("{}-error", self.name);
        self.problem.as_ref().map(|problem| {
            view! { <p class="error" id=id>{icon(Icon::Info)}<span>{sentence(lang, problem)}</span></p> }
        })
    }
}

/// All problems of a form at its top, each a link to its field. Nothing when the form is sound.
#[component]
pub fn ErrorSummary(
    lang: Lang,
    /// Label and entry of each field, in the order of the page.
    entries: Vec<(String, Entry)>,
) -> impl IntoView {
    let wrong: Vec<_> = entries.into_iter().filter_map(|(l, e)| e.problem.map(|p| (l, e.name, p))).collect();
    if wrong.is_empty() {
        return ().into_any();
    }
    let count = wrong.len();
    let line = |(label, name, problem): (String, &'static str, Problem)| {
        let text = words::labelled(lang, &label, &sentence(lang, &problem));
        view! { <li><a href=format!("#{name}")>{text}</a></li> }
    };
    view! {
        <div class="errors" id="errors" role="alert" tabindex="-1">
            <h2>{words::to_put_right(lang, count)}</h2>
            <ul>{wrong.into_iter().map(line).collect_view()}</ul>
        </div>
    }
    .into_any()
}

/// A one-line field.
#[component]
pub fn Field(
    lang: Lang,
    entry: Entry,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: Option<String>,
    /// `text`, `password`, `tel`, `date`, `month`.
    #[prop(default = "text")]
    kind: &'static str,
    #[prop(optional)] inputmode: Option<&'static str>,
    #[prop(default = "off")] autocomplete: &'static str,
    /// Shown inside the field at its end: 元, 万元, %.
    #[prop(optional)]
    unit: Option<&'static str>,
    /// Letter-spaced, for codes and card numbers.
    #[prop(optional)]
    code: bool,
) -> impl IntoView {
    let describes = entry.described_by(hint.is_some());
    let value = (kind != "password").then(|| entry.value.clone());
    view! {
        <div class=entry.class()>
            <label for=entry.name>{label}</label>
            {entry.hint(hint)}
            {entry.error(lang)}
            <span class=if unit.is_some() { "box with-unit" } else { "box" }>
                <input
                    class=if code { "input code" } else { "input" }
                    id=entry.name
                    name=entry.name
                    type=kind
                    value=value
                    inputmode=inputmode
                    autocomplete=autocomplete
                    aria-describedby=describes
                    aria-invalid=entry.invalid()
                />
                {unit.map(|unit| view! { <span class="unit" aria-hidden="true">{unit}</span> })}
            </span>
        </div>
    }
}

/// One answer of a [`Choice`] or a [`Select`].
#[derive(Clone, Debug)]
pub struct Answer {
    pub value: String,
    pub title: String,
    pub note: Option<String>,
}

impl Answer {
    pub fn new(value: impl Into<String>, title: impl Into<String>) -> Answer {
        Answer { value: value.into(), title: title.into(), note: None }
    }

    pub fn note(mut self, note: impl Into<String>) -> Answer {
        self.note = Some(note.into());
        self
    }
}

/// One of a few answers, each a card that is a target as a whole.
#[component]
pub fn Choice(
    lang: Lang,
    entry: Entry,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: Option<String>,
    answers: Vec<Answer>,
) -> impl IntoView {
    let describes = entry.described_by(hint.is_some());
    let (name, chosen) = (entry.name, entry.value.clone());
    let card = |(index, answer): (usize, Answer)| {
        // The first card carries the field's own id: the error summary points there.
        let id = if index == 0 { name.to_owned() } else { format!("{name}-{}", index + 1) };
        let checked = answer.value == chosen;
        view! {
            <label class="choice">
                <input type="radio" id=id name=name value=answer.value checked=checked/>
                <span><b>{answer.title}</b>{answer.note.map(|note| view! { <small>{note}</small> })}</span>
            </label>
        }
    };
    view! {
        <fieldset class=entry.class() aria-describedby=describes>
            <legend>{label}</legend>
            {entry.hint(hint)}
            {entry.error(lang)}
            {answers.into_iter().enumerate().map(card).collect_view()}
        </fieldset>
    }
}

/// One of many answers.
#[component]
pub fn Select(
    lang: Lang,
    entry: Entry,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: Option<String>,
    answers: Vec<Answer>,
    /// Offers 请选择 first, when no answer is the usual one.
    #[prop(optional)]
    ask: bool,
) -> impl IntoView {
    let describes = entry.described_by(hint.is_some());
    let chosen = entry.value.clone();
    let option = |answer: Answer| {
        let selected = answer.value == chosen;
        view! { <option value=answer.value selected=selected>{answer.title}</option> }
    };
    view! {
        <div class=entry.class()>
            <label for=entry.name>{label}</label>
            {entry.hint(hint)}
            {entry.error(lang)}
            <span class="box pick">
                <select
                    class="input"
                    id=entry.name
                    name=entry.name
                    aria-describedby=describes
                    aria-invalid=entry.invalid()
                >
                    {ask.then(|| view! { <option value="">{words::choose(lang)}</option> })}
                    {answers.into_iter().map(option).collect_view()}
                </select>
            </span>
        </div>
    }
}

/// A box to tick; sends `yes`.
#[component]
pub fn Tick(lang: Lang, entry: Entry, #[prop(into)] label: String) -> impl IntoView {
    let describes = entry.described_by(false);
    view! {
        <div class=entry.class()>
            {entry.error(lang)}
            <label class="choice tick">
                <input
                    type="checkbox"
                    id=entry.name
                    name=entry.name
                    value="yes"
                    checked=entry.value == "yes"
                    aria-describedby=describes
                    aria-invalid=entry.invalid()
                />
                <span><span>{label}</span></span>
            </label>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(value: &str, problem: Option<Problem>) -> Entry {
        Entry { name: "note", value: value.into(), problem }
    }

    #[test]
    fn a_field_keeps_what_was_typed_and_says_what_to_do() {
        let wrong = Some(Problem::NumberOutOfRange { min: 1, max: 360 });
        let html = view! {
            <Field lang=Lang::Zh entry=entry("\"><b>361", wrong) label="年限" hint="1 到 30 年" inputmode="numeric"/>
        }
        .to_html();
        assert!(html.contains(r#"aria-describedby="note-hint note-error""#), "{html}");
        assert!(html.contains(r#"aria-invalid="true""#), "{html}");
        assert!(html.contains("请填写 1 到 360 之间的整数"), "{html}");
        assert!(!html.contains("<b>361"), "{html}");
        assert!(html.contains("361"), "{html}");
    }

    #[test]
    fn a_password_is_never_written_back() {
        let html = view! { <Field lang=Lang::Zh entry=entry("hunter2", None) label="密码" kind="password"/> }
            .to_html();
        assert!(!html.contains("hunter2"), "{html}");
    }

    #[test]
    fn the_error_summary_points_at_the_first_answer() {
        let choice = entry("", Some(Problem::Missing));
        let answers = vec![Answer::new("a", "甲"), Answer::new("b", "乙").note("次日到账")];
        let summary =
            view! { <ErrorSummary lang=Lang::Zh entries=vec![("卡".into(), choice.clone())]/> }.to_html();
        assert!(summary.contains("href=\"#note\""), "{summary}");
        let html = view! { <Choice lang=Lang::Zh entry=choice label="卡" answers=answers/> }.to_html();
        assert!(html.contains("id=\"note\"") && html.contains("id=\"note-2\""), "{html}");
    }
}
