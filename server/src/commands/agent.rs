//! `anju agent`: who may speak for a unit in the portal (单位经办人).

use super::{
    Ended,
    new_login::{self, NewLogin, not_one},
};
use crate::{config::Books, start};
use clap::Subcommand;
use domain::UnitNo;
use service::{
    Ctx,
    unit::{self, NewAgent},
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
    /// Add an agent, or give one a new password and authenticator. Answers the secret of the one-time code.
    Add(Add),
    /// Take an agent's access away at once.
    Remove { login: String },
    /// All agents, one JSON object a line.
    List,
}

#[derive(clap::Args)]
struct Add {
    /// Unit account number.
    #[arg(long)]
    unit: String,
    #[command(flatten)]
    new: NewLogin,
}

pub async fn run(args: Args) -> anyhow::Result<Ended> {
    let ctx = start::open(&args.books).await?;
    match args.what {
        What::Add(add) => added(&ctx, add).await,
        What::Remove { login } => Ok(match unit::remove_agent(&ctx, &login).await? {
            true => Ended::Well,
            false => Ended::Refused(format!("no_agent: there is no agent “{login}”")),
        }),
        What::List => {
            for (agent, unit) in unit::agents(&ctx).await? {
                let line = serde_json::json!({
                    "login": agent.login,
                    "name": agent.name,
                    "unit_account_no": unit.number,
                    "unit_name": unit.name,
                });
                println!("{line}");
            }
            Ok(Ended::Well)
        }
    }
}

async fn added(ctx: &Ctx, add: Add) -> anyhow::Result<Ended> {
    let Ok(unit) = UnitNo::parse(&add.unit) else { return Ok(not_one("--unit")) };
    let read = match add.new.read(ctx) {
        Ok(read) => read,
        Err(refused) => return Ok(refused),
    };
    let new = NewAgent { login: &read.login, name: &read.name, id: &read.id, unit: &unit };
    let done = unit::add_agent(ctx, &new, &read.password, &read.secret).await;
    new_login::ended(&read, done, ("unit_account_no", unit.as_str()))
}
