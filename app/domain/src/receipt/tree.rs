//! The Merkle tree of a day, RFC 9162 §2.1, kept in chunks of 1,024 leaves.
//!
//! A chunk is a whole subtree, since its size is a power of two: the tree over the roots of the chunks is the
//! upper part of the tree over all leaves. So a proof reads one chunk of rows and not the whole day.

use sha2::{Digest, Sha256};

/// Leaves of a chunk.
pub const CHUNK: usize = 1024;

/// SHA-256.
pub type Hash = [u8; 32];

/// The leaf of a row: the salt stands before the row, and 0 before both, so that no leaf is also a node.
pub fn leaf(salt: &Hash, row: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(salt).chain_update(row).finalize().into()
}

fn node(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// A tree that grows leaf by leaf in memory of its height: the roots of its whole subtrees, largest first.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    leaves: u64,
    peaks: Vec<Hash>,
}

impl Tree {
    pub fn push(&mut self, leaf: Hash) {
        let mut merged = leaf;
        // Each one at the end of the count is a subtree that the new leaf completes.
        for _ in 0..self.leaves.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                merged = node(&left, &merged);
            }
        }
        self.peaks.push(merged);
        self.leaves += 1;
    }

    /// `None` of a tree without a leaf.
    pub fn root(&self) -> Option<Hash> {
        let mut peaks = self.peaks.iter().rev();
        let last = *peaks.next()?;
        Some(peaks.fold(last, |right, left| node(left, &right)))
    }
}

/// The root of some leaves; `None` of none.
pub fn chunk_root(leaves: &[Hash]) -> Option<Hash> {
    let mut tree = Tree::default();
    leaves.iter().for_each(|leaf| tree.push(*leaf));
    tree.root()
}

/// Siblings of the leaf `index`, lowest first (RFC 9162 §2.1.3.1); empty where there is no such leaf.
pub fn path_in(leaves: &[Hash], index: usize) -> Vec<Hash> {
    if leaves.len() <= 1 || index >= leaves.len() {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
    let (mut path, sibling) = if index < left.len() {
        (path_in(left, index), chunk_root(right))
    } else {
        (path_in(right, index - left.len()), chunk_root(left))
    };
    path.extend(sibling);
    path
}

/// The root to which a path leads from a leaf (RFC 9162 §2.1.3.2); `None` when the path is too long or too short
/// for that place in a tree of that size.
pub(super) fn climb(leaf: Hash, index: u64, leaves: u64, path: &[Hash]) -> Option<Hash> {
    let (mut at, mut last) = (index, leaves.checked_sub(1)?);
    if at > last {
        return None;
    }
    let mut hash = leaf;
    for sibling in path {
        if last == 0 {
            return None;
        }
        if at % 2 == 1 || at == last {
            hash = node(sibling, &hash);
            while at % 2 == 0 && at != 0 {
                (at, last) = (at / 2, last / 2);
            }
        } else {
            hash = node(&hash, sibling);
        }
        (at, last) = (at / 2, last / 2);
    }
    (last == 0).then_some(hash)
}
