//! `anju policy`: the city rules on the command line: check, list, decide, explain.

use super::Ended;
use crate::facts_file;
use anyhow::Context as _;
use chrono::NaiveDate;
use clap::Subcommand;
use domain::policy::{
    Clause, Cure, Decision, Failure, Outcome, Step, Value, decide,
    decide::{StepCode, StepResult},
};
use serde_json::{Map, json};
use service::policies::{self, Policies};
use std::{io::Write as _, path::PathBuf};

#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Validate the withdrawal and contribution rules of this release, or such files given by name. One line per finding.
    Check { files: Vec<PathBuf> },
    /// List the versions with their dates, documents and sources.
    List {
        #[arg(long)]
        city: Option<String>,
        /// Only what is in force on this day (YYYY-MM-DD).
        #[arg(long)]
        date: Option<NaiveDate>,
    },
    /// Decide a withdrawal on given facts.
    Decide(Question),
    /// Decide, and tell every step of the trace in words.
    Explain(Question),
}

#[derive(clap::Args)]
struct Question {
    #[arg(long)]
    city: String,
    /// `rent_market`, `rent_public`.
    #[arg(long, default_value = "rent_market")]
    kind: String,
    /// The day of the decision (YYYY-MM-DD).
    #[arg(long)]
    date: NaiveDate,
    /// JSON object of facts by name; money as text in yuan, `null` for a register that does not answer.
    #[arg(long)]
    facts: PathBuf,
    #[arg(long)]
    json: bool,
}

pub async fn run(args: Args) -> anyhow::Result<Ended> {
    match args.what {
        What::Check { files } => check(&files),
        What::List { city, date } => list(city.as_deref(), date),
        What::Decide(question) => answer(&question, question.json),
        What::Explain(question) => answer(&question, false),
    }
}

fn say(text: &str) -> anyhow::Result<()> {
    writeln!(std::io::stdout(), "{text}").context("standard output is closed")
}

fn check(files: &[PathBuf]) -> anyhow::Result<Ended> {
    let mut findings = Vec::new();
    if files.is_empty() {
        findings.extend(Policies::read().err().unwrap_or_default());
    }
    for file in files {
        let text = match std::fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) => return Ok(Ended::Refused(format!("{}: {error}", file.display()))),
        };
        let contribution = file.file_name().is_some_and(|name| name == "contribution.toml");
        let result = if contribution {
            policies::read_contribution(&text).map(drop)
        } else {
            policies::read_withdrawal(&text).map(drop).map_err(|why| vec![why])
        };
        findings.extend(
            result.err().unwrap_or_default().into_iter().map(|why| format!("{}: {why}", file.display())),
        );
    }
    for finding in &findings {
        say(finding)?;
    }
    if findings.is_empty() {
        say("these rules are sound")?;
        return Ok(Ended::Well);
    }
    Ok(Ended::WithFindings)
}

fn list(city: Option<&str>, date: Option<NaiveDate>) -> anyhow::Result<Ended> {
    let policies = Policies::get();
    for policy in policies.all().iter().filter(|policy| city.is_none_or(|city| policy.city == city)) {
        for version in policy.versions.iter().filter(|version| date.is_none_or(|day| version.covers(day))) {
            let to = version.to.map_or_else(|| "…".to_owned(), |to| to.to_string());
            let verified = if version.verified { "verified" } else { "not verified" };
            say(&format!(
                "{}  {} – {to}  {}  {}  as of {}, {verified}",
                policy.version_name(version),
                version.from,
                version.doc,
                version.source,
                version.as_of
            ))?;
        }
    }
    Ok(Ended::Well)
}

fn answer(question: &Question, machine: bool) -> anyhow::Result<Ended> {
    let Question { city, kind, date, facts, .. } = question;
    let Some(policy) = Policies::get().withdrawal(city, kind) else {
        return Ok(Ended::Refused(format!("no rules of kind “{kind}” are encoded for the city “{city}”")));
    };
    let text = match std::fs::read_to_string(facts) {
        Ok(text) => text,
        Err(error) => return Ok(Ended::Refused(format!("{}: {error}", facts.display()))),
    };
    let facts = match facts_file::read(&text) {
        Ok(facts) => facts,
        Err(why) => return Ok(Ended::Refused(format!("{}: {why}", facts.display()))),
    };
    let decision = match decide::decide(policy, &facts, *date) {
        Ok(decision) => decision,
        Err(why) => return Ok(Ended::Refused(format!("{city}, {kind}, {date}: {why}"))),
    };
    if machine {
        say(&to_json(&decision).to_string())?;
    } else {
        explain(&decision)?;
    }
    Ok(Ended::Well)
}

/// The machine interface: `{"outcome","amount","rule_version","failures","earliest","trace", …}`.
fn to_json(decision: &Decision) -> serde_json::Value {
    let failure = |failure: &Failure| {
        json!({
            "rule": failure.rule.text(),
            "clause": clause(failure.clause, decision),
            "observed": observed(failure),
            "needed": failure.needed.as_ref().map(ToString::to_string),
            "cure": cure(&failure.cure),
            "earliest": failure.on.map(|day| day.to_string()),
        })
    };
    json!({
        "outcome": outcome(decision.outcome),
        "amount": decision.amount.plain(),
        "maximum": decision.maximum.plain(),
        "rule_version": decision.rule_version,
        "failures": decision.failures.iter().map(failure).collect::<Vec<_>>(),
        "unknown": decision.unknown.iter().map(|name| name.text()).collect::<Vec<_>>(),
        "earliest": decision.earliest.map(|day| day.to_string()),
        "formula": decision.formula,
        "basis": decision.basis.to_string(),
        "source": decision.source,
        "verified": decision.verified,
        "trace": decision.trace.iter().map(|step| step_json(step, decision)).collect::<Vec<_>>(),
    })
}

fn step_json(step: &Step, decision: &Decision) -> serde_json::Value {
    let inputs: Map<String, serde_json::Value> = step
        .inputs
        .iter()
        .map(|(name, value)| (name.text().to_owned(), value.as_ref().map(ToString::to_string).into()))
        .collect();
    let (name, about) = step_name(&step.code);
    json!({
        "step": name,
        "about": about,
        "clause": step.clause.map(|c| clause(c, decision)),
        "inputs": inputs,
        "needed": step.needed.as_ref().map(ToString::to_string),
        "result": result(&step.result),
    })
}

/// The same in lines for people.
fn explain(decision: &Decision) -> anyhow::Result<()> {
    say(&format!(
        "{}: ¥{}, at most ¥{}, by {} ({})",
        outcome(decision.outcome),
        decision.amount,
        decision.maximum,
        decision.rule_version,
        decision.doc
    ))?;
    for step in &decision.trace {
        let (name, about) = step_name(&step.code);
        let inputs: Vec<String> = step
            .inputs
            .iter()
            .map(|(name, value)| {
                format!("{} = {}", name.text(), value.as_ref().map_or("?".into(), Value::to_string))
            })
            .collect();
        let clause = step.clause.map(|c| format!("  [{}]", clause(c, decision))).unwrap_or_default();
        say(&format!("  {name} {about}: {}  {}{clause}", result(&step.result), inputs.join(", ")))?;
    }
    if let Some(formula) = &decision.formula {
        say(&format!("  formula: {formula}"))?;
    }
    for failure in &decision.failures {
        say(&format!("  to cure {}: {}", failure.rule.text(), cure(&failure.cure)))?;
    }
    match decision.earliest {
        Some(day) => say(&format!("  granted from {day}")),
        None => say("  time alone does not cure it"),
    }
}

fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Approved => "approved",
        Outcome::Refused => "refused",
        Outcome::Review => "review",
    }
}

fn clause(clause: Clause, decision: &Decision) -> String {
    match clause {
        Clause::City => decision.doc.clone(),
        other => other.to_string(),
    }
}

/// The value seen; several facts as `name=value`. Facts of another type than the needed one only explain.
fn observed(failure: &Failure) -> String {
    let kind = failure.needed.as_ref().map(std::mem::discriminant);
    let relevant: Vec<_> = failure
        .observed
        .iter()
        .filter(|(_, value)| kind.is_none() || value.as_ref().map(std::mem::discriminant) == kind)
        .collect();
    let text = |value: &Option<Value>| value.as_ref().map_or_else(|| "unknown".to_owned(), Value::to_string);
    match relevant.as_slice() {
        [(_, value)] => text(value),
        several => several
            .iter()
            .map(|(name, value)| format!("{}={}", name.text(), text(value)))
            .collect::<Vec<_>>()
            .join(", "),
    }
}

fn cure(cure: &Cure) -> String {
    match cure {
        Cure::ContributeMonths { months } => format!("contribute_months:{months}"),
        Cure::WaitUntil { day } => format!("wait_until:{day}"),
        Cure::RestoreAccount => "restore_account".into(),
        Cure::DisputeRegister { .. } => "dispute_register:real_estate".into(),
        Cure::RepayLoan => "repay_loan".into(),
        Cure::FileLease => "file_lease".into(),
        Cure::ChooseOtherKind => "choose_other_kind".into(),
        Cure::AwaitContribution => "await_contribution".into(),
        Cure::AskAtMost { amount } => format!("ask_at_most:{}", amount.plain()),
        Cure::ClaimFewerMonths { months } => format!("claim_at_most_months:{months}"),
    }
}

fn step_name(code: &StepCode) -> (&'static str, String) {
    match code {
        StepCode::Version { name } => ("version", name.clone()),
        StepCode::Rule { rule } => ("rule", rule.text().to_owned()),
        StepCode::Available => ("available", String::new()),
        StepCode::Cap { when, months, claimed, .. } => {
            ("cap", format!("when {when}, {months} month(s), {} claimed before", claimed.plain()))
        }
        StepCode::AnnualCap => ("annual_cap", String::new()),
        StepCode::Payable => ("payable", String::new()),
    }
}

fn result(result: &StepResult) -> String {
    match result {
        StepResult::Noted => "noted".into(),
        StepResult::Passed => "passed".into(),
        StepResult::Failed => "failed".into(),
        StepResult::Unknown => "unknown".into(),
        StepResult::Amount(amount) => amount.plain(),
    }
}
