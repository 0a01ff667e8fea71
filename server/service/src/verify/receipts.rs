//! The closed days: is every row still the one that was closed in, is the chain of roots whole, and are the sums over
//! their rows those that are kept?

use super::{Finding, Tell};
use crate::{Ctx, Fault, receipt::leaf_of};
use chrono::NaiveDate;
use domain::{
    day_sums::DaySums,
    receipt::{CHUNK, DayRoot, Difference, Marks, Tree, chunk_root},
};
use std::fmt;
use store::{
    Conn, day_sum,
    receipt::{self, Chunk, StoredDay},
};

/// What is wrong with a closed day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClosedDay {
    /// A row is not the one that was closed in.
    Altered { seq: i64 },
    /// A row is gone.
    Removed { seq: i64 },
    /// A row stands there that was not closed in.
    Added { seq: i64 },
    /// The rows, or what is kept beside them, do not lead to the root.
    Root { day: NaiveDate },
    /// The day does not follow the one before it.
    Chain { day: NaiveDate },
    /// The sums that are kept of it are not those of its rows.
    Sums { day: NaiveDate },
}

impl fmt::Display for ClosedDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ClosedDay::Altered { seq } => write!(f, "transfer {seq} was altered after its day was closed"),
            ClosedDay::Removed { seq } => write!(f, "transfer {seq} was removed after its day was closed"),
            ClosedDay::Added { seq } => write!(f, "transfer {seq} was added to a day that was closed"),
            ClosedDay::Root { day } => write!(f, "the rows of {day} do not lead to the root of that day"),
            ClosedDay::Chain { day } => write!(f, "the root of {day} does not follow the root before it"),
            ClosedDay::Sums { day } => write!(f, "the sums kept of {day} are not those of its rows"),
        }
    }
}

const DAYS: i64 = 400;
const CHUNKS: i64 = 50;

/// Every closed day, oldest first; the number of rows that were looked at.
pub(super) async fn check(ctx: &Ctx, conn: &mut Conn, tell: Tell<'_>) -> Result<u64, Fault> {
    let (mut last, mut rows): (Option<DayRoot>, u64) = (None, 0);
    loop {
        let days = receipt::day_page(conn, last.as_ref().map_or(0, |last| last.no), DAYS).await?;
        if days.is_empty() {
            return Ok(rows);
        }
        for day in days {
            if !follows(last.as_ref(), &day) {
                tell(Finding::ClosedDay(ClosedDay::Chain { day: day.root.day }));
            }
            rows += check_day(ctx, conn, &day.root, tell).await?;
            last = Some(day.root);
        }
    }
}

/// Is the day the next one of the chain, and its hash that of its fields?
fn follows(last: Option<&DayRoot>, day: &StoredDay) -> bool {
    let root = &day.root;
    let next = last.map_or((1, [0; 32], 1), |last| (last.no + 1, last.hash(), last.last_seq + 1));
    let in_order = last.is_none_or(|last| last.day < root.day) && root.first_seq >= next.2;
    (root.no, root.previous) == (next.0, next.1) && in_order && day.hash == root.hash()
}

/// The rows of a day against its marks, and the tree over them against its root.
async fn check_day(ctx: &Ctx, conn: &mut Conn, day: &DayRoot, tell: Tell<'_>) -> Result<u64, Fault> {
    let (mut tree, mut looked_at, mut named) = (Tree::default(), 0, false);
    let mut sums = DaySums::default();
    let mut after = -1;
    loop {
        let chunks = receipt::chunk_page(conn, day.no, after, CHUNKS).await?;
        let Some(last) = chunks.last() else { break };
        after = last.number;
        for chunk in &chunks {
            let (count, sound) = check_chunk(ctx, conn, chunk, &mut sums, &mut named, tell).await?;
            looked_at += count;
            if sound {
                tree.push(chunk.root);
            }
        }
    }
    // A row that was named above changes the root and the sums too; that is one finding and not three.
    if !named && (tree.root() != Some(day.root) || looked_at != day.rows) {
        tell(Finding::ClosedDay(ClosedDay::Root { day: day.day }));
    } else if !named && !is_kept(conn, day, sums).await? {
        tell(Finding::ClosedDay(ClosedDay::Sums { day: day.day }));
    }
    Ok(looked_at)
}

/// Whether the sums over the rows of a day, and its counts of cases, are those that are kept; not yet kept is no
/// finding.
async fn is_kept(conn: &mut Conn, day: &DayRoot, sums: DaySums) -> Result<bool, Fault> {
    let page = day_sum::tally_page(conn, day.no - 2, 2).await?;
    let Some(kept) = page.iter().find(|tallied| tallied.day_no == day.no) else { return Ok(true) };
    let after =
        page.iter().find(|tallied| tallied.day_no == day.no - 1).map_or(0, |before| before.audit_through);
    let cases = day_sum::cases_between(conn, after, kept.audit_through).await?;
    Ok(kept.last_seq == day.last_seq
        && day_sum::sums_of_day(conn, day.no).await? == sums.finish()
        && day_sum::cases_of_day(conn, day.no).await? == cases)
}

/// How many rows there are, and whether they still lead to the chunk's root.
async fn check_chunk(
    ctx: &Ctx,
    conn: &mut Conn,
    chunk: &Chunk,
    sums: &mut DaySums,
    named: &mut bool,
    tell: Tell<'_>,
) -> Result<(u64, bool), Fault> {
    // One more than there should be, so that an added row is seen.
    let rows = receipt::ledger_rows(conn, chunk.first_seq, chunk.last_seq, 2 * CHUNK as i64).await?;
    let leaves: Vec<_> = rows.iter().map(|row| leaf_of(&ctx.seal, row)).collect();
    let count = rows.len() as u64;
    rows.iter().for_each(|row| sums.add(row));
    if chunk_root(&leaves) == Some(chunk.root) {
        return Ok((count, true));
    }
    let now = Marks::of(rows.iter().map(|row| row.seq).zip(leaves));
    let before = Marks::parse(&chunk.marks, chunk.first_seq).unwrap_or_default();
    for difference in before.compare(&now) {
        *named = true;
        tell(Finding::ClosedDay(match difference {
            Difference::Altered(seq) => ClosedDay::Altered { seq },
            Difference::Removed(seq) => ClosedDay::Removed { seq },
            Difference::Added(seq) => ClosedDay::Added { seq },
        }));
    }
    Ok((count, false))
}
