//! The trial balance (试算平衡表): every account of the chart, added up from the rows and not from the running
//! totals, so that it can contradict them.

use crate::{Ctx, Fault};
use chrono::NaiveDate;
use domain::{
    Fen,
    chart::{self, CHART, Head, Side},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};
use store::{
    trial::{self, Turnover},
    verify,
};

/// One account of the chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    pub head: Head,
    pub debits: Fen,
    pub credits: Fen,
    /// Positive on the account's normal side.
    pub balance: Fen,
}

/// The books at the end of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrialBalance {
    pub as_of: NaiveDate,
    /// One per account of the chart, in its order.
    pub lines: Vec<Line>,
    pub debits: Fen,
    pub credits: Fen,
    pub findings: Vec<Finding>,
}

/// What must not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Debits are not credits.
    Open { debits: Fen, credits: Fen },
    /// The running total of an account is not what all its rows add up to; credits less debits.
    Disagrees { account: String, running: Fen, from_rows: Fen },
    /// Money is posted to an account that the chart does not have.
    NotInChart { account: String },
}

/// Debits and credits of one account: up to the day, and ever.
#[derive(Clone, Copy, Default)]
struct Sums {
    debits: Fen,
    credits: Fen,
    debits_ever: Fen,
    credits_ever: Fen,
}

/// The trial balance at the end of `day`. The running totals are compared with all rows, whatever the day.
pub async fn balance(ctx: &Ctx, day: NaiveDate) -> Result<TrialBalance, Fault> {
    let mut conn = ctx.store.read().await?;
    verify::snapshot_begin(&mut conn, ctx.store.engine()).await?;
    let debits = trial::debits(&mut conn, day).await?;
    let credits = trial::credits(&mut conn, day).await?;
    let running = trial::running(&mut conn).await?;
    verify::snapshot_end(&mut conn).await?;
    drop(conn);
    draw_up(day, debits, credits, running).ok_or(Fault::Invariant("sums of money fit"))
}

/// `None` when a sum does not fit.
fn draw_up(
    as_of: NaiveDate,
    debits: Vec<Turnover>,
    credits: Vec<Turnover>,
    running: Vec<(String, Fen)>,
) -> Option<TrialBalance> {
    let mut sums: BTreeMap<String, Sums> = BTreeMap::new();
    for debit in debits {
        let sum = sums.entry(debit.account).or_default();
        (sum.debits, sum.debits_ever) = (debit.until, debit.ever);
    }
    for credit in credits {
        let sum = sums.entry(credit.account).or_default();
        (sum.credits, sum.credits_ever) = (credit.until, credit.ever);
    }
    let running: BTreeMap<String, Fen> = running.into_iter().collect();
    let mut findings = Vec::new();
    let accounts: BTreeSet<&String> = sums.keys().chain(running.keys()).collect();
    for account in accounts {
        let sum = sums.get(account).copied().unwrap_or_default();
        let from_rows = sum.credits_ever.checked_sub(sum.debits_ever)?;
        let claimed = running.get(account).copied().unwrap_or(Fen::ZERO);
        if claimed != from_rows {
            findings.push(Finding::Disagrees { account: account.clone(), running: claimed, from_rows });
        }
        if Head::of(account).is_none() {
            findings.push(Finding::NotInChart { account: account.clone() });
        }
    }
    let lines = CHART.iter().map(|head| line(*head, &sums)).collect::<Option<Vec<_>>>()?;
    let total = |of: fn(&Line) -> Fen| Fen::sum(lines.iter().map(of));
    let (debits, credits) = (total(|line| line.debits)?, total(|line| line.credits)?);
    if debits != credits {
        findings.push(Finding::Open { debits, credits });
    }
    Some(TrialBalance { as_of, lines, debits, credits, findings })
}

fn line(head: Head, sums: &BTreeMap<String, Sums>) -> Option<Line> {
    let sum = sums.get(head.id).copied().unwrap_or_default();
    let balance = match head.class.normal() {
        Side::Debit => sum.debits.checked_sub(sum.credits)?,
        Side::Credit => sum.credits.checked_sub(sum.debits)?,
    };
    Some(Line { head, debits: sum.debits, credits: sum.credits, balance })
}

impl TrialBalance {
    /// The line of an account of the chart.
    pub fn of(&self, head: Head) -> Fen {
        self.lines.iter().find(|line| line.head == head).map_or(Fen::ZERO, |line| line.balance)
    }

    /// What the members have together.
    pub fn owed_to_members(&self) -> Fen {
        self.of(chart::MEMBERS)
    }
}

/// One line each, for the operator.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Finding::Open { debits, credits } => {
                write!(f, "debits are {}, credits are {}", debits.plain(), credits.plain())
            }
            Finding::Disagrees { account, running, from_rows } => write!(
                f,
                "the running total of {account} is {}, its rows add up to {}",
                running.plain(),
                from_rows.plain()
            ),
            Finding::NotInChart { account } => write!(f, "{account} is not an account of the chart"),
        }
    }
}
