//! One line of a remittance file, proved: numbers that hold, amounts that equal base × rate.

use super::{Column, Header, Reason, Reject, reject::name_reason, split_fields};
use crate::account::{BackPayment, BackReason};
use crate::contribution::{ContributionRate, ContributionRules};
use crate::{AccountNo, CreditCode, Fen, IdNumber, Month, PersonName, UnitNo};
use chrono::NaiveDate;

/// Regular (汇缴, 01) or back payment (补缴, 02).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contribution {
    Regular,
    BackPayment(BackPayment),
}

/// A line in hand is proof of everything one line can prove; whether it fits the books is found out later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemittanceLine {
    pub worker: Worker,
    pub payment: Payment,
}

/// For whom a line pays, and by which employer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worker {
    pub unit_no: UnitNo,
    pub unit_name: Option<String>,
    pub credit_code: Option<CreditCode>,
    /// `None` for a worker whose account is to be opened.
    pub account_no: Option<AccountNo>,
    pub name: PersonName,
    pub id_number: IdNumber,
}

/// What a line pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payment {
    pub month: Month,
    pub contribution: Contribution,
    pub base: Fen,
    pub unit_rate: ContributionRate,
    pub personal_rate: ContributionRate,
    pub unit_part: Fen,
    pub personal_part: Fen,
    /// Above zero.
    pub total: Fen,
    pub posted_on: NaiveDate,
    /// The worker left after this month (封存).
    pub seals: bool,
}

impl RemittanceLine {
    /// Reads a line; every finding is reported at once. `today` is the posting day of lines without one and the
    /// last day a line may name.
    pub fn parse(
        header: &Header,
        line: &str,
        rules: &ContributionRules,
        today: NaiveDate,
    ) -> Result<RemittanceLine, Vec<Reject>> {
        let fields = split_fields(line).ok_or_else(|| vec![Reason::BrokenQuote.of_line()])?;
        if fields.len() != header.width() {
            let (expected, found) = (header.width(), fields.len());
            return Err(vec![Reason::FieldCount { expected, found }.of_line()]);
        }
        let mut reader = Reader { header, fields: &fields, rejects: Vec::new() };
        let (worker, payment) = (reader.worker(), reader.payment(rules, today));
        match (worker, payment) {
            (Some(worker), Some(payment)) if reader.rejects.is_empty() => {
                Ok(RemittanceLine { worker, payment })
            }
            _ => Err(reader.rejects),
        }
    }
}

/// Reads the fields of one line and gathers what is wrong with them.
struct Reader<'a> {
    header: &'a Header,
    fields: &'a [std::borrow::Cow<'a, str>],
    rejects: Vec<Reject>,
}

impl Reader<'_> {
    fn text(&self, column: Column) -> &str {
        self.header.field(self.fields, column)
    }

    fn reject(&mut self, column: Column, reason: Reason) {
        self.rejects.push(reason.at(column));
    }

    /// Runs a parser on a field that must be filled.
    fn need<T>(&mut self, column: Column, parse: impl FnOnce(&str) -> Result<T, Reason>) -> Option<T> {
        let text = self.text(column);
        let result = if text.is_empty() { Err(Reason::Missing) } else { parse(text) };
        result.map_err(|reason| self.reject(column, reason)).ok()
    }

    /// Runs a parser on a field that may be empty: `Some(None)` is a sound absence.
    fn may<T>(&mut self, column: Column, parse: impl FnOnce(&str) -> Result<T, Reason>) -> Option<Option<T>> {
        if self.text(column).is_empty() { Some(None) } else { self.need(column, parse).map(Some) }
    }

    fn worker(&mut self) -> Option<Worker> {
        let unit_no = self.need(Column::Dwzh, |text| UnitNo::parse(text).map_err(|_| Reason::NotAUnitNo));
        let unit_name = self.may(Column::Dwmc, unit_name);
        let credit_code =
            self.may(Column::Tyshxydm, |text| CreditCode::parse(text).map_err(|_| Reason::NotACreditCode));
        let account_no =
            self.may(Column::Grzh, |text| AccountNo::parse(text).map_err(|_| Reason::NotAnAccountNo));
        let name = self.need(Column::Xingming, |text| PersonName::parse(text).map_err(name_reason));
        self.may(Column::Zjlx, |text| if text == "01" { Ok(()) } else { Err(Reason::IdTypeUnsupported) });
        let id_number = self.need(Column::Zjhm, |text| Ok(IdNumber::parse(text)?));
        Some(Worker {
            unit_no: unit_no?,
            unit_name: unit_name?,
            credit_code: credit_code?,
            account_no: account_no?,
            name: name?,
            id_number: id_number?,
        })
    }

    fn payment(&mut self, rules: &ContributionRules, today: NaiveDate) -> Option<Payment> {
        let posted_on =
            self.may(Column::Jzrq, |text| posting_day(text, today)).map(|day| day.unwrap_or(today));
        let last = Month::of(posted_on.unwrap_or(today));
        let is_back = self.may(Column::Ywlx, is_back_payment).map(Option::unwrap_or_default);
        let ahead = self.may(Column::Yjbz, |text| is_advance(text, is_back)).map(Option::unwrap_or_default);
        let window =
            Window { posted: last, ahead: ahead == Some(true), advance_months: rules.advance_months };
        let months = self.need(Column::Hbjny, |text| months(text, window, is_back));
        let month = months.map(|(first, _)| first);
        let reason = self.may(Column::Bjyy, |text| back_reason(text, is_back));
        let contribution = match (is_back, months, reason) {
            (Some(true), Some((_, through)), Some(reason)) => {
                let reason = reason.unwrap_or(BackReason::Missed);
                Some(Contribution::BackPayment(BackPayment { reason, through }))
            }
            (Some(false), Some(_), Some(_)) => Some(Contribution::Regular),
            _ => None,
        };
        let seals = self.may(Column::Grzhzt, |text| seals(text, window)).map(Option::unwrap_or_default);
        let base = self.need(Column::Grjcjs, |text| base(text, month, rules));
        let unit_rate = self.need(Column::Dwjcbl, |text| rate(text, rules));
        let personal_rate = self.need(Column::Grjcbl, |text| rate(text, rules));
        let regular = is_back == Some(false);
        let expected = |rate: Option<ContributionRate>| rate.filter(|_| regular)?.of(base?, rules.rounding);
        let unit_part = self.need(Column::Dwyjce, |text| share(text, expected(unit_rate)));
        let personal_part = self.need(Column::Gryjce, |text| share(text, expected(personal_rate)));
        let total = unit_part?.checked_add(personal_part?)?;
        if total.is_zero() {
            self.reject(Column::Gryjce, Reason::AmountZero);
        }
        Some(Payment {
            month: month?,
            contribution: contribution?,
            base: base?,
            unit_rate: unit_rate?,
            personal_rate: personal_rate?,
            unit_part: unit_part?,
            personal_part: personal_part?,
            total,
            posted_on: posted_on?,
            seals: seals?,
        })
    }
}

fn unit_name(text: &str) -> Result<String, Reason> {
    let name = crate::text::one_line(text).ok_or(Reason::NotAUnitName)?;
    if (2..=100).contains(&name.chars().count()) { Ok(name) } else { Err(Reason::NotAUnitName) }
}

/// `2026-11-15` or `20261115`.
fn posting_day(text: &str, today: NaiveDate) -> Result<NaiveDate, Reason> {
    let digits: String = crate::text::half_width(text).chars().filter(|c| *c != '-').collect();
    if digits.len() != 8 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Reason::NotADate);
    }
    let part = |from: usize, to: usize| digits[from..to].parse::<u32>().map_err(|_| Reason::NotADate);
    let year = i32::try_from(part(0, 4)?).map_err(|_| Reason::NotADate)?;
    let day = NaiveDate::from_ymd_opt(year, part(4, 6)?, part(6, 8)?).ok_or(Reason::NotADate)?;
    if day > today { Err(Reason::DateInFuture) } else { Ok(day) }
}

/// Which months a line may pay for: up to the one of its posting, or those after it when it says so (预缴). The mark is
/// asked for, so that a mistyped month is never taken for an advance.
#[derive(Clone, Copy)]
struct Window {
    posted: Month,
    ahead: bool,
    advance_months: u32,
}

impl Window {
    fn admit(self, month: Month) -> Result<Month, Reason> {
        let (last, first) = (self.posted, self.posted.plus(1));
        let furthest = last.plus(i32::try_from(self.advance_months).unwrap_or_default());
        match self.ahead {
            false if month > last => Err(Reason::MonthInFuture { last }),
            true if month < first => Err(Reason::MonthNotAhead { first }),
            true if month > furthest => Err(Reason::MonthTooFarAhead { last: furthest }),
            _ => Ok(month),
        }
    }
}

fn contribution_month(text: &str, window: Window) -> Result<Month, Reason> {
    window.admit(Month::parse(text).map_err(|_| Reason::NotAMonth)?)
}

fn is_advance(text: &str, is_back: Option<bool>) -> Result<bool, Reason> {
    if text == "1" && is_back != Some(true) { Ok(true) } else { Err(Reason::AdvanceUnsupported) }
}

fn is_back_payment(text: &str) -> Result<bool, Reason> {
    match text {
        "01" => Ok(false),
        "02" => Ok(true),
        _ => Err(Reason::BusinessTypeUnsupported),
    }
}

/// First and last month: `202610`, or `202601-202603` in a back payment.
fn months(text: &str, window: Window, is_back: Option<bool>) -> Result<(Month, Month), Reason> {
    let range = text.split_once('-').filter(|(first, _)| first.len() == 6);
    let Some((first, through)) = range else {
        return contribution_month(text, window).map(|month| (month, month));
    };
    let (first, through) = (contribution_month(first, window)?, contribution_month(through, window)?);
    if is_back == Some(false) || first > through { Err(Reason::MonthRange) } else { Ok((first, through)) }
}

fn back_reason(text: &str, is_back: Option<bool>) -> Result<BackReason, Reason> {
    BackReason::from_code(text).filter(|_| is_back != Some(false)).ok_or(Reason::BackReasonUnsupported)
}

/// Who has left is paid nothing ahead.
fn seals(text: &str, window: Window) -> Result<bool, Reason> {
    match text {
        "01" => Ok(false),
        "02" if window.ahead => Err(Reason::AdvanceUnsupported),
        "02" => Ok(true),
        _ => Err(Reason::StateUnsupported),
    }
}

/// The limits are measured only when the month is known: one wrong field should not accuse another.
fn base(text: &str, month: Option<Month>, rules: &ContributionRules) -> Result<Fen, Reason> {
    let base = Fen::parse(text)?;
    let Some(month) = month else { return Ok(base) };
    let (floor, ceiling) = rules.limits_in(month);
    if base < floor {
        Err(Reason::BaseBelowFloor { floor })
    } else if base > ceiling {
        Err(Reason::BaseOverCeiling { ceiling })
    } else {
        Ok(base)
    }
}

fn rate(text: &str, rules: &ContributionRules) -> Result<ContributionRate, Reason> {
    let rate = ContributionRate::parse(text).ok_or(Reason::NotARate)?;
    let (min, max) = (rules.rate_min, rules.rate_max);
    let lowest = rules.lowest_granted.map_or(min, |granted| granted.min(min));
    if (lowest..=max).contains(&rate) { Ok(rate) } else { Err(Reason::RateOutOfRange { min, max }) }
}

/// One share; measured against base × rate when both are known. A back payment may cover a shortfall of any
/// size, so it carries no expectation.
fn share(text: &str, expected: Option<Fen>) -> Result<Fen, Reason> {
    let amount = Fen::parse(text)?;
    match expected {
        Some(expected) if expected != amount => Err(Reason::AmountMismatch { expected }),
        _ => Ok(amount),
    }
}

#[cfg(test)]
#[path = "line_tests.rs"]
mod tests;
