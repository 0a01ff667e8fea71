//! Words of the officers' desk of applications to close an account (销户提取申请).

use super::Lang;

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $zh:literal, $en:literal;)*) => {
        $($(#[$doc])* pub const fn $name(l: Lang) -> &'static str { l.pick($zh, $en) })*
    };
}

words! {
    title: "销户申请", "Closing applications";
    nothing: "没有在办的销户申请", "No application waits";
    nothing_help: "缴存人线上递交的销户提取申请会列在这里。", "Applications to close an account stand here once their holders have sent them.";
    number: "编号", "Number";
    applicant: "申请人", "Applicant";
    reason: "提取原因", "Why";
    amount: "本息", "Amount";
    state: "状态", "State";
    waited: "已等", "Waiting";
    deadline: "时限", "Time left";
    holder: "户名", "Holder";
    account: "个人账号", "Account";
    unit: "单位", "Unit";
    balance: "余额", "Balance";
    interest: "截至昨天的利息", "Interest up to yesterday";
    shown: "申请时显示", "Shown when it was asked";
    card: "收款卡", "Card";
    filed: "申请时间", "Asked";
    decide_by: "最迟答复", "Decided by";
    basis_fact: "核对依据", "Compared";
    may: "今天可以销户", "The account can be closed today";
    may_not: "现在还不能销户", "The account cannot be closed now";
    may_not_help: "先办好这一件再同意，或者不予办理并写明原因。", "Put it right first, or decline and say why.";
    verdict: "怎么答复？", "What is the answer?";
    verdict_label: "答复", "Answer";
    take_up: "同意，提请复核后付款销户", "Agree: propose to pay out and close";
    take_up_note: "另一位复核人员同意后，本息一次付清", "everything is paid once a second reviewer agrees";
    decline: "不予办理", "Decline";
    decline_note: "缴存人收到消息和原因，账户不变", "the contributor is told why; the account stays as it is";
    basis: "核对了什么", "What was compared";
    basis_hint: "同意时填写，例如：退休证。缴存人看不到。", "When you agree, for example the retirement certificate. The contributor does not read it.";
    note: "不予办理的原因", "Why it is declined";
    note_hint: "不予办理时填写，缴存人看得到，最多 200 字。", "When you decline; the contributor reads it, at most 200 characters.";
    send: "确定", "Continue";
    waits: "已同意，等待复核", "Agreed; waits for the second review";
    waits_help: "由另一位复核人员凭动态验证码决定。", "Another person, a second reviewer, decides it with a one-time code.";
    not_yours: "先由初审人员核对", "A first reviewer looks at it first";
    own: "本人或配偶的业务，请他人办理", "Your own, or your spouse's: someone else handles it";
    over: "已有结果", "It has been answered";
    follows_none: "账户没有变。", "The account has not changed.";
    follows_payment: "本息已交银行付款，账户已销户；银行退回的，账户自动恢复为封存。", "Everything is with the bank and the account is closed; what the bank returns opens it again, sealed.";
    follows_paid: "本息已到缴存人的卡上，账户已销户。", "Everything is on the contributor's card, and the account is closed.";
    follows_returned: "银行退回，钱已回到账户，账户恢复为封存，缴存人可以重新申请。", "Returned by the bank: the money is back in the account, which is sealed; the contributor can ask again.";
}

/// `2 件销户申请`
pub fn heading(l: Lang, count: usize) -> String {
    match (l, count) {
        (_, 0) => nothing(l).to_owned(),
        (Lang::Zh, _) => format!("销户申请 {count} 件"),
        (Lang::En, 1) => "1 application to close".into(),
        (Lang::En, _) => format!("{count} applications to close"),
    }
}

/// `今天`, `2 天`
pub fn age(l: Lang, days: i64) -> String {
    match (l, days) {
        (Lang::Zh, ..=0) => "今天收到".into(),
        (Lang::En, ..=0) => "today".into(),
        (Lang::Zh, _) => format!("{days} 天"),
        (Lang::En, 1) => "1 day".into(),
        (Lang::En, _) => format!("{days} days"),
    }
}
