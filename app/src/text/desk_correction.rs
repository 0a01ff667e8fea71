//! Words of the officers' page on which a correction is proposed (冲正、错缴更正).

use super::Lang;

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $zh:literal, $en:literal;)*) => {
        $($(#[$doc])* pub const fn $name(l: Lang) -> &'static str { l.pick($zh, $en) })*
    };
}

words! {
    title: "提请冲正", "Propose a correction";
    lead: "错缴的一笔记录由一人提请、另一人复核后冲正；银行的钱转入暂收款，等待重新入账。", "A wrong entry is taken back once one person has proposed it and another agreed; the bank's money then waits in suspense.";
    entry: "记录编号", "Number of the entry";
    entry_hint: "缴存人明细导出里的 seq，或回执上的编号。", "“seq” in the exported statement, or the number on the receipt.";
    find: "查找", "Find";
    found: "这笔记录", "The entry";
    holder: "户名", "Holder";
    account: "个人账号", "Account";
    unit: "单位", "Unit";
    what: "业务", "What it is";
    amount: "金额", "Amount";
    value_date: "起息日", "Value date";
    posted_on: "记账日", "Posted";
    balance: "账户余额", "Balance";
    reason: "为什么冲正？", "Why is it taken back?";
    reason_label: "原因", "Why";
    note: "给复核人员的说明", "A word to the second reviewer";
    note_hint: "可不填，最多 200 字。", "May be left empty; at most 200 characters.";
    send: "提请复核", "Propose";
}
