//! Words of deferrals (缓缴) and lower rates of a unit: the agent's page, the worker's notice, the refusals.

use super::{Lang, format};
use domain::{
    deferral::{Asked, NotDeferrable, Relief, Span},
    two_people::ProposalState,
};

macro_rules! words {
    ($($name:ident: $zh:literal, $en:literal;)*) => {
        $(pub const fn $name(l: Lang) -> &'static str { l.pick($zh, $en) })*
    };
}

words! {
    title: "缓缴和降低比例", "Paying later, or at a lower rate";
    lead: "缴存确有困难的单位，经职工代表大会或者工会讨论通过、中心审核、管理委员会批准后，可以缓缴或者降低缴存比例（《住房公积金管理条例》第二十条）。",
        "A unit in difficulties may pay later or at a lower rate, with the consent of its staff congress or union, the centre's review and the committee's approval (Regulation, article 20).";
    ask: "申请", "Ask";
    kind: "申请什么", "What for";
    deferred: "缓缴", "Pay later";
    deferred_note: "这些月份以后补缴，职工看到的是“缓缴”，不是“未缴”", "The months are paid back later; workers see them as put off, not as missing";
    reduced: "降低缴存比例", "A lower rate";
    reduced_note: "这些月份按较低的比例缴，不用补", "The months are paid at lower rates; nothing is paid back";
    first: "起始月份", "First month";
    last: "结束月份", "Last month";
    month_hint: "写成 202612", "As 202612";
    unit_rate: "单位缴存比例", "Employer's rate";
    personal_rate: "个人缴存比例", "Workers' rate";
    rate_hint: "降低比例时填写", "For a lower rate only";
    consent: "职工代表大会或者工会的决议", "Resolution of the staff congress or union";
    consent_hint: "日期和名称，例如：2026年11月3日第二届职工代表大会决议", "Its day and name";
    send: "提交中心审核", "Send to the centre";
    so_far: "申请记录", "So far";
    none: "还没有申请过", "Nothing was asked for so far";
    proposed: "待复核", "under review";
    done: "已批准", "granted";
    refused: "未批准", "refused";
    approval: "管理委员会批准文件", "The committee's approval";
}

pub const fn state(l: Lang, state: ProposalState) -> &'static str {
    match state {
        ProposalState::Proposed => proposed(l),
        ProposalState::Done => done(l),
        ProposalState::Refused => refused(l),
    }
}

/// `2026年12月到2027年5月`, or one month alone.
pub fn span(l: Lang, span: Span) -> String {
    let (first, last) = (format::month(l, span.first), format::month(l, span.last));
    match l {
        _ if span.first == span.last => first,
        Lang::Zh => format!("{first}到{last}"),
        Lang::En => format!("{first} to {last}"),
    }
}

/// What is asked for, in one line: `缓缴 2026年12月到2027年5月`.
pub fn asked(l: Lang, asked: &Asked) -> String {
    let months = span(l, asked.span);
    match (asked.relief, l) {
        (Relief::Deferred, Lang::Zh) => format!("缓缴 {months}"),
        (Relief::Deferred, Lang::En) => format!("Pay later: {months}"),
        (Relief::Reduced { unit_rate, personal_rate }, Lang::Zh) => {
            format!("{months}，单位 {unit_rate}%，个人 {personal_rate}%")
        }
        (Relief::Reduced { unit_rate, personal_rate }, Lang::En) => {
            format!("{months}: employer {unit_rate}%, own {personal_rate}%")
        }
    }
}

/// The worker's notice.
pub fn granted(l: Lang, asked: &Asked) -> String {
    let months = span(l, asked.span);
    match (asked.relief, l) {
        (Relief::Deferred, Lang::Zh) => format!("单位经批准缓缴：{months}"),
        (Relief::Deferred, Lang::En) => format!("Your employer may pay later: {months}"),
        (Relief::Reduced { unit_rate, personal_rate }, Lang::Zh) => {
            format!("单位经批准降低比例：{months}，单位 {unit_rate}%，个人 {personal_rate}%")
        }
        (Relief::Reduced { unit_rate, personal_rate }, Lang::En) => {
            format!("Lower rates are approved: {months}, employer {unit_rate}%, own {personal_rate}%")
        }
    }
}

/// The papers that it rests on.
pub fn basis(l: Lang, consent: &str, approval: Option<&str>) -> String {
    let approval = approval.unwrap_or_default();
    match l {
        Lang::Zh => format!("依据：{consent}；{approval}（《住房公积金管理条例》第二十条）。"),
        Lang::En => format!("By {consent}; {approval} (Regulation, article 20)."),
    }
}

/// How many workers of a month are deferred: `缓缴 3 人`.
pub fn of_workers(l: Lang, count: u32) -> String {
    match l {
        Lang::Zh => format!("缓缴 {count}"),
        Lang::En => format!("{count} put off"),
    }
}

/// Why it is not proposed or not granted.
pub fn not_deferrable(l: Lang, why: NotDeferrable) -> String {
    let fixed = match why {
        NotDeferrable::SpanLength { max } => {
            return match l {
                Lang::Zh => format!("起月不晚于止月，一次最多 {max} 个月"),
                Lang::En => format!("the months run forwards, {max} at most at a time"),
            };
        }
        NotDeferrable::MonthLate { earliest } => {
            let earliest = format::month(l, earliest);
            return match l {
                Lang::Zh => format!("已经逾期的月份不能缓缴，最早从 {earliest} 起"),
                Lang::En => format!("a month that is late is owed: {earliest} is the earliest"),
            };
        }
        NotDeferrable::RateNotLower { min, max } => {
            return match l {
                Lang::Zh => format!("降低后的比例应不低于 {min}%，并且低于 {max}%"),
                Lang::En => format!("a lower rate is at least {min} % and below {max} %"),
            };
        }
        NotDeferrable::NoUnit => l.pick("没有这个单位", "there is no such unit"),
        NotDeferrable::NoRules => l.pick("本市没有缓缴的规定", "the city has no rules for deferrals"),
        NotDeferrable::NoConsent => {
            l.pick("请填职工代表大会或者工会的决议", "name the resolution of the staff congress or union")
        }
        NotDeferrable::NoApproval => l.pick("请填管理委员会的批准文件", "name the approval of the committee"),
        NotDeferrable::AlreadyProposed => {
            l.pick("该单位已有一份待复核的申请", "a proposal of the unit waits already")
        }
        NotDeferrable::Overlaps => {
            l.pick("其中有的月份已经批准过", "some of the months were granted already")
        }
    };
    fixed.into()
}
