//! A complaint about missing contributions (缺缴投诉): its states, who may move it where, and the evidence that is
//! kept with it.
//!
//! One officer answers; when the contributor says that nothing is solved, once, a second one does. Whatever was
//! answered, the complaint closes by itself as soon as its months are in the books.

use crate::{
    ContributionRate, Fen, Month, Problem,
    month_state::KeptCell,
    withdrawal::{Stage, codes},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

codes!(
    /// Where a complaint stands.
    ComplaintState {
        /// 待答复
        Open = "open",
        /// 待补材料: the contributor must say or bring something; the clock stands still.
        Papers = "papers",
        /// 已答复: the months have not come yet.
        Answered = "answered",
        /// 待复核答复: not solved, says the contributor; another officer answers.
        Again = "again",
        /// 已终复: the second answer is the centre's last word.
        Final = "final",
        /// 已到账: every month is booked.
        Settled = "settled",
    }
);

codes!(
    /// What an officer answers.
    AnswerKind {
        /// 已催单位补缴
        UnitTold = "unit_told",
        /// 已找到并入账: names the row of the ledger.
        Booked = "booked",
        /// 不应缴: says why.
        NotDue = "not_due",
        /// 需要材料
        NeedsPapers = "needs_papers",
    }
);

codes!(
    /// Why a month is not due.
    NotDueReason {
        /// The account was sealed.
        Sealed = "sealed",
        /// The employment began later or ended before.
        NotEmployed = "not_employed",
        /// The unit may pay later (缓缴).
        Deferred = "deferred",
        /// It was paid into another account of the same person.
        OtherAccount = "other_account",
    }
);

codes!(
    /// What happened to a complaint.
    ComplaintEvent {
        Filed = "complaint_filed",
        UnitTold = "complaint_unit_told",
        Booked = "complaint_booked",
        NotDue = "complaint_not_due",
        NeedsPapers = "complaint_needs_papers",
        /// The contributor added something.
        Supplied = "complaint_supplied",
        /// Not solved, says the contributor.
        Disputed = "complaint_disputed",
        /// A month came.
        MonthBooked = "complaint_month_booked",
        /// Every month came.
        Settled = "complaint_settled",
        /// The promised day is over.
        Late = "complaint_late",
    }
);

impl ComplaintState {
    /// Its months may not be complained about again, and it still closes by itself.
    pub const fn is_live(self) -> bool {
        !matches!(self, ComplaintState::Final | ComplaintState::Settled)
    }

    /// The centre owes an answer.
    pub const fn awaits_answer(self) -> bool {
        matches!(self, ComplaintState::Open | ComplaintState::Again)
    }

    /// The stage that answers it now.
    pub const fn stage(self) -> Option<Stage> {
        match self {
            ComplaintState::Open => Some(Stage::First),
            ComplaintState::Again => Some(Stage::Second),
            _ => None,
        }
    }
}

impl AnswerKind {
    pub const fn event(self) -> ComplaintEvent {
        match self {
            AnswerKind::UnitTold => ComplaintEvent::UnitTold,
            AnswerKind::Booked => ComplaintEvent::Booked,
            AnswerKind::NotDue => ComplaintEvent::NotDue,
            AnswerKind::NeedsPapers => ComplaintEvent::NeedsPapers,
        }
    }
}

/// Where an answer leads. Papers are asked for once, and not at the second stage: what is needed is asked at once.
pub const fn lead(
    stage: Stage,
    from: ComplaintState,
    kind: AnswerKind,
    asked_before: bool,
) -> Result<ComplaintState, Problem> {
    match (stage, from, kind) {
        (Stage::First, ComplaintState::Open, AnswerKind::NeedsPapers) if asked_before => {
            Err(Problem::NotAChoice)
        }
        (Stage::First, ComplaintState::Open, AnswerKind::NeedsPapers) => Ok(ComplaintState::Papers),
        (Stage::First, ComplaintState::Open, _) => Ok(ComplaintState::Answered),
        (Stage::Second, ComplaintState::Again, AnswerKind::NeedsPapers) => Err(Problem::NotAChoice),
        (Stage::Second, ComplaintState::Again, _) => Ok(ComplaintState::Final),
        _ => Err(Problem::ChangedMeanwhile),
    }
}

/// By when the centre answers, counted in working days.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerRule {
    pub from: NaiveDate,
    pub version: String,
    /// The first answer, after filing or after papers came.
    pub answer_days: u32,
    /// The second officer's answer.
    pub again_days: u32,
    pub source: String,
    pub as_of: NaiveDate,
    pub verified: bool,
}

/// The answer rules, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerRules {
    pub rule: Vec<AnswerRule>,
}

impl AnswerRules {
    pub fn on(&self, day: NaiveDate) -> Option<&AnswerRule> {
        self.rule.iter().rev().find(|rule| rule.from <= day)
    }
}

/// What stood in the books when the complaint was filed. Kept as text with the complaint: later entries do not
/// change it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    pub as_of: NaiveDate,
    pub unit_name: Option<String>,
    /// The unit's pay day, where it is known.
    pub pay_day: Option<u32>,
    pub base: Fen,
    pub unit_rate: ContributionRate,
    pub personal_rate: ContributionRate,
    pub unit_monthly: Fen,
    pub personal_monthly: Fen,
    /// The months complained about.
    pub months: Vec<KeptCell>,
    /// The months around them, oldest first.
    pub around: Vec<KeptCell>,
    /// The last entries, oldest first.
    pub rows: Vec<KeptRow>,
    pub balance: Fen,
}

/// An entry as it is kept in evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptRow {
    pub seq: i64,
    pub posted_on: NaiveDate,
    /// Business code of JGJ/T 320, table A.5.
    pub business: String,
    pub month: Option<Month>,
    pub amount: Fen,
    pub standing: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every stage, state and answer; only the lines named lead anywhere.
    #[test]
    fn only_these_answers_exist() {
        let mut moves = Vec::new();
        for stage in [Stage::First, Stage::Second] {
            for from in ComplaintState::ALL {
                for kind in AnswerKind::ALL {
                    if let Ok(to) = lead(stage, *from, *kind, false) {
                        moves.push(format!("{} {} {}", from.code(), kind.code(), to.code()));
                        assert_eq!(from.stage(), Some(stage));
                    }
                }
            }
        }
        assert_eq!(
            moves,
            [
                "open unit_told answered",
                "open booked answered",
                "open not_due answered",
                "open needs_papers papers",
                "again unit_told final",
                "again booked final",
                "again not_due final",
            ]
        );
        let again = lead(Stage::First, ComplaintState::Open, AnswerKind::NeedsPapers, true);
        assert_eq!(again, Err(Problem::NotAChoice));
        assert!(ComplaintState::ALL.iter().all(|state| !state.awaits_answer() || state.is_live()));
    }
}
