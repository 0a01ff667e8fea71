//! Agents of units (单位经办人), and what they see of their unit's accounts.

use crate::{Conn, Error, account, row::Reader};
use domain::{Timestamp, account::Account};

/// An agent, bound to one unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    pub id: String,
    pub unit_id: String,
    pub login: String,
    pub name: String,
    /// The keyed hash of the identity number, as in `person`.
    pub id_index: String,
    pub created: Timestamp,
}

/// A unit by its names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    pub id: String,
    pub number: String,
    pub name: String,
}

/// A worker of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worker {
    pub account: Account,
    pub name: String,
}

/// Adds an agent; answers `false`, and changes nothing, when the login is taken.
pub async fn insert(conn: &mut Conn, agent: &Agent) -> Result<bool, Error> {
    let done = sqlx::query(
        "insert into unit_agent (id, unit_id, login, name, id_index, created_ms)
         values ($1, $2, $3, $4, $5, $6) on conflict (login) do nothing",
    )
    .bind(&agent.id)
    .bind(&agent.unit_id)
    .bind(&agent.login)
    .bind(&agent.name)
    .bind(&agent.id_index)
    .bind(agent.created.ms())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn find(conn: &mut Conn, id: &str) -> Result<Option<Agent>, Error> {
    let row =
        sqlx::query("select id, unit_id, login, name, id_index, created_ms from unit_agent where id = $1")
            .bind(id)
            .fetch_optional(conn)
            .await?;
    row.as_ref().map(read).transpose()
}

pub async fn find_by_login(conn: &mut Conn, login: &str) -> Result<Option<Agent>, Error> {
    let row =
        sqlx::query("select id, unit_id, login, name, id_index, created_ms from unit_agent where login = $1")
            .bind(login)
            .fetch_optional(conn)
            .await?;
    row.as_ref().map(read).transpose()
}

/// All agents with their units, in the order of the units.
pub async fn list(conn: &mut Conn) -> Result<Vec<(Agent, Unit)>, Error> {
    let rows = sqlx::query(
        "select a.id, a.unit_id, a.login, a.name, a.id_index, a.created_ms, u.unit_account_no, u.name as unit_name
           from unit_agent a join unit u on u.id = a.unit_id order by u.unit_account_no, a.login",
    )
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let agent = read(row)?;
            let row = Reader::new("unit", row);
            let unit = Unit {
                id: agent.unit_id.clone(),
                number: row.text("unit_account_no")?,
                name: row.text("unit_name")?,
            };
            Ok((agent, unit))
        })
        .collect()
}

/// Takes an agent's access away: the row, the credential, every open session. The credential first, as who signs in
/// holds it while a session is opened.
pub async fn remove(conn: &mut Conn, id: &str) -> Result<bool, Error> {
    sqlx::query("delete from credential where subject_id in (select id from unit_agent where id = $1)")
        .bind(id)
        .execute(&mut *conn)
        .await?;
    sqlx::query("delete from session where subject_id = $1 and role = 'agent'")
        .bind(id)
        .execute(&mut *conn)
        .await?;
    let done = sqlx::query("delete from unit_agent where id = $1").bind(id).execute(conn).await?;
    Ok(done.rows_affected() == 1)
}

pub async fn unit_find(conn: &mut Conn, id: &str) -> Result<Option<Unit>, Error> {
    let row = sqlx::query("select id, unit_account_no, name from unit where id = $1")
        .bind(id)
        .fetch_optional(conn)
        .await?;
    row.as_ref()
        .map(|row| {
            let row = Reader::new("unit", row);
            Ok(Unit { id: row.text("id")?, number: row.text("unit_account_no")?, name: row.text("name")? })
        })
        .transpose()
}

/// Workers of a unit whose accounts come after `after`, in the order of the accounts.
pub async fn workers(conn: &mut Conn, unit_id: &str, after: &str, limit: i64) -> Result<Vec<Worker>, Error> {
    let rows = sqlx::query(
        "select a.account_no, a.kind, a.state, a.base_fen, a.unit_rate_bp, a.personal_rate_bp,
                a.unit_monthly_fen, a.personal_monthly_fen, a.opened_on, a.first_month, a.paid_through,
                a.consecutive_months, a.total_months, a.sealed_on, l.posted_fen, l.reserved_fen, l.frozen_fen,
                p.name as person_name
           from account a
           join ledger_account l on l.id = a.account_no
           join person p on p.id = a.person_id
          where a.unit_id = $1 and a.account_no > $2 and a.state not in ('03', '04', '05')
          order by a.account_no limit $3",
    )
    .bind(unit_id)
    .bind(after)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let row = Reader::new("account", row);
            Ok(Worker { account: account::read(&row)?, name: row.text("person_name")? })
        })
        .collect()
}

fn read(row: &sqlx::any::AnyRow) -> Result<Agent, Error> {
    let row = Reader::new("unit_agent", row);
    Ok(Agent {
        id: row.text("id")?,
        unit_id: row.text("unit_id")?,
        login: row.text("login")?,
        name: row.text("name")?,
        id_index: row.text("id_index")?,
        created: row.time("created_ms")?,
    })
}
