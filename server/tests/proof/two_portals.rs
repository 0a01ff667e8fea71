//! Two portals on one PostgreSQL, as behind a load balancer: what one has answered the other knows, and when one dies the
//! other goes on.

use crate::{
    alone,
    crowd::Crowd,
    ledger_check::contradictions,
    portal::{Portal, books, open, send_at_once},
};
use std::time::Duration;
use store::{
    Engine,
    testing::{TestStore, times},
};

const LANES: usize = 4;
const FORMS: u32 = 40;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_sent_to_both_portals_is_one_case_and_one_portal_is_enough() {
    let _alone = alone().await;
    let (folder, db) = (tempfile::tempdir().unwrap(), TestStore::new(Engine::Postgres).await);
    let ours = books(folder.path(), &db.url);
    let ctx = open(&ours).await;
    let mut crowd = Crowd::new(&ctx);
    let first = Portal::start(&ours).await;
    for round in 0..times(2, 100) {
        let second = Portal::start(&ours).await;
        let tenants = crowd.arrive(&ctx, FORMS).await;
        let to_first = tenants.iter().map(|one| (one.clone(), crowd.form(one, first.now()))).collect();
        let to_second = tenants.iter().map(|one| (one.clone(), crowd.form(one, first.now()))).collect();
        let left = tokio::spawn(send_at_once(first.addr, LANES, to_first));
        let right = tokio::spawn(send_at_once(second.addr, LANES, to_second));
        // In every other round one of the two is gone in the middle.
        let killed = round % 2 == 1;
        if killed {
            tokio::time::sleep(Duration::from_millis(120)).await;
            second.kill();
        }
        let (left, right) = (left.await.unwrap(), right.await.unwrap());
        let unheard: Vec<_> = left.iter().filter(|one| one.acknowledged.is_none()).collect();
        assert!(unheard.is_empty(), "{unheard:#?}\n{}", first.log());
        for one in right.iter().filter(|one| one.acknowledged.is_some()) {
            let twin = left.iter().find(|twin| twin.tenant.request_id == one.tenant.request_id);
            assert_eq!(twin.map(|twin| &twin.acknowledged), Some(&one.acknowledged));
        }
        assert!(killed || right.iter().all(|one| one.acknowledged.is_some()), "{right:#?}");
        assert_eq!(contradictions(&ctx, &left).await, Vec::<String>::new());
    }
}
