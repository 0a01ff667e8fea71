//! `anju settle-interest --year 2026`: credits a year's interest to every account, or adjusts settled years.

use super::Ended;
use crate::{config::Books, start};
use anyhow::Context as _;
use domain::{AccountNo, interest::AccrualYear};
use service::{
    Ctx,
    interest::{
        self, Adjusted, Failure, Listener, Order, Problem, Refusal, Rules, State, Totals, adjust_account,
    },
    year_statement,
};
use std::{io::IsTerminal as _, time::Instant};

/// Credits the interest of the accrual year that ends on 30 June of --year (2026: 1 July 2025 to 30 June 2026) to
/// every account that earned any. `anju calc interest --year` names a year by its first day instead.
///
/// A run that was stopped is run again and goes on where it was; a year that is settled stays as it is. Accounts
/// whose rows contradict each other are listed and left out (exit 1); --adjust credits them once they are mended.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    books: Books,
    /// Calendar year of the settlement day: 2026 is 1 July 2025 to 30 June 2026.
    #[arg(long, allow_hyphen_values = true)]
    year: String,
    /// Compute and print, post nothing.
    #[arg(long)]
    dry_run: bool,
    /// Post what late corrections have changed in this settled year and in those after it, as entries of today.
    #[arg(long)]
    adjust: bool,
    /// Adjust this account only.
    #[arg(long, requires = "adjust", conflicts_with = "dry_run", allow_hyphen_values = true)]
    account: Option<String>,
    /// One JSON object on standard output; money as texts in yuan.
    #[arg(long)]
    json: bool,
}

pub async fn run(args: Args) -> anyhow::Result<Ended> {
    let Some(year) = parse_year(&args.year) else {
        return Ok(Ended::Refused(
            "--year: expected the calendar year of the settlement day, 2000 to 2199 · 应为结息日所在年份"
                .into(),
        ));
    };
    let ctx = start::open(&args.books).await?;
    let rules = Rules::of(&ctx);
    let started = Instant::now();
    if let Some(number) = &args.account {
        let Ok(number) = AccountNo::parse(number) else {
            return Ok(Ended::Refused("--account: not an account number · 账号有误".into()));
        };
        return one_account(adjust_account(&ctx, &rules, year, &number).await, year, args.json);
    }
    let order = Order { dry_run: args.dry_run, ..Order::settle(year) };
    let mut watch = Watch { live: std::io::stderr().is_terminal() };
    let done = if args.adjust {
        interest::adjust(&ctx, &rules, order, &mut watch).await
    } else {
        interest::settle(&ctx, &rules, order, &mut watch).await
    };
    watch.end();
    match done {
        Ok(totals) => {
            let issued = match totals.state {
                State::Settled | State::AlreadySettled => Some(statements(&ctx, &rules, year).await?),
                State::DryRun | State::Adjusted => None,
            };
            print(&totals, issued, started.elapsed().as_secs_f64(), args.json);
            Ok(if totals.problems == 0 { Ended::Well } else { Ended::WithFindings })
        }
        Err(Failure::Refused(refusal)) => Ok(Ended::Refused(refused(&refusal))),
        Err(Failure::Fault(fault)) => Err(fault)
            .context("the settlement stopped before its end; run it again and it goes on from there"),
    }
}

/// Issues the statements of the year, which a run that was stopped takes up where it was; how many there are.
async fn statements(ctx: &Ctx, rules: &Rules<'_>, year: AccrualYear) -> anyhow::Result<u64> {
    let issued = year_statement::issue_year(ctx, rules, year, interest::BATCH).await;
    let why =
        "the year is settled, and its statements are not all issued; run it again and it goes on from there";
    Ok(issued.context(why)?.issued)
}

/// The accrual year of a settlement day.
pub fn parse_year(text: &str) -> Option<AccrualYear> {
    let text = domain::text::half_width(text);
    let text = text.trim();
    let four = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    AccrualYear::settled_in(text.parse().ok().filter(|_| four)?).ok()
}

/// The sentence for a year that is not settled, in both languages.
pub fn refused(refusal: &Refusal) -> String {
    let span = |year: &AccrualYear| format!("{} to {}", year.first_day(), year.settlement_day());
    match refusal {
        Refusal::NotOver { year, today } => format!(
            "the year {} is not over on {today}: it can be settled from {} on · 结息年度未结束，{} 起方可结息",
            span(year),
            year.next_first_day(),
            year.next_first_day()
        ),
        Refusal::EarlierUnsettled { earlier } => format!(
            "money stood in accounts in {}, and that year is not settled: settle {} first · 请先完成 {} 年度结息",
            span(earlier),
            earlier.settlement_year(),
            earlier.settlement_year()
        ),
        Refusal::NoRate { day } => format!("no rate is known for {day} · 没有 {day} 的利率"),
        Refusal::NotSettled { year } => format!(
            "the year {} is not settled, so there is nothing to adjust · 该年度尚未结息，不能调整",
            span(year)
        ),
        Refusal::Unpaid(problem) => format!("{problem}; nothing was changed · 未作任何更改"),
        Refusal::NoAccount => "no account has this number · 没有这个账号".into(),
    }
}

/// Tells of problems as they are found and, on a terminal, how far the run is.
pub struct Watch {
    live: bool,
}

impl Watch {
    /// For a caller that shows its own progress.
    pub fn silent() -> Watch {
        Watch { live: false }
    }

    fn end(&self) {
        if self.live {
            eprintln!();
        }
    }
}

impl Listener for Watch {
    fn problem(&mut self, account: &AccountNo, problem: &Problem) -> std::io::Result<()> {
        eprintln!("account {account}: {problem}; no interest posted");
        Ok(())
    }

    fn progress(&mut self, totals: &Totals) -> std::io::Result<()> {
        if self.live {
            eprint!("\r{} accounts, {} entries, {} yuan ", totals.accounts, totals.entries, totals.interest);
        }
        Ok(())
    }
}

const fn code(state: State) -> &'static str {
    match state {
        State::DryRun => "dry_run",
        State::Settled => "settled",
        State::AlreadySettled => "already_settled",
        State::Adjusted => "adjusted",
    }
}

fn print(totals: &Totals, statements: Option<u64>, seconds: f64, json: bool) {
    let Totals { year, state, accounts, entries, interest, problems } = totals;
    if json {
        let line = serde_json::json!({
            "year": year.settlement_year(),
            "from": year.first_day().to_string(),
            "to": year.settlement_day().to_string(),
            "state": code(*state),
            "accounts": accounts,
            "entries": entries,
            "interest": interest.plain(),
            "problems": problems,
            "statements": statements,
            "seconds": format!("{seconds:.3}"),
        });
        println!("{line}");
        return;
    }
    let head = match state {
        State::DryRun => "dry run, nothing posted",
        State::Settled => "settled",
        State::AlreadySettled => "settled before, nothing changed",
        State::Adjusted => "adjusted",
    };
    println!(
        "{} ({} to {}): {head}. {accounts} accounts, {entries} entries, {interest} yuan, {problems} problems. {seconds:.1} s.",
        year.settlement_year(),
        year.first_day(),
        year.settlement_day()
    );
    if let Some(statements) = statements {
        println!("{statements} statements of the year are issued.");
    }
}

fn one_account(done: Result<Vec<Adjusted>, Failure>, year: AccrualYear, json: bool) -> anyhow::Result<Ended> {
    let adjusted = match done {
        Ok(adjusted) => adjusted,
        Err(Failure::Refused(refusal)) => return Ok(Ended::Refused(refused(&refusal))),
        Err(Failure::Fault(fault)) => return Err(fault.into()),
    };
    if json {
        let years: Vec<_> = adjusted
            .iter()
            .map(|(year, amount)| serde_json::json!({"year": year.settlement_year(), "interest": amount.plain()}))
            .collect();
        println!(
            "{}",
            serde_json::json!({"year": year.settlement_year(), "state": "adjusted", "adjusted": years})
        );
        return Ok(Ended::Well);
    }
    for (year, amount) in &adjusted {
        println!("{}: {amount} yuan", year.settlement_year());
    }
    println!("{} years adjusted", adjusted.len());
    Ok(Ended::Well)
}
