//! What may be asked of the ledger, the sensible and the not so sensible.

use proptest::prelude::*;

/// Four members, one of whom may never be opened, and two accounts of the centre.
pub const ACCOUNTS: [&str; 6] =
    ["350000000001", "350000000002", "350000000003", "350000000004", "bank.deposit", "payout.clearing"];
pub const MEMBERS: usize = 4;
pub const BANK: usize = 4;

/// An amount, said relative to what the account holds where the edge is what matters.
#[derive(Clone, Copy, Debug)]
pub enum Amount {
    Fen(i64),
    /// All that is free of reservations.
    AllFree,
    OneTooMany,
    AllPosted,
    Zero,
    Negative(i64),
    /// So much that a second one does not fit a 64-bit number.
    Enormous,
}

#[derive(Clone, Copy, Debug)]
pub enum Move {
    Open(usize),
    Post {
        debit: usize,
        credit: usize,
        amount: Amount,
    },
    /// A contribution; the same month a second time is the same request a second time.
    Contribute {
        account: usize,
        month: u8,
        amount: Amount,
    },
    Reserve {
        debit: usize,
        credit: usize,
        amount: Amount,
    },
    /// The n-th reservation ever made, resolved already or not.
    PostReserved(usize),
    VoidReserved(usize),
}

fn amount() -> impl Strategy<Value = Amount> {
    prop_oneof![
        20 => (1..100_000i64).prop_map(Amount::Fen),
        4 => Just(Amount::AllFree),
        4 => Just(Amount::OneTooMany),
        2 => Just(Amount::AllPosted),
        1 => Just(Amount::Zero),
        1 => (1..1000i64).prop_map(Amount::Negative),
        1 => Just(Amount::Enormous),
    ]
}

fn one() -> impl Strategy<Value = Move> {
    let account = || 0..ACCOUNTS.len();
    prop_oneof![
        2 => account().prop_map(Move::Open),
        4 => (account(), account(), amount())
            .prop_map(|(debit, credit, amount)| Move::Post { debit, credit, amount }),
        4 => (0..MEMBERS, 0..24u8, amount())
            .prop_map(|(account, month, amount)| Move::Contribute { account, month, amount }),
        5 => (0..MEMBERS + 1, account(), amount())
            .prop_map(|(debit, credit, amount)| Move::Reserve { debit, credit, amount }),
        4 => any::<usize>().prop_map(Move::PostReserved),
        3 => any::<usize>().prop_map(Move::VoidReserved),
    ]
}

/// Runs of movements.
pub fn runs(longest: usize) -> impl Strategy<Value = Vec<Move>> {
    prop::collection::vec(one(), 1..=longest)
}
