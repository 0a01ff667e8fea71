//! The interest of a period with the rows that explain it.

use super::{
    Balances, DayBasis, DepositRate, DepositRates, FenDays, Parts, Terms,
    terms::{Rated, Scale},
};
use crate::{Fen, Rate};
use chrono::NaiveDate;

/// Which money of an account a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Portion {
    /// 上年结转 that stood all year and earns the annual rate exactly; only under [`DayBasis::WholeYear`].
    WholeYear,
    /// All of it, under one rate.
    Whole,
    /// 上年结转
    CarriedOver,
    /// 当年归集
    CurrentYear,
}

/// Money that stood still for some days under one rate: rate × days × balance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Which money.
    pub portion: Portion,
    /// The first day.
    pub from: NaiveDate,
    /// The last day, which earns too.
    pub to: NaiveDate,
    /// What earned, fen: the balance at the end of each of the days, without the fen where only yuan earn.
    pub balance: Fen,
    /// Annual.
    pub rate: Rate,
    /// The days by which the annual rate is divided.
    pub divisor: u32,
    /// This row's part of the interest, fen. The interest is rounded once, as a whole; each row bears what the
    /// rounded sum grows by with it, so that the column adds up to the interest.
    pub interest: Fen,
}

impl Row {
    /// How many days.
    pub fn days(&self) -> u32 {
        // A row lies within one accrual year.
        u32::try_from((self.to - self.from).num_days() + 1).unwrap_or(0)
    }

    /// 积数: balance × days.
    pub fn product(&self) -> FenDays {
        FenDays::of(self.balance, self.days())
    }

    fn continues(&self, next: &Row) -> bool {
        self.to.succ_opt() == Some(next.from) && self.balance == next.balance && self.rate == next.rate
    }
}

/// What a period earned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settlement {
    /// By their first day. Days on which nothing stood in the account have no row.
    pub rows: Vec<Row>,
    /// The sum of the products.
    pub product: FenDays,
    /// Fen, rounded once, half-up. Free of income tax (财税字〔1999〕267号).
    pub interest: Fen,
    /// The balance at the end of the period, before interest.
    pub principal: Parts,
    /// Principal and interest, fen: what the next accrual year carries over, or what a closing pays out.
    pub closing_balance: Fen,
}

/// Why no interest can be computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettleError {
    /// The rates known begin later.
    #[error("no rate is known for {0}")]
    NoRate(NaiveDate),
    /// More digits than money has.
    #[error("the amounts are larger than any account holds")]
    TooLarge,
}

impl Balances {
    /// The interest of the period.
    pub fn settle(&self, rates: &DepositRates, terms: Terms) -> Result<Settlement, SettleError> {
        let scale = Scale::of(terms.basis, self.period().whole_days().unwrap_or(1));
        let mut rows = self.rows(rates, terms)?;
        let (mut product, mut rated, mut interest) = (FenDays::ZERO, Rated::default(), Fen::ZERO);
        for row in &mut rows {
            product = product.plus(row.product());
            rated = rated.plus(scale.bring(row.product().at(row.rate), row.divisor));
            let so_far = scale.interest(rated).ok_or(SettleError::TooLarge)?;
            row.interest = so_far.checked_sub(interest).ok_or(SettleError::TooLarge)?;
            interest = so_far;
        }
        let principal = self.last();
        let closing_balance = principal.total().checked_add(interest).ok_or(SettleError::TooLarge)?;
        Ok(Settlement { rows, product, interest, principal, closing_balance })
    }

    /// The rows, still without their interest.
    fn rows(&self, rates: &DepositRates, terms: Terms) -> Result<Vec<Row>, SettleError> {
        let mut rows: Vec<Row> = Vec::new();
        let (all_year, year_days) = self.all_year(terms);
        for (from, until, parts) in self.spans().filter(|(_, _, parts)| !parts.total().is_zero()) {
            for (from, until, in_force) in rates.segments(from, until).ok_or(SettleError::NoRate(from))? {
                let to = until.pred_opt().unwrap_or(from);
                for (portion, balance, rate) in portions(parts, in_force, all_year, terms) {
                    let divisor = if portion == Portion::WholeYear { year_days } else { terms.basis.days() };
                    let row = Row { portion, from, to, balance, rate, divisor, interest: Fen::ZERO };
                    match rows.iter_mut().rfind(|row| row.portion == portion) {
                        Some(last) if last.continues(&row) => last.to = to,
                        _ if balance.is_zero() => {}
                        _ => rows.push(row),
                    }
                }
            }
        }
        Ok(rows)
    }

    /// What of the money carried over stood through a whole year, where that earns the annual rate exactly, and
    /// the days of that year. Money carried over never grows within a year, so it is what is left at the end.
    fn all_year(&self, terms: Terms) -> (Fen, u32) {
        match (terms.basis, self.period().whole_days()) {
            (DayBasis::WholeYear, Some(days)) => (terms.unit.earning(self.last().carried_over()), days),
            _ => (Fen::ZERO, terms.basis.days()),
        }
    }
}

/// What of a balance earns, by the rates it bears: as a whole, or in its two parts where they bear different
/// ones; `all_year` of it by itself.
fn portions(
    parts: Parts,
    in_force: &DepositRate,
    all_year: Fen,
    terms: Terms,
) -> impl Iterator<Item = (Portion, Fen, Rate)> {
    let earning = |balance| terms.unit.earning(balance);
    // Never negative: what stood all year is part of the money carried over on every day of it.
    let besides = |balance: Fen| Fen::new(earning(balance).get() - all_year.get());
    let by_itself = (!all_year.is_zero()).then_some((Portion::WholeYear, all_year, in_force.carried_over));
    let whole = in_force.of_all().map(|rate| (Portion::Whole, besides(parts.total()), rate));
    let split = [
        (Portion::CarriedOver, besides(parts.carried_over()), in_force.carried_over),
        (Portion::CurrentYear, earning(parts.current_year()), in_force.current_year),
    ];
    let split = split.into_iter().filter(move |_| whole.is_none());
    by_itself.into_iter().chain(whole).chain(split)
}
