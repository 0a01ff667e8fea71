//! The day-end sheet (轧账单): what must agree at the end of a day, each with both figures, the breaks that are open,
//! and the three people who sign it one after the other.

use crate::{
    Fen, Timestamp,
    reconcile::{BreakKind, Explanation},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// The day's entries and what they debit, in fen.
    EntriesAndDebits,
    /// The day's entries and what they credit, in fen.
    EntriesAndCredits,
    /// What the members' accounts hold, and what the ledger owes them by its rows, in fen.
    MembersAndLiability,
    /// What the accounts of all units and flexible contributors hold, and all members' accounts, in fen.
    UnitsAndMembers,
    /// Payouts that the books have out of the bank, and instructions that the bank has credited, counted.
    PayoutsAndInstructions,
    /// What is in suspense by the ledger, and by the list, in fen.
    SuspenseAndList,
    /// Payouts on their way for longer than the next day about which the bank was not asked, counted; and none.
    PayoutsNotAsked,
    /// Years whose interest belongs to this day and is not settled, counted; and none.
    InterestUnsettled,
    /// Statements of the bank taken in for the day, counted; and one.
    Statements,
}

impl Check {
    /// As it stands in machine-readable answers.
    pub const fn code(self) -> &'static str {
        match self {
            Check::EntriesAndDebits => "entries_and_debits",
            Check::EntriesAndCredits => "entries_and_credits",
            Check::MembersAndLiability => "members_and_liability",
            Check::UnitsAndMembers => "units_and_members",
            Check::PayoutsAndInstructions => "payouts_and_instructions",
            Check::SuspenseAndList => "suspense_and_list",
            Check::PayoutsNotAsked => "payouts_not_asked",
            Check::InterestUnsettled => "interest_unsettled",
            Check::Statements => "statements",
        }
    }

    /// Whether the figures are money.
    pub const fn is_money(self) -> bool {
        matches!(
            self,
            Check::EntriesAndDebits
                | Check::EntriesAndCredits
                | Check::MembersAndLiability
                | Check::UnitsAndMembers
                | Check::SuspenseAndList
        )
    }
}

/// A check with its two figures, fen or counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    pub check: Check,
    pub one: i64,
    pub other: i64,
}

impl Compared {
    pub const fn holds(self) -> bool {
        self.one == self.other
    }
}

/// An open break as it stands on the sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenBreak {
    pub id: String,
    pub kind: BreakKind,
    pub day: NaiveDate,
    /// Days since it arose.
    pub age: i64,
    pub bank: Option<Fen>,
    pub books: Option<Fen>,
    pub explanation: Option<Explanation>,
}

/// Money in suspense at the end of the day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspended {
    pub receipt: String,
    pub received_on: NaiveDate,
    pub age: i64,
    pub amount: Fen,
}

/// That the bank's statement of the day is not the first one that came (更换).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replaced {
    /// The version that stands, from 2.
    pub version: u32,
    /// Id of the member of staff who brought it.
    pub by: String,
    pub at: Timestamp,
    pub reason: String,
}

/// The sheet of a day. Its hash is over all of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    pub day: NaiveDate,
    /// Rows posted on the day, and the hash over them.
    pub rows: u64,
    pub rows_hash: String,
    /// Hash of the bank's file, and over its lines as they are kept.
    pub statement: Option<(String, String)>,
    /// Left out of the text where the first statement stands, as in sheets that were drawn before there were versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced: Option<Replaced>,
    /// Closing balance by the bank and by our books.
    pub closing: Option<(Fen, Fen)>,
    pub checks: Vec<Compared>,
    pub breaks: Vec<OpenBreak>,
    pub suspense: Vec<Suspended>,
}

/// Why a sheet cannot be signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    Check(Check),
    /// A break that nobody has explained.
    Break(String),
}

impl Sheet {
    /// Everything that stands in the way of a signature: a check that does not hold, a break without explanation.
    pub fn obstacles(&self) -> Vec<Obstacle> {
        let checks = self.checks.iter().filter(|compared| !compared.holds());
        let breaks = self.breaks.iter().filter(|one| one.explanation.is_none());
        checks
            .map(|compared| Obstacle::Check(compared.check))
            .chain(breaks.map(|one| Obstacle::Break(one.id.clone())))
            .collect()
    }
}

/// How far the signing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Signing {
    Drawn,
    /// Signed by the teller (柜员).
    Teller,
    /// And by the first reviewer (初审), who is not the teller.
    First,
    /// And by the second reviewer (复核), who is neither. From here on it never changes.
    Signed,
}

impl Signing {
    pub const ALL: [Signing; 4] = [Signing::Drawn, Signing::Teller, Signing::First, Signing::Signed];

    pub const fn code(self) -> &'static str {
        match self {
            Signing::Drawn => "drawn",
            Signing::Teller => "teller",
            Signing::First => "first",
            Signing::Signed => "signed",
        }
    }

    pub fn from_code(code: &str) -> Option<Signing> {
        Signing::ALL.into_iter().find(|signing| signing.code() == code)
    }

    /// The step that signed last.
    pub const fn last(self) -> Option<Step> {
        match self {
            Signing::Drawn => None,
            Signing::Teller => Some(Step::Teller),
            Signing::First => Some(Step::First),
            Signing::Signed => Some(Step::Second),
        }
    }
}

/// The steps, each by its own role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Teller,
    First,
    Second,
}

impl Step {
    pub const ALL: [Step; 3] = [Step::Teller, Step::First, Step::Second];

    pub const fn code(self) -> &'static str {
        match self {
            Step::Teller => "teller",
            Step::First => "first",
            Step::Second => "second",
        }
    }

    pub fn from_code(code: &str) -> Option<Step> {
        Step::ALL.into_iter().find(|step| step.code() == code)
    }

    /// Whether this step signs over another one.
    pub const fn signs_over(self, other: Step) -> bool {
        matches!((self, other), (Step::First, Step::Teller) | (Step::Second, Step::First))
    }

    /// Where the sheet must stand before. Where the books say otherwise than what is signed (`has_changed`), the teller
    /// may sign again as long as it is not signed to the end: that draws it anew, and whoever signed the old one signs
    /// again. What has not changed is not signed over: the others take it back, whose word stands on it.
    pub const fn may_sign(self, signing: Signing, has_changed: bool) -> bool {
        match self {
            Step::Teller => match signing {
                Signing::Drawn => true,
                Signing::Teller | Signing::First => has_changed,
                Signing::Signed => false,
            },
            Step::First => matches!(signing, Signing::Teller),
            Step::Second => matches!(signing, Signing::First),
        }
    }

    pub const fn leads_to(self) -> Signing {
        match self {
            Step::Teller => Signing::Teller,
            Step::First => Signing::First,
            Step::Second => Signing::Signed,
        }
    }

    /// Where the sheet stands once the signature of this step is taken back.
    pub const fn falls_to(self) -> Signing {
        match self {
            Step::Teller => Signing::Drawn,
            Step::First => Signing::Teller,
            Step::Second => Signing::First,
        }
    }
}

/// Why a signature does not stand any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Somebody took it back (撤回, 退回) and said why.
    TakenBack { reason: String },
    /// The books said otherwise, and the teller signed the sheet that was drawn anew.
    DrawnAnew,
}

impl Ending {
    pub const fn code(&self) -> &'static str {
        match self {
            Ending::TakenBack { .. } => "taken_back",
            Ending::DrawnAnew => "drawn_anew",
        }
    }
}

/// Somebody who wants to take back the last signature of a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TakingBack {
    pub step: Step,
    /// The signature is this person's own, under whatever login.
    pub gave_it: bool,
    /// Another signature that stands on the sheet is this person's.
    pub gave_another: bool,
}

impl TakingBack {
    /// Whether the last signature may be taken back, and whose step that is.
    ///
    /// Only the last one: what somebody signed over is not pulled from under it. By whoever gave it, who withdraws a word
    /// of their own (撤回), or by somebody who could sign next, who sends it back instead of signing (退回). Nobody
    /// else: who is checked does not undo the check, and who signs two steps later, or signed below, has no say in it. A
    /// sheet that all three have signed is final; what is wrong on it is explained there and put right on a later day.
    pub const fn of_last(self, signing: Signing) -> Result<Step, NotTakenBack> {
        let last = match signing.last() {
            None => return Err(NotTakenBack::NothingSigned),
            Some(Step::Second) => return Err(NotTakenBack::Final),
            Some(last) => last,
        };
        match self {
            TakingBack { gave_it: true, .. } => Ok(last),
            TakingBack { step, .. } if !step.signs_over(last) => Err(NotTakenBack::NotYours(last)),
            TakingBack { gave_another: true, .. } => Err(NotTakenBack::SamePerson),
            _ => Ok(last),
        }
    }
}

/// Why a signature is not taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotTakenBack {
    /// Nobody has signed the sheet.
    NothingSigned,
    /// All three have signed it.
    Final,
    /// The last signature is of this step, and neither this person's own nor one that this person signs over.
    NotYours(Step),
    /// This person would sign next, and has signed below already.
    SamePerson,
    /// The signature that was shown as the last one is not the last one any more.
    Changed,
}

impl NotTakenBack {
    pub const fn code(self) -> &'static str {
        match self {
            NotTakenBack::NothingSigned => "nothing_signed",
            NotTakenBack::Final => "final",
            NotTakenBack::NotYours(_) => "not_yours",
            NotTakenBack::SamePerson => "not_by_signer",
            NotTakenBack::Changed => "other_signature",
        }
    }
}

/// Why a day is not signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotSigned {
    /// The day is not over.
    NotOver,
    /// Somebody else's turn, or signed to the end.
    NotTheTurn(Signing),
    /// One of the three has signed before, under whatever login.
    SamePerson,
    /// A reviewer has brought the statement that stands: somebody else reviews it.
    OwnReplacement,
    /// What is signed is not what the sheet says now.
    Changed,
    Obstacles(Vec<Obstacle>),
}

impl NotSigned {
    pub const fn code(&self) -> &'static str {
        match self {
            NotSigned::NotOver => "not_over",
            NotSigned::NotTheTurn(_) => "not_the_turn",
            NotSigned::SamePerson => "same_person",
            NotSigned::OwnReplacement => "own_replacement",
            NotSigned::Changed => "changed",
            NotSigned::Obstacles(_) => "obstacles",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet() -> Sheet {
        let day = NaiveDate::default();
        let open = OpenBreak {
            id: "b".into(),
            kind: BreakKind::InBankNotInBooks,
            day,
            age: 1,
            bank: Some(Fen::new(5)),
            books: None,
            explanation: None,
        };
        Sheet {
            day,
            rows: 0,
            rows_hash: String::new(),
            statement: None,
            replaced: None,
            closing: None,
            checks: vec![
                Compared { check: Check::SuspenseAndList, one: 1, other: 1 },
                Compared { check: Check::Statements, one: 0, other: 1 },
            ],
            breaks: vec![open],
            suspense: vec![],
        }
    }

    #[test]
    fn what_is_not_explained_stands_in_the_way() {
        let mut sheet = sheet();
        assert_eq!(sheet.obstacles(), [Obstacle::Check(Check::Statements), Obstacle::Break("b".into())]);
        sheet.breaks[0].explanation = Some(Explanation::InTransit);
        sheet.checks[1].one = 1;
        assert_eq!(sheet.obstacles(), []);
    }

    #[test]
    fn a_sheet_without_a_replacement_reads_as_it_always_did() {
        let text = serde_json::to_string(&sheet()).unwrap();
        assert!(!text.contains("replaced"), "{text}");
        assert_eq!(serde_json::from_str::<Sheet>(&text).unwrap(), sheet());
        let (by, reason) = ("s".into(), "r".into());
        let replaced = Some(Replaced { version: 2, by, at: Timestamp::from_ms(1), reason });
        let other = Sheet { replaced, ..sheet() };
        let text = serde_json::to_string(&other).unwrap();
        assert_eq!(serde_json::from_str::<Sheet>(&text).unwrap(), other, "{text}");
    }

    #[test]
    fn three_steps_in_one_order() {
        let all = |step: Step, has_changed| Signing::ALL.map(|signing| step.may_sign(signing, has_changed));
        assert_eq!(all(Step::Teller, true), [true, true, true, false]);
        assert_eq!(
            all(Step::Teller, false),
            [true, false, false, false],
            "an unchanged sheet is not signed over"
        );
        for has_changed in [true, false] {
            assert_eq!(all(Step::First, has_changed), [false, true, false, false]);
            assert_eq!(all(Step::Second, has_changed), [false, false, true, false]);
        }
        for signing in Signing::ALL {
            assert_eq!(Signing::from_code(signing.code()), Some(signing));
        }
        assert_eq!(Step::Second.leads_to(), Signing::Signed);
        for step in Step::ALL {
            assert_eq!((Step::from_code(step.code()), step.leads_to().last()), (Some(step), Some(step)));
            assert!(step.may_sign(step.falls_to(), false));
        }
    }

    #[test]
    fn the_last_signature_is_taken_back_by_its_giver_or_by_who_signs_next() {
        let by = |step, gave_it, gave_another| TakingBack { step, gave_it, gave_another };
        let stranger = |step| by(step, false, false);
        for step in Step::ALL {
            assert_eq!(stranger(step).of_last(Signing::Drawn), Err(NotTakenBack::NothingSigned));
            // Not even by whoever gave the last one.
            assert_eq!(by(step, true, false).of_last(Signing::Signed), Err(NotTakenBack::Final));
            assert_eq!(by(step, true, false).of_last(Signing::Teller), Ok(Step::Teller));
            assert_eq!(by(step, true, false).of_last(Signing::First), Ok(Step::First));
        }
        let all = |signing| Step::ALL.map(|step| stranger(step).of_last(signing));
        let not = |step| Err(NotTakenBack::NotYours(step));
        assert_eq!(all(Signing::Teller), [not(Step::Teller), Ok(Step::Teller), not(Step::Teller)]);
        assert_eq!(all(Signing::First), [not(Step::First), not(Step::First), Ok(Step::First)]);
        // The teller's other login does not send back what the first reviewer signed over.
        assert_eq!(by(Step::Second, false, true).of_last(Signing::First), Err(NotTakenBack::SamePerson));
        assert_eq!(by(Step::Teller, false, true).of_last(Signing::First), not(Step::First));
    }
}
