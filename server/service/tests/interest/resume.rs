//! A settlement that is killed between any two batches and run again leaves the books of one that was not.

use crate::{
    settlement::A_YEAR,
    world::{Notes, World, number},
};
use service::interest::State;
use store::Engine;

store::on_both_engines!(
    killed_anywhere_and_run_again,
    two_runs_at_once_take_turns,
    a_cursor_that_was_lost_pays_nobody_twice
);

/// More batches than the story stops in.
const ACCOUNTS: u32 = 9;

async fn books(engine: Engine) -> World {
    let world = World::new(engine).await;
    for serial in 1..=ACCOUNTS {
        world.account(serial, &A_YEAR[..serial as usize]).await;
    }
    world
}

/// Every interest entry, and the centre's side of them.
async fn told(world: &World) -> (Vec<Vec<(String, String, String)>>, String) {
    let mut entries = Vec::new();
    for serial in 1..=ACCOUNTS {
        entries.push(world.interest(serial).await);
    }
    (entries, world.expense().await)
}

async fn killed_anywhere_and_run_again(engine: Engine) {
    let whole = books(engine).await;
    let totals = whole.settle(2026).await;
    let expected = told(&whole).await;
    assert_eq!(totals.entries, u64::from(ACCOUNTS));
    for stop_after in 1..=5 {
        let world = books(engine).await;
        let mut notes = Notes { stop_after: Some(stop_after), ..Notes::default() };
        assert!(world.settle_noting(2026, &mut notes).await.is_err());
        assert_ne!(world.expense().await, "0.00", "it was killed in the middle");
        assert_eq!(world.settle(2026).await, totals);
        assert_eq!(told(&world).await, expected, "after {stop_after} batches");
        assert_eq!(world.settle(2026).await.state, State::AlreadySettled);
    }
}

async fn two_runs_at_once_take_turns(engine: Engine) {
    let whole = books(engine).await;
    whole.settle(2026).await;
    let world = books(engine).await;
    let (mut one, mut other) = (Notes::default(), Notes::default());
    let (a, b) = tokio::join!(world.settle_noting(2026, &mut one), world.settle_noting(2026, &mut other));
    assert_eq!((a.unwrap().entries, b.unwrap().entries), (u64::from(ACCOUNTS), u64::from(ACCOUNTS)));
    assert_eq!(told(&world).await, told(&whole).await);
    assert_eq!(one.batches + other.batches, ACCOUNTS.div_ceil(2));
}

/// The rows themselves say what was paid; the cursor only saves reading them again.
async fn a_cursor_that_was_lost_pays_nobody_twice(engine: Engine) {
    let whole = books(engine).await;
    whole.settle(2026).await;
    let world = books(engine).await;
    let mut notes = Notes { stop_after: Some(3), ..Notes::default() };
    assert!(world.settle_noting(2026, &mut notes).await.is_err());
    world.test.db.tamper("interest_settlement", "update interest_settlement set last_account = ''").await;
    world.settle(2026).await;
    assert_eq!(told(&world).await, told(&whole).await);
    assert_eq!(world.amounts(1).await.len(), 1, "{}", number(1));
}
