//! What a loan limit is worked out from, as typed into the page or written into a facts file. Both use the
//! same field names and this one parser.

use super::figure::{Applicants, Claim, Home};
use super::terms::{Months, parse_wan, small_number};
use crate::form::{FormField, FormState};
use crate::{Fen, Problem, Rate};
use chrono::NaiveDate;

/// The fields of a facts document. Every one may be left out; what a missing fact leaves unchecked is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactField {
    /// `single` or `family` (a couple who both contribute); `single` when absent.
    Applicants,
    /// `first` or `second`; `first` when absent.
    Home,
    /// Term in months, 1 to 360; 360 when absent.
    Months,
    /// Term in years instead of months.
    Years,
    /// Annual rate in per cent; the rate in force for the term and the home when absent.
    Rate,
    /// The day of the application, `2026-11-20`; today when absent.
    Date,
    /// Account balances of all applicants together, yuan.
    Balance,
    /// Their average month-end balances, yuan, where the city averages.
    AverageBalance,
    /// Monthly contributions of all applicants, both shares, yuan.
    MonthlyContribution,
    MonthsContributed,
    MonthsToRetirement,
    /// Monthly income of the household, yuan.
    Income,
    /// Monthly payments on other loans, yuan.
    Debts,
    /// Price of the home (resale: the lower of price and appraisal), yuan.
    Price,
    /// The same in ten thousands of yuan.
    PriceWan,
    /// Children of the family.
    Children,
    /// Any of `green_building talent guaranteed_housing`, separated by spaces.
    Claims,
}

impl FormField for FactField {
    const ALL: &'static [FactField] = &[
        FactField::Applicants,
        FactField::Home,
        FactField::Balance,
        FactField::AverageBalance,
        FactField::MonthlyContribution,
        FactField::MonthsContributed,
        FactField::MonthsToRetirement,
        FactField::Income,
        FactField::Debts,
        FactField::Price,
        FactField::PriceWan,
        FactField::Months,
        FactField::Years,
        FactField::Rate,
        FactField::Children,
        FactField::Claims,
        FactField::Date,
    ];

    fn name(self) -> &'static str {
        match self {
            FactField::Applicants => "applicants",
            FactField::Home => "home",
            FactField::Months => "months",
            FactField::Years => "years",
            FactField::Rate => "rate",
            FactField::Date => "date",
            FactField::Balance => "balance",
            FactField::AverageBalance => "average_balance",
            FactField::MonthlyContribution => "monthly_contribution",
            FactField::MonthsContributed => "months_contributed",
            FactField::MonthsToRetirement => "months_to_retirement",
            FactField::Income => "income",
            FactField::Debts => "debts",
            FactField::Price => "price",
            FactField::PriceWan => "price_wan",
            FactField::Children => "children",
            FactField::Claims => "claims",
        }
    }
}

/// Facts that have proven their ranges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    pub applicants: Applicants,
    pub home: Home,
    pub months: Months,
    pub rate: Option<Rate>,
    pub date: Option<NaiveDate>,
    pub balance: Option<Fen>,
    pub average_balance: Option<Fen>,
    pub monthly_contribution: Option<Fen>,
    pub months_contributed: Option<u32>,
    pub months_to_retirement: Option<u32>,
    pub income: Option<Fen>,
    pub debts: Fen,
    pub price: Option<Fen>,
    pub children: u32,
    /// Stated and derived, in the order of [`Claim::ALL`].
    pub claims: Vec<Claim>,
}

impl Facts {
    /// The largest amount any fact may have: 100 million yuan, so that no product overflows.
    pub const AMOUNT_MAX: Fen = Fen::from_yuan(100_000_000);

    /// Reads a form. Problems are noted at their fields; `None` when there is one.
    pub fn parse(form: &mut FormState<FactField>) -> Option<Facts> {
        use FactField as F;
        let applicants = form.check(F::Applicants, |t| {
            choice(t, &[("single", Applicants::Single), ("family", Applicants::Family)])
        });
        let home = form.check(F::Home, |t| choice(t, &[("first", Home::First), ("second", Home::Second)]));
        let months = term(form);
        let rate = form.check(F::Rate, |t| optional(t, Rate::parse));
        let date = form.check(F::Date, |t| optional(t, |t| t.trim().parse().map_err(|_| Problem::NotADate)));
        let mut amount = |field| form.check(field, |t| optional(t, amount));
        let (balance, average) = (amount(F::Balance), amount(F::AverageBalance));
        let (monthly, income, debts) = (amount(F::MonthlyContribution), amount(F::Income), amount(F::Debts));
        let price = amount(F::Price);
        let price_wan =
            form.check(F::PriceWan, |t| optional(t, |t| parse_wan(t).ok_or(AMOUNT).and_then(in_range)));
        let contributed = form.check(F::MonthsContributed, |t| optional(t, |t| number(t, 720)));
        let retirement = form.check(F::MonthsToRetirement, |t| optional(t, |t| number(t, 720)));
        let children = form.check(F::Children, |t| optional(t, |t| number(t, 20)));
        let stated = form.check(F::Claims, stated);
        let (home, children) = (home?, children?.unwrap_or(0));
        Some(Facts {
            applicants: applicants?,
            home,
            months: months?,
            rate: rate?,
            date: date?,
            balance: balance?,
            average_balance: average?,
            monthly_contribution: monthly?,
            months_contributed: contributed?,
            months_to_retirement: retirement?,
            income: income?,
            debts: debts?.unwrap_or(Fen::ZERO),
            price: price?.or(price_wan?),
            children,
            claims: claims(home, children, &stated?),
        })
    }

    pub fn claims(&self, claim: Claim) -> bool {
        self.claims.contains(&claim)
    }
}

const AMOUNT: Problem = Problem::AmountOutOfRange { min: Fen::ZERO, max: Facts::AMOUNT_MAX };

fn in_range(amount: Fen) -> Result<Fen, Problem> {
    if amount <= Facts::AMOUNT_MAX { Ok(amount) } else { Err(AMOUNT) }
}

fn amount(text: &str) -> Result<Fen, Problem> {
    Fen::parse(text).map_err(|_| AMOUNT).and_then(in_range)
}

fn number(text: &str, max: u32) -> Result<u32, Problem> {
    let range = Problem::NumberOutOfRange { min: 0, max: i64::from(max) };
    small_number(text).filter(|n| *n <= max).ok_or(range)
}

fn optional<T>(text: &str, parse: impl FnOnce(&str) -> Result<T, Problem>) -> Result<Option<T>, Problem> {
    if text.trim().is_empty() { Ok(None) } else { parse(text).map(Some) }
}

fn choice<T: Copy + Default>(text: &str, choices: &[(&str, T)]) -> Result<T, Problem> {
    let text = text.trim();
    let chosen = choices.iter().find(|(name, _)| *name == text).map(|(_, value)| *value);
    if text.is_empty() { Ok(T::default()) } else { chosen.ok_or(Problem::NotAChoice) }
}

fn term(form: &mut FormState<FactField>) -> Option<Months> {
    if !form.value(FactField::Years).trim().is_empty() {
        return form.check(FactField::Years, Months::parse_years);
    }
    let months = form.check(FactField::Months, |t| optional(t, Months::parse))?;
    months.or_else(|| Months::new(Months::MAX).ok())
}

fn stated(text: &str) -> Result<Vec<Claim>, Problem> {
    let one = |word: &str| Claim::STATED.into_iter().find(|c| c.code() == word).ok_or(Problem::NotAChoice);
    text.split([' ', ',']).filter(|word| !word.is_empty()).map(one).collect()
}

fn claims(home: Home, children: u32, stated: &[Claim]) -> Vec<Claim> {
    let holds = |claim: &Claim| match claim {
        Claim::FirstHome => home == Home::First,
        Claim::FirstChild => children == 1,
        Claim::TwoChildren => children == 2,
        Claim::ThreeChildren => children >= 3,
        Claim::MultiChild => children >= 2,
        stated_only => stated.contains(stated_only),
    };
    Claim::ALL.into_iter().filter(holds).collect()
}
