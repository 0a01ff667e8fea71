//! Words of the daily reconciliation and of the day-end sheet.

use super::{Lang, format};
use chrono::NaiveDate;
use domain::{
    Fen,
    day_end::{Check, Ending, NotSigned, NotTakenBack, Obstacle, Signing, Step},
    reconcile::{BreakKind, Difference, Explanation, Irregular, Line, Resolution},
};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $zh:literal, $en:literal;)*) => {
        $($(#[$doc])* pub const fn $name(l: Lang) -> &'static str { l.pick($zh, $en) })*
    };
}

words! {
    title: "日终轧账", "Day-end";
    days: "轧账日期", "Days";
    no_sheet: "这一天还没有对账", "This day is not reconciled yet";
    no_sheet_help: "收到银行对账单后运行 anju reconcile，再来这里签字。", "Run anju reconcile with the bank's statement, then sign here.";
    no_days: "还没有收过银行对账单", "No statement of the bank was taken in yet";
    checks: "核对", "Checks";
    what: "核对项", "Check";
    one: "一方", "One side";
    other: "另一方", "Other side";
    agrees: "相符", "agrees";
    differs: "不符", "differs";
    breaks: "未达账", "Open breaks";
    no_breaks: "没有未达账", "No break is open";
    kind: "种类", "Kind";
    age: "挂账", "Age";
    bank: "银行", "Bank";
    books: "账上", "Books";
    why: "说明", "Explanation";
    not_explained: "未说明", "not explained";
    explain_title: "说明一笔未达账", "Explain a break";
    which: "哪一笔", "Which";
    note: "备注", "Note";
    note_hint: "可不填，不超过 200 个字", "Optional, at most 200 characters";
    keep_open: "说明，继续挂账", "Explain, keep open";
    close: "说明，已了结", "Explain and close";
    closing: "期末余额", "Closing balance";
    statement: "银行对账单", "Statement";
    version: "版本", "Version";
    replaced_by: "更换人", "Replaced by";
    replaced_why: "更换原因", "Why";
    rows: "当日记账", "Entries of the day";
    sheet_hash: "轧账单摘要", "Hash of the sheet";
    suspense: "暂收款账龄", "Money in suspense by age";
    no_suspense: "没有暂收款", "Nothing is in suspense";
    received: "到账", "Received";
    amount: "金额", "Amount";
    signatures: "签字", "Signatures";
    teller: "柜员", "Teller";
    first: "初审", "First reviewer";
    second: "复核", "Second reviewer";
    waits: "待签", "waits";
    sign: "签字", "Sign";
    sign_lead: "签字就是确认上面的每一项。三人各签一次，不能是同一人。", "To sign is to confirm everything above. Three people sign, each once.";
    code: "动态验证码", "One-time code";
    code_hint: "验证器上的 6 位数字", "Six digits of your authenticator";
    not_your_turn: "现在不由你签字", "It is not your turn to sign";
    obstacles: "还不能签字", "It cannot be signed yet";
    signed_whole: "已签字，账已轧定", "Signed: the day is fixed";
    signed_help: "这一天不能再记账。之后改动任何一笔，anju verify 都会指出来。", "Nothing is posted on this day any more. anju verify names any entry that is changed.";
    taken_back_before: "不再有效的签字", "Signatures that stand no more";
    take_back: "撤回签字", "Take it back";
    take_back_lead: "撤回的签字留在记录里，写明谁在何时为何撤回。之后可以更换对账单，再按顺序重新签字。", "It stays on record with who took it back, when and why. Then the statement can be replaced, and the day is signed again in order.";
    take_back_why: "为什么撤回？", "Why is it taken back?";
    take_back_reason: "撤回原因", "Reason";
    take_back_why_hint: "必填，最多 200 字，例如：银行对账单有误。", "Required, at most 200 characters, such as: the bank's statement is wrong.";
    bank_figure: "银行", "By the bank";
    own_figure: "账上", "By our books";
    not_done: "没有办成", "Not done";
    draw_anew: "按现在的账重新轧", "Draw it anew from the books";
}

/// `2026-11-20 轧账`
pub fn heading(l: Lang, day: NaiveDate) -> String {
    match l {
        Lang::Zh => format!("{} 轧账", format::date(day)),
        Lang::En => format!("Day-end of {}", format::date(day)),
    }
}

/// `9 项相符，1 笔未达账`
pub fn finding(l: Lang, failing: usize, open: usize) -> String {
    match (l, failing, open) {
        (Lang::Zh, 0, 0) => "账平，可以签字".into(),
        (Lang::En, 0, 0) => "Everything agrees".into(),
        (Lang::Zh, 0, _) => format!("核对全部相符，{open} 笔未达账"),
        (Lang::En, 0, 1) => "All checks agree, 1 break is open".into(),
        (Lang::En, 0, _) => format!("All checks agree, {open} breaks are open"),
        (Lang::Zh, ..) => format!("{failing} 项不符，{open} 笔未达账"),
        (Lang::En, ..) => format!("{failing} checks fail, {open} breaks are open"),
    }
}

/// `第 2 版`
pub fn version_of(l: Lang, version: u32) -> String {
    match l {
        Lang::Zh => format!("第 {version} 版"),
        Lang::En => format!("{version}"),
    }
}

pub const fn check(l: Lang, check: Check) -> &'static str {
    match check {
        Check::EntriesAndDebits => l.pick("分录合计 = 借方合计", "Entries = debits"),
        Check::EntriesAndCredits => l.pick("分录合计 = 贷方合计", "Entries = credits"),
        Check::MembersAndLiability => {
            l.pick("个人账户余额 = 总账住房公积金", "Members' balances = the ledger's liability")
        }
        Check::UnitsAndMembers => {
            l.pick("单位账户余额 = 个人账户余额", "Units' balances = members' balances")
        }
        Check::PayoutsAndInstructions => {
            l.pick("提取付款 = 银行已入账指令（笔）", "Payouts booked = instructions credited (count)")
        }
        Check::SuspenseAndList => l.pick("暂收款总账 = 明细清单", "Suspense in the ledger = its list"),
        Check::PayoutsNotAsked => {
            l.pick("超过 T+1 未查询的在途付款（笔）", "Payouts older than T+1 without a query (count)")
        }
        Check::InterestUnsettled => {
            l.pick("当日应结未结的年度利息", "Interest years of this day not settled")
        }
        Check::Statements => l.pick("银行对账单（份）", "Statements of the bank"),
    }
}

/// Both figures of a check as they are shown.
pub fn figure(check: Check, figure: i64) -> String {
    if check.is_money() { format::yuan(Fen::new(figure)) } else { figure.to_string() }
}

pub const fn break_kind(l: Lang, kind: BreakKind) -> &'static str {
    match kind {
        BreakKind::InBankNotInBooks => l.pick("银行有、账上无", "in bank, not in books"),
        BreakKind::InBooksNotInBank => l.pick("账上有、银行无", "in books, not in bank"),
        BreakKind::AmountDiffers => l.pick("金额不符", "amount differs"),
        BreakKind::DuplicateLine => l.pick("银行重复报送", "reported twice"),
        BreakKind::LateLine => l.pick("起息日不是当日", "value date of another day"),
        BreakKind::DoesNotAddUp => l.pick("对账单自身不平", "the statement does not add up"),
        BreakKind::OpeningDiffers => l.pick("期初与上期期末不符", "opening is not the last closing"),
        BreakKind::ClosingDiffers => l.pick("期末余额与账上不符", "closing balance differs"),
    }
}

pub const fn explanation(l: Lang, explanation: Explanation) -> &'static str {
    match explanation {
        Explanation::InTransit => l.pick("在途，隔日到账", "in transit, comes on another day"),
        Explanation::BankMistake => l.pick("银行差错，已通知银行", "the bank's mistake; the bank was told"),
        Explanation::OwnMistake => l.pick("我方差错，已更正或已提更正", "our mistake; corrected or proposed"),
        Explanation::BookedElsewhere => {
            l.pick("手续费、存款利息等另账处理", "fees or interest, booked elsewhere")
        }
        Explanation::SplitPayment => {
            l.pick("一笔拆成几笔，或几笔合成一笔", "one payment in parts, or several in one")
        }
    }
}

pub const fn resolution(l: Lang, resolution: Resolution) -> &'static str {
    match resolution {
        Resolution::Line => l.pick("银行其后报来", "a later line of the bank"),
        Resolution::Row => l.pick("账上其后记入", "a later entry of the books"),
        Resolution::Officer => l.pick("人工了结", "closed by an officer"),
    }
}

pub const fn signing(l: Lang, signing: Signing) -> &'static str {
    match signing {
        Signing::Drawn => l.pick("待柜员签字", "waits for the teller"),
        Signing::Teller => l.pick("待初审签字", "waits for the first reviewer"),
        Signing::First => l.pick("待复核签字", "waits for the second reviewer"),
        Signing::Signed => l.pick("已轧定", "signed"),
    }
}

/// `3 天`, `当日`
pub fn days_old(l: Lang, days: i64) -> String {
    match (l, days) {
        (Lang::Zh, 0) => "当日".into(),
        (Lang::En, 0) => "today".into(),
        (Lang::Zh, _) => format!("{days} 天"),
        (Lang::En, _) => format!("{days} d"),
    }
}

/// `柜员`
pub const fn step(l: Lang, step: Step) -> &'static str {
    match step {
        Step::Teller => teller(l),
        Step::First => first(l),
        Step::Second => second(l),
    }
}

/// `撤回柜员的签字`, for whoever takes back the last signature.
pub fn take_back_of(l: Lang, of: Step) -> String {
    match l {
        Lang::Zh => format!("撤回{}的签字", step(l, of)),
        Lang::En => format!("Take back the signature of the {}", step(l, of).to_lowercase()),
    }
}

/// Why a signature stands no more.
pub fn ended(l: Lang, how: &Ending) -> String {
    match (l, how) {
        (Lang::Zh, Ending::TakenBack { reason }) => format!("撤回：{reason}"),
        (Lang::En, Ending::TakenBack { reason }) => format!("taken back: {reason}"),
        (Lang::Zh, Ending::DrawnAnew) => "账有变动，重新轧账".into(),
        (Lang::En, Ending::DrawnAnew) => "the books had changed, drawn anew".into(),
    }
}

/// Why a signature is not taken back.
pub fn not_taken_back(l: Lang, why: NotTakenBack) -> String {
    let fixed = match why {
        NotTakenBack::NothingSigned => l.pick("这一天还没有人签字", "nobody has signed this day"),
        NotTakenBack::Final => l.pick(
            "三人均已签字，账已轧定，签字不能撤回。差错列为未达账并说明，在以后的日期更正",
            "all three have signed, which is final. Explain the break, and correct it by a later day",
        ),
        NotTakenBack::NotYours(of) => {
            return match l {
                Lang::Zh => format!("最后签字的是{}，由签字人本人或下一步的人撤回", step(l, of)),
                Lang::En => format!(
                    "the last signature is of the {}; whoever gave it takes it back, or somebody who signs next",
                    step(l, of).to_lowercase()
                ),
            };
        }
        NotTakenBack::SamePerson => l.pick(
            "你已在下面签过字，不能退回别人的签字",
            "you have signed below yourself; someone else sends it back",
        ),
        NotTakenBack::Changed => l.pick(
            "刚才显示的签字已经不是最后一个，请看过现在的轧账单再办",
            "the signature that was shown is not the last one any more; look at the sheet as it stands",
        ),
    };
    fixed.into()
}

/// Why a sheet is not signed.
pub fn not_signed(l: Lang, why: &NotSigned) -> String {
    let fixed = match why {
        NotSigned::NotOver => l.pick("这一天还没有结束", "the day is not over"),
        NotSigned::NotTheTurn(state) => {
            return match l {
                Lang::Zh => format!("现在{}", signing(l, *state)),
                Lang::En => format!("the sheet {}", signing(l, *state)),
            };
        }
        NotSigned::SamePerson => {
            l.pick("你已签过一次，须换人签字", "you have signed before; someone else signs")
        }
        NotSigned::OwnReplacement => l.pick(
            "这一天的对账单是你更换的，须换人复核",
            "you have replaced the statement of this day; someone else reviews it",
        ),
        NotSigned::Changed => l.pick(
            "账或说明有变动，请看过新的轧账单再签",
            "something changed; look at the sheet anew, then sign",
        ),
        NotSigned::Obstacles(obstacles) => {
            return obstacles.iter().map(|obstacle| told(l, obstacle)).collect::<Vec<_>>().join("; ");
        }
    };
    fixed.into()
}

fn told(l: Lang, obstacle: &Obstacle) -> String {
    match obstacle {
        Obstacle::Check(failing) => format!("{}: {}", check(l, *failing), differs(l)),
        Obstacle::Break(id) => format!("{} {id}", not_explained(l)),
    }
}

/// What is wrong with a statement in itself.
pub fn irregular(l: Lang, what: &Irregular) -> String {
    match (what, l) {
        (Irregular::Duplicate { no, serial, first_day }, Lang::Zh) => {
            format!("第 {no} 笔重复：流水号 {serial} 在 {first_day} 的对账单中已有")
        }
        (Irregular::Duplicate { no, serial, first_day }, Lang::En) => {
            format!("line {no} is a duplicate: serial {serial} stands in the statement of {first_day}")
        }
        (Irregular::Late { no, serial, value_date }, Lang::Zh) => {
            format!("第 {no} 笔（{serial}）起息日是 {value_date}，不是当日")
        }
        (Irregular::Late { no, serial, value_date }, Lang::En) => {
            format!("line {no} ({serial}) is late: its value date is {value_date}")
        }
        (Irregular::DoesNotAddUp { opening, lines, closing }, Lang::Zh) => {
            let lines = lines.map_or("太大".into(), Fen::plain);
            format!("对账单不平：期初 {} + 发生额 {lines} ≠ 期末 {}", opening.plain(), closing.plain())
        }
        (Irregular::DoesNotAddUp { opening, lines, closing }, Lang::En) => {
            let lines = lines.map_or("too much".into(), Fen::plain);
            format!(
                "it does not add up: opening {} + lines {lines} ≠ closing {}",
                opening.plain(),
                closing.plain()
            )
        }
    }
}

/// What another statement of the same day says otherwise.
pub fn difference(l: Lang, what: &Difference) -> String {
    let line = |line: &Line| format!("{} {} {}", line.serial, line.value_date, line.amount.plain());
    match what {
        Difference::Altered { before, now } => {
            format!("{} {} → {}", l.pick("已改", "altered:"), line(before), line(now))
        }
        Difference::Missing(before) => format!("{} {}", l.pick("缺少", "missing:"), line(before)),
        Difference::Added(now) => format!("{} {}", l.pick("多出", "added:"), line(now)),
        Difference::Balances { before, now } => format!(
            "{} {}, {} → {}, {}",
            l.pick("余额", "balances:"),
            before.0.plain(),
            before.1.plain(),
            now.0.plain(),
            now.1.plain()
        ),
    }
}
