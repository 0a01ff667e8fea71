//! `anju cert`: work with certificates outside the portal.

use super::Ended;
use domain::certificate::vectors::{self, VectorFile, VectorResult};
use std::{io::Write, path::PathBuf};

#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: CertCommand,
}

/// What `anju cert` can do.
#[derive(clap::Subcommand, Debug)]
enum CertCommand {
    /// Run test vectors of the certificate format, one line each; exit 1 when any fails.
    Vectors {
        /// JSON with `keys` and `vectors`, each vector with `text`, `now` and the `expect`ed verdict.
        file: PathBuf,
    },
}

pub fn run(args: &Args) -> anyhow::Result<Ended> {
    let CertCommand::Vectors { file } = &args.command;
    let text = match std::fs::read(file) {
        Ok(text) => text,
        Err(error) => return Ok(Ended::Refused(format!("cannot read {}: {error}", file.display()))),
    };
    match serde_json::from_slice::<VectorFile>(&text) {
        Ok(vectors) => report(&vectors, &mut std::io::stdout().lock()),
        Err(error) => Ok(Ended::Refused(format!("{} holds no certificate vectors: {error}", file.display()))),
    }
}

fn report(file: &VectorFile, out: &mut impl Write) -> anyhow::Result<Ended> {
    let (mut passed, mut failed, mut skipped) = (0, 0, 0);
    for (vector, result) in vectors::run(file) {
        match result {
            VectorResult::Passed => {
                passed += 1;
                writeln!(out, "pass  {}  {}", vector.name, vector.expect)?;
            }
            VectorResult::Failed(verdict) => {
                failed += 1;
                writeln!(out, "FAIL  {}  expected {}, got {verdict}", vector.name, vector.expect)?;
            }
            VectorResult::Skipped(suite) => {
                skipped += 1;
                writeln!(
                    out,
                    "skip  {}  signed with {suite}, which this build does not verify",
                    vector.name
                )?;
            }
        }
    }
    if skipped > 0 {
        writeln!(out, "{skipped} skipped")?;
    }
    writeln!(out, "{passed} passed, {failed} failed")?;
    Ok(if failed == 0 { Ended::Well } else { Ended::WithFindings })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_closes_with_one_line() {
        let file: VectorFile = serde_json::from_value(serde_json::json!({
            "keys": {},
            "vectors": [
                { "name": "a", "text": "https://qr.example.com/abc", "now": 0, "expect": "NOT_OURS" },
                { "name": "b", "text": "https://qr.example.com/abc", "now": 0, "expect": "VALID" },
            ]
        }))
        .unwrap();
        let mut out = Vec::new();
        assert!(matches!(report(&file, &mut out).unwrap(), Ended::WithFindings));
        let out = String::from_utf8(out).unwrap();
        assert_eq!(out, "pass  a  NOT_OURS\nFAIL  b  expected VALID, got NOT_OURS\n1 passed, 1 failed\n");
    }
}
