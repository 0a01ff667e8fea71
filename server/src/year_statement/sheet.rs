//! The entries of a statement as they are printed after its first page.

use crate::print::Table;
use app::text::{Lang, format, ledger, statements as words};
use domain::year_statement::Line;
use service::year_statement::YearPage;

pub fn table(l: Lang, page: &YearPage) -> Table {
    let made = &page.statement;
    let total = |day, word: &str, amount: domain::Fen| {
        [format::date(day), word.to_owned(), String::new(), String::new(), amount.to_string()]
    };
    let opening = total(made.year.first_day(), words::opening(l), made.opening);
    let closing = total(made.year.settlement_day(), words::closing(l), made.closing);
    let rows = made.lines.iter().map(|line| row(l, line));
    Table {
        title: format!("{} {}", words::heading(l, made.year), words::span_of(l, made.year)),
        head: [ledger::date(l), ledger::what(l), words::shares(l), ledger::amount(l), ledger::balance(l)]
            .map(str::to_owned),
        rows: std::iter::once(opening).chain(rows).chain([closing]).collect(),
    }
}

fn row(l: Lang, line: &Line) -> [String; 5] {
    let entry = &line.entry;
    let what = match entry.reverses {
        Some(seq) => format!("{} {seq}", words::reversal(l)),
        None => ledger::business(l, entry.business).to_owned(),
    };
    let what = match entry.month {
        Some(month) => format!("{what} {month}"),
        None => what,
    };
    let parts = entry.unit_part.zip(entry.personal_part);
    let parts = parts.map(|(unit, own)| format!("{unit} / {own}")).unwrap_or_default();
    [format::date(entry.posted_on), what, parts, format::signed(entry.amount), line.balance.to_string()]
}
