//! Checking the books (核账): every balance recomputed from the rows, every invariant, the audit chain.
//!
//! Reads snapshots, page by page, so memory does not grow with the fund and the portal may stay open.

mod accounts;
mod bank_files;
mod day_sheets;
mod day_signatures;
mod finding;
mod interest;
mod receipts;
mod statements;

pub use bank_files::KeptFile;
pub use day_sheets::SignedDay;
pub use day_signatures::Signatures;
pub use finding::Finding;
pub use receipts::ClosedDay;

use crate::{Ctx, Fault, interest::Rules};
use domain::{Fen, chart::SUSPENSE_RECEIPTS};
use std::collections::HashMap;
use store::{
    Conn, account_act, audit, base, closing, deferral,
    ledger::PAYOUT_CLEARING,
    suspense, transfer,
    verify::{self as rows, Claimed},
};
use tokio::{
    sync::mpsc::{self, UnboundedSender},
    task::JoinSet,
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

/// What is checked side by side, each in a snapshot of its own: none compares what it reads with what another has read.
#[derive(Clone, Copy)]
enum Part {
    /// The accounts, each against its own rows.
    Accounts,
    /// The centre as a whole, the rows among themselves, and the audit.
    Books,
    /// The rows of closed days against their trees.
    ClosedDays,
}

/// Checks everything; findings are told as they are found.
pub async fn run(ctx: &Ctx, tell: Tell<'_>) -> Result<Summary, Fault> {
    let (told, mut findings) = mpsc::unbounded_channel();
    let mut parts = JoinSet::new();
    for part in [Part::Accounts, Part::Books, Part::ClosedDays] {
        parts.spawn(check(ctx.clone(), part, told.clone()));
    }
    drop(told);
    let mut summary = Summary::default();
    while let Some(finding) = findings.recv().await {
        summary.findings += 1;
        tell(finding);
    }
    while let Some(part) = parts.join_next().await {
        let part = part.map_err(|_| Fault::Task("verify"))??;
        summary.accounts += part.accounts;
        summary.transfers += part.transfers;
        summary.audit_rows += part.audit_rows;
        summary.receipts += part.receipts;
    }
    Ok(summary)
}

/// The part of the summary that one part knows.
async fn check(ctx: Ctx, part: Part, told: UnboundedSender<Finding>) -> Result<Summary, Fault> {
    // Nobody listens any more when the whole check was given up.
    let tell = &mut |finding| drop(told.send(finding));
    let mut conn = ctx.store.read().await?;
    rows::snapshot_begin(&mut conn, ctx.store.engine()).await?;
    let found = match part {
        Part::Accounts => {
            let accounts = accounts::check(&mut conn, &Rules::of(&ctx), tell).await?;
            Summary { accounts, ..Summary::default() }
        }
        Part::Books => {
            check_centre(&mut conn, tell).await?;
            let transfers = check_transfers(&mut conn, tell).await?;
            day_sheets::check(&mut conn, tell).await?;
            day_signatures::check(&mut conn, tell).await?;
            bank_files::check(&mut conn, tell).await?;
            let audit_rows = check_audit(&mut conn, tell).await?;
            Summary { transfers, audit_rows, ..Summary::default() }
        }
        Part::ClosedDays => {
            let receipts = receipts::check(&ctx, &mut conn, tell).await?;
            Summary { receipts, ..Summary::default() }
        }
    };
    rows::snapshot_end(&mut conn).await?;
    Ok(found)
}

type Tell<'a> = &'a mut (dyn FnMut(Finding) + Send);

/// The centre's running totals against the rows.
async fn check_centre(conn: &mut Conn, tell: Tell<'_>) -> Result<(), Fault> {
    let posted: HashMap<String, Fen> = rows::centre_balances(conn).await?.into_iter().collect();
    for claimed in rows::ledger_of_centre(conn).await? {
        let from_rows = posted.get(&claimed.id).copied().unwrap_or(Fen::ZERO);
        let reserved = rows::reserved_between(conn, &claimed.id, &claimed.id).await?;
        check_total(&claimed, from_rows, reserved.first().map_or(Fen::ZERO, |(_, fen)| *fen), tell);
    }
    Ok(())
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
