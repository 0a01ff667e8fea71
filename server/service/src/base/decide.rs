//! Objections are settled, and a batch is decided by another person than the one who proposed it.

use super::{Batch, record};
use crate::{
    Ctx,
    actor::{FirstReviewer, SecondReviewer},
    two_people::{Refused, index_of, note},
};
use domain::{
    AccountNo, Problem, Timestamp,
    base::{BatchState, Hindrance, Settlement, may_approve},
    two_people::Conflict,
};
use store::{
    Conn,
    base::{self as rows, Settled},
    proposal::Decider,
};

/// How an objection is to be settled.
#[derive(Clone, Debug)]
pub struct Settling {
    pub batch_id: String,
    pub account: AccountNo,
    pub settlement: Settlement,
    /// The answer to the worker, in words.
    pub note: String,
}

/// Approves a batch; it takes effect when its month has come.
pub async fn approve(ctx: &Ctx, by: &SecondReviewer, id: &str) -> Result<Batch, Refused> {
    decide(ctx, by, id, true).await
}

/// Leaves all accounts as they are.
pub async fn refuse(ctx: &Ctx, by: &SecondReviewer, id: &str) -> Result<Batch, Refused> {
    decide(ctx, by, id, false).await
}

/// The centre settles an objection for a unit.
pub async fn settle(ctx: &Ctx, by: &FirstReviewer, settling: Settling) -> Result<Batch, Refused> {
    let (now, by, ctx2) = (ctx.now(), by.clone(), ctx.clone());
    ctx.detached("base.settle", async move {
        store::write!(ctx2.store, "base.settle", |tx| {
            let maker = index_of(&mut tx, by.staff_id()).await?;
            if rows::holds_line(&mut tx, &settling.batch_id, &maker).await? {
                return Err(Refused::Conflict(Conflict::OwnAccount));
            }
            settle_line(&mut tx, by.staff_id(), &settling, now).await
        })
    })
    .await
}

/// The step of whoever may settle; the caller has looked whether that person may.
pub(crate) async fn settle_line(
    tx: &mut Conn,
    by: &str,
    settling: &Settling,
    now: Timestamp,
) -> Result<Batch, Refused> {
    let Settling { batch_id, account, settlement, .. } = settling;
    let words = note(&settling.note)?.ok_or(Refused::Note(Problem::Missing))?;
    let line = rows::line_find(tx, batch_id, account).await?;
    let line = line.ok_or(Refused::Base(Hindrance::NoLine))?;
    if line.settled == Some(*settlement) {
        return rows::batch_find(tx, batch_id).await?.ok_or(Refused::NotFound);
    }
    if !rows::batch_lock(tx, batch_id, BatchState::Open).await? {
        return Err(Refused::Base(Hindrance::NotOpen));
    }
    let settled = Settled { batch_id, account, settlement: *settlement, note: &words, by, at: now };
    if !rows::line_settle(tx, &settled).await? {
        return Err(Refused::Base(Hindrance::NotObjected));
    }
    let detail = format!("account={account} settled={}", settlement.code());
    record(tx, by, "base.settle", batch_id, &detail, now).await?;
    rows::batch_find(tx, batch_id).await?.ok_or(Refused::NotFound)
}

async fn decide(ctx: &Ctx, by: &SecondReviewer, id: &str, approve: bool) -> Result<Batch, Refused> {
    let (now, by, id, ctx2) = (ctx.now(), by.clone(), id.to_owned(), ctx.clone());
    ctx.detached("base.decide", async move {
        store::write!(ctx2.store, "base.decide", |tx| {
            carry_out(&mut tx, by.staff_id(), &id, approve, now).await
        })
    })
    .await
}

async fn carry_out(
    tx: &mut Conn,
    staff_id: &str,
    id: &str,
    approve: bool,
    now: Timestamp,
) -> Result<Batch, Refused> {
    let checker = index_of(tx, staff_id).await?;
    let is_open = rows::batch_lock(tx, id, BatchState::Open).await?;
    let batch = rows::batch_find(tx, id).await?.ok_or(Refused::NotFound)?;
    if batch.proposed_index == checker {
        return Err(Refused::Conflict(Conflict::SamePerson));
    }
    if rows::holds_line(tx, id, &checker).await? {
        return Err(Refused::Conflict(Conflict::OwnAccount));
    }
    if !is_open {
        return match (batch.state, approve) {
            (BatchState::Approved | BatchState::Applied, true) | (BatchState::Refused, false) => Ok(batch),
            (BatchState::Loading, _) => Err(Refused::NotFound),
            _ => Err(Refused::Decided),
        };
    }
    if approve {
        let counts = batch.counts;
        may_approve(counts.waiting(), counts.open, batch.answer_by, now.day()).map_err(Refused::Base)?;
    }
    let by = Decider { staff_id, id_index: &checker, at: now };
    if !rows::batch_decide(tx, id, approve, by).await? {
        return Err(Refused::Decided);
    }
    let action = if approve { "base.approve" } else { "base.refuse" };
    record(tx, staff_id, action, id, &format!("unit={}", batch.unit_no), now).await?;
    rows::batch_find(tx, id).await?.ok_or(Refused::NotFound)
}
