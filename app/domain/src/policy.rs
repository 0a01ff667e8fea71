//! City rules as dated data (政策): files with a document number and dates, an expression language for caps,
//! typed facts with their register, and one pure decision that names everything it looked at.

mod amount;
pub mod contribution;
pub mod decide;
pub mod expr;
pub mod facts;
pub mod file;
mod frequency;
mod rules;

pub use contribution::ContributionPolicy;
pub use decide::{Cure, DecideError, Decision, Failure, Outcome, Step, decide};
pub use facts::{Claim, Fact, FactName, Facts, Register, Value};
pub use file::{Clause, Policy, PolicyError, RuleId, Version};
pub use frequency::{Frequency, Unit};

#[cfg(test)]
mod tests;
