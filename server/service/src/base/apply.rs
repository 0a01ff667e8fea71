//! Approved batches take effect when their month has come: one job over all of them, a transaction for each piece.
//!
//! A line is noted as done in the transaction that changes its account. So a job that was killed goes on where it was,
//! and one that is run again changes nothing.

use super::record;
use crate::{Ctx, Fault};
use domain::{Month, Timestamp, base::BatchState};
use store::{base as rows, remittance};

/// Accounts per transaction.
pub const PIECE: i64 = 1_000;

/// What a run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// Batches that took effect with this run.
    pub batches: u64,
    pub accounts: u64,
    /// Accounts that were closed, or left the unit, since they were proposed.
    pub skipped: u64,
}

/// Gives the accounts of every approved batch that is due their new terms, `piece` accounts at a time.
pub async fn apply_due(ctx: &Ctx, piece: i64) -> Result<Applied, Fault> {
    let now = ctx.now();
    let mut conn = ctx.store.read().await?;
    let due = rows::batches_due(&mut conn, Month::of(now.day())).await?;
    drop(conn);
    let mut applied = Applied::default();
    for id in due {
        while let Some((accounts, skipped)) = one_piece(ctx, &id, piece, now).await? {
            applied.accounts += accounts;
            applied.skipped += skipped;
        }
        applied.batches += 1;
    }
    Ok(applied)
}

/// How many accounts the next piece changed and skipped; `None` when there was none left.
pub(super) async fn one_piece(
    ctx: &Ctx,
    id: &str,
    piece: i64,
    now: Timestamp,
) -> Result<Option<(u64, u64)>, Fault> {
    store::write!(ctx.store, "base.apply", |tx| {
        if !rows::batch_lock(&mut tx, id, BatchState::Approved).await? {
            return Ok(None);
        }
        // An import that is under way would put the old terms back.
        remittance::lock(&mut tx, "base").await?;
        let accounts = rows::lines_to_apply(&mut tx, id, piece).await?;
        let (Some(first), Some(last)) = (accounts.first(), accounts.last()) else {
            if !rows::batch_finish(&mut tx, id, now).await? {
                return Err(Fault::Invariant("a batch without open lines is finished"));
            }
            record(&mut tx, "system", "base.finish", id, "", now).await?;
            return Ok(None);
        };
        let changed = rows::lines_apply(&mut tx, id, first, last).await?;
        let skipped = (accounts.len() as u64).saturating_sub(changed);
        let detail = format!("accounts={first}-{last} changed={changed} skipped={skipped}");
        record(&mut tx, "system", "base.apply", id, &detail, now).await?;
        Ok::<_, Fault>(Some((changed, skipped)))
    })
}
