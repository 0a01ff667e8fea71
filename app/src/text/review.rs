//! Words of the reviewer's desk.

use super::Lang;
use chrono::NaiveDate;
use domain::{policy::FactName, withdrawal::CaseState};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $zh:literal, $en:literal;)*) => {
        $($(#[$doc])* pub const fn $name(l: Lang) -> &'static str { l.pick($zh, $en) })*
    };
}

words! {
    desk: "待办件", "Review queue";
    number: "编号", "Number";
    kind: "事项", "Matter";
    applicant: "申请人", "Applicant";
    amount: "金额", "Amount";
    why: "原因", "Why";
    time_left: "剩余时限", "Time left";
    first_waiting: "待初审", "First review";
    second_waiting: "待复核", "Second review";
    supplement_waiting: "待补正", "More is needed";
    nothing_waits: "没有待办件", "Nothing waits here";
    own_case: "本人办件，请他人办理", "Your own case: someone else decides it";
    own_case_help: "任何人不能办理自己的业务。", "Nobody handles an own case.";
    to_decide: "去复核", "Decide";
    every_case: "本市规定逐件人工审核", "This city has every case looked at";
    asked_for: "申请金额", "Asked for";
    maximum: "可提上限", "Maximum";
    balance: "余额", "Balance";
    in_a_row: "连续缴存", "In a row";
    unit: "单位", "Employer";
    card: "收款卡", "Card";
    name_matches: "姓名一致", "name confirmed";
    reason: "退回或不予批准的原因", "Reason to return or refuse";
    note: "给申请人的话", "A word to the applicant";
    note_hint: "申请人看得到，最多 200 字。", "The applicant reads it; at most 200 characters.";
    approve_first: "同意，转复核", "Agree, to second review";
    approve_second: "同意，打款", "Agree and pay";
    send_back: "退回补正", "Ask for more";
    refuse: "不予批准", "Refuse";
    decision: "决定", "Decision";
    not_yours: "这件现在不归您办", "This case is not yours to decide now";
    returned_before: "已退回过一次，不能再退回。", "It was returned once and may not be again.";
    history: "经过", "History";
    trace: "核验记录", "Trace";
    filter: "筛选", "Filter";
    every_reason: "全部", "All";
    keys: "键盘", "Keys";
    keys_all: "快捷键", "Keyboard shortcuts";
    keys_use: "使用快捷键", "Use the shortcuts";
    keys_note: "A、R、X 只把光标移到按钮上，再按 Enter 才提交。", "A, R and X only move to the button; Enter sends.";
    key_step: "上下", "down, up";
    key_open: "打开", "open";
    key_approve: "同意", "agree";
    key_return: "退回", "ask for more";
    key_refuse: "不予批准", "refuse";
    key_list: "显示或收起这张表", "show or hide this list";
}

/// `待初审 12 件`
pub fn heading(l: Lang, state: CaseState, count: i64) -> String {
    match l {
        Lang::Zh => format!("{} {count} 件", waiting(l, state)),
        Lang::En => format!("{}: {count}", waiting(l, state)),
    }
}

pub fn waiting(l: Lang, state: CaseState) -> &'static str {
    match state {
        CaseState::SecondReview => second_waiting(l),
        CaseState::Supplement => supplement_waiting(l),
        _ => first_waiting(l),
    }
}

/// What a person must find out, in a few words for the queue.
pub fn to_find_out(l: Lang, fact: FactName) -> &'static str {
    match fact {
        FactName::ChildrenMinor => l.pick("子女信息待核", "children unknown"),
        FactName::HomesSelf | FactName::HomesSpouse | FactName::HomesMinorChildren => {
            l.pick("住房信息待核", "homes unknown")
        }
        FactName::Married => l.pick("婚姻信息待核", "marriage unknown"),
        FactName::FundLoan => l.pick("贷款信息待核", "loan unknown"),
        _ => l.pick("信息待核", "facts unknown"),
    }
}

/// `还有 2 天`, `今天到期`, `已超期 1 天`
pub fn days_left(l: Lang, decide_by: NaiveDate, today: NaiveDate) -> String {
    let days = (decide_by - today).num_days();
    match (l, days) {
        (Lang::Zh, 0) => "今天到期".into(),
        (Lang::En, 0) => "due today".into(),
        (Lang::Zh, 1..) => format!("{days} 天"),
        (Lang::En, 1..) => format!("{days} d"),
        (Lang::Zh, _) => format!("已超期 {} 天", -days),
        (Lang::En, _) => format!("{} d overdue", -days),
    }
}

/// `5 条规则满足，1 条请您判断`
pub fn judged(l: Lang, met: usize, open: usize) -> String {
    match l {
        Lang::Zh => format!("{met} 条规则满足，{open} 条请您判断"),
        Lang::En => format!("{met} rules met, {open} for you to judge"),
    }
}

/// `本人和家人在本市没有住房（本人住房：没有答复）。`
pub fn to_judge(l: Lang, title: &str, notes: &[String]) -> String {
    match l {
        Lang::Zh => format!("{title}（{}）。", notes.join("，")),
        Lang::En => format!("{title} ({}).", notes.join(", ")),
    }
}
