//! Clients that vanish in the middle of a money command, on PostgreSQL: whoever heard an acknowledgement is in the books
//! once, whoever did not is there once or not at all and may send again, and no transaction stays open behind them.
//!
//! What a pool without our rollback does with such clients is shown in `store/tests/traps.rs`.

use crate::{
    alone,
    crowd::Crowd,
    ledger_check::{Sent, contradictions},
    portal::{Portal, books, open, send_and_vanish, send_at_once},
};
use std::time::Duration;
use store::{
    Engine,
    testing::{Chance, TestStore, orphan_transactions, seed, times},
};

const AT_ONCE: usize = 8;
const ROUND: u32 = 100;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_that_vanish_lose_nothing_and_leave_nothing_open() {
    let _alone = alone().await;
    let (seed, rounds) = (seed("vanishing clients"), times(3, 100));
    let mut chance = Chance::new(seed);
    let (folder, db) = (tempfile::tempdir().unwrap(), TestStore::new(Engine::Postgres).await);
    let name = format!("vanish_{}", std::process::id());
    let ours = books(folder.path(), &format!("{}&application_name={name}", db.url));
    let ctx = open(&books(folder.path(), &db.url)).await;
    let mut crowd = Crowd::new(&ctx);
    let portal = Portal::start(&ours).await;
    let (mut heard, mut made) = (0, 0);
    for round in 0..rounds {
        let mut lanes: Vec<_> = (0..AT_ONCE).map(|_| Vec::new()).collect();
        for (turn, tenant) in crowd.arrive(&ctx, ROUND).await.into_iter().enumerate() {
            // Some hang up before the form is read, some in the middle, some after the answer.
            let patience = Duration::from_micros(chance.below(250_000));
            lanes[turn % AT_ONCE].push((crowd.form(&tenant, portal.now()), tenant, patience));
        }
        let addr = portal.addr;
        let tasks: Vec<_> = lanes
            .into_iter()
            .map(|lane| {
                tokio::spawn(async move {
                    let mut sent = Vec::new();
                    for (form, tenant, patience) in lane {
                        let acknowledged = send_and_vanish(addr, &tenant, &form, patience).await;
                        sent.push(Sent { tenant, acknowledged, heard: String::new() });
                    }
                    sent
                })
            })
            .collect();
        let mut sent = Vec::new();
        for task in tasks {
            sent.extend(task.await.unwrap());
        }
        // Commands under way end by themselves; then nothing is open.
        let mut looks = 0;
        while orphan_transactions(&db.store, &name).await > 0 {
            looks += 1;
            assert!(looks < 200, "ANJU_SEED={seed}: round {round} left a transaction open");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        // Sent again, everybody hears of one case.
        let again: Vec<_> = sent.iter().filter(|one| one.acknowledged.is_none()).collect();
        let forms = again.iter().map(|one| (one.tenant.clone(), crowd.form(&one.tenant, portal.now())));
        let again = send_at_once(addr, 4, forms.collect()).await;
        let refused: Vec<_> =
            again.iter().filter(|one| one.acknowledged.is_none()).map(|one| &one.heard).collect();
        assert!(refused.is_empty(), "ANJU_SEED={seed}: {refused:?}\n{}", portal.log());
        let found = [contradictions(&ctx, &sent).await, contradictions(&ctx, &again).await].concat();
        assert!(found.is_empty(), "ANJU_SEED={seed}: round {round}: {found:#?}");
        heard += sent.iter().filter(|one| one.acknowledged.is_some()).count();
        made += sent.len();
    }
    println!("{made} clients, {heard} heard their answer, the others vanished");
    assert!(heard > 0 && heard < made, "all or none vanished: {heard} of {made}");
}
