//! `anju calc limit`: the highest loan a city grants.

use super::{Answer, Output, refusal};
use domain::loan::{FactField, Facts, answer::LimitAnswer};
use domain::{FormField, FormState};
use std::path::PathBuf;

/// The highest loan a city grants, with the formula
///
/// FILE is a JSON object; every key may be left out, and what a missing fact leaves unchecked
/// is named in `unchecked`. Amounts are yuan, as numbers or texts.
///
///   applicants            "single" (default) or "family" (a couple who both contribute)
///   home                  "first" (default) or "second"
///   balance               account balances of all applicants together
///   average_balance       their average month-end balances, where the city averages
///   monthly_contribution  of all applicants, both shares
///   months_contributed, months_to_retirement
///   income, debts         of the household, a month
///   price                 of the home (resale: the lower of price and appraisal); or price_wan in 万元
///   months or years       term, 360 months by default
///   rate                  per cent; by default the rate in force for the term and the home
///   children              number of children
///   claims                list of "green_building", "talent", "guaranteed_housing"
///   date                  "2026-11-20", today by default
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// City: quanzhou, taizhou, huzhou, nanjing or shenzhen.
    #[arg(long)]
    city: String,
    /// The facts, a JSON object.
    #[arg(long, value_name = "FILE")]
    facts: PathBuf,
    #[command(flatten)]
    output: Output,
}

pub fn limit(args: &Args) -> Answer {
    use service::{clock::Clock as _, loan::NoLimit};
    let text = std::fs::read_to_string(&args.facts)
        .map_err(|error| format!("--facts: {} cannot be read: {error}", args.facts.display()))?;
    let facts = read_facts(&text)?;
    let today = service::clock::SystemClock::new().now().day();
    let found = service::loan::city_limit(&args.city, &facts, today).map_err(|why| match why {
        NoLimit::UnknownCity => {
            let known: Vec<&str> =
                service::loan::book().cities().iter().map(|city| city.city.as_str()).collect();
            format!("--city: expected one of {}", known.join(", "))
        }
        NoLimit::NoRulesThatDay => format!("no rules of {} are encoded for that day", args.city),
    })?;
    args.output.show(&LimitAnswer::of(&found.limit))
}

/// Reads a facts document through the parser of the page.
fn read_facts(text: &str) -> Result<Facts, String> {
    let document: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(text).map_err(|error| format!("--facts: expected a JSON object: {error}"))?;
    let mut form = FormState::<FactField>::default();
    for (name, value) in &document {
        let field = FactField::ALL.iter().find(|field| field.name() == name).ok_or_else(|| {
            let known: Vec<&str> = FactField::ALL.iter().map(|field| field.name()).collect();
            format!("--facts: “{name}” is not one of {}", known.join(", "))
        })?;
        form.set(
            *field,
            &written(value).ok_or_else(|| format!("--facts: {name}: expected a number or a text"))?,
        );
    }
    Facts::parse(&mut form).ok_or_else(|| {
        let told =
            form.problems().map(|(field, problem)| refusal(&format!("--facts: {}", field.name()), problem));
        told.collect::<Vec<_>>().join("\n")
    })
}

/// A JSON value as a person would have typed it; a list is its words.
fn written(value: &serde_json::Value) -> Option<String> {
    use serde_json::Value;
    match value {
        Value::Null => Some(String::new()),
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string().trim_end_matches(".0").to_owned()),
        Value::Array(words) => {
            words.iter().map(written).collect::<Option<Vec<_>>>().map(|words| words.join(" "))
        }
        Value::Bool(_) | Value::Object(_) => None,
    }
}
