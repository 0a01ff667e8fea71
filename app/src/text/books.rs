//! Words of the fund's books: why a correction or the use of money in suspense is refused.

use super::{Lang, format};
use domain::{
    Month, account_act::NotPossible, closing::NotClosable, correction::Irreversible, suspense::Unusable,
    two_people::Conflict,
};

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
        Irreversible::OfAMerge => l.pick(
            "这笔来自合并销户的账户，原账户已销户",
            "the entry brought the money of an account that was merged and is closed",
        ),
        Irreversible::OfATransfer => l.pick(
            "这笔来自异地转入，原账户已销户",
            "the entry brought the money of an account in another city, which is closed",
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
        Irreversible::Overdrawn { day } => {
            let day = format::date(day);
            return match l {
                Lang::Zh => format!("缴存人已提取：没有这笔，{day} 的余额就是负数"),
                Lang::En => {
                    format!("the worker has withdrawn: without it the balance of {day} would be below zero")
                }
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

/// Why an account is not closed.
pub fn not_closable(l: Lang, why: NotClosable) -> String {
    let fixed = match why {
        NotClosable::MonthsMissing { first, count } => return months_missing(l, first, count),
        NotClosable::SealedTooShort { until } => {
            let until = format::date(until);
            return match l {
                Lang::Zh => format!("离职提取须封存满期，{until} 起可以办理"),
                Lang::En => format!("after leaving a job the account stays sealed until {until}"),
            };
        }
        NotClosable::NotFound => l.pick("没有这个账户", "there is no such account"),
        NotClosable::Closed => l.pick("账户已销户", "the account is closed already"),
        NotClosable::Frozen => {
            l.pick("账户有冻结，冻结的钱不能取出", "money of the account is frozen by an order")
        }
        NotClosable::NotSealed => {
            l.pick("账户还在正常缴存，请先封存", "the account is paid into; it is sealed first")
        }
        NotClosable::Reserved => l.pick(
            "有一笔提取正在审核，请先办结或撤销",
            "a withdrawal is under review; end or withdraw it first",
        ),
        NotClosable::PaymentUnderWay => l.pick(
            "有一笔提取正在打款，等银行办完再销户",
            "a withdrawal is on its way to the bank; wait for its end",
        ),
        NotClosable::DebitUnderWay => l.pick(
            "银行正在扣缴，等扣缴有结果再销户",
            "the bank is being asked for a contribution; wait for its answer",
        ),
        NotClosable::AgreementInForce => l.pick(
            "灵活就业协议还在生效，请先退出",
            "the agreement of flexible employment is in force; exit it first",
        ),
        NotClosable::SuspenseOpen => l.pick(
            "单位有暂收款还没有入账，请先处理",
            "money of the employer waits in suspense; place it first",
        ),
        NotClosable::ProposalOpen => {
            l.pick("该账户有待复核的申请", "a proposal about the account waits for its decision")
        }
        NotClosable::TransferUnderWay => {
            l.pick("有一件异地转移接续正在办理", "a transfer from or to another city is under way")
        }
        NotClosable::Loan => {
            l.pick("登记有未还清的公积金贷款", "the register knows an unpaid loan of the fund")
        }
        _ => return proposal_refused(l, why).into(),
    };
    fixed.into()
}

/// What is wrong with the proposal itself.
const fn proposal_refused(l: Lang, why: NotClosable) -> &'static str {
    match why {
        NotClosable::NoCard => {
            l.pick("没有登记收款卡，请填 --card", "no card is on file; give one with --card")
        }
        NotClosable::NotTheirCard => {
            l.pick("银行核验：卡不在收款人名下", "the bank says the card is not in the payee's name")
        }
        NotClosable::NoHeir => {
            l.pick("缴存人死亡的，请填继承人姓名和卡号", "after a death the heir's name and card are needed")
        }
        NotClosable::InterestUnclear => l.pick(
            "明细互相矛盾，算不出利息",
            "the entries contradict each other; no interest can be computed",
        ),
        NotClosable::AlreadyProposed => {
            l.pick("该账户或编号已有待复核的销户申请", "another closing of the account, or of this id, waits")
        }
        NotClosable::NoBasis => {
            l.pick("请填依据的证明或文书", "name the certificate or order that it rests on")
        }
        NotClosable::SameAccount => l.pick("不能并入同一个账户", "an account is not merged into itself"),
        NotClosable::OtherPerson => {
            l.pick("两个账户不是同一个人", "the two accounts are of different persons")
        }
        NotClosable::TargetNotOpen => l.pick(
            "并入的账户不存在、已销户或有冻结",
            "the account to merge into does not exist, is closed or frozen",
        ),
        _ => l.pick("不能销户", "the account is not closed"),
    }
}

fn months_missing(l: Lang, first: Month, count: u32) -> String {
    let first = format::month(l, first);
    match l {
        Lang::Zh => format!("封存前从 {first} 起有 {count} 个月没有缴"),
        Lang::En => format!("not paid up to its sealing: {count} months from {first} on"),
    }
}
