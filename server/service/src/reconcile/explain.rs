//! What an officer says of a break: why it is open, or that it is over.

use super::Break;
use crate::{Ctx, Fault, actor::FirstReviewer};
use domain::{
    Problem,
    reconcile::{Explanation, Resolution},
};
use store::{audit, reconcile as rows};

/// Why nothing was noted.
#[derive(Debug)]
pub enum NotExplained {
    NotFound,
    /// The break is over.
    Over,
    Note(Problem),
    Fault(Fault),
}

impl<E: Into<Fault>> From<E> for NotExplained {
    fn from(error: E) -> Self {
        NotExplained::Fault(error.into())
    }
}

impl store::MaybeTransient for NotExplained {
    fn is_transient(&self) -> bool {
        matches!(self, NotExplained::Fault(fault) if fault.is_transient())
    }
}

/// What is said.
#[derive(Clone, Debug)]
pub struct Statement {
    pub explanation: Explanation,
    pub note: String,
    /// The break is over; otherwise it stays open and ages.
    pub closes: bool,
}

/// Explains an open break, or ends it. Said again, the latest word stands.
pub async fn explain(
    ctx: &Ctx,
    by: &FirstReviewer,
    id: &str,
    said: &Statement,
) -> Result<Break, NotExplained> {
    let note = domain::text::note(&said.note).map_err(NotExplained::Note)?;
    let now = ctx.now();
    store::write!(ctx.store, "reconcile.explain", |tx| {
        let known = rows::break_find(&mut tx, id).await?.ok_or(NotExplained::NotFound)?;
        let words = rows::Said {
            explanation: said.explanation,
            note: note.as_deref(),
            staff_id: by.staff_id(),
            at: now,
        };
        if !rows::break_explain(&mut tx, id, words).await? {
            return Err(NotExplained::Over);
        }
        if said.closes {
            rows::break_resolve(&mut tx, id, Resolution::Officer, None, now).await?;
        }
        let action = if said.closes { "reconcile.resolve" } else { "reconcile.explain" };
        let detail = format!("{} {} day={}", said.explanation.code(), known.kind.code(), known.day);
        let event = audit::Event { at: now, actor: by.staff_id(), action, subject: id, detail: &detail };
        audit::append(&mut tx, &event).await?;
        rows::break_find(&mut tx, id).await?.ok_or(NotExplained::NotFound)
    })
}
