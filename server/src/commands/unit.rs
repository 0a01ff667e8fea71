//! `anju unit pay-day`: the day on which a unit pays wages (发薪日). Five days later its contributions are late
//! (Regulation article 19); a unit without one has until five days after the month.

use super::{Ended, staff::Staff};
use crate::{config::Books, start};
use service::months;

#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Note the day of the month on which a unit pays wages.
    PayDay(PayDay),
}

#[derive(clap::Args)]
struct PayDay {
    #[command(flatten)]
    books: Books,
    #[command(flatten)]
    staff: Staff,
    /// Unit account number.
    unit: String,
    /// 1 to 31, or the last day of a shorter month; left out, the day is forgotten.
    #[arg(value_parser = day)]
    day: Option<u32>,
}

fn day(text: &str) -> Result<u32, String> {
    match text.parse() {
        Ok(day @ 1..=31) => Ok(day),
        _ => Err("a day of the month is 1 to 31".into()),
    }
}

pub async fn run(args: Args) -> anyhow::Result<Ended> {
    let What::PayDay(args) = args.what;
    let ctx = start::open(&args.books).await?;
    let signed_in = match args.staff.sign_in(&ctx).await? {
        Ok(signed_in) => signed_in,
        Err(why) => return Ok(Ended::Refused(why)),
    };
    let done = match signed_in.first() {
        Ok(first) => Ok(months::set_pay_day(&ctx, first, &args.unit, args.day).await?),
        Err(why) => Err(why),
    };
    signed_in.sign_out(&ctx).await?;
    Ok(match done {
        Err(why) => Ended::Refused(why),
        Ok(false) => Ended::Refused("no_unit: there is no such unit".into()),
        Ok(true) => {
            println!("{}", serde_json::json!({ "unit_account_no": args.unit, "pay_day": args.day }));
            Ended::Well
        }
    })
}
