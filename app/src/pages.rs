//! One file per area of pages. A page takes the visit, calls one use case and shows what it answers.

pub mod me;
pub mod calc;
pub mod stopped;
pub mod tasks;
