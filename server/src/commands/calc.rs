//! `anju calc`: the calculators on the command line. The same functions answer the pages, so the digits agree.

mod interest;
mod limit;

use super::Ended;
use app::text::{Lang, problem::sentence};
use clap::Subcommand;
use domain::loan::answer::{CombinationAnswer, LoanAnswer, PrepayAnswer};
use domain::loan::{
    Combination, CombinationTerms, LoanTerms, Months, PrepayMode, Principal, RepayMethod, Running, Schedule,
};
use domain::{Fen, Problem, Rate};
use serde::Serialize;

#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Repayment schedule of a loan.
    Loan(Loan),
    /// A part paid early: end sooner (shorten) or pay less a month (lower).
    Prepay(Prepay),
    /// A fund loan and a commercial loan together.
    Combination(CombinationArgs),
    Limit(limit::Args),
    /// Interest of an accrual year, 1 July to 30 June, or to the day an account is closed.
    Interest(interest::Args),
}

#[derive(clap::Args)]
struct Terms {
    /// Sum lent, yuan: 100 to 100,000,000.
    #[arg(long, allow_hyphen_values = true)]
    principal: String,
    /// Monthly instalments: 1 to 360.
    #[arg(long, allow_hyphen_values = true)]
    months: String,
    /// Annual rate, per cent: 0 to 24, at most three decimals.
    #[arg(long, allow_hyphen_values = true)]
    rate: String,
    #[command(flatten)]
    method: Method,
}

#[derive(clap::Args)]
struct Method {
    /// equal-instalment (等额本息) or equal-principal (等额本金).
    #[arg(long, default_value = "equal-instalment")]
    method: String,
}

#[derive(clap::Args)]
struct Output {
    /// One JSON object on standard output; money as texts in yuan.
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
struct Loan {
    #[command(flatten)]
    terms: Terms,
    /// Every instalment, not only the sums.
    #[arg(long)]
    schedule: bool,
    #[command(flatten)]
    output: Output,
}

#[derive(clap::Args)]
struct Prepay {
    #[command(flatten)]
    terms: Terms,
    /// Instalments paid before the prepayment: 1 to one less than the term.
    #[arg(long, allow_hyphen_values = true)]
    after: String,
    /// Sum paid early, yuan: at most what is still owed.
    #[arg(long, allow_hyphen_values = true)]
    amount: String,
    /// shorten (缩短年限) or lower (减少月供).
    #[arg(long)]
    mode: String,
    #[command(flatten)]
    output: Output,
}

#[derive(clap::Args)]
struct CombinationArgs {
    /// Fund loan, yuan.
    #[arg(long, allow_hyphen_values = true)]
    fund: String,
    /// Annual rate of the fund loan, per cent.
    #[arg(long, allow_hyphen_values = true)]
    fund_rate: String,
    /// Commercial loan, yuan.
    #[arg(long, allow_hyphen_values = true)]
    commercial: String,
    /// Annual rate of the commercial loan, per cent.
    #[arg(long, allow_hyphen_values = true)]
    commercial_rate: String,
    /// Monthly instalments of both: 1 to 360.
    #[arg(long, allow_hyphen_values = true)]
    months: String,
    #[command(flatten)]
    method: Method,
    /// Every instalment, not only the sums.
    #[arg(long)]
    schedule: bool,
    #[command(flatten)]
    output: Output,
}

pub fn run(args: Args) -> anyhow::Result<Ended> {
    let answer = match args.what {
        What::Loan(args) => loan(&args),
        What::Prepay(args) => prepay(&args),
        What::Combination(args) => combination(&args),
        What::Limit(args) => limit::limit(&args),
        What::Interest(args) => interest::interest(&args),
    };
    Ok(match answer {
        Ok(text) => {
            println!("{text}");
            Ended::Well
        }
        Err(why) => Ended::Refused(why),
    })
}

/// The answer as text, or the sentence that refuses.
type Answer = Result<String, String>;

/// Names the option in front of the sentence, in both languages.
fn at<T>(option: &str, parsed: Result<T, Problem>) -> Result<T, String> {
    parsed.map_err(|problem| refusal(option, &problem))
}

fn refusal(what: &str, problem: &Problem) -> String {
    format!("{what}: {} · {}", sentence(Lang::En, problem), sentence(Lang::Zh, problem))
}

impl Terms {
    fn read(&self) -> Result<LoanTerms, String> {
        Ok(LoanTerms {
            principal: at("--principal", Principal::parse_yuan(&self.principal))?,
            months: at("--months", Months::parse(&self.months))?,
            rate: at("--rate", Rate::parse(&self.rate))?,
            method: self.method.read()?,
        })
    }
}

impl Method {
    fn read(&self) -> Result<RepayMethod, String> {
        let known = "--method: expected equal-instalment or equal-principal";
        RepayMethod::parse(&self.method).map_err(|_| known.into())
    }
}

impl Output {
    fn show<T: Serialize>(&self, answer: &T) -> Answer {
        let value = serde_json::to_value(answer).map_err(|error| error.to_string())?;
        if self.json {
            return serde_json::to_string(answer).map_err(|error| error.to_string());
        }
        Ok(plain(&value, 0).trim_end().to_owned())
    }
}

/// One line per number for people.
fn plain(value: &serde_json::Value, depth: usize) -> String {
    use serde_json::Value;
    match value {
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| match value {
                Value::Object(_) | Value::Array(_) => {
                    format!("{:depth$}{name}\n{}", "", plain(value, depth + 2))
                }
                _ => format!("{:depth$}{name:<20} {}", "", plain(value, depth)),
            })
            .collect(),
        Value::Array(rows) => {
            let line = |row: String| format!("{:depth$}{row}\n", "");
            let head = rows.first().map(|row| line(header(row)));
            head.into_iter().chain(rows.iter().map(|row| line(one_line(row)))).collect()
        }
        Value::String(text) => format!("{text}\n"),
        other => format!("{other}\n"),
    }
}

/// The names above the columns of [`one_line`].
fn header(row: &serde_json::Value) -> String {
    let names = row.as_object().into_iter().flat_map(|fields| fields.keys());
    names.map(|name| format!("{name:>14}")).collect::<Vec<_>>().join(" ")
}

fn one_line(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Object(fields) => {
            fields.values().map(one_line).map(|cell| format!("{cell:>14}")).collect::<Vec<_>>().join(" ")
        }
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn loan(args: &Loan) -> Answer {
    args.output.show(&LoanAnswer::of(&Schedule::of(&args.terms.read()?), args.schedule))
}

fn prepay(args: &Prepay) -> Answer {
    let running = at("--after", Running::parse(args.terms.read()?, &args.after))?;
    let amount = at("--amount", running.check(Fen::parse(&args.amount).ok()))?;
    let mode = PrepayMode::parse(&args.mode).map_err(|_| "--mode: expected shorten or lower".to_owned())?;
    args.output.show(&PrepayAnswer::of(&running, &running.prepay(amount, mode)))
}

fn combination(args: &CombinationArgs) -> Answer {
    let combination = Combination::of(&CombinationTerms {
        fund: at("--fund", Principal::parse_yuan(&args.fund))?,
        fund_rate: at("--fund-rate", Rate::parse(&args.fund_rate))?,
        commercial: at("--commercial", Principal::parse_yuan(&args.commercial))?,
        commercial_rate: at("--commercial-rate", Rate::parse(&args.commercial_rate))?,
        months: at("--months", Months::parse(&args.months))?,
        method: args.method.read()?,
    });
    args.output.show(&CombinationAnswer::of(&combination, args.schedule))
}
