//! The loan-limit rules of a city as dated data (`server/policies/<city>/loan.toml`).

use super::figure::{Applicants, Claim, Day, Factor, Figure, Home, Yuan};
use chrono::NaiveDate;
use serde::Deserialize;

/// All versions of one city's rules.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoanPolicy {
    /// The name in commands, addresses and folders: `quanzhou`.
    pub city: String,
    pub name_zh: String,
    pub name_en: String,
    #[serde(rename = "version")]
    versions: Vec<LoanRules>,
}

impl LoanPolicy {
    /// The rules in force on `day`: of those that have begun and not ended, the newest.
    pub fn in_force(&self, day: NaiveDate) -> Option<&LoanRules> {
        let holds = |v: &&LoanRules| v.from.0 <= day && v.to.is_none_or(|to| day <= to.0);
        self.versions.iter().filter(holds).max_by_key(|v| v.from)
    }

    pub fn versions(&self) -> &[LoanRules] {
        &self.versions
    }
}

/// The rules between two days.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoanRules {
    pub from: Day,
    /// The last day; open when the document names none.
    #[serde(default)]
    pub to: Option<Day>,
    /// The document, as officials cite it.
    pub document: String,
    #[serde(default)]
    pub account: Option<AccountRule>,
    /// The share of income, in per cent, that all monthly debts together may take (还贷能力系数).
    #[serde(default)]
    pub capacity: Option<Figure<Factor>>,
    pub down_payment: DownPayment,
    pub cap: Caps,
    #[serde(default, rename = "boost")]
    pub boosts: Vec<Boost>,
    #[serde(default)]
    pub stacking: Stacking,
    /// The limit is rounded down to a multiple of this.
    pub floor_unit: Yuan,
    /// 保底额度: what the account rule may not fall below.
    #[serde(default)]
    pub minimum: Option<Figure<Yuan>>,
    /// A family with several children counts its second home as the first.
    #[serde(default)]
    pub multi_child_second_as_first: bool,
}

/// (balance × multiple × time coefficient + future contributions) × liquidity coefficient.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountRule {
    #[serde(default)]
    pub basis: Basis,
    pub first: Figure<Factor>,
    pub second: Figure<Factor>,
    /// A smaller balance counts as this much.
    #[serde(default)]
    pub least_balance: Option<Figure<Yuan>>,
    /// Time coefficients, by months contributed, in rising order.
    #[serde(default)]
    pub time: Vec<Tier>,
    #[serde(default)]
    pub future: Option<Future>,
    /// 流动性调节系数
    #[serde(default)]
    pub liquidity: Option<Figure<Factor>>,
}

/// Which balance is multiplied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", deny_unknown_fields)]
pub enum Basis {
    /// The balance on the day.
    #[default]
    Current,
    /// The average month-end balance; the period in months where the document names one.
    Average {
        #[serde(default)]
        months: Option<u32>,
    },
}

/// A coefficient from so many contributed months on.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    pub from_months: u32,
    pub coefficient: Figure<Factor>,
}

/// Contributions still to come: monthly contribution × months × factor.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Future {
    pub horizon: Horizon,
    pub factor: Figure<Factor>,
}

/// How many months of future contributions count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Horizon {
    Retirement,
    Term,
}

/// The least own share of the price, in per cent.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DownPayment {
    pub first: Figure<Factor>,
    pub second: Figure<Factor>,
    /// 保障性住房
    #[serde(default)]
    pub guaranteed: Option<Figure<Factor>>,
}

/// The highest loan, by applicants; a second home has its own figures in some cities.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Caps {
    pub single: Figure<Yuan>,
    pub family: Figure<Yuan>,
    #[serde(default)]
    pub single_second: Option<Figure<Yuan>>,
    #[serde(default)]
    pub family_second: Option<Figure<Yuan>>,
}

impl Caps {
    pub fn of(&self, applicants: Applicants, home: Home) -> &Figure<Yuan> {
        match (applicants, home) {
            (Applicants::Single, Home::First) => &self.single,
            (Applicants::Family, Home::First) => &self.family,
            (Applicants::Single, Home::Second) => self.single_second.as_ref().unwrap_or(&self.single),
            (Applicants::Family, Home::Second) => self.family_second.as_ref().unwrap_or(&self.family),
        }
    }
}

/// What raises the cap: by a share, or to a higher figure.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Boost {
    pub claim: Claim,
    #[serde(default)]
    pub percent: Option<Figure<Factor>>,
    #[serde(default)]
    pub single: Option<Figure<Yuan>>,
    #[serde(default)]
    pub family: Option<Figure<Yuan>>,
}

impl Boost {
    pub fn raised_to(&self, applicants: Applicants) -> Option<&Figure<Yuan>> {
        match applicants {
            Applicants::Single => self.single.as_ref(),
            Applicants::Family => self.family.as_ref(),
        }
    }
}

/// How several shares combine.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", tag = "rule", deny_unknown_fields)]
pub enum Stacking {
    Sum,
    #[default]
    Highest,
    /// The sum, at most so many per cent.
    CappedSum {
        most: Figure<Factor>,
    },
}
