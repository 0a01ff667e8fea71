//! The primary of a replicated PostgreSQL is lost under load and its standby promoted. Whatever was acknowledged is on the
//! standby, and the portal finds it by itself, without a restart.

use crate::{
    alone,
    cluster::{Cluster, Waits},
    crowd::{Crowd, Tenant},
    ledger_check::{Sent, contradictions, of_forms},
    portal::{Portal, books, open, send_at_once},
};
use std::time::{Duration, Instant};
use store::testing::times;

const LANES: usize = 8;
/// More than are answered before the loss.
const FORMS: u32 = 240;
/// From the promotion to the first acknowledgement.
const AGAIN: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_primary_loses_nothing_and_the_portal_finds_the_next_one() {
    let _alone = alone().await;
    for round in 0..times(1, 20) {
        let (cluster, folder) = (Cluster::start(Waits::ForStandby), tempfile::tempdir().unwrap());
        let ours = books(folder.path(), &cluster.url());
        let ctx = open(&ours).await;
        let mut crowd = Crowd::new(&ctx);
        let tenants = crowd.arrive(&ctx, FORMS).await;
        let portal = Portal::start(&ours).await;
        let load = tokio::spawn(send_at_once(portal.addr, LANES, forms(&crowd, &portal, &tenants)));
        tokio::time::sleep(Duration::from_millis(150)).await;
        cluster.lose_primary();
        assert!(!load.is_finished(), "the load was over before the loss");
        cluster.promote();
        let promoted = Instant::now();
        let sent = load.await.unwrap();
        let acknowledged = sent.iter().filter(|one| one.acknowledged.is_some()).count();
        assert!(acknowledged > 0, "nothing was acknowledged: {:?}\n{}", sent[0].heard, portal.log());
        let found = until_acknowledged(&crowd, &portal, &tenants[0], promoted).await;
        assert_eq!(contradictions(&ctx, &sent).await, Vec::<String>::new(), "\n{}", portal.log());
        // Who heard nothing sends again, on the same pages.
        let again = send_at_once(portal.addr, LANES, forms(&crowd, &portal, &tenants)).await;
        let refused: Vec<_> = again.iter().filter(|one| one.acknowledged.is_none()).collect();
        assert!(refused.is_empty(), "{refused:#?}\n{}", portal.log());
        assert_eq!(contradictions(&ctx, &again).await, Vec::<String>::new());
        ctx.store.close().await;
        println!("round {round}: {acknowledged} of {FORMS} while it moved, found again after {found:?}");
    }
}

fn forms(crowd: &Crowd, portal: &Portal, tenants: &[Tenant]) -> Vec<(Tenant, String)> {
    tenants.iter().map(|one| (one.clone(), crowd.form(one, portal.now()))).collect()
}

async fn until_acknowledged(crowd: &Crowd, portal: &Portal, tenant: &Tenant, promoted: Instant) -> Duration {
    loop {
        let form = crowd.form(tenant, portal.now());
        let sent = send_at_once(portal.addr, 1, vec![(tenant.clone(), form)]).await;
        if sent[0].acknowledged.is_some() {
            return promoted.elapsed();
        }
        assert!(promoted.elapsed() < AGAIN, "{}\n{}", sent[0].heard, portal.log());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// The negative control: a standby that nobody waited for lacks what was acknowledged, and that is found.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_standby_that_was_not_waited_for_has_lost_acknowledgements() {
    let _alone = alone().await;
    let (cluster, folder) = (Cluster::start(Waits::ForNobody), tempfile::tempdir().unwrap());
    let ours = books(folder.path(), &cluster.url());
    let ctx = open(&ours).await;
    let mut crowd = Crowd::new(&ctx);
    let tenants = crowd.arrive(&ctx, 4).await;
    let portal = Portal::start(&ours).await;
    cluster.stop_standby();
    let sent: Vec<Sent> = send_at_once(portal.addr, 2, forms(&crowd, &portal, &tenants)).await;
    assert!(sent.iter().all(|one| one.acknowledged.is_some()), "{sent:#?}\n{}", portal.log());
    portal.kill();
    ctx.store.close().await;
    cluster.lose_primary();
    cluster.start_standby();
    cluster.promote();
    let ctx = open(&ours).await;
    let found = of_forms(&ctx, &sent).await;
    assert_eq!(found.iter().filter(|line| line.starts_with("lost:")).count(), 4, "{found:#?}");
    ctx.store.close().await;
}
