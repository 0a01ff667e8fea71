//! Every public function of the store, on both engines. The tidy test checks that each is named here.

#[path = "conformance/agents.rs"]
mod agents;
#[path = "conformance/balances.rs"]
mod balances;
#[path = "conformance/base.rs"]
mod base;
#[path = "conformance/books.rs"]
mod books;
#[path = "conformance/carry.rs"]
mod carry;
#[path = "conformance/certificates.rs"]
mod certificates;
#[path = "conformance/complaints.rs"]
mod complaints;
#[path = "conformance/day_signatures.rs"]
mod day_signatures;
#[path = "conformance/deferrals.rs"]
mod deferrals;
#[path = "conformance/fund_books.rs"]
mod fund_books;
#[path = "conformance/indicators.rs"]
mod indicators;
#[path = "conformance/interest.rs"]
mod interest;
#[path = "conformance/messages.rs"]
mod messages;
#[path = "conformance/people.rs"]
mod people;
#[path = "conformance/receipts.rs"]
mod receipts;
#[path = "conformance/reconcile.rs"]
mod reconcile;
#[path = "conformance/statements.rs"]
mod statements;

use agents::*;
use balances::*;
use base::*;
use books::*;
use certificates::*;
use closings::*;
use complaints::*;
use day_signatures::*;
use deferrals::*;
use fund_books::*;
use indicators::*;
use interest::*;
use messages::*;
use people::*;
use receipts::*;
use reconcile::*;
use statements::*;
use store::{
    Error, Form, audit, draft, session, setting,
    testing::{NOW, TestStore},
};
use transfers::*;

store::on_both_engines!(store::testing::TestStore::new;
    a_run_of_statements_is_noted_as_it_goes_on,
    statements_are_kept_for_good,
    entries_of_many_are_those_of_each,
    a_database_of_another_form_is_known,
    a_setting_stays_as_it_was_set_first,
    audit_rows_form_a_chain,
    drafts_are_kept_and_expire,
    sessions_come_and_go,
    a_failed_write_leaves_nothing,
    persons_are_known_by_their_index,
    staff_have_one_login,
    credentials_spend_each_step_once,
    tries_are_counted_and_held,
    accounts_are_opened_found_and_changed,
    a_frozen_account_notes_once_that_it_is_to_be_sealed,
    money_is_reserved_once_and_resolved_once,
    a_piece_of_a_file_is_posted_and_found,
    a_holder_is_found_with_every_account,
    a_grown_ledger_is_counted_anew_once,
    the_books_are_read_in_one_snapshot,
    the_chart_adds_up_from_the_rows,
    a_row_is_reversed_once_and_its_month_paid_again,
    a_correction_is_decided_by_another_person,
    money_in_suspense_is_used_once,
    what_the_bank_credited_for_a_file_stands_once,
    an_act_is_decided_by_another_person_and_frozen_money_stays,
    a_closing_is_decided_once_and_undone_once,
    an_application_waits_once_and_ends_once,
    a_transfer_moves_once_and_is_decided_by_two,
    what_a_transfer_books_leaves_suspense_on_its_day,
    certificates_keep_their_place,
    certificates_are_revoked_and_looked_at,
    messages_are_read_up_to_a_time,
    a_month_is_complained_about_once_and_answered_by_two,
    the_months_of_an_account_are_known,
    days_are_closed_once_and_found,
    every_column_of_the_ledger_is_hashed,
    a_settlement_is_noted_as_it_goes_on,
    the_rows_of_many_accounts_come_at_once,
    a_year_is_paid_once_whatever_the_code_does,
    an_agent_is_bound_to_a_unit_until_removed,
    a_file_that_is_given_up_leaves_nothing,
    a_batch_is_answered_decided_and_applied_once,
    a_deferral_is_granted_once_and_holds_by_account_and_month,
    a_statement_is_kept_once_a_day,
    the_highest_version_of_a_statement_stands,
    what_was_found_of_a_version_is_void_with_it,
    a_balance_is_that_of_the_rows_up_to_its_day,
    what_the_bank_shows_as_one_line_is_one_item,
    a_line_ends_in_one_place,
    a_sheet_is_signed_by_three_people,
    a_signature_that_is_taken_back_stays,
    a_signature_never_changes_and_is_never_removed,
    what_three_have_signed_is_not_taken_back,
    the_sums_of_a_closed_day_are_kept_once,
    a_plan_is_decided_by_another_person,
);

async fn a_database_of_another_form_is_known(db: TestStore) {
    let table = "_sqlx_migrations";
    assert_eq!(db.store.form().await.unwrap(), Form::Ours);
    db.tamper(
        table,
        &format!(
            "update {table} set version = version + 1000 where version = (select max(version) from {table})"
        ),
    )
    .await;
    assert_eq!(db.store.form().await.unwrap(), Form::Newer);
    db.tamper(table, &format!("delete from {table} where version > 1000")).await;
    assert_eq!(db.store.form().await.unwrap(), Form::Older);
    db.tamper("account", &format!("drop table {table}")).await;
    assert_eq!(db.store.form().await.unwrap(), Form::Older);
}

async fn a_setting_stays_as_it_was_set_first(db: TestStore) {
    for value in ["quanzhou", "nanjing"] {
        store::write!(db.store, "test", |tx| setting::keep(&mut tx, "city", value).await).unwrap();
    }
    let mut conn = db.store.read().await.unwrap();
    assert_eq!(setting::find(&mut conn, "city").await.unwrap().as_deref(), Some("quanzhou"));
    assert_eq!(setting::find(&mut conn, "format").await.unwrap(), None);
}

async fn audit_rows_form_a_chain(db: TestStore) {
    for subject in ["one", "two", "three"] {
        store::write!(db.store, "test", |tx| {
            let event = audit::Event { at: NOW, actor: "system", action: "test.run", subject, detail: "" };
            audit::append(&mut tx, &event).await
        })
        .unwrap();
    }
    let mut conn = db.store.read().await.unwrap();
    let rows = audit::page(&mut conn, 0, 10).await.unwrap();
    let mut previous = String::new();
    for row in &rows {
        assert!(row.follows(&previous), "{row:?}");
        previous.clone_from(&row.hash);
    }
    assert_eq!(audit::head(&mut conn).await.unwrap(), (3, previous));
    let mut altered = rows[1].clone();
    altered.detail = "x".into();
    assert!(!altered.follows(&rows[0].hash));
}

async fn drafts_are_kept_and_expire(db: TestStore) {
    let first = draft::Draft { request_id: "r1".into(), body: "{}".into() };
    let second = draft::Draft { request_id: "r2".into(), body: "{\"a\":1}".into() };
    store::write!(db.store, "test", |tx| {
        draft::save(&mut tx, "s", "rent", &first, NOW.plus_ms(10)).await?;
        draft::save(&mut tx, "s", "rent", &second, NOW.plus_ms(10)).await?;
        draft::save(&mut tx, "s", "flex", &first, NOW.plus_ms(10)).await?;
        draft::remove(&mut tx, "s", "flex").await?;
        draft::rehome(&mut tx, "s", "s2").await
    })
    .unwrap();
    let mut conn = db.store.read().await.unwrap();
    assert_eq!(draft::find(&mut conn, "s2", "rent", NOW).await.unwrap(), Some(second));
    assert_eq!(draft::find(&mut conn, "s2", "rent", NOW.plus_ms(10)).await.unwrap(), None);
    assert_eq!(draft::find(&mut conn, "s2", "flex", NOW).await.unwrap(), None);
    drop(conn);
    let removed = store::write!(db.store, "test", |tx| draft::remove_expired(&mut tx, NOW.plus_ms(10)).await);
    assert_eq!(removed.unwrap(), 1);
    let left = store::write!(db.store, "test", |tx| {
        draft::save(&mut tx, "s3", "rent", &first, NOW.plus_ms(10)).await?;
        draft::remove_all(&mut tx, "s3").await?;
        draft::find(&mut tx, "s3", "rent", NOW).await
    });
    assert_eq!(left.unwrap(), None);
}

async fn sessions_come_and_go(db: TestStore) {
    let made = |hash: &str, created: i64| session::Session {
        token_hash: hash.into(),
        role: "member".into(),
        subject_id: Some("p".into()),
        created: NOW.plus_ms(created),
        seen: NOW.plus_ms(created),
        expires: NOW.plus_ms(1000),
    };
    store::write!(db.store, "test", |tx| {
        for (hash, created) in [("a", 0), ("b", 1), ("c", 2)] {
            session::insert(&mut tx, &made(hash, created)).await?;
        }
        session::touch(&mut tx, "c", NOW.plus_ms(5)).await?;
        session::remove_oldest(&mut tx, "p", 2).await?;
        session::remove(&mut tx, "b").await
    })
    .unwrap();
    let mut conn = db.store.read().await.unwrap();
    assert_eq!(session::find(&mut conn, "a").await.unwrap(), None);
    assert_eq!(session::find(&mut conn, "b").await.unwrap(), None);
    assert_eq!(session::find(&mut conn, "c").await.unwrap().map(|s| s.seen), Some(NOW.plus_ms(5)));
    drop(conn);
    let removed =
        store::write!(db.store, "test", |tx| session::remove_expired(&mut tx, NOW.plus_ms(1000)).await);
    assert_eq!(removed.unwrap(), 1);
}

async fn a_failed_write_leaves_nothing(db: TestStore) {
    let failed: Result<(), Error> = store::write!(db.store, "test", |tx| {
        session::remove(&mut tx, "none").await?;
        let event = audit::Event { at: NOW, actor: "system", action: "test.fail", subject: "", detail: "" };
        audit::append(&mut tx, &event).await?;
        Err(Error::UnknownEngine)
    });
    assert!(failed.is_err());
    let mut conn = db.store.read().await.unwrap();
    assert_eq!(audit::head(&mut conn).await.unwrap().0, 0);
}

#[path = "conformance/closings.rs"]
mod closings;
#[path = "conformance/flex.rs"]
mod flex;
#[path = "conformance/transfers.rs"]
mod transfers;
