//! A member's own cases (我的办件): the list, one case with its timeline, and what the member may still do.

use crate::{Ctx, Fault, actor::Member, review::give_back, transfer};
use domain::{
    CaseNumber, Timestamp,
    policy::Decision,
    withdrawal::{CaseRole, CaseState},
};
pub use store::withdrawal::{Case, Event};
use store::{
    Conn, audit,
    officer::Officer,
    payout::{self, Leg},
    withdrawal,
};

/// Cases shown in the list.
const LIST: i64 = 50;

/// One case with everything that happened to it.
#[derive(Clone, Debug)]
pub struct CasePage {
    pub case: Case,
    pub decision: Decision,
    pub events: Vec<Event>,
    pub legs: Vec<Leg>,
}

pub async fn list(ctx: &Ctx, member: &Member) -> Result<Vec<Case>, Fault> {
    let mut conn = ctx.store.read().await?;
    let mut cases = withdrawal::case_list_of_person(&mut conn, member.person_id(), LIST).await?;
    // The payment of a transfer is a leg of its transfer.
    cases.retain(|case| case.kind != transfer::KIND);
    Ok(cases)
}

/// A case of this member; somebody else's is as good as none.
pub async fn page(ctx: &Ctx, member: &Member, number: &CaseNumber) -> Result<Option<CasePage>, Fault> {
    let mut conn = ctx.store.read().await?;
    let Some(case) = own(&mut conn, member, number).await? else { return Ok(None) };
    let events = withdrawal::event_list(&mut conn, &case.id).await?;
    let legs = payout::leg_list(&mut conn, &case.id).await?;
    let decision = serde_json::from_str(&case.decision)?;
    Ok(Some(CasePage { case, decision, events, legs }))
}

async fn own(conn: &mut Conn, member: &Member, number: &CaseNumber) -> Result<Option<Case>, Fault> {
    let case = withdrawal::case_find_by_number(conn, number).await?;
    Ok(case.filter(|case| case.person_id == member.person_id() && case.kind != transfer::KIND))
}

/// What a member may do with an own case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// 已补正: what was asked for is there; the first review looks again.
    Supplied,
    /// 撤销: the money is free again at once.
    Withdraw,
}

/// Carries out an act if the case still allows it; done twice it changes nothing more.
pub async fn act(
    ctx: &Ctx,
    member: &Member,
    number: &CaseNumber,
    act: Act,
    note: &str,
) -> Result<Option<CaseState>, Fault> {
    let now = ctx.now();
    let note: String = domain::text::one_line(note).unwrap_or_default().chars().take(200).collect();
    let (ctx2, member, number) = (ctx.clone(), member.clone(), number.clone());
    ctx.detached("cases.act", async move {
        store::write!(ctx2.store, "cases.act", |tx| {
            carry_out(&mut tx, &member, &number, act, &note, now).await
        })
    })
    .await
}

async fn carry_out(
    tx: &mut Conn,
    member: &Member,
    number: &CaseNumber,
    act: Act,
    note: &str,
    now: Timestamp,
) -> Result<Option<CaseState>, Fault> {
    let Some(case) = own(tx, member, number).await? else { return Ok(None) };
    let to = match act {
        Act::Supplied if case.state == CaseState::Supplement => CaseState::FirstReview,
        Act::Withdraw if case.state.holds_reservation() => CaseState::Withdrawn,
        _ => return Ok(Some(case.state)),
    };
    withdrawal::account_lock(tx, &case.account).await?;
    if to == CaseState::Withdrawn {
        give_back(tx, &case.id, now).await?;
    }
    if !withdrawal::case_move(tx, &case, to, Officer::Nobody).await? {
        // Somebody decided in the same moment: roll back what was given free.
        return Err(Fault::Invariant("a case moved under its account's lock"));
    }
    let event = Event {
        at: now,
        state: to.code().to_owned(),
        role: CaseRole::Member,
        actor: member.person_id().to_owned(),
        reason: None,
        note: (!note.is_empty()).then(|| note.to_owned()),
    };
    withdrawal::event_append(tx, &case.id, &event).await?;
    let action = if to == CaseState::Withdrawn { "case.withdraw" } else { "case.supplied" };
    let event = audit::Event {
        at: now,
        actor: member.person_id(),
        action,
        subject: case.number.as_str(),
        detail: to.code(),
    };
    audit::append(tx, &event).await?;
    Ok(Some(to))
}
