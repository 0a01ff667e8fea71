//! The use cases of the portal. One public function is one thing a person can do, in one transaction.
//!
//! **Invariants.** Only this crate opens a transaction (`store::write!`). A use case takes the actor as a
//! type: what only a [`actor::SecondReviewer`] may do cannot be called with anything else. Time, ids and
//! randomness come from [`Ctx`]. No sentence is written here and nothing is known of HTTP.

pub mod account_act;
pub mod actor;
pub mod arrears;
pub mod backup;
pub mod bank;
pub mod base;
pub mod cases;
pub mod centre;
pub mod certificate;
pub mod clock;
pub mod closing;
pub mod complaint;
pub mod correction;
pub mod ctx;
pub mod day_end;
pub mod debit;
mod debit_bank;
pub mod deferral;
pub mod demo;
pub mod device;
pub mod draft;
pub mod fault;
pub mod flex;
pub mod home;
pub mod ids;
pub mod indicator;
pub mod interest;
pub mod loan;
pub mod messages;
pub mod months;
pub mod new_login;
pub mod password;
pub mod payout;
pub mod people;
pub mod policies;
pub mod proposal;
pub mod receipt;
pub mod reconcile;
pub mod registers;
pub mod remittance;
pub mod rent;
pub mod review;
pub mod reviewer;
pub mod seal;
pub mod second_factor;
pub mod session;
pub mod sign_in;
pub mod staff;
pub mod statement;
pub mod suspense;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod throttle;
pub mod transfer;
pub mod trial;
pub mod two_people;
pub mod unit;
pub mod verify;
pub mod year_statement;

pub use ctx::{Ctx, Setup};
pub use fault::{Failure, Fault};
