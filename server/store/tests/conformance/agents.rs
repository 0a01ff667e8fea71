//! Agents of units: bound to one unit, gone with everything that opens a door.

use crate::{NOW, books::number};
use domain::AccountState;
use store::{
    account,
    agent::{self, Agent},
    credential, person,
    remittance::{self, NewUnit, OpenedAccount},
    session,
    testing::{TestStore, a_person},
};

fn agent_of(id: &str, login: &str, unit: &str) -> Agent {
    Agent {
        id: id.into(),
        unit_id: unit.into(),
        login: login.into(),
        name: "黄丽华".into(),
        id_index: "index".into(),
        created: NOW,
    }
}

pub async fn an_agent_is_bound_to_a_unit_until_removed(db: TestStore) {
    let unit = |id: &str, number: &str| NewUnit {
        id: id.into(),
        number: number.into(),
        name: "刺桐".into(),
        credit_code: None,
    };
    let opened = |of: u32, unit: &str| OpenedAccount {
        number: number(of),
        person_id: "p1".into(),
        unit_id: unit.into(),
        opened_on: NOW.day(),
    };
    store::write!(db.store, "test", |tx| {
        remittance::units_insert(&mut tx, &[unit("u1", "100001"), unit("u2", "100002")], NOW).await?;
        person::insert(&mut tx, &a_person("p1", "index-1")).await?;
        let accounts = [opened(1, "u1"), opened(2, "u1"), opened(3, "u2"), opened(4, "u1")];
        remittance::accounts_insert(&mut tx, &accounts).await?;
        account::state_set(&mut tx, &number(4), AccountState::ClosedWithdrawn, NOW.day()).await?;
        assert!(agent::insert(&mut tx, &agent_of("a1", "agent1", "u1")).await?);
        assert!(!agent::insert(&mut tx, &agent_of("a2", "agent1", "u2")).await?, "a login is one agent's");
        credential::set_password(&mut tx, "a1", "hash", NOW).await?;
        let row = session::Session {
            token_hash: "s".into(),
            role: "agent".into(),
            subject_id: Some("a1".into()),
            created: NOW,
            seen: NOW,
            expires: NOW.plus_ms(1000),
        };
        session::insert(&mut tx, &row).await
    })
    .unwrap();
    let mut conn = db.store.read().await.unwrap();
    let one = agent_of("a1", "agent1", "u1");
    assert_eq!(agent::find(&mut conn, "a1").await.unwrap(), Some(one.clone()));
    assert_eq!(agent::find_by_login(&mut conn, "agent1").await.unwrap(), Some(one.clone()));
    let unit = agent::unit_find(&mut conn, "u1").await.unwrap().unwrap();
    assert_eq!((unit.number.as_str(), unit.name.as_str()), ("100001", "刺桐"));
    assert_eq!(agent::list(&mut conn).await.unwrap(), [(one, unit)]);
    let workers = agent::workers(&mut conn, "u1", number(1).as_str(), 9).await.unwrap();
    assert_eq!(workers.len(), 1, "neither the closed one nor another unit's");
    assert_eq!((workers[0].account.number.clone(), workers[0].name.as_str()), (number(2), "林秀芳"));
    let found = credential::find_of_agent(&mut conn, "agent1").await.unwrap();
    assert_eq!(found.map(|credential| credential.subject_id), Some("a1".into()));
    drop(conn);
    let remove = async || store::write!(db.store, "test", |tx| agent::remove(&mut tx, "a1").await).unwrap();
    assert_eq!((remove().await, remove().await), (true, false));
    let mut conn = db.store.read().await.unwrap();
    assert_eq!(session::find(&mut conn, "s").await.unwrap(), None);
    assert_eq!(credential::find(&mut conn, "a1").await.unwrap(), None);
}
