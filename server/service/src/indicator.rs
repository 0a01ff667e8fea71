//! Indicators (运行指标): sums of closed days, the yearly plan that two people set, and what follows from both.

pub mod desk;
mod plan;
mod tally;

pub use plan::{Proposed, Request, approve, plans, propose, refuse, waiting};
pub use tally::catch_up;

use crate::{Ctx, Fault};
use chrono::NaiveDate;
use domain::{
    Month,
    indicator::{Books, CaseKind, Measured, MonthSums, OpenRow, Plan, measure, open_rows},
};
use store::{Conn, day_sum, indicator_plan, receipt};

/// Everything that the board shows of a month.
#[derive(Clone, Debug)]
pub struct Board {
    pub month: Month,
    /// The last closed day: rows after it are in no figure.
    pub as_of: NaiveDate,
    /// The last day of the month that is in the figures.
    pub until: NaiveDate,
    /// Months that can be shown.
    pub first: Month,
    pub last: Month,
    pub measured: Vec<Measured>,
    /// Of the month's year; the latest that a second person approved.
    pub plan: Option<Plan>,
    /// January to the month, each with what members had at its end, in fen.
    pub months: Vec<(Month, MonthSums, i64)>,
    /// Cases of the year by kind: online, and all.
    pub kinds: Vec<(CaseKind, i64, i64)>,
}

/// The board of a month, or of the latest; `None` when no day is closed, or the books do not have the month.
pub async fn board(ctx: &Ctx, asked: Option<Month>) -> Result<Option<Board>, Fault> {
    let mut conn = ctx.store.read().await?;
    let Some((books, as_of)) = read(&mut conn).await? else { return Ok(None) };
    let Some((first, _)) = books.span() else { return Ok(None) };
    let last = Month::of(as_of).max(first);
    let month = asked.unwrap_or(last);
    if !(first..=last).contains(&month) {
        return Ok(None);
    }
    let plan = indicator_plan::find_standing(&mut conn, month.year()).await?.map(|found| found.plan);
    let january = month.plus(1 - month.month() as i32);
    let kinds = CaseKind::ALL.map(|kind| {
        let (online, all) = books.cases(january, month, Some(kind));
        (kind, online, all)
    });
    Ok(Some(Board {
        month,
        as_of,
        until: as_of.min(month.last_day()),
        first,
        last,
        measured: measure(&books, month),
        plan,
        months: january.through(month).map(|of| (of, books.month(of), books.balance(of))).collect(),
        kinds: kinds.into_iter().filter(|(_, _, all)| *all > 0).collect(),
    }))
}

/// The open numbers: every month that is over and closed, oldest first.
pub async fn open_numbers(ctx: &Ctx) -> Result<Vec<OpenRow>, Fault> {
    let mut conn = ctx.store.read().await?;
    let Some((books, as_of)) = read(&mut conn).await? else { return Ok(Vec::new()) };
    // The month of the last closed day is over when that was its last day.
    let month = Month::of(as_of);
    let last = if as_of == month.last_day() { month } else { month.plus(-1) };
    Ok(open_rows(&books, last))
}

/// The books of all closed days, and the last of them.
async fn read(conn: &mut Conn) -> Result<Option<(Books, NaiveDate)>, Fault> {
    let Some(tallied) = day_sum::tally_last(conn).await? else { return Ok(None) };
    let day = receipt::day_page(conn, tallied.day_no - 1, 1).await?.pop();
    let day = day.ok_or(Fault::Invariant("sums are kept of closed days"))?;
    let books = Books::of(&day_sum::months(conn).await?, day_sum::case_months(conn).await?);
    Ok(Some((books, day.root.day)))
}
