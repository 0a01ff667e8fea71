//! `anju trial-balance`: the books at the end of a day, one line per account of the chart, added up from the
//! rows. Exit 1 when debits are not credits or a running total says something else than its rows.

use super::Ended;
use crate::{config::Books, start};
use chrono::NaiveDate;
use domain::Fen;
use service::trial::{self, TrialBalance};

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    books: Books,
    /// The day at whose end the books are drawn up, `2026-06-30`; today unless given.
    #[arg(long)]
    date: Option<NaiveDate>,
    /// One JSON object instead of a table.
    #[arg(long)]
    json: bool,
}

pub async fn run(args: Args) -> anyhow::Result<Ended> {
    let ctx = start::open(&args.books).await?;
    let today = ctx.today();
    let day = args.date.unwrap_or(today);
    if day > today {
        return Ok(Ended::Refused(format!("{day} is not over: the latest day is {today}")));
    }
    let books = trial::balance(&ctx, day).await?;
    if args.json {
        print_json(&books)
    } else {
        print_table(&books)
    }
    Ok(if books.findings.is_empty() { Ended::Well } else { Ended::WithFindings })
}

fn print_json(books: &TrialBalance) {
    let lines = books.lines.iter().map(|line| {
        serde_json::json!({
            "id": line.head.id,
            "code": line.head.code,
            "name": line.head.name,
            "class": line.head.class.code(),
            "normal_side": line.head.class.normal().code(),
            "debits": line.debits.plain(),
            "credits": line.credits.plain(),
            "balance": line.balance.plain(),
        })
    });
    let object = serde_json::json!({
        "as_of": books.as_of.to_string(),
        "accounts": lines.collect::<Vec<_>>(),
        "debits": books.debits.plain(),
        "credits": books.credits.plain(),
        "findings": books.findings.iter().map(ToString::to_string).collect::<Vec<_>>(),
    });
    println!("{object}");
}

fn print_table(books: &TrialBalance) {
    println!("Trial balance at the end of {}, yuan", books.as_of);
    row("code", "account", ["debits", "credits", "balance"].map(str::to_owned), "normal side");
    for line in &books.lines {
        let amounts = [line.debits, line.credits, line.balance].map(Fen::plain);
        row(line.head.code, line.head.id, amounts, line.head.class.normal().code());
    }
    row("", "together", [books.debits.plain(), books.credits.plain(), String::new()], "");
    for finding in &books.findings {
        println!("{finding}");
    }
}

fn row(code: &str, account: &str, amounts: [String; 3], side: &str) {
    let [debits, credits, balance] = amounts;
    let line = format!("{code:<8}{account:<20}{debits:>20}{credits:>20}{balance:>20}  {side}");
    println!("{}", line.trim_end());
}
