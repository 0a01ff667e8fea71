//! The map of a payload, field by field; the inverse of reading it in `payload`.

use super::cbor::Value;
use super::payload::{Loans, Payload, Period, Predicate, SettledLoan, StatedState};
use super::schema;
use super::statement_mark;
use crate::{Fen, Month};
use chrono::{Datelike, NaiveDate};

/// Key and value of every field that is set. Negative amounts come out as negative integers, which the reader
/// refuses.
pub(super) fn entries(payload: &Payload) -> Vec<(Value, Value)> {
    let mut map = Map(Vec::new());
    map.put(1, Some(Value::Uint(payload.kind as u64)));
    map.put(2, Some(Value::Bytes(payload.id.bytes().to_vec())));
    map.put(3, Some(Value::int(payload.issued)));
    map.put(4, Some(Value::int(payload.expires)));
    map.put(5, payload.status.map(|status| uint(status.0)));
    map.put(6, Some(uint(payload.org)));
    map.put(7, Some(Value::Text(payload.name.clone())));
    map.put(8, Some(Value::Text(payload.id_tail.clone())));
    map.put(9, payload.id_type.map(Value::Uint));
    map.put(10, payload.account.clone().map(Value::Text));
    map.put(11, payload.unit.clone().map(Value::Text));
    map.put(12, payload.period.map(period));
    map.put(13, payload.state.map(state));
    map.put(14, payload.base.map(fen));
    map.put(15, payload.rates.map(|(unit, person)| Value::Array(vec![uint(unit), uint(person)])));
    map.put(16, payload.monthly.map(fen));
    map.put(17, payload.balance.map(fen));
    map.put(18, payload.loans.map(loans));
    map.put(19, payload.audience.map(uint));
    if let Some(loan) = &payload.settled_loan {
        settled(&mut map, loan);
    }
    let names = payload.co_borrowers.iter().cloned().map(Value::Text).collect();
    map.put(25, (!payload.co_borrowers.is_empty()).then_some(Value::Array(names)));
    map.put(26, payload.level.map(|level| uint(level.into())));
    let predicates = payload.predicates.iter().map(predicate).collect();
    map.put(27, (!payload.predicates.is_empty()).then_some(Value::Array(predicates)));
    map.put(28, payload.as_of.map(day));
    map.put(schema::SHORT_UNIT, payload.short_unit.then_some(Value::Uint(1)));
    map.put(statement_mark::KEY, payload.statement.map(|mark| mark.write()));
    map.0
}

struct Map(Vec<(Value, Value)>);

impl Map {
    fn put(&mut self, key: u64, value: Option<Value>) {
        self.0.extend(value.map(|value| (Value::Uint(key), value)));
    }
}

fn settled(map: &mut Map, loan: &SettledLoan) {
    map.put(20, Some(Value::Text(loan.contract.clone())));
    map.put(21, Some(fen(loan.amount)));
    map.put(22, Some(day(loan.paid_out)));
    map.put(23, Some(day(loan.settled)));
    map.put(24, Some(Value::Text(loan.bank.clone())));
}

fn uint(value: u32) -> Value {
    Value::Uint(value.into())
}

fn fen(amount: Fen) -> Value {
    Value::int(amount.get())
}

fn month(month: Month) -> Value {
    Value::int(i64::from(month.year()) * 100 + i64::from(month.month()))
}

fn day(day: NaiveDate) -> Value {
    Value::int(i64::from(day.year()) * 10_000 + i64::from(day.month() * 100 + day.day()))
}

fn period(period: Period) -> Value {
    let mut items = vec![month(period.first), month(period.paid_through), uint(period.cumulative)];
    items.extend(period.consecutive.map(uint));
    Value::Array(items)
}

fn state(state: StatedState) -> Value {
    Value::Uint(match state {
        StatedState::Normal => 1,
        StatedState::Sealed => 2,
        StatedState::Closed => 3,
        StatedState::Other => 9,
    })
}

/// An outstanding amount without a cumulative one has no place in the array; reading it back differs, so
/// encoding such a payload fails.
fn loans(loans: Loans) -> Value {
    let mut items = vec![uint(loans.count), uint(loans.open)];
    items.extend(loans.cumulative.map(fen));
    items.extend(loans.outstanding.map(fen));
    Value::Array(items)
}

fn predicate(predicate: &Predicate) -> Value {
    Value::Array(match *predicate {
        Predicate::Holds(id, holds) => vec![Value::Uint(id), Value::Bool(holds)],
        Predicate::Count(id, count) => vec![Value::Uint(id), Value::Uint(count)],
    })
}
