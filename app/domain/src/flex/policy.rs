//! The rules of a city for flexible employment (灵活就业缴存政策) as dated data.

use super::agreement::Clause;
use crate::{ContributionRate, Fen, Month, contribution::ContributionRounding, to_fen};
use chrono::NaiveDate;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

/// All versions of a city, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlexPolicy {
    pub city: String,
    pub version: Vec<FlexVersion>,
}

/// The rules from one day on.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlexVersion {
    pub number: u32,
    pub from: NaiveDate,
    pub to: Option<NaiveDate>,
    pub doc: String,
    pub source: String,
    pub as_of: NaiveDate,
    /// Whether a person compared the figures with the official text.
    pub verified: bool,
    /// What of this version no published text of the city says.
    #[serde(default)]
    pub assumed: Vec<Assumed>,
    pub note: Option<String>,
    /// Completed years; the upper end is the retirement age of each person.
    pub min_age: u32,
    /// A person whose employer once paid may join while that account is sealed (单位账户已封存).
    pub sealed_accounts: bool,
    pub debit: DebitRule,
    pub missed: MissedRule,
    pub products: Vec<ProductRule>,
    pub exit: Vec<ExitRule>,
    pub subsidy: Option<Subsidy>,
    pub loan: LoanLink,
}

/// Parts of a version that are assumed until the city's own text is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assumed {
    Products,
    Limits,
    DebitDays,
    MissedMonths,
    ExitRules,
    LoanLink,
}

/// How a person pays (缴存产品).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Product {
    /// 按月缴存: the same amount on the same day of each month.
    Monthly,
    /// 一次性缴存: one sum, kept for a time.
    Lump,
    /// 自由缴存: any amount at any time.
    Free,
}

impl Product {
    pub const ALL: [Product; 3] = [Product::Monthly, Product::Lump, Product::Free];

    pub const fn code(self) -> &'static str {
        match self {
            Product::Monthly => "monthly",
            Product::Lump => "lump",
            Product::Free => "free",
        }
    }

    pub fn from_code(code: &str) -> Option<Product> {
        Product::ALL.into_iter().find(|product| product.code() == code)
    }
}

/// One product of a city.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProductRule {
    pub product: Product,
    pub amount: AmountRule,
    /// The most that may be paid in one month, when several payments are allowed.
    pub month_max_fen: Option<Fen>,
    /// Months for which the money stays or the payments go on; zero when none are agreed.
    #[serde(default)]
    pub keep_months: u32,
    /// The product earns the subsidy of the version.
    pub subsidised: bool,
}

/// What one debit may be.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case", deny_unknown_fields)]
pub enum AmountRule {
    /// The city states amounts.
    Amount { min_fen: Fen, max_fen: Fen },
    /// The city states a base and a rate; the amount lies between floor × lowest and ceiling × highest rate.
    Base { floor_fen: Fen, ceiling_fen: Fen, rate_min_bp: u32, rate_max_bp: u32 },
}

impl AmountRule {
    /// Least and most of one debit.
    pub fn range(&self) -> (Fen, Fen) {
        match self {
            AmountRule::Amount { min_fen, max_fen } => (*min_fen, *max_fen),
            AmountRule::Base { floor_fen, ceiling_fen, rate_min_bp, rate_max_bp } => {
                let share = |base: Fen, bp: u32| {
                    ContributionRate::from_bp(bp).of(base, ContributionRounding::Fen).unwrap_or(Fen::ZERO)
                };
                (share(*floor_fen, *rate_min_bp), share(*ceiling_fen, *rate_max_bp))
            }
        }
    }
}

/// When the bank is asked (委托扣款).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DebitRule {
    /// The first and last day of a month that may be chosen; the same day twice when the city fixes it.
    pub first_day: u32,
    pub last_day: u32,
    pub usual_day: u32,
    /// A debit that the card could not cover is asked once more after so many days.
    pub retry_after_days: u32,
}

/// What happens to a month that stays unpaid after the retry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MissedRule {
    pub back_payable: bool,
    /// Missed months in a row after which the agreement is suspended; debits go on.
    pub suspend_after: u32,
    /// Missed months in a row after which the account is sealed; debits end.
    pub seal_after: u32,
}

/// One sentence of the terms under which a person may leave (退出规则). The words are the pages'.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "rule", rename_all = "snake_case", deny_unknown_fields)]
pub enum ExitRule {
    /// At any time and without papers while no housing-fund loan is unpaid.
    AnyTimeWithoutLoan {
        /// The loan of the spouse counts too.
        household: bool,
    },
    /// What was paid as a flexible contributor is paid out with its interest.
    FlexPartPaidOut,
    /// Money leaves by the same reasons as for employees.
    ByWithdrawalRules,
    /// Leaving ends the right to a loan that these payments earned.
    LoanRightEnds,
    /// The sum stays for so many months.
    KeptFor { months: u32 },
    /// When an employer starts to pay, the agreement ends and the account goes on as an employee's.
    EndsWithEmployer,
}

/// Money on top (缴存补贴). Amounts that no text names are absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subsidy {
    pub after_months: u32,
    /// Only for who never took a housing-fund loan.
    pub without_loan: bool,
    pub yearly_max_fen: Option<Fen>,
}

/// When these payments earn a loan and how much (存贷挂钩).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoanLink {
    /// Paid months in a row before an application.
    pub consecutive_months: u32,
    /// Paid months in all.
    pub total_months: u32,
    pub formula: Option<LoanFormula>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case", deny_unknown_fields)]
pub enum LoanFormula {
    /// Balance × multiple.
    Balance { multiple: u32 },
    /// Average of the latest twelve month-end balances × multiple × coefficient, down to a thousand yuan.
    AverageBalance { multiple: u32, tiers: Vec<Tier>, cap_fen: Fen },
}

/// A coefficient from so many paid months on, in per cent: 150 is 1.5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    pub months: u32,
    pub percent: u32,
}

/// Why a file may not go into force.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{city}, flexible employment, version {number}: {what}")]
pub struct FlexPolicyError {
    pub city: String,
    pub number: u32,
    pub what: &'static str,
}

impl FlexPolicy {
    /// The version in force on `day`; the last one goes on until the city publishes another.
    pub fn on(&self, day: NaiveDate) -> Option<&FlexVersion> {
        self.version.iter().rev().find(|version| version.from <= day && version.to.is_none_or(|to| day <= to))
    }

    /// `huzhou.flex@1`, stored with every agreement.
    pub fn version_name(&self, version: &FlexVersion) -> String {
        format!("{}.flex@{}", self.city, version.number)
    }

    /// Everything that is wrong with the figures.
    pub fn check(&self) -> Vec<FlexPolicyError> {
        let mut errors = Vec::new();
        let mut last: Option<NaiveDate> = None;
        for version in &self.version {
            let late = last.is_some_and(|last| version.from <= last);
            let dates = late.then_some("starts before the version above it");
            errors.extend(dates.into_iter().chain(version.faults()).map(|what| FlexPolicyError {
                city: self.city.clone(),
                number: version.number,
                what,
            }));
            last = Some(version.from);
        }
        errors
    }
}

impl FlexVersion {
    pub fn product(&self, product: Product) -> Option<&ProductRule> {
        self.products.iter().find(|rule| rule.product == product)
    }

    fn faults(&self) -> impl Iterator<Item = &'static str> {
        let twice =
            |rule: &ProductRule| self.products.iter().filter(|r| r.product == rule.product).count() > 1;
        let bad_range = |rule: &ProductRule| {
            let (min, max) = rule.amount.range();
            min <= Fen::ZERO || min > max || rule.month_max_fen.is_some_and(|most| most < max)
        };
        let d = &self.debit;
        let days = d.first_day < 1
            || d.first_day > d.last_day
            || !(d.first_day..=d.last_day).contains(&d.usual_day)
            || d.retry_after_days < 1
            || d.last_day + d.retry_after_days > 28;
        [
            (self.to.is_some_and(|to| to < self.from), "ends before it starts"),
            (self.doc.trim().is_empty() || !self.source.starts_with("http"), "no document or source"),
            (self.products.is_empty(), "no product"),
            (self.products.iter().any(twice), "a product stands twice"),
            (self.products.iter().any(bad_range), "an amount range is empty"),
            (days, "the debit day and its retry must lie in one month, by the 28th"),
            (self.exit.is_empty(), "no exit rule"),
            (self.missed.suspend_after == 0, "suspended before a month is missed"),
            (self.missed.seal_after <= self.missed.suspend_after, "sealed before it is suspended"),
        ]
        .into_iter()
        .filter_map(|(bad, what)| bad.then_some(what))
    }

    /// The clauses of the agreement that this version needs.
    pub fn clauses(&self, product: Product) -> impl Iterator<Item = Clause> {
        let (monthly, subsidy) = (product == Product::Monthly, self.subsidy.is_some());
        Clause::ALL.into_iter().filter(move |clause| match clause {
            Clause::MissedMonths | Clause::DebitDay => monthly,
            Clause::Subsidy => subsidy,
            _ => true,
        })
    }
}

impl LoanLink {
    /// Paid months still missing, given those in a row and in all.
    pub fn months_to_go(&self, consecutive: u32, total: u32) -> u32 {
        let in_a_row = self.consecutive_months.saturating_sub(consecutive);
        in_a_row.max(self.total_months.saturating_sub(total))
    }

    /// What the formula gives for month-end balances, oldest first. `None` without a published formula, or
    /// before the first loan may be asked for.
    pub fn amount(&self, balances: &[Fen]) -> Option<Fen> {
        let months = u32::try_from(balances.len()).ok()?;
        if self.months_to_go(months, months) > 0 {
            return None;
        }
        match self.formula.as_ref()? {
            LoanFormula::Balance { multiple } => {
                to_fen(balances.last()?.to_yuan() * Decimal::from(*multiple))
            }
            LoanFormula::AverageBalance { multiple, tiers, cap_fen } => {
                let latest = &balances[balances.len().saturating_sub(12)..];
                let sum = Fen::sum(latest.iter().copied())?.to_yuan();
                let percent = tiers.iter().rev().find(|tier| tier.months <= months)?.percent;
                let raw = sum / Decimal::from(latest.len() as u64)
                    * Decimal::from(*multiple)
                    * Decimal::new(i64::from(percent), 2);
                let thousand = Decimal::ONE_THOUSAND;
                let down = (raw / thousand).round_dp_with_strategy(0, RoundingStrategy::ToZero) * thousand;
                to_fen(down).map(|amount| amount.min(*cap_fen))
            }
        }
    }

    /// What paying the same amount for so many months would earn.
    pub fn example(&self, monthly: Fen, months: u32) -> Option<Fen> {
        let balances: Option<Vec<Fen>> =
            (1..=i64::from(months)).map(|n| monthly.get().checked_mul(n).map(Fen::new)).collect();
        self.amount(&balances?)
    }
}

impl DebitRule {
    /// The day in `month` on which the bank is asked. Days end at the 28th, so every month has it.
    pub fn due_on(day: u32, month: Month) -> NaiveDate {
        month
            .first_day()
            .checked_add_days(chrono::Days::new(u64::from(day.clamp(1, 28)) - 1))
            .unwrap_or(NaiveDate::MAX)
    }
}
