//! Backups (备份): what a copy of the books holds, written beside it, and whether the one may take the place of the other.
//!
//! A file alone cannot say whether it is whole: its description carries the SHA-256 of the file and the head of the
//! audit chain, which covers every act of consequence. Both are looked at again before a copy is put in place.

use crate::{Ctx, Fault, verify};
use domain::text::hex;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{io::Read, path::Path};
use store::{Conn, Engine, audit, backup};

/// What stands in `FILE.json`. The names are documented in the runbook and stay as they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Description {
    /// Layout of this description.
    pub format: u32,
    pub centre: String,
    /// When the copy was made, in milliseconds since 1970.
    pub made_ms: i64,
    pub accounts: u64,
    pub transfers: u64,
    pub chain: Chain,
    /// A keyed hash of nothing in particular: tells whether a folder of keys is the one these books were sealed with.
    pub keys: String,
    pub bytes: u64,
    pub sha256: String,
}

/// The audit chain as far as a copy has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chain {
    /// Hash of the first row, which tells one centre's books from another's; empty while there is none.
    pub first: String,
    pub seq: i64,
    pub hash: String,
}

/// What a look at a copy found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looked {
    pub accounts: u64,
    pub transfers: u64,
    pub chain: Chain,
    /// Everything that is wrong with it, one sentence each.
    pub findings: Vec<String>,
}

/// How the books that stand relate to a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Everything that stands is in the copy.
    Covered,
    /// So many rows of the audit would be lost.
    Newer(i64),
    /// After the same beginning they went another way.
    Diverged,
    /// They have another beginning: another centre's.
    Foreign,
}

pub const FORMAT: u32 = 1;

/// The chain of open books.
pub async fn chain(ctx: &Ctx) -> Result<Chain, Fault> {
    let mut conn = ctx.store.read().await?;
    let (seq, hash) = audit::head(&mut conn).await?;
    let first = hash_at(&mut conn, 1).await?.unwrap_or_default();
    Ok(Chain { first, seq, hash })
}

/// Checks the file, if the books are one, every balance and every invariant, and the audit chain.
pub async fn look(ctx: &Ctx) -> Result<Looked, Fault> {
    let mut findings: Vec<String> = damage(ctx).await?.into_iter().collect();
    if !findings.is_empty() {
        return Ok(Looked { accounts: 0, transfers: 0, chain: Chain::default(), findings });
    }
    let summary = verify::run(ctx, &mut |finding| findings.push(finding.to_string())).await?;
    let chain = chain(ctx).await?;
    Ok(Looked { accounts: summary.accounts, transfers: summary.transfers, chain, findings })
}

/// What is wrong with the file itself. PostgreSQL checks its pages as it reads them.
async fn damage(ctx: &Ctx) -> Result<Option<String>, Fault> {
    match ctx.store.engine() {
        Engine::Postgres => Ok(None),
        Engine::Sqlite => Ok(backup::damage_find(&mut *ctx.store.read().await?).await?),
    }
}

/// Compares the books that stand with the chain of a copy.
pub async fn standing(ctx: &Ctx, copy: &Chain) -> Result<Standing, Fault> {
    let ours = chain(ctx).await?;
    if !ours.first.is_empty() && !copy.first.is_empty() && ours.first != copy.first {
        return Ok(Standing::Foreign);
    }
    if ours.seq <= copy.seq {
        // Whether the copy goes on from where these books end is asked in the copy.
        return Ok(Standing::Covered);
    }
    let mut conn = ctx.store.read().await?;
    let there = if copy.seq == 0 { Some(String::new()) } else { hash_at(&mut conn, copy.seq).await? };
    let goes_on = there.as_deref() == Some(copy.hash.as_str());
    Ok(if goes_on { Standing::Newer(ours.seq - copy.seq) } else { Standing::Diverged })
}

/// Whether the chain of these books passes through `earlier`.
pub async fn passes_through(ctx: &Ctx, earlier: &Chain) -> Result<bool, Fault> {
    if earlier.seq == 0 {
        return Ok(true);
    }
    let mut conn = ctx.store.read().await?;
    Ok(hash_at(&mut conn, earlier.seq).await?.as_deref() == Some(earlier.hash.as_str()))
}

/// Tells folders of keys apart.
pub fn keys(ctx: &Ctx) -> String {
    ctx.seal.index("which keys are these")
}

/// SHA-256 and length of a file.
pub fn digest(file: &Path) -> std::io::Result<(String, u64)> {
    let (mut file, mut digest, mut bytes) = (std::fs::File::open(file)?, Sha256::new(), 0);
    let mut piece = vec![0; 1 << 20];
    loop {
        match file.read(&mut piece)? {
            0 => return Ok((hex(&digest.finalize()), bytes)),
            read => {
                digest.update(&piece[..read]);
                bytes += read as u64;
            }
        }
    }
}

async fn hash_at(conn: &mut Conn, seq: i64) -> Result<Option<String>, Fault> {
    let rows = audit::page(conn, seq - 1, 1).await?;
    Ok(rows.into_iter().find(|row| row.seq == seq).map(|row| row.hash))
}
