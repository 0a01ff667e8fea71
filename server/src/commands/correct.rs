//! `anju correct`: corrections of mis-payments (错缴更正). A first reviewer proposes to take an entry back, a
//! second reviewer, another person, does it or refuses.

use super::{
    Ended,
    staff::{Staff, told},
};
use crate::{config::Books, start};
use clap::{Subcommand, ValueEnum};
use domain::correction::CorrectionReason;
use service::{
    Ctx,
    correction::{self, Correction, Request},
};

#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Propose to take an entry back.
    Propose(Propose),
    /// Take it back. The bank's money waits in suspense.
    Approve(Decide),
    /// Leave the entry as it is.
    Refuse(Decide),
    /// What waits for a second reviewer, one JSON object a line.
    List(List),
}

#[derive(clap::Args)]
struct Propose {
    #[command(flatten)]
    books: Books,
    #[command(flatten)]
    staff: Staff,
    /// Number of the entry, `seq` in `/ledger.json`.
    seq: i64,
    #[arg(long)]
    reason: Reason,
    /// One line for the second reviewer.
    #[arg(long, default_value = "")]
    note: String,
    /// Id of the proposal: sent twice, it is one. Drawn unless given.
    #[arg(long)]
    id: Option<String>,
}

#[derive(clap::Args)]
struct Decide {
    #[command(flatten)]
    books: Books,
    #[command(flatten)]
    staff: Staff,
    /// Id of the proposal.
    id: String,
}

#[derive(clap::Args)]
struct List {
    #[command(flatten)]
    books: Books,
}

#[derive(Clone, Copy, ValueEnum)]
enum Reason {
    WrongAmount,
    WrongPerson,
    WrongMonth,
    PaidTwice,
    Ordered,
}

impl From<Reason> for CorrectionReason {
    fn from(reason: Reason) -> CorrectionReason {
        match reason {
            Reason::WrongAmount => CorrectionReason::WrongAmount,
            Reason::WrongPerson => CorrectionReason::WrongPerson,
            Reason::WrongMonth => CorrectionReason::WrongMonth,
            Reason::PaidTwice => CorrectionReason::PaidTwice,
            Reason::Ordered => CorrectionReason::Ordered,
        }
    }
}

pub async fn run(args: Args) -> anyhow::Result<Ended> {
    match args.what {
        What::Propose(args) => {
            let ctx = start::open(&args.books).await?;
            let signed_in = match args.staff.sign_in(&ctx).await? {
                Ok(signed_in) => signed_in,
                Err(why) => return Ok(Ended::Refused(why)),
            };
            let done = match signed_in.first() {
                Ok(by) => {
                    let id = args.id.unwrap_or_else(|| ctx.uuid(ctx.now()));
                    let (reason, note) = (args.reason.into(), args.note);
                    let request = Request { id, seq: args.seq, reason, note };
                    told(correction::propose(&ctx, by, request).await.map(|done| json(&done)))
                }
                Err(why) => Ok(Ended::Refused(why)),
            };
            signed_in.sign_out(&ctx).await?;
            done
        }
        What::Approve(args) => decide(args, true).await,
        What::Refuse(args) => decide(args, false).await,
        What::List(args) => list(&start::open(&args.books).await?).await,
    }
}

async fn decide(args: Decide, approve: bool) -> anyhow::Result<Ended> {
    let ctx = start::open(&args.books).await?;
    let signed_in = match args.staff.sign_in(&ctx).await? {
        Ok(signed_in) => signed_in,
        Err(why) => return Ok(Ended::Refused(why)),
    };
    let done = match signed_in.second() {
        Ok(by) if approve => told(correction::approve(&ctx, by, &args.id).await.map(|done| json(&done))),
        Ok(by) => told(correction::refuse(&ctx, by, &args.id).await.map(|done| json(&done))),
        Err(why) => Ok(Ended::Refused(why)),
    };
    signed_in.sign_out(&ctx).await?;
    done
}

async fn list(ctx: &Ctx) -> anyhow::Result<Ended> {
    for proposal in correction::waiting(ctx).await? {
        println!("{}", json(&proposal));
    }
    Ok(Ended::Well)
}

fn json(proposal: &Correction) -> serde_json::Value {
    serde_json::json!({
        "id": proposal.id,
        "seq": proposal.seq,
        "account_no": proposal.account,
        "reason": proposal.reason.code(),
        "note": proposal.note,
        "state": proposal.state.code(),
        "reversal_seq": proposal.reversal_seq,
    })
}
