//! `anju staff`: who works for the centre (工作人员), in which role.

use super::{
    Ended,
    new_login::{self, NewLogin},
};
use crate::{config::Books, start};
use clap::{Subcommand, ValueEnum};
use service::{
    Ctx,
    staff::{self, NewStaff, Role},
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
    #[command(flatten)]
    new: NewLogin,
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
    let read = match add.new.read(ctx) {
        Ok(read) => read,
        Err(refused) => return Ok(refused),
    };
    let role = Role::from(add.role);
    let new = NewStaff { login: &read.login, name: &read.name, id: &read.id, role };
    let done = staff::add(ctx, &new, &read.password, &read.secret).await;
    new_login::ended(&read, done, ("role", role.code()))
}
