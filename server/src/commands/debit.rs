//! `anju debit`: one round of the debits of flexible contributors, for a centre that runs them from its own
//! schedule. Running it twice, or while the portal serves, debits nobody twice.

use super::Ended;
use crate::{config::Books, start};

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    books: Books,
}

pub async fn run(args: Args) -> anyhow::Result<Ended> {
    let ctx = start::open(&args.books).await?;
    let ran = service::debit::run_due(&ctx).await?;
    println!(
        "{} made, {} paid, {} short, {} missed, {} paid otherwise, {} unanswered",
        ran.made, ran.paid, ran.short, ran.missed, ran.skipped, ran.unanswered
    );
    ctx.finish().await;
    Ok(Ended::Well)
}
