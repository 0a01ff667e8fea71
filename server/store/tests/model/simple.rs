//! The model: balances in a map and a list of reservations. It knows no SQL and no order of locks.

use super::moves::{ACCOUNTS, Amount, BANK, MEMBERS, Move};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    pub posted: i64,
    pub reserved: i64,
}

#[derive(Clone, Copy, Debug)]
pub struct Held {
    pub debit: usize,
    pub credit: usize,
    pub amount: i64,
    pub resolved: bool,
}

/// What the model says becomes of a movement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Carried out: the totals changed and a row was added.
    Done { amount: i64 },
    /// An account was opened or stood already: no row.
    Opened,
    /// Refused: nothing changed.
    Refused { amount: i64 },
    /// There is no such reservation to ask about.
    Nothing,
}

#[derive(Clone, Debug)]
pub struct Books {
    pub balances: BTreeMap<usize, Balance>,
    pub held: Vec<Held>,
    paid_months: BTreeSet<(usize, u8)>,
}

impl Books {
    /// As the migrations leave them: the centre's accounts stand, nobody else's.
    pub fn new() -> Books {
        let balances = (MEMBERS..ACCOUNTS.len()).map(|account| (account, Balance::default())).collect();
        Books { balances, held: Vec::new(), paid_months: BTreeSet::new() }
    }

    pub fn carry_out(&mut self, one: &Move) -> Expected {
        match *one {
            Move::Open(account) => {
                self.balances.entry(account).or_default();
                Expected::Opened
            }
            Move::Post { debit, credit, amount } => {
                let amount = self.fen(debit, amount);
                said(amount, self.transfer(debit, credit, amount, 0))
            }
            Move::Contribute { account, month, amount } => {
                let amount = self.fen(account, amount);
                let fresh = !self.paid_months.contains(&(account, month));
                let done = fresh && self.transfer(BANK, account, amount, 0);
                if done {
                    self.paid_months.insert((account, month));
                }
                said(amount, done)
            }
            Move::Reserve { debit, credit, amount } => {
                let amount = self.fen(debit, amount);
                said(amount, self.reserve(debit, credit, amount))
            }
            Move::PostReserved(which) => self.resolve(which, true),
            Move::VoidReserved(which) => self.resolve(which, false),
        }
    }

    /// The n-th reservation, counted in a circle.
    pub fn which(&self, which: usize) -> Option<usize> {
        (!self.held.is_empty()).then(|| which % self.held.len())
    }

    fn fen(&self, account: usize, amount: Amount) -> i64 {
        let Balance { posted, reserved } = self.balances.get(&account).copied().unwrap_or_default();
        match amount {
            Amount::Fen(fen) => fen,
            Amount::AllFree => posted.saturating_sub(reserved),
            Amount::OneTooMany => posted.saturating_sub(reserved).saturating_add(1),
            Amount::AllPosted => posted,
            Amount::Zero => 0,
            Amount::Negative(fen) => -fen,
            Amount::Enormous => i64::MAX - 7,
        }
    }

    /// Moves `amount`, of which `freed` was set aside for this very movement.
    fn transfer(&mut self, debit: usize, credit: usize, amount: i64, freed: i64) -> bool {
        let (Some(from), Some(to)) = (self.balances.get(&debit), self.balances.get(&credit)) else {
            return false;
        };
        let (Some(left), Some(grown)) = (from.posted.checked_sub(amount), to.posted.checked_add(amount))
        else {
            return false;
        };
        let enough = debit >= MEMBERS || left >= from.reserved - freed;
        if amount <= 0 || debit == credit || !enough {
            return false;
        }
        self.balances.insert(debit, Balance { posted: left, reserved: from.reserved - freed });
        let reserved = self.balances[&credit].reserved;
        self.balances.insert(credit, Balance { posted: grown, reserved });
        true
    }

    fn reserve(&mut self, debit: usize, credit: usize, amount: i64) -> bool {
        if amount <= 0 || debit == credit || debit >= MEMBERS || !self.balances.contains_key(&credit) {
            return false;
        }
        let Some(from) = self.balances.get_mut(&debit) else { return false };
        if from.posted - from.reserved < amount {
            return false;
        }
        from.reserved += amount;
        self.held.push(Held { debit, credit, amount, resolved: false });
        true
    }

    fn resolve(&mut self, which: usize, post: bool) -> Expected {
        let Some(at) = self.which(which) else { return Expected::Nothing };
        let Held { debit, credit, amount, resolved } = self.held[at];
        let done = !resolved
            && if post {
                self.transfer(debit, credit, amount, amount)
            } else {
                self.balances.entry(debit).and_modify(|balance| balance.reserved -= amount);
                true
            };
        self.held[at].resolved |= done;
        said(amount, done)
    }
}

fn said(amount: i64, done: bool) -> Expected {
    if done { Expected::Done { amount } } else { Expected::Refused { amount } }
}

/// The name of an account by its place.
pub fn name(account: usize) -> &'static str {
    ACCOUNTS[account]
}
