//! Years settled, killed, settled again, adjusted and closed, on both engines.

#[path = "../support/mod.rs"]
#[expect(dead_code, reason = "other stories use the rest")]
mod support;

mod books;
mod closing;
mod resume;
mod settlement;
mod statements;
mod world;
