//! Contribution rules of a city (缴存政策): base limits, rates, rounding and the contribution year, with dates.

use crate::base::YearRules;
use crate::contribution::{BaseLimits, ContributionRounding, ContributionRules};
use crate::{ContributionRate, Fen, Month};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A lower floor in part of the city.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AreaFloor {
    pub area: String,
    pub base_floor_fen: Fen,
}

/// The figures of one period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContributionVersion {
    pub number: u32,
    pub from: NaiveDate,
    pub to: Option<NaiveDate>,
    pub doc: String,
    pub source: String,
    pub as_of: NaiveDate,
    pub verified: bool,
    pub note: Option<String>,
    pub base_floor_fen: Fen,
    pub base_ceiling_fen: Fen,
    #[serde(default)]
    pub area_floors: Vec<AreaFloor>,
    /// Basis points: 500 is 5 %.
    pub rate_min_bp: u32,
    pub rate_max_bp: u32,
    pub rounding: ContributionRounding,
    /// The month in which the base is set anew (缴存年度).
    pub year_starts_in: u32,
}

/// What a unit may pay later or ahead of time, and what later payments count for, from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Timing {
    pub from: NaiveDate,
    pub doc: String,
    pub source: String,
    pub as_of: NaiveDate,
    pub verified: bool,
    pub note: Option<String>,
    /// Months that one deferral or reduction may last (缓缴, Regulation article 20).
    pub deferral_months: u32,
    /// Months after the one of posting that may be paid ahead (预缴).
    pub advance_months: u32,
    /// Whether months that were paid back (补缴) count among the months in a row that a claim needs.
    pub backpay_counts_as_consecutive: bool,
}

/// All periods of a city, oldest first. The figures of the last one go on until the city publishes new ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContributionPolicy {
    pub city: String,
    pub version: Vec<ContributionVersion>,
    /// Oldest first. A city without them lets nobody pay later or ahead.
    #[serde(default)]
    pub timing: Vec<Timing>,
}

/// Why the figures may not go into force.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{city}, version {number}: {what}")]
pub struct ContributionError {
    pub city: String,
    pub number: u32,
    pub what: &'static str,
}

impl ContributionPolicy {
    pub fn on(&self, day: NaiveDate) -> Option<&ContributionVersion> {
        self.version.iter().rev().find(|version| version.from <= day)
    }

    /// What holds on a day for payments that are late or ahead.
    pub fn timing_on(&self, day: NaiveDate) -> Option<&Timing> {
        self.timing.iter().rev().find(|timing| timing.from <= day)
    }

    /// What an imported line is measured against; rates, rounding and advance of the latest version.
    pub fn rules(&self) -> Option<ContributionRules> {
        let latest = self.version.last()?;
        let row = |version: &ContributionVersion| BaseLimits {
            from: Month::of(version.from),
            floor: version.lowest_floor(),
            ceiling: version.base_ceiling_fen,
        };
        Some(ContributionRules {
            limits: self.version.iter().map(row).collect(),
            rate_min: ContributionRate::from_bp(latest.rate_min_bp),
            rate_max: ContributionRate::from_bp(latest.rate_max_bp),
            rounding: latest.rounding,
            advance_months: self.timing.last().map_or(0, |timing| timing.advance_months),
            lowest_granted: None,
        })
    }

    /// The rules of the contribution year that begins in `year`: those in force on its first day. The base may be as
    /// low as the lowest floor of the city, since an account does not say in which county its unit is.
    pub fn year(&self, year: i32) -> Option<YearRules> {
        let begins = |version: &ContributionVersion| {
            let first = Month::new(year, version.year_starts_in).ok()?;
            (version.from <= first.first_day()).then_some(first)
        };
        let (version, first) =
            self.version.iter().rev().find_map(|version| begins(version).map(|first| (version, first)))?;
        Some(YearRules {
            first,
            floor: version.lowest_floor(),
            ceiling: version.base_ceiling_fen,
            rate_min: ContributionRate::from_bp(version.rate_min_bp),
            rate_max: ContributionRate::from_bp(version.rate_max_bp),
            rounding: version.rounding,
            doc: version.doc.clone(),
        })
    }

    /// Everything that is wrong with the figures.
    pub fn check(&self) -> Vec<ContributionError> {
        let mut errors = Vec::new();
        let mut last: Option<NaiveDate> = None;
        for v in &self.version {
            let mut wrong = |bad: bool, what| {
                if bad {
                    errors.push(ContributionError { city: self.city.clone(), number: v.number, what });
                }
            };
            wrong(last.is_some_and(|last| v.from <= last), "starts before the version above it");
            wrong(v.to.is_some_and(|to| to < v.from), "ends before it starts");
            wrong(
                v.base_floor_fen <= Fen::ZERO || v.base_floor_fen > v.base_ceiling_fen,
                "floor above ceiling",
            );
            wrong(
                v.area_floors.iter().any(|a| a.base_floor_fen > v.base_ceiling_fen),
                "area floor above ceiling",
            );
            wrong(v.rate_min_bp > v.rate_max_bp || v.rate_max_bp > 10_000, "rates out of order");
            wrong(!(1..=12).contains(&v.year_starts_in), "no such month");
            wrong(v.doc.trim().is_empty() || !v.source.starts_with("http"), "no document or source");
            last = Some(v.from);
        }
        errors.extend(self.check_timing());
        errors
    }

    fn check_timing(&self) -> Vec<ContributionError> {
        let in_order = self.timing.windows(2).all(|pair| pair[0].from < pair[1].from);
        let known = |t: &Timing| !t.doc.trim().is_empty() && t.source.starts_with("http");
        let bounded = |t: &Timing| (1..=24).contains(&t.deferral_months) && t.advance_months <= 24;
        let all = [
            (in_order, "timing starts before the one above it"),
            (self.timing.iter().all(known), "timing without document or source"),
            (self.timing.iter().all(bounded), "months of a deferral or an advance beyond two years"),
        ];
        let number = self.version.last().map_or(0, |version| version.number);
        let wrong = all.into_iter().filter(|(sound, _)| !sound);
        wrong.map(|(_, what)| ContributionError { city: self.city.clone(), number, what }).collect()
    }
}

impl ContributionVersion {
    /// The lowest base anywhere in the city; the floor of an area may be below the city's.
    pub fn lowest_floor(&self) -> Fen {
        self.area_floors.iter().map(|area| area.base_floor_fen).fold(self.base_floor_fen, Fen::min)
    }
}
