//! Messages: what happened to the cases of a person, and up to when the person has read.

use super::NOW;
use chrono::NaiveDate;
use domain::{AccountNo, CaseNumber, Fen, Month, withdrawal::CaseRole};
use store::{
    Error, account,
    message::{self, Unread},
    person,
    testing::{self, TestStore, a_person, an_account, terms},
    withdrawal::{self, Case, Event},
};

fn day() -> NaiveDate {
    NOW.day()
}

fn event(at_ms: i64, state: &str, role: CaseRole) -> Event {
    Event { at: NOW.plus_ms(at_ms), state: state.into(), role, actor: "a".into(), reason: None, note: None }
}

/// A person with an account and a case of the same id.
async fn a_case(db: &TestStore, id: &str, serial: u32) {
    let number = AccountNo::of(35, serial).unwrap();
    let terms = terms(Fen::from_yuan(10_000), 1200, Fen::from_yuan(1200));
    let case = Case {
        person_id: id.into(),
        maker_index: id.into(),
        ..testing::a_case(&number, id, serial as u8, NOW)
    };
    store::write!(db.store, "test", |tx| {
        person::insert(&mut tx, &a_person(id, id)).await?;
        account::insert(&mut tx, &an_account(&number, id, terms)).await?;
        assert!(withdrawal::case_insert(&mut tx, &case).await?);
        Ok::<_, Error>(())
    })
    .unwrap();
}

pub async fn messages_are_read_up_to_a_time(db: TestStore) {
    a_case(&db, "p1", 1).await;
    a_case(&db, "p2", 2).await;
    let happened = [
        event(0, "submitted", CaseRole::Member),
        event(1, "approved", CaseRole::System),
        event(2, "accepted", CaseRole::Bank),
        event(3, "credited", CaseRole::Bank),
    ];
    store::write!(db.store, "test", |tx| {
        for event in &happened {
            withdrawal::event_append(&mut tx, "p1", event).await?;
        }
        withdrawal::event_append(&mut tx, "p2", &event(4, "refused", CaseRole::FirstReviewer)).await
    })
    .unwrap();

    let mut conn = db.store.read().await.unwrap();
    let listed = message::case_event_list(&mut conn, "p1", 9).await.unwrap();
    let events: Vec<Event> = listed.iter().map(|one| one.event.clone()).collect();
    assert_eq!(events, [happened[3].clone(), happened[1].clone(), happened[0].clone()], "newest first");
    assert_eq!((listed[0].kind.as_str(), listed[0].amount), ("rent_market", Fen::from_yuan(1500)));
    assert_eq!(listed[0].number, CaseNumber::mint(Month::of(day()), [1; 8]));
    assert_eq!(message::case_event_list(&mut conn, "p1", 2).await.unwrap(), listed[..2]);
    drop(conn);

    // Before any reading the time that is given counts; afterwards only the reading does.
    assert_eq!(unread(&db, "p1", 0).await, Unread { read: None, case_events: 2, ..Unread::default() });
    assert_eq!(unread(&db, "p1", 1).await, Unread { read: None, case_events: 1, ..Unread::default() });
    for (at, stands) in [(1, 1), (3, 3), (2, 3)] {
        store::write!(db.store, "test", |tx| message::read_set(&mut tx, "p1", NOW.plus_ms(at)).await)
            .unwrap();
        let expected = Unread {
            read: Some(NOW.plus_ms(stands)),
            case_events: u32::from(stands < 3),
            ..Unread::default()
        };
        assert_eq!(unread(&db, "p1", -10).await, expected, "read up to {at}");
    }
    assert_eq!(
        unread(&db, "p2", 0).await,
        Unread { read: None, case_events: 1, ..Unread::default() },
        "another person's own"
    );
    assert_eq!(unread(&db, "nobody", 0).await, Unread::default());
}

async fn unread(db: &TestStore, person: &str, first_ms: i64) -> Unread {
    let mut conn = db.store.read().await.unwrap();
    message::unread_find(&mut conn, person, NOW.plus_ms(first_ms)).await.unwrap()
}
