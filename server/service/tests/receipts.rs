//! Receipts: what is proven of a closed day, and that every change behind the program's back is named.

mod support;

use domain::{
    AccountNo,
    receipt::{CHUNK, DayRoot, Receipt, Refused},
    text::hex,
};
use service::{
    actor::{Actor, Member},
    receipt::{self, Close},
    session,
    testing::{NOW, TestCtx},
    verify::{self, ClosedDay, Finding},
};
use sha2::{Digest, Sha256};
use store::{Engine, session::Session};
use support::{a_line, books, take_in};

const DAY_MS: i64 = 86_400_000;

async fn findings(test: &TestCtx) -> Vec<Finding> {
    let mut found = Vec::new();
    verify::run(&test.ctx, &mut |finding| found.push(finding)).await.unwrap();
    found
}

/// Closes yesterday.
async fn close(test: &TestCtx) -> DayRoot {
    match receipt::close(&test.ctx, test.ctx.today().pred_opt().unwrap()).await.unwrap() {
        Close::Closed(day) => day,
        other => panic!("{other:?}"),
    }
}

/// The owner of the account of this serial, signed in.
async fn owner(test: &TestCtx, serial: u32) -> Member {
    let number = AccountNo::of(1, serial).unwrap();
    let mut conn = test.ctx.store.read().await.unwrap();
    let own = store::account::find(&mut conn, &number).await.unwrap().unwrap();
    drop(conn);
    let (token, now) = (hex(&Sha256::digest(serial.to_be_bytes())), test.ctx.now());
    let session = Session {
        token_hash: hex(&Sha256::digest(token.as_bytes())),
        role: "member".into(),
        subject_id: Some(own.person_id),
        created: now,
        seen: now,
        expires: now.plus_ms(600_000),
    };
    store::write!(test.ctx.store, "test.session", |tx| store::session::insert(&mut tx, &session).await)
        .unwrap();
    match session::resolve(&test.ctx, Some(&token)).await.unwrap() {
        Actor::Member(member) => member,
        _ => panic!("nobody is signed in"),
    }
}

/// 650 accounts with two months: more than one chunk.
async fn more_than_a_chunk(test: &TestCtx) {
    let months = ["202609", "202610"];
    let lines: String = months.iter().flat_map(|month| (1..=650).map(|of| a_line(of, month))).collect();
    take_in(test, &lines).await;
}

async fn every_own_row_of_a_closed_day_is_proven(engine: Engine) {
    let test = TestCtx::on(engine).await;
    more_than_a_chunk(&test).await;
    let member = owner(&test, 600).await;
    let number = AccountNo::of(1, 600).unwrap();
    let mut conn = test.ctx.store.read().await.unwrap();
    let seq = store::ledger::entry_list(&mut conn, number.as_str()).await.unwrap().pop().unwrap().seq;
    drop(conn);
    assert!(seq > CHUNK as i64, "{seq} stands in the second chunk");
    let open = receipt::of_entry(&test.ctx, &member, seq).await.unwrap().unwrap();
    assert!(open.proof.is_none(), "the day is not closed yet");
    let day = close(&test).await;
    assert_eq!((day.no, day.rows, day.first_seq), (1, 1300, 1));
    let own = receipt::of_entry(&test.ctx, &member, seq).await.unwrap().unwrap();
    let (proof, root) = own.proof.unwrap();
    assert_eq!(root, day);
    assert_eq!(proof.check(Some(&root)), Ok(()));
    assert_eq!((proof.row.credit.as_str(), proof.index), (number.as_str(), seq as u64 - 1));
    for not_own in [1, seq - 100, i64::MAX, i64::MIN] {
        assert!(receipt::of_entry(&test.ctx, &member, not_own).await.unwrap().is_none(), "{not_own}");
    }

    let text = proof.text();
    assert!(receipt::check(&test.ctx, &text).await.unwrap().is_ok());
    let dearer = text.replace("amount_fen 200000", "amount_fen 900000");
    assert_ne!(dearer, text);
    assert_eq!(receipt::check(&test.ctx, &dearer).await.unwrap(), Err(Refused::OtherRoot));
    let elsewhere = text.replace("root 1", "root 2");
    assert_eq!(receipt::check(&test.ctx, &elsewhere).await.unwrap(), Err(Refused::NotPublished));
    assert_eq!(receipt::check(&test.ctx, "a letter").await.unwrap(), Err(Refused::Unreadable));
}

async fn days_follow_each_other(engine: Engine) {
    let test = books(engine).await;
    let today = test.ctx.today();
    assert_eq!(receipt::close(&test.ctx, today).await.unwrap(), Close::NotOver);
    let first = close(&test).await;
    assert_eq!(first.rows, 9);
    let again = receipt::close(&test.ctx, first.day).await.unwrap();
    assert_eq!(again, Close::Before, "a second closing changes nothing");
    test.clock.advance_ms(DAY_MS);
    assert_eq!(receipt::close(&test.ctx, today).await.unwrap(), Close::NothingNew);
    take_in(&test, &a_line(4, "202610")).await;
    test.clock.advance_ms(DAY_MS);
    let second = close(&test).await;
    assert_eq!((second.no, second.rows, second.previous), (2, 1, first.hash()));
    let both = vec![first.clone(), second];
    assert_eq!(receipt::all_roots(&test.ctx).await.unwrap(), both);
    for (after, shown) in [(None, &both[..]), (Some(1), &both[1..]), (Some(-9), &both), (Some(99), &[])] {
        let page = receipt::roots(&test.ctx, after).await.unwrap();
        assert_eq!((&page.days[..], page.newer), (shown, None), "after {after:?}");
    }
    assert_eq!(receipt::root(&test.ctx, 1).await.unwrap(), Some(first));
    for none in [0, 3, -1, i64::MIN, i64::MAX] {
        assert_eq!(receipt::root(&test.ctx, none).await.unwrap(), None, "{none}");
    }
    assert_eq!(findings(&test).await, []);
}

/// Two processes close the same day at the same moment: one root.
async fn a_day_is_closed_once(engine: Engine) {
    let test = books(engine).await;
    let day = test.ctx.today().pred_opt().unwrap();
    let (one, other) = tokio::join!(receipt::close(&test.ctx, day), receipt::close(&test.ctx, day));
    let closed = |close: &Close| matches!(close, Close::Closed(_));
    let (one, other) = (one.unwrap(), other.unwrap());
    assert!(closed(&one) != closed(&other), "{one:?} {other:?}");
    assert_eq!(findings(&test).await, []);
}

/// Somebody with the database's password, who also brings every running total into line.
async fn a_changed_row_is_named(engine: Engine) {
    for (change, named) in [
        (
            "update ledger_transfer set posted_on = '2026-01-01' where seq = 5",
            vec![Finding::ClosedDay(ClosedDay::Altered { seq: 5 })],
        ),
        (
            "update ledger_transfer set recorded_ms = recorded_ms + 1 where seq = 1",
            vec![Finding::ClosedDay(ClosedDay::Altered { seq: 1 })],
        ),
        (
            "update ledger_transfer set line_no = 77, batch_id = null where seq = 9",
            vec![Finding::ClosedDay(ClosedDay::Altered { seq: 9 })],
        ),
        (
            "update ledger_transfer set replaces_seq = 1 where seq = 2",
            vec![Finding::ClosedDay(ClosedDay::Altered { seq: 2 })],
        ),
        (
            "delete from ledger_transfer where seq = 4",
            vec![Finding::ClosedDay(ClosedDay::Removed { seq: 4 })],
        ),
        (
            "delete from ledger_transfer where seq = 9",
            vec![Finding::ClosedDay(ClosedDay::Removed { seq: 9 })],
        ),
    ] {
        let test = books(engine).await;
        let day = close(&test).await;
        assert_eq!(day.rows, 9);
        test.db.tamper("ledger_transfer", change).await;
        let found: Vec<Finding> = findings(&test).await.into_iter().filter(of_receipts).collect();
        assert_eq!(found, named, "{change}");
    }
}

/// Rows are read strung together. One that is written so that it reads like two, in the place of the second, is named.
async fn a_row_that_reads_like_two_is_named(engine: Engine) {
    let test = books(engine).await;
    close(&test).await;
    let (field, row) = ('\u{1f}', '\u{1e}');
    let both = format!(
        "update ledger_transfer set posted_on = (
             select concat_ws('{field}', t.posted_on, t.recorded_ms) || '{row}' ||
                    concat_ws('{field}', n.seq, n.debit_account, n.credit_account, n.amount_fen, n.kind,
                        coalesce(cast(n.reserves_seq as text), ''), coalesce(cast(n.reverses_seq as text), ''),
                        n.replaces_seq, n.business_code, coalesce(n.contribution_month, ''),
                        coalesce(cast(n.unit_part_fen as text), ''), coalesce(cast(n.personal_part_fen as text), ''),
                        coalesce(n.case_id, ''), coalesce(n.batch_id, ''), coalesce(cast(n.line_no as text), ''),
                        n.value_date, n.posted_on)
               from ledger_transfer t, ledger_transfer n where t.seq = 4 and n.seq = 5),
             recorded_ms = (select recorded_ms from ledger_transfer where seq = 5)
          where seq = 4"
    );
    test.db.tamper("ledger_transfer", &both).await;
    test.db.tamper("ledger_transfer", "delete from ledger_transfer where seq = 5").await;
    let found = findings(&test).await;
    assert!(found.iter().any(|finding| matches!(finding, Finding::Unreadable { .. })), "{found:?}");
    let found: Vec<Finding> = found.into_iter().filter(of_receipts).collect();
    let named = [ClosedDay::Altered { seq: 4 }, ClosedDay::Removed { seq: 5 }].map(Finding::ClosedDay);
    assert_eq!(found, named);
}

async fn rows_that_change_places_are_named(engine: Engine) {
    let test = books(engine).await;
    close(&test).await;
    test.db.tamper("ledger_transfer", "update ledger_transfer set seq = -2 where seq = 2").await;
    test.db.tamper("ledger_transfer", "update ledger_transfer set seq = 2 where seq = 3").await;
    test.db.tamper("ledger_transfer", "update ledger_transfer set seq = 3 where seq = -2").await;
    let found: Vec<Finding> = findings(&test).await.into_iter().filter(of_receipts).collect();
    assert_eq!(
        found,
        [
            Finding::ClosedDay(ClosedDay::Altered { seq: 2 }),
            Finding::ClosedDay(ClosedDay::Altered { seq: 3 })
        ]
    );
}

/// Whoever changes what is kept beside the rows is found too: the key is not in the database.
async fn a_changed_root_is_named(engine: Engine) {
    for (table, change, named) in [
        ("receipt_chunk", "update receipt_chunk set root = '00' || substr(root, 3)", None),
        (
            "receipt_day",
            "update receipt_day set root = '00' || substr(root, 3)",
            Some(Finding::ClosedDay(ClosedDay::Chain { day: yesterday() })),
        ),
        (
            "receipt_day",
            "update receipt_day set row_count = 8",
            Some(Finding::ClosedDay(ClosedDay::Chain { day: yesterday() })),
        ),
        (
            "receipt_day",
            "update receipt_day set prev_hash = hash",
            Some(Finding::ClosedDay(ClosedDay::Chain { day: yesterday() })),
        ),
    ] {
        let test = books(engine).await;
        close(&test).await;
        test.db.tamper(table, change).await;
        let found = findings(&test).await;
        assert!(!found.is_empty(), "{change}");
        assert!(named.is_none_or(|named| found.contains(&named)), "{change}: {found:?}");
    }
}

fn yesterday() -> chrono::NaiveDate {
    NOW.day().pred_opt().unwrap()
}

fn of_receipts(finding: &Finding) -> bool {
    matches!(finding, Finding::ClosedDay(_))
}

/// Without the salt's key, the hash of a row that everybody can guess is not the leaf.
#[tokio::test]
async fn a_receipt_does_not_tell_of_its_neighbours() {
    let test = books(Engine::Sqlite).await;
    close(&test).await;
    let member = owner(&test, 1).await;
    let own = receipt::of_entry(&test.ctx, &member, 1).await.unwrap().unwrap();
    let (proof, _) = own.proof.unwrap();
    let neighbour = receipt::of_entry(&test.ctx, &member, 2).await.unwrap().unwrap().row;
    let guessed = domain::receipt::leaf(&proof.salt, &neighbour.bytes());
    assert!(!proof.path.contains(&guessed), "its salt is another one");
    let text = Receipt::parse(&proof.text()).unwrap().text();
    assert!(!text.contains(AccountNo::of(1, 2).unwrap().as_str()));
}

store::on_both_engines!(
    every_own_row_of_a_closed_day_is_proven,
    days_follow_each_other,
    a_day_is_closed_once,
    a_changed_row_is_named,
    a_row_that_reads_like_two_is_named,
    rows_that_change_places_are_named,
    a_changed_root_is_named,
);
