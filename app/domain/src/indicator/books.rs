//! What indicators are computed from: sums of the books by month, and cases by channel.

use super::{Flow, flow_of};
use crate::Month;
use std::collections::{BTreeMap, BTreeSet};

/// What moved in a month between two accounts of the chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub month: Month,
    pub debit: String,
    pub credit: String,
    pub business: String,
    pub taken_back: bool,
    pub amount_fen: i64,
    /// Some of the members' accounts that took part ([`crate::day_sums::PEOPLE`]).
    pub people: BTreeSet<String>,
}

/// Through which door a case came (办理渠道).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Channel {
    /// Begun in the portal by the person or the unit's agent.
    Online,
    /// Begun by staff for them.
    Counter,
}

/// What people come for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CaseKind {
    RentWithdrawal,
    Closing,
    Certificate,
    Complaint,
    FlexRegistration,
    BaseAdjustment,
    CrossCityTransfer,
    Deferral,
}

impl CaseKind {
    pub const ALL: [CaseKind; 8] = [
        CaseKind::RentWithdrawal,
        CaseKind::Closing,
        CaseKind::Certificate,
        CaseKind::Complaint,
        CaseKind::FlexRegistration,
        CaseKind::BaseAdjustment,
        CaseKind::CrossCityTransfer,
        CaseKind::Deferral,
    ];

    /// As it stands in machine-readable answers.
    pub const fn code(self) -> &'static str {
        match self {
            CaseKind::RentWithdrawal => "rent_withdrawal",
            CaseKind::Closing => "closing",
            CaseKind::Certificate => "certificate",
            CaseKind::Complaint => "complaint",
            CaseKind::FlexRegistration => "flex_registration",
            CaseKind::BaseAdjustment => "base_adjustment",
            CaseKind::CrossCityTransfer => "cross_city_transfer",
            CaseKind::Deferral => "deferral",
        }
    }

    /// The rows of the audit with which such a case begins, each case with one of them: a closing that was asked for
    /// in the portal has begun before a reviewer takes it up.
    pub const fn actions(self) -> &'static [&'static str] {
        match self {
            CaseKind::RentWithdrawal => &["rent.submit"],
            CaseKind::Closing => &["closing.apply", "closing.propose"],
            CaseKind::Certificate => &["certificate.issue"],
            CaseKind::Complaint => &["complaint.file"],
            CaseKind::FlexRegistration => &["flex.sign"],
            CaseKind::BaseAdjustment => &["base.propose"],
            CaseKind::CrossCityTransfer => &["transfer.apply"],
            CaseKind::Deferral => &["deferral.propose"],
        }
    }

    pub fn from_action(action: &str) -> Option<CaseKind> {
        CaseKind::ALL.into_iter().find(|kind| kind.actions().contains(&action))
    }
}

/// Cases of a kind that came through a door in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CaseCount {
    pub month: Month,
    pub kind: CaseKind,
    pub channel: Channel,
    pub cases: i64,
}

/// The sums of a month, in fen. What was taken back is taken off.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MonthSums {
    pub collection: i64,
    pub withdrawals: i64,
    pub interest: i64,
    pub transfer_in: i64,
    pub transfer_out: i64,
    /// Positive to the members.
    pub other: i64,
    pub loans_granted: i64,
    pub loans_repaid: i64,
    /// What the money at the banks grew by.
    pub bank_change: i64,
    /// Some of whose money moved, by flow.
    pub people: BTreeMap<Flow, BTreeSet<String>>,
}

impl MonthSums {
    /// What members have more at its end than at its beginning.
    pub fn balance_change(&self) -> i64 {
        self.collection + self.interest + self.transfer_in + self.other - self.withdrawals - self.transfer_out
    }

    fn flow(&mut self, flow: Flow) -> &mut i64 {
        match flow {
            Flow::Collection => &mut self.collection,
            Flow::Withdrawals => &mut self.withdrawals,
            Flow::Interest => &mut self.interest,
            Flow::TransferIn => &mut self.transfer_in,
            Flow::TransferOut => &mut self.transfer_out,
            Flow::Other => &mut self.other,
            Flow::LoansGranted => &mut self.loans_granted,
            Flow::LoansRepaid => &mut self.loans_repaid,
        }
    }

    fn add(&mut self, entry: &Entry) {
        let bank = crate::chart::BANK_DEPOSIT.id;
        self.bank_change +=
            entry.amount_fen * (i64::from(entry.debit == bank) - i64::from(entry.credit == bank));
        if let Some((flow, sign)) = flow_of(&entry.debit, &entry.credit, &entry.business, entry.taken_back) {
            *self.flow(flow) += sign * entry.amount_fen;
            self.people.entry(flow).or_default().extend(entry.people.iter().cloned());
        }
    }
}

/// The books by month.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Books {
    months: BTreeMap<Month, MonthSums>,
    cases: Vec<CaseCount>,
}

impl Books {
    pub fn of(entries: &[Entry], cases: Vec<CaseCount>) -> Books {
        let mut months: BTreeMap<Month, MonthSums> = BTreeMap::new();
        for entry in entries {
            months.entry(entry.month).or_default().add(entry);
        }
        Books { months, cases }
    }

    /// The sums of a month; nothing moved in one that the books do not have.
    pub fn month(&self, month: Month) -> MonthSums {
        self.months.get(&month).cloned().unwrap_or_default()
    }

    /// The first and the last month in which something moved.
    pub fn span(&self) -> Option<(Month, Month)> {
        Some((*self.months.first_key_value()?.0, *self.months.last_key_value()?.0))
    }

    /// What members have at the end of a month, in fen.
    pub fn balance(&self, month: Month) -> i64 {
        self.sum(Month::MIN, month, MonthSums::balance_change)
    }

    /// Adds up something of the months from one to another, both included.
    pub fn sum(&self, from: Month, to: Month, of: impl Fn(&MonthSums) -> i64) -> i64 {
        if from > to {
            return 0;
        }
        self.months.range(from..=to).map(|(_, sums)| of(sums)).sum()
    }

    /// Cases that came online, and all, of a kind or of every kind.
    pub fn cases(&self, from: Month, to: Month, kind: Option<CaseKind>) -> (i64, i64) {
        let within = self.cases.iter().filter(|one| from <= one.month && one.month <= to);
        within.filter(|one| kind.is_none_or(|kind| kind == one.kind)).fold((0, 0), |(online, all), one| {
            let here = if one.channel == Channel::Online { one.cases } else { 0 };
            (online + here, all + one.cases)
        })
    }

    /// Whether a loan was ever paid out or repaid until a month.
    pub(super) fn has_loans(&self, month: Month) -> bool {
        self.months.range(..=month).any(|(_, m)| {
            m.people.contains_key(&Flow::LoansGranted) || m.people.contains_key(&Flow::LoansRepaid)
        })
    }

    /// What leaves the fund in a month, on average of the last twelve, or of as many as the books have, in fen.
    pub(super) fn outflow_a_month(&self, month: Month) -> i64 {
        let Some((first, _)) = self.span() else { return 0 };
        let from = first.max(month.plus(-11));
        let months = i64::from(month.since(from) + 1);
        let out = self.sum(from, month, |m| m.withdrawals + m.transfer_out + m.loans_granted);
        if months > 0 { out / months } else { 0 }
    }
}
