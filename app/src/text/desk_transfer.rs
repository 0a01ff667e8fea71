//! Words of the officers' desk of transfers between cities (异地转移接续).

use super::{Lang, format};
use domain::{
    Fen,
    transfer::{Direction, Move, Party},
};
use service::transfer::AskedStep;

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $zh:literal, $en:literal;)*) => {
        $($(#[$doc])* pub const fn $name(l: Lang) -> &'static str { l.pick($zh, $en) })*
    };
}

words! {
    title: "异地转移", "Transfers";
    all: "全部", "All";
    incoming: "转入", "In";
    outgoing: "转出", "Out";
    states: "按状态看", "By state";
    nothing: "没有在办的异地转移", "No transfer is under way";
    nothing_help: "缴存人申请的转入，和外地中心来函的转出，会列在这里。", "What contributors ask to bring here, and what letters of other centres ask for, stands here.";
    number: "编号", "Number";
    what: "方向", "Direction";
    other: "对方中心", "The other centre";
    account: "本地账户", "Account here";
    state: "状态", "State";
    owes: "下一步", "Next";
    time_left: "时限", "Time left";
    holder: "户名", "Holder";
    other_account: "对方账号", "Account there";
    letter: "联系函号", "Letter";
    payee: "收款户", "Paid to";
    amount: "合计", "Altogether";
    reference: "付款流水号", "Payment serial";
    history: "经过", "History";
    step: "下一步怎么办？", "What happens next?";
    step_label: "下一步", "Next step";
    principal: "本金", "Principal";
    interest: "利息", "Interest";
    amounts_hint: "对方中心告知的金额，单位元；没有利息填 0。", "As the other centre says, in yuan; 0 when there is no interest.";
    reference_hint: "对方中心付款的银行流水号，没有可不填。", "The bank serial under which the other centre paid; may be left empty.";
    receipt: "到账的款项", "The money that came";
    receipt_hint: "银行暂收款里金额正好相符的。", "Receipts in suspense of exactly this amount.";
    no_receipt: "还没有金额相符的到账", "No money of this amount has come yet";
    no_receipt_help: "银行到账后先登记为暂收款，这里就能选到。", "Once the bank has received it, it is written down in suspense and can be chosen here.";
    note: "说明", "Note";
    note_told: "缴存人看得到，最多 200 字。", "The contributor reads it; at most 200 characters.";
    note_basis: "确认的写核对了什么；请补充、不予办理的写原因，缴存人看得到。最多 200 字。", "To confirm: what was compared. To ask or reject: why; the contributor reads it. At most 200 characters.";
    go: "确定", "Continue";
    waits: "等待复核", "Waits for the second review";
    decided_elsewhere: "由另一位复核人员凭动态验证码决定。", "Another person, a second reviewer, decides it with a one-time code.";
    no_step: "现在没有您要办的", "There is nothing for you to do now";
    first_does: "下一步由初审人员办理；要复核的会在这里和“待复核”里出现。", "A first reviewer does what is next; what waits for a decision stands here and under “To decide”.";
    bank_does: "款项在银行，等银行回音。退回的，账户自动恢复。", "The money is with the bank; what the bank returns opens the account again.";
    over: "已经办完，不会再变。", "It is over and will not change.";
    own: "本人或配偶的业务，请他人办理", "Your own, or your spouse's: someone else handles it";
    new_letter: "登记对方来函", "Write down a letter";
    letter_title: "登记对方中心的联系函", "Write down the letter of another centre";
    letter_lead: "缴存人要把这里的钱转走，对方中心来函。先登记并与账户核对；登记不动钱。", "The contributor moves the money away and the other centre writes. It is compared with the account; no money moves yet.";
    letter_of: "函上写的", "What the letter says";
    letter_whose: "谁的账户", "Whose account";
    letter_pays: "付到哪里", "Where the money goes";
    letter_number: "联系函编号", "Number of the letter";
    letter_hint: "一份联系函只登记一次。", "A letter is taken once.";
    letter_account: "本地个人账号", "Account number here";
    letter_name: "姓名", "Name";
    letter_id: "身份证号码", "Identity number";
    letter_payee: "收款单位户名", "Name on the bank account";
    letter_payee_account: "收款账号", "Bank account";
    letter_payee_bank: "收款行联行号", "Number of the bank";
    letter_payee_bank_hint: "12 位数字", "Twelve digits";
    write_down: "登记", "Write it down";
    by_member: "缴存人", "the contributor";
}

/// `12 件在办`
pub fn heading(l: Lang, count: u32) -> String {
    match (l, count) {
        (_, 0) => nothing(l).to_owned(),
        (Lang::Zh, _) => format!("异地转移 {count} 件在办"),
        (Lang::En, 1) => "1 transfer under way".into(),
        (Lang::En, _) => format!("{count} transfers under way"),
    }
}

/// A step as an officer chooses it.
pub const fn step_word(l: Lang, direction: Direction, wanted: Move) -> &'static str {
    match (direction, wanted) {
        (_, Move::Send) => l.pick("提请发出联系函", "Propose to send the letter"),
        (Direction::In, Move::Confirm) => l.pick("原中心已确认联系函", "The old centre has confirmed"),
        (Direction::Out, Move::Confirm) => {
            l.pick("确认联系函，提请付款销户", "Confirm, and propose to pay and close")
        }
        (Direction::In, Move::Ask) => l.pick("原中心请我们补充", "The old centre asks for more"),
        (Direction::Out, Move::Ask) => l.pick("请对方中心补充", "Ask the other centre for more"),
        (Direction::In, Move::Answer) => l.pick("答复原中心", "Answer the old centre"),
        (Direction::Out, Move::Answer) => l.pick("对方中心已答复", "The other centre has answered"),
        (_, Move::Reject) => l.pick("不予办理", "Turn it down"),
        (_, Move::Inform) => l.pick("登记原中心告知的本息", "Write down principal and interest"),
        (_, Move::Pay) => l.pick("原中心已付款", "The old centre has paid"),
        (Direction::In, Move::Book) => l.pick("提请入账", "Propose to book the money"),
        (Direction::Out, Move::Book) => l.pick("新中心已入账，办结", "The new centre has booked it: done"),
        (_, Move::Return) => l.pick("没有转成，钱退回原账户", "Not completed; the money went back"),
        (_, Move::Cancel) => l.pick("对方中心撤函", "The other centre takes the letter back"),
    }
}

/// What a step means, in a line.
pub const fn step_note(l: Lang, direction: Direction, wanted: Move) -> &'static str {
    match (direction, wanted) {
        (_, Move::Send) | (Direction::In, Move::Book) | (Direction::Out, Move::Confirm) => {
            l.pick("另一位复核人员同意后才生效", "done once a second reviewer agrees")
        }
        (Direction::In, Move::Reject) => l.pick("写明原因，到此为止", "say why; it ends here"),
        (_, Move::Reject | Move::Return | Move::Cancel) => l.pick("到此为止", "it ends here"),
        (_, Move::Ask) => l.pick("写明要补充什么", "say what is missing"),
        (_, Move::Answer) => l.pick("写明答复了什么", "say what was answered"),
        _ => l.pick("只登记，不动钱", "written down; no money moves"),
    }
}

/// What waits for its decision.
pub const fn asked(l: Lang, step: &AskedStep) -> &'static str {
    match step {
        AskedStep::Send => l.pick("发出联系函", "Send the letter"),
        AskedStep::Book { .. } => l.pick("异地转入入账", "Book a transfer in"),
        AskedStep::Pay { .. } => l.pick("异地转出付款并销户", "Pay a transfer out and close the account"),
    }
}

/// A receipt to choose: `2026-11-20 · ¥12,031.20 · 厦门市住房公积金中心 · B123`
pub fn receipt_line(received: &str, amount: Fen, payer: &str, reference: &str) -> String {
    format!("{received} · {} · {payer} · {reference}", format::yuan(amount))
}

/// `本金 12,000.00 + 利息 31.20 必须正好等于 …`: how much has to come.
pub fn wanted_amount(l: Lang, amount: Fen) -> String {
    let amount = format::yuan(amount);
    match l {
        Lang::Zh => format!("应到 {amount}。{}", no_receipt_help(l)),
        Lang::En => format!("{amount} is to come. {}", no_receipt_help(l)),
    }
}

/// Who made an event, as staff read it.
pub const fn party(l: Lang, party: Party) -> &'static str {
    match party {
        Party::Member => by_member(l),
        other => super::transfer::party(l, other),
    }
}
