//! `anju account`: what is done to an account. A first reviewer proposes with the order or notice that it rests
//! on, a second reviewer, another person, decides.

use super::{
    Ended, closing,
    staff::{Staff, told},
};
use crate::{config::Books, start};
use clap::Subcommand;
use domain::{AccountNo, Fen, UnitNo, account_act::Act};
use service::{
    account_act::{self, Proposed, Request},
    actor::SecondReviewer,
    two_people::Refused,
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
    /// Propose to seal it (封存): no contribution at present, the money stays.
    Seal(Plain),
    /// Propose to unseal it (启封).
    Unseal(Plain),
    /// Propose to freeze it (冻结): no money out; contributions and interest still post.
    Freeze(Freeze),
    /// Propose to unfreeze it (解冻).
    Unfreeze(Plain),
    /// Propose that another unit pays from now on (内部转移).
    Move(Move),
    /// Propose to pay everything out and close it (销户提取).
    Close(closing::Close),
    /// Propose to merge it into another account of the same person (合并).
    Merge(closing::Merge),
    /// What contributors have asked for online and nobody has decided, one JSON object a line.
    Applications,
    /// Propose the closing that a contributor asked for: the number of the application.
    TakeUp(closing::TakeUp),
    /// Decline such an application, with the reason that the contributor reads.
    Decline(closing::Decline),
    /// Do what is proposed.
    Approve(Decide),
    /// Leave the account as it is.
    Refuse(Decide),
    /// What waits for a second reviewer, one JSON object a line.
    List,
}

#[derive(clap::Args)]
struct Plain {
    #[command(flatten)]
    staff: Staff,
    /// Account number.
    account: String,
    /// The order or notice that it rests on.
    #[arg(long)]
    basis: String,
    /// Id of the proposal: sent twice, it is one. Drawn unless given.
    #[arg(long)]
    id: Option<String>,
}

#[derive(clap::Args)]
struct Freeze {
    #[command(flatten)]
    plain: Plain,
    /// Yuan that must stay; the account whole unless given.
    #[arg(long)]
    amount: Option<String>,
}

#[derive(clap::Args)]
struct Move {
    #[command(flatten)]
    plain: Plain,
    /// Unit account number of the new unit.
    #[arg(long)]
    unit: String,
}

#[derive(clap::Args)]
struct Decide {
    #[command(flatten)]
    staff: Staff,
    /// Id of the proposal.
    id: String,
}

/// What a command does once somebody has signed in.
enum Step {
    Propose { plain: Plain, account: AccountNo, act: Act },
    Decide { decide: Decide, approve: bool },
}

pub async fn run(args: Args) -> anyhow::Result<Ended> {
    let ctx = start::open(&args.books).await?;
    let step = match args.what {
        What::List => {
            account_act::waiting(&ctx).await?.iter().for_each(|proposed| println!("{}", json(proposed)));
            closing::list(&ctx).await?;
            return Ok(Ended::Well);
        }
        What::Close(close) => return closing::close(&ctx, close).await,
        What::Merge(merge) => return closing::merge(&ctx, merge).await,
        What::Applications => return closing::applications(&ctx).await,
        What::TakeUp(take_up) => return closing::take_up(&ctx, take_up).await,
        What::Decline(decline) => return closing::decline(&ctx, decline).await,
        What::Seal(plain) => proposal(plain, Ok(Act::Seal)),
        What::Unseal(plain) => proposal(plain, Ok(Act::Unseal)),
        What::Unfreeze(plain) => proposal(plain, Ok(Act::Unfreeze)),
        What::Freeze(Freeze { plain, amount }) => proposal(plain, freeze(amount.as_deref())),
        What::Move(Move { plain, unit }) => {
            let unit = UnitNo::parse(&unit).map_err(|_| format!("“{unit}” is not a unit account number"));
            proposal(plain, unit.map(Act::Move))
        }
        What::Approve(decide) => Ok(Step::Decide { decide, approve: true }),
        What::Refuse(decide) => Ok(Step::Decide { decide, approve: false }),
    };
    match step {
        Ok(step) => take(&ctx, step).await,
        Err(why) => Ok(Ended::Refused(why)),
    }
}

fn proposal(plain: Plain, act: Result<Act, String>) -> Result<Step, String> {
    let account = AccountNo::parse(&plain.account)
        .map_err(|_| format!("“{}” is not an account number", plain.account))?;
    Ok(Step::Propose { plain, account, act: act? })
}

fn freeze(amount: Option<&str>) -> Result<Act, String> {
    let Some(amount) = amount else { return Ok(Act::Freeze(None)) };
    let amount = Fen::parse(amount).map_err(|error| format!("“{amount}”: {error}"))?;
    Ok(Act::Freeze(Some(amount)))
}

async fn take(ctx: &service::Ctx, step: Step) -> anyhow::Result<Ended> {
    let staff = match &step {
        Step::Propose { plain, .. } => &plain.staff,
        Step::Decide { decide, .. } => &decide.staff,
    };
    let signed_in = match staff.sign_in(ctx).await? {
        Ok(signed_in) => signed_in,
        Err(why) => return Ok(Ended::Refused(why)),
    };
    let done = match step {
        Step::Propose { plain, account, act } => match signed_in.first() {
            Ok(by) => {
                let id = plain.id.unwrap_or_else(|| ctx.uuid(ctx.now()));
                let request = Request { id, account, act, basis: plain.basis };
                told(account_act::propose(ctx, by, request).await.map(|done| json(&done)))
            }
            Err(why) => Ok(Ended::Refused(why)),
        },
        Step::Decide { decide, approve } => match signed_in.second() {
            Ok(by) => decided(ctx, by, &decide.id, approve).await,
            Err(why) => Ok(Ended::Refused(why)),
        },
    };
    signed_in.sign_out(ctx).await?;
    done
}

/// An act or the end of an account: ids are of one kind.
async fn decided(ctx: &service::Ctx, by: &SecondReviewer, id: &str, approve: bool) -> anyhow::Result<Ended> {
    let act = if approve {
        account_act::approve(ctx, by, id).await
    } else {
        account_act::refuse(ctx, by, id).await
    };
    match act {
        Err(Refused::NotFound) => closing::decide(ctx, by, id, approve).await,
        act => told(act.map(|done| json(&done))),
    }
}

fn json(proposed: &Proposed) -> serde_json::Value {
    let (amount, unit) = match &proposed.act {
        Act::Freeze(amount) => (amount.map(Fen::plain), None),
        Act::Move(unit) => (None, Some(unit.as_str())),
        Act::Seal | Act::Unseal | Act::Unfreeze => (None, None),
    };
    serde_json::json!({
        "id": proposed.id,
        "account_no": proposed.account,
        "act": proposed.act.code(),
        "amount": amount,
        "unit_account_no": unit,
        "basis": proposed.basis,
        "state": proposed.state.code(),
    })
}
