//! Words of the loan calculator (贷款试算).

use super::{Lang, format};
use crate::calc::chart::crossing;
use domain::capitals::capitals;
use domain::loan::{LoanField, LoanTerms, RepayMethod, Schedule};
use domain::{Fen, Rate};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $zh:literal, $en:literal;)*) => {
        $($(#[$doc])* pub const fn $name(l: Lang) -> &'static str { l.pick($zh, $en) })*
    };
}

words! {
    title: "贷款试算", "Loan calculator";
    title_combination: "组合贷试算", "Combination loan calculator";
    title_prepay: "提前还款试算", "Prepayment calculator";
    title_limit: "公积金可贷额度", "How much you may borrow";
    kinds: "试算种类", "Kind of calculation";
    kind_loan: "公积金贷", "Fund loan";
    kind_combination: "组合贷", "Combination";
    kind_prepay: "提前还", "Prepay";
    kind_limit: "可贷额度", "Limit";
    compute: "计算", "Calculate";
    amount: "贷款金额", "Loan";
    fund_amount: "公积金贷款", "Fund loan";
    commercial_amount: "商业贷款", "Commercial loan";
    rate: "年利率", "Annual rate";
    fund_rate: "公积金年利率", "Fund rate";
    commercial_rate: "商贷年利率", "Commercial rate";
    term: "贷款期限", "Term";
    unit: "单位", "Unit";
    years: "年", "years";
    months: "个月", "months";
    method: "还款方式", "Repayment";
    equal_instalment: "等额本息", "Equal instalment";
    equal_principal: "等额本金", "Equal principal";
    after: "已还期数", "Instalments paid";
    prepay: "提前还款金额", "Prepayment";
    wan: "万元", "×10,000 yuan";
    yuan: "元", "yuan";
    percent: "%", "%";
    principal: "本金", "Principal";
    interest: "利息", "Interest";
    payment: "月供", "Payment";
    balance: "剩余本金", "Still owed";
    number: "期", "No.";
    tip_title_any: "提前还一部分会怎样？", "What if you pay a part early?";
    tip_any: "看缩短年限和减少月供各省多少利息。", "See what ending sooner and paying less a month would save.";
    /// Under every result.
    only_an_estimate: "试算，以借款合同为准。每期利息按上期剩余本金 × 年利率 ÷ 12 计算，四舍五入到分；尾差在最后一期。",
        "An estimate; the contract decides. Interest of a month is the balance before it × annual rate ÷ 12, rounded to the fen; the last instalment takes the difference.";
    put_right: "改好上面的内容，就能看到结果", "Put this right to see the result";
    /// Below an amount that is out of range.
    unit_hint: "这里的单位是万元：80 就是 80 万元，即 ¥800,000.00", "In units of 10,000 yuan: 80 is ¥800,000.00";
    commercial_rate_hint: "按银行报价填写", "As your bank offers";
    after_hint: "在第几期还款日提前还", "On the day of which instalment";
    together: "合计", "Together";
    parts_title: "两笔贷款各还多少", "What each loan costs";
    shorten: "缩短年限", "End sooner";
    lower: "减少月供", "Pay less a month";
    saved: "省利息", "Interest saved";
    without: "不提前还", "No prepayment";
    next_payment: "之后月供", "Payment after";
    last_payment: "最后一期", "Last payment";
    payments_left: "还要还", "Still to pay";
    interest_left: "剩余利息", "Interest still due";
    owed_now: "提前还款前剩余本金", "Owed before the prepayment";
    balances_by_year: "每年末剩余本金", "Owed at the end of each year";
    year_number: "第几年", "Year";
}

pub const fn method_name(l: Lang, method: RepayMethod) -> &'static str {
    match method {
        RepayMethod::EqualInstalment => equal_instalment(l),
        RepayMethod::EqualPrincipal => equal_principal(l),
    }
}

/// What the large figure is.
pub const fn payment_label(l: Lang, method: RepayMethod) -> &'static str {
    match method {
        RepayMethod::EqualInstalment => l.pick("每月还款", "Each month"),
        RepayMethod::EqualPrincipal => l.pick("首月还款", "First month"),
    }
}

/// The label of a field in the list of problems.
pub const fn field(l: Lang, field: LoanField) -> &'static str {
    match field {
        LoanField::Amount => amount(l),
        LoanField::Rate => rate(l),
        LoanField::Commercial => commercial_amount(l),
        LoanField::CommercialRate => commercial_rate(l),
        LoanField::Term => term(l),
        LoanField::Unit => unit(l),
        LoanField::Method => method(l),
        LoanField::After => after(l),
        LoanField::Prepay => prepay(l),
    }
}

/// `30 年还清，利息占总还款的 30.6%`.
pub fn finding(l: Lang, terms: &LoanTerms, schedule: &Schedule) -> String {
    let (time, share) =
        (format::duration(l, schedule.periods()), share(schedule.total_interest, schedule.total_paid));
    match (l, terms.method) {
        (Lang::Zh, RepayMethod::EqualInstalment) => format!("{time}还清，利息占总还款的 {share}"),
        (Lang::En, RepayMethod::EqualInstalment) => format!("Repaid in {time}; {share} of it is interest"),
        (Lang::Zh, RepayMethod::EqualPrincipal) => {
            format!("之后每月少还约 {}，{time}还清，利息占 {share}", format::yuan(schedule.first_drop()))
        }
        (Lang::En, RepayMethod::EqualPrincipal) => {
            format!(
                "About {} less each month; repaid in {time}; {share} is interest",
                format::yuan(schedule.first_drop())
            )
        }
    }
}

/// A share in per cent with one decimal, half-up.
fn share(part: Fen, whole: Fen) -> String {
    let per_mille = (2000 * part.get() + whole.get()) / (2 * whole.get()).max(1);
    format!("{}.{}%", per_mille / 10, per_mille % 10)
}

pub fn interest_total(l: Lang, amount: Fen) -> String {
    format!("{} {}", l.pick("利息合计", "Interest"), format::yuan(amount))
}

pub fn annual_rate(l: Lang, value: Rate) -> String {
    format!("{} {}", rate(l), value.percent())
}

/// What the picture of a schedule shows.
pub fn picture(l: Lang, schedule: &Schedule) -> String {
    match (l, crossing(schedule)) {
        (Lang::Zh, None) => "每一期还的利息都不少于本金".into(),
        (Lang::En, None) => "Interest is at least half of every payment".into(),
        (Lang::Zh, Some(1)) => "从第 1 期起，还的本金就多于利息".into(),
        (Lang::En, Some(1)) => "Principal exceeds interest from the first payment".into(),
        (Lang::Zh, Some(k)) => format!("前 {} 期利息多于本金，第 {k} 期起本金更多", k - 1),
        (Lang::En, Some(k)) => format!("Interest leads for {} payments; principal from number {k}", k - 1),
    }
}

pub fn period(l: Lang, number: u32) -> String {
    match l {
        Lang::Zh => format!("第 {number} 期"),
        Lang::En => format!("No. {number}"),
    }
}

pub fn table_title(l: Lang, periods: u32) -> String {
    match l {
        Lang::Zh => format!("{periods} 期还款表"),
        Lang::En => format!("All {periods} payments"),
    }
}

pub fn tip_title(l: Lang) -> String {
    l.pick("还满 5 年后提前还 10 万会怎样？", "What if you pay 100,000 early after 5 years?").into()
}

pub fn tip_saving(l: Lang, shorten: Fen, lower: Fen) -> String {
    let (shorten, lower) = (format::yuan(shorten), format::yuan(lower));
    match l {
        Lang::Zh => format!("缩短年限省 {shorten}；减少月供省 {lower}。"),
        Lang::En => format!("Ending sooner saves {shorten}; paying less a month saves {lower}."),
    }
}

/// The typed 万元 in yuan and in capitals: `即 ¥800,000.00，人民币捌拾万元整`.
pub fn echo(l: Lang, amount: Fen) -> String {
    match l {
        Lang::Zh => format!("即 {}，{}", format::yuan(amount), capitals(amount)),
        Lang::En => format!("That is {}", format::yuan(amount)),
    }
}

/// The rates in force, under the field for the rate.
pub fn rate_hint(
    l: Lang,
    first_short: Rate,
    first_long: Rate,
    second_short: Rate,
    second_long: Rate,
) -> String {
    let [a, b, c, d] = [first_short, first_long, second_short, second_long].map(Rate::percent);
    match l {
        Lang::Zh => format!("现行：首套 5 年以内（含）{a}，5 年以上 {b}；第二套 {c}、{d}"),
        Lang::En => format!("In force: first home up to 5 years {a}, longer {b}; second home {c}, {d}"),
    }
}

/// `公积金每月 ¥2,402.04，商贷每月 ¥1,697.22`.
pub fn two_loans(l: Lang, fund: Fen, commercial: Fen) -> String {
    let (fund, commercial) = (format::yuan(fund), format::yuan(commercial));
    match l {
        Lang::Zh => format!("公积金 {fund}，商贷 {commercial}，分别四舍五入后相加"),
        Lang::En => format!("Fund {fund}, commercial {commercial}; each rounded, then added"),
    }
}

/// The finding of a prepayment: which of the two saves more, and by how much.
pub fn prepay_finding(l: Lang, shorten: Fen, lower: Fen) -> String {
    let more = format::yuan(Fen::new((shorten.get() - lower.get()).abs()));
    match (l, shorten >= lower) {
        (Lang::Zh, true) => format!("缩短年限比减少月供多省利息 {more}"),
        (Lang::Zh, false) => format!("减少月供比缩短年限多省利息 {more}"),
        (Lang::En, true) => format!("Ending sooner saves {more} more interest than paying less a month"),
        (Lang::En, false) => format!("Paying less a month saves {more} more interest than ending sooner"),
    }
}

/// `提前 46 个月还清，月供不变`.
pub fn shorten_says(l: Lang, months: u32) -> String {
    let time = format::duration(l, months);
    match l {
        Lang::Zh => format!("提前 {time}还清，月供不变"),
        Lang::En => format!("Repaid {time} sooner, same payment"),
    }
}

/// `月供少 ¥607.01，还清时间不变`.
pub fn lower_says(l: Lang, less: Fen) -> String {
    let less = format::yuan(less);
    match l {
        Lang::Zh => format!("月供少 {less}，还清时间不变"),
        Lang::En => format!("{less} less a month, same end"),
    }
}

/// The picture of a prepayment.
pub fn prepay_picture(l: Lang, shorten: u32, lower: u32) -> String {
    match l {
        Lang::Zh => format!("剩余本金：缩短年限 {shorten} 期归零，减少月供 {lower} 期归零"),
        Lang::En => format!("Owed: nothing after {shorten} payments (sooner) or {lower} (less a month)"),
    }
}

pub fn year_end(l: Lang, year: u32) -> String {
    match l {
        Lang::Zh => format!("第 {year} 年"),
        Lang::En => format!("Year {year}"),
    }
}
