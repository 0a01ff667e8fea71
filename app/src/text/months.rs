//! Words of the contribution calendar (缴存日历).

use super::{Lang, format};
use chrono::NaiveDate;
use domain::{ContributionRate, Fen, Month, month_state::MonthState};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $zh:literal, $en:literal;)*) => {
        $($(#[$doc])* pub const fn $name(l: Lang) -> &'static str { l.pick($zh, $en) })*
    };
}

words! {
    title: "缴存日历", "Contribution calendar";
    no_gap: "每个月都到账了", "Every month has been paid";
    older: "更早的年份", "Earlier years";
    legend: "图例", "What the marks mean";
    complain_title: "请中心向单位催缴", "Have the centre ask your employer";
    evidence: "月份状态、单位、基数、应缴金额和最近的记录会作为证据一起提交，以后不会变。",
        "The state of the months, your employer, the base, what was due and the latest entries are filed with it and never change.";
    to_ledger: "看明细", "See the statement";
    rule: "单位应在发工资之日起 5 日内汇缴（《住房公积金管理条例》第十九条）。",
        "Employers remit within five days after paying wages (Regulation, article 19).";
    see_complaint: "看进度", "See how it stands";
    own_promise: "这是中心自己的承诺。", "This is the centre's own promise.";
}

/// Two characters that stand in a cell.
pub const fn short(l: Lang, state: MonthState) -> &'static str {
    match state {
        MonthState::Paid(_) => l.pick("到账", "paid"),
        MonthState::PaidAhead(_) => l.pick("预缴", "ahead"),
        MonthState::PaidLater(_) => l.pick("补缴", "late"),
        MonthState::UnderWay => l.pick("在途", "coming"),
        MonthState::Deferred => l.pick("缓缴", "put off"),
        MonthState::Missing => l.pick("未缴", "missing"),
        MonthState::Reversed(_) => l.pick("冲正", "undone"),
        MonthState::Sealed => l.pick("封存", "sealed"),
        MonthState::NotDue => l.pick("不缴", "none"),
        MonthState::Awaited => l.pick("待缴", "open"),
    }
}

/// What a state means, in a sentence.
pub const fn meaning(l: Lang, state: MonthState) -> &'static str {
    match state {
        MonthState::Paid(_) => l.pick("汇缴已到账", "the contribution came"),
        MonthState::PaidAhead(_) => l.pick("单位提前预缴", "paid before the month began"),
        MonthState::PaidLater(_) => l.pick("后来补缴到账", "paid back later"),
        MonthState::UnderWay => {
            l.pick("款项已到中心，正在入账", "the money is with the centre, being booked")
        }
        MonthState::Deferred => l.pick("单位经批准缓缴", "the employer may pay later"),
        MonthState::Missing => l.pick("应缴而没有到账", "due, and nothing came"),
        MonthState::Reversed(_) => {
            l.pick("到账后被冲正，还没有重缴", "came, was taken back, and not paid again")
        }
        MonthState::Sealed => l.pick("账户封存，不用缴", "the account was sealed; nothing is due"),
        MonthState::NotDue => l.pick("不用缴", "nothing is due"),
        MonthState::Awaited => l.pick("还没到缴款期限", "there is still time"),
    }
}

/// The glyph of a state: the shape says the same as the word.
pub const fn glyph(state: MonthState) -> &'static str {
    match state {
        MonthState::Paid(_) => "✓",
        MonthState::PaidAhead(_) => "»",
        MonthState::PaidLater(_) => "↺",
        MonthState::UnderWay => "→",
        MonthState::Deferred => "‖",
        MonthState::Missing => "✕",
        MonthState::Reversed(_) => "↩",
        MonthState::Sealed => "■",
        MonthState::NotDue => "·",
        MonthState::Awaited => "○",
    }
}

/// The heading: `2026年3月、4月没有到账`, or how many when there are more than three.
pub fn finding(l: Lang, gaps: &[Month]) -> String {
    match (l, gaps.len()) {
        (_, 0) => no_gap(l).to_owned(),
        (Lang::Zh, 1..=3) => format!("{}没有到账", months(l, gaps)),
        (Lang::En, 1..=3) => format!("{} not received", months(l, gaps)),
        (Lang::Zh, count) => format!("{count} 个月没有到账"),
        (Lang::En, count) => format!("{count} months not received"),
    }
}

/// `2026年3月、4月`: the year stands where it changes.
pub fn months(l: Lang, months: &[Month]) -> String {
    if l == Lang::En {
        return months.iter().map(|month| format::month(l, *month)).collect::<Vec<_>>().join(", ");
    }
    let mut last = None;
    let mut words = Vec::new();
    for month in months {
        let with_year = last != Some(month.year());
        last = Some(month.year());
        words.push(if with_year { format::month(l, *month) } else { format!("{}月", month.month()) });
    }
    words.join("、")
}

/// `开户以来 63 个月：60 个到账，1 个补缴，2 个未缴。`
pub fn counts(l: Lang, all: usize, paid: usize, later: usize, gaps: usize) -> String {
    match l {
        Lang::Zh => {
            let later = if later > 0 { format!("，{later} 个补缴") } else { String::new() };
            format!("开户以来 {all} 个月：{paid} 个到账{later}，{gaps} 个没到账。")
        }
        Lang::En => {
            let later = if later > 0 { format!(", {later} paid later") } else { String::new() };
            format!("{all} months since opening: {paid} paid{later}, {gaps} not received.")
        }
    }
}

/// For a screen reader: `2026年3月 应缴而没有到账`.
pub fn cell(l: Lang, month: Month, state: MonthState) -> String {
    format!("{} {}", format::month(l, month), meaning(l, state))
}

/// `应缴 2,480.00（同上一个到账的月份），期限 2026-04-05`
pub fn expected(l: Lang, amount: &str, due_by: NaiveDate) -> String {
    let due_by = format::date(due_by);
    match l {
        Lang::Zh => format!("应缴 {amount}（同上一个到账的月份），期限 {due_by}"),
        Lang::En => format!("{amount} as in the last month paid, due by {due_by}"),
    }
}

/// Base × rates = what is due a month.
pub fn formula(
    l: Lang,
    base: Fen,
    (unit_rate, unit): (ContributionRate, Fen),
    (own_rate, own): (ContributionRate, Fen),
) -> String {
    let total = unit.checked_add(own).unwrap_or(unit);
    match l {
        Lang::Zh => {
            format!("按现在的基数 {base}：单位 {unit_rate}% {unit} + 个人 {own_rate}% {own} = 每月 {total}")
        }
        Lang::En => {
            format!(
                "By the present base {base}: employer {unit_rate}% {unit} + own {own_rate}% {own} = {total} a month"
            )
        }
    }
}

pub fn complain(l: Lang, count: usize) -> String {
    match (l, count) {
        (Lang::Zh, _) => format!("投诉缺缴 {count} 个月"),
        (Lang::En, 1) => "Complain about 1 month".into(),
        (Lang::En, _) => format!("Complain about {count} months"),
    }
}

/// The promise: `中心在 10 个工作日内答复，最迟 2026-12-04。`
pub fn promise(l: Lang, days: u32, by: NaiveDate) -> String {
    let by = format::date(by);
    match l {
        Lang::Zh => format!("中心在 {days} 个工作日内答复，最迟 {by}。"),
        Lang::En => format!("The centre answers within {days} working days, by {by}."),
    }
}

pub fn claimed(l: Lang, months_: &[Month]) -> String {
    match l {
        Lang::Zh => format!("{}已投诉，正在办理", months(l, months_)),
        Lang::En => format!("{}: your complaint is being handled", months(l, months_)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_stands_where_it_changes() {
        let of = |texts: &[&str]| texts.iter().map(|text| Month::parse(text).unwrap()).collect::<Vec<_>>();
        let gaps = of(&["2025-12", "2026-03", "2026-04"]);
        assert_eq!(months(Lang::Zh, &gaps), "2025年12月、2026年3月、4月");
        assert_eq!(finding(Lang::Zh, &gaps[1..]), "2026年3月、4月没有到账");
        assert_eq!(finding(Lang::En, &gaps[1..2]), "March 2026 not received");
        assert_eq!(finding(Lang::Zh, &[]), "每个月都到账了");
        assert_eq!(finding(Lang::Zh, &of(&["202601", "202602", "202603", "202604"])), "4 个月没有到账");
    }
}
