//! `anju transfer`: transfers between cities (异地转移接续) at the centre's side. A first reviewer writes down what the
//! other centre says and proposes; a second decides.

use super::{
    Ended,
    staff::{SignedIn, Staff, told},
};
use crate::{config::Books, start};
use clap::{Subcommand, ValueEnum};
use domain::{
    AccountNo, CaseNumber, Fen, IdNumber, PersonName,
    transfer::{BankAccount, BankNo, Direction, Move, TransferState, other_account, other_centre},
};
use service::{
    Ctx,
    transfer::{self, Amounts, Event, IncomingLetter, Noted, Proposal, ProposedStep, Transfer},
};

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    books: Books,
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// What is under way and what waits for a second reviewer, one JSON object a line.
    List,
    /// One transfer with what happened.
    Show { number: String },
    /// Write down the letter of another centre that asks for an account here.
    Letter(Box<LetterArgs>),
    /// Write down what the other centre said, or ask or reject before any money moves.
    Note(NoteArgs),
    /// Propose to send the letter that a contributor asked for.
    Send(Propose),
    /// Propose to book money that came: a receipt of `anju suspense receive`.
    Book {
        #[command(flatten)]
        propose: Propose,
        /// Id of the receipt.
        #[arg(long)]
        receipt: String,
    },
    /// Confirm the letter of another centre and propose to pay it.
    Confirm {
        #[command(flatten)]
        propose: Propose,
        /// What was compared.
        #[arg(long)]
        basis: String,
    },
    /// Carry a proposal out; that of a payment has the id of its transfer.
    Approve(Decide),
    /// Refuse a proposal; a payment that is refused rejects its transfer.
    Refuse(Decide),
}

#[derive(clap::Args)]
struct LetterArgs {
    #[command(flatten)]
    staff: Staff,
    /// The account here.
    account: String,
    /// Name of the holder, as the letter has it.
    #[arg(long)]
    name: String,
    #[arg(long)]
    id_number: String,
    /// Name of the other centre.
    #[arg(long)]
    centre: String,
    /// Number of the new account there.
    #[arg(long)]
    other_account: String,
    /// Number of the letter: it is taken once.
    #[arg(long)]
    letter: String,
    /// Whose bank account is paid.
    #[arg(long)]
    payee: String,
    #[arg(long)]
    payee_account: String,
    /// Twelve digits of the bank (联行号).
    #[arg(long)]
    payee_bank: String,
    /// Id of the transfer: sent twice, it is one. Drawn unless given.
    #[arg(long)]
    id: Option<String>,
}

#[derive(clap::Args)]
struct NoteArgs {
    #[command(flatten)]
    staff: Staff,
    number: String,
    #[arg(long = "move", value_enum)]
    wanted: Said,
    /// Why, or what is asked or answered; the contributor reads it.
    #[arg(long, default_value = "")]
    note: String,
    /// Of `inform`, yuan.
    #[arg(long)]
    principal: Option<String>,
    /// Of `inform`, yuan.
    #[arg(long)]
    interest: Option<String>,
    /// Of `pay`: the serial under which it was paid.
    #[arg(long)]
    reference: Option<String>,
}

/// The moves that one person writes down.
#[derive(Clone, Copy, ValueEnum)]
enum Said {
    Confirm,
    Ask,
    Answer,
    Reject,
    Inform,
    Pay,
    Book,
    Return,
    Cancel,
}

impl Said {
    const fn wanted(self) -> Move {
        match self {
            Said::Confirm => Move::Confirm,
            Said::Ask => Move::Ask,
            Said::Answer => Move::Answer,
            Said::Reject => Move::Reject,
            Said::Inform => Move::Inform,
            Said::Pay => Move::Pay,
            Said::Book => Move::Book,
            Said::Return => Move::Return,
            Said::Cancel => Move::Cancel,
        }
    }
}

#[derive(clap::Args)]
struct Propose {
    #[command(flatten)]
    staff: Staff,
    number: String,
    /// Id of the proposal: sent twice, it is one. Drawn unless given.
    #[arg(long)]
    id: Option<String>,
}

#[derive(clap::Args)]
struct Decide {
    #[command(flatten)]
    staff: Staff,
    /// Id of the proposal.
    id: String,
}

/// What a command does once somebody has signed in.
enum Act {
    Made(Made),
    Decided { id: String, approve: bool },
}

/// What a first reviewer does.
enum Made {
    Letter(Box<IncomingLetter>),
    Note(CaseNumber, Noted),
    Send(CaseNumber, Option<String>),
    Book(CaseNumber, Option<String>, String),
    Confirm(CaseNumber, String),
}

pub async fn run(args: Args) -> anyhow::Result<Ended> {
    let ctx = start::open(&args.books).await?;
    let (staff, act) = match args.what {
        What::List => return list(&ctx).await,
        What::Show { number } => return show(&ctx, &number).await,
        What::Letter(args) => (args.staff.clone(), letter(&ctx, *args).map(Act::Made)),
        What::Note(args) => (args.staff.clone(), note(args).map(Act::Made)),
        What::Send(args) => made(args, Made::Send),
        What::Book { propose, receipt } => made(propose, |number, id| Made::Book(number, id, receipt)),
        What::Confirm { propose, basis } => made(propose, |number, _| Made::Confirm(number, basis)),
        What::Approve(args) => (args.staff, Ok(Act::Decided { id: args.id, approve: true })),
        What::Refuse(args) => (args.staff, Ok(Act::Decided { id: args.id, approve: false })),
    };
    let act = match act {
        Ok(act) => act,
        Err(why) => return Ok(Ended::Refused(why)),
    };
    let signed_in = match staff.sign_in(&ctx).await? {
        Ok(signed_in) => signed_in,
        Err(why) => return Ok(Ended::Refused(why)),
    };
    let done = match act {
        Act::Made(made) => make(&ctx, &signed_in, made).await,
        Act::Decided { id, approve } => decide(&ctx, &signed_in, &id, approve).await,
    };
    signed_in.sign_out(&ctx).await?;
    done
}

fn made(args: Propose, of: impl FnOnce(CaseNumber, Option<String>) -> Made) -> (Staff, Result<Act, String>) {
    (args.staff, parse(&args.number).map(|number| Act::Made(of(number, args.id))))
}

async fn make(ctx: &Ctx, signed_in: &SignedIn, made: Made) -> anyhow::Result<Ended> {
    let by = match signed_in.first() {
        Ok(by) => by,
        Err(why) => return Ok(Ended::Refused(why)),
    };
    let drawn = |id: Option<String>| id.unwrap_or_else(|| ctx.uuid(ctx.now()));
    told(match made {
        Made::Letter(new) => transfer::receive(ctx, by, *new).await.map(|done| json(&done)),
        Made::Note(number, noted) => transfer::note(ctx, by, &number, noted).await.map(|done| json(&done)),
        Made::Confirm(number, basis) => {
            transfer::confirm(ctx, by, &number, &basis).await.map(|done| json(&done))
        }
        Made::Send(number, id) => {
            transfer::propose_letter(ctx, by, &number, drawn(id)).await.map(|done| proposal(&done))
        }
        Made::Book(number, id, receipt) => {
            let done = transfer::propose_booking(ctx, by, &number, &receipt, drawn(id)).await;
            done.map(|done| proposal(&done))
        }
    })
}

async fn decide(ctx: &Ctx, signed_in: &SignedIn, id: &str, approve: bool) -> anyhow::Result<Ended> {
    let by = match signed_in.second() {
        Ok(by) => by,
        Err(why) => return Ok(Ended::Refused(why)),
    };
    let done =
        if approve { transfer::approve(ctx, by, id).await } else { transfer::refuse(ctx, by, id).await };
    told(done.map(|done| json(&done)))
}

async fn list(ctx: &Ctx) -> anyhow::Result<Ended> {
    transfer::live(ctx).await?.iter().for_each(|found| println!("{}", json(found)));
    transfer::waiting(ctx).await?.iter().for_each(|found| println!("{}", proposal(found)));
    Ok(Ended::Well)
}

async fn show(ctx: &Ctx, number: &str) -> anyhow::Result<Ended> {
    let number = match parse(number) {
        Ok(number) => number,
        Err(why) => return Ok(Ended::Refused(why)),
    };
    let Some((found, events)) = transfer::find(ctx, &number).await? else {
        return Ok(Ended::Refused("not_found: there is no such transfer".into()));
    };
    println!("{}", json(&found));
    events.iter().for_each(|event| println!("{}", happened(event)));
    Ok(Ended::Well)
}

fn letter(ctx: &Ctx, args: LetterArgs) -> Result<Made, String> {
    let line = |text: &str, name: &str| match domain::text::one_line(text) {
        Some(line) if !line.is_empty() && line.chars().count() <= 64 => Ok(line),
        _ => Err(format!("{name}: one line, at most 64 characters")),
    };
    Ok(Made::Letter(Box::new(IncomingLetter {
        account: AccountNo::parse(&args.account)
            .map_err(|_| format!("“{}” is not an account number", args.account))?,
        name: PersonName::parse(&args.name).map_err(|_| format!("“{}” is not a name", args.name))?,
        id_number: IdNumber::parse(&args.id_number).map_err(|_| "--id-number is not an identity number")?,
        centre: other_centre(&args.centre).map_err(|_| "--centre: one line, at most 40 characters")?,
        other_account: other_account(&args.other_account)
            .map_err(|_| "--other-account: letters and digits, at most 20")?,
        letter: line(&args.letter, "--letter")?,
        payee: line(&args.payee, "--payee")?,
        payee_account: BankAccount::parse(&args.payee_account)
            .map_err(|_| "--payee-account: 6 to 32 digits")?,
        payee_bank: BankNo::parse(&args.payee_bank).map_err(|_| "--payee-bank: twelve digits")?,
        id: args.id.unwrap_or_else(|| ctx.uuid(ctx.now())),
    })))
}

fn note(args: NoteArgs) -> Result<Made, String> {
    let yuan = |text: &str| Fen::parse(text).map_err(|error| format!("“{text}”: {error}"));
    let amounts = match (args.principal, args.interest) {
        (Some(principal), Some(interest)) => {
            Some(Amounts { principal: yuan(&principal)?, interest: yuan(&interest)? })
        }
        _ => None,
    };
    let noted = Noted { wanted: args.wanted.wanted(), note: args.note, amounts, reference: args.reference };
    Ok(Made::Note(parse(&args.number)?, noted))
}

fn parse(number: &str) -> Result<CaseNumber, String> {
    CaseNumber::parse(number).map_err(|_| format!("“{number}” is not the number of a transfer"))
}

fn json(found: &Transfer) -> serde_json::Value {
    serde_json::json!({
        "number": found.number.as_str(),
        "id": found.id,
        "direction": found.direction.code(),
        "account_no": found.account,
        "centre": found.other_centre,
        "other_account": found.other_account,
        "letter": found.letter.as_ref().map(|letter| letter.number.as_str()),
        "payee_tail": found.letter.as_ref().map(|letter| letter.tail.as_str()),
        "state": found.state.code(),
        "principal": found.amounts.map(|amounts| amounts.principal.plain()),
        "interest": found.amounts.map(|amounts| amounts.interest.plain()),
        "reference": found.reference,
        "seq": found.seq,
        "due_by": found.due_by.map(|day| day.to_string()),
        "waits_for_second_reviewer": found.direction == Direction::Out && found.state == TransferState::LetterConfirmed,
    })
}

fn proposal(found: &Proposal) -> serde_json::Value {
    let receipt = match &found.step {
        ProposedStep::Send => None,
        ProposedStep::Book { receipt_id, .. } => Some(receipt_id.as_str()),
    };
    serde_json::json!({
        "id": found.id,
        "transfer": found.transfer_id,
        "step": found.step.code(),
        "receipt": receipt,
        "state": found.state.code(),
    })
}

fn happened(event: &Event) -> serde_json::Value {
    serde_json::json!({
        "at": event.at.ms(),
        "state": event.state.code(),
        "party": event.party.code(),
        "note": event.note,
    })
}
