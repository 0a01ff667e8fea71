//! `anju day-end`: the sheet of a day. A teller, a first and a second reviewer sign it, three people, in this order; until
//! the last of them has, the last signature can be taken back.

mod told;

use super::{
    Ended,
    staff::{SignedIn, Staff},
};
use crate::{config::Books, start};
use app::text::{Lang, day_end as words, problem};
use chrono::NaiveDate;
use clap::Subcommand;
use service::{
    Ctx,
    day_end::{
        self, Kept, NotDone, Signer,
        take_back::{self, NotTaken},
    },
};
use told::{given_json, kept_json, print, shown_json};

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    books: Books,
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// What must agree at the end of the day, each with both figures, and what stands in the way of signing.
    Show(Show),
    /// Sign at the step of whoever signs in.
    Sign(Sign),
    /// Take the last signature back, and say why: whoever gave it does, or somebody who would sign next. It stays in the
    /// history. Not once all three have signed.
    TakeBack(TakeBack),
    /// All signatures that were given to the sheet, and why some stand no more; one JSON object a line.
    History(History),
}

#[derive(clap::Args)]
struct Show {
    #[arg(long)]
    date: NaiveDate,
    /// One JSON object.
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
struct Sign {
    #[command(flatten)]
    staff: Staff,
    #[arg(long)]
    date: NaiveDate,
    /// One JSON object.
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
struct TakeBack {
    #[command(flatten)]
    staff: Staff,
    #[arg(long)]
    date: NaiveDate,
    /// Why it does not stand any more; it stays beside the signature.
    #[arg(long)]
    reason: String,
    /// One JSON object.
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
struct History {
    #[arg(long)]
    date: NaiveDate,
}

pub async fn run(args: Args) -> anyhow::Result<Ended> {
    let ctx = start::open(&args.books).await?;
    match args.what {
        What::Show(args) => show(&ctx, &args).await,
        What::Sign(args) => sign(&ctx, &args).await,
        What::TakeBack(args) => take_back(&ctx, &args).await,
        What::History(args) => {
            for given in day_end::history(&ctx, args.date).await? {
                println!("{}", given_json(&given));
            }
            Ok(Ended::Well)
        }
    }
}

async fn show(ctx: &Ctx, args: &Show) -> anyhow::Result<Ended> {
    let shown = day_end::show(ctx, args.date).await?;
    if args.json {
        println!("{}", shown_json(&shown));
    } else {
        print(&shown);
    }
    let well = shown.sheet.obstacles().is_empty();
    Ok(if well { Ended::Well } else { Ended::WithFindings })
}

async fn sign(ctx: &Ctx, args: &Sign) -> anyhow::Result<Ended> {
    let signed_in = match args.staff.sign_in(ctx).await? {
        Ok(signed_in) => signed_in,
        Err(why) => return Ok(Ended::Refused(why)),
    };
    let done = day_end::sign(ctx, &signer(&signed_in), args.date, None, None).await;
    signed_in.sign_out(ctx).await?;
    Ok(match done {
        Ok(kept) => told(&kept, args.json),
        Err(NotDone::Refused(why)) => {
            Ended::Refused(format!("{}: {}", why.code(), words::not_signed(Lang::En, &why)))
        }
        Err(NotDone::Code(why)) => Ended::Refused(problem::sentence(Lang::En, &why)),
        Err(NotDone::Fault(fault)) => return Err(fault.into()),
    })
}

async fn take_back(ctx: &Ctx, args: &TakeBack) -> anyhow::Result<Ended> {
    let signed_in = match args.staff.sign_in(ctx).await? {
        Ok(signed_in) => signed_in,
        Err(why) => return Ok(Ended::Refused(why)),
    };
    let by = signer(&signed_in);
    let done = take_back::take_back(ctx, &by, args.date, None, &args.reason, None).await;
    signed_in.sign_out(ctx).await?;
    Ok(match done {
        Ok(kept) => told(&kept, args.json),
        Err(NotTaken::Refused(why)) => {
            let [zh, en] = [Lang::Zh, Lang::En].map(|l| words::not_taken_back(l, why));
            Ended::Refused(format!("{}: {en} · {zh}", why.code()))
        }
        Err(NotTaken::Reason(why)) => {
            Ended::Refused(format!("--reason: {}", problem::sentence(Lang::En, &why)))
        }
        Err(NotTaken::Code(why)) => Ended::Refused(problem::sentence(Lang::En, &why)),
        Err(NotTaken::Fault(fault)) => return Err(fault.into()),
    })
}

fn signer(signed_in: &SignedIn) -> Signer {
    match signed_in {
        SignedIn::Clerk(clerk) => Signer::Teller(clerk.clone()),
        SignedIn::First(first) => Signer::First(first.clone()),
        SignedIn::Second(second) => Signer::Second(second.clone()),
    }
}

/// Where the sheet stands now.
fn told(kept: &Kept, json: bool) -> Ended {
    match json {
        true => println!("{}", kept_json(kept)),
        false => println!("{}: {} {}", kept.day, words::signing(Lang::En, kept.state), kept.hash),
    }
    Ended::Well
}
