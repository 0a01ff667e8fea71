//! Words of flexible employment: what it is, the forms, the agreement, the own plan.

use super::{Lang, format};
use chrono::NaiveDate;
use domain::{
    Fen, Month,
    flex::{
        Clause, DebitState, FlexState, FlexVersion, Occupation, Product,
        policy::{Assumed, ExitRule, LoanFormula, LoanLink, Subsidy},
    },
};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $zh:literal, $en:literal;)*) => {
        $($(#[$doc])* pub const fn $name(l: Lang) -> &'static str { l.pick($zh, $en) })*
    };
}

words! {
    flex: "灵活就业缴存", "Flexible employment";
    intro_title: "没有单位，也能缴公积金", "Pay in without an employer";
    intro_lead: "自愿参加，自己选怎么缴、缴多少。怎么退出，签约前就写明。", "Voluntary. You choose how and how much. How to leave is stated before you sign.";
    not_open: "本市还没有开放灵活就业缴存", "This city has not opened the scheme yet";
    not_open_help: "开放以后会在这里公布产品和规则。", "Products and rules will be shown here once it does.";
    has_account: "您已经有公积金账户", "You have an account already";
    has_account_help: "一个人只有一个账户。单位停缴以后想自己接着缴，请带身份证到柜台办理转换。", "One person has one account. To go on by yourself after an employer stopped, bring your ID to a counter.";
    to_my_account: "看我的账户", "See my account";
    products: "怎么缴", "Ways to pay";
    product: "产品", "Product";
    each_time: "每次", "Each payment";
    each_month: "每月合计", "In one month";
    kept: "约定期限", "Agreed time";
    not_agreed: "不约定", "none";
    no_limit: "不另设限", "no other limit";
    when_debited: "什么时候扣款", "When it is debited";
    subsidy: "补贴", "Subsidy";
    yes: "有", "yes";
    no: "没有", "no";
    how_to_leave: "怎样退出", "How to leave";
    loan: "以后怎样贷款", "How this earns a loan";
    what_you_need: "要准备什么", "What you need";
    need_age: "年龄", "Age";
    need_card: "本人名下的一类借记卡", "A debit card of your own (class I)";
    not_now: "缴存情况", "Contributions";
    need_no_unit: "目前没有单位为您缴存", "No employer pays for you at present";
    start: "开始办理", "Start";
    about_minutes: "约 5 分钟，共 4 步，填过的内容会保留 30 分钟。", "About 5 minutes, 4 steps. What you enter is kept for 30 minutes.";
    source: "查看原文", "Read the source";
    not_verified: "数据取自公开渠道，尚未与原文逐条核对。", "Taken from public sources; not yet compared with the original line by line.";

    who: "您是谁", "Who you are";
    who_lead: "按身份证填写。", "As on the identity card.";
    name: "姓名", "Name";
    id_number: "身份证号", "ID number";
    id_hint: "18 位，最后一位可以是 X", "18 characters; the last may be X";
    mobile: "手机号", "Mobile number";
    occupation: "您怎样就业", "How you work";
    password: "设一个登录密码", "Choose a password to sign in with";
    password_hint: "至少 10 个字符，不要用证件号或手机号", "At least 10 characters; not your ID or mobile number";
    password_is_set: "密码已设好。不改就留空。", "A password is set. Leave this empty to keep it.";
    password_again: "再填一次密码", "The password once more";
    from_account: "姓名和证件号来自您的登录身份。", "Name and ID number come from your sign-in.";
    go_on: "继续", "Continue";

    what: "怎么缴，缴多少", "How and how much";
    amount: "每次缴存金额", "Amount of each payment";
    yuan: "元", "yuan";
    debit_day: "每月几号扣款", "Day of the month";
    debit_day_hint: "按月缴存才需要选。第一笔在签约后马上扣。", "For monthly payments only. The first debit is right after signing.";
    card: "扣款卡号", "Card to debit";
    card_hint: "本人名下的一类借记卡，13 到 19 位。会向银行核对姓名。", "Your own class-I debit card, 13 to 19 digits. The bank confirms the name.";
    demo_card_hint: "演示：6222 0200 0000 0000 000 马上扣到；尾号 083 补扣日才扣到；尾号 091 余额总是不足。", "Demo: 6222 0200 0000 0000 000 pays at once; …083 on the retry day; …091 never covers the amount.";

    agreement: "看协议，签字", "Read and sign";
    agreement_title: "住房公积金灵活就业缴存协议", "Agreement on voluntary contributions";
    agreement_lead: "共有这些条款，退出办法在其中。", "These are all the terms, the way out included.";
    not_paid_by_unit: "我声明：目前没有单位为我缴存住房公积金", "I declare that no employer pays contributions for me at present";
    own_card: "扣款卡是我本人的一类卡，我授权按协议扣款", "The card is my own class-I card, and I authorise the debits of this agreement";
    accept: "我已读完并同意上面的协议", "I have read and accept the agreement above";
    sign: "同意，继续", "Agree and continue";

    check: "确认后开户", "Check and open the account";
    check_lead: "提交后马上开户，并扣第一笔。", "The account opens and the first debit is made as soon as you send this.";
    first_debit_now: "提交后马上扣款", "Debited when you send this";
    submit: "开户并缴第一笔", "Open the account and pay";
    agreed: "已同意", "accepted";
    agreement_version: "协议版本", "Version of the agreement";

    done: "开户成功", "Your account is open";
    account_number: "个人账号", "Account number";
    first_debit: "第一笔扣款", "First debit";
    next_debit: "下次扣款", "Next debit";
    no_next_debit: "不会自动扣款", "Nothing is debited by itself";
    sign_in: "登录看账户", "Sign in";
    sign_in_with: "用身份证号和刚才设的密码登录。", "Use your ID number and the password you have just chosen.";

    my_plan: "我的灵活缴存", "My voluntary contributions";
    state: "状态", "State";
    signed_on: "签约日期", "Signed on";
    missed_months: "没有缴上的月份", "Months not paid";
    none: "没有", "none";
    debits: "扣款记录", "Debits";
    ledger: "查明细", "Statement";
}

pub const fn product_name(l: Lang, product: Product) -> &'static str {
    match product {
        Product::Monthly => l.pick("按月缴存", "Monthly"),
        Product::Lump => l.pick("一次性缴存", "Lump sum"),
        Product::Free => l.pick("自由缴存", "Free payments"),
    }
}

pub const fn product_note(l: Lang, product: Product) -> &'static str {
    match product {
        Product::Monthly => {
            l.pick("每月同一天，扣同样的金额", "The same amount on the same day of each month")
        }
        Product::Lump => l.pick("一次缴清，存满约定期限", "Paid once and kept for the agreed time"),
        Product::Free => l.pick("想缴就缴，不自动扣款", "Whenever you like; nothing is debited by itself"),
    }
}

pub const fn occupation_name(l: Lang, occupation: Occupation) -> &'static str {
    match occupation {
        Occupation::OwnBusiness => l.pick("个体经营", "Own business"),
        Occupation::PartTime => l.pick("非全日制工作", "Part-time work"),
        Occupation::Platform => l.pick("平台就业（骑手、网约车等）", "Platform work (riders, drivers …)"),
        Occupation::Other => l.pick("其他", "Other"),
    }
}

pub const fn state_name(l: Lang, state: FlexState) -> &'static str {
    match state {
        FlexState::Applied => l.pick("已申请", "applied"),
        FlexState::Agreed => l.pick("已签约，待首次扣款", "signed, first debit ahead"),
        FlexState::Active => l.pick("缴存中", "paying"),
        FlexState::Suspended => l.pick("暂停：连续几个月没有缴上", "suspended: several months missed"),
        FlexState::Sealed => l.pick("已封存", "sealed"),
        FlexState::Exited => l.pick("已退出", "left"),
    }
}

pub const fn debit_state(l: Lang, state: DebitState) -> &'static str {
    match state {
        DebitState::Due => l.pick("待扣款", "ahead"),
        DebitState::Sent => l.pick("银行处理中", "with the bank"),
        DebitState::Short => l.pick("余额不足，会再扣一次", "not covered; asked once more"),
        DebitState::Paid => l.pick("已入账", "posted"),
        DebitState::Missed => l.pick("没有缴上", "not paid"),
        DebitState::Skipped => l.pick("本月已由单位缴存", "paid by an employer"),
    }
}

/// `¥718.00 到 ¥50,000.00`.
pub fn range(l: Lang, (min, max): (Fen, Fen)) -> String {
    let (min, max) = (format::yuan(min), format::yuan(max));
    match l {
        Lang::Zh => format!("{min} 到 {max}"),
        Lang::En => format!("{min} to {max}"),
    }
}

/// The hint of the amount: the limits of every product of the city.
pub fn limits(l: Lang, rules: &FlexVersion) -> String {
    let one = |rule: &domain::flex::policy::ProductRule| {
        let (name, range) = (product_name(l, rule.product), range(l, rule.amount.range()));
        match l {
            Lang::Zh => format!("{name} {range}"),
            Lang::En => format!("{name}: {range}"),
        }
    };
    rules.products.iter().map(one).collect::<Vec<_>>().join(l.pick("；", "; "))
}

pub fn up_to(l: Lang, amount: Fen) -> String {
    let amount = format::yuan(amount);
    match l {
        Lang::Zh => format!("不超过 {amount}"),
        Lang::En => format!("up to {amount}"),
    }
}

/// When a product is debited.
pub fn debited(l: Lang, product: Product, rules: &FlexVersion) -> String {
    let (first, last) = (rules.debit.first_day, rules.debit.last_day);
    match (product, l) {
        (Product::Monthly, Lang::Zh) if first == last => format!("每月 {first} 号"),
        (Product::Monthly, Lang::En) if first == last => format!("on day {first} of each month"),
        (Product::Monthly, Lang::Zh) => format!("每月 {first} 到 {last} 号中自选一天"),
        (Product::Monthly, Lang::En) => format!("on a day of your choice, {first} to {last}, each month"),
        (Product::Lump, _) => l.pick("签约时一次", "once, when you sign").to_owned(),
        (Product::Free, _) => l.pick("签约时第一笔", "the first one when you sign").to_owned(),
    }
}

pub fn age(l: Lang, min: u32) -> String {
    match l {
        Lang::Zh => format!("年满 {min} 周岁，未到法定退休年龄"),
        Lang::En => format!("From {min}, below the statutory retirement age"),
    }
}

pub fn day_of_month(l: Lang, day: u32) -> String {
    match l {
        Lang::Zh => format!("每月 {day} 号"),
        Lang::En => format!("day {day}"),
    }
}

pub fn card_ending(l: Lang, tail: &str) -> String {
    match l {
        Lang::Zh => format!("尾号 {tail}"),
        Lang::En => format!("ending {tail}"),
    }
}

pub fn months_list(l: Lang, months: &[Month]) -> String {
    months.iter().map(|month| format::month(l, *month)).collect::<Vec<_>>().join(l.pick("、", ", "))
}

/// What a city's text does not say and this centre assumes.
pub fn assumed(l: Lang, parts: &[Assumed]) -> Option<String> {
    if parts.is_empty() {
        return None;
    }
    let name = |part: &Assumed| match part {
        Assumed::Products => l.pick("产品", "the products"),
        Assumed::Limits => l.pick("限额", "the limits"),
        Assumed::DebitDays => l.pick("扣款日", "the debit days"),
        Assumed::MissedMonths => l.pick("漏缴处理", "what a missed month means"),
        Assumed::ExitRules => l.pick("退出规则", "how to leave"),
        Assumed::LoanLink => l.pick("贷款条件", "the loan terms"),
    };
    let names = parts.iter().map(name).collect::<Vec<_>>().join(l.pick("、", ", "));
    Some(match l {
        Lang::Zh => format!(
            "没有找到本市关于{names}的公开文件，这里按《住房公积金管理条例》第四十九条的框架和各地通行做法设定。"
        ),
        Lang::En => format!(
            "No published text of this city was found for {names}; they follow article 49 of the Regulation and common practice."
        ),
    })
}

pub fn exit_rule(l: Lang, rule: ExitRule) -> String {
    match (rule, l) {
        (ExitRule::AnyTimeWithoutLoan { household: true }, Lang::Zh) => {
            "本人和配偶没有未还清的公积金贷款时，随时可以退出，不用材料".into()
        }
        (ExitRule::AnyTimeWithoutLoan { household: true }, Lang::En) => {
            "You may leave at any time, without papers, while neither you nor your spouse owes a fund loan"
                .into()
        }
        (ExitRule::AnyTimeWithoutLoan { household: false }, Lang::Zh) => {
            "本人没有未还清的公积金贷款时，随时可以停缴退出".into()
        }
        (ExitRule::AnyTimeWithoutLoan { household: false }, Lang::En) => {
            "You may stop and leave at any time while you owe no fund loan".into()
        }
        (ExitRule::FlexPartPaidOut, Lang::Zh) => "退出时，自己缴的本金和利息全部取回".into(),
        (ExitRule::FlexPartPaidOut, Lang::En) => {
            "On leaving, everything you paid is returned with its interest".into()
        }
        (ExitRule::ByWithdrawalRules, Lang::Zh) => "取钱按职工的提取规则办理，如租房、购房、退休".into(),
        (ExitRule::ByWithdrawalRules, Lang::En) => {
            "Money leaves for the same reasons as for employees: rent, buying a home, retirement".into()
        }
        (ExitRule::LoanRightEnds, Lang::Zh) => "退出以后，这些缴存月数不再计入贷款资格".into(),
        (ExitRule::LoanRightEnds, Lang::En) => {
            "After leaving, these months no longer count towards a loan".into()
        }
        (ExitRule::KeptFor { months }, Lang::Zh) => format!("一次性缴存要存满 {months} 个月"),
        (ExitRule::KeptFor { months }, Lang::En) => format!("A lump sum stays for {months} months"),
        (ExitRule::EndsWithEmployer, Lang::Zh) => "有单位为您缴存时，协议结束，账户接着用".into(),
        (ExitRule::EndsWithEmployer, Lang::En) => {
            "When an employer starts to pay, the agreement ends and the account goes on".into()
        }
    }
}

/// When a loan may be asked for, and by which formula.
pub fn loan_link(l: Lang, link: &LoanLink) -> String {
    let months = match (link.consecutive_months, link.total_months, l) {
        (run, total, Lang::Zh) if total > run => {
            format!("连续缴满 {run} 个月、累计 {total} 个月后可以申请贷款")
        }
        (run, total, Lang::En) if total > run => {
            format!("A loan may be asked for after {run} months in a row and {total} in all")
        }
        (run, _, Lang::Zh) => format!("连续缴满 {run} 个月后可以申请贷款"),
        (run, _, Lang::En) => format!("A loan may be asked for after {run} months in a row"),
    };
    let formula = match (&link.formula, l) {
        (None, Lang::Zh) => "；额度按职工贷款规则计算。".to_owned(),
        (None, Lang::En) => "; its size follows the rules for employees.".to_owned(),
        (Some(LoanFormula::Balance { multiple }), Lang::Zh) => format!("；额度是账户余额的 {multiple} 倍。"),
        (Some(LoanFormula::Balance { multiple }), Lang::En) => {
            format!("; up to {multiple} times the balance.")
        }
        (Some(LoanFormula::AverageBalance { multiple, cap_fen, .. }), Lang::Zh) => format!(
            "；额度是月均余额的 {multiple} 倍，再按缴存时间加成，最高 {}。",
            format::ten_thousands(l, *cap_fen)
        ),
        (Some(LoanFormula::AverageBalance { multiple, cap_fen, .. }), Lang::En) => format!(
            "; {multiple} times the average balance, more with time, at most {}.",
            format::ten_thousands(l, *cap_fen)
        ),
    };
    months + &formula
}

/// What paying `monthly` for so many months would earn.
pub fn loan_example(l: Lang, monthly: Fen, months: u32, amount: Fen) -> String {
    let (monthly, amount) = (format::yuan(monthly), format::yuan(amount));
    match l {
        Lang::Zh => format!("例如每月缴 {monthly}，缴满 {months} 个月，可贷 {amount}。"),
        Lang::En => format!("For example, {monthly} a month for {months} months earns {amount}."),
    }
}

pub fn subsidy_terms(l: Lang, subsidy: &Subsidy) -> String {
    let loan = match (subsidy.without_loan, l) {
        (true, Lang::Zh) => "、期间没有用公积金贷款",
        (true, Lang::En) => " without a fund loan",
        (false, _) => "",
    };
    let (months, most) = (subsidy.after_months, subsidy.yearly_max_fen.map(format::yuan));
    match (l, most) {
        (Lang::Zh, None) => format!("缴满 {months} 个月{loan}，可以得到缴存补贴；金额以本市公布为准"),
        (Lang::Zh, Some(most)) => format!("缴满 {months} 个月{loan}，可以得到缴存补贴，每年最多 {most}"),
        (Lang::En, None) => {
            format!("A subsidy is paid after {months} months{loan}; the city publishes the amount")
        }
        (Lang::En, Some(most)) => {
            format!("A subsidy is paid after {months} months{loan}, at most {most} a year")
        }
    }
}

/// `住房公积金管理条例… · 2026-11-20`.
pub fn basis(l: Lang, rules: &FlexVersion) -> String {
    let day = format::date(rules.as_of);
    match l {
        Lang::Zh => format!("依据：{}。数据日期 {day}。", rules.doc),
        Lang::En => format!("Basis: {}. Figures as of {day}.", rules.doc),
    }
}

/// How the first debit went, in one sentence.
pub fn first_result(l: Lang, state: DebitState, amount: Fen, ask_on: NaiveDate) -> String {
    let (amount, day) = (format::yuan(amount), format::date(ask_on));
    match (state, l) {
        (DebitState::Paid | DebitState::Skipped, Lang::Zh) => format!("{amount} 已入账"),
        (DebitState::Paid | DebitState::Skipped, Lang::En) => format!("{amount} posted"),
        (DebitState::Short | DebitState::Missed, Lang::Zh) => {
            format!("卡里余额不足，{day} 会再扣一次 {amount}。请在那天之前存入。账户已经开好。")
        }
        (DebitState::Short | DebitState::Missed, Lang::En) => {
            format!("The card did not cover it. {amount} is asked for again on {day}. The account is open.")
        }
        (DebitState::Due | DebitState::Sent, Lang::Zh) => format!("{amount} 银行处理中，到账后会记入明细"),
        (DebitState::Due | DebitState::Sent, Lang::En) => format!("{amount} is with the bank"),
    }
}

/// What the agreement is about.
pub struct Paper<'a> {
    pub centre: &'a str,
    pub rules: &'a FlexVersion,
    /// `quanzhou.flex@1`.
    pub rules_name: &'a str,
    pub product: Product,
    pub amount: Fen,
    pub debit_day: Option<u32>,
    pub card_tail: &'a str,
}

/// The paragraphs of the agreement, numbered by their place. A signature is bound to exactly these words.
pub fn paper(l: Lang, paper: &Paper<'_>) -> Vec<String> {
    let clauses = paper.rules.clauses(paper.product);
    clauses.enumerate().map(|(n, clause)| format!("{}. {}", n + 1, paragraph(l, clause, paper))).collect()
}

fn paragraph(l: Lang, clause: Clause, p: &Paper<'_>) -> String {
    match l {
        Lang::Zh => zh(clause, p),
        Lang::En => en(clause, p),
    }
}

fn zh(clause: Clause, p: &Paper<'_>) -> String {
    let (product, amount) = (product_name(Lang::Zh, p.product), format::yuan(p.amount));
    match clause {
        Clause::Voluntary => format!(
            "依据《住房公积金管理条例》第四十九条，我以灵活就业人员身份自愿向{}缴存住房公积金。",
            p.centre
        ),
        Clause::Payment => format!("缴存产品为{product}，每次 {amount}，全部归我个人所有。"),
        Clause::Mandate => {
            format!("我授权从本人尾号 {} 的一类银行卡扣款。第一笔在签约后马上扣，记为当月缴存。", p.card_tail)
        }
        Clause::DebitDay => format!(
            "以后每月 {} 号扣款；余额不足的，{} 天后再扣一次。",
            p.debit_day.unwrap_or(p.rules.debit.usual_day),
            p.rules.debit.retry_after_days
        ),
        Clause::MissedMonths => {
            let back = if p.rules.missed.back_payable { "可以补缴" } else { "不能补缴" };
            format!(
                "两次都没有扣到的，该月视为未缴，{back}。连续 {} 个月未缴，协议暂停；连续 {} 个月未缴，账户封存，不再扣款，余额不变。",
                p.rules.missed.suspend_after, p.rules.missed.seal_after
            )
        }
        Clause::Interest => "利息和职工账户一样计算，每年 6 月 30 日结息。".into(),
        Clause::Exit => {
            let rules: Vec<String> = p.rules.exit.iter().map(|rule| exit_rule(Lang::Zh, *rule)).collect();
            format!("退出：{}。", rules.join("；"))
        }
        Clause::Loan => loan_link(Lang::Zh, &p.rules.loan),
        Clause::Subsidy => {
            p.rules.subsidy.as_ref().map_or_else(String::new, |s| subsidy_terms(Lang::Zh, s) + "。")
        }
        Clause::Data => {
            "我的姓名、证件号、手机号和卡号只用于开户、扣款、核验和告知；加密保存，不另作他用。".into()
        }
        Clause::Change => {
            format!("规则按 {} 版执行。规则变化会先告知；对我不利的，我可以按原规则退出。", p.rules_name)
        }
    }
}

fn en(clause: Clause, p: &Paper<'_>) -> String {
    let (product, amount) = (product_name(Lang::En, p.product), format::yuan(p.amount));
    match clause {
        Clause::Voluntary => format!(
            "Under article 49 of the Regulation on housing provident funds I join {} of my own will, as a person in flexible employment.",
            p.centre
        ),
        Clause::Payment => format!("I choose “{product}”, {amount} each time. All of it is my own."),
        Clause::Mandate => format!(
            "I authorise debits from my own class-I bank card ending {}. The first debit is made right after signing and counts for this month.",
            p.card_tail
        ),
        Clause::DebitDay => format!(
            "Later debits are made on day {} of each month; when the card does not cover one, it is asked once more {} days later.",
            p.debit_day.unwrap_or(p.rules.debit.usual_day),
            p.rules.debit.retry_after_days
        ),
        Clause::MissedMonths => {
            let back = if p.rules.missed.back_payable { "may be paid later" } else { "cannot be paid later" };
            format!(
                "A month that fails twice is unpaid and {back}. After {} unpaid months in a row the agreement is suspended; after {} the account is sealed, debits end and the balance stays.",
                p.rules.missed.suspend_after, p.rules.missed.seal_after
            )
        }
        Clause::Interest => {
            "Interest is the same as for employees and is credited on 30 June of each year.".into()
        }
        Clause::Exit => {
            let rules: Vec<String> = p.rules.exit.iter().map(|rule| exit_rule(Lang::En, *rule)).collect();
            format!("Leaving: {}.", rules.join("; "))
        }
        Clause::Loan => loan_link(Lang::En, &p.rules.loan),
        Clause::Subsidy => {
            p.rules.subsidy.as_ref().map_or_else(String::new, |s| subsidy_terms(Lang::En, s) + ".")
        }
        Clause::Data => "My name, ID number, mobile number and card number serve to open the account, debit, verify and inform me; they are stored encrypted and used for nothing else.".into(),
        Clause::Change => format!(
            "Version {} of the rules applies. I am told of a change beforehand; if it is to my disadvantage I may leave under the old rules.",
            p.rules_name
        ),
    }
}
