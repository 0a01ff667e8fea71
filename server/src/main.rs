//! The `anju` binary.
#![recursion_limit = "1024"]

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    server::commands::run().await
}
