//! The process: configuration, router, layers, commands. No use case lives here.
#![recursion_limit = "1024"]

pub mod accept;
pub mod actions;
pub mod assets;
pub mod certificates;
pub mod commands;
pub mod config;
pub mod facts_file;
pub mod layers;
mod open_files;
pub mod photo;
pub mod print;
mod receipt_files;
pub mod render;
pub mod router;
pub mod session_layer;
pub mod start;
mod statement_files;
mod unit_files;
mod year_statement;

/// A page is thousands of small allocations. Against the system's allocator, see `make bench home`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
