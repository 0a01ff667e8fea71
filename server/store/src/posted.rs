//! Posted rows of many accounts at once, a text an account (see [`crate::packed`]).

use crate::{
    Conn, Error,
    packed::{BETWEEN_FIELDS, BETWEEN_ROWS, unpack},
    row::Reader,
};
use chrono::NaiveDate;
use domain::{BusinessCode, Fen, Month, interest::Posted, statement::Entry};
use sqlx::any::AnyRow;
use std::collections::HashMap;

/// Before every row: the fund is younger than 1970.
pub fn ever() -> NaiveDate {
    NaiveDate::default()
}

/// The rows of the members' accounts from `$1` to `$2` with a value date of `$3` or later, into an account and out of
/// it, with the sign of either. No regular remittance debits a member, and the index leaves them out.
macro_rules! rows_of_accounts {
    ($fields:literal) => {
        [
            (
                concat!(
                    "select credit_account as account, count(*) as rows, string_agg(concat_ws($5, ",
                    $fields,
                    "), $4) as packed
                       from ledger_transfer
                      where kind in ('post', 'post_reserved') and credit_account between $1 and $2
                        and value_date >= $3
                      group by credit_account"
                ),
                1,
            ),
            (
                concat!(
                    "select debit_account as account, count(*) as rows, string_agg(concat_ws($5, ",
                    $fields,
                    "), $4) as packed
                       from ledger_transfer
                      where business_code <> '01' and kind in ('post', 'post_reserved')
                        and debit_account between $1 and $2 and value_date >= $3
                      group by debit_account"
                ),
                -1,
            ),
        ]
    };
}

/// What interest is reckoned from, of the accounts from `from` to `to` since the value date `since`, by account; within
/// an account in no order.
pub async fn posted_between(
    conn: &mut Conn,
    from: &str,
    to: &str,
    since: NaiveDate,
) -> Result<HashMap<String, Vec<Posted>>, Error> {
    let queries = rows_of_accounts!("seq, value_date, business_code, amount_fen");
    let found = by_account(conn, queries, from, to, since, |sign, [seq, value_date, business, amount]| {
        Some(Posted {
            seq: seq.parse().ok()?,
            value_date: iso_day(value_date)?,
            amount: signed(sign, amount)?,
            is_interest: BusinessCode::from_code(business)? == BusinessCode::AnnualInterest,
        })
    });
    found.await?.into_iter().map(|(account, rows)| Ok((account, rows?))).collect()
}

/// Every posted entry of the accounts from `from` to `to`, by account; within an account in no order, without the case
/// and the back payment behind it, which no statement counts. Where one row of an account cannot be read, that is the
/// answer for this account alone.
pub async fn entries_between(
    conn: &mut Conn,
    from: &str,
    to: &str,
) -> Result<HashMap<String, Result<Vec<Entry>, Error>>, Error> {
    let queries = rows_of_accounts!(
        "seq, posted_on, value_date, business_code, amount_fen, coalesce(contribution_month, ''),
         coalesce(cast(unit_part_fen as text), ''), coalesce(cast(personal_part_fen as text), ''),
         coalesce(cast(reverses_seq as text), '')"
    );
    by_account(conn, queries, from, to, ever(), entry).await
}

/// Months with a regular contribution of the accounts from `from` to `to`, account by account, reversed ones
/// too. One row an account: a row of the driver costs more than the month in it.
pub async fn months_between(conn: &mut Conn, from: &str, to: &str) -> Result<Vec<(String, Month)>, Error> {
    let rows = sqlx::query(
        "select credit_account, string_agg(contribution_month, ' ') as months from ledger_transfer
          where business_code = '01' and kind = 'post' and credit_account between $1 and $2
          group by credit_account order by credit_account",
    )
    .bind(from)
    .bind(to)
    .fetch_all(conn)
    .await?;
    let mut found = Vec::new();
    for row in &rows {
        let row = Reader::new("ledger_transfer", row);
        let account = row.text("credit_account")?;
        let mut months: Vec<Month> =
            row.required("months", |text| text.split(' ').map(|month| Month::parse(month).ok()).collect())?;
        months.sort_unstable();
        found.extend(months.into_iter().map(|month| (account.clone(), month)));
    }
    Ok(found)
}

/// Months of regular contributions of the accounts from `from` to `to` that were reversed, account by account.
pub async fn months_reversed_between(
    conn: &mut Conn,
    from: &str,
    to: &str,
) -> Result<Vec<(String, Month)>, Error> {
    let rows = sqlx::query(
        "select t.credit_account, t.contribution_month
           from ledger_transfer r join ledger_transfer t on t.seq = r.reverses_seq
          where r.reverses_seq is not null and r.debit_account between $1 and $2
            and t.business_code = '01' and t.kind = 'post'",
    )
    .bind(from)
    .bind(to)
    .fetch_all(conn)
    .await?;
    rows.iter().map(account_and_month).collect()
}

fn account_and_month(row: &AnyRow) -> Result<(String, Month), Error> {
    let row = Reader::new("ledger_transfer", row);
    Ok((row.text("credit_account")?, row.required("contribution_month", |text| Month::parse(text).ok())?))
}

async fn by_account<T, const N: usize>(
    conn: &mut Conn,
    queries: [(&'static str, i64); 2],
    from: &str,
    to: &str,
    since: NaiveDate,
    read: impl Fn(i64, [&str; N]) -> Option<T>,
) -> Result<HashMap<String, Result<Vec<T>, Error>>, Error> {
    let mut found: HashMap<String, Result<Vec<T>, Error>> = HashMap::new();
    let since = since.to_string();
    for (sql, sign) in queries {
        let query = sqlx::query(sql)
            .bind(from)
            .bind(to)
            .bind(&since)
            .bind(BETWEEN_ROWS.to_string())
            .bind(BETWEEN_FIELDS.to_string());
        for row in &query.fetch_all(&mut *conn).await? {
            let row = Reader::new("ledger_transfer", row);
            let (account, packed) = (row.text("account")?, row.text("packed")?);
            let rows = unpack(&packed, row.count("rows")? as usize, |fields| read(sign, fields));
            let rows = rows.ok_or_else(|| Error::Inconsistent {
                table: "ledger_transfer",
                column: "seq, days, month, business_code, amounts",
                key: account.clone(),
            });
            match (found.entry(account).or_insert(Ok(Vec::new())), rows) {
                (Ok(known), Ok(rows)) => known.extend(rows),
                (known, Err(unread)) => *known = Err(unread),
                (Err(_), Ok(_)) => {}
            }
        }
    }
    Ok(found)
}

fn entry(sign: i64, fields: [&str; 9]) -> Option<Entry> {
    let [seq, posted_on, value_date, business, amount, month, unit_part, personal_part, reverses] = fields;
    Some(Entry {
        seq: seq.parse().ok()?,
        business: BusinessCode::from_code(business)?,
        amount: signed(sign, amount)?,
        month: if month.is_empty() { None } else { Some(iso_month(month)?) },
        unit_part: maybe(unit_part)?.map(Fen::new),
        personal_part: maybe(personal_part)?.map(Fen::new),
        case_number: None,
        value_date: iso_day(value_date)?,
        posted_on: iso_day(posted_on)?,
        reverses: maybe(reverses)?,
        reversed_by: None,
        back: None,
    })
}

fn signed(sign: i64, amount: &str) -> Option<Fen> {
    amount.parse::<i64>().ok()?.checked_mul(sign).map(Fen::new)
}

fn maybe(number: &str) -> Option<Option<i64>> {
    if number.is_empty() { Some(None) } else { number.parse().ok().map(Some) }
}

/// The general readers of days and months take longer than all else here.
fn iso_day(text: &str) -> Option<NaiveDate> {
    let (year, rest) = text.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

fn iso_month(text: &str) -> Option<Month> {
    let (year, month) = text.split_once('-')?;
    Month::new(year.parse().ok()?, month.parse().ok()?).ok()
}
