//! One batch of accounts: what each is owed, and the entries that pay it.

use super::Rules;
use crate::Fault;
use chrono::NaiveDate;
use domain::{
    AccountNo, BusinessCode, Fen, Timestamp,
    chart::INTEREST_EXPENSE,
    interest::{AccrualYear, Due, DueError, Opening, Period, Posted, due},
};
use std::collections::HashMap;
use store::{
    Conn,
    interest::{self as rows, Dates, Standing},
    ledger::{self, Movement},
    posted, remittance,
};

/// Why an account gets no interest for the time being. It gets it by `--adjust` once its books are mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error(transparent)]
    Rows(#[from] DueError),
    /// Too much was credited, and the account no longer holds the difference.
    #[error("{} too much was credited, and only {} is free in the account", .owed.plain(), .free.plain())]
    NotEnough { owed: Fen, free: Fen },
}

/// Why one account's interest was not posted; answering it rolls the transaction back.
#[derive(Debug, thiserror::Error)]
pub enum Unpaid {
    #[error(transparent)]
    Problem(#[from] Problem),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<store::Error> for Unpaid {
    fn from(error: store::Error) -> Self {
        Unpaid::Fault(error.into())
    }
}

impl From<DueError> for Unpaid {
    fn from(error: DueError) -> Self {
        Unpaid::Problem(error.into())
    }
}

impl store::MaybeTransient for Unpaid {
    fn is_transient(&self) -> bool {
        matches!(self, Unpaid::Fault(fault) if fault.is_transient())
    }
}

/// What came of a batch.
#[derive(Debug, Default)]
pub struct Batch {
    pub last_account: String,
    /// Accounts with money or movements in the year.
    pub accounts: u64,
    /// To be credited, in the order of the numbers.
    pub credits: Vec<(AccountNo, Fen)>,
    /// Credited too much before.
    pub debits: Vec<(AccountNo, Fen)>,
    pub problems: Vec<(AccountNo, Problem)>,
    /// Credits less debits.
    pub interest: Fen,
}

impl Batch {
    pub fn entries(&self) -> u64 {
        (self.credits.len() + self.debits.len()) as u64
    }
}

/// What is being posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pass {
    /// The year's own entries; an account that has its entry keeps it.
    Settle,
    /// Differences to what was credited.
    Adjust,
}

/// What the accounts are owed for a year.
pub async fn compute(
    conn: &mut Conn,
    rules: &Rules<'_>,
    year: AccrualYear,
    pass: Pass,
    accounts: &[Standing],
) -> Result<Batch, Fault> {
    let (Some(first), Some(last)) = (accounts.first(), accounts.last()) else { return Ok(Batch::default()) };
    let mut posted =
        posted::posted_between(conn, first.number.as_str(), last.number.as_str(), year.first_day()).await?;
    let mut batch = Batch { last_account: last.number.as_str().to_owned(), ..Batch::default() };
    for account in accounts {
        let rows = posted.remove(account.number.as_str()).unwrap_or_default();
        let mut owed = owed(rules, year, account, &rows);
        if let (Pass::Settle, true, Ok(due)) = (pass, has_annual(year, &rows), &mut owed) {
            due.owed = Fen::ZERO;
        }
        batch.take(account, owed)?;
    }
    Ok(batch)
}

/// What one account is owed for a year, from its rows since the first day of it.
pub fn owed(
    rules: &Rules<'_>,
    year: AccrualYear,
    account: &Standing,
    rows: &[Posted],
) -> Result<Due, DueError> {
    let since: i128 = rows.iter().map(|row| i128::from(row.amount.get())).sum();
    let before = i64::try_from(i128::from(account.posted.get()) - since);
    let opening = Fen::new(before.map_err(|_| domain::interest::BooksError::TooLarge)?);
    let rows = rows.iter().copied();
    due(Period::whole(year), Opening::Given(opening), rows, rules.rates, rules.method(year))
}

/// A closing after the end of the year has credited it to this account before its settlement did.
pub fn has_annual(year: AccrualYear, rows: &[Posted]) -> bool {
    rows.iter().any(|row| row.is_interest && row.value_date == year.next_first_day())
}

impl Batch {
    fn take(&mut self, account: &Standing, owed: Result<Due, DueError>) -> Result<(), Fault> {
        let number = account.number.clone();
        let due = match owed {
            Ok(due) if due.is_empty && due.owed.is_zero() => return Ok(()),
            Ok(due) => due,
            Err(why) => {
                self.problems.push((number, why.into()));
                return Ok(());
            }
        };
        self.accounts += 1;
        if due.owed.is_negative() {
            let free = account.free();
            let back = Fen::new(-due.owed.get());
            if free < back {
                self.problems.push((number, Problem::NotEnough { owed: back, free }));
                return Ok(());
            }
            self.debits.push((number, back));
        } else if !due.owed.is_zero() {
            self.credits.push((number, due.owed));
        }
        self.interest = self.interest.checked_add(due.owed).ok_or(Fault::Invariant("sums of money fit"))?;
        Ok(())
    }

    /// Posts what is owed. The accounts are locked, so that what was computed still holds.
    pub async fn post(&self, tx: &mut Conn, dates: Dates) -> Result<(), Fault> {
        for (number, amount) in &self.debits {
            ledger::transfer_post(tx, &taken_back(number.as_str(), *amount, dates)).await?;
        }
        if !self.credits.is_empty() {
            rows::entries_insert(tx, INTEREST_EXPENSE.id, dates, &self.credits).await?;
            remittance::totals_add(tx, INTEREST_EXPENSE.id, &self.credits).await?;
        }
        Ok(())
    }
}

/// Posts what one account is owed, either way. The account is locked by the caller.
pub async fn post_one(tx: &mut Conn, account: &Standing, owed: Fen, dates: Dates) -> Result<(), Unpaid> {
    if owed.is_negative() {
        let free = account.free();
        let back = Fen::new(-owed.get());
        if free < back {
            return Err(Problem::NotEnough { owed: back, free }.into());
        }
        ledger::transfer_post(tx, &taken_back(account.number.as_str(), back, dates)).await?;
    } else if !owed.is_zero() {
        ledger::transfer_post(tx, &credited(account.number.as_str(), owed, dates)).await?;
    }
    Ok(())
}

fn taken_back(number: &str, amount: Fen, dates: Dates) -> Movement<'_> {
    Movement { debit: number, credit: INTEREST_EXPENSE.id, ..credited(number, amount, dates) }
}

fn credited(number: &str, amount: Fen, dates: Dates) -> Movement<'_> {
    Movement {
        value_date: dates.value_date,
        posted_on: dates.posted_on,
        ..Movement::at(INTEREST_EXPENSE.id, number, amount, BusinessCode::AnnualInterest, dates.recorded)
    }
}

/// A year's interest as its settlement posts it: on 30 June, to count from 1 July.
pub fn annual(year: AccrualYear, now: Timestamp) -> Dates {
    Dates { value_date: year.next_first_day(), posted_on: year.settlement_day(), recorded: now }
}

/// A difference that is found after the settlement: posted on the day it is found, as if it had been there.
pub fn adjustment(year: AccrualYear, today: NaiveDate, now: Timestamp) -> Dates {
    Dates { value_date: year.next_first_day(), posted_on: today, recorded: now }
}

/// Rows by account, for callers with one account.
pub async fn rows_of(tx: &mut Conn, number: &AccountNo, since: NaiveDate) -> Result<Vec<Posted>, Fault> {
    let mut found: HashMap<String, Vec<Posted>> =
        posted::posted_between(tx, number.as_str(), number.as_str(), since).await?;
    Ok(found.remove(number.as_str()).unwrap_or_default())
}
