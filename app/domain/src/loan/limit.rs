//! The highest loan a person may have (可贷额度): the least of every limit the city sets, rounded down, with
//! the numbers that led to it. Codes and numbers only; pages put the words around them.

use super::annuity::present_value;
use super::facts::Facts;
use super::figure::{Claim, Factor, Home, Yuan};
use super::policy::{AccountRule, Basis, Boost, Future, Horizon, LoanRules, Stacking};
use super::rates::RateTable;
use crate::{Fen, Rate, to_fen};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Serialize;

/// Which limit decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    Account,
    Capacity,
    LoanToValue,
    Cap,
    Minimum,
}

impl Bound {
    pub const fn code(self) -> &'static str {
        match self {
            Bound::Account => "account",
            Bound::Capacity => "capacity",
            Bound::LoanToValue => "loan_to_value",
            Bound::Cap => "cap",
            Bound::Minimum => "minimum",
        }
    }
}

/// How one limit was worked out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Derivation {
    Account {
        balance: Fen,
        /// True when `balance` is the average the city asks for.
        averaged: bool,
        multiple: Factor,
        time: Option<Factor>,
        future: Option<FutureSum>,
        liquidity: Option<Factor>,
    },
    Capacity {
        income: Fen,
        percent: Factor,
        debts: Fen,
        payment: Fen,
        months: u32,
        rate: Rate,
    },
    LoanToValue {
        price: Fen,
        down_percent: Factor,
    },
    Cap {
        base: Fen,
        raised_by: Option<Claim>,
        boost_percent: Factor,
        boosts: Vec<Claim>,
    },
    Minimum,
}

/// monthly × months × factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FutureSum {
    pub monthly: Fen,
    pub months: u32,
    pub factor: Factor,
}

/// One of the limits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub bound: Bound,
    /// To the fen, before rounding down.
    pub amount: Fen,
    pub derivation: Derivation,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    pub limit: Fen,
    pub bound_by: Bound,
    /// Every limit that could be worked out, in a fixed order.
    pub candidates: Vec<Candidate>,
    /// Limits the city sets for which a fact is missing: the limit may turn out lower.
    pub unchecked: Vec<Bound>,
    pub floor_unit: Fen,
    pub rate: Rate,
}

/// Works out the limit on `today` (or the day the facts name); `None` when the rate of that day is unknown.
pub fn limit(rules: &LoanRules, rates: &RateTable, facts: &Facts, today: NaiveDate) -> Option<Limit> {
    let second_as_first = rules.multi_child_second_as_first && facts.claims(Claim::MultiChild);
    let home = if second_as_first { Home::First } else { facts.home };
    let rate = match facts.rate {
        Some(rate) => rate,
        None => rates.rate(facts.date.unwrap_or(today), facts.months, home)?,
    };
    let mut candidates = Vec::new();
    let mut unchecked = Vec::new();
    let mut note = |bound, candidate: Option<Candidate>| match candidate {
        Some(candidate) => candidates.push(candidate),
        None => unchecked.push(bound),
    };
    if let Some(rule) = &rules.account {
        note(Bound::Account, account(rule, facts, home));
    }
    if let Some(percent) = &rules.capacity {
        note(Bound::Capacity, capacity(percent.value, facts, rate));
    }
    note(Bound::LoanToValue, loan_to_value(rules, facts, home));
    note(Bound::Cap, Some(cap(rules, facts, home)));
    let least = candidates.iter().min_by_key(|c| c.amount)?;
    let (mut amount, mut bound_by) = (least.amount, least.bound);
    if let Some(raised) = raised_to_minimum(rules, &candidates).filter(|raised| raised.amount > amount) {
        (amount, bound_by) = (raised.amount, raised.bound);
        if bound_by == Bound::Minimum {
            candidates.push(raised);
        }
    }
    let unit = rules.floor_unit.0.get().max(1);
    let limit = Fen::new(amount.get() / unit * unit);
    Some(Limit { limit, bound_by, candidates, unchecked, floor_unit: rules.floor_unit.0, rate })
}

/// The guaranteed minimum lifts what the account gives, never what the home is worth, what the household can
/// repay or what the city lends at most.
fn raised_to_minimum(rules: &LoanRules, candidates: &[Candidate]) -> Option<Candidate> {
    let amount = rules.minimum.as_ref()?.value.0;
    let minimum = Candidate { bound: Bound::Minimum, amount, derivation: Derivation::Minimum };
    let hard = candidates.iter().filter(|c| c.bound != Bound::Account).min_by_key(|c| c.amount)?;
    Some(if hard.amount < amount { hard.clone() } else { minimum })
}

fn account(rule: &AccountRule, facts: &Facts, home: Home) -> Option<Candidate> {
    let averaged = matches!(rule.basis, Basis::Average { .. }) && facts.average_balance.is_some();
    let stated = if averaged { facts.average_balance? } else { facts.balance.or(facts.average_balance)? };
    let balance = rule.least_balance.as_ref().map_or(stated, |least| stated.max(least.value.0));
    let multiple = if home == Home::First { rule.first.value } else { rule.second.value };
    let time = match rule.time.as_slice() {
        [] => None,
        tiers => {
            let months = facts.months_contributed?;
            Some(
                tiers
                    .iter()
                    .rev()
                    .find(|t| t.from_months <= months)
                    .map_or(Factor::ZERO, |t| t.coefficient.value),
            )
        }
    };
    let future = match &rule.future {
        None => None,
        Some(rule) => Some(future(rule, facts)?),
    };
    let liquidity = rule.liquidity.as_ref().map(|figure| figure.value);
    let mut yuan = balance.to_yuan() * multiple.get() * time.map_or(Decimal::ONE, Factor::get);
    if let Some(FutureSum { monthly, months, factor }) = future {
        yuan += monthly.to_yuan() * Decimal::from(months) * factor.get();
    }
    let amount = to_fen(yuan * liquidity.map_or(Decimal::ONE, Factor::get))?;
    let derivation = Derivation::Account { balance, averaged, multiple, time, future, liquidity };
    Some(Candidate { bound: Bound::Account, amount, derivation })
}

fn future(rule: &Future, facts: &Facts) -> Option<FutureSum> {
    let months = match rule.horizon {
        Horizon::Retirement => facts.months_to_retirement?,
        Horizon::Term => facts.months.get(),
    };
    Some(FutureSum { monthly: facts.monthly_contribution?, months, factor: rule.factor.value })
}

fn capacity(percent: Factor, facts: &Facts, rate: Rate) -> Option<Candidate> {
    let (income, debts) = (facts.income?, facts.debts);
    let share = to_fen(income.to_yuan() * percent.hundredth())?;
    let payment = share.checked_sub(debts)?.max(Fen::ZERO);
    let months = facts.months.get();
    let amount = present_value(payment, months, rate);
    let derivation = Derivation::Capacity { income, percent, debts, payment, months, rate };
    Some(Candidate { bound: Bound::Capacity, amount, derivation })
}

fn loan_to_value(rules: &LoanRules, facts: &Facts, home: Home) -> Option<Candidate> {
    let price = facts.price?;
    let rule = &rules.down_payment;
    let guaranteed = rule.guaranteed.as_ref().filter(|_| facts.claims(Claim::GuaranteedHousing));
    let usual = if home == Home::First { &rule.first } else { &rule.second };
    let down_percent = guaranteed.unwrap_or(usual).value;
    let amount = to_fen(price.to_yuan() * (Decimal::ONE - down_percent.hundredth()))?.max(Fen::ZERO);
    Some(Candidate {
        bound: Bound::LoanToValue,
        amount,
        derivation: Derivation::LoanToValue { price, down_percent },
    })
}

/// Figures that replace the cap come first, then shares on top of it.
fn cap(rules: &LoanRules, facts: &Facts, home: Home) -> Candidate {
    let usual = rules.cap.of(facts.applicants, home).value.0;
    let claimed = |boost: &&Boost| {
        facts.claims(boost.claim) || (boost.claim == Claim::FirstHome && home == Home::First)
    };
    let raised = |boost: &Boost| boost.raised_to(facts.applicants).map(|figure| (figure.value, boost.claim));
    let highest = rules.boosts.iter().filter(claimed).filter_map(raised).max_by_key(|(Yuan(sum), _)| *sum);
    let (base, raised_by) = match highest {
        Some((Yuan(sum), claim)) if sum > usual => (sum, Some(claim)),
        _ => (usual, None),
    };
    let shares =
        rules.boosts.iter().filter(claimed).filter_map(|b| Some((b.percent.as_ref()?.value, b.claim)));
    let (boost_percent, boosts) = stack(&rules.stacking, shares);
    let raised = to_fen(base.to_yuan() * (Decimal::ONE + boost_percent.hundredth()));
    let derivation = Derivation::Cap { base, raised_by, boost_percent, boosts };
    // A cap times at most eleven fits by far; the unraised cap is the safe answer.
    Candidate { bound: Bound::Cap, amount: raised.unwrap_or(base), derivation }
}

fn stack(stacking: &Stacking, shares: impl Iterator<Item = (Factor, Claim)>) -> (Factor, Vec<Claim>) {
    match stacking {
        Stacking::Highest => match shares.max_by_key(|(share, _)| *share) {
            Some((share, claim)) => (share, vec![claim]),
            None => (Factor::ZERO, Vec::new()),
        },
        Stacking::Sum => sum(shares),
        Stacking::CappedSum { most } => {
            let (share, claims) = sum(shares);
            (share.min(most.value), claims)
        }
    }
}

fn sum(shares: impl Iterator<Item = (Factor, Claim)>) -> (Factor, Vec<Claim>) {
    shares.fold((Factor::ZERO, Vec::new()), |(total, mut claims), (share, claim)| {
        claims.push(claim);
        (total.sum(share), claims)
    })
}
