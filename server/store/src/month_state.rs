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
    let mut sealed = sealed(conn, number).await?;
    // An account that nobody sealed by an act of two people, such as one whose debits failed.
    let open = sealed.last().is_some_and(|(_, until)| until.is_none());
    sealed.extend(account.sealed_on.filter(|_| !open).map(|day| (day, None)));
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

/// From which day on it was sealed, and until when: by two people, or by a line of a file.
async fn sealed(conn: &mut Conn, number: &AccountNo) -> Result<Vec<(NaiveDate, Option<NaiveDate>)>, Error> {
    let rows = sqlx::query(
        "select decided_ms as at_ms, 0 as line_no, account_version, kind, null as day from account_act
          where account_no = $1 and state = 'done' and kind in ('seal', 'unseal', 'move')
         union all
         select noted_ms, line_no, 0, case sealed when 1 then 'seal' else 'unseal' end, day
           from remittance_sealing where account_no = $1
          order by 1, 2, 3",
    )
    .bind(number.as_str())
    .fetch_all(conn)
    .await?;
    let mut spans: Vec<(NaiveDate, Option<NaiveDate>)> = Vec::new();
    for row in &rows {
        let row = Reader::new("account_act", row);
        let decided = Timestamp::from_ms(row.int("at_ms")?).day();
        let day = row.maybe_day("day")?.unwrap_or(decided);
        match (row.text("kind")?.as_str(), spans.last_mut()) {
            // A line that seals a sealed account again says nothing new.
            ("seal", Some((_, None))) => {}
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
