//! Money on a page (金额): tabular digits, the fen smaller, words for a screen reader.

use crate::text::{Lang, format, parts as words};
use domain::Fen;
use leptos::prelude::*;

/// An amount, or the fact that the person hides amounts. A hidden amount is not in the page at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    Amount(Fen),
    Hidden,
}

impl Shown {
    pub fn unless(hidden: bool, amount: Fen) -> Shown {
        if hidden { Shown::Hidden } else { Shown::Amount(amount) }
    }
}

impl From<Fen> for Shown {
    fn from(amount: Fen) -> Shown {
        Shown::Amount(amount)
    }
}

/// `¥12,345.67`, or `****` of fixed length. With `figure` it is the one large number of a card. With `label` a
/// screen reader hears "余额 一万二千三百四十五元六角七分" instead of the digits.
#[component]
pub fn Money(
    lang: Lang,
    #[prop(into)] amount: Shown,
    #[prop(optional)] figure: bool,
    #[prop(optional, into)] label: Option<String>,
) -> impl IntoView {
    let class = if figure { "money figure" } else { "money" };
    match amount {
        Shown::Hidden => view! {
            <span class=class>
                <span aria-hidden="true">"****"</span>
                <span class="sr">{label.map(|label| format!("{label} "))}{words::amount_hidden(lang)}</span>
            </span>
        }
        .into_any(),
        Shown::Amount(amount) => {
            let text = format::yuan(amount);
            let (yuan, fen) = text.split_at(text.len() - 3);
            let digits = view! { {yuan.to_owned()}<small>{fen.to_owned()}</small> };
            match label {
                None => view! { <data class=class value=amount.plain()>{digits}</data> }.into_any(),
                Some(label) => view! {
                    <data class=class value=amount.plain()>
                        <span aria-hidden="true">{digits}</span>
                        <span class="sr">{format!("{label} {}", format::spoken(lang, amount))}</span>
                    </data>
                }
                .into_any(),
            }
        }
    }
}
