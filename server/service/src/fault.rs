//! What can go wrong in a use case: what the person did ([`Failure::Rejected`]) and what broke ([`Fault`]).

use domain::FormState;

/// Something broke that the person cannot put right. Logged once, at the boundary, under an incident number;
/// its text is never shown.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error("file: {0}")]
    Io(#[from] std::io::Error),
    #[error("stored JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A key is missing, damaged, or does not open what was sealed with it.
    #[error("key: {0}")]
    Key(&'static str),
    /// Too much of this work is waiting already; try again in some seconds.
    #[error("busy: {0}")]
    Busy(&'static str),
    /// A task ended without an answer, which only a panic inside it does.
    #[error("task ended without an answer: {0}")]
    Task(&'static str),
    /// Two things that are always true together were not.
    #[error("invariant broken: {0}")]
    Invariant(&'static str),
}

impl Fault {
    /// The database gave no connection or no lock in time; the same request may pass in some seconds.
    pub fn is_unreachable(&self) -> bool {
        matches!(self, Fault::Store(error) if error.is_unreachable())
    }
}

/// Why a form was not carried out.
#[derive(Debug)]
pub enum Failure<F> {
    /// The form as it was typed, with a problem at every field that is wrong.
    Rejected(FormState<F>),
    Fault(Fault),
}

impl<F, E: Into<Fault>> From<E> for Failure<F> {
    fn from(error: E) -> Self {
        Failure::Fault(error.into())
    }
}

impl store::MaybeTransient for Fault {
    fn is_transient(&self) -> bool {
        matches!(self, Fault::Store(error) if error.is_transient())
    }
}

impl<F> store::MaybeTransient for Failure<F> {
    fn is_transient(&self) -> bool {
        matches!(self, Failure::Fault(fault) if fault.is_transient())
    }
}
