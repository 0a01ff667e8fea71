//! Interest of one account: the difference that a late correction leaves in settled years, and the interest to
//! date that a closing pays out.

use super::{
    Rules,
    batch::{self, Problem, Unpaid, post_one},
    settle::{Failure, Refusal, settled_from, settled_years},
};
use crate::{Ctx, Fault};
use chrono::NaiveDate;
use domain::{
    AccountNo, Fen, Timestamp,
    interest::{AccrualYear, BooksError, DueError, Opening, Period, Posted, due},
};
use store::{
    Conn, audit,
    interest::{self as rows, Dates},
    posted, remittance,
};

/// A difference that was posted for a settled year.
pub type Adjusted = (AccrualYear, Fen);

/// Adjusts the settled years of one account from `year` on, in a transaction of its own.
pub async fn adjust_account(
    ctx: &Ctx,
    rules: &Rules<'_>,
    year: AccrualYear,
    number: &AccountNo,
) -> Result<Vec<Adjusted>, Failure> {
    let years = settled_from(ctx, year).await?;
    let now = ctx.now();
    let mut conn = ctx.store.read().await?;
    if store::account::find(&mut conn, number).await?.is_none() {
        return Err(Failure::Refused(Refusal::NoAccount));
    }
    drop(conn);
    let adjusted = store::write!(ctx.store, "interest.adjust", |tx| {
        remittance::lock(&mut tx, "interest").await?;
        let adjusted = adjust_in(&mut tx, rules, &years, number, now).await?;
        for (year, amount) in &adjusted {
            let detail = format!("year={} interest={}", year.settlement_year(), amount.plain());
            let (action, subject) = ("interest.adjust", number.as_str());
            let event = audit::Event { at: now, actor: "system", action, subject, detail: &detail };
            audit::append(&mut tx, &event).await?;
        }
        Ok::<_, Unpaid>(adjusted)
    });
    adjusted.map_err(|unpaid| match unpaid {
        Unpaid::Problem(problem) => Failure::Refused(Refusal::Unpaid(problem)),
        Unpaid::Fault(fault) => Failure::Fault(fault),
    })
}

/// The same within a correction: posts, for each of the settled `years` in turn, what its rows now say beyond what
/// was credited. A year that is corrected changes the opening balance of the next, so the order matters.
pub async fn adjust_in(
    tx: &mut Conn,
    rules: &Rules<'_>,
    years: &[AccrualYear],
    number: &AccountNo,
    now: Timestamp,
) -> Result<Vec<Adjusted>, Unpaid> {
    let mut adjusted = Vec::new();
    for year in years {
        let account = lock(tx, number).await?;
        let rows = batch::rows_of(tx, number, year.first_day()).await?;
        let owed = batch::owed(rules, *year, &account, &rows)?.owed;
        post_one(tx, &account, owed, batch::adjustment(*year, now.day(), now)).await?;
        if !owed.is_zero() {
            adjusted.push((*year, owed));
        }
    }
    Ok(adjusted)
}

/// What a correction calls in its own transaction: adjusts every year from that of `value_date` on that is settled, or
/// that this account was paid before its settlement is finished: a run goes by each account once. In a year for
/// which nothing was paid there is nothing to adjust.
pub async fn corrected_in(
    tx: &mut Conn,
    rules: &Rules<'_>,
    number: &AccountNo,
    value_date: NaiveDate,
    now: Timestamp,
) -> Result<Vec<Adjusted>, Unpaid> {
    let posted = batch::rows_of(tx, number, value_date).await?;
    let mut years = settled_years(tx).await?;
    let of_rows = posted.iter().filter_map(|row| AccrualYear::earned_by(row.value_date).ok());
    years.extend(of_rows.filter(|year| batch::has_annual(*year, &posted)));
    years.retain(|year| year.settlement_day() >= value_date);
    years.sort_unstable();
    years.dedup();
    adjust_in(tx, rules, &years, number, now).await
}

/// The first day on which an account would have held less than nothing without one of its entries. After such a day
/// no year could be settled and the account never be closed.
pub async fn overdrawn_without(
    conn: &mut Conn,
    rules: &Rules<'_>,
    number: &AccountNo,
    seq: i64,
    now: Timestamp,
) -> Result<Option<NaiveDate>, Fault> {
    let mut posted = batch::rows_of(conn, number, posted::ever()).await?;
    posted.retain(|row| row.seq != seq);
    match owed_to_date(rules, posted, &settled_years(conn).await?, now.day(), now) {
        Err(Unpaid::Problem(Problem::Rows(DueError::Books(BooksError::Overdrawn { day, .. })))) => {
            Ok(Some(day))
        }
        Err(Unpaid::Fault(fault)) => Err(fault),
        Ok(_) | Err(Unpaid::Problem(_)) => Ok(None),
    }
}

/// Credits everything that an account has earned up to the day before `day`, on which it is paid out and closed
/// (销户提取, 外部转出, 合并销户); answers how much. Years that are over and not settled for this account get their
/// annual entry, the rest of the running year one of the closing day. The caller takes the money out and writes
/// the audit row; money that comes later earns for itself, and no settlement pays these days again.
pub async fn close_in(
    tx: &mut Conn,
    rules: &Rules<'_>,
    number: &AccountNo,
    day: NaiveDate,
    now: Timestamp,
) -> Result<Fen, Unpaid> {
    lock(tx, number).await?;
    let rows = batch::rows_of(tx, number, posted::ever()).await?;
    let mut paid = Fen::ZERO;
    for (owed, dates) in owed_to_date(rules, rows, &settled_years(tx).await?, day, now)? {
        let account = lock(tx, number).await?;
        post_one(tx, &account, owed, dates).await?;
        paid = paid.checked_add(owed).ok_or(Fault::Invariant("sums of money fit"))?;
    }
    Ok(paid)
}

/// What [`close_in`] would credit today: for the page on which a closing is asked for.
pub async fn interest_to_date(
    conn: &mut Conn,
    rules: &Rules<'_>,
    number: &AccountNo,
    now: Timestamp,
) -> Result<Fen, Unpaid> {
    let rows = batch::rows_of(conn, number, posted::ever()).await?;
    let owed = owed_to_date(rules, rows, &settled_years(conn).await?, now.day(), now)?;
    let sum = Fen::sum(owed.into_iter().map(|(owed, _)| owed));
    Ok(sum.ok_or(Fault::Invariant("sums of money fit"))?)
}

/// Year by year what an account is owed up to the day before `day`, each with the days of its entry. What one year
/// brings counts in the next. A year that is settled is over: what is owed for it beyond is posted today.
fn owed_to_date(
    rules: &Rules<'_>,
    mut rows: Vec<Posted>,
    settled: &[AccrualYear],
    day: NaiveDate,
    now: Timestamp,
) -> Result<Vec<(Fen, Dates)>, Unpaid> {
    let last = AccrualYear::of(day).map_err(|_| Fault::Invariant("accounts are closed in our time"))?;
    let first = rows.iter().map(|row| row.value_date).min().and_then(|day| AccrualYear::of(day).ok());
    let (mut found, mut year) = (Vec::new(), first.unwrap_or(last));
    while year <= last {
        let (period, dates) = if year == last {
            let period = Period::closing(year, day).map_err(|_| Fault::Invariant("a day is in its year"))?;
            (period, Dates { value_date: day, posted_on: day, recorded: now })
        } else if settled.contains(&year) || batch::has_annual(year, &rows) {
            (Period::whole(year), batch::adjustment(year, day, now))
        } else {
            (Period::whole(year), batch::annual(year, now))
        };
        let before = rows.iter().copied();
        let owed = due(period, Opening::FromRows, before, rules.rates, rules.method(year))?.owed;
        if !owed.is_zero() {
            let seq = rows.iter().map(|row| row.seq).max().map_or(1, |seq| seq + 1);
            rows.push(Posted { seq, value_date: dates.value_date, amount: owed, is_interest: true });
        }
        found.push((owed, dates));
        year = year.next();
    }
    Ok(found)
}

async fn lock(tx: &mut Conn, number: &AccountNo) -> Result<rows::Standing, Fault> {
    let account = rows::standing_lock(tx, number).await?;
    account.ok_or(Fault::Invariant("a member's account has its place in the ledger"))
}
