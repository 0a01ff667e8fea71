//! What one person writes down: what the other centre said, and what we ask or refuse before any money moves.

use super::{Amounts, Said, Transfer, no, read, rows, walk};
use crate::{
    Ctx,
    actor::FirstReviewer,
    two_people::{Holder, Refused, index_of, note as one_line},
};
use domain::{
    CaseNumber, Fen, Timestamp,
    transfer::{Direction, Maker, Move, NotTransferable, TransferState, step},
};
use store::{Conn, account, withdrawal};

/// A move to be written down, with what was said.
#[derive(Clone, Debug)]
pub struct Noted {
    pub wanted: Move,
    /// Why, or what is asked or answered; the contributor reads it.
    pub note: String,
    /// What the old centre pays.
    pub amounts: Option<Amounts>,
    /// Serial under which it was paid.
    pub reference: Option<String>,
}

/// Writes down a move that takes one person. Written down twice it is one.
pub async fn note(
    ctx: &Ctx,
    by: &FirstReviewer,
    number: &CaseNumber,
    noted: Noted,
) -> Result<Transfer, Refused> {
    let line = one_line(&noted.note)?;
    let needs_note = matches!(noted.wanted, Move::Ask | Move::Answer | Move::Reject | Move::Return);
    if needs_note && line.is_none() {
        return Err(no(NotTransferable::NoNote));
    }
    let (now, by, number, ctx2) = (ctx.now(), by.clone(), number.clone(), ctx.clone());
    ctx.detached("transfer.note", async move {
        store::write!(ctx2.store, "transfer.note", |tx| {
            carry_out(&mut tx, by.staff_id(), &number, &noted, line.as_deref(), now).await
        })
    })
    .await
}

async fn carry_out(
    tx: &mut Conn,
    staff_id: &str,
    number: &CaseNumber,
    noted: &Noted,
    line: Option<&str>,
    now: Timestamp,
) -> Result<Transfer, Refused> {
    let maker = index_of(tx, staff_id).await?;
    let account = read(tx, number).await?.account;
    withdrawal::account_lock(tx, &account).await?;
    let was = read(tx, number).await?;
    let own = account::find(tx, &was.account).await?.ok_or(no(NotTransferable::NoAccount))?;
    Holder::of(tx, &own).await?.may_propose(&maker)?;
    match step(was.direction, was.state, noted.wanted) {
        // A transfer out is confirmed with the proposal to pay it.
        Some(_) if was.direction == Direction::Out && noted.wanted == Move::Confirm => {
            return Err(no(NotTransferable::NotByOne));
        }
        Some(step) if !step.by.is_noted_by_one() => return Err(no(NotTransferable::NotByOne)),
        Some(_) => {}
        None if is_done(tx, &was, noted.wanted).await? => return Ok(was),
        None => return Err(no(NotTransferable::NotNow { state: was.state })),
    }
    let amounts = match noted.wanted {
        Move::Inform => Some(stated(noted.amounts)?),
        _ => None,
    };
    // What a second reviewer is to decide is decided first.
    if rows::proposal_find_open(tx, &was.id).await?.is_some() {
        return Err(no(NotTransferable::AlreadyProposed));
    }
    let said = Said {
        note: line,
        amounts,
        reference: noted.reference.as_deref(),
        ..Said::plain(noted.wanted, staff_id, now)
    };
    walk(tx, &was, &said).await?;
    read(tx, number).await
}

/// Whether the last move was this one: it was written down a moment ago.
async fn is_done(tx: &mut Conn, was: &Transfer, wanted: Move) -> Result<bool, Refused> {
    let events = rows::event_list(tx, &was.id).await?;
    let before = events.iter().rev().nth(1).map(|event| event.state);
    let led = before.and_then(|from: TransferState| step(was.direction, from, wanted));
    Ok(led.is_some_and(|step| step.to == was.state && step.by != Maker::Two))
}

/// What the other centre says that it pays: something, and not less than nothing.
fn stated(amounts: Option<Amounts>) -> Result<Amounts, Refused> {
    let sound = |amounts: &Amounts| {
        !amounts.principal.is_negative()
            && !amounts.interest.is_negative()
            && amounts.all().is_some_and(|all| all > Fen::ZERO)
    };
    amounts.filter(sound).ok_or(no(NotTransferable::NoAmount))
}
