//! Issuing the statements of a settled year (出具): once per account, an entry in a table that never changes.
//!
//! Accounts go by in the order of their numbers, a transaction for each batch; how far it has come stands in the
//! same transaction, so a run that was killed is simply run again, and a finished one changes nothing. A message to
//! the contributor is the row itself.

use super::read::broken;
use crate::{Ctx, Fault, interest::Rules};
use domain::{
    Timestamp,
    interest::AccrualYear,
    year_statement::{Cut, YearStatement},
};
use store::{
    Conn, audit,
    interest::{self, Standing},
    posted, remittance,
    year_statement::{self as rows, Issued},
};

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Issuing {
    /// Over all runs.
    pub issued: u64,
    /// It was finished before; nothing was changed.
    pub already: bool,
}

/// Why nothing was issued.
#[derive(Debug, thiserror::Error)]
pub enum NotIssued {
    #[error("the year is not settled")]
    NotSettled,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<store::Error> for NotIssued {
    fn from(error: store::Error) -> Self {
        NotIssued::Fault(error.into())
    }
}

/// Issues the statement of a settled year to every account with money or movements in it, `batch` accounts to a
/// transaction. Run again after it was killed, it goes on where it was.
pub async fn issue_year(
    ctx: &Ctx,
    rules: &Rules<'_>,
    year: AccrualYear,
    batch: i64,
) -> Result<Issuing, NotIssued> {
    let now = ctx.now();
    let mut conn = ctx.store.read().await?;
    if !interest::settlements_finished(&mut conn).await?.iter().any(|(settled, _)| *settled == year) {
        return Err(NotIssued::NotSettled);
    }
    if let Some(run) = rows::run_find(&mut conn, year).await?.filter(|run| run.finished.is_some()) {
        return Ok(Issuing { issued: run.issued, already: true });
    }
    drop(conn);
    store::write!(ctx.store, "statement.start", |tx| {
        rows::run_start(&mut tx, year, now).await.map_err(Fault::from)
    })?;
    while one_batch(ctx, rules, year, batch, now).await? {}
    let mut conn = ctx.store.read().await?;
    let run = rows::run_find(&mut conn, year).await?;
    let run = run.ok_or(Fault::Invariant("a run that was made is there"))?;
    Ok(Issuing { issued: run.issued, already: false })
}

/// The statements of the next accounts; `false` when there were none left and the run is finished.
async fn one_batch(
    ctx: &Ctx,
    rules: &Rules<'_>,
    year: AccrualYear,
    limit: i64,
    now: Timestamp,
) -> Result<bool, Fault> {
    store::write!(ctx.store, "statement.issue", |tx| {
        let Some(run) = rows::run_lock(&mut tx, year).await? else { return Ok(false) };
        // An import that is under way has rows that cannot be seen yet, and numbers below those that can.
        remittance::lock(&mut tx, "statement").await?;
        let accounts = interest::standings_lock(&mut tx, &run.last_account, limit).await?;
        let (Some(first), Some(last)) = (accounts.first(), accounts.last()) else {
            rows::run_finish(&mut tx, year, now).await?;
            let (subject, detail) =
                (year.settlement_year().to_string(), format!("statements={}", run.issued));
            let event = audit::Event {
                at: now,
                actor: "system",
                action: "statement.finish",
                subject: &subject,
                detail: &detail,
            };
            audit::append(&mut tx, &event).await?;
            return Ok(false);
        };
        let made = made(&mut tx, rules, year, &accounts, [first, last], now).await?;
        rows::insert_many(&mut tx, &made).await?;
        rows::run_advance(&mut tx, year, last.number.as_str(), made.len() as u64).await?;
        Ok::<_, Fault>(true)
    })
}

/// What is said to each of the accounts; nothing to those without money and movements.
async fn made(
    conn: &mut Conn,
    rules: &Rules<'_>,
    year: AccrualYear,
    accounts: &[Standing],
    [first, last]: [&Standing; 2],
    now: Timestamp,
) -> Result<Vec<Issued>, Fault> {
    let (from, to) = (first.number.as_str(), last.number.as_str());
    let mut entries = posted::entries_between(conn, from, to).await?;
    let earlier = rows::list_between(conn, from, to).await?;
    let mut made = Vec::new();
    for account in accounts {
        let entries = entries.remove(account.number.as_str()).transpose()?.unwrap_or_default();
        let of_account = || earlier.iter().filter(|issued| issued.account == account.number);
        if of_account().any(|issued| issued.year == year.settlement_year()) {
            continue;
        }
        let before = of_account().find(|issued| issued.year + 1 == year.settlement_year());
        let through = entries.iter().map(|entry| entry.seq).max().unwrap_or(0);
        let cut = Cut { before: before.map(|issued| issued.through), through: Some(through) };
        let order = rules.method(year).order;
        let statement =
            YearStatement::of(account.number.clone(), year, &entries, cut, order).map_err(broken)?;
        if !statement.is_empty() {
            made.push(Issued {
                year: year.settlement_year(),
                hash: statement.hash(),
                opening: statement.opening,
                closing: statement.closing,
                lines: statement.lines.len() as u32,
                through,
                at: now,
                account: statement.account,
            });
        }
    }
    Ok(made)
}
