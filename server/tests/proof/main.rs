//! Proof that the portal neither loses nor invents money: the real binary, killed, unplugged, cut off from its
//! clients and from its disk. Each proof has a negative control that shows that it can fail.
//!
//! `make test` runs a short form of each, `make soak` the whole; `ANJU_SEED` replays the chance of one.

mod cluster;
mod crowd;
mod disk;
mod failover;
mod kill;
mod ledger_check;
mod portal;
mod power;
mod same_key;
mod two_portals;
mod vanish;

use tokio::sync::{Mutex, MutexGuard};

/// One proof at a time: they measure, and two cores are not many.
async fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::const_new(());
    ALONE.lock().await
}
