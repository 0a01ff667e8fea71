//! How a centre counts: the days of a year, the unit that earns, and the one rounding.

use crate::{Fen, to_fen};
use core::fmt;
use rust_decimal::Decimal;
use serde::Serialize;

/// What an annual rate is divided by to give the rate of a day (日利率).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum DayBasis {
    /// 360: annual rate / 360 (银发〔2005〕129号).
    #[default]
    D360,
    /// 365, in a leap year too.
    D365,
    /// 360, except for money carried over that stands all year: that earns the annual rate exactly
    /// (逐笔计息中的整年期), as if divided by the year's 365 or 366 days.
    WholeYear,
}

impl DayBasis {
    /// As it stands in options and policy files.
    pub const fn code(self) -> &'static str {
        match self {
            DayBasis::D360 => "d360",
            DayBasis::D365 => "d365",
            DayBasis::WholeYear => "whole-year",
        }
    }

    /// The reverse of [`DayBasis::code`].
    pub fn parse(code: &str) -> Option<DayBasis> {
        [DayBasis::D360, DayBasis::D365, DayBasis::WholeYear].into_iter().find(|basis| basis.code() == code)
    }

    /// Days by which the rate of single days is divided.
    pub const fn days(self) -> u32 {
        match self {
            DayBasis::D360 | DayBasis::WholeYear => 360,
            DayBasis::D365 => 365,
        }
    }
}

/// One number that every divisor of a settlement divides, so that their sums can be rounded as one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale(u32);

impl Scale {
    /// For `basis` in a year of so many days.
    pub(super) const fn of(basis: DayBasis, year_days: u32) -> Scale {
        match basis {
            DayBasis::D360 | DayBasis::D365 => Scale(basis.days()),
            DayBasis::WholeYear => Scale(360 * year_days),
        }
    }

    /// A product times its rate, brought to the scale from the days it is divided by.
    pub(super) fn bring(self, rated: Rated, divisor: u32) -> Rated {
        Rated(rated.0 * i128::from(self.0 / divisor))
    }

    /// The interest of `sum`: half-up to the fen. `None` when no amount can hold it.
    pub(super) fn interest(self, sum: Rated) -> Option<Fen> {
        // Fen to yuan, thousandths of a per cent to a fraction, a year to a day.
        let divisor = Decimal::from(100 * 100_000 * i64::from(self.0));
        to_fen(Decimal::try_from_i128_with_scale(sum.0, 0).ok()?.checked_div(divisor)?)
    }
}

/// The part of a balance that earns (计息单位).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum AccrualUnit {
    /// Every fen.
    #[default]
    Fen,
    /// Whole yuan only (元以下不计息).
    Yuan,
}

impl AccrualUnit {
    /// As it stands in options and policy files.
    pub const fn code(self) -> &'static str {
        match self {
            AccrualUnit::Fen => "fen",
            AccrualUnit::Yuan => "yuan",
        }
    }

    /// The reverse of [`AccrualUnit::code`].
    pub fn parse(code: &str) -> Option<AccrualUnit> {
        [AccrualUnit::Fen, AccrualUnit::Yuan].into_iter().find(|unit| unit.code() == code)
    }

    /// What of `balance`, never negative, earns.
    pub(super) const fn earning(self, balance: Fen) -> Fen {
        match self {
            AccrualUnit::Fen => balance,
            AccrualUnit::Yuan => Fen::new(balance.get() - balance.get() % 100),
        }
    }
}

/// A centre's way of counting. The default is 360 days and every fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// Days of a year.
    pub basis: DayBasis,
    /// What of a balance earns.
    pub unit: AccrualUnit,
}

/// A product (积数) in fen·days: a balance times the days it stood. 1 yuan·day is 100 fen·days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct FenDays(i128);

impl FenDays {
    /// No product.
    pub const ZERO: FenDays = FenDays(0);

    /// `balance` standing for `days`. Every `i64` times every `u32` fits.
    pub(super) const fn of(balance: Fen, days: u32) -> FenDays {
        FenDays(balance.get() as i128 * days as i128)
    }

    /// Fen·days.
    pub const fn get(self) -> i128 {
        self.0
    }

    /// The sum; years of the largest balance stay far below what an `i128` holds.
    pub const fn plus(self, other: FenDays) -> FenDays {
        FenDays(self.0 + other.0)
    }

    /// Times an annual rate.
    pub(super) fn at(self, rate: crate::Rate) -> Rated {
        Rated(self.0 * i128::from(rate.milli_percent()))
    }
}

/// Digits, without commas.
impl fmt::Display for FenDays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Products times annual rates, in fen·days × thousandths of a per cent: exact, to be rounded once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rated(pub(super) i128);

impl Rated {
    pub(super) const fn plus(self, other: Rated) -> Rated {
        Rated(self.0 + other.0)
    }
}
