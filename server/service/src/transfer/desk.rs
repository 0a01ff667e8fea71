//! The officers' desk of transfers: what is under way, and one transfer with the steps that are possible now. A step
//! goes to the use case that the command line calls too; this module reads the form and says at which field a refusal
//! belongs.

use super::{
    Amounts, Asked, Event, LIST, Noted, Transfer, asked_of, confirm, note, propose_booking, propose_letter,
    rows,
};
use crate::{
    Ctx, Fault,
    actor::FirstReviewer,
    draft::{self, Form},
    ids,
    reviewer::{NotReviewed, Reviewer, refuse},
    two_people::{Holder, Refused},
};
use domain::{
    CaseNumber, Fen, FormField, FormState, Problem,
    closing::NotClosable,
    suspense::Source,
    text::{one_line, short_line},
    transfer::{Direction, Maker, Move, NotTransferable, TransferState, next},
};
use store::{
    Conn,
    account::{self, OwnAccount},
    payout::{self, Leg},
    suspense::{self, Receipt},
};

/// Under which what was typed is kept.
const DRAFT: &str = "transfer-desk";
/// Characters of a bank's serial.
const REFERENCE_MAX: u32 = 64;

/// The fields of a step. Which of them a step reads, [`fields`] says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The transfer that was typed for; never shown.
    Number,
    Move,
    Principal,
    Interest,
    Reference,
    Receipt,
    Note,
}

impl FormField for Field {
    const ALL: &'static [Field] = &[
        Field::Number,
        Field::Move,
        Field::Principal,
        Field::Interest,
        Field::Reference,
        Field::Receipt,
        Field::Note,
    ];

    fn name(self) -> &'static str {
        match self {
            Field::Number => "number",
            Field::Move => "move",
            Field::Principal => "principal",
            Field::Interest => "interest",
            Field::Reference => "reference",
            Field::Receipt => "receipt",
            Field::Note => "note",
        }
    }
}

/// What a step is told besides that it is made.
pub const fn fields(direction: Direction, wanted: Move) -> &'static [Field] {
    match (direction, wanted) {
        (_, Move::Send) => &[],
        (_, Move::Inform) => &[Field::Principal, Field::Interest],
        (_, Move::Pay) => &[Field::Reference],
        (Direction::In, Move::Book) => &[Field::Receipt],
        _ => &[Field::Note],
    }
}

/// Which transfers are listed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    pub direction: Option<Direction>,
    pub state: Option<TransferState>,
}

/// What is under way, overdue first, and how many there are of each.
#[derive(Clone, Debug)]
pub struct Queue {
    pub filter: Filter,
    pub lines: Vec<Transfer>,
    pub counts: Vec<(Direction, TransferState, u32)>,
}

pub async fn queue(ctx: &Ctx, filter: Filter) -> Result<Queue, Fault> {
    let mut conn = ctx.store.read().await?;
    let lines = rows::list_live(&mut conn, filter.direction, filter.state, LIST).await?;
    let counts = rows::count_live(&mut conn).await?;
    Ok(Queue { filter, lines, counts })
}

/// One transfer as an officer sees it.
#[derive(Clone, Debug)]
pub struct Page {
    pub transfer: Transfer,
    /// The account here, with its holder.
    pub own: OwnAccount,
    pub events: Vec<Event>,
    /// How far the payment of a transfer out is.
    pub legs: Vec<Leg>,
    /// What waits for a second reviewer.
    pub asked: Option<Asked>,
    /// What this officer may write down or propose now.
    pub moves: Vec<Move>,
    /// Money of the bank in suspense that is as much as the other centre said.
    pub receipts: Vec<Receipt>,
    pub form: Form<Field>,
}

/// One transfer; nobody is shown an own one, or the spouse's.
pub async fn page(ctx: &Ctx, reviewer: &Reviewer, number: &CaseNumber) -> Result<Page, NotReviewed<Field>> {
    let mut conn = ctx.store.read().await?;
    let found = rows::find_by_number(&mut conn, number).await?;
    let transfer = found.ok_or(NotReviewed::NotFound)?;
    let own = account::find(&mut conn, &transfer.account).await?;
    let own = own.ok_or(Fault::Invariant("a transfer has an account"))?;
    let me = reviewer.index(&mut conn).await?;
    if Holder::of(&mut conn, &own).await?.may_propose(&me).is_err() {
        return Err(NotReviewed::OwnCase);
    }
    let asked = asked_of(&mut conn, &transfer).await?;
    let moves = match (reviewer, &asked) {
        (Reviewer::First(_), None) => moves(&transfer),
        _ => Vec::new(),
    };
    let books = transfer.direction == Direction::In && moves.contains(&Move::Book);
    let receipts = if books { fitting(&mut conn, &transfer).await? } else { Vec::new() };
    let events = rows::event_list(&mut conn, &transfer.id).await?;
    let legs = payout::leg_list(&mut conn, &transfer.id).await?;
    drop(conn);
    let kept = draft::load::<Field>(ctx, Some(reviewer.session()), DRAFT).await?;
    let form = if kept.state.value(Field::Number) == number.as_str() {
        kept
    } else {
        Form { request_id: ctx.uuid(ctx.now()), state: FormState::default() }
    };
    Ok(Page { transfer, own, events, legs, asked, moves, receipts, form })
}

/// What a first reviewer may do: write down, or propose. The contributor and the bank move what is theirs.
fn moves(transfer: &Transfer) -> Vec<Move> {
    let possible = next(transfer.direction, transfer.state).into_iter();
    let by_desk = |by: Maker| by.is_noted_by_one() || by == Maker::Two;
    possible.filter(|(_, step)| by_desk(step.by)).map(|(wanted, _)| wanted).collect()
}

/// Whole receipts of the bank of exactly the amount: nothing else is booked.
async fn fitting(conn: &mut Conn, transfer: &Transfer) -> Result<Vec<Receipt>, Fault> {
    let all = transfer.amounts.and_then(Amounts::all);
    let open = suspense::receipt_list_open(conn, LIST).await?.into_iter();
    let fits =
        |one: &Receipt| one.source == Source::Bank && one.open == one.amount && Some(one.amount) == all;
    Ok(open.filter(fits).collect())
}

/// A step as it was posted.
#[derive(Clone, Debug, Default)]
pub struct Sent {
    /// The form that the page showed: what it proposes has this id.
    pub request_id: String,
    pub wanted: String,
    pub principal: String,
    pub interest: String,
    pub reference: String,
    pub receipt: String,
    pub note: String,
}

/// A step that was read.
struct Act {
    wanted: Move,
    amounts: Option<Amounts>,
    reference: Option<String>,
}

/// Makes the step that was asked for, or keeps what was typed with what is wrong. Sent twice, it is made once.
pub async fn act(
    ctx: &Ctx,
    by: &FirstReviewer,
    number: &CaseNumber,
    sent: &Sent,
) -> Result<(), NotReviewed<Field>> {
    let mut conn = ctx.store.read().await?;
    let found = rows::find_by_number(&mut conn, number).await?.ok_or(NotReviewed::NotFound)?;
    drop(conn);
    let mut form = FormState::default()
        .with(Field::Number, number.as_str())
        .with(Field::Move, &sent.wanted)
        .with(Field::Principal, &sent.principal)
        .with(Field::Interest, &sent.interest)
        .with(Field::Reference, &sent.reference)
        .with(Field::Receipt, &sent.receipt)
        .with(Field::Note, &sent.note);
    let Some(act) = read(found.direction, &mut form).filter(|_| form.is_sound()) else {
        return refuse(ctx, by, DRAFT, draft::request_id(ctx, &sent.request_id), form).await;
    };
    let wanted = act.wanted;
    match carry_out(ctx, by, &found, sent, act).await {
        Ok(()) => Ok(draft::forget(ctx, by.session(), DRAFT).await?),
        Err(Refused::Conflict(_)) => Err(NotReviewed::OwnCase),
        Err(refused) => {
            let problem = refused.problem()?;
            form.reject(place_of(found.direction, wanted, &problem), problem);
            refuse(ctx, by, DRAFT, draft::request_id(ctx, &sent.request_id), form).await
        }
    }
}

/// Reads what the step is told; everything that is wrong at once.
fn read(direction: Direction, form: &mut FormState<Field>) -> Option<Act> {
    let wanted = form.check(Field::Move, |code| match Move::from_code(code) {
        Some(wanted) => Ok(wanted),
        None if code.is_empty() => Err(Problem::Missing),
        None => Err(Problem::NotAChoice),
    })?;
    let (mut amounts, mut reference) = (None, None);
    for field in fields(direction, wanted) {
        match field {
            Field::Principal => {
                let principal = form.check(Field::Principal, amount);
                let interest = form.check(Field::Interest, amount);
                amounts =
                    principal.zip(interest).map(|(principal, interest)| Amounts { principal, interest });
            }
            Field::Reference => {
                reference = form.check(Field::Reference, |text| short_line(text, REFERENCE_MAX)).flatten()
            }
            Field::Receipt => {
                form.check(Field::Receipt, |id| match one_line(id) {
                    Some(id) if id.is_empty() => Err(Problem::Missing),
                    Some(_) => Ok(()),
                    None => Err(Problem::NotAChoice),
                });
            }
            _ => {}
        }
    }
    Some(Act { wanted, amounts, reference })
}

/// Yuan as a form is told them.
pub(crate) fn amount(text: &str) -> Result<Fen, Problem> {
    if text.trim().is_empty() {
        return Err(Problem::Missing);
    }
    Fen::parse(text).map_err(|_| Problem::NotAnAmount)
}

async fn carry_out(
    ctx: &Ctx,
    by: &FirstReviewer,
    of: &Transfer,
    sent: &Sent,
    act: Act,
) -> Result<(), Refused> {
    let (number, direction) = (&of.number, of.direction);
    let id = || sent.request_id.clone();
    match (direction, act.wanted) {
        (Direction::In, Move::Send | Move::Book) if !ids::is_uuid(&sent.request_id) => {
            Err(Refused::Note(Problem::ChangedMeanwhile))
        }
        (Direction::In, Move::Send) => propose_letter(ctx, by, number, id()).await.map(drop),
        (Direction::In, Move::Book) => propose_booking(ctx, by, number, &sent.receipt, id()).await.map(drop),
        (Direction::Out, Move::Confirm) => confirm(ctx, by, number, &sent.note).await.map(drop),
        (_, wanted) => {
            let noted = Noted {
                wanted,
                note: if fields(direction, wanted).contains(&Field::Note) {
                    sent.note.clone()
                } else {
                    String::new()
                },
                amounts: act.amounts,
                reference: act.reference,
            };
            note(ctx, by, number, noted).await.map(drop)
        }
    }
}

/// The field that a refusal belongs to.
fn place_of(direction: Direction, wanted: Move, problem: &Problem) -> Field {
    let of = match problem {
        Problem::NotTransferable { why: NotTransferable::NoReceipt | NotTransferable::OtherAmount } => {
            Field::Receipt
        }
        Problem::NotTransferable { why: NotTransferable::NoAmount } => Field::Principal,
        Problem::NotTransferable { why: NotTransferable::NoNote }
        | Problem::NotClosable { why: NotClosable::NoBasis }
        | Problem::TooLong { .. }
        | Problem::ForbiddenCharacter => Field::Note,
        _ => Field::Move,
    };
    if fields(direction, wanted).contains(&of) { of } else { Field::Move }
}

#[cfg(test)]
#[path = "desk_tests.rs"]
mod tests;
