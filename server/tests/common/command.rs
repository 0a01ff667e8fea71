//! `anju` as a machine or a person calls it.

use serde_json::Value;
use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

/// What the command said.
pub struct Said {
    pub code: i32,
    pub out: String,
    pub error: String,
}

impl Said {
    /// The one JSON object of a command that went well.
    #[track_caller]
    pub fn json(&self) -> Value {
        assert_eq!(self.code, 0, "{} {}", self.out, self.error);
        serde_json::from_str(&self.out).unwrap_or_else(|_| panic!("{}{}", self.out, self.error))
    }

    #[track_caller]
    pub fn refuses(&self, with: &str) {
        assert_eq!(self.code, 2, "{} {}", self.out, self.error);
        assert!(self.error.starts_with(with), "{}", self.error);
    }
}

/// Runs it on a database with these lines on its standard input.
pub fn anju(database: &str, keys: &Path, arguments: &[&str], lines: &str) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_anju"));
    command.args(arguments).env_remove("ANJU_STAFF_PASSWORD").env_remove("ANJU_NEW_PASSWORD");
    command.env("ANJU_DATABASE", database).env("ANJU_KEYS", keys);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A command that asks for nothing may have ended before it is told.
    let _ = child.stdin.take().unwrap().write_all(lines.as_bytes());
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Said { code: output.status.code().unwrap(), out: text(output.stdout), error: text(output.stderr) }
}
