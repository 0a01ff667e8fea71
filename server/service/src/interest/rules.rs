//! The rates that accounts bear and how centres count. The files of `server/policies` are compiled in, so that
//! the books, the pages and the commands can never read different ones.

use crate::Ctx;
use domain::interest::{AccrualYear, Counting, DepositRates, Method};
use std::sync::LazyLock;

const RATES: &str = include_str!("../../../policies/national/deposit-rates.toml");
const COUNTING: &str = include_str!("../../../policies/national/interest-counting.toml");

#[expect(clippy::expect_used, reason = "the file is part of the binary, and a test reads it")]
static BOOK: LazyLock<DepositRates> =
    LazyLock::new(|| toml::from_str(RATES).expect("the deposit rates are sound"));

#[expect(clippy::expect_used, reason = "the file is part of the binary, and a test reads it")]
static WAYS: LazyLock<Counting> =
    LazyLock::new(|| toml::from_str(COUNTING).expect("the ways of counting are sound"));

/// The published rates of this release.
pub fn rates() -> &'static DepositRates {
    &BOOK
}

/// The ways of counting of this release.
pub fn counting() -> &'static Counting {
    &WAYS
}

/// By what interest is computed: rates, ways of counting, and whose.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'r> {
    pub rates: &'r DepositRates,
    pub counting: &'r Counting,
    pub city: &'r str,
}

impl Rules<'_> {
    /// Those of this release for the centre of `ctx`.
    pub fn of(ctx: &Ctx) -> Rules<'_> {
        Rules { rates: rates(), counting: counting(), city: &ctx.centre.city }
    }

    /// How a year is counted: by what is in force on its settlement day.
    pub fn method(&self, year: AccrualYear) -> Method {
        self.counting.on(self.city, year.settlement_day())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rate_and_every_way_of_counting_names_its_source() {
        for row in rates().rows() {
            assert!(row.source.contains("号") || row.source.contains("公告"), "{row:?}");
            assert!(row.as_of <= row.from, "{row:?}");
        }
        for row in counting().rows() {
            assert!(row.source.contains("号"), "{row:?}");
        }
        let year = AccrualYear::settled_in(2026).unwrap();
        assert_eq!(counting().on("quanzhou", year.settlement_day()), Method::default());
    }
}
