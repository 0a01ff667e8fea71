//! A policy file (政策文件): one kind of withdrawal in one city, as dated versions with their document.
//!
//! Reading a file proves it: every expression parses against the known facts, versions do not overlap, the last
//! cap holds for everyone. A [`Policy`] in hand needs no further check.

use super::expr::{Cond, Num, ParseError, Rounding};
use super::facts::FactName;
use super::frequency::{Frequency, Unit};
pub use super::rules::{Rule, RuleId};
use chrono::NaiveDate;
use core::fmt;
use serde::{Deserialize, Serialize};

/// Where a rule stands written (条款).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Clause {
    /// Regulation on housing provident funds as in force from 2026-09-20 (住房公积金管理条例).
    Regulation { article: u16, item: Option<u8> },
    /// The same before 2026-09-20.
    RegulationBefore2026 { article: u16, item: Option<u8> },
    /// Ministry notice 建金〔2015〕19号 on withdrawals for rent: three months, no home, zero paper.
    RentNotice2015,
    /// The city document of the version.
    City,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a clause is `REG §24(1)`, `REG-2019 §24(6)`, `JIANJIN-2015-19` or `CITY`")]
pub struct NotAClause;

impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (law, article, item) = match self {
            Clause::City => return f.write_str("CITY"),
            Clause::RentNotice2015 => return f.write_str("JIANJIN-2015-19"),
            Clause::Regulation { article, item } => ("REG", article, item),
            Clause::RegulationBefore2026 { article, item } => ("REG-2019", article, item),
        };
        write!(f, "{law} §{article}")?;
        item.map_or(Ok(()), |item| write!(f, "({item})"))
    }
}

impl From<Clause> for String {
    fn from(clause: Clause) -> String {
        clause.to_string()
    }
}

impl TryFrom<String> for Clause {
    type Error = NotAClause;
    fn try_from(text: String) -> Result<Clause, NotAClause> {
        match text.as_str() {
            "CITY" => return Ok(Clause::City),
            "JIANJIN-2015-19" => return Ok(Clause::RentNotice2015),
            _ => {}
        }
        let (law, place) = text.split_once(" §").ok_or(NotAClause)?;
        let (article, item) = match place.split_once('(') {
            Some((article, item)) => {
                let item = item.strip_suffix(')').and_then(|i| i.parse().ok()).ok_or(NotAClause)?;
                (article, Some(item))
            }
            None => (place, None),
        };
        let article = article.parse().map_err(|_| NotAClause)?;
        match law {
            "REG" => Ok(Clause::Regulation { article, item }),
            "REG-2019" => Ok(Clause::RegulationBefore2026 { article, item }),
            _ => Err(NotAClause),
        }
    }
}

/// Whose claims count against a cap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    #[default]
    Person,
    /// Both spouses' claims together (夫妻合计).
    Household,
}

/// A cap that has been read: `when` holds → at most `amount` in each `unit`.
#[derive(Clone, Debug)]
pub struct Cap {
    pub when: Cond,
    pub amount: Num,
    pub unit: Unit,
    /// As written in the file, for the page that shows the rule.
    pub written: RawCap,
}

/// One version of a policy, in force from `from` to `to`, both included.
#[derive(Clone, Debug)]
pub struct Version {
    pub number: u32,
    pub from: NaiveDate,
    pub to: Option<NaiveDate>,
    pub doc: String,
    pub source: String,
    pub as_of: NaiveDate,
    /// Whether a person compared the figures with the official text.
    pub verified: bool,
    pub note: Option<String>,
    pub basis: Clause,
    pub rules: Vec<(Rule, Clause)>,
    pub caps: Vec<Cap>,
    pub frequency: Frequency,
    pub frequency_clause: Clause,
    pub accumulate_months: u32,
    pub per: Per,
    pub min_balance: Num,
    pub annual_cap: Option<Num>,
    pub rounding: Rounding,
    pub auto_decide: bool,
}

/// All versions of one kind in one city, oldest first.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "RawPolicy")]
pub struct Policy {
    pub city: String,
    pub kind: String,
    pub versions: Vec<Version>,
}

/// Why a file may not go into force.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    #[error("version {version}, `{text}`: {error}")]
    Expression { version: u32, text: String, error: ParseError },
    #[error("version {0}: starts before the version above it ends, or ends before it starts")]
    Dates(u32),
    #[error("version {0}: numbers must rise by one from 1")]
    Number(u32),
    #[error("version {0}: the last cap must hold for everyone (`when = \"true\"`)")]
    OpenCaps(u32),
    #[error("version {version}: rule `{rule:?}` stands twice")]
    Twice { version: u32, rule: RuleId },
    #[error("version {0}: the source must be a web address and the document must have a name")]
    Source(u32),
    #[error("no version at all")]
    Empty,
}

/// The file as written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawPolicy {
    city: String,
    kind: String,
    version: Vec<RawVersion>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawVersion {
    number: u32,
    from: NaiveDate,
    to: Option<NaiveDate>,
    doc: String,
    source: String,
    as_of: NaiveDate,
    verified: bool,
    note: Option<String>,
    basis: Clause,
    rules: Vec<RawRule>,
    caps: Vec<RawCap>,
    frequency: Frequency,
    #[serde(default = "city_clause")]
    frequency_clause: Clause,
    #[serde(default)]
    accumulate_months: u32,
    #[serde(default)]
    per: Per,
    min_balance: Option<String>,
    annual_cap: Option<String>,
    #[serde(default)]
    rounding: Rounding,
    auto_decide: bool,
}

#[derive(Clone, Debug, Deserialize)]
struct RawRule {
    #[serde(flatten)]
    rule: Rule,
    clause: Clause,
}

/// A cap as written in the file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawCap {
    pub when: String,
    pub amount: String,
    pub unit: Unit,
}

fn city_clause() -> Clause {
    Clause::City
}

impl Policy {
    /// The version in force on `day`.
    pub fn on(&self, day: NaiveDate) -> Option<&Version> {
        self.versions.iter().find(|version| version.covers(day))
    }

    /// `quanzhou.rent_market@2`, stored with every decision.
    pub fn version_name(&self, version: &Version) -> String {
        format!("{}.{}@{}", self.city, self.kind, version.number)
    }
}

impl Version {
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    fn read(raw: RawVersion) -> Result<Version, PolicyError> {
        let version = raw.number;
        let wrong = |text: &str, error| PolicyError::Expression { version, text: text.to_owned(), error };
        let num = |text: &str| Num::parse(text, &FactName::vocabulary).map_err(|error| wrong(text, error));
        let mut caps = Vec::new();
        for cap in raw.caps {
            let when =
                Cond::parse(&cap.when, &FactName::vocabulary).map_err(|error| wrong(&cap.when, error))?;
            caps.push(Cap { when, amount: num(&cap.amount)?, unit: cap.unit, written: cap });
        }
        if caps.last().is_none_or(|cap| cap.when != Cond::Known(true)) {
            return Err(PolicyError::OpenCaps(version));
        }
        if raw.doc.trim().is_empty() || !raw.source.starts_with("http") {
            return Err(PolicyError::Source(version));
        }
        Ok(Version {
            number: raw.number,
            from: raw.from,
            to: raw.to,
            doc: raw.doc,
            source: raw.source,
            as_of: raw.as_of,
            verified: raw.verified,
            note: raw.note,
            basis: raw.basis,
            rules: distinct(version, raw.rules)?,
            caps,
            frequency: raw.frequency,
            frequency_clause: raw.frequency_clause,
            accumulate_months: raw.accumulate_months,
            per: raw.per,
            min_balance: num(raw.min_balance.as_deref().unwrap_or("0"))?,
            annual_cap: raw.annual_cap.as_deref().map(num).transpose()?,
            rounding: raw.rounding,
            auto_decide: raw.auto_decide,
        })
    }
}

fn distinct(version: u32, rules: Vec<RawRule>) -> Result<Vec<(Rule, Clause)>, PolicyError> {
    let mut seen = Vec::new();
    for RawRule { rule, .. } in &rules {
        if seen.contains(&rule.id()) {
            return Err(PolicyError::Twice { version, rule: rule.id() });
        }
        seen.push(rule.id());
    }
    Ok(rules.into_iter().map(|RawRule { rule, clause }| (rule, clause)).collect())
}

impl TryFrom<RawPolicy> for Policy {
    type Error = PolicyError;

    fn try_from(raw: RawPolicy) -> Result<Policy, PolicyError> {
        let mut versions: Vec<Version> = Vec::new();
        for (expected, raw) in (1..).zip(raw.version) {
            if raw.number != expected {
                return Err(PolicyError::Number(raw.number));
            }
            let after_last = versions.last().is_none_or(|last| last.to.is_some_and(|to| to < raw.from));
            if !after_last || raw.to.is_some_and(|to| to < raw.from) {
                return Err(PolicyError::Dates(raw.number));
            }
            versions.push(Version::read(raw)?);
        }
        if versions.is_empty() {
            return Err(PolicyError::Empty);
        }
        Ok(Policy { city: raw.city, kind: raw.kind, versions })
    }
}
