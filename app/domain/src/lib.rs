//! The rules of a housing provident fund (住房公积金): types that prove themselves, law as dated data,
//! loan arithmetic and certificates.
//!
//! **Invariant:** this crate does no I/O, reads no clock, draws no random number and never panics on what a
//! person typed. It builds for the server and for the browser, so both compute the same digits.

pub mod account;
pub mod account_act;
pub mod account_no;
pub mod bank_card;
pub mod base;
pub mod capitals;
pub mod case_number;
pub mod certificate;
pub mod chart;
pub mod closing;
pub mod complaint;
pub mod contribution;
pub mod correction;
pub mod credit_code;
pub mod day_end;
pub mod day_sums;
pub mod deferral;
pub mod fen;
pub mod flex;
pub mod form;
pub mod id_number;
pub mod indicator;
pub mod interest;
pub mod loan;
pub mod luhn;
pub mod mobile;
pub mod month;
pub mod month_state;
pub mod person_name;
pub mod policy;
pub mod problem;
pub mod rate;
pub mod receipt;
pub mod reconcile;
pub mod remittance;
pub mod retirement;
pub mod statement;
pub mod suspense;
pub mod text;
pub mod time;
pub mod transfer;
pub mod two_people;
pub mod withdrawal;
pub mod working_days;
pub mod year_statement;

pub use account::{AccountState, BusinessCode};
pub use account_no::{AccountNo, UnitNo};
pub use bank_card::BankCard;
pub use case_number::CaseNumber;
pub use contribution::ContributionRate;
pub use credit_code::CreditCode;
pub use fen::{Fen, to_fen};
pub use form::{FormField, FormState};
pub use id_number::IdNumber;
pub use mobile::Mobile;
pub use month::Month;
pub use person_name::PersonName;
pub use problem::Problem;
pub use rate::Rate;
pub use time::Timestamp;
