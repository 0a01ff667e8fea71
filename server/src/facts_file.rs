//! The facts file of `anju policy decide`: a JSON object of facts by name.
//!
//! Money is text in yuan (`"3600.00"`) or a whole number of yuan; days `2026-11-16`, months `2026-10`; `null` is a
//! register that does not answer. A fact left out is unknown too, but for what the centre's own records hold
//! (no sanction, nothing claimed) and for the form's defaults (market lease, one month). `claims` is a list of
//! `{"day", "amount", "spouse"}`.

use domain::{
    Fen, Month,
    policy::{Claim, FactName, Facts, Value, facts::FactKind},
};
use serde_json::Value as Json;

/// Reads the file; the sentence says which entry is wrong.
pub fn read(text: &str) -> Result<Facts, String> {
    let json: Json = serde_json::from_str(text).map_err(|error| format!("not JSON: {error}"))?;
    let Json::Object(entries) = json else { return Err("not a JSON object".into()) };
    let mut facts = Facts::default();
    for (name, value) in &entries {
        if name == "claims" {
            facts.claims = claims(value)?;
            continue;
        }
        let fact = FactName::named(name).ok_or_else(|| unknown_fact(name))?;
        let value = match value {
            Json::Null => None,
            given => Some(
                parse(fact.kind(), given)
                    .ok_or_else(|| format!("{name}: expected {}", wanted(fact.kind())))?,
            ),
        };
        facts.set(fact, value, None).map_err(|_| format!("{name}: expected {}", wanted(fact.kind())))?;
    }
    Ok(facts)
}

fn unknown_fact(name: &str) -> String {
    let known: Vec<&str> = FactName::ALL.iter().map(|fact| fact.text()).collect();
    format!("no fact is called “{name}”; known are claims, {}", known.join(", "))
}

fn parse(kind: FactKind, given: &Json) -> Option<Value> {
    match (kind, given) {
        (FactKind::Money, given) => money(given).map(Value::Money),
        (FactKind::Count, Json::Number(number)) => number.as_i64().filter(|n| *n >= 0).map(Value::Count),
        (FactKind::Flag, Json::Bool(flag)) => Some(Value::Flag(*flag)),
        (FactKind::Word(words), Json::String(word)) => {
            words.contains(&word.as_str()).then(|| Value::Word(word.clone()))
        }
        (FactKind::Day, Json::String(day)) => day.parse().ok().map(Value::Day),
        (FactKind::Month, Json::String(month)) => Month::parse(month).ok().map(Value::Month),
        _ => None,
    }
}

/// Yuan as text or number; a number is read by its decimal digits, never through a float.
fn money(given: &Json) -> Option<Fen> {
    match given {
        Json::String(text) => Fen::parse(text).ok(),
        Json::Number(number) => Fen::parse(&number.to_string()).ok(),
        _ => None,
    }
}

fn wanted(kind: FactKind) -> String {
    match kind {
        FactKind::Money => "an amount in yuan such as \"3600.00\"".into(),
        FactKind::Count => "a whole number".into(),
        FactKind::Flag => "true or false".into(),
        FactKind::Word(words) => format!("one of {}", words.join(", ")),
        FactKind::Day => "a day such as \"2026-11-16\"".into(),
        FactKind::Month => "a month such as \"2026-10\"".into(),
    }
}

fn claims(value: &Json) -> Result<Vec<Claim>, String> {
    let Json::Array(all) = value else { return Err("claims: expected a list".into()) };
    let claim = |one: &Json| {
        let day = one.get("day")?.as_str()?.parse().ok()?;
        let amount = money(one.get("amount")?)?;
        let spouse = one.get("spouse").and_then(Json::as_bool).unwrap_or(false);
        Some(Claim { day, amount, spouse })
    };
    all.iter()
        .map(|one| {
            claim(one).ok_or_else(|| "claims: expected {\"day\", \"amount\"} in each entry".to_owned())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_facts_and_names_what_is_wrong() {
        let facts = read(
            r#"{"balance": "86412.37", "month_contribution": 3600, "married": true, "children_minor": null,
                "lease": "market", "paid_through": "2026-10", "last_credit": "2026-11-16",
                "claims": [{"day": "2026-10-02", "amount": "1500.00"}]}"#,
        )
        .unwrap();
        assert_eq!(facts.money(FactName::Balance), Some(Fen::new(8_641_237)));
        assert_eq!(facts.money(FactName::MonthContribution), Some(Fen::from_yuan(3600)));
        assert_eq!(facts.count(FactName::ChildrenMinor), None);
        assert_eq!(facts.claims.len(), 1);
        for (text, part) in [
            ("[]", "not a JSON object"),
            ("{", "not JSON"),
            (r#"{"balanse": 1}"#, "no fact is called “balanse”"),
            (r#"{"balance": "1e3"}"#, "balance: expected an amount"),
            (r#"{"balance": 1.005}"#, "balance: expected an amount"),
            (r#"{"married": "yes"}"#, "married: expected true or false"),
            (r#"{"children_minor": -1}"#, "children_minor: expected a whole number"),
            (r#"{"lease": "castle"}"#, "lease: expected one of market"),
            (r#"{"claims": [{"day": "2026-13-02"}]}"#, "claims: expected"),
        ] {
            let why = read(text).unwrap_err();
            assert!(why.contains(part), "{text}: {why}");
        }
    }
}
