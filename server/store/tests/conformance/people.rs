//! Persons, staff, credentials and the throttle.

use crate::NOW;
use store::{
    Error, credential, person, staff,
    testing::{TestStore, a_person},
    throttle,
};

fn a_clerk() -> staff::Staff {
    staff::Staff {
        id: "s1".into(),
        login: "counter1".into(),
        name: "陈静".into(),
        id_index: "index-9".into(),
        role: staff::Role::Counter,
        created: NOW,
    }
}

pub async fn persons_are_known_by_their_index(db: TestStore) {
    let again = person::Person { id: "p2".into(), ..a_person("p1", "index-1") };
    let inserted = store::write!(db.store, "test", |tx| {
        let inserted = (
            person::insert(&mut tx, &a_person("p1", "index-1")).await?,
            person::insert(&mut tx, &again).await?,
        );
        person::set_mobile(&mut tx, "p1", "mobile").await?;
        Ok::<_, Error>(inserted)
    });
    assert_eq!(inserted.unwrap(), (true, false), "an identity number is known once");
    let mut conn = db.store.read().await.unwrap();
    let known = person::Person { mobile_sealed: Some("mobile".into()), ..a_person("p1", "index-1") };
    assert_eq!(person::find(&mut conn, "p1").await.unwrap(), Some(known.clone()));
    assert_eq!(person::find(&mut conn, "p2").await.unwrap(), None);
    assert_eq!(person::find_by_index(&mut conn, "index-1").await.unwrap(), Some(known));
}

pub async fn staff_have_one_login(db: TestStore) {
    let again = staff::Staff { id: "s2".into(), role: staff::Role::FirstReviewer, ..a_clerk() };
    let inserted = store::write!(db.store, "test", |tx| {
        Ok::<_, Error>((staff::insert(&mut tx, &a_clerk()).await?, staff::insert(&mut tx, &again).await?))
    });
    assert_eq!(inserted.unwrap(), (true, false));
    let mut conn = db.store.read().await.unwrap();
    assert_eq!(staff::find(&mut conn, "s1").await.unwrap(), Some(a_clerk()));
    assert_eq!(staff::find_by_login(&mut conn, "counter1").await.unwrap(), Some(a_clerk()));
    assert_eq!(staff::find_by_login(&mut conn, "nobody").await.unwrap(), None);
    drop(conn);
    let listed = |active| [staff::Listed { staff: a_clerk(), active }];
    store::write!(db.store, "test", |tx| {
        assert_eq!(staff::list(&mut tx).await?, listed(false));
        credential::set_password(&mut tx, "s1", "staff", NOW).await?;
        assert_eq!(staff::list(&mut tx).await?, listed(true));
        assert!(credential::remove(&mut tx, "s1").await?);
        assert!(!credential::remove(&mut tx, "s1").await?, "once");
        assert_eq!(staff::list(&mut tx).await?, listed(false));
        Ok::<_, Error>(())
    })
    .unwrap();
}

pub async fn credentials_spend_each_step_once(db: TestStore) {
    let spent = store::write!(db.store, "test", |tx| {
        person::insert(&mut tx, &a_person("p1", "index-1")).await?;
        staff::insert(&mut tx, &a_clerk()).await?;
        assert!(!credential::set_totp(&mut tx, "p1", "secret", 7, NOW).await?, "no password yet");
        credential::set_password(&mut tx, "p1", "old", NOW).await?;
        assert!(!credential::spend_totp_step(&mut tx, "p1", 8).await?, "no second factor yet");
        assert!(credential::set_totp(&mut tx, "p1", "secret", 7, NOW).await?);
        credential::set_password(&mut tx, "p1", "new", NOW.plus_ms(1)).await?;
        credential::set_password(&mut tx, "s1", "staff", NOW).await?;
        let mut spent = Vec::new();
        for step in [7, 8, 8, 6, 9] {
            spent.push(credential::spend_totp_step(&mut tx, "p1", step).await?);
        }
        assert!(credential::hold(&mut tx, "p1", "new").await?);
        assert!(!credential::hold(&mut tx, "p1", "old").await?, "another one was set");
        Ok::<_, Error>(spent)
    });
    assert_eq!(spent.unwrap(), [false, true, false, false, true]);
    let mut conn = db.store.read().await.unwrap();
    let kept = credential::Credential {
        subject_id: "p1".into(),
        password_hash: "new".into(),
        totp_sealed: Some("secret".into()),
        totp_last_step: 9,
        changed: NOW.plus_ms(1),
    };
    assert_eq!(credential::find(&mut conn, "p1").await.unwrap(), Some(kept.clone()));
    assert_eq!(credential::find_of_person(&mut conn, "index-1").await.unwrap(), Some(kept));
    assert_eq!(credential::find_of_person(&mut conn, "index-2").await.unwrap(), None);
    let of_staff = credential::find_of_staff(&mut conn, "counter1").await.unwrap();
    assert_eq!(of_staff.map(|c| c.password_hash), Some("staff".into()));
    assert_eq!(credential::find_of_staff(&mut conn, "p1").await.unwrap(), None);
}

pub async fn tries_are_counted_and_held(db: TestStore) {
    let long_ago = NOW.plus_ms(-1000);
    let counts = store::write!(db.store, "test", |tx| {
        let mut counts = Vec::new();
        counts.push(throttle::count(&mut tx, "k", NOW, long_ago).await?);
        counts.push(throttle::count(&mut tx, "k", NOW, long_ago).await?);
        throttle::hold(&mut tx, "k", NOW.plus_ms(50)).await?;
        counts.push(throttle::count(&mut tx, "k", NOW, long_ago).await?);
        throttle::refund(&mut tx, "k").await?;
        counts.push(throttle::count(&mut tx, "k", NOW.plus_ms(1), long_ago).await?);
        // Quiet for long enough: the count starts again.
        counts.push(throttle::count(&mut tx, "k", NOW.plus_ms(9), NOW.plus_ms(5)).await?);
        throttle::count(&mut tx, "gone", NOW, long_ago).await?;
        throttle::remove(&mut tx, "gone").await?;
        counts.push(throttle::count(&mut tx, "gone", NOW, long_ago).await?);
        Ok::<_, Error>(counts)
    })
    .unwrap();
    let tries: Vec<i64> = counts.iter().map(|count| count.tries).collect();
    let waits: Vec<i64> = counts.iter().map(|count| (count.until.ms() - NOW.ms()).max(0)).collect();
    assert_eq!(tries, [1, 2, 3, 3, 1, 1]);
    assert_eq!(waits, [0, 0, 50, 0, 0, 0]);
    let removed = store::write!(db.store, "test", |tx| throttle::remove_quiet(&mut tx, NOW.plus_ms(2)).await);
    assert_eq!(removed.unwrap(), 1, "the other key was tried later");
}
