//! What cities hold of closing withdrawals; compiled in, as all rules.

use domain::closing::LeaveRules;
use std::sync::LazyLock;

const TEXT: &str = include_str!("../../../policies/national/closing.toml");

#[expect(clippy::expect_used, reason = "the file is part of the binary, and a test reads it")]
static RULES: LazyLock<LeaveRules> =
    LazyLock::new(|| toml::from_str(TEXT).expect("the rules of closings are sound"));

/// The rules of this release.
pub fn leave_rules() -> &'static LeaveRules {
    &RULES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read_and_its_law_has_an_address() {
        assert!(leave_rules().law.source.starts_with("https://"));
        assert!(!leave_rules().rows().is_empty());
    }
}
