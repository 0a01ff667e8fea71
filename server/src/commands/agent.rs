//! `anju agent`: who may speak for a unit in the portal (单位经办人).

use super::Ended;
use crate::{config::Books, start};
use app::text::{Lang, problem};
use clap::Subcommand;
use domain::{IdNumber, PersonName, UnitNo};
use service::{
    Ctx,
    people::PasswordRefused,
    second_factor::Secret,
    unit::{self, NewAgent, NotAdded},
};
use std::io::BufRead;

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
    /// 3 to 32 of a-z, 0-9, `.`, `_`, `-`.
    #[arg(long)]
    login: String,
    #[arg(long)]
    name: String,
    /// Identity number; only its keyed hash is kept.
    #[arg(long, env = "ANJU_AGENT_ID_NUMBER", hide_env_values = true)]
    id_number: String,
    /// Password; the first line of standard input unless set.
    #[arg(long, env = "ANJU_AGENT_PASSWORD", hide_env_values = true, hide = true)]
    password: Option<String>,
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
    let refused = |what: &str| Ok(Ended::Refused(format!("{what}: not one")));
    let Ok(unit) = UnitNo::parse(&add.unit) else { return refused("--unit") };
    let Ok(name) = PersonName::parse(&add.name) else { return refused("--name") };
    let Ok(id) = IdNumber::parse(&add.id_number) else { return refused("--id-number") };
    let password = match add.password {
        Some(password) => password,
        None => std::io::stdin().lock().lines().next().and_then(Result::ok).unwrap_or_default(),
    };
    let secret = Secret::mint(ctx);
    let new = NewAgent { login: &add.login, name: &name, id: &id, unit: &unit };
    Ok(match unit::add_agent(ctx, &new, &password, &secret).await {
        Ok(_) => {
            let (login, secret) = (&add.login, secret.base32().to_string());
            println!(
                "{}",
                serde_json::json!({ "login": login, "unit_account_no": unit.as_str(), "totp_secret": secret })
            );
            Ended::Well
        }
        Err(NotAdded::NoUnit) => Ended::Refused("no_unit: there is no such unit".into()),
        Err(NotAdded::LoginTaken) => Ended::Refused("login_taken: the login is another agent's".into()),
        Err(NotAdded::Password(PasswordRefused::Problem(why))) => {
            Ended::Refused(format!("login or password: {}", problem::sentence(Lang::En, &why)))
        }
        Err(NotAdded::Password(PasswordRefused::Fault(fault))) => return Err(fault.into()),
    })
}
