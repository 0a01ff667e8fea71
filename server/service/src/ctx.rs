//! What every use case works with.

use crate::{
    Fault,
    centre::Centre,
    certificate::Signer,
    clock::Clock,
    ids::{self, Randomness},
    password::Passwords,
    seal::Seal,
};
use chrono::NaiveDate;
use domain::Timestamp;
use std::{future::Future, ops::Deref, sync::Arc};
use store::Store;
use tokio_util::task::TaskTracker;

/// The parts, put together once at start.
pub struct Setup {
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    pub randomness: Arc<dyn Randomness>,
    pub seal: Seal,
    pub signer: Signer,
    pub centre: Centre,
}

/// Shared by all requests; cloning is cheap.
#[derive(Clone)]
pub struct Ctx(Arc<Inner>);

pub struct Inner {
    setup: Setup,
    tasks: TaskTracker,
    passwords: Passwords,
}

impl Deref for Ctx {
    type Target = Setup;
    fn deref(&self) -> &Setup {
        &self.0.setup
    }
}

impl Ctx {
    pub fn new(setup: Setup) -> Ctx {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Ctx(Arc::new(Inner { setup, tasks: TaskTracker::new(), passwords: Passwords::new(cores) }))
    }

    /// Where passwords are hashed, as many at a time as there are cores.
    pub fn passwords(&self) -> &Passwords {
        &self.0.passwords
    }

    /// Read it once per use case and pass it on.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub fn today(&self) -> NaiveDate {
        self.now().day()
    }

    pub fn uuid(&self, now: Timestamp) -> String {
        ids::uuid(now, self.randomness.as_ref())
    }

    /// Runs a command that moves money to its end, whatever happens to the request that asked for it.
    ///
    /// A phone that loses its connection drops the request's future. Dropped in the middle of a transaction
    /// it left poisoned connections and lost acknowledged writes (measured, PostgreSQL).
    pub async fn detached<T, E>(
        &self,
        name: &'static str,
        work: impl Future<Output = Result<T, E>> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        match self.0.tasks.spawn(work).await {
            Ok(result) => result,
            Err(_) => Err(E::from(Fault::Task(name))),
        }
    }

    /// How many detached commands are under way.
    #[cfg(any(test, feature = "testing"))]
    pub fn under_way(&self) -> usize {
        self.0.tasks.len()
    }

    /// Waits for detached commands; called once, at shutdown.
    pub async fn finish(&self) {
        self.0.tasks.close();
        self.0.tasks.wait().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestCtx;
    use std::sync::atomic::{AtomicBool, Ordering};
    use tokio::sync::Notify;

    /// Await `work` in place of spawning it: it ends where it was dropped.
    #[tokio::test]
    async fn a_command_goes_on_when_nobody_waits_for_it() {
        let test = TestCtx::new().await;
        let (go, ended) = (Arc::new(Notify::new()), Arc::new(AtomicBool::new(false)));
        let (gone, end) = (go.clone(), ended.clone());
        let command = test.ctx.detached("test", async move {
            gone.notified().await;
            end.store(true, Ordering::SeqCst);
            Ok::<_, Fault>(())
        });
        test.lose_connection(command, async { go.notify_one() }).await;
        assert!(ended.load(Ordering::SeqCst));
    }

    #[tokio::test]
    async fn a_command_that_panics_is_a_fault() {
        let test = TestCtx::new().await;
        let answer = test.ctx.detached::<(), Fault>("test", async { std::panic::panic_any("a bug") });
        assert!(matches!(answer.await, Err(Fault::Task("test"))));
    }
}
