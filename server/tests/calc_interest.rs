//! `anju calc interest` as a machine and as a person calls it.

use serde_json::{Value, json};
use std::{path::PathBuf, process::Command};

/// A file of movements in a folder that goes with the test.
struct Entries(tempfile::TempDir);

impl Entries {
    fn of(lines: &str) -> Entries {
        let entries = Entries(tempfile::tempdir().unwrap());
        std::fs::write(entries.path(), lines).unwrap();
        entries
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("entries.csv")
    }
}

/// (exit code, standard output, standard error)
fn anju(arguments: &[&str], entries: Option<&Entries>) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_anju"));
    command.args(["calc", "interest"]).args(arguments);
    if let Some(entries) = entries {
        command.arg("--entries").arg(entries.path());
    }
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn answer(arguments: &[&str], entries: Option<&Entries>) -> Value {
    let (code, stdout, stderr) = anju(&[arguments, &["--json"]].concat(), entries);
    assert_eq!((code, stderr.as_str()), (0, ""), "{arguments:?}");
    serde_json::from_str(&stdout).unwrap()
}

/// 2,400 yuan on the 15th of every month, then 5,000 withdrawn on 10 March.
fn a_year() -> Entries {
    let months = (7..=12).map(|month| (2025, month)).chain((1..=6).map(|month| (2026, month)));
    let lines: String = months.map(|(year, month)| format!("{year}-{month:02}-15,2400.00\n")).collect();
    Entries::of(&format!("value_date,amount\n{lines}2026-03-10,-5000.00\n"))
}

#[test]
fn a_machine_reads_three_fields() {
    let entries = a_year();
    let year = ["--year", "2025", "--opening", "30000.00"];
    assert_eq!(
        answer(&year, Some(&entries)),
        json!({"product_fen_days": 1_565_540_000, "interest": "652.31", "closing_balance": "54452.31"})
    );
    assert_eq!(answer(&[&year[..], &["--basis", "d365"]].concat(), Some(&entries))["interest"], "643.37");
    assert_eq!(
        answer(&["--year", "2027", "--opening", "10,000"], None),
        json!({"product_fen_days": 366_000_000, "interest": "152.50", "closing_balance": "10152.50"})
    );
    let yuan = answer(&["--year", "2025", "--opening", "12345.67", "--unit", "yuan"], None);
    assert_eq!(yuan["interest"], "187.75");
}

#[test]
fn an_account_closed_in_february() {
    let entries = Entries::of(
        "value_date,amount\n2025-12-20,1980\n2025-11-20,1980\n2025-10-20,1980\n2025-09-20,1980\n2025-08-20,1980\n\
         2025-07-20,1980\n2026-01-20,1980\n",
    );
    let closed =
        answer(&["--year", "2025", "--opening", "85612.37", "--close", "2026-02-10"], Some(&entries));
    let expected =
        json!({"product_fen_days": 2_074_137_088, "interest": "864.22", "closing_balance": "100336.59"});
    assert_eq!(closed, expected);
}

#[test]
fn a_person_reads_rate_days_and_balance() {
    let (code, table, _) = anju(&["--year", "2025", "--opening", "30000"], Some(&a_year()));
    assert_eq!(code, 0);
    let lines: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(lines[0], ["from", "to", "money", "balance", "days", "rate", "product", "interest"]);
    let first = ["2025-07-01", "2025-07-14", "whole", "30,000.00", "14", "1.50%", "42000000", "17.50"];
    assert_eq!(lines[1], first);
    let last = ["2026-06-15", "2026-06-30", "whole", "53,800.00", "16", "1.50%", "86080000", "35.86"];
    assert_eq!(lines[14][..7], last[..7]);
    let fen = |cell: &str| domain::Fen::parse(cell).unwrap().get();
    assert_eq!(lines[1..15].iter().map(|row| fen(row[7])).sum::<i64>(), 65_231);
    assert_eq!(lines[1..15].iter().map(|row| row[6].parse::<i64>().unwrap()).sum::<i64>(), 1_565_540_000);
    assert_eq!(lines[17], ["interest", "652.31"]);
    // Years with two rates show both parts of the balance.
    let (_, table, _) = anju(&["--year", "2015", "--opening", "20000"], None);
    assert!(table.contains("carried over") && table.contains("1.60%") && table.contains("276.53"), "{table}");
}

#[test]
fn what_cannot_be_is_refused_with_a_sentence() {
    let good = "value_date,amount\n";
    for (arguments, file, says) in [
        (&["--year", "2025", "--opening", "1"][..], "date,amount\n", "line 1: expected the header"),
        (&["--year", "2025", "--opening", "1"], "", "line 1: expected the header"),
        (&["--year", "2025", "--opening", "1"], "value_date,amount\n2026-07-01,5\n", "2026-07-01 is outside"),
        (&["--year", "2025", "--opening", "1"], "value_date,amount\n2025-06-30,5\n", "2025-06-30 is outside"),
        (&["--year", "2025", "--opening", "1"], "value_date,amount\n2025-09-01,-1.01\n", "would be -0.01"),
        (&["--year", "2025", "--opening", "1"], "value_date,amount\n2025-02-30,5\n", "line 2: value date"),
        (&["--year", "2025", "--opening", "1"], "value_date,amount\n2025-09-01,5.001\n", "line 2: amount"),
        (
            &["--year", "2025", "--opening", "1"],
            "value_date,amount\n2025-09-01\n",
            "line 2: expected a value date",
        ),
        (&["--year", "2025", "--opening", "-1"], good, "--opening: "),
        (&["--year", "2025", "--opening", "1e9"], good, "--opening: "),
        (&["--year", "2012", "--opening", "1"], good, "no rate is known for 2012-07-01"),
        (&["--year", "25", "--opening", "1"], good, "--year: "),
        (
            &["--year", "2025", "--opening", "1", "--basis", "d366"],
            good,
            "--basis: expected d360, d365 or whole-year",
        ),
        (&["--year", "2025", "--opening", "1", "--unit", "jiao"], good, "--unit: expected fen or yuan"),
        (
            &["--year", "2025", "--opening", "1", "--close", "2026-07-01"],
            good,
            "--close: 2026-07-01 is outside",
        ),
        (&["--year", "2025", "--opening", "1", "--close", "soon"], good, "--close: expected a day"),
        (
            &["--year", "2025", "--opening", "1", "--close", "2026-02-10"],
            "value_date,amount\n2026-02-11,5\n",
            "2026-02-11 is outside",
        ),
    ] {
        for json in [&["--json"][..], &[]] {
            let (code, stdout, stderr) = anju(&[arguments, json].concat(), Some(&Entries::of(file)));
            assert_eq!((code, stdout.as_str()), (2, ""), "{arguments:?} {file:?}");
            assert!(stderr.contains(says), "{arguments:?} {file:?}: {stderr}");
        }
    }
    let (code, _, stderr) = anju(&["--year", "2025", "--opening", "1", "--entries", "/nowhere/e.csv"], None);
    assert!(code == 2 && stderr.contains("/nowhere/e.csv cannot be read"), "{stderr}");
}
