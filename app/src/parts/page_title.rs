//! The title of the browser's tab.

use crate::{text, visit::visit};
use leptos::prelude::*;
use leptos_meta::Title;

/// `words` come from [`crate::text`] only: `leptos_meta` 0.8 writes a title without escaping it.
#[component]
pub fn PageTitle(words: &'static str) -> impl IntoView {
    let product = text::shell::product(visit().lang());
    view! { <Title text=format!("{words} · {product}")/> }
}
