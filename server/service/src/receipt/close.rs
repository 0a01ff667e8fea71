//! Closing a day: all rows since the last one go into a tree, and its root is chained to the last root.

use super::leaf_of;
use crate::{Ctx, Fault, indicator};
use chrono::NaiveDate;
use domain::{
    receipt::{CHUNK, DayRoot, Marks, chunk_root},
    text::hex,
};
use store::{
    audit,
    receipt::{self, Chunk},
};

/// What came of closing a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Close {
    Closed(DayRoot),
    /// The day is not over yet.
    NotOver,
    /// This day or a later one is closed.
    Before,
    /// Nothing was written since the last day.
    NothingNew,
}

/// Closes `day` and keeps the sums over its rows, which indicators are read from.
pub async fn close(ctx: &Ctx, day: NaiveDate) -> Result<Close, Fault> {
    let closed = close_rows(ctx, day).await?;
    indicator::catch_up(ctx).await?;
    Ok(closed)
}

/// Closes `day` over every row that no day holds yet. A row that is written after midnight and before the closing
/// goes with the day: what counts is that each row is in one tree, in the order in which rows were written.
///
/// Rows never change, so the tree is built outside of a transaction. Killed half-way, nothing was closed.
async fn close_rows(ctx: &Ctx, day: NaiveDate) -> Result<Close, Fault> {
    let now = ctx.now();
    if day >= now.day() {
        return Ok(Close::NotOver);
    }
    let last = receipt::day_last(&mut *ctx.store.read().await?).await?.map(|last| last.root);
    if last.as_ref().is_some_and(|last| last.day >= day) {
        return Ok(Close::Before);
    }
    let engine = ctx.store.engine();
    let end = store::write!(ctx.store, "receipt.end", |tx| {
        Ok::<_, Fault>(receipt::ledger_end(&mut tx, engine).await?)
    })?;
    let after = last.as_ref().map_or(0, |last| last.last_seq);
    let Some(end) = end.filter(|end| *end > after) else { return Ok(Close::NothingNew) };
    let (chunks, rows) = build(ctx, after + 1, end).await?;
    // The root over the roots of chunks is the root over all rows.
    let roots: Vec<_> = chunks.iter().map(|chunk| chunk.root).collect();
    let root = chunk_root(&roots).ok_or(Fault::Invariant("the last row of the ledger is there"))?;
    let closed = DayRoot {
        no: last.as_ref().map_or(1, |last| last.no + 1),
        day,
        first_seq: chunks.first().map_or(end, |chunk| chunk.first_seq),
        last_seq: end,
        rows,
        root,
        previous: last.map_or([0; 32], |last| last.hash()),
    };
    let kept = store::write!(ctx.store, "receipt.close", |tx| {
        if !receipt::day_insert(&mut tx, &closed, now).await? {
            return Ok::<_, Fault>(false);
        }
        receipt::chunks_insert(&mut tx, closed.no, &chunks).await?;
        let event = audit::Event {
            at: now,
            actor: "system",
            action: "receipt.close",
            subject: &closed.day.to_string(),
            detail: &hex(&closed.hash()),
        };
        audit::append(&mut tx, &event).await?;
        Ok(true)
    })?;
    Ok(if kept { Close::Closed(closed) } else { Close::Before })
}

/// Chunks of the rows from `from` to `to`, and how many rows there are.
async fn build(ctx: &Ctx, mut from: i64, to: i64) -> Result<(Vec<Chunk>, u64), Fault> {
    let (mut chunks, mut count) = (Vec::new(), 0);
    let mut conn = ctx.store.read().await?;
    loop {
        let rows = receipt::ledger_rows(&mut conn, from, to, CHUNK as i64).await?;
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Ok((chunks, count)) };
        let leaves: Vec<_> = rows.iter().map(|row| leaf_of(&ctx.seal, row)).collect();
        chunks.push(Chunk {
            number: chunks.len() as i64,
            first_seq: first.seq,
            last_seq: last.seq,
            root: chunk_root(&leaves).ok_or(Fault::Invariant("a chunk has rows"))?,
            marks: Marks::of(rows.iter().map(|row| row.seq).zip(leaves)).text(),
        });
        count += rows.len() as u64;
        from = last.seq + 1;
    }
}
