//! The rules of the ledger as they are, and each of them broken in turn: the negative controls.

use chrono::NaiveDate;
use domain::{BusinessCode, Timestamp};
use store::{
    Conn, Error,
    ledger::{self, Movement, Reservation},
};

/// Which ledger is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// The store's own.
    Ours,
    /// Money arrives nowhere.
    CreditForgotten,
    /// Money is set aside without asking what is free.
    ReserveUnguarded,
    /// Money is posted though it is set aside for something else.
    PostTakesReserved,
    /// A voided reservation stays set aside.
    VoidForgotten,
    /// A reservation is paid without being marked as resolved.
    PaidTwice,
    /// The month of a contribution is not written down, so the index cannot see it a second time.
    MonthForgotten,
}

impl Rule {
    pub const BROKEN: [Rule; 6] = [
        Rule::CreditForgotten,
        Rule::ReserveUnguarded,
        Rule::PostTakesReserved,
        Rule::VoidForgotten,
        Rule::PaidTwice,
        Rule::MonthForgotten,
    ];

    pub async fn post(self, conn: &mut Conn, movement: &Movement<'_>) -> Result<i64, Error> {
        match self {
            Rule::CreditForgotten => {
                let seq = ledger::transfer_post(conn, movement).await?;
                add(conn, "posted_fen", -movement.amount.get(), movement.credit).await?;
                Ok(seq)
            }
            Rule::PostTakesReserved if movement.amount.get() > 0 => {
                // The guard sees an account of which nothing is set aside.
                let reserved = ledger::account_totals(conn, movement.debit).await?;
                let reserved = reserved.map_or(0, |totals| totals.reserved.get());
                add(conn, "reserved_fen", -reserved, movement.debit).await?;
                let seq = ledger::transfer_post(conn, movement).await;
                add(conn, "reserved_fen", reserved, movement.debit).await?;
                seq
            }
            Rule::MonthForgotten => {
                let business = BusinessCode::Other;
                ledger::transfer_post(conn, &Movement { month: None, business, ..movement.clone() }).await
            }
            _ => ledger::transfer_post(conn, movement).await,
        }
    }

    pub async fn reserve(self, conn: &mut Conn, movement: &Movement<'_>) -> Result<Option<i64>, Error> {
        if self == Rule::ReserveUnguarded && movement.amount.get() > 0 {
            add(conn, "posted_fen", movement.amount.get(), movement.debit).await?;
            let seq = ledger::transfer_reserve(conn, movement).await;
            add(conn, "posted_fen", -movement.amount.get(), movement.debit).await?;
            return seq;
        }
        ledger::transfer_reserve(conn, movement).await
    }

    pub async fn resolve(
        self,
        conn: &mut Conn,
        reservation: &Reservation,
        post: bool,
        now: Timestamp,
    ) -> Result<i64, Error> {
        let day = now.day();
        match (self, post) {
            (Rule::VoidForgotten, false) => {
                let seq = ledger::reservation_void(conn, reservation, day, now).await?;
                add(conn, "reserved_fen", reservation.amount.get(), &reservation.debit).await?;
                Ok(seq)
            }
            (Rule::PaidTwice, true) => ledger::transfer_post(conn, &paid(reservation, day, now)).await,
            (_, true) => ledger::reservation_post(conn, reservation, day, now).await,
            (_, false) => ledger::reservation_void(conn, reservation, day, now).await,
        }
    }
}

fn paid<'a>(reservation: &'a Reservation, day: NaiveDate, now: Timestamp) -> Movement<'a> {
    Movement {
        value_date: day,
        posted_on: day,
        ..Movement::at(
            &reservation.debit,
            &reservation.credit,
            reservation.amount,
            BusinessCode::PartialWithdrawal,
            now,
        )
    }
}

/// Changes a total behind the ledger's back, and behind the back of the `CHECK` that would see it.
async fn add(conn: &mut Conn, column: &str, fen: i64, account: &str) -> Result<(), Error> {
    sqlx::query("pragma ignore_check_constraints = on").execute(&mut *conn).await?;
    let sql = format!("update ledger_account set {column} = {column} + $1 where id = $2");
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(fen).bind(account).execute(&mut *conn).await?;
    sqlx::query("pragma ignore_check_constraints = off").execute(conn).await?;
    Ok(())
}
