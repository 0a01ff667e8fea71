//! `anju demo`: a demo centre, made by writing remittance files and importing them the way a centre does.

use super::{
    Ended,
    import::{Report, refused, rejects_beside},
    settle_interest::{self, Watch},
};
use crate::{config::Books, start};
use anyhow::{Context as _, bail};
use app::text::demo as words;
use domain::{Month, contribution::ContributionRules, interest::AccrualYear};
use service::{
    Ctx, centre,
    demo::{self, Cast, Plan, Role, Seat, Size},
    interest::{self, Failure, Order, Rules, Totals},
    policies::Policies,
    receipt,
    remittance::{ImportError, Imported, import},
    year_statement,
};
use std::{fmt::Write as _, path::PathBuf, time::Instant};

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    books: Books,
    /// Accounts of the demo centre.
    #[arg(long, default_value_t = 2_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    accounts: u32,
    /// Months of contributions, up to and including last month.
    #[arg(long, default_value_t = 24, value_parser = clap::value_parser!(u32).range(1..=600))]
    months: u32,
    /// The same seed makes the same centre.
    #[arg(long, default_value_t = 20_261_120)]
    seed: u64,
    /// Where the remittance files are written.
    #[arg(long, default_value = "data/demo")]
    files: PathBuf,
    /// Write the files and stop.
    #[arg(long)]
    files_only: bool,
}

pub async fn run(mut args: Args) -> anyhow::Result<Ended> {
    args.books.demo = true;
    let ctx = start::migrated(&args.books).await?;
    centre::keep_city(&ctx).await?;
    ctx.store.expect_bulk().await?;
    let policy = Policies::get().contribution(&ctx.centre.city);
    let Some(rules) = policy.and_then(|policy| policy.rules()) else {
        bail!("no contribution rules for the city “{}”", ctx.centre.city)
    };
    let region = ctx.centre.org / 100 * 100 + 99;
    let cast = Cast::of(region).context("the demo people have sound numbers")?;
    let plan = plan(&ctx, &args, region, &rules, &cast)?;
    let files = demo::write(&plan, &rules, &args.files)?;
    if args.files_only {
        println!("{} lines in {} files in {}", files.lines, files.paths.len(), args.files.display());
        return Ok(Ended::Well);
    }
    let months = plan.size.through.plus(1 - plan.size.months as i32).through(plan.size.through);
    let files: Vec<(Month, PathBuf)> = months.zip(files.paths).collect();
    if let Some(why) = import_all(&ctx, &files, &rules).await? {
        return Ok(Ended::Refused(why));
    }
    demo::settle(&ctx, args.seed, &plan).await?;
    let seats = demo::seat(&ctx, args.seed, &cast).await?;
    // The books of a centre that was open yesterday: its entries have receipts.
    receipt::close(&ctx, ctx.today().pred_opt().unwrap_or_default()).await?;
    let list = listing(&seats);
    std::fs::write(args.files.join("people.txt"), &list)?;
    println!("\n{list}");
    Ok(Ended::Well)
}

fn plan(ctx: &Ctx, args: &Args, region: u32, rules: &ContributionRules, cast: &Cast) -> anyhow::Result<Plan> {
    let size =
        Size { accounts: args.accounts, months: args.months, through: Month::of(ctx.today()).plus(-1) };
    let city: String = ctx.centre.name_zh.chars().take(2).collect();
    demo::plan(args.seed, region, &city, size, rules, cast).context("the demo centre is too large")
}

/// Imports the files one after the other, and after each June settles the interest of the year that it ends, as a
/// centre lives through its months; `Some` when one was refused.
async fn import_all(
    ctx: &Ctx,
    files: &[(Month, PathBuf)],
    rules: &ContributionRules,
) -> anyhow::Result<Option<String>> {
    let started = Instant::now();
    let mut total = Imported::default();
    let mut settled = Vec::new();
    for (number, (month, path)) in files.iter().enumerate() {
        let mut report = Report::quiet(rejects_beside(path));
        let imported = match import(ctx, path, rules, &mut report).await {
            Ok(imported) => imported,
            Err(ImportError::Refused(refusal)) => return Ok(Some(refused(&refusal))),
            Err(ImportError::Fault(fault)) => {
                return Err(fault).context("the demo files were not taken in; run it again");
            }
        };
        report.finish()?;
        settled.extend(settle_after(ctx, *month).await?);
        if imported.rejected > 0 {
            bail!("{} lines of {} were rejected", imported.rejected, path.display());
        }
        total.posted += imported.posted;
        total.unchanged += imported.unchanged;
        total.opened += imported.opened;
        let seconds = started.elapsed().as_secs_f64().max(0.001);
        eprint!(
            "\r{:>3} of {} files, {} lines posted, {:.0} lines/s ",
            number + 1,
            files.len(),
            total.posted,
            (total.posted + total.unchanged) as f64 / seconds
        );
    }
    eprintln!();
    println!(
        "{} accounts opened, {} lines posted, {} unchanged.",
        total.opened, total.posted, total.unchanged
    );
    for totals in settled {
        let (year, entries) = (totals.year.settlement_year(), totals.entries);
        println!("Interest of {year}: {entries} accounts, {} yuan.", totals.interest);
    }
    Ok(None)
}

/// Settles the year that ends with `month`, when one does and it is over, and issues its statements.
async fn settle_after(ctx: &Ctx, month: Month) -> anyhow::Result<Option<Totals>> {
    let year = AccrualYear::of(month.last_day())?;
    if year.settlement_day() != month.last_day() || ctx.today() <= year.settlement_day() {
        return Ok(None);
    }
    let mut watch = Watch::silent();
    match interest::settle(ctx, &Rules::of(ctx), Order::settle(year), &mut watch).await {
        Ok(totals) => {
            let issued = year_statement::issue_year(ctx, &Rules::of(ctx), year, interest::BATCH).await;
            issued.context("the statements were not all issued; run it again")?;
            Ok(Some(totals))
        }
        Err(Failure::Refused(refusal)) => bail!("{}", settle_interest::refused(&refusal)),
        Err(Failure::Fault(fault)) => Err(fault).context("the interest was not settled; run it again"),
    }
}

fn listing(seats: &[Seat]) -> String {
    let mut text = format!("{}\n", words::HEADING);
    for seat in seats {
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "\n{}  {}\n  {}  {}\n  {}  {}\n  {}  {}\n",
            seat.name,
            role(seat.role),
            words::SIGN_IN,
            seat.login,
            words::PASSWORD,
            seat.password,
            words::ONE_TIME_CODE,
            seat.totp.as_deref().unwrap_or(words::WITHOUT_FACTOR),
        );
    }
    text
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Worker => words::WORKER,
        Role::HomeOwner => words::HOME_OWNER,
        Role::Parent => words::PARENT,
        Role::Unanswered => words::UNANSWERED,
        Role::Flexible => words::FLEXIBLE,
        Role::Counter => words::COUNTER,
        Role::FirstReviewer => words::FIRST_REVIEWER,
        Role::SecondReviewer => words::SECOND_REVIEWER,
        Role::Agent => words::AGENT,
    }
}
