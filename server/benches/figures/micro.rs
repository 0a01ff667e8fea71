//! Work without a server: a schedule, a signature, a certificate's picture and paper.

use crate::table::{Table, best_micros};
use domain::{
    Fen,
    certificate::vectors,
    loan::{LoanTerms, Months, Principal, RepayMethod, Schedule},
    rate::Rate,
};
use std::hint::black_box;

/// The schedule of 800,000 yuan over 360 months at 2.6 %.
pub fn schedule(table: &mut Table) {
    let terms = LoanTerms {
        principal: Principal::new(Fen::from_yuan(800_000)).expect("in range"),
        months: Months::new(360).expect("in range"),
        rate: Rate::parse("2.6").expect("a rate"),
        method: RepayMethod::EqualInstalment,
    };
    let micros = best_micros(200, || {
        black_box(Schedule::of(black_box(&terms)));
    });
    table.row("360-month schedule, native", format!("{micros:.0} µs"), "≤ 100 µs", micros <= 100.0);
}

/// Reading, verifying and judging the QR text of a certificate.
pub fn certificate(table: &mut Table) -> anyhow::Result<()> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../app/domain/tests/certificates.json");
    let mut file: vectors::VectorFile = serde_json::from_str(&std::fs::read_to_string(file)?)?;
    file.vectors.truncate(1);
    let micros = best_micros(200, || {
        assert!(vectors::run(black_box(&file)).all(|(_, result)| result == vectors::VectorResult::Passed))
    });
    table.row(
        "certificate QR verified, native",
        format!("{:.2} ms", micros / 1000.0),
        "≤ 1 ms",
        micros <= 1000.0,
    );
    Ok(())
}
