//! Deferrals: proposed once, decided by another person, held per account and month.

use crate::{
    NOW,
    base::a_unit,
    books::{month, number},
};
use domain::{
    ContributionRate, Month,
    deferral::{Asked, Relief, Span},
    two_people::ProposalState,
};
use std::collections::BTreeSet;
use store::{
    Error,
    deferral::{self, Deferral},
    month_state,
    proposal::Decider,
    remittance::{self, NewUnit},
    testing::TestStore,
};

fn new(id: &str, relief: Relief, first: &str, last: &str) -> Deferral {
    Deferral {
        id: id.into(),
        unit_id: "u1".into(),
        unit_no: "100001".into(),
        unit_name: "刺桐".into(),
        asked: Asked { relief, span: Span { first: month(first), last: month(last) } },
        consent: "职工代表大会决议".into(),
        approval: None,
        state: ProposalState::Proposed,
        proposed_by: "agent".into(),
        proposed_index: "index of agent".into(),
        proposed: NOW,
    }
}

fn by(id_index: &str) -> Decider<'_> {
    Decider { staff_id: "checker", id_index, at: NOW }
}

pub async fn a_deferral_is_granted_once_and_holds_by_account_and_month(db: TestStore) {
    a_unit(&db).await;
    let one = new("d1", Relief::Deferred, "2026-11", "2027-02");
    let rate = |bp| ContributionRate::from_bp(bp);
    let lower = Relief::Reduced { unit_rate: rate(400), personal_rate: rate(300) };
    store::write!(db.store, "test", |tx| {
        let other =
            NewUnit { id: "u2".into(), number: "100002".into(), name: "别家".into(), credit_code: None };
        remittance::units_insert(&mut tx, &[other], NOW).await?;
        assert!(deferral::insert(&mut tx, &one).await?);
        assert!(!deferral::insert(&mut tx, &new("d2", lower, "2027-03", "2027-03")).await?, "one at a time");
        assert_eq!(deferral::list_open(&mut tx, 9).await?, std::slice::from_ref(&one));
        assert!(!deferral::decide(&mut tx, "d1", Some("文"), by("index of agent")).await?, "the maker");
        assert!(deferral::decide(&mut tx, "d1", Some("文"), by("checker-index")).await?);
        assert!(!deferral::decide(&mut tx, "d1", None, by("checker-index")).await?, "once");
        assert_eq!(deferral::accounts_join(&mut tx, "d1").await?, 3);
        assert!(deferral::insert(&mut tx, &new("d2", lower, "2027-03", "2027-03")).await?);
        assert_eq!(deferral::lowest_rate(&mut tx).await?, None, "proposed is not granted");
        assert!(deferral::decide(&mut tx, "d2", Some("文"), by("checker-index")).await?);
        assert_eq!(deferral::lowest_rate(&mut tx).await?, Some(rate(300)));
        // Account 2 leaves for another unit in January and comes back in February.
        deferral::account_leave(&mut tx, &number(2), month("2027-01")).await?;
        deferral::account_join(&mut tx, &number(2), "u1", month("2027-02")).await?;
        deferral::account_leave(&mut tx, &number(3), month("2026-10")).await
    })
    .unwrap();
    let mut conn = db.store.read().await.unwrap();
    let months = async |of: u32| {
        let mut conn = db.store.read().await.unwrap();
        let found = deferral::deferred_find(&mut conn, &[number(of).as_str()]).await.unwrap();
        let months: BTreeSet<Month> =
            found.iter().flat_map(|found| found.span.first.through(found.span.last)).collect();
        months.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(months(1).await, ["2026-11", "2026-12", "2027-01", "2027-02"]);
    assert_eq!(months(2).await, ["2026-11", "2026-12", "2027-02"]);
    assert_eq!(months(3).await.len(), 0);
    let numbers = [number(1), number(2)];
    let numbers: Vec<&str> = numbers.iter().map(|number| number.as_str()).collect();
    assert_eq!(deferral::deferred_find(&mut conn, &numbers).await.unwrap().len(), 3);
    let granted = deferral::find(&mut conn, "d1").await.unwrap().unwrap();
    assert_eq!((granted.state, granted.approval.as_deref()), (ProposalState::Done, Some("文")));
    assert_eq!(deferral::granted_find(&mut conn, &["u1", "u2"]).await.unwrap().len(), 2);
    let of = deferral::granted_of(&mut conn, &number(1), month("2027-02")).await.unwrap();
    assert_eq!(of, [granted]);
    assert_eq!(deferral::granted_of(&mut conn, &number(1), month("2027-03")).await.unwrap(), []);
    assert_eq!(deferral::list(&mut conn, Some("u1"), 9).await.unwrap()[0].id, "d2", "the latest first");
    assert_eq!(deferral::list(&mut conn, Some("u2"), 9).await.unwrap(), []);
    for (first, last, found) in [("2026-09", "2026-10", false), ("2026-10", "2026-11", true)] {
        let span = Span { first: month(first), last: month(last) };
        assert_eq!(deferral::overlaps(&mut conn, "u1", span).await.unwrap(), found);
    }
    assert!(deferral::holds_account(&mut conn, "u1", "index-1").await.unwrap());
    assert!(!deferral::holds_account(&mut conn, "u2", "index-1").await.unwrap());
    assert_eq!(month_state::pay_day_of_unit(&mut conn, "u1").await.unwrap(), None);
    assert_eq!(deferral::repaid_through(&mut conn, &number(1)).await.unwrap(), None);
    assert_eq!(deferral::repaid_ungranted(&mut conn).await.unwrap(), [] as [i64; 0]);
    drop(conn);
    let alone: Result<(), Error> = store::write!(db.store, "test", |tx| {
        sqlx::query("update deferral set decided_index = proposed_index where id = 'd1'")
            .execute(&mut *tx)
            .await?;
        Ok(())
    });
    assert!(alone.is_err(), "nobody grants what the same person asked for, not even by hand");
}
