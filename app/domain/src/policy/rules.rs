//! The eligibility rules (提取条件) and what each one finds: passed, failed with the value seen and the value
//! needed and how to cure it, or unknown because a register did not answer.

use super::decide::Cure;
use super::facts::{FactName, Facts, Register, Value};
use super::frequency::Frequency;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The name of a rule. Pages turn it into a sentence by an exhaustive match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleId {
    AccountState,
    ConsecutiveMonths,
    NoHome,
    NoFundLoan,
    NoPurchaseThisYear,
    NoSanction,
    LeaseKind,
    LeaseFiled,
    /// How often one may claim.
    Frequency,
    /// No more months at once than the city allows.
    MonthsClaimed,
    /// Something is left to withdraw: quota and balance.
    AmountAvailable,
    /// What is asked for is within the maximum.
    AmountWithin,
}

impl RuleId {
    pub const fn text(self) -> &'static str {
        match self {
            RuleId::AccountState => "account_state",
            RuleId::ConsecutiveMonths => "consecutive_months",
            RuleId::NoHome => "no_home",
            RuleId::NoFundLoan => "no_hpf_loan",
            RuleId::NoPurchaseThisYear => "no_purchase_this_year",
            RuleId::NoSanction => "no_sanction",
            RuleId::LeaseKind => "lease_kind",
            RuleId::LeaseFiled => "lease_filed",
            RuleId::Frequency => "frequency",
            RuleId::MonthsClaimed => "months_claimed",
            RuleId::AmountAvailable => "amount_available",
            RuleId::AmountWithin => "amount_within",
        }
    }
}

/// Whose homes count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Person {
    #[serde(rename = "self")]
    Applicant,
    Spouse,
    MinorChildren,
}

/// A rule with its figures, as written in a policy file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "rule")]
pub enum Rule {
    AccountState {
        allowed: Vec<String>,
    },
    ConsecutiveMonths {
        at_least: u32,
    },
    NoHome {
        persons: Vec<Person>,
    },
    #[serde(rename = "no_hpf_loan")]
    NoFundLoan,
    NoPurchaseThisYear,
    NoSanction,
    LeaseKind {
        allowed: Vec<String>,
    },
    LeaseFiled,
}

/// What a rule found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub rule: RuleId,
    pub verdict: Verdict,
    /// The facts looked at.
    pub seen: Vec<(FactName, Option<Value>)>,
    pub needed: Option<Value>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Passed,
    /// With the day on which time alone cures it, if it does.
    Failed {
        cure: Cure,
        on: Option<NaiveDate>,
    },
    Unknown(Vec<FactName>),
}

impl Rule {
    pub const fn id(&self) -> RuleId {
        match self {
            Rule::AccountState { .. } => RuleId::AccountState,
            Rule::ConsecutiveMonths { .. } => RuleId::ConsecutiveMonths,
            Rule::NoHome { .. } => RuleId::NoHome,
            Rule::NoFundLoan => RuleId::NoFundLoan,
            Rule::NoPurchaseThisYear => RuleId::NoPurchaseThisYear,
            Rule::NoSanction => RuleId::NoSanction,
            Rule::LeaseKind { .. } => RuleId::LeaseKind,
            Rule::LeaseFiled => RuleId::LeaseFiled,
        }
    }

    pub(super) fn check(&self, facts: &Facts, day: NaiveDate) -> Finding {
        match self {
            Rule::AccountState { allowed } => {
                self.word(facts, FactName::AccountState, allowed, Cure::RestoreAccount)
            }
            Rule::LeaseKind { allowed } => self.word(facts, FactName::Lease, allowed, Cure::ChooseOtherKind),
            Rule::ConsecutiveMonths { at_least } => self.months(facts, *at_least, day),
            Rule::NoHome { persons } => self.homes(facts, persons),
            Rule::NoFundLoan => self.flag(facts, FactName::FundLoan, false, Cure::RepayLoan, None),
            Rule::NoPurchaseThisYear => {
                let next = super::frequency::Unit::Year.next(day);
                self.flag(
                    facts,
                    FactName::PurchasedThisYear,
                    false,
                    Cure::WaitUntil { day: next },
                    Some(next),
                )
            }
            Rule::NoSanction => self.sanction(facts, day),
            Rule::LeaseFiled => self.flag(facts, FactName::LeaseFiled, true, Cure::FileLease, None),
        }
    }

    fn found(&self, facts: &Facts, names: &[FactName], needed: Option<Value>, verdict: Verdict) -> Finding {
        let seen = names.iter().map(|name| (*name, facts.value(*name))).collect();
        Finding { rule: self.id(), verdict, seen, needed }
    }

    fn word(&self, facts: &Facts, name: FactName, allowed: &[String], cure: Cure) -> Finding {
        let verdict = match facts.value(name) {
            Some(Value::Word(word)) if allowed.contains(&word) => Verdict::Passed,
            Some(_) => Verdict::Failed { cure, on: None },
            None => Verdict::Unknown(vec![name]),
        };
        self.found(facts, &[name], allowed.first().map(|word| Value::Word(word.clone())), verdict)
    }

    fn flag(
        &self,
        facts: &Facts,
        name: FactName,
        needed: bool,
        cure: Cure,
        on: Option<NaiveDate>,
    ) -> Finding {
        let verdict = match facts.truth(name) {
            Some(flag) if flag == needed => Verdict::Passed,
            Some(_) => Verdict::Failed { cure, on },
            None => Verdict::Unknown(vec![name]),
        };
        self.found(facts, &[name], Some(Value::Flag(needed)), verdict)
    }

    fn months(&self, facts: &Facts, at_least: u32, day: NaiveDate) -> Finding {
        let name = FactName::ConsecutiveMonths;
        let verdict = match facts.count(name) {
            Some(months) if months >= i64::from(at_least) => Verdict::Passed,
            Some(months) => {
                let missing = i64::from(at_least).saturating_sub(months.max(0));
                let missing = u32::try_from(missing).unwrap_or(at_least);
                // A contribution that is overdue can come tomorrow at the earliest.
                let on = facts.credit_day(missing).map(|due| due.max(day.succ_opt().unwrap_or(day)));
                Verdict::Failed { cure: Cure::ContributeMonths { months: missing }, on }
            }
            None => Verdict::Unknown(vec![name]),
        };
        self.found(facts, &[name, FactName::PaidThrough], Some(Value::Count(at_least.into())), verdict)
    }

    /// An unknown marriage matters only if the spouse's homes are asked for and nobody's home is known of.
    fn homes(&self, facts: &Facts, persons: &[Person]) -> Finding {
        let mut names = Vec::new();
        let mut unknown = Vec::new();
        for person in persons {
            match person {
                Person::Applicant => names.push(FactName::HomesSelf),
                Person::Spouse => match facts.truth(FactName::Married) {
                    Some(false) => {}
                    Some(true) => names.push(FactName::HomesSpouse),
                    None => unknown.push(FactName::Married),
                },
                Person::MinorChildren => match facts.count(FactName::ChildrenMinor) {
                    Some(0) => {}
                    Some(_) => names.push(FactName::HomesMinorChildren),
                    None => unknown.push(FactName::ChildrenMinor),
                },
            }
        }
        unknown.extend(names.iter().filter(|name| facts.count(**name).is_none()));
        let owned = names.iter().any(|name| facts.count(*name).is_some_and(|homes| homes > 0));
        let verdict = if owned {
            Verdict::Failed { cure: Cure::DisputeRegister { register: Register::RealEstate }, on: None }
        } else if unknown.is_empty() {
            Verdict::Passed
        } else {
            Verdict::Unknown(unknown)
        };
        self.found(facts, &names, Some(Value::Count(0)), verdict)
    }

    fn sanction(&self, facts: &Facts, day: NaiveDate) -> Finding {
        let name = FactName::SanctionUntil;
        let verdict = match (facts.fact(name), facts.day(name)) {
            (Some(fact), None) if fact.value.is_none() => Verdict::Unknown(vec![name]),
            (_, Some(until)) if until >= day => {
                let next = until.succ_opt().unwrap_or(until);
                Verdict::Failed { cure: Cure::WaitUntil { day: next }, on: Some(next) }
            }
            _ => Verdict::Passed,
        };
        // Without a record there is no date to show.
        let seen: &[FactName] = if facts.fact(name).is_some() { &[name] } else { &[] };
        self.found(facts, seen, None, verdict)
    }
}

/// How often one may claim, as a finding like every other.
pub(super) fn frequency(frequency: Frequency, facts: &Facts, day: NaiveDate) -> Finding {
    let days = facts.claim_days();
    let first = frequency.first_day(&days, day);
    let verdict = if first <= day {
        Verdict::Passed
    } else {
        Verdict::Failed { cure: Cure::WaitUntil { day: first }, on: Some(first) }
    };
    let seen = days.into_iter().max().map(|day| (FactName::LastClaim, Some(Value::Day(day))));
    let seen = seen.into_iter().collect();
    Finding { rule: RuleId::Frequency, verdict, seen, needed: Some(Value::Day(first)) }
}
