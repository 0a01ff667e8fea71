//! The loan rules of the cities and the national rates. The files of `server/policies` are compiled in, so
//! that the binary, the pages and the commands can never read different figures.

use chrono::NaiveDate;
use domain::loan::figure::Home;
use domain::loan::{Facts, Limit, LoanPolicy, LoanRules, Months, RateTable, limit};
use domain::{Problem, Rate};
use std::sync::LazyLock;

const CITIES: [&str; 5] = [
    include_str!("../../policies/quanzhou/loan.toml"),
    include_str!("../../policies/taizhou/loan.toml"),
    include_str!("../../policies/huzhou/loan.toml"),
    include_str!("../../policies/nanjing/loan.toml"),
    include_str!("../../policies/shenzhen/loan.toml"),
];
const RATES: &str = include_str!("../../policies/national/loan-rates.toml");

#[expect(clippy::expect_used, reason = "the files are part of the binary, and a test reads every one")]
static BOOK: LazyLock<LoanBook> = LazyLock::new(|| LoanBook::read().expect("the loan rules are sound"));

/// Everything published that a calculation needs.
pub struct LoanBook {
    cities: Vec<LoanPolicy>,
    rates: RateTable,
}

/// A limit and the rules that led to it.
pub struct CityLimit {
    pub policy: &'static LoanPolicy,
    pub rules: &'static LoanRules,
    pub limit: Limit,
}

impl LoanBook {
    fn read() -> Result<LoanBook, toml::de::Error> {
        let cities = CITIES.iter().map(|text| toml::from_str(text)).collect::<Result<_, _>>()?;
        Ok(LoanBook { cities, rates: toml::from_str(RATES)? })
    }

    pub fn cities(&self) -> &[LoanPolicy] {
        &self.cities
    }

    pub fn rates(&self) -> &RateTable {
        &self.rates
    }

    pub fn city(&self, city: &str) -> Option<&LoanPolicy> {
        self.cities.iter().find(|policy| policy.city == city)
    }
}

pub fn book() -> &'static LoanBook {
    &BOOK
}

/// The fund rate of a loan granted on `day`; `None` before the first published rate.
pub fn fund_rate(day: NaiveDate, months: Months, home: Home) -> Option<Rate> {
    BOOK.rates.rate(day, months, home)
}

/// The limit in `city` on the day the facts name, or on `today`.
pub fn city_limit(city: &str, facts: &Facts, today: NaiveDate) -> Result<CityLimit, NoLimit> {
    let policy = BOOK.city(city).ok_or(NoLimit::UnknownCity)?;
    let day = facts.date.unwrap_or(today);
    let rules = policy.in_force(day).ok_or(NoLimit::NoRulesThatDay)?;
    let limit = limit(rules, &BOOK.rates, facts, today).ok_or(NoLimit::NoRulesThatDay)?;
    Ok(CityLimit { policy, rules, limit })
}

/// Why there is no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoLimit {
    UnknownCity,
    /// The city's rules for that day are not among the data.
    NoRulesThatDay,
}

impl From<NoLimit> for Problem {
    fn from(why: NoLimit) -> Problem {
        match why {
            NoLimit::UnknownCity => Problem::NotAChoice,
            NoLimit::NoRulesThatDay => Problem::NotADate,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Fen, FormState, loan::FactField};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn facts(pairs: &[(FactField, &str)]) -> Facts {
        let mut form = FormState::default();
        for (field, value) in pairs {
            form.set(*field, value);
        }
        Facts::parse(&mut form).unwrap_or_else(|| panic!("{form:?}"))
    }

    fn found(city: &str, pairs: &[(FactField, &str)]) -> (Fen, &'static str) {
        let limit =
            city_limit(city, &facts(pairs), day("2026-11-20")).map_err(|e| format!("{e:?}")).unwrap().limit;
        (limit.limit, limit.bound_by.code())
    }

    use FactField as F;

    #[test]
    fn every_file_reads_and_names_its_sources() {
        let book = LoanBook::read().unwrap();
        let names: Vec<&str> = book.cities().iter().map(|city| city.city.as_str()).collect();
        assert_eq!(names, ["quanzhou", "taizhou", "huzhou", "nanjing", "shenzhen"]);
        for rules in book.cities().iter().flat_map(LoanPolicy::versions) {
            for figure in [&rules.cap.single, &rules.cap.family] {
                assert!(figure.source.starts_with("http") && figure.as_of.0 > day("2025-01-01"));
            }
        }
    }

    #[test]
    fn caps_of_five_cities() {
        let million = Fen::from_yuan;
        for (city, pairs, cap) in [
            ("quanzhou", &[][..], 800_000),
            ("quanzhou", &[(F::Applicants, "family")], 1_200_000),
            ("quanzhou", &[(F::Applicants, "family"), (F::Children, "1")], 1_300_000),
            ("quanzhou", &[(F::Children, "2")], 1_000_000),
            ("taizhou", &[(F::Applicants, "family")], 1_500_000),
            ("taizhou", &[(F::Applicants, "family"), (F::Children, "2")], 1_900_000),
            ("taizhou", &[(F::Applicants, "family"), (F::Children, "3")], 2_000_000),
            ("taizhou", &[(F::Claims, "talent")], 1_250_000),
            ("huzhou", &[(F::Claims, "green_building")], 910_000),
            ("nanjing", &[(F::Applicants, "family"), (F::Children, "2")], 1_440_000),
            ("nanjing", &[], 800_000),
            ("shenzhen", &[(F::Home, "second")], 700_000),
            ("shenzhen", &[(F::Home, "second"), (F::Children, "2")], 1_120_000),
            ("shenzhen", &[(F::Applicants, "family")], 2_080_000),
        ] {
            assert_eq!(found(city, pairs), (million(cap), "cap"), "{city} {pairs:?}");
        }
    }

    #[test]
    fn the_least_limit_decides() {
        let shenzhen =
            &[(F::Balance, "60000"), (F::Income, "16000"), (F::Debts, "1500"), (F::PriceWan, "300")];
        assert_eq!(found("shenzhen", shenzhen), (Fen::from_yuan(960_000), "account"));
        let poor = &[(F::Balance, "60000"), (F::Income, "3000"), (F::Debts, "1500"), (F::Price, "3000000")];
        assert_eq!(found("shenzhen", poor), (Fen::ZERO, "capacity"));
        assert_eq!(found("quanzhou", &[(F::Price, "500000.99")]), (Fen::from_yuan(400_000), "loan_to_value"));
        let guaranteed = &[(F::Price, "500000"), (F::Claims, "guaranteed_housing")];
        assert_eq!(found("quanzhou", guaranteed), (Fen::from_yuan(425_000), "loan_to_value"));
    }

    #[test]
    fn the_minimum_lifts_the_account_rule_only() {
        assert_eq!(found("huzhou", &[(F::AverageBalance, "30000")]), (Fen::from_yuan(540_000), "account"));
        let second = &[(F::AverageBalance, "30000"), (F::Home, "second")];
        assert_eq!(found("huzhou", second), (Fen::from_yuan(360_000), "account"));
        assert_eq!(found("huzhou", &[(F::AverageBalance, "5000")]), (Fen::from_yuan(200_000), "minimum"));
        let cheap = &[(F::AverageBalance, "5000"), (F::Price, "150000")];
        assert_eq!(found("huzhou", cheap), (Fen::from_yuan(120_000), "loan_to_value"));
    }

    #[test]
    fn rates_by_day_term_and_home() {
        for (on, months, home, rate) in [
            ("2014-11-22", 360, Home::Second, "4.675"),
            ("2022-09-30", 60, Home::First, "2.75"),
            ("2025-05-07", 61, Home::First, "2.85"),
            ("2025-05-08", 61, Home::First, "2.6"),
            ("2026-11-20", 60, Home::First, "2.1"),
            ("2026-11-20", 60, Home::Second, "2.525"),
            ("2026-11-20", 61, Home::Second, "3.075"),
        ] {
            let found = fund_rate(day(on), Months::new(months).unwrap(), home);
            assert_eq!(found.map(|r| r.to_string()), Some(rate.into()), "{on} {months}");
        }
        assert_eq!(fund_rate(day("2014-11-21"), Months::new(60).unwrap(), Home::First), None);
    }

    #[test]
    fn rules_hold_between_their_days() {
        let none = facts(&[]);
        let on = |city, date| city_limit(city, &none, day(date)).err();
        assert_eq!(on("taizhou", "2026-08-02"), Some(NoLimit::NoRulesThatDay));
        assert_eq!(on("taizhou", "2026-08-03"), None);
        assert_eq!(on("taizhou", "2027-12-31"), None);
        assert_eq!(on("taizhou", "2028-01-01"), Some(NoLimit::NoRulesThatDay));
        assert_eq!(on("atlantis", "2026-11-20"), Some(NoLimit::UnknownCity));
    }
}
