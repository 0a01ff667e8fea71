//! Certificates, their places and who looked.

use crate::NOW;
use domain::{AccountNo, Fen, account::AccountKind, certificate::CertificateId};
use store::{
    Conn, Error, account,
    certificate::{self, Certificate, Look, Place},
    person,
    testing::{TestStore, a_person, an_account, terms},
};

fn a_certificate(account_no: &str) -> Certificate {
    Certificate {
        id: CertificateId::new([7; 10]),
        request_id: "r1".into(),
        person_id: "p1".into(),
        account_no: account_no.into(),
        payload_hash: "00".into(),
        digits: "1372".into(),
        symbol: "1:8".into(),
        issued: NOW,
        expires: NOW.plus_ms(1000),
        place: Place { list: 1, index: 77 },
        status: 0,
    }
}

async fn holder(conn: &mut Conn) -> Result<String, Error> {
    person::insert(conn, &a_person("p1", "index-1")).await?;
    let number = AccountNo::of(1, 1).unwrap();
    let terms = terms(Fen::from_yuan(5000), 500, Fen::from_yuan(250));
    let new = account::NewAccount { kind: AccountKind::Flex, ..an_account(&number, "p1", terms) };
    account::insert(conn, &new).await?;
    Ok(number.as_str().to_owned())
}

pub async fn certificates_keep_their_place(db: TestStore) {
    let made = store::write!(db.store, "test", |tx| {
        let made = a_certificate(&holder(&mut tx).await?);
        assert_eq!(certificate::newest_list(&mut tx).await?, (1, 0));
        certificate::insert(&mut tx, &made).await?;
        Ok::<_, Error>(made)
    })
    .unwrap();
    let mut conn = db.store.read().await.unwrap();
    assert_eq!(certificate::find(&mut conn, &made.id).await.unwrap().as_ref(), Some(&made));
    assert_eq!(certificate::find_by_request(&mut conn, "p1", "r1").await.unwrap().as_ref(), Some(&made));
    assert_eq!(certificate::find_by_request(&mut conn, "p2", "r1").await.unwrap(), None);
    assert_eq!(certificate::list(&mut conn, "p1", 9).await.unwrap(), std::slice::from_ref(&made));
    assert_eq!(certificate::newest_list(&mut conn).await.unwrap(), (1, 1));
    assert!(certificate::place_is_taken(&mut conn, made.place).await.unwrap());
    assert!(!certificate::place_is_taken(&mut conn, Place { list: 1, index: 78 }).await.unwrap());
    assert_eq!(certificate::count_since(&mut conn, "p1", NOW).await.unwrap(), 1);
    assert_eq!(certificate::count_since(&mut conn, "p1", NOW.plus_ms(1)).await.unwrap(), 0);
    drop(conn);
    let neighbour = Certificate { id: CertificateId::new([8; 10]), request_id: "r2".into(), ..made };
    let refused = store::write!(db.store, "test", |tx| certificate::insert(&mut tx, &neighbour).await);
    assert!(refused.is_err(), "two certificates cannot share a place");
}

pub async fn certificates_are_revoked_and_looked_at(db: TestStore) {
    let made = store::write!(db.store, "test", |tx| {
        let made = a_certificate(&holder(&mut tx).await?);
        certificate::insert(&mut tx, &made).await?;
        Ok::<_, Error>(made)
    })
    .unwrap();
    let look = Look {
        id: "l1".into(),
        certificate: made.id,
        at: NOW,
        channel: "number".into(),
        staff_id: None,
        verdict: "VALID".into(),
    };
    let known = store::write!(db.store, "test", |tx| {
        certificate::look_insert(&mut tx, &look).await?;
        let unknown = certificate::status_set(&mut tx, &CertificateId::new([9; 10]), 1, NOW).await?;
        Ok::<_, Error>((certificate::status_set(&mut tx, &made.id, 1, NOW).await?, unknown))
    });
    assert_eq!(known.unwrap(), (true, false));
    let mut conn = db.store.read().await.unwrap();
    assert_eq!(certificate::statuses(&mut conn, 1).await.unwrap(), [(77, 1)]);
    assert_eq!(certificate::statuses(&mut conn, 2).await.unwrap(), []);
    assert_eq!(certificate::looks(&mut conn, &made.id, 9).await.unwrap(), [look]);
}
