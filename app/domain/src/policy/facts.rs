//! What a decision looks at (事实): each fact has a name, a type, the register it came from and when it was
//! fetched. A register that does not answer leaves the fact unknown, which is never a reason to refuse.

use super::expr::{Kind, Scope};
use crate::{Fen, Month, Timestamp};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Who keeps the fact (数据来源).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Register {
    /// The centre's own accounts and cases.
    OwnBooks,
    /// Real-estate registration (不动产登记).
    RealEstate,
    /// Marriage register (民政婚姻登记).
    CivilAffairs,
    /// Births (卫健出生信息).
    Health,
    /// Lease filing and public rental (住建租赁备案).
    Housing,
    /// Housing-fund loans of all centres (公积金贷款).
    FundLoans,
    /// Statistics office.
    Statistics,
    /// What the applicant states.
    Applicant,
}

/// A value of one of the few types facts have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "type", content = "value")]
pub enum Value {
    Money(Fen),
    Count(i64),
    Flag(bool),
    Word(String),
    Day(NaiveDate),
    Month(Month),
}

/// The type of a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactKind {
    Money,
    Count,
    Flag,
    Word(&'static [&'static str]),
    Day,
    Month,
}

/// The states of a personal account (JGJ/T 320 A.6) by their words.
pub const ACCOUNT_STATES: &[&str] =
    &["normal", "sealed", "closed_merged", "closed_transferred", "closed_withdrawn", "frozen", "other"];
pub const LEASES: &[&str] = &["market", "public_rental", "guaranteed_rental"];

macro_rules! facts {
    ($($(#[$doc:meta])* $name:ident $text:literal $kind:expr, $register:ident;)*) => {
        /// The name of a fact, as in policy files and in the facts file of the command line.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum FactName {
            $($(#[$doc])* #[serde(rename = $text)] $name,)*
        }

        impl FactName {
            pub const ALL: &'static [FactName] = &[$(FactName::$name),*];

            pub const fn text(self) -> &'static str {
                match self { $(FactName::$name => $text,)* }
            }

            pub const fn kind(self) -> FactKind {
                match self { $(FactName::$name => $kind,)* }
            }

            /// The register that is asked.
            pub const fn register(self) -> Register {
                match self { $(FactName::$name => Register::$register,)* }
            }
        }
    };
}

facts! {
    /// State of the personal account (个人账户状态).
    AccountState "account_state" FactKind::Word(ACCOUNT_STATES), OwnBooks;
    /// Balance that is neither frozen nor reserved (可用余额).
    Balance "balance" FactKind::Money, OwnBooks;
    /// This month's contribution of unit and worker together (月缴存额).
    MonthContribution "month_contribution" FactKind::Money, OwnBooks;
    PrevMonthContribution "prev_month_contribution" FactKind::Money, OwnBooks;
    ContributionsSinceLast "contributions_since_last" FactKind::Money, OwnBooks;
    Contributions12m "contributions_12m" FactKind::Money, OwnBooks;
    /// Months paid without a gap up to the paid-through month (连续缴存月数).
    ConsecutiveMonths "consecutive_months" FactKind::Count, OwnBooks;
    /// Last month contributed (缴至年月).
    PaidThrough "paid_through" FactKind::Month, OwnBooks;
    /// The day on which the latest contribution was credited.
    LastCredit "last_credit" FactKind::Day, OwnBooks;
    /// The day of the latest claim, when the list of claims does not hold it.
    LastClaim "last_claim" FactKind::Day, OwnBooks;
    /// A sanction for false withdrawal forbids everything until the end of this day.
    SanctionUntil "sanction_until" FactKind::Day, OwnBooks;
    /// Whether a home was withdrawn for in this calendar year (本年购房提取).
    PurchasedThisYear "purchased_this_year" FactKind::Flag, OwnBooks;
    HomesSelf "homes_self" FactKind::Count, RealEstate;
    HomesSpouse "homes_spouse" FactKind::Count, RealEstate;
    HomesMinorChildren "homes_minor_children" FactKind::Count, RealEstate;
    Married "married" FactKind::Flag, CivilAffairs;
    ChildrenMinor "children_minor" FactKind::Count, Health;
    /// An outstanding housing-fund loan, here or in another city.
    FundLoan "hpf_loan" FactKind::Flag, FundLoans;
    Lease "lease" FactKind::Word(LEASES), Applicant;
    LeaseFiled "lease_filed" FactKind::Flag, Housing;
    /// Rent by the filed lease, a month.
    ActualRent "actual_rent" FactKind::Money, Housing;
    Invoice "invoice" FactKind::Flag, Applicant;
    AverageWage "avg_wage_city" FactKind::Money, Statistics;
    Age "age" FactKind::Count, OwnBooks;
    /// Paid by a standing monthly order (约定按月提取).
    StandingOrder "standing_order" FactKind::Flag, Applicant;
    /// How many months are claimed together.
    MonthsClaimed "months_claimed" FactKind::Count, Applicant;
    /// What the applicant asks for; without it the decision answers with the maximum.
    Requested "requested" FactKind::Money, Applicant;
}

impl FactName {
    pub fn named(text: &str) -> Option<FactName> {
        FactName::ALL.iter().copied().find(|name| name.text() == text)
    }

    /// What policy expressions may name; days and months are not arithmetic.
    pub fn vocabulary(text: &str) -> Option<Kind> {
        match FactName::named(text)?.kind() {
            FactKind::Money => Some(Kind::Money),
            FactKind::Count => Some(Kind::Count),
            FactKind::Flag => Some(Kind::Flag),
            FactKind::Word(words) => Some(Kind::Word(words)),
            FactKind::Day | FactKind::Month => None,
        }
    }

    /// What holds when nothing is said: the centre's own records of what did *not* happen, and the form's
    /// defaults. Everything else is unknown until its register answers.
    fn default(self) -> Option<Value> {
        match self {
            FactName::PurchasedThisYear | FactName::StandingOrder => Some(Value::Flag(false)),
            FactName::LeaseFiled | FactName::Invoice => Some(Value::Flag(false)),
            FactName::Lease => Some(Value::Word("market".into())),
            FactName::MonthsClaimed => Some(Value::Count(1)),
            _ => None,
        }
    }
}

/// One fact: `value` is `None` while the register has not answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    pub value: Option<Value>,
    pub source: Register,
    /// When the register answered, or was asked in vain.
    pub fetched: Option<Timestamp>,
}

/// An earlier withdrawal of the same kind (提取记录).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    pub day: NaiveDate,
    pub amount: Fen,
    /// By the spouse, which counts against a household's cap only.
    #[serde(default)]
    pub spouse: bool,
}

/// Everything one decision may look at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    facts: BTreeMap<FactName, Fact>,
    pub claims: Vec<Claim>,
}

/// A value of another type than its fact has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} is not {kind:?}", name.text())]
pub struct WrongKind {
    pub name: FactName,
    pub kind: FactKind,
}

impl Facts {
    /// Notes a fact; refuses a value of another type, so that a reader never meets one.
    pub fn set(
        &mut self,
        name: FactName,
        value: Option<Value>,
        fetched: Option<Timestamp>,
    ) -> Result<(), WrongKind> {
        let fits = match (&value, name.kind()) {
            (None, _)
            | (Some(Value::Money(_)), FactKind::Money)
            | (Some(Value::Count(_)), FactKind::Count)
            | (Some(Value::Flag(_)), FactKind::Flag)
            | (Some(Value::Day(_)), FactKind::Day)
            | (Some(Value::Month(_)), FactKind::Month) => true,
            (Some(Value::Word(word)), FactKind::Word(words)) => words.contains(&word.as_str()),
            _ => false,
        };
        if !fits {
            return Err(WrongKind { name, kind: name.kind() });
        }
        self.facts.insert(name, Fact { value, source: name.register(), fetched });
        Ok(())
    }

    /// The same facts with one more; a value of the wrong type leaves the fact unknown.
    pub fn with(mut self, name: FactName, value: Value) -> Facts {
        if self.set(name, Some(value), None).is_err() {
            self.facts.remove(&name);
        }
        self
    }

    pub fn without(mut self, name: FactName) -> Facts {
        self.facts.remove(&name);
        self
    }

    pub fn fact(&self, name: FactName) -> Option<&Fact> {
        self.facts.get(&name)
    }

    pub fn value(&self, name: FactName) -> Option<Value> {
        match self.facts.get(&name) {
            Some(fact) => fact.value.clone(),
            None => name.default(),
        }
    }

    pub fn money(&self, name: FactName) -> Option<Fen> {
        match self.value(name) {
            Some(Value::Money(fen)) => Some(fen),
            _ => None,
        }
    }

    pub fn count(&self, name: FactName) -> Option<i64> {
        match self.value(name) {
            Some(Value::Count(count)) => Some(count),
            _ => None,
        }
    }

    pub fn truth(&self, name: FactName) -> Option<bool> {
        match self.value(name) {
            Some(Value::Flag(flag)) => Some(flag),
            _ => None,
        }
    }

    pub fn day(&self, name: FactName) -> Option<NaiveDate> {
        match self.value(name) {
            Some(Value::Day(day)) => Some(day),
            _ => None,
        }
    }

    pub fn month(&self, name: FactName) -> Option<Month> {
        match self.value(name) {
            Some(Value::Month(month)) => Some(month),
            _ => None,
        }
    }

    /// The days of the applicant's own claims.
    pub fn claim_days(&self) -> Vec<NaiveDate> {
        let listed = self.claims.iter().filter(|claim| !claim.spouse).map(|claim| claim.day);
        listed.chain(self.day(FactName::LastClaim)).collect()
    }

    /// The day on which the `n`th contribution from now will be credited if the unit keeps its day of the
    /// month: the last one's day, `n` months later.
    pub fn credit_day(&self, n: u32) -> Option<NaiveDate> {
        let last = match (self.day(FactName::LastCredit), self.month(FactName::PaidThrough)) {
            (Some(day), _) => day,
            (None, month) => month?.last_day(),
        };
        let month = Month::of(last).plus(i32::try_from(n).ok()?);
        Some(month.first_day().with_day(last.day()).unwrap_or(month.last_day()))
    }

    /// The facts as they will be on `day` if nothing happens but the regular contributions.
    pub fn on_day(&self, day: NaiveDate) -> Facts {
        let mut later = self.clone();
        let credits = (1..=1_200).take_while(|n| self.credit_day(*n).is_some_and(|due| due <= day)).count();
        let (Ok(n), Some(last)) =
            (u32::try_from(credits), self.day(FactName::LastCredit).or(self.credit_day(0)))
        else {
            return later;
        };
        if n == 0 {
            return later;
        }
        let paid = self.money(FactName::MonthContribution).unwrap_or(Fen::ZERO).get();
        let credited = paid.saturating_mul(i64::from(n));
        for name in [FactName::Balance, FactName::ContributionsSinceLast] {
            if let Some(amount) = self.money(name) {
                later = later.with(name, Value::Money(Fen::new(amount.get().saturating_add(credited))));
            }
        }
        if let Some(months) = self.count(FactName::ConsecutiveMonths) {
            later =
                later.with(FactName::ConsecutiveMonths, Value::Count(months.saturating_add(i64::from(n))));
        }
        if let (Some(month), Ok(n)) = (self.month(FactName::PaidThrough), i32::try_from(n)) {
            later = later.with(FactName::PaidThrough, Value::Month(month.plus(n)));
        }
        later.with(FactName::LastCredit, Value::Day(self.credit_day(n).unwrap_or(last)))
    }
}

impl Scope for Facts {
    fn number(&self, fact: &str) -> Option<i128> {
        match self.value(FactName::named(fact)?)? {
            Value::Money(fen) => Some(fen.get().into()),
            Value::Count(count) => Some(count.into()),
            _ => None,
        }
    }

    fn flag(&self, fact: &str) -> Option<bool> {
        self.truth(FactName::named(fact)?)
    }

    fn word(&self, fact: &str) -> Option<&str> {
        let name = FactName::named(fact)?;
        match (self.facts.get(&name), name.kind()) {
            (Some(Fact { value: Some(Value::Word(word)), .. }), _) => Some(word),
            (None, FactKind::Word(words)) => {
                let Some(Value::Word(default)) = name.default() else { return None };
                words.iter().copied().find(|word| **word == default)
            }
            _ => None,
        }
    }
}

/// Plain text for machines: yuan with two decimals, `true`, `2026-11`.
impl core::fmt::Display for Value {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Value::Money(fen) => f.write_str(&fen.plain()),
            Value::Count(count) => write!(f, "{count}"),
            Value::Flag(flag) => write!(f, "{flag}"),
            Value::Word(word) => f.write_str(word),
            Value::Day(day) => write!(f, "{day}"),
            Value::Month(month) => write!(f, "{month}"),
        }
    }
}
