//! The posting half of an import: one piece of lines against the books, in one transaction.

use super::{
    ImportError, Received, Refusal,
    books::{Books, Outcome},
    lines::{Numbered, Piece},
};
use crate::{Ctx, Fault, suspense};
use domain::{
    AccountNo, Fen, Month, Timestamp,
    account::{BackReason, PaidMonths},
    contribution::ContributionRules,
    remittance::{Column, Contribution, Reason},
};
use store::{
    Tx, audit, deferral, ledger,
    remittance::{self as rows, Line},
};

/// What came of a piece.
#[derive(Default)]
pub struct Posted {
    pub rejects: Vec<(u64, Option<Column>, Reason)>,
    pub posted: u64,
    pub unchanged: u64,
    pub opened: u64,
    pub amount: Fen,
}

/// Posts a piece. Ids of newly opened accounts are drawn inside: a second try after a conflict draws others,
/// and those of the first were never stored.
pub async fn piece(
    ctx: &Ctx,
    batch_id: &str,
    now: Timestamp,
    rules: &ContributionRules,
    received: Option<&Received>,
    piece: &Piece,
) -> Result<Posted, ImportError> {
    if piece.good.is_empty() {
        return Ok(Posted::default());
    }
    store::write!(ctx.store, "remittance.post", |tx| {
        rows::lock(&mut tx, batch_id).await?;
        let mut books = load(&mut tx, batch_id, &piece.good).await?;
        let mut posted = Posted::default();
        let mut lines = Vec::with_capacity(piece.good.len());
        for numbered in &piece.good {
            match books.take(ctx, now, rules, numbered)? {
                Outcome::Post(account, replaces) => lines.push(line(numbered, account, replaces)),
                Outcome::Unchanged => posted.unchanged += 1,
                Outcome::Rejected(column, reason) => {
                    posted.rejects.push((numbered.number, Some(column), reason))
                }
            }
        }
        if let Some(received) = received.filter(|_| !lines.is_empty())
            && !suspense::claim(&mut tx, batch_id, &received.reference, now).await?
        {
            return Err(ImportError::Refused(Refusal::ReferenceUsed));
        }
        write(&mut tx, batch_id, now, &mut books, &mut lines).await?;
        posted.posted = lines.len() as u64;
        posted.opened = books.opened_accounts.len() as u64;
        posted.amount =
            Fen::sum(lines.iter().map(|line| line.total)).ok_or(Fault::Invariant("sums of money fit"))?;
        rows::batch_add(&mut tx, batch_id, posted.amount).await?;
        note(&mut tx, batch_id, now, &piece.good, &posted).await?;
        Ok::<_, ImportError>(posted)
    })
}

fn line(numbered: &Numbered, account: AccountNo, replaces: Option<i64>) -> Line {
    let payment = &numbered.line.payment;
    Line {
        line_no: numbered.number,
        account,
        business_code: match payment.contribution {
            Contribution::Regular => domain::BusinessCode::RegularRemittance.code(),
            Contribution::BackPayment(_) => domain::BusinessCode::BackPayment.code(),
        },
        month: payment.month,
        unit_part: payment.unit_part,
        personal_part: payment.personal_part,
        total: payment.total,
        posted_on: payment.posted_on,
        replaces,
    }
}

/// Reads everything of the books that the lines touch. Accounts are read without a lock on their rows: whoever
/// else changes what is written back takes [`rows::lock`] too.
async fn load(tx: &mut Tx, batch_id: &str, lines: &[Numbered]) -> Result<Books, Fault> {
    let mut books = Books::new(batch_id);
    let claimed = lines.iter().filter_map(|line| line.line.worker.account_no.as_ref().map(AccountNo::as_str));
    books.add_people(rows::holders_find(tx, &distinct(claimed)).await?);
    let unknown = distinct(lines.iter().filter_map(|line| books.unknown_person(line)));
    books.add_people(rows::people_find(tx, &unknown).await?);
    let units = distinct(lines.iter().map(|line| line.line.worker.unit_no.as_str()));
    books.add_units(rows::units_find(tx, &units).await?);
    if books.opens_unnumbered(lines) {
        books.serial = store::account::serial_max(tx, super::BRANCH).await?;
    }
    // Months after the paid-through month cannot stand in the books yet: only the others are looked up.
    let old: Vec<(&str, Month)> = lines.iter().flat_map(|line| books.maybe_posted(line)).collect();
    if let (Some(from), Some(to)) = (old.iter().map(|o| o.1).min(), old.iter().map(|o| o.1).max()) {
        let accounts = distinct(old.iter().map(|(account, _)| *account));
        let posted = rows::posted_find(tx, &accounts, from, to).await?;
        books.add_posted(posted);
    }
    let days = lines.iter().map(|line| line.line.payment.posted_on);
    if let (Some(from), Some(to)) = (days.clone().min(), days.max()) {
        books.add_signed_days(store::day_sheet::days_signed(tx, from, to).await?);
    }
    let reversed = rows::reversed_find(tx, &books.known_accounts()).await?;
    books.add_reversed(reversed);
    let back_paid = rows::back_paid_find(tx, &books.known_accounts()).await?;
    books.add_back_paid(back_paid);
    if lines.iter().any(|line| matches!(line.line.payment.contribution, Contribution::BackPayment(_))) {
        let (from, to) = (lines[0].number, lines[lines.len() - 1].number);
        books.add_back_payments(rows::back_payments_find(tx, batch_id, from, to).await?);
    }
    let granted = deferral::granted_find(tx, &books.known_units()).await?;
    books.add_granted(granted);
    if lines.iter().any(|line| line.repays(BackReason::Deferral)) {
        let deferred = deferral::deferred_find(tx, &books.known_accounts()).await?;
        books.add_deferred(deferred);
    }
    Ok(books)
}

fn distinct<'a>(keys: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut keys: Vec<&str> = keys.collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Writes what the lines changed: who is new, the transfers, the totals, the accounts.
async fn write(
    tx: &mut Tx,
    batch_id: &str,
    now: Timestamp,
    books: &mut Books,
    lines: &mut [Line],
) -> Result<(), Fault> {
    rows::units_insert(tx, &books.new_units, now).await?;
    rows::people_insert(tx, &books.new_people).await?;
    rows::accounts_insert(tx, &books.opened_accounts).await?;
    // In the order of the indexes, so that a piece touches few of their pages.
    lines.sort_by(|a, b| (&a.account, a.month).cmp(&(&b.account, b.month)));
    rows::lines_insert(tx, ledger::BANK_DEPOSIT, batch_id, now, lines).await?;
    rows::back_payments_insert(tx, batch_id, &books.new_back_payments).await?;
    rows::sealings_insert(tx, batch_id, now, &books.sealings).await?;
    let mut credits: Vec<(AccountNo, Fen)> = Vec::new();
    for line in lines.iter() {
        match credits.last_mut() {
            Some((account, amount)) if *account == line.account => {
                *amount = amount.checked_add(line.total).ok_or(Fault::Invariant("sums of money fit"))?;
            }
            _ => credits.push((line.account.clone(), line.total)),
        }
    }
    if credits.is_empty() {
        return Ok(());
    }
    rows::totals_add(tx, ledger::BANK_DEPOSIT, &credits).await?;
    for account in books.recounts() {
        let months = PaidMonths::count(rows::months_paid(tx, &account).await?);
        books.recounted(&account, months);
    }
    rows::accounts_update(tx, &books.updates()).await?;
    for (account, unit_id, month) in &books.came {
        crate::deferral::account_came(tx, account, unit_id, *month).await?;
    }
    for (account, months) in books.older_months() {
        store::account::months_set(tx, &account, months).await?;
    }
    Ok(())
}

/// One audit row per transaction that moved money.
async fn note(
    tx: &mut Tx,
    batch_id: &str,
    now: Timestamp,
    lines: &[Numbered],
    posted: &Posted,
) -> Result<(), Fault> {
    if posted.posted == 0 {
        return Ok(());
    }
    let (from, to) = (lines[0].number, lines[lines.len() - 1].number);
    let detail = format!("lines={from}-{to} posted={} amount={}", posted.posted, posted.amount.plain());
    let event = audit::Event {
        at: now,
        actor: "system",
        action: "remittance.post",
        subject: batch_id,
        detail: &detail,
    };
    audit::append(tx, &event).await?;
    Ok(())
}
