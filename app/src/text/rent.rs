//! Words of the rent withdrawal: the finding, the three short pages, the case and its way.

use super::{Lang, format};
use domain::{
    Fen, Timestamp,
    policy::{Clause, Cure, FactName, Register, RuleId, Value},
    transfer::Direction,
    withdrawal::{BankReason, CaseState, PayoutState, ReviewReason},
};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $zh:literal, $en:literal;)*) => {
        $($(#[$doc])* pub const fn $name(l: Lang) -> &'static str { l.pick($zh, $en) })*
    };
}

words! {
    rent: "租房提取", "Rent withdrawal";
    not_this_month: "这个月还不能提取", "You cannot withdraw this month yet";
    not_now: "现在还不能提取", "You cannot withdraw now yet";
    can_this_month: "这个月可以提取", "You can withdraw this month";
    can_now: "现在可以提取", "You can withdraw now";
    may_apply: "可以申请，要人工核对", "You can apply; a person will check";
    at_most: "最多可提", "At most";
    no_account: "您在本中心还没有公积金账户", "You have no account with this centre yet";
    no_account_help: "单位职工由单位开户；灵活就业人员可以自己开户。", "Employers open accounts for their staff. If you work for yourself, you can open one.";
    open_account: "灵活就业开户", "Open an account yourself";
    basis_and_formula: "依据与计算", "Rule and calculation";
    legal_basis: "法律依据", "Law";
    city_rule: "本市规定", "City rule";
    formula: "计算式", "Formula";
    version: "规则版本", "Rule version";
    figures_as_of: "数据日期", "Figures as of";
    not_verified: "数据取自公开渠道，尚未与原文逐条核对。", "Taken from public sources; not yet compared with the original line by line.";
    source: "查看原文", "Read the source";
    start: "填写提取金额", "Enter the amount";
    ask_hotline: "打 12329，问问客服", "Call 12329 and ask";
    to_tasks: "看看其他办事", "See other tasks";
    dispute: "如果查得不对，请向登记部门提出异议；办理时限暂停计时。", "If this is wrong, ask the register to correct it; our time limit pauses meanwhile.";
    how_much: "提取多少？", "How much do you withdraw?";
    amount: "提取金额", "Amount";
    all_of_it: "最高可提", "All of it";
    half: "一半", "Half";
    go_on: "继续", "Continue";
    which_card: "钱打到哪张卡？", "Which card should receive the money?";
    card: "收款卡", "Card";
    card_number: "银行卡号", "Card number";
    card_hint: "本人名下的一类借记卡，13 到 19 位。先向银行核对姓名，再作决定。", "A debit card of your own, 13 to 19 digits. The bank confirms your name before we decide.";
    demo_card_hint: "演示：可填 6225 8800 0000 0076（正常到账）、6225 8800 0000 0092（银行退回）。", "Demo: try 6225 8800 0000 0076 (credited) or 6225 8800 0000 0092 (returned by the bank).";
    card_on_file: "已登记的卡", "Card on file";
    use_this_card: "用这张卡", "Use this card";
    other_card: "换一张卡", "Use another card";
    name_checked: "姓名已与银行核对", "name confirmed by the bank";
    holder: "持卡人", "Holder";
    check_answers: "确认后提交", "Check and send";
    after: "提取后余额", "Balance afterwards";
    now_balance: "现在余额", "Balance now";
    effect: "提取后，按余额计算的公积金贷款额度会相应减少。", "Afterwards, a loan limit that is worked out from the balance falls accordingly.";
    declaration: "我声明：房租由本人或配偶实际支付，提供的信息真实。虚假提取要退回，三年内不能提取和贷款（《住房公积金管理条例》第四十一条）。", "I declare that I or my spouse pay this rent and that what I state is true. A false withdrawal is paid back and bars withdrawals and loans for three years (Regulation, article 41).";
    code: "一次性验证码", "One-time code";
    code_hint: "验证器应用里的 6 位数字。动用资金要再确认一次是您本人。", "Six digits from your authenticator app. Moving money needs one more proof that it is you.";
    send: "提交申请", "Send";
    needs_factor: "先设置二次验证", "Set up a second factor first";
    needs_factor_help: "动用资金要用一次性验证码。设置一次，以后都能用。", "Moving money needs a one-time code. Set it up once.";
    decided_at_once: "规则全部满足：提交后马上批准，当即打款。", "Every rule is met: approved as soon as you send it, and paid at once.";
    decided_by_people: "有的信息登记部门没有答复：提交后由两名工作人员核对，三日内作出决定。", "A register did not answer: two of our staff will check, and decide within three days.";
    my_cases: "我的办件", "My cases";
    no_cases: "还没有办件", "No cases yet";
    number: "编号", "Number";
    way: "进度", "Progress";
    refresh: "更新进度", "Refresh";
    calculation: "计算单", "Calculation";
    withdraw_case: "撤销申请", "Withdraw the application";
    withdraw_help: "撤销后，留出的金额马上可以再用。", "The amount set aside is free again at once.";
    supply: "已补正，请继续审核", "I have supplied it; please go on";
    supply_note: "补充说明", "What you add";
    supply_hint: "一句话说明补了什么，最多 200 字。", "One line about what you added, at most 200 characters.";
    again: "重新申请", "Apply again";
    money_is_back: "钱已退回您的公积金账户，没有损失。换一张卡可以再申请。", "The money is back in your account; nothing is lost. You can apply again with another card.";
    submitted: "已提交", "Sent";
    by_phone: "手机", "by phone";
    by_system: "系统", "by the system";
    by_first: "初审", "first review";
    by_second: "复核", "second review";
    by_bank: "银行", "by the bank";
    by_you: "本人", "by you";
    auto_approved: "自动批准", "Approved by the rules";
    credit_ahead: "到账", "Credited";
    credit_ahead_note: "等银行回话，有消息马上更新", "Waiting for the bank; this page tells as soon as it answers";
    rules_all_met: "规则全部满足", "every rule is met";
    accept_ahead: "银行受理", "Accepted by the bank";
    decision_ahead: "作出决定", "Decision";
    yuan: "元", "yuan";
}

/// `有 2 条没有满足。`
fn unmet(l: Lang, count: usize) -> String {
    match (l, count) {
        (Lang::Zh, _) => format!("有 {count} 条没有满足。"),
        (Lang::En, 1) => "One condition is not met.".into(),
        (Lang::En, _) => format!("{count} conditions are not met."),
    }
}

/// How many conditions are open, and from when on they may be met.
pub fn finding(l: Lang, count: usize, when: &str) -> String {
    match l {
        Lang::Zh => format!("{}{when}", unmet(l, count)),
        Lang::En => format!("{} {when}", unmet(l, count)),
    }
}

/// When time alone cures everything.
pub fn earliest(l: Lang, day: &str) -> String {
    match l {
        Lang::Zh => format!("按现在的缴存，最早 {day} 可以提取。"),
        Lang::En => format!("If contributions go on, you can withdraw from {day}."),
    }
}

/// When something has to be put right besides.
pub fn not_before(l: Lang, day: &str) -> String {
    match l {
        Lang::Zh => format!("其他几条办好以后，最早 {day} 可以提取。"),
        Lang::En => format!("Once the others are put right, from {day} at the earliest."),
    }
}

pub fn cure_first(l: Lang) -> &'static str {
    l.pick("按下面的办法办好以后就可以提取。", "Put right what is listed below and you can withdraw.")
}

/// Below the maximum: `封顶额与可用余额中较小的：min(1,500.00, 86,412.37)`
pub fn smaller_of(l: Lang, formula: &str) -> String {
    match l {
        Lang::Zh => format!("封顶额与可用余额中较小的：{formula}"),
        Lang::En => format!("The smaller of cap and balance: {formula}"),
    }
}

/// `最多可提 ¥1,500.00 = min(1,500.00, 86,412.37)`
pub fn amount_hint(l: Lang, maximum: Fen, formula: Option<&str>) -> String {
    let most = format::yuan(maximum);
    match (l, formula) {
        (Lang::Zh, Some(formula)) => format!("最多 {most} = {formula}（封顶额与可用余额中较小的）"),
        (Lang::Zh, None) => format!("最多 {most}"),
        (Lang::En, Some(formula)) => format!("At most {most} = {formula} (the smaller of cap and balance)"),
        (Lang::En, None) => format!("At most {most}"),
    }
}

/// The rule as a sentence, with its figure.
pub fn rule(l: Lang, rule: RuleId, needed: Option<&Value>) -> String {
    let count = match needed {
        Some(Value::Count(count)) => *count,
        _ => 0,
    };
    let (zh, en) = match rule {
        RuleId::AccountState => ("账户正常缴存", "The account is in regular contribution"),
        RuleId::ConsecutiveMonths if count > 0 => {
            return match l {
                Lang::Zh => format!("连续足额缴存满 {count} 个月"),
                Lang::En => format!("{count} consecutive months of contributions"),
            };
        }
        RuleId::ConsecutiveMonths => ("连续足额缴存满规定月数", "Enough consecutive months of contributions"),
        RuleId::NoHome => ("本人和家人在本市没有住房", "No home of your own or your family's in this city"),
        RuleId::NoFundLoan => ("没有未还清的公积金贷款", "No housing-fund loan outstanding"),
        RuleId::NoPurchaseThisYear => ("今年没有办过购房提取", "No withdrawal for a purchase this year"),
        RuleId::NoSanction => ("没有受限记录", "No sanction on record"),
        RuleId::LeaseKind => ("租赁类型符合", "The kind of lease fits"),
        RuleId::LeaseFiled => ("租赁合同已备案", "The lease is filed"),
        RuleId::Frequency => ("本期还没有提取过", "Nothing withdrawn in this period yet"),
        RuleId::MonthsClaimed => ("一次提取的月数不超过规定", "No more months at once than allowed"),
        RuleId::AmountAvailable => ("还有可以提取的金额", "Something is left to withdraw"),
        RuleId::AmountWithin => ("申请金额不超过最高可提", "The amount is within the maximum"),
    };
    l.pick(zh, en).to_owned()
}

/// `连续缴存 2 个月`, `本人住房 1 套（不动产登记）`.
pub fn seen(l: Lang, name: FactName, value: Option<&Value>, fetched: Option<Timestamp>) -> String {
    let text =
        value.map_or_else(|| l.pick("没有答复", "no answer").to_owned(), |value| self::value(l, name, value));
    let source = match (name.register(), fetched) {
        (Register::OwnBooks | Register::Applicant, _) => String::new(),
        (register, Some(at)) => match l {
            Lang::Zh => format!("（{}，{}）", self::register(l, register), moment(l, at)),
            Lang::En => format!(" ({}, {})", self::register(l, register), moment(l, at)),
        },
        (register, None) => match l {
            Lang::Zh => format!("（{}）", self::register(l, register)),
            Lang::En => format!(" ({})", self::register(l, register)),
        },
    };
    let name = fact(l, name);
    match l {
        Lang::Zh => format!("{name}：{text}{source}"),
        Lang::En => format!("{name}: {text}{source}"),
    }
}

/// `11月21日 14:02`, held together by word joiners: a day does not break at the end of a narrow line.
pub fn moment(l: Lang, at: Timestamp) -> String {
    let day: Vec<String> = format::short_date(l, at.day()).chars().map(String::from).collect();
    match l {
        Lang::Zh => format!("{} {}", day.join("\u{2060}"), format::time(at)),
        Lang::En => format!("{} {}", day.concat(), format::time(at)),
    }
}

pub fn fact(l: Lang, name: FactName) -> &'static str {
    let (zh, en) = match name {
        FactName::AccountState => ("账户状态", "Account"),
        FactName::Balance => ("可用余额", "Available balance"),
        FactName::MonthContribution => ("月缴存额", "Monthly contribution"),
        FactName::PrevMonthContribution => ("上月缴存额", "Last month's contribution"),
        FactName::ContributionsSinceLast => ("上次提取后的缴存", "Contributions since the last withdrawal"),
        FactName::Contributions12m => ("近 12 个月缴存", "Contributions of 12 months"),
        FactName::ConsecutiveMonths => ("连续缴存", "In a row"),
        FactName::PaidThrough => ("缴至", "Paid through"),
        FactName::LastCredit => ("最近到账", "Last credited"),
        FactName::LastClaim => ("上次提取", "Last withdrawal"),
        FactName::SanctionUntil => ("受限至", "Barred until"),
        FactName::PurchasedThisYear => ("今年购房提取", "Purchase withdrawal this year"),
        FactName::HomesSelf => ("本人住房", "Your homes"),
        FactName::HomesSpouse => ("配偶住房", "Your spouse's homes"),
        FactName::HomesMinorChildren => ("未成年子女住房", "Your minor children's homes"),
        FactName::Married => ("已婚", "Married"),
        FactName::ChildrenMinor => ("未成年子女", "Minor children"),
        FactName::FundLoan => ("未还清的公积金贷款", "Housing-fund loan outstanding"),
        FactName::Lease => ("租赁类型", "Lease"),
        FactName::LeaseFiled => ("合同已备案", "Lease filed"),
        FactName::ActualRent => ("实际月租金", "Rent a month"),
        FactName::Invoice => ("有发票", "Invoice"),
        FactName::AverageWage => ("全市月平均工资", "Average wage of the city"),
        FactName::Age => ("年龄", "Age"),
        FactName::StandingOrder => ("约定按月提取", "Standing order"),
        FactName::MonthsClaimed => ("提取月数", "Months claimed"),
        FactName::Requested => ("申请金额", "Asked for"),
    };
    l.pick(zh, en)
}

fn value(l: Lang, name: FactName, value: &Value) -> String {
    match value {
        Value::Money(amount) => format::yuan(*amount),
        Value::Flag(flag) => match (name, *flag) {
            (FactName::FundLoan | FactName::PurchasedThisYear | FactName::Invoice, true) => {
                l.pick("有", "yes")
            }
            (FactName::FundLoan | FactName::PurchasedThisYear | FactName::Invoice, false) => {
                l.pick("没有", "none")
            }
            (_, true) => l.pick("是", "yes"),
            (_, false) => l.pick("否", "no"),
        }
        .to_owned(),
        Value::Day(day) => format::date(*day),
        Value::Month(month) => format::month(l, *month),
        Value::Word(word) => word_value(l, word).to_owned(),
        Value::Count(count) => match (l, name) {
            (Lang::Zh, FactName::HomesSelf | FactName::HomesSpouse | FactName::HomesMinorChildren) => {
                format!("{count} 套")
            }
            (Lang::Zh, FactName::ChildrenMinor) => format!("{count} 个"),
            (_, FactName::ConsecutiveMonths | FactName::MonthsClaimed) => {
                format::months(l, u32::try_from(*count).unwrap_or(0))
            }
            _ => count.to_string(),
        },
    }
}

fn word_value(l: Lang, word: &str) -> &'static str {
    match word {
        "normal" => l.pick("正常", "regular"),
        "sealed" => l.pick("封存", "sealed"),
        "frozen" => l.pick("冻结", "frozen"),
        "market" => l.pick("商品房", "market home"),
        "public_rental" => l.pick("公租房", "public rental"),
        "guaranteed_rental" => l.pick("保障性租赁住房", "guaranteed rental"),
        "closed_merged" | "closed_transferred" | "closed_withdrawn" => l.pick("已销户", "closed"),
        _ => l.pick("其他", "other"),
    }
}

/// `需要：3 个月`; nothing where the rule's title says it all.
pub fn needed(l: Lang, rule: RuleId, needed: Option<&Value>) -> Option<String> {
    let text = match (rule, needed?) {
        (RuleId::ConsecutiveMonths, value) => self::value(l, FactName::ConsecutiveMonths, value),
        (RuleId::NoHome, value) => self::value(l, FactName::HomesSelf, value),
        (RuleId::AmountWithin, value) => self::value(l, FactName::Requested, value),
        (RuleId::MonthsClaimed, value) => self::value(l, FactName::MonthsClaimed, value),
        (RuleId::AccountState, value) => self::value(l, FactName::AccountState, value),
        _ => return None,
    };
    Some(match l {
        Lang::Zh => format!("需要：{text}"),
        Lang::En => format!("Needed: {text}"),
    })
}

pub fn cure(l: Lang, cure: &Cure) -> String {
    match (l, cure) {
        (Lang::Zh, Cure::ContributeMonths { months }) => {
            format!("怎么办：再缴存 {} 到账后自动满足。", format::months(l, *months))
        }
        (Lang::En, Cure::ContributeMonths { months }) => {
            format!("What to do: met by itself after {} more of contributions.", format::months(l, *months))
        }
        (Lang::Zh, Cure::WaitUntil { day }) => format!("怎么办：{} 起可以提取。", format::date(*day)),
        (Lang::En, Cure::WaitUntil { day }) => {
            format!("What to do: possible again from {}.", format::date(*day))
        }
        (_, Cure::RestoreAccount) => l
            .pick(
                "怎么办：请单位启封账户，或到柜台办理解冻。",
                "What to do: have your employer unseal the account, or lift the freeze at a counter.",
            )
            .into(),
        (_, Cure::DisputeRegister { .. }) => dispute(l).into(),
        (_, Cure::RepayLoan) => l
            .pick("怎么办：结清公积金贷款以后可以提取。", "What to do: possible once the loan is paid off.")
            .into(),
        (_, Cure::FileLease) => l
            .pick(
                "怎么办：到住建部门办理租赁合同备案。",
                "What to do: file the lease with the housing authority.",
            )
            .into(),
        (_, Cure::ChooseOtherKind) => l
            .pick(
                "怎么办：请选择与租赁类型相符的提取业务。",
                "What to do: choose the withdrawal that fits your lease.",
            )
            .into(),
        (_, Cure::AwaitContribution) => l
            .pick("怎么办：下一次缴存到账后再来。", "What to do: come back after the next contribution.")
            .into(),
        (Lang::Zh, Cure::AskAtMost { amount }) => format!("怎么办：最多填写 {}。", format::yuan(*amount)),
        (Lang::En, Cure::AskAtMost { amount }) => {
            format!("What to do: ask for at most {}.", format::yuan(*amount))
        }
        (_, Cure::ClaimFewerMonths { months }) => match l {
            Lang::Zh => format!("怎么办：一次最多提取 {}。", format::months(l, *months)),
            Lang::En => format!("What to do: claim at most {} at once.", format::months(l, *months)),
        },
    }
}

/// `依据：《住房公积金管理条例》第二十四条第（一）项`
pub fn clause(l: Lang, clause: Clause, doc: &str) -> String {
    let text = law(l, clause, doc);
    match l {
        Lang::Zh => format!("依据：{text}"),
        Lang::En => format!("Rule: {text}"),
    }
}

pub fn law(l: Lang, clause: Clause, doc: &str) -> String {
    let regulation = |article: u16, item: Option<u8>, edition: &str| match (l, item) {
        (Lang::Zh, None) => format!("《住房公积金管理条例》{edition}第 {article} 条"),
        (Lang::Zh, Some(item)) => format!("《住房公积金管理条例》{edition}第 {article} 条第 {item} 项"),
        (Lang::En, None) => format!("Regulation on housing provident funds {edition}, article {article}"),
        (Lang::En, Some(item)) => {
            format!("Regulation on housing provident funds {edition}, article {article} ({item})")
        }
    };
    match clause {
        Clause::Regulation { article, item } => {
            regulation(article, item, l.pick("（2026 年修订）", "(2026)"))
        }
        Clause::RegulationBefore2026 { article, item } => {
            regulation(article, item, l.pick("（2019 年修正）", "(2019)"))
        }
        Clause::RentNotice2015 => l.pick("建金〔2015〕19号", "Ministry notice 建金〔2015〕19号").into(),
        Clause::City => doc.to_owned(),
    }
}

pub fn register(l: Lang, register: Register) -> &'static str {
    match register {
        Register::OwnBooks => l.pick("本中心账户", "our books"),
        Register::RealEstate => l.pick("不动产登记", "real-estate register"),
        Register::CivilAffairs => l.pick("民政婚姻登记", "marriage register"),
        Register::Health => l.pick("卫健出生信息", "births"),
        Register::Housing => l.pick("住建租赁备案", "lease filing"),
        Register::FundLoans => l.pick("公积金贷款信息", "housing-fund loans"),
        Register::Statistics => l.pick("统计部门", "statistics"),
        Register::Applicant => l.pick("本人填写", "you"),
    }
}

pub fn bank(l: Lang, code: &str) -> &'static str {
    match code {
        "icbc" => l.pick("工商银行", "ICBC"),
        "abc" => l.pick("农业银行", "Agricultural Bank"),
        "boc" => l.pick("中国银行", "Bank of China"),
        "ccb" => l.pick("建设银行", "Construction Bank"),
        "psbc" => l.pick("邮储银行", "Postal Savings Bank"),
        "cmb" => l.pick("招商银行", "Merchants Bank"),
        "bocom" => l.pick("交通银行", "Bank of Communications"),
        "cib" => l.pick("兴业银行", "Industrial Bank"),
        _ => l.pick("银行卡", "Bank card"),
    }
}

/// `招商银行 尾号 6789`
pub fn card_line(l: Lang, code: &str, tail: &str) -> String {
    match l {
        Lang::Zh => format!("{} 尾号 {tail}", bank(l, code)),
        Lang::En => format!("{}, ending {tail}", bank(l, code)),
    }
}

/// `到 招商银行 尾号 6789（姓名已与银行核对）`
pub fn paid_to(l: Lang, code: &str, tail: &str) -> String {
    let (card, checked) = (card_line(l, code, tail), name_checked(l));
    match l {
        Lang::Zh => format!("到 {card}（{checked}）"),
        Lang::En => format!("to {card} ({checked})"),
    }
}

pub fn state(l: Lang, state: CaseState) -> &'static str {
    match state {
        CaseState::FirstReview => l.pick("初审中", "In first review"),
        CaseState::SecondReview => l.pick("复核中", "In second review"),
        CaseState::Supplement => l.pick("待补正", "More is needed"),
        CaseState::Approved => l.pick("打款中", "On its way"),
        CaseState::Paid => l.pick("已到账", "Paid"),
        CaseState::PayFailed => l.pick("银行退回", "Returned by the bank"),
        CaseState::Refused => l.pick("不予批准", "Refused"),
        CaseState::Withdrawn => l.pick("已撤销", "Withdrawn"),
    }
}

/// The title of a stop of the timeline, by the code of the event.
pub fn stop(l: Lang, code: &str) -> &'static str {
    match code {
        "submitted" => submitted(l),
        "first_review" => l.pick("转人工初审", "Passed to first review"),
        "second_review" => l.pick("初审同意", "First review agreed"),
        "supplement" => l.pick("请您补正", "Please add something"),
        "approved" => l.pick("已批准", "Approved"),
        "refused" => l.pick("不予批准", "Refused"),
        "withdrawn" => l.pick("已撤销", "Withdrawn"),
        "sent" => l.pick("资金已发出", "Money sent"),
        "accepted" => l.pick("银行已受理", "Accepted by the bank"),
        "credited" => l.pick("已入账", "Credited"),
        "returned" => l.pick("银行退回", "Returned by the bank"),
        _ => l.pick("更新", "Updated"),
    }
}

pub fn leg(l: Lang, leg: PayoutState) -> &'static str {
    stop(l, leg.code())
}

pub fn reason(l: Lang, code: &str) -> Option<&'static str> {
    if let Some(reason) = ReviewReason::from_code(code) {
        return Some(review_reason(l, reason));
    }
    Some(match BankReason::from_code(code)? {
        BankReason::NameMismatch => l.pick("户名与持卡人不符", "the name does not match the card"),
        BankReason::AccountDormant => l.pick("卡已停用或长期不动", "the card's account is closed or dormant"),
    })
}

pub fn review_reason(l: Lang, reason: ReviewReason) -> &'static str {
    match reason {
        ReviewReason::ChildrenProof => l.pick("请补充子女证明", "Proof of the children is needed"),
        ReviewReason::MarriageProof => l.pick("请补充婚姻证明", "Proof of marriage or divorce is needed"),
        ReviewReason::LeaseProof => l.pick("请补充租赁合同或备案", "The lease or its filing is needed"),
        ReviewReason::HomeRegister => {
            l.pick("请先更正住房登记信息", "The register of homes must be corrected first")
        }
        ReviewReason::ConditionNotMet => l.pick("不符合提取条件", "A condition is not met"),
        ReviewReason::Contradiction => l.pick("所报信息互相矛盾", "The statements contradict each other"),
    }
}

/// `最迟 11月24日前作出决定（受理后 3 日）`
pub fn decide_by(l: Lang, day: chrono::NaiveDate) -> String {
    match l {
        Lang::Zh => format!("最迟 {} 作出决定（受理后 3 日，条例第 25 条）", format::short_date(l, day)),
        Lang::En => {
            format!("Decided by {} at the latest (3 days, Regulation article 25)", format::short_date(l, day))
        }
    }
}

/// `提取 ¥1,500.00`
pub fn title(l: Lang, kind: &str) -> &'static str {
    match kind {
        "closing" => l.pick("销户提取", "Closing withdrawal"),
        "transfer_in" => super::transfer::direction(l, Direction::In),
        "transfer_out" => super::transfer::direction(l, Direction::Out),
        "rent_public" => l.pick("公租房提取", "Rent withdrawal, public home"),
        _ => rent(l),
    }
}
