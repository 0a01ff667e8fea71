//! Words of the closing withdrawal (销户提取) that a contributor asks for.

use super::{Lang, format};
use chrono::NaiveDate;
use domain::{
    Fen,
    closing::{ApplicationState, ClosingReason, NotClosable},
};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $zh:literal, $en:literal;)*) => {
        $($(#[$doc])* pub const fn $name(l: Lang) -> &'static str { l.pick($zh, $en) })*
    };
}

words! {
    title: "销户提取", "Closing withdrawal";
    task_note: "退休、离职、出境定居等，全部取出并销户", "Retired, left the job or the country: everything out, account closed";
    may: "可以申请全部取出", "You can ask for everything";
    may_not: "现在还不能销户提取", "The account cannot be closed yet";
    waits: "您的申请正在办理", "Your application is being looked at";
    closed: "账户已经销户", "The account is closed";
    latest: "最近一次申请", "Your latest application";
    would_get: "今天取出，一共是", "Paid out today, it would be";
    unclear: "明细互相矛盾，现在算不出利息，请联系中心。", "The entries contradict each other; no interest can be computed. Please call us.";
    which: "什么原因？", "Why?";
    reason: "提取原因", "Reason";
    reasons: "按原因逐条看", "By reason";
    in_the_way: "先要办好", "To be put right first";
    card: "收款卡", "Card";
    card_number: "银行卡号", "Card number";
    other_card: "换一张卡（可不填）", "Another card (optional)";
    go_on: "继续", "Continue";
    check: "确认后提交", "Check and send";
    principal: "本金", "Principal";
    interest: "截至昨天的利息", "Interest up to yesterday";
    all: "一共取出", "Altogether";
    decide_by: "最迟答复", "Decided by";
    then: "两名工作人员核对后办理", "Two of our staff check it";
    then_help: "批准当天重新计息到前一天，本金和利息一次付清，账户随即销户。银行退回的，账户恢复为封存，钱一分不少。", "On the day of approval the interest is counted up to the day before; everything is paid at once and the account is closed. What the bank returns opens the account again, sealed, with all of it.";
    declaration: "我声明：提取原因属实，与单位的劳动关系等情况如上。虚假提取要退回，三年内不能提取和贷款（《住房公积金管理条例》第四十一条）。", "I declare that the reason is true. A false withdrawal is paid back and bars withdrawals and loans for three years (Regulation, article 41).";
    send: "提交申请", "Send";
    withdraw: "撤销申请", "Take it back";
    withdraw_help: "工作人员还没有开始核对，现在可以撤销。", "Nobody has taken it up yet; you can still take it back.";
    again: "重新申请", "Apply again";
    death: "缴存人去世的，由继承人到柜台办理。", "After a death the heirs come to the counter.";
    not_verified: "法条编号和封存月数取自公开渠道，尚未与原文逐条核对。", "Article numbers and months of sealing are from public sources, not yet compared line by line.";
    basis: "依据", "Rule";
    law: "法律依据", "Law";
    received: "申请已收到", "Application received";
    taken_up: "初审同意，等待复核", "First review agreed";
    decision: "作出决定", "Decision";
    paid_out: "全部打到您的卡上", "Everything is paid to your card";
    by_you: "本人", "by you";
    by_first: "初审", "first review";
    by_second: "复核", "second review";
}

pub const fn closing_reason(l: Lang, reason: ClosingReason) -> &'static str {
    match reason {
        ClosingReason::Retired => l.pick("离休、退休", "Retired"),
        ClosingReason::Disabled => {
            l.pick("完全丧失劳动能力，已终止劳动关系", "Unable to work, employment ended")
        }
        ClosingReason::LeftCountry => l.pick("出境定居", "Settled abroad"),
        ClosingReason::Death => l.pick("死亡", "Death"),
        ClosingReason::LeftJob => l.pick("离职，没有再就业缴存", "Left the job, not paid for since"),
    }
}

/// `《条例》第二十四条第（六）项`
pub fn article(l: Lang, reason: ClosingReason) -> String {
    match (l, reason.item()) {
        (Lang::Zh, Some(item)) => format!("《住房公积金管理条例》第二十四条第（{item}）项"),
        (Lang::En, Some(item)) => format!("Regulation, article 24 ({item})"),
        (_, None) => l.pick("本市规定", "City rule").to_owned(),
    }
}

/// What cures a reason not to close, in a line; nothing where time or others cure it.
pub const fn cure(l: Lang, why: NotClosable) -> &'static str {
    match why {
        NotClosable::NotSealed => l.pick(
            "离职后由原单位办理封存；单位不办的，打 12329。",
            "Your former employer has it sealed; if not, call 12329.",
        ),
        NotClosable::Reserved | NotClosable::PaymentUnderWay => {
            l.pick("在“我的办件”里能看到进度。", "See its progress under “My cases”.")
        }
        NotClosable::TransferUnderWay => l.pick(
            "在“异地转移”里能看到进度，也可以撤销。",
            "See it under “Transfers”, where it can be taken back.",
        ),
        NotClosable::MonthsMissing { .. } => l.pick(
            "请单位补缴；也可以在缴存日历里投诉。",
            "Ask the employer to pay, or complain from the calendar.",
        ),
        NotClosable::Loan => l.pick("还清贷款后再办。", "Repay the loan first."),
        NotClosable::AgreementInForce => l.pick("先退出灵活就业协议。", "Exit the agreement first."),
        _ => l.pick("办好以后就可以申请。", "Put it right and you can ask."),
    }
}

pub const fn state(l: Lang, state: ApplicationState, taken_up: bool) -> &'static str {
    match (state, taken_up) {
        (ApplicationState::Open, false) => l.pick("等待初审", "Waiting"),
        (ApplicationState::Open, true) => l.pick("等待复核", "Second review"),
        (ApplicationState::Withdrawn, _) => l.pick("已撤销", "Taken back"),
        (ApplicationState::Declined, _) => l.pick("不予办理", "Declined"),
        (ApplicationState::Refused, _) => l.pick("不予批准", "Refused"),
        (ApplicationState::Done, _) => l.pick("已批准", "Approved"),
    }
}

/// `本金 12,000.00 + 利息 31.20`
pub fn sum(l: Lang, principal: Fen, interest: Fen) -> String {
    super::transfer::sum(l, principal, interest)
}

/// `最迟 2026-11-24 作出决定`
pub fn by(l: Lang, day: NaiveDate) -> String {
    let day = format::date(day);
    match l {
        Lang::Zh => format!("最迟 {day} 作出决定"),
        Lang::En => format!("decided by {day}"),
    }
}
