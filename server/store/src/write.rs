//! The one way to change data: a named transaction, tried again a bounded number of times.

use crate::{Engine, Error, Store, Tx, lookout};
use std::{pin::Pin, time::Duration};

/// Runs a body inside a write transaction and commits when it answers `Ok`, or rolls back.
///
/// ```ignore
/// let number = store::write!(ctx.store, "rent.submit", |tx| {
///     store::audit::append(&mut tx, &event).await?;
///     Ok::<_, Fault>(number)
/// })?;
/// ```
///
/// A conflict with another transaction, or a connection that is lost on the way, runs the body again, at most [`Attempts::MAX`] times, so the body must
/// be repeatable: it reads no clock, draws no random number, sends nothing. It is a macro and not a function
/// with a closure because the future of an async closure cannot yet be proven `Send`.
#[macro_export]
macro_rules! write {
    ($store:expr, $name:literal, |$tx:ident| $body:expr) => {{
        let mut attempts = $crate::Attempts::new($store.clone(), $name);
        loop {
            match attempts.begin().await {
                Err(error) => break Err(error.into()),
                Ok(mut $tx) => {
                    let result = attempts.run(::std::pin::pin!(async { $body })).await;
                    match attempts.settle($tx, result).await {
                        $crate::Outcome::Done(result) => break result,
                        $crate::Outcome::Again => {}
                    }
                }
            }
        }
    }};
}

/// The tries of one write; see [`write!`].
pub struct Attempts {
    store: Store,
    name: &'static str,
    tried: u32,
}

/// What came of one try.
pub enum Outcome<T> {
    Done(T),
    Again,
}

/// Errors that may wrap a store error, so that what passes by itself is recognised through them.
pub trait MaybeTransient {
    fn is_transient(&self) -> bool;
}

impl MaybeTransient for Error {
    fn is_transient(&self) -> bool {
        Error::is_transient(self)
    }
}

impl Attempts {
    pub const MAX: u32 = 3;

    pub fn new(store: Store, name: &'static str) -> Attempts {
        Attempts { store, name, tried: 0 }
    }

    pub async fn begin(&mut self) -> Result<Tx, Error> {
        loop {
            self.tried += 1;
            match self.store.begin().await {
                Err(error) if error.is_lost() && self.tried < Self::MAX => {
                    tokio::time::sleep(self.pause()).await;
                }
                begun => return begun,
            }
        }
    }

    /// Runs the body of one try.
    pub async fn run<F: Future>(&self, body: Pin<&mut F>) -> F::Output {
        match self.store.engine() {
            Engine::Sqlite => lookout::run(body).await,
            // It answers over a socket, which takes longer than looking out pays for.
            Engine::Postgres => body.await,
        }
    }

    /// Commits or rolls back, and says whether the body must run again.
    pub async fn settle<T, E>(&mut self, tx: Tx, result: Result<T, E>) -> Outcome<Result<T, E>>
    where
        E: From<Error> + MaybeTransient,
    {
        let result = match result {
            Ok(value) => match tx.commit().await.map_err(Error::from) {
                Ok(()) => Ok(value),
                // Nobody knows whether it was kept. Only who sent the command can ask, with its id.
                Err(error) if error.is_lost() => return Outcome::Done(Err(E::from(error))),
                Err(error) => Err(E::from(error)),
            },
            Err(error) => {
                // The connection is gone when this fails too; the pool drops it and the error stands.
                let _ = tx.rollback().await;
                Err(error)
            }
        };
        match result {
            Err(error) if error.is_transient() && self.tried < Self::MAX => {
                tracing::warn!(
                    write = self.name,
                    attempt = self.tried,
                    "write in conflict or cut off, trying again"
                );
                tokio::time::sleep(self.pause()).await;
                Outcome::Again
            }
            result => Outcome::Done(result),
        }
    }

    /// Grows with each try and differs between neighbours by the address of this value: enough to part two
    /// writers that collided.
    fn pause(&self) -> Duration {
        let jitter = (std::ptr::from_ref(self).addr() as u64 >> 4) % 10;
        Duration::from_millis(u64::from(self.tried) * 10 + jitter)
    }
}
