//! Words of the statements (年度账单, 月账单): pages, files, printed sheet.

use super::{Lang, format};
use domain::{
    Fen, Month,
    interest::AccrualYear,
    year_statement::{Flow, Why},
};
use service::year_statement::Standing;

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $zh:literal, $en:literal;)*) => {
        $($(#[$doc])* pub const fn $name(l: Lang) -> &'static str { l.pick($zh, $en) })*
    };
}

words! {
    title: "年度账单", "Annual statements";
    list_title: "年度账单", "Annual statements";
    list_lead: "结息年度从 7 月 1 日到次年 6 月 30 日。每年结息后出具账单。",
        "The interest year runs from 1 July to 30 June. Each year's statement is issued once its interest is credited.";
    all_years: "全部年度", "All years";
    years: "按年度查看", "By year";
    months: "按月查看", "By month";
    opening: "期初余额", "Opening balance";
    closing: "期末余额", "Closing balance";
    balance_now: "到今天的余额", "Balance today";
    into: "存入", "In";
    out: "支出", "Out";
    interest: "利息", "Interest";
    month: "月份", "Month";
    months_title: "十二个月", "Twelve months";
    months_hint: "向上是存入和利息，向下是支出。点一个月看明细。", "Up: money in and interest. Down: money out. Choose a month for its entries.";
    figures: "数据表", "The figures";
    steps_title: "钱从哪里来，到哪里去", "Where it came from, where it went";
    rows_title: "逐笔明细", "Every entry";
    hidden: "金额已隐藏。显示金额后可以看图。", "Amounts are hidden. Show them to see the pictures.";
    final_word: "已出具", "Issued";
    provisional: "暂计", "Provisional";
    roll_title: "7 月 1 日结转", "What rolls over on 1 July";
    roll_carried: "上年结转", "Carried over";
    roll_current: "本年缴存", "Paid in this year";
    roll_interest: "年度结息", "Annual interest";
    roll_total: "转为本金", "Becomes principal";
    interest_link: "这笔利息怎么算的", "How this interest was counted";
    since_title: "出具之后的更正", "Corrected since";
    since_note: "已出具的账单不会改动。之后的更正单独列在这里，并计入入账当年。",
        "An issued statement never changes. What was corrected later is listed here and counts in the year of its entry.";
    number: "对账单编号", "Statement number";
    issued_on: "出具日期", "Issued on";
    files: "保存和出示", "Keep it, show it";
    sign: "开具带二维码的对账单", "Make the signed PDF";
    sign_note: "PDF 上的二维码用任何手机都能核验；每一笔都在里面。",
        "Any phone can verify the code on the PDF; every entry is in it.";
    sign_later: "年度账单出具后，可以开具带二维码的 PDF。", "Once the statement is issued, a PDF with a code can be made.";
    export: "导出", "Export";
    format_note: "数据格式说明", "Format of the data";
    mismatch: "这份账单的依据正在核对，请拨打 12329。", "What this statement rests on is being checked; please call 12329.";
    nothing: "这个月没有变动", "Nothing moved in this month";
    late: "补记", "Booked late";
    missing_mark: "缺", "None";
    awaited_mark: "待", "Due";
    previous: "上个月", "Month before";
    next: "下个月", "Month after";
    compare_title: "逐年进出", "In and out by year";
    contribution: "本月汇缴", "This month's contribution";
    receipt: "回执", "Receipt";
    shares: "单位 / 个人", "Employer / own";
    reversal: "冲正", "Reversal of";
    of_year: "结息年度", "Interest year";
}

/// `2026 年度账单`.
pub fn heading(l: Lang, year: AccrualYear) -> String {
    let year = year.settlement_year();
    match l {
        Lang::Zh => format!("{year} 年度账单"),
        Lang::En => format!("Statement {year}"),
    }
}

/// `2026 年度`.
pub fn year(l: Lang, year: AccrualYear) -> String {
    let year = year.settlement_year();
    match l {
        Lang::Zh => format!("{year} 年度"),
        Lang::En => year.to_string(),
    }
}

/// `2025-07-01 至 2026-06-30`.
pub fn span_of(l: Lang, year: AccrualYear) -> String {
    let (from, to) = (format::date(year.first_day()), format::date(year.settlement_day()));
    match l {
        Lang::Zh => format!("{from} 至 {to}"),
        Lang::En => format!("{from} to {to}"),
    }
}

/// `2025年7月账单`.
pub fn month_heading(l: Lang, month: Month) -> String {
    match l {
        Lang::Zh => format!("{}账单", format::month(l, month)),
        Lang::En => format!("Statement of {}", format::month(l, month)),
    }
}

/// The finding of a year, of what is not nothing: `这一年存入 ¥59,520.00，结息 ¥652.31，支出 ¥6,000.00。`
pub fn finding(l: Lang, running: bool, [into, interest, out]: [Option<String>; 3]) -> String {
    let part = |zh: &str, en: &str, amount: Option<String>| match l {
        Lang::Zh => amount.map(|amount| format!("{zh} {amount}")),
        Lang::En => amount.map(|amount| format!("{amount} {en}")),
    };
    let parts: Vec<String> =
        [part("存入", "came in", into), part("结息", "of interest", interest), part("支出", "went out", out)]
            .into_iter()
            .flatten()
            .collect();
    match (l, running) {
        (Lang::Zh, true) => format!("到今天{}。", or(parts.join("，"), "没有变动")),
        (Lang::Zh, false) => format!("这一年{}。", or(parts.join("，"), "没有变动")),
        (Lang::En, true) => format!("So far {}.", or(parts.join(", "), "nothing moved")),
        (Lang::En, false) => format!("In this year {}.", or(parts.join(", "), "nothing moved")),
    }
}

fn or(text: String, otherwise: &str) -> String {
    if text.is_empty() { otherwise.to_owned() } else { text }
}

/// The same of a month.
pub fn month_finding(l: Lang, into: &str, out: &str) -> String {
    match l {
        Lang::Zh => format!("存入 {into}，支出 {out}。"),
        Lang::En => format!("{into} came in, {out} went out."),
    }
}

/// The finding in a line of the list, of what is not nothing.
pub fn line(l: Lang, [into, interest, out]: [Option<String>; 3]) -> String {
    let part = |zh: &str, en: &str, amount: Option<String>| match l {
        Lang::Zh => amount.map(|amount| format!("{zh} {amount}")),
        Lang::En => amount.map(|amount| format!("{amount} {en}")),
    };
    let parts = [part("存入", "in", into), part("结息", "interest", interest), part("支出", "out", out)];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    or(parts.join(" · "), l.pick("没有变动", "Nothing moved"))
}

/// Why a statement may still change, or that it will not.
pub fn standing_note(l: Lang, standing: &Standing, year: AccrualYear) -> String {
    let end = format::date(year.settlement_day());
    match (l, standing) {
        (Lang::Zh, Standing::Running) => format!("年度到 {end} 才结束，结息后出具。现在看到的会变。"),
        (Lang::En, Standing::Running) => {
            format!(
                "The year ends on {end}; the statement is issued once interest is credited. Until then it changes."
            )
        }
        (Lang::Zh, Standing::Unsettled) => "年度已结束，还没有结息。结息入账后出具，现在看到的会变。".into(),
        (Lang::En, Standing::Unsettled) => {
            "The year is over and its interest is not credited yet. The statement is issued after that."
                .into()
        }
        (Lang::Zh, Standing::Unissued) => "已经结息，账单正在出具。".into(),
        (Lang::En, Standing::Unissued) => "Interest is credited; the statement is being issued.".into(),
        (Lang::Zh, Standing::Final(issued)) => {
            format!("{} 出具，不再改动。", format::date(issued.at.day()))
        }
        (Lang::En, Standing::Final(issued)) => {
            format!("Issued on {}; it never changes.", format::date(issued.at.day()))
        }
    }
}

/// A step of the picture between opening and closing balance.
pub const fn flow(l: Lang, flow: Flow) -> &'static str {
    match flow {
        Flow::UnitShare => l.pick("单位缴存", "Employer's contributions"),
        Flow::OwnShare => l.pick("个人缴存", "Own contributions"),
        Flow::Contribution => l.pick("缴存", "Contributions"),
        Flow::TransferIn => l.pick("转入", "Transferred in"),
        Flow::OtherIn => l.pick("其他存入", "Other in"),
        Flow::Interest => l.pick("利息", "Interest"),
        Flow::Withdrawal => l.pick("提取", "Withdrawn"),
        Flow::Closing => l.pick("销户提取", "Closing withdrawal"),
        Flow::TransferOut => l.pick("转出", "Transferred out"),
        Flow::OtherOut => l.pick("其他支出", "Other out"),
        Flow::Correction => l.pick("更正与补记", "Corrections"),
    }
}

/// Says the picture of the twelve months: `12 个月中 1 个月未缴：2025年10月`.
pub fn months_finding(l: Lang, missing: &[Month]) -> String {
    let names: Vec<String> = missing.iter().map(|month| format::month(l, *month)).collect();
    match (l, missing.len()) {
        (Lang::Zh, 0) => "没有未缴的月份。".into(),
        (Lang::En, 0) => "No month is missing.".into(),
        (Lang::Zh, count) => format!("有 {count} 个月未缴：{}。", names.join("、")),
        (Lang::En, 1) => format!("1 month was not remitted: {}.", names.join(", ")),
        (Lang::En, count) => format!("{count} months were not remitted: {}.", names.join(", ")),
    }
}

/// What a column says to a screen reader: `2025年7月，存入 2,480.00，支出 0.00，已到账`.
pub fn column(l: Lang, month: Month, into: &str, out: &str, state: Option<&str>) -> String {
    let month = format::month(l, month);
    let state = state.map(|state| format!("{}{state}", l.pick("，", ", "))).unwrap_or_default();
    match l {
        Lang::Zh => format!("{month}，存入 {into}，支出 {out}{state}"),
        Lang::En => format!("{month}: {into} in, {out} out{state}"),
    }
}

/// Why a later entry concerns an issued statement.
pub const fn why(l: Lang, why: Why) -> &'static str {
    match why {
        Why::Reversal => l.pick("冲正", "Taken back"),
        Why::Late => l.pick("补记", "Booked late"),
        Why::Interest => l.pick("利息调整", "Interest adjusted"),
    }
}

/// The picture of all years in words.
pub fn compare(l: Lang, years: usize) -> String {
    match l {
        Lang::Zh => format!("{years} 个年度的存入、利息和支出"),
        Lang::En => format!("Money in, interest and money out over {years} years"),
    }
}

/// What the line in the head of the page says.
pub fn line_says(l: Lang, from: Fen, to: Fen) -> String {
    let (from, to) = (format::yuan(from), format::yuan(to));
    match l {
        Lang::Zh => format!("余额从 {from} 到 {to}"),
        Lang::En => format!("The balance from {from} to {to}"),
    }
}

/// Heads of the columns of the exported CSV; opening and closing balance are its first and last row.
pub const fn csv_header(l: Lang) -> &'static str {
    l.pick(
        "记账日期,事项,业务代码,汇缴年月,金额,单位部分,个人部分,余额,起息日,流水号,冲正流水号",
        "posted_on,entry,business_code,contribution_month,amount,employer_part,own_part,balance,value_date,seq,reverses",
    )
}

/// The sentence on paper: by when, and what a change since means.
pub fn paper_note(l: Lang, number: &str) -> String {
    match l {
        Lang::Zh => format!("对账单编号 {number} 是全部内容的指纹：任何一笔不同，编号就不同。"),
        Lang::En => format!(
            "Statement number {number} is a fingerprint of all of it: were one entry another, so would the number be."
        ),
    }
}
