//! Standing orders to the bank (委托扣款) and the debit of each month.

use crate::{Conn, Error, remittance::back_paid_find, row::Reader};
use chrono::NaiveDate;
use domain::{AccountNo, Fen, Month, Timestamp, flex::DebitState};

/// What the bank may debit for an agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    pub agreement_id: String,
    /// The card number, encrypted by the caller.
    pub card_sealed: String,
    pub card_tail: String,
    /// Day of the month of later debits; none when the person asks for each.
    pub debit_day: Option<u32>,
    /// The latest month that has a debit.
    pub made_month: Month,
}

/// A standing order whose day has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderDue {
    pub agreement_id: String,
    pub amount: Fen,
    pub debit_day: u32,
    pub made_month: Month,
}

/// The debit of one month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Debit {
    /// With the number of the try the serial under which the bank is asked.
    pub id: String,
    pub agreement_id: String,
    pub month: Month,
    pub amount: Fen,
    pub state: DebitState,
    /// How often the bank was asked for the money; asking after an answer that was lost is not counted.
    pub tries: u32,
    /// The debit day, or the retry day after the first try came back short.
    pub ask_on: NaiveDate,
    /// The row of the ledger, once it is paid.
    pub ledger_seq: Option<i64>,
    pub created: Timestamp,
}

/// How a debit changes.
#[derive(Clone, Copy, Debug)]
pub struct Change {
    pub from: DebitState,
    pub to: DebitState,
    pub tries: u32,
    pub ask_on: NaiveDate,
    pub ledger_seq: Option<i64>,
}

pub async fn order_insert(conn: &mut Conn, order: &Order) -> Result<(), Error> {
    sqlx::query(
        "insert into debit_order (agreement_id, card_sealed, card_tail, debit_day, made_month)
         values ($1, $2, $3, $4, $5)",
    )
    .bind(&order.agreement_id)
    .bind(&order.card_sealed)
    .bind(&order.card_tail)
    .bind(order.debit_day.map(i64::from))
    .bind(order.made_month.to_string())
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn order_find(conn: &mut Conn, agreement_id: &str) -> Result<Option<Order>, Error> {
    let row = sqlx::query(
        "select agreement_id, card_sealed, card_tail, debit_day, made_month
           from debit_order where agreement_id = $1",
    )
    .bind(agreement_id)
    .fetch_optional(conn)
    .await?;
    row.as_ref()
        .map(|row| {
            let row = Reader::new("debit_order", row);
            Ok(Order {
                agreement_id: row.text("agreement_id")?,
                card_sealed: row.text("card_sealed")?,
                card_tail: row.text("card_tail")?,
                debit_day: row.maybe_count("debit_day")?,
                made_month: row.required("made_month", |text| Month::parse(text).ok())?,
            })
        })
        .transpose()
}

/// Standing orders in force that have no debit for `month` and whose day is `day` or earlier.
pub async fn order_list_due(
    conn: &mut Conn,
    month: Month,
    day: u32,
    limit: u32,
) -> Result<Vec<OrderDue>, Error> {
    let rows = sqlx::query(
        "select o.agreement_id, a.amount_fen, o.debit_day, o.made_month
           from debit_order o join flex_agreement a on a.id = o.agreement_id
          where o.made_month < $1 and o.debit_day <= $2 and a.state in ('agreed', 'active', 'suspended')
          order by o.agreement_id limit $3",
    )
    .bind(month.to_string())
    .bind(i64::from(day))
    .bind(i64::from(limit))
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let row = Reader::new("debit_order", row);
            Ok(OrderDue {
                agreement_id: row.text("agreement_id")?,
                amount: row.fen("amount_fen")?,
                debit_day: row.count("debit_day")?,
                made_month: row.required("made_month", |text| Month::parse(text).ok())?,
            })
        })
        .collect()
}

/// Notes that a month has its debit; `false` when it had one already.
pub async fn order_advance(conn: &mut Conn, agreement_id: &str, month: Month) -> Result<bool, Error> {
    let updated =
        sqlx::query("update debit_order set made_month = $2 where agreement_id = $1 and made_month < $2")
            .bind(agreement_id)
            .bind(month.to_string())
            .execute(conn)
            .await?;
    Ok(updated.rows_affected() == 1)
}

pub async fn insert(conn: &mut Conn, new: &Debit) -> Result<(), Error> {
    sqlx::query(
        "insert into debit (id, agreement_id, month, amount_fen, state, tries, ask_on, ledger_seq, created_ms)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(&new.id)
    .bind(&new.agreement_id)
    .bind(new.month.to_string())
    .bind(new.amount.get())
    .bind(new.state.code())
    .bind(i64::from(new.tries))
    .bind(new.ask_on.to_string())
    .bind(new.ledger_seq)
    .bind(new.created.ms())
    .execute(conn)
    .await?;
    Ok(())
}

macro_rules! select_debit {
    ($tail:literal) => {
        concat!(
            "select id, agreement_id, month, amount_fen, state, tries, ask_on, ledger_seq, created_ms from debit ",
            $tail
        )
    };
}

pub async fn find(conn: &mut Conn, id: &str) -> Result<Option<Debit>, Error> {
    let row = sqlx::query(select_debit!("where id = $1")).bind(id).fetch_optional(conn).await?;
    row.as_ref().map(debit).transpose()
}

/// Debits of an agreement, newest month first.
pub async fn list(conn: &mut Conn, agreement_id: &str) -> Result<Vec<Debit>, Error> {
    let rows = sqlx::query(select_debit!("where agreement_id = $1 order by month desc"))
        .bind(agreement_id)
        .fetch_all(conn)
        .await?;
    rows.iter().map(debit).collect()
}

/// Open debits with something to do on `day`, after the id `after`: those that were sent, and those whose day
/// has come.
pub async fn list_open(
    conn: &mut Conn,
    day: NaiveDate,
    after: &str,
    limit: u32,
) -> Result<Vec<Debit>, Error> {
    let rows = sqlx::query(select_debit!(
        "where state in ('due', 'sent', 'short') and (state = 'sent' or ask_on <= $1) and id > $2
         order by id limit $3"
    ))
    .bind(day.to_string())
    .bind(after)
    .bind(i64::from(limit))
    .fetch_all(conn)
    .await?;
    rows.iter().map(debit).collect()
}

/// Changes a debit from the state and the number of tries it was read with; `false` when it was changed
/// meanwhile.
pub async fn change(conn: &mut Conn, read: &Debit, change: &Change) -> Result<bool, Error> {
    let updated = sqlx::query(
        "update debit set state = $4, tries = $5, ask_on = $6, ledger_seq = $7
          where id = $1 and state = $2 and tries = $3",
    )
    .bind(&read.id)
    .bind(change.from.code())
    .bind(i64::from(read.tries))
    .bind(change.to.code())
    .bind(i64::from(change.tries))
    .bind(change.ask_on.to_string())
    .bind(change.ledger_seq)
    .execute(conn)
    .await?;
    Ok(updated.rows_affected() == 1)
}

/// True when the month is paid, by whomever: a regular remittance for it stands in the ledger, or a back
/// payment in the place of one. An import asks the same of a line.
pub async fn month_is_paid(conn: &mut Conn, account: &AccountNo, month: Month) -> Result<bool, Error> {
    let is_regular = sqlx::query(
        "select seq from ledger_transfer t
          where credit_account = $1 and contribution_month = $2 and business_code = '01' and kind = 'post'
            and not exists (select 1 from ledger_transfer r where r.reverses_seq = t.seq)",
    )
    .bind(account.as_str())
    .bind(month.to_string())
    .fetch_optional(&mut *conn)
    .await?
    .is_some();
    if is_regular {
        return Ok(true);
    }
    // What was ordered may come on top of what was paid, so it does not pay the month.
    let back_paid = back_paid_find(conn, &[account.as_str()]).await?;
    Ok(back_paid
        .iter()
        .any(|paid| paid.back.reason.is_instead() && paid.from <= month && month <= paid.back.through))
}

fn debit(row: &sqlx::any::AnyRow) -> Result<Debit, Error> {
    let row = Reader::new("debit", row);
    Ok(Debit {
        id: row.text("id")?,
        agreement_id: row.text("agreement_id")?,
        month: row.required("month", |text| Month::parse(text).ok())?,
        amount: row.fen("amount_fen")?,
        state: row.required("state", DebitState::from_code)?,
        tries: row.count("tries")?,
        ask_on: row.day("ask_on")?,
        ledger_seq: row.maybe_int("ledger_seq")?,
        created: row.time("created_ms")?,
    })
}
