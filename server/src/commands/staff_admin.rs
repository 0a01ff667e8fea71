//! `anju staff`: who works for the centre (工作人员), in which role.

use super::Ended;
use crate::{config::Books, start};
use app::text::{Lang, problem};
use clap::{Subcommand, ValueEnum};
use domain::{IdNumber, PersonName};
use service::{
    Ctx,
    people::PasswordRefused,
    second_factor::Secret,
    staff::{self, NewStaff, NotAdded, Role},
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
    /// Add a member of staff, or give one a new password and authenticator. Answers the secret of the one-time code.
    Add(Add),
    /// Take a member's access away at once; what was signed stays.
    Remove { login: String },
    /// Everybody who ever was, one JSON object a line.
    List,
}

#[derive(clap::Args)]
struct Add {
    /// One role each: who proposes never decides.
    #[arg(long)]
    role: RoleName,
    /// 3 to 32 of a-z, 0-9, `.`, `_`, `-`.
    #[arg(long)]
    login: String,
    #[arg(long)]
    name: String,
    /// Identity number; only its keyed hash is kept, so that nobody handles an own case.
    #[arg(long, env = "ANJU_STAFF_ID_NUMBER", hide_env_values = true)]
    id_number: String,
    /// Password; the first line of standard input unless set.
    #[arg(long, env = "ANJU_STAFF_PASSWORD", hide_env_values = true, hide = true)]
    password: Option<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum RoleName {
    /// 柜员: scans certificates, takes day-end figures.
    Counter,
    /// 初审: reviews first, proposes.
    FirstReviewer,
    /// 复核: reviews second, decides.
    SecondReviewer,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Role {
        match name {
            RoleName::Counter => Role::Counter,
            RoleName::FirstReviewer => Role::FirstReviewer,
            RoleName::SecondReviewer => Role::SecondReviewer,
        }
    }
}

pub async fn run(args: Args) -> anyhow::Result<Ended> {
    let ctx = start::open(&args.books).await?;
    match args.what {
        What::Add(add) => added(&ctx, add).await,
        What::Remove { login } => Ok(match staff::remove(&ctx, &login).await? {
            true => Ended::Well,
            false => Ended::Refused(format!("no_staff: nobody has access as “{login}”")),
        }),
        What::List => {
            for one in staff::list(&ctx).await? {
                let (of, role) = (&one.staff, one.staff.role.code());
                let line = serde_json::json!({
                    "login": of.login, "name": of.name, "role": role, "active": one.active,
                });
                println!("{line}");
            }
            Ok(Ended::Well)
        }
    }
}

async fn added(ctx: &Ctx, add: Add) -> anyhow::Result<Ended> {
    let refused = |what: &str| Ok(Ended::Refused(format!("{what}: not one")));
    let Ok(name) = PersonName::parse(&add.name) else { return refused("--name") };
    let Ok(id) = IdNumber::parse(&add.id_number) else { return refused("--id-number") };
    let password = match add.password {
        Some(password) => password,
        None => std::io::stdin().lock().lines().next().and_then(Result::ok).unwrap_or_default(),
    };
    let (secret, role) = (Secret::mint(ctx), Role::from(add.role));
    let new = NewStaff { login: &add.login, name: &name, id: &id, role };
    Ok(match staff::add(ctx, &new, &password, &secret).await {
        Ok(_) => {
            let (login, secret) = (&add.login, secret.base32().to_string());
            let line = serde_json::json!({ "login": login, "role": role.code(), "totp_secret": secret });
            println!("{line}");
            Ended::Well
        }
        Err(NotAdded::LoginTaken) => {
            Ended::Refused("login_taken: the login is another person's, or of another role".into())
        }
        Err(NotAdded::Password(PasswordRefused::Problem(why))) => {
            Ended::Refused(format!("login or password: {}", problem::sentence(Lang::En, &why)))
        }
        Err(NotAdded::Password(PasswordRefused::Fault(fault))) => return Err(fault.into()),
    })
}
