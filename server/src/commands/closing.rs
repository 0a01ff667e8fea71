//! `anju account close | merge`: how an account ends. A first reviewer proposes, a second decides.

use super::{
    Ended,
    staff::{Staff, sentence, told},
};
use clap::ValueEnum;
use domain::{
    AccountNo, BankCard, CaseNumber, PersonName,
    closing::{ClosingReason, Ending},
};
use service::{
    Ctx,
    actor::SecondReviewer,
    closing::{
        self, Closing, NewPayee, Request,
        apply::{self, Application},
    },
};

#[derive(clap::Args)]
pub struct Close {
    #[command(flatten)]
    common: Common,
    /// Why everything is paid out (Regulation article 24).
    #[arg(long, value_enum)]
    reason: Reason,
    /// Card to be paid, proven by the bank; the one on file unless given.
    #[arg(long)]
    card: Option<String>,
    /// Name of the heir, after a death.
    #[arg(long)]
    heir: Option<String>,
}

#[derive(clap::Args)]
pub struct Merge {
    #[command(flatten)]
    common: Common,
    /// Account of the same person that takes the money.
    #[arg(long)]
    into: String,
}

#[derive(clap::Args)]
struct Common {
    #[command(flatten)]
    staff: Staff,
    /// Account number.
    account: String,
    /// The certificate, decision or order that it rests on.
    #[arg(long)]
    basis: String,
    /// Id of the proposal: sent twice, it is one. Drawn unless given.
    #[arg(long)]
    id: Option<String>,
}

/// The reasons as they are typed.
#[derive(Clone, Copy, ValueEnum)]
enum Reason {
    /// 离休、退休
    Retired,
    /// 完全丧失劳动能力并终止劳动关系
    Disabled,
    /// 出境定居
    LeftCountry,
    /// 死亡
    Death,
    /// 离职，封存满期
    LeftJob,
}

impl Reason {
    const fn reason(self) -> ClosingReason {
        match self {
            Reason::Retired => ClosingReason::Retired,
            Reason::Disabled => ClosingReason::Disabled,
            Reason::LeftCountry => ClosingReason::LeftCountry,
            Reason::Death => ClosingReason::Death,
            Reason::LeftJob => ClosingReason::LeftJob,
        }
    }
}

pub async fn close(ctx: &Ctx, close: Close) -> anyhow::Result<Ended> {
    let payee = match payee(close.card.as_deref(), close.heir.as_deref()) {
        Ok(payee) => payee,
        Err(why) => return Ok(Ended::Refused(why)),
    };
    propose(ctx, close.common, Ending::Withdrawn(close.reason.reason()), payee).await
}

pub async fn merge(ctx: &Ctx, merge: Merge) -> anyhow::Result<Ended> {
    match AccountNo::parse(&merge.into) {
        Ok(into) => propose(ctx, merge.common, Ending::Merged(into), None).await,
        Err(_) => Ok(Ended::Refused(format!("“{}” is not an account number", merge.into))),
    }
}

#[derive(clap::Args)]
pub struct TakeUp {
    #[command(flatten)]
    staff: Staff,
    /// Number of the application.
    number: String,
    /// What was compared.
    #[arg(long)]
    basis: String,
}

#[derive(clap::Args)]
pub struct Decline {
    #[command(flatten)]
    staff: Staff,
    /// Number of the application.
    number: String,
    #[arg(long)]
    note: String,
}

pub async fn applications(ctx: &Ctx) -> anyhow::Result<Ended> {
    apply::applications(ctx).await?.iter().for_each(|asked| println!("{}", application(asked)));
    Ok(Ended::Well)
}

pub async fn take_up(ctx: &Ctx, args: TakeUp) -> anyhow::Result<Ended> {
    let Ok(number) = CaseNumber::parse(&args.number) else { return Ok(no_number(&args.number)) };
    let signed_in = match args.staff.sign_in(ctx).await? {
        Ok(signed_in) => signed_in,
        Err(why) => return Ok(Ended::Refused(why)),
    };
    let done = match signed_in.first() {
        Ok(by) => told(apply::take_up(ctx, by, &number, &args.basis).await.map(|done| json(&done))),
        Err(why) => Ok(Ended::Refused(why)),
    };
    signed_in.sign_out(ctx).await?;
    done
}

pub async fn decline(ctx: &Ctx, args: Decline) -> anyhow::Result<Ended> {
    let Ok(number) = CaseNumber::parse(&args.number) else { return Ok(no_number(&args.number)) };
    let signed_in = match args.staff.sign_in(ctx).await? {
        Ok(signed_in) => signed_in,
        Err(why) => return Ok(Ended::Refused(why)),
    };
    let done = match signed_in.first() {
        Ok(by) => match apply::decline(ctx, by, &number, &args.note).await {
            Ok(asked) => {
                println!("{}", application(&asked));
                Ok(Ended::Well)
            }
            Err(refused) => Ok(Ended::Refused(sentence(refused)?)),
        },
        Err(why) => Ok(Ended::Refused(why)),
    };
    signed_in.sign_out(ctx).await?;
    done
}

fn no_number(text: &str) -> Ended {
    Ended::Refused(format!("“{text}” is not the number of an application"))
}

fn application(asked: &Application) -> serde_json::Value {
    serde_json::json!({
        "number": asked.number.as_str(),
        "id": asked.id,
        "account_no": asked.account,
        "reason": asked.reason.code(),
        "card_tail": asked.payee.tail,
        "principal": asked.principal.plain(),
        "interest": asked.interest.plain(),
        "state": asked.state.code(),
        "decide_by": asked.decide_by.to_string(),
    })
}

fn payee(card: Option<&str>, heir: Option<&str>) -> Result<Option<NewPayee>, String> {
    let name = match heir {
        Some(heir) => Some(PersonName::parse(heir).map_err(|_| format!("“{heir}” is not a name"))?),
        None => None,
    };
    match card {
        Some(card) => {
            let card = BankCard::parse(card).map_err(|error| format!("--card: {error}"))?;
            Ok(Some(NewPayee { name, card }))
        }
        None if name.is_some() => Err("--heir needs --card".into()),
        None => Ok(None),
    }
}

async fn propose(
    ctx: &Ctx,
    common: Common,
    ending: Ending,
    payee: Option<NewPayee>,
) -> anyhow::Result<Ended> {
    let Ok(account) = AccountNo::parse(&common.account) else {
        return Ok(Ended::Refused(format!("“{}” is not an account number", common.account)));
    };
    let signed_in = match common.staff.sign_in(ctx).await? {
        Ok(signed_in) => signed_in,
        Err(why) => return Ok(Ended::Refused(why)),
    };
    let done = match signed_in.first() {
        Ok(by) => {
            let id = common.id.unwrap_or_else(|| ctx.uuid(ctx.now()));
            let request = Request { id, account, ending, basis: common.basis, payee };
            told(closing::propose(ctx, by, request).await.map(|done| json(&done)))
        }
        Err(why) => Ok(Ended::Refused(why)),
    };
    signed_in.sign_out(ctx).await?;
    done
}

/// Decides a proposal that is no act.
pub async fn decide(ctx: &Ctx, by: &SecondReviewer, id: &str, approve: bool) -> anyhow::Result<Ended> {
    let done = if approve { closing::approve(ctx, by, id).await } else { closing::refuse(ctx, by, id).await };
    told(done.map(|done| json(&done)))
}

/// What waits, one JSON object a line.
pub async fn list(ctx: &Ctx) -> anyhow::Result<()> {
    closing::waiting(ctx).await?.iter().for_each(|closing| println!("{}", json(closing)));
    Ok(())
}

fn json(closing: &Closing) -> serde_json::Value {
    let (reason, into) = match &closing.ending {
        Ending::Withdrawn(reason) => (Some(reason.code()), None),
        Ending::Merged(into) => (None, Some(into.as_str())),
        Ending::Transferred(_) => (None, None),
    };
    let done = closing.done.as_ref();
    serde_json::json!({
        "id": closing.id,
        "account_no": closing.account,
        "act": closing.ending.code(),
        "reason": reason,
        "into_account_no": into,
        "card_tail": closing.payee.as_ref().map(|payee| payee.tail.as_str()),
        "basis": closing.basis,
        "state": closing.state.code(),
        "principal": done.map(|done| done.principal.plain()),
        "interest": done.map(|done| done.interest.plain()),
        "closed_on": done.map(|done| done.closed_on.to_string()),
    })
}
