//! Signatures of day-end sheets: given, taken back, never changed and never removed.

use crate::{NOW, reconcile::people};
use domain::day_end::{Ending, Signing, Step};
use store::{
    Store,
    day_sheet::{self, Signature},
    day_signature::{self, Given},
    testing::TestStore,
};

fn by(id: &str, later: i64) -> Signature {
    Signature { staff_id: id.into(), id_index: format!("i-{id}"), at: NOW.plus_ms(later) }
}

fn why() -> Ending {
    Ending::TakenBack { reason: "对账单有误".into() }
}

/// A day that a teller and a first reviewer have signed, the latter's signature taken back.
async fn taken_back(store: &Store) {
    people(store).await;
    let day = NOW.day();
    store::write!(store, "test", |tx| {
        assert!(day_sheet::sign_teller(&mut tx, day, "h", "{}", &by("t", 0)).await?);
        day_signature::append(&mut tx, day, Step::Teller, ("h", "{}"), &by("t", 0)).await?;
        assert!(day_sheet::sign_first(&mut tx, day, "h", &by("f", 1)).await?);
        day_signature::append(&mut tx, day, Step::First, ("h", "{}"), &by("f", 1)).await?;
        assert!(!day_sheet::unsign(&mut tx, day, Step::Teller).await?, "another one was signed over it");
        assert!(day_signature::end(&mut tx, day, 2, &why(), &by("s", 2)).await?);
        assert!(day_sheet::unsign(&mut tx, day, Step::First).await?);
        assert!(!day_signature::end(&mut tx, day, 2, &why(), &by("f", 3)).await?, "once");
        assert!(!day_signature::end(&mut tx, day, 3, &why(), &by("f", 3)).await?, "there is none");
        assert!(!day_sheet::unsign(&mut tx, day, Step::First).await?, "once");
        Ok::<_, store::Error>(())
    })
    .unwrap();
}

async fn all(store: &Store) -> Vec<Given> {
    let mut conn = store.read().await.unwrap();
    day_signature::list(&mut conn, NOW.day()).await.unwrap()
}

pub async fn a_signature_that_is_taken_back_stays(db: TestStore) {
    taken_back(&db.store).await;
    let day = NOW.day();
    let mut conn = db.store.read().await.unwrap();
    let kept = day_sheet::find(&mut conn, day).await.unwrap().unwrap();
    assert_eq!((kept.state, kept.of(Step::First)), (Signing::Teller, None));
    assert_eq!(kept.of(Step::Teller), Some(&by("t", 0)));
    let before = day.pred_opt().unwrap();
    assert_eq!(day_signature::day_list(&mut conn, before, 9).await.unwrap(), [day]);
    assert_eq!(day_signature::day_list(&mut conn, day, 9).await.unwrap(), []);
    drop(conn);
    let given = all(&db.store).await;
    assert_eq!(
        given.iter().map(|one| (one.no, one.step)).collect::<Vec<_>>(),
        [(1, Step::Teller), (2, Step::First)]
    );
    assert_eq!((given[0].ended.clone(), given[1].by.clone()), (None, by("f", 1)));
    let ended = given[1].ended.clone().unwrap();
    assert_eq!((ended.how, ended.by), (why(), by("s", 2)));
    assert!(!given[1].name.is_empty() && !ended.name.is_empty(), "both are named");
}

pub async fn a_signature_never_changes_and_is_never_removed(db: TestStore) {
    taken_back(&db.store).await;
    let before = all(&db.store).await;
    for change in [
        "update day_signature set reason = 'another' where no = 2",
        "update day_signature set ended = null, ended_by = null, ended_index = null, ended_ms = null, reason = null
          where no = 2",
        "update day_signature set hash = 'x' where no = 1",
        "update day_signature set staff_id = 's' where no = 1",
        "update day_signature set ended = 'taken_back', ended_by = 's', ended_index = 'i-s', ended_ms = 1 where no = 1",
        "update day_signature set ended = 'taken_back', reason = 'nobody' where no = 1",
        "delete from day_signature",
        "insert into day_signature select day, 3, step, hash, body, staff_id, id_index, signed_ms, null, null, null, null,
             null from day_signature where no = 1",
    ] {
        assert!(db.refuses(change).await, "{change}");
    }
    assert_eq!(all(&db.store).await, before);
}

pub async fn what_three_have_signed_is_not_taken_back(db: TestStore) {
    people(&db.store).await;
    let day = NOW.day();
    store::write!(db.store, "test", |tx| {
        day_sheet::sign_teller(&mut tx, day, "h", "{}", &by("t", 0)).await?;
        day_sheet::sign_first(&mut tx, day, "h", &by("f", 1)).await?;
        day_sheet::sign_second(&mut tx, day, "h", &by("s", 2)).await?;
        for (step, who) in [(Step::Teller, "t"), (Step::First, "f"), (Step::Second, "s")] {
            day_signature::append(&mut tx, day, step, ("h", "{}"), &by(who, 0)).await?;
        }
        for step in Step::ALL {
            assert!(!day_sheet::unsign(&mut tx, day, step).await?, "{step:?}");
        }
        assert!(!day_signature::end(&mut tx, day, 3, &why(), &by("s", 3)).await?);
        let next = day.succ_opt().unwrap();
        day_sheet::sign_teller(&mut tx, next, "h", "{}", &by("t", 0)).await?;
        let since = day_sheet::day_signed_since(&mut tx, day).await?;
        assert_eq!(since, Some((day, Signing::Signed)));
        assert_eq!(day_sheet::day_signed_since(&mut tx, next).await?, Some((next, Signing::Teller)));
        let before = day.pred_opt().unwrap();
        day_sheet::sign_teller(&mut tx, before, "h", "{}", &by("t", 0)).await?;
        // What is final is told first: taking the other one back would not help.
        assert_eq!(day_sheet::day_signed_since(&mut tx, before).await?, Some((day, Signing::Signed)));
        Ok::<_, store::Error>(())
    })
    .unwrap();
}
