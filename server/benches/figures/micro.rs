//! Work without a server: a schedule, a signature, a certificate's picture and paper.

use crate::{
    sheet::{link, sheet, typefaces},
    table::{Table, best_micros},
};
use anyhow::Context as _;
use domain::{
    Fen,
    certificate::vectors,
    loan::{LoanTerms, Months, Principal, RepayMethod, Schedule},
    rate::Rate,
};
use service::certificate::symbol::Symbol;
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

/// A certificate drawn as paper and as picture, its symbol drawn before as the portal does.
pub fn prints(table: &mut Table) -> anyhow::Result<()> {
    let (sheet, typefaces) = (sheet(), typefaces());
    let ms = |micros: f64| micros / 1000.0;
    let pdf = ms(best_micros(20, || drop(black_box(sheet.pdf(&typefaces)))));
    let png = ms(best_micros(20, || drop(black_box(sheet.png(&typefaces)))));
    let drawn = ms(best_micros(20, || drop(black_box(Symbol::draw(&link())))));
    sheet.pdf(&typefaces).context("a certificate is printed")?;
    table.row("certificate as PDF", format!("{pdf:.1} ms"), "≤ 60 ms", pdf <= 60.0);
    table.row("certificate as PNG", format!("{png:.1} ms"), "", true);
    table.row("QR symbol of 640 digits, once a certificate", format!("{drawn:.1} ms"), "", true);
    Ok(())
}
