//! `kill -9` at random moments under load. Whatever was acknowledged is in the books once, whatever was not is there
//! once or not at all and can be sent again, and the portal is back within two seconds.

use crate::{
    alone,
    crowd::Crowd,
    ledger_check::{Sent, contradictions},
    portal::{Portal, books, open, send_at_once, sqlite},
};
use server::config::Books;
use std::{path::Path, process::Command, time::Duration};
use store::{
    Engine,
    testing::{Chance, TestStore, seed, times},
};

const LANES: usize = 8;
/// Forms between two kills: more than are answered before the kill.
const FORMS: u32 = 40;
const READY: Duration = Duration::from_secs(2);

/// After so many kills the books are made anew: all of them are verified after every kill.
const BOOKS: u64 = 50;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_portal_loses_nothing_that_it_acknowledged() {
    let _alone = alone().await;
    let (kills, seed) = (times(50, 1_000), seed("kill on sqlite"));
    let (mut acknowledged, mut slowest) = (0, Duration::ZERO);
    for books in 0..kills / BOOKS {
        let folder = tempfile::tempdir().unwrap();
        let done = kill_often(folder.path(), &sqlite(folder.path()), BOOKS, seed.wrapping_add(books)).await;
        (acknowledged, slowest) = (acknowledged + done.0, slowest.max(done.1));
    }
    println!("{kills} kills, {acknowledged} acknowledged, ready after {slowest:?} at the latest");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_portal_on_postgres_loses_nothing_that_it_acknowledged() {
    let _alone = alone().await;
    let (kills, seed) = (times(10, 1_000), seed("kill on postgres"));
    let (mut acknowledged, mut slowest) = (0, Duration::ZERO);
    for books in 0..kills.div_ceil(BOOKS) {
        let (folder, db) = (tempfile::tempdir().unwrap(), TestStore::new(Engine::Postgres).await);
        let done = kill_often(folder.path(), &db.url, kills.min(BOOKS), seed.wrapping_add(books)).await;
        (acknowledged, slowest) = (acknowledged + done.0, slowest.max(done.1));
    }
    println!("{kills} kills, {acknowledged} acknowledged, ready after {slowest:?} at the latest");
}

async fn kill_often(folder: &Path, database: &str, kills: u64, seed: u64) -> (usize, Duration) {
    let mut chance = Chance::new(seed);
    let books = books(folder, database);
    let ctx = open(&books).await;
    let mut crowd = Crowd::new(&ctx);
    let (mut open_forms, mut acknowledged, mut slowest) = (Vec::<Sent>::new(), 0, Duration::ZERO);
    for round in 0..=kills {
        let portal = Portal::start(&books).await;
        slowest = slowest.max(portal.ready);
        assert!(portal.ready <= READY, "ANJU_SEED={seed}: kill {round}: ready after {:?}", portal.ready);
        let found = contradictions(&ctx, &open_forms).await;
        assert!(found.is_empty(), "ANJU_SEED={seed}: after kill {round}: {found:#?}");
        // What nobody acknowledged is sent again, as a person does whose page never came.
        let again: Vec<_> = open_forms.iter().filter(|one| one.acknowledged.is_none()).collect();
        let forms = again.iter().map(|one| (one.tenant.clone(), crowd.form(&one.tenant, portal.now())));
        let sent = send_at_once(portal.addr, LANES, forms.collect()).await;
        let refused = sent.iter().filter(|one| one.acknowledged.is_none());
        let refused: Vec<_> = refused.map(|one| (&one.tenant.request_id, &one.heard)).collect();
        assert!(refused.is_empty(), "ANJU_SEED={seed}: sent again: {refused:#?}\n{}", portal.log());
        let found = contradictions(&ctx, &sent).await;
        assert!(found.is_empty(), "ANJU_SEED={seed}: sent again after kill {round}: {found:#?}");
        if round == kills {
            break;
        }
        let tenants = crowd.arrive(&ctx, FORMS).await;
        let forms: Vec<_> =
            tenants.into_iter().map(|one| (one.clone(), crowd.form(&one, portal.now()))).collect();
        let load = tokio::spawn(send_at_once(portal.addr, LANES, forms));
        tokio::time::sleep(Duration::from_micros(chance.below(160_000))).await;
        portal.kill();
        open_forms = load.await.unwrap();
        acknowledged += open_forms.iter().filter(|one| one.acknowledged.is_some()).count();
    }
    assert!(acknowledged as u64 >= kills, "the load was too small to mean anything: {acknowledged}");
    verify_says_so(&books);
    (acknowledged, slowest)
}

/// The command itself, at the end.
fn verify_says_so(books: &Books) {
    let output = Command::new(env!("CARGO_BIN_EXE_anju"))
        .arg("verify")
        .env("ANJU_DATABASE", &books.database)
        .env("ANJU_KEYS", &books.keys)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("all books agree"), "{said}");
}

/// The negative control: books as they stood before an acknowledgement are found to have lost it, and a case that was
/// posted twice is found to be there twice.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_acknowledgement_is_reported() {
    let _alone = alone().await;
    let (folder, before) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let ours = books(folder.path(), &sqlite(folder.path()));
    let ctx = open(&ours).await;
    let mut crowd = Crowd::new(&ctx);
    let tenants = crowd.arrive(&ctx, 3).await;
    ctx.store.close().await;
    std::fs::copy(folder.path().join("anju.db"), before.path().join("anju.db")).unwrap();
    let portal = Portal::start(&ours).await;
    let forms = tenants.into_iter().map(|one| (one.clone(), crowd.form(&one, portal.now()))).collect();
    let sent = send_at_once(portal.addr, 1, forms).await;
    assert!(sent.iter().all(|one| one.acknowledged.is_some()), "{sent:#?}\n{}", portal.log());
    portal.kill();
    let ctx = open(&ours).await;
    assert_eq!(contradictions(&ctx, &sent).await, Vec::<String>::new());

    let old = open(&books(folder.path(), &sqlite(before.path()))).await;
    let found = contradictions(&old, &sent).await;
    assert_eq!(found.iter().filter(|line| line.starts_with("lost:")).count(), 3, "{found:#?}");

    store::testing::reserve_again(&ctx.store, &sent[0].tenant.request_id).await;
    let found = contradictions(&ctx, &sent).await;
    assert!(found.iter().any(|line| line.contains("(2, 1) rows")), "{found:#?}");
}
