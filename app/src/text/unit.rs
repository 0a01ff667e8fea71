//! Words of the pages of a unit's agent (单位经办人).

use super::{Lang, base, books, format, remittance};
use chrono::NaiveDate;
use domain::{
    Month,
    base::BatchState,
    remittance::{Column, Reason},
};
use service::{base::NotProposed, two_people::Refused};

macro_rules! words {
    ($($name:ident: $zh:literal, $en:literal;)*) => {
        $(pub const fn $name(l: Lang) -> &'static str { l.pick($zh, $en) })*
    };
}

words! {
    title: "本单位", "Our unit";
    number: "单位账号", "Unit account";
    workers: "缴存职工", "Workers";
    arrears: "欠缴合计", "In arrears together";
    months: "各月汇缴", "Remittances by month";
    month: "月份", "Month";
    paid: "已缴人数", "Paid";
    missing: "未缴人数", "Not paid";
    amount: "应补金额", "Due";
    awaited: "本月待缴", "this month";
    list: "职工", "Workers";
    account: "个人账号", "Account";
    name: "姓名", "Name";
    state: "状态", "State";
    base_word: "缴存基数", "Base";
    monthly: "月缴存额", "A month";
    through: "缴至", "Paid through";
    gaps: "欠缴月份", "Months missing";
    none: "无", "none";
    next: "下一页", "Next page";
    first: "回到第一页", "First page";
    nobody: "这一页没有职工", "No worker on this page";

    bases: "缴存基数调整", "Adjustment of bases";
    bases_lead: "上传清册，职工确认后由中心复核，到月自动执行。", "Upload the list; the workers confirm, the centre decides, and it takes effect with its month.";
    upload: "上传清册", "Upload a list";
    file: "CSV 文件", "CSV file";
    file_hint: "第一行写列名：GRZH 个人账号、GRJCJS 缴存基数（元）；要改比例再加 DWJCBL、GRJCBL。UTF-8 或 GB18030，不超过 4 MB。有一行不对，整份都不收。",
        "Columns in the first line: GRZH account, GRJCJS base in yuan, and DWJCBL, GRJCBL where rates change. UTF-8 or GB18030, at most 4 MB. One wrong line and nothing is taken.";
    year: "缴存年度", "Contribution year";
    send: "上传并交职工确认", "Upload and ask the workers";
    not_taken: "清册没有收下，什么都没有改", "The list was not taken; nothing has changed";
    too_large: "文件超过 4 MB", "the file is larger than 4 MB";
    no_file: "没有收到文件", "no file arrived";
    line: "行", "Line";
    problem: "问题", "What is wrong";
    batches: "申报记录", "Batches";
    no_batches: "还没有申报过", "Nothing was proposed so far";
    objections: "职工的异议", "Objections";
    their_reason: "职工的理由", "The worker says";
    settle_help: "维持：按申报的基数执行。撤回：这名职工的基数不变，可另行申报。", "Keep: the proposed base stands. Withdraw: this worker's base stays; propose it anew.";
    note: "给职工的答复", "Answer to the worker";
    keep: "维持申报的基数", "Keep the proposed base";
    withdraw: "撤回这一行", "Withdraw this line";
    before: "原基数", "Before";
    after: "新基数", "New";
    answer: "答复", "Answer";
    confirmed: "已确认", "confirmed";
    waiting: "未答复", "no answer yet";
    objected: "有异议", "objects";
    kept: "异议：已维持", "objected: kept";
    withdrawn: "异议：已撤回", "objected: withdrawn";
    not_settled: "没有办理：先写答复，或者它已经处理过、是您本人的异议", "Not done: write an answer first; or it is settled, or it is your own";
}

/// `维持` needs words; which objection is due when.
pub fn due(l: Lang, day: NaiveDate) -> String {
    match l {
        Lang::Zh => format!("最迟 {} 答复", format::date(day)),
        Lang::En => format!("answer by {}", format::date(day)),
    }
}

/// `128 人`.
pub fn people(l: Lang, count: u32) -> String {
    match l {
        Lang::Zh => format!("{count} 人"),
        Lang::En => format!("{count}"),
    }
}

/// A batch in one line: its year, month and where it stands.
pub fn batch(l: Lang, year: i32, effective: Month) -> String {
    let month = format::month(l, effective);
    match l {
        Lang::Zh => format!("{year} 年度，{month}起"),
        Lang::En => format!("{year}, from {month}"),
    }
}

pub fn counts(l: Lang, lines: u32, confirmed: u32, objected: u32) -> String {
    match l {
        Lang::Zh => format!("{lines} 人，已确认 {confirmed}，异议 {objected}"),
        Lang::En => format!("{lines} workers, {confirmed} confirmed, {objected} objected"),
    }
}

pub const fn batch_state(l: Lang, state: BatchState) -> &'static str {
    match state {
        BatchState::Loading | BatchState::Open => l.pick("职工确认中", "asking"),
        BatchState::Approved => l.pick("已批准", "approved"),
        BatchState::Applied => l.pick("已执行", "in force"),
        BatchState::Refused => l.pick("未批准", "refused"),
    }
}

/// How many findings there are beyond those that are shown.
pub fn findings(l: Lang, shown: usize, all: u64) -> String {
    match l {
        Lang::Zh => format!("共 {all} 处，列出前 {shown} 处"),
        Lang::En => format!("{all} findings; the first {shown} are listed"),
    }
}

/// A finding in both languages.
pub fn finding(column: Option<Column>, reason: &Reason) -> [String; 2] {
    [Lang::Zh, Lang::En].map(|l| {
        let name = column.map_or(String::new(), |column| match l {
            Lang::Zh => format!("{}：", remittance::column(l, column)),
            Lang::En => format!("{}: ", remittance::column(l, column)),
        });
        format!("{name}{}", remittance::reason(l, reason))
    })
}

/// Why a batch as a whole was not taken, in both languages; `None` when its lines say it, or when something broke.
pub fn not_proposed(why: &NotProposed) -> Option<[String; 2]> {
    let both = |said: &dyn Fn(Lang) -> String| Some([said(Lang::Zh), said(Lang::En)]);
    match why {
        NotProposed::File(why) => both(&|l| base::file_refusal(l, *why).to_owned()),
        NotProposed::Refused(Refused::Base(why)) => both(&|l| base::hindrance(l, *why)),
        NotProposed::Refused(Refused::Conflict(why)) => both(&|l| books::conflict(l, *why).to_owned()),
        NotProposed::Refused(_) | NotProposed::Lines { .. } => None,
    }
}
