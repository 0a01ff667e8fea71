//! The live pieces. An island must live in this crate: in a library nobody references its export vanishes.

pub mod calculator;
