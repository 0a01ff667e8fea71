//! The keys of the desk (键盘): one line beside the heading and a list. Both are hidden until the script that
//! makes them true is there.

use crate::text::{Lang, review as words};
use leptos::prelude::*;

/// A line of the list: the keys, and what they do.
type Key = (&'static [&'static str], fn(Lang) -> &'static str);

const KEYS: [Key; 6] = [
    (&["J", "K"], words::key_step),
    (&["Enter"], words::key_open),
    (&["A"], words::key_approve),
    (&["R"], words::key_return),
    (&["X"], words::key_refuse),
    (&["?"], words::key_list),
];
/// So many of them stand in the line; the rest is in the list.
const IN_LINE: usize = 4;

fn caps(keys: &'static [&'static str]) -> impl IntoView {
    keys.iter().map(|key| view! { <kbd>{*key}</kbd>" " }).collect_view()
}

/// Stands right of the heading. Its two children, words and button, are what `public/desk.js` looks for.
#[component]
pub fn KeyLine(lang: Lang) -> impl IntoView {
    let l = lang;
    let line = KEYS[..IN_LINE].iter().map(|(keys, does)| view! { <span>{caps(keys)}{does(l)}</span> });
    view! {
        <p class="keys" data-keys="" hidden>
            <span>{words::keys(l)}{line.collect_view()}</span>
            <button type="button" aria-expanded="false" aria-controls="keys">
                <kbd>"?"</kbd><span class="sr">{words::keys_all(l)}</span>
            </button>
        </p>
    }
}

/// All keys, and the switch that turns them off.
#[component]
pub fn KeyList(lang: Lang) -> impl IntoView {
    let l = lang;
    let rows = KEYS.iter().map(|(keys, does)| view! { <div><dt>{caps(keys)}</dt><dd>{does(l)}</dd></div> });
    view! {
        <section class="card key-list" id="keys" hidden aria-live="polite" aria-label=words::keys_all(l)>
            <dl class="summary">{rows.collect_view()}</dl>
            <p class="small">{words::keys_note(l)}</p>
            <label><input type="checkbox" checked/>{words::keys_use(l)}</label>
        </section>
    }
}
