//! Complaints about missing contributions, and what is known of an account's months.

use crate::{
    NOW,
    books::{an_account, month, number},
    fund_books::two_people,
};
use domain::{
    BusinessCode, CaseNumber, Fen, Month,
    account_act::{Act, transition},
    complaint::{ComplaintEvent, ComplaintState},
    month_state::Known,
    suspense::{Placing, Source, Use},
    two_people::ProposalState,
    withdrawal::CaseRole,
};
use store::{
    Error, account, account_act,
    complaint::{self, Complaint, Event, Step},
    message, month_state,
    officer::Officer,
    proposal::Decider,
    remittance::{self, NewUnit, Sealing},
    suspense::{self, Proposed, Receipt},
    testing::TestStore,
};

fn a_complaint(id: &str, random: u8) -> Complaint {
    Complaint {
        id: id.into(),
        request_hash: format!("hash of {id}"),
        number: CaseNumber::mint(Month::of(NOW.day()), [random; 8]),
        account: number(1),
        person_id: "p1".into(),
        maker_index: "index-1".into(),
        evidence: "{}".into(),
        rule_version: "r1".into(),
        state: ComplaintState::Open,
        filed: NOW,
        answer_by: "2026-12-04".parse().unwrap(),
        late: false,
        papers_asked: false,
        first_by: None,
        second_by: None,
        version: 0,
    }
}

fn to(state: ComplaintState) -> Step {
    Step { to: state, answer_by: NOW.day(), papers_asked: false, late: true }
}

pub async fn a_month_is_complained_about_once_and_answered_by_two(db: TestStore) {
    an_account(&db.store).await.unwrap();
    two_people(&db.store).await;
    let months = [month("2026-08"), month("2026-10")];
    let insert = async |id: &str, random, months: &[Month]| {
        let new = a_complaint(id, random);
        let inserted: Result<bool, Error> = store::write!(db.store, "test", |tx| {
            match complaint::complaint_insert(&mut tx, &new, months).await? {
                true => Ok(true),
                // The transaction is rolled back, as it is for a refusal of a use case.
                false => Err(Error::NotEnough),
            }
        });
        inserted.is_ok()
    };
    assert!(insert("c1", 1, &months).await);
    assert!(!insert("c1", 2, &[month("2026-01")]).await, "the id is known");
    assert!(!insert("c2", 1, &[month("2026-01")]).await, "the number is taken");
    assert!(!insert("c3", 3, &[month("2026-09"), month("2026-10")]).await, "October is complained about");
    assert!(insert("c4", 4, &[month("2026-09")]).await);

    let mut conn = db.store.read().await.unwrap();
    let c1 = a_complaint("c1", 1);
    assert_eq!(complaint::complaint_find(&mut conn, "c1").await.unwrap(), Some(c1.clone()));
    assert_eq!(complaint::complaint_find_by_number(&mut conn, &c1.number).await.unwrap(), Some(c1.clone()));
    assert_eq!(complaint::complaint_find(&mut conn, "c3").await.unwrap(), None);
    let live = complaint::month_list_live(&mut conn, &number(1)).await.unwrap();
    assert_eq!(live.iter().map(|(month, _)| *month).collect::<Vec<_>>(), {
        [month("2026-08"), month("2026-09"), month("2026-10")]
    });
    let own = complaint::complaint_list_of_person(&mut conn, "p1", 9).await.unwrap();
    assert_eq!(own.len(), 2);
    assert_eq!(complaint::complaint_list_of_person(&mut conn, "p2", 9).await.unwrap(), []);
    let queue = complaint::complaint_queue(&mut conn, ComplaintState::Open, 9).await.unwrap();
    assert_eq!((queue.len(), queue[0].unit_name.clone()), (2, None));
    assert_eq!(complaint::complaint_queue_length(&mut conn, ComplaintState::Open).await.unwrap(), 2);
    assert_eq!(complaint::complaint_list_live(&mut conn, "c1", 9).await.unwrap().len(), 1, "after c1");
    drop(conn);

    let go = async |was: &Complaint, state, mover| {
        store::write!(db.store, "test", |tx| {
            complaint::complaint_move(&mut tx, was, to(state), mover).await
        })
        .unwrap()
    };
    let first = Officer::First { staff_id: "maker", id_index: "index of maker" };
    let own = Officer::First { staff_id: "maker", id_index: "index-1" };
    assert!(!go(&c1, ComplaintState::Answered, own).await, "nobody answers an own complaint");
    assert!(go(&c1, ComplaintState::Answered, first).await);
    assert!(!go(&c1, ComplaintState::Answered, first).await, "somebody was faster");
    let read = async || {
        let mut conn = db.store.read().await.unwrap();
        complaint::complaint_find(&mut conn, "c1").await.unwrap().unwrap()
    };
    let answered = read().await;
    assert_eq!((answered.version, answered.late, answered.first_by.as_deref()), (1, true, Some("maker")));
    assert!(go(&answered, ComplaintState::Again, Officer::Nobody).await);
    let again = read().await;
    // Another login of the same human.
    let twin = Officer::Second { staff_id: "checker", id_index: "index of maker" };
    assert!(!go(&again, ComplaintState::Final, twin).await, "the second officer is another person");
    let second = Officer::Second { staff_id: "checker", id_index: "index of checker" };
    assert!(go(&again, ComplaintState::Final, second).await);
    assert_eq!(read().await.second_by.as_deref(), Some("checker"));
    // At its end its months are free.
    assert!(insert("c5", 5, &months).await);
    settled_and_told(&db).await;
}

/// Months are booked once; events stay as they are and are news.
async fn settled_and_told(db: &TestStore) {
    let happened = |event, role| Event {
        at: NOW,
        event,
        role,
        actor: "a".into(),
        reason: None,
        note: Some("n".into()),
        month: Some(month("2026-08")),
        ledger_seq: Some(1),
    };
    let filed = happened(ComplaintEvent::Filed, CaseRole::Member);
    let booked = happened(ComplaintEvent::MonthBooked, CaseRole::System);
    let twice = store::write!(db.store, "test", |tx| {
        complaint::event_append(&mut tx, "c5", &filed).await?;
        complaint::event_append(&mut tx, "c5", &booked).await?;
        let once = complaint::month_book(&mut tx, "c5", month("2026-08"), 1).await?;
        Ok::<_, Error>((once, complaint::month_book(&mut tx, "c5", month("2026-08"), 1).await?))
    });
    assert_eq!(twice.unwrap(), (true, false));
    let mut conn = db.store.read().await.unwrap();
    assert_eq!(complaint::event_list(&mut conn, "c5").await.unwrap(), [filed, booked]);
    let months = complaint::month_list(&mut conn, "c5").await.unwrap();
    assert_eq!(months.iter().map(|month| month.booked_seq).collect::<Vec<_>>(), [Some(1), None]);
    let news = message::case_event_list(&mut conn, "p1", 9).await.unwrap();
    assert_eq!((news.len(), news[0].kind.as_str()), (2, message::COMPLAINT));
    let unread = message::unread_find(&mut conn, "p1", NOW.plus_ms(-1)).await.unwrap();
    assert_eq!(unread.case_events, 1, "what the person did is no news");
    drop(conn);
    let changed: Result<(), Error> = store::write!(db.store, "test", |tx| {
        sqlx::query("update complaint_event set note = 'other'").execute(&mut *tx).await?;
        Ok(())
    });
    assert!(changed.is_err(), "events never change");
}

pub async fn the_months_of_an_account_are_known(db: TestStore) {
    an_account(&db.store).await.unwrap();
    two_people(&db.store).await;
    let known = async || {
        let mut conn = db.store.read().await.unwrap();
        let own = account::find(&mut conn, &number(1)).await.unwrap().unwrap();
        month_state::known_of(&mut conn, &own.account).await.unwrap()
    };
    assert_eq!(known().await, Known::default());
    let unit = NewUnit { id: "u1".into(), number: "100001".into(), name: "单位".into(), credit_code: None };
    let mut conn = db.store.read().await.unwrap();
    let own = account::find(&mut conn, &number(1)).await.unwrap().unwrap().account;
    drop(conn);
    let step = transition(&own, &Act::Freeze(Some(Fen::from_yuan(1)))).unwrap();
    let set = store::write!(db.store, "test", |tx| {
        remittance::units_insert(&mut tx, std::slice::from_ref(&unit), NOW).await?;
        account_act::apply(&mut tx, &number(1), &step, Some("u1"), NOW.day()).await?;
        let unknown = month_state::pay_day_set(&mut tx, "7", Some(10)).await?;
        Ok::<_, Error>((unknown, month_state::pay_day_set(&mut tx, "100001", Some(10)).await?))
    });
    assert_eq!(set.unwrap(), (false, true));
    assert_eq!(known().await.pay_day, Some(10));

    // Sealed on one day, unsealed on another.
    let acts = [(Act::Seal, "a1", 10, 0), (Act::Unseal, "a2", 11, 40)];
    store::write!(db.store, "test", |tx| {
        for (act, id, version, days) in &acts {
            let new = account_act::Proposed {
                id: (*id).into(),
                account: number(1),
                holder_index: "index-1".into(),
                act: act.clone(),
                basis: "b".into(),
                state: ProposalState::Proposed,
                proposed_by: "maker".into(),
                proposed_index: "index of maker".into(),
                proposed: NOW,
            };
            account_act::insert(&mut tx, &new).await?;
            let at = NOW.plus_ms(days * 86_400_000);
            let by = Decider { staff_id: "checker", id_index: "index of checker", at };
            assert!(account_act::decide(&mut tx, id, Some(*version), by).await?);
        }
        Ok::<_, Error>(())
    })
    .unwrap();
    let day = |days: i64| NOW.plus_ms(days * 86_400_000).day();
    assert_eq!(known().await.sealed, [(day(0), Some(day(40)))]);

    // Then by lines of one file: sealed, sealed again and unsealed, by the days of their posting.
    let lines = [(2, true, 50), (3, true, 55), (7, false, 60), (9, true, 70)];
    let lines =
        lines.map(|(line_no, sealed, on)| Sealing { line_no, account: number(1), sealed, day: day(on) });
    store::write!(db.store, "test", |tx| {
        remittance::sealings_insert(&mut tx, "b1", NOW.plus_ms(90 * 86_400_000), &lines).await
    })
    .unwrap();
    let spans = [(day(0), Some(day(40))), (day(50), Some(day(60))), (day(70), None)];
    assert_eq!(known().await.sealed, spans);
    // Of many accounts at once: those of which nothing is known are left out, and what is looked up for one only.
    let mut conn = db.store.read().await.unwrap();
    let mut others = own.clone();
    others.number = number(2);
    let found = month_state::known_find(&mut conn, &[&own, &others]).await.unwrap();
    drop(conn);
    let expected = Known { pay_day: None, ..known().await };
    assert_eq!(found, [(number(1).as_str().to_owned(), expected)].into());
    a_use_is_under_way(&db).await;
    assert_eq!(known().await.under_way, [month("2026-08")].into());
}

/// Money in suspense that somebody proposes to book for August.
async fn a_use_is_under_way(db: &TestStore) {
    let receipt = Receipt {
        id: "r1".into(),
        source: Source::Bank,
        reference: "B1".into(),
        payer: "单位".into(),
        amount: Fen::from_yuan(100),
        open: Fen::from_yuan(100),
        received_on: NOW.day(),
        note: None,
        seq: 1,
        recorded_by: "maker".into(),
        recorded: NOW,
    };
    let share = Fen::from_yuan(50);
    let business = BusinessCode::RegularRemittance;
    let placing = Placing {
        account: number(1),
        business,
        month: month("2026-08"),
        unit_part: share,
        personal_part: share,
    };
    let proposed = Proposed {
        id: "s1".into(),
        receipt_id: "r1".into(),
        what: Use::Account(placing),
        amount: Fen::from_yuan(100),
        holder_index: Some("index-1".into()),
        state: ProposalState::Proposed,
        proposed_by: "maker".into(),
        proposed_index: "index of maker".into(),
        proposed: NOW,
        seq: None,
    };
    store::write!(db.store, "test", |tx| {
        assert!(suspense::receipt_insert(&mut tx, &receipt).await?);
        assert!(suspense::use_insert(&mut tx, &proposed).await?);
        Ok::<_, Error>(())
    })
    .unwrap();
}
