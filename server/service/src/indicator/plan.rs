//! The yearly plan: a first reviewer proposes what the committee decided, a second reviewer, another person, approves.

use crate::{
    Ctx, Fault,
    actor::{FirstReviewer, SecondReviewer},
    two_people::{Refused, decided_so, index_of},
};
use domain::{
    Timestamp,
    indicator::{Plan, PlanProblem},
    two_people::{Conflict, ProposalState},
};
pub use store::indicator_plan::Proposed;
use store::{Conn, audit, indicator_plan as rows, proposal::Decider};

/// Plans shown at once.
const LIST: i64 = 200;

/// A plan as it was sent.
#[derive(Clone, Debug)]
pub struct Request {
    /// Sent twice with the same id, it is one plan.
    pub id: String,
    pub plan: Plan,
}

/// Proposes a plan; a later one of the same year takes its place once it is approved.
pub async fn propose(ctx: &Ctx, by: &FirstReviewer, request: Request) -> Result<Proposed, Refused> {
    let now = ctx.now();
    store::write!(ctx.store, "indicator_plan.propose", |tx| {
        if let Some(known) = known(&mut tx, &request).await? {
            return Ok(known);
        }
        let new = Proposed {
            id: request.id.clone(),
            plan: request.plan.clone(),
            state: ProposalState::Proposed,
            proposed_by: by.staff_id().to_owned(),
            proposed_index: index_of(&mut tx, by.staff_id()).await?,
            proposed: now,
        };
        if !rows::insert(&mut tx, &new).await? {
            // The same form, sent at the same time, was first; or another plan of the year waits.
            let twin = known(&mut tx, &request).await?;
            return twin.ok_or(Refused::Plan(PlanProblem::AlreadyProposed));
        }
        record(&mut tx, by.staff_id(), "indicator_plan.propose", &new, now).await?;
        Ok(new)
    })
}

/// What the same form has made before.
async fn known(tx: &mut Conn, request: &Request) -> Result<Option<Proposed>, Refused> {
    match rows::find(tx, &request.id).await? {
        Some(known) if known.plan != request.plan => Err(Refused::Plan(PlanProblem::OtherPlan)),
        known => Ok(known),
    }
}

/// Lets it stand, by another person than the one who proposed it.
pub async fn approve(ctx: &Ctx, by: &SecondReviewer, id: &str) -> Result<Proposed, Refused> {
    decide(ctx, by, id, true).await
}

/// Leaves the plan of the year as it is.
pub async fn refuse(ctx: &Ctx, by: &SecondReviewer, id: &str) -> Result<Proposed, Refused> {
    decide(ctx, by, id, false).await
}

/// All plans, the latest first.
pub async fn plans(ctx: &Ctx) -> Result<Vec<Proposed>, Fault> {
    let mut conn = ctx.store.read().await?;
    Ok(rows::list(&mut conn, LIST).await?)
}

/// Plans that wait for the second reviewer, oldest first.
pub async fn waiting(ctx: &Ctx) -> Result<Vec<Proposed>, Fault> {
    let mut conn = ctx.store.read().await?;
    Ok(rows::list_open(&mut conn, LIST).await?)
}

async fn decide(ctx: &Ctx, by: &SecondReviewer, id: &str, approve: bool) -> Result<Proposed, Refused> {
    let now = ctx.now();
    store::write!(ctx.store, "indicator_plan.decide", |tx| {
        let found = rows::find(&mut tx, id).await?.ok_or(Refused::NotFound)?;
        let checker = index_of(&mut tx, by.staff_id()).await?;
        if checker == found.proposed_index {
            return Err(Refused::Conflict(Conflict::SamePerson));
        }
        if decided_so(found.state, approve)? {
            return Ok(found);
        }
        let decider = Decider { staff_id: by.staff_id(), id_index: &checker, at: now };
        if !rows::decide(&mut tx, id, approve, decider).await? {
            return Err(Refused::Decided);
        }
        let action = if approve { "indicator_plan.approve" } else { "indicator_plan.refuse" };
        record(&mut tx, by.staff_id(), action, &found, now).await?;
        rows::find(&mut tx, id).await?.ok_or(Refused::NotFound)
    })
}

async fn record(tx: &mut Conn, actor: &str, action: &str, of: &Proposed, at: Timestamp) -> Result<(), Fault> {
    let targets = of.plan.targets().map(|(indicator, target)| format!("{}={target}", indicator.code()));
    let detail = targets.collect::<Vec<_>>().join(" ");
    let subject = format!("{} {}", of.plan.year(), of.id);
    audit::append(tx, &audit::Event { at, actor, action, subject: &subject, detail: &detail }).await?;
    Ok(())
}
