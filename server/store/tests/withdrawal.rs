//! Withdrawal cases, registers, cards and payouts on both engines, and what the tables refuse by themselves.

use domain::{
    AccountNo, Fen,
    withdrawal::{CaseRole, CaseState, PayoutState},
};
use store::{
    account, ledger,
    officer::Officer,
    payout, payout_card, person, register,
    testing::{NOW, TestStore, a_case, a_person, an_account, terms},
    verify,
    withdrawal::{self, Case, Event},
};

store::on_both_engines!(store::testing::TestStore::new;
    a_case_travels_to_the_bank,
    a_period_is_claimed_once,
    two_people_and_never_the_applicant,
    one_human_reviews_once_under_whatever_login,
    registers_and_cards_are_replaced,
    history_never_changes,
);

/// A person with an account; answers the account number.
async fn member(db: &TestStore) -> AccountNo {
    let number = AccountNo::of(35, 1).unwrap();
    store::write!(db.store, "test", |tx| {
        person::insert(&mut tx, &a_person("p1", "maker")).await?;
        let terms = terms(Fen::from_yuan(10_000), 1200, Fen::from_yuan(1200));
        account::insert(&mut tx, &an_account(&number, "p1", terms)).await
    })
    .unwrap();
    number
}

fn case(account: &AccountNo, id: &str, random: u8) -> Case {
    a_case(account, id, random, NOW)
}

fn event(state: &str) -> Event {
    let (reason, note) = (Some("lease_proof".into()), Some("备案".into()));
    Event { at: NOW, state: state.into(), role: CaseRole::FirstReviewer, actor: "s1".into(), reason, note }
}

const FIRST: Officer<'_> = Officer::First { staff_id: "s1", id_index: "one" };
const SECOND: Officer<'_> = Officer::Second { staff_id: "s2", id_index: "two" };

async fn a_case_travels_to_the_bank(db: TestStore) {
    let account = member(&db).await;
    let made = case(&account, "c1", 1);
    store::write!(db.store, "test", |tx| {
        assert!(withdrawal::account_lock(&mut tx, &account).await?);
        assert!(withdrawal::case_insert(&mut tx, &made).await?);
        assert_eq!(withdrawal::case_find(&mut tx, "c1").await?.as_ref(), Some(&made));
        assert_eq!(withdrawal::case_queue_length(&mut tx, CaseState::FirstReview).await?, 1);
        assert!(withdrawal::case_move(&mut tx, &made, CaseState::SecondReview, FIRST).await?);
        assert!(
            !withdrawal::case_move(&mut tx, &made, CaseState::Refused, FIRST).await?,
            "read before the move"
        );
        let read = withdrawal::case_find_by_number(&mut tx, &made.number).await?.unwrap();
        assert_eq!((read.version, read.first_by.as_deref()), (1, Some("s1")));
        assert_eq!((read.first_index.as_deref(), read.second_index.as_deref()), (Some("one"), None));
        assert!(withdrawal::case_move(&mut tx, &read, CaseState::Approved, SECOND).await?);
        withdrawal::event_append(&mut tx, "c1", &event("second_review")).await?;
        assert_eq!(withdrawal::event_list(&mut tx, "c1").await?, [event("second_review")]);
        assert_eq!(
            withdrawal::claim_list(&mut tx, &account, "rent_market", NOW).await?,
            [(NOW, made.amount)]
        );
        assert_eq!(withdrawal::case_queue(&mut tx, CaseState::FirstReview, 9).await?, []);
        assert_eq!(withdrawal::case_count(&mut tx, &account, "rent_market", NOW).await?, 1);
        assert_eq!(withdrawal::case_list_of_person(&mut tx, "p1", 9).await?.len(), 1);
        assert_eq!(withdrawal::last_credit_day(&mut tx, &account).await?, None);

        payout::order_insert(&mut tx, "c1", NOW).await?;
        let due = payout::order_list_due(&mut tx, NOW, 9).await?;
        assert_eq!(due.len(), 1);
        assert!(payout::order_wait(&mut tx, &due[0], NOW.plus_ms(5)).await?);
        assert_eq!(payout::order_list_due(&mut tx, NOW, 9).await?, []);
        assert!(!payout::order_move(&mut tx, &due[0], PayoutState::Sent, NOW, NOW).await?, "moved meanwhile");
        let order = payout::order_find(&mut tx, "c1").await?.unwrap();
        assert!(payout::order_move(&mut tx, &order, PayoutState::Sent, NOW, NOW).await?);
        let order = payout::order_find(&mut tx, "c1").await?.unwrap();
        assert_eq!((order.state, order.sent, order.tries), (PayoutState::Sent, Some(NOW), 0));
        let leg = payout::Leg { leg: PayoutState::Sent, at: NOW, reason: None };
        payout::leg_append(&mut tx, "c1", &leg).await?;
        payout::leg_append(&mut tx, "c1", &leg).await?;
        assert_eq!(payout::leg_list(&mut tx, "c1").await?, [leg]);
        Ok::<_, store::Error>(())
    })
    .unwrap();
}

async fn a_period_is_claimed_once(db: TestStore) {
    let account = member(&db).await;
    store::write!(db.store, "test", |tx| {
        assert!(withdrawal::case_insert(&mut tx, &case(&account, "c1", 1)).await?);
        assert!(!withdrawal::case_insert(&mut tx, &case(&account, "c2", 2)).await?, "the same period");
        let later = Case { period: "2026-12".into(), ..case(&account, "c1", 2) };
        assert!(!withdrawal::case_insert(&mut tx, &later).await?, "the same request");
        let later = Case { period: "2026-12".into(), ..case(&account, "c2", 1) };
        assert!(!withdrawal::case_insert(&mut tx, &later).await?, "the same number");
        let first = withdrawal::case_find(&mut tx, "c1").await?.unwrap();
        assert!(withdrawal::case_move(&mut tx, &first, CaseState::Refused, FIRST).await?);
        assert!(withdrawal::case_insert(&mut tx, &case(&account, "c2", 2)).await?, "refused before");
        let waiting = withdrawal::case_queue(&mut tx, CaseState::FirstReview, 9).await?;
        assert_eq!(waiting.iter().map(|w| w.person_name.as_str()).collect::<Vec<_>>(), ["林秀芳"]);
        Ok::<_, store::Error>(())
    })
    .unwrap();
}

/// The update asks, and where a statement forgot to ask, the table refuses.
async fn two_people_and_never_the_applicant(db: TestStore) {
    let account = member(&db).await;
    store::write!(db.store, "test", |tx| withdrawal::case_insert(&mut tx, &case(&account, "c1", 1)).await)
        .unwrap();
    let own = Officer::First { staff_id: "s9", id_index: "maker" };
    let moved = store::write!(db.store, "test", |tx| {
        assert!(
            !withdrawal::case_move(&mut tx, &case(&account, "c1", 1), CaseState::SecondReview, own).await?
        );
        withdrawal::case_move(&mut tx, &case(&account, "c1", 1), CaseState::SecondReview, FIRST).await
    });
    assert!(moved.unwrap());
    let same = Officer::Second { staff_id: "s1", id_index: "other" };
    let mut conn = db.store.read().await.unwrap();
    let case = withdrawal::case_find(&mut conn, "c1").await.unwrap().unwrap();
    drop(conn);
    let moved = store::write!(db.store, "test", |tx| withdrawal::case_move(
        &mut tx,
        &case,
        CaseState::Approved,
        same
    )
    .await);
    assert!(!moved.unwrap(), "one person at both stages");
    for (guard, sql) in [
        ("withdrawal_case_two_people", "update withdrawal_case set second_by = 's1'"),
        ("withdrawal_case_two_humans", "update withdrawal_case set second_index = 'one'"),
        ("withdrawal_case_maker_is_not_first", "update withdrawal_case set first_index = 'maker'"),
        ("withdrawal_case_maker_is_not_second", "update withdrawal_case set second_index = 'maker'"),
    ] {
        let done = raw(&db, sql).await;
        assert!(done.as_ref().is_err_and(|why| why.contains(guard)), "{guard}: {done:?}");
    }
}

/// The same identity number behind two logins. Take the indexes out of the `UPDATE`, and the trigger refuses with
/// an error; past the trigger the case is named.
async fn one_human_reviews_once_under_whatever_login(db: TestStore) {
    let account = member(&db).await;
    let made = case(&account, "c1", 1);
    store::write!(db.store, "test", |tx| withdrawal::case_insert(&mut tx, &made).await).unwrap();
    let go = async |to: CaseState, officer: Officer<'static>| {
        let mut conn = db.store.read().await.unwrap();
        let was = withdrawal::case_find(&mut conn, "c1").await.unwrap().unwrap();
        drop(conn);
        store::write!(db.store, "test", |tx| withdrawal::case_move(&mut tx, &was, to, officer).await).unwrap()
    };
    assert!(go(CaseState::SecondReview, FIRST).await);
    let twin = Officer::Second { staff_id: "s2", id_index: "one" };
    for to in [CaseState::Approved, CaseState::Supplement, CaseState::Refused] {
        assert!(!go(to, twin).await, "{to:?}");
    }
    assert!(go(CaseState::Supplement, SECOND).await);
    assert!(go(CaseState::FirstReview, Officer::Nobody).await);
    let twin = Officer::First { staff_id: "s3", id_index: "two" };
    assert!(!go(CaseState::SecondReview, twin).await, "who returned it does not review it first");
    assert!(go(CaseState::SecondReview, FIRST).await);
    assert!(go(CaseState::Refused, SECOND).await);
    let named = async || {
        let mut conn = db.store.read().await.unwrap();
        verify::cases_mismatched(&mut conn).await.unwrap()
    };
    assert_eq!(named().await, [""; 0]);
    for change in
        ["update withdrawal_case set second_index = 'one'", "update withdrawal_case set first_index = 'two'"]
    {
        assert!(db.refuses(change).await, "{change}");
    }
    db.tamper("withdrawal_case", "update withdrawal_case set second_index = first_index").await;
    assert_eq!(named().await, [made.number.as_str()]);
    // What was so before the rule goes on: the bank is still to say what became of the money.
    raw(&db, "update withdrawal_case set version = version + 1").await.unwrap();
}

async fn raw(db: &TestStore, sql: &'static str) -> Result<(), String> {
    use sqlx::Connection;
    let url = if db.url.starts_with("sqlite") { format!("{}?mode=rw", db.url) } else { db.url.clone() };
    let mut conn = sqlx::AnyConnection::connect(&url).await.map_err(|error| error.to_string())?;
    sqlx::query(sql).execute(&mut conn).await.map(drop).map_err(|error| error.to_string())
}

async fn registers_and_cards_are_replaced(db: TestStore) {
    member(&db).await;
    let record = |value: Option<&str>| register::Record {
        fact: "homes_self".into(),
        source: "real_estate".into(),
        value: value.map(Into::into),
        fetched: NOW,
    };
    let card = |tail: &str| payout_card::PayoutCard {
        sealed: "s".into(),
        tail: tail.into(),
        bank: "cmb".into(),
        matched: NOW,
    };
    store::write!(db.store, "test", |tx| {
        register::record_put(&mut tx, "p1", &record(Some("1"))).await?;
        register::record_put(&mut tx, "p1", &record(None)).await?;
        assert_eq!(register::record_list(&mut tx, "p1").await?, [record(None)]);
        assert_eq!(payout_card::card_find(&mut tx, "p1").await?, None);
        payout_card::card_put(&mut tx, "p1", &card("1111")).await?;
        payout_card::card_put(&mut tx, "p1", &card("2222")).await?;
        assert_eq!(payout_card::card_find(&mut tx, "p1").await?, Some(card("2222")));
        Ok::<_, store::Error>(())
    })
    .unwrap();
}

async fn history_never_changes(db: TestStore) {
    let account = member(&db).await;
    store::write!(db.store, "test", |tx| {
        withdrawal::case_insert(&mut tx, &case(&account, "c1", 1)).await?;
        withdrawal::event_append(&mut tx, "c1", &event("first_review")).await?;
        payout::order_insert(&mut tx, "c1", NOW).await?;
        payout::leg_append(&mut tx, "c1", &payout::Leg { leg: PayoutState::Sent, at: NOW, reason: None })
            .await?;
        assert!(ledger::account_totals(&mut tx, ledger::PAYOUT_CLEARING).await?.is_some());
        Ok::<_, store::Error>(())
    })
    .unwrap();
    for sql in [
        "update case_event set note = 'x'",
        "delete from case_event",
        "update payout_leg set reason = 'x'",
        "delete from payout_leg",
    ] {
        assert!(raw(&db, sql).await.is_err(), "{sql}");
    }
}
