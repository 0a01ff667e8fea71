//! Words of the indicators: the board, the yearly plan, the open numbers.

use super::{Lang, format};
use domain::{
    Fen, Month,
    indicator::{Aim, CaseKind, Column, Indicator, Missing, Part, PlanProblem, Unit, target_range},
};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $zh:literal, $en:literal;)*) => {
        $($(#[$doc])* pub const fn $name(l: Lang) -> &'static str { l.pick($zh, $en) })*
    };
}

words! {
    title: "运行指标", "Indicators";
    nothing_closed: "还没有已结日的账", "No day of the books is closed yet";
    nothing_closed_help: "每晚结日之后这里就有数字。", "The figures come when the first day is closed, tonight.";
    month: "月份", "Month";
    show: "查看", "Show";
    no_plan_help: "初审录入、另一位复核批准后，这里对照计划显示。", "A first reviewer enters it and another person approves; then figures stand against it.";
    plan: "年度计划", "Yearly plan";
    months_title: "每月归集与提取", "Collected and withdrawn, month by month";
    collected: "归集", "Collected";
    withdrawn: "提取", "Withdrawn";
    plan_share: "归集计划的每月份额", "A month's share of the plan to collect";
    figures: "逐月数字", "Figures by month";
    how: "怎么算的", "How it is counted";
    exact: "精确值", "Exact figure";
    balance_title: "归集余额", "Fund balance";
    balance_lead: "每月末全体缴存人的余额", "What all members have at the end of each month";
    rates_title: "比率", "Rates";
    not_in_books: "账上没有", "Not in the books";
    kinds_title: "各类业务的离柜率", "Cases begun online, by kind";
    kind: "业务", "Kind";
    online: "网上", "Online";
    all: "全部", "All";
    rate: "离柜率", "Online";
    interest: "结息", "Interest";
    transfers: "转移等", "Transfers etc.";
    balance: "月末余额", "Balance";
    open_title: "公开数据", "Open numbers";
    open_lead: "本中心公积金逐月收支，来自已结日的账，不含个人信息。", "What this fund took in and paid out, month by month, from closed books. Nothing personal is in it.";
    open_file: "下载 CSV", "Download as CSV";
    open_columns: "各列含义", "What the columns are";
    held_back_mark: "少于 10 人", "fewer than 10";
    held_back_help: "涉及不足 10 人的数字不公开；能由减法推出它的余额也一并不公开。文件中写作 held_back。", "A figure that comes from fewer than 10 people is held back, and so is any balance from which it could be found by subtraction. The file says held_back.";
    open_none: "还没有过完的月份", "No month is over yet";
    open_latest: "最近十二个月", "The last twelve months";
    on_track: "达到进度", "on track";
    behind: "落后进度", "behind";
    met: "达标", "met";
    not_met: "未达标", "not met";
    earlier: "上月", "Earlier";
    later: "下月", "Later";
}

/// `运行指标 · 2026年10月`
pub fn heading(l: Lang, month: Month) -> String {
    match l {
        Lang::Zh => format!("{}运行指标", format::month(l, month)),
        Lang::En => format!("Indicators, {}", format::month(l, month)),
    }
}

/// Until when the books are in the figures.
pub fn as_of(l: Lang, day: chrono::NaiveDate) -> String {
    match l {
        Lang::Zh => format!("数字来自结到 {day} 的账，之后的账尚未计入。"),
        Lang::En => format!("From the books as closed on {day}; what came later is not in."),
    }
}

pub const fn name(l: Lang, indicator: Indicator) -> &'static str {
    match indicator {
        Indicator::Collection => l.pick("归集额", "Collected"),
        Indicator::Withdrawals => l.pick("提取额", "Withdrawn"),
        Indicator::NetCollection => l.pick("净归集", "Collected less withdrawn"),
        Indicator::FundBalance => l.pick("归集余额", "Fund balance"),
        Indicator::WithdrawalRate => l.pick("提取率", "Withdrawal rate"),
        Indicator::OffCounter => l.pick("离柜率", "Off-counter rate"),
        Indicator::ReserveMonths => l.pick("备付月数", "Months in reserve"),
        Indicator::LoanToBalance => l.pick("个贷率", "Loan-to-balance ratio"),
        Indicator::Utilisation => l.pick("使用率", "Utilisation"),
        Indicator::NetFlow => l.pick("资金净流量", "Net flow of money"),
        Indicator::OverdueRate => l.pick("逾期率", "Overdue rate"),
        Indicator::Satisfaction => l.pick("好差评满意率", "Satisfaction"),
    }
}

/// The formula in words; the page sets the figures beside it.
pub const fn formula(l: Lang, indicator: Indicator) -> &'static str {
    match indicator {
        Indicator::Collection => l.pick(
            "今年 1 月起存入个人账户的汇缴、补缴，扣除冲正；不含利息和转入",
            "Contributions credited to members since January, less what was taken back; without interest and transfers",
        ),
        Indicator::Withdrawals => l.pick(
            "今年 1 月起从个人账户提取的金额（含销户），扣除银行退回",
            "What left members' accounts for members since January, closings included, less what the bank returned",
        ),
        Indicator::NetCollection => l.pick("归集额 − 提取额", "Collected − withdrawn"),
        Indicator::FundBalance => l.pick(
            "月末全体缴存人账户余额之和",
            "The sum of all members' accounts at the end of the month",
        ),
        Indicator::WithdrawalRate => l.pick("提取额 ÷ 归集额", "Withdrawn ÷ collected"),
        Indicator::OffCounter => {
            l.pick("网上发起的业务 ÷ 全部业务，今年 1 月起", "Cases begun online ÷ all cases, since January")
        }
        Indicator::ReserveMonths => l.pick(
            "月末银行存款 ÷ 近 12 个月月均流出",
            "Money at the banks at the end of the month ÷ what left in a month, on average of the last 12",
        ),
        Indicator::LoanToBalance => l.pick("个人贷款余额 ÷ 归集余额", "Loans outstanding ÷ fund balance"),
        Indicator::Utilisation => l.pick(
            "（累计提取 + 贷款余额）÷ 累计归集；账上没有国债科目",
            "(All withdrawals + loans outstanding) ÷ all that was collected; the chart has no account of bonds",
        ),
        Indicator::NetFlow => l.pick(
            "归集额 + 收回贷款 − 提取额 − 发放贷款",
            "Collected + loans repaid − withdrawn − loans paid out",
        ),
        Indicator::OverdueRate => l.pick(
            "逾期 3 期以上的贷款余额 ÷ 贷款余额",
            "Loans three or more instalments behind ÷ loans outstanding",
        ),
        Indicator::Satisfaction => l.pick("满意 ÷ 全部评价", "Satisfied ÷ rated"),
    }
}

pub const fn missing(l: Lang, why: Missing) -> &'static str {
    match why {
        Missing::Loans => l.pick("贷款没有记在这套账里", "Loans are not kept in these books"),
        Missing::RepaymentPlans => l.pick(
            "还款计划没有记在这套账里，无法判断逾期",
            "Plans of repayment are not kept in these books, so nobody can say what is overdue",
        ),
        Missing::Ratings => l.pick("没有收集评价", "Ratings are not collected here"),
        Missing::NothingYet => l.pick("还没有可作分母的数", "There is nothing to divide by yet"),
    }
}

pub const fn part(l: Lang, part: Part) -> &'static str {
    match part {
        Part::CollectionYear => l.pick("归集额", "Collected since January"),
        Part::WithdrawalsYear => l.pick("提取额", "Withdrawn since January"),
        Part::CollectionEver => l.pick("累计归集", "Collected in all"),
        Part::WithdrawalsEver => l.pick("累计提取", "Withdrawn in all"),
        Part::FundBalance => l.pick("归集余额", "Fund balance"),
        Part::BankDeposit => l.pick("银行存款", "Money at the banks"),
        Part::OutflowMonth => l.pick("月均流出", "Leaves in a month"),
        Part::LoansOutstanding => l.pick("贷款余额", "Loans outstanding"),
        Part::LoansGrantedYear => l.pick("发放贷款", "Loans paid out"),
        Part::LoansRepaidYear => l.pick("收回贷款", "Loans repaid"),
        Part::CasesOnline => l.pick("网上发起", "Begun online"),
        Part::CasesAll => l.pick("全部业务", "All cases"),
    }
}

/// An amount as a board shows it, three or more digits and a unit: `12.35 亿元`, `¥1,234.57 million`.
pub fn large(l: Lang, amount: Fen) -> String {
    let fen = i128::from(amount.get());
    let (unit, fen_per_unit) = match (l, fen.abs()) {
        (Lang::Zh, 10_000_000_000..) => ("亿元", 10_000_000_000),
        (Lang::Zh, 1_000_000..) => ("万元", 1_000_000),
        (Lang::En, 100_000_000_000..) => ("billion", 100_000_000_000),
        (Lang::En, 100_000_000..) => ("million", 100_000_000),
        _ => return format::yuan(amount),
    };
    // Two decimals, half-up: the hundredth of a unit plays the fen.
    let hundredths = (fen.abs() * 200 + fen_per_unit) / (2 * fen_per_unit);
    let shown = Fen::new(i64::try_from(hundredths).unwrap_or(i64::MAX)).to_string();
    let sign = if fen < 0 { "−" } else { "" };
    match l {
        Lang::Zh => format!("{sign}{shown} {unit}"),
        Lang::En => format!("{sign}¥{shown} {unit}"),
    }
}

/// A figure in its unit as the board shows it.
pub fn value(l: Lang, unit: Unit, value: i64) -> String {
    match unit {
        Unit::Fen => large(l, Fen::new(value)),
        _ => exact_value(l, unit, value),
    }
}

/// A figure to its last digit.
pub fn exact_value(l: Lang, unit: Unit, value: i64) -> String {
    match unit {
        Unit::Fen => format::yuan(Fen::new(value)),
        Unit::BasisPoints => format!("{}%", Fen::new(value).plain()),
        Unit::PerMillion => {
            format!("{}.{:03}‰", value / 1_000, (value % 1_000).unsigned_abs())
        }
        Unit::MonthTenths => match l {
            Lang::Zh => format!("{}.{} 个月", value / 10, (value % 10).unsigned_abs()),
            Lang::En => format!("{}.{} months", value / 10, (value % 10).unsigned_abs()),
        },
        Unit::Count => match l {
            Lang::Zh => format!("{value} 件"),
            Lang::En => format!("{value}"),
        },
    }
}

/// A target beside a figure: `计划 12.00 亿元`, `目标 ≥ 90.00%`.
pub fn target(l: Lang, indicator: Indicator, target: i64) -> String {
    let shown = value(l, indicator.unit(), target);
    match (l, indicator.aim()) {
        (Lang::Zh, Some(Aim::AtLeast)) if indicator.grows() => format!("全年计划 {shown}"),
        (Lang::En, Some(Aim::AtLeast)) if indicator.grows() => format!("plan of the year {shown}"),
        (Lang::Zh, Some(Aim::AtMost)) => format!("目标不超过 {shown}"),
        (Lang::En, Some(Aim::AtMost)) => format!("target at most {shown}"),
        (Lang::Zh, Some(Aim::Expected)) => format!("全年预计 {shown}"),
        (Lang::En, Some(Aim::Expected)) => format!("expected of the year {shown}"),
        (Lang::Zh, _) => format!("目标不低于 {shown}"),
        (Lang::En, _) => format!("target at least {shown}"),
    }
}

/// How far a year's figure is: `完成 63.20%，按时间应到 83.33%`.
pub fn progress(l: Lang, done: i64, due: i64) -> String {
    let percent = |bp: i64| format!("{}%", Fen::new(bp).plain());
    match l {
        Lang::Zh => format!("完成 {}，按过完的月份均摊应到 {}", percent(done), percent(due)),
        Lang::En => {
            format!("{} done; the months that are over make {} of the year", percent(done), percent(due))
        }
    }
}

/// What the picture of the months says: `10 个月归集 12.35 亿元，提取 8.10 亿元`.
pub fn months_finding(l: Lang, months: usize, collected: Fen, withdrawn: Fen) -> String {
    let (collected, withdrawn) = (large(l, collected), large(l, withdrawn));
    match l {
        Lang::Zh => format!("{months} 个月归集 {collected}，提取 {withdrawn}"),
        Lang::En => format!("{collected} collected and {withdrawn} withdrawn since January"),
    }
}

pub const fn case_kind(l: Lang, kind: CaseKind) -> &'static str {
    match kind {
        CaseKind::RentWithdrawal => l.pick("租房提取", "Rent withdrawal"),
        CaseKind::Closing => l.pick("销户提取、合并", "Closing or merging an account"),
        CaseKind::Certificate => l.pick("开具证明", "Certificate"),
        CaseKind::Complaint => l.pick("缺缴投诉", "Complaint about missing months"),
        CaseKind::FlexRegistration => l.pick("灵活就业开户", "Flexible-employment account"),
        CaseKind::BaseAdjustment => l.pick("基数调整", "Adjustment of bases"),
        CaseKind::CrossCityTransfer => l.pick("异地转移", "Transfer between cities"),
        CaseKind::Deferral => l.pick("缓缴、降比例", "Deferral or lower rates"),
    }
}

/// What a column of the open file is.
pub const fn column(l: Lang, column: Column) -> &'static str {
    match column {
        Column::Collection => l.pick(
            "归集额：当月存入个人账户的汇缴、补缴，扣除冲正，元",
            "Contributions credited to members in the month, less what was taken back, in yuan",
        ),
        Column::Withdrawals => l.pick(
            "提取额：当月从个人账户提取（含销户），扣除银行退回，元",
            "Withdrawals from members' accounts, closings included, less what was returned, in yuan",
        ),
        Column::Interest => l.pick("结息：记入个人账户的利息，元", "Interest credited to members, in yuan"),
        Column::OtherMovements => l.pick(
            "其他：异地转入减转出，以及其他变动，元",
            "Transfers from other cities less those to them, and what is left, in yuan",
        ),
        Column::FundBalance => {
            l.pick("归集余额：月末全体缴存人余额，元", "What members have at the end of the month, in yuan")
        }
        Column::Cases => l.pick("当月发起的业务，件", "Cases begun in the month"),
        Column::CasesOnline => l.pick("其中网上发起，件", "Of them begun online"),
        Column::OffCounter => l.pick("离柜率：网上 ÷ 全部，%", "Begun online ÷ all, in percent"),
    }
}

/// The head of a column in the table of the page.
pub const fn column_head(l: Lang, column: Column) -> &'static str {
    match column {
        Column::Collection => l.pick("归集额", "Collected"),
        Column::Withdrawals => l.pick("提取额", "Withdrawn"),
        Column::Interest => l.pick("结息", "Interest"),
        Column::OtherMovements => l.pick("其他", "Other"),
        Column::FundBalance => l.pick("月末余额", "Balance"),
        Column::Cases => l.pick("业务", "Cases"),
        Column::CasesOnline => l.pick("网上", "Online"),
        Column::OffCounter => l.pick("离柜率", "Rate"),
    }
}

/// Why a plan is not taken, and what to do.
pub fn plan_problem(l: Lang, why: PlanProblem) -> String {
    match why {
        PlanProblem::Year => l.pick("年份应在 2000 至 2199 之间", "the year is none of 2000 to 2199").into(),
        PlanProblem::AlreadyProposed => l
            .pick(
                "这一年已有计划待复核，请等它有了决定",
                "a plan of the year waits for a second reviewer already; wait for the decision",
            )
            .into(),
        PlanProblem::OtherPlan => l
            .pick(
                "这张表已经提请过，但内容不同；再提请就是另一份计划",
                "this form was sent before with other targets; sent again, it is another plan",
            )
            .into(),
        PlanProblem::NoTarget(_) => l.pick("请填写计划数", "enter a target").into(),
        PlanProblem::NotPlanned(_) => l.pick("这一项不列入计划", "a plan says nothing of it").into(),
        PlanProblem::NotANumber(one) => as_typed(l, one.unit()).into(),
        PlanProblem::OutOfRange(one) => {
            let (least, most) = target_range(one).unwrap_or_default();
            let shown = |target| exact_value(l, one.unit(), target);
            match l {
                Lang::Zh => format!("请填写 {} 到 {} 之间的数", shown(least), shown(most)),
                Lang::En => format!("enter {} to {}", shown(least), shown(most)),
            }
        }
    }
}

/// How a target is typed.
const fn as_typed(l: Lang, unit: Unit) -> &'static str {
    match unit {
        Unit::Fen => l.pick(
            "请按元填写，例如 1200000000 或 1200000000.50，最多两位小数",
            "enter yuan, such as 1200000000 or 1200000000.50, with at most two decimals",
        ),
        Unit::PerMillion => l.pick(
            "请按千分数填写，例如 0.2，最多三位小数",
            "enter per mille, such as 0.2, with at most three decimals",
        ),
        Unit::BasisPoints | Unit::MonthTenths | Unit::Count => l.pick(
            "请按百分数填写，例如 90 或 95.15，最多两位小数",
            "enter percent, such as 90 or 95.15, with at most two decimals",
        ),
    }
}

/// `2026年计划`.
pub fn plan_of(l: Lang, year: i32) -> String {
    match l {
        Lang::Zh => format!("{year}年计划"),
        Lang::En => format!("Plan of {year}"),
    }
}

/// `2026年计划待复核`.
pub fn plan_waits(l: Lang, year: i32) -> String {
    match l {
        Lang::Zh => format!("{year}年计划待复核"),
        Lang::En => format!("The plan of {year} waits for a second reviewer"),
    }
}

/// `2026年还没有计划`.
pub fn no_plan(l: Lang, year: i32) -> String {
    match l {
        Lang::Zh => format!("{year}年还没有计划"),
        Lang::En => format!("There is no plan of {year} yet"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_amounts_are_short() {
        let shown = |fen| (large(Lang::Zh, Fen::new(fen)), large(Lang::En, Fen::new(fen)));
        assert_eq!(shown(123_456), ("¥1,234.56".into(), "¥1,234.56".into()));
        assert_eq!(shown(123_456_789), ("123.46 万元".into(), "¥1.23 million".into()));
        assert_eq!(shown(12_345_678_900), ("1.23 亿元".into(), "¥123.46 million".into()));
        assert_eq!(shown(-987_654_321_000), ("−98.77 亿元".into(), "−¥9.88 billion".into()));
    }

    #[test]
    fn a_wrong_target_says_what_to_write() {
        let said = |why| (plan_problem(Lang::Zh, why), plan_problem(Lang::En, why));
        assert_eq!(
            said(PlanProblem::OutOfRange(Indicator::LoanToBalance)),
            ("请填写 0.01% 到 200.00% 之间的数".into(), "enter 0.01% to 200.00%".into())
        );
        assert_eq!(
            said(PlanProblem::NotANumber(Indicator::OverdueRate)),
            (
                "请按千分数填写，例如 0.2，最多三位小数".into(),
                "enter per mille, such as 0.2, with at most three decimals".into()
            )
        );
    }

    #[test]
    fn figures_carry_their_unit() {
        assert_eq!(value(Lang::Zh, Unit::BasisPoints, 7_615), "76.15%");
        assert_eq!(value(Lang::Zh, Unit::PerMillion, 200), "0.200‰");
        assert_eq!(value(Lang::Zh, Unit::MonthTenths, 123), "12.3 个月");
        assert_eq!(value(Lang::En, Unit::Count, 5), "5");
        assert_eq!(exact_value(Lang::Zh, Unit::Fen, 123_456_789), "¥1,234,567.89");
    }
}
