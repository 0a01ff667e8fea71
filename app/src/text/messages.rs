//! Words of the messages (消息). The first line of a message has at most 20 characters.

use super::{Lang, format};
use domain::{
    Month,
    transfer::{Direction, TransferState},
    withdrawal::CaseRole,
};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $zh:literal, $en:literal;)*) => {
        $($(#[$doc])* pub const fn $name(l: Lang) -> &'static str { l.pick($zh, $en) })*
    };
}

words! {
    title: "消息", "Messages";
    none: "没有消息。有到账或办件进展时，会写在这里。",
        "No messages. Payments received and news of your cases will stand here.";
    cases: "办件", "Cases";
    account: "账户", "Account";
    all_cases: "全部办件", "All cases";
    statement: "查明细", "Statement";
}

/// What happened to a case: the code of its event, who acted, the amount as it may be shown.
pub fn case_event(l: Lang, state: &str, role: CaseRole, amount: &str) -> String {
    if let Some(stop) = of_transfer(l, state) {
        return stop.to_owned();
    }
    let (zh, en) = match (state, role) {
        ("submitted", _) => ("申请已收到", "Application received"),
        ("first_review", CaseRole::Member) => ("补正已收到，继续审核", "Your addition was received"),
        ("first_review", _) => ("转人工审核，3 天内答复", "A person decides within 3 days"),
        ("second_review", _) => ("初审同意，等待复核", "First review agreed"),
        ("supplement", _) => ("请补正后继续办理", "Please add something"),
        ("approved", _) => return with_amount(l, l.pick("已批准", "Approved"), amount),
        ("sent", _) => return with_amount(l, l.pick("资金已发出", "Money sent"), amount),
        ("credited", _) => return with_amount(l, l.pick("已到账", "Credited"), amount),
        ("returned", _) => ("银行退回，钱已回到账户", "Returned; money is back"),
        ("refused", _) => ("不予批准，请看原因", "Refused; see the reason"),
        ("complaint_filed", _) => ("缺缴投诉已收到", "Complaint received"),
        ("complaint_unit_told", _) => ("投诉答复：已催单位补缴", "Employer told to pay"),
        ("complaint_booked", _) => ("投诉答复：月份已找到入账", "The month was found and booked"),
        ("complaint_not_due", _) => ("投诉答复：不应缴，请看原因", "Not due; see the reason"),
        ("complaint_needs_papers", _) => ("投诉需要您补充材料", "Please add something"),
        ("complaint_supplied", _) => ("补充材料已收到", "Your addition was received"),
        ("complaint_disputed", _) => ("已转另一位工作人员答复", "Another officer will answer"),
        ("complaint_month_booked", _) => ("投诉的月份到账了", "A missing month has arrived"),
        ("complaint_settled", _) => ("全部到账，投诉已办结", "All paid: complaint closed"),
        ("complaint_late", _) => ("投诉答复超期了，抱歉", "Our answer is late; sorry"),
        ("withdrawn", _) => ("您已撤销申请", "You withdrew the application"),
        ("closing_filed", _) => ("销户申请已收到", "Application to close received"),
        ("closing_taken_up", _) => ("初审同意，等待复核", "First review agreed"),
        ("closing_declined", _) => ("销户申请不予办理", "Closing declined"),
        ("closing_refused", _) => ("复核没有同意，账户不变", "Not agreed; nothing has changed"),
        ("closing_withdrawn", _) => ("您已撤销申请", "You withdrew the application"),
        ("closing_done", _) => ("账户已销户", "The account is closed"),
        _ => ("办件有更新", "The case was updated"),
    };
    l.pick(zh, en).to_owned()
}

/// An event of a transfer between cities: its code names the direction and where it led.
fn of_transfer(l: Lang, code: &str) -> Option<&'static str> {
    let (direction, state) = code.strip_prefix("transfer_")?.split_once('_')?;
    let (direction, state) = (Direction::from_code(direction)?, TransferState::from_code(state)?);
    Some(super::transfer::stop(l, direction, state))
}

fn with_amount(l: Lang, word: &str, amount: &str) -> String {
    match l {
        Lang::Zh => format!("{word} {amount}"),
        Lang::En => format!("{word}: {amount}"),
    }
}

/// `10 月汇缴已到账 ¥2,480.00`
pub fn arrived(l: Lang, month: Month, amount: &str) -> String {
    match l {
        Lang::Zh => format!("{} 月汇缴已到账 {amount}", month.month()),
        Lang::En => format!("{}: {amount} received", format::month(l, month)),
    }
}

/// `2026 年度账单已出具`
pub fn statement_issued(l: Lang, year: i32) -> String {
    match l {
        Lang::Zh => format!("{year} 年度账单已出具"),
        Lang::En => format!("Statement {year} is here"),
    }
}

pub fn missing(l: Lang, month: Month) -> String {
    match l {
        Lang::Zh => format!("{} 月单位还没有汇缴", month.month()),
        Lang::En => format!("{}: not remitted yet", format::month(l, month)),
    }
}

pub fn expected(l: Lang, amount: &str) -> String {
    match l {
        Lang::Zh => format!("应缴 {amount}，可以问单位经办人"),
        Lang::En => format!("{amount} expected; ask your employer"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        closing::ApplicationState,
        complaint::ComplaintEvent,
        withdrawal::{CaseState, PayoutState},
    };

    /// Every event that a case can have, with an amount larger than any of today's.
    #[test]
    fn a_first_line_is_short_and_no_event_is_nameless() {
        let states = CaseState::ALL.iter().map(|state| state.code());
        let legs = PayoutState::ALL.iter().map(|leg| leg.code());
        // Where a case or an order stands; and what the list leaves out.
        let silent = ["paid", "pay_failed", "due", "accepted"];
        let complaints = ComplaintEvent::ALL.iter().map(|event| event.code());
        let ends = ApplicationState::ALL.iter().filter(|state| **state != ApplicationState::Open);
        let ends: Vec<String> = ends.map(|state| format!("closing_{}", state.code())).collect();
        let closings = ends.iter().map(String::as_str).chain(["closing_filed", "closing_taken_up"]);
        for code in states
            .chain(legs)
            .chain(complaints)
            .chain(closings)
            .chain(["submitted"])
            .filter(|code| !silent.contains(code))
        {
            for role in [CaseRole::Member, CaseRole::System] {
                let line = case_event(Lang::Zh, code, role, "¥999,999.99");
                assert!(line.chars().count() <= 20, "{line}");
                assert_ne!(line, "办件有更新", "{code}");
                assert_ne!(case_event(Lang::En, code, role, ""), "The case was updated", "{code}");
            }
        }
        let month = Month::new(2026, 12).unwrap();
        assert!(arrived(Lang::Zh, month, "¥9,999.99").chars().count() <= 20);
        assert!(missing(Lang::Zh, month).chars().count() <= 20);
    }
}
