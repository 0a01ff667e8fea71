//! A contributor's personal account (个人账户) and the code lists of its ledger (JGJ/T 320-2014, appendix A).

use crate::{AccountNo, ContributionRate, Fen, Month};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// State of a personal account (个人账户状态, GRZHZT).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountState {
    /// 正常
    Normal,
    /// 封存: no contribution at present, the money stays.
    Sealed,
    /// 合并销户
    ClosedMerged,
    /// 外部转出销户
    ClosedTransferred,
    /// 提取销户
    ClosedWithdrawn,
    /// 冻结: no money out; contributions and interest still post.
    Frozen,
    /// 其他
    Other,
}

impl AccountState {
    pub const ALL: [AccountState; 7] = [
        AccountState::Normal,
        AccountState::Sealed,
        AccountState::ClosedMerged,
        AccountState::ClosedTransferred,
        AccountState::ClosedWithdrawn,
        AccountState::Frozen,
        AccountState::Other,
    ];

    /// The two-digit code of the standard, which is also what the database holds.
    pub const fn code(self) -> &'static str {
        match self {
            AccountState::Normal => "01",
            AccountState::Sealed => "02",
            AccountState::ClosedMerged => "03",
            AccountState::ClosedTransferred => "04",
            AccountState::ClosedWithdrawn => "05",
            AccountState::Frozen => "06",
            AccountState::Other => "99",
        }
    }

    pub fn from_code(code: &str) -> Option<AccountState> {
        AccountState::ALL.into_iter().find(|state| state.code() == code)
    }

    pub const fn is_closed(self) -> bool {
        matches!(
            self,
            AccountState::ClosedMerged | AccountState::ClosedTransferred | AccountState::ClosedWithdrawn
        )
    }
}

/// Kind of a ledger entry (归集业务类型).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BusinessCode {
    /// 汇缴
    RegularRemittance,
    /// 补缴
    BackPayment,
    /// 开户
    Open,
    /// 启封
    Unseal,
    /// 封存
    Seal,
    /// 内部转移
    InternalTransfer,
    /// 外部转出
    TransferOut,
    /// 外部转入
    TransferIn,
    /// 年终结息
    AnnualInterest,
    /// 基数调整
    BaseChange,
    /// 部分提取
    PartialWithdrawal,
    /// 销户提取
    ClosingWithdrawal,
    /// 缓缴
    Deferral,
    /// 冻结
    Freeze,
    /// 解冻
    Unfreeze,
    /// 其他
    Other,
}

impl BusinessCode {
    pub const ALL: [BusinessCode; 16] = [
        BusinessCode::RegularRemittance,
        BusinessCode::BackPayment,
        BusinessCode::Open,
        BusinessCode::Unseal,
        BusinessCode::Seal,
        BusinessCode::InternalTransfer,
        BusinessCode::TransferOut,
        BusinessCode::TransferIn,
        BusinessCode::AnnualInterest,
        BusinessCode::BaseChange,
        BusinessCode::PartialWithdrawal,
        BusinessCode::ClosingWithdrawal,
        BusinessCode::Deferral,
        BusinessCode::Freeze,
        BusinessCode::Unfreeze,
        BusinessCode::Other,
    ];

    /// The two-digit code of the standard, which is also what the database holds.
    pub const fn code(self) -> &'static str {
        match self {
            BusinessCode::RegularRemittance => "01",
            BusinessCode::BackPayment => "02",
            BusinessCode::Open => "03",
            BusinessCode::Unseal => "04",
            BusinessCode::Seal => "05",
            BusinessCode::InternalTransfer => "06",
            BusinessCode::TransferOut => "07",
            BusinessCode::TransferIn => "08",
            BusinessCode::AnnualInterest => "09",
            BusinessCode::BaseChange => "10",
            BusinessCode::PartialWithdrawal => "11",
            BusinessCode::ClosingWithdrawal => "12",
            BusinessCode::Deferral => "13",
            BusinessCode::Freeze => "14",
            BusinessCode::Unfreeze => "15",
            BusinessCode::Other => "99",
        }
    }

    pub fn from_code(code: &str) -> Option<BusinessCode> {
        BusinessCode::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// Why a month is paid for after its time (补缴原因).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BackReason {
    /// 漏缴: nothing was paid for the month.
    Missed,
    /// 差额补缴: base or rate were too low.
    Difference,
    /// 缓缴补缴: the deferral is over (Regulation article 20).
    Deferral,
    /// 行政或司法责令补缴
    Ordered,
}

impl BackReason {
    pub const ALL: [BackReason; 4] =
        [BackReason::Missed, BackReason::Difference, BackReason::Deferral, BackReason::Ordered];

    /// As it stands in files (column `BJYY`) and in the database.
    pub const fn code(self) -> &'static str {
        match self {
            BackReason::Missed => "01",
            BackReason::Difference => "02",
            BackReason::Deferral => "03",
            BackReason::Ordered => "04",
        }
    }

    pub fn from_code(code: &str) -> Option<BackReason> {
        BackReason::ALL.into_iter().find(|reason| reason.code() == code)
    }

    /// True of a payment that stands in the place of a regular one, which then cannot be there too.
    pub const fn is_instead(self) -> bool {
        matches!(self, BackReason::Missed | BackReason::Deferral)
    }
}

/// What a back payment (补缴) is for, beside its first month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BackPayment {
    pub reason: BackReason,
    /// The last month; the first one when it is for one month.
    pub through: Month,
}

/// Paid by an employer, or by the person alone (灵活就业).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountKind {
    Unit,
    Flex,
}

impl AccountKind {
    pub const fn code(self) -> &'static str {
        match self {
            AccountKind::Unit => "unit",
            AccountKind::Flex => "flex",
        }
    }

    pub fn from_code(code: &str) -> Option<AccountKind> {
        [AccountKind::Unit, AccountKind::Flex].into_iter().find(|kind| kind.code() == code)
    }
}

/// One account as rules and pages see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub number: AccountNo,
    pub kind: AccountKind,
    pub state: AccountState,
    /// 缴存基数; zero for products without one.
    pub base: Fen,
    pub unit_rate: ContributionRate,
    pub personal_rate: ContributionRate,
    /// 单位月缴存额
    pub unit_monthly: Fen,
    /// 个人月缴存额
    pub personal_monthly: Fen,
    pub opened_on: NaiveDate,
    /// The first month ever paid.
    pub first_month: Option<Month>,
    /// 缴至年月
    pub paid_through: Option<Month>,
    /// Months paid without a gap up to `paid_through` (连续缴存月数).
    pub consecutive_months: u32,
    /// All months ever paid (累计缴存月数).
    pub total_months: u32,
    pub sealed_on: Option<NaiveDate>,
    /// Credits less debits.
    pub balance: Fen,
    /// Promised to approved or pending withdrawals.
    pub reserved: Fen,
    /// Kept by an order (冻结); of an account that is frozen whole more than any balance.
    pub frozen: Fen,
}

impl Account {
    /// The months that were paid into it.
    pub fn paid_months(&self) -> PaidMonths {
        PaidMonths {
            first: self.first_month,
            through: self.paid_through,
            consecutive: self.consecutive_months,
            total: self.total_months,
        }
    }

    /// What may still leave the account.
    pub fn available(&self) -> Fen {
        let free = self.balance.checked_sub(self.reserved).and_then(|free| free.checked_sub(self.frozen));
        free.unwrap_or(Fen::ZERO).max(Fen::ZERO)
    }

    /// Own and employer share together.
    pub fn monthly(&self) -> Fen {
        self.unit_monthly.checked_add(self.personal_monthly).unwrap_or(Fen::ZERO)
    }
}

/// The months of an account that count: kept up with each posting instead of being counted from all rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PaidMonths {
    pub first: Option<Month>,
    pub through: Option<Month>,
    pub consecutive: u32,
    pub total: u32,
}

/// What one more paid month does to [`PaidMonths`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MonthPaid {
    /// The new state is known from the old one.
    Known(PaidMonths),
    /// The month closes the gap before the present run; how far the run now reaches only the rows can tell.
    Recount,
}

impl PaidMonths {
    /// Adds a month that was not paid before.
    pub fn pay(self, month: Month) -> MonthPaid {
        let (Some(first), Some(through)) = (self.first, self.through) else {
            let run = PaidMonths { first: Some(month), through: Some(month), consecutive: 1, total: 1 };
            return MonthPaid::Known(run);
        };
        let run_start = through.plus(1 - self.consecutive as i32);
        let next = PaidMonths { first: Some(first.min(month)), total: self.total + 1, ..self };
        MonthPaid::Known(if month > through {
            let adjoins = month.since(through) == 1;
            PaidMonths {
                through: Some(month),
                consecutive: if adjoins { self.consecutive + 1 } else { 1 },
                ..next
            }
        } else if run_start.since(month) == 1 {
            if month > first {
                return MonthPaid::Recount;
            }
            PaidMonths { consecutive: self.consecutive + 1, ..next }
        } else {
            next
        })
    }

    /// Counts from all paid months, in any order, each once or more.
    pub fn count(mut months: Vec<Month>) -> PaidMonths {
        months.sort_unstable();
        months.dedup();
        let consecutive = months.windows(2).rev().take_while(|pair| pair[1].since(pair[0]) == 1).count();
        PaidMonths {
            first: months.first().copied(),
            through: months.last().copied(),
            consecutive: if months.is_empty() { 0 } else { consecutive as u32 + 1 },
            total: months.len() as u32,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn codes_read_back_and_differ() {
        for state in AccountState::ALL {
            assert_eq!(AccountState::from_code(state.code()), Some(state));
        }
        for kind in BusinessCode::ALL {
            assert_eq!(BusinessCode::from_code(kind.code()), Some(kind));
        }
        for reason in BackReason::ALL {
            assert_eq!(BackReason::from_code(reason.code()), Some(reason));
        }
        assert_eq!((AccountState::from_code("00"), BusinessCode::from_code("16")), (None, None));
    }

    proptest! {
        #[test]
        fn paying_month_by_month_counts_like_counting_all(order in proptest::collection::vec(0i32..30, 1..30)) {
            let start = Month::new(2024, 1).unwrap();
            let mut paid: Vec<Month> = Vec::new();
            let mut state = PaidMonths::default();
            for month in order.into_iter().map(|n| start.plus(n)) {
                if paid.contains(&month) {
                    continue;
                }
                paid.push(month);
                state = match state.pay(month) {
                    MonthPaid::Known(next) => next,
                    MonthPaid::Recount => PaidMonths::count(paid.clone()),
                };
                prop_assert_eq!(state, PaidMonths::count(paid.clone()));
            }
        }
    }
}
