//! A statement as JSON. Field names are stable and described in `server/schemas/statement-1.json`; money is yuan with
//! two decimals as text.

use super::SCHEMA_PATH;
use domain::{
    Fen,
    month_state::MonthCell,
    year_statement::{Flow, Line, MonthPart, Since, number_of},
};
use serde_json::{Value, json};
use service::year_statement::{Standing, YearPage};

pub fn json_text(page: &YearPage) -> String {
    let (made, year) = (&page.statement, page.statement.year);
    let issued = match &page.standing {
        Standing::Final(issued) => {
            json!({"number": number_of(&issued.hash), "hash": issued.hash, "at": issued.at.ms()})
        }
        _ => Value::Null,
    };
    let roll = made.roll.map(|roll| {
        json!({
            "carried_over": roll.carried_over.plain(),
            "current_year": roll.current_year.plain(),
            "interest": roll.interest.plain(),
        })
    });
    let months = made.months();
    let months =
        months.iter().map(|part| month(part, page.cells.iter().find(|cell| cell.month == part.month)));
    let value = json!({
        "schema": SCHEMA_PATH,
        "account_no": made.account,
        "year": year.settlement_year(),
        "from": year.first_day().to_string(),
        "to": year.settlement_day().to_string(),
        "as_of": page.today.to_string(),
        "state": page.standing.code(),
        "issued": issued,
        "opening_balance": made.opening.plain(),
        "closing_balance": made.closing.plain(),
        "flows": flows(&made.flows),
        "roll": roll,
        "months": months.collect::<Vec<_>>(),
        "rows": made.lines.iter().map(row).collect::<Vec<_>>(),
        "corrections_since": page.since.iter().map(correction).collect::<Vec<_>>(),
    });
    value.to_string()
}

fn flows(flows: &[(Flow, Fen)]) -> Value {
    let one = |(flow, amount): &(Flow, Fen)| json!({"flow": flow.code(), "amount": amount.plain()});
    flows.iter().map(one).collect()
}

fn month(part: &MonthPart<'_>, cell: Option<&MonthCell>) -> Value {
    let (into, out, interest) = part.turnover();
    json!({
        "month": part.month.to_string(),
        "opening_balance": part.opening.plain(),
        "in": into.plain(),
        "interest": interest.plain(),
        "out": out.plain(),
        "closing_balance": part.closing.plain(),
        "contribution": cell.map(|cell| cell.state.code()),
        "expected": cell.map(|cell| cell.expected.plain()),
    })
}

fn row(line: &Line) -> Value {
    let entry = &line.entry;
    json!({
        "seq": entry.seq,
        "posting_date": entry.posted_on.to_string(),
        "value_date": entry.value_date.to_string(),
        "business_code": entry.business.code(),
        "amount": entry.amount.plain(),
        "contribution_month": entry.month.map(|month| month.to_string()),
        "unit_part": entry.unit_part.map(Fen::plain),
        "personal_part": entry.personal_part.map(Fen::plain),
        "reverses": entry.reverses,
        "balance": line.balance.plain(),
        "flows": flows(&line.flows),
        "late": line.late,
    })
}

fn correction(since: &Since) -> Value {
    let entry = &since.entry;
    json!({
        "why": since.why.code(),
        "seq": entry.seq,
        "posting_date": entry.posted_on.to_string(),
        "value_date": entry.value_date.to_string(),
        "business_code": entry.business.code(),
        "amount": entry.amount.plain(),
        "reverses": entry.reverses,
    })
}
