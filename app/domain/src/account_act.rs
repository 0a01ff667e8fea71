//! What may be done to a personal account (账户状态机): sealing (封存), unsealing (启封), freezing (冻结) whole or in
//! part, unfreezing (解冻), moving to another unit (内部转移). A [`Transition`] is made here and nowhere else, so
//! that no wrong one can reach the books.

use crate::{
    Fen, UnitNo,
    account::{Account, AccountKind, AccountState},
};

/// What somebody wants done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    Seal,
    Unseal,
    /// So much, or the account whole: no money out, contributions and interest still post.
    Freeze(Option<Fen>),
    Unfreeze,
    /// Another unit pays from now on; the money stays where it is.
    Move(UnitNo),
}

impl Act {
    pub const fn code(&self) -> &'static str {
        match self {
            Act::Seal => "seal",
            Act::Unseal => "unseal",
            Act::Freeze(_) => "freeze",
            Act::Unfreeze => "unfreeze",
            Act::Move(_) => "move",
        }
    }
}

/// Why it is not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotPossible {
    NotFound,
    Closed,
    /// Only an account that is paid into is sealed.
    NotNormal,
    NotSealed,
    /// 冻结: it is unfrozen first.
    Frozen,
    NotFrozen,
    AmountZero,
    /// There is no such unit.
    NoUnit,
    SameUnit,
    /// 灵活就业: its agreement says when it is paid.
    Flexible,
    /// Another proposal about the account waits.
    AlreadyProposed,
    /// An order or a notice must be named.
    NoBasis,
}

impl NotPossible {
    pub const fn code(self) -> &'static str {
        match self {
            NotPossible::NotFound => "not_found",
            NotPossible::Closed => "closed",
            NotPossible::NotNormal => "not_normal",
            NotPossible::NotSealed => "not_sealed",
            NotPossible::Frozen => "frozen",
            NotPossible::NotFrozen => "not_frozen",
            NotPossible::AmountZero => "amount_zero",
            NotPossible::NoUnit => "no_unit",
            NotPossible::SameUnit => "same_unit",
            NotPossible::Flexible => "flexible",
            NotPossible::AlreadyProposed => "already_proposed",
            NotPossible::NoBasis => "no_basis",
        }
    }
}

/// Frozen of an account that is frozen whole: more than any balance.
pub const WHOLE: Fen = Fen::PARSE_MAX;

/// The day of sealing after a transition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SealedOn {
    Today,
    /// As it was.
    Kept,
    /// The account is not sealed any more.
    None,
}

/// A step from one state to another, proved possible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transition {
    from: AccountState,
    to: AccountState,
    frozen_from: Fen,
    frozen: Fen,
    sealed_on: SealedOn,
}

impl Transition {
    pub const fn from(&self) -> AccountState {
        self.from
    }

    pub const fn to(&self) -> AccountState {
        self.to
    }

    /// What was frozen before.
    pub const fn frozen_from(&self) -> Fen {
        self.frozen_from
    }

    /// What is frozen after.
    pub const fn frozen(&self) -> Fen {
        self.frozen
    }

    pub const fn sealed_on(&self) -> SealedOn {
        self.sealed_on
    }
}

/// The step that an act takes an account, or why it takes none.
pub fn transition(account: &Account, act: &Act) -> Result<Transition, NotPossible> {
    use AccountState as S;
    let (from, frozen) = (account.state, account.frozen);
    let step = |to, frozen_to, sealed_on| {
        Ok(Transition { from, to, frozen_from: frozen, frozen: frozen_to, sealed_on })
    };
    if from.is_closed() || from == S::Other {
        return Err(NotPossible::Closed);
    }
    if account.kind == AccountKind::Flex && matches!(act, Act::Seal | Act::Unseal | Act::Move(_)) {
        return Err(NotPossible::Flexible);
    }
    match (act, from) {
        (Act::Freeze(Some(amount)), _) if *amount <= Fen::ZERO => Err(NotPossible::AmountZero),
        (Act::Freeze(_), _) if from == S::Frozen || !frozen.is_zero() => Err(NotPossible::Frozen),
        (Act::Freeze(Some(amount)), _) => step(from, (*amount).min(WHOLE), SealedOn::Kept),
        (Act::Freeze(None), _) => step(S::Frozen, WHOLE, SealedOn::Kept),
        (Act::Unfreeze, S::Frozen) if account.sealed_on.is_some() => {
            step(S::Sealed, Fen::ZERO, SealedOn::Kept)
        }
        (Act::Unfreeze, S::Frozen) => step(S::Normal, Fen::ZERO, SealedOn::None),
        (Act::Unfreeze, _) if frozen.is_zero() => Err(NotPossible::NotFrozen),
        (Act::Unfreeze, _) => step(from, Fen::ZERO, SealedOn::Kept),
        (_, S::Frozen) => Err(NotPossible::Frozen),
        (Act::Seal, S::Normal) => step(S::Sealed, frozen, SealedOn::Today),
        (Act::Seal, _) => Err(NotPossible::NotNormal),
        (Act::Unseal, S::Sealed) => step(S::Normal, frozen, SealedOn::None),
        (Act::Unseal, _) => Err(NotPossible::NotSealed),
        (Act::Move(_), _) => step(S::Normal, frozen, SealedOn::None),
    }
}

#[cfg(test)]
#[path = "account_act_tests.rs"]
mod tests;
