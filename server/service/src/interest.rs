//! The rates that accounts bear. The file of `server/policies` is compiled in, so that the books, the pages
//! and the commands can never read different rates.

use domain::interest::DepositRates;
use std::sync::LazyLock;

const RATES: &str = include_str!("../../policies/national/deposit-rates.toml");

#[expect(clippy::expect_used, reason = "the file is part of the binary, and a test reads it")]
static BOOK: LazyLock<DepositRates> =
    LazyLock::new(|| toml::from_str(RATES).expect("the deposit rates are sound"));

/// The published rates of this release.
pub fn rates() -> &'static DepositRates {
    &BOOK
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rate_names_its_source() {
        for row in rates().rows() {
            assert!(row.source.contains("号") || row.source.contains("公告"), "{row:?}");
            assert!(row.as_of <= row.from, "{row:?}");
        }
    }
}
