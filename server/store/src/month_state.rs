//! What the books know of an account's months beside its entries: the pay day of its unit, when it was sealed,
//! what is about to be booked, and what is deferred.

use crate::{Conn, Error, deferral, row::Reader};
use chrono::NaiveDate;
use domain::{AccountNo, Month, Timestamp, account::Account, month_state::Known};
use std::collections::BTreeSet;

/// Everything at once; four look-ups by key.
pub async fn known_of(conn: &mut Conn, account: &Account) -> Result<Known, Error> {
    let number = &account.number;
    let pay_day = pay_day(conn, number).await?;
    let sealed = sealed(conn, number).await?;
    let deferred = deferral::deferred_of(conn, number).await?;
    Ok(Known { pay_day, sealed, under_way: under_way(conn, number).await?, deferred })
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

/// From which day on two people had it sealed, and until when.
async fn sealed(conn: &mut Conn, number: &AccountNo) -> Result<Vec<(NaiveDate, Option<NaiveDate>)>, Error> {
    let rows = sqlx::query(
        "select kind, decided_ms from account_act
          where account_no = $1 and state = 'done' and kind in ('seal', 'unseal', 'move')
          order by account_version",
    )
    .bind(number.as_str())
    .fetch_all(conn)
    .await?;
    let mut spans: Vec<(NaiveDate, Option<NaiveDate>)> = Vec::new();
    for row in &rows {
        let row = Reader::new("account_act", row);
        let day = row.maybe_int("decided_ms")?.map(|ms| Timestamp::from_ms(ms).day());
        let (kind, Some(day)) = (row.text("kind")?, day) else { continue };
        match (kind.as_str(), spans.last_mut()) {
            ("seal", _) => spans.push((day, None)),
            (_, Some((_, until @ None))) => *until = Some(day),
            _ => {}
        }
    }
    Ok(spans)
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
