//! What the pages of statements share: amounts that may be hidden, the state of a statement, tables of entries.

use crate::{
    parts::{Notice, Pill, Tone},
    text::{Lang, format, ledger, statements as words},
};
use domain::{Fen, year_statement::Line};
use leptos::prelude::*;
use service::year_statement::Standing;

/// `¥12,345.67` or four stars.
pub fn told(masked: bool, amount: Fen) -> String {
    if masked { "****".into() } else { format::yuan(amount) }
}

/// `+2,480.00` or four stars.
pub fn moved(masked: bool, amount: Fen) -> String {
    if masked { "****".into() } else { format::signed(amount) }
}

/// What went out, as a positive amount.
pub fn positive(amount: Fen) -> Fen {
    Fen::new(amount.get().saturating_abs())
}

/// What is said of a year: amounts that are nothing are left out, hidden ones are stars.
pub fn finding(masked: bool, (into, out, interest): (Fen, Fen, Fen)) -> [Option<String>; 3] {
    let said = |amount: Fen| (masked || !amount.is_zero()).then(|| told(masked, positive(amount)));
    [said(into), said(interest), said(out)]
}

pub fn pill(l: Lang, standing: &Standing) -> impl IntoView + use<> {
    match standing {
        Standing::Final(_) => view! { <Pill tone=Tone::Good word=words::final_word(l)/> },
        _ => view! { <Pill tone=Tone::Warn word=words::provisional(l)/> },
    }
}

/// Nothing rests on rows that are not those that were issued.
pub fn mismatch(l: Lang) -> AnyView {
    view! { <Notice tone=Tone::Warn title=words::mismatch(l)/> }.into_any()
}

/// The entries of a month as rows of a table, each a way to its receipt.
pub fn entry_rows(l: Lang, lines: &[Line], masked: bool) -> AnyView {
    let row = |line: &Line| {
        let entry = &line.entry;
        let name = match entry.reverses {
            Some(seq) => ledger::reversal_of(l, about(lines, seq).unwrap_or(entry.business)),
            None => ledger::business(l, entry.business).to_owned(),
        };
        let parts = entry.unit_part.zip(entry.personal_part).map(|(unit, own)| {
            let [unit, own] = ledger::parts(l, &plain(masked, unit), &plain(masked, own));
            view! { <small class="nowrap">{unit}</small><small class="nowrap">{own}</small> }
        });
        let of = entry.month.filter(|month| *month != domain::Month::of(entry.posted_on));
        let of = of.map(|month| view! { <small class="nowrap">{ledger::of_month(l, month)}</small> });
        let late = line.late.then(|| view! { <small>{words::late(l)}</small> });
        let class = if entry.amount.is_negative() { "out" } else { "in" };
        let date = if line.late {
            format::date(entry.posted_on)
        } else {
            entry.posted_on.format("%m-%d").to_string()
        };
        view! {
            <tr>
                <td><a class="nowrap" href=format!("/ledger/receipt/{}", entry.seq)>{date}</a></td>
                <td>{name}{late}{of}{parts}</td>
                <td class="num"><span class=class>{moved(masked, entry.amount)}</span></td>
                <td class="num">{plain(masked, line.balance)}</td>
            </tr>
        }
    };
    lines.iter().map(row).collect_view().into_any()
}

/// `12,345.67` or four stars, for columns.
pub fn plain(masked: bool, amount: Fen) -> String {
    if masked { "****".into() } else { amount.to_string() }
}

fn about(lines: &[Line], seq: i64) -> Option<domain::BusinessCode> {
    lines.iter().find(|line| line.entry.seq == seq).map(|line| line.entry.business)
}
