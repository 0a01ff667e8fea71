//! Words of the annual adjustment of bases: the worker's page, the refusals, the states.

use super::{Lang, format};
use chrono::NaiveDate;
use domain::{
    Month,
    base::{Answer, BatchState, Hindrance, Settlement},
};
use service::base::FileRefusal;

macro_rules! words {
    ($($name:ident: $zh:literal, $en:literal;)*) => {
        $(pub const fn $name(l: Lang) -> &'static str { l.pick($zh, $en) })*
    };
}

words! {
    title: "缴存基数调整", "Adjustment of the base";
    task_note: "看新的基数和月缴存额，确认或提出异议", "See the new base and amounts; confirm or object";
    none: "还没有基数调整", "No adjustment so far";
    none_help: "单位申报新的缴存基数后，您会在这里看到并确认。", "When your unit proposes a new base, you see and confirm it here.";
    item: "项目", "Item";
    before: "现在", "Now";
    after: "调整后", "New";
    base: "缴存基数", "Contribution base";
    unit_rate: "单位缴存比例", "Employer's rate";
    personal_rate: "个人缴存比例", "Own rate";
    unit_monthly: "单位月缴存额", "Employer's share a month";
    personal_monthly: "个人月缴存额", "Own share a month";
    monthly: "每月合计", "A month together";
    unit: "单位", "Unit";
    effective: "生效月份", "From";
    rules: "依据", "By";
    confirm: "没有问题，确认", "It is right: confirm";
    object: "我有异议", "I object";
    object_help: "请写明哪里不对，例如上一年月平均工资是多少。单位会在 5 日内答复，答复前这次调整不会批准。",
        "Say what is wrong, such as your average monthly wage of last year. The unit answers within 5 days; until then the adjustment is not approved.";
    reason: "哪里不对", "What is wrong";
    send: "提交异议", "Send the objection";
    home_asks: "请确认新的缴存基数", "Please confirm your new base";
    waits: "待您确认", "waits for you";
    your_words: "您的异议", "Your objection";
    their_words: "单位的答复", "The unit's answer";
    share_note: "单位和个人各按基数乘比例计算，分别四舍五入。", "Each share is base × rate, rounded by itself.";
}

/// Under the notice on the home page.
pub fn home_help(l: Lang, until: NaiveDate) -> String {
    match l {
        Lang::Zh => format!("{} 前可以确认或提出异议", format::date(until)),
        Lang::En => format!("Confirm or object by {}", format::date(until)),
    }
}

/// The heading of the worker's page.
pub fn heading(l: Lang, year: i32) -> String {
    match l {
        Lang::Zh => format!("{year} 年度缴存基数调整"),
        Lang::En => format!("Base of the contribution year {year}"),
    }
}

/// Where the batch stands, for its worker.
pub fn state(l: Lang, state: BatchState, effective: Month) -> String {
    let month = format::month(l, effective);
    match (state, l) {
        (BatchState::Open | BatchState::Loading, Lang::Zh) => "单位已申报，等待职工确认".into(),
        (BatchState::Open | BatchState::Loading, Lang::En) => "proposed; the workers are asked".into(),
        (BatchState::Approved, Lang::Zh) => format!("已批准，{month}起执行"),
        (BatchState::Approved, Lang::En) => format!("approved, from {month}"),
        (BatchState::Applied, Lang::Zh) => format!("已执行，{month}起"),
        (BatchState::Applied, Lang::En) => format!("in force since {month}"),
        (BatchState::Refused, Lang::Zh) => "中心没有批准，基数不变".into(),
        (BatchState::Refused, Lang::En) => "not approved; the base stays".into(),
    }
}

/// What the worker said, and what is next.
pub fn answered(l: Lang, answer: Answer, settled: Option<Settlement>, by: Option<NaiveDate>) -> String {
    match (answer, settled) {
        (Answer::Confirmed, _) => l.pick("您已确认", "You have confirmed").into(),
        (Answer::Objected, Some(Settlement::Kept)) => {
            l.pick("您提出了异议，单位维持申报的基数", "You objected; the unit stands by the base").into()
        }
        (Answer::Objected, Some(Settlement::Withdrawn)) => l
            .pick(
                "您提出了异议，单位已撤回，基数不变",
                "You objected; the unit took it back and your base stays",
            )
            .into(),
        (Answer::Objected, None) => {
            let day = by.map(format::date).unwrap_or_default();
            match l {
                Lang::Zh => format!("您提出了异议，最迟 {day} 答复"),
                Lang::En => format!("You objected; an answer comes by {day}"),
            }
        }
    }
}

/// Why a step is not done.
pub fn hindrance(l: Lang, why: Hindrance) -> String {
    let zh = l == Lang::Zh;
    match why {
        Hindrance::NoRules => {
            l.pick("本市没有这个缴存年度的规定", "the city has no figures for that contribution year").into()
        }
        Hindrance::NoUnit => l.pick("没有这个单位", "there is no such unit").into(),
        Hindrance::YearOver { last } if zh => format!("这个缴存年度已于 {} 结束", format::month(l, last)),
        Hindrance::YearOver { last } => {
            format!("that contribution year ended with {}", format::month(l, last))
        }
        Hindrance::MonthOutside { first, last } => {
            let (first, last) = (format::month(l, first), format::month(l, last));
            match l {
                Lang::Zh => format!("生效月份应在 {first} 到 {last} 之间，已过的月份用差额补缴"),
                Lang::En => format!(
                    "the new base may begin from {first} to {last}; months that are over are paid back as a difference"
                ),
            }
        }
        Hindrance::BatchOpen => {
            l.pick("单位还有一批调整没有办完", "another batch of the unit is not done yet").into()
        }
        Hindrance::NotOpen => l.pick("这一批已经决定", "the batch is decided").into(),
        Hindrance::WorkersWaiting { until, count } if zh => {
            format!("还有 {count} 人没有答复，可等到 {}", format::date(until))
        }
        Hindrance::WorkersWaiting { until, count } => {
            format!("{count} workers have not answered and may until {}", format::date(until))
        }
        Hindrance::ObjectionsOpen { count } if zh => format!("还有 {count} 个异议没有处理"),
        Hindrance::ObjectionsOpen { count } => format!("{count} objections are not settled"),
        Hindrance::NoLine => l.pick("这一批没有这个账户", "the account is not in the batch").into(),
        Hindrance::NotObjected => {
            l.pick("没有待处理的异议", "there is no objection, or it is settled the other way").into()
        }
        Hindrance::Answered => l.pick("您已经答复过", "the worker has answered already").into(),
    }
}

/// A file that is no file of bases.
pub const fn file_refusal(l: Lang, why: FileRefusal) -> &'static str {
    match why {
        FileRefusal::Empty => l.pick("文件是空的", "the file is empty"),
        FileRefusal::NotText => {
            l.pick("不是 UTF-8 或 GB18030 的文本文件", "not a text file in UTF-8 or GB18030")
        }
        FileRefusal::NoHeader => l.pick(
            "第一行应有 GRZH（个人账号）和 GRJCJS（缴存基数）",
            "the first line must name GRZH and GRJCJS, each once",
        ),
        FileRefusal::NoLines => l.pick("表头下面没有内容", "nothing stands below the header"),
    }
}
