//! Deferral (缓缴) and a lower rate (降低缴存比例) for a unit in difficulties. Its staff congress or union consents, the
//! centre reviews, the committee approves; what was deferred is paid back later (Regulation article 20).

use crate::{ContributionRate, Month, contribution::ContributionRules, month_state::due_by};
use chrono::NaiveDate;

/// What a unit is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relief {
    /// 缓缴: nothing is due in time; it is paid back as `03` when the deferral is over.
    Deferred,
    /// 降低缴存比例: each share at a rate that may lie below the floor of article 18. Nothing is paid back.
    Reduced { unit_rate: ContributionRate, personal_rate: ContributionRate },
}

impl Relief {
    /// As it stands in the database and in machine-readable answers.
    pub const fn code(self) -> &'static str {
        match self {
            Relief::Deferred => "deferred",
            Relief::Reduced { .. } => "reduced",
        }
    }
}

/// The months of a relief, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub first: Month,
    pub last: Month,
}

impl Span {
    pub fn contains(self, month: Month) -> bool {
        (self.first..=self.last).contains(&month)
    }

    /// Whether all of these months lie in it.
    pub fn covers(self, first: Month, last: Month) -> bool {
        self.contains(first) && self.contains(last) && first <= last
    }

    /// How many months; zero or less when it runs backwards.
    pub const fn months(self) -> i32 {
        self.last.since(self.first) + 1
    }
}

/// What a unit asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    pub relief: Relief,
    pub span: Span,
}

/// Why a relief is not proposed or not granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotDeferrable {
    NoUnit,
    /// The city has no figure for how long a unit may defer.
    NoRules,
    /// Backwards, or longer than the city allows at a time.
    SpanLength {
        max: u32,
    },
    /// The first month is late already: what is owed is paid back as missed.
    MonthLate {
        earliest: Month,
    },
    /// No lower than the rates of everybody, above them, or nothing at all.
    RateNotLower {
        min: ContributionRate,
        max: ContributionRate,
    },
    /// The resolution of the staff congress or union is not named.
    NoConsent,
    /// The committee's approval is not named.
    NoApproval,
    /// The unit has a proposal that nobody has decided.
    AlreadyProposed,
    /// Some of the months are granted already.
    Overlaps,
}

impl NotDeferrable {
    /// Stable, for machines.
    pub const fn code(self) -> &'static str {
        match self {
            NotDeferrable::NoUnit => "no_unit",
            NotDeferrable::NoRules => "no_rules",
            NotDeferrable::SpanLength { .. } => "span_length",
            NotDeferrable::MonthLate { .. } => "month_late",
            NotDeferrable::RateNotLower { .. } => "rate_not_lower",
            NotDeferrable::NoConsent => "no_consent",
            NotDeferrable::NoApproval => "no_approval",
            NotDeferrable::AlreadyProposed => "already_proposed",
            NotDeferrable::Overlaps => "overlaps",
        }
    }
}

/// The earliest month that is not late on this day.
pub fn earliest(today: NaiveDate, pay_day: Option<u32>) -> Month {
    let present = Month::of(today);
    let last = present.plus(-1);
    let in_time = |month| due_by(month, pay_day) >= today;
    if in_time(last) {
        last
    } else if in_time(present) {
        present
    } else {
        present.plus(1)
    }
}

/// Whether a unit may ask for it on this day, for at most `max` months at a time.
pub fn may_ask(
    asked: &Asked,
    max: u32,
    rules: &ContributionRules,
    today: NaiveDate,
    pay_day: Option<u32>,
) -> Result<(), NotDeferrable> {
    if !(1..=i64::from(max)).contains(&i64::from(asked.span.months())) {
        return Err(NotDeferrable::SpanLength { max });
    }
    let earliest = earliest(today, pay_day);
    if asked.span.first < earliest {
        return Err(NotDeferrable::MonthLate { earliest });
    }
    match asked.relief {
        Relief::Deferred => Ok(()),
        Relief::Reduced { unit_rate, personal_rate } => {
            let lower = |rate: ContributionRate| rate.bp() > 0 && rate < rules.rate_max;
            let fits = lower(unit_rate) && lower(personal_rate);
            let (min, max) = (ContributionRate::from_bp(1), rules.rate_max);
            if fits { Ok(()) } else { Err(NotDeferrable::RateNotLower { min, max }) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contribution::ContributionRounding;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn month(text: &str) -> Month {
        Month::parse(text).unwrap()
    }

    fn rules() -> ContributionRules {
        ContributionRules {
            limits: Vec::new(),
            rate_min: ContributionRate::from_bp(500),
            rate_max: ContributionRate::from_bp(1200),
            rounding: ContributionRounding::Fen,
            advance_months: 12,
            lowest_granted: None,
        }
    }

    fn ask(first: &str, last: &str, relief: Relief) -> Result<(), NotDeferrable> {
        let asked = Asked { relief, span: Span { first: month(first), last: month(last) } };
        may_ask(&asked, 12, &rules(), day("2026-11-20"), None)
    }

    #[test]
    fn a_span_is_ahead_and_no_longer_than_allowed() {
        assert_eq!(ask("2026-11", "2027-10", Relief::Deferred), Ok(()));
        let too_long = Err(NotDeferrable::SpanLength { max: 12 });
        assert_eq!(ask("2026-11", "2027-11", Relief::Deferred), too_long);
        assert_eq!(ask("2026-12", "2026-11", Relief::Deferred), too_long, "backwards");
        let late = Err(NotDeferrable::MonthLate { earliest: month("2026-11") });
        assert_eq!(ask("2026-10", "2026-12", Relief::Deferred), late, "October is owed");
    }

    #[test]
    fn a_month_may_be_deferred_until_it_is_late() {
        for (today, pay_day, found) in [
            ("2026-11-05", None, "2026-10"),
            ("2026-11-06", None, "2026-11"),
            ("2026-11-15", Some(10), "2026-11"),
            ("2026-11-16", Some(10), "2026-12"),
        ] {
            assert_eq!(earliest(day(today), pay_day), month(found), "{today} {pay_day:?}");
        }
    }

    #[test]
    fn a_lower_rate_is_lower_and_something() {
        let at = |unit, personal| {
            let (unit_rate, personal_rate) =
                (ContributionRate::from_bp(unit), ContributionRate::from_bp(personal));
            ask("2026-12", "2027-02", Relief::Reduced { unit_rate, personal_rate })
        };
        assert_eq!(at(300, 300), Ok(()));
        assert_eq!(at(800, 500), Ok(()));
        for (unit, personal) in [(0, 300), (300, 0), (1200, 300), (300, 1300)] {
            assert!(
                matches!(at(unit, personal), Err(NotDeferrable::RateNotLower { .. })),
                "{unit} {personal}"
            );
        }
    }

    proptest! {
        #[test]
        fn what_may_be_asked_is_never_late(first in 0i32..40, months in -3i32..30, at in 0u64..900, pay in 1u32..32) {
            let today = day("2026-01-01") + chrono::Days::new(at);
            let span = Span { first: month("2025-12").plus(first), last: month("2025-12").plus(first + months) };
            let asked = Asked { relief: Relief::Deferred, span };
            if may_ask(&asked, 12, &rules(), today, Some(pay)).is_ok() {
                prop_assert!((1..=12).contains(&span.months()));
                prop_assert!(span.first.through(span.last).all(|month| due_by(month, Some(pay)) >= today));
            }
        }
    }
}
