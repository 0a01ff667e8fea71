//! `anju suspense`: money that came without an account (暂收款). A first reviewer books it and proposes what
//! becomes of it, a second reviewer, another person, decides.

use super::{
    Ended,
    staff::{SignedIn, Staff, told},
};
use crate::{config::Books, start};
use chrono::NaiveDate;
use clap::Subcommand;
use domain::{
    AccountNo, BusinessCode, Fen, Month,
    suspense::{Placing, Reference, Use},
};
use service::{
    Ctx,
    suspense::{self, Incoming, Proposed, Receipt, Request},
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
    /// What is open, the longest waiting first, and what waits for a second reviewer; one JSON object a line.
    List,
    /// Book money that the bank credited and nobody could place.
    Receive(ReceiveArgs),
    /// Propose to pay a contribution out of a receipt.
    IntoAccount(IntoAccount),
    /// Propose to give it back to the payer: the bank's serial of the refund.
    Refund(Part),
    /// Propose to give it up, because the payer's next file placed it: the batch of that file.
    File(Part),
    /// Carry a proposal out.
    Approve(Decide),
    /// Refuse a proposal: what it had set aside is open again.
    Refuse(Decide),
}

#[derive(clap::Args)]
struct ReceiveArgs {
    #[command(flatten)]
    staff: Staff,
    /// The bank's serial: the same money is booked once.
    #[arg(long)]
    reference: String,
    #[arg(long)]
    payer: String,
    /// Yuan.
    #[arg(long)]
    amount: String,
    /// The bank's day.
    #[arg(long)]
    received_on: NaiveDate,
    #[arg(long, default_value = "")]
    note: String,
}

#[derive(clap::Args)]
struct IntoAccount {
    #[command(flatten)]
    staff: Staff,
    /// Id of the receipt.
    receipt: String,
    #[arg(long)]
    account: String,
    /// `01` regular, `02` back payment.
    #[arg(long, default_value = "02")]
    business: String,
    /// `2026-10`.
    #[arg(long)]
    month: String,
    /// Employer's share, yuan.
    #[arg(long)]
    unit_part: String,
    /// Own share, yuan.
    #[arg(long)]
    personal_part: String,
    /// Id of the proposal: sent twice, it is one. Drawn unless given.
    #[arg(long)]
    id: Option<String>,
}

#[derive(clap::Args)]
struct Part {
    #[command(flatten)]
    staff: Staff,
    /// Id of the receipt.
    receipt: String,
    #[arg(long)]
    reference: String,
    /// Yuan.
    #[arg(long)]
    amount: String,
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
    Receive(Incoming),
    Propose(Request),
    Decide { id: String, approve: bool },
}

pub async fn run(args: Args) -> anyhow::Result<Ended> {
    let ctx = start::open(&args.books).await?;
    let (staff, act) = match args.what {
        What::List => return list(&ctx).await,
        What::Receive(args) => (args.staff.clone(), receive(&ctx, args)),
        What::IntoAccount(args) => (args.staff.clone(), into_account(&ctx, args)),
        What::Refund(args) => (args.staff.clone(), refund(&ctx, args)),
        What::File(args) => (args.staff.clone(), file(&ctx, args)),
        What::Approve(args) => (args.staff, Ok(Act::Decide { id: args.id, approve: true })),
        What::Refuse(args) => (args.staff, Ok(Act::Decide { id: args.id, approve: false })),
    };
    let act = match act {
        Ok(act) => act,
        Err(why) => return Ok(Ended::Refused(why)),
    };
    let signed_in = match staff.sign_in(&ctx).await? {
        Ok(signed_in) => signed_in,
        Err(why) => return Ok(Ended::Refused(why)),
    };
    let done = perform(&ctx, &signed_in, act).await;
    signed_in.sign_out(&ctx).await?;
    done
}

async fn perform(ctx: &Ctx, signed_in: &SignedIn, act: Act) -> anyhow::Result<Ended> {
    let done = match act {
        Act::Receive(incoming) => match signed_in.first() {
            Ok(by) => suspense::receive(ctx, by, incoming).await.map(|receipt| receipt_json(&receipt, 0)),
            Err(why) => return Ok(Ended::Refused(why)),
        },
        Act::Propose(request) => match signed_in.first() {
            Ok(by) => suspense::propose(ctx, by, request).await.map(|proposed| proposed_json(&proposed)),
            Err(why) => return Ok(Ended::Refused(why)),
        },
        Act::Decide { id, approve } => match signed_in.second() {
            Ok(by) if approve => suspense::approve(ctx, by, &id).await.map(|done| proposed_json(&done)),
            Ok(by) => suspense::refuse(ctx, by, &id).await.map(|done| proposed_json(&done)),
            Err(why) => return Ok(Ended::Refused(why)),
        },
    };
    told(done)
}

async fn list(ctx: &Ctx) -> anyhow::Result<Ended> {
    for aged in suspense::aged(ctx).await? {
        println!("{}", receipt_json(&aged.receipt, aged.days));
    }
    for proposed in suspense::waiting(ctx).await? {
        println!("{}", proposed_json(&proposed));
    }
    Ok(Ended::Well)
}

fn receive(ctx: &Ctx, args: ReceiveArgs) -> Result<Act, String> {
    Ok(Act::Receive(Incoming {
        id: ctx.uuid(ctx.now()),
        reference: reference(&args.reference)?,
        payer: args.payer,
        amount: yuan(&args.amount)?,
        received_on: args.received_on,
        note: args.note,
    }))
}

fn into_account(ctx: &Ctx, args: IntoAccount) -> Result<Act, String> {
    let placing = Placing {
        account: AccountNo::parse(&args.account)
            .map_err(|_| format!("“{}” is not an account number", args.account))?,
        business: BusinessCode::from_code(&args.business)
            .ok_or_else(|| format!("“{}” is not a business code", args.business))?,
        month: Month::parse(&args.month).map_err(|_| format!("“{}” is not a month", args.month))?,
        unit_part: yuan(&args.unit_part)?,
        personal_part: yuan(&args.personal_part)?,
    };
    Ok(request(ctx, args.id, args.receipt, Use::Account(placing), Fen::ZERO))
}

fn refund(ctx: &Ctx, args: Part) -> Result<Act, String> {
    let what = Use::Refund { reference: reference(&args.reference)? };
    Ok(request(ctx, args.id, args.receipt, what, yuan(&args.amount)?))
}

fn file(ctx: &Ctx, args: Part) -> Result<Act, String> {
    let what = Use::File { batch: args.reference };
    Ok(request(ctx, args.id, args.receipt, what, yuan(&args.amount)?))
}

fn request(ctx: &Ctx, id: Option<String>, receipt_id: String, what: Use, amount: Fen) -> Act {
    let id = id.unwrap_or_else(|| ctx.uuid(ctx.now()));
    Act::Propose(Request { id, receipt_id, what, amount })
}

fn yuan(text: &str) -> Result<Fen, String> {
    Fen::parse(text).map_err(|error| format!("“{text}”: {error}"))
}

fn reference(text: &str) -> Result<Reference, String> {
    Reference::parse(text).map_err(|_| format!("“{text}” is not a serial of a bank"))
}

fn receipt_json(receipt: &Receipt, days: i64) -> serde_json::Value {
    serde_json::json!({
        "receipt": receipt.id,
        "source": receipt.source.code(),
        "reference": receipt.reference,
        "payer": receipt.payer,
        "amount": receipt.amount.plain(),
        "open": receipt.open.plain(),
        "received_on": receipt.received_on.to_string(),
        "days": days,
        "note": receipt.note,
        "seq": receipt.seq,
    })
}

fn proposed_json(proposed: &Proposed) -> serde_json::Value {
    serde_json::json!({
        "id": proposed.id,
        "receipt": proposed.receipt_id,
        "use": proposed.what.code(),
        "amount": proposed.amount.plain(),
        "state": proposed.state.code(),
        "seq": proposed.seq,
    })
}
