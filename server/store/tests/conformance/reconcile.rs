//! The bank's statements, matches, breaks, and the day-end sheet.

use crate::{
    NOW,
    books::{an_account, movement, number},
};
use chrono::NaiveDate;
use domain::{
    Fen, Timestamp, chart,
    day_end::Signing,
    reconcile::{BreakKind, By, Explanation, Line, Resolution, Statement},
    suspense::Source,
};
use store::{
    Store, audit, day_sheet, ledger,
    reconcile::{self, Break, Filed, Match, Replacement, Said},
    remittance,
    staff::{self, Role, Staff},
    suspense::{self, Receipt},
    testing::TestStore,
};

fn today() -> NaiveDate {
    NOW.day()
}

fn line(no: u32, serial: &str, yuan: i32) -> Line {
    Line {
        day: today(),
        no,
        serial: serial.into(),
        value_date: today(),
        amount: Fen::from_yuan(yuan),
        reference: "r".into(),
        counterparty: "刺桐纺织".into(),
        duplicate: no == 3,
    }
}

fn filed(day: NaiveDate, hash: &str, lines: Vec<Line>) -> Filed {
    let lines = lines.into_iter().map(|line| Line { day, ..line }).collect();
    let (opening, closing) = (Fen::from_yuan(1), Fen::from_yuan(2));
    Filed {
        version: 1,
        hash: hash.into(),
        lines_hash: "l".into(),
        name: "a.csv".into(),
        format: "csv".into(),
        statement: Statement { day, account: "35001".into(), opening, closing, lines },
        taken: NOW,
        replacement: None,
    }
}

/// The same by another version.
fn after(filed: Filed, version: u32) -> Filed {
    let replacement = Some(Replacement { by: "t".into(), reason: "wrong".into() });
    Filed { version, replacement, ..filed }
}

async fn keep(store: &Store, new: &Filed) -> bool {
    store::write!(store, "test", |tx| reconcile::file_insert(&mut tx, new).await).unwrap()
}

pub async fn a_statement_is_kept_once_a_day(db: TestStore) {
    let yesterday = today().pred_opt().unwrap();
    let first = filed(yesterday, "h1", vec![line(1, "a", 5)]);
    let second = filed(today(), "h2", vec![line(1, "a", 7), line(2, "b", -3), line(3, "b", -3)]);
    assert!(keep(&db.store, &first).await && keep(&db.store, &second).await);
    assert!(!keep(&db.store, &filed(today(), "h3", vec![])).await, "one stands for the day");
    let mut conn = db.store.read().await.unwrap();
    assert_eq!(reconcile::file_find(&mut conn, today()).await.unwrap(), Some(second.clone()));
    assert_eq!(reconcile::file_find(&mut conn, today().succ_opt().unwrap()).await.unwrap(), None);
    let before = reconcile::file_before(&mut conn, today()).await.unwrap();
    assert_eq!(before, Some((yesterday, "35001".into(), Fen::from_yuan(2))));
    assert_eq!(reconcile::file_before(&mut conn, yesterday).await.unwrap(), None);
    assert_eq!(reconcile::file_days(&mut conn, 1).await.unwrap(), [today()]);
    assert_eq!(reconcile::line_list(&mut conn, today(), 1).await.unwrap(), second.statement.lines);
    let repeated = reconcile::line_list_by_serial(&mut conn, today(), &["a", "b"]).await.unwrap();
    assert_eq!(repeated, first.statement.lines);
}

/// A day whose statement was replaced, for whoever carries the books.
pub async fn two_versions(store: &Store) {
    people(store).await;
    keep(store, &filed(today(), "h1", vec![line(1, "a", 5), line(2, "b", -3)])).await;
    keep(store, &after(filed(today(), "h2", vec![line(1, "c", 7)]), 2)).await;
}

/// What is kept of that day.
pub async fn versions(store: &Store) -> Vec<Filed> {
    let mut conn = store.read().await.unwrap();
    let mut found = Vec::new();
    for version in 1..=3 {
        found.extend(reconcile::file_find_version(&mut conn, today(), version).await.unwrap());
    }
    found
}

pub async fn the_highest_version_of_a_statement_stands(db: TestStore) {
    people(&db.store).await;
    let (yesterday, tomorrow) = (today().pred_opt().unwrap(), today().succ_opt().unwrap());
    let first = filed(today(), "h1", vec![line(1, "a", 5), line(2, "b", -3)]);
    let later = filed(tomorrow, "h2", vec![line(1, "z", 1)]);
    let second = after(filed(today(), "h3", vec![line(1, "c", 7)]), 2);
    for new in [&first, &later, &second] {
        assert!(keep(&db.store, new).await);
    }
    assert!(!keep(&db.store, &after(filed(today(), "h4", vec![]), 2)).await, "a version is kept once");
    let mut conn = db.store.read().await.unwrap();
    assert_eq!(reconcile::file_find(&mut conn, today()).await.unwrap(), Some(second.clone()));
    let version =
        async |conn: &mut store::Conn, no| reconcile::file_find_version(conn, today(), no).await.unwrap();
    assert_eq!(version(&mut conn, 1).await, Some(first.clone()));
    assert_eq!((version(&mut conn, 2).await, version(&mut conn, 3).await), (Some(second.clone()), None));
    let hashes = ("h3".to_owned(), "l".to_owned());
    let mark = reconcile::file_mark(&mut conn, today()).await.unwrap();
    assert_eq!(mark, Some((hashes, second.replacement.clone())));
    assert_eq!(reconcile::file_mark(&mut conn, yesterday).await.unwrap(), None);
    let page = reconcile::file_page(&mut conn, (yesterday, 9), 9).await.unwrap();
    assert_eq!(page, [(today(), 1, 2), (today(), 2, 1), (tomorrow, 1, 1)]);
    assert_eq!(reconcile::file_page(&mut conn, (today(), 1), 1).await.unwrap(), [(today(), 2, 1)]);
    assert_eq!(reconcile::file_days_replaced(&mut conn).await.unwrap(), [(today(), 2)]);
    assert_eq!(reconcile::file_days_after(&mut conn, yesterday).await.unwrap(), [today(), tomorrow]);
    assert_eq!(reconcile::file_days_after(&mut conn, today()).await.unwrap(), [tomorrow]);
    assert_eq!(reconcile::file_days(&mut conn, 9).await.unwrap(), [tomorrow, today()]);
    let before = reconcile::file_before(&mut conn, tomorrow).await.unwrap();
    assert_eq!(before, Some((today(), "35001".into(), Fen::from_yuan(2))));
    let repeated = reconcile::line_list_by_serial(&mut conn, tomorrow, &["a", "c"]).await.unwrap();
    assert_eq!(repeated, second.statement.lines, "a line that was replaced is nobody's duplicate");
    let open = reconcile::line_list_open(&mut conn, today()).await.unwrap();
    assert_eq!(open, second.statement.lines);
    drop(conn);
    for change in [
        "update bank_file set name = 'b.csv' where version = 1",
        "delete from bank_line where version = 1",
        "insert into bank_file select day, 3, hash, lines_hash, name, format, account, opening_fen, closing_fen,
             line_count, taken_ms, null, null from bank_file where version = 2",
    ] {
        assert!(db.refuses(change).await, "{change}");
    }
}

pub async fn what_was_found_of_a_version_is_void_with_it(db: TestStore) {
    people(&db.store).await;
    let yesterday = today().pred_opt().unwrap();
    keep(&db.store, &filed(today(), "h", vec![line(1, "a", 7), line(2, "b", -3)])).await;
    let item = (yesterday, "batch:x".to_owned());
    let found = Match {
        id: "m1".into(),
        line: Some((today(), 2)),
        item: item.clone(),
        by: Some(By::Reference),
        run: today(),
        found: NOW,
    };
    let waits = Break {
        day: yesterday,
        line: None,
        item: Some(item.clone()),
        bank: None,
        books: Some(Fen::from_yuan(-3)),
        ..a_break("b0", BreakKind::InBooksNotInBank, 0)
    };
    let whole = |id, day| Break { line: None, day, ..a_break(id, BreakKind::ClosingDiffers, 0) };
    store::write!(db.store, "test", |tx| {
        for one in [&waits, &whole("c0", yesterday), &whole("c1", today())] {
            assert!(reconcile::break_insert(&mut tx, one).await?);
        }
        assert!(reconcile::break_insert(&mut tx, &a_break("b1", BreakKind::InBankNotInBooks, 1)).await?);
        reconcile::match_insert(&mut tx, &found).await?;
        for id in ["b0", "c0"] {
            reconcile::break_resolve(&mut tx, id, Resolution::Line, Some(today()), NOW).await?;
        }
        Ok::<_, store::Error>(())
    })
    .unwrap();
    store::write!(db.store, "test", |tx| {
        assert_eq!(
            reconcile::breaks_reopen(&mut tx, today().succ_opt().unwrap()).await?,
            0,
            "all is answered"
        );
        assert_eq!(reconcile::matches_void(&mut tx, today(), NOW).await?, 1);
        assert_eq!(reconcile::breaks_void(&mut tx, today(), NOW).await?, 2, "the line's and the day's");
        assert_eq!(
            reconcile::breaks_reopen(&mut tx, today()).await?,
            2,
            "the item's and the closing balance's"
        );
        let new = after(filed(today(), "h2", vec![line(1, "c", -3)]), 2);
        reconcile::file_insert(&mut tx, &new).await
    })
    .unwrap();
    let mut conn = db.store.read().await.unwrap();
    let open = reconcile::break_list_open(&mut conn, today()).await.unwrap();
    assert_eq!(open, [whole("c0", yesterday), waits.clone()]);
    assert_eq!(reconcile::match_counts(&mut conn, today()).await.unwrap(), (0, 0));
    assert_eq!(reconcile::break_effect(&mut conn, today()).await.unwrap(), Fen::from_yuan(3));
    let of_day = reconcile::break_find_of_day(&mut conn, BreakKind::ClosingDiffers, today()).await.unwrap();
    assert_eq!(of_day, None);
    assert_eq!(reconcile::break_count_void(&mut conn, BreakKind::ClosingDiffers, today()).await.unwrap(), 1);
    assert_eq!(reconcile::break_list_resolved(&mut conn, today()).await.unwrap(), []);
    drop(conn);
    // Line and item are free for the new version, and the void ones stay.
    let again = Match { id: "m2".into(), line: Some((today(), 1)), ..found };
    store::write!(db.store, "test", |tx| {
        reconcile::match_insert(&mut tx, &again).await?;
        assert!(reconcile::break_insert(&mut tx, &whole("c2", today())).await?);
        assert!(reconcile::break_void(&mut tx, "c2", NOW).await?);
        assert!(!reconcile::break_void(&mut tx, "c2", NOW).await?, "it is void");
        let event =
            audit::Event { at: NOW, actor: "t", action: "reconcile.replace", subject: "d", detail: "" };
        audit::append(&mut tx, &event).await
    })
    .unwrap();
    let mut conn = db.store.read().await.unwrap();
    let noted = audit::list_of_action(&mut conn, "reconcile.replace").await.unwrap();
    assert_eq!(noted.iter().map(|row| &*row.subject).collect::<Vec<_>>(), ["d"]);
    assert!(audit::list_of_action(&mut conn, "reconcile").await.unwrap().is_empty());
    drop(conn);
    for change in [
        "update bank_match set void_ms = null where id = 'm1'",
        "update bank_match set void_ms = 5 where id = 'm1'",
        "update bank_match set item_key = 'batch:y', void_ms = 5 where id = 'm2'",
        "delete from bank_match",
        "update bank_break set state = 'open', void_ms = null where id = 'b1'",
        "delete from bank_break",
    ] {
        assert!(db.refuses(change).await, "{change}");
    }
    let twice = Match { id: "m3".into(), line: Some((yesterday, 1)), ..again };
    let twice = store::write!(db.store, "test", |tx| reconcile::match_insert(&mut tx, &twice).await);
    assert!(twice.is_err(), "an item agrees once with what stands");
}

pub async fn what_the_bank_shows_as_one_line_is_one_item(db: TestStore) {
    an_account(&db.store).await.unwrap();
    let yesterday = today().pred_opt().unwrap();
    store::write!(db.store, "test", |tx| {
        let one = number(1);
        let out = movement(ledger::PAYOUT_CLEARING, ledger::BANK_DEPOSIT, 40, Some("0190-aa"));
        ledger::transfer_post(&mut tx, &out).await?;
        let into = movement(ledger::BANK_DEPOSIT, "suspense.receipts", 30, None);
        let seq = ledger::transfer_post(&mut tx, &into).await?;
        let receipt = Receipt {
            id: "rec".into(),
            source: Source::Bank,
            reference: "B7".into(),
            payer: String::new(),
            amount: Fen::from_yuan(30),
            open: Fen::from_yuan(30),
            received_on: yesterday,
            note: None,
            seq,
            recorded_by: "x".into(),
            recorded: NOW,
        };
        suspense::receipt_insert(&mut tx, &receipt).await?;
        remittance::batch_start(&mut tx, "batch-1", "a.csv", NOW).await?;
        let excess = movement(ledger::BANK_DEPOSIT, "suspense.receipts", 2, None);
        let excess = ledger::transfer_post(&mut tx, &excess).await?;
        let excess = Receipt {
            id: "batch-1".into(),
            reference: "B8".into(),
            amount: Fen::from_yuan(2),
            open: Fen::from_yuan(2),
            seq: excess,
            ..receipt
        };
        suspense::receipt_insert(&mut tx, &excess).await?;
        // Not the bank's: between accounts of the centre's own.
        ledger::transfer_post(&mut tx, &movement(one.as_str(), ledger::PAYOUT_CLEARING, 60, Some("0190-bb")))
            .await
    })
    .unwrap();
    let mut conn = db.store.read().await.unwrap();
    let items = reconcile::item_list(&mut conn, today()).await.unwrap();
    let told: Vec<_> =
        items.iter().map(|item| (&*item.key, item.amount.get(), item.references.join(" "))).collect();
    assert_eq!(
        told,
        [
            ("batch:batch-1", 200, "B8 batch-1".to_owned()),
            ("case:0190-aa", -4_000, "0190-aa".into()),
            ("row:1", 50_000, String::new()),
            ("suspense:B7", 3_000, "B7".into()),
        ]
    );
    assert_eq!(reconcile::bank_balance(&mut conn, today()).await.unwrap(), Fen::from_yuan(492));
    assert_eq!(reconcile::bank_balance(&mut conn, yesterday).await.unwrap(), Fen::ZERO);
    let (rows, last) = day_sheet::row_mark(&mut conn, today()).await.unwrap();
    let listed = day_sheet::row_list(&mut conn, today(), 1, 10).await.unwrap();
    assert_eq!((rows, last, listed.len()), (5, 5, 4));
    let sums = day_sheet::entry_sums(&mut conn, today()).await.unwrap();
    assert_eq!(sums, [Fen::from_yuan(632); 3]);
    let held = Fen::from_yuan(440);
    assert_eq!(day_sheet::member_sums(&mut conn, today()).await.unwrap(), (held, held));
    assert_eq!(day_sheet::member_sums(&mut conn, yesterday).await.unwrap(), (Fen::ZERO, Fen::ZERO));
    assert_eq!(day_sheet::unit_sums(&mut conn).await.unwrap(), (held, held));
    let open = day_sheet::suspense_list(&mut conn, today()).await.unwrap();
    let open: Vec<_> = open.iter().map(|(id, on, fen)| (&**id, *on, fen.get())).collect();
    assert_eq!(open, [("batch-1", yesterday, 200), ("rec", yesterday, 3_000)]);
    assert_eq!(
        ledger::balance_on(&mut conn, chart::SUSPENSE_RECEIPTS.id, today()).await.unwrap(),
        Fen::from_yuan(32)
    );
    assert_eq!(
        ledger::balance_on(&mut conn, chart::SUSPENSE_RECEIPTS.id, yesterday).await.unwrap(),
        Fen::ZERO
    );
    let (from, until) = (Timestamp::start_of(today()), Timestamp::end_of(today()));
    assert_eq!(day_sheet::payout_counts(&mut conn, today(), from, until).await.unwrap(), (1, 0));
    assert_eq!(day_sheet::payouts_not_asked(&mut conn, until, until).await.unwrap(), 0);
}

fn a_break(id: &str, kind: BreakKind, no: u32) -> Break {
    Break {
        id: id.into(),
        kind,
        day: today(),
        line: Some((today(), no)),
        item: None,
        bank: Some(Fen::from_yuan(7)),
        books: None,
        found: NOW,
        explanation: None,
        note: None,
        explained_by: None,
        resolution: None,
        resolved: None,
    }
}

pub async fn people(store: &Store) {
    store::write!(store, "test", |tx| {
        for (id, role) in [("t", Role::Counter), ("f", Role::FirstReviewer), ("s", Role::SecondReviewer)] {
            let (login, name, id_index) = (id.to_owned(), "陈静".to_owned(), format!("i-{id}"));
            staff::insert(&mut tx, &Staff { id: id.into(), login, name, id_index, role, created: NOW })
                .await?;
        }
        Ok::<_, store::Error>(())
    })
    .unwrap();
}

pub async fn a_line_ends_in_one_place(db: TestStore) {
    people(&db.store).await;
    keep(&db.store, &filed(today(), "h", vec![line(1, "a", 7), line(2, "b", -3), line(3, "c", 9)])).await;
    let item = (today(), "batch:x".to_owned());
    let found = Match {
        id: "m1".into(),
        line: Some((today(), 2)),
        item: item.clone(),
        by: Some(By::Reference),
        run: today(),
        found: NOW,
    };
    let whole = Break { line: None, ..a_break("b3", BreakKind::ClosingDiffers, 0) };
    store::write!(db.store, "test", |tx| {
        reconcile::match_insert(&mut tx, &found).await?;
        assert!(reconcile::break_insert(&mut tx, &a_break("b1", BreakKind::InBankNotInBooks, 1)).await?);
        assert!(!reconcile::break_insert(&mut tx, &a_break("b2", BreakKind::LateLine, 1)).await?);
        assert!(reconcile::break_insert(&mut tx, &whole).await?);
        Ok::<_, store::Error>(())
    })
    .unwrap();
    let again = Match { id: "m2".into(), line: Some((today(), 3)), ..found.clone() };
    let twice = store::write!(db.store, "test", |tx| reconcile::match_insert(&mut tx, &again).await);
    assert!(twice.is_err(), "an item agrees once");
    let mut conn = db.store.read().await.unwrap();
    assert_eq!(reconcile::match_counts(&mut conn, today()).await.unwrap(), (1, 1));
    assert_eq!(reconcile::item_keys_decided(&mut conn, today()).await.unwrap(), ["batch:x"]);
    let open = reconcile::line_list_open(&mut conn, today()).await.unwrap();
    assert_eq!(open.iter().map(|line| line.no).collect::<Vec<_>>(), [1, 3], "matched is matched");
    assert_eq!(reconcile::break_effect(&mut conn, today()).await.unwrap(), Fen::from_yuan(7));
    let tomorrow = today().succ_opt().unwrap();
    let last = reconcile::break_find_last(&mut conn, BreakKind::ClosingDiffers, tomorrow).await.unwrap();
    assert_eq!(last, Some(whole));
    drop(conn);
    let said = Said { explanation: Explanation::BankMistake, note: Some("n"), staff_id: "f", at: NOW };
    store::write!(db.store, "test", |tx| {
        assert!(reconcile::break_explain(&mut tx, "b1", said).await?);
        assert!(reconcile::break_resolve(&mut tx, "b1", Resolution::Officer, None, NOW).await?);
        let run = Some(today());
        assert!(!reconcile::break_resolve(&mut tx, "b1", Resolution::Line, run, NOW).await?, "it is over");
        assert!(!reconcile::break_explain(&mut tx, "b1", said).await?, "it is over");
        reconcile::break_resolve(&mut tx, "b3", Resolution::Line, run, NOW).await
    })
    .unwrap();
    let mut conn = db.store.read().await.unwrap();
    let over = reconcile::break_find(&mut conn, "b1").await.unwrap().unwrap();
    assert_eq!((over.resolution, over.explained_by.as_deref()), (Some(Resolution::Officer), Some("f")));
    assert_eq!(reconcile::break_list_open(&mut conn, today()).await.unwrap(), []);
    assert_eq!(reconcile::break_list_resolved(&mut conn, today()).await.unwrap().len(), 2);
    assert_eq!(
        reconcile::break_effect(&mut conn, today()).await.unwrap(),
        Fen::from_yuan(7),
        "the bank still has it"
    );
    assert_eq!(
        reconcile::break_find_last(&mut conn, BreakKind::ClosingDiffers, tomorrow).await.unwrap(),
        None
    );
}

pub async fn a_sheet_is_signed_by_three_people(db: TestStore) {
    people(&db.store).await;
    let by = |id: &str| day_sheet::Signature { staff_id: id.into(), id_index: format!("i-{id}"), at: NOW };
    let day = today();
    store::write!(db.store, "test", |tx| {
        assert!(day_sheet::draw(&mut tx, day, "h0", "{}", NOW).await?);
        assert_eq!(day_sheet::day_signed_since(&mut tx, day).await?, None, "drawn is not signed");
        assert!(!day_sheet::sign_first(&mut tx, day, "h0", &by("f")).await?, "the teller comes first");
        assert!(day_sheet::sign_teller(&mut tx, day, "h1", "{}", &by("t")).await?);
        assert!(!day_sheet::draw(&mut tx, day, "h2", "{}", NOW).await?, "somebody has signed");
        let since = day_sheet::day_signed_since(&mut tx, day.pred_opt().unwrap()).await?;
        assert_eq!(since, Some((day, Signing::Teller)));
        assert_eq!(day_sheet::day_signed_since(&mut tx, day.succ_opt().unwrap()).await?, None);
        assert!(!day_sheet::sign_first(&mut tx, day, "h1", &by("t")).await?, "the same person");
        assert!(!day_sheet::sign_first(&mut tx, day, "h0", &by("f")).await?, "another sheet");
        assert!(day_sheet::sign_first(&mut tx, day, "h1", &by("f")).await?);
        assert!(day_sheet::sign_teller(&mut tx, day, "h2", "{}", &by("t")).await?, "drawn anew");
        assert!(!day_sheet::sign_second(&mut tx, day, "h2", &by("s")).await?, "the first signature is void");
        assert!(day_sheet::sign_first(&mut tx, day, "h2", &by("f")).await?);
        assert!(!day_sheet::sign_second(&mut tx, day, "h2", &by("t")).await?, "the same person");
        assert!(!day_sheet::sign_second(&mut tx, day, "h2", &by("f")).await?, "the same person");
        assert!(day_sheet::sign_second(&mut tx, day, "h2", &by("s")).await?);
        Ok::<_, store::Error>(())
    })
    .unwrap();
    let mut conn = db.store.read().await.unwrap();
    let kept = day_sheet::find(&mut conn, day).await.unwrap().unwrap();
    assert_eq!((kept.state, kept.first, kept.second), (Signing::Signed, Some(by("f")), Some(by("s"))));
    assert_eq!(day_sheet::list_signed(&mut conn, NaiveDate::default(), 9).await.unwrap().len(), 1);
    assert_eq!(day_sheet::days_signed(&mut conn, day, day).await.unwrap(), [day]);
    assert_eq!(
        day_sheet::days_signed(&mut conn, day.succ_opt().unwrap(), day.succ_opt().unwrap()).await.unwrap(),
        []
    );
    drop(conn);
    let again =
        store::write!(db.store, "test", |tx| day_sheet::sign_teller(&mut tx, day, "h3", "{}", &by("t"))
            .await);
    assert!(!again.unwrap_or(false), "a signed sheet never changes");
}
