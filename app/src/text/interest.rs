//! Words of the page that explains a year's interest (结息).

use super::{Lang, format};
use chrono::NaiveDate;
use domain::{
    Fen,
    interest::{AccrualUnit, AccrualYear, DayBasis, FenDays, Portion},
};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $zh:literal, $en:literal;)*) => {
        $($(#[$doc])* pub const fn $name(l: Lang) -> &'static str { l.pick($zh, $en) })*
    };
}

words! {
    title: "年度结息", "Annual interest";
    years: "按年度查看", "By year";
    hidden: "金额已隐藏。显示金额后可以看每一段怎么算。", "Amounts are hidden. Show them to see how each stretch is counted.";
    picture_title: "每天的余额，涂色的都在计息", "Each day's balance: the filled area earned interest";
    rows_title: "一段一段怎么算", "Stretch by stretch";
    span: "起止", "From – to";
    balance: "余额", "Balance";
    interest: "利息", "Interest";
    sum: "合计", "Sum";
    principal: "6 月 30 日本金", "Principal on 30 June";
    principal_closing: "销户本金", "Principal at the closing";
    after: "结息后余额", "Balance with the interest";
    credited_on: "入账日", "Credited on";
    counts_from: "起息日", "Counts from";
    tax: "个人所得税", "Income tax";
    tax_free: "免税", "Exempt";
    tax_source: "利息免征个人所得税：财税字〔1999〕267号。", "Interest is free of income tax: 财税字〔1999〕267号.";
    adjustments: "结息后的调整", "Adjustments since";
    unexplained: "这笔结息的依据正在核对，请拨打 12329。", "What this interest rests on is being checked; please call 12329.";
    nothing_earned: "这一年账户里没有计息的余额。", "Nothing in the account earned interest in this year.";
    carried_over: "上年结转", "Carried over";
    current_year: "当年归集", "Of this year";
    expected: "预计", "expected";
    so_far_short: "已经计息", "Earned";
    not_compared: "未与原文核对", "not compared with the original";
    how: "计息规则", "How it is counted";
}

/// `2026 年结息 ¥652.31`.
pub fn finding(l: Lang, year: AccrualYear, interest: Fen) -> String {
    let (year, interest) = (year.settlement_year(), format::yuan(interest));
    match l {
        Lang::Zh => format!("{year} 年结息 {interest}"),
        Lang::En => format!("{interest} of interest in {year}"),
    }
}

/// `2027 年预计结息 ¥652.31`.
pub fn expected_finding(l: Lang, year: AccrualYear, interest: Fen) -> String {
    let (year, interest) = (year.settlement_year(), format::yuan(interest));
    match l {
        Lang::Zh => format!("{year} 年预计结息 {interest}"),
        Lang::En => format!("About {interest} of interest in {year}"),
    }
}

/// The days of the year.
pub fn lead(l: Lang, year: AccrualYear) -> String {
    let (from, to) = (format::date(year.first_day()), format::date(year.settlement_day()));
    let days = year.days();
    match l {
        Lang::Zh => format!("{from} 至 {to}，{days} 天。钱在账户里的每一天都计息。"),
        Lang::En => {
            format!("{from} to {to}, {days} days. Money earns on every day it stands in the account.")
        }
    }
}

/// What an estimate is worth: 以实际结息为准.
pub fn estimate_lead(l: Lang, year: AccrualYear, today: NaiveDate) -> String {
    let (to, today) = (format::date(year.settlement_day()), format::date(today));
    match l {
        Lang::Zh => format!("按 {today} 的余额算到 {to}，以实际结息为准。"),
        Lang::En => format!("From the balance of {today}, until {to}; what is credited then is what counts."),
    }
}

/// The running year on the page of another.
pub fn running_title(l: Lang, year: AccrualYear, interest: Fen) -> String {
    expected_finding(l, year, interest)
}

pub fn so_far(l: Lang, today: NaiveDate) -> String {
    let yesterday = format::date(today.pred_opt().unwrap_or(today));
    match l {
        Lang::Zh => format!("到 {yesterday} 已计"),
        Lang::En => format!("Earned until {yesterday}"),
    }
}

pub fn by_the_end(l: Lang, year: AccrualYear) -> String {
    let to = format::date(year.settlement_day());
    match l {
        Lang::Zh => format!("到 {to} 预计"),
        Lang::En => format!("Expected until {to}"),
    }
}

/// What the picture says.
pub fn picture(l: Lang, days: u32, product: FenDays, interest: Fen) -> String {
    let (product, interest) = (yuan_days(product), format::yuan(interest));
    match l {
        Lang::Zh => format!("{days} 天里每天余额的和是 {product} 元，利息 {interest}"),
        Lang::En => format!("The balances of {days} days add up to {product} yuan; interest {interest}"),
    }
}

/// `15,655,400.00`: yuan·days, exact.
pub fn yuan_days(product: FenDays) -> String {
    match i64::try_from(product.get()) {
        Ok(fen) => Fen::new(fen).to_string(),
        Err(_) => product.to_string(),
    }
}

/// `积数 15,655,400.00 元·天 × 1.50% ÷ 360`.
pub fn formula(l: Lang, product: FenDays, rate: &str, divisor: u32) -> String {
    let product = yuan_days(product);
    match l {
        Lang::Zh => format!("积数 {product} 元·天 × {rate} ÷ {divisor}"),
        Lang::En => format!("{product} yuan·days × {rate} ÷ {divisor}"),
    }
}

/// Under the formula: how it is rounded, and of which money.
pub const fn rounding(l: Lang) -> &'static str {
    l.pick(
        "积数是每天余额的和。各段不单独进位，合计后四舍五入到分。",
        "The product is the sum of each day's balance. Stretches are not rounded by themselves; their sum is, half up to the fen.",
    )
}

/// Of which money a stretch is, where that matters.
pub const fn portion(l: Lang, portion: Portion) -> Option<&'static str> {
    match portion {
        Portion::Whole => None,
        Portion::WholeYear => Some(l.pick("上年结转，满一年", "Carried over, all year")),
        Portion::CarriedOver => Some(carried_over(l)),
        Portion::CurrentYear => Some(current_year(l)),
    }
}

/// `31 天 × 1.50%`: with the balance beside it, how a stretch is counted.
pub fn days_at(l: Lang, days: u32, rate: &str) -> String {
    match (l, days) {
        (Lang::Zh, _) => format!("{days} 天 × {rate}"),
        (Lang::En, 1) => format!("1 day × {rate}"),
        (Lang::En, _) => format!("{days} days × {rate}"),
    }
}

/// `更正后应计 ¥167.29，此前已结 ¥152.08`.
pub fn adjusted(l: Lang, now: Fen, before: Fen) -> String {
    let (now, before) = (format::yuan(now), format::yuan(before));
    match l {
        Lang::Zh => format!("更正后应计 {now}，此前已结 {before}"),
        Lang::En => format!("{now} after the correction, {before} credited before"),
    }
}

/// `按一年 360 天计，计到分`.
pub fn counting(l: Lang, basis: DayBasis, unit: AccrualUnit) -> String {
    let basis = match basis {
        DayBasis::D360 => l.pick("日利率 = 年利率 ÷ 360", "Daily rate = annual rate ÷ 360"),
        DayBasis::D365 => l.pick("日利率 = 年利率 ÷ 365", "Daily rate = annual rate ÷ 365"),
        DayBasis::WholeYear => l.pick(
            "上年结转满一年的按年利率计，其余日利率 = 年利率 ÷ 360",
            "Money carried over all year earns the annual rate, all else a daily rate of annual rate ÷ 360",
        ),
    };
    let unit = match unit {
        AccrualUnit::Fen => l.pick("每一分都计息", "every fen earns"),
        AccrualUnit::Yuan => l.pick("元以下不计息", "whole yuan earn"),
    };
    format!("{basis}{}{unit}", l.pick("；", "; "))
}

/// `2016-02-21 起 1.50%`, or both rates where they differ.
pub fn rate_since(l: Lang, from: NaiveDate, current: &str, carried: &str) -> String {
    let from = format::date(from);
    let rates = if current == carried {
        carried.to_owned()
    } else {
        let (of_this, of_before) = (current_year(l), carried_over(l));
        format!("{of_before} {carried}{}{of_this} {current}", l.pick("，", ", "))
    };
    match l {
        Lang::Zh => format!("{from} 起 {rates}"),
        Lang::En => format!("{rates} since {from}"),
    }
}
