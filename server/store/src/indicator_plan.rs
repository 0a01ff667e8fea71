//! Yearly plans of the fund and their targets.

use crate::{
    Conn, Error,
    proposal::{Decider, decide, decided, decision},
    row::Reader,
};
use domain::{
    Timestamp,
    indicator::{Indicator, Plan},
    two_people::ProposalState,
};
use sqlx::any::AnyRow;
use std::collections::BTreeMap;

/// A plan as it was proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposed {
    pub id: String,
    pub plan: Plan,
    pub state: ProposalState,
    pub proposed_by: String,
    /// Keyed hash of the identity number.
    pub proposed_index: String,
    pub proposed: Timestamp,
}

/// Adds a plan; `false`, and nothing changes, when its id is known or the year has one that waits.
pub async fn insert(conn: &mut Conn, new: &Proposed) -> Result<bool, Error> {
    let done = sqlx::query(
        "insert into indicator_plan (id, year, state, proposed_by, proposed_index, proposed_ms)
         values ($1, $2, 'proposed', $3, $4, $5) on conflict do nothing",
    )
    .bind(&new.id)
    .bind(i64::from(new.plan.year()))
    .bind(&new.proposed_by)
    .bind(&new.proposed_index)
    .bind(new.proposed.ms())
    .execute(&mut *conn)
    .await?;
    if done.rows_affected() != 1 {
        return Ok(false);
    }
    for (indicator, target) in new.plan.targets() {
        sqlx::query("insert into indicator_target (plan_id, indicator, target) values ($1, $2, $3)")
            .bind(&new.id)
            .bind(indicator.code())
            .bind(target)
            .execute(&mut *conn)
            .await?;
    }
    Ok(true)
}

macro_rules! select_plan {
    ($tail:literal) => {
        concat!(
            "select id, year, state, proposed_by, proposed_index, proposed_ms from indicator_plan ",
            $tail
        )
    };
}

pub async fn find(conn: &mut Conn, id: &str) -> Result<Option<Proposed>, Error> {
    let row = sqlx::query(select_plan!("where id = $1")).bind(id).fetch_optional(&mut *conn).await?;
    match row {
        Some(row) => proposed(conn, &row).await.map(Some),
        None => Ok(None),
    }
}

/// The plan of a year that stands: the latest that a second person approved.
pub async fn find_standing(conn: &mut Conn, year: i32) -> Result<Option<Proposed>, Error> {
    let sql = select_plan!("where year = $1 and state = 'done' order by decided_ms desc, id desc limit 1");
    let row = sqlx::query(sql).bind(i64::from(year)).fetch_optional(&mut *conn).await?;
    match row {
        Some(row) => proposed(conn, &row).await.map(Some),
        None => Ok(None),
    }
}

/// All plans, the latest first.
pub async fn list(conn: &mut Conn, limit: i64) -> Result<Vec<Proposed>, Error> {
    many(conn, select_plan!("order by proposed_ms desc, id limit $1"), limit).await
}

/// Plans that wait for the second person, oldest first.
pub async fn list_open(conn: &mut Conn, limit: i64) -> Result<Vec<Proposed>, Error> {
    many(conn, select_plan!("where state = 'proposed' order by proposed_ms, id limit $1"), limit).await
}

async fn many(conn: &mut Conn, sql: &'static str, limit: i64) -> Result<Vec<Proposed>, Error> {
    let rows = sqlx::query(sql).bind(limit).fetch_all(&mut *conn).await?;
    let mut plans = Vec::with_capacity(rows.len());
    for row in &rows {
        plans.push(proposed(conn, row).await?);
    }
    Ok(plans)
}

/// Decides a plan that nobody has decided; `false` when it is decided, or the decider proposed it.
pub async fn decide(conn: &mut Conn, id: &str, approve: bool, by: Decider<'_>) -> Result<bool, Error> {
    decided(conn, decision(decide!("indicator_plan" set "" where ""), id, approve, by)).await
}

async fn proposed(conn: &mut Conn, row: &AnyRow) -> Result<Proposed, Error> {
    let row = Reader::new("indicator_plan", row);
    let id = row.text("id")?;
    let targets = sqlx::query("select indicator, target from indicator_target where plan_id = $1")
        .bind(&id)
        .fetch_all(conn)
        .await?;
    let targets: BTreeMap<Indicator, i64> = targets
        .iter()
        .map(|target| {
            let target = Reader::new("indicator_target", target);
            Ok((target.required("indicator", Indicator::from_code)?, target.int("target")?))
        })
        .collect::<Result<_, Error>>()?;
    let year = i32::try_from(row.int("year")?).ok();
    let plan = year.and_then(|year| Plan::new(year, targets).ok()).ok_or_else(|| Error::Inconsistent {
        table: "indicator_plan",
        column: "year",
        key: id.clone(),
    })?;
    Ok(Proposed {
        plan,
        state: row.required("state", ProposalState::from_code)?,
        proposed_by: row.text("proposed_by")?,
        proposed_index: row.text("proposed_index")?,
        proposed: row.time("proposed_ms")?,
        id,
    })
}
