//! Words of the statement: page, picture, exported files.

use super::{Lang, format};
use domain::{
    BusinessCode, Fen, Month,
    account::{BackPayment, BackReason},
    statement::{Kind, Standing},
};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $zh:literal, $en:literal;)*) => {
        $($(#[$doc])* pub const fn $name(l: Lang) -> &'static str { l.pick($zh, $en) })*
    };
}

words! {
    title: "缴存明细", "Statement";
    date: "日期", "Date";
    what: "事项", "Entry";
    amount: "金额", "Amount";
    balance: "余额", "Balance";
    into: "存入", "In";
    out: "支出", "Out";
    month: "月份", "Month";
    kinds: "按事项筛选", "Filter by kind";
    years: "按年份筛选", "Filter by year";
    any_year: "全部年份", "All years";
    missing: "单位未汇缴", "Not remitted";
    awaited: "还没到", "Not here yet";
    under_way: "款项已到，正在入账", "Arrived, being booked";
    deferred: "单位经批准缓缴", "Deferred with approval";
    calendar: "看缴存日历", "See the calendar";
    statements: "看年度账单", "See the annual statements";
    nothing: "没有变动", "No movement";
    no_rows: "没有这样的记录。", "There are no such entries.";
    older: "更早的", "Older";
    newest: "回到最近", "Back to the latest";
    export: "导出", "Export";
    pager: "翻页", "Pages";
    figures: "数据表", "The figures";
    picture_title: "余额变化", "Balance over time";
    hidden: "金额已隐藏。显示金额后可以看图。", "Amounts are hidden. Show them to see the picture.";
    case: "办件", "case";
}

pub const fn kind(l: Lang, kind: Kind) -> &'static str {
    match kind {
        Kind::All => l.pick("全部", "All"),
        Kind::Contributions => l.pick("汇缴", "Contributions"),
        Kind::Withdrawals => l.pick("提取", "Withdrawals"),
        Kind::Interest => l.pick("结息", "Interest"),
    }
}

/// What a line of the statement is called (归集业务类型).
pub const fn business(l: Lang, code: BusinessCode) -> &'static str {
    match code {
        BusinessCode::RegularRemittance => l.pick("汇缴", "Contribution"),
        BusinessCode::BackPayment => l.pick("补缴", "Back payment"),
        BusinessCode::Open => l.pick("开户", "Account opened"),
        BusinessCode::Unseal => l.pick("启封", "Unsealed"),
        BusinessCode::Seal => l.pick("封存", "Sealed"),
        BusinessCode::InternalTransfer => l.pick("内部转移", "Internal transfer"),
        BusinessCode::TransferOut => l.pick("转出", "Transfer out"),
        BusinessCode::TransferIn => l.pick("转入", "Transfer in"),
        BusinessCode::AnnualInterest => l.pick("年度结息", "Annual interest"),
        BusinessCode::BaseChange => l.pick("基数调整", "Base change"),
        BusinessCode::PartialWithdrawal => l.pick("部分提取", "Withdrawal"),
        BusinessCode::ClosingWithdrawal => l.pick("销户提取", "Closing withdrawal"),
        BusinessCode::Deferral => l.pick("缓缴", "Deferral"),
        BusinessCode::Freeze => l.pick("冻结", "Freeze"),
        BusinessCode::Unfreeze => l.pick("解冻", "Unfreeze"),
        BusinessCode::Other => l.pick("其他", "Other"),
    }
}

/// The heading that says the finding: `近 12 个月存入 ¥29,760.00，取出 ¥6,000.00`.
pub fn finding(l: Lang, into: Fen, out: Fen) -> String {
    let paid_in = format::yuan(into);
    match (l, out.is_zero()) {
        (Lang::Zh, true) => format!("近 12 个月存入 {paid_in}，没有取出"),
        (Lang::Zh, false) => format!("近 12 个月存入 {paid_in}，取出 {}", format::yuan(out)),
        (Lang::En, true) => format!("{paid_in} came in over the last 12 months, nothing went out"),
        (Lang::En, false) => {
            format!("{paid_in} came in over the last 12 months, {} went out", format::yuan(out))
        }
    }
}

/// One sentence about months that were not paid.
pub fn gaps(l: Lang, missing: usize) -> String {
    match (l, missing) {
        (Lang::Zh, 0) => "每个月都到账了。".into(),
        (Lang::Zh, _) => format!("有 {missing} 个月单位没有汇缴，可以投诉。"),
        (Lang::En, 0) => "Every month has been paid.".into(),
        (Lang::En, 1) => "1 month was not remitted; you can complain.".into(),
        (Lang::En, _) => format!("{missing} months were not remitted; you can complain."),
    }
}

/// `单位 1,240.00` and `个人 1,240.00`, each on a line of its own.
pub fn parts(l: Lang, unit: &str, personal: &str) -> [String; 2] {
    match l {
        Lang::Zh => [format!("单位 {unit}"), format!("个人 {personal}")],
        Lang::En => [format!("{unit} employer"), format!("{personal} own")],
    }
}

/// A contribution that was posted in another month than its own: `10 月的`.
pub fn of_month(l: Lang, month: Month) -> String {
    match l {
        Lang::Zh => format!("{} 的", format::month(l, month)),
        Lang::En => format!("for {}", format::month(l, month)),
    }
}

/// Months and reason of a back payment: `2026年1月 至 3月 · 漏缴`.
pub fn back(l: Lang, from: Month, back: BackPayment) -> String {
    let (first, last) = (format::month(l, from), format::month(l, back.through));
    let why = back_reason(l, back.reason);
    match (l, from == back.through) {
        (_, true) => format!("{first} · {why}"),
        (Lang::Zh, false) => format!("{first}至{last} · {why}"),
        (Lang::En, false) => format!("{first} to {last} · {why}"),
    }
}

pub const fn back_reason(l: Lang, reason: BackReason) -> &'static str {
    match reason {
        BackReason::Missed => l.pick("漏缴", "missed"),
        BackReason::Difference => l.pick("差额", "difference"),
        BackReason::Deferral => l.pick("缓缴", "deferral repaid"),
        BackReason::Ordered => l.pick("责令", "ordered"),
    }
}

pub fn expected(l: Lang, amount: &str) -> String {
    match l {
        Lang::Zh => format!("应缴 {amount}"),
        Lang::En => format!("{amount} expected"),
    }
}

pub fn paid_later(l: Lang, on: &str) -> String {
    match l {
        Lang::Zh => format!("本月汇缴于 {on} 到账"),
        Lang::En => format!("This month's contribution came on {on}"),
    }
}

/// What the picture says.
pub fn picture(l: Lang, from: Fen, to: Fen) -> String {
    let (from, to) = (format::yuan(from), format::yuan(to));
    match l {
        Lang::Zh => format!("开户以来余额从 {from} 到 {to}"),
        Lang::En => format!("Balance since opening, from {from} to {to}"),
    }
}

/// Heads of the columns of the exported CSV.
pub const fn csv_header(l: Lang) -> &'static str {
    l.pick(
        "记账日期,事项,业务代码,汇缴年月,金额,单位部分,个人部分,余额,状态,补缴止月,补缴原因",
        "posted_on,entry,business_code,contribution_month,amount,employer_part,own_part,balance,status,back_payment_to,back_payment_reason",
    )
}

/// Whether an entry counts (状态).
pub const fn standing(l: Lang, standing: Standing) -> &'static str {
    match standing {
        Standing::Posted => l.pick("已入账", "posted"),
        Standing::Reversed => l.pick("已冲正", "reversed"),
        Standing::Reversal => l.pick("冲正", "reversal"),
    }
}

/// What a row that takes another one back is called.
pub fn reversal_of(l: Lang, of: BusinessCode) -> String {
    match l {
        Lang::Zh => format!("冲正：{}", business(l, of)),
        Lang::En => format!("Reversal: {}", business(l, of)),
    }
}
