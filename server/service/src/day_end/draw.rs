//! Drawing a sheet: one snapshot of the books.

use crate::{Ctx, Fault};
use chrono::{Datelike, Days, NaiveDate};
use domain::{
    Fen, Timestamp, chart,
    day_end::{Check, Compared, OpenBreak, Replaced, Sheet, Suspended},
    interest::AccrualYear,
    text::hex,
};
use sha2::{Digest, Sha256};
use store::{Conn, day_sheet as rows, interest, ledger, reconcile, verify};

/// Rows read at once.
const PAGE: i64 = 5_000;

/// Draws the sheet of a day as the books say it now.
pub async fn draw(ctx: &Ctx, day: NaiveDate) -> Result<Sheet, Fault> {
    let mut conn = ctx.store.read().await?;
    verify::snapshot_begin(&mut conn, ctx.store.engine()).await?;
    let (count, rows_hash) = rows_hash(&mut conn, day).await?;
    let file = reconcile::file_find(&mut conn, day).await?;
    let suspense = suspense(&mut conn, day).await?;
    let closing = match &file {
        Some(file) => Some((file.statement.closing, reconcile::bank_balance(&mut conn, day).await?)),
        None => None,
    };
    let sheet = Sheet {
        day,
        rows: count,
        rows_hash,
        checks: checks(&mut conn, day, &suspense, file.is_some()).await?,
        breaks: breaks(&mut conn, day).await?,
        replaced: file.as_ref().and_then(replaced),
        statement: file.map(|file| (file.hash, file.lines_hash)),
        closing,
        suspense,
    };
    verify::snapshot_end(&mut conn).await?;
    Ok(sheet)
}

fn replaced(file: &reconcile::Filed) -> Option<Replaced> {
    file.replacement.as_ref().map(|replacement| Replaced {
        version: file.version,
        by: replacement.by.clone(),
        at: file.taken,
        reason: replacement.reason.clone(),
    })
}

/// The sheet as text, which is signed, and its hash.
pub fn text_and_hash(sheet: &Sheet) -> Result<(String, String), Fault> {
    let text = serde_json::to_string(sheet)?;
    let hash = hash_of(&text);
    Ok((text, hash))
}

pub(crate) fn hash_of(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// How many rows were posted on a day, and the hash over them in the order of their numbers.
pub(crate) async fn rows_hash(conn: &mut Conn, day: NaiveDate) -> Result<(u64, String), Fault> {
    let (mut digest, mut count, mut after) = (Sha256::new(), 0, 0);
    loop {
        let page = rows::row_list(conn, day, after, PAGE).await?;
        let Some(last) = page.last() else { return Ok((count, hex(&digest.finalize()))) };
        after = last.seq;
        for row in &page {
            digest.update(row.bytes());
            count += 1;
        }
    }
}

async fn checks(
    conn: &mut Conn,
    day: NaiveDate,
    suspense: &[Suspended],
    has_statement: bool,
) -> Result<Vec<Compared>, Fault> {
    let money = |check, one: Fen, other: Fen| Compared { check, one: one.get(), other: other.get() };
    let [entries, debits, credits] = rows::entry_sums(conn, day).await?;
    let (running, liability) = rows::member_sums(conn, day).await?;
    let (units, members) = rows::unit_sums(conn).await?;
    let (from, until) = (Timestamp::start_of(day), Timestamp::start_of(next(day)));
    let (by_books, by_bank) = rows::payout_counts(conn, day, from, until).await?;
    let listed =
        Fen::sum(suspense.iter().map(|one| one.amount)).ok_or(Fault::Invariant("sums of money fit"))?;
    let held = ledger::balance_on(conn, chart::SUSPENSE_RECEIPTS.id, day).await?;
    // Sent on T, a payout may be on its way until the end of T + 1.
    let sent_before = Timestamp::start_of(day.checked_sub_days(Days::new(1)).unwrap_or(day));
    let not_asked = rows::payouts_not_asked(conn, sent_before, until).await?;
    let unsettled = i64::from(!liability.is_zero() && is_unsettled(conn, day).await?);
    Ok(vec![
        money(Check::EntriesAndDebits, entries, debits),
        money(Check::EntriesAndCredits, entries, credits),
        money(Check::MembersAndLiability, running, liability),
        money(Check::UnitsAndMembers, units, members),
        Compared { check: Check::PayoutsAndInstructions, one: by_books, other: by_bank },
        money(Check::SuspenseAndList, held, listed),
        Compared { check: Check::PayoutsNotAsked, one: not_asked, other: 0 },
        Compared { check: Check::InterestUnsettled, one: unsettled, other: 0 },
        Compared { check: Check::Statements, one: i64::from(has_statement), other: 1 },
    ])
}

fn next(day: NaiveDate) -> NaiveDate {
    day.succ_opt().unwrap_or(day)
}

/// A year's interest is posted on its last day, 30 June, some days later: until then that day is not complete.
async fn is_unsettled(conn: &mut Conn, day: NaiveDate) -> Result<bool, Fault> {
    let Ok(year) = AccrualYear::settled_in(day.year()) else { return Ok(false) };
    if year.settlement_day() != day {
        return Ok(false);
    }
    let settled = interest::settlements_finished(conn).await?;
    Ok(!settled.iter().any(|(finished, _)| *finished == year))
}

async fn breaks(conn: &mut Conn, day: NaiveDate) -> Result<Vec<OpenBreak>, Fault> {
    let open = reconcile::break_list_open(conn, day).await?;
    let shown = |one: reconcile::Break| OpenBreak {
        age: (day - one.day).num_days(),
        id: one.id,
        kind: one.kind,
        day: one.day,
        bank: one.bank,
        books: one.books,
        explanation: one.explanation,
    };
    Ok(open.into_iter().map(shown).collect())
}

async fn suspense(conn: &mut Conn, day: NaiveDate) -> Result<Vec<Suspended>, Fault> {
    let open = rows::suspense_list(conn, day).await?;
    let shown = |(receipt, received_on, amount): (String, NaiveDate, Fen)| Suspended {
        age: (day - received_on).num_days(),
        receipt,
        received_on,
        amount,
    };
    Ok(open.into_iter().map(shown).collect())
}
