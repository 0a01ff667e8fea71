//! Keeping the sums of closed days. Rows of a closed day never change and no row joins it, so that its sums are made
//! once, in one transaction; killed before it, the next run makes them.

use crate::{Ctx, Fault};
use domain::{
    day_sums::{DaySums, Movement, Sum},
    receipt::DayRoot,
};
use std::collections::BTreeMap;
use store::{Conn, audit, day_sum, receipt};

/// Rows read at once.
const PAGE: i64 = 5_000;

/// Keeps the sums of every closed day that has none yet; how many days that were.
pub async fn catch_up(ctx: &Ctx) -> Result<u64, Fault> {
    let mut days = 0;
    loop {
        let mut conn = ctx.store.read().await?;
        let last = day_sum::tally_last(&mut conn).await?;
        let next = receipt::day_page(&mut conn, last.map_or(0, |last| last.day_no), 1).await?.pop();
        let Some(day) = next.map(|next| next.root) else { return Ok(days) };
        let sums = sums_of(&mut conn, &day).await?;
        let after = last.map_or(0, |last| last.audit_through);
        let (through, _) = audit::head(&mut conn).await?;
        let cases = day_sum::cases_between(&mut conn, after, through).await?;
        drop(conn);
        let now = ctx.now();
        // Of two processes one keeps them; the other finds them kept.
        store::write!(ctx.store, "indicator.tally", |tx| {
            day_sum::tally_insert(&mut tx, &day, through, &sums, &cases, now).await.map_err(Fault::from)
        })?;
        days += 1;
    }
}

/// The sums over the rows of a closed day.
async fn sums_of(conn: &mut Conn, day: &DayRoot) -> Result<BTreeMap<Movement, Sum>, Fault> {
    let (mut sums, mut from) = (DaySums::default(), day.first_seq);
    loop {
        let rows = receipt::ledger_rows(conn, from, day.last_seq, PAGE).await?;
        let Some(last) = rows.last() else { return Ok(sums.finish()) };
        from = last.seq + 1;
        rows.iter().for_each(|row| sums.add(row));
    }
}
