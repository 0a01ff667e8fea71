//! The bank's statement of one day (银行对账单), and what can be wrong with it in itself.

use crate::Fen;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// One movement as the bank reports it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The day of the statement.
    pub day: NaiveDate,
    /// Its place in the statement, from 1.
    pub no: u32,
    /// The bank's own serial (银行流水号).
    pub serial: String,
    pub value_date: NaiveDate,
    /// Positive when money came into our account.
    pub amount: Fen,
    /// Our own serial, as far as the bank carries it; empty when it does not.
    pub reference: String,
    pub counterparty: String,
    /// The bank has reported this serial before; such a line is matched with nothing.
    pub duplicate: bool,
}

/// A statement as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    pub day: NaiveDate,
    /// Number of our account at the bank.
    pub account: String,
    pub opening: Fen,
    pub closing: Fen,
    pub lines: Vec<Line>,
}

/// Why a statement is not taken as it comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Irregular {
    /// The serial stands in an earlier line, of this statement or of that of `first_day`.
    Duplicate {
        no: u32,
        serial: String,
        first_day: NaiveDate,
    },
    Late {
        no: u32,
        serial: String,
        value_date: NaiveDate,
    },
    /// `None` of a sum that no fund can have.
    DoesNotAddUp {
        opening: Fen,
        lines: Option<Fen>,
        closing: Fen,
    },
}

impl Irregular {
    /// As it stands in machine-readable answers.
    pub const fn code(&self) -> &'static str {
        match self {
            Irregular::Duplicate { .. } => "duplicate_line",
            Irregular::Late { .. } => "late_line",
            Irregular::DoesNotAddUp { .. } => "does_not_add_up",
        }
    }
}

impl Statement {
    /// What the lines come to together; `None` when the sum does not fit.
    pub fn movement(&self) -> Option<Fen> {
        Fen::sum(self.lines.iter().map(|line| line.amount))
    }

    pub fn adds_up(&self) -> bool {
        self.movement().and_then(|lines| self.opening.checked_add(lines)) == Some(self.closing)
    }

    /// Everything irregular at once. Duplicates must be marked before.
    pub fn irregularities(&self, known: &BTreeMap<String, NaiveDate>) -> Vec<Irregular> {
        let mut found = Vec::new();
        for line in &self.lines {
            if line.duplicate {
                let first_day = known.get(&line.serial).copied().unwrap_or(self.day);
                found.push(Irregular::Duplicate { no: line.no, serial: line.serial.clone(), first_day });
            }
            if line.value_date != self.day {
                let (serial, value_date) = (line.serial.clone(), line.value_date);
                found.push(Irregular::Late { no: line.no, serial, value_date });
            }
        }
        if !self.adds_up() {
            let (opening, closing) = (self.opening, self.closing);
            found.push(Irregular::DoesNotAddUp { opening, lines: self.movement(), closing });
        }
        found
    }
}

/// Marks lines whose serial stands in an earlier line, or in a statement of an earlier day.
pub fn mark_duplicates(statement: &mut Statement, known: &BTreeMap<String, NaiveDate>) {
    let mut seen = BTreeSet::new();
    for line in &mut statement.lines {
        line.duplicate = !seen.insert(line.serial.clone()) || known.contains_key(&line.serial);
    }
}

/// How a statement differs from the one that stands for the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// The place in the new file; what stands, and what the new file says.
    Altered {
        before: Line,
        now: Line,
    },
    Missing(Line),
    Added(Line),
    /// Opening and closing balance, before and now.
    Balances {
        before: (Fen, Fen),
        now: (Fen, Fen),
    },
}

/// What the new statement says otherwise; the order of lines and the file's format do not count.
pub fn differences(before: &Statement, now: &Statement) -> Vec<Difference> {
    let said =
        |line: &Line| (line.value_date, line.amount, line.reference.clone(), line.counterparty.clone());
    let mut standing: BTreeMap<&str, Vec<&Line>> = BTreeMap::new();
    for line in &before.lines {
        standing.entry(&line.serial).or_default().push(line);
    }
    let mut fresh: Vec<&Line> = Vec::new();
    for line in &now.lines {
        let same = standing.get_mut(&*line.serial).and_then(|lines| {
            let at = lines.iter().position(|standing| said(standing) == said(line))?;
            Some(lines.swap_remove(at))
        });
        if same.is_none() {
            fresh.push(line);
        }
    }
    let mut found = Vec::new();
    for line in fresh {
        let other = standing.get_mut(&*line.serial).filter(|lines| !lines.is_empty());
        found.push(match other {
            Some(lines) => Difference::Altered { before: lines.remove(0).clone(), now: line.clone() },
            None => Difference::Added(line.clone()),
        });
    }
    found.extend(standing.into_values().flatten().map(|line| Difference::Missing(line.clone())));
    let (old, new) = ((before.opening, before.closing), (now.opening, now.closing));
    if old != new {
        found.push(Difference::Balances { before: old, now: new });
    }
    found
}
