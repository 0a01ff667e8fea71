//! Words of the loan limit (可贷额度): facts, the limits of a city, and how each was worked out.

use super::{Lang, format};
use domain::Fen;
use domain::loan::facts::FactField;
use domain::loan::figure::{Claim, Factor};
use domain::loan::limit::{Bound, Candidate, Derivation, FutureSum, Limit};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $zh:literal, $en:literal;)*) => {
        $($(#[$doc])* pub const fn $name(l: Lang) -> &'static str { l.pick($zh, $en) })*
    };
}

words! {
    cities: "城市", "City";
    applicants: "谁来申请", "Who applies";
    single: "一人缴存", "One person";
    family: "夫妻双方缴存", "A couple, both contributing";
    home: "买第几套房", "Which home";
    first_home: "首套", "First";
    second_home: "第二套", "Second";
    balance: "账户余额（申请人合计）", "Account balances of all applicants";
    average_balance: "月均余额（申请人合计）", "Average month-end balances of all applicants";
    average_hint: "可在“明细”里查每月余额", "The ledger shows the balance of each month";
    monthly_contribution: "月缴存额（申请人合计）", "Monthly contributions of all applicants";
    months_contributed: "已缴存月数", "Months contributed";
    months_to_retirement: "距退休还有几个月", "Months to retirement";
    income: "家庭月收入", "Household income a month";
    debts: "其他贷款月还款", "Payments on other loans a month";
    price: "房屋总价", "Price of the home";
    price_hint: "二手房填成交价和评估价中较低的", "Resale: the lower of price and appraisal";
    children: "子女数", "Children";
    claims: "另外符合的条件", "Also true";
    green_building: "绿色建筑或高品质住宅", "Green or high-quality building";
    talent: "经认定的人才", "Recognised talent";
    guaranteed_housing: "保障性住房", "Guaranteed housing";
    years: "贷款年限", "Term in years";
    year: "年", "years";
    you_may_borrow: "最多可贷", "You may borrow up to";
    how: "怎么算出来的", "How it was worked out";
    sources: "依据", "Sources";
    source: "出处", "Source";
    unverified: "未与官方原文核对", "not yet compared with the official text";
    verified: "已核对", "verified";
    smallest_counts: "取其中最小的一项", "The smallest counts";
    decides: "决定额度的一项", "This one decides";
    not_asked: "没有填，没有算进去", "Not given, not taken into account";
    unknown_day: "没有这一天的规则", "There are no rules for that day";
}

/// The label of a field of the facts form.
pub const fn field(l: Lang, field: FactField) -> &'static str {
    match field {
        FactField::Applicants => applicants(l),
        FactField::Home => home(l),
        FactField::Months | FactField::Years => years(l),
        FactField::Rate => super::calc::rate(l),
        FactField::Date => l.pick("日期", "Date"),
        FactField::Balance => balance(l),
        FactField::AverageBalance => average_balance(l),
        FactField::MonthlyContribution => monthly_contribution(l),
        FactField::MonthsContributed => months_contributed(l),
        FactField::MonthsToRetirement => months_to_retirement(l),
        FactField::Income => income(l),
        FactField::Debts => debts(l),
        FactField::Price | FactField::PriceWan => price(l),
        FactField::Children => children(l),
        FactField::Claims => claims(l),
    }
}

/// A limit by name.
pub const fn bound(l: Lang, bound: Bound) -> &'static str {
    match bound {
        Bound::Account => l.pick("按账户余额", "By account balance"),
        Bound::Capacity => l.pick("按还款能力", "By capacity to repay"),
        Bound::LoanToValue => l.pick("按房价和首付", "By price and down payment"),
        Bound::Cap => l.pick("最高额度", "Highest loan"),
        Bound::Minimum => l.pick("保底额度", "Guaranteed minimum"),
    }
}

pub const fn claim(l: Lang, claim: Claim) -> &'static str {
    match claim {
        Claim::FirstHome => l.pick("首套房", "first home"),
        Claim::FirstChild => l.pick("初育家庭", "first child"),
        Claim::TwoChildren => l.pick("二孩家庭", "two children"),
        Claim::ThreeChildren => l.pick("三孩家庭", "three children"),
        Claim::MultiChild => l.pick("多子女家庭", "several children"),
        Claim::GreenBuilding => green_building(l),
        Claim::Talent => talent(l),
        Claim::GuaranteedHousing => guaranteed_housing(l),
    }
}

/// The finding: who decides.
pub fn finding(l: Lang, limit: &Limit) -> String {
    let by = bound(l, limit.bound_by);
    match l {
        Lang::Zh => format!("由“{by}”这一项决定"),
        Lang::En => format!("Decided by: {by}"),
    }
}

/// What could not be compared for want of a fact.
pub fn unchecked(l: Lang, bounds: &[Bound]) -> String {
    let names: Vec<&str> = bounds.iter().map(|b| bound(l, *b)).collect();
    match l {
        Lang::Zh => format!("{}：{}。填了以后额度可能更低。", not_asked(l), names.join("、")),
        Lang::En => format!("{}: {}. With it the limit may be lower.", not_asked(l), names.join(", ")),
    }
}

/// A limit with the person's own numbers: `¥60,000.00 × 16 = ¥960,000.00`.
pub fn derivation(l: Lang, candidate: &Candidate) -> String {
    let result = format::yuan(candidate.amount);
    match &candidate.derivation {
        Derivation::Account { balance, averaged, multiple, time, future, liquidity } => {
            let name = if *averaged {
                l.pick("月均余额", "average balance")
            } else {
                l.pick("余额", "balance")
            };
            account(l, name, *balance, [Some(*multiple), *time], *future, *liquidity, &result)
        }
        Derivation::Capacity { income, percent, debts, payment, months, rate } => {
            let (income, debts, payment) =
                (format::yuan(*income), format::yuan(*debts), format::yuan(*payment));
            let (term, rate) = (format::duration(l, *months), rate.percent());
            match l {
                Lang::Zh => format!(
                    "收入 {income} × {percent}% − 其他月还款 {debts} = 每月可还 {payment}；{term}、{rate} 可贷 {result}"
                ),
                Lang::En => format!(
                    "income {income} × {percent}% − {debts} = {payment} a month; over {term} at {rate} this repays {result}"
                ),
            }
        }
        Derivation::LoanToValue { price, down_percent } => {
            let (price, word) = (format::yuan(*price), l.pick("房价", "price"));
            format!("{word} {price} × (1 − {} {down_percent}%) = {result}", l.pick("首付", "down payment"))
        }
        Derivation::Cap { base, raised_by, boost_percent, boosts } => {
            cap(l, *base, *raised_by, *boost_percent, boosts, &result)
        }
        Derivation::Minimum => result,
    }
}

fn account(
    l: Lang,
    name: &str,
    balance: Fen,
    factors: [Option<Factor>; 2],
    future: Option<FutureSum>,
    liquidity: Option<Factor>,
    result: &str,
) -> String {
    let mut sum = format!("{name} {}", format::yuan(balance));
    for factor in factors.into_iter().flatten() {
        sum += &format!(" × {factor}");
    }
    if let Some(FutureSum { monthly, months, factor }) = future {
        let word = l.pick("月缴存", "monthly contribution");
        sum += &format!(" + {word} {} × {} × {factor}", format::yuan(monthly), format::months(l, months));
    }
    match liquidity {
        Some(liquidity) => format!("({sum}) × {} {liquidity} = {result}", l.pick("流动性系数", "liquidity")),
        None => format!("{sum} = {result}"),
    }
}

fn cap(
    l: Lang,
    base: Fen,
    raised_by: Option<Claim>,
    percent: Factor,
    boosts: &[Claim],
    result: &str,
) -> String {
    let base = format::yuan(base);
    let named = raised_by.map_or(base.clone(), |by| match l {
        Lang::Zh => format!("{base}（{}）", claim(l, by)),
        Lang::En => format!("{base} ({})", claim(l, by)),
    });
    if boosts.is_empty() {
        return named;
    }
    let names: Vec<&str> = boosts.iter().map(|boost| claim(l, *boost)).collect();
    format!("{named} × (1 + {} {percent}%) = {result}", names.join(l.pick("、", ", ")))
}

/// `向下取整到 ¥1,000.00`.
pub fn rounded_down(l: Lang, unit: Fen) -> String {
    match l {
        Lang::Zh => format!("结果向下取到 {} 的整数倍", format::yuan(unit)),
        Lang::En => format!("Rounded down to a multiple of {}", format::yuan(unit)),
    }
}

/// The rules in force: document and days.
pub fn rules(l: Lang, document: &str, from: &str, to: Option<&str>) -> String {
    match (l, to) {
        (Lang::Zh, None) => format!("{document}，{from} 起"),
        (Lang::Zh, Some(to)) => format!("{document}，{from} 至 {to}"),
        (Lang::En, None) => format!("{document}, from {from}"),
        (Lang::En, Some(to)) => format!("{document}, {from} to {to}"),
    }
}

/// The name of a figure in the list of sources.
pub const fn figure_name(l: Lang, code: &str) -> &'static str {
    match code.as_bytes() {
        b"single" => l.pick("单方最高额度", "Highest loan, one person"),
        b"family" => l.pick("双方最高额度", "Highest loan, couple"),
        b"multiple_first" => l.pick("余额倍数，首套", "Multiple of the balance, first home"),
        b"multiple_second" => l.pick("余额倍数，第二套", "Multiple of the balance, second home"),
        b"capacity" => l.pick("还款占收入上限 %", "Share of income, %"),
        b"down_first" => l.pick("首付，首套 %", "Down payment, first home, %"),
        b"down_second" => l.pick("首付，第二套 %", "Down payment, second home, %"),
        b"down_guaranteed" => l.pick("首付，保障性住房 %", "Down payment, guaranteed housing, %"),
        b"minimum" => l.pick("保底额度", "Guaranteed minimum"),
        _ => l.pick("上浮", "Raised for"),
    }
}
