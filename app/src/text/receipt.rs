//! Words of receipts: proof that an entry stands in the books.

use super::{Lang, format, ledger};
use domain::{
    BusinessCode, Fen, Timestamp,
    certificate::verdict::Tone,
    receipt::{DayRoot, Receipt, Refused},
    text::hex,
};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $zh:literal, $en:literal;)*) => {
        $($(#[$doc])* pub const fn $name(l: Lang) -> &'static str { l.pick($zh, $en) })*
    };
}

words! {
    title: "入账回执", "Receipt of an entry";
    what: "这笔账", "The entry";
    compare: "请和你的明细核对。", "Compare it with your statement.";
    not_yet: "这笔账今晚轧账后出回执", "The receipt is made when the day is closed tonight";
    not_yet_help: "每天的账夜里合成一个公布值。之后谁改动过一笔，都能查出来。", "Each night the day's entries are joined into one published value. From then on a change to any of them shows.";
    hidden: "金额已隐藏。显示金额后可以看回执。", "Amounts are hidden. Show them to see the receipt.";
    keep: "留存回执", "Keep the receipt";
    text: "回执原文", "The receipt as text";
    text_help: "存下这段文字。什么时候都可以拿它核对，不用登录。", "Keep this text. It can be checked at any time, without signing in.";
    save: "下载回执", "Download the receipt";
    check_elsewhere: "怎样自己核对", "How to check it yourself";
    roots: "每日公布值", "Published daily values";
    roots_lead: "每天的账合成一个值，和前一天的连在一起公布。手里有回执的人，可以自己核对那笔账没有被改过。这里没有任何人的信息。", "Each day's entries are joined into one value, chained to the day before and published. Whoever holds a receipt can check that the entry was not changed. Nothing here tells of anybody.";
    paste: "核对一份回执", "Check a receipt";
    paste_hint: "把回执的全部文字粘贴到这里", "Paste the whole text of the receipt";
    check: "核对", "Check";
    check_another: "核对另一份", "Check another";
    no_roots: "还没有公布值。第一天的账夜里合成。", "Nothing is published yet. The first day is closed at night.";
    day: "日期", "Day";
    rows_count: "笔数", "Entries";
    root: "公布值", "Value";
    newer: "较新的", "Newer";
    older: "较早的", "Older";
    whole_list: "下载全部", "Download all";
}

/// Tone, stable name, title and help of what came of a check.
pub const fn verdict(
    l: Lang,
    outcome: Result<(), Refused>,
) -> (Tone, &'static str, &'static str, &'static str) {
    match outcome {
        Ok(()) => (
            Tone::Good,
            "PROVEN",
            l.pick("这笔账在册，没有被改动", "The entry stands in the books, unchanged"),
            l.pick(
                "从回执算出的值和公布的一致。",
                "The value computed from the receipt is the published one.",
            ),
        ),
        Err(Refused::OtherRoot) => (
            Tone::Bad,
            "OTHER_ROOT",
            l.pick("和公布值不一致", "Not the published value"),
            l.pick(
                "回执或者账被改过。请把回执原文带到中心核查。",
                "The receipt or the entry was changed. Please bring the text of the receipt to the centre.",
            ),
        ),
        Err(Refused::NotPublished) => (
            Tone::Caution,
            "NOT_PUBLISHED",
            l.pick("没有这一天的公布值", "No value is published for that day"),
            l.pick(
                "回执可能来自别的中心，或者列表没有取到。",
                "The receipt may be of another centre, or the list could not be had.",
            ),
        ),
        Err(Refused::Unreadable) => (
            Tone::Neutral,
            "UNREADABLE",
            l.pick("这不是一份完整的回执", "This is not a whole receipt"),
            l.pick(
                "请从第一行“anju-receipt 1”复制到最后一行“root …”。",
                "Copy from the first line, “anju-receipt 1”, to the last, “root …”.",
            ),
        ),
    }
}

/// Label and value of what a receipt proves.
pub fn rows(l: Lang, receipt: &Receipt, day: &DayRoot) -> Vec<(&'static str, String)> {
    let row = &receipt.row;
    let business = BusinessCode::from_code(&row.business).map_or("", |code| ledger::business(l, code));
    let month = row.month.clone().map(|month| (l.pick("所属月份", "For the month"), month));
    let mut rows = vec![
        (l.pick("入账日", "Posted on"), row.posted_on.clone()),
        (l.pick("事项", "Entry"), business.to_owned()),
        (l.pick("金额", "Amount"), format::yuan(Fen::new(row.amount_fen))),
    ];
    rows.extend(month);
    rows.extend([
        (l.pick("转出", "From"), account(l, &row.debit)),
        (l.pick("转入", "To"), account(l, &row.credit)),
        (l.pick("流水号", "Number"), row.seq.to_string()),
        (l.pick("公布日", "Published for"), format::date(day.day)),
        (l.pick("当日公布值", "Value of the day"), hex(&day.root)),
    ]);
    rows
}

/// An account number, or the name of an account of the centre.
fn account(l: Lang, id: &str) -> String {
    match id {
        "bank.deposit" => l.pick("中心银行存款", "The centre's bank deposits").to_owned(),
        "payout.clearing" => l.pick("在途付款", "Payments under way").to_owned(),
        "interest.expense" => l.pick("利息支出", "Interest paid by the fund").to_owned(),
        "suspense.receipts" => l.pick("暂收款", "Money not yet assigned").to_owned(),
        number => format::in_fours(number),
    }
}

/// Who checked, and when.
pub fn by_server(l: Lang, at: Timestamp) -> String {
    let at = format::date_time(at);
    match l {
        Lang::Zh => format!("{at} 由中心的服务器核对"),
        Lang::En => format!("Checked by the centre's server at {at}"),
    }
}

pub fn by_browser(l: Lang, at: Timestamp) -> String {
    let at = format::date_time(at);
    match l {
        Lang::Zh => format!("{at} 由你的浏览器自己核对"),
        Lang::En => format!("Checked by your own browser at {at}"),
    }
}

/// For the link on a day of the statement.
pub fn of_entry(l: Lang, day: &str) -> String {
    match l {
        Lang::Zh => format!("{day} 这笔账的回执"),
        Lang::En => format!("{day}: receipt of this entry"),
    }
}
