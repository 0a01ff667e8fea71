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

use std::path::PathBuf;
use tokio::sync::{Mutex, MutexGuard};

/// Where `.make/with-postgres` found room in memory for what nobody keeps; else the temporary folder.
fn memory() -> PathBuf {
    std::env::var_os("ANJU_TEST_MEMORY").map_or_else(std::env::temp_dir, PathBuf::from)
}

/// One proof at a time: they measure, and two cores are not many.
async fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::const_new(());
    ALONE.lock().await
}
