//! The balance at the end of every day of a period: what stood in the account and could earn.

use super::Period;
use crate::Fen;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// One movement of an account; `amount` is positive into it and negative out of it.
///
/// A reversal (冲账) has the value date of what it reverses, so that the two cancel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Movement {
    /// The day from which it counts (起息日).
    pub value_date: NaiveDate,
    /// Fen.
    pub amount: Fen,
}

/// Which part of a balance a withdrawal takes first. It matters only in years with two rates; no national
/// rule fixes it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DrawOrder {
    /// 先上年结转，后当年归集
    #[default]
    CarriedOverFirst,
    /// 先当年归集，后上年结转
    CurrentYearFirst,
}

impl DrawOrder {
    /// As it stands in policy files.
    pub const fn code(self) -> &'static str {
        match self {
            DrawOrder::CarriedOverFirst => "carried-over-first",
            DrawOrder::CurrentYearFirst => "current-year-first",
        }
    }

    /// The reverse of [`DrawOrder::code`].
    pub fn parse(code: &str) -> Option<DrawOrder> {
        let all = [DrawOrder::CarriedOverFirst, DrawOrder::CurrentYearFirst];
        all.into_iter().find(|order| order.code() == code)
    }
}

/// A balance in its two parts, neither negative: carried over from earlier years (上年结转, SNJZ) and paid in
/// during the accrual year (当年归集, DNGJ).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    total: Fen,
    carried_over: Fen,
}

/// Why movements are not those of an account in that period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BooksError {
    /// A balance brought forward is never negative.
    #[error("the opening balance is negative")]
    NegativeOpening,
    /// The value date is before the first day of the period or after its last.
    #[error("a movement of {day} is outside the period {first} to {last}")]
    OutsideThePeriod {
        /// The value date.
        day: NaiveDate,
        /// The first day of the period.
        first: NaiveDate,
        /// The last value date of the period.
        last: NaiveDate,
    },
    /// More was taken than was there.
    #[error("the balance at the end of {day} would be {}", .balance.plain())]
    Overdrawn {
        /// The first such day.
        day: NaiveDate,
        /// The balance at its end, fen, negative.
        balance: Fen,
    },
    /// More digits than money has.
    #[error("the amounts are larger than any account holds")]
    TooLarge,
}

impl Parts {
    /// What an account brings into a new accrual year.
    pub fn brought_forward(amount: Fen) -> Result<Parts, BooksError> {
        if amount.is_negative() {
            return Err(BooksError::NegativeOpening);
        }
        Ok(Parts { total: amount, carried_over: amount })
    }

    /// Both parts together, fen.
    pub const fn total(self) -> Fen {
        self.total
    }

    /// 上年结转, fen.
    pub const fn carried_over(self) -> Fen {
        self.carried_over
    }

    /// 当年归集, fen. The difference of two amounts of which the first is never the smaller.
    pub const fn current_year(self) -> Fen {
        Fen::new(self.total.get() - self.carried_over.get())
    }

    /// After the movements of a day: what comes in is this year's, what goes out is taken in `order`.
    ///
    /// Only the net of a day counts: what comes and goes on one day earns nothing, in whatever order it was
    /// booked, and an entry and its reversal leave both parts as they were.
    fn after(self, net: i128, order: DrawOrder, day: NaiveDate) -> Result<Parts, BooksError> {
        let fen = |amount: i128| i64::try_from(amount).map(Fen::new).map_err(|_| BooksError::TooLarge);
        let total = fen(i128::from(self.total.get()) + net)?;
        if total.is_negative() {
            return Err(BooksError::Overdrawn { day, balance: total });
        }
        let carried_over = match order {
            _ if net >= 0 => self.carried_over,
            DrawOrder::CarriedOverFirst => fen((i128::from(self.carried_over.get()) + net).max(0))?,
            DrawOrder::CurrentYearFirst => self.carried_over.min(total),
        };
        Ok(Parts { total, carried_over })
    }
}

/// End-of-day balances over a period, proven never to be negative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balances {
    period: Period,
    /// Each holds from its day on. The first stands on the first day of the period.
    steps: Vec<(NaiveDate, Parts)>,
}

impl Balances {
    /// Follows an account from its opening balance. Movements may come in any order.
    pub fn of(
        period: Period,
        opening: Parts,
        movements: &[Movement],
        order: DrawOrder,
    ) -> Result<Balances, BooksError> {
        let (first, last) = (period.first_day(), period.last_value_date());
        let mut net_of: BTreeMap<NaiveDate, i128> = BTreeMap::new();
        for Movement { value_date: day, amount } in movements {
            if !(first..=last).contains(day) {
                return Err(BooksError::OutsideThePeriod { day: *day, first, last });
            }
            *net_of.entry(*day).or_default() += i128::from(amount.get());
        }
        let mut now = opening;
        let mut steps = vec![(first, opening)];
        for (day, net) in net_of {
            now = now.after(net, order, day)?;
            steps.push((day, now));
        }
        Ok(Balances { period, steps })
    }

    /// The days that earn.
    pub const fn period(&self) -> Period {
        self.period
    }

    /// The balance at the end of the period, before interest.
    pub fn last(&self) -> Parts {
        self.steps.last().map_or(Parts::default(), |(_, parts)| *parts)
    }

    /// The spans over which the balance stands still, as (from, until, balance); `until` is not part of it.
    pub(super) fn spans(&self) -> impl Iterator<Item = (NaiveDate, NaiveDate, Parts)> {
        let ends = self.steps.iter().skip(1).map(|(day, _)| *day).chain([self.period.until()]);
        self.steps.iter().zip(ends).filter_map(move |((from, parts), end)| {
            let until = end.min(self.period.until());
            (*from < until).then_some((*from, until, *parts))
        })
    }
}
