//! Words of the import of remittance files: columns, reasons of the reject file, refusals, the summary.

use super::{Lang, format};
use domain::remittance::{Column, HeaderError, Reason};

/// Heads of the columns of a reject file.
pub const REJECT_HEADER: &str = "line,field,code,原因,reason";

/// The name of a column beside its code.
pub const fn column(l: Lang, column: Column) -> &'static str {
    match column {
        Column::Dwzh => l.pick("单位账号", "unit account number"),
        Column::Dwmc => l.pick("单位名称", "unit name"),
        Column::Tyshxydm => l.pick("统一社会信用代码", "unified social credit code"),
        Column::Grzh => l.pick("个人账号", "personal account number"),
        Column::Xingming => l.pick("姓名", "name"),
        Column::Zjlx => l.pick("证件类型", "kind of identity document"),
        Column::Zjhm => l.pick("证件号码", "identity number"),
        Column::Hbjny => l.pick("汇补缴年月", "contribution month"),
        Column::Ywlx => l.pick("业务类型", "business type"),
        Column::Grjcjs => l.pick("个人缴存基数", "contribution base"),
        Column::Dwjcbl => l.pick("单位缴存比例", "employer's rate"),
        Column::Grjcbl => l.pick("个人缴存比例", "own rate"),
        Column::Dwyjce => l.pick("单位月缴存额", "employer's monthly amount"),
        Column::Gryjce => l.pick("个人月缴存额", "own monthly amount"),
        Column::Jzrq => l.pick("记账日期", "posting date"),
        Column::Grzhzt => l.pick("个人账户状态", "account state"),
        Column::Bjyy => l.pick("补缴原因", "reason of the back payment"),
        Column::Yjbz => l.pick("预缴标志", "mark of an advance"),
    }
}

/// Why a line was not taken in. Exhaustive: a new reason needs both languages.
pub fn reason(l: Lang, reason: &Reason) -> String {
    match l {
        Lang::Zh => zh(reason),
        Lang::En => en(reason),
    }
}

fn zh(reason: &Reason) -> String {
    match reason {
        Reason::FieldCount { expected, found } => format!("这一行有 {found} 栏，应为 {expected} 栏"),
        Reason::BrokenQuote => "引号没有成对".into(),
        Reason::Encoding => "不是本文件编码的文字".into(),
        Reason::LineTooLong => "这一行太长".into(),
        Reason::Missing => "没有填写".into(),
        Reason::NotAUnitNo => "单位账号应为 4 到 20 位数字".into(),
        Reason::NotAUnitName => "单位名称应为 2 到 100 个字，不含特殊符号".into(),
        Reason::NotACreditCode => "统一社会信用代码位数或校验码不对".into(),
        Reason::NotAnAccountNo => "个人账号应为 12 位数字，校验位不对".into(),
        Reason::NotAName => "姓名含有不允许的字符或长度不对".into(),
        Reason::IdTypeUnsupported => "只接受证件类型 01（居民身份证）".into(),
        Reason::IdShape => "身份证号应为 17 位数字加 1 位数字或 X".into(),
        Reason::IdBirthDate => "身份证号中的出生日期不存在".into(),
        Reason::IdCheckDigit => "身份证号校验码不对".into(),
        Reason::NotAMonth => "年月应为 YYYYMM，月份 01 到 12".into(),
        Reason::MonthInFuture { last } => {
            format!("年月晚于记账月份，最晚 {}", format::month(Lang::Zh, *last))
        }
        Reason::MonthPaid => "该月已经缴存或补缴".into(),
        Reason::MonthRange => "补缴可写 YYYYMM-YYYYMM，起月不晚于止月；汇缴只写一个月".into(),
        Reason::BackReasonUnsupported => "补缴原因只接受 01 漏缴、02 差额、03 缓缴、04 责令；汇缴不填".into(),
        Reason::NotDeferred => "这个账户的这些月份没有批准的缓缴，不能按 03 补缴".into(),
        Reason::AdvanceUnsupported => "预缴标志只接受 1，只用于汇缴，并且不能同时封存".into(),
        Reason::MonthNotAhead { first } => {
            format!("标了预缴，年月应晚于记账月份，最早 {}", format::month(Lang::Zh, *first))
        }
        Reason::MonthTooFarAhead { last } => {
            format!("预缴最远到 {}", format::month(Lang::Zh, *last))
        }
        Reason::NotADate => "日期应为 YYYYMMDD，且存在".into(),
        Reason::DateInFuture => "日期晚于今天".into(),
        Reason::DaySigned => "该日已轧账签字，不能再记账".into(),
        Reason::BusinessTypeUnsupported => "业务类型只接受 01 汇缴、02 补缴".into(),
        Reason::StateUnsupported => "账户状态只接受 01 正常、02 封存".into(),
        Reason::NotAnAmount => "金额应为元，最多两位小数，不带正负号、字母和指数".into(),
        Reason::AmountTooLarge => "金额太大".into(),
        Reason::AmountZero => "金额为零".into(),
        Reason::BaseBelowFloor { floor } => format!("缴存基数低于下限 {}", format::yuan(*floor)),
        Reason::BaseOverCeiling { ceiling } => format!("缴存基数高于上限 {}", format::yuan(*ceiling)),
        Reason::BaseOutside { floor, ceiling } => {
            format!("缴存基数应在下限 {} 和上限 {} 之间", format::yuan(*floor), format::yuan(*ceiling))
        }
        Reason::NotARate => "比例应为百分数，最多两位小数".into(),
        Reason::RateOutOfRange { min, max } => format!("比例应在 {min}% 到 {max}% 之间"),
        Reason::AmountMismatch { expected } => format!("与基数 × 比例不符，应为 {}", format::yuan(*expected)),
        Reason::DuplicateLine { first_line } => format!("与第 {first_line} 行重复（同一账户同一月份）"),
        Reason::AlreadyPosted => "该月已由其他文件入账，金额不同".into(),
        Reason::AccountOfAnother => "该账号属于另一个身份证号".into(),
        Reason::NumberReserved => "该号段由中心编号，新户请留空".into(),
        Reason::HasOtherAccount => "此人已有另一个账号（一人一户）".into(),
        Reason::NameDiffers => "姓名与该身份证号已登记的姓名不同".into(),
        Reason::UnitOfAnother => "该单位账号已登记另一个统一社会信用代码".into(),
        Reason::AccountClosed => "账户已销户".into(),
        Reason::NoSuchAccount => "没有这个账户".into(),
        Reason::AccountOfAnotherUnit => "账户不在这个单位".into(),
        Reason::AccountRepeated { first_line } => format!("与第 {first_line} 行是同一账户"),
    }
}

fn en(reason: &Reason) -> String {
    match reason {
        Reason::FieldCount { expected, found } => {
            format!("the line has {found} fields instead of {expected}")
        }
        Reason::BrokenQuote => "a quotation mark is not closed".into(),
        Reason::Encoding => "not text in the encoding of this file".into(),
        Reason::LineTooLong => "the line is too long".into(),
        Reason::Missing => "not filled in".into(),
        Reason::NotAUnitNo => "a unit account number has 4 to 20 digits".into(),
        Reason::NotAUnitName => "a unit name has 2 to 100 characters and no special ones".into(),
        Reason::NotACreditCode => "wrong length or check character of the credit code".into(),
        Reason::NotAnAccountNo => "an account number has 12 digits; the check digit is wrong".into(),
        Reason::NotAName => "characters or length that no name has".into(),
        Reason::IdTypeUnsupported => "only document type 01 (resident identity card) is taken".into(),
        Reason::IdShape => "an identity number has 17 digits and a digit or X".into(),
        Reason::IdBirthDate => "the date of birth in the identity number does not exist".into(),
        Reason::IdCheckDigit => "wrong check character of the identity number".into(),
        Reason::NotAMonth => "a month is YYYYMM, months 01 to 12".into(),
        Reason::MonthInFuture { last } => {
            format!("later than the month of posting, {} at the latest", format::month(Lang::En, *last))
        }
        Reason::MonthPaid => "the month is paid, or was paid back".into(),
        Reason::MonthRange => {
            "a back payment may say YYYYMM-YYYYMM, forwards; a regular remittance is for one month".into()
        }
        Reason::BackReasonUnsupported => {
            "a back payment is 01 missed, 02 difference, 03 deferral or 04 ordered; a regular one has none"
                .into()
        }
        Reason::NotDeferred => {
            "no deferral was granted for this account and these months: 03 does not apply".into()
        }
        Reason::AdvanceUnsupported => {
            "the mark of an advance is 1, on a regular remittance that does not seal the account".into()
        }
        Reason::MonthNotAhead { first } => {
            format!(
                "marked as an advance: later than the month of posting, {} at the earliest",
                format::month(Lang::En, *first)
            )
        }
        Reason::MonthTooFarAhead { last } => {
            format!("an advance reaches no further than {}", format::month(Lang::En, *last))
        }
        Reason::NotADate => "a date is YYYYMMDD and exists".into(),
        Reason::DateInFuture => "later than today".into(),
        Reason::DaySigned => "the day is signed: nothing is posted on it any more".into(),
        Reason::BusinessTypeUnsupported => "only 01 regular and 02 back payment are taken".into(),
        Reason::StateUnsupported => "only states 01 normal and 02 sealed are taken".into(),
        Reason::NotAnAmount => {
            "an amount is yuan with at most two decimals; no sign, letter or exponent".into()
        }
        Reason::AmountTooLarge => "the amount is too large".into(),
        Reason::AmountZero => "the amount is zero".into(),
        Reason::BaseBelowFloor { floor } => format!("base below the floor of {}", format::yuan(*floor)),
        Reason::BaseOverCeiling { ceiling } => {
            format!("base above the ceiling of {}", format::yuan(*ceiling))
        }
        Reason::BaseOutside { floor, ceiling } => {
            format!(
                "base from the floor of {} to the ceiling of {}",
                format::yuan(*floor),
                format::yuan(*ceiling)
            )
        }
        Reason::NotARate => "a rate is per cent with at most two decimals".into(),
        Reason::RateOutOfRange { min, max } => format!("a rate from {min} % to {max} %"),
        Reason::AmountMismatch { expected } => {
            format!("not base × rate, which is {}", format::yuan(*expected))
        }
        Reason::DuplicateLine { first_line } => format!("repeats line {first_line} (same account and month)"),
        Reason::AlreadyPosted => "another file posted this month with other amounts".into(),
        Reason::AccountOfAnother => "the account belongs to another identity number".into(),
        Reason::NumberReserved => {
            "the centre gives this number out itself; leave it empty for a new account".into()
        }
        Reason::HasOtherAccount => "this person has another account (one account each)".into(),
        Reason::NameDiffers => "the name differs from the one on record for this identity number".into(),
        Reason::UnitOfAnother => "the unit account is on record with another credit code".into(),
        Reason::AccountClosed => "the account is closed".into(),
        Reason::NoSuchAccount => "there is no such account".into(),
        Reason::AccountOfAnotherUnit => "another unit pays into the account".into(),
        Reason::AccountRepeated { first_line } => format!("the account stands in line {first_line} already"),
    }
}

/// A file without a right header, in both languages, for the operator's terminal.
pub fn wrong_header(error: &HeaderError) -> String {
    let names = |columns: &[Column]| columns.iter().map(|c| c.name()).collect::<Vec<_>>().join(", ");
    match error {
        HeaderError::NotAHeader => {
            "第一行不是汇缴清册的表头。The first line is not the header of a remittance file.".into()
        }
        HeaderError::Missing(columns) => {
            format!("表头缺少 {0}。The header lacks {0}.", names(columns))
        }
        HeaderError::Repeated(column) => {
            format!("表头中 {0} 出现两次。The header has {0} twice.", column.name())
        }
    }
}

pub const fn empty_file() -> &'static str {
    "文件是空的。The file is empty."
}

/// The bank's serial was given for other money.
pub const fn reference_used() -> &'static str {
    "这个银行流水号已用于另一笔款项，或本文件已登记另一笔到账。The bank's serial stands in the books for other money, or \
     another credit was noted for this file."
}

pub const fn not_text() -> &'static str {
    "不是 UTF-8 或 GB18030 的文本文件。Not a text file in UTF-8 or GB18030."
}

pub fn no_good_line(read: u64) -> String {
    format!("前 {read} 行没有一行可以入账，已停止。None of the first {read} lines can be posted; stopped.")
}
