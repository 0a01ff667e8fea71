//! `anju plan`: the yearly plan that indicators are measured against. A first reviewer proposes what the committee
//! decided, a second reviewer, another person, approves.

use super::{
    Ended,
    staff::{Staff, sentence},
};
use crate::{config::Books, start};
use app::text::{Lang, indicator as words};
use clap::Subcommand;
use domain::indicator::{Indicator, Plan, PlanProblem, read_target};
use service::{
    Ctx,
    indicator::{self, Proposed, Request},
    two_people::Refused,
};
use std::collections::BTreeMap;

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    books: Books,
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Propose the targets of a year.
    Propose(Box<Propose>),
    /// Let a plan stand; the one before it of the same year stands no longer.
    Approve(Decide),
    /// Leave the plan of the year as it is.
    Refuse(Decide),
    /// All plans, the latest first, one JSON object a line.
    List,
}

#[derive(clap::Args)]
struct Propose {
    #[command(flatten)]
    staff: Staff,
    #[arg(long)]
    year: i32,
    /// Yuan to collect in the year (归集).
    #[arg(long)]
    collection: String,
    /// Yuan that are expected to be withdrawn (提取).
    #[arg(long)]
    withdrawals: String,
    /// Percent of cases begun online, at least (离柜率).
    #[arg(long)]
    off_counter: Option<String>,
    /// Percent of the fund balance lent out, at most (个贷率).
    #[arg(long)]
    loan_to_balance: Option<String>,
    /// Percent of what was collected that is used, at least (使用率).
    #[arg(long)]
    utilisation: Option<String>,
    /// Per mille of loans overdue, at most, three decimals (逾期率).
    #[arg(long)]
    overdue: Option<String>,
    /// Id of the proposal: sent twice, it is one. Drawn unless given.
    #[arg(long)]
    id: Option<String>,
}

#[derive(clap::Args)]
struct Decide {
    #[command(flatten)]
    staff: Staff,
    /// Id of the plan.
    id: String,
}

pub async fn run(args: Args) -> anyhow::Result<Ended> {
    let ctx = start::open(&args.books).await?;
    match args.what {
        What::Propose(propose) => match plan_of(&propose) {
            Ok(plan) => place(&ctx, *propose, plan).await,
            Err(why) => Ok(Ended::Refused(why)),
        },
        What::Approve(decide) => settle(&ctx, decide, true).await,
        What::Refuse(decide) => settle(&ctx, decide, false).await,
        What::List => {
            indicator::plans(&ctx).await?.iter().for_each(|plan| println!("{}", json(plan)));
            Ok(Ended::Well)
        }
    }
}

fn plan_of(propose: &Propose) -> Result<Plan, String> {
    let given = [
        (Indicator::Collection, Some(&propose.collection)),
        (Indicator::Withdrawals, Some(&propose.withdrawals)),
        (Indicator::OffCounter, propose.off_counter.as_ref()),
        (Indicator::LoanToBalance, propose.loan_to_balance.as_ref()),
        (Indicator::Utilisation, propose.utilisation.as_ref()),
        (Indicator::OverdueRate, propose.overdue.as_ref()),
    ];
    let mut targets = BTreeMap::new();
    for (indicator, text) in given {
        let target = read_target(indicator, text.map_or("", String::as_str)).map_err(said)?;
        targets.extend(target.map(|target| (indicator, target)));
    }
    Plan::new(propose.year, targets).map_err(said)
}

/// `out_of_range: off_counter_rate: enter 0.01% to 100.00%`.
fn said(why: PlanProblem) -> String {
    let of = why.indicator().map_or_else(String::new, |one| format!("{}: ", one.code()));
    format!("{}: {of}{}", why.code(), words::plan_problem(Lang::En, why))
}

async fn place(ctx: &Ctx, propose: Propose, plan: Plan) -> anyhow::Result<Ended> {
    let signed_in = match propose.staff.sign_in(ctx).await? {
        Ok(signed_in) => signed_in,
        Err(why) => return Ok(Ended::Refused(why)),
    };
    let request = Request { id: propose.id.unwrap_or_else(|| ctx.uuid(ctx.now())), plan };
    let done = match signed_in.first() {
        Ok(by) => Ok(indicator::propose(ctx, by, request).await),
        Err(why) => Err(why),
    };
    signed_in.sign_out(ctx).await?;
    told(done)
}

async fn settle(ctx: &Ctx, decide: Decide, approve: bool) -> anyhow::Result<Ended> {
    let signed_in = match decide.staff.sign_in(ctx).await? {
        Ok(signed_in) => signed_in,
        Err(why) => return Ok(Ended::Refused(why)),
    };
    let done = match signed_in.second() {
        Ok(by) if approve => Ok(indicator::approve(ctx, by, &decide.id).await),
        Ok(by) => Ok(indicator::refuse(ctx, by, &decide.id).await),
        Err(why) => Err(why),
    };
    signed_in.sign_out(ctx).await?;
    told(done)
}

fn told(done: Result<Result<Proposed, Refused>, String>) -> anyhow::Result<Ended> {
    Ok(match done {
        Ok(Ok(plan)) => {
            println!("{}", json(&plan));
            Ended::Well
        }
        Ok(Err(refused)) => Ended::Refused(sentence(refused)?),
        Err(why) => Ended::Refused(why),
    })
}

fn json(proposed: &Proposed) -> serde_json::Value {
    let targets: serde_json::Map<String, serde_json::Value> = proposed
        .plan
        .targets()
        .map(|(indicator, target)| {
            let text = super::indicators::text(indicator.unit(), target);
            (indicator.code().to_owned(), text.into())
        })
        .collect();
    serde_json::json!({
        "id": proposed.id,
        "year": proposed.plan.year(),
        "state": proposed.state.code(),
        "targets": targets,
    })
}
