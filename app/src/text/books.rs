//! Words of the fund's books: why a correction or the use of money in suspense is refused.

use super::{Lang, format};
use domain::{account_act::NotPossible, correction::Irreversible, suspense::Unusable, two_people::Conflict};

pub const fn conflict(l: Lang, conflict: Conflict) -> &'static str {
    match conflict {
        Conflict::SamePerson => l.pick("制单和复核必须是两个人", "who proposed it may not decide it"),
        Conflict::OwnAccount => {
            l.pick("不能经办本人或配偶的账户", "nobody handles an own account or the spouse's")
        }
    }
}

/// Why an entry is not taken back.
pub fn irreversible(l: Lang, why: Irreversible) -> String {
    let fixed = match why {
        Irreversible::NotFound => l.pick("没有这笔记录", "there is no such entry"),
        Irreversible::OfAReversal => l.pick("这笔本身就是冲正", "the entry is a reversal itself"),
        Irreversible::OfAReservation => l.pick(
            "这笔是提取的预留，没有入账",
            "the entry belongs to a reservation and moved no money by itself",
        ),
        Irreversible::OfAWithdrawal => l.pick(
            "这笔属于提取业务，由银行退回",
            "the entry belongs to a withdrawal; its money comes back through the bank",
        ),
        Irreversible::OfInterest => l.pick(
            "利息随明细重算，请更正明细后再结息",
            "interest follows from the entries: correct those and settle again",
        ),
        Irreversible::NotIntoAnAccount => {
            l.pick("这笔没有存入个人账户", "the entry put no money into an account")
        }
        Irreversible::AlreadyReversed => l.pick("这笔已经冲正", "the entry is reversed already"),
        Irreversible::AlreadyProposed => l.pick("这笔已有冲正申请", "somebody has proposed it already"),
        Irreversible::NotEnough { free } => {
            let free = format::yuan(free);
            return match l {
                Lang::Zh => format!("缴存人已提取，账户可用余额只有 {free}"),
                Lang::En => format!("the worker has withdrawn: {free} is free in the account"),
            };
        }
    };
    fixed.into()
}

/// Why money in suspense is not received or used.
pub fn unusable(l: Lang, why: Unusable) -> String {
    let fixed = match why {
        Unusable::NotFound => l.pick("没有这笔暂收款", "there is no such receipt"),
        Unusable::MoreThanOpen { open } => {
            let open = format::yuan(open);
            return match l {
                Lang::Zh => format!("超过未处理的金额 {open}"),
                Lang::En => format!("more than is open, which is {open}"),
            };
        }
        Unusable::AmountZero => l.pick("金额必须大于零", "the amount must be above zero"),
        Unusable::ReferenceUsed => {
            l.pick("这个银行流水号已用于另一笔款项", "the bank's serial stands in the books for other money")
        }
        Unusable::NoReference => {
            l.pick("请填银行流水号，不超过 64 个字", "a serial of the bank is needed, at most 64 characters")
        }
        Unusable::NoAccount => {
            l.pick("没有这个账户，或账户已销户", "there is no such account, or it is closed")
        }
        Unusable::MonthPaid => l.pick("该月已经汇缴", "the month is paid already"),
        Unusable::MonthInFuture => l.pick("月份还没到", "the month is to come"),
        Unusable::NotAContribution => l.pick("只能是 01 汇缴或 02 补缴", "only 01 and 02 are contributions"),
        Unusable::NoSuchFile => l.pick(
            "没有这个已导入完的文件，或它入账的金额不够",
            "no file of this batch was taken in to its end, or it posted less",
        ),
        Unusable::DayInFuture => l.pick("到账日期晚于今天", "the day of the receipt is to come"),
    };
    fixed.into()
}

/// Why something is not done to an account.
pub const fn not_possible(l: Lang, why: NotPossible) -> &'static str {
    match why {
        NotPossible::NotFound => l.pick("没有这个账户", "there is no such account"),
        NotPossible::Closed => l.pick("账户已销户", "the account is closed"),
        NotPossible::NotNormal => {
            l.pick("只有正常缴存的账户可以封存", "only an account that is paid into is sealed")
        }
        NotPossible::NotSealed => l.pick("账户没有封存", "the account is not sealed"),
        NotPossible::Frozen => l.pick("账户已冻结，请先解冻", "the account is frozen; unfreeze it first"),
        NotPossible::NotFrozen => l.pick("账户没有冻结", "nothing is frozen in the account"),
        NotPossible::AmountZero => l.pick("金额必须大于零", "the amount must be above zero"),
        NotPossible::NoUnit => l.pick("没有这个单位", "there is no such unit"),
        NotPossible::SameUnit => l.pick("账户已在这个单位", "the account is with this unit already"),
        NotPossible::Flexible => {
            l.pick("灵活就业账户按协议办理", "the account follows its agreement of flexible employment")
        }
        NotPossible::AlreadyProposed => {
            l.pick("该账户已有待复核的申请", "another proposal about the account waits")
        }
        NotPossible::NoBasis => l.pick("请填依据的文书或通知", "name the order or notice that it rests on"),
    }
}
