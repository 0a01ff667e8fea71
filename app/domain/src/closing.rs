//! How an account ends (销户): closing withdrawal (销户提取), merge (合并), transfer to another city (外部转出), and
//! what stands in the way of it.
//!
//! What is asked is the same for all three: nothing set aside, nothing frozen, nothing under way, paid up
//! to the sealing. A contribution that comes later would find no account.

use crate::{
    AccountNo, AccountState, BusinessCode, Month,
    account::{Account, AccountKind},
    withdrawal::codes,
};
use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

mod rules;

pub use rules::{Law, LeaveRule, LeaveRules, LeaveRulesError};

/// Why everything is paid out (提取原因; Regulation article 24 in the numbering of 2026).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClosingReason {
    /// 离休、退休: article 24 (6).
    Retired,
    /// 完全丧失劳动能力，并与单位终止劳动关系: article 24 (7).
    Disabled,
    /// 出境定居: article 24 (8).
    LeftCountry,
    /// 死亡或者被宣告死亡: article 24, third paragraph. Heirs are paid.
    Death,
    /// 与单位终止劳动关系，未再缴存: as the city says.
    LeftJob,
}

impl ClosingReason {
    pub const ALL: [ClosingReason; 5] = [
        ClosingReason::Retired,
        ClosingReason::Disabled,
        ClosingReason::LeftCountry,
        ClosingReason::Death,
        ClosingReason::LeftJob,
    ];

    /// As stored and as given on the command line.
    pub const fn code(self) -> &'static str {
        match self {
            ClosingReason::Retired => "retired",
            ClosingReason::Disabled => "disabled",
            ClosingReason::LeftCountry => "left_country",
            ClosingReason::Death => "death",
            ClosingReason::LeftJob => "left_job",
        }
    }

    pub fn from_code(code: &str) -> Option<ClosingReason> {
        ClosingReason::ALL.into_iter().find(|reason| reason.code() == code)
    }

    /// The item of article 24; none where the law speaks of it elsewhere or leaves it to the city.
    pub const fn item(self) -> Option<u8> {
        match self {
            ClosingReason::Retired => Some(6),
            ClosingReason::Disabled => Some(7),
            ClosingReason::LeftCountry => Some(8),
            ClosingReason::Death | ClosingReason::LeftJob => None,
        }
    }
}

/// The three ways in which an account ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    Withdrawn(ClosingReason),
    /// Into another account of the same person.
    Merged(AccountNo),
    /// To the centre of another city; the id of the transfer.
    Transferred(String),
}

impl Ending {
    pub const fn code(&self) -> &'static str {
        match self {
            Ending::Withdrawn(_) => "withdrawn",
            Ending::Merged(_) => "merged",
            Ending::Transferred(_) => "transferred",
        }
    }

    /// The state of the account afterwards.
    pub const fn state(&self) -> AccountState {
        match self {
            Ending::Withdrawn(_) => AccountState::ClosedWithdrawn,
            Ending::Merged(_) => AccountState::ClosedMerged,
            Ending::Transferred(_) => AccountState::ClosedTransferred,
        }
    }

    /// Of the entry that takes the money out. A merge moves it from one account of the centre to another (内部转移).
    pub const fn business(&self) -> BusinessCode {
        match self {
            Ending::Withdrawn(_) => BusinessCode::ClosingWithdrawal,
            Ending::Merged(_) => BusinessCode::InternalTransfer,
            Ending::Transferred(_) => BusinessCode::TransferOut,
        }
    }
}

codes!(
    /// Where an application of a contributor stands.
    ApplicationState {
        Open = "open",
        /// 已撤销 by the contributor.
        Withdrawn = "withdrawn",
        /// 不予办理 by a first reviewer, who says why.
        Declined = "declined",
        /// 不予批准 by a second reviewer.
        Refused = "refused",
        /// 已批准: the account is closed.
        Done = "done",
    }
);

/// Why an account is not closed. Nothing has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NotClosable {
    NotFound,
    /// It is closed already.
    Closed,
    /// 冻结: money that an order keeps cannot leave.
    Frozen,
    /// Only a sealed account is closed (先封存).
    NotSealed,
    /// A withdrawal is under review and has money set aside.
    Reserved,
    /// A withdrawal is on its way to the bank and may come back.
    PaymentUnderWay,
    /// The last months before the sealing are not paid; the first of them and how many.
    MonthsMissing {
        first: Month,
        count: u32,
    },
    /// The bank is being asked for a contribution.
    DebitUnderWay,
    /// The agreement of flexible employment is in force.
    AgreementInForce,
    /// Money of the employer waits for its place.
    SuspenseOpen,
    /// A correction, another act, or the use of money in suspense waits for its decision.
    ProposalOpen,
    /// A transfer from or to another city is under way.
    TransferUnderWay,
    /// The register knows an unpaid loan of the fund.
    Loan,
    /// 离职: the city wants the account sealed until this day.
    SealedTooShort {
        until: NaiveDate,
    },
    /// No card is known to which the money could be paid.
    NoCard,
    /// The bank says that the card is somebody else's.
    NotTheirCard,
    /// Heirs are paid: their name and card are needed.
    NoHeir,
    /// The entries contradict each other, so nobody can say what interest is owed.
    InterestUnclear,
    /// Another closing of the account waits.
    AlreadyProposed,
    NoBasis,
    /// An account is not merged into itself.
    SameAccount,
    /// Both accounts must be of one person.
    OtherPerson,
    /// The account that is to receive the money does not exist, is closed or frozen.
    TargetNotOpen,
}

impl NotClosable {
    pub const fn code(self) -> &'static str {
        match self {
            NotClosable::NotFound => "not_found",
            NotClosable::Closed => "closed",
            NotClosable::Frozen => "frozen",
            NotClosable::NotSealed => "not_sealed",
            NotClosable::Reserved => "reserved",
            NotClosable::PaymentUnderWay => "payment_under_way",
            NotClosable::MonthsMissing { .. } => "months_missing",
            NotClosable::DebitUnderWay => "debit_under_way",
            NotClosable::AgreementInForce => "agreement_in_force",
            NotClosable::SuspenseOpen => "suspense_open",
            NotClosable::ProposalOpen => "proposal_open",
            NotClosable::TransferUnderWay => "transfer_under_way",
            NotClosable::Loan => "loan",
            NotClosable::SealedTooShort { .. } => "sealed_too_short",
            NotClosable::NoCard => "no_card",
            NotClosable::NotTheirCard => "not_their_card",
            NotClosable::NoHeir => "no_heir",
            NotClosable::InterestUnclear => "interest_unclear",
            NotClosable::AlreadyProposed => "already_proposed",
            NotClosable::NoBasis => "no_basis",
            NotClosable::SameAccount => "same_account",
            NotClosable::OtherPerson => "other_person",
            NotClosable::TargetNotOpen => "target_not_open",
        }
    }
}

/// What else the books know about an account: how many of each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UnderWay {
    /// Withdrawals that the bank has not settled.
    pub payments: u32,
    /// Withdrawals under review.
    pub reviews: u32,
    /// Proposals that wait for a decision.
    pub proposals: u32,
    /// Debits that the bank has not answered.
    pub debits: u32,
    /// Agreements of flexible employment in force.
    pub agreements: u32,
    /// Receipts in suspense that name the employer.
    pub suspense: u32,
    /// Transfers that bring money from another city.
    pub arriving: u32,
    /// Transfers that take it to another city.
    pub leaving: u32,
}

/// An account with everything that the question of its end looks at.
#[derive(Clone, Debug)]
pub struct Standing<'a> {
    pub account: &'a Account,
    /// Months that a regular remittance or a back payment has paid.
    pub paid: &'a BTreeSet<Month>,
    pub under_way: UnderWay,
    /// What the register of loans says; `None` when it does not answer.
    pub loan: Option<bool>,
}

/// Whether an account may end, whatever the way; everything is asked in the order in which it can be cured.
pub fn may_end(standing: &Standing<'_>) -> Result<(), NotClosable> {
    let (account, under_way) = (standing.account, standing.under_way);
    if account.state.is_closed() || account.state == AccountState::Other {
        return Err(NotClosable::Closed);
    }
    if account.state == AccountState::Frozen || !account.frozen.is_zero() {
        return Err(NotClosable::Frozen);
    }
    match account.kind {
        AccountKind::Unit if account.state != AccountState::Sealed => return Err(NotClosable::NotSealed),
        AccountKind::Flex if under_way.agreements > 0 => return Err(NotClosable::AgreementInForce),
        _ => {}
    }
    let stops = [
        (under_way.reviews > 0 || !account.reserved.is_zero(), NotClosable::Reserved),
        (under_way.payments > 0, NotClosable::PaymentUnderWay),
        (under_way.debits > 0, NotClosable::DebitUnderWay),
        (under_way.proposals > 0, NotClosable::ProposalOpen),
        (under_way.suspense > 0, NotClosable::SuspenseOpen),
        (under_way.arriving > 0 || under_way.leaving > 0, NotClosable::TransferUnderWay),
        (standing.loan == Some(true), NotClosable::Loan),
    ];
    if let Some((_, why)) = stops.into_iter().find(|(stops, _)| *stops) {
        return Err(why);
    }
    let missing = missing_months(standing);
    match missing.first() {
        Some(first) => Err(NotClosable::MonthsMissing {
            first: *first,
            count: u32::try_from(missing.len()).unwrap_or(u32::MAX),
        }),
        None => Ok(()),
    }
}

/// Whether a closing withdrawal may be made for this reason today.
pub fn may_withdraw(
    standing: &Standing<'_>,
    reason: ClosingReason,
    leave: &LeaveRule,
    today: NaiveDate,
) -> Result<(), NotClosable> {
    may_end(standing)?;
    if reason != ClosingReason::LeftJob {
        return Ok(());
    }
    let since = standing.account.sealed_on.unwrap_or(today);
    let until = since.checked_add_months(Months::new(leave.sealed_months)).unwrap_or(NaiveDate::MAX);
    if today < until { Err(NotClosable::SealedTooShort { until }) } else { Ok(()) }
}

/// Months after the latest one paid and before the one of the sealing (缴至封存). The month of the sealing itself is not
/// asked for: work ended in it, and often before its wage was due. A gap before the latest paid month stops
/// nothing: between two employers nobody owed those months, and what an employer does owe is paid back or complained
/// of by itself. Where no month was ever paid, all since the opening are missing. Nobody owes a month of an account
/// without a monthly amount.
pub fn missing_months(standing: &Standing<'_>) -> Vec<Month> {
    let account = standing.account;
    let Some(sealed_on) = account.sealed_on else { return Vec::new() };
    let first = standing.paid.last().map_or(Month::of(account.opened_on), |latest| latest.plus(1));
    let last = Month::of(sealed_on).plus(-1);
    if account.monthly().is_zero() || first > last {
        return Vec::new();
    }
    first.through(last).collect()
}

#[cfg(test)]
#[path = "closing/tests.rs"]
mod tests;
