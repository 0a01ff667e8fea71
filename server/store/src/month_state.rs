//! What the books know of an account's months beside its entries: the pay day of its unit, when it was sealed,
//! what is about to be booked, and what is deferred.

use crate::{Conn, Error, bulk::select_in, deferral, row::Reader};
use chrono::NaiveDate;
use domain::{
    AccountNo, Month, Timestamp,
    account::Account,
    month_state::{Known, SealedSpan},
};
use std::collections::{BTreeSet, HashMap};

/// Everything at once, by key.
pub async fn known_of(conn: &mut Conn, account: &Account) -> Result<Known, Error> {
    let known = known_find(conn, &[account]).await?.remove(account.number.as_str());
    let pay_day = pay_day(conn, &account.number).await?;
    let under_way = under_way(conn, &account.number).await?;
    Ok(Known { pay_day, under_way, ..known.unwrap_or_default() })
}

/// Of these accounts by number, when they were sealed and which months are deferred; not what is under way, nor
/// pay days.
pub async fn known_find(conn: &mut Conn, accounts: &[&Account]) -> Result<HashMap<String, Known>, Error> {
    let numbers: Vec<&str> = accounts.iter().map(|account| account.number.as_str()).collect();
    let mut known: HashMap<String, Known> = HashMap::new();
    for (account, sealed) in sealed_find(conn, &numbers).await? {
        known.entry(account).or_default().sealed = sealed;
    }
    for account in accounts.iter().filter(|account| account.sealed_on.is_some()) {
        known.entry(account.number.as_str().to_owned()).or_default().note_sealed(account);
    }
    for found in deferral::deferred_find(conn, &numbers).await? {
        let deferred = &mut known.entry(found.account).or_default().deferred;
        deferred.extend(found.span.first.through(found.span.last));
    }
    Ok(known)
}

/// Notes the day on which a unit pays wages; `false` when there is no such unit.
pub async fn pay_day_set(conn: &mut Conn, unit_no: &str, day: Option<u32>) -> Result<bool, Error> {
    let done = sqlx::query("update unit set pay_day = $1 where unit_account_no = $2")
        .bind(day.map(i64::from))
        .bind(unit_no)
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// The day on which a unit pays wages, where it has said.
pub async fn pay_day_of_unit(conn: &mut Conn, unit_id: &str) -> Result<Option<u32>, Error> {
    let row =
        sqlx::query("select pay_day from unit where id = $1").bind(unit_id).fetch_optional(conn).await?;
    row.as_ref().map_or(Ok(None), |row| Reader::new("unit", row).maybe_count("pay_day"))
}

async fn pay_day(conn: &mut Conn, number: &AccountNo) -> Result<Option<u32>, Error> {
    let row = sqlx::query(
        "select u.pay_day from account a join unit u on u.id = a.unit_id where a.account_no = $1",
    )
    .bind(number.as_str())
    .fetch_optional(conn)
    .await?;
    row.as_ref().map_or(Ok(None), |row| Reader::new("unit", row).maybe_count("pay_day"))
}

/// One sealing or its end, in the order in which they were written down.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Turn {
    at_ms: i64,
    line_no: i64,
    account_version: i64,
    seals: bool,
    day: NaiveDate,
}

/// From which day on these accounts were sealed, and until when: by two people, or by a line of a file.
async fn sealed_find(conn: &mut Conn, accounts: &[&str]) -> Result<HashMap<String, Vec<SealedSpan>>, Error> {
    let acts = select_in(
        conn,
        "select account_no, decided_ms, account_version, kind from account_act
          where state = 'done' and kind in ('seal', 'unseal', 'move') and account_no in ",
        "",
        &[],
        accounts,
    )
    .await?;
    let head =
        "select account_no, noted_ms, line_no, sealed, day from remittance_sealing where account_no in ";
    let lines = select_in(conn, head, "", &[], accounts).await?;
    let mut turns: HashMap<String, Vec<Turn>> = HashMap::new();
    for row in &acts {
        let row = Reader::new("account_act", row);
        let at_ms = row.int("decided_ms")?;
        let (seals, day) = (row.text("kind")? == "seal", Timestamp::from_ms(at_ms).day());
        let turn = Turn { at_ms, line_no: 0, account_version: row.int("account_version")?, seals, day };
        turns.entry(row.text("account_no")?).or_default().push(turn);
    }
    for row in &lines {
        let row = Reader::new("remittance_sealing", row);
        let (at_ms, line_no) = (row.int("noted_ms")?, row.int("line_no")?);
        let (seals, day) = (row.flag("sealed")?, row.day("day")?);
        let turn = Turn { at_ms, line_no, account_version: 0, seals, day };
        turns.entry(row.text("account_no")?).or_default().push(turn);
    }
    Ok(turns.into_iter().map(|(account, turns)| (account, spans(turns))).collect())
}

fn spans(mut turns: Vec<Turn>) -> Vec<SealedSpan> {
    turns.sort();
    let mut spans: Vec<SealedSpan> = Vec::new();
    for turn in turns {
        match (turn.seals, spans.last_mut()) {
            // A line that seals a sealed account again says nothing new.
            (true, Some((_, None))) => {}
            (true, _) => spans.push((turn.day, None)),
            (false, Some((_, until @ None))) => *until = Some(turn.day),
            (false, _) => {}
        }
    }
    spans
}

/// Months for which money in suspense is proposed to be booked.
async fn under_way(conn: &mut Conn, number: &AccountNo) -> Result<BTreeSet<Month>, Error> {
    let rows = sqlx::query(
        "select contribution_month from suspense_use
          where account_no = $1 and kind = 'account' and state = 'proposed'",
    )
    .bind(number.as_str())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            Reader::new("suspense_use", row).required("contribution_month", |text| Month::parse(text).ok())
        })
        .collect()
}
