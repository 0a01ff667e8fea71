//! The proof for one row, and checking one that somebody brings.

use super::leaf_of;
use crate::{Ctx, Fault, actor::Member};
use domain::receipt::{CHUNK, DayRoot, LedgerRow, Receipt, Refused, path_in};
use store::{Conn, account, receipt};

/// Days on one page of the published list.
const PAGE: i64 = 31;

/// An entry of the member's own statement, with its receipt once its day is closed.
#[derive(Clone, Debug)]
pub struct OwnEntry {
    pub row: LedgerRow,
    pub proof: Option<(Receipt, DayRoot)>,
}

/// The entry of number `seq`; `None` when it is not one of the member's own.
pub async fn of_entry(ctx: &Ctx, member: &Member, seq: i64) -> Result<Option<OwnEntry>, Fault> {
    let mut conn = ctx.store.read().await?;
    let Some(own) = account::find_of_person(&mut conn, member.person_id()).await? else { return Ok(None) };
    let number = own.account.number.as_str();
    let rows = receipt::ledger_rows(&mut conn, seq, seq, 1).await?;
    let is_own = |row: &LedgerRow| {
        (row.credit == number || row.debit == number) && matches!(row.kind.as_str(), "post" | "post_reserved")
    };
    let Some(row) = rows.into_iter().find(is_own) else { return Ok(None) };
    let proof = prove(ctx, &mut conn, &row).await?;
    Ok(Some(OwnEntry { row, proof }))
}

/// Reads one chunk of rows and the roots of the others.
async fn prove(ctx: &Ctx, conn: &mut Conn, row: &LedgerRow) -> Result<Option<(Receipt, DayRoot)>, Fault> {
    let Some(day) = receipt::day_of_row(conn, row.seq).await?.map(|day| day.root) else { return Ok(None) };
    let roots = receipt::chunk_roots(conn, day.no).await?;
    let chunk = roots.partition_point(|(first, _)| *first <= row.seq).saturating_sub(1);
    let first = roots.get(chunk).map_or(row.seq, |(first, _)| *first);
    let rows = receipt::ledger_rows(conn, first, day.last_seq, CHUNK as i64).await?;
    let within = rows
        .iter()
        .position(|other| other.seq == row.seq)
        .ok_or(Fault::Invariant("a row stands in the chunk of its number"))?;
    let leaves: Vec<_> = rows.iter().map(|row| leaf_of(&ctx.seal, row)).collect();
    let roots: Vec<_> = roots.into_iter().map(|(_, root)| root).collect();
    let mut path = path_in(&leaves, within);
    path.extend(path_in(&roots, chunk));
    let receipt = Receipt {
        row: row.clone(),
        salt: ctx.seal.receipt_salt(row.seq),
        index: (chunk * CHUNK + within) as u64,
        leaves: day.rows,
        path,
        day_no: day.no,
    };
    Ok(Some((receipt, day)))
}

/// A receipt as somebody brings it, against the published root of its day.
pub async fn check(ctx: &Ctx, text: &str) -> Result<Result<(Receipt, DayRoot), Refused>, Fault> {
    let receipt = match Receipt::parse(text) {
        Ok(receipt) => receipt,
        Err(refused) => return Ok(Err(refused)),
    };
    let Some(day) = root(ctx, receipt.day_no).await? else { return Ok(Err(Refused::NotPublished)) };
    Ok(receipt.check(Some(&day)).map(|()| (receipt, day)))
}

/// The published root of a number.
pub async fn root(ctx: &Ctx, no: i64) -> Result<Option<DayRoot>, Fault> {
    let Some(before) = no.checked_sub(1) else { return Ok(None) };
    let days = receipt::day_page(&mut *ctx.store.read().await?, before, 1).await?;
    Ok(days.into_iter().map(|day| day.root).find(|day| day.no == no))
}

/// A page of the published list, oldest first, and after which number the pages beside it begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roots {
    pub days: Vec<DayRoot>,
    pub newer: Option<i64>,
    pub older: Option<i64>,
}

/// The page of days after the number `after`; the latest page when nothing is asked for.
pub async fn roots(ctx: &Ctx, after: Option<i64>) -> Result<Roots, Fault> {
    let mut conn = ctx.store.read().await?;
    let last = receipt::day_last(&mut conn).await?.map_or(0, |day| day.root.no);
    let after = after.unwrap_or(last - PAGE).clamp(0, last);
    let days = receipt::day_page(&mut conn, after, PAGE).await?;
    Ok(Roots {
        days: days.into_iter().map(|day| day.root).collect(),
        newer: (after + PAGE < last).then_some(after + PAGE),
        older: (after > 0).then_some((after - PAGE).max(0)),
    })
}

/// The whole published list, oldest first.
pub async fn all_roots(ctx: &Ctx) -> Result<Vec<DayRoot>, Fault> {
    let days = receipt::day_page(&mut *ctx.store.read().await?, 0, i64::MAX).await?;
    Ok(days.into_iter().map(|day| day.root).collect())
}
