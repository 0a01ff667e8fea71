//! Words of transfers between cities (异地转移接续).

use super::{Lang, format};
use chrono::NaiveDate;
use domain::{
    Fen,
    transfer::{Direction, NotTransferable, Party, Term, TransferState},
};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $zh:literal, $en:literal;)*) => {
        $($(#[$doc])* pub const fn $name(l: Lang) -> &'static str { l.pick($zh, $en) })*
    };
}

words! {
    title: "异地转移", "Move money between cities";
    task_note: "把外地的公积金转到这里，手续都在这里办", "Bring the money of another city here; nothing to do there";
    bring: "把外地的公积金转过来", "Bring your money from another city";
    bring_lead: "您只在这里申请。我们给原中心发联系函，原中心把本金和利息一起转来。", "You ask only here. We write to the old centre, and it sends principal and interest.";
    may: "可以申请转入", "You can ask for it";
    may_not: "现在还不能转入", "Not possible yet";
    leave: "要转到外地？", "Moving to another city?";
    leave_help: "请向新城市的公积金中心申请，由它来函，不用回来办。这里的账户要先封存，没有在办的提取和贷款。", "Ask the centre of the new city; it writes to us and you need not come back. The account here is sealed first, without a loan or a withdrawal under way.";
    centre: "原公积金中心", "The old centre";
    centre_hint: "例如：厦门市住房公积金中心", "For example: Xiamen Housing Provident Fund Centre";
    account: "原个人账号", "Account number there";
    account_hint: "在原中心的网站、小程序或缴存证明上能查到。", "Find it on the old centre's site or on a certificate of theirs.";
    go_on: "继续", "Continue";
    check: "确认后提交", "Check and send";
    to_account: "转入账户", "Into the account";
    letter_by: "联系函最迟发出", "Letter sent by";
    then: "提交以后", "What happens then";
    then_help: "两名工作人员核对后发函。原中心确认之前，您随时可以撤销。钱到账当天开始在这里计息。", "Two of our staff check it and send the letter. Until the old centre confirms you can take it back. The money earns interest here from the day it is booked.";
    declaration: "我确认原账户是本人的，已经封存，没有未还清的公积金贷款。", "I confirm that the old account is mine, is sealed, and that I owe no fund loan there.";
    send: "提交申请", "Send";
    mine: "我的异地转移", "My transfers";
    number: "编号", "Number";
    way: "进度", "Progress";
    cancel: "撤销申请", "Take it back";
    cancel_help: "原中心还没有确认，现在可以撤销。", "The old centre has not confirmed yet; you can still take it back.";
    all: "转移金额", "Amount";
    principal: "本金", "Principal";
    interest: "截至销户的利息", "Interest to date";
    other: "对方中心", "The other centre";
    rule: "转入条件", "What is asked";
    own_promise: "办理时限是中心自己的承诺；“连续缴存”是各地的常见做法，尚未与原文核对。", "The times are the centre's own promise; months in a row follow common practice, not yet compared with an official text.";
    to_entry: "查明细", "See the entry";
    again: "重新申请", "Apply again";
    by_you: "本人", "by you";
    by_centre: "本中心", "by this centre";
    by_other: "对方中心", "by the other centre";
    by_bank: "银行", "by the bank";
}

pub const fn direction(l: Lang, direction: Direction) -> &'static str {
    match direction {
        Direction::In => l.pick("异地转入", "Transfer in"),
        Direction::Out => l.pick("异地转出", "Transfer out"),
    }
}

pub const fn state(l: Lang, state: TransferState) -> &'static str {
    match state {
        TransferState::Applied => l.pick("已申请", "Asked for"),
        TransferState::LetterReviewed => l.pick("等待确认", "Letter sent"),
        TransferState::Negotiating => l.pick("协商中", "Being clarified"),
        TransferState::LetterConfirmed => l.pick("已确认", "Confirmed"),
        TransferState::InfoReviewed => l.pick("付款中", "Being paid"),
        TransferState::Paid => l.pick("已付款", "Paid"),
        TransferState::Done => l.pick("已办结", "Done"),
        TransferState::Cancelled => l.pick("已撤销", "Taken back"),
        TransferState::Rejected => l.pick("不予办理", "Turned down"),
        TransferState::Failed => l.pick("没有成功", "Not completed"),
    }
}

/// A stop of the timeline, by where the event led.
pub const fn stop(l: Lang, direction: Direction, state: TransferState) -> &'static str {
    use TransferState as S;
    match (direction, state) {
        (_, S::Applied) => l.pick("申请已收到", "Application received"),
        (Direction::In, S::LetterReviewed) => l.pick("联系函已发给原中心", "Letter sent to the old centre"),
        (Direction::Out, S::LetterReviewed) => {
            l.pick("收到对方中心的联系函", "Letter of the other centre received")
        }
        (_, S::Negotiating) => l.pick("对方有疑问，正在答复", "A question is being answered"),
        (_, S::LetterConfirmed) => l.pick("账户已核对，联系函已确认", "Account found, letter confirmed"),
        (_, S::InfoReviewed) => l.pick("本息已结清，正在付款", "Interest settled, money on its way"),
        (_, S::Paid) => l.pick("钱已付出", "Paid"),
        (Direction::In, S::Done) => l.pick("已存入您的账户", "Booked into your account"),
        (Direction::Out, S::Done) => l.pick("新中心已入账", "Booked by the new centre"),
        (_, S::Cancelled) => l.pick("已撤销", "Taken back"),
        (_, S::Rejected) => l.pick("不予办理", "Turned down"),
        (Direction::In, S::Failed) => {
            l.pick("没有转成，钱已退回原账户", "Not completed; the money went back")
        }
        (Direction::Out, S::Failed) => {
            l.pick("银行退回，账户已恢复为封存", "Returned by the bank; the account is open again, sealed")
        }
    }
}

/// The straight way, in order.
pub const AHEAD: [TransferState; 6] = [
    TransferState::Applied,
    TransferState::LetterReviewed,
    TransferState::LetterConfirmed,
    TransferState::InfoReviewed,
    TransferState::Paid,
    TransferState::Done,
];

/// A stop that is still to come.
pub const fn ahead(l: Lang, direction: Direction, state: TransferState) -> &'static str {
    use TransferState as S;
    match (direction, state) {
        (Direction::In, S::LetterReviewed) => l.pick("发出联系函", "The letter is sent"),
        (Direction::In, S::LetterConfirmed) => l.pick("原中心确认", "The old centre confirms"),
        (Direction::Out, S::LetterConfirmed) => l.pick("确认联系函", "The letter is confirmed"),
        (_, S::InfoReviewed) => l.pick("结清本息", "Principal and interest are settled"),
        (Direction::In, S::Paid) => l.pick("原中心付款", "The old centre pays"),
        (Direction::Out, S::Paid) => l.pick("钱付到新中心", "The new centre is paid"),
        (Direction::In, S::Done) => l.pick("存入您的账户", "Booked into your account"),
        (_, _) => l.pick("新中心入账", "Booked by the new centre"),
    }
}

pub const fn party(l: Lang, party: Party) -> &'static str {
    match party {
        Party::Member => by_you(l),
        Party::Centre => by_centre(l),
        Party::Other => by_other(l),
        Party::Bank => by_bank(l),
    }
}

/// What is owed next and by whom: `本中心发出联系函`.
pub const fn owed(l: Lang, party: Party, term: Term) -> &'static str {
    let ours = matches!(party, Party::Centre);
    match (term, ours) {
        (Term::Letter, true) => l.pick("本中心发出联系函", "This centre sends the letter"),
        (Term::Letter, false) => l.pick("对方中心发出联系函", "The other centre sends its letter"),
        (Term::Reply, true) => l.pick("本中心答复对方", "This centre answers"),
        (Term::Reply, false) => l.pick("对方中心答复", "The other centre answers"),
        (Term::Confirmation, true) => l.pick("本中心确认联系函", "This centre confirms the letter"),
        (Term::Confirmation, false) => l.pick("原中心确认联系函", "The old centre confirms the letter"),
        (Term::Payment, true) => l.pick("本中心付款", "This centre pays"),
        (Term::Payment, false) => l.pick("原中心付款", "The old centre pays"),
        (Term::Booking, true) => l.pick("本中心入账", "This centre books the money"),
        (Term::Booking, false) => l.pick("新中心入账", "The new centre books the money"),
    }
}

/// `最迟 2026-12-04`
pub fn by(l: Lang, day: NaiveDate) -> String {
    let day = format::date(day);
    match l {
        Lang::Zh => format!("最迟 {day}"),
        Lang::En => format!("by {day}"),
    }
}

/// `在本中心连续缴存满 6 个月`
pub fn months_needed(l: Lang, months: u32) -> String {
    match l {
        Lang::Zh => format!("在本中心连续缴存满 {months} 个月"),
        Lang::En => format!("{months} months in a row paid here"),
    }
}

/// `您已连续缴存 8 个月`
pub fn months_seen(l: Lang, months: u32) -> String {
    match l {
        Lang::Zh => format!("您已连续缴存 {months} 个月"),
        Lang::En => format!("You have {}", format::months(l, months)),
    }
}

/// `再缴 2 个月就可以申请`
pub fn months_to_go(l: Lang, months: u32) -> String {
    match l {
        Lang::Zh => format!("再缴 {months} 个月就可以申请"),
        Lang::En => format!("{} more and you can ask", format::months(l, months)),
    }
}

/// `本金 12,000.00 + 利息 31.20`
pub fn sum(l: Lang, principal: Fen, interest: Fen) -> String {
    let (a, b) = (format::yuan(principal), format::yuan(interest));
    match l {
        Lang::Zh => format!("本金 {a} + 利息 {b}"),
        Lang::En => format!("principal {a} + interest {b}"),
    }
}

/// Why a transfer is not made or not moved.
pub fn not_transferable(l: Lang, why: NotTransferable) -> String {
    let fixed = match why {
        NotTransferable::TooFewMonths { has, needed } => {
            return match l {
                Lang::Zh => format!("要连续缴存满 {needed} 个月，现在是 {has} 个月"),
                Lang::En => format!("{needed} months in a row are needed, there are {has}"),
            };
        }
        NotTransferable::NotNow { state: at } => {
            let at = state(l, at);
            return match l {
                Lang::Zh => format!("现在的状态是“{at}”，不能这样办"),
                Lang::En => format!("not possible from where it stands: {at}"),
            };
        }
        NotTransferable::NotFound => l.pick("没有这件转移", "there is no such transfer"),
        NotTransferable::NoAccount => {
            l.pick("没有这个账户，或账户已销户", "there is no such account, or it is closed")
        }
        NotTransferable::UnderWay => l.pick(
            "这个账户的转移正在办理，或这份联系函已经登记",
            "a transfer of this account is under way, or the letter is known already",
        ),
        NotTransferable::OtherPerson => {
            l.pick("联系函上的姓名或证件号码与账户不符", "the letter names somebody else than the holder")
        }
        NotTransferable::NotByOne => l.pick(
            "这一步要两个人办，或由缴存人、银行办",
            "this takes two people, the contributor or the bank",
        ),
        NotTransferable::NotProposed => l.pick("没有这个待复核的申请", "there is no such proposal"),
        NotTransferable::AlreadyProposed => {
            l.pick("已有待复核的申请，请先复核", "a proposal waits for its decision")
        }
        NotTransferable::OtherAmount => {
            l.pick("到账金额与对方中心告知的本息不一致", "what came is not what the other centre said")
        }
        NotTransferable::NoReceipt => l.pick(
            "没有这笔银行暂收款，或已部分使用",
            "there is no such receipt of the bank, or a part of it is used",
        ),
        NotTransferable::NoAmount => {
            l.pick("请填本金和利息，合计大于零", "principal and interest are needed, above zero together")
        }
        NotTransferable::NoNote => l.pick("请写明原因或答复", "say why, or what is asked or answered"),
        NotTransferable::Empty => l.pick("账户没有余额", "there is nothing in the account"),
    };
    fixed.into()
}
