//! A disk that is full or broken, by `libfiu` inside the real binary: nothing acknowledged is lost, pages stay readable,
//! and as soon as the disk works again so does the portal, without a restart.

use crate::{
    alone,
    crowd::{Crowd, Tenant},
    ledger_check::{Sent, contradictions},
    portal::{Portal, books, open, send_at_once, serve, sqlite},
};
use std::{
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

const NO_SPACE: u32 = 28;
const BROKEN: u32 = 5;
/// Within which the portal makes cases again after the disk works again.
const HEALED: Duration = Duration::from_secs(10);

/// What goes wrong, and whether it goes wrong every time: then nobody may hear an acknowledgement.
const FAULTS: [(&str, u32, Option<f64>); 5] = [
    ("posix/io/rw/pwrite", NO_SPACE, None),
    ("posix/io/rw/pwrite", BROKEN, None),
    ("posix/io/rw/pwrite", NO_SPACE, Some(0.05)),
    ("posix/io/sync/fsync", BROKEN, None),
    ("posix/io/sync/fsync", BROKEN, Some(0.2)),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_fails_costs_no_acknowledged_case() {
    let _alone = alone().await;
    let folder = tempfile::tempdir().unwrap();
    let ours = books(folder.path(), &sqlite(folder.path()));
    let ctx = open(&ours).await;
    let mut crowd = Crowd::new(&ctx);
    let control = folder.path().join("control");
    let mut fiu = Command::new("fiu-run");
    fiu.arg("-x").arg("-f").arg(&control).arg(env!("CARGO_BIN_EXE_anju"));
    let portal = Portal::run(serve(fiu, &ours)).await;
    let mut all = Vec::new();
    for (point, error, chance) in FAULTS {
        let what = format!("{point} answers {error}, {chance:?}");
        let tenants = crowd.arrive(&ctx, 24).await;
        all.extend(sends(&portal, &crowd, &tenants[..4]).await);
        assert!(all.iter().all(|one: &Sent| one.acknowledged.is_some()), "{what}: before\n{}", portal.log());

        let mode = match chance {
            None => format!("enable name={point},failinfo={error}"),
            Some(chance) => format!("enable_random name={point},probability={chance},failinfo={error}"),
        };
        tell(&control, &portal, &mode);
        let sent = sends(&portal, &crowd, &tenants[4..]).await;
        let acknowledged = sent.iter().filter(|one| one.acknowledged.is_some()).count();
        // The negative control of the injection: where every call fails, nobody hears of a case.
        assert!(chance.is_some() || acknowledged == 0, "{what}: {acknowledged} acknowledged");
        for path in ["/", "/ledger", "/rent", "/calc"] {
            let status = portal.status_for(path, &tenants[0].token).await;
            assert_eq!(status, Some(200), "{what}: {path} cannot be read\n{}", portal.log());
        }

        tell(&control, &portal, &format!("disable name={point}"));
        let works_again = Instant::now();
        let mut waiting: Vec<Tenant> = lost_in(&sent);
        all.extend(sent);
        while !waiting.is_empty() {
            assert!(works_again.elapsed() < HEALED, "{what}: {} still wait\n{}", waiting.len(), portal.log());
            let again = sends(&portal, &crowd, &waiting).await;
            waiting = lost_in(&again);
            all.retain(|one| again.iter().all(|other| other.tenant.request_id != one.tenant.request_id));
            all.extend(again);
        }
        println!("{what}: {acknowledged} acknowledged meanwhile, healed after {:?}", works_again.elapsed());
        let found = contradictions(&ctx, &all).await;
        assert!(found.is_empty(), "{what}: {found:#?}");
    }
    portal.kill();
    let found = contradictions(&ctx, &all).await;
    assert!(found.is_empty(), "after the end: {found:#?}");
}

async fn sends(portal: &Portal, crowd: &Crowd, tenants: &[Tenant]) -> Vec<Sent> {
    let forms = tenants.iter().map(|one| (one.clone(), crowd.form(one, portal.now())));
    send_at_once(portal.addr, 4, forms.collect()).await
}

fn lost_in(sent: &[Sent]) -> Vec<Tenant> {
    sent.iter().filter(|one| one.acknowledged.is_none()).map(|one| one.tenant.clone()).collect()
}

/// Has the running portal's calls fail, or work again.
fn tell(control: &Path, portal: &Portal, what: &str) {
    let mut command = Command::new("fiu-ctrl");
    command.arg("-f").arg(control).arg("-c").arg(what).arg(portal.id().to_string());
    let done = command.stdout(Stdio::null()).status();
    assert!(done.is_ok_and(|status| status.success()), "`.make/setup test` installs fiu-utils");
}
