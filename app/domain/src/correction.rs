//! Correction of mis-payments (错缴更正): which entries of the ledger may be taken back (冲正), and why.
//!
//! A reversal is the same movement the other way with the same value date, so that interest is as if the entry
//! had never been. It is proposed by one person and carried out by another.

use crate::Fen;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Why an entry is taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CorrectionReason {
    /// 金额错: base, rate or amount were wrong.
    WrongAmount,
    /// 人员错: it belongs into another person's account.
    WrongPerson,
    /// 月份错: it is for another month.
    WrongMonth,
    /// 重复缴: paid twice.
    PaidTwice,
    /// 依法更正: a court or the centre ordered it.
    Ordered,
}

impl CorrectionReason {
    pub const ALL: [CorrectionReason; 5] = [
        CorrectionReason::WrongAmount,
        CorrectionReason::WrongPerson,
        CorrectionReason::WrongMonth,
        CorrectionReason::PaidTwice,
        CorrectionReason::Ordered,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            CorrectionReason::WrongAmount => "wrong_amount",
            CorrectionReason::WrongPerson => "wrong_person",
            CorrectionReason::WrongMonth => "wrong_month",
            CorrectionReason::PaidTwice => "paid_twice",
            CorrectionReason::Ordered => "ordered",
        }
    }

    pub fn from_code(code: &str) -> Option<CorrectionReason> {
        CorrectionReason::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

/// What a row of the ledger is, as far as taking it back asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nature {
    /// Posted at once: neither a reservation nor the resolution of one.
    pub posted_at_once: bool,
    pub is_reversal: bool,
    pub is_reversed: bool,
    /// It belongs to a withdrawal case, which the bank returns and nobody corrects.
    pub of_a_case: bool,
    /// Interest, which the settlement adjusts when what it rests on is corrected.
    pub is_interest: bool,
    /// 合并: the account that it came from is closed, and money that went back there would be nobody's.
    pub of_a_merge: bool,
    /// 异地转入: the account at the other centre is closed, and the transfer says where its money is.
    pub of_a_transfer: bool,
    /// It credits a member's account.
    pub credits_a_member: bool,
}

/// Why an entry is not taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Irreversible {
    /// There is no such entry.
    NotFound,
    /// 冲正的冲正
    OfAReversal,
    /// A reservation moved no money, and its resolution belongs to its case.
    OfAReservation,
    /// Money that went through a withdrawal comes back through the bank.
    OfAWithdrawal,
    /// Interest follows from the entries; correct those and settle again.
    OfInterest,
    /// It brought the money of an account that was merged and is closed.
    OfAMerge,
    /// 异地转入: it brought the money of an account at another centre that is closed.
    OfATransfer,
    /// It put no money into a member's account.
    NotIntoAnAccount,
    AlreadyReversed,
    /// Somebody has proposed it already.
    AlreadyProposed,
    /// The worker has withdrawn: so much is free in the account.
    NotEnough {
        free: Fen,
    },
    /// The worker has withdrawn: without it the balance of that day would be below nothing.
    Overdrawn {
        day: NaiveDate,
    },
}

impl Irreversible {
    pub const fn code(self) -> &'static str {
        match self {
            Irreversible::NotFound => "not_found",
            Irreversible::OfAReversal => "of_a_reversal",
            Irreversible::OfAReservation => "of_a_reservation",
            Irreversible::OfAWithdrawal => "of_a_withdrawal",
            Irreversible::OfInterest => "of_interest",
            Irreversible::OfAMerge => "of_a_merge",
            Irreversible::OfATransfer => "of_a_transfer",
            Irreversible::NotIntoAnAccount => "not_into_an_account",
            Irreversible::AlreadyReversed => "already_reversed",
            Irreversible::AlreadyProposed => "already_proposed",
            Irreversible::NotEnough { .. } => "not_enough",
            Irreversible::Overdrawn { .. } => "overdrawn",
        }
    }
}

/// Whether an entry of this nature may be taken back out of an account with so much free.
pub const fn reversible(nature: Nature, amount: Fen, free: Fen) -> Result<(), Irreversible> {
    if nature.is_reversal {
        return Err(Irreversible::OfAReversal);
    }
    if nature.is_reversed {
        return Err(Irreversible::AlreadyReversed);
    }
    if !nature.posted_at_once {
        return Err(Irreversible::OfAReservation);
    }
    if nature.of_a_case {
        return Err(Irreversible::OfAWithdrawal);
    }
    if nature.is_interest {
        return Err(Irreversible::OfInterest);
    }
    if nature.of_a_merge {
        return Err(Irreversible::OfAMerge);
    }
    if nature.of_a_transfer {
        return Err(Irreversible::OfATransfer);
    }
    if !nature.credits_a_member {
        return Err(Irreversible::NotIntoAnAccount);
    }
    if amount.get() > free.get() {
        return Err(Irreversible::NotEnough { free });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SOUND: Nature = Nature {
        posted_at_once: true,
        is_reversal: false,
        is_reversed: false,
        of_a_case: false,
        is_interest: false,
        of_a_merge: false,
        of_a_transfer: false,
        credits_a_member: true,
    };

    #[test]
    fn each_refusal_has_its_name() {
        let judge = |nature| reversible(nature, Fen::new(100), Fen::new(99));
        assert_eq!(judge(Nature { is_reversal: true, ..SOUND }), Err(Irreversible::OfAReversal));
        assert_eq!(judge(Nature { is_reversed: true, ..SOUND }), Err(Irreversible::AlreadyReversed));
        assert_eq!(judge(Nature { posted_at_once: false, ..SOUND }), Err(Irreversible::OfAReservation));
        assert_eq!(judge(Nature { of_a_case: true, ..SOUND }), Err(Irreversible::OfAWithdrawal));
        assert_eq!(judge(Nature { is_interest: true, ..SOUND }), Err(Irreversible::OfInterest));
        assert_eq!(judge(Nature { of_a_merge: true, ..SOUND }), Err(Irreversible::OfAMerge));
        assert_eq!(judge(Nature { of_a_transfer: true, ..SOUND }), Err(Irreversible::OfATransfer));
        assert_eq!(judge(Nature { credits_a_member: false, ..SOUND }), Err(Irreversible::NotIntoAnAccount));
        assert_eq!(judge(SOUND), Err(Irreversible::NotEnough { free: Fen::new(99) }));
        assert_eq!(reversible(SOUND, Fen::new(100), Fen::new(100)), Ok(()));
    }

    #[test]
    fn reasons_read_back() {
        for reason in CorrectionReason::ALL {
            assert_eq!(CorrectionReason::from_code(reason.code()), Some(reason));
        }
        assert_eq!(CorrectionReason::from_code("whim"), None);
    }

    proptest! {
        #[test]
        fn what_is_taken_back_is_there_and_is_an_entry(
            (posted_at_once, is_reversal, is_reversed) in any::<(bool, bool, bool)>(),
            (of_a_case, is_interest, credits_a_member) in any::<(bool, bool, bool)>(),
            amount in 1i64..1000, free in 0i64..1000,
        ) {
            let nature =
                Nature { posted_at_once, is_reversal, is_reversed, of_a_case, is_interest, of_a_merge: false, of_a_transfer: false, credits_a_member };
            let allowed = reversible(nature, Fen::new(amount), Fen::new(free)).is_ok();
            prop_assert_eq!(allowed, nature == SOUND && amount <= free);
        }
    }
}
