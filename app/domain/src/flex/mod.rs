//! Flexible employment (灵活就业): people whom no employer pays for join on their own (Regulation article 49).
//!
//! A city's rules are data ([`policy`]); what a person sends is read in [`registration`]; what is signed is
//! named in [`agreement`]; [`state`] and [`debit`] say what happens afterwards, month by month.

pub mod agreement;
pub mod debit;
pub mod policy;
pub mod registration;
pub mod state;

pub use agreement::Clause;
pub use debit::{DebitState, Step};
pub use policy::{FlexPolicy, FlexVersion, Product};
pub use registration::{AgreementField, Identity, IdentityField, Occupation, Plan, ProductField};
pub use state::{FlexEvent, FlexState};

#[cfg(test)]
mod tests;
