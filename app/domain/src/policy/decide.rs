//! The decision (核定): policy + facts + day → outcome, amount, every failing rule at once, the first day on which
//! it would be granted, and the trace that explains it. Pure: the same input gives the same words tomorrow.

use super::amount::{self, Limit};
use super::expr::EvalError;
use super::facts::{FactName, Facts, Register, Value};
use super::file::{Clause, Policy, Version};
use super::frequency::Unit;
use super::rules::{self, Finding, RuleId, Verdict};
use crate::Fen;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Approved,
    Refused,
    /// A person must look: a register did not answer, or the city wants it so.
    Review,
}

/// What the applicant can do about a failing rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "code")]
pub enum Cure {
    /// So many more contributions, credited without a gap.
    ContributeMonths {
        months: u32,
    },
    WaitUntil {
        day: NaiveDate,
    },
    /// Unseal or unfreeze the account.
    RestoreAccount,
    /// Ask the register to correct its entry; our clock pauses meanwhile.
    DisputeRegister {
        register: Register,
    },
    RepayLoan,
    FileLease,
    ChooseOtherKind,
    /// The balance must grow first.
    AwaitContribution,
    AskAtMost {
        amount: Fen,
    },
    ClaimFewerMonths {
        months: u32,
    },
}

/// A rule that fails, with what was seen, what is needed and how to put it right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    pub rule: RuleId,
    pub clause: Clause,
    pub observed: Vec<(FactName, Option<Value>)>,
    pub needed: Option<Value>,
    pub cure: Cure,
    /// The day on which time alone cures it, if it does.
    pub on: Option<NaiveDate>,
}

/// One step of the trace, in the order in which it was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    #[serde(flatten)]
    pub code: StepCode,
    pub clause: Option<Clause>,
    pub result: StepResult,
    pub inputs: Vec<(FactName, Option<Value>)>,
    /// What a rule asks for, where it is one value.
    pub needed: Option<Value>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "step")]
pub enum StepCode {
    Version { name: String },
    Rule { rule: RuleId },
    Available,
    Cap { when: String, unit: Unit, months: u32, claimed: Fen },
    AnnualCap,
    Payable,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "result", content = "amount")]
pub enum StepResult {
    Noted,
    Passed,
    Failed,
    Unknown,
    Amount(Fen),
}

impl Step {
    pub(super) fn amount(code: StepCode, amount: Fen) -> Step {
        Step { code, clause: None, result: StepResult::Amount(amount), inputs: Vec::new(), needed: None }
    }
}

/// The whole answer, kept with the case as it was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    pub outcome: Outcome,
    /// What is granted; what would be for review; zero when refused.
    pub amount: Fen,
    /// The most that could be granted today if every unknown fact turned out well.
    pub maximum: Fen,
    /// `quanzhou.rent_market@2`.
    pub rule_version: String,
    pub day: NaiveDate,
    pub doc: String,
    pub source: String,
    pub as_of: NaiveDate,
    pub verified: bool,
    pub basis: Clause,
    pub failures: Vec<Failure>,
    /// Facts a person must find out.
    pub unknown: BTreeSet<FactName>,
    /// The first day on which it would be granted if only the regular contributions go on.
    pub earliest: Option<NaiveDate>,
    /// The first day on which the rules that time cures are all met, the others aside.
    pub not_before: Option<NaiveDate>,
    pub formula: Option<String>,
    pub trace: Vec<Step>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecideError {
    #[error("no version of the policy is in force on that day")]
    NoVersion,
    #[error("an amount leaves the range of this fund")]
    OutOfRange,
}

impl From<EvalError> for DecideError {
    fn from(_: EvalError) -> DecideError {
        DecideError::OutOfRange
    }
}

/// Decides under the version in force on `day`.
pub fn decide(policy: &Policy, facts: &Facts, day: NaiveDate) -> Result<Decision, DecideError> {
    let mut decision = judge(policy, facts, day)?;
    if decision.outcome == Outcome::Refused {
        decision.not_before = decision.failures.iter().filter_map(|failure| failure.on).max();
        decision.earliest = earliest(policy, facts, &decision);
    } else {
        decision.earliest = Some(day);
    }
    Ok(decision)
}

/// Follows the cures in time: go to the day when the last of them holds, look again, at most so many times.
fn earliest(policy: &Policy, facts: &Facts, refused: &Decision) -> Option<NaiveDate> {
    const LOOKS: usize = 24;
    let mut failures = refused.failures.clone();
    let mut day = refused.day;
    for _ in 0..LOOKS {
        if failures.iter().any(|failure| failure.on.is_none()) {
            return None;
        }
        day = failures.iter().filter_map(|failure| failure.on).max().filter(|next| *next > day)?;
        let then = judge(policy, &facts.on_day(day), day).ok()?;
        if then.outcome != Outcome::Refused {
            return Some(day);
        }
        failures = then.failures;
    }
    None
}

fn judge(policy: &Policy, facts: &Facts, day: NaiveDate) -> Result<Decision, DecideError> {
    let version = policy.on(day).ok_or(DecideError::NoVersion)?;
    let rule_version = policy.version_name(version);
    let mut trace = vec![Step {
        code: StepCode::Version { name: rule_version.clone() },
        clause: Some(version.basis),
        result: StepResult::Noted,
        inputs: Vec::new(),
        needed: None,
    }];
    let mut findings: Vec<(Finding, Clause)> =
        version.rules.iter().map(|(rule, clause)| (rule.check(facts, day), *clause)).collect();
    findings.push((rules::frequency(version.frequency, facts, day), version.frequency_clause));
    findings.extend(months(version, facts));
    let mut steps = Vec::new();
    let limit = amount::limit(version, facts, day, &mut steps)?;
    let often = findings.iter().any(|(f, _)| f.rule == RuleId::Frequency && f.verdict != Verdict::Passed);
    findings.extend(money(facts, day, &limit, often));
    trace.extend(findings.iter().map(|(finding, clause)| rule_step(finding, *clause)));
    trace.extend(steps);
    Ok(conclude(version, rule_version, facts, day, findings, limit, trace))
}

fn rule_step(finding: &Finding, clause: Clause) -> Step {
    let result = match finding.verdict {
        Verdict::Passed => StepResult::Passed,
        Verdict::Failed { .. } => StepResult::Failed,
        Verdict::Unknown(_) => StepResult::Unknown,
    };
    let code = StepCode::Rule { rule: finding.rule };
    Step { code, clause: Some(clause), result, inputs: finding.seen.clone(), needed: finding.needed.clone() }
}

/// More months at once than the city lets accumulate.
fn months(version: &Version, facts: &Facts) -> Option<(Finding, Clause)> {
    let name = FactName::MonthsClaimed;
    let most = version.accumulate_months.max(1);
    let asked = facts.count(name)?;
    if (1..=i64::from(most)).contains(&asked) {
        return None;
    }
    let verdict = Verdict::Failed { cure: Cure::ClaimFewerMonths { months: most }, on: None };
    let seen = vec![(name, facts.value(name))];
    let needed = Some(Value::Count(most.into()));
    Some((Finding { rule: RuleId::MonthsClaimed, verdict, seen, needed }, Clause::City))
}

/// The rules about the amount itself: something is left, and no more than that is asked for.
fn money(facts: &Facts, day: NaiveDate, limit: &Limit, too_often: bool) -> Vec<(Finding, Clause)> {
    let mut findings = Vec::new();
    let tomorrow = day.succ_opt().unwrap_or(day);
    if limit.possible <= Fen::ZERO && limit.available.is_some() && !too_often {
        let (cure, on) = match limit.used_up_until {
            Some(next) if limit.available != Some(Fen::ZERO) => (Cure::WaitUntil { day: next }, Some(next)),
            _ => (Cure::AwaitContribution, facts.credit_day(1).map(|due| due.max(tomorrow))),
        };
        let seen = vec![(FactName::Balance, facts.value(FactName::Balance))];
        let verdict = Verdict::Failed { cure, on };
        findings.push((Finding { rule: RuleId::AmountAvailable, verdict, seen, needed: None }, Clause::City));
    } else if let Some(requested) = facts.money(FactName::Requested)
        && (requested > limit.possible || requested <= Fen::ZERO)
        && limit.available.is_some()
        && !too_often
    {
        let seen = vec![(FactName::Requested, facts.value(FactName::Requested))];
        let verdict = Verdict::Failed { cure: Cure::AskAtMost { amount: limit.possible }, on: None };
        let needed = Some(Value::Money(limit.possible));
        findings.push((Finding { rule: RuleId::AmountWithin, verdict, seen, needed }, Clause::City));
    }
    findings
}

fn conclude(
    version: &Version,
    rule_version: String,
    facts: &Facts,
    day: NaiveDate,
    findings: Vec<(Finding, Clause)>,
    limit: Limit,
    trace: Vec<Step>,
) -> Decision {
    let mut failures = Vec::new();
    let mut unknown = BTreeSet::new();
    for (finding, clause) in findings {
        let Finding { rule, verdict, seen: observed, needed } = finding;
        match verdict {
            Verdict::Passed => {}
            Verdict::Failed { cure, on } => {
                failures.push(Failure { rule, clause, observed, needed, cure, on })
            }
            Verdict::Unknown(names) => unknown.extend(names),
        }
    }
    let requested = facts.money(FactName::Requested);
    // What is asked for is certain whatever the unknown facts are: they need not be found out.
    let covered = requested.is_some_and(|requested| requested <= limit.certain);
    if !covered {
        unknown.extend(limit.unknown);
    }
    let (outcome, amount) = if !failures.is_empty() {
        (Outcome::Refused, Fen::ZERO)
    } else {
        let amount = requested.unwrap_or(limit.certain).min(limit.possible);
        let sure = unknown.is_empty() && version.auto_decide;
        (if sure { Outcome::Approved } else { Outcome::Review }, amount)
    };
    Decision {
        outcome,
        amount,
        maximum: limit.possible,
        rule_version,
        day,
        doc: version.doc.clone(),
        source: version.source.clone(),
        as_of: version.as_of,
        verified: version.verified,
        basis: version.basis,
        failures,
        unknown,
        earliest: None,
        not_before: None,
        formula: limit.formula,
        trace,
    }
}
