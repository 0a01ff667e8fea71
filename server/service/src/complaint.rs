//! Complaints about missing contributions (缺缴投诉): filed with the evidence by one tap, answered by an officer
//! within a promised time, looked at by a second one when nothing was solved, and closed as soon as the months
//! are in the books.

mod answer;
mod file;
mod own;
mod settle;

pub use answer::{
    Field, Line, NotReviewed, Queue, Sent, StaffPage, answer_first, answer_second, queue, staff_page,
};
pub use file::{Filed, file};
pub use own::{Act, Page, act, list, page};
pub use settle::{Kept, upkeep};
pub use store::complaint::{ClaimedMonth, Complaint, Event};

use crate::Fault;
use chrono::NaiveDate;
use domain::{
    complaint::{AnswerRule, AnswerRules, ComplaintState},
    working_days::WorkingDays,
};
use std::sync::LazyLock;

const RULES: &str = include_str!("../../policies/national/complaint.toml");
const CALENDAR: &str = include_str!("../../policies/national/working-days.toml");

#[expect(clippy::expect_used, reason = "the file is part of the binary, and a test reads it")]
static ANSWERS: LazyLock<AnswerRules> =
    LazyLock::new(|| toml::from_str(RULES).expect("the answer rules are sound"));

#[expect(clippy::expect_used, reason = "the file is part of the binary, and a test reads it")]
static DAYS: LazyLock<WorkingDays> =
    LazyLock::new(|| toml::from_str(CALENDAR).expect("the working days are sound"));

/// The working days of this release.
pub fn working_days() -> &'static WorkingDays {
    &DAYS
}

/// The promise that holds on a day.
pub fn rule_on(day: NaiveDate) -> Result<&'static AnswerRule, Fault> {
    ANSWERS.on(day).ok_or(Fault::Invariant("an answer rule is in force"))
}

/// How much time is left for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerClock {
    /// Working days after today, up to the promised day; none on the day itself.
    Left(u32),
    /// Days since the promised day.
    Over(u32),
}

/// The clock of a complaint; `None` while the centre owes no answer.
pub fn clock(complaint: &Complaint, today: NaiveDate) -> Option<AnswerClock> {
    complaint.state.awaits_answer().then(|| clock_to(complaint.answer_by, today))
}

/// The clock that runs to a promised day.
pub fn clock_to(by: NaiveDate, today: NaiveDate) -> AnswerClock {
    match u32::try_from((today - by).num_days()) {
        Ok(over) if over > 0 => AnswerClock::Over(over),
        _ => AnswerClock::Left(DAYS.between(today, by)),
    }
}

/// States in which a complaint waits for a stage.
const WAITING: [ComplaintState; 2] = [ComplaintState::Open, ComplaintState::Again];
