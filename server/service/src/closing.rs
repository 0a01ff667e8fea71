//! How an account ends: closing withdrawal (销户提取) and merge (合并), proposed by a first reviewer and done by a second.
//! One transaction credits the interest to date, takes everything out and closes the account.
//!
//! A closing that the bank returns is undone: the money goes back into the account, which is sealed again and earns
//! again. A closed account holds no money, and nothing of the member's lies in an account of the centre.

pub mod apply;
pub mod desk;
mod end;
mod payee;
mod rules;

pub(crate) use end::{Ended, Money, NewCase, end, standing_of};
pub use payee::NewPayee;
pub use rules::leave_rules;

use crate::{
    Ctx, Fault,
    actor::{FirstReviewer, SecondReviewer},
    interest::Rules,
    rent::submit::mint,
    two_people::{Holder, Refused, decided_so, index_of, note},
};
use domain::{
    AccountNo, CaseNumber, Timestamp,
    account::AccountState,
    closing::{self, Ending, NotClosable},
    two_people::ProposalState,
};
pub use store::closing::{Closing, Done, Payee};
use store::{
    Conn,
    account::{self, OwnAccount},
    audit, closing as rows,
    proposal::Decider,
    remittance, withdrawal,
};

/// Proposals shown at once.
const LIST: i64 = 200;
/// The kind of the case of a closing withdrawal.
pub const KIND: &str = "closing";

/// A proposal as it was sent.
#[derive(Clone, Debug)]
pub struct Request {
    /// Sent twice with the same id, it is one proposal.
    pub id: String,
    pub account: AccountNo,
    /// A withdrawal or a merge; transfers to another city have a way of their own.
    pub ending: Ending,
    /// What it rests on.
    pub basis: String,
    /// Whose card is paid; the card on file unless given.
    pub payee: Option<NewPayee>,
}

/// Proposes that an account ends.
pub async fn propose(ctx: &Ctx, by: &FirstReviewer, request: Request) -> Result<Closing, Refused> {
    let basis = note(&request.basis)?.ok_or(no(NotClosable::NoBasis))?;
    let payee = payee::of(ctx, &request).await?;
    let (now, by, ctx2) = (ctx.now(), by.clone(), ctx.clone());
    ctx.detached("closing.propose", async move {
        store::write!(ctx2.store, "closing.propose", |tx| {
            place(&ctx2, &mut tx, by.staff_id(), &request, payee.clone(), &basis, now).await
        })
    })
    .await
}

/// Does it, by another person than the one who proposed it.
pub async fn approve(ctx: &Ctx, by: &SecondReviewer, id: &str) -> Result<Closing, Refused> {
    decide(ctx, by, id, true).await
}

/// Leaves the account as it is.
pub async fn refuse(ctx: &Ctx, by: &SecondReviewer, id: &str) -> Result<Closing, Refused> {
    decide(ctx, by, id, false).await
}

/// What waits for the second reviewer.
pub async fn waiting(ctx: &Ctx) -> Result<Vec<Closing>, Fault> {
    let mut conn = ctx.store.read().await?;
    Ok(rows::list_open(&mut conn, LIST).await?)
}

pub(crate) fn no(why: NotClosable) -> Refused {
    Refused::NotClosable(why)
}

async fn place(
    ctx: &Ctx,
    tx: &mut Conn,
    staff_id: &str,
    request: &Request,
    payee: Option<Payee>,
    basis: &str,
    now: Timestamp,
) -> Result<Closing, Refused> {
    if let Some(known) = known(tx, request).await? {
        return Ok(known);
    }
    let maker = index_of(tx, staff_id).await?;
    let own = read(tx, &request.account).await?;
    may(ctx, tx, &own, &request.ending, now).await?;
    let holder = Holder::of(tx, &own).await?;
    holder.may_propose(&maker)?;
    let new = Closing {
        id: request.id.clone(),
        account: request.account.clone(),
        holder_index: holder.index.unwrap_or_default(),
        ending: request.ending.clone(),
        payee: payee::kept(tx, request, &own, payee).await?,
        basis: basis.to_owned(),
        state: ProposalState::Proposed,
        proposed_by: staff_id.to_owned(),
        proposed_index: maker,
        proposed: now,
        done: None,
    };
    if !rows::insert(tx, &new).await? {
        // The same form, sent at the same time, was first; or another one is about this account.
        return known(tx, request).await?.ok_or(no(NotClosable::AlreadyProposed));
    }
    let detail = format!("{} basis={basis}", described(&new.ending));
    // A case begins once: what was asked for in the portal began there.
    let asked = rows::application_find(tx, &new.id).await?.is_some();
    let action = if asked { "closing.take_up" } else { "closing.propose" };
    record(tx, staff_id, action, &new.account, &detail, now).await?;
    Ok(new)
}

/// What the same form has made before.
async fn known(tx: &mut Conn, request: &Request) -> Result<Option<Closing>, Refused> {
    let same = |known: &Closing| known.account == request.account && known.ending == request.ending;
    match rows::find(tx, &request.id).await? {
        Some(other) if !same(&other) => Err(no(NotClosable::AlreadyProposed)),
        known => Ok(known),
    }
}

/// Whether the account may end so as it stands.
async fn may(
    ctx: &Ctx,
    tx: &mut Conn,
    own: &OwnAccount,
    ending: &Ending,
    now: Timestamp,
) -> Result<(), Refused> {
    let facts = standing_of(tx, own).await?;
    let standing = facts.standing(own);
    match ending {
        Ending::Withdrawn(reason) => {
            let (city, today) = (&ctx.centre.city, now.day());
            closing::may_withdraw(&standing, *reason, leave_rules().on(city, today), today).map_err(no)
        }
        Ending::Merged(into) => {
            closing::may_end(&standing).map_err(no)?;
            target(tx, own, into).await
        }
        Ending::Transferred(_) => closing::may_end(&standing).map_err(no),
    }
}

/// Whether the account of a merge may take the money: of the same person, open, not frozen.
async fn target(tx: &mut Conn, own: &OwnAccount, into: &AccountNo) -> Result<(), Refused> {
    if own.account.number == *into {
        return Err(no(NotClosable::SameAccount));
    }
    let other = account::find(tx, into).await?.ok_or(no(NotClosable::TargetNotOpen))?;
    if other.person_id != own.person_id {
        return Err(no(NotClosable::OtherPerson));
    }
    let open = matches!(other.account.state, AccountState::Normal | AccountState::Sealed);
    if open && other.account.frozen.is_zero() { Ok(()) } else { Err(no(NotClosable::TargetNotOpen)) }
}

async fn read(tx: &mut Conn, number: &AccountNo) -> Result<OwnAccount, Refused> {
    account::find(tx, number).await?.ok_or(no(NotClosable::NotFound))
}

async fn decide(ctx: &Ctx, by: &SecondReviewer, id: &str, approve: bool) -> Result<Closing, Refused> {
    let (now, by, id, ctx2) = (ctx.now(), by.clone(), id.to_owned(), ctx.clone());
    let number = mint(ctx, now);
    ctx.detached("closing.decide", async move {
        store::write!(ctx2.store, "closing.decide", |tx| {
            carry_out(&ctx2, &mut tx, by.staff_id(), &id, approve.then_some(&number), now).await
        })
    })
    .await
}

/// Decides; with the number for its case when it is to be done.
async fn carry_out(
    ctx: &Ctx,
    tx: &mut Conn,
    staff_id: &str,
    id: &str,
    number: Option<&CaseNumber>,
    now: Timestamp,
) -> Result<Closing, Refused> {
    let checker = index_of(tx, staff_id).await?;
    let proposal = rows::find(tx, id).await?.ok_or(Refused::NotFound)?;
    if matches!(proposal.ending, Ending::Transferred(_)) {
        // It is decided with its transfer.
        return Err(Refused::NotFound);
    }
    lock(tx, &proposal).await?;
    // As it stands now that nobody else decides it.
    let proposal = rows::find(tx, id).await?.ok_or(Refused::NotFound)?;
    let own = read(tx, &proposal.account).await?;
    Holder::of(tx, &own).await?.may_decide(&proposal.proposed_index, &checker)?;
    if decided_so(proposal.state, number.is_some())? {
        return Ok(proposal);
    }
    // An application keeps its number: what it was asked under is what is paid.
    let asked = rows::application_find(tx, id).await?.map(|asked| asked.number);
    let number = number.map(|minted| asked.as_ref().unwrap_or(minted));
    let by = Decider { staff_id, id_index: &checker, at: now };
    let detail = match number {
        Some(number) => {
            may(ctx, tx, &own, &proposal.ending, now).await?;
            let money = match &proposal.ending {
                Ending::Merged(into) => Money::Into(into),
                _ => Money::Paid(NewCase::of(&proposal, &own, number, KIND)),
            };
            let ended = end(tx, &Rules::of(ctx), &own, &proposal, money, by).await?;
            described_done(&proposal.ending, &ended)
        }
        None if !rows::decide(tx, id, None, by).await? => return Err(Refused::Decided),
        None => described(&proposal.ending),
    };
    let action = if number.is_some() { "closing.approve" } else { "closing.refuse" };
    let decided = rows::find(tx, id).await?.ok_or(Refused::NotFound)?;
    apply::decided(tx, id, decided.state, now).await?;
    record(tx, staff_id, action, &proposal.account, &detail, now).await?;
    Ok(decided)
}

/// An import that is under way has rows that cannot be seen yet; then the accounts in the order of their ids.
async fn lock(tx: &mut Conn, proposal: &Closing) -> Result<(), Fault> {
    remittance::lock(tx, "closing").await?;
    let mut accounts = vec![&proposal.account];
    if let Ending::Merged(into) = &proposal.ending {
        accounts.push(into);
    }
    accounts.sort_by_key(|account| account.as_str());
    for account in accounts {
        withdrawal::account_lock(tx, account).await?;
    }
    Ok(())
}

fn described(ending: &Ending) -> String {
    match ending {
        Ending::Withdrawn(reason) => format!("withdrawn reason={}", reason.code()),
        Ending::Merged(into) => format!("merged into={}", into.as_str()),
        Ending::Transferred(id) => format!("transferred transfer={id}"),
    }
}

pub(crate) fn described_done(ending: &Ending, done: &Ended) -> String {
    format!("{} principal={} interest={}", described(ending), done.principal.plain(), done.interest.plain())
}

pub(crate) async fn record(
    tx: &mut Conn,
    actor: &str,
    action: &str,
    subject: &AccountNo,
    detail: &str,
    at: Timestamp,
) -> Result<(), Fault> {
    audit::append(tx, &audit::Event { at, actor, action, subject: subject.as_str(), detail }).await?;
    Ok(())
}

#[cfg(test)]
pub(crate) mod tests;
