//! Statements outside pages: as files for a spreadsheet and for programs, their schema, and reading such a file again.

mod check;
pub mod files;
mod json;
pub mod sheet;

pub use check::{NotAFile, check};
pub use json::json_text;

/// The form of the JSON file, published at [`SCHEMA_PATH`].
pub const SCHEMA: &str = include_str!("../schemas/statement-1.json");
pub const SCHEMA_PATH: &str = "/schemas/statement-1.json";
