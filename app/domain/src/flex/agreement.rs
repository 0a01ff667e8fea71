//! The agreement (缴存协议): which clauses it has, under which version, and what a signature is bound to.
//!
//! The words are the pages'. What is stored with a signature is the version and the hash of the words that
//! were on the screen, so that both sides can show later what was signed.

use sha2::{Digest, Sha256};

/// Raised whenever a clause is added, taken out or changes its meaning.
pub const VERSION: &str = "2026-1";

/// The clauses, in the order of the paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clause {
    /// Joining is voluntary (Regulation article 49).
    Voluntary,
    /// Product and amount.
    Payment,
    /// The centre may debit the card named here; the first debit is at once.
    Mandate,
    /// The day of later debits and the retry.
    DebitDay,
    /// What an unpaid month means.
    MissedMonths,
    /// Interest as for every contributor.
    Interest,
    /// How the money leaves.
    Exit,
    /// How these payments earn a loan.
    Loan,
    /// Money on top, when the city gives any.
    Subsidy,
    /// What the data are used for.
    Data,
    /// How the terms change.
    Change,
}

impl Clause {
    pub const ALL: [Clause; 11] = [
        Clause::Voluntary,
        Clause::Payment,
        Clause::Mandate,
        Clause::DebitDay,
        Clause::MissedMonths,
        Clause::Interest,
        Clause::Exit,
        Clause::Loan,
        Clause::Subsidy,
        Clause::Data,
        Clause::Change,
    ];
}

/// SHA-256 in hex over the version and every paragraph, each with its length, so that no two papers that
/// differ anywhere share a hash.
pub fn hash<'a>(paragraphs: impl IntoIterator<Item = &'a str>) -> String {
    let mut digest = Sha256::new();
    for part in core::iter::once(VERSION).chain(paragraphs) {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part.as_bytes());
    }
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
