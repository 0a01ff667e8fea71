//! The release binary as a centre runs it, with its time and its memory.

use crate::city::City;
use anyhow::ensure;
use std::{
    process::{Command, Stdio},
    time::{Duration, Instant},
};

/// What a command answered and what it cost.
pub struct Ran {
    pub said: String,
    pub seconds: f64,
    /// The most memory it had, in MB.
    pub peak_mb: u64,
}

/// The release binary that this run was built with.
pub fn anju() -> Command {
    Command::new(env!("CARGO_BIN_EXE_anju"))
}

/// `anju ARGS` on the books of a city; an error when it does not end well.
pub fn on_books(city: &City, args: &[&str]) -> anyhow::Result<Ran> {
    let books = city.books();
    let mut command = anju();
    command.args(args).env("ANJU_DATABASE", &books.database).env("ANJU_KEYS", &books.keys);
    watched(command)
}

/// Runs a command to its end and looks at its memory fifty times a second.
pub fn watched(mut command: Command) -> anyhow::Result<Ran> {
    let said = tempfile::NamedTempFile::new()?;
    command.stdout(said.reopen()?).stderr(Stdio::null());
    let (started, mut peak_mb) = (Instant::now(), 0);
    let mut child = command.spawn()?;
    let status = loop {
        peak_mb = peak_mb.max(peak_memory_mb(child.id()).unwrap_or(0));
        if let Some(status) = child.try_wait()? {
            break status;
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    let seconds = started.elapsed().as_secs_f64();
    let said = std::fs::read_to_string(said.path())?;
    ensure!(status.success(), "{command:?} ended with {status}: {said}");
    Ok(Ran { said, seconds, peak_mb })
}

/// The most memory a process has had, as the kernel counts it.
pub fn peak_memory_mb(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kb| kb / 1024)
}
