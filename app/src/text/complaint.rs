//! Words of complaints about missing contributions (缺缴投诉), for the contributor and for officers.

use super::{Lang, format};
use chrono::NaiveDate;
use domain::{
    Month,
    complaint::{AnswerKind, ComplaintEvent, ComplaintState, NotDueReason},
    withdrawal::CaseRole,
};
use service::complaint::AnswerClock;

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $zh:literal, $en:literal;)*) => {
        $($(#[$doc])* pub const fn $name(l: Lang) -> &'static str { l.pick($zh, $en) })*
    };
}

words! {
    title: "缺缴投诉", "Missing contributions";
    number: "编号", "Number";
    months: "缺缴月份", "Missing months";
    way: "进度", "Progress";
    evidence: "提交时的证据", "Evidence as filed";
    evidence_note: "这是提交那天账上的样子，以后不会变。", "This is how the books stood on the day of filing; it never changes.";
    as_of: "记录日期", "As of";
    unit: "单位", "Employer";
    base: "缴存基数", "Base";
    balance: "余额", "Balance";
    pay_day: "发薪日", "Pay day";
    last_rows: "最近的记录", "Latest entries";
    not_yet: "还没有到账", "not received yet";
    dispute: "没有解决", "Not solved";
    dispute_help: "可以提一次，由另一位工作人员答复。", "You may say so once; another officer answers.";
    dispute_note: "还差什么（可不填）", "What is still open (optional)";
    supply: "已补充，请继续", "I have added it; please go on";
    supply_note: "补充说明", "What you add";
    supply_hint: "一句话说明，最多 200 字。", "One line, at most 200 characters.";
    closes_itself: "月份到账后，这件投诉会自动办结。", "It closes by itself as soon as the months are in the books.";
    by_you: "本人", "by you";
    by_system: "系统", "by the system";
    by_first: "经办", "officer";
    by_second: "复核", "second officer";
    answer_ahead: "中心答复", "The centre's answer";
    settled_ahead: "月份到账", "The months arrive";
    queue: "缺缴投诉", "Missing contributions";
    open_waiting: "待答复", "To be answered";
    again_waiting: "待复核答复", "To be answered again";
    nothing_waits: "没有待答复的投诉", "No complaint waits here";
    person: "投诉人", "Contributor";
    deadline: "答复期限", "Answer by";
    own: "本人的投诉，请他人办理", "Your own complaint: someone else answers";
    now: "账上现在", "In the books now";
    answer: "答复", "Answer";
    answer_kind: "怎么答复", "What you answer";
    row: "明细编号", "Entry number";
    row_hint: "“已找到并入账”时填写：补上这个月的那一笔明细的编号。", "For “found and booked”: the number of the entry that pays the month.";
    reason: "不应缴的原因", "Why it is not due";
    reason_hint: "“不应缴”时选择。", "For “not due”.";
    note: "给投诉人的话", "A word to the contributor";
    note_hint: "投诉人看得到，最多 200 字；需要材料时写明哪些材料。", "The contributor reads it; at most 200 characters. Say which papers, if any are needed.";
    send: "答复", "Send the answer";
    not_yours: "这件现在不归您答复", "This one is not yours to answer now";
    history: "经过", "History";
    back: "返回投诉列表", "Back to the list";
    entry: "明细", "Entry";
}

pub const fn state(l: Lang, state: ComplaintState) -> &'static str {
    match state {
        ComplaintState::Open => l.pick("等待答复", "Waiting for an answer"),
        ComplaintState::Papers => l.pick("请补充", "More is needed"),
        ComplaintState::Answered => l.pick("已答复", "Answered"),
        ComplaintState::Again => l.pick("再次答复中", "With a second officer"),
        ComplaintState::Final => l.pick("已终复", "Finally answered"),
        ComplaintState::Settled => l.pick("已到账办结", "Paid and closed"),
    }
}

pub const fn kind(l: Lang, kind: AnswerKind) -> &'static str {
    match kind {
        AnswerKind::UnitTold => l.pick("已催单位补缴", "The employer has been told to pay"),
        AnswerKind::Booked => l.pick("已找到并入账", "Found and booked"),
        AnswerKind::NotDue => l.pick("不应缴", "Not due"),
        AnswerKind::NeedsPapers => l.pick("需要材料", "Papers are needed"),
    }
}

pub const fn not_due(l: Lang, reason: NotDueReason) -> &'static str {
    match reason {
        NotDueReason::Sealed => l.pick("账户当时已封存", "The account was sealed then"),
        NotDueReason::NotEmployed => l.pick("当时不在该单位工作", "Not employed there at that time"),
        NotDueReason::Deferred => l.pick("单位经批准缓缴", "The employer may pay later"),
        NotDueReason::OtherAccount => l.pick("已缴入本人另一账户", "Paid into another account of the person"),
    }
}

/// A stop of the timeline.
pub const fn stop(l: Lang, event: ComplaintEvent) -> &'static str {
    match event {
        ComplaintEvent::Filed => l.pick("投诉已收到", "Complaint received"),
        ComplaintEvent::UnitTold => kind(l, AnswerKind::UnitTold),
        ComplaintEvent::Booked => kind(l, AnswerKind::Booked),
        ComplaintEvent::NotDue => l.pick("答复：这几个月不应缴", "Answer: these months are not due"),
        ComplaintEvent::NeedsPapers => l.pick("请您补充材料", "Please add something"),
        ComplaintEvent::Supplied => l.pick("您已补充", "You added something"),
        ComplaintEvent::Disputed => l.pick("您说没有解决", "You said it is not solved"),
        ComplaintEvent::MonthBooked => l.pick("月份已到账", "A month has arrived"),
        ComplaintEvent::Settled => l.pick("全部到账，投诉自动办结", "All paid: closed by itself"),
        ComplaintEvent::Late => l.pick("答复超期了，抱歉", "The answer is late; we are sorry"),
    }
}

pub const fn role(l: Lang, role: CaseRole) -> &'static str {
    match role {
        CaseRole::Member => by_you(l),
        CaseRole::FirstReviewer => by_first(l),
        CaseRole::SecondReviewer => by_second(l),
        CaseRole::System | CaseRole::Bank => by_system(l),
    }
}

/// The answer clock: `还剩 9 个工作日`, `今天到期`, `已超期 2 天`.
pub fn clock(l: Lang, clock: AnswerClock) -> String {
    match (l, clock) {
        (Lang::Zh, AnswerClock::Left(0)) => "今天到期".into(),
        (Lang::En, AnswerClock::Left(0)) => "due today".into(),
        (Lang::Zh, AnswerClock::Left(days)) => format!("还剩 {days} 个工作日"),
        (Lang::En, AnswerClock::Left(1)) => "1 working day left".into(),
        (Lang::En, AnswerClock::Left(days)) => format!("{days} working days left"),
        (Lang::Zh, AnswerClock::Over(days)) => format!("已超期 {days} 天"),
        (Lang::En, AnswerClock::Over(1)) => "1 day overdue".into(),
        (Lang::En, AnswerClock::Over(days)) => format!("{days} days overdue"),
    }
}

/// `最迟 2026-12-04 答复`
pub fn answer_by(l: Lang, day: NaiveDate) -> String {
    let day = format::date(day);
    match l {
        Lang::Zh => format!("最迟 {day} 答复"),
        Lang::En => format!("by {day}"),
    }
}

/// `明细 1234`
pub fn row_number(l: Lang, seq: i64) -> String {
    format!("{} {seq}", entry(l))
}

/// How many wait, for the heading of the list.
pub fn heading(l: Lang, count: i64) -> String {
    match l {
        Lang::Zh => format!("缺缴投诉 {count} 件"),
        Lang::En if count == 1 => "1 complaint".into(),
        Lang::En => format!("{count} complaints"),
    }
}

/// The matter with its months, for lists: `缺缴投诉 2026年3月、4月`.
pub fn matter(l: Lang, months: &[Month]) -> String {
    format!("{} {}", title(l), super::months::months(l, months))
}
