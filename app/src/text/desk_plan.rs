//! Words of the officers' page on which a yearly plan is proposed (年度计划).

use super::{Lang, indicator};
use domain::indicator::{Aim, Indicator, Unit};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $zh:literal, $en:literal;)*) => {
        $($(#[$doc])* pub const fn $name(l: Lang) -> &'static str { l.pick($zh, $en) })*
    };
}

words! {
    lead: "管委会定下的全年目标，由一人录入、另一人复核。批准以后，运行指标就对照它显示。", "The committee's targets of a year are entered by one person and approved by another; then the indicators stand against them.";
    form: "录入计划", "Enter a plan";
    year: "哪一年？", "Which year?";
    year_label: "年份", "Year";
    send: "提请复核", "Propose";
    in_force: "现行", "in force";
    stays: "在复核同意以前，现行计划不变。", "Until it is approved, the plan in force stays.";
    only_first: "计划由初审人员录入", "A first reviewer enters the plan";
}

/// The label of a target: what is counted, and which way it is meant.
pub fn label(l: Lang, indicator: Indicator) -> String {
    let name = indicator::name(l, indicator);
    match (l, indicator.aim()) {
        (Lang::Zh, Some(Aim::AtLeast)) => format!("{name}，不低于"),
        (Lang::En, Some(Aim::AtLeast)) => format!("{name}, at least"),
        (Lang::Zh, Some(Aim::AtMost)) => format!("{name}，不超过"),
        (Lang::En, Some(Aim::AtMost)) => format!("{name}, at most"),
        (Lang::Zh, Some(Aim::Expected)) => format!("{name}，预计"),
        (Lang::En, Some(Aim::Expected)) => format!("{name}, expected"),
        (_, None) => name.to_owned(),
    }
}

/// What is to be typed, with its unit in words.
pub const fn hint(l: Lang, indicator: Indicator) -> &'static str {
    match indicator {
        Indicator::Collection => {
            l.pick("全年多少元；12 亿元写作 1200000000。", "Yuan in the whole year; 1.2 billion is 1200000000.")
        }
        Indicator::Withdrawals => {
            l.pick("全年多少元，含销户。", "Yuan in the whole year, closings included.")
        }
        Indicator::OffCounter => l.pick(
            "全部业务中网上发起的占百分之几，最多两位小数。可不填。",
            "Percent of all cases begun online, at most two decimals. May be left empty.",
        ),
        Indicator::LoanToBalance => l.pick(
            "个人贷款余额是归集余额的百分之几，最多两位小数。可不填。",
            "Loans outstanding in percent of the fund balance, at most two decimals. May be left empty.",
        ),
        Indicator::Utilisation => l.pick(
            "累计提取和贷款余额是累计归集的百分之几，最多两位小数。可不填。",
            "Withdrawals and loans in percent of all that was collected, at most two decimals. May be left empty.",
        ),
        Indicator::OverdueRate => l.pick(
            "逾期贷款是贷款余额的千分之几，最多三位小数。可不填。",
            "Overdue loans per mille of loans outstanding, at most three decimals. May be left empty.",
        ),
        // A plan says nothing of the others.
        _ => "",
    }
}

/// The sign of the unit at the end of the field.
pub const fn sign(l: Lang, unit: Unit) -> &'static str {
    match unit {
        Unit::Fen => l.pick("元", "yuan"),
        Unit::PerMillion => "‰",
        _ => "%",
    }
}
