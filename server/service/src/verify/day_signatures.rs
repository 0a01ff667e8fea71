//! Checking the signatures of day-end sheets, those that stand and those that were taken back: at most one of a step
//! stands, none over one that does not, all are as the sheet names them, and one that stands no more has who, when and
//! why, as the audit noted it.

use super::{Finding, Tell};
use crate::{
    Fault,
    day_end::{self, take_back},
};
use chrono::NaiveDate;
use domain::day_end::{Ending, Step};
use std::{collections::BTreeMap, fmt};
use store::{
    Conn, audit,
    day_sheet::{self as sheets, Kept},
    day_signature::{self as rows, Ended, Given},
};

/// Days listed at once.
const PAGE: i64 = 500;

/// What is wrong with the signatures of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signatures {
    /// Two of one step stand.
    TwoStand,
    /// One stands although one below it does not.
    OutOfOrder,
    /// Those that stand are not those that the sheet names.
    NotTheSheets,
    /// A sheet that was signed is not as its hash says.
    Sheet,
    /// Their numbers do not follow one another.
    Gap,
    /// One stands no more, and who took it back, when or why is not as the audit noted it.
    NotAccounted,
    /// The audit has noted that one was taken back, and it is not kept like that.
    Missing,
}

impl fmt::Display for Signatures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Signatures::TwoStand => "two signatures of one step stand",
            Signatures::OutOfOrder => "a signature stands over one that was taken back",
            Signatures::NotTheSheets => "the signatures that stand are not those of the sheet",
            Signatures::Sheet => "a sheet that was signed is not what it was",
            Signatures::Gap => "a signature is missing",
            Signatures::NotAccounted => {
                "a signature stands no more, and by whom, when or why is not what was noted"
            }
            Signatures::Missing => "a signature was taken back, and is not kept like that",
        })
    }
}

/// By day and detail, as the audit notes what was taken back: when and by whom.
type Noted = BTreeMap<(String, String), (i64, String)>;

pub(super) async fn check(conn: &mut Conn, tell: Tell<'_>) -> Result<(), Fault> {
    let mut noted = Noted::new();
    for event in audit::list_of_action(conn, take_back::ACTION).await? {
        noted.insert((event.subject, event.detail), (event.at.ms(), event.actor));
    }
    let mut after = NaiveDate::default();
    loop {
        let days = rows::day_list(conn, after, PAGE).await?;
        let Some(last) = days.last() else { break };
        after = *last;
        for day in days {
            let kept = sheets::find(conn, day).await?;
            for what in wrong_with(&rows::list(conn, day).await?, kept.as_ref(), &mut noted) {
                tell(Finding::Signatures { day: day.to_string(), what });
            }
        }
    }
    // What is left was noted, and is not kept like that.
    for (day, _) in noted.into_keys() {
        tell(Finding::Signatures { day, what: Signatures::Missing });
    }
    Ok(())
}

fn wrong_with(all: &[Given], kept: Option<&Kept>, noted: &mut Noted) -> Vec<Signatures> {
    let standing: Vec<&Given> = all.iter().filter(|given| given.ended.is_none()).collect();
    let of = |step| standing.iter().filter(move |given| given.step == step);
    let mut found = Vec::new();
    let mut tell = |is_wrong, what| {
        if is_wrong {
            found.push(what);
        }
    };
    tell(Step::ALL.into_iter().any(|step| of(step).count() > 1), Signatures::TwoStand);
    let stands = Step::ALL.map(|step| of(step).count() > 0);
    tell(!stands.is_sorted_by(|below, above| below >= above), Signatures::OutOfOrder);
    let named = Step::ALL.into_iter().all(|step| {
        let sheet = kept.and_then(|kept| Some((kept.of(step)?, kept.hash.as_str())));
        of(step).all(|given| sheet == Some((&given.by, given.hash.as_str())))
            && stands_as(step, &stands, kept)
    });
    tell(!named, Signatures::NotTheSheets);
    tell(all.iter().any(|given| day_end::hash_of(&given.body) != given.hash), Signatures::Sheet);
    tell(all.iter().zip(1..).any(|(given, no)| given.no != no), Signatures::Gap);
    let ended = all.iter().filter_map(|given| Some((given, given.ended.as_ref()?)));
    let odd = ended.filter(|(given, ended)| !is_accounted(given, ended, all, noted)).count();
    tell(odd > 0, Signatures::NotAccounted);
    found
}

/// Whether a step is signed on the sheet exactly where a signature of it stands.
fn stands_as(step: Step, stands: &[bool; 3], kept: Option<&Kept>) -> bool {
    let on_sheet = kept.is_some_and(|kept| kept.of(step).is_some());
    stands[step as usize] == on_sheet
}

/// Whether somebody answers for a signature that stands no more: the audit, or the teller's signature that came after it.
fn is_accounted(given: &Given, ended: &Ended, all: &[Given], noted: &mut Noted) -> bool {
    match &ended.how {
        Ending::TakenBack { reason } => {
            let detail = take_back::detail(given, reason);
            let event = noted.remove(&(given.day.to_string(), detail));
            event == Some((ended.by.at.ms(), ended.by.staff_id.clone()))
        }
        Ending::DrawnAnew => {
            all.iter().any(|later| later.no > given.no && later.step == Step::Teller && later.by == ended.by)
        }
    }
}
