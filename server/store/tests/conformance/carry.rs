//! Books carried from SQLite to PostgreSQL: all rows, or none.

use crate::books::{an_account, movement, number};
use std::path::{Path, PathBuf};
use store::{
    Engine, Store,
    carry::{NotCarried, carry},
    ledger, person,
    testing::{TestStore, tamper},
};

/// A file with an account and a movement, and an empty PostgreSQL.
async fn books() -> (TestStore, PathBuf, TestStore) {
    let (from, to) = (TestStore::new(Engine::Sqlite).await, TestStore::new(Engine::Postgres).await);
    an_account(&from.store).await.unwrap();
    let file = Path::new(from.url.trim_start_matches("sqlite://")).to_owned();
    (from, file, to)
}

#[tokio::test]
async fn every_row_arrives_and_the_next_one_comes_after_them() {
    let (from, file, to) = books().await;
    // What `COPY` writes in another way than it stands there.
    from.tamper("person", "update person set name = 'a\\b' || char(9, 10, 13, 8, 11, 12) || '\\N 安'").await;
    let carried = carry(&file, &to.url).await.unwrap();
    let rows = |table: &str| carried.iter().find(|one| one.table == table).map(|one| one.rows);
    assert_eq!((rows("account"), rows("ledger_transfer")), (Some(1), Some(1)));
    let (before, after) = (stand(&from.store).await, stand(&to.store).await);
    assert_eq!(before, after);
    assert_eq!(before.1.posted.get(), 50_000);
    // The engine goes on numbering after what it was given: the next row breaks no key.
    let again = store::write!(to.store, "test", |tx| {
        ledger::transfer_post(&mut tx, &movement(ledger::BANK_DEPOSIT, number(1).as_str(), 5, None)).await
    });
    assert_eq!(again.unwrap(), 2);
}

/// Both versions of a day's statement arrive, and which of them stands.
#[tokio::test]
async fn every_version_of_a_statement_is_carried() {
    let (from, file, to) = books().await;
    crate::reconcile::two_versions(&from.store).await;
    carry(&file, &to.url).await.unwrap();
    let (before, after) =
        (crate::reconcile::versions(&from.store).await, crate::reconcile::versions(&to.store).await);
    assert_eq!(before, after);
    assert_eq!(
        before.iter().map(|filed| (filed.version, filed.statement.lines.len())).collect::<Vec<_>>(),
        [(1, 2), (2, 1)]
    );
}

/// The name of the person, and the totals of the account.
async fn stand(store: &Store) -> (String, ledger::Totals) {
    let mut conn = store.read().await.unwrap();
    let person = person::find(&mut conn, "p1").await.unwrap().unwrap();
    (person.name, ledger::account_totals(&mut conn, number(1).as_str()).await.unwrap().unwrap())
}

#[tokio::test]
async fn books_that_stand_are_not_written_over() {
    let (_from, file, to) = books().await;
    an_account(&to.store).await.unwrap();
    let refused = carry(&file, &to.url).await;
    assert!(matches!(refused, Err(NotCarried::NotEmpty(_))), "{refused:?}");
}

/// The negative control: a database that changes what it is given is found out, and keeps nothing.
#[tokio::test]
async fn a_row_that_arrives_altered_is_noticed() {
    let (_from, file, to) = books().await;
    let change = "create function spoil() returns trigger language plpgsql as
                  $$ begin new.base_fen := new.base_fen + 1; return new; end $$";
    tamper(&to.url, "account", change).await;
    tamper(
        &to.url,
        "account",
        "create trigger spoil before insert on account for each row execute function spoil()",
    )
    .await;
    let refused = carry(&file, &to.url).await;
    assert!(matches!(&refused, Err(NotCarried::Altered(table)) if table == "account"), "{refused:?}");
    tamper(&to.url, "account", "drop trigger spoil on account").await;
    carry(&file, &to.url).await.expect("nothing was kept of the first try");
}

#[tokio::test]
async fn a_database_of_another_form_is_refused() {
    let (_from, file, to) = books().await;
    tamper(&to.url, "account", "alter table account add column later bigint").await;
    let refused = carry(&file, &to.url).await;
    assert!(matches!(&refused, Err(NotCarried::OtherForm(table)) if table == "account"), "{refused:?}");
}
