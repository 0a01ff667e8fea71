//! The login that `anju staff add` and `anju agent add` give, as options.

use super::Ended;
use app::text::{Lang, problem};
use domain::{IdNumber, PersonName};
use service::{Ctx, new_login::NotAdded, second_factor::Secret};
use std::io::BufRead;

#[derive(clap::Args)]
pub struct NewLogin {
    /// 3 to 32 of a-z, 0-9, `.`, `_`, `-`.
    #[arg(long)]
    login: String,
    #[arg(long)]
    name: String,
    /// Identity number; only its keyed hash is kept, so that nobody handles an own case.
    #[arg(long, env = "ANJU_NEW_ID_NUMBER", hide_env_values = true)]
    id_number: String,
    /// Password; the first line of standard input unless set.
    #[arg(long, env = "ANJU_NEW_PASSWORD", hide_env_values = true, hide = true)]
    password: Option<String>,
}

/// The options read, with a new authenticator.
pub struct Read {
    pub login: String,
    pub name: PersonName,
    pub id: IdNumber,
    pub password: String,
    pub secret: Secret,
}

impl NewLogin {
    /// `Err` names the option that is wrong.
    pub fn read(self, ctx: &Ctx) -> Result<Read, Ended> {
        let name = PersonName::parse(&self.name).map_err(|_| not_one("--name"))?;
        let id = IdNumber::parse(&self.id_number).map_err(|_| not_one("--id-number"))?;
        let password = match self.password {
            Some(password) => password,
            None => std::io::stdin().lock().lines().next().and_then(Result::ok).unwrap_or_default(),
        };
        Ok(Read { login: self.login, name, id, password, secret: Secret::mint(ctx) })
    }
}

pub fn not_one(option: &str) -> Ended {
    Ended::Refused(format!("{option}: not one"))
}

/// Prints the login with what it is for (field, value) and the secret for the authenticator; or says why it was not given.
pub fn ended(read: &Read, done: Result<String, NotAdded>, is_for: (&str, &str)) -> anyhow::Result<Ended> {
    Ok(match done {
        Ok(_) => {
            let secret = read.secret.base32().to_string();
            let line = serde_json::json!({ "login": read.login, is_for.0: is_for.1, "totp_secret": secret });
            println!("{line}");
            Ended::Well
        }
        Err(NotAdded::NoUnit) => Ended::Refused("no_unit: there is no such unit".into()),
        Err(NotAdded::LoginTaken) => Ended::Refused(
            "login_taken: the login is another person's, or of another role or another unit".into(),
        ),
        Err(NotAdded::Problem(why)) => {
            Ended::Refused(format!("login or password: {}", problem::sentence(Lang::En, &why)))
        }
        Err(NotAdded::Fault(fault)) => return Err(fault.into()),
    })
}
