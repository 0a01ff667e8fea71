//! Receipts (入账回执): the rows of each day in a Merkle tree whose root is published, and the proof for one row.

mod brought;
mod close;
mod prove;

pub use brought::{bring, brought};
pub use close::{Close, close};
pub use prove::{OwnEntry, Roots, all_roots, check, of_entry, root, roots};

use crate::seal::Seal;
use domain::receipt::{Hash, LedgerRow, leaf};

/// The leaf of a row. Its salt comes from a key outside the database: who can write to the database alone cannot make
/// a tree that would pass.
pub(crate) fn leaf_of(seal: &Seal, row: &LedgerRow) -> Hash {
    leaf(&seal.receipt_salt(row.seq), &row.bytes())
}
