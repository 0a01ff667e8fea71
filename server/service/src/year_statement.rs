//! Statements of accrual years (年度对账单): what a contributor reads about a year and each of its months, and the
//! issuing that makes a settled year final.
//!
//! A year is provisional until its interest is credited and its statement is issued. From then on the statement is
//! the rows that were there, recomputed each time and held against the hash that was kept; what came later is named
//! beside it.

mod issue;
mod read;
mod sign;

pub use issue::{Issuing, NotIssued, issue_year};
pub use read::{Overview, Standing, YearLine, YearPage, list, of_account, page};
pub use sign::{NotSigned, sign, signed};
pub use store::year_statement::Issued;
