//! `anju verify`: recomputes every balance from the rows and checks every invariant, the closed days and the
//! audit chain. One line per finding; exit 1 on any.

use super::Ended;
use crate::{config::Books, start};

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    books: Books,
}

pub async fn run(args: Args) -> anyhow::Result<Ended> {
    let ctx = start::open(&args.books).await?;
    let summary = service::verify::run(&ctx, &mut |finding| println!("{finding}")).await?;
    println!(
        "{} accounts, {} transfers, {} of them in closed days, {} audit rows: {}",
        summary.accounts,
        summary.transfers,
        summary.receipts,
        summary.audit_rows,
        match summary.findings {
            0 => "all books agree".to_owned(),
            1 => "1 finding".to_owned(),
            many => format!("{many} findings"),
        }
    );
    Ok(if summary.findings == 0 { Ended::Well } else { Ended::WithFindings })
}
