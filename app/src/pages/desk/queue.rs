//! What the desks have in common: the queue as a table, the pane of an own case, and the way to where two people decide.

use crate::{
    parts::{Notice, Tone},
    text::{Lang, review as words},
};
use leptos::prelude::*;
use service::{proposal::Kind, reviewer::Reviewer};

/// The head of a column.
pub(super) enum Head {
    Word(&'static str),
    /// Of a column of numbers, which stand to the right.
    Number(&'static str),
    /// Only read aloud.
    Unseen(&'static str),
}

/// A queue as a table that folds into cards on a phone.
pub(super) fn table<const N: usize>(name: &'static str, heads: [Head; N], rows: impl IntoView) -> AnyView {
    let heads = heads.map(|head| match head {
        Head::Word(word) => view! { <th scope="col">{word}</th> }.into_any(),
        Head::Number(word) => view! { <th scope="col" class="num">{word}</th> }.into_any(),
        Head::Unseen(word) => view! { <th scope="col"><span class="sr">{word}</span></th> }.into_any(),
    });
    view! {
        <div class="card scroll" tabindex="0" role="region" aria-label=name>
            <table class="table fold">
                <caption class="sr">{name}</caption>
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// In the place of a case that is closed to this officer.
pub(super) fn own_case(l: Lang, title: &'static str) -> AnyView {
    view! {
        <section class="card pane"><Notice tone=Tone::Bad title=title text=words::own_case_help(l)/></section>
    }
    .into_any()
}

/// To the proposal, for a second reviewer.
pub(super) fn to_decide(l: Lang, reviewer: &Reviewer, kind: Kind, id: &str) -> Option<AnyView> {
    let name = super::proposals::name_of(kind, id);
    matches!(reviewer, Reviewer::Second(_)).then(|| {
        view! {
            <div class="actions">
                <a class="button" href=format!("/desk/proposals/{name}")>{words::to_decide(l)}</a>
            </div>
        }
        .into_any()
    })
}
