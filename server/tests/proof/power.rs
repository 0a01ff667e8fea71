//! Power cuts. The portal commits money commands while `strace` writes down what it does to its files; then the plug
//! is pulled at hundreds of moments of that run. Nothing acknowledged may be lost and no file may be broken.
//!
//! The negative control is the same portal with `synchronous = normal`, which must be found to lose acknowledged cases.

mod cut;
mod trace;

use crate::{
    alone,
    crowd::Crowd,
    memory,
    portal::{Portal, books, open, send_at_once, serve, sqlite},
};
use cut::Files;
use server::{
    accept::{self, Limits},
    config::{Books, Web},
    router,
    session_layer::Front,
    start,
};
use std::{
    collections::BTreeSet,
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};
use store::testing::{Chance, integrity, rows_of_cases, seed, times};
use tokio_util::sync::CancellationToken;
use trace::{Event, What};

/// Enough for the write-ahead log to be checkpointed and begun anew while cases are made.
const FORMS: u32 = 160;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_power_cut_loses_an_acknowledged_case() {
    let _alone = alone().await;
    let (cuts, seed) = (times(400, 2_000), seed("power cuts"));
    let run = record(false).await;
    let began = Instant::now();
    let lost = pull_the_plug(&run, cuts, seed).await;
    assert!(
        lost.is_empty(),
        "ANJU_SEED={seed}: {} of {cuts} cuts: {:#?}",
        lost.len(),
        &lost[..lost.len().min(5)]
    );
    println!(
        "{cuts} cuts in {:?} over {} events: nothing lost, nothing broken",
        began.elapsed(),
        run.events.len()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_careless_setting_is_found_to_lose_acknowledged_cases() {
    let _alone = alone().await;
    let lost = pull_the_plug(&record(true).await, 50, 1).await;
    println!("{} of 50 cuts lost acknowledged cases with synchronous = normal", lost.len());
    assert!(lost.iter().any(|line| line.contains("lost")), "{lost:#?}");
}

/// What was recorded of one run.
struct Run {
    folder: tempfile::TempDir,
    base: Files,
    events: Vec<Event>,
}

/// Lets the portal make cases while its writes are written down.
async fn record(careless: bool) -> Run {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("database");
    let ours = books(folder.path(), &sqlite(&database));
    let ctx = open(&ours).await;
    let mut crowd = Crowd::new(&ctx);
    let tenants = crowd.arrive(&ctx, FORMS).await;
    ctx.store.close().await;
    let base = cut::files(&database);
    assert_eq!(base.len(), 1, "a closed database is one file");

    let trace = folder.path().join("trace");
    let mut strace = Command::new("strace");
    // Detached, so that the child is the portal itself and not the one who watches it.
    strace.args(["-D", "-f", "-y", "-xx", "-s", "400000", "-e", trace::CALLS, "-o"]).arg(&trace);
    let portal = Portal::run(if careless {
        strace.arg(std::env::current_exe().unwrap());
        strace.args(["--exact", "power::serves_carelessly", "--ignored", "--nocapture"]);
        strace.env(CARELESS, &ours.database).env("ANJU_KEYS", &ours.keys);
        strace
    } else {
        strace.arg(env!("CARGO_BIN_EXE_anju"));
        serve(strace, &ours)
    })
    .await;
    let forms = tenants.into_iter().map(|one| (one.clone(), crowd.form(&one, portal.now()))).collect();
    let sent = send_at_once(portal.addr, 4, forms).await;
    let heard = sent.iter().filter(|one| one.acknowledged.is_some()).count();
    assert_eq!(
        heard,
        sent.len(),
        "{:?}\n{}",
        sent.iter().map(|one| &one.heard).collect::<BTreeSet<_>>(),
        portal.log()
    );
    portal.kill();
    let events = trace::read(&whole(&trace), &database);
    let acknowledged = events.iter().filter(|event| matches!(event.what, What::Acknowledged { .. })).count();
    assert_eq!(acknowledged, heard, "every answer is in the trace");
    let checkpointed = |event: &Event| matches!(&event.what, What::Write { file, .. } if file == "anju.db");
    assert!(events.iter().any(checkpointed), "no checkpoint in the run");
    Run { folder, base, events }
}

/// The trace, once the watcher has written its last line about the process.
fn whole(trace: &Path) -> String {
    for _ in 0..200 {
        let text = std::fs::read_to_string(trace).unwrap();
        let threads: BTreeSet<&str> = text.lines().filter_map(|line| line.split(' ').next()).collect();
        if text.lines().filter(|line| line.contains("+++ ")).count() >= threads.len() {
            return text;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("the trace never ended")
}

/// Cuts by chance, each on its own copy; answers what was wrong afterwards.
async fn pull_the_plug(run: &Run, cuts: u64, seed: u64) -> Vec<String> {
    let mut chance = Chance::new(seed);
    let first =
        run.events.iter().find(|event| matches!(event.what, What::Acknowledged { .. })).unwrap().began;
    let last = run.events.iter().map(|event| event.began).max().unwrap() + 2;
    let mut lost = Vec::new();
    for number in 0..cuts {
        let at = first + chance.below((last - first) as u64) as usize;
        let (files, acknowledged) = cut::after(&run.base, &run.events, at, &mut chance);
        // In memory: what is looked at here is what a disk would hold, not the disk.
        let folder = tempfile::tempdir_in(memory()).unwrap();
        for (name, data) in files {
            std::fs::write(folder.path().join(name), data).unwrap();
        }
        if let Err(why) = look(&books(run.folder.path(), &sqlite(folder.path())), &acknowledged).await {
            lost.push(format!("cut {number} at line {at} of the trace: {why}"));
        }
    }
    lost
}

/// What stands in a database after a cut, against what was acknowledged before it.
async fn look(books: &Books, acknowledged: &BTreeSet<String>) -> Result<(), String> {
    let ctx = start::open(books).await.map_err(|error| format!("broken: {error:#}"))?;
    let said = integrity(&ctx.store).await.map_err(|error| format!("broken: {error}"))?;
    if said != "ok" {
        return Err(format!("broken: {said}"));
    }
    let cases = rows_of_cases(&ctx.store).await.map_err(|error| format!("broken: {error}"))?;
    let there: BTreeSet<&str> = cases.iter().map(|(number, ..)| number.as_str()).collect();
    let missing = acknowledged.iter().filter(|number| !there.contains(number.as_str())).count();
    if missing > 0 {
        return Err(format!("{missing} of {} acknowledged cases lost", acknowledged.len()));
    }
    if let Some(odd) = cases.iter().find(|(_, reserved, posted)| (*reserved, *posted) != (1, 1)) {
        return Err(format!("not there once: {odd:?}"));
    }
    let mut findings = Vec::new();
    let verified = service::verify::run(&ctx, &mut |finding| findings.push(finding.to_string())).await;
    verified.map_err(|fault| format!("broken: {fault}"))?;
    ctx.store.close().await;
    if findings.is_empty() { Ok(()) } else { Err(format!("{findings:?}")) }
}

const CARELESS: &str = "ANJU_PROOF_CARELESS";

/// The portal of the negative control: no test, but a process that [`record`] starts.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "serves until it is killed; started by the negative control of the power cuts"]
async fn serves_carelessly() {
    let database = std::env::var(CARELESS).expect("started by the negative control");
    let keys = std::env::var("ANJU_KEYS").unwrap();
    let ctx = start::open(&books(Path::new(&keys).parent().unwrap(), &database)).await.unwrap();
    ctx.store.weaken().await.unwrap();
    let payouts = service::payout::start(&ctx);
    let web = Web {
        listen: ([127, 0, 0, 1], 0).into(),
        site: "/nonexistent".into(),
        fonts: None,
        allowed_hosts: Vec::new(),
        trusted_hops: 0,
        https: false,
    };
    let listener = tokio::net::TcpListener::bind(web.listen).await.unwrap();
    eprintln!("address={}", listener.local_addr().unwrap());
    let front = Front { ctx, assets: Arc::default(), https: false };
    accept::serve(listener, router::router(front, &web), Limits::behind(0), CancellationToken::new()).await;
    drop(payouts);
}

/// The tool is there: without it nothing above would mean anything.
#[test]
fn strace_is_installed() {
    let found = Command::new("strace").arg("--version").stdout(Stdio::null()).status();
    assert!(found.is_ok_and(|status| status.success()), "`.make/setup test` installs strace");
}
