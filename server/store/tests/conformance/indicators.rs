//! Sums of closed days, counts of cases, and the yearly plan.

use crate::{
    NOW,
    books::{an_account, movement, number},
};
use domain::{
    Fen,
    day_sums::DaySums,
    indicator::{CaseCount, CaseKind, Channel, Indicator, Plan},
    receipt::DayRoot,
    two_people::ProposalState,
};
use std::collections::BTreeMap;
use store::{
    Error, audit, day_sheet, day_sum,
    indicator_plan::{self, Proposed},
    ledger,
    proposal::Decider,
    receipt,
    staff::{self, Role, Staff},
    testing::TestStore,
};

pub async fn the_sums_of_a_closed_day_are_kept_once(db: TestStore) {
    let one = number(1);
    an_account(&db.store).await.unwrap();
    clerk(&db, "s1", "index-9").await;
    store::write!(db.store, "test", |tx| {
        ledger::transfer_post(&mut tx, &movement(one.as_str(), ledger::PAYOUT_CLEARING, 60, None)).await?;
        for (actor, action) in
            [("p1", "rent.submit"), ("s1", "closing.propose"), ("p1", "rent.submit"), ("p1", "sign_in.done")]
        {
            audit::append(&mut tx, &audit::Event { at: NOW, actor, action, subject: "", detail: "" }).await?;
        }
        Ok::<_, Error>(())
    })
    .unwrap();
    let mut conn = db.store.read().await.unwrap();
    assert_eq!(day_sum::tally_last(&mut conn).await.unwrap(), None);
    let mut sums = DaySums::default();
    receipt::ledger_rows(&mut conn, 1, 9, 10).await.unwrap().iter().for_each(|row| sums.add(row));
    let sums = sums.finish();
    let cases = day_sum::cases_between(&mut conn, 0, 4).await.unwrap();
    assert_eq!(
        cases.iter().map(|c| (c.day, c.action.as_str(), c.at_counter, c.cases)).collect::<Vec<_>>(),
        [(NOW.day(), "closing.propose", true, 1), (NOW.day(), "rent.submit", false, 2)]
    );
    assert_eq!(day_sum::cases_between(&mut conn, 3, 4).await.unwrap(), []);
    drop(conn);
    // The last row is not closed in yet.
    let day = DayRoot {
        no: 1,
        day: NOW.day(),
        first_seq: 1,
        last_seq: 1,
        rows: 1,
        root: [1; 32],
        previous: [0; 32],
    };
    let first: BTreeMap<_, _> = sums.clone().into_iter().filter(|(of, _)| of.credit == "members").collect();
    let keep = async || {
        store::write!(db.store, "test", |tx| {
            receipt::day_insert(&mut tx, &day, NOW).await?;
            day_sum::tally_insert(&mut tx, &day, 4, &first, &cases, NOW).await
        })
        .unwrap()
    };
    assert!(keep().await);
    assert!(!keep().await, "kept once");
    let mut conn = db.store.read().await.unwrap();
    let tallied = day_sum::Tallied { day_no: 1, last_seq: 1, audit_through: 4 };
    assert_eq!(day_sum::tally_last(&mut conn).await.unwrap(), Some(tallied));
    assert_eq!(day_sum::tally_page(&mut conn, 0, 5).await.unwrap(), [tallied]);
    assert_eq!(day_sum::tally_page(&mut conn, 1, 5).await.unwrap(), []);
    assert_eq!(day_sum::sums_of_day(&mut conn, 1).await.unwrap(), first);
    assert_eq!(day_sum::cases_of_day(&mut conn, 1).await.unwrap(), cases);
    let months = day_sum::months(&mut conn).await.unwrap();
    assert_eq!((months.len(), months[0].amount_fen, months[0].people.len()), (1, 50_000, 1));
    assert_eq!(months[0].credit, "members");
    let count =
        |kind, channel, cases| CaseCount { month: domain::Month::of(NOW.day()), kind, channel, cases };
    assert_eq!(
        day_sum::case_months(&mut conn).await.unwrap(),
        [count(CaseKind::Closing, Channel::Counter, 1), count(CaseKind::RentWithdrawal, Channel::Online, 2)]
    );
    // The sheet adds the rows that are not closed in to the sums that are kept.
    let held = Fen::from_yuan(440);
    assert_eq!(day_sheet::member_sums(&mut conn, NOW.day()).await.unwrap(), (held, held));
    drop(conn);
    let changed: Result<u64, _> = store::write!(db.store, "test", |tx| {
        day_sum::tally_insert(&mut tx, &DayRoot { no: 1, ..day }, 9, &sums, &[], NOW).await.map(u64::from)
    });
    assert_eq!(changed.unwrap(), 0);
}

async fn clerk(db: &TestStore, id: &str, index: &str) {
    let new = Staff {
        id: id.into(),
        login: id.into(),
        name: "陈静".into(),
        id_index: index.into(),
        role: Role::FirstReviewer,
        created: NOW,
    };
    store::write!(db.store, "test", |tx| staff::insert(&mut tx, &new).await).unwrap();
}

pub async fn a_plan_is_decided_by_another_person(db: TestStore) {
    for (id, index) in [("s1", "one"), ("s2", "two"), ("s3", "one")] {
        clerk(&db, id, index).await;
    }
    let plan = |collection| {
        let targets = [
            (Indicator::Collection, collection),
            (Indicator::Withdrawals, 50),
            (Indicator::OffCounter, 9_000),
        ];
        Plan::new(2026, targets.into_iter().collect()).unwrap()
    };
    let proposed = |id: &str, collection| Proposed {
        id: id.into(),
        plan: plan(collection),
        state: ProposalState::Proposed,
        proposed_by: "s1".into(),
        proposed_index: "one".into(),
        proposed: NOW,
    };
    let insert = async |new: &Proposed| {
        store::write!(db.store, "test", |tx| indicator_plan::insert(&mut tx, new).await).unwrap()
    };
    let decide = async |id: &str, approve, staff_id: &str, id_index: &str, after| {
        let by = Decider { staff_id, id_index, at: NOW.plus_ms(after) };
        store::write!(db.store, "test", |tx| indicator_plan::decide(&mut tx, id, approve, by).await).unwrap()
    };
    assert!(insert(&proposed("a", 100)).await);
    assert!(!insert(&proposed("b", 200)).await, "one waits at a time");
    assert!(!decide("a", true, "s3", "one", 1).await, "the same person under another login");
    let mut conn = db.store.read().await.unwrap();
    assert_eq!(indicator_plan::find_standing(&mut conn, 2026).await.unwrap(), None);
    assert_eq!(indicator_plan::list_open(&mut conn, 9).await.unwrap(), [proposed("a", 100)]);
    drop(conn);
    assert!(decide("a", true, "s2", "two", 2).await);
    assert!(!decide("a", false, "s2", "two", 3).await, "decided once");
    assert!(insert(&proposed("b", 200)).await);
    assert!(decide("b", true, "s2", "two", 4).await);
    assert!(insert(&proposed("c", 300)).await);
    assert!(decide("c", false, "s2", "two", 5).await);
    let mut conn = db.store.read().await.unwrap();
    let standing = indicator_plan::find_standing(&mut conn, 2026).await.unwrap().unwrap();
    assert_eq!((standing.id.as_str(), standing.plan), ("b", plan(200)));
    assert_eq!(indicator_plan::find_standing(&mut conn, 2027).await.unwrap(), None);
    let found = indicator_plan::find(&mut conn, "c").await.unwrap().unwrap();
    assert_eq!(found.state, ProposalState::Refused);
    assert_eq!(indicator_plan::list_open(&mut conn, 9).await.unwrap(), []);
    assert_eq!(indicator_plan::list(&mut conn, 9).await.unwrap().len(), 3);
}
