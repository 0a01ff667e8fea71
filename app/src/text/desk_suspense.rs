//! Words of the officers' desk of money in suspense (暂收款).

use super::Lang;
use domain::suspense::Source;
use service::suspense::desk::{Field, Way};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $zh:literal, $en:literal;)*) => {
        $($(#[$doc])* pub const fn $name(l: Lang) -> &'static str { l.pick($zh, $en) })*
    };
}

words! {
    title: "暂收款", "Money in suspense";
    nothing: "没有未处理的暂收款", "Nothing is in suspense";
    nothing_help: "银行到账而找不到账户的钱会列在这里，等最久的在前。", "Money that the bank credited and that belongs to no account yet stands here, the longest waiting first.";
    payer: "付款人", "Payer";
    no_payer: "未知", "unknown";
    reference: "银行流水号", "Serial of the bank";
    received: "到账日", "Received";
    age: "已挂账", "Waiting";
    amount: "金额", "Amount";
    open: "未处理", "Open";
    source: "来源", "Comes from";
    note: "备注", "Note";
    recorded_by: "登记人", "Written down by";
    uses: "处理情况", "What became of it";
    all_promised: "全部金额都已提请处理", "All of it has been proposed for something";
    all_promised_help: "复核人员不同意的，金额会回到这里。", "What a second reviewer refuses is open here again.";
    not_yours: "由初审人员提请处理", "A first reviewer proposes what becomes of it";
    propose: "提请复核", "Propose";
    propose_help: "提请后金额先留出，由另一人复核后记账。", "The amount is set aside at once, and booked when another person agrees.";
    receive_title: "登记到账", "Write down a receipt";
    receive_lead: "银行已到账、清册之外、找不到账户的钱，登记后记入暂收款，再提请处理。", "Money that the bank has credited outside a file and nobody could place. It is booked in suspense, then its use is proposed.";
    receive_send: "登记入账", "Book it";
    reference_hint: "银行回单上的流水号；同一笔只记一次。", "As on the bank's advice; the same money is booked once.";
    received_hint: "银行的入账日。", "The day on which the bank credited it.";
    payer_hint: "银行回单上的付款户名。", "As the bank's advice names it.";
    note_hint: "可不填，最多 200 字。", "May be left empty; at most 200 characters.";
    account: "个人账号", "Account";
    account_hint: "12 位数字。", "12 digits.";
    business: "业务", "What it is";
    month: "缴存月份", "Month";
    month_hint: "例如 2026-10。", "Such as 2026-10.";
    unit_part: "单位部分", "Employer's share";
    personal_part: "个人部分", "Own share";
    refund_reference: "退款的银行流水号", "The bank's serial of the refund";
    batch: "清册批次号", "Batch of the file";
    batch_hint: "付款单位后来送的清册已把这笔钱记入账户。", "The payer's next file has put this money into accounts.";
    refund_hint: "银行退款回单上的流水号；同一笔退款只记一次。", "As on the bank's advice of the refund; the same refund is booked once.";
    to_receipt: "看这笔到账", "See the receipt";
    yuan: "元", "yuan";
}

/// `暂收款 3 笔`
pub fn heading(l: Lang, count: usize) -> String {
    match (l, count) {
        (_, 0) => nothing(l).to_owned(),
        (Lang::Zh, _) => format!("暂收款 {count} 笔"),
        (Lang::En, 1) => "1 receipt in suspense".into(),
        (Lang::En, _) => format!("{count} receipts in suspense"),
    }
}

pub const fn source_of(l: Lang, source: Source) -> &'static str {
    match source {
        Source::Bank => l.pick("银行到账", "the bank"),
        Source::Correction => l.pick("冲正", "a correction"),
    }
}

pub const fn way(l: Lang, way: Way) -> &'static str {
    match way {
        Way::Account => l.pick("记入个人账户", "Into an account"),
        Way::Refund => l.pick("退回付款人", "Back to the payer"),
        Way::File => l.pick("已随清册入账", "Placed by the payer's file"),
    }
}

/// The label of a field.
pub const fn label(l: Lang, field: Field) -> &'static str {
    match field {
        Field::Receipt | Field::Way => "",
        Field::Account => account(l),
        Field::Business => business(l),
        Field::Month => month(l),
        Field::UnitPart => unit_part(l),
        Field::PersonalPart => personal_part(l),
        Field::Reference => refund_reference(l),
        Field::Batch => batch(l),
        Field::Amount | Field::BatchAmount => amount(l),
    }
}
