//! What a member sees about the interest of a year: every entry with the arithmetic that gave it, and an estimate
//! where the year is still open.

use super::Rules;
use crate::{Ctx, Fault, actor::Member};
use chrono::NaiveDate;
use domain::{
    Fen,
    interest::{AccrualYear, DepositRate, Due, Method, Opening, Period, Posted, due},
    statement::Entry,
};
use store::{account, ledger};

/// One year of one account.
#[derive(Clone, Debug)]
pub struct InterestPage {
    pub today: NaiveDate,
    pub year: AccrualYear,
    /// How it is counted.
    pub method: Method,
    /// Years with money, the latest first; the running one among them.
    pub years: Vec<AccrualYear>,
    /// What was credited for the year, oldest first.
    pub lines: Vec<Line>,
    /// What the year will bring; only while it is not settled.
    pub estimate: Option<Estimate>,
    /// The same for the running year, on the page of another.
    pub running: Option<(AccrualYear, Fen)>,
    /// The announcements in force during the year.
    pub rates: Vec<DepositRate>,
}

/// An interest entry and the arithmetic behind it.
#[derive(Clone, Debug)]
pub struct Line {
    pub value_date: NaiveDate,
    pub posted_on: NaiveDate,
    /// Negative where too much was credited before.
    pub amount: Fen,
    /// The whole of the year as the rows stood when the entry was posted; `None` where they contradict each other.
    pub due: Option<Due>,
}

impl Line {
    /// A difference to what was credited before it.
    pub fn is_adjustment(&self) -> bool {
        self.due.as_ref().is_some_and(|due| !due.paid.is_zero())
    }
}

/// What a year that is open will bring when nothing moves any more.
#[derive(Clone, Debug)]
pub struct Estimate {
    /// To the end of the year.
    pub whole: Due,
    /// What the days until yesterday have earned.
    pub so_far: Fen,
}

/// The page of a year; `None` without an account, or for a year in which nothing stood in it.
pub async fn page(ctx: &Ctx, member: &Member, year: AccrualYear) -> Result<Option<InterestPage>, Fault> {
    let (today, rules) = (ctx.today(), Rules::of(ctx));
    let mut conn = ctx.store.read().await?;
    let Some(own) = account::find_of_person(&mut conn, member.person_id()).await? else { return Ok(None) };
    let entries = ledger::entry_list(&mut conn, own.account.number.as_str()).await?;
    drop(conn);
    let rows: Vec<Posted> = entries.iter().map(Posted::from).collect();
    let years = years(&rows, today);
    if !years.contains(&year) {
        return Ok(None);
    }
    let lines: Vec<Line> = rows
        .iter()
        .zip(&entries)
        .filter(|(row, _)| row.is_interest && AccrualYear::earned_by(row.value_date) == Ok(year))
        .map(|(row, entry)| line(&rules, &rows, row, entry))
        .collect();
    let open = |year: AccrualYear| {
        !rows.iter().any(|row| row.is_interest && row.value_date == year.next_first_day())
    };
    let closed = own.account.state.is_closed();
    let estimate = if open(year) && !closed { estimate(&rules, &rows, year, today) } else { None };
    let latest = years.first().copied().filter(|latest| *latest != year && latest.contains(today) && !closed);
    let running = latest
        .and_then(|latest| estimate_of(&rules, &rows, latest).map(|due| (latest, due.settlement.interest)));
    let rates = in_force(&rules, year);
    Ok(Some(InterestPage { today, year, method: rules.method(year), years, lines, estimate, running, rates }))
}

/// Every accrual year from the first row to today, the latest first.
fn years(rows: &[Posted], today: NaiveDate) -> Vec<AccrualYear> {
    let first = rows.iter().map(|row| row.value_date).min();
    let (Some(Ok(mut year)), Ok(last)) = (first.map(AccrualYear::of), AccrualYear::of(today)) else {
        return Vec::new();
    };
    let mut years = Vec::new();
    while year <= last {
        years.push(year);
        year = year.next();
    }
    years.reverse();
    years
}

fn line(rules: &Rules<'_>, rows: &[Posted], row: &Posted, entry: &Entry) -> Line {
    let due = Period::earned_by(row.value_date).and_then(|(year, period)| {
        let before = rows.iter().filter(|earlier| earlier.seq < row.seq).copied();
        due(period, Opening::FromRows, before, rules.rates, rules.method(year)).ok()
    });
    Line { value_date: row.value_date, posted_on: entry.posted_on, amount: row.amount, due }
}

fn estimate_of(rules: &Rules<'_>, rows: &[Posted], year: AccrualYear) -> Option<Due> {
    let rows = rows.iter().copied();
    due(Period::whole(year), Opening::FromRows, rows, rules.rates, rules.method(year)).ok()
}

fn estimate(rules: &Rules<'_>, rows: &[Posted], year: AccrualYear, today: NaiveDate) -> Option<Estimate> {
    let whole = estimate_of(rules, rows, year)?;
    let so_far = match Period::closing(year, today) {
        Ok(period) => {
            let until = rows.iter().copied().filter(|row| row.value_date <= today);
            due(period, Opening::FromRows, until, rules.rates, rules.method(year)).ok()?.settlement.interest
        }
        Err(_) => whole.settlement.interest,
    };
    Some(Estimate { whole, so_far })
}

/// The announcements whose rates hold on some day of the year.
fn in_force(rules: &Rules<'_>, year: AccrualYear) -> Vec<DepositRate> {
    let rows = rules.rates.rows();
    let holds = |(index, row): &(usize, &DepositRate)| {
        let ends = rows.get(index + 1).map(|next| next.from.0);
        row.from.0 <= year.settlement_day() && ends.is_none_or(|end| end > year.first_day())
    };
    rows.iter().enumerate().filter(holds).map(|(_, row)| row.clone()).collect()
}
