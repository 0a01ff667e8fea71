//! The ledger against a model that a child could check: long runs of movements by chance, each refused or carried
//! out by both alike, and every invariant looked at after every single one.
//!
//! `ANJU_SEED` replays a run; a failure is made as short as it gets before it is shown. A run is one transaction
//! that is rolled back, and what the model expects to be refused runs behind a savepoint, so that a million
//! movements fit into a test. The negative controls break one rule of the ledger each and must be found.

#[path = "model/broken.rs"]
mod broken;
#[path = "model/ledger.rs"]
mod ledger_under_test;
#[path = "model/moves.rs"]
mod moves;
#[path = "model/simple.rs"]
mod simple;

use broken::Rule;
use ledger_under_test::Ledger;
use moves::Move;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use simple::Books;
use std::{
    process::Stdio,
    sync::atomic::{AtomicU64, Ordering},
};
use store::{
    Attempts, Engine, Error, Outcome,
    testing::{TestStore, seed, times},
};

/// Movements of one run: enough for reservations to pile up, few enough to read.
const LONGEST: usize = 400;

#[test]
fn a_million_movements_on_sqlite_are_those_of_the_model() {
    let seed = seed("model on sqlite");
    let moves = times(1_000_000, 10_000_000);
    // Two at once, as many as there are cores; each on books of its own.
    let halves: Vec<_> = (0..2)
        .map(|half| {
            std::thread::spawn(move || {
                stay_on_core(half);
                explore(Engine::Sqlite, seed ^ half, moves / 2, Rule::Ours)
            })
        })
        .collect();
    for half in halves {
        match half.join() {
            Ok(Ok(done)) => assert!(done >= moves / 2, "only {done} movements"),
            Ok(Err(found)) => panic!("ANJU_SEED={seed}: {found}"),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    }
}

#[test]
fn fifty_thousand_movements_on_postgres_are_those_of_the_model() {
    let seed = seed("model on postgres");
    let moves = times(50_000, 1_000_000);
    let done = explore(Engine::Postgres, seed, moves, Rule::Ours);
    assert!(done.unwrap_or_else(|found| panic!("ANJU_SEED={seed}: {found}")) >= moves);
}

/// Binds this thread, and those that it starts, to one core: every statement is handed to the thread of the
/// connection and back, and that is half as long on the same core (measured). Where it cannot be done, it takes longer.
fn stay_on_core(core: u64) {
    let Ok(me) = std::fs::read_link("/proc/thread-self") else { return };
    let id = me.file_name().unwrap_or_default();
    let mut taskset = std::process::Command::new("taskset");
    let _ =
        taskset.args(["-cp", &core.to_string()]).arg(id).stdout(Stdio::null()).stderr(Stdio::null()).status();
}

/// The negative controls: with any one rule of the ledger broken, the same search finds it, and soon.
#[test]
fn a_broken_rule_is_found() {
    for rule in Rule::BROKEN {
        let found = explore(Engine::Sqlite, 1, 20_000, rule);
        let found = found.expect_err(&format!("{rule:?} was not found in 20,000 movements"));
        println!("{rule:?}: {}", found.lines().take(1).collect::<String>());
    }
}

/// Carries out `moves` movements or more by chance; answers how many, or the shortest run that went wrong.
fn explore(engine: Engine, seed: u64, moves: u64, rule: Rule) -> Result<u64, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let db = runtime.block_on(TestStore::new(engine));
    let began = std::time::Instant::now();
    let done = AtomicU64::new(0);
    // Nobody reads the run that finds a rule that was broken on purpose.
    let max_shrink_iters = if rule == Rule::Ours { 20_000 } else { 0 };
    let config = Config { cases: 64, max_shrink_iters, failure_persistence: None, ..Config::default() };
    for round in 0u64.. {
        if done.load(Ordering::Relaxed) >= moves {
            break;
        }
        let seed: Vec<u8> = [seed, round, 0, 0].iter().flat_map(|part| part.to_le_bytes()).collect();
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
        let mut runner = TestRunner::new_with_rng(config.clone(), rng);
        let outcome = runner.run(&moves::runs(LONGEST), |run| {
            done.fetch_add(run.len() as u64, Ordering::Relaxed);
            runtime.block_on(one_run(&db, &run, rule)).map_err(TestCaseError::fail)
        });
        match outcome {
            Ok(()) => {}
            Err(TestError::Fail(why, run)) => {
                return Err(format!("{why}\nafter {} moves: {run:#?}", run.len()));
            }
            Err(TestError::Abort(why)) => return Err(why.to_string()),
        }
    }
    runtime.block_on(db.store.close());
    println!("{engine:?}: {} movements in {:?}", done.load(Ordering::Relaxed), began.elapsed());
    Ok(done.into_inner())
}

/// One run on empty books, in a transaction that is rolled back.
async fn one_run(db: &TestStore, run: &[Move], rule: Rule) -> Result<(), String> {
    let mut attempts = Attempts::new(db.store.clone(), "test.model");
    let mut tx = attempts.begin().await.map_err(|error| error.to_string())?;
    let mut result = Ok(());
    {
        let mut ledger = Ledger::empty(&mut tx, rule).await;
        let mut model = Books::new();
        for (number, one) in run.iter().enumerate() {
            let expected = model.carry_out(one);
            result = ledger.carry_out(one, &expected, &model).await;
            if result.is_ok() {
                result = ledger.invariants(&model).await;
            }
            if let Err(why) = &result {
                result = Err(format!("move {number}, {one:?}: {why}"));
                break;
            }
        }
        if result.is_ok() {
            result = ledger.history_is_unchanged().await;
        }
    }
    // An answer that is no conflict is not tried again, and rolls everything back.
    match attempts.settle(tx, Err::<(), Error>(Error::NotEnough)).await {
        Outcome::Done(Err(Error::NotEnough)) => result,
        _ => Err("the run was not rolled back".into()),
    }
}
