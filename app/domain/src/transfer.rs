//! Transfers between cities (住房公积金异地转移接续): the states of a transfer, who moves it where, and by when.
//!
//! A contributor who has changed cities asks the new centre. The new centre sends a contact letter (联系函); the old one
//! confirms it, says what stands in the account, pays everything out with the interest to date and closes the account; the
//! new one books what came. One centre sees its own half: an [`Direction::In`] is asked for here and paid elsewhere,
//! an [`Direction::Out`] is the letter of another centre that we pay. The states are those of the national platform.

use crate::{Problem, account::Account, withdrawal::codes};
use serde::{Deserialize, Serialize};

mod bank_account;
mod rules;

pub use bank_account::{BankAccount, BankNo, NotABankAccount};
pub use rules::{TransferRule, TransferRules};

codes!(
    /// Which of the two centres we are.
    Direction {
        /// 外部转入: the money comes here.
        In = "in",
        /// 外部转出: the money goes to another city.
        Out = "out",
    }
);

codes!(
    /// Where a transfer stands (转移接续状态).
    TransferState {
        /// 已申请: the contributor has asked; the letter is not sent yet.
        Applied = "applied",
        /// 联系函已审核: the letter is with the old centre.
        LetterReviewed = "letter_reviewed",
        /// 协商中: the old centre has asked something.
        Negotiating = "negotiating",
        /// 联系函已确认: the old centre has found the account; from here on nobody cancels.
        LetterConfirmed = "letter_confirmed",
        /// 账户信息已审核: principal and interest are known, the account is closed, the money is on its way.
        InfoReviewed = "info_reviewed",
        /// 转出地已付款
        Paid = "paid",
        /// 办结: the money is in the new account.
        Done = "done",
        /// 已撤销
        Cancelled = "cancelled",
        /// 不予办理
        Rejected = "rejected",
        /// 失败: the bank returned the money; the old account is open again.
        Failed = "failed",
    }
);

codes!(
    /// What takes a transfer from one state to the next.
    Move {
        /// 发出联系函
        Send = "send",
        /// 确认联系函
        Confirm = "confirm",
        /// 请对方补充
        Ask = "ask",
        /// 答复
        Answer = "answer",
        /// 不予办理
        Reject = "reject",
        /// 审核账户信息
        Inform = "inform",
        /// 付款
        Pay = "pay",
        /// 入账
        Book = "book",
        /// 退回
        Return = "return",
        /// 撤销
        Cancel = "cancel",
    }
);

codes!(
    /// Who moves a transfer.
    Party {
        Member = "member",
        /// This centre.
        Centre = "centre",
        /// The centre of the other city.
        Other = "other",
        Bank = "bank",
    }
);

/// Who makes a move, and how many people of this centre it takes to write it down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Maker {
    /// The contributor, on the page.
    Member,
    /// A first reviewer of this centre alone: no money moves.
    One,
    /// A first reviewer proposes, a second decides.
    Two,
    /// The other centre; a first reviewer writes down what it said.
    Other,
    /// The bank, by its answer to our order.
    Bank,
}

impl Maker {
    pub const fn party(self) -> Party {
        match self {
            Maker::Member => Party::Member,
            Maker::One | Maker::Two => Party::Centre,
            Maker::Other => Party::Other,
            Maker::Bank => Party::Bank,
        }
    }

    /// One person of this centre may write it down.
    pub const fn is_noted_by_one(self) -> bool {
        matches!(self, Maker::One | Maker::Other)
    }
}

/// Where a move leads, and who makes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    pub to: TransferState,
    pub by: Maker,
}

impl TransferState {
    /// Nothing happens any more.
    pub const fn is_final(self) -> bool {
        use TransferState as S;
        matches!(self, S::Done | S::Cancelled | S::Rejected | S::Failed)
    }

    /// The state in which a transfer begins.
    pub const fn first(direction: Direction) -> TransferState {
        match direction {
            Direction::In => TransferState::Applied,
            Direction::Out => TransferState::LetterReviewed,
        }
    }
}

/// Where `wanted` leads from here; `None` when it is not possible now.
pub const fn step(direction: Direction, from: TransferState, wanted: Move) -> Option<Step> {
    match direction {
        Direction::In => step_in(from, wanted),
        Direction::Out => step_out(from, wanted),
    }
}

/// Everything that may happen next, the way to the money first and the ways out of it last.
pub fn next(direction: Direction, from: TransferState) -> Vec<(Move, Step)> {
    let possible = |wanted: &Move| step(direction, from, *wanted).map(|step| (*wanted, step));
    let mut next: Vec<(Move, Step)> = Move::ALL.iter().filter_map(possible).collect();
    next.sort_by_key(|(wanted, _)| matches!(wanted, Move::Reject | Move::Return | Move::Cancel));
    next
}

const fn to(to: TransferState, by: Maker) -> Option<Step> {
    Some(Step { to, by })
}

/// Here the contributor asked, there the money is.
const fn step_in(from: TransferState, wanted: Move) -> Option<Step> {
    use TransferState as S;
    match (from, wanted) {
        (S::Applied, Move::Send) => to(S::LetterReviewed, Maker::Two),
        (S::Applied, Move::Reject) => to(S::Rejected, Maker::One),
        (S::Applied | S::LetterReviewed | S::Negotiating, Move::Cancel) => to(S::Cancelled, Maker::Member),
        (S::LetterReviewed, Move::Confirm) => to(S::LetterConfirmed, Maker::Other),
        (S::LetterReviewed, Move::Ask) => to(S::Negotiating, Maker::Other),
        (S::Negotiating, Move::Answer) => to(S::LetterReviewed, Maker::One),
        (S::LetterReviewed | S::Negotiating | S::LetterConfirmed, Move::Reject) => {
            to(S::Rejected, Maker::Other)
        }
        (S::LetterConfirmed, Move::Inform) => to(S::InfoReviewed, Maker::Other),
        (S::InfoReviewed, Move::Pay) => to(S::Paid, Maker::Other),
        (S::InfoReviewed | S::Paid, Move::Return) => to(S::Failed, Maker::Other),
        (S::Paid, Move::Book) => to(S::Done, Maker::Two),
        _ => None,
    }
}

/// There the contributor asked, here the money is.
const fn step_out(from: TransferState, wanted: Move) -> Option<Step> {
    use TransferState as S;
    match (from, wanted) {
        // Whoever confirms proposes the payment; the second person makes it or rejects the transfer.
        (S::LetterReviewed, Move::Confirm) => to(S::LetterConfirmed, Maker::One),
        (S::LetterReviewed, Move::Ask) => to(S::Negotiating, Maker::One),
        (S::LetterReviewed | S::Negotiating, Move::Reject) => to(S::Rejected, Maker::One),
        (S::LetterReviewed | S::Negotiating, Move::Cancel) => to(S::Cancelled, Maker::Other),
        (S::Negotiating, Move::Answer) => to(S::LetterReviewed, Maker::Other),
        (S::LetterConfirmed, Move::Inform) => to(S::InfoReviewed, Maker::Two),
        (S::LetterConfirmed, Move::Reject) => to(S::Rejected, Maker::Two),
        (S::InfoReviewed, Move::Pay) => to(S::Paid, Maker::Bank),
        (S::InfoReviewed, Move::Return) => to(S::Failed, Maker::Bank),
        (S::Paid, Move::Book) => to(S::Done, Maker::Other),
        _ => None,
    }
}

/// What has to happen next: its clock runs, and everybody sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
    Letter,
    Reply,
    Confirmation,
    Payment,
    Booking,
}

/// Who owes what now; `None` at the end.
pub const fn owed(direction: Direction, state: TransferState) -> Option<(Party, Term)> {
    use TransferState as S;
    // The centre that is asked, and the one where the old account is.
    let (new, old) = match direction {
        Direction::In => (Party::Centre, Party::Other),
        Direction::Out => (Party::Other, Party::Centre),
    };
    Some(match state {
        S::Applied => (new, Term::Letter),
        S::LetterReviewed => (old, Term::Confirmation),
        S::Negotiating => (new, Term::Reply),
        S::LetterConfirmed | S::InfoReviewed => (old, Term::Payment),
        S::Paid => (new, Term::Booking),
        S::Done | S::Cancelled | S::Rejected | S::Failed => return None,
    })
}

/// Why a transfer is not made or not moved. Nothing has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NotTransferable {
    /// There is no such transfer.
    NotFound,
    /// There is no such account here, or it is closed.
    NoAccount,
    /// Fewer months in a row than the rule wants.
    TooFewMonths { has: u32, needed: u32 },
    /// A transfer from the same account, or out of this one, is under way, or the letter is known already.
    UnderWay,
    /// The letter names somebody else than the holder.
    OtherPerson,
    /// From where it stands it cannot go there.
    NotNow { state: TransferState },
    /// It takes two people, the contributor or the bank.
    NotByOne,
    /// Nobody has proposed it.
    NotProposed,
    /// It is proposed already, with other content.
    AlreadyProposed,
    /// What came is not what the other centre said.
    OtherAmount,
    /// The receipt does not exist, or a part of it is used.
    NoReceipt,
    /// Amounts are needed, above zero.
    NoAmount,
    /// A reason or an answer is needed.
    NoNote,
    /// There is nothing in the account.
    Empty,
}

impl NotTransferable {
    pub const fn code(self) -> &'static str {
        match self {
            NotTransferable::NotFound => "not_found",
            NotTransferable::NoAccount => "no_account",
            NotTransferable::TooFewMonths { .. } => "too_few_months",
            NotTransferable::UnderWay => "under_way",
            NotTransferable::OtherPerson => "other_person",
            NotTransferable::NotNow { .. } => "not_now",
            NotTransferable::NotByOne => "not_by_one",
            NotTransferable::NotProposed => "not_proposed",
            NotTransferable::AlreadyProposed => "already_proposed",
            NotTransferable::OtherAmount => "other_amount",
            NotTransferable::NoReceipt => "no_receipt",
            NotTransferable::NoAmount => "no_amount",
            NotTransferable::NoNote => "no_note",
            NotTransferable::Empty => "empty",
        }
    }
}

/// The number of an account at another centre (个人账号, GRZH): letters and digits, at most twenty.
pub fn other_account(text: &str) -> Result<String, Problem> {
    let number: String =
        crate::text::half_width(text).chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    match number.chars().count() {
        0 => Err(Problem::Missing),
        21.. => Err(Problem::TooLong { max: 20 }),
        _ if !number.bytes().all(|byte| byte.is_ascii_alphanumeric()) => Err(Problem::ForbiddenCharacter),
        _ => Ok(number.to_ascii_uppercase()),
    }
}

/// The name of another city's centre: one line, at most forty characters.
pub fn other_centre(text: &str) -> Result<String, Problem> {
    let name = crate::text::one_line(text).ok_or(Problem::ForbiddenCharacter)?;
    match name.chars().count() {
        0 => Err(Problem::Missing),
        41.. => Err(Problem::TooLong { max: 40 }),
        _ => Ok(name),
    }
}

/// What stands in the way of taking money in: the account here must be open, and paid into for long enough.
pub fn may_take_in(account: &Account, rule: &TransferRule) -> Result<(), NotTransferable> {
    if account.state.is_closed() {
        return Err(NotTransferable::NoAccount);
    }
    let (has, needed) = (account.consecutive_months, rule.months);
    if has < needed { Err(NotTransferable::TooFewMonths { has, needed }) } else { Ok(()) }
}

#[cfg(test)]
#[path = "transfer/tests.rs"]
mod tests;
