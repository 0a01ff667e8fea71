//! The debits of a running server: a round each minute.

use super::run_due;
use crate::Ctx;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// A debit day is a whole day; a minute is soon enough, and a lost answer is asked for again within one.
const PAUSE: Duration = Duration::from_secs(60);

/// The running worker of a server.
pub struct Worker {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Worker {
    /// Lets the round in hand end, then stops.
    pub async fn stop(self) {
        self.stop.cancel();
        // A worker that panicked has been logged by the runtime; there is nothing left to end.
        let _ = self.task.await;
    }
}

/// Starts the worker.
pub fn start(ctx: &Ctx) -> Worker {
    let stop = CancellationToken::new();
    let task = tokio::spawn(rounds(ctx.clone(), stop.clone()));
    Worker { stop, task }
}

async fn rounds(ctx: Ctx, stop: CancellationToken) {
    loop {
        match run_due(&ctx).await {
            Ok(ran) if ran != super::Ran::default() => tracing::info!(?ran, "debits"),
            Ok(_) => {}
            Err(fault) => {
                tracing::error!(error = %fault, "a round of debits failed; the next one tries again")
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(PAUSE) => {}
        }
    }
}
