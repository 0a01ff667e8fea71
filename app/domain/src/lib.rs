//! The rules of a housing provident fund (住房公积金): types that prove themselves, law as dated data,
//! loan arithmetic and certificates.
//!
//! **Invariant:** this crate does no I/O, reads no clock, draws no random number and never panics on what a
//! person typed. It builds for the server and for the browser, so both compute the same digits.

pub mod capitals;
pub mod fen;
pub mod form;
pub mod loan;
pub mod month;
pub mod problem;
pub mod rate;
pub mod text;
pub mod time;

pub use fen::{Fen, to_fen};
pub use form::{FormField, FormState};
pub use month::Month;
pub use problem::Problem;
pub use rate::Rate;
pub use time::Timestamp;
