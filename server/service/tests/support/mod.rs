//! Books for tests: three accounts with three months of contributions each, taken in from a file.

use domain::{
    AccountNo, ContributionRate, Fen, IdNumber, Month,
    contribution::{BaseLimits, ContributionRounding, ContributionRules},
    remittance::{Column, Reason},
};
use service::{
    remittance::{Imported, Listener, import},
    testing::TestCtx,
};
use store::Engine;

/// A file without findings.
pub struct Nobody;

impl Listener for Nobody {
    fn rejected(&mut self, line: u64, _: Option<Column>, reason: &Reason) -> std::io::Result<()> {
        panic!("line {line}: {reason:?}")
    }
    fn progress(&mut self, _: &Imported, _: u64) {}
}

/// Rules that let everything through.
pub fn rules() -> ContributionRules {
    let limits = BaseLimits { from: Month::new(2026, 7).unwrap(), floor: Fen::ZERO, ceiling: Fen::PARSE_MAX };
    ContributionRules {
        limits: vec![limits],
        rate_min: ContributionRate::from_bp(500),
        rate_max: ContributionRate::from_bp(1200),
        rounding: ContributionRounding::Fen,
        advance_months: 12,
        lowest_granted: None,
    }
}

/// The identity number behind the account of this serial.
pub fn id_of(sequence: u32) -> IdNumber {
    IdNumber::from_parts(350_599, "1990-05-17".parse().unwrap(), sequence).unwrap()
}

/// The line of one month for the account of this serial.
pub fn a_line(sequence: u32, month: &str) -> String {
    let number = AccountNo::of(1, sequence).unwrap();
    format!("100001,{number},林秀芳,{},{month},10000,10,10,1000,1000\n", id_of(sequence).reveal())
}

/// Takes lines in; the header stands before them.
pub async fn take_in(test: &TestCtx, lines: &str) -> Imported {
    take_in_under("", test, lines).await
}

/// The same with more columns, as they stand in the header after the others.
pub async fn take_in_under(more: &str, test: &TestCtx, lines: &str) -> Imported {
    let file = format!("DWZH,GRZH,XINGMING,ZJHM,HBJNY,GRJCJS,DWJCBL,GRJCBL,DWYJCE,GRYJCE{more}\n{lines}");
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("file.csv");
    std::fs::write(&path, file).unwrap();
    import(&test.ctx, &path, &rules(), &mut Nobody).await.unwrap()
}

/// Three accounts with three months each.
pub async fn books(engine: Engine) -> TestCtx {
    let test = TestCtx::on(engine).await;
    let months = ["202608", "202609", "202610"];
    let lines: String = (1..=3).flat_map(|of| months.map(|month| a_line(of, month))).collect();
    take_in(&test, &lines).await;
    test
}
