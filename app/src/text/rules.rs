//! Words of the public rules: the conditions and amounts of a policy file as sentences.

use super::{Lang, format};
use domain::{
    Fen,
    policy::{FactName, Frequency, Unit},
};

macro_rules! words {
    ($($name:ident: $zh:literal, $en:literal;)*) => {
        $(pub const fn $name(l: Lang) -> &'static str { l.pick($zh, $en) })*
    };
}

words! {
    rules: "办事规则", "The rules";
    lead: "本市现行的缴存、提取和贷款规则。数字后面都注明文件和查询日期。", "What applies in this city now. Every figure names its document and the day it was looked up.";
    contribution: "缴存", "Contributions";
    base_floor: "缴存基数下限", "Lowest base";
    base_ceiling: "缴存基数上限", "Highest base";
    rates: "单位和个人缴存比例", "Rate, each of employer and employee";
    year_starts: "缴存年度起始月", "Contribution year starts in month";
    withdrawal: "提取", "Withdrawals";
    market_home: "租商品住房", "Renting a market home";
    public_home: "租公租房或保障性租赁住房", "Renting a public or guaranteed home";
    loan: "贷款", "Loans";
    loan_limit: "可贷额度怎么算", "How the loan limit is worked out";
    books: "账目公开", "Open books";
    flexible: "灵活就业缴存", "Contributing without an employer";
    conditions: "要满足的条件", "What must hold";
    how_much: "最多可以提多少", "How much at most";
    how_often: "多久可以提一次", "How often";
    household: "夫妻合计计算额度", "Both spouses' withdrawals count together";
    everyone: "其他情形", "Everyone else";
    everyone_alone: "所有人", "Everyone";
    source: "来源", "Source";
    document: "文件", "Document";
    in_force: "施行日期", "In force";
    unverified: "这些数字整理自公开资料，还没有逐条与原文核对，以中心公布的原文为准。", "These figures were gathered from public material and not yet compared line by line with the original; the centre's own text prevails.";
    verified: "已与原文核对。", "Compared with the original text.";
}

/// `2026-09-20 起`, or both ends.
pub fn period(l: Lang, from: chrono::NaiveDate, to: Option<chrono::NaiveDate>) -> String {
    let from = format::date(from);
    match (l, to) {
        (Lang::Zh, None) => format!("{from} 起"),
        (Lang::Zh, Some(to)) => format!("{from} 至 {}", format::date(to)),
        (Lang::En, None) => format!("from {from}"),
        (Lang::En, Some(to)) => format!("{from} to {}", format::date(to)),
    }
}

pub fn looked_up(l: Lang, day: chrono::NaiveDate) -> String {
    match l {
        Lang::Zh => format!("{} 查询", format::date(day)),
        Lang::En => format!("looked up on {}", format::date(day)),
    }
}

pub fn frequency(l: Lang, frequency: &Frequency) -> String {
    let times = |zh: &str, en: &str, times: u32| match l {
        Lang::Zh => format!("每{zh} {times} 次"),
        Lang::En => format!("{times} × a {en}"),
    };
    match frequency {
        Frequency::CalendarMonth { times: n } => times("月", "month", *n),
        Frequency::Quarter { times: n } => times("季度", "quarter", *n),
        Frequency::Months { n } => match l {
            Lang::Zh => format!("间隔 {n} 个月"),
            Lang::En => format!("every {n} months"),
        },
        Frequency::Days { n } => match l {
            Lang::Zh => format!("间隔 {n} 天"),
            Lang::En => format!("every {n} days"),
        },
        Frequency::CalendarYearQuota => {
            l.pick("在年度额度内不限次数", "any number of times within the year's quota").into()
        }
    }
}

/// `married and children_minor >= 2` → `已婚，未成年子女 2 个及以上`. `None` for a condition without words.
pub fn condition(l: Lang, written: &str) -> Option<String> {
    let either: Option<Vec<String>> = written
        .split(" or ")
        .map(|part| {
            let all: Option<Vec<String>> = part.split(" and ").map(|atom| atom_of(l, atom.trim())).collect();
            all.map(|all| all.join(l.pick("，", ", ")))
        })
        .collect();
    either.map(|either| either.join(l.pick("或", " or ")))
}

fn atom_of(l: Lang, atom: &str) -> Option<String> {
    if let Some(count) = atom.strip_prefix("children_minor >= ") {
        return Some(match l {
            Lang::Zh => format!("未成年子女 {count} 个及以上"),
            Lang::En => format!("{count} or more minor children"),
        });
    }
    Some(match atom {
        "true" => everyone(l).to_owned(),
        "married" => super::rent::fact(l, FactName::Married).to_owned(),
        "lease_filed" => super::rent::fact(l, FactName::LeaseFiled).to_owned(),
        "standing_order" => super::rent::fact(l, FactName::StandingOrder).to_owned(),
        "lease == public_rental" => l.pick("租公租房", "public rental home").to_owned(),
        "lease == guaranteed_rental" => l.pick("租保障性租赁住房", "guaranteed rental home").to_owned(),
        _ => return None,
    })
}

/// `150_000` a month → `每月 ¥1,500.00`. `None` for an expression without words.
pub fn amount(l: Lang, written: &str, unit: Unit) -> Option<String> {
    let digits: String = written.chars().filter(|c| *c != '_').collect();
    let text = match digits.parse::<i64>() {
        Ok(fen) => format::yuan(Fen::new(fen)),
        Err(_) => expression(l, written)?,
    };
    let each = match unit {
        Unit::Month => l.pick("每月", "a month"),
        Unit::Quarter => l.pick("每季度", "a quarter"),
        Unit::Year => l.pick("每年", "a year"),
    };
    Some(match l {
        Lang::Zh => format!("{each} {text}"),
        Lang::En => format!("{text} {each}"),
    })
}

fn expression(l: Lang, written: &str) -> Option<String> {
    let share = written.strip_prefix("pct(month_contribution, ").and_then(|rest| rest.strip_suffix(')'));
    if let Some(basis_points) = share {
        let per_cent = basis_points.parse::<u32>().ok()? / 100;
        return Some(match l {
            Lang::Zh => format!("月缴存额的 {per_cent}%"),
            Lang::En => format!("{per_cent}% of the monthly contribution"),
        });
    }
    Some(match written {
        "month_contribution" => l.pick("月缴存额", "the monthly contribution").to_owned(),
        "actual_rent" => l.pick("实际租金", "the rent paid").to_owned(),
        "max(actual_rent, month_contribution)" => l
            .pick("实际租金与月缴存额中较高的", "the rent paid or the monthly contribution, the higher")
            .to_owned(),
        _ => return None,
    })
}
