//! Transfers between cities: made once, moved by whoever was not late, decided by another person.

use crate::{
    NOW,
    books::{an_account, movement, number},
    closings::two_of_staff,
};
use domain::{
    CaseNumber, Fen, Month,
    chart::SUSPENSE_RECEIPTS,
    suspense::Source,
    transfer::{Direction, Party, TransferState},
    two_people::ProposalState,
};
use store::{
    account, closing, day_sheet,
    ledger::{self, BANK_DEPOSIT, Movement},
    proposal::Decider,
    suspense::{self, Receipt},
    testing::TestStore,
    transfer::{self, Amounts, Change, Event, Proposal, ProposedStep, Transfer},
};

fn a_transfer(id: &str, random: u8, person_id: &str) -> Transfer {
    Transfer {
        id: id.into(),
        request_hash: "h".into(),
        number: CaseNumber::mint(Month::of(NOW.day()), [random; 8]),
        direction: Direction::In,
        account: number(1),
        person_id: person_id.into(),
        holder_index: "holder".into(),
        other_centre: "厦门".into(),
        other_account: "2018001234".into(),
        letter: None,
        state: TransferState::Applied,
        amounts: None,
        reference: None,
        closing_id: None,
        seq: None,
        rule_version: "transfer-2026-1".into(),
        filed: NOW,
        due_by: Some(NOW.day()),
        version: 0,
    }
}

pub async fn a_transfer_moves_once_and_is_decided_by_two(db: TestStore) {
    an_account(&db.store).await.unwrap();
    two_of_staff(&db).await;
    let mut conn = db.store.read().await.unwrap();
    let person = account::find(&mut conn, &number(1)).await.unwrap().unwrap().person_id;
    drop(conn);
    let (one, two) = (a_transfer("t1", 1, &person), a_transfer("t2", 2, &person));
    let proposal = |id: &str| Proposal {
        id: id.into(),
        transfer_id: "t1".into(),
        step: ProposedStep::Send,
        holder_index: "holder".into(),
        state: ProposalState::Proposed,
        proposed_by: "s1".into(),
        proposed_index: "one".into(),
        proposed: NOW,
    };
    let event =
        Event { at: NOW, state: one.state, party: Party::Member, actor: "p".into(), note: Some("x".into()) };
    let by = |staff_id, id_index| Decider { staff_id, id_index, at: NOW };
    store::write!(db.store, "test", |tx| {
        assert!(transfer::insert(&mut tx, &one).await?);
        assert!(!transfer::insert(&mut tx, &two).await?, "one at a time for an account there");
        transfer::event_append(&mut tx, "t1", &event).await?;
        assert!(transfer::proposal_insert(&mut tx, &proposal("p1")).await?);
        assert!(!transfer::proposal_insert(&mut tx, &proposal("p2")).await?, "one waits");
        let done = ProposalState::Done;
        assert!(!transfer::proposal_decide(&mut tx, "p1", true, by("s1", "one")).await?, "never the maker");
        assert!(!transfer::proposal_decide(&mut tx, "p1", true, by("s2", "holder")).await?, "nor the holder");
        assert_eq!(transfer::proposal_find_open(&mut tx, "t1").await?, Some(proposal("p1")));
        assert_eq!(transfer::proposal_list_open(&mut tx, 9).await?, [proposal("p1")]);
        assert!(transfer::proposal_decide(&mut tx, "p1", true, by("s2", "two")).await?);
        assert!(!transfer::proposal_decide(&mut tx, "p1", true, by("s2", "two")).await?);
        assert_eq!(transfer::proposal_find(&mut tx, "p1").await?.map(|found| found.state), Some(done));
        let sent = Change::plain(TransferState::LetterReviewed, Some(NOW.day()));
        assert!(transfer::advance(&mut tx, &one, &sent).await?);
        assert!(!transfer::advance(&mut tx, &one, &sent).await?, "it is not as it was read");
        Ok::<_, store::Error>(())
    })
    .unwrap();
    let mut conn = db.store.read().await.unwrap();
    let found = transfer::find(&mut conn, "t1").await.unwrap().unwrap();
    assert_eq!((found.state, found.version), (TransferState::LetterReviewed, 1));
    assert_eq!(transfer::find_by_number(&mut conn, &one.number).await.unwrap(), Some(found.clone()));
    assert_eq!(transfer::list_of_person(&mut conn, &person, 9).await.unwrap(), std::slice::from_ref(&found));
    let (into, sent) = (Some(Direction::In), Some(TransferState::LetterReviewed));
    for (direction, state) in [(None, None), (into, None), (into, sent), (None, sent)] {
        let live = transfer::list_live(&mut conn, direction, state, 9).await.unwrap();
        assert_eq!(live, std::slice::from_ref(&found));
    }
    for (direction, state) in [(Some(Direction::Out), None), (into, Some(TransferState::Paid))] {
        assert_eq!(transfer::list_live(&mut conn, direction, state, 9).await.unwrap(), []);
    }
    assert_eq!(
        transfer::count_live(&mut conn).await.unwrap(),
        [(Direction::In, TransferState::LetterReviewed, 1)]
    );
    assert_eq!(transfer::event_list(&mut conn, "t1").await.unwrap(), [event]);
    assert_eq!(closing::under_way(&mut conn, &number(1)).await.unwrap().arriving, 1);
    assert_eq!(transfer::money_mismatched(&mut conn, SUSPENSE_RECEIPTS.id).await.unwrap(), [""; 0]);
    drop(conn);
    let amounts = Some(Amounts { principal: Fen::new(1), interest: Fen::ZERO });
    let done = Change { amounts, ..Change::plain(TransferState::Done, None) };
    let unbooked = store::write!(db.store, "test", |tx| transfer::advance(&mut tx, &found, &done).await);
    assert!(unbooked.is_err(), "done without a row is nothing");
    let failed = Change { amounts, ..Change::plain(TransferState::Failed, None) };
    let moved = store::write!(db.store, "test", |tx| transfer::advance(&mut tx, &found, &failed).await);
    assert!(moved.unwrap());
    let again = store::write!(db.store, "test", |tx| transfer::insert(&mut tx, &two).await);
    assert!(again.unwrap(), "what is over stands in no way");
}

/// 30 yuan that came.
fn a_receipt(seq: i64) -> Receipt {
    Receipt {
        id: "rec".into(),
        source: Source::Bank,
        reference: "B7".into(),
        payer: "厦门".into(),
        amount: Fen::from_yuan(30),
        open: Fen::from_yuan(30),
        received_on: NOW.day(),
        note: None,
        seq,
        recorded_by: "s1".into(),
        recorded: NOW,
    }
}

/// A booking is no use of its receipt: the list of a day asks the row of the ledger that the transfer names. 20 of 30
/// yuan are booked on the next day, after a proposal that was refused.
pub async fn what_a_transfer_books_leaves_suspense_on_its_day(db: TestStore) {
    an_account(&db.store).await.unwrap();
    two_of_staff(&db).await;
    let (came_on, booked_on) = (NOW.day(), NOW.day().succ_opt().unwrap());
    let mut conn = db.store.read().await.unwrap();
    let person = account::find(&mut conn, &number(1)).await.unwrap().unwrap().person_id;
    drop(conn);
    let (account, one, booked) = (number(1), a_transfer("t1", 1, &person), Fen::from_yuan(20));
    let proposal = |id: &str| Proposal {
        id: id.into(),
        transfer_id: "t1".into(),
        step: ProposedStep::Book { receipt_id: "rec".into(), amount: booked },
        holder_index: "holder".into(),
        state: ProposalState::Proposed,
        proposed_by: "s1".into(),
        proposed_index: "one".into(),
        proposed: NOW,
    };
    let checker = || Decider { staff_id: "s2", id_index: "two", at: NOW };
    store::write!(db.store, "test", |tx| {
        let into = movement(BANK_DEPOSIT, SUSPENSE_RECEIPTS.id, 30, None);
        let seq = ledger::transfer_post(&mut tx, &into).await?;
        assert!(suspense::receipt_insert(&mut tx, &a_receipt(seq)).await?);
        assert!(transfer::insert(&mut tx, &one).await?);
        for (id, approve) in [("p1", false), ("p2", true)] {
            assert!(transfer::proposal_insert(&mut tx, &proposal(id)).await?);
            assert!(transfer::proposal_decide(&mut tx, id, approve, checker()).await?);
        }
        let out = movement(SUSPENSE_RECEIPTS.id, account.as_str(), 20, None);
        let out = Movement { posted_on: booked_on, ..out };
        let seq = Some(ledger::transfer_post(&mut tx, &out).await?);
        let amounts = Some(Amounts { principal: booked, interest: Fen::ZERO });
        let done = Change { amounts, seq, ..Change::plain(TransferState::Done, None) };
        assert!(transfer::advance(&mut tx, &one, &done).await?);
        Ok::<_, store::Error>(())
    })
    .unwrap();
    let mut conn = db.store.read().await.unwrap();
    let (before, after) = (came_on.pred_opt().unwrap(), booked_on.succ_opt().unwrap());
    for (day, yuan) in [(before, 0), (came_on, 30), (booked_on, 10), (after, 10)] {
        let left = Fen::from_yuan(yuan);
        let held = ledger::balance_on(&mut conn, SUSPENSE_RECEIPTS.id, day).await.unwrap();
        assert_eq!(held, left, "{day}");
        let listed = day_sheet::suspense_list(&mut conn, day).await.unwrap();
        let expected = if left.is_zero() { vec![] } else { vec![("rec".to_owned(), came_on, left)] };
        assert_eq!(listed, expected, "{day}");
    }
}
