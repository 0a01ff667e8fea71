//! Members' accounts with their totals, and the employers that pay into them.

use crate::{
    Conn, Error,
    ledger::{self, Class},
    row::Reader,
};
use chrono::NaiveDate;
pub use domain::base::Terms;
use domain::{
    AccountNo, AccountState, ContributionRate,
    account::{Account, AccountKind, PaidMonths},
};

/// An account to be opened, with nothing paid yet.
#[derive(Clone, Debug)]
pub struct NewAccount<'a> {
    pub number: &'a AccountNo,
    pub person_id: &'a str,
    pub unit_id: Option<&'a str>,
    pub kind: AccountKind,
    pub opened_on: NaiveDate,
    pub terms: Terms,
}

/// An account as one query reads it, with who owns it and who pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnAccount {
    pub account: Account,
    pub person_id: String,
    pub person_name: String,
    pub unit_name: Option<String>,
}

macro_rules! select_account {
    ($tail:literal) => {
        concat!(
            "select a.account_no, a.kind, a.state, a.base_fen, a.unit_rate_bp, a.personal_rate_bp,
                    a.unit_monthly_fen, a.personal_monthly_fen, a.opened_on, a.first_month, a.paid_through,
                    a.consecutive_months, a.total_months, a.sealed_on, l.posted_fen, l.reserved_fen, l.frozen_fen,
                    a.person_id, p.name as person_name, u.name as unit_name
               from account a
               join ledger_account l on l.id = a.account_no
               join person p on p.id = a.person_id
               left join unit u on u.id = a.unit_id ",
            $tail
        )
    };
}

pub async fn find(conn: &mut Conn, number: &AccountNo) -> Result<Option<OwnAccount>, Error> {
    let row = sqlx::query(select_account!("where a.account_no = $1"))
        .bind(number.as_str())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(own_account).transpose()
}

/// The account of a person that is in use: one that is not closed, else the one opened last.
pub async fn find_of_person(conn: &mut Conn, person_id: &str) -> Result<Option<OwnAccount>, Error> {
    let row = sqlx::query(select_account!(
        "where a.person_id = $1
         order by case when a.state in ('03', '04', '05') then 1 else 0 end, a.opened_on desc, a.account_no
         limit 1"
    ))
    .bind(person_id)
    .fetch_optional(conn)
    .await?;
    row.as_ref().map(own_account).transpose()
}

/// Opens an account and its place in the ledger.
pub async fn insert(conn: &mut Conn, new: &NewAccount<'_>) -> Result<(), Error> {
    sqlx::query(
        "insert into account (account_no, person_id, unit_id, kind, state, base_fen, unit_rate_bp,
             personal_rate_bp, unit_monthly_fen, personal_monthly_fen, opened_on)
         values ($1, $2, $3, $4, '01', $5, $6, $7, $8, $9, $10)",
    )
    .bind(new.number.as_str())
    .bind(new.person_id)
    .bind(new.unit_id)
    .bind(new.kind.code())
    .bind(new.terms.base.get())
    .bind(i64::from(new.terms.unit_rate.bp()))
    .bind(i64::from(new.terms.personal_rate.bp()))
    .bind(new.terms.unit_monthly.get())
    .bind(new.terms.personal_monthly.get())
    .bind(new.opened_on.to_string())
    .execute(&mut *conn)
    .await?;
    ledger::account_open(conn, new.number.as_str(), Class::Member).await
}

/// The highest serial in use at a branch; zero when there is none.
pub async fn serial_max(conn: &mut Conn, branch: u8) -> Result<u32, Error> {
    let row = sqlx::query(
        "select coalesce(max(account_no), '') as number from account where account_no between $1 and $2",
    )
    .bind(format!("{branch:02}0000000000"))
    .bind(format!("{branch:02}9999999999"))
    .fetch_one(conn)
    .await?;
    let number = Reader::new("account", &row).text("number")?;
    Ok(AccountNo::parse(&number).map_or(0, |number| number.serial()))
}

/// Sets the state; sealing notes the day, every other state forgets it.
pub async fn state_set(
    conn: &mut Conn,
    number: &AccountNo,
    state: AccountState,
    day: NaiveDate,
) -> Result<bool, Error> {
    let sealed_on = (state == AccountState::Sealed).then(|| day.to_string());
    let updated = sqlx::query(
        "update account set state = $1, sealed_on = $2, version = version + 1 where account_no = $3",
    )
    .bind(state.code())
    .bind(sealed_on)
    .bind(number.as_str())
    .execute(conn)
    .await?;
    Ok(updated.rows_affected() == 1)
}

/// Notes on an account that is frozen whole that it is to be sealed: when it is unfrozen it is sealed, as of
/// this day. `false` when it is not frozen, or has such a day already.
pub async fn sealing_note(conn: &mut Conn, number: &AccountNo, day: NaiveDate) -> Result<bool, Error> {
    let updated = sqlx::query(
        "update account set sealed_on = $1, version = version + 1
          where account_no = $2 and state = '06' and sealed_on is null",
    )
    .bind(day.to_string())
    .bind(number.as_str())
    .execute(conn)
    .await?;
    Ok(updated.rows_affected() == 1)
}

/// The unit that pays into an account.
pub async fn unit_of(conn: &mut Conn, number: &AccountNo) -> Result<Option<String>, Error> {
    let row = sqlx::query("select unit_id from account where account_no = $1")
        .bind(number.as_str())
        .fetch_optional(conn)
        .await?;
    match row {
        Some(row) => Reader::new("account", &row).maybe_text("unit_id"),
        None => Ok(None),
    }
}

/// Notes which months are paid, after a posting.
pub async fn months_set(conn: &mut Conn, number: &AccountNo, months: PaidMonths) -> Result<bool, Error> {
    let updated = sqlx::query(
        "update account set first_month = $1, paid_through = $2, consecutive_months = $3, total_months = $4,
                version = version + 1 where account_no = $5",
    )
    .bind(months.first.map(|month| month.to_string()))
    .bind(months.through.map(|month| month.to_string()))
    .bind(i64::from(months.consecutive))
    .bind(i64::from(months.total))
    .bind(number.as_str())
    .execute(conn)
    .await?;
    Ok(updated.rows_affected() == 1)
}

/// An account that a unit pays into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfUnit {
    pub account: Account,
    pub unit_no: String,
    pub unit_name: String,
}

/// Accounts of units after `after`, in the order of their numbers.
pub async fn unit_page(conn: &mut Conn, after: &str, limit: i64) -> Result<Vec<OfUnit>, Error> {
    let rows = sqlx::query(
        "select a.account_no, a.kind, a.state, a.base_fen, a.unit_rate_bp, a.personal_rate_bp,
                a.unit_monthly_fen, a.personal_monthly_fen, a.opened_on, a.first_month, a.paid_through,
                a.consecutive_months, a.total_months, a.sealed_on, l.posted_fen, l.reserved_fen, l.frozen_fen,
                u.unit_account_no, u.name as unit_name
           from account a
           join ledger_account l on l.id = a.account_no
           join unit u on u.id = a.unit_id
          where a.account_no > $1 order by a.account_no limit $2",
    )
    .bind(after)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let row = Reader::new("account", row);
            let (unit_no, unit_name) = (row.text("unit_account_no")?, row.text("unit_name")?);
            Ok(OfUnit { account: read(&row)?, unit_no, unit_name })
        })
        .collect()
}

fn own_account(row: &sqlx::any::AnyRow) -> Result<OwnAccount, Error> {
    let row = Reader::new("account", row);
    Ok(OwnAccount {
        account: read(&row)?,
        person_id: row.text("person_id")?,
        person_name: row.text("person_name")?,
        unit_name: row.maybe_text("unit_name")?,
    })
}

/// The account of a row that has its columns.
pub(crate) fn read(row: &Reader<'_>) -> Result<Account, Error> {
    Ok(Account {
        number: row.account_no("account_no")?,
        kind: row.required("kind", AccountKind::from_code)?,
        state: row.required("state", AccountState::from_code)?,
        base: row.fen("base_fen")?,
        unit_rate: rate(row, "unit_rate_bp")?,
        personal_rate: rate(row, "personal_rate_bp")?,
        unit_monthly: row.fen("unit_monthly_fen")?,
        personal_monthly: row.fen("personal_monthly_fen")?,
        opened_on: row.day("opened_on")?,
        first_month: row.month("first_month")?,
        paid_through: row.month("paid_through")?,
        consecutive_months: count(row, "consecutive_months")?,
        total_months: count(row, "total_months")?,
        sealed_on: row.maybe_day("sealed_on")?,
        balance: row.fen("posted_fen")?,
        reserved: row.fen("reserved_fen")?,
        frozen: row.fen("frozen_fen")?,
    })
}

pub(crate) fn rate(row: &Reader<'_>, column: &'static str) -> Result<ContributionRate, Error> {
    Ok(ContributionRate::from_bp(count(row, column)?))
}

fn count(row: &Reader<'_>, column: &'static str) -> Result<u32, Error> {
    let value = row.int(column)?;
    u32::try_from(value).map_err(|_| Error::Inconsistent { table: "account", column, key: value.to_string() })
}
