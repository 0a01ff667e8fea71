//! What an agent (单位经办人) sees and does for the one unit that the session is bound to: its workers, what has been
//! remitted for each month and what is missing, and its batches of bases.

pub use crate::new_login::NotAdded;
use crate::{
    Ctx, Fault,
    actor::{Agent, SessionKey},
    base::{self, Batch, Findings, Line, NotProposed, Settling},
    draft,
    new_login::Credentials,
    people,
    second_factor::Secret,
    two_people::Refused,
};
use domain::{
    AccountNo, Fen, IdNumber, Month, PersonName, UnitNo,
    account::Account,
    remittance::{Column, Reason},
    statement::unpaid_months,
    two_people::Conflict,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};
pub use store::agent::Unit;
use store::{
    Conn, account, agent as rows, audit, base as base_rows, month_state,
    remittance::{self, posted_find},
};

/// Workers on one page.
pub const PAGE: usize = 50;
/// Workers read at a time.
const READ: i64 = 1_000;
/// Months of the overview.
const MONTHS: i32 = 12;
/// Findings of a refused file that are shown.
const FINDINGS: usize = 20;
/// Batches that are listed.
const BATCHES: i64 = 20;
/// Lines of a batch that are shown.
const LINES: i64 = 500;
/// Under which the findings of a refused file are kept for the page after it.
const REFUSED_FILE: &str = "unit-base-file";

/// An agent to add.
#[derive(Clone, Copy, Debug)]
pub struct NewAgent<'a> {
    /// 3 to 32 of `a-z 0-9 . _ -`.
    pub login: &'a str,
    pub name: &'a PersonName,
    pub id: &'a IdNumber,
    pub unit: &'a UnitNo,
}

/// Adds an agent with password and second factor, or sets both anew for one of the same unit; answers the id. Only
/// commands of the operator call this.
pub async fn add_agent(
    ctx: &Ctx,
    new: &NewAgent<'_>,
    password: &str,
    secret: &Secret,
) -> Result<String, NotAdded> {
    let credentials = Credentials::prepare(ctx, new.login, new.id, password, secret).await?;
    let (now, id_index) = (ctx.now(), people::index_of(ctx, new.id));
    let id = ctx.uuid(now);
    store::write!(ctx.store, "unit.add_agent", |tx| {
        let unit =
            remittance::units_find(&mut tx, &[new.unit.as_str()]).await?.pop().ok_or(NotAdded::NoUnit)?;
        let row = rows::Agent {
            id: id.clone(),
            unit_id: unit.id,
            login: new.login.to_owned(),
            name: new.name.as_str().to_owned(),
            id_index: id_index.clone(),
            created: now,
        };
        rows::insert(&mut tx, &row).await?;
        let stored = rows::find_by_login(&mut tx, new.login).await?;
        let stored = stored.ok_or(Fault::Invariant("an agent was inserted"))?;
        if (&stored.unit_id, &stored.id_index) != (&row.unit_id, &row.id_index) {
            return Err(NotAdded::LoginTaken);
        }
        credentials.store(&mut tx, &stored.id).await?;
        note(&mut tx, "operator", "unit.add_agent", &stored.id, new.unit.as_str(), now).await?;
        Ok::<_, NotAdded>(stored.id)
    })
}

/// All agents with their units.
pub async fn agents(ctx: &Ctx) -> Result<Vec<(rows::Agent, Unit)>, Fault> {
    let mut conn = ctx.store.read().await?;
    Ok(rows::list(&mut conn).await?)
}

/// Takes an agent's access away at once; `false` when there is no such login.
pub async fn remove_agent(ctx: &Ctx, login: &str) -> Result<bool, Fault> {
    let now = ctx.now();
    store::write!(ctx.store, "unit.remove_agent", |tx| {
        let Some(agent) = rows::find_by_login(&mut tx, login).await? else { return Ok(false) };
        rows::remove(&mut tx, &agent.id).await?;
        note(&mut tx, "operator", "unit.remove_agent", &agent.id, login, now).await?;
        Ok::<_, Fault>(true)
    })
}

async fn note(
    tx: &mut Conn,
    actor: &str,
    action: &str,
    subject: &str,
    detail: &str,
    at: domain::Timestamp,
) -> Result<(), Fault> {
    audit::append(tx, &audit::Event { at, actor, action, subject, detail }).await?;
    Ok(())
}

/// One month of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthState {
    pub month: Month,
    /// Workers whose contribution has come.
    pub paid: u32,
    /// Workers for whom nothing has come, and how much that is at their present terms. The present month is still
    /// awaited.
    pub missing: u32,
    /// Workers whose contribution may come later (缓缴).
    pub deferred: u32,
    pub amount: Fen,
}

/// One worker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worker {
    pub account: Account,
    /// As it stands in the books; pages mask it.
    pub name: String,
    /// Months that are over and for which nothing came.
    pub missing: Vec<Month>,
}

/// The unit as its agent sees it.
#[derive(Clone, Debug)]
pub struct Overview {
    pub unit: Unit,
    /// The latest months, newest first.
    pub months: Vec<MonthState>,
    /// Everything that is due and over, older months too.
    pub arrears: Fen,
    pub workers: u32,
    /// One page of them.
    pub page: Vec<Worker>,
    /// Where the next page begins.
    pub next: Option<AccountNo>,
}

/// The unit of the session, with the page of workers after `after`.
pub async fn overview(ctx: &Ctx, agent: &Agent, after: Option<&AccountNo>) -> Result<Overview, Fault> {
    let today = ctx.today();
    let mut conn = ctx.store.read().await?;
    let unit = own_unit(&mut conn, agent).await?;
    let mut sums = Sums::since(Month::of(today).plus(1 - MONTHS), Month::of(today));
    let (mut at, mut page, mut more) = (String::new(), Vec::new(), false);
    loop {
        let read = rows::workers(&mut conn, agent.unit_id(), &at, READ).await?;
        let Some(last) = read.last() else { break };
        last.account.number.as_str().clone_into(&mut at);
        let mut paid = paid_months(&mut conn, &read, Month::of(today)).await?;
        let accounts: Vec<&Account> = read.iter().map(|worker| &worker.account).collect();
        let mut known = month_state::known_find(&mut conn, &accounts).await?;
        for worker in read {
            let months = paid.remove(worker.account.number.as_str()).unwrap_or_default();
            let known = known.remove(worker.account.number.as_str()).unwrap_or_default();
            let missing = unpaid_months(&worker.account, &months, &known, today);
            sums.add(&worker.account, &months, &missing, &known.deferred)?;
            if after.is_some_and(|after| worker.account.number <= *after) {
                continue;
            }
            if page.len() < PAGE {
                page.push(Worker { account: worker.account, name: worker.name, missing });
            } else {
                more = true;
            }
        }
    }
    let next = page.last().filter(|_| more).map(|worker| worker.account.number.clone());
    let (workers, arrears) = (sums.workers, sums.arrears);
    Ok(Overview { unit, months: sums.months(), arrears, workers, page, next })
}

/// Sums over the workers of a unit.
struct Sums {
    present: Month,
    months: BTreeMap<Month, MonthState>,
    arrears: Fen,
    workers: u32,
}

impl Sums {
    fn since(first: Month, present: Month) -> Sums {
        let none = |month| (month, MonthState { month, paid: 0, missing: 0, deferred: 0, amount: Fen::ZERO });
        Sums { present, months: first.through(present).map(none).collect(), arrears: Fen::ZERO, workers: 0 }
    }

    fn add(
        &mut self,
        account: &Account,
        paid: &BTreeSet<Month>,
        missing: &[Month],
        deferred: &BTreeSet<Month>,
    ) -> Result<(), Fault> {
        let sum = |of: Fen| of.checked_add(account.monthly()).ok_or(Fault::Invariant("sums of money fit"));
        self.workers += 1;
        for month in paid {
            if let Some(state) = self.months.get_mut(month) {
                state.paid += 1;
            }
        }
        for month in missing {
            self.arrears = sum(self.arrears)?;
            if let Some(state) = self.months.get_mut(month) {
                state.missing += 1;
                state.amount = sum(state.amount)?;
            }
        }
        for month in deferred.iter().filter(|month| !paid.contains(month)) {
            if let Some(state) = self.months.get_mut(month) {
                state.deferred += 1;
            }
        }
        let settled = paid.contains(&self.present) || deferred.contains(&self.present);
        let awaited = account.state == domain::AccountState::Normal && !settled;
        if awaited && let Some(state) = self.months.get_mut(&self.present) {
            state.missing += 1;
            state.amount = sum(state.amount)?;
        }
        Ok(())
    }

    fn months(self) -> Vec<MonthState> {
        self.months.into_values().rev().collect()
    }
}

/// Months of these workers that stand in the ledger, regular or paid back.
async fn paid_months(
    conn: &mut Conn,
    workers: &[rows::Worker],
    present: Month,
) -> Result<HashMap<String, BTreeSet<Month>>, Fault> {
    let mut paid: HashMap<String, BTreeSet<Month>> = HashMap::new();
    let numbers: Vec<&str> = workers.iter().map(|worker| worker.account.number.as_str()).collect();
    let first = workers.iter().filter_map(|worker| worker.account.first_month).min().unwrap_or(present);
    for line in posted_find(conn, &numbers, first, present).await? {
        paid.entry(line.account).or_default().insert(line.month);
    }
    for back in remittance::back_paid_find(conn, &numbers).await? {
        paid.entry(back.account).or_default().extend(back.from.through(back.back.through));
    }
    Ok(paid)
}

async fn own_unit(conn: &mut Conn, agent: &Agent) -> Result<Unit, Fault> {
    let unit = rows::unit_find(conn, agent.unit_id()).await?;
    unit.ok_or(Fault::Invariant("an agent has a unit"))
}

/// An agent's batch as it was sent; the unit is the session's.
#[derive(Clone, Debug)]
pub struct Sent {
    pub request_id: String,
    pub year: i32,
    pub file: Vec<u8>,
}

/// Proposes a batch for the unit of the session. It goes on when the connection is lost.
pub async fn propose(ctx: &Ctx, agent: &Agent, sent: Sent) -> Result<Batch, (NotProposed, Vec<Finding>)> {
    let (ctx2, agent) = (ctx.clone(), agent.clone());
    let work = async move {
        let mut found = Found::default();
        let done = base::propose_for(&ctx2, &agent, sent, &mut found).await;
        Ok::<_, Fault>(done.map_err(|why| (why, found.0)))
    };
    ctx.detached("unit.propose", work).await.unwrap_or_else(|fault| Err((fault.into(), Vec::new())))
}

/// A finding in a line of a file.
pub type Finding = (u64, Option<Column>, Reason);

#[derive(Default)]
struct Found(Vec<Finding>);

impl Findings for Found {
    fn rejected(&mut self, line: u64, column: Option<Column>, reason: &Reason) -> std::io::Result<()> {
        if self.0.len() < FINDINGS {
            self.0.push((line, column, *reason));
        }
        Ok(())
    }
}

/// Settles an objection in a batch of the unit of the session. Nobody settles an own one.
pub async fn settle(ctx: &Ctx, agent: &Agent, settling: Settling) -> Result<Batch, Refused> {
    let (now, agent, ctx2) = (ctx.now(), agent.clone(), ctx.clone());
    ctx.detached("unit.settle", async move {
        store::write!(ctx2.store, "unit.settle", |tx| {
            let batch = base_rows::batch_find(&mut tx, &settling.batch_id).await?;
            if batch.is_none_or(|batch| batch.unit_id != agent.unit_id()) {
                return Err(Refused::NotFound);
            }
            let known = rows::find(&mut tx, agent.agent_id()).await?.ok_or(Refused::NotFound)?;
            let own = account::find(&mut tx, &settling.account).await?;
            let holder = match own {
                Some(own) => store::person::find(&mut tx, &own.person_id).await?,
                None => None,
            };
            if holder.is_some_and(|holder| holder.id_index == known.id_index) {
                return Err(Refused::Conflict(Conflict::OwnAccount));
            }
            base::settle_line(&mut tx, agent.agent_id(), &settling, now).await
        })
    })
    .await
}

/// The batches of the unit, newest first.
pub async fn batches(ctx: &Ctx, agent: &Agent) -> Result<Vec<Batch>, Fault> {
    let mut conn = ctx.store.read().await?;
    Ok(base_rows::batch_list(&mut conn, Some(agent.unit_id()), BATCHES).await?)
}

/// A batch of the unit with its lines, objections first; `None` for a batch of another unit.
pub async fn batch(ctx: &Ctx, agent: &Agent, id: &str) -> Result<Option<(Batch, Vec<Line>)>, Fault> {
    let mut conn = ctx.store.read().await?;
    let found = base_rows::batch_find(&mut conn, id).await?;
    let Some(batch) = found.filter(|batch| batch.unit_id == agent.unit_id()) else { return Ok(None) };
    let lines = base_rows::line_list(&mut conn, id, LINES).await?;
    Ok(Some((batch, lines)))
}

/// What was wrong with the last file of a session, in both languages, for the page after it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedFile {
    /// What is wrong with the file as a whole.
    pub why: Option<[String; 2]>,
    /// Line and what is wrong with it, the first few.
    pub lines: Vec<(u64, [String; 2])>,
    /// Of how many.
    pub findings: u64,
}

/// Keeps what was wrong with a file for the page that follows.
pub async fn keep_refused(ctx: &Ctx, session: &SessionKey, refused: &RefusedFile) -> Result<(), Fault> {
    let text = serde_json::to_string(refused)?;
    draft::keep_text(ctx, session, REFUSED_FILE, String::new(), &text).await
}

/// What was wrong with the last file, until a good one is sent.
pub async fn refused(ctx: &Ctx, session: &SessionKey) -> Result<Option<RefusedFile>, Fault> {
    let kept = draft::kept_text(ctx, session, REFUSED_FILE).await?;
    Ok(kept.and_then(|(_, text)| serde_json::from_str(&text).ok()))
}

/// The last file was good.
pub async fn forget_refused(ctx: &Ctx, session: &SessionKey) -> Result<(), Fault> {
    draft::forget(ctx, session, REFUSED_FILE).await
}

#[cfg(test)]
mod tests;
