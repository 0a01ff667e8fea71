//! Reading the books to check them: sums over the rows, page by page, in one snapshot.
//!
//! `order by seq + 0` and not by `seq`: for the order of its numbers SQLite reads every row of the ledger, and not the
//! few that an index knows.

use crate::{
    Conn, Engine, Error,
    packed::{BETWEEN_FIELDS, BETWEEN_ROWS, unpack_row},
    row::Reader,
};
use domain::{AccountNo, AccountState, Fen, Month, account::PaidMonths};
use sqlx::{Executor as _, any::AnyRow};

/// A ledger account as it claims to stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    pub id: String,
    pub posted: Fen,
    pub reserved: Fen,
}

/// A member's account as it claims to stand; `None` where the ledger has no account of that number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimedMonths {
    pub number: AccountNo,
    pub state: AccountState,
    pub months: PaidMonths,
    pub posted: Option<Fen>,
}

/// Begins a snapshot on a reading connection, so that postings in between do not look like findings. What reads all
/// rows of a city takes longer than any page may: the limits of a page do not hold in it.
pub async fn snapshot_begin(conn: &mut Conn, engine: Engine) -> Result<(), Error> {
    let begin = match engine {
        Engine::Sqlite => "BEGIN",
        Engine::Postgres => {
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = 0;
             SET LOCAL idle_in_transaction_session_timeout = 0"
        }
    };
    conn.execute(begin).await?;
    Ok(())
}

pub async fn snapshot_end(conn: &mut Conn) -> Result<(), Error> {
    sqlx::query("ROLLBACK").execute(conn).await?;
    Ok(())
}

/// The first and the last id of a page of members' accounts after `after`: of those that the ledger has, and those that
/// are only in the register. `None` when there are no more.
pub async fn page_after(conn: &mut Conn, after: &str, limit: i64) -> Result<Option<(String, String)>, Error> {
    let row = sqlx::query(
        "select min(id) as first, max(id) as last from (
             select id from (select id from ledger_account where class = 'member' and id > $1
                              order by id limit $2) as ledger
              union
             select id from (select account_no as id from account where account_no > $1
                              order by account_no limit $2) as register
              order by id limit $2) as page",
    )
    .bind(after)
    .bind(limit)
    .fetch_one(conn)
    .await?;
    let row = Reader::new("ledger_account", &row);
    Ok(row.maybe_text("first")?.zip(row.maybe_text("last")?))
}

/// Members' accounts of the ledger from `from` to `to`.
pub async fn ledger_between(conn: &mut Conn, from: &str, to: &str) -> Result<Vec<Claimed>, Error> {
    let row = sqlx::query(
        "select count(*) as rows,
                coalesce(string_agg(concat_ws($4, id, posted_fen, reserved_fen), $3), '') as packed
           from ledger_account where class = 'member' and id between $1 and $2",
    )
    .bind(from)
    .bind(to)
    .bind(BETWEEN_ROWS.to_string())
    .bind(BETWEEN_FIELDS.to_string())
    .fetch_one(conn)
    .await?;
    unpack_row("ledger_account", [from, to], &row, |[id, posted, reserved]| {
        let fen = |text: &str| text.parse().ok().map(Fen::new);
        Some(Claimed { id: id.to_owned(), posted: fen(posted)?, reserved: fen(reserved)? })
    })
}

/// The centre's own accounts.
pub async fn ledger_of_centre(conn: &mut Conn) -> Result<Vec<Claimed>, Error> {
    let rows = sqlx::query(
        "select id, posted_fen, reserved_fen from ledger_account where class = 'centre' order by id",
    )
    .fetch_all(conn)
    .await?;
    let claimed = |row: Reader<'_>| {
        Ok(Claimed {
            id: row.text("id")?,
            posted: row.fen("posted_fen")?,
            reserved: row.fen("reserved_fen")?,
        })
    };
    rows.iter().map(|row| claimed(Reader::new("ledger_account", row))).collect()
}

/// Sums of the reservations of the accounts from `from` to `to` that nothing has resolved.
pub async fn reserved_between(conn: &mut Conn, from: &str, to: &str) -> Result<Vec<(String, Fen)>, Error> {
    let rows = sqlx::query(
        "select r.debit_account as id, cast(sum(r.amount_fen) as bigint) as total
           from ledger_transfer r left join ledger_transfer done on done.reserves_seq = r.seq
          where r.business_code <> '01' and r.kind = 'reserve' and r.debit_account between $1 and $2
            and done.seq is null
          group by r.debit_account",
    )
    .bind(from)
    .bind(to)
    .fetch_all(conn)
    .await?;
    rows.iter().map(id_and_total).collect()
}

fn id_and_total(row: &AnyRow) -> Result<(String, Fen), Error> {
    let row = Reader::new("ledger_transfer", row);
    Ok((row.text("id")?, row.fen("total")?))
}

/// Credits less debits of each of the centre's own accounts over all rows, in one reading of them: nearly every row
/// touches one of these accounts, and no index helps.
pub async fn centre_balances(conn: &mut Conn) -> Result<Vec<(String, Fen)>, Error> {
    let rows = sqlx::query(
        "with centre as (select id from ledger_account where class = 'centre'),
         moved as (
             select debit_account as id, sum(-amount_fen) as fen from ledger_transfer
              where kind in ('post', 'post_reserved') and debit_account in (select id from centre)
              group by debit_account
             union all
             select credit_account, sum(amount_fen) from ledger_transfer
              where kind in ('post', 'post_reserved') and credit_account in (select id from centre)
              group by credit_account)
         select id, cast(sum(fen) as bigint) as total from moved group by id order by id",
    )
    .fetch_all(conn)
    .await?;
    rows.iter().map(id_and_total).collect()
}

/// Sum over all accounts, and the number of transfers.
pub async fn grand_total(conn: &mut Conn) -> Result<(Fen, i64), Error> {
    let row = sqlx::query(
        "select (select cast(coalesce(sum(posted_fen), 0) as bigint) from ledger_account) as total,
                (select count(*) from ledger_transfer) as transfers",
    )
    .fetch_one(conn)
    .await?;
    let row = Reader::new("ledger_account", &row);
    Ok((row.fen("total")?, row.int("transfers")?))
}

/// Members' accounts of the register from `from` to `to`.
pub async fn accounts_between(conn: &mut Conn, from: &str, to: &str) -> Result<Vec<ClaimedMonths>, Error> {
    let row = sqlx::query(
        "select count(*) as rows, coalesce(string_agg(concat_ws($4, a.account_no, a.state,
                    coalesce(a.first_month, ''), coalesce(a.paid_through, ''), a.consecutive_months, a.total_months,
                    coalesce(cast(l.posted_fen as text), '')), $3), '') as packed
           from account a left join ledger_account l on l.id = a.account_no and l.class = 'member'
          where a.account_no between $1 and $2",
    )
    .bind(from)
    .bind(to)
    .bind(BETWEEN_ROWS.to_string())
    .bind(BETWEEN_FIELDS.to_string())
    .fetch_one(conn)
    .await?;
    unpack_row("account", [from, to], &row, |[number, state, first, through, consecutive, total, posted]| {
        let month = |text: &str| if text.is_empty() { Some(None) } else { Month::parse(text).ok().map(Some) };
        Some(ClaimedMonths {
            number: AccountNo::parse(number).ok()?,
            state: AccountState::from_code(state)?,
            months: PaidMonths {
                first: month(first)?,
                through: month(through)?,
                consecutive: consecutive.parse().ok()?,
                total: total.parse().ok()?,
            },
            posted: if posted.is_empty() { None } else { Some(Fen::new(posted.parse().ok()?)) },
        })
    })
}

/// Reversals that are not the mirror of what they reverse (amount, accounts, value date, month), or that
/// reverse a reversal or a reservation.
pub async fn reversals_mismatched(conn: &mut Conn) -> Result<Vec<i64>, Error> {
    let rows = sqlx::query(
        "select r.seq from ledger_transfer r join ledger_transfer t on t.seq = r.reverses_seq
          where r.reverses_seq is not null
            and (r.kind <> 'post' or t.kind <> 'post' or t.reverses_seq is not null or r.seq <= t.seq
                 or r.amount_fen <> t.amount_fen or r.debit_account <> t.credit_account
                 or r.credit_account <> t.debit_account or r.value_date <> t.value_date
                 or coalesce(r.contribution_month, '') <> coalesce(t.contribution_month, ''))
          order by r.seq + 0",
    )
    .fetch_all(conn)
    .await?;
    rows.iter().map(seq).collect()
}

/// Resolutions that do not match what they resolve: another amount, other accounts, or no reservation.
pub async fn resolutions_mismatched(conn: &mut Conn) -> Result<Vec<i64>, Error> {
    let rows = sqlx::query(
        "select d.seq from ledger_transfer d join ledger_transfer r on r.seq = d.reserves_seq
          where d.reserves_seq is not null
            and (r.kind <> 'reserve' or r.amount_fen <> d.amount_fen or r.debit_account <> d.debit_account
                 or r.credit_account <> d.credit_account)
          order by d.seq + 0",
    )
    .fetch_all(conn)
    .await?;
    rows.iter().map(seq).collect()
}

fn seq(row: &AnyRow) -> Result<i64, Error> {
    Reader::new("ledger_transfer", row).int("seq")
}

/// A row that cannot stand as it is, and why.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unsound {
    pub seq: i64,
    /// Its shares do not add up to its amount.
    pub shares: bool,
    /// It names an account that the ledger does not have.
    pub astray: bool,
    /// It stands for a row that was not reversed.
    pub replaces_nothing: bool,
}

/// Rows that cannot stand as they are. One reading of all rows answers the three questions.
pub async fn rows_unsound(conn: &mut Conn) -> Result<Vec<Unsound>, Error> {
    let rows = sqlx::query(
        "with looked_at as (
             select t.seq,
                    case when (t.unit_part_fen is not null or t.personal_part_fen is not null)
                          and coalesce(t.unit_part_fen, 0) + coalesce(t.personal_part_fen, 0) <> t.amount_fen
                         then 1 else 0 end as shares,
                    case when d.id is null or c.id is null then 1 else 0 end as astray,
                    case when t.replaces_seq <> 0 and not exists (
                             select 1 from ledger_transfer o join ledger_transfer r on r.reverses_seq = o.seq
                              where o.seq = t.replaces_seq and o.credit_account = t.credit_account
                                and o.contribution_month = t.contribution_month)
                         then 1 else 0 end as replaces_nothing
               from ledger_transfer t
               left join ledger_account d on d.id = t.debit_account
               left join ledger_account c on c.id = t.credit_account)
         select seq, cast(shares as bigint) as shares, cast(astray as bigint) as astray,
                cast(replaces_nothing as bigint) as replaces_nothing
           from looked_at where shares + astray + replaces_nothing > 0 order by seq",
    )
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let row = Reader::new("ledger_transfer", row);
            Ok(Unsound {
                seq: row.int("seq")?,
                shares: row.int("shares")? != 0,
                astray: row.int("astray")? != 0,
                replaces_nothing: row.int("replaces_nothing")? != 0,
            })
        })
        .collect()
}

/// Cases (by number) whose money is not where their state says: set aside while under review, taken out when
/// approved, free again when refused. One human in both reviews, under whatever logins, or the applicant in
/// either, shows here too.
pub async fn cases_mismatched(conn: &mut Conn) -> Result<Vec<String>, Error> {
    let rows = sqlx::query(
        "with open_reservation as (
             select r.case_id, sum(r.amount_fen) as fen
               from ledger_transfer r left join ledger_transfer done on done.reserves_seq = r.seq
              where r.kind = 'reserve' and r.case_id is not null and done.seq is null group by r.case_id),
         taken as (
             select case_id, sum(amount_fen) as fen from ledger_transfer
              where kind = 'post_reserved' and case_id is not null group by case_id)
         select c.number
           from withdrawal_case c
           left join open_reservation r on r.case_id = c.id
           left join taken t on t.case_id = c.id
          where coalesce(r.fen, 0) <>
                case when c.state in ('first_review', 'second_review', 'supplement') then c.amount_fen else 0 end
             or coalesce(t.fen, 0) <>
                case when c.state in ('approved', 'paid', 'pay_failed') then c.amount_fen else 0 end
             or c.first_by = c.second_by or c.first_index = c.second_index
             or c.first_index = c.maker_index or c.second_index = c.maker_index
          order by c.number",
    )
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Reader::new("withdrawal_case", row).text("number")).collect()
}

/// Money on its way to the bank: what the clearing account holds, and what approved cases have sent there.
pub async fn money_on_its_way(conn: &mut Conn, clearing: &str) -> Result<(Fen, Fen), Error> {
    let row = sqlx::query(
        "select (select coalesce(max(posted_fen), 0) from ledger_account where id = $1) as held,
                (select cast(coalesce(sum(amount_fen), 0) as bigint) from withdrawal_case where state = 'approved')
                as sent",
    )
    .bind(clearing)
    .fetch_one(conn)
    .await?;
    let row = Reader::new("ledger_account", &row);
    Ok((row.fen("held")?, row.fen("sent")?))
}
