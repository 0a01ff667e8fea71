//! Deferral (缓缴) and lower rates of a unit in difficulties: asked for by its agent or by a first reviewer for it, with
//! the consent of its staff congress or union; granted by a second reviewer with the committee's approval (Regulation
//! article 20).
//!
//! A grant holds for every account of the unit, and month by month: who leaves keeps the months until then, who comes
//! gets those from then on. Grants, moves and imports take the same lock, so that no account is passed over.

mod form;

pub use form::{Field, Page, ask, page};
pub use store::deferral::Deferral;

use crate::{
    Ctx, Fault,
    actor::{FirstReviewer, SecondReviewer},
    policies::Policies,
    two_people::{Refused, decided_so, index_of, note},
};
use domain::{
    ContributionRate, Month, Timestamp, UnitNo,
    deferral::{Asked, NotDeferrable, Relief, may_ask},
    two_people::{Conflict, ProposalState},
};
use store::{Conn, agent::Unit, audit, deferral as rows, month_state, proposal::Decider, remittance};

/// Proposals shown at once.
const LIST: i64 = 200;

/// A proposal as it was sent.
#[derive(Clone, Debug)]
pub struct Request {
    /// Sent twice with the same id, it is one proposal.
    pub id: String,
    pub unit: UnitNo,
    pub asked: Asked,
    /// The resolution of the staff congress or union.
    pub consent: String,
}

/// Who asks, for which unit.
struct Maker<'a> {
    id: &'a str,
    index: &'a str,
    /// Staff of the centre may not hold an account of the unit; an agent is one of its workers, and does not decide.
    is_staff: bool,
}

/// A first reviewer proposes for a unit that came to the centre.
pub async fn propose(ctx: &Ctx, by: &FirstReviewer, request: Request) -> Result<Deferral, Refused> {
    let consent = note(&request.consent)?.ok_or(no(NotDeferrable::NoConsent))?;
    let (now, by, ctx2) = (ctx.now(), by.clone(), ctx.clone());
    ctx.detached("deferral.propose", async move {
        store::write!(ctx2.store, "deferral.propose", |tx| {
            let index = index_of(&mut tx, by.staff_id()).await?;
            let found = remittance::units_find(&mut tx, &[request.unit.as_str()]).await?.pop();
            let found = found.ok_or(no(NotDeferrable::NoUnit))?;
            let unit = store::agent::unit_find(&mut tx, &found.id).await?.ok_or(no(NotDeferrable::NoUnit))?;
            let maker = Maker { id: by.staff_id(), index: &index, is_staff: true };
            let wish = Wish { id: &request.id, asked: request.asked, consent: &consent };
            place(&ctx2, &mut tx, &maker, unit, &wish, now).await
        })
    })
    .await
}

/// Grants it with the committee's approval, by another person than the one who asked.
pub async fn approve(ctx: &Ctx, by: &SecondReviewer, id: &str, approval: &str) -> Result<Deferral, Refused> {
    let approval = note(approval)?.ok_or(no(NotDeferrable::NoApproval))?;
    decide(ctx, by, id, Some(approval)).await
}

/// The unit goes on paying as before.
pub async fn refuse(ctx: &Ctx, by: &SecondReviewer, id: &str) -> Result<Deferral, Refused> {
    decide(ctx, by, id, None).await
}

/// What waits for the second reviewer.
pub async fn waiting(ctx: &Ctx) -> Result<Vec<Deferral>, Fault> {
    let mut conn = ctx.store.read().await?;
    Ok(rows::list_open(&mut conn, LIST).await?)
}

/// All of them, the latest months first.
pub async fn list(ctx: &Ctx) -> Result<Vec<Deferral>, Fault> {
    let mut conn = ctx.store.read().await?;
    Ok(rows::list(&mut conn, None, LIST).await?)
}

fn no(why: NotDeferrable) -> Refused {
    Refused::NotDeferrable(why)
}

/// What is asked for, its words proven.
struct Wish<'a> {
    id: &'a str,
    asked: Asked,
    consent: &'a str,
}

async fn place(
    ctx: &Ctx,
    tx: &mut Conn,
    maker: &Maker<'_>,
    unit: Unit,
    wish: &Wish<'_>,
    now: Timestamp,
) -> Result<Deferral, Refused> {
    if let Some(known) = known(tx, maker, &unit, wish).await? {
        return Ok(known);
    }
    let policy = Policies::get().contribution(&ctx.centre.city).ok_or(no(NotDeferrable::NoRules))?;
    let (timing, rules) = (policy.timing_on(now.day()), policy.rules());
    let (timing, rules) = timing.zip(rules).ok_or(no(NotDeferrable::NoRules))?;
    let pay_day = month_state::pay_day_of_unit(tx, &unit.id).await?;
    may_ask(&wish.asked, timing.deferral_months, &rules, now.day(), pay_day).map_err(no)?;
    if maker.is_staff && rows::holds_account(tx, &unit.id, maker.index).await? {
        return Err(Refused::Conflict(Conflict::OwnAccount));
    }
    if rows::overlaps(tx, &unit.id, wish.asked.span).await? {
        return Err(no(NotDeferrable::Overlaps));
    }
    let new = Deferral {
        id: wish.id.to_owned(),
        unit_id: unit.id.clone(),
        unit_no: unit.number.clone(),
        unit_name: unit.name.clone(),
        asked: wish.asked,
        consent: wish.consent.to_owned(),
        approval: None,
        state: ProposalState::Proposed,
        proposed_by: maker.id.to_owned(),
        proposed_index: maker.index.to_owned(),
        proposed: now,
    };
    if !rows::insert(tx, &new).await? {
        // The same form, sent at the same time, was first; or the unit waits for another answer.
        return known(tx, maker, &unit, wish).await?.ok_or(no(NotDeferrable::AlreadyProposed));
    }
    record(tx, maker.id, "deferral.propose", &new, wish.consent, now).await?;
    Ok(new)
}

/// What the same form has made before.
async fn known(
    tx: &mut Conn,
    maker: &Maker<'_>,
    unit: &Unit,
    wish: &Wish<'_>,
) -> Result<Option<Deferral>, Refused> {
    let same = |known: &Deferral| {
        known.proposed_by == maker.id && known.asked == wish.asked && known.unit_id == unit.id
    };
    match rows::find(tx, wish.id).await? {
        Some(other) if !same(&other) => Err(Refused::NotFound),
        known => Ok(known),
    }
}

async fn decide(
    ctx: &Ctx,
    by: &SecondReviewer,
    id: &str,
    approval: Option<String>,
) -> Result<Deferral, Refused> {
    let (now, by, id, ctx2) = (ctx.now(), by.clone(), id.to_owned(), ctx.clone());
    ctx.detached("deferral.decide", async move {
        store::write!(ctx2.store, "deferral.decide", |tx| {
            carry_out(&mut tx, by.staff_id(), &id, approval.as_deref(), now).await
        })
    })
    .await
}

async fn carry_out(
    tx: &mut Conn,
    staff_id: &str,
    id: &str,
    approval: Option<&str>,
    now: Timestamp,
) -> Result<Deferral, Refused> {
    // No account comes to the unit or leaves it meanwhile.
    remittance::lock(tx, "deferral").await?;
    let checker = index_of(tx, staff_id).await?;
    let proposal = rows::find(tx, id).await?.ok_or(Refused::NotFound)?;
    if proposal.proposed_index == checker {
        return Err(Refused::Conflict(Conflict::SamePerson));
    }
    if rows::holds_account(tx, &proposal.unit_id, &checker).await? {
        return Err(Refused::Conflict(Conflict::OwnAccount));
    }
    if decided_so(proposal.state, approval.is_some())? {
        return Ok(proposal);
    }
    let by = Decider { staff_id, id_index: &checker, at: now };
    if !rows::decide(tx, id, approval, by).await? {
        return Err(Refused::Decided);
    }
    let action = match approval {
        Some(_) => {
            rows::accounts_join(tx, id).await?;
            "deferral.approve"
        }
        None => "deferral.refuse",
    };
    record(tx, staff_id, action, &proposal, approval.unwrap_or_default(), now).await?;
    rows::find(tx, id).await?.ok_or(Refused::NotFound)
}

async fn record(
    tx: &mut Conn,
    actor: &str,
    action: &str,
    of: &Deferral,
    basis: &str,
    at: Timestamp,
) -> Result<(), Fault> {
    let (kind, span) = (of.asked.relief.code(), of.asked.span);
    let rates = match of.asked.relief {
        Relief::Deferred => String::new(),
        Relief::Reduced { unit_rate, personal_rate } => format!(" rates={unit_rate}+{personal_rate}"),
    };
    let detail = format!("unit={} {kind} {}..{}{rates} basis={basis}", of.unit_no, span.first, span.last);
    audit::append(tx, &audit::Event { at, actor, action, subject: &of.id, detail: &detail }).await?;
    Ok(())
}

/// The lowest rates that a unit may pay for a month, its own and the worker's: what it was granted, else the floor.
pub(crate) fn floors(
    granted: &[Deferral],
    month: Month,
    floor: ContributionRate,
) -> (ContributionRate, ContributionRate) {
    let reduced = granted.iter().find_map(|one| match one.asked.relief {
        Relief::Reduced { unit_rate, personal_rate } if one.asked.span.contains(month) => {
            Some((unit_rate.min(floor), personal_rate.min(floor)))
        }
        _ => None,
    });
    reduced.unwrap_or((floor, floor))
}

/// An account has come to a unit with this month, from another one or newly opened. Months that were deferred and are
/// repaid already stay the old unit's, and with them those before.
pub(crate) async fn account_came(
    tx: &mut Conn,
    account: &domain::AccountNo,
    unit_id: &str,
    from: Month,
) -> Result<(), Fault> {
    let repaid = rows::repaid_through(tx, account).await?;
    let left = repaid.map_or(from, |through| from.max(through.plus(1)));
    rows::account_leave(tx, account, left).await?;
    Ok(rows::account_join(tx, account, unit_id, from).await?)
}

#[cfg(test)]
mod tests;
