//! `anju indicators`: the figures of the board, and the open numbers.

use super::Ended;
use crate::{config::Books, open_files, start};
use app::text::{Lang, indicator as words};
use domain::{
    Fen, Month,
    indicator::{Measured, Missing, Unit},
};
use service::{
    Ctx,
    indicator::{self, Board},
};

/// The indicators of the fund from its closed days, against the plan of the year.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    books: Books,
    /// Such as 2026-10; the latest that is closed unless given.
    #[arg(long)]
    month: Option<String>,
    /// One JSON object: money as text in yuan, rates as text in percent.
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// The open numbers, as /open/indicators.csv gives them: every month that is over.
    #[arg(long, conflicts_with = "month")]
    csv: bool,
}

pub async fn run(args: Args) -> anyhow::Result<Ended> {
    let Ok(month) = args.month.as_deref().map(Month::parse).transpose() else {
        return Ok(Ended::Refused("--month: a month is YYYY-MM".into()));
    };
    let ctx = start::open(&args.books).await?;
    if args.csv {
        print!("{}", open_files::csv(&indicator::open_numbers(&ctx).await?));
        return Ok(Ended::Well);
    }
    show(&ctx, month, args.json).await
}

async fn show(ctx: &Ctx, month: Option<Month>, json: bool) -> anyhow::Result<Ended> {
    let Some(board) = indicator::board(ctx, month).await? else {
        return Ok(Ended::Refused(
            "no closed day has this month; anju close-day closes the books of a day".into(),
        ));
    };
    if json {
        println!("{}", json_of(&board));
        return Ok(Ended::Well);
    }
    println!("Indicators of {}, books closed on {}", board.month, board.as_of);
    for Measured { indicator, value, .. } in &board.measured {
        let unit = indicator.unit();
        let shown = match value {
            Ok(value) => words::exact_value(Lang::En, unit, *value),
            Err(why) => format!("not in the books: {}", words::missing(Lang::En, *why)),
        };
        let target = board.plan.as_ref().and_then(|plan| plan.target(*indicator));
        let target = target.map(|target| words::target(Lang::En, *indicator, target)).unwrap_or_default();
        println!("{:<18}{shown:>24}  {target}", indicator.code());
    }
    Ok(Ended::Well)
}

const fn reason(why: Missing) -> &'static str {
    match why {
        Missing::Loans => "loans",
        Missing::RepaymentPlans => "repayment_plans",
        Missing::Ratings => "ratings",
        Missing::NothingYet => "nothing_yet",
    }
}

/// Yuan with two decimals, percent with two, per mille with three, months with one.
pub(super) fn text(unit: Unit, value: i64) -> String {
    match unit {
        Unit::Fen | Unit::BasisPoints => Fen::new(value).plain(),
        Unit::PerMillion => format!("{}.{:03}", value / 1_000, value % 1_000),
        Unit::MonthTenths => format!("{}.{}", value / 10, value % 10),
        Unit::Count => value.to_string(),
    }
}

const fn unit_name(unit: Unit) -> &'static str {
    match unit {
        Unit::Fen => "yuan",
        Unit::BasisPoints => "percent",
        Unit::PerMillion => "per_mille",
        Unit::MonthTenths => "months",
        Unit::Count => "cases",
    }
}

fn json_of(board: &Board) -> serde_json::Value {
    let target_of = |indicator| board.plan.as_ref().and_then(|plan| plan.target(indicator));
    let measured = board.measured.iter().map(|one| {
        let unit = one.indicator.unit();
        serde_json::json!({
            "indicator": one.indicator.code(),
            "unit": unit_name(unit),
            "value": one.value.ok().map(|value| text(unit, value)),
            "not_in_books": one.value.err().map(reason),
            "target": target_of(one.indicator).map(|target| text(unit, target)),
        })
    });
    let months = board.months.iter().map(|(month, sums, balance)| {
        serde_json::json!({
            "month": month,
            "collection": text(Unit::Fen, sums.collection),
            "withdrawals": text(Unit::Fen, sums.withdrawals),
            "interest": text(Unit::Fen, sums.interest),
            "transfer_in": text(Unit::Fen, sums.transfer_in),
            "transfer_out": text(Unit::Fen, sums.transfer_out),
            "other": text(Unit::Fen, sums.other),
            "fund_balance": text(Unit::Fen, *balance),
        })
    });
    serde_json::json!({
        "month": board.month,
        "as_of": board.as_of.to_string(),
        "indicators": measured.collect::<Vec<_>>(),
        "months": months.collect::<Vec<_>>(),
    })
}
