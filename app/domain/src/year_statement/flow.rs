//! Where the amount of an entry is counted: the steps of the picture between opening and closing balance.

use crate::{BusinessCode, Fen, statement::Entry};

/// A way in or out of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flow {
    /// 单位缴存: the unit's share of contributions and back payments.
    UnitShare,
    /// 个人缴存: the person's share.
    OwnShare,
    /// 缴存 that came without shares, as from those who pay for themselves.
    Contribution,
    /// 转入, from another centre or another account.
    TransferIn,
    /// 其他存入
    OtherIn,
    /// 利息
    Interest,
    /// 提取
    Withdrawal,
    /// 销户提取
    Closing,
    /// 转出
    TransferOut,
    /// 其他支出
    OtherOut,
    /// 更正与补记: taken back or booked late into a year whose statement was issued before.
    Correction,
}

impl Flow {
    /// In the order of the picture.
    pub const ALL: [Flow; 11] = [
        Flow::UnitShare,
        Flow::OwnShare,
        Flow::Contribution,
        Flow::TransferIn,
        Flow::OtherIn,
        Flow::Interest,
        Flow::Withdrawal,
        Flow::Closing,
        Flow::TransferOut,
        Flow::OtherOut,
        Flow::Correction,
    ];

    /// As it stands in machine-readable answers.
    pub const fn code(self) -> &'static str {
        match self {
            Flow::UnitShare => "unit_share",
            Flow::OwnShare => "own_share",
            Flow::Contribution => "contribution",
            Flow::TransferIn => "transfer_in",
            Flow::OtherIn => "other_in",
            Flow::Interest => "interest",
            Flow::Withdrawal => "withdrawal",
            Flow::Closing => "closing_withdrawal",
            Flow::TransferOut => "transfer_out",
            Flow::OtherOut => "other_out",
            Flow::Correction => "correction",
        }
    }
}

/// The flows of an entry; they add up to its amount. A reversal is counted where the entry was that it takes back,
/// as long as both stand among `of_year`.
pub(super) fn flows_of(entry: &Entry, of_year: &[&Entry], late: bool) -> Vec<(Flow, Fen)> {
    let original = entry.reverses.map(|seq| of_year.iter().find(|other| other.seq == seq));
    let about = match original {
        None if !late => entry,
        Some(Some(original)) if !late => original,
        _ => return vec![(Flow::Correction, entry.amount)],
    };
    use BusinessCode as B;
    let incoming = !about.amount.is_negative();
    let flow = match about.business {
        B::RegularRemittance | B::BackPayment => return shares(entry),
        B::AnnualInterest => Flow::Interest,
        B::PartialWithdrawal => Flow::Withdrawal,
        B::ClosingWithdrawal => Flow::Closing,
        B::TransferIn | B::TransferOut | B::InternalTransfer if incoming => Flow::TransferIn,
        B::TransferIn | B::TransferOut | B::InternalTransfer => Flow::TransferOut,
        _ if incoming => Flow::OtherIn,
        _ => Flow::OtherOut,
    };
    vec![(flow, entry.amount)]
}

/// The unit's and the person's share of a contribution, both with the sign of the entry.
fn shares(entry: &Entry) -> Vec<(Flow, Fen)> {
    let signed = |part: Fen| if entry.amount.is_negative() { Fen::new(-part.get()) } else { part };
    let parts = entry.unit_part.zip(entry.personal_part).map(|(unit, own)| (signed(unit), signed(own)));
    match parts {
        Some((unit, own)) if unit.checked_add(own) == Some(entry.amount) => {
            let both = [(Flow::UnitShare, unit), (Flow::OwnShare, own)];
            both.into_iter().filter(|(_, amount)| !amount.is_zero()).collect()
        }
        _ => vec![(Flow::Contribution, entry.amount)],
    }
}
