//! A withdrawal case (提取业务): its states, who may move it where, and the codes of reasons.
//!
//! Review takes two people. The first may pass a case on, ask for more, or refuse; only the second can approve.
//! Asking for more happens once: what was visible the first time is asked the first time.

use crate::Problem;
use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$item_doc:meta])* $item:ident = $code:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$item_doc])* #[serde(rename = $code)] $item),* }

        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$item),*];

            /// As stored and as sent by forms.
            pub const fn code(self) -> &'static str {
                match self { $($name::$item => $code),* }
            }

            pub fn from_code(code: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|one| one.code() == code)
            }
        }
    };
}
pub(crate) use codes;

codes!(
    /// Where a case stands (办件状态).
    CaseState {
        /// 初审
        FirstReview = "first_review",
        /// 复核
        SecondReview = "second_review",
        /// 待补正: the applicant must add or explain something.
        Supplement = "supplement",
        /// 已批准: the money has left the account and is on its way.
        Approved = "approved",
        /// 已入账
        Paid = "paid",
        /// 银行退回: the money is back in the account.
        PayFailed = "pay_failed",
        /// 不予批准
        Refused = "refused",
        /// 已撤销 by the applicant.
        Withdrawn = "withdrawn",
    }
);

codes!(
    /// What a reviewer decides.
    ReviewVerdict { Approve = "approve", Return = "return", Refuse = "refuse" }
);

codes!(
    /// Why a reviewer returns or refuses (退回与不予批准原因).
    ReviewReason {
        /// Proof of the children is needed.
        ChildrenProof = "children_proof",
        /// Proof of marriage or divorce is needed.
        MarriageProof = "marriage_proof",
        /// The lease or its filing must be shown.
        LeaseProof = "lease_proof",
        /// The register of homes must be put right first.
        HomeRegister = "home_register",
        /// A condition of the rule is not met.
        ConditionNotMet = "condition_not_met",
        /// The statements contradict each other.
        Contradiction = "contradiction",
    }
);

codes!(
    /// The way of the money (打款环节).
    PayoutState {
        /// Approved, not handed over yet.
        Due = "due",
        /// 已发出
        Sent = "sent",
        /// 银行已受理
        Accepted = "accepted",
        /// 已入账
        Credited = "credited",
        /// 已退回
        Returned = "returned",
    }
);

codes!(
    /// Why a bank sends money back.
    BankReason {
        /// The card is not in this person's name.
        NameMismatch = "name_mismatch",
        /// The card's account is closed or dormant.
        AccountDormant = "account_dormant",
    }
);

codes!(
    /// Who did something to a case, as its timeline shows.
    CaseRole {
        Member = "member",
        System = "system",
        FirstReviewer = "first_reviewer",
        SecondReviewer = "second_reviewer",
        Bank = "bank",
    }
);

impl CaseState {
    /// Counts as a claim of its period: nothing else may be claimed for it.
    pub const fn is_live(self) -> bool {
        !matches!(self, CaseState::PayFailed | CaseState::Refused | CaseState::Withdrawn)
    }

    /// Money is set aside but has not left.
    pub const fn holds_reservation(self) -> bool {
        matches!(self, CaseState::FirstReview | CaseState::SecondReview | CaseState::Supplement)
    }

    /// Nothing more will happen.
    pub const fn is_closed(self) -> bool {
        matches!(self, CaseState::Paid | CaseState::PayFailed | CaseState::Refused | CaseState::Withdrawn)
    }
}

/// A reviewer's stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    First,
    Second,
}

impl Stage {
    /// The state in which this stage decides.
    pub const fn state(self) -> CaseState {
        match self {
            Stage::First => CaseState::FirstReview,
            Stage::Second => CaseState::SecondReview,
        }
    }

    pub const fn role(self) -> CaseRole {
        match self {
            Stage::First => CaseRole::FirstReviewer,
            Stage::Second => CaseRole::SecondReviewer,
        }
    }

    /// Where a verdict leads; a case that waits for somebody else has changed meanwhile, and a second return is
    /// not a choice.
    pub const fn lead(
        self,
        from: CaseState,
        verdict: ReviewVerdict,
        returned_before: bool,
    ) -> Result<CaseState, Problem> {
        let here = matches!(
            (self, from),
            (Stage::First, CaseState::FirstReview) | (Stage::Second, CaseState::SecondReview)
        );
        if !here {
            return Err(Problem::ChangedMeanwhile);
        }
        match (self, verdict) {
            (Stage::First, ReviewVerdict::Approve) => Ok(CaseState::SecondReview),
            (Stage::Second, ReviewVerdict::Approve) => Ok(CaseState::Approved),
            (_, ReviewVerdict::Return) if returned_before => Err(Problem::NotAChoice),
            (_, ReviewVerdict::Return) => Ok(CaseState::Supplement),
            (_, ReviewVerdict::Refuse) => Ok(CaseState::Refused),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every stage, state and verdict; only the lines named lead anywhere.
    #[test]
    fn only_these_moves_exist() {
        let mut moves = Vec::new();
        for stage in [Stage::First, Stage::Second] {
            for from in CaseState::ALL {
                for verdict in ReviewVerdict::ALL {
                    if let Ok(to) = stage.lead(*from, *verdict, false) {
                        moves.push(format!("{} {} {}", from.code(), verdict.code(), to.code()));
                    }
                }
            }
        }
        assert_eq!(
            moves,
            [
                "first_review approve second_review",
                "first_review return supplement",
                "first_review refuse refused",
                "second_review approve approved",
                "second_review return supplement",
                "second_review refuse refused",
            ]
        );
        let again = Stage::First.lead(CaseState::FirstReview, ReviewVerdict::Return, true);
        assert_eq!(again, Err(Problem::NotAChoice));
    }

    #[test]
    fn a_live_case_is_open_or_paid() {
        for state in CaseState::ALL {
            assert_eq!(CaseState::from_code(state.code()), Some(*state));
            assert!(!state.holds_reservation() || state.is_live() && !state.is_closed());
        }
    }
}
