//! `verify` finds nothing in sound books and names whatever somebody changed behind the program's back.

use domain::{
    AccountNo, ContributionRate, Fen, IdNumber, Month,
    contribution::{BaseLimits, ContributionRounding, ContributionRules},
    remittance::{Column, Reason},
};
use service::{
    remittance::{Imported, Listener, import},
    testing::TestCtx,
    verify::{self, Finding},
};
use store::Engine;

struct Nobody;

impl Listener for Nobody {
    fn rejected(&mut self, line: u64, _: Option<Column>, reason: &Reason) -> std::io::Result<()> {
        panic!("line {line}: {reason:?}")
    }
    fn progress(&mut self, _: &Imported, _: u64) {}
}

/// Three accounts with three months each.
async fn books(engine: Engine) -> TestCtx {
    let test = TestCtx::on(engine).await;
    let mut file = String::from("DWZH,GRZH,XINGMING,ZJHM,HBJNY,GRJCJS,DWJCBL,GRJCBL,DWYJCE,GRYJCE\n");
    for sequence in 1..=3 {
        let id = IdNumber::from_parts(350_599, "1990-05-17".parse().unwrap(), sequence).unwrap();
        let number = AccountNo::of(1, sequence).unwrap();
        for month in ["202608", "202609", "202610"] {
            file += &format!("100001,{number},林秀芳,{},{month},10000,10,10,1000,1000\n", id.reveal());
        }
    }
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("file.csv");
    std::fs::write(&path, file).unwrap();
    let limits = BaseLimits { from: Month::new(2026, 7).unwrap(), floor: Fen::ZERO, ceiling: Fen::PARSE_MAX };
    let rules = ContributionRules {
        limits: vec![limits],
        rate_min: ContributionRate::from_bp(500),
        rate_max: ContributionRate::from_bp(1200),
        rounding: ContributionRounding::Fen,
    };
    import(&test.ctx, &path, &rules, &mut Nobody).await.unwrap();
    test
}

async fn findings(test: &TestCtx) -> Vec<Finding> {
    let mut found = Vec::new();
    let summary = verify::run(&test.ctx, &mut |finding| found.push(finding)).await.unwrap();
    assert_eq!(summary.findings, found.len() as u64);
    found
}

/// Changes a row the way a person with the database password could: triggers off, then on.
async fn tamper(test: &TestCtx, table: &str, change: &str) {
    test.db.tamper(table, change).await;
}

async fn sound_books_have_no_findings(engine: Engine) {
    let test = books(engine).await;
    assert_eq!(findings(&test).await, []);
}

async fn a_changed_balance_is_named(engine: Engine) {
    let test = books(engine).await;
    let account = AccountNo::of(1, 2).unwrap();
    tamper(
        &test,
        "ledger_account",
        &format!("update ledger_account set posted_fen = posted_fen + 1 where id = '{account}'"),
    )
    .await;
    let claimed = Fen::new(600_001);
    assert_eq!(
        findings(&test).await,
        [
            Finding::Balance { account: account.to_string(), claimed, from_rows: Fen::new(600_000) },
            Finding::BooksOpen { total: Fen::new(1) },
        ]
    );
}

async fn a_changed_transfer_is_named(engine: Engine) {
    let test = books(engine).await;
    tamper(
        &test,
        "ledger_transfer",
        "update ledger_transfer set amount_fen = amount_fen + 100 where seq = 1",
    )
    .await;
    let found = findings(&test).await;
    let account = AccountNo::of(1, 1).unwrap().to_string();
    assert!(found.contains(&Finding::Shares { seq: 1 }), "{found:?}");
    assert!(
        found.iter().any(|f| matches!(f, Finding::Balance { account: a, .. } if *a == account)),
        "{found:?}"
    );
    assert!(
        found.iter().any(|f| matches!(f, Finding::Balance { account: a, .. } if a == "bank.deposit")),
        "{found:?}"
    );
}

async fn a_removed_transfer_is_named(engine: Engine) {
    let test = books(engine).await;
    let account = AccountNo::of(1, 1).unwrap();
    let change = format!(
        "delete from ledger_transfer where contribution_month = '2026-09' and credit_account = '{account}'"
    );
    tamper(&test, "ledger_transfer", &change).await;
    let found = findings(&test).await;
    assert!(found.iter().any(|f| matches!(f, Finding::Months { .. })), "{found:?}");
    assert!(found.iter().any(|f| matches!(f, Finding::Balance { .. })), "{found:?}");
}

async fn a_reservation_without_a_row_is_named(engine: Engine) {
    let test = books(engine).await;
    let account = AccountNo::of(1, 3).unwrap();
    tamper(
        &test,
        "ledger_account",
        &format!("update ledger_account set reserved_fen = 5 where id = '{account}'"),
    )
    .await;
    let (claimed, from_rows) = (Fen::new(5), Fen::ZERO);
    assert_eq!(
        findings(&test).await,
        [Finding::Reserved { account: account.to_string(), claimed, from_rows }]
    );
}

async fn a_changed_audit_row_is_named(engine: Engine) {
    let test = books(engine).await;
    tamper(&test, "audit_event", "update audit_event set detail = 'nothing' where seq = 1").await;
    assert_eq!(findings(&test).await, [Finding::AuditChain { seq: 1 }]);
    tamper(&test, "audit_event", "delete from audit_event where seq = 2").await;
    assert_eq!(findings(&test).await, [Finding::AuditChain { seq: 1 }, Finding::AuditHead { seq: 1 }]);
}

macro_rules! on_both_engines {
    ($($name:ident),* $(,)?) => {
        mod sqlite { $(#[tokio::test] async fn $name() { super::$name(super::Engine::Sqlite).await; })* }
        mod postgres { $(#[tokio::test] async fn $name() { super::$name(super::Engine::Postgres).await; })* }
    };
}

on_both_engines!(
    sound_books_have_no_findings,
    a_changed_balance_is_named,
    a_changed_transfer_is_named,
    a_removed_transfer_is_named,
    a_reservation_without_a_row_is_named,
    a_changed_audit_row_is_named,
);
