//! Batches of the adjustment of bases: begun, filled, answered, decided, applied once.

use crate::{NOW, books::number};
use domain::{
    ContributionRate, Fen, Month,
    base::{Answer, BatchState, Settlement, Terms},
};
use store::{
    Error, account,
    base::{self, NewBatch, NewLine, Said, Settled},
    person,
    proposal::Decider,
    remittance::{self, NewUnit, OpenedAccount},
    staff::{self, Role, Staff},
    testing::{TestStore, a_person},
};

fn terms(yuan: i32) -> Terms {
    let rate = ContributionRate::from_bp(1000);
    Terms::of(Fen::from_yuan(yuan), rate, rate, Default::default()).unwrap()
}

/// A unit with accounts 1 to 3.
pub async fn a_unit(db: &TestStore) {
    store::write!(db.store, "test", |tx| {
        let unit =
            NewUnit { id: "u1".into(), number: "100001".into(), name: "刺桐".into(), credit_code: None };
        remittance::units_insert(&mut tx, &[unit], NOW).await?;
        let mut opened = Vec::new();
        for of in 1..=3 {
            person::insert(&mut tx, &a_person(&format!("p{of}"), &format!("index-{of}"))).await?;
            opened.push(OpenedAccount {
                number: number(of),
                person_id: format!("p{of}"),
                unit_id: "u1".into(),
                opened_on: NOW.day(),
            });
        }
        remittance::accounts_insert(&mut tx, &opened).await?;
        let checker = Staff {
            id: "checker".into(),
            login: "checker".into(),
            name: "陈静".into(),
            id_index: "checker-index".into(),
            role: Role::SecondReviewer,
            created: NOW,
        };
        staff::insert(&mut tx, &checker).await?;
        Ok::<_, Error>(())
    })
    .unwrap();
}

async fn begin(db: &TestStore, id: &str) -> bool {
    let new = NewBatch {
        id,
        unit_id: "u1",
        year: 2026,
        effective: Month::parse("2026-11").unwrap(),
        doc: "doc",
        answer_by: NOW.day(),
        proposed_by: "maker",
        proposed_index: "maker-index",
        proposed: NOW,
    };
    store::write!(db.store, "test", |tx| base::batch_insert(&mut tx, &new).await).unwrap()
}

async fn fill(db: &TestStore, id: &str) {
    let line = |of: u32| NewLine {
        line_no: u64::from(of) + 1,
        account: number(of),
        old: terms(0),
        new: terms(10_000),
    };
    let lines: Vec<NewLine> = (1..=3).map(line).collect();
    let stored = store::write!(db.store, "test", |tx| base::lines_insert(&mut tx, id, &lines).await);
    assert_eq!(stored.unwrap(), 3);
}

pub async fn a_file_that_is_given_up_leaves_nothing(db: TestStore) {
    a_unit(&db).await;
    assert!(begin(&db, "b1").await);
    assert!(!begin(&db, "b1").await, "an id is one batch");
    fill(&db, "b1").await;
    let mut conn = db.store.read().await.unwrap();
    assert_eq!(base::batch_list(&mut conn, Some("u1"), 9).await.unwrap(), []);
    assert_eq!(base::line_find_latest(&mut conn, &number(1)).await.unwrap(), None);
    assert_eq!(base::batches_left(&mut conn, "u1", NOW).await.unwrap(), [""; 0]);
    assert_eq!(base::batches_left(&mut conn, "u1", NOW.plus_ms(1)).await.unwrap(), ["b1"]);
    drop(conn);
    store::write!(db.store, "test", |tx| base::batch_discard(&mut tx, "b1").await).unwrap();
    let mut conn = db.store.read().await.unwrap();
    assert_eq!(base::batch_find(&mut conn, "b1").await.unwrap(), None);
    let present = base::accounts_find(&mut conn, &[number(1).as_str(), number(9).as_str()]).await.unwrap();
    assert_eq!(present.len(), 1);
    assert_eq!((present[0].unit_id.as_deref(), present[0].terms.base), (Some("u1"), Fen::ZERO));
}

pub async fn a_batch_is_answered_decided_and_applied_once(db: TestStore) {
    a_unit(&db).await;
    for id in ["b1", "b2"] {
        begin(&db, id).await;
        fill(&db, id).await;
    }
    let open =
        async |id: &str| store::write!(db.store, "test", |tx| base::batch_open(&mut tx, id).await).unwrap();
    assert_eq!((open("b1").await, open("b1").await, open("b2").await), (true, false, false));
    let mut conn = db.store.read().await.unwrap();
    assert!(base::batch_is_open(&mut conn, "u1").await.unwrap());
    assert_eq!(base::line_waits(&mut conn, &number(1)).await.unwrap(), Some(NOW.day()));
    for (index, own) in [("index-2", true), ("checker-index", false)] {
        assert_eq!(base::holds_line(&mut conn, "b1", index).await.unwrap(), own);
    }
    drop(conn);
    answers(&db).await;
    let decide = async |index: &str| {
        let by = Decider { staff_id: "checker", id_index: index, at: NOW };
        store::write!(db.store, "test", |tx| base::batch_decide(&mut tx, "b1", true, by).await).unwrap()
    };
    assert!(!decide("maker-index").await, "the maker never checks");
    assert_eq!((decide("checker-index").await, decide("checker-index").await), (true, false));
    let mut conn = db.store.read().await.unwrap();
    let month = |text| Month::parse(text).unwrap();
    assert_eq!(base::batches_due(&mut conn, month("2026-10")).await.unwrap(), [""; 0]);
    assert_eq!(base::batches_due(&mut conn, month("2026-11")).await.unwrap(), ["b1"]);
    assert_eq!(base::batches_mismatched(&mut conn).await.unwrap(), [""; 0]);
    drop(conn);
    applied(&db).await;
}

/// One confirms, one objects and is taken out, one is silent.
async fn answers(db: &TestStore) {
    let said = |of: u32, answer: Answer, reason: Option<&'static str>| {
        let account = number(of);
        async move {
            let said = Said {
                batch_id: "b1",
                account: &account,
                answer,
                reason,
                settle_by: reason.map(|_| NOW.day()),
                request_id: "r",
                at: NOW,
            };
            store::write!(db.store, "test", |tx| base::line_answer(&mut tx, &said).await).unwrap()
        }
    };
    assert!(said(1, Answer::Confirmed, None).await);
    assert!(!said(1, Answer::Objected, Some("no")).await);
    assert!(said(2, Answer::Objected, Some("no")).await);
    let settle = async |of: u32| {
        let account = number(of);
        let settled = Settled {
            batch_id: "b1",
            account: &account,
            settlement: Settlement::Withdrawn,
            note: "yes",
            by: "maker",
            at: NOW,
        };
        store::write!(db.store, "test", |tx| base::line_settle(&mut tx, &settled).await).unwrap()
    };
    assert_eq!((settle(1).await, settle(2).await, settle(2).await), (false, true, false));
    let mut conn = db.store.read().await.unwrap();
    let line = base::line_find(&mut conn, "b1", &number(2)).await.unwrap().unwrap();
    assert_eq!(
        (line.settled, line.note.as_deref(), line.new),
        (Some(Settlement::Withdrawn), Some("yes"), terms(10_000))
    );
    let list = base::line_list(&mut conn, "b1", 9).await.unwrap();
    assert_eq!(list.iter().map(|line| line.account.clone()).collect::<Vec<_>>(), [2, 3, 1].map(number));
    let counts = base::batch_find(&mut conn, "b1").await.unwrap().unwrap().counts;
    assert_eq!((counts.waiting(), counts.open, counts.withdrawn), (1, 0, 1));
}

async fn applied(db: &TestStore) {
    let base_of = async |of: u32| {
        let mut conn = db.store.read().await.unwrap();
        account::find(&mut conn, &number(of)).await.unwrap().unwrap().account.base
    };
    let finish =
        async || store::write!(db.store, "test", |tx| base::batch_finish(&mut tx, "b1", NOW).await).unwrap();
    assert!(!finish().await, "two lines are left");
    let mut conn = db.store.read().await.unwrap();
    let left = base::lines_to_apply(&mut conn, "b1", 9).await.unwrap();
    assert_eq!(left, [1, 3].map(|of| number(of).as_str().to_owned()));
    drop(conn);
    let apply = async || {
        store::write!(db.store, "test", |tx| {
            if !base::batch_lock(&mut tx, "b1", BatchState::Approved).await? {
                return Ok(0);
            }
            base::lines_apply(&mut tx, "b1", number(1).as_str(), number(3).as_str()).await
        })
        .unwrap()
    };
    assert_eq!((apply().await, apply().await), (2, 0));
    assert_eq!((base_of(1).await, base_of(2).await), (Fen::from_yuan(10_000), Fen::ZERO));
    assert!(finish().await);
    assert_eq!(apply().await, 0);
    let mut conn = db.store.read().await.unwrap();
    assert_eq!(base::batches_mismatched(&mut conn).await.unwrap(), [""; 0]);
}
