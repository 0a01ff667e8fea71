//! Interest on members' accounts (结息): the settlement of a year, adjustments of settled years, closings, and the
//! page that explains all of it.
//!
//! A year is named by the calendar year of its settlement day, 30 June: 2026 is 1 July 2025 to 30 June 2026. What
//! an account is owed is always the same question to [`domain::interest::due`]: the interest of its rows, less what
//! was credited for that year before. So a second run finds nothing owed, a year that a closing has paid is not
//! paid again, and a late correction leaves exactly its difference.

mod account;
mod batch;
mod page;
mod rules;
mod settle;

pub use account::{
    Adjusted, adjust_account, adjust_in, close_in, corrected_in, interest_to_date, overdrawn_without,
};
pub use batch::{Problem, Unpaid};
pub use page::{Estimate, InterestPage, Line, page};
pub use rules::{Rules, counting, rates};
pub(crate) use settle::settled_years;
pub use settle::{BATCH, Failure, Listener, Order, Refusal, State, Totals, adjust, settle};
