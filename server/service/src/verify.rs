//! Checking the books (核账): every balance recomputed from the rows, every invariant, the audit chain.
//!
//! Reads one snapshot, page by page, so memory does not grow with the fund and the portal may stay open.

mod interest;
mod receipts;

use crate::{Ctx, Fault, interest::Rules};
use chrono::NaiveDate;
use domain::{Fen, account::PaidMonths, chart::SUSPENSE_RECEIPTS};
use std::{collections::HashMap, fmt};
use store::{
    Conn, account_act, audit,
    ledger::PAYOUT_CLEARING,
    suspense,
    verify::{self as rows, Claimed, ClaimedMonths},
};

/// Accounts per page.
const PAGE: i64 = 2_000;
/// Audit rows per page.
const AUDIT_PAGE: i64 = 5_000;

/// One thing that must not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The running total is not what the rows add up to.
    Balance { account: String, claimed: Fen, from_rows: Fen },
    /// The reserved total is not what open reservations add up to.
    Reserved { account: String, claimed: Fen, from_rows: Fen },
    /// Credits less debits over all accounts is not zero.
    BooksOpen { total: Fen },
    /// A member's account without its place in the ledger.
    NoLedgerAccount { account: String },
    /// Paid months, first or latest month are not those of the rows.
    Months { account: String, claimed: PaidMonths, from_rows: PaidMonths },
    /// A closed account still holds money.
    ClosedWithMoney { account: String, posted: Fen },
    /// A resolution differs from its reservation.
    Resolution { seq: i64 },
    /// A reversal is not the mirror of what it reverses, or a row stands for one that was not reversed.
    Reversal { seq: i64 },
    /// Employer's and own share do not add up to the amount.
    Shares { seq: i64 },
    /// A transfer names an account that does not exist.
    Astray { seq: i64 },
    /// A withdrawal case whose money is not where its state says, or whose reviewers are not two other people.
    Case { number: String },
    /// The clearing account does not hold what approved cases have sent there.
    Clearing { held: Fen, sent: Fen },
    /// An interest entry is not what the arithmetic gives from the rows before it; `None` where those rows
    /// contradict each other or no rate is known.
    Interest { seq: i64, account: String, posted: Fen, from_rows: Option<Fen> },
    /// A settled year owed an account interest and there is no entry.
    NoInterest { account: String, year: i32, from_rows: Fen },
    /// Frozen money is not what the last order that two people carried out says.
    Frozen { account: String },
    /// The suspense account does not hold what its receipts say.
    Suspense { held: Fen, listed: Fen },
    /// An audit row does not follow the one before it.
    AuditChain { seq: i64 },
    /// The head of the audit chain is not its last row.
    AuditHead { seq: i64 },
    /// A row of a closed day is not the one that was closed in.
    RowAltered { seq: i64 },
    /// A row of a closed day is gone.
    RowRemoved { seq: i64 },
    /// A row stands in a closed day that was not closed in.
    RowAdded { seq: i64 },
    /// The rows of a closed day, or what is kept beside them, do not lead to its root.
    ReceiptRoot { day: NaiveDate },
    /// A closed day does not follow the one before it.
    ReceiptChain { day: NaiveDate },
}

/// What was checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub accounts: u64,
    pub transfers: u64,
    pub audit_rows: u64,
    /// Rows in the trees of closed days.
    pub receipts: u64,
    pub findings: u64,
}

/// Checks everything; findings are told as they are found.
pub async fn run(ctx: &Ctx, tell: &mut (dyn FnMut(Finding) + Send)) -> Result<Summary, Fault> {
    let mut conn = ctx.store.read().await?;
    rows::snapshot_begin(&mut conn, ctx.store.engine()).await?;
    let mut summary = Summary::default();
    let mut count = 0;
    let mut note = |finding| {
        count += 1;
        tell(finding);
    };
    check_totals(&mut conn, &mut note).await?;
    summary.accounts = check_accounts(&mut conn, &mut note).await?;
    summary.transfers = check_transfers(&mut conn, &mut note).await?;
    interest::check(&mut conn, &Rules::of(ctx), &mut note).await?;
    summary.audit_rows = check_audit(&mut conn, &mut note).await?;
    summary.receipts = receipts::check(ctx, &mut conn, &mut note).await?;
    rows::snapshot_end(&mut conn).await?;
    summary.findings = count;
    Ok(summary)
}

type Tell<'a> = &'a mut (dyn FnMut(Finding) + Send);

/// Every running total against the rows.
async fn check_totals(conn: &mut Conn, tell: Tell<'_>) -> Result<(), Fault> {
    let mut after = String::new();
    loop {
        let page = rows::ledger_page(conn, &after, PAGE).await?;
        let (Some(first), Some(last)) = (page.first(), page.last()) else { return Ok(()) };
        let credits = by_id(rows::credits_between(conn, &first.id, &last.id).await?);
        let debits = by_id(rows::debits_between(conn, &first.id, &last.id).await?);
        let reserved = by_id(rows::reserved_between(conn, &first.id, &last.id).await?);
        let sum = |of: &HashMap<String, Fen>, id: &str| of.get(id).copied().unwrap_or(Fen::ZERO);
        for claimed in &page {
            let from_rows = if claimed.is_centre {
                rows::balance_of(conn, &claimed.id).await?
            } else {
                let (into, out) = (sum(&credits, &claimed.id), sum(&debits, &claimed.id));
                into.checked_sub(out).ok_or(Fault::Invariant("sums of money fit"))?
            };
            check_total(claimed, from_rows, sum(&reserved, &claimed.id), tell);
        }
        after.clone_from(&last.id);
    }
}

fn check_total(claimed: &Claimed, posted: Fen, reserved: Fen, tell: Tell<'_>) {
    if claimed.posted != posted {
        let account = claimed.id.clone();
        tell(Finding::Balance { account, claimed: claimed.posted, from_rows: posted });
    }
    if claimed.reserved != reserved {
        let account = claimed.id.clone();
        tell(Finding::Reserved { account, claimed: claimed.reserved, from_rows: reserved });
    }
}

fn by_id(sums: Vec<(String, Fen)>) -> HashMap<String, Fen> {
    sums.into_iter().collect()
}

/// Every member's account: its place in the ledger, its months, its state.
async fn check_accounts(conn: &mut Conn, tell: Tell<'_>) -> Result<u64, Fault> {
    let (mut after, mut count) = (String::new(), 0);
    loop {
        let page = rows::account_page(conn, &after, PAGE).await?;
        let (Some(first), Some(last)) = (page.first(), page.last()) else { return Ok(count) };
        count += page.len() as u64;
        let mut paid: HashMap<String, Vec<domain::Month>> = HashMap::new();
        for (account, month) in
            rows::months_between(conn, first.number.as_str(), last.number.as_str()).await?
        {
            paid.entry(account).or_default().push(month);
        }
        for (account, month) in
            rows::months_reversed_between(conn, first.number.as_str(), last.number.as_str()).await?
        {
            let months = paid.entry(account).or_default();
            if let Some(at) = months.iter().position(|paid| *paid == month) {
                months.swap_remove(at);
            }
        }
        for claimed in &page {
            let months = paid.remove(claimed.number.as_str()).unwrap_or_default();
            check_account(claimed, PaidMonths::count(months), tell);
        }
        after = last.number.as_str().to_owned();
    }
}

fn check_account(claimed: &ClaimedMonths, months: PaidMonths, tell: Tell<'_>) {
    let account = claimed.number.as_str().to_owned();
    if claimed.months != months {
        tell(Finding::Months { account: account.clone(), claimed: claimed.months, from_rows: months });
    }
    match claimed.posted {
        None => tell(Finding::NoLedgerAccount { account }),
        Some(posted) if claimed.state.is_closed() && !posted.is_zero() => {
            tell(Finding::ClosedWithMoney { account, posted });
        }
        Some(_) => {}
    }
}

/// The rows among themselves.
async fn check_transfers(conn: &mut Conn, tell: Tell<'_>) -> Result<u64, Fault> {
    let (total, transfers) = rows::grand_total(conn).await?;
    if !total.is_zero() {
        tell(Finding::BooksOpen { total });
    }
    for seq in rows::resolutions_mismatched(conn).await? {
        tell(Finding::Resolution { seq });
    }
    for seq in rows::reversals_mismatched(conn).await? {
        tell(Finding::Reversal { seq });
    }
    for seq in rows::shares_mismatched(conn).await? {
        tell(Finding::Shares { seq });
    }
    for seq in rows::transfers_astray(conn).await? {
        tell(Finding::Astray { seq });
    }
    for number in rows::cases_mismatched(conn).await? {
        tell(Finding::Case { number });
    }
    let (held, sent) = rows::money_on_its_way(conn, PAYOUT_CLEARING).await?;
    if held != sent {
        tell(Finding::Clearing { held, sent });
    }
    for account in account_act::frozen_mismatched(conn).await? {
        tell(Finding::Frozen { account });
    }
    let (held, listed) = suspense::held(conn, SUSPENSE_RECEIPTS.id).await?;
    if held != listed {
        tell(Finding::Suspense { held, listed });
    }
    Ok(transfers.unsigned_abs())
}

/// Walks the audit chain from its first row. After a break the chain is taken up from the broken row, so that
/// one changed row is one finding and not thousands.
async fn check_audit(conn: &mut Conn, tell: Tell<'_>) -> Result<u64, Fault> {
    let (mut seq, mut hash) = (0, String::new());
    loop {
        let page = audit::page(conn, seq, AUDIT_PAGE).await?;
        if page.is_empty() {
            break;
        }
        for row in page {
            if row.seq != seq + 1 || !row.follows(&hash) {
                tell(Finding::AuditChain { seq: row.seq });
            }
            (seq, hash) = (row.seq, row.hash);
        }
    }
    if audit::head(conn).await? != (seq, hash) {
        tell(Finding::AuditHead { seq });
    }
    Ok(seq.unsigned_abs())
}

/// One line each, for the operator.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Finding::Balance { account, claimed, from_rows } => {
                write!(
                    f,
                    "balance of {account} is {}, its rows add up to {}",
                    claimed.plain(),
                    from_rows.plain()
                )
            }
            Finding::Reserved { account, claimed, from_rows } => {
                write!(
                    f,
                    "reserved of {account} is {}, open reservations are {}",
                    claimed.plain(),
                    from_rows.plain()
                )
            }
            Finding::BooksOpen { total } => {
                write!(f, "all balances add up to {} instead of zero", total.plain())
            }
            Finding::NoLedgerAccount { account } => write!(f, "account {account} has no place in the ledger"),
            Finding::Months { account, claimed, from_rows } => {
                write!(f, "months of {account} are {}, its rows say {}", Shown(claimed), Shown(from_rows))
            }
            Finding::ClosedWithMoney { account, posted } => {
                write!(f, "account {account} is closed and holds {}", posted.plain())
            }
            Finding::Resolution { seq } => write!(f, "transfer {seq} does not match its reservation"),
            Finding::Reversal { seq } => {
                write!(f, "transfer {seq} does not match what it reverses or replaces")
            }
            Finding::Shares { seq } => write!(f, "the shares of transfer {seq} do not add up to its amount"),
            Finding::Astray { seq } => write!(f, "transfer {seq} names an account that does not exist"),
            Finding::Case { number } => {
                write!(f, "case {number}: its money or its reviewers contradict its state")
            }
            Finding::Clearing { held, sent } => {
                write!(f, "{} is in clearing, approved cases have sent {}", held.plain(), sent.plain())
            }
            Finding::Interest { seq, account, posted, from_rows } => {
                let from_rows = from_rows.map_or("nothing that can be computed".into(), Fen::plain);
                write!(
                    f,
                    "interest entry {seq} of {account} is {}, its rows give {from_rows}",
                    posted.plain()
                )
            }
            Finding::NoInterest { account, year, from_rows } => {
                write!(f, "{account} has no interest entry of {year}, its rows give {}", from_rows.plain())
            }
            Finding::Frozen { account } => {
                write!(f, "frozen money of {account} is not what its last order says")
            }
            Finding::Suspense { held, listed } => {
                write!(f, "{} is in suspense, its receipts say {}", held.plain(), listed.plain())
            }
            Finding::AuditChain { seq } => write!(f, "audit row {seq} does not follow the row before it"),
            Finding::AuditHead { seq } => write!(f, "the head of the audit chain is not its last row, {seq}"),
            Finding::RowAltered { seq } => write!(f, "transfer {seq} was altered after its day was closed"),
            Finding::RowRemoved { seq } => write!(f, "transfer {seq} was removed after its day was closed"),
            Finding::RowAdded { seq } => write!(f, "transfer {seq} was added to a day that was closed"),
            Finding::ReceiptRoot { day } => {
                write!(f, "the rows of {day} do not lead to the root of that day")
            }
            Finding::ReceiptChain { day } => {
                write!(f, "the root of {day} does not follow the root before it")
            }
        }
    }
}

/// Months of an account in a finding: first to latest, consecutive of all.
struct Shown<'a>(&'a PaidMonths);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let month = |month: Option<domain::Month>| month.map_or("none".into(), |month| month.to_string());
        let PaidMonths { first, through, consecutive, total } = self.0;
        write!(f, "{} to {}, {consecutive} in a row of {total}", month(*first), month(*through))
    }
}
