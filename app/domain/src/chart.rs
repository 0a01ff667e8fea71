//! The chart of accounts (会计科目): what each account of the ledger is in the fund's books.
//!
//! Codes and names follow the accounting rules of the housing provident fund (住房公积金会计核算办法,
//! 财会字〔1999〕33号, in force 2000-01-01); a code with a point is a detail account of the centre below one
//! of theirs. Every member's account is one account of the ledger; all of them together are 201.

/// What an account stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// 资产类
    Asset,
    /// 负债类
    Liability,
    /// 收入类
    Income,
    /// 支出类
    Expense,
}

/// Debit (借) or credit (贷).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Debit,
    Credit,
}

impl Side {
    /// As it stands in machine-readable answers.
    pub const fn code(self) -> &'static str {
        match self {
            Side::Debit => "debit",
            Side::Credit => "credit",
        }
    }
}

impl Class {
    /// As it stands in machine-readable answers.
    pub const fn code(self) -> &'static str {
        match self {
            Class::Asset => "asset",
            Class::Liability => "liability",
            Class::Income => "income",
            Class::Expense => "expense",
        }
    }

    /// The side on which an account of this class grows.
    pub const fn normal(self) -> Side {
        match self {
            Class::Asset | Class::Expense => Side::Debit,
            Class::Liability | Class::Income => Side::Credit,
        }
    }
}

/// One line of the chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The ledger's own id; of [`MEMBERS`] the name under which all members' accounts are summed.
    pub id: &'static str,
    pub code: &'static str,
    pub name: &'static str,
    pub class: Class,
}

const fn head(id: &'static str, code: &'static str, name: &'static str, class: Class) -> Head {
    Head { id, code, name, class }
}

/// Money of the fund at the entrusted banks.
pub const BANK_DEPOSIT: Head = head("bank.deposit", "101", "住房公积金存款", Class::Asset);
/// Loans paid out and not repaid yet.
pub const LOANS_RECEIVABLE: Head = head("loans.receivable", "121", "委托贷款", Class::Asset);
/// What the fund owes its members: every personal account, summed.
pub const MEMBERS: Head = head("members", "201", "住房公积金", Class::Liability);
/// Money that came and belongs to no account yet (暂收款).
pub const SUSPENSE_RECEIPTS: Head =
    head("suspense.receipts", "219.01", "其他应付款－暂收款", Class::Liability);
/// Money that left a member's account and that the bank has not credited yet.
pub const PAYOUT_CLEARING: Head =
    head("payout.clearing", "219.02", "其他应付款－待付提取款", Class::Liability);
/// What the fund owes the entrusted banks: fees not paid yet.
pub const BANK_PAYABLE: Head = head("bank.payable", "219.03", "其他应付款－应付银行款", Class::Liability);
/// Interest credited to members.
pub const INTEREST_EXPENSE: Head = head("interest.expense", "411.01", "业务支出－利息支出", Class::Expense);

/// Every account of the centre's books, in the order of the codes.
pub const CHART: [Head; 7] = [
    BANK_DEPOSIT,
    LOANS_RECEIVABLE,
    MEMBERS,
    SUSPENSE_RECEIPTS,
    PAYOUT_CLEARING,
    BANK_PAYABLE,
    INTEREST_EXPENSE,
];

impl Head {
    /// The line of this id.
    pub fn of(id: &str) -> Option<Head> {
        CHART.into_iter().find(|head| head.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_account_stands_once_in_the_order_of_its_code() {
        assert!(CHART.windows(2).all(|pair| pair[0].code < pair[1].code));
        for head in CHART {
            assert_eq!(Head::of(head.id), Some(head));
        }
        assert_eq!(Head::of("010000000014"), None);
    }

    #[test]
    fn assets_and_expenses_grow_by_debits() {
        let debits = CHART.iter().filter(|head| head.class.normal() == Side::Debit);
        assert_eq!(debits.map(|head| head.code).collect::<Vec<_>>(), ["101", "121", "411.01"]);
        assert_eq!(Class::Income.normal(), Side::Credit);
    }
}
