//! Checking the books (核账): every balance recomputed from the rows, every invariant, the audit chain.
//!
//! Reads one snapshot, page by page, so memory does not grow with the fund and the portal may stay open.

mod bank_files;
mod day_sheets;
mod finding;
mod interest;
mod receipts;
mod statements;

pub use bank_files::KeptFile;
pub use day_sheets::SignedDay;
pub use finding::Finding;
pub use receipts::ClosedDay;

use crate::{Ctx, Fault, interest::Rules};
use domain::{Fen, account::PaidMonths, chart::SUSPENSE_RECEIPTS};
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};
use store::{
    Conn, Reading, account_act, audit, base, closing, deferral,
    ledger::PAYOUT_CLEARING,
    suspense, transfer,
    verify::{self as rows, Claimed, ClaimedMonths},
};

/// Accounts per page.
const PAGE: i64 = 2_000;
/// Audit rows per page.
const AUDIT_PAGE: i64 = 5_000;

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
///
/// The balances, the rows among themselves and the closed days are read side by side, each in a snapshot of its own:
/// none compares what it reads with what another has read.
pub async fn run(ctx: &Ctx, tell: &mut (dyn FnMut(Finding) + Send)) -> Result<Summary, Fault> {
    let told = Mutex::new((0, tell));
    let note = |finding| {
        let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
        told.0 += 1;
        (told.1)(finding);
    };
    let (mut note_balances, mut note_among, mut note_closed) = (note, note, note);
    let (accounts, books, receipts) = tokio::join!(
        check_balances(ctx, &mut note_balances),
        check_books(ctx, &mut note_among),
        check_closed_days(ctx, &mut note_closed)
    );
    let mut summary = Summary { accounts: accounts?, receipts: receipts?, ..books? };
    summary.findings = told.into_inner().unwrap_or_else(PoisonError::into_inner).0;
    Ok(summary)
}

async fn snapshot(ctx: &Ctx) -> Result<Reading, Fault> {
    let mut conn = ctx.store.read().await?;
    rows::snapshot_begin(&mut conn, ctx.store.engine()).await?;
    Ok(conn)
}

/// Balances and months as the accounts claim them; the number of accounts.
async fn check_balances(ctx: &Ctx, tell: Tell<'_>) -> Result<u64, Fault> {
    let mut conn = snapshot(ctx).await?;
    check_totals(&mut conn, tell).await?;
    let accounts = check_accounts(&mut conn, tell).await?;
    rows::snapshot_end(&mut conn).await?;
    Ok(accounts)
}

async fn check_books(ctx: &Ctx, tell: Tell<'_>) -> Result<Summary, Fault> {
    let mut conn = snapshot(ctx).await?;
    let transfers = check_transfers(&mut conn, tell).await?;
    interest::check(&mut conn, &Rules::of(ctx), tell).await?;
    day_sheets::check(&mut conn, tell).await?;
    bank_files::check(&mut conn, tell).await?;
    statements::check(&mut conn, &Rules::of(ctx), tell).await?;
    let audit_rows = check_audit(&mut conn, tell).await?;
    rows::snapshot_end(&mut conn).await?;
    Ok(Summary { transfers, audit_rows, ..Summary::default() })
}

/// The number of rows in closed days.
async fn check_closed_days(ctx: &Ctx, tell: Tell<'_>) -> Result<u64, Fault> {
    let mut conn = snapshot(ctx).await?;
    let receipts = receipts::check(ctx, &mut conn, tell).await?;
    rows::snapshot_end(&mut conn).await?;
    Ok(receipts)
}

type Tell<'a> = &'a mut (dyn FnMut(Finding) + Send);

/// Every running total against the rows.
async fn check_totals(conn: &mut Conn, tell: Tell<'_>) -> Result<(), Fault> {
    let centre = by_id(rows::centre_balances(conn).await?);
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
                sum(&centre, &claimed.id)
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
    for row in rows::rows_unsound(conn).await? {
        let seq = row.seq;
        let wrong = [
            (row.shares, Finding::Shares { seq }),
            (row.astray, Finding::Astray { seq }),
            (row.replaces_nothing, Finding::Reversal { seq }),
        ];
        wrong.into_iter().filter(|(found, _)| *found).for_each(|(_, finding)| tell(finding));
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
    for batch in base::batches_mismatched(conn).await? {
        tell(Finding::BaseBatch { batch });
    }
    for seq in deferral::repaid_ungranted(conn).await? {
        tell(Finding::Deferral { seq });
    }
    for account in closing::states_mismatched(conn).await? {
        tell(Finding::Closing { account });
    }
    for account in closing::payouts_mismatched(conn, PAYOUT_CLEARING).await? {
        tell(Finding::ClosingMoney { account });
    }
    for number in transfer::money_mismatched(conn, SUSPENSE_RECEIPTS.id).await? {
        tell(Finding::Transfer { number });
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
