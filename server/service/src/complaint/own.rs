//! A member's own complaints: the list, one with its evidence and timeline, and what the member may still do.

use super::{
    ClaimedMonth, Complaint, Event, rule_on,
    settle::{self, step},
    working_days,
};
use crate::{Ctx, Fault, actor::Member};
use domain::{
    CaseNumber, Timestamp,
    complaint::{ComplaintEvent, ComplaintState, Evidence},
    withdrawal::CaseRole,
};
use store::{
    Conn, audit,
    complaint::{self, Step},
    officer::Officer,
};

/// Complaints shown in the list.
const LIST: i64 = 50;

/// One complaint with everything that happened to it.
#[derive(Clone, Debug)]
pub struct Page {
    pub complaint: Complaint,
    pub evidence: Evidence,
    pub months: Vec<ClaimedMonth>,
    pub events: Vec<Event>,
}

pub async fn list(ctx: &Ctx, member: &Member) -> Result<Vec<Complaint>, Fault> {
    let mut conn = ctx.store.read().await?;
    Ok(complaint::complaint_list_of_person(&mut conn, member.person_id(), LIST).await?)
}

/// A complaint of this member; somebody else's is as good as none. A month that has come since is noted first.
pub async fn page(ctx: &Ctx, member: &Member, number: &CaseNumber) -> Result<Option<Page>, Fault> {
    let mut conn = ctx.store.read().await?;
    let Some(found) = own(&mut conn, member, number).await? else { return Ok(None) };
    drop(conn);
    settle::settle_one(ctx, &found).await?;
    let mut conn = ctx.store.read().await?;
    let Some(found) = own(&mut conn, member, number).await? else { return Ok(None) };
    read(&mut conn, found).await.map(Some)
}

pub(super) async fn read(conn: &mut Conn, complaint: Complaint) -> Result<Page, Fault> {
    let months = complaint::month_list(conn, &complaint.id).await?;
    let events = complaint::event_list(conn, &complaint.id).await?;
    let evidence = serde_json::from_str(&complaint.evidence)?;
    Ok(Page { complaint, evidence, months, events })
}

async fn own(conn: &mut Conn, member: &Member, number: &CaseNumber) -> Result<Option<Complaint>, Fault> {
    let found = complaint::complaint_find_by_number(conn, number).await?;
    Ok(found.filter(|complaint| complaint.person_id == member.person_id()))
}

/// What a member may do with an own complaint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// 已补充: what was asked for is there; the clock starts anew.
    Supply,
    /// 没有解决: once, and another officer answers.
    Dispute,
}

/// Carries out an act if the complaint still allows it; done twice it changes nothing more.
pub async fn act(
    ctx: &Ctx,
    member: &Member,
    number: &CaseNumber,
    act: Act,
    note: &str,
) -> Result<Option<ComplaintState>, Fault> {
    let now = ctx.now();
    let note: String = domain::text::one_line(note).unwrap_or_default().chars().take(200).collect();
    store::write!(ctx.store, "complaint.act", |tx| {
        carry_out(&mut tx, member, number, act, &note, now).await
    })
}

async fn carry_out(
    tx: &mut Conn,
    member: &Member,
    number: &CaseNumber,
    act: Act,
    note: &str,
    now: Timestamp,
) -> Result<Option<ComplaintState>, Fault> {
    let Some(found) = own(tx, member, number).await? else { return Ok(None) };
    let rule = rule_on(now.day())?;
    let (to, days, event, action) = match (act, found.state) {
        (Act::Supply, ComplaintState::Papers) => {
            (ComplaintState::Open, rule.answer_days, ComplaintEvent::Supplied, "complaint.supply")
        }
        (Act::Dispute, ComplaintState::Answered) => {
            (ComplaintState::Again, rule.again_days, ComplaintEvent::Disputed, "complaint.dispute")
        }
        _ => return Ok(Some(found.state)),
    };
    let answer_by = working_days().after(now.day(), days);
    let step = Step { answer_by, late: false, ..step(&found, to) };
    if !complaint::complaint_move(tx, &found, step, Officer::Nobody).await? {
        // Sent twice at once: the other one did it.
        return Ok(Some(to));
    }
    let event = Event {
        at: now,
        event,
        role: CaseRole::Member,
        actor: member.person_id().to_owned(),
        reason: None,
        note: (!note.is_empty()).then(|| note.to_owned()),
        month: None,
        ledger_seq: None,
    };
    complaint::event_append(tx, &found.id, &event).await?;
    let event = audit::Event {
        at: now,
        actor: member.person_id(),
        action,
        subject: found.number.as_str(),
        detail: to.code(),
    };
    audit::append(tx, &event).await?;
    Ok(Some(to))
}
