//! Words of what one person proposes and another one decides (制单、复核): the list, the page, the refusals.

use super::{Lang, base, books, deferral, desk_transfer, format, indicator, problem, transfer};
use domain::{
    account_act::Act,
    closing::{ClosingReason, Ending},
    correction::CorrectionReason,
    suspense::Use,
    two_people::ProposalState,
};
use service::{
    proposal::{Kind, Proposal},
    two_people::Refused,
};

macro_rules! words {
    ($($name:ident: $zh:literal, $en:literal;)*) => {
        $(pub const fn $name(l: Lang) -> &'static str { l.pick($zh, $en) })*
    };
}

words! {
    title: "待复核", "To be decided";
    what: "事项", "What";
    account: "账户或单位", "Account or unit";
    maker: "制单人", "Proposed by";
    since: "制单时间", "Proposed";
    nothing: "没有待复核的事项", "Nothing waits for a decision";
    nothing_help: "一人提请、要由另一人复核的事项会列在这里。", "What one person proposes and another decides stands here.";
    correct: "提请冲正", "Propose a correction";
    holder: "户名", "Holder";
    number: "个人账号", "Account";
    unit: "单位", "Unit";
    balance: "余额", "Balance";
    basis: "依据", "It rests on";
    entry: "原记录", "The entry";
    amount: "金额", "Amount";
    reason: "原因", "Why";
    note: "说明", "Note";
    payee: "收款人", "Payee";
    workers: "职工", "Workers";
    answers: "答复", "Answers";
    code: "动态验证码", "One-time code";
    code_hint: "验证器上现在的 6 位数字", "The six digits that your authenticator shows now";
    approve: "同意，执行", "Approve and carry out";
    refuse: "不同意", "Refuse";
    not_yours: "由复核人员决定", "A second reviewer decides";
    not_done: "没有办理", "Not done";
    own_help: "请交给另一位同事。", "Leave it to a colleague.";
    proposed: "待复核", "waits";
    done: "已办理", "done";
    refused_word: "未同意", "refused";
    decided: "已经有决定", "it is decided already, the other way";
}

/// `3 件待复核`.
pub fn heading(l: Lang, count: usize) -> String {
    match (l, count) {
        (_, 0) => nothing(l).to_owned(),
        (Lang::Zh, _) => format!("{count} 件待复核"),
        (Lang::En, 1) => "1 waits for a decision".into(),
        (Lang::En, _) => format!("{count} wait for a decision"),
    }
}

pub const fn state(l: Lang, state: ProposalState) -> &'static str {
    match state {
        ProposalState::Proposed => proposed(l),
        ProposalState::Done => done(l),
        ProposalState::Refused => refused_word(l),
    }
}

pub const fn kind(l: Lang, kind: Kind) -> &'static str {
    match kind {
        Kind::Correction => l.pick("冲正", "Correction"),
        Kind::Account => l.pick("账户状态", "State of an account"),
        Kind::Suspense => l.pick("暂收款", "Money in suspense"),
        Kind::Closing => l.pick("销户", "Closing"),
        Kind::Base => l.pick("基数调整", "Adjustment of bases"),
        Kind::Deferral => l.pick("缓缴和降低比例", "Paying later, or at a lower rate"),
        Kind::Transfer => l.pick("异地转移", "Transfer between cities"),
        Kind::Plan => indicator::plan(l),
    }
}

/// What is proposed, in one line.
pub fn act(l: Lang, of: &Proposal) -> String {
    match of {
        Proposal::Correction(one) => match l {
            Lang::Zh => format!("冲正第 {} 笔", one.seq),
            Lang::En => format!("Take back entry {}", one.seq),
        },
        Proposal::Account(one) => account_act(l, &one.act),
        Proposal::Suspense(one) => {
            let way = match &one.what {
                Use::Account(_) => l.pick("入账", "into an account"),
                Use::Refund { .. } => l.pick("退回付款人", "back to the payer"),
                Use::File { .. } => l.pick("随清册入账", "placed by a file"),
            };
            let amount = format::yuan(one.amount);
            match l {
                Lang::Zh => format!("暂收款 {amount} {way}"),
                Lang::En => format!("{amount} in suspense, {way}"),
            }
        }
        Proposal::Closing(one) => match &one.ending {
            Ending::Withdrawn(reason) => match l {
                Lang::Zh => format!("销户提取：{}", closing_reason(l, *reason)),
                Lang::En => format!("Close and pay out: {}", closing_reason(l, *reason)),
            },
            Ending::Merged(into) => match l {
                Lang::Zh => format!("合并到 {into}"),
                Lang::En => format!("Merge into {into}"),
            },
            Ending::Transferred(_) => l.pick("转往外地", "Transfer to another city").into(),
        },
        Proposal::Base(batch) => super::unit::batch(l, batch.year, batch.effective),
        Proposal::Deferral(one) => deferral::asked(l, &one.asked),
        Proposal::Transfer(one) => desk_transfer::asked(l, &one.step).into(),
        Proposal::Plan(one) => indicator::plan_of(l, one.plan.year()),
    }
}

fn account_act(l: Lang, act: &Act) -> String {
    let fixed = match act {
        Act::Seal => l.pick("封存", "Seal"),
        Act::Unseal => l.pick("启封", "Unseal"),
        Act::Unfreeze => l.pick("解冻", "Unfreeze"),
        Act::Freeze(None) => l.pick("全部冻结", "Freeze the whole account"),
        Act::Freeze(Some(amount)) => {
            let amount = format::yuan(*amount);
            return match l {
                Lang::Zh => format!("冻结 {amount}"),
                Lang::En => format!("Freeze {amount}"),
            };
        }
        Act::Move(unit) => {
            return match l {
                Lang::Zh => format!("转到单位 {}", unit.as_str()),
                Lang::En => format!("Move to unit {}", unit.as_str()),
            };
        }
    };
    fixed.into()
}

pub const fn closing_reason(l: Lang, reason: ClosingReason) -> &'static str {
    match reason {
        ClosingReason::Retired => l.pick("离休、退休", "retired"),
        ClosingReason::Disabled => {
            l.pick("完全丧失劳动能力并终止劳动关系", "disabled, and the employment ended")
        }
        ClosingReason::LeftCountry => l.pick("出境定居", "settled abroad"),
        ClosingReason::Death => l.pick("死亡", "died"),
        ClosingReason::LeftJob => l.pick("离职，封存满期", "left the job, sealed for long enough"),
    }
}

pub const fn correction_reason(l: Lang, reason: CorrectionReason) -> &'static str {
    match reason {
        CorrectionReason::WrongAmount => l.pick("金额错", "wrong amount"),
        CorrectionReason::WrongPerson => l.pick("人员错", "wrong person"),
        CorrectionReason::WrongMonth => l.pick("月份错", "wrong month"),
        CorrectionReason::PaidTwice => l.pick("重复缴", "paid twice"),
        CorrectionReason::Ordered => l.pick("依法更正", "ordered by a court or the centre"),
    }
}

/// Why a step of two people is not done; `None` where something broke or there is no such thing.
pub fn refused(l: Lang, refused: &Refused) -> Option<String> {
    Some(match refused {
        Refused::Fault(_) | Refused::NotFound => return None,
        Refused::Decided => decided(l).into(),
        Refused::Conflict(why) => books::conflict(l, *why).into(),
        Refused::Irreversible(why) => books::irreversible(l, *why),
        Refused::Unusable(why) => books::unusable(l, *why),
        Refused::NotPossible(why) => books::not_possible(l, *why).into(),
        Refused::Base(why) => base::hindrance(l, *why),
        Refused::NotClosable(why) => books::not_closable(l, *why),
        Refused::NotDeferrable(why) => deferral::not_deferrable(l, *why),
        Refused::NotTransferable(why) => transfer::not_transferable(l, *why),
        Refused::Plan(why) => indicator::plan_problem(l, *why),
        Refused::Note(why) => problem::sentence(l, why),
    })
}
