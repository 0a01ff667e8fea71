//! The settlement of a year (年度结息) and the adjustment of settled ones, over all accounts.
//!
//! Accounts go by in the order of their numbers, a transaction for each batch. How far a settlement has come
//! stands in the same transaction as its entries, so a run that was killed is simply run again; beyond that, a
//! unique index refuses a second entry for the same year. Money that belongs to no earlier settled year is
//! refused before anything is written.

use super::{
    Problem, Rules,
    batch::{self, Batch, Pass},
};
use crate::{Ctx, Fault};
use chrono::NaiveDate;
use domain::{AccountNo, Fen, Timestamp, interest::AccrualYear};
use store::{
    audit,
    interest::{self as rows, Progress, Step},
    remittance,
};

/// Accounts per transaction: enough that commits do not count, few enough that nobody waits for one.
pub const BATCH: i64 = 1_000;

/// What is to be done.
#[derive(Clone, Copy, Debug)]
pub struct Order {
    pub year: AccrualYear,
    /// Compute and tell, post nothing.
    pub dry_run: bool,
    /// Accounts per transaction.
    pub batch: i64,
}

impl Order {
    pub const fn settle(year: AccrualYear) -> Order {
        Order { year, dry_run: false, batch: BATCH }
    }
}

/// Why a year is not settled. Nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    NotOver {
        year: AccrualYear,
        today: NaiveDate,
    },
    /// Money stood in accounts in an earlier year that is not settled.
    EarlierUnsettled {
        earlier: AccrualYear,
    },
    /// No rate is known for the first day.
    NoRate {
        day: NaiveDate,
    },
    /// Only settled years are adjusted.
    NotSettled {
        year: AccrualYear,
    },
    /// There is no such account.
    NoAccount,
    /// The one account that was asked for has contradicting rows, or holds too little.
    Unpaid(Problem),
}

#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("the settlement was refused")]
    Refused(Refusal),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Self {
        Failure::Fault(error.into())
    }
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    DryRun,
    Settled,
    /// It was settled before; nothing was changed.
    AlreadySettled,
    Adjusted,
}

/// Sums of a settlement, over all its runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Totals {
    pub year: AccrualYear,
    pub state: State,
    /// Accounts with money or movements in the year.
    pub accounts: u64,
    pub entries: u64,
    pub interest: Fen,
    pub problems: u64,
}

impl Totals {
    fn none(year: AccrualYear, state: State) -> Totals {
        Totals { year, state, accounts: 0, entries: 0, interest: Fen::ZERO, problems: 0 }
    }

    fn of(year: AccrualYear, state: State, progress: &Progress) -> Totals {
        let Progress { accounts, entries, interest, problems, .. } = *progress;
        Totals { year, state, accounts, entries, interest, problems }
    }

    fn add(&mut self, batch: &Batch) -> Result<(), Fault> {
        self.accounts += batch.accounts;
        self.entries += batch.entries();
        self.problems += batch.problems.len() as u64;
        self.interest =
            self.interest.checked_add(batch.interest).ok_or(Fault::Invariant("sums of money fit"))?;
        Ok(())
    }
}

/// What a run tells while it goes on. An error stops it between two batches.
pub trait Listener: Send {
    fn problem(&mut self, account: &AccountNo, problem: &Problem) -> std::io::Result<()>;
    fn progress(&mut self, totals: &Totals) -> std::io::Result<()>;
}

/// Settles a year. Run again after it was killed, it goes on where it was; run again after its end, it changes
/// nothing.
pub async fn settle(
    ctx: &Ctx,
    rules: &Rules<'_>,
    order: Order,
    listener: &mut dyn Listener,
) -> Result<Totals, Failure> {
    let (year, now) = (order.year, ctx.now());
    if now.day() <= year.settlement_day() {
        return Err(Failure::Refused(Refusal::NotOver { year, today: now.day() }));
    }
    let mut conn = ctx.store.read().await?;
    let begun = rows::settlement_find(&mut conn, year).await?;
    match &begun {
        Some(progress) if progress.finished => return Ok(Totals::of(year, State::AlreadySettled, progress)),
        Some(_) => {}
        None => refuse_early(&mut conn, rules, year).await?,
    }
    drop(conn);
    if order.dry_run {
        return dry_run(ctx, rules, order, listener).await;
    }
    let method = rules.method(year);
    store::write!(ctx.store, "interest.start", |tx| {
        rows::settlement_start(&mut tx, year, method, now).await.map_err(Fault::from)
    })?;
    while let Some((batch, totals)) = one_batch(ctx, rules, order, now).await? {
        tell(listener, &batch, &totals)?;
    }
    let mut conn = ctx.store.read().await?;
    let progress = rows::settlement_find(&mut conn, year).await?;
    let progress = progress.ok_or(Fault::Invariant("a settlement that was made is there"))?;
    Ok(Totals::of(year, State::Settled, &progress))
}

/// What must be refused before the first entry.
async fn refuse_early(conn: &mut store::Conn, rules: &Rules<'_>, year: AccrualYear) -> Result<(), Failure> {
    if rules.rates.row(year.first_day()).is_none() {
        return Err(Failure::Refused(Refusal::NoRate { day: year.first_day() }));
    }
    let finished = settled_years(conn).await?;
    if finished.iter().any(|done| done.next() == year) {
        return Ok(());
    }
    let first = rows::value_date_first(conn).await?.and_then(|day| AccrualYear::of(day).ok());
    let mut earlier = first.unwrap_or(year);
    while earlier < year {
        if !finished.contains(&earlier) {
            return Err(Failure::Refused(Refusal::EarlierUnsettled { earlier }));
        }
        earlier = earlier.next();
    }
    Ok(())
}

/// Posts the next batch; `None` when there was none left and the settlement is finished.
async fn one_batch(
    ctx: &Ctx,
    rules: &Rules<'_>,
    order: Order,
    now: Timestamp,
) -> Result<Option<(Batch, Totals)>, Fault> {
    let year = order.year;
    store::write!(ctx.store, "interest.settle", |tx| {
        let Some(before) = rows::settlement_lock(&mut tx, year).await? else { return Ok(None) };
        // An import that is under way has rows that cannot be seen yet.
        remittance::lock(&mut tx, "interest").await?;
        let accounts = rows::standings_lock(&mut tx, &before.last_account, order.batch).await?;
        if accounts.is_empty() {
            rows::settlement_finish(&mut tx, year, now).await?;
            note(&mut tx, now, "interest.finish", year, &total(&before)).await?;
            return Ok(None);
        }
        let batch = batch::compute(&mut tx, rules, year, Pass::Settle, &accounts).await?;
        batch.post(&mut tx, batch::annual(year, now)).await?;
        let step = Step {
            last_account: batch.last_account.clone(),
            accounts: batch.accounts,
            entries: batch.entries(),
            interest: batch.interest,
            problems: batch.problems.len() as u64,
        };
        rows::settlement_advance(&mut tx, year, &step).await?;
        if step.entries > 0 {
            note(&mut tx, now, "interest.settle", year, &span(&accounts, &batch)).await?;
        }
        let mut totals = Totals::of(year, State::Settled, &before);
        totals.add(&batch)?;
        Ok::<_, Fault>(Some((batch, totals)))
    })
}

fn total(progress: &Progress) -> String {
    format!(
        "accounts={} entries={} interest={}",
        progress.accounts,
        progress.entries,
        progress.interest.plain()
    )
}

fn span(accounts: &[rows::Standing], batch: &Batch) -> String {
    let first = accounts.first().map_or("", |account| account.number.as_str());
    format!(
        "accounts={first}-{} entries={} interest={}",
        batch.last_account,
        batch.entries(),
        batch.interest.plain()
    )
}

async fn note(
    tx: &mut store::Tx,
    at: Timestamp,
    action: &str,
    year: AccrualYear,
    detail: &str,
) -> Result<(), Fault> {
    let subject = year.settlement_year().to_string();
    let event = audit::Event { at, actor: "system", action, subject: &subject, detail };
    audit::append(tx, &event).await?;
    Ok(())
}

fn tell(listener: &mut dyn Listener, batch: &Batch, totals: &Totals) -> Result<(), Fault> {
    for (account, problem) in &batch.problems {
        listener.problem(account, problem)?;
    }
    Ok(listener.progress(totals)?)
}

/// The same pass without a write. A settlement that is half done counts as it stands: what was paid is not owed.
async fn dry_run(
    ctx: &Ctx,
    rules: &Rules<'_>,
    order: Order,
    listener: &mut dyn Listener,
) -> Result<Totals, Failure> {
    let mut totals = Totals::none(order.year, State::DryRun);
    let mut conn = ctx.store.read().await?;
    let mut after = String::new();
    loop {
        let accounts = rows::standings_page(&mut conn, &after, order.batch).await?;
        if accounts.is_empty() {
            return Ok(totals);
        }
        let batch = batch::compute(&mut conn, rules, order.year, Pass::Settle, &accounts).await?;
        totals.add(&batch)?;
        tell(listener, &batch, &totals)?;
        after = batch.last_account;
    }
}

/// Posts the differences that late corrections have left in a settled year, and in every settled year after it.
/// Run again, it finds none.
pub async fn adjust(
    ctx: &Ctx,
    rules: &Rules<'_>,
    order: Order,
    listener: &mut dyn Listener,
) -> Result<Totals, Failure> {
    let years = settled_from(ctx, order.year).await?;
    let mut totals = Totals::none(order.year, if order.dry_run { State::DryRun } else { State::Adjusted });
    for year in years {
        let mut after = String::new();
        while let Some(batch) = adjust_batch(ctx, rules, Order { year, ..order }, &after).await? {
            let counted = totals.accounts;
            totals.add(&batch)?;
            // An account is counted once, however many years are gone through.
            totals.accounts = if year == order.year { totals.accounts } else { counted };
            tell(listener, &batch, &totals)?;
            after = batch.last_account;
        }
    }
    Ok(totals)
}

/// The years whose settlement is finished, the earliest first.
pub(crate) async fn settled_years(conn: &mut store::Conn) -> Result<Vec<AccrualYear>, Fault> {
    Ok(rows::settlements_finished(conn).await?.into_iter().map(|(year, _)| year).collect())
}

/// The settled years from `year` on, the earliest first.
pub(super) async fn settled_from(ctx: &Ctx, year: AccrualYear) -> Result<Vec<AccrualYear>, Failure> {
    let mut conn = ctx.store.read().await?;
    let mut years = settled_years(&mut conn).await?;
    years.retain(|settled| *settled >= year);
    if years.first() == Some(&year) { Ok(years) } else { Err(Failure::Refused(Refusal::NotSettled { year })) }
}

/// The differences of the next accounts after `after`; `None` when there are none left.
async fn adjust_batch(
    ctx: &Ctx,
    rules: &Rules<'_>,
    order: Order,
    after: &str,
) -> Result<Option<Batch>, Fault> {
    let (year, now) = (order.year, ctx.now());
    if order.dry_run {
        let mut conn = ctx.store.read().await?;
        let accounts = rows::standings_page(&mut conn, after, order.batch).await?;
        let batch = batch::compute(&mut conn, rules, year, Pass::Adjust, &accounts).await?;
        return Ok((!accounts.is_empty()).then_some(batch));
    }
    store::write!(ctx.store, "interest.adjust", |tx| {
        remittance::lock(&mut tx, "interest").await?;
        let accounts = rows::standings_lock(&mut tx, after, order.batch).await?;
        if accounts.is_empty() {
            return Ok(None);
        }
        let batch = batch::compute(&mut tx, rules, year, Pass::Adjust, &accounts).await?;
        batch.post(&mut tx, batch::adjustment(year, now.day(), now)).await?;
        if batch.entries() > 0 {
            note(&mut tx, now, "interest.adjust", year, &span(&accounts, &batch)).await?;
        }
        Ok::<_, Fault>(Some(batch))
    })
}
