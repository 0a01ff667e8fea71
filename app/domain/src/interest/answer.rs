//! The answer of `anju calc interest --json`: stable field names, money as texts in yuan with two decimals.

use super::{FenDays, Settlement};
use serde::Serialize;

/// `anju calc interest`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InterestAnswer {
    /// The sum of the products, a whole number of fen·days.
    pub product_fen_days: FenDays,
    /// Yuan.
    pub interest: String,
    /// Yuan, with the interest.
    pub closing_balance: String,
}

impl From<&Settlement> for InterestAnswer {
    fn from(settlement: &Settlement) -> InterestAnswer {
        InterestAnswer {
            product_fen_days: settlement.product,
            interest: settlement.interest.plain(),
            closing_balance: settlement.closing_balance.plain(),
        }
    }
}
