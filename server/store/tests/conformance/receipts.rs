//! Receipts: the end of the ledger, rows as they are hashed, days and their chunks.

use crate::{
    NOW,
    books::{an_account, number},
};
use domain::{
    receipt::{DayRoot, LedgerRow, Marks},
    text::hex,
};
use store::{
    receipt::{self, Chunk},
    testing::{self, TestStore},
};

/// A column that no receipt covers could be altered unnoticed: a new one needs a new layout.
pub async fn every_column_of_the_ledger_is_hashed(db: TestStore) {
    let hashed = [
        "seq",
        "debit_account",
        "credit_account",
        "amount_fen",
        "kind",
        "reserves_seq",
        "reverses_seq",
        "replaces_seq",
        "business_code",
        "contribution_month",
        "unit_part_fen",
        "personal_part_fen",
        "case_id",
        "batch_id",
        "line_no",
        "value_date",
        "posted_on",
        "recorded_ms",
    ];
    assert_eq!(hashed.len(), LedgerRow::NAMES.len());
    let columns = testing::columns(&db.store, "ledger_transfer").await;
    assert_eq!(columns, hashed.map(str::to_owned).into());
}

fn day(no: i64, rows: (i64, i64)) -> DayRoot {
    DayRoot {
        no,
        day: NOW.plus_ms(no * 86_400_000).day(),
        first_seq: rows.0,
        last_seq: rows.1,
        rows: (rows.1 - rows.0 + 1).unsigned_abs(),
        root: [7; 32],
        previous: [8; 32],
    }
}

fn chunk(number: i64, rows: (i64, i64)) -> Chunk {
    let marks = Marks::of((rows.0..=rows.1).map(|seq| (seq, [1; 32]))).text();
    Chunk { number, first_seq: rows.0, last_seq: rows.1, root: [u8::try_from(number).unwrap(); 32], marks }
}

pub async fn days_are_closed_once_and_found(db: TestStore) {
    let engine = db.store.engine();
    let end = store::write!(db.store, "test", |tx| receipt::ledger_end(&mut tx, engine).await).unwrap();
    assert_eq!(end, None, "nothing was posted yet");
    an_account(&db.store).await.unwrap();
    let end = store::write!(db.store, "test", |tx| receipt::ledger_end(&mut tx, engine).await).unwrap();
    let end = end.unwrap();
    let mut conn = db.store.read().await.unwrap();
    let rows = receipt::ledger_rows(&mut conn, 1, end, 10).await.unwrap();
    let row = rows.last().unwrap();
    assert_eq!((row.seq, row.credit.as_str(), row.kind.as_str()), (end, number(1).as_str(), "post"));
    assert_eq!(row.amount_fen, 50_000);
    assert_eq!(receipt::ledger_rows(&mut conn, end + 1, end + 9, 10).await.unwrap(), []);
    assert_eq!(receipt::day_last(&mut conn).await.unwrap(), None);
    drop(conn);

    let (first, second) = (day(1, (1, 2000)), day(2, (2001, 2002)));
    let chunks = [chunk(0, (1, 1024)), chunk(1, (1025, 2000))];
    let kept = store::write!(db.store, "test", |tx| {
        let kept = receipt::day_insert(&mut tx, &first, NOW).await?;
        receipt::chunks_insert(&mut tx, 1, &chunks).await?;
        receipt::day_insert(&mut tx, &second, NOW).await?;
        Ok::<_, store::Error>(kept)
    });
    assert!(kept.unwrap());
    let same_day = DayRoot { no: 3, ..second.clone() };
    for again in [&first, &same_day] {
        let kept = store::write!(db.store, "test", |tx| receipt::day_insert(&mut tx, again, NOW).await);
        assert!(!kept.unwrap(), "a number and a day are given once");
    }

    let mut conn = db.store.read().await.unwrap();
    let last = receipt::day_last(&mut conn).await.unwrap().unwrap();
    assert_eq!((&last.root, hex(&last.hash)), (&second, hex(&second.hash())));
    for (seq, found) in [(1, Some(1)), (2000, Some(1)), (2001, Some(2)), (2003, None), (0, None)] {
        let day = receipt::day_of_row(&mut conn, seq).await.unwrap();
        assert_eq!(day.map(|day| day.root.no), found, "row {seq}");
    }
    let page = receipt::day_page(&mut conn, 1, 5).await.unwrap();
    assert_eq!(page.into_iter().map(|day| day.root).collect::<Vec<_>>(), [second]);
    assert_eq!(receipt::chunk_page(&mut conn, 1, -1, 9).await.unwrap(), chunks);
    assert_eq!(receipt::chunk_page(&mut conn, 1, 0, 1).await.unwrap(), chunks[1..]);
    assert_eq!(receipt::chunk_roots(&mut conn, 1).await.unwrap(), [(1, [0; 32]), (1025, [1; 32])]);
}
