//! Who acts on the command line: staff sign in as on the page, with login, password and one-time code, and sign
//! out when the command ends.

use super::Ended;
use app::text::{Lang, base, books as words, deferral, indicator, problem, transfer};
use domain::FormState;
use service::{
    Ctx, Failure,
    actor::{Actor, Clerk, FirstReviewer, SecondReviewer},
    session,
    sign_in::{self, Origin, StaffField},
    two_people::Refused,
};
use std::{
    fmt::Display,
    io::BufRead,
    net::{IpAddr, Ipv4Addr},
};

/// Login by option; password and code by environment, or as two lines on standard input.
#[derive(clap::Args, Clone, Debug)]
pub struct Staff {
    /// Login of the member of staff who acts.
    #[arg(long = "staff")]
    pub login: String,
    /// Password; the first line of standard input unless set.
    #[arg(long, env = "ANJU_STAFF_PASSWORD", hide_env_values = true, hide = true)]
    pub password: Option<String>,
    /// One-time code of now; the next line of standard input unless set.
    #[arg(long, env = "ANJU_STAFF_CODE", hide_env_values = true, hide = true)]
    pub code: Option<String>,
}

/// Who signed in.
pub enum SignedIn {
    Clerk(Clerk),
    First(FirstReviewer),
    Second(SecondReviewer),
}

impl Staff {
    /// `Err` holds the sentence for a person who may not go on.
    pub async fn sign_in(&self, ctx: &Ctx) -> anyhow::Result<Result<SignedIn, String>> {
        let mut lines = std::io::stdin().lock().lines();
        let mut line = |given: &Option<String>| match given {
            Some(given) => given.clone(),
            None => lines.next().and_then(Result::ok).unwrap_or_default(),
        };
        let (password, code) = (line(&self.password), line(&self.code));
        let form = FormState::default()
            .with(StaffField::Login, &self.login)
            .with(StaffField::Password, &password)
            .with(StaffField::Code, &code);
        let from = Origin { address: IpAddr::V4(Ipv4Addr::LOCALHOST), device: None, session: None };
        let signed_in = match sign_in::staff(ctx, &from, form).await {
            Ok(signed_in) => signed_in,
            Err(Failure::Rejected(_)) => {
                return Ok(Err(
                    "login, password or one-time code is wrong, or there were too many tries".into()
                ));
            }
            Err(Failure::Fault(fault)) => return Err(fault.into()),
        };
        Ok(match session::resolve(ctx, Some(&signed_in.session.token)).await? {
            Actor::Clerk(clerk) => Ok(SignedIn::Clerk(clerk)),
            Actor::FirstReviewer(first) => Ok(SignedIn::First(first)),
            Actor::SecondReviewer(second) => Ok(SignedIn::Second(second)),
            _ => {
                session::close(ctx, &signed_in.session.key).await?;
                Err("this takes a member of staff".into())
            }
        })
    }
}

impl SignedIn {
    /// The maker (制单).
    pub fn first(&self) -> Result<&FirstReviewer, String> {
        match self {
            SignedIn::First(first) => Ok(first),
            _ => Err("a first reviewer proposes".into()),
        }
    }

    /// The checker (复核).
    pub fn second(&self) -> Result<&SecondReviewer, String> {
        match self {
            SignedIn::Second(second) => Ok(second),
            _ => Err("a second reviewer decides".into()),
        }
    }

    pub async fn sign_out(&self, ctx: &Ctx) -> anyhow::Result<()> {
        let key = match self {
            SignedIn::Clerk(clerk) => clerk.session(),
            SignedIn::First(first) => first.session(),
            SignedIn::Second(second) => second.session(),
        };
        Ok(session::close(ctx, key).await?)
    }
}

/// Prints the line of a step that was done.
pub fn told(done: Result<impl Display, Refused>) -> anyhow::Result<Ended> {
    Ok(match done {
        Ok(line) => {
            println!("{line}");
            Ended::Well
        }
        Err(refused) => Ended::Refused(sentence(refused)?),
    })
}

/// The sentence for a step that is not done, with its stable code; what broke is no refusal.
pub fn sentence(refused: Refused) -> anyhow::Result<String> {
    Ok(match refused {
        Refused::Fault(fault) => return Err(fault.into()),
        Refused::NotFound => "not_found: there is no such proposal".into(),
        Refused::Decided => "decided: the proposal is decided already".into(),
        Refused::Conflict(conflict) => words::conflict(Lang::En, conflict).into(),
        Refused::Irreversible(why) => format!("{}: {}", why.code(), words::irreversible(Lang::En, why)),
        Refused::Unusable(why) => format!("{}: {}", why.code(), words::unusable(Lang::En, why)),
        Refused::NotPossible(why) => format!("{}: {}", why.code(), words::not_possible(Lang::En, why)),
        Refused::Base(why) => format!("{}: {}", why.code(), base::hindrance(Lang::En, why)),
        Refused::NotClosable(why) => format!("{}: {}", why.code(), words::not_closable(Lang::En, why)),
        Refused::NotDeferrable(why) => format!("{}: {}", why.code(), deferral::not_deferrable(Lang::En, why)),
        Refused::NotTransferable(why) => {
            format!("{}: {}", why.code(), transfer::not_transferable(Lang::En, why))
        }
        Refused::Plan(why) => format!("{}: {}", why.code(), indicator::plan_problem(Lang::En, why)),
        Refused::Note(why) => format!("--note: {}", problem::sentence(Lang::En, &why)),
    })
}
