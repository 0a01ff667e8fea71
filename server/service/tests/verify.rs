//! `verify` finds nothing in sound books and names whatever somebody changed behind the program's back.

mod support;

use domain::{AccountNo, Fen};
use service::{
    testing::TestCtx,
    verify::{self, Finding},
};
use store::Engine;
use support::books;

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
    let (claimed, from_rows) = (Fen::new(600_001), Fen::new(600_000));
    let found = findings(&test).await;
    // They are looked for side by side, in no order.
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.contains(&Finding::Balance { account: account.to_string(), claimed, from_rows }));
    assert!(found.contains(&Finding::BooksOpen { total: Fen::new(1) }));
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

async fn a_row_of_an_unknown_account_or_in_place_of_nothing_is_named(engine: Engine) {
    let test = books(engine).await;
    let past_the_references = match engine {
        Engine::Sqlite => "pragma foreign_keys = off",
        Engine::Postgres => "set session_replication_role = replica",
    };
    let change = "update ledger_transfer set debit_account = 'nobody' where seq = 2;
                  update ledger_transfer set replaces_seq = 1 where seq = 3";
    tamper(&test, "ledger_transfer", &format!("{past_the_references}; {change}")).await;
    let found = findings(&test).await;
    assert!(found.contains(&Finding::Astray { seq: 2 }), "{found:?}");
    assert!(found.contains(&Finding::Reversal { seq: 3 }), "{found:?}");
    assert!(!found.iter().any(|finding| matches!(finding, Finding::Shares { .. })), "{found:?}");
}

store::on_both_engines!(
    sound_books_have_no_findings,
    a_changed_balance_is_named,
    a_changed_transfer_is_named,
    a_removed_transfer_is_named,
    a_reservation_without_a_row_is_named,
    a_row_of_an_unknown_account_or_in_place_of_nothing_is_named,
    a_changed_audit_row_is_named,
);
