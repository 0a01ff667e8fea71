//! Loan arithmetic (贷款试算): schedules, prepayment, combination loans and the limit of a city.

mod annuity;
pub mod answer;
pub mod combination;
pub mod facts;
pub mod figure;
pub mod form;
mod formula;
pub mod limit;
#[cfg(test)]
mod limit_tests;
mod money;
pub mod policy;
pub mod prepay;
pub mod rates;
pub mod schedule;
pub mod terms;
#[cfg(test)]
mod tests;

pub use combination::{Combination, CombinationTerms};
pub use facts::{FactField, Facts};
pub use form::{LoanField, LoanForm};
pub use limit::{Bound, Limit, limit};
pub use policy::{LoanPolicy, LoanRules};
pub use prepay::{Prepaid, PrepayMode, Running};
pub use rates::RateTable;
pub use schedule::{Instalment, Schedule};
pub use terms::{LoanTerms, Months, Principal, RepayMethod};
