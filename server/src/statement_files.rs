//! The statement as files: `/ledger.csv` for a spreadsheet, `/ledger.json` for a program.

use crate::layers::refusal::stopped::{broken, stopped};
use app::{
    text::{Lang, format, ledger as words},
    visit::Visit,
};
use axum::{
    Extension,
    response::{IntoResponse, Response},
};
use domain::statement::{Kind, MonthRows, Row};
use http::{
    HeaderValue, StatusCode,
    header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE},
};
use service::statement::{self, Whole};

pub async fn csv(Extension(visit): Extension<Visit>) -> Response {
    let lang = visit.lang();
    answer(visit, "text/csv; charset=utf-8", "csv", move |whole| csv_text(lang, &whole)).await
}

pub async fn json(Extension(visit): Extension<Visit>) -> Response {
    answer(visit, "application/json", "json", |whole| json_text(&whole)).await
}

async fn answer(
    visit: Visit,
    kind: &'static str,
    ending: &str,
    write: impl FnOnce(Whole) -> String,
) -> Response {
    let member = match visit.member() {
        Ok(member) => member,
        Err(stop) => return stopped(&visit, stop),
    };
    match statement::read(&visit.ctx, &member, Kind::All).await {
        Ok(Some(whole)) => {
            let name = format!("attachment; filename=\"anju-{}.{ending}\"", whole.today.format("%Y%m%d"));
            let mut response = write(whole).into_response();
            let headers = response.headers_mut();
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
            headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
            if let Ok(name) = HeaderValue::from_str(&name) {
                headers.insert(CONTENT_DISPOSITION, name);
            }
            response
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(fault) => broken(&fault),
    }
}

/// Oldest first. The byte order mark makes Excel in a Chinese Windows read UTF-8 instead of GBK.
fn csv_text(l: Lang, whole: &Whole) -> String {
    let mut text = format!("\u{FEFF}{}\r\n", words::csv_header(l));
    for month in whole.months.iter().rev() {
        for row in month.rows.iter().rev() {
            let cells = csv_row(l, month, row).map(|cell| safe_cell(&cell));
            text.push_str(&cells.join(","));
            text.push_str("\r\n");
        }
    }
    text
}

fn csv_row(l: Lang, month: &MonthRows, row: &Row) -> [String; 11] {
    let plain = |amount: Option<domain::Fen>| amount.map(domain::Fen::plain).unwrap_or_default();
    match row {
        Row::Entry { entry, balance, .. } => [
            entry.posted_on.to_string(),
            words::business(l, entry.business).to_owned(),
            entry.business.code().to_owned(),
            entry.month.map(|month| month.to_string()).unwrap_or_default(),
            entry.amount.plain(),
            plain(entry.unit_part),
            plain(entry.personal_part),
            balance.plain(),
            words::standing(l, entry.standing()).to_owned(),
            entry.back.map(|back| back.through.to_string()).unwrap_or_default(),
            entry.back.map(|back| words::back_reason(l, back.reason).to_owned()).unwrap_or_default(),
        ],
        Row::PaidLater { posted_on, .. } => {
            without_entry(month, words::paid_later(l, &format::date(*posted_on)))
        }
        Row::Missing { expected } => without(month, words::missing(l), words::expected(l, &expected.plain())),
        Row::Awaited { expected } => without(month, words::awaited(l), words::expected(l, &expected.plain())),
        Row::UnderWay { expected } => {
            without(month, words::under_way(l), words::expected(l, &expected.plain()))
        }
        Row::Deferred { expected } => {
            without(month, words::deferred(l), words::expected(l, &expected.plain()))
        }
    }
}

fn without(month: &MonthRows, word: &str, expected: String) -> [String; 11] {
    without_entry(month, format!("{word} {expected}"))
}

/// A month of which there is only something to say.
fn without_entry(month: &MonthRows, status: String) -> [String; 11] {
    let mut cells: [String; 11] = Default::default();
    (cells[3], cells[8]) = (month.month.to_string(), status);
    cells
}

/// A cell that a spreadsheet reads as text or as a number, never as a formula: what begins like a formula and
/// is no number gets an apostrophe in front.
pub(crate) fn safe_cell(cell: &str) -> String {
    let is_number =
        cell.strip_prefix('-').is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit() || b == b'.'));
    let starts_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_number;
    let text = if starts_formula { format!("'{cell}") } else { cell.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// Field names are stable; money is yuan with two decimals as text.
fn json_text(whole: &Whole) -> String {
    let rows =
        whole.months.iter().rev().flat_map(|month| month.rows.iter().rev().map(|row| json_row(month, row)));
    let account = &whole.own.account;
    let value = serde_json::json!({
        "account_no": account.number,
        "as_of": whole.today.to_string(),
        "balance": account.balance.plain(),
        "paid_through_month": account.paid_through,
        "consecutive_months": account.consecutive_months,
        "rows": rows.collect::<Vec<_>>(),
    });
    value.to_string()
}

fn json_row(month: &MonthRows, row: &Row) -> serde_json::Value {
    match row {
        Row::Entry { entry, balance, .. } => serde_json::json!({
            "seq": entry.seq,
            "status": entry.standing().code(),
            "reverses": entry.reverses,
            "reversed_by": entry.reversed_by,
            "posting_date": entry.posted_on.to_string(),
            "value_date": entry.value_date.to_string(),
            "business_code": entry.business.code(),
            "contribution_month": entry.month,
            "contribution_month_to": entry.back.map(|back| back.through),
            "back_payment_reason": entry.back.map(|back| back.reason.code()),
            "amount": entry.amount.plain(),
            "unit_part": entry.unit_part.map(domain::Fen::plain),
            "personal_part": entry.personal_part.map(domain::Fen::plain),
            "balance": balance.plain(),
            "case": entry.case_number,
        }),
        Row::PaidLater { posted_on, amount } => serde_json::json!({
            "status": "paid_later",
            "contribution_month": month.month,
            "posting_date": posted_on.to_string(),
            "amount": amount.plain(),
        }),
        Row::Missing { expected } => expected_json(month, "missing", *expected),
        Row::Awaited { expected } => expected_json(month, "awaited", *expected),
        Row::UnderWay { expected } => expected_json(month, "under_way", *expected),
        Row::Deferred { expected } => expected_json(month, "deferred", *expected),
    }
}

fn expected_json(month: &MonthRows, status: &'static str, expected: domain::Fen) -> serde_json::Value {
    serde_json::json!({
        "status": status,
        "contribution_month": month.month,
        "expected": expected.plain(),
    })
}

#[cfg(test)]
mod tests {
    use super::safe_cell;

    #[test]
    fn no_cell_is_a_formula() {
        for (cell, safe) in [
            ("-1500.00", "-1500.00"),
            ("=1+1", "'=1+1"),
            ("@cmd", "'@cmd"),
            ("-1+2", "'-1+2"),
            ("+86", "'+86"),
            ("a,b", "\"a,b\""),
            ("=\"a\"", "\"'=\"\"a\"\"\""),
            ("2026-10", "2026-10"),
        ] {
            assert_eq!(safe_cell(cell), safe);
        }
    }
}
