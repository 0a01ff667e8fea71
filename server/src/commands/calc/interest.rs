//! `anju calc interest`: a year's interest with the rows that explain it.

use super::{Answer, Output};
use domain::interest::{
    AccrualUnit, AccrualYear, Balances, DayBasis, DrawOrder, InterestAnswer, Movement, Parts, Period,
    Portion, Row, Settlement, Terms, read_movements,
};
use domain::{Fen, fen::AmountError};
use std::{fmt::Write as _, fs::File, io::Read as _, path::Path, path::PathBuf};

/// No account has so many movements in a year; what is longer is another file.
const LARGEST_FILE: u64 = 16 * 1024 * 1024;

#[derive(clap::Args)]
pub struct Args {
    /// Calendar year in which the accrual year begins: 2025 is 1 July 2025 to 30 June 2026.
    #[arg(long, allow_hyphen_values = true)]
    year: String,
    /// Balance brought forward on 1 July, yuan.
    #[arg(long, allow_hyphen_values = true)]
    opening: String,
    /// The movements: a CSV with the header `value_date,amount`, then a line for each, in any order: a day of
    /// the accrual year and yuan, negative for a withdrawal. Left out, there were none.
    #[arg(long, value_name = "FILE")]
    entries: Option<PathBuf>,
    /// Day on which the account is paid out and closed; the day before is the last that earns.
    #[arg(long, value_name = "DAY", allow_hyphen_values = true)]
    close: Option<String>,
    /// Days of a year: d360, d365, or whole-year: d360, but the annual rate for money carried over that stood
    /// all year.
    #[arg(long, default_value = DayBasis::D360.code())]
    basis: String,
    /// What of a balance earns: every fen or whole yuan.
    #[arg(long, default_value = AccrualUnit::Fen.code())]
    unit: String,
    #[command(flatten)]
    output: Output,
}

pub fn interest(args: &Args) -> Answer {
    let terms = args.terms()?;
    let period = args.period()?;
    let movements = args.entries.as_deref().map_or(Ok(Vec::new()), movements)?;
    let balances = Balances::of(period, args.opening()?, &movements, DrawOrder::default())
        .map_err(|why| format!("--entries: {why}"))?;
    let settlement = balances.settle(service::interest::rates(), terms).map_err(|why| why.to_string())?;
    let answer = InterestAnswer::from(&settlement);
    if args.output.json {
        return serde_json::to_string(&answer).map_err(|error| error.to_string());
    }
    Ok(table(&settlement, &answer, terms))
}

impl Args {
    fn terms(&self) -> Result<Terms, String> {
        Ok(Terms {
            basis: DayBasis::parse(&self.basis).ok_or("--basis: expected d360, d365 or whole-year")?,
            unit: AccrualUnit::parse(&self.unit).ok_or("--unit: expected fen or yuan")?,
        })
    }

    fn period(&self) -> Result<Period, String> {
        let year = AccrualYear::parse(&self.year).map_err(|why| format!("--year: {why}"))?;
        let Some(day) = &self.close else { return Ok(Period::whole(year)) };
        let day = day.trim().parse().map_err(|_| "--close: expected a day of the form YYYY-MM-DD")?;
        Period::closing(year, day).map_err(|why| format!("--close: {why}"))
    }

    fn opening(&self) -> Result<Parts, String> {
        let told = |why: AmountError| format!("--opening: expected yuan, not negative: {why}");
        Parts::brought_forward(Fen::parse(&self.opening).map_err(told)?)
            .map_err(|why| format!("--opening: {why}"))
    }
}

/// Reads FILE.
fn movements(path: &Path) -> Result<Vec<Movement>, String> {
    let unreadable = |error: std::io::Error| format!("--entries: {} cannot be read: {error}", path.display());
    let mut text = String::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(LARGEST_FILE + 1).read_to_string(&mut text).map_err(unreadable)?;
    if text.len() as u64 > LARGEST_FILE {
        return Err(format!("--entries: {} is longer than {LARGEST_FILE} bytes", path.display()));
    }
    read_movements(&text).map_err(|why| format!("--entries: {}, {why}", path.display()))
}

/// The rows for people, and under them the three numbers of `--json`.
fn table(settlement: &Settlement, answer: &InterestAnswer, terms: Terms) -> String {
    let cells = |row: &Row| {
        [
            row.from.to_string(),
            row.to.to_string(),
            portion(row.portion).into(),
            row.balance.to_string(),
            row.days().to_string(),
            row.rate.percent(),
            row.product().to_string(),
            row.interest.to_string(),
        ]
    };
    let head = ["from", "to", "money", "balance", "days", "rate", "product", "interest"].map(String::from);
    let mut text = String::new();
    for [from, to, money, numbers @ ..] in [head].into_iter().chain(settlement.rows.iter().map(cells)) {
        let [balance, days, rate, product, interest] = numbers;
        // A String takes everything that is written to it.
        let _ = writeln!(
            text,
            "{from:<10}  {to:<10}  {money:<12}  {balance:>18}  {days:>4}  {rate:>7}  {product:>20}  {interest:>14}"
        );
    }
    let InterestAnswer { product_fen_days, interest, closing_balance } = answer;
    let days = terms.basis.days();
    let all_year = settlement.rows.iter().find(|row| row.portion == Portion::WholeYear);
    let all_year = all_year.map_or(String::new(), |row| format!(" (all year: / {})", row.divisor));
    let _ = write!(
        text,
        "product = balance × days, in fen·days; interest = sum of product × rate / {days}{all_year}, rounded once, half up\n\
         {:<20} {product_fen_days}\n{:<20} {interest}\n{:<20} {closing_balance}",
        "product_fen_days", "interest", "closing_balance"
    );
    text
}

const fn portion(portion: Portion) -> &'static str {
    match portion {
        Portion::WholeYear => "all year",
        Portion::Whole => "whole",
        Portion::CarriedOver => "carried over",
        Portion::CurrentYear => "this year",
    }
}
