//! A field of several lines that escapes its text by itself.

use super::Entry;
use crate::text::Lang;
use leptos::prelude::*;

/// A field of several lines. Leptos 0.8 writes the children of a `textarea` unescaped (leptos #4730), so what a
/// stranger typed could end the element and run; this part escapes by itself, and no other place may hold one.
#[component]
pub fn TextArea(
    lang: Lang,
    entry: Entry,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: Option<String>,
) -> impl IntoView {
    let describes = entry.described_by(hint.is_some());
    view! {
        <div class=entry.class()>
            <label for=entry.name>{label}</label>
            {entry.hint(hint)}
            {entry.error(lang)}
            <textarea
                class="input"
                id=entry.name
                name=entry.name
                rows="4"
                aria-describedby=describes
                aria-invalid=entry.invalid()
                inner_html=escaped(&entry.value)
            ></textarea>
        </div>
    }
}

/// Text as the content of a `textarea`. The line break in front is the one a browser drops.
fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 1);
    html.push('\n');
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            _ => html.push(c),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_area_cannot_be_left() {
        let evil = "</textarea><script>alert(1)</script>&amp;";
        let entry = Entry { name: "note", value: evil.into(), problem: None };
        let html = view! { <TextArea lang=Lang::Zh entry=entry label="说明"/> }.to_html();
        assert!(!html.contains("<script>"), "{html}");
        assert!(
            html.contains("\n&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;</textarea>"),
            "{html}"
        );
    }
}
