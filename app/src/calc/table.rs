//! Rows of the repayment table as markup. They hold digits only, so nothing needs escaping, and one text a
//! year is much quicker to put into a page than 1,800 cells of views.

use crate::text::{Lang, calc as words};
use core::fmt::Write;
use domain::loan::{Instalment, Schedule};
use leptos::prelude::*;

/// Rows a piece: a year.
pub const PIECE: usize = 12;

/// The table bodies, one piece after another.
pub fn pieces(schedule: &Schedule) -> impl Iterator<Item = String> {
    schedule.rows.chunks(PIECE).map(piece)
}

/// The whole table. This is the one place that writes rows as raw markup.
pub fn draw(
    lang: Lang,
    schedule: Option<&Schedule>,
    node: NodeRef<leptos::html::Table>,
) -> impl IntoView + use<> {
    let html = whole(lang, schedule);
    view! { <table class="table dense" node_ref=node inner_html=html></table> }
}

/// The content of the table: its head, then every row.
fn whole(lang: Lang, schedule: Option<&Schedule>) -> String {
    let head = [words::payment(lang), words::principal(lang), words::interest(lang), words::balance(lang)];
    let mut html = format!("<thead><tr><th scope=col>{}", words::number(lang));
    for word in head {
        let _ = write!(html, "<th scope=col class=num>{word}");
    }
    html.push_str("</thead>");
    html.extend(schedule.into_iter().flat_map(pieces));
    html
}

fn piece(rows: &[Instalment]) -> String {
    let mut html = String::with_capacity(rows.len() * 120 + 16);
    html.push_str("<tbody>");
    for row in rows {
        let Instalment { period, payment, principal, interest, balance } = row;
        let _ = write!(
            html,
            "<tr><th scope=row>{period}<td class=num>{payment}<td class=num>{principal}<td class=num>{interest}<td class=num>{balance}"
        );
    }
    html.push_str("</tbody>");
    html
}
