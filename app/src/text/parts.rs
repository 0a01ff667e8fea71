//! Words of the shared pieces: tab bar, foot of the page, forms, marks of a state.

use super::Lang;

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $zh:literal, $en:literal;)*) => {
        $($(#[$doc])* pub const fn $name(l: Lang) -> &'static str { l.pick($zh, $en) })*
    };
}

words! {
    main_navigation: "主导航", "Main";
    unread: "未读", "unread";
    page_tools: "语言、字号和帮助", "Language, text size and help";
    /// The other language, written in itself.
    other_language: "English", "中文";
    elder_on: "长辈版", "Larger text";
    elder_off: "退出长辈版", "Standard text";
    hotline: "打电话 12329", "Call 12329";
    rules: "办事规则", "The rules";
    change: "修改", "Change";
    amount_hidden: "金额已隐藏", "amount hidden";
    rule_met: "满足：", "Met: ";
    rule_unmet: "没有满足：", "Not met: ";
    rule_unsure: "需要人工核对：", "A person must check: ";
    stop_ahead: "还没到：", "Ahead: ";
    stop_current: "现在：", "Now: ";
    stop_failed: "没有成功：", "Failed: ";
    choose: "请选择", "Choose";
    first_review: "初审", "First review";
    second_review: "复核", "Second review";
    counter: "柜面", "Counter";
    agent: "单位经办人", "Agent of the unit";
    unit: "本单位", "Our unit";
    unit_bases: "基数调整", "Bases";
    proposals: "待复核", "To decide";
    unit_deferral: "缓缴申请", "Deferral";
    complaints: "缺缴投诉", "Missing contributions";
    transfers: "异地转移", "Transfers";
    closings: "销户申请", "Closings";
    suspense: "暂收款", "Suspense";
    review_queue: "待办件", "Review queue";
    board: "运行指标", "Indicators";
    day_end: "日终轧账", "Day-end";
    scan: "扫码核验", "Scan and verify";
    sign_out: "退出", "Sign out";
}

/// Heading of the list of errors.
pub fn to_put_right(l: Lang, count: usize) -> String {
    match (l, count) {
        (Lang::Zh, _) => format!("有 {count} 处要改"),
        (Lang::En, 1) => "1 thing to put right".into(),
        (Lang::En, _) => format!("{count} things to put right"),
    }
}

/// A line of the list of errors: the label of the field, then what to do.
pub fn labelled(l: Lang, label: &str, sentence: &str) -> String {
    match l {
        Lang::Zh => format!("{label}：{sentence}"),
        Lang::En => format!("{label}: {sentence}"),
    }
}

/// `第 2 步，共 3 步`.
pub fn step(l: Lang, step: u32, of: u32) -> String {
    match l {
        Lang::Zh => format!("第 {step} 步，共 {of} 步"),
        Lang::En => format!("Step {step} of {of}"),
    }
}
