//! `anju deferral`: a unit pays later (缓缴) or at lower rates. A first reviewer proposes for the unit with the consent of
//! its staff congress or union, a second reviewer grants it with the committee's approval (Regulation article 20).

use super::{
    Ended,
    staff::{Staff, told},
};
use crate::{config::Books, start};
use clap::Subcommand;
use domain::{
    ContributionRate, Month, UnitNo,
    deferral::{Asked, Relief, Span},
};
use service::{
    Ctx,
    deferral::{self, Deferral, Request},
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
    /// Propose that a unit may pay later, or with both rates at lower rates.
    Propose(Propose),
    /// Grant it, naming the committee's approval.
    Approve(Approve),
    /// The unit goes on paying as before.
    Refuse(Refuse),
    /// All of them, the latest months first, one JSON object a line.
    List,
}

#[derive(clap::Args)]
struct Propose {
    #[command(flatten)]
    staff: Staff,
    /// Unit account number.
    #[arg(long)]
    unit: String,
    /// The first month, not late yet.
    #[arg(long)]
    from: String,
    /// The last month.
    #[arg(long)]
    to: String,
    /// The employer's lower rate, per cent; without rates nothing is due in time.
    #[arg(long, requires = "personal_rate")]
    unit_rate: Option<String>,
    /// The workers' lower rate, per cent.
    #[arg(long, requires = "unit_rate")]
    personal_rate: Option<String>,
    /// The resolution of the staff congress or union.
    #[arg(long)]
    consent: String,
    /// Id of the proposal: sent twice, it is one. Drawn unless given.
    #[arg(long)]
    id: Option<String>,
}

#[derive(clap::Args)]
struct Approve {
    #[command(flatten)]
    staff: Staff,
    /// Id of the proposal.
    id: String,
    /// The committee's approval.
    #[arg(long)]
    approval: String,
}

#[derive(clap::Args)]
struct Refuse {
    #[command(flatten)]
    staff: Staff,
    /// Id of the proposal.
    id: String,
}

pub async fn run(args: Args) -> anyhow::Result<Ended> {
    let ctx = start::open(&args.books).await?;
    match args.what {
        What::Propose(propose) => proposed(&ctx, propose).await,
        What::Approve(Approve { staff, id, approval }) => decided(&ctx, &staff, &id, Some(&approval)).await,
        What::Refuse(Refuse { staff, id }) => decided(&ctx, &staff, &id, None).await,
        What::List => {
            deferral::list(&ctx).await?.iter().for_each(|one| println!("{}", json(one)));
            Ok(Ended::Well)
        }
    }
}

async fn proposed(ctx: &Ctx, propose: Propose) -> anyhow::Result<Ended> {
    let (unit, asked) = match read(&propose) {
        Ok(read) => read,
        Err(why) => return Ok(Ended::Refused(why)),
    };
    let signed_in = match propose.staff.sign_in(ctx).await? {
        Ok(signed_in) => signed_in,
        Err(why) => return Ok(Ended::Refused(why)),
    };
    let done = match signed_in.first() {
        Ok(by) => {
            let id = propose.id.unwrap_or_else(|| ctx.uuid(ctx.now()));
            let request = Request { id, unit, asked, consent: propose.consent };
            told(deferral::propose(ctx, by, request).await.map(|done| json(&done)))
        }
        Err(why) => Ok(Ended::Refused(why)),
    };
    signed_in.sign_out(ctx).await?;
    done
}

fn read(propose: &Propose) -> Result<(UnitNo, Asked), String> {
    let unit = UnitNo::parse(&propose.unit)
        .map_err(|_| format!("“{}” is not a unit account number", propose.unit))?;
    let month = |name, text: &str| Month::parse(text).map_err(|_| format!("--{name}: a month is YYYY-MM"));
    let span = Span { first: month("from", &propose.from)?, last: month("to", &propose.to)? };
    let rate = |text: &str| ContributionRate::parse(text).ok_or_else(|| format!("“{text}” is not a rate"));
    let relief = match (&propose.unit_rate, &propose.personal_rate) {
        (Some(unit), Some(personal)) => {
            Relief::Reduced { unit_rate: rate(unit)?, personal_rate: rate(personal)? }
        }
        _ => Relief::Deferred,
    };
    Ok((unit, Asked { relief, span }))
}

async fn decided(ctx: &Ctx, staff: &Staff, id: &str, approval: Option<&str>) -> anyhow::Result<Ended> {
    let signed_in = match staff.sign_in(ctx).await? {
        Ok(signed_in) => signed_in,
        Err(why) => return Ok(Ended::Refused(why)),
    };
    let done = match (signed_in.second(), approval) {
        (Ok(by), Some(approval)) => {
            told(deferral::approve(ctx, by, id, approval).await.map(|done| json(&done)))
        }
        (Ok(by), None) => told(deferral::refuse(ctx, by, id).await.map(|done| json(&done))),
        (Err(why), _) => Ok(Ended::Refused(why)),
    };
    signed_in.sign_out(ctx).await?;
    done
}

fn json(one: &Deferral) -> serde_json::Value {
    let rates = match one.asked.relief {
        Relief::Deferred => None,
        Relief::Reduced { unit_rate, personal_rate } => {
            Some((unit_rate.to_string(), personal_rate.to_string()))
        }
    };
    let (unit_rate, personal_rate) = rates.unzip();
    serde_json::json!({
        "id": one.id,
        "unit_account_no": one.unit_no,
        "kind": one.asked.relief.code(),
        "from": one.asked.span.first,
        "to": one.asked.span.last,
        "unit_rate": unit_rate,
        "personal_rate": personal_rate,
        "consent": one.consent,
        "approval": one.approval,
        "state": one.state.code(),
    })
}
