//! All SQL of Anju, written once for SQLite and PostgreSQL, and nothing else.
//!
//! **Invariants.** Only this crate contains SQL. It decides nothing and opens no transaction on its own: the
//! use cases in `service` do, through [`write!`]. Columns are BIGINT or TEXT, so that one text runs on both
//! engines through `sqlx::Any`; `tests/conformance.rs` runs every function on both.
//!
//! Functions are named resource first, verb second. "Not found" is `Option`; a row that contradicts the
//! domain is [`Error::Inconsistent`].

mod bulk;
mod db;
mod error;
mod hosts;
mod lookout;
mod packed;
mod row;
mod write;

pub mod account;
pub mod account_act;
pub mod agent;
pub mod audit;
pub mod backup;
pub mod base;
pub mod carry;
pub mod certificate;
pub mod closing;
pub mod complaint;
pub mod correction;
pub mod credential;
pub mod day_sheet;
pub mod day_signature;
pub mod day_sum;
pub mod debit;
pub mod deferral;
pub mod draft;
pub mod flex;
pub mod indicator_plan;
pub mod interest;
pub mod ledger;
pub mod message;
pub mod month_state;
pub mod officer;
pub mod payout;
pub mod payout_card;
pub mod person;
pub mod posted;
pub mod proposal;
pub mod receipt;
pub mod reconcile;
pub mod register;
pub mod remittance;
pub mod session;
pub mod setting;
pub mod staff;
pub mod suspense;
#[cfg(feature = "testing")]
pub mod testing;
pub mod throttle;
pub mod transfer;
pub mod trial;
pub mod verify;
pub mod withdrawal;
pub mod year_statement;

pub use db::{Conn, Db, Engine, Form, Reading, Store, Tx};
pub use error::Error;
pub use write::{Attempts, MaybeTransient, Outcome};
