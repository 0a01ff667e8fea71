//! The `anju` binary.
#![recursion_limit = "1024"]

use std::process::ExitCode;

fn main() -> ExitCode {
    server::commands::run()
}
