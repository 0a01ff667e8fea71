//! The annual adjustment of bases (年度基数调整): a line of a unit's file, the year it is for, what a worker may say
//! to it and what keeps it from going on. Regulation articles 16 and 18.

use crate::contribution::{ContributionRate, ContributionRounding};
use crate::remittance::{Column, Reason, Reject, split_fields};
use crate::{AccountNo, Fen, Month};
use chrono::{Days, NaiveDate};

#[cfg(test)]
#[path = "base_tests.rs"]
mod tests;

/// Days in which a worker may answer; who is silent for longer is no longer waited for.
pub const ANSWER_DAYS: u64 = 10;
/// Days in which an objection is settled, as long as a written answer about a balance takes (article 37).
pub const OBJECTION_DAYS: u64 = 5;

/// The rules of one contribution year (缴存年度), as they stand on its first day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearRules {
    pub first: Month,
    pub floor: Fen,
    pub ceiling: Fen,
    pub rate_min: ContributionRate,
    pub rate_max: ContributionRate,
    pub rounding: ContributionRounding,
    /// The document that says so.
    pub doc: String,
}

impl YearRules {
    pub const fn last(&self) -> Month {
        self.first.plus(11)
    }

    /// The first month of the new terms: the one asked for, else the first of the year that is not over. Months that
    /// are over were due under the old base; what they lack is paid back as a difference (差额补缴).
    pub fn effective(&self, asked: Option<Month>, today: NaiveDate) -> Result<Month, Hindrance> {
        let (present, last) = (Month::of(today), self.last());
        if present > last {
            return Err(Hindrance::YearOver { last });
        }
        let earliest = self.first.max(present);
        match asked {
            None => Ok(earliest),
            Some(month) if (earliest..=last).contains(&month) => Ok(month),
            Some(_) => Err(Hindrance::MonthOutside { first: earliest, last }),
        }
    }
}

/// What is to be paid each month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    pub base: Fen,
    pub unit_rate: ContributionRate,
    pub personal_rate: ContributionRate,
    pub unit_monthly: Fen,
    pub personal_monthly: Fen,
}

impl Terms {
    /// Each share computed and rounded by itself; `None` for money beyond counting.
    pub fn of(
        base: Fen,
        unit_rate: ContributionRate,
        personal_rate: ContributionRate,
        rounding: ContributionRounding,
    ) -> Option<Terms> {
        let unit_monthly = unit_rate.of(base, rounding)?;
        let personal_monthly = personal_rate.of(base, rounding)?;
        unit_monthly.checked_add(personal_monthly)?;
        Some(Terms { base, unit_rate, personal_rate, unit_monthly, personal_monthly })
    }

    /// Own and employer's share together.
    pub fn monthly(&self) -> Fen {
        self.unit_monthly.checked_add(self.personal_monthly).unwrap_or(Fen::ZERO)
    }
}

/// One line of a file, proved by itself; whose account it is, the books say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseLine {
    pub account: AccountNo,
    pub base: Fen,
    /// The account's own rate stays where none is given.
    pub unit_rate: Option<ContributionRate>,
    pub personal_rate: Option<ContributionRate>,
}

/// Columns that are read; others are carried along unread.
const COLUMNS: [Column; 4] = [Column::Grzh, Column::Grjcjs, Column::Dwjcbl, Column::Grjcbl];

/// Where the columns stand in a file: `GRZH` and `GRJCJS`, and the rates if the file has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseHeader {
    positions: [Option<usize>; COLUMNS.len()],
    width: usize,
}

impl BaseHeader {
    /// `None` when account number or base is missing, or a column stands there twice.
    pub fn parse(line: &str) -> Option<BaseHeader> {
        let names = split_fields(line.trim_start_matches('\u{FEFF}').trim_end())?;
        let mut positions = [None; COLUMNS.len()];
        for (at, name) in names.iter().enumerate() {
            let known = COLUMNS.iter().position(|column| name.trim().eq_ignore_ascii_case(column.name()));
            if let Some(known) = known
                && positions[known].replace(at).is_some()
            {
                return None;
            }
        }
        let whole = positions[0].is_some() && positions[1].is_some();
        whole.then_some(BaseHeader { positions, width: names.len() })
    }
}

impl BaseLine {
    /// Reads a line; every finding is reported at once.
    pub fn parse(header: &BaseHeader, line: &str, rules: &YearRules) -> Result<BaseLine, Vec<Reject>> {
        let fields = split_fields(line).ok_or_else(|| vec![Reason::BrokenQuote.of_line()])?;
        if fields.len() != header.width {
            let (expected, found) = (header.width, fields.len());
            return Err(vec![Reason::FieldCount { expected, found }.of_line()]);
        }
        let text = |at: usize| header.positions[at].map_or("", |at| fields[at].trim());
        let mut rejects = Vec::new();
        let mut keep = |column: Column, reason: Reason| rejects.push(reason.at(column));
        let account = match text(0) {
            "" => Err(Reason::Missing),
            text => AccountNo::parse(text).map_err(|_| Reason::NotAnAccountNo),
        };
        let account = account.map_err(|reason| keep(Column::Grzh, reason)).ok();
        let base = base(text(1), rules).map_err(|reason| keep(Column::Grjcjs, reason)).ok();
        let unit_rate = rate(text(2), rules).map_err(|reason| keep(Column::Dwjcbl, reason)).ok();
        let personal_rate = rate(text(3), rules).map_err(|reason| keep(Column::Grjcbl, reason)).ok();
        match (account, base, unit_rate, personal_rate) {
            (Some(account), Some(base), Some(unit_rate), Some(personal_rate)) => {
                Ok(BaseLine { account, base, unit_rate, personal_rate })
            }
            _ => Err(rejects),
        }
    }
}

fn base(text: &str, rules: &YearRules) -> Result<Fen, Reason> {
    let base = Fen::parse(text)?;
    let (floor, ceiling) = (rules.floor, rules.ceiling);
    if (floor..=ceiling).contains(&base) { Ok(base) } else { Err(Reason::BaseOutside { floor, ceiling }) }
}

fn rate(text: &str, rules: &YearRules) -> Result<Option<ContributionRate>, Reason> {
    if text.is_empty() {
        return Ok(None);
    }
    let rate = ContributionRate::parse(text).ok_or(Reason::NotARate)?;
    let (min, max) = (rules.rate_min, rules.rate_max);
    if (min..=max).contains(&rate) { Ok(Some(rate)) } else { Err(Reason::RateOutOfRange { min, max }) }
}

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $variant:ident = $code:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$of])* $variant),* }

        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// As it stands in the database and in machine-readable answers.
            pub const fn code(self) -> &'static str {
                match self { $($name::$variant => $code),* }
            }

            pub fn from_code(code: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|one| one.code() == code)
            }
        }
    };
}

codes!(
    /// Where a batch stands.
    BatchState {
        /// Its file is being read; nobody sees it.
        Loading = "loading",
        /// The workers answer.
        Open = "open",
        /// Decided; it waits for its month.
        Approved = "approved",
        Applied = "applied",
        Refused = "refused",
    }
);

codes!(
    /// What a worker says to the new base.
    Answer { Confirmed = "confirmed", Objected = "objected" }
);

codes!(
    /// What became of an objection: the unit stands by the base, or takes the line out of the batch.
    Settlement { Kept = "kept", Withdrawn = "withdrawn" }
);

/// The last day on which a batch of today waits for silent workers.
pub fn answer_by(today: NaiveDate) -> NaiveDate {
    today.checked_add_days(Days::new(ANSWER_DAYS)).unwrap_or(today)
}

/// The day by which an objection of today is settled.
pub fn settle_by(today: NaiveDate) -> NaiveDate {
    today.checked_add_days(Days::new(OBJECTION_DAYS)).unwrap_or(today)
}

/// Why a step of an adjustment is not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// The city has no figures for that contribution year.
    NoRules,
    NoUnit,
    YearOver {
        last: Month,
    },
    MonthOutside {
        first: Month,
        last: Month,
    },
    /// Another batch of the unit is not done yet.
    BatchOpen,
    /// The batch is decided, or not there for this step.
    NotOpen,
    /// Some have not answered, and there is time until this day.
    WorkersWaiting {
        until: NaiveDate,
        count: u32,
    },
    ObjectionsOpen {
        count: u32,
    },
    /// The account is not in the batch.
    NoLine,
    /// There is no objection, or it is settled the other way.
    NotObjected,
    /// The worker has answered already.
    Answered,
}

impl Hindrance {
    /// Stable, for machines.
    pub const fn code(self) -> &'static str {
        match self {
            Hindrance::NoRules => "no_rules",
            Hindrance::NoUnit => "no_unit",
            Hindrance::YearOver { .. } => "year_over",
            Hindrance::MonthOutside { .. } => "month_outside",
            Hindrance::BatchOpen => "batch_open",
            Hindrance::NotOpen => "not_open",
            Hindrance::WorkersWaiting { .. } => "workers_waiting",
            Hindrance::ObjectionsOpen { .. } => "objections_open",
            Hindrance::NoLine => "no_line",
            Hindrance::NotObjected => "not_objected",
            Hindrance::Answered => "answered",
        }
    }
}

/// Whether a batch may be approved: every objection settled, and every worker heard or silent for long enough.
pub fn may_approve(
    waiting: u32,
    objections: u32,
    until: NaiveDate,
    today: NaiveDate,
) -> Result<(), Hindrance> {
    if objections > 0 {
        Err(Hindrance::ObjectionsOpen { count: objections })
    } else if waiting > 0 && today <= until {
        Err(Hindrance::WorkersWaiting { until, count: waiting })
    } else {
        Ok(())
    }
}
