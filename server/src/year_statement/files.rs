//! `/statements/{year}.csv` and `.json` for the owner of the account; the schema of the second for everybody.

use super::{SCHEMA, SCHEMA_PATH, json_text};
use crate::{
    layers::refusal::stopped::{broken, stopped},
    statement_files::safe_cell,
};
use app::{
    text::{Lang, ledger, statements as words},
    visit::{Stop, Visit},
};
use axum::{
    Router,
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
    routing::get,
};
use domain::{Fen, year_statement::Line};
use http::{
    HeaderValue,
    header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE},
};
use service::year_statement::{self, YearPage};

pub fn routes() -> Router {
    Router::new().route(SCHEMA_PATH, get(schema))
}

async fn schema() -> Response {
    let headers = [(CONTENT_TYPE, "application/schema+json"), (CACHE_CONTROL, "public, max-age=3600")];
    (headers, SCHEMA).into_response()
}

/// The two files of a year; every other address goes on to its page.
pub async fn files(request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let name = path.strip_prefix("/statements/").and_then(|name| name.rsplit_once('.'));
    let visit = request.extensions().get::<Visit>().cloned();
    match (name, visit) {
        (Some((year, kind @ ("csv" | "json"))), Some(visit)) => file(&visit, year, kind).await,
        _ => next.run(request).await,
    }
}

async fn file(visit: &Visit, year: &str, kind: &str) -> Response {
    let member = match visit.member() {
        Ok(member) => member,
        Err(stop) => return stopped(visit, stop),
    };
    let Some(year) = crate::commands::settle_interest::parse_year(year) else {
        return stopped(visit, Stop::NotFound);
    };
    let page = match year_statement::page(&visit.ctx, &member, year).await {
        Ok(Some(page)) => page,
        Ok(None) => return stopped(visit, Stop::NotFound),
        Err(fault) => return broken(&fault),
    };
    let (of, text) = match kind {
        "csv" => ("text/csv; charset=utf-8", csv_text(visit.lang(), &page)),
        _ => ("application/json", json_text(&page)),
    };
    let name = format!("attachment; filename=\"anju-statement-{}.{kind}\"", year.settlement_year());
    let mut response = text.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(of));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(CONTENT_DISPOSITION, name);
    }
    response
}

/// Opening balance, entries in the order of posting, closing balance. The byte order mark makes Excel in a Chinese
/// Windows read UTF-8 instead of GBK.
pub fn csv_text(l: Lang, page: &YearPage) -> String {
    let made = &page.statement;
    let mut text = format!("\u{FEFF}{}\r\n", words::csv_header(l));
    let total = |day: String, word: &str, amount: Fen| {
        let mut cells: [String; 11] = Default::default();
        (cells[0], cells[1], cells[7]) = (day, word.to_owned(), amount.plain());
        cells
    };
    let opening = total(made.year.first_day().to_string(), words::opening(l), made.opening);
    let closing = total(made.year.settlement_day().to_string(), words::closing(l), made.closing);
    let rows = made.lines.iter().map(|line| csv_row(l, line));
    for cells in std::iter::once(opening).chain(rows).chain([closing]) {
        text.push_str(&cells.map(|cell| safe_cell(&cell)).join(","));
        text.push_str("\r\n");
    }
    text
}

fn csv_row(l: Lang, line: &Line) -> [String; 11] {
    let entry = &line.entry;
    let plain = |amount: Option<Fen>| amount.map(Fen::plain).unwrap_or_default();
    [
        entry.posted_on.to_string(),
        ledger::business(l, entry.business).to_owned(),
        entry.business.code().to_owned(),
        entry.month.map(|month| month.to_string()).unwrap_or_default(),
        entry.amount.plain(),
        plain(entry.unit_part),
        plain(entry.personal_part),
        line.balance.plain(),
        entry.value_date.to_string(),
        entry.seq.to_string(),
        entry.reverses.map(|seq| seq.to_string()).unwrap_or_default(),
    ]
}
