//! What forms are sent to. An action takes strings, calls one use case and redirects; it decides nothing.
//!
//! Every server function posts to `/do/…` with an explicit endpoint: the default one carries a hash of the
//! crate's directory, and a page that was open during a release would post to nowhere.

pub mod base;
pub mod certificate;
pub mod close;
pub mod complaint;
pub mod day_end;
pub mod desk_closing;
pub mod desk_correction;
pub mod desk_plan;
pub mod desk_suspense;
pub mod desk_transfer;
pub mod flex;
pub mod prefs;
pub mod proposal;
pub mod receipt;
pub mod rent;
pub mod review;
pub mod sign_in;
pub mod statement;
pub mod transfer;
pub mod unit;
