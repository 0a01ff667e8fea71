//! Reading an exported statement again: does it add up, and is its hash the one that it carries?

use chrono::NaiveDate;
use domain::{
    AccountNo, BusinessCode, Fen, Month, interest::AccrualYear, statement::Entry, year_statement::hash_of,
};
use serde::Deserialize;

/// What a file says about itself, found to be true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    pub account: AccountNo,
    pub year: AccrualYear,
    pub opening: Fen,
    pub closing: Fen,
    pub rows: usize,
    /// Over what stands in the file.
    pub hash: String,
    /// The hash that it carries: of an issued statement only.
    pub claimed: Option<String>,
}

/// Why a file is not a statement that agrees with itself.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAFile {
    #[error("this is not an exported statement: {0}")]
    Unread(String),
    #[error("row {seq}: the balance is not the one before plus the amount")]
    Balance { seq: i64 },
    #[error("opening balance and rows do not add up to the closing balance")]
    Closing,
}

#[derive(Deserialize)]
struct File {
    schema: String,
    account_no: AccountNo,
    year: i32,
    issued: Option<Claim>,
    opening_balance: String,
    closing_balance: String,
    rows: Vec<Row>,
}

#[derive(Deserialize)]
struct Claim {
    hash: String,
}

#[derive(Deserialize)]
struct Row {
    seq: i64,
    posting_date: NaiveDate,
    value_date: NaiveDate,
    business_code: String,
    amount: String,
    contribution_month: Option<String>,
    unit_part: Option<String>,
    personal_part: Option<String>,
    reverses: Option<i64>,
    balance: String,
}

/// Reads the text of `/statements/{year}.json`.
pub fn check(text: &str) -> Result<Checked, NotAFile> {
    let unread = |what: &str| NotAFile::Unread(what.to_owned());
    let file: File = serde_json::from_str(text).map_err(|why| NotAFile::Unread(why.to_string()))?;
    if file.schema != super::SCHEMA_PATH {
        return Err(unread("its schema is another one"));
    }
    let year = AccrualYear::settled_in(file.year).map_err(|_| unread("there is no such year"))?;
    let opening = money(&file.opening_balance).ok_or_else(|| unread("opening_balance"))?;
    let closing = money(&file.closing_balance).ok_or_else(|| unread("closing_balance"))?;
    let (mut at, mut entries) = (opening, Vec::with_capacity(file.rows.len()));
    for row in &file.rows {
        let entry = entry(row).ok_or_else(|| NotAFile::Unread(format!("row {}", row.seq)))?;
        at = at.checked_add(entry.amount).ok_or(NotAFile::Closing)?;
        if money(&row.balance) != Some(at) {
            return Err(NotAFile::Balance { seq: row.seq });
        }
        entries.push(entry);
    }
    if at != closing {
        return Err(NotAFile::Closing);
    }
    let listed: Vec<&Entry> = entries.iter().collect();
    let hash = hash_of(&file.account_no, year, opening, &listed, closing);
    let claimed = file.issued.map(|claim| claim.hash);
    Ok(Checked { account: file.account_no, year, opening, closing, rows: entries.len(), hash, claimed })
}

/// `-1500.00` or `1500.00`.
fn money(text: &str) -> Option<Fen> {
    match text.strip_prefix('-') {
        Some(positive) => Fen::parse(positive).ok().map(|fen| Fen::new(-fen.get())),
        None => Fen::parse(text).ok(),
    }
}

fn entry(row: &Row) -> Option<Entry> {
    let maybe = |text: &Option<String>| match text {
        None => Some(None),
        Some(text) => money(text).map(Some),
    };
    let month = match &row.contribution_month {
        None => None,
        Some(text) => Some(Month::parse(text).ok()?),
    };
    Some(Entry {
        seq: row.seq,
        business: BusinessCode::from_code(&row.business_code)?,
        amount: money(&row.amount)?,
        month,
        unit_part: maybe(&row.unit_part)?,
        personal_part: maybe(&row.personal_part)?,
        case_number: None,
        value_date: row.value_date,
        posted_on: row.posting_date,
        reverses: row.reverses,
        reversed_by: None,
        back: None,
    })
}
