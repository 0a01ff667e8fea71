//! What contributors ask for on the page (销户提取申请): an application ends when it is taken back, declined by a first
//! reviewer, or decided with the closing that has its id.

use super::Payee;
use crate::{Conn, Error, row::Reader};
use chrono::NaiveDate;
use domain::{
    AccountNo, CaseNumber, Fen, Timestamp,
    closing::{ApplicationState, ClosingReason},
};

/// An application as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// The request id of the form; the closing that is proposed on it has the same.
    pub id: String,
    pub request_hash: String,
    pub number: CaseNumber,
    pub account: AccountNo,
    pub person_id: String,
    /// Keyed hash of the holder's identity number.
    pub holder_index: String,
    pub reason: ClosingReason,
    pub payee: Payee,
    /// As the form showed them on the day of the application.
    pub principal: Fen,
    pub interest: Fen,
    pub state: ApplicationState,
    /// Why it was declined.
    pub note: Option<String>,
    pub filed: Timestamp,
    /// The day by which the law wants a decision.
    pub decide_by: NaiveDate,
    pub ended: Option<Timestamp>,
}

/// Adds an application; `false`, and nothing changes, when its id or its number is known or the account has one.
pub async fn application_insert(conn: &mut Conn, new: &Application) -> Result<bool, Error> {
    let done = sqlx::query(
        "insert into closing_application (id, request_hash, number, account_no, person_id, holder_index, reason,
             payee, card_sealed, card_tail, bank, principal_fen, interest_fen, state, filed_ms, decide_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) on conflict do nothing",
    )
    .bind(&new.id)
    .bind(&new.request_hash)
    .bind(new.number.as_str())
    .bind(new.account.as_str())
    .bind(&new.person_id)
    .bind(&new.holder_index)
    .bind(new.reason.code())
    .bind(&new.payee.name)
    .bind(&new.payee.sealed)
    .bind(&new.payee.tail)
    .bind(&new.payee.bank)
    .bind(new.principal.get())
    .bind(new.interest.get())
    .bind(new.state.code())
    .bind(new.filed.ms())
    .bind(new.decide_by.to_string())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

macro_rules! select {
    ($tail:literal) => {
        concat!(
            "select id, request_hash, number, account_no, person_id, holder_index, reason, payee, card_sealed,
                    card_tail, bank, principal_fen, interest_fen, state, note, filed_ms, decide_by, ended_ms
               from closing_application ",
            $tail
        )
    };
}

pub async fn application_find(conn: &mut Conn, id: &str) -> Result<Option<Application>, Error> {
    let row = sqlx::query(select!("where id = $1")).bind(id).fetch_optional(conn).await?;
    row.as_ref().map(application).transpose()
}

pub async fn application_find_by_number(
    conn: &mut Conn,
    number: &CaseNumber,
) -> Result<Option<Application>, Error> {
    let row = sqlx::query(select!("where number = $1")).bind(number.as_str()).fetch_optional(conn).await?;
    row.as_ref().map(application).transpose()
}

/// A person's applications, newest first.
pub async fn application_list_of_person(
    conn: &mut Conn,
    person_id: &str,
    limit: i64,
) -> Result<Vec<Application>, Error> {
    let sql = select!("where person_id = $1 order by filed_ms desc, id desc limit $2");
    sqlx::query(sql).bind(person_id).bind(limit).fetch_all(conn).await?.iter().map(application).collect()
}

/// What waits, the one that is due first on top.
pub async fn application_list_open(conn: &mut Conn, limit: i64) -> Result<Vec<Application>, Error> {
    let sql = select!("where state = 'open' order by decide_by, filed_ms, id limit $1");
    sqlx::query(sql).bind(limit).fetch_all(conn).await?.iter().map(application).collect()
}

/// Ends an application that is open; `false` when it is not.
pub async fn application_end(
    conn: &mut Conn,
    id: &str,
    to: ApplicationState,
    note: Option<&str>,
    at: Timestamp,
) -> Result<bool, Error> {
    let ended = sqlx::query(
        "update closing_application set state = $1, note = $2, ended_ms = $3 where id = $4 and state = 'open'",
    )
    .bind(to.code())
    .bind(note)
    .bind(at.ms())
    .bind(id)
    .execute(conn)
    .await?;
    Ok(ended.rows_affected() == 1)
}

fn application(row: &sqlx::any::AnyRow) -> Result<Application, Error> {
    let row = Reader::new("closing_application", row);
    Ok(Application {
        id: row.text("id")?,
        request_hash: row.text("request_hash")?,
        number: row.case_number("number")?,
        account: row.account_no("account_no")?,
        person_id: row.text("person_id")?,
        holder_index: row.text("holder_index")?,
        reason: row.required("reason", ClosingReason::from_code)?,
        payee: Payee {
            name: row.text("payee")?,
            sealed: row.text("card_sealed")?,
            tail: row.text("card_tail")?,
            bank: row.text("bank")?,
        },
        principal: row.fen("principal_fen")?,
        interest: row.fen("interest_fen")?,
        state: row.required("state", ApplicationState::from_code)?,
        note: row.maybe_text("note")?,
        filed: row.time("filed_ms")?,
        decide_by: row.day("decide_by")?,
        ended: row.maybe_time("ended_ms")?,
    })
}
