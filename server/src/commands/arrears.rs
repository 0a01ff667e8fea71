//! `anju arrears`: for which units and months nothing has come, how many workers wait and how much was due.

use super::Ended;
use crate::{config::Books, start};
use domain::Month;
use service::arrears::{self, Wanted};

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    books: Books,
    /// Only this month, `2026-10`.
    #[arg(long)]
    month: Option<String>,
    /// Only this unit account number.
    #[arg(long)]
    unit: Option<String>,
    /// One JSON object a line.
    #[arg(long)]
    json: bool,
}

pub async fn run(args: Args) -> anyhow::Result<Ended> {
    let month = match args.month.as_deref().map(Month::parse).transpose() {
        Ok(month) => month,
        Err(_) => return Ok(Ended::Refused("--month: a month is YYYY-MM".into())),
    };
    let ctx = start::open(&args.books).await?;
    let lines = arrears::list(&ctx, &Wanted { month, unit_no: args.unit }).await?;
    if !args.json {
        println!("{:<16}{:<10}{:>8}{:>18}  unit", "unit no.", "month", "workers", "yuan");
    }
    for line in lines {
        if args.json {
            let object = serde_json::json!({
                "unit_account_no": line.unit_no,
                "unit_name": line.unit_name,
                "month": line.month,
                "workers": line.workers,
                "amount": line.amount.plain(),
            });
            println!("{object}");
        } else {
            let (unit, name, month) = (line.unit_no, line.unit_name, line.month.to_string());
            println!("{unit:<16}{month:<10}{:>8}{:>18}  {name}", line.workers, line.amount.plain());
        }
    }
    Ok(Ended::Well)
}
