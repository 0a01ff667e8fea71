//! What a movement between two accounts of the chart is to the fund: read off the accounts and the business code.

use crate::{BusinessCode, chart};

/// What a movement is to the fund.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flow {
    /// 归集: contributions of whatever kind that reached a member's account.
    Collection,
    /// 提取: what left a member's account for the member, partial or closing.
    Withdrawals,
    /// 结息: interest credited.
    Interest,
    /// 外部转入: from the centre of another city.
    TransferIn,
    /// 外部转出: to the centre of another city.
    TransferOut,
    /// Anything else that changes what members have.
    Other,
    /// 发放贷款
    LoansGranted,
    /// 收回贷款: principal.
    LoansRepaid,
}

/// The flow of a movement from `debit` to `credit`, and `1` where it adds to it, `-1` where it takes back. `None` of
/// what members neither gain nor lose by.
pub fn flow_of(debit: &str, credit: &str, business: &str, taken_back: bool) -> Option<(Flow, i64)> {
    let members = chart::MEMBERS.id;
    if debit == credit {
        return None;
    }
    let loans = chart::LOANS_RECEIVABLE.id;
    if debit == loans || credit == loans {
        // A row that takes one back is the same the other way round.
        return Some(match (debit == loans, taken_back) {
            (true, false) => (Flow::LoansGranted, 1),
            (true, true) => (Flow::LoansRepaid, -1),
            (false, false) => (Flow::LoansRepaid, 1),
            (false, true) => (Flow::LoansGranted, -1),
        });
    }
    if credit == members {
        Some(into_members(debit, BusinessCode::from_code(business), taken_back))
    } else if debit == members {
        let (flow, sign) = out_of_members(credit, BusinessCode::from_code(business), taken_back);
        Some((flow, sign))
    } else {
        None
    }
}

/// Outside of the members' accounts money of contributions comes from here.
fn is_where_contributions_wait(account: &str) -> bool {
    account == chart::BANK_DEPOSIT.id || account == chart::SUSPENSE_RECEIPTS.id
}

fn into_members(from: &str, business: Option<BusinessCode>, taken_back: bool) -> (Flow, i64) {
    match business {
        // The bank has returned a payout: of a member, or of what went to another city.
        Some(BusinessCode::TransferOut) if from == chart::PAYOUT_CLEARING.id => (Flow::TransferOut, -1),
        _ if from == chart::PAYOUT_CLEARING.id => (Flow::Withdrawals, -1),
        _ if from == chart::INTEREST_EXPENSE.id => (Flow::Interest, 1),
        _ if taken_back => (Flow::Other, 1),
        Some(BusinessCode::TransferIn) => (Flow::TransferIn, 1),
        Some(BusinessCode::TransferOut) => (Flow::TransferOut, -1),
        Some(BusinessCode::RegularRemittance | BusinessCode::BackPayment) => (Flow::Collection, 1),
        _ if is_where_contributions_wait(from) => (Flow::Collection, 1),
        _ => (Flow::Other, 1),
    }
}

fn out_of_members(to: &str, business: Option<BusinessCode>, taken_back: bool) -> (Flow, i64) {
    match business {
        _ if to == chart::INTEREST_EXPENSE.id => (Flow::Interest, -1),
        Some(BusinessCode::PartialWithdrawal | BusinessCode::ClosingWithdrawal) => (Flow::Withdrawals, 1),
        Some(BusinessCode::TransferOut) => (Flow::TransferOut, 1),
        Some(BusinessCode::TransferIn) => (Flow::TransferIn, -1),
        _ if taken_back && is_where_contributions_wait(to) => (Flow::Collection, -1),
        _ if to == chart::PAYOUT_CLEARING.id => (Flow::Withdrawals, 1),
        _ => (Flow::Other, -1),
    }
}
