//! The city rules that are part of this binary: `server/policies/<city>/*.toml`, read once.
//!
//! Rules are data, but data that decides about money: they are compiled in, so that the rules in force are
//! those of the release that was tested, and a test reads every file.

use chrono::NaiveDate;
use domain::policy::{ContributionPolicy, Policy};
use std::sync::LazyLock;

/// One file under `server/policies`.
struct File {
    city: &'static str,
    kind: &'static str,
    text: &'static str,
}

macro_rules! files {
    ($($city:literal / $kind:literal),* $(,)?) => {
        &[$(File {
            city: $city,
            kind: $kind,
            text: include_str!(concat!("../../policies/", $city, "/", $kind, ".toml")),
        }),*]
    };
}

const WITHDRAWALS: &[File] = files![
    "quanzhou" / "rent_market",
    "taizhou" / "rent_market",
    "huzhou" / "rent_market",
    "nanjing" / "rent_market",
    "shenzhen" / "rent_market",
    "shenzhen" / "rent_public",
];

const CONTRIBUTIONS: &[File] = files![
    "quanzhou" / "contribution",
    "taizhou" / "contribution",
    "huzhou" / "contribution",
    "nanjing" / "contribution",
    "shenzhen" / "contribution",
];

/// Every rule of every encoded city, proven to be readable.
#[derive(Debug, Default)]
pub struct Policies {
    withdrawals: Vec<Policy>,
    contributions: Vec<ContributionPolicy>,
}

static ALL: LazyLock<Policies> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the files are part of the binary, and a test reads them all")]
    Policies::read().expect("the embedded policy files are sound")
});

impl Policies {
    /// The rules of this release.
    pub fn get() -> &'static Policies {
        &ALL
    }

    /// Reads the embedded files; everything that is wrong, one line per finding.
    pub fn read() -> Result<Policies, Vec<String>> {
        let mut policies = Policies::default();
        let mut findings = Vec::new();
        for file in WITHDRAWALS {
            match read_withdrawal(file.text) {
                Ok(policy) if (policy.city.as_str(), policy.kind.as_str()) == (file.city, file.kind) => {
                    policies.withdrawals.push(policy);
                }
                Ok(_) => findings.push(format!("{}/{}: names another city or kind", file.city, file.kind)),
                Err(why) => findings.push(format!("{}/{}: {why}", file.city, file.kind)),
            }
        }
        for file in CONTRIBUTIONS {
            match read_contribution(file.text) {
                Ok(policy) => policies.contributions.push(policy),
                Err(why) => findings.extend(why.into_iter().map(|why| format!("{}: {why}", file.city))),
            }
        }
        if findings.is_empty() { Ok(policies) } else { Err(findings) }
    }

    /// The rules of one kind of withdrawal in one city, all versions.
    pub fn withdrawal(&self, city: &str, kind: &str) -> Option<&Policy> {
        self.withdrawals.iter().find(|policy| policy.city == city && policy.kind == kind)
    }

    pub fn contribution(&self, city: &str) -> Option<&ContributionPolicy> {
        self.contributions.iter().find(|policy| policy.city == city)
    }

    /// All kinds of withdrawal of a city that are in force on a day.
    pub fn in_force(&self, city: &str, day: NaiveDate) -> Vec<&Policy> {
        self.withdrawals.iter().filter(|policy| policy.city == city && policy.on(day).is_some()).collect()
    }

    pub fn all(&self) -> &[Policy] {
        &self.withdrawals
    }
}

/// Reads one withdrawal file, embedded or from a disk.
pub fn read_withdrawal(text: &str) -> Result<Policy, String> {
    toml::from_str(text).map_err(|error| error.to_string())
}

/// Reads one contribution file and checks its figures.
pub fn read_contribution(text: &str) -> Result<ContributionPolicy, Vec<String>> {
    let policy: ContributionPolicy = toml::from_str(text).map_err(|error| vec![error.to_string()])?;
    let errors: Vec<String> = policy.check().iter().map(ToString::to_string).collect();
    if errors.is_empty() { Ok(policy) } else { Err(errors) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CITIES: [&str; 5] = ["quanzhou", "taizhou", "huzhou", "nanjing", "shenzhen"];

    #[test]
    fn every_embedded_file_is_sound() {
        let policies = Policies::read().unwrap_or_else(|findings| panic!("{}", findings.join("\n")));
        let day = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
        for city in CITIES {
            assert!(!policies.in_force(city, day).is_empty(), "{city}");
            assert!(policies.contribution(city).and_then(|policy| policy.on(day)).is_some(), "{city}");
        }
    }

    /// Published limits in force on 2026-11-20, yuan a month.
    #[test]
    fn base_limits_of_the_five_cities() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
        for (city, floor, ceiling, lowest) in [
            ("quanzhou", "2195.00", "24795.00", "2045.00"),
            ("taizhou", "2490.00", "30258.00", "2299.00"),
            ("huzhou", "4482.00", "30186.00", "4482.00"),
            ("nanjing", "2660.00", "42400.00", "2660.00"),
            ("shenzhen", "2520.00", "48471.00", "2520.00"),
        ] {
            let version = Policies::get().contribution(city).and_then(|policy| policy.on(day)).unwrap();
            let figures = (
                version.base_floor_fen.plain(),
                version.base_ceiling_fen.plain(),
                version.lowest_floor().plain(),
            );
            assert_eq!(figures, (floor.into(), ceiling.into(), lowest.into()), "{city}");
            assert_eq!((version.rate_min_bp, version.rate_max_bp), (500, 1200), "{city}");
        }
    }
}
