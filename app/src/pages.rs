//! One file per area of pages. A page takes the visit, calls one use case and shows what it answers.

pub mod base;
pub mod calc;
pub mod cases;
pub mod certificate;
pub mod close;
pub mod complaint;
pub mod counter;
pub mod desk;
pub mod flex;
pub mod home;
pub mod interest;
pub mod ledger;
pub mod me;
pub mod messages;
pub mod months;
pub mod open;
pub mod receipt;
pub mod rent;
pub mod rules;
pub mod sign_in;
pub mod statements;
pub mod stopped;
pub mod tasks;
pub mod transfer;
pub mod unit;
pub mod verify;
