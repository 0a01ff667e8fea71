//! Waiting for SQLite's writer without going to sleep at once.
//!
//! The driver carries each statement out on a thread of its own, mostly within ten microseconds. Sending the task to
//! sleep meanwhile and waking it costs several times that, thirty times for one withdrawal. So the task looks out for
//! its answer for a moment first. There is one writer, so at most one core does, and for no longer than [`PATIENCE`].

use futures::task::AtomicWaker;
use std::{
    future::{Future, poll_fn},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Poll, Wake, Waker},
    time::{Duration, Instant},
};

/// Twice what a statement on a warm page takes. Longer gained nothing: what takes longer waits for the disk.
const PATIENCE: Duration = Duration::from_micros(20);

/// Told when the future may go on, and passes it on to a task that sleeps.
#[derive(Default)]
struct Lookout {
    is_called: AtomicBool,
    sleeper: AtomicWaker,
}

impl Wake for Lookout {
    fn wake(self: Arc<Self>) {
        self.is_called.store(true, Ordering::Release);
        self.sleeper.wake();
    }
}

impl Lookout {
    fn is_called(&self) -> bool {
        self.is_called.load(Ordering::Acquire)
    }

    fn sees_call(&self) -> bool {
        let since = Instant::now();
        while !self.is_called() {
            if since.elapsed() > PATIENCE {
                return false;
            }
            std::hint::spin_loop();
        }
        true
    }
}

/// Runs a future to its end; whenever it has to wait, looks out for the answer before it sleeps.
pub(crate) async fn run<F: Future>(mut body: Pin<&mut F>) -> F::Output {
    let lookout = Arc::new(Lookout::default());
    let waker = Waker::from(lookout.clone());
    poll_fn(|task| {
        loop {
            lookout.is_called.store(false, Ordering::Release);
            if let Poll::Ready(output) = body.as_mut().poll(&mut std::task::Context::from_waker(&waker)) {
                return Poll::Ready(output);
            }
            if lookout.sees_call() {
                continue;
            }
            lookout.sleeper.register(task.waker());
            // A call between the last look and the registering would be heard by nobody.
            if !lookout.is_called() {
                return Poll::Pending;
            }
        }
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers on the second poll, called from another thread after a while.
    async fn called_after(wait: Duration) -> u32 {
        let mut polls = 0;
        poll_fn(|task| {
            polls += 1;
            if polls > 1 {
                return Poll::Ready(polls);
            }
            let waker = task.waker().clone();
            std::thread::spawn(move || {
                std::thread::sleep(wait);
                waker.wake();
            });
            Poll::Pending
        })
        .await
    }

    #[tokio::test]
    async fn a_call_is_heard_at_once_and_asleep() {
        for micros in [0, 15, 60, 20_000] {
            for _ in 0..50 {
                let body = std::pin::pin!(called_after(Duration::from_micros(micros)));
                assert_eq!(run(body).await, 2, "called after {micros} µs");
            }
        }
    }
}
