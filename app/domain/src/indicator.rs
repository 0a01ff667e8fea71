//! The indicators of a fund (运行指标): what was collected, withdrawn and lent, each by a formula over sums of the
//! books, against a yearly plan. What the books cannot say is said to be missing, with the reason; no figure is made
//! up. Formulas follow the yearly report that every centre publishes (建金〔2015〕26号) and 建金〔2015〕150号.

mod books;
mod flow;
mod open;
mod plan;
#[cfg(test)]
mod tests;

pub use books::{Books, CaseCount, CaseKind, Channel, Entry, MonthSums};
pub use flow::{Flow, flow_of};
pub use open::{Cell, Column, FEWEST, OpenRow, open_rows};
pub use plan::{Plan, PlanProblem, read_target, target_range};

use crate::Month;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What is measured. The order is that of the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Indicator {
    /// 归集额: contributions credited to members since January.
    Collection,
    /// 提取额: withdrawals that left members' accounts since January.
    Withdrawals,
    /// 净归集: collection less withdrawals since January.
    NetCollection,
    /// 归集余额: what members have at the end of the month.
    FundBalance,
    /// 提取率: withdrawals ÷ collection since January.
    WithdrawalRate,
    /// 离柜率: cases begun online ÷ all cases since January.
    OffCounter,
    /// 备付月数: money at the banks ÷ what leaves in a month, over the last twelve.
    ReserveMonths,
    /// 个贷率: loans outstanding ÷ fund balance.
    LoanToBalance,
    /// 使用率: (all withdrawals + loans outstanding) ÷ all collection.
    Utilisation,
    /// 资金净流量: collection + loans repaid − withdrawals − loans paid out, since January.
    NetFlow,
    /// 逾期率: overdue loans ÷ loans outstanding.
    OverdueRate,
    /// 好差评满意率: satisfied ÷ rated.
    Satisfaction,
}

/// In what a figure is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Fen,
    /// Hundredths of a percent.
    BasisPoints,
    /// Thousandths of a per mille (0.001 ‰), the unit of overdue rates.
    PerMillion,
    /// Tenths of a month.
    MonthTenths,
    /// Cases.
    Count,
}

/// What a target asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    AtLeast,
    AtMost,
    /// Neither more nor less is better: money is provided for it.
    Expected,
}

/// Why the books cannot say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// No loan is in these books.
    Loans,
    /// No plan of repayment is in these books, so that nothing can be overdue.
    RepaymentPlans,
    /// Nobody has been asked to rate.
    Ratings,
    /// There is nothing to divide by yet.
    NothingYet,
}

/// A number that a formula takes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    CollectionYear,
    WithdrawalsYear,
    CollectionEver,
    WithdrawalsEver,
    FundBalance,
    BankDeposit,
    OutflowMonth,
    LoansOutstanding,
    LoansGrantedYear,
    LoansRepaidYear,
    CasesOnline,
    CasesAll,
}

/// A figure of the board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    pub indicator: Indicator,
    /// In [`Indicator::unit`].
    pub value: Result<i64, Missing>,
    /// What it is made of, in the order of the formula.
    pub parts: Vec<(Part, i64)>,
}

impl Indicator {
    pub const ALL: [Indicator; 12] = [
        Indicator::Collection,
        Indicator::Withdrawals,
        Indicator::NetCollection,
        Indicator::FundBalance,
        Indicator::WithdrawalRate,
        Indicator::OffCounter,
        Indicator::ReserveMonths,
        Indicator::LoanToBalance,
        Indicator::Utilisation,
        Indicator::NetFlow,
        Indicator::OverdueRate,
        Indicator::Satisfaction,
    ];

    /// What a yearly plan may hold a target of: every indicator with an aim.
    pub const PLANNED: [Indicator; 6] = [
        Indicator::Collection,
        Indicator::Withdrawals,
        Indicator::OffCounter,
        Indicator::LoanToBalance,
        Indicator::Utilisation,
        Indicator::OverdueRate,
    ];

    /// As it stands in machine-readable answers and in the plan.
    pub const fn code(self) -> &'static str {
        match self {
            Indicator::Collection => "collection",
            Indicator::Withdrawals => "withdrawals",
            Indicator::NetCollection => "net_collection",
            Indicator::FundBalance => "fund_balance",
            Indicator::WithdrawalRate => "withdrawal_rate",
            Indicator::OffCounter => "off_counter_rate",
            Indicator::ReserveMonths => "reserve_months",
            Indicator::LoanToBalance => "loan_to_balance",
            Indicator::Utilisation => "utilisation",
            Indicator::NetFlow => "net_flow",
            Indicator::OverdueRate => "overdue_rate",
            Indicator::Satisfaction => "satisfaction",
        }
    }

    pub fn from_code(code: &str) -> Option<Indicator> {
        Indicator::ALL.into_iter().find(|indicator| indicator.code() == code)
    }

    pub const fn unit(self) -> Unit {
        match self {
            Indicator::Collection
            | Indicator::Withdrawals
            | Indicator::NetCollection
            | Indicator::FundBalance
            | Indicator::NetFlow => Unit::Fen,
            Indicator::WithdrawalRate
            | Indicator::OffCounter
            | Indicator::LoanToBalance
            | Indicator::Utilisation
            | Indicator::Satisfaction => Unit::BasisPoints,
            Indicator::OverdueRate => Unit::PerMillion,
            Indicator::ReserveMonths => Unit::MonthTenths,
        }
    }

    /// What a plan may say of it; `None` where a plan says nothing.
    pub const fn aim(self) -> Option<Aim> {
        match self {
            Indicator::Collection | Indicator::OffCounter | Indicator::Utilisation => Some(Aim::AtLeast),
            Indicator::Withdrawals => Some(Aim::Expected),
            Indicator::LoanToBalance | Indicator::OverdueRate => Some(Aim::AtMost),
            Indicator::NetCollection
            | Indicator::FundBalance
            | Indicator::WithdrawalRate
            | Indicator::ReserveMonths
            | Indicator::NetFlow
            | Indicator::Satisfaction => None,
        }
    }

    /// Grows from January to December, so that a month's share of the target is the target by then.
    pub const fn grows(self) -> bool {
        matches!(self, Indicator::Collection | Indicator::Withdrawals)
    }
}

impl Part {
    pub const fn unit(self) -> Unit {
        match self {
            Part::CasesOnline | Part::CasesAll => Unit::Count,
            _ => Unit::Fen,
        }
    }
}

/// All indicators at the end of a month, by what the books say up to it.
pub fn measure(books: &Books, month: Month) -> Vec<Measured> {
    Indicator::ALL.into_iter().map(|indicator| measure_one(books, month, indicator)).collect()
}

fn measure_one(books: &Books, month: Month, indicator: Indicator) -> Measured {
    let year = |of: fn(&MonthSums) -> i64| books.sum(first_of(month), month, of);
    let ever = |of: fn(&MonthSums) -> i64| books.sum(Month::MIN, month, of);
    let (collection, withdrawals) = (year(|m| m.collection), year(|m| m.withdrawals));
    let balance = ever(MonthSums::balance_change);
    let loans = ever(|m| m.loans_granted - m.loans_repaid);
    let has_loans = books.has_loans(month);
    let of_year = vec![(Part::CollectionYear, collection), (Part::WithdrawalsYear, withdrawals)];
    let needs_loans = |parts: Vec<(Part, i64)>, value: Result<i64, Missing>| {
        if has_loans { (value, parts) } else { (Err(Missing::Loans), Vec::new()) }
    };
    let (value, parts) = match indicator {
        Indicator::Collection => (Ok(collection), vec![(Part::CollectionYear, collection)]),
        Indicator::Withdrawals => (Ok(withdrawals), vec![(Part::WithdrawalsYear, withdrawals)]),
        Indicator::NetCollection => (Ok(collection - withdrawals), of_year),
        Indicator::FundBalance => (Ok(balance), vec![(Part::FundBalance, balance)]),
        Indicator::WithdrawalRate => (
            ratio(withdrawals, collection, BASIS_POINTS),
            vec![(Part::WithdrawalsYear, withdrawals), (Part::CollectionYear, collection)],
        ),
        Indicator::OffCounter => {
            let (online, all) = books.cases(first_of(month), month, None);
            (ratio(online, all, BASIS_POINTS), vec![(Part::CasesOnline, online), (Part::CasesAll, all)])
        }
        Indicator::ReserveMonths => {
            let (bank, outflow) = (ever(|m| m.bank_change), books.outflow_a_month(month));
            (ratio(bank, outflow, 10), vec![(Part::BankDeposit, bank), (Part::OutflowMonth, outflow)])
        }
        Indicator::LoanToBalance => needs_loans(
            vec![(Part::LoansOutstanding, loans), (Part::FundBalance, balance)],
            ratio(loans, balance, BASIS_POINTS),
        ),
        Indicator::Utilisation => {
            let (out, into) = (ever(|m| m.withdrawals), ever(|m| m.collection));
            let parts = vec![
                (Part::WithdrawalsEver, out),
                (Part::LoansOutstanding, loans),
                (Part::CollectionEver, into),
            ];
            needs_loans(parts, ratio(out + loans, into, BASIS_POINTS))
        }
        Indicator::NetFlow => {
            let (granted, repaid) = (year(|m| m.loans_granted), year(|m| m.loans_repaid));
            let parts = vec![
                (Part::CollectionYear, collection),
                (Part::LoansRepaidYear, repaid),
                (Part::WithdrawalsYear, withdrawals),
                (Part::LoansGrantedYear, granted),
            ];
            needs_loans(parts, Ok(collection + repaid - withdrawals - granted))
        }
        Indicator::OverdueRate if has_loans => (Err(Missing::RepaymentPlans), Vec::new()),
        Indicator::OverdueRate => (Err(Missing::Loans), Vec::new()),
        Indicator::Satisfaction => (Err(Missing::Ratings), Vec::new()),
    };
    Measured { indicator, value, parts }
}

const BASIS_POINTS: i64 = 10_000;

/// `one ÷ other` in parts of `scale`, half-up; nothing to divide by is said, not computed.
pub fn ratio(one: i64, other: i64, scale: i64) -> Result<i64, Missing> {
    if other <= 0 {
        return Err(Missing::NothingYet);
    }
    let (one, other) = (i128::from(one) * i128::from(scale), i128::from(other));
    let rounded = (2 * one + other).div_euclid(2 * other);
    Ok(rounded.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64)
}

/// Whether a figure is where its target wants it by the end of a day; `None` where neither more nor less is better.
pub fn is_as_wanted(indicator: Indicator, value: i64, target: i64, day: NaiveDate) -> Option<bool> {
    match indicator.aim()? {
        Aim::AtLeast if indicator.grows() => Some(value >= share_until(target, day)),
        Aim::AtLeast => Some(value >= target),
        Aim::AtMost => Some(value <= target),
        Aim::Expected => None,
    }
}

/// January of the month's year.
fn first_of(month: Month) -> Month {
    month.plus(1 - month.month() as i32)
}

/// The share of a year's target that falls to the months of the year that are over at the end of `day`, twelve equal
/// parts; what a plan by months would say is not known.
pub fn share_until(target: i64, day: NaiveDate) -> i64 {
    let month = Month::of(day);
    let over = if day == month.last_day() { month.month() } else { month.month() - 1 };
    (i128::from(target) * i128::from(over) / 12) as i64
}
