//! What is done to an account by two people: sealed, unsealed, frozen, unfrozen, moved to another unit. The steps
//! are those of [`domain::account_act`]; the ledger keeps frozen money from leaving by whatever way.

use crate::{
    Ctx, Fault,
    actor::{FirstReviewer, SecondReviewer},
    deferral,
    two_people::{Holder, Refused, decided_so, index_of, note},
};
use domain::{
    AccountNo, Month, Timestamp,
    account_act::{Act, NotPossible, Transition, transition},
    two_people::ProposalState,
};
pub use store::account_act::Proposed;
use store::{
    Conn,
    account::{self, OwnAccount},
    account_act as rows, audit,
    proposal::Decider,
    remittance, withdrawal,
};

/// Proposals shown at once.
const LIST: i64 = 200;

/// A proposal as it was sent.
#[derive(Clone, Debug)]
pub struct Request {
    /// Sent twice with the same id, it is one proposal.
    pub id: String,
    pub account: AccountNo,
    pub act: Act,
    /// The order or notice that it rests on.
    pub basis: String,
}

/// Proposes an act.
pub async fn propose(ctx: &Ctx, by: &FirstReviewer, request: Request) -> Result<Proposed, Refused> {
    let basis = note(&request.basis)?.ok_or(Refused::NotPossible(NotPossible::NoBasis))?;
    let (now, by, ctx2) = (ctx.now(), by.clone(), ctx.clone());
    ctx.detached("account_act.propose", async move {
        store::write!(ctx2.store, "account_act.propose", |tx| {
            place(&mut tx, by.staff_id(), &request, &basis, now).await
        })
    })
    .await
}

/// Does it, by another person than the one who proposed it.
pub async fn approve(ctx: &Ctx, by: &SecondReviewer, id: &str) -> Result<Proposed, Refused> {
    decide(ctx, by, id, true).await
}

/// Leaves the account as it is.
pub async fn refuse(ctx: &Ctx, by: &SecondReviewer, id: &str) -> Result<Proposed, Refused> {
    decide(ctx, by, id, false).await
}

/// What waits for the second reviewer.
pub async fn waiting(ctx: &Ctx) -> Result<Vec<Proposed>, Fault> {
    let mut conn = ctx.store.read().await?;
    Ok(rows::list_open(&mut conn, LIST).await?)
}

/// What the same request has made before: the same act on the same account.
async fn known(tx: &mut Conn, request: &Request) -> Result<Option<Proposed>, Fault> {
    let found = rows::find(tx, &request.id).await?;
    Ok(found.filter(|known| known.act == request.act && known.account == request.account))
}

async fn place(
    tx: &mut Conn,
    staff_id: &str,
    request: &Request,
    basis: &str,
    now: Timestamp,
) -> Result<Proposed, Refused> {
    if let Some(known) = known(tx, request).await? {
        return Ok(known);
    }
    let maker = index_of(tx, staff_id).await?;
    let own = read(tx, &request.account).await?;
    possible(tx, &own, &request.act).await?;
    let holder = Holder::of(tx, &own).await?;
    holder.may_propose(&maker)?;
    let new = Proposed {
        id: request.id.clone(),
        account: request.account.clone(),
        holder_index: holder.index.unwrap_or_default(),
        act: request.act.clone(),
        basis: basis.to_owned(),
        state: ProposalState::Proposed,
        proposed_by: staff_id.to_owned(),
        proposed_index: maker,
        proposed: now,
    };
    if !rows::insert(tx, &new).await? {
        // The same request, sent at the same time, was first; or another one waits.
        let twin = known(tx, request).await?;
        return twin.ok_or(Refused::NotPossible(NotPossible::AlreadyProposed));
    }
    record(tx, staff_id, "account_act.propose", &new, now).await?;
    Ok(new)
}

async fn decide(ctx: &Ctx, by: &SecondReviewer, id: &str, approve: bool) -> Result<Proposed, Refused> {
    let (now, by, id, ctx2) = (ctx.now(), by.clone(), id.to_owned(), ctx.clone());
    ctx.detached("account_act.decide", async move {
        store::write!(ctx2.store, "account_act.decide", |tx| {
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
) -> Result<Proposed, Refused> {
    let checker = index_of(tx, staff_id).await?;
    // A piece of a file that is being posted has read the state and will write it back; and no deferral is
    // granted to one of the units of a move meanwhile.
    remittance::lock(tx, "account_act").await?;
    let account = rows::find(tx, id).await?.ok_or(Refused::NotFound)?.account;
    withdrawal::account_lock(tx, &account).await?;
    // As it stands now that nobody else decides it.
    let proposal = rows::find(tx, id).await?.ok_or(Refused::NotFound)?;
    let own = read(tx, &account).await?;
    Holder::of(tx, &own).await?.may_decide(&proposal.proposed_index, &checker)?;
    if decided_so(proposal.state, approve)? {
        return Ok(proposal);
    }
    let version = match approve {
        true => {
            let (step, unit) = possible(tx, &own, &proposal.act).await?;
            let version = rows::apply(tx, &account, &step, unit.as_deref(), now.day()).await?;
            if let Some(unit) = unit {
                deferral::account_came(tx, &account, &unit, Month::of(now.day())).await?;
            }
            Some(version.ok_or(Fault::Invariant("a locked account stands still"))?)
        }
        false => None,
    };
    let by = Decider { staff_id, id_index: &checker, at: now };
    if !rows::decide(tx, id, version, by).await? {
        return Err(Refused::Decided);
    }
    let action = if approve { "account_act.approve" } else { "account_act.refuse" };
    record(tx, staff_id, action, &proposal, now).await?;
    rows::find(tx, id).await?.ok_or(Refused::NotFound)
}

async fn read(conn: &mut Conn, number: &AccountNo) -> Result<OwnAccount, Refused> {
    let own = account::find(conn, number).await?;
    own.ok_or(Refused::NotPossible(NotPossible::NotFound))
}

/// The step that an act takes the account as it stands, and the unit that a move leads to.
async fn possible(
    conn: &mut Conn,
    own: &OwnAccount,
    act: &Act,
) -> Result<(Transition, Option<String>), Refused> {
    let step = transition(&own.account, act).map_err(Refused::NotPossible)?;
    let Act::Move(unit_no) = act else { return Ok((step, None)) };
    let found = remittance::units_find(conn, &[unit_no.as_str()]).await?.pop();
    let unit = found.ok_or(Refused::NotPossible(NotPossible::NoUnit))?;
    if account::unit_of(conn, &own.account.number).await?.as_deref() == Some(unit.id.as_str()) {
        return Err(Refused::NotPossible(NotPossible::SameUnit));
    }
    Ok((step, Some(unit.id)))
}

async fn record(tx: &mut Conn, actor: &str, action: &str, of: &Proposed, at: Timestamp) -> Result<(), Fault> {
    let detail = match &of.act {
        Act::Freeze(Some(amount)) => format!("freeze amount={} basis={}", amount.plain(), of.basis),
        Act::Move(unit) => format!("move unit={} basis={}", unit.as_str(), of.basis),
        act => format!("{} basis={}", act.code(), of.basis),
    };
    let event = audit::Event { at, actor, action, subject: of.account.as_str(), detail: &detail };
    audit::append(tx, &event).await?;
    Ok(())
}

#[cfg(test)]
mod tests;
