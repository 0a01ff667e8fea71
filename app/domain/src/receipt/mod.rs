//! Receipts (入账回执): proof for the owner of an entry that it stands in the books of the day, unchanged.
//!
//! Each night the rows of the ledger become the leaves of a Merkle tree in the form of RFC 9162 §2.1; its root is
//! published, and each root is chained to the one before. A receipt holds one row, its salt and the path to the
//! root: whoever has the published root can check it alone. The salt hides what stands in the rows beside it: a
//! path is made of hashes, and a row without salt could be guessed from its hash.

mod day;
mod marks;
mod proof;
mod row;
mod tree;

pub use day::DayRoot;
pub use marks::{Difference, Marks};
pub use proof::{Receipt, Refused};
pub use row::LedgerRow;
pub use tree::{CHUNK, Hash, Tree, chunk_root, leaf, path_in};

#[cfg(test)]
mod tests;

/// A field of a hashed layout: its length in bytes (8 bytes, big-endian), then its bytes. Lengths make it impossible
/// to move a character from one field to the next.
fn push_field(bytes: &mut Vec<u8>, field: &str) {
    bytes.extend((field.len() as u64).to_be_bytes());
    bytes.extend(field.as_bytes());
}
