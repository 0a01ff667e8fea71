//! How accounts end: decided by another person, once; undone when the bank returns the money.

use crate::{
    NOW,
    books::{an_account, movement, number},
};
use domain::{
    AccountState, CaseNumber, Fen, Month, chart,
    closing::{ApplicationState, ClosingReason, Ending, UnderWay},
    two_people::ProposalState,
};
use store::{
    account, closing,
    closing::{Application, Closing, Done, Payee},
    ledger::{self, PAYOUT_CLEARING},
    message,
    proposal::Decider,
    staff::{self, Role, Staff},
    testing::{TestStore, a_case},
    withdrawal,
};

fn a_closing(id: &str) -> Closing {
    Closing {
        id: id.into(),
        account: number(1),
        holder_index: "holder".into(),
        ending: Ending::Withdrawn(ClosingReason::Retired),
        payee: Some(Payee {
            name: "林秀芳".into(),
            sealed: "sealed".into(),
            tail: "6789".into(),
            bank: "ccb".into(),
        }),
        basis: "退休证".into(),
        state: ProposalState::Proposed,
        proposed_by: "s1".into(),
        proposed_index: "one".into(),
        proposed: NOW,
        done: None,
    }
}

pub async fn two_of_staff(db: &TestStore) {
    store::write!(db.store, "test", |tx| {
        for (id, index, role) in [("s1", "one", Role::FirstReviewer), ("s2", "two", Role::SecondReviewer)] {
            let (login, name, id_index) = (id.to_owned(), "陈静".to_owned(), index.to_owned());
            let new = Staff { id: id.into(), login, name, id_index, role, created: NOW };
            staff::insert(&mut tx, &new).await?;
        }
        Ok::<_, store::Error>(())
    })
    .unwrap();
}

pub async fn a_closing_is_decided_once_and_undone_once(db: TestStore) {
    an_account(&db.store).await.unwrap();
    two_of_staff(&db).await;
    let one = number(1);
    let inserted = store::write!(db.store, "test", |tx| {
        let first = closing::insert(&mut tx, &a_closing("c1")).await?;
        Ok::<_, store::Error>((first, closing::insert(&mut tx, &a_closing("c2")).await?))
    });
    assert_eq!(inserted.unwrap(), (true, false), "an account has one that waits");
    let mut conn = db.store.read().await.unwrap();
    assert_eq!(closing::list_open(&mut conn, 9).await.unwrap(), [a_closing("c1")]);
    assert_eq!(closing::under_way(&mut conn, &one).await.unwrap(), UnderWay::default());
    drop(conn);
    let done = store::write!(db.store, "test", |tx| {
        let mut case = a_case(&one, "c1", 1, NOW);
        (case.amount, case.person_id) =
            (Fen::from_yuan(500), account::find(&mut tx, &one).await?.unwrap().person_id);
        case.state = domain::withdrawal::CaseState::Approved;
        let mut out = movement(one.as_str(), PAYOUT_CLEARING, 500, None);
        (out.case_id, out.business) = (Some("c1"), domain::BusinessCode::ClosingWithdrawal);
        ledger::transfer_reserve(&mut tx, &out).await?;
        let open = ledger::reservation_find_open(&mut tx, "c1").await?.unwrap();
        let seq = ledger::reservation_post(&mut tx, &open, NOW.day(), NOW).await?;
        withdrawal::case_insert(&mut tx, &case).await?;
        let done = Done {
            principal: Fen::from_yuan(500),
            interest: Fen::ZERO,
            closed_on: NOW.day(),
            seq: Some(seq),
            case_id: Some("c1".into()),
            reopened: None,
        };
        let by = |staff_id, id_index| Decider { staff_id, id_index, at: NOW };
        assert!(!closing::decide(&mut tx, "c1", Some(&done), by("s1", "one")).await?, "never the maker");
        assert!(!closing::decide(&mut tx, "c1", Some(&done), by("s2", "holder")).await?, "nor the holder");
        assert!(closing::decide(&mut tx, "c1", Some(&done), by("s2", "two")).await?);
        assert!(!closing::decide(&mut tx, "c1", None, by("s2", "two")).await?);
        let (normal, closed) = (AccountState::Normal, AccountState::ClosedWithdrawn);
        assert!(closing::account_close(&mut tx, &one, normal, closed).await?);
        assert!(!closing::account_close(&mut tx, &one, normal, closed).await?);
        Ok::<_, store::Error>(done)
    })
    .unwrap();
    let mut conn = db.store.read().await.unwrap();
    let found = closing::find(&mut conn, "c1").await.unwrap().unwrap();
    assert_eq!((found.state, found.done.as_ref()), (ProposalState::Done, Some(&done)));
    assert_eq!(closing::find_of_case(&mut conn, "c1").await.unwrap(), Some(found));
    assert_eq!(closing::under_way(&mut conn, &one).await.unwrap().payments, 1);
    assert_eq!(closing::states_mismatched(&mut conn).await.unwrap(), [""; 0]);
    let clearing = chart::PAYOUT_CLEARING.id;
    assert_eq!(closing::payouts_mismatched(&mut conn, clearing).await.unwrap(), [""; 0]);
    drop(conn);
    let undone = store::write!(db.store, "test", |tx| {
        Ok::<_, store::Error>((
            closing::reopen(&mut tx, "c1", NOW).await?,
            closing::reopen(&mut tx, "c1", NOW).await?,
        ))
    });
    assert_eq!(undone.unwrap(), (true, false));
    let mut conn = db.store.read().await.unwrap();
    assert_eq!(account::find(&mut conn, &one).await.unwrap().unwrap().account.state, AccountState::Sealed);
    assert_eq!(closing::states_mismatched(&mut conn).await.unwrap(), [""; 0]);
    let one = one.as_str().to_owned();
    assert_eq!(
        closing::payouts_mismatched(&mut conn, clearing).await.unwrap(),
        [one],
        "the case is not failed"
    );
    drop(conn);
    let again = store::write!(db.store, "test", |tx| closing::insert(&mut tx, &a_closing("c3")).await);
    assert!(again.unwrap(), "an account that was sealed again may be closed again");
}

/// Of the one that was declined, with the reason, and of the one that is taken up; what the person did is no news.
async fn the_contributor_is_told(db: &TestStore, person: &str) {
    let told = async || {
        let mut conn = db.store.read().await.unwrap();
        let listed = message::case_event_list(&mut conn, person, 9).await.unwrap();
        let mut told: Vec<_> = listed.into_iter().map(|one| (one.event.state, one.event.note)).collect();
        told.sort();
        (told, message::unread_find(&mut conn, person, NOW.plus_ms(-1)).await.unwrap().case_events)
    };
    let plain = |state: &str| (state.to_owned(), None);
    let declined = ("closing_declined".to_owned(), Some("x".to_owned()));
    let filed = plain("closing_filed");
    assert_eq!(told().await, (vec![declined.clone(), filed.clone(), filed.clone()], 1));
    two_of_staff(db).await;
    let taken_up = Closing { id: "a2".into(), ..a_closing("a2") };
    assert!(store::write!(db.store, "test", |tx| closing::insert(&mut tx, &taken_up).await).unwrap());
    assert_eq!(told().await, (vec![declined, filed.clone(), filed, plain("closing_taken_up")], 2));
}

fn an_application(id: &str, random: u8, person_id: &str) -> Application {
    Application {
        id: id.into(),
        request_hash: "h".into(),
        number: CaseNumber::mint(Month::of(NOW.day()), [random; 8]),
        account: number(1),
        person_id: person_id.into(),
        holder_index: "holder".into(),
        reason: ClosingReason::Retired,
        payee: a_closing("x").payee.unwrap(),
        principal: Fen::from_yuan(500),
        interest: Fen::new(1),
        state: ApplicationState::Open,
        note: None,
        filed: NOW,
        decide_by: NOW.day(),
        ended: None,
    }
}

pub async fn an_application_waits_once_and_ends_once(db: TestStore) {
    an_account(&db.store).await.unwrap();
    let mut conn = db.store.read().await.unwrap();
    let person = account::find(&mut conn, &number(1)).await.unwrap().unwrap().person_id;
    drop(conn);
    let (one, two) = (an_application("a1", 1, &person), an_application("a2", 2, &person));
    store::write!(db.store, "test", |tx| {
        assert!(closing::application_insert(&mut tx, &one).await?);
        assert!(!closing::application_insert(&mut tx, &two).await?, "an account has one that waits");
        assert_eq!(closing::application_list_open(&mut tx, 9).await?, std::slice::from_ref(&one));
        let declined = ApplicationState::Declined;
        assert!(closing::application_end(&mut tx, "a1", declined, Some("x"), NOW).await?);
        assert!(!closing::application_end(&mut tx, "a1", ApplicationState::Done, None, NOW).await?);
        assert!(closing::application_insert(&mut tx, &two).await?, "and may have another");
        Ok::<_, store::Error>(())
    })
    .unwrap();
    let mut conn = db.store.read().await.unwrap();
    let ended = Application {
        state: ApplicationState::Declined,
        note: Some("x".into()),
        ended: Some(NOW),
        ..one.clone()
    };
    assert_eq!(closing::application_find(&mut conn, "a1").await.unwrap(), Some(ended.clone()));
    assert_eq!(closing::application_find_by_number(&mut conn, &one.number).await.unwrap(), Some(ended));
    assert_eq!(closing::application_list_of_person(&mut conn, &person, 9).await.unwrap().len(), 2);
    drop(conn);
    the_contributor_is_told(&db, &person).await;
    let silent = ApplicationState::Declined;
    let silent =
        store::write!(db.store, "test", |tx| closing::application_end(&mut tx, "a2", silent, None, NOW)
            .await);
    assert!(silent.is_err(), "nothing is declined without a reason");
}
