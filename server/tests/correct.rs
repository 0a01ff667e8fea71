//! `anju correct`, `anju suspense` and `anju account` as two people call them.

#[path = "common/centre.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod centre;
#[path = "common/command.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod command;

use centre::Centre;
use command::Said;
use domain::AccountNo;
use serde_json::Value;
use service::clock::{Clock, SystemClock};
use store::{account, staff::Role};

fn number() -> AccountNo {
    AccountNo::of(35, 1).unwrap()
}

/// One account with one month, whose row is answered, and two reviewers.
async fn centre() -> (Centre, i64) {
    let centre = Centre::new(&[("maker", Role::FirstReviewer), ("checker", Role::SecondReviewer)]).await;
    let seq = centre.a_month(&number(), "2026-08-10".parse().unwrap()).await;
    (centre, seq)
}

/// One code a login: each is spent once, and the next comes in half a minute.
#[tokio::test]
async fn two_people_take_an_entry_back() {
    let (centre, row) = centre().await;
    let seq = row.to_string();
    let Said { code, out, error } =
        centre.as_staff("maker", &["correct", "propose", &seq, "--reason", "paid-twice", "--id", "c1"]);
    assert_eq!(code, 0, "{error}");
    let proposed: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((proposed["state"].as_str(), proposed["id"].as_str()), (Some("proposed"), Some("c1")));
    let Said { code, out, error } = centre.as_staff("checker", &["correct", "approve", "c1"]);
    assert_eq!(code, 0, "{error}");
    let done: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(done["state"].as_str(), Some("done"));
    assert!(done["reversal_seq"].as_i64().unwrap() > row);
}

#[tokio::test]
async fn a_code_is_spent_once_and_a_role_does_its_own_part() {
    let (centre, _) = centre().await;
    let Said { code, error, .. } =
        centre.as_staff("checker", &["correct", "propose", "1", "--reason", "ordered"]);
    assert_eq!((code, error.as_str()), (2, "a first reviewer proposes\n"));
    let Said { code, error, .. } = centre.as_staff("checker", &["suspense", "approve", "u1"]);
    assert_eq!(code, 2);
    assert!(error.starts_with("login, password or one-time code is wrong"), "{error}");
    let Said { code, error, .. } =
        centre.as_staff("maker", &["correct", "propose", "77", "--reason", "ordered"]);
    assert_eq!((code, error.as_str()), (2, "not_found: there is no such entry\n"));
}

#[tokio::test]
async fn two_people_close_an_account() {
    let (centre, _) = centre().await;
    let number = number();
    let store = store::Store::open(&centre.db.url).await.unwrap();
    store::write!(store, "test", |tx| {
        let now = SystemClock::new().now();
        account::state_set(&mut tx, &number, domain::AccountState::Sealed, now.day()).await?;
        let own = account::find(&mut tx, &number).await?.unwrap();
        // Only the last digits are looked at before the bank is.
        let (sealed, tail, bank) = ("sealed".to_owned(), "6789".to_owned(), "ccb".to_owned());
        let card = store::payout_card::PayoutCard { sealed, tail, bank, matched: now };
        store::payout_card::card_put(&mut tx, &own.person_id, &card).await
    })
    .unwrap();
    // Paid for August alone, and sealed today: the months between are missing, unless nobody owes any.
    centre.db.tamper("account", "update account set unit_monthly_fen = 0, personal_monthly_fen = 0").await;
    let ask = ["account", "close", number.as_str(), "--reason", "retired", "--basis", "R1", "--id", "c1"];
    let Said { code, out, error } = centre.as_staff("maker", &ask);
    assert_eq!(code, 0, "{error}");
    let proposed: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((proposed["state"].as_str(), proposed["act"].as_str()), (Some("proposed"), Some("withdrawn")));
    let Said { code, out, error } = centre.as_staff("checker", &["account", "approve", "c1"]);
    assert_eq!(code, 0, "{error}");
    let done: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((done["state"].as_str(), done["principal"].as_str()), (Some("done"), Some("2000.00")));
    let interest: f64 = done["interest"].as_str().unwrap().parse().unwrap();
    assert!(interest > 0.0, "{done}");
}
