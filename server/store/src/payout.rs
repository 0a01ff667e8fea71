//! The way of the money (打款): one order per approved case, its legs, and when to look at it again.

use crate::{Conn, Error, row::Reader};
use domain::{Timestamp, withdrawal::PayoutState};

/// An order that is not finished.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payout {
    /// Also the serial number under which the bank knows the order: sending it twice is one payment.
    pub case_id: String,
    pub state: PayoutState,
    pub tries: i64,
    pub sent: Option<Timestamp>,
    pub version: i64,
}

/// A leg that was reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leg {
    pub leg: PayoutState,
    pub at: Timestamp,
    pub reason: Option<String>,
}

pub async fn order_insert(conn: &mut Conn, case_id: &str, now: Timestamp) -> Result<(), Error> {
    sqlx::query("insert into payout (case_id, state, next_ms) values ($1, 'due', $2)")
        .bind(case_id)
        .bind(now.ms())
        .execute(conn)
        .await?;
    Ok(())
}

pub async fn order_find(conn: &mut Conn, case_id: &str) -> Result<Option<Payout>, Error> {
    let row = sqlx::query("select case_id, state, tries, sent_ms, version from payout where case_id = $1")
        .bind(case_id)
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(payout).transpose()
}

/// Orders to look at now, the longest waiting first.
pub async fn order_list_due(conn: &mut Conn, now: Timestamp, limit: i64) -> Result<Vec<Payout>, Error> {
    let rows = sqlx::query(
        "select case_id, state, tries, sent_ms, version from payout
          where state in ('due', 'sent', 'accepted') and next_ms <= $1 order by next_ms, case_id limit $2",
    )
    .bind(now.ms())
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(payout).collect()
}

/// Moves an order on if nobody else did meanwhile.
pub async fn order_move(
    conn: &mut Conn,
    payout: &Payout,
    to: PayoutState,
    now: Timestamp,
    next: Timestamp,
) -> Result<bool, Error> {
    let moved = sqlx::query(
        "update payout set state = $1, next_ms = $2, tries = 0, version = version + 1,
                sent_ms = case when $1 = 'sent' and sent_ms is null then $5 else sent_ms end
          where case_id = $3 and version = $4",
    )
    .bind(to.code())
    .bind(next.ms())
    .bind(&payout.case_id)
    .bind(payout.version)
    .bind(now.ms())
    .execute(conn)
    .await?;
    Ok(moved.rows_affected() == 1)
}

/// Notes that the bank had nothing new to say; the order is looked at again at `next`.
pub async fn order_wait(conn: &mut Conn, payout: &Payout, next: Timestamp) -> Result<bool, Error> {
    let waited = sqlx::query(
        "update payout set next_ms = $1, tries = tries + 1, version = version + 1
          where case_id = $2 and version = $3",
    )
    .bind(next.ms())
    .bind(&payout.case_id)
    .bind(payout.version)
    .execute(conn)
    .await?;
    Ok(waited.rows_affected() == 1)
}

/// Notes a leg; one that was noted before stays as it is.
pub async fn leg_append(conn: &mut Conn, case_id: &str, leg: &Leg) -> Result<(), Error> {
    sqlx::query(
        "insert into payout_leg (case_id, leg, at_ms, reason) values ($1, $2, $3, $4)
         on conflict (case_id, leg) do nothing",
    )
    .bind(case_id)
    .bind(leg.leg.code())
    .bind(leg.at.ms())
    .bind(leg.reason.as_deref())
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn leg_list(conn: &mut Conn, case_id: &str) -> Result<Vec<Leg>, Error> {
    let rows =
        sqlx::query("select leg, at_ms, reason from payout_leg where case_id = $1 order by at_ms, leg")
            .bind(case_id)
            .fetch_all(conn)
            .await?;
    rows.iter()
        .map(|row| {
            let row = Reader::new("payout_leg", row);
            Ok(Leg {
                leg: row.required("leg", PayoutState::from_code)?,
                at: row.time("at_ms")?,
                reason: row.maybe_text("reason")?,
            })
        })
        .collect()
}

fn payout(row: &sqlx::any::AnyRow) -> Result<Payout, Error> {
    let row = Reader::new("payout", row);
    Ok(Payout {
        case_id: row.text("case_id")?,
        state: row.required("state", PayoutState::from_code)?,
        tries: row.int("tries")?,
        sent: row.maybe_time("sent_ms")?,
        version: row.int("version")?,
    })
}
