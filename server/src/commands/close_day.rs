//! `anju close-day`: puts the rows of the ledger that no closed day holds yet into a tree and publishes its root.
//! A serving portal does so by itself each night; running it again changes nothing.

use super::Ended;
use crate::{config::Books, start};
use chrono::NaiveDate;
use domain::{receipt::DayRoot, text::hex};
use service::receipt::{Close, close};

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    books: Books,
    /// The last day that goes in, such as 2026-11-20; yesterday when left out.
    #[arg(long)]
    date: Option<NaiveDate>,
}

pub async fn run(args: Args) -> anyhow::Result<Ended> {
    let ctx = start::open(&args.books).await?;
    let day = args.date.or_else(|| ctx.today().pred_opt()).unwrap_or_default();
    let ended = match close(&ctx, day).await? {
        Close::Closed(day) => {
            println!("{}", told(&day));
            Ended::Well
        }
        Close::NotOver => {
            Ended::Refused(format!("{day} is not over: a day is closed when nothing can be added to it"))
        }
        Close::Before => {
            println!("{day} is closed already; nothing was changed");
            Ended::Well
        }
        Close::NothingNew => {
            println!("nothing was written since the last closed day; nothing was changed");
            Ended::Well
        }
    };
    ctx.finish().await;
    Ok(ended)
}

fn told(day: &DayRoot) -> String {
    let DayRoot { no, day: date, first_seq, last_seq, rows, root, .. } = day;
    format!(
        "root {no} of {date}: rows {first_seq} to {last_seq}, {rows} of them\nroot {}\nhash {}",
        hex(root),
        hex(&day.hash())
    )
}
