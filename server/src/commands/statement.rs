//! `anju statement --account NO --year 2026`: a statement as the centre's operator reads it; `anju statement check FILE`
//! holds an exported one against itself and against the books.

use super::{Ended, settle_interest::parse_year};
use crate::{
    config::Books,
    start,
    year_statement::{NotAFile, check, json_text},
};
use domain::{AccountNo, Fen, year_statement::number_of};
use service::year_statement::{self, Standing, YearPage};
use std::path::PathBuf;

/// Shows the statement of one account and interest year, 1 July to 30 June; 2026 is the year that ends on 30 June 2026.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Args {
    #[command(flatten)]
    books: Books,
    /// Account number, twelve digits.
    #[arg(long, required = true, allow_hyphen_values = true)]
    account: Option<String>,
    /// Calendar year of the settlement day: 2026 is 1 July 2025 to 30 June 2026.
    #[arg(long, required = true, allow_hyphen_values = true)]
    year: Option<String>,
    /// One JSON object, in the form of /schemas/statement-1.json.
    #[arg(long)]
    json: bool,
    #[command(subcommand)]
    act: Option<Act>,
}

#[derive(clap::Subcommand)]
enum Act {
    /// Read an exported statement (.json): do its rows add up, is its hash over them, was it issued like this?
    ///
    /// The hash is the SHA-256 of these lines, each ended by a line feed: `anju-statement 1`; account number, first and
    /// last day; `opening` and the opening balance; for each row its number, posting date, value date, business code,
    /// amount, contribution month, unit's and own part, reversed row, with `-` for what is null; `closing` and the
    /// closing balance. Exit 1 when anything differs.
    Check {
        #[command(flatten)]
        books: Books,
        file: PathBuf,
    },
}

pub async fn run(args: Args) -> anyhow::Result<Ended> {
    if let Some(Act::Check { books, file }) = args.act {
        return run_check(&books, &file).await;
    }
    let number = args.account.as_deref().and_then(|text| AccountNo::parse(text).ok());
    let Some(number) = number else {
        return Ok(Ended::Refused("--account: not an account number · 账号有误".into()));
    };
    let Some(year) = args.year.as_deref().and_then(parse_year) else {
        return Ok(Ended::Refused(
            "--year: expected the calendar year of the settlement day, 2000 to 2199 · 应为结息日所在年份"
                .into(),
        ));
    };
    let ctx = start::open(&args.books).await?;
    match year_statement::of_account(&ctx, &number, year).await? {
        None => Ok(Ended::Refused("no such account in that year · 该年度没有这个账户".into())),
        Some(page) => {
            if args.json {
                println!("{}", json_text(&page));
            } else {
                print(&page);
            }
            Ok(if page.intact { Ended::Well } else { Ended::WithFindings })
        }
    }
}

async fn run_check(books: &Books, file: &std::path::Path) -> anyhow::Result<Ended> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) => return Ok(Ended::Refused(format!("{}: {error}", file.display()))),
    };
    let checked = match check(&text) {
        Ok(checked) => checked,
        Err(why @ NotAFile::Unread(_)) => return Ok(Ended::Refused(why.to_string())),
        Err(why) => {
            println!("{why}");
            return Ok(Ended::WithFindings);
        }
    };
    let Some(claimed) = checked.claimed else {
        println!("{} rows add up; a provisional statement carries no hash", checked.rows);
        return Ok(Ended::WithFindings);
    };
    if claimed != checked.hash {
        println!("the hash of the file is {claimed}, its rows give {}", checked.hash);
        return Ok(Ended::WithFindings);
    }
    let ctx = start::open(books).await?;
    let page = year_statement::of_account(&ctx, &checked.account, checked.year).await?;
    match page.map(|page| page.standing) {
        Some(Standing::Final(issued)) if issued.hash == claimed => {
            println!("statement {} was issued like this on {}", number_of(&claimed), issued.at.day());
            Ok(Ended::Well)
        }
        _ => {
            println!("statement {} was not issued by this centre", number_of(&claimed));
            Ok(Ended::WithFindings)
        }
    }
}

fn print(page: &YearPage) {
    let (made, year) = (&page.statement, page.statement.year);
    println!(
        "{} {} ({} to {}): {}",
        made.account,
        year.settlement_year(),
        year.first_day(),
        year.settlement_day(),
        page.standing.code()
    );
    if let Standing::Final(issued) = &page.standing {
        println!("statement {}, issued {}, {}", number_of(&issued.hash), issued.at.day(), issued.hash);
    }
    let line = |word: &str, amount: Fen| println!("{word:<24}{:>18}", amount.plain());
    line("opening", made.opening);
    for (flow, amount) in &made.flows {
        line(flow.code(), *amount);
    }
    line("closing", made.closing);
    for since in &page.since {
        let entry = &since.entry;
        println!(
            "since: {} row {} of {} {}",
            since.why.code(),
            entry.seq,
            entry.posted_on,
            entry.amount.plain()
        );
    }
    if !page.intact {
        println!("its rows are not those that were issued; see anju verify");
    }
}
