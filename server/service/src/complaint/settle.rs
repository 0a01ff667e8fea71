//! What happens to a complaint by itself: a month that came is noted, with its row; when the last one came the
//! complaint is settled; when the promised day is over the contributor is told.

use super::{Complaint, Event};
use crate::{Ctx, Fault, months::look};
use domain::{
    Timestamp,
    complaint::{ComplaintEvent, ComplaintState},
    withdrawal::CaseRole,
};
use store::{
    Conn, account, audit,
    complaint::{self, Step},
    ledger,
    officer::Officer,
};

/// Complaints per page.
const PAGE: i64 = 200;

/// What an upkeep did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    pub settled: u32,
    pub late: u32,
}

/// Looks at every complaint that is not at its end.
pub async fn upkeep(ctx: &Ctx) -> Result<Kept, Fault> {
    let mut kept = Kept::default();
    let mut after = String::new();
    loop {
        let page = complaint::complaint_list_live(&mut *ctx.store.read().await?, &after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(kept) };
        after = last.id.clone();
        for one in &page {
            if settle_one(ctx, one).await? == ComplaintState::Settled {
                kept.settled += 1;
            } else if one.state.awaits_answer() && !one.late && one.answer_by < ctx.today() {
                kept.late += u32::from(tell_late(ctx, one).await?);
            }
        }
    }
}

/// Notes what has come for a complaint. Reads first: nothing is written when nothing came.
pub(super) async fn settle_one(ctx: &Ctx, found: &Complaint) -> Result<ComplaintState, Fault> {
    if !found.state.is_live() {
        return Ok(found.state);
    }
    let now = ctx.now();
    let mut conn = ctx.store.read().await?;
    let came = came(&mut conn, found, now).await?;
    drop(conn);
    if came.is_empty() {
        return Ok(found.state);
    }
    store::write!(ctx.store, "complaint.settle", |tx| settle(&mut tx, &found.id, now).await)
}

/// The months of a complaint that are paid and not noted yet, with their rows.
async fn came(
    conn: &mut Conn,
    found: &Complaint,
    now: Timestamp,
) -> Result<Vec<(domain::Month, i64)>, Fault> {
    let own = account::find(conn, &found.account).await?;
    let own = own.ok_or(Fault::Invariant("a complaint has an account"))?;
    let seen = look(conn, &own.account, now.day()).await?;
    let claimed = complaint::month_list(conn, &found.id).await?;
    let open = claimed.iter().filter(|month| month.booked_seq.is_none()).map(|claimed| claimed.month);
    Ok(open
        .filter_map(|month| {
            let cell = seen.cells.iter().find(|cell| cell.month == month)?;
            cell.state.paid().map(|row| (month, row.seq))
        })
        .collect())
}

/// The same under the account's lock, written down.
pub(super) async fn settle(tx: &mut Conn, id: &str, now: Timestamp) -> Result<ComplaintState, Fault> {
    let gone = Fault::Invariant("a complaint stays");
    let Some(found) = complaint::complaint_find(tx, id).await? else { return Err(gone) };
    ledger::account_lock(tx, found.account.as_str()).await?;
    let Some(found) = complaint::complaint_find(tx, id).await? else { return Err(gone) };
    if !found.state.is_live() {
        return Ok(found.state);
    }
    for (month, seq) in came(tx, &found, now).await? {
        if complaint::month_book(tx, id, month, seq).await? {
            let event = Event {
                month: Some(month),
                ledger_seq: Some(seq),
                ..by_system(now, ComplaintEvent::MonthBooked)
            };
            complaint::event_append(tx, id, &event).await?;
        }
    }
    if complaint::month_list(tx, id).await?.iter().any(|month| month.booked_seq.is_none()) {
        return Ok(found.state);
    }
    let step = step(&found, ComplaintState::Settled);
    if !complaint::complaint_move(tx, &found, step, Officer::Nobody).await? {
        return Err(Fault::Invariant("a complaint moved under its account's lock"));
    }
    complaint::event_append(tx, id, &by_system(now, ComplaintEvent::Settled)).await?;
    audit_system(tx, &found, "complaint.settle", now).await?;
    Ok(ComplaintState::Settled)
}

/// Tells the contributor, once, that the promised day is over.
async fn tell_late(ctx: &Ctx, found: &Complaint) -> Result<bool, Fault> {
    let now = ctx.now();
    store::write!(ctx.store, "complaint.late", |tx| {
        let step = Step { late: true, ..step(found, found.state) };
        if !complaint::complaint_move(&mut tx, found, step, Officer::Nobody).await? {
            return Ok(false);
        }
        complaint::event_append(&mut tx, &found.id, &by_system(now, ComplaintEvent::Late)).await?;
        audit_system(&mut tx, found, "complaint.late", now).await?;
        Ok::<_, Fault>(true)
    })
}

/// A step that changes the state alone.
pub(super) fn step(found: &Complaint, to: ComplaintState) -> Step {
    Step { to, answer_by: found.answer_by, papers_asked: found.papers_asked, late: found.late }
}

fn by_system(at: Timestamp, event: ComplaintEvent) -> Event {
    Event {
        at,
        event,
        role: CaseRole::System,
        actor: "system".to_owned(),
        reason: None,
        note: None,
        month: None,
        ledger_seq: None,
    }
}

async fn audit_system(
    tx: &mut Conn,
    found: &Complaint,
    action: &'static str,
    now: Timestamp,
) -> Result<(), Fault> {
    let event = audit::Event { at: now, actor: "system", action, subject: found.number.as_str(), detail: "" };
    audit::append(tx, &event).await?;
    Ok(())
}
