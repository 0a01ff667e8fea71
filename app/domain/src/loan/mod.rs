//! Loan arithmetic (贷款试算): schedules, prepayment, combination loans and the limit of a city.

mod annuity;
pub mod combination;
mod money;
pub mod prepay;
pub mod schedule;
pub mod terms;
#[cfg(test)]
mod tests;

pub use combination::{Combination, CombinationTerms};
pub use prepay::{Prepaid, PrepayMode, Running};
pub use schedule::{Instalment, Schedule};
pub use terms::{LoanTerms, Months, Principal, RepayMethod};
