//! `anju reconcile`: the bank's statement of a day against our books. Exit 1 while a break is open, exit 2 when the
//! statement is refused and nothing was changed.

mod told;

use super::{
    Ended,
    staff::{SignedIn, Staff},
};
use crate::{config::Books, start};
use app::text::{Lang, problem};
use chrono::NaiveDate;
use clap::Subcommand;
use domain::reconcile::Explanation;
use service::{
    Ctx,
    reconcile::{self, BankFile, Explaining, Failure, NotExplained, Report},
};
use std::path::{Path, PathBuf};
use told::{break_json, print, refused, unreadable, version_json};

#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Args {
    #[command(flatten)]
    books: Books,
    #[command(subcommand)]
    what: Option<What>,
    /// The day of the statement, such as 2026-11-20.
    #[arg(long, required = true)]
    date: Option<NaiveDate>,
    /// The statement: CSV in UTF-8 or GB18030 with the header
    /// `account,kind,date,serial,amount,reference,counterparty`, or ISO 20022 camt.053. Without it, what is open of the
    /// day is matched again.
    #[arg(long)]
    bank_file: Option<PathBuf>,
    /// Take a statement with duplicate or late lines, or one that does not add up, and keep each as a break.
    #[arg(long, requires = "bank_file")]
    keep_irregular: bool,
    /// One JSON object.
    #[arg(long)]
    json: bool,
}

#[derive(Subcommand)]
enum What {
    /// Bring another statement of a day in place of a wrong one; a teller does, and says why. The wrong one is kept, its
    /// matches and breaks are void, and later days are matched again. Not once the day, or a later one, has a signature.
    Replace(ReplaceArgs),
    /// All versions of a day's statement with their lines, the first one first; one JSON object a line.
    Versions(VersionsArgs),
    /// Breaks that are open, the oldest first; one JSON object a line.
    Breaks(BreaksArgs),
    /// Say why a break is open; it goes on ageing.
    Explain(SayArgs),
    /// Say why a break is over.
    Resolve(SayArgs),
}

#[derive(clap::Args)]
struct ReplaceArgs {
    #[command(flatten)]
    books: Books,
    #[command(flatten)]
    staff: Staff,
    /// The day of the statement.
    #[arg(long)]
    date: NaiveDate,
    /// The right statement, whole.
    #[arg(long)]
    bank_file: PathBuf,
    /// Why the one that stands is wrong; it stands on the sheet that three people sign.
    #[arg(long)]
    reason: String,
    /// Take a statement that is irregular in itself, and keep each irregularity as a break.
    #[arg(long)]
    keep_irregular: bool,
    /// One JSON object.
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
struct VersionsArgs {
    #[command(flatten)]
    books: Books,
    #[arg(long)]
    date: NaiveDate,
}

#[derive(clap::Args)]
struct BreaksArgs {
    #[command(flatten)]
    books: Books,
}

#[derive(clap::Args)]
struct SayArgs {
    #[command(flatten)]
    books: Books,
    #[command(flatten)]
    staff: Staff,
    /// Id of the break.
    id: String,
    /// `in_transit`, `bank_mistake`, `own_mistake`, `booked_elsewhere` or `split_payment`.
    #[arg(long)]
    reason: String,
    #[arg(long, default_value = "")]
    note: String,
}

pub async fn run(args: Args) -> anyhow::Result<Ended> {
    match args.what {
        Some(What::Replace(args)) => replace(args).await,
        Some(What::Versions(args)) => versions(args).await,
        Some(What::Breaks(args)) => breaks(&start::open(&args.books).await?).await,
        Some(What::Explain(args)) => say(args, false).await,
        Some(What::Resolve(args)) => say(args, true).await,
        None => take(args).await,
    }
}

async fn take(args: Args) -> anyhow::Result<Ended> {
    let ctx = start::open(&args.books).await?;
    let Some(day) = args.date else { return Ok(Ended::Refused("--date is needed".into())) };
    let file = match args.bank_file.as_deref().map(read) {
        None => None,
        Some(Ok(file)) => Some(file),
        Some(Err(why)) => return Ok(Ended::Refused(why)),
    };
    match reconcile::reconcile(&ctx, day, file, args.keep_irregular).await {
        Ok(report) => done(&ctx, &report, args.json).await,
        Err(Failure::Refused(refusal)) => Ok(Ended::Refused(refused(&refusal))),
        Err(Failure::Fault(fault)) => Err(fault.into()),
    }
}

/// The statement in a file, or the sentence why it is none.
fn read(path: &Path) -> Result<BankFile, String> {
    match reconcile::read(path) {
        Err(error) => Err(format!("{}: {error}", path.display())),
        Ok(read) => read.map_err(|why| unreadable(&why)),
    }
}

async fn done(ctx: &Ctx, report: &Report, json: bool) -> anyhow::Result<Ended> {
    // The sheets of the days are drawn with it, for their pages.
    for day in std::iter::once(&report.day).chain(&report.later) {
        service::day_end::show(ctx, *day).await?;
    }
    print(report, json);
    Ok(if report.open.is_empty() { Ended::Well } else { Ended::WithFindings })
}

async fn replace(args: ReplaceArgs) -> anyhow::Result<Ended> {
    let ctx = start::open(&args.books).await?;
    let file = match read(&args.bank_file) {
        Ok(file) => file,
        Err(why) => return Ok(Ended::Refused(why)),
    };
    let signed_in = match args.staff.sign_in(&ctx).await? {
        Ok(signed_in) => signed_in,
        Err(why) => return Ok(Ended::Refused(why)),
    };
    let replaced = match &signed_in {
        SignedIn::Clerk(by) => {
            reconcile::replace(&ctx, by, args.date, file, &args.reason, args.keep_irregular).await
        }
        _ => {
            signed_in.sign_out(&ctx).await?;
            return Ok(Ended::Refused("a teller replaces a statement; reviewers sign under it".into()));
        }
    };
    signed_in.sign_out(&ctx).await?;
    match replaced {
        Ok(report) => done(&ctx, &report, args.json).await,
        Err(Failure::Refused(refusal)) => Ok(Ended::Refused(refused(&refusal))),
        Err(Failure::Fault(fault)) => Err(fault.into()),
    }
}

async fn versions(args: VersionsArgs) -> anyhow::Result<Ended> {
    let ctx = start::open(&args.books).await?;
    let all = reconcile::versions(&ctx, args.date).await?;
    for filed in &all {
        println!("{}", version_json(filed, all.len() == filed.version as usize));
    }
    Ok(Ended::Well)
}

async fn breaks(ctx: &Ctx) -> anyhow::Result<Ended> {
    let today = ctx.today();
    let open = reconcile::standing(ctx, today).await?.open;
    for one in &open {
        println!("{}", break_json(one, (today - one.day).num_days()));
    }
    Ok(if open.is_empty() { Ended::Well } else { Ended::WithFindings })
}

async fn say(args: SayArgs, closes: bool) -> anyhow::Result<Ended> {
    let ctx = start::open(&args.books).await?;
    let Some(explanation) = Explanation::from_code(&args.reason.replace('-', "_")) else {
        let known: Vec<_> = Explanation::ALL.iter().map(|one| one.code()).collect();
        return Ok(Ended::Refused(format!("--reason is one of {}", known.join(", "))));
    };
    let signed_in = match args.staff.sign_in(&ctx).await? {
        Ok(signed_in) => signed_in,
        Err(why) => return Ok(Ended::Refused(why)),
    };
    let said = Explaining { explanation, note: args.note, closes };
    let done = match signed_in.first() {
        Ok(by) => reconcile::explain(&ctx, by, &args.id, &said).await,
        Err(_) => {
            signed_in.sign_out(&ctx).await?;
            return Ok(Ended::Refused("a first reviewer explains".into()));
        }
    };
    signed_in.sign_out(&ctx).await?;
    Ok(match done {
        Ok(one) => {
            println!("{}", break_json(&one, (ctx.today() - one.day).num_days()));
            Ended::Well
        }
        Err(NotExplained::NotFound) => Ended::Refused("not_found: there is no such break".into()),
        Err(NotExplained::Over) => Ended::Refused("over: the break is over".into()),
        Err(NotExplained::Note(why)) => {
            Ended::Refused(format!("--note: {}", problem::sentence(Lang::En, &why)))
        }
        Err(NotExplained::Fault(fault)) => return Err(fault.into()),
    })
}
