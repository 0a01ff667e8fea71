//! Certificates (电子证明): issuing them, and checking them for whoever holds one.
//!
//! The signature alone proves that the centre said so; the register of issued certificates proves that it was
//! the centre who signed. Every look by staff, and every look by number, is kept for the holder to see.

mod check;
mod issue;
mod lookup;
mod signer;
pub mod symbol;
#[cfg(test)]
mod tests;

pub use check::{Channel, Checked, check, check_at_counter, looks_of, status_list};
pub(crate) use issue::issue_with;
pub use issue::{NotIssued, Owned, find_own, issue, list_own, revoke};
pub use lookup::{Found, LookupField, Outcome, look_up, open_outcome, seal_outcome};
pub use signer::Signer;
