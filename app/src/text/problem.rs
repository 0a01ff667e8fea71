//! Every problem of a form in words: what to do, with the range, never only what is wrong.

use super::{Lang, books, format, indicator, transfer};
use domain::{Fen, Month, Problem};

/// The sentence beside the field and in the list at the top. Exhaustive: a new problem needs both languages.
pub fn sentence(lang: Lang, problem: &Problem) -> String {
    match lang {
        Lang::Zh => zh(problem),
        Lang::En => en(problem),
    }
}

/// The sentences of a range alone, for an island: the whole list of problems would weigh on its module.
pub fn range(lang: Lang, problem: &Problem) -> Option<String> {
    match *problem {
        Problem::AmountOutOfRange { min, max } => Some(amounts(lang, min, max)),
        Problem::NumberOutOfRange { min, max } => Some(numbers(lang, min, max)),
        Problem::RateOutOfRange { min, max } => Some(rates(lang, min, max)),
        _ => None,
    }
}

fn amounts(lang: Lang, min: Fen, max: Fen) -> String {
    let (min, max) = (format::yuan(min), format::yuan(max));
    match lang {
        Lang::Zh => format!("请填写 {min} 到 {max} 之间的金额"),
        Lang::En => format!("Enter an amount from {min} to {max}"),
    }
}

fn numbers(lang: Lang, min: i64, max: i64) -> String {
    match lang {
        Lang::Zh => format!("请填写 {min} 到 {max} 之间的整数"),
        Lang::En => format!("Enter a whole number from {min} to {max}"),
    }
}

fn months(l: Lang, min: Month, max: Month) -> String {
    let (min, max) = (format::month(l, min), format::month(l, max));
    match l {
        Lang::Zh => format!("请选择 {min} 到 {max} 之间的月份"),
        Lang::En => format!("Choose a month from {min} to {max}"),
    }
}

fn rates(lang: Lang, min: i64, max: i64) -> String {
    let (min, max) = (format::rate(min), format::rate(max));
    match lang {
        Lang::Zh => format!("请填写 {min} 到 {max} 之间的利率"),
        Lang::En => format!("Enter a rate from {min} to {max}"),
    }
}

fn zh(problem: &Problem) -> String {
    match problem {
        Problem::Missing => "这一项不能空着，请填写或选择".into(),
        Problem::TooLong { max } => format!("请缩短到 {max} 个字以内"),
        Problem::ForbiddenCharacter => "请去掉看不见的字符和特殊符号，再填一次".into(),
        Problem::NotAChoice => "请从页面上的选项中选一个".into(),
        Problem::NotAnAmount => "请填写金额，例如 1500 或 1500.50，最多两位小数".into(),
        Problem::NotANumber => "请填写整数，例如 12".into(),
        Problem::NotARate => "请填写利率，例如 2.6，最多三位小数".into(),
        Problem::NotAMonth => "请填写年月，例如 2026-11".into(),
        Problem::NotADate => "请填写日期，例如 2026-11-21".into(),
        Problem::AmountOutOfRange { min, max } => amounts(Lang::Zh, *min, *max),
        Problem::NumberOutOfRange { min, max } => numbers(Lang::Zh, *min, *max),
        Problem::RateOutOfRange { min, max } => rates(Lang::Zh, *min, *max),
        Problem::MonthOutOfRange { min, max } => months(Lang::Zh, *min, *max),
        Problem::NotAnIdNumber => "请填写 18 位身份证号，最后一位可以是 X；请对照证件检查每一位".into(),
        Problem::NotACertificateNumber => "请填写 17 位证书编号；请对照证明检查每一位".into(),
        Problem::NotAnIdTail => "请填写证件号码的最后 4 位，可以有字母 X".into(),
        Problem::NoSuchCertificate => "没有查到。请检查编号、姓名和证件后四位是否与证明上一致".into(),
        Problem::NotABankCard => "请填写 13 到 19 位银行卡号；请对照卡面检查每一位".into(),
        Problem::NotOwnCard => "银行核对结果：这张卡不在您本人名下。请换一张本人的一类借记卡".into(),
        Problem::NotAMobile => "请填写 11 位手机号，以 1 开头".into(),
        Problem::NotAName => "请填写证件上的姓名，不带空格和符号（中间的“·”可以）".into(),
        Problem::NotAccepted => "请先阅读，再打勾表示同意".into(),
        Problem::TooShort { min } => format!("请填写至少 {min} 个字符"),
        Problem::EasyToGuess => "这个密码太容易被猜到，请换一个，例如几个不相干的词连在一起".into(),
        Problem::NoSecondFactor => "办理这件事需要动态验证码，请先到“我的”里设置验证器".into(),
        Problem::WrongStaffCredentials => {
            "工号、密码或动态验证码不对，请逐项检查；用过的验证码不能再用".into()
        }
        Problem::WrongCredentials => "证件号或密码不对，请检查后再试".into(),
        Problem::WrongOneTimeCode => "请填写验证器现在显示的 6 位数字；用过的数字不能再用，请等下一组".into(),
        Problem::TooManyTries { wait_seconds } => {
            format!("试的次数太多，请等 {} 再试", format::wait(Lang::Zh, *wait_seconds))
        }
        Problem::RequestReused => "这份申请已经交过，但内容不同。请到“我的办件”查看，或重新开始".into(),
        Problem::AlreadyThere => "已经有一份在办理，或这些月份已经批准；请看这一页上的记录".into(),
        Problem::ChangedMeanwhile => "打开这一页以后内容有了变化，请核对下面的新内容再提交".into(),
        Problem::NotEnough { available } => {
            format!("可用金额是 {}，请填写不超过它的金额", format::yuan(*available))
        }
        Problem::UnderAge { min } => format!("满 {min} 周岁才可以办理，请核对身份证号"),
        Problem::PastRetirementAge => {
            "已到法定退休年龄，不能再开户缴存；账户里的钱可以全部提取，请打 12329".into()
        }
        Problem::PasswordsDiffer => "两次填写的密码不一样，请再填一次".into(),
        Problem::CannotOpenAccount => "用这个身份证号不能在这里开户。请先登录看看，或打 12329".into(),
        Problem::NotDigits { min, max } if min == max => format!("请填写 {min} 位数字"),
        Problem::NotDigits { min, max } => format!("请填写 {min} 到 {max} 位数字"),
        Problem::NoSuchAccount => "这里没有这个账户，或账户已销户，请核对账号".into(),
        Problem::NotTransferable { why } => transfer::not_transferable(Lang::Zh, *why),
        Problem::Unusable { why } => books::unusable(Lang::Zh, *why),
        Problem::NotClosable { why } => books::not_closable(Lang::Zh, *why),
        Problem::Irreversible { why } => books::irreversible(Lang::Zh, *why),
        Problem::Conflict { why } => books::conflict(Lang::Zh, *why).to_owned(),
        Problem::NoPlan { why } => indicator::plan_problem(Lang::Zh, *why),
    }
}

fn en(problem: &Problem) -> String {
    match problem {
        Problem::Missing => "Fill this in or choose an answer".into(),
        Problem::TooLong { max } => format!("Shorten this to {max} characters or fewer"),
        Problem::ForbiddenCharacter => "Remove invisible or special characters and enter it again".into(),
        Problem::NotAChoice => "Choose one of the answers on the page".into(),
        Problem::NotAnAmount => "Enter an amount such as 1500 or 1500.50, with at most two decimals".into(),
        Problem::NotANumber => "Enter a whole number such as 12".into(),
        Problem::NotARate => "Enter a rate such as 2.6, with at most three decimals".into(),
        Problem::NotAMonth => "Enter a month such as 2026-11".into(),
        Problem::NotADate => "Enter a date such as 2026-11-21".into(),
        Problem::AmountOutOfRange { min, max } => amounts(Lang::En, *min, *max),
        Problem::NumberOutOfRange { min, max } => numbers(Lang::En, *min, *max),
        Problem::RateOutOfRange { min, max } => rates(Lang::En, *min, *max),
        Problem::MonthOutOfRange { min, max } => months(Lang::En, *min, *max),
        Problem::NotAnIdNumber => "Enter all 18 characters of the ID number; the last may be X".into(),
        Problem::NotACertificateNumber => "Enter the 17 characters of the number on the paper".into(),
        Problem::NotAnIdTail => "Enter the last 4 characters of the ID number; X is allowed".into(),
        Problem::NoSuchCertificate => "Nothing found. Compare all three entries with the paper".into(),
        Problem::NotABankCard => "Enter the 13 to 19 digits of the bank card".into(),
        Problem::NotOwnCard => "This card is not in your name. Use one of your own".into(),
        Problem::NotAMobile => "Enter an 11-digit mobile number that starts with 1".into(),
        Problem::NotAName => "Enter the name as on the ID, without spaces or symbols (· is fine)".into(),
        Problem::NotAccepted => "Read it, then tick the box to agree".into(),
        Problem::TooShort { min } => format!("Enter at least {min} characters"),
        Problem::EasyToGuess => {
            "This password is easy to guess. Choose another, such as a few words that do not belong together"
                .into()
        }
        Problem::NoSecondFactor => {
            "This needs a one-time code. Set up an authenticator under “Me” first".into()
        }
        Problem::WrongStaffCredentials => {
            "The login, the password or the code is wrong. Check each; a code works once".into()
        }
        Problem::WrongCredentials => {
            "The ID number or the password is wrong. Check both and try again".into()
        }
        Problem::WrongOneTimeCode => {
            "Enter the 6 digits your authenticator shows now; a code works once, so wait for the next".into()
        }
        Problem::TooManyTries { wait_seconds } => {
            format!("Too many tries. Wait {} and try again", format::wait(Lang::En, *wait_seconds))
        }
        Problem::RequestReused => {
            "This form was already sent with other content. See “My cases”, or start again".into()
        }
        Problem::AlreadyThere => "One is under way or granted already; see the list on this page".into(),
        Problem::ChangedMeanwhile => {
            "Something changed since you opened this page. Check it and send again".into()
        }
        Problem::NotEnough { available } => {
            format!("{} is available. Enter no more than that", format::yuan(*available))
        }
        Problem::UnderAge { min } => format!("This is open from the age of {min}. Check the ID number"),
        Problem::PastRetirementAge => {
            "Retirement age has been reached: no new account, but all savings may be withdrawn. Call 12329"
                .into()
        }
        Problem::PasswordsDiffer => "The two passwords differ. Enter the new one again".into(),
        Problem::CannotOpenAccount => {
            "No account can be opened here with this ID number. Try to sign in, or call 12329".into()
        }
        Problem::NotDigits { min, max } if min == max => format!("Enter {min} digits"),
        Problem::NotDigits { min, max } => format!("Enter {min} to {max} digits"),
        Problem::NoSuchAccount => "No account of this number is open here. Check the number".into(),
        Problem::NotTransferable { why } => sentence_of(transfer::not_transferable(Lang::En, *why)),
        Problem::Unusable { why } => sentence_of(books::unusable(Lang::En, *why)),
        Problem::NotClosable { why } => sentence_of(books::not_closable(Lang::En, *why)),
        Problem::Irreversible { why } => sentence_of(books::irreversible(Lang::En, *why)),
        Problem::Conflict { why } => sentence_of(books::conflict(Lang::En, *why).to_owned()),
        Problem::NoPlan { why } => sentence_of(indicator::plan_problem(Lang::En, *why)),
    }
}

/// A refusal as it stands in the middle of a line, at the beginning of one.
fn sentence_of(refusal: String) -> String {
    let mut letters = refusal.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_the_range() {
        let months = Problem::NumberOutOfRange { min: 1, max: 360 };
        assert_eq!(sentence(Lang::Zh, &months), "请填写 1 到 360 之间的整数");
        let amount = Problem::AmountOutOfRange { min: Fen::new(1), max: Fen::from_yuan(1500) };
        assert_eq!(sentence(Lang::Zh, &amount), "请填写 ¥0.01 到 ¥1,500.00 之间的金额");
        assert_eq!(sentence(Lang::En, &amount), "Enter an amount from ¥0.01 to ¥1,500.00");
        let rate = Problem::RateOutOfRange { min: 100, max: 10_000 };
        assert_eq!(sentence(Lang::Zh, &rate), "请填写 0.10% 到 10.00% 之间的利率");
    }
}
