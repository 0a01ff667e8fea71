//! Figures of a policy file: a value and where it comes from. A figure without a source does not load.

use crate::Fen;
use chrono::NaiveDate;
use core::fmt;
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize};

/// One published figure.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure<T> {
    pub value: T,
    /// The address or the name of the document that says so.
    pub source: String,
    /// The day of that document.
    pub as_of: Day,
    /// True once someone has compared the value with the official text.
    pub verified: bool,
    /// What the reader should know besides the number.
    #[serde(default)]
    pub note: Option<String>,
}

/// A calendar day in a policy file, `"2026-05-25"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub NaiveDate);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Day, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map(Day).map_err(|_| serde::de::Error::custom("not a day of the form YYYY-MM-DD"))
    }
}

/// Money in a policy file, a text in yuan: `"800000"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Yuan(pub Fen);

impl<'de> Deserialize<'de> for Yuan {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Yuan, D::Error> {
        let text = String::deserialize(from)?;
        Fen::parse(&text).map(Yuan).map_err(serde::de::Error::custom)
    }
}

/// An exact factor or percentage of a policy file, `"2.9"`: 0 to 1000 with at most four decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Factor(Decimal);

impl Factor {
    pub const ONE: Factor = Factor(Decimal::ONE);
    pub const ZERO: Factor = Factor(Decimal::ZERO);

    pub const fn get(self) -> Decimal {
        self.0
    }

    /// The factor read as a percentage: 60 is 0.6.
    pub fn hundredth(self) -> Decimal {
        self.0 / Decimal::ONE_HUNDRED
    }

    pub(super) fn sum(self, other: Factor) -> Factor {
        Factor(self.0 + other.0)
    }
}

impl fmt::Display for Factor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.normalize())
    }
}

impl<'de> Deserialize<'de> for Factor {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Factor, D::Error> {
        let text = String::deserialize(from)?;
        let number = Decimal::from_str_exact(&text).map_err(serde::de::Error::custom)?;
        let fits = !number.is_sign_negative() && number <= Decimal::ONE_THOUSAND && number.scale() <= 4;
        if fits {
            Ok(Factor(number))
        } else {
            Err(serde::de::Error::custom("a factor is 0 to 1000, four decimals"))
        }
    }
}

/// First or second home (首套/二套), as the city counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Home {
    #[default]
    First,
    Second,
}

/// Whether one person applies or a couple (单方/双方缴存).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Applicants {
    #[default]
    Single,
    Family,
}

/// What may raise a cap or change a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Claim {
    FirstHome,
    FirstChild,
    TwoChildren,
    ThreeChildren,
    /// Two children or more (多子女家庭).
    MultiChild,
    GreenBuilding,
    Talent,
    /// 保障性住房
    GuaranteedHousing,
}

impl Claim {
    pub const ALL: [Claim; 8] = [
        Claim::FirstHome,
        Claim::FirstChild,
        Claim::TwoChildren,
        Claim::ThreeChildren,
        Claim::MultiChild,
        Claim::GreenBuilding,
        Claim::Talent,
        Claim::GuaranteedHousing,
    ];
    /// Those a person states; the others follow from the home and the number of children.
    pub const STATED: [Claim; 3] = [Claim::GreenBuilding, Claim::Talent, Claim::GuaranteedHousing];

    pub const fn code(self) -> &'static str {
        match self {
            Claim::FirstHome => "first_home",
            Claim::FirstChild => "first_child",
            Claim::TwoChildren => "two_children",
            Claim::ThreeChildren => "three_children",
            Claim::MultiChild => "multi_child",
            Claim::GreenBuilding => "green_building",
            Claim::Talent => "talent",
            Claim::GuaranteedHousing => "guaranteed_housing",
        }
    }
}
