//! The trial balance adds up from the rows and contradicts whoever changed a row or a total.

mod support;

use domain::{Fen, chart};
use service::{
    testing::{NOW, TestCtx},
    trial::{self, Finding, TrialBalance},
};
use store::Engine;
use support::books;

async fn drawn_up(test: &TestCtx) -> TrialBalance {
    trial::balance(&test.ctx, NOW.day()).await.unwrap()
}

async fn sound_books_balance(engine: Engine) {
    let test = books(engine).await;
    let books = drawn_up(&test).await;
    assert_eq!(books.findings, []);
    assert_eq!((books.debits, books.credits), (Fen::from_yuan(18_000), Fen::from_yuan(18_000)));
    assert_eq!(books.of(chart::BANK_DEPOSIT), Fen::from_yuan(18_000), "an asset grows by debits");
    assert_eq!(books.owed_to_members(), Fen::from_yuan(18_000));
    assert_eq!(books.lines.len(), chart::CHART.len());
    let before = trial::balance(&test.ctx, NOW.day().pred_opt().unwrap()).await.unwrap();
    assert_eq!((before.debits, before.findings), (Fen::ZERO, vec![]), "nothing was posted the day before");
}

async fn a_changed_row_is_contradicted(engine: Engine) {
    let test = books(engine).await;
    let change = "update ledger_transfer set amount_fen = amount_fen + 100 where seq = 1";
    test.db.tamper("ledger_transfer", change).await;
    let disagrees = |account: &str, running, from_rows| Finding::Disagrees {
        account: account.into(),
        running: Fen::new(running),
        from_rows: Fen::new(from_rows),
    };
    assert_eq!(
        drawn_up(&test).await.findings,
        [disagrees("bank.deposit", -1_800_000, -1_800_100), disagrees("members", 1_800_000, 1_800_100)]
    );
}

async fn a_changed_total_is_contradicted(engine: Engine) {
    let test = books(engine).await;
    let change = "update ledger_account set posted_fen = posted_fen + 1 where id = 'interest.expense'";
    test.db.tamper("ledger_account", change).await;
    let (account, running) = ("interest.expense".to_owned(), Fen::new(1));
    assert_eq!(
        drawn_up(&test).await.findings,
        [Finding::Disagrees { account, running, from_rows: Fen::ZERO }]
    );
}

async fn money_outside_the_chart_is_named(engine: Engine) {
    let test = books(engine).await;
    test.db
        .tamper("ledger_account", "insert into ledger_account (id, class) values ('petty.cash', 'centre')")
        .await;
    let change = "update ledger_transfer set debit_account = 'petty.cash' where seq = 1";
    test.db.tamper("ledger_transfer", change).await;
    let books = drawn_up(&test).await;
    assert!(books.findings.contains(&Finding::NotInChart { account: "petty.cash".into() }), "{books:?}");
    let (debits, credits) = (Fen::from_yuan(16_000), Fen::from_yuan(18_000));
    assert!(books.findings.contains(&Finding::Open { debits, credits }), "{books:?}");
}

store::on_both_engines!(
    sound_books_balance,
    a_changed_row_is_contradicted,
    a_changed_total_is_contradicted,
    money_outside_the_chart_is_named,
);
