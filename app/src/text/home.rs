//! Words of the home page and the welcome page.

use super::{Lang, format};
use domain::{AccountState, Fen};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $zh:literal, $en:literal;)*) => {
        $($(#[$doc])* pub const fn $name(l: Lang) -> &'static str { l.pick($zh, $en) })*
    };
}

words! {
    title: "首页", "Home";
    balance: "账户余额", "Balance";
    hide: "隐藏金额", "Hide amounts";
    show: "显示金额", "Show amounts";
    paid_through: "缴至", "Paid through";
    consecutive: "连续缴存", "In a row";
    monthly: "月缴存", "Monthly";
    frozen: "其中冻结", "Of it frozen";
    never_paid: "还没有", "None yet";
    ledger: "查明细", "Statement";
    rent: "租房提取", "Rent";
    cases: "我的办件", "My cases";
    certificates: "电子证明", "Certificates";
    calculator: "贷款试算", "Loan calculator";
    flexible: "灵活缴存", "Join by yourself";
    under_way: "办理中", "Under way";
    all: "全部", "All";
    notices: "账户", "Account";
    rent_now_note: "1 分钟办完，不用传材料。", "One minute, nothing to upload.";
    rent_review: "租房提取可以申请", "You can apply for rent";
    rent_review_note: "有一项要人工核对，3 天内答复。", "One point needs a person; answer within 3 days.";
    rent_not_yet: "现在还不能提取房租", "Not yet for rent";
    no_account: "您还没有公积金账户", "You do not have an account yet";
    no_account_note: "没有单位也可以自己缴存，约 3 分钟。", "You can pay in without an employer; it takes about 3 minutes.";
    open_account: "开户缴存", "Open an account";

    welcome_title: "住房公积金，自己就能办", "Your housing fund, in your own hands";
    welcome_lead: "查余额、提房租、开证明，手机上几分钟办完，不用传材料。",
        "See your balance, withdraw rent, get a certificate: minutes on a phone, nothing to upload.";
    sign_in: "登录", "Sign in";
    join: "没有单位？灵活就业开户", "No employer? Join by yourself";
    without_sign_in: "不用登录就能用", "Without signing in";
    calc_note: "月供、利息、提前还款，算到分", "Instalments, interest, prepayment, to the fen";
    verify: "核验证明", "Verify a certificate";
    verify_note: "扫码即知真伪，内容不会发给任何人", "Genuine or not at a glance; nothing is sent anywhere";
    rules: "办事规则", "The rules";
    rules_note: "每条都有出处和日期", "Each with its source and date";
    staff_sign_in: "工作人员登录", "Staff sign-in";
}

/// `林*芳，下午好`. The hour is that of the wall clock in China.
pub fn greeting(l: Lang, name: &str, hour: u32) -> String {
    let (zh, en) = match hour {
        5..=10 => ("上午好", "Good morning"),
        11..=12 => ("中午好", "Good day"),
        13..=17 => ("下午好", "Good afternoon"),
        _ => ("晚上好", "Good evening"),
    };
    match l {
        Lang::Zh => format!("{name}，{zh}"),
        Lang::En => format!("{en}, {name}"),
    }
}

/// `现在可提租房 ¥1,500.00`.
pub fn rent_amount(l: Lang, amount: &str) -> String {
    match l {
        Lang::Zh => format!("现在可提租房 {amount}"),
        Lang::En => format!("You can withdraw {amount} for rent now"),
    }
}

/// How many rules fail, and from when it would be granted.
pub fn rent_not_yet_note(l: Lang, failing: usize, day: Option<&str>) -> String {
    match (l, day) {
        (Lang::Zh, Some(day)) => format!("有 {failing} 条没有满足，最早 {day} 可以。看看怎么办。"),
        (Lang::Zh, None) => format!("有 {failing} 条没有满足。看看怎么办。"),
        (Lang::En, Some(day)) => format!("{failing} not met; {day} at the earliest. See what to do."),
        (Lang::En, None) => format!("{failing} not met. See what to do."),
    }
}

/// The word in the pill beside the name.
pub const fn state(l: Lang, state: AccountState) -> &'static str {
    match state {
        AccountState::Normal => l.pick("正常缴存", "Paying in"),
        AccountState::Sealed => l.pick("已封存", "Sealed"),
        AccountState::Frozen => l.pick("已冻结", "Frozen"),
        AccountState::ClosedMerged => l.pick("已合并", "Merged"),
        AccountState::ClosedTransferred => l.pick("已转出", "Transferred"),
        AccountState::ClosedWithdrawn => l.pick("已销户", "Closed"),
        AccountState::Other => l.pick("其他", "Other"),
    }
}

/// What the picture says: `近 24 个月余额从 ¥5,000.00 到 ¥8,000.00`.
pub fn picture(l: Lang, months: usize, from: Fen, to: Fen) -> String {
    let (from, to) = (format::yuan(from), format::yuan(to));
    match l {
        Lang::Zh => format!("近 {months} 个月余额从 {from} 到 {to}"),
        Lang::En => format!("Balance over {months} months, from {from} to {to}"),
    }
}

/// `个人 ¥1,240.00 · 单位 ¥1,240.00` a month.
pub fn shares(l: Lang, personal: &str, unit: &str) -> String {
    match l {
        Lang::Zh => format!("每月个人 {personal} · 单位 {unit}"),
        Lang::En => format!("Each month {personal} own · {unit} employer"),
    }
}
