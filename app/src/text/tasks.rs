//! Words of 办事: everything that can be done here, in groups.

use super::Lang;

macro_rules! words {
    ($($name:ident: $zh:literal, $en:literal;)*) => {
        $(pub const fn $name(l: Lang) -> &'static str { l.pick($zh, $en) })*
    };
}

words! {
    title: "办事", "Services";
    lead: "标着“不用登录”的，谁都可以先试。", "Anything marked “no sign-in” is open to anyone.";
    open_to_all: "不用登录", "no sign-in";

    my_account: "我的账户", "My account";
    ledger: "查明细", "Entries and balance";
    ledger_note: "每一笔、每个月，缺的月份也看得见", "Every entry and every month, missing ones included";
    cases: "我的办件", "My cases";
    cases_note: "办到哪一步，钱什么时候到", "Where each case stands and when the money arrives";

    withdraw: "提取", "Withdraw";
    rent: "租房提取", "Withdraw for rent";
    rent_note: "先看能不能提、最多提多少，一分钟办完", "See first whether and how much; done in a minute";

    certificates: "证明", "Certificates";
    certificate: "缴存证明", "Contribution certificate";
    certificate_note: "带二维码，网页、图片、PDF 都可以", "With a code to verify, as page, picture or PDF";
    verify: "核验证明", "Verify a certificate";
    verify_note: "扫码、输编号或上传照片，马上知道真假", "Scan, type the number or upload a photo";

    loans: "贷款计算", "Loan calculators";
    calc: "贷款试算", "Repayments";
    calc_note: "月供、利息和每一期", "Payment, interest and every period";
    combination: "组合贷款", "Combined loan";
    combination_note: "公积金和商业贷款一起算", "Fund and commercial loan together";
    prepay: "提前还款", "Early repayment";
    prepay_note: "缩短年限和减少月供，各省多少", "What a shorter term or a lower payment saves";
    limit: "可贷额度", "How much can I borrow";
    limit_note: "按本市规则，把公式写给您看", "By the rules of this city, formula shown";

    flexible: "灵活就业", "Flexible employment";
    open_account: "开户缴存", "Open an account";
    open_account_note: "没有单位也能缴，退出办法签约前先看", "Without an employer; how to leave is shown before you sign";

    rules: "办事规则", "The rules";
    rules_note: "每条规则的原文、出处和日期", "Each rule with its text, source and date";
}
