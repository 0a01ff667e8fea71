//! The ledger (明细账): transfers that never change, and running totals moved in the same transaction.
//!
//! One debit and one credit per transfer, so the books balance by construction. `posted` is credits less
//! debits; `reserved` is promised to withdrawals and cannot leave twice. Totals move by conditional update:
//! 16 writers over five accounts made 241 transfers a second on PostgreSQL without a retry when accounts were
//! locked in id order, and 7 with retries when they were not (measured).

use crate::{Conn, Error, row::Reader};
use chrono::NaiveDate;
use domain::{
    BusinessCode, Fen, Month, Timestamp,
    account::{BackPayment, BackReason},
    chart,
    statement::Entry,
};

/// Accounts of the centre itself.
pub const BANK_DEPOSIT: &str = chart::BANK_DEPOSIT.id;
/// Money that left a member's account and that the bank has not credited yet.
pub const PAYOUT_CLEARING: &str = chart::PAYOUT_CLEARING.id;

/// Whose money an account holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    Member,
    Centre,
}

/// A movement from `debit` to `credit`, with what the statement shows about it.
#[derive(Clone, Debug)]
pub struct Movement<'a> {
    pub debit: &'a str,
    pub credit: &'a str,
    /// Above zero.
    pub amount: Fen,
    pub business: BusinessCode,
    pub month: Option<Month>,
    pub unit_part: Option<Fen>,
    pub personal_part: Option<Fen>,
    pub case_id: Option<&'a str>,
    pub value_date: NaiveDate,
    pub posted_on: NaiveDate,
    pub recorded: Timestamp,
}

impl<'a> Movement<'a> {
    /// One that is posted, and counts, on the day on which it is recorded; of no month and no case.
    pub fn at(
        debit: &'a str,
        credit: &'a str,
        amount: Fen,
        business: BusinessCode,
        recorded: Timestamp,
    ) -> Movement<'a> {
        let day = recorded.day();
        Movement {
            debit,
            credit,
            amount,
            business,
            month: None,
            unit_part: None,
            personal_part: None,
            case_id: None,
            value_date: day,
            posted_on: day,
            recorded,
        }
    }
}

/// A reservation that is still open, or was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reservation {
    pub seq: i64,
    pub debit: String,
    pub credit: String,
    pub amount: Fen,
    pub business: String,
    pub case_id: Option<String>,
}

/// Totals of one account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Totals {
    pub posted: Fen,
    pub reserved: Fen,
}

/// Opens an account with nothing in it; one that exists stays as it is.
pub async fn account_open(conn: &mut Conn, id: &str, class: Class) -> Result<(), Error> {
    sqlx::query("insert into ledger_account (id, class) values ($1, $2) on conflict (id) do nothing")
        .bind(id)
        .bind(match class {
            Class::Member => "member",
            Class::Centre => "centre",
        })
        .execute(conn)
        .await?;
    Ok(())
}

/// Locks an account for the rest of the transaction; accounts are locked in the order of their ids.
pub async fn account_lock(conn: &mut Conn, id: &str) -> Result<bool, Error> {
    let locked = sqlx::query("update ledger_account set version = version + 1 where id = $1")
        .bind(id)
        .execute(conn)
        .await?;
    Ok(locked.rows_affected() == 1)
}

pub async fn account_totals(conn: &mut Conn, id: &str) -> Result<Option<Totals>, Error> {
    let row = sqlx::query("select posted_fen, reserved_fen from ledger_account where id = $1")
        .bind(id)
        .fetch_optional(conn)
        .await?;
    row.as_ref()
        .map(|row| {
            let row = Reader::new("ledger_account", row);
            Ok(Totals { posted: row.fen("posted_fen")?, reserved: row.fen("reserved_fen")? })
        })
        .transpose()
}

/// What an account holds by all rows posted up to a day, whenever they were entered: the running total less what was
/// posted since. Zero for an account that is not there.
pub async fn balance_on(conn: &mut Conn, id: &str, day: NaiveDate) -> Result<Fen, Error> {
    let row = sqlx::query(
        "select cast((select coalesce(sum(posted_fen), 0) from ledger_account where id = $1)
                - (select coalesce(sum(case when credit_account = $1 then amount_fen else -amount_fen end), 0)
                     from ledger_transfer
                    where posted_on > $2 and kind in ('post', 'post_reserved')
                      and (debit_account = $1 or credit_account = $1)) as bigint) as balance",
    )
    .bind(id)
    .bind(day.to_string())
    .fetch_one(conn)
    .await?;
    Reader::new("ledger_account", &row).fen("balance")
}

/// Posts a movement at once. [`Error::NotEnough`] when a member's account does not hold the amount free of
/// reservations and of what is frozen; the transaction must then be rolled back, which answering the error does.
pub async fn transfer_post(conn: &mut Conn, movement: &Movement<'_>) -> Result<i64, Error> {
    move_posted(conn, movement.debit, movement.credit, movement.amount).await?;
    let replaces = match (movement.business, movement.month) {
        (BusinessCode::RegularRemittance, Some(month)) => {
            reversed_of_month(conn, movement.credit, month).await?
        }
        _ => None,
    };
    insert(conn, movement, "post", Bound { replaces, ..Bound::default() }).await
}

/// The latest reversed regular remittance of a month: what the next one for the month stands for.
async fn reversed_of_month(conn: &mut Conn, account: &str, month: Month) -> Result<Option<i64>, Error> {
    let row = sqlx::query(
        "select max(t.seq) as seq from ledger_transfer r join ledger_transfer t on t.seq = r.reverses_seq
          where r.reverses_seq is not null and r.debit_account = $1
            and t.business_code = '01' and t.contribution_month = $2",
    )
    .bind(account)
    .bind(month.to_string())
    .fetch_one(conn)
    .await?;
    Reader::new("ledger_transfer", &row).maybe_int("seq")
}

/// A row of the ledger as a correction reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    pub seq: i64,
    pub debit: String,
    pub credit: String,
    /// `post`, `reserve`, `post_reserved`, `void_reserved`.
    pub kind: String,
    pub amount: Fen,
    pub business: BusinessCode,
    pub month: Option<Month>,
    pub unit_part: Option<Fen>,
    pub personal_part: Option<Fen>,
    pub case_id: Option<String>,
    pub value_date: NaiveDate,
    pub posted_on: NaiveDate,
    pub reverses: Option<i64>,
    pub reversed_by: Option<i64>,
}

pub async fn transfer_find(conn: &mut Conn, seq: i64) -> Result<Option<Transfer>, Error> {
    let row = sqlx::query(
        "select seq, debit_account, credit_account, kind, amount_fen, business_code, contribution_month,
                unit_part_fen, personal_part_fen, case_id, value_date, posted_on, reverses_seq,
                (select r.seq from ledger_transfer r where r.reverses_seq = t.seq) as reversed_by
           from ledger_transfer t where seq = $1",
    )
    .bind(seq)
    .fetch_optional(conn)
    .await?;
    row.as_ref()
        .map(|row| {
            let row = Reader::new("ledger_transfer", row);
            Ok(Transfer {
                seq: row.int("seq")?,
                debit: row.text("debit_account")?,
                credit: row.text("credit_account")?,
                kind: row.text("kind")?,
                amount: row.fen("amount_fen")?,
                business: row.required("business_code", BusinessCode::from_code)?,
                month: row.month("contribution_month")?,
                unit_part: row.maybe_int("unit_part_fen")?.map(Fen::new),
                personal_part: row.maybe_int("personal_part_fen")?.map(Fen::new),
                case_id: row.maybe_text("case_id")?,
                value_date: row.day("value_date")?,
                posted_on: row.day("posted_on")?,
                reverses: row.maybe_int("reverses_seq")?,
                reversed_by: row.maybe_int("reversed_by")?,
            })
        })
        .transpose()
}

/// Takes a row back (冲正): the same amount the other way, with the value date of the row. [`Error::NotEnough`]
/// when the member's account does not hold it free any more; a second reversal of the same row is refused by
/// the unique index `ledger_transfer_reversed_once`.
pub async fn transfer_reverse(
    conn: &mut Conn,
    of: &Transfer,
    day: NaiveDate,
    recorded: Timestamp,
) -> Result<i64, Error> {
    move_posted(conn, &of.credit, &of.debit, of.amount).await?;
    let movement = Movement {
        debit: &of.credit,
        credit: &of.debit,
        amount: of.amount,
        business: BusinessCode::Other,
        month: of.month,
        unit_part: of.unit_part,
        personal_part: of.personal_part,
        case_id: None,
        value_date: of.value_date,
        posted_on: day,
        recorded,
    };
    insert(conn, &movement, "post", Bound { reverses: Some(of.seq), ..Bound::default() }).await
}

/// Sets money aside for a withdrawal; `None` when the account does not hold that much free of reservations.
pub async fn transfer_reserve(conn: &mut Conn, movement: &Movement<'_>) -> Result<Option<i64>, Error> {
    let updated = sqlx::query(
        "update ledger_account set reserved_fen = reserved_fen + $1, version = version + 1
          where id = $2 and class = 'member' and posted_fen - reserved_fen - frozen_fen >= $1",
    )
    .bind(movement.amount.get())
    .bind(movement.debit)
    .execute(&mut *conn)
    .await?;
    match updated.rows_affected() {
        1 => insert(conn, movement, "reserve", Bound::default()).await.map(Some),
        _ => Ok(None),
    }
}

/// Turns a reservation into a movement. A second resolution of the same reservation is refused by the
/// unique index `ledger_transfer_resolved_once`.
pub async fn reservation_post(
    conn: &mut Conn,
    reservation: &Reservation,
    day: NaiveDate,
    recorded: Timestamp,
) -> Result<i64, Error> {
    release(conn, reservation).await?;
    move_posted(conn, &reservation.debit, &reservation.credit, reservation.amount).await?;
    resolve(conn, reservation, "post_reserved", day, recorded).await
}

/// Gives reserved money free again.
pub async fn reservation_void(
    conn: &mut Conn,
    reservation: &Reservation,
    day: NaiveDate,
    recorded: Timestamp,
) -> Result<i64, Error> {
    release(conn, reservation).await?;
    resolve(conn, reservation, "void_reserved", day, recorded).await
}

/// The reservation of a case that nothing has resolved yet.
pub async fn reservation_find_open(conn: &mut Conn, case_id: &str) -> Result<Option<Reservation>, Error> {
    let row = sqlx::query(
        "select r.seq, r.debit_account, r.credit_account, r.amount_fen, r.business_code, r.case_id
           from ledger_transfer r
           left join ledger_transfer done on done.reserves_seq = r.seq
          where r.case_id = $1 and r.kind = 'reserve' and done.seq is null",
    )
    .bind(case_id)
    .fetch_optional(conn)
    .await?;
    row.as_ref()
        .map(|row| {
            let row = Reader::new("ledger_transfer", row);
            Ok(Reservation {
                seq: row.int("seq")?,
                debit: row.text("debit_account")?,
                credit: row.text("credit_account")?,
                amount: row.fen("amount_fen")?,
                business: row.text("business_code")?,
                case_id: row.maybe_text("case_id")?,
            })
        })
        .transpose()
}

/// Every posted movement of a member's account, oldest first. A working life is some five hundred rows.
pub async fn entry_list(conn: &mut Conn, account: &str) -> Result<Vec<Entry>, Error> {
    // Two indexed look-ups; one query with `or` would scan.
    let rows = sqlx::query(
        "select seq, business_code, amount_fen, contribution_month, unit_part_fen, personal_part_fen,
                (select number from withdrawal_case c where c.id = case_id) as case_number, value_date, posted_on,
                reverses_seq, (select r.seq from ledger_transfer r where r.reverses_seq = t.seq) as reversed_by,
                b.month_to, b.reason
           from ledger_transfer t
           left join back_payment b on b.batch_id = t.batch_id and b.line_no = t.line_no
          where credit_account = $1 and kind in ('post', 'post_reserved')
         union all
         select seq, business_code, -amount_fen, contribution_month, unit_part_fen, personal_part_fen,
                (select number from withdrawal_case c where c.id = case_id), value_date, posted_on,
                reverses_seq, (select r.seq from ledger_transfer r where r.reverses_seq = t.seq), null, null
           from ledger_transfer t
          where debit_account = $1 and business_code <> '01' and kind in ('post', 'post_reserved')
          order by 1",
    )
    .bind(account)
    .fetch_all(conn)
    .await?;
    rows.iter().map(entry).collect()
}

/// Amounts posted on or after `since`, oldest first, positive into the account: what a picture of the balance
/// and the news of the account need, and no more.
pub async fn amounts_since(conn: &mut Conn, account: &str, since: NaiveDate) -> Result<Vec<Amount>, Error> {
    let rows = sqlx::query(
        "select seq, business_code, amount_fen, contribution_month, posted_on, recorded_ms, reverses_seq,
                (select r.seq from ledger_transfer r where r.reverses_seq = t.seq) as reversed_by
           from ledger_transfer t
          where credit_account = $1 and posted_on >= $2 and kind in ('post', 'post_reserved')
         union all
         select seq, business_code, -amount_fen, contribution_month, posted_on, recorded_ms, reverses_seq,
                (select r.seq from ledger_transfer r where r.reverses_seq = t.seq)
           from ledger_transfer t
          where debit_account = $1 and business_code <> '01' and posted_on >= $2
            and kind in ('post', 'post_reserved')
          order by 1",
    )
    .bind(account)
    .bind(since.to_string())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let row = Reader::new("ledger_transfer", row);
            Ok(Amount {
                business: row.required("business_code", BusinessCode::from_code)?,
                amount: row.fen("amount_fen")?,
                month: row.month("contribution_month")?,
                posted_on: row.day("posted_on")?,
                recorded: row.time("recorded_ms")?,
                stands: row.maybe_int("reverses_seq")?.is_none() && row.maybe_int("reversed_by")?.is_none(),
            })
        })
        .collect()
}

/// One movement of [`amounts_since`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    pub business: BusinessCode,
    pub amount: Fen,
    pub month: Option<Month>,
    pub posted_on: NaiveDate,
    pub recorded: Timestamp,
    /// Neither reversed nor a reversal.
    pub stands: bool,
}

fn entry(row: &sqlx::any::AnyRow) -> Result<Entry, Error> {
    let row = Reader::new("ledger_transfer", row);
    Ok(Entry {
        seq: row.int("seq")?,
        business: row.required("business_code", BusinessCode::from_code)?,
        amount: row.fen("amount_fen")?,
        month: row.month("contribution_month")?,
        unit_part: row.maybe_int("unit_part_fen")?.map(Fen::new),
        personal_part: row.maybe_int("personal_part_fen")?.map(Fen::new),
        case_number: row.maybe_text("case_number")?,
        value_date: row.day("value_date")?,
        posted_on: row.day("posted_on")?,
        reverses: row.maybe_int("reverses_seq")?,
        reversed_by: row.maybe_int("reversed_by")?,
        back: match row.parsed("reason", BackReason::from_code)? {
            Some(reason) => Some(BackPayment {
                reason,
                through: row.required("month_to", |text| Month::parse(text).ok())?,
            }),
            None => None,
        },
    })
}

/// Moves the totals of both accounts, in the order of their ids, so that two movements never wait for each
/// other in a circle.
async fn move_posted(conn: &mut Conn, debit: &str, credit: &str, amount: Fen) -> Result<(), Error> {
    let less = amount.get().checked_neg().ok_or(Error::NotEnough)?;
    let (out, into) = ((debit, less), (credit, amount.get()));
    for (id, delta) in if debit < credit { [out, into] } else { [into, out] } {
        let updated = sqlx::query(
            "update ledger_account set posted_fen = posted_fen + $1, version = version + 1
              where id = $2 and (class = 'centre' or $1 > 0 or posted_fen + $1 >= reserved_fen + frozen_fen)",
        )
        .bind(delta)
        .bind(id)
        .execute(&mut *conn)
        .await?;
        if updated.rows_affected() != 1 {
            return Err(Error::NotEnough);
        }
    }
    Ok(())
}

/// Takes a reservation off the reserved total. The money stays posted.
async fn release(conn: &mut Conn, reservation: &Reservation) -> Result<(), Error> {
    let updated = sqlx::query(
        "update ledger_account set reserved_fen = reserved_fen - $1, version = version + 1
          where id = $2 and reserved_fen >= $1",
    )
    .bind(reservation.amount.get())
    .bind(&reservation.debit)
    .execute(conn)
    .await?;
    if updated.rows_affected() == 1 { Ok(()) } else { Err(Error::NotEnough) }
}

async fn resolve(
    conn: &mut Conn,
    reservation: &Reservation,
    kind: &'static str,
    day: NaiveDate,
    recorded: Timestamp,
) -> Result<i64, Error> {
    let business = BusinessCode::from_code(&reservation.business).ok_or_else(|| Error::Inconsistent {
        table: "ledger_transfer",
        column: "business_code",
        key: reservation.seq.to_string(),
    })?;
    let movement = Movement {
        debit: &reservation.debit,
        credit: &reservation.credit,
        amount: reservation.amount,
        business,
        month: None,
        unit_part: None,
        personal_part: None,
        case_id: reservation.case_id.as_deref(),
        value_date: day,
        posted_on: day,
        recorded,
    };
    insert(conn, &movement, kind, Bound { reserves: Some(reservation.seq), ..Bound::default() }).await
}

/// The rows that a new row is about.
#[derive(Clone, Copy, Default)]
struct Bound {
    /// The reservation that it resolves.
    reserves: Option<i64>,
    /// The row that it takes back.
    reverses: Option<i64>,
    /// The reversed row in whose place it stands.
    replaces: Option<i64>,
}

async fn insert(
    conn: &mut Conn,
    movement: &Movement<'_>,
    kind: &'static str,
    bound: Bound,
) -> Result<i64, Error> {
    let row = sqlx::query(
        "insert into ledger_transfer (debit_account, credit_account, amount_fen, kind, reserves_seq,
             business_code, contribution_month, unit_part_fen, personal_part_fen, case_id, value_date,
             posted_on, recorded_ms, reverses_seq, replaces_seq)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) returning seq",
    )
    .bind(movement.debit)
    .bind(movement.credit)
    .bind(movement.amount.get())
    .bind(kind)
    .bind(bound.reserves)
    .bind(movement.business.code())
    .bind(movement.month.map(|month| month.to_string()))
    .bind(movement.unit_part.map(Fen::get))
    .bind(movement.personal_part.map(Fen::get))
    .bind(movement.case_id)
    .bind(movement.value_date.to_string())
    .bind(movement.posted_on.to_string())
    .bind(movement.recorded.ms())
    .bind(bound.reverses)
    .bind(bound.replaces.unwrap_or(0))
    .fetch_one(conn)
    .await?;
    Reader::new("ledger_transfer", &row).int("seq")
}
