//! What is done to accounts by two people, and the account after it.

use crate::{
    Conn, Error,
    proposal::{Decider, decide, decided, decision},
    row::Reader,
};
use chrono::NaiveDate;
use domain::{
    AccountNo, Timestamp, UnitNo,
    account_act::{Act, SealedOn, Transition, WHOLE},
    two_people::ProposalState,
};

/// A proposal about an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposed {
    pub id: String,
    pub account: AccountNo,
    /// Keyed hash of the holder's identity number.
    pub holder_index: String,
    pub act: Act,
    /// The order or notice that it rests on.
    pub basis: String,
    pub state: ProposalState,
    pub proposed_by: String,
    pub proposed_index: String,
    pub proposed: Timestamp,
}

/// Adds a proposal; `false`, and nothing changes, when its id is known or the account has one.
pub async fn insert(conn: &mut Conn, new: &Proposed) -> Result<bool, Error> {
    let (amount, unit) = match &new.act {
        Act::Freeze(amount) => (*amount, None),
        Act::Move(unit) => (None, Some(unit.as_str())),
        Act::Seal | Act::Unseal | Act::Unfreeze => (None, None),
    };
    let done = sqlx::query(
        "insert into account_act (id, account_no, holder_index, kind, amount_fen, unit_no, basis, state,
             proposed_by, proposed_index, proposed_ms)
         values ($1, $2, $3, $4, $5, $6, $7, 'proposed', $8, $9, $10) on conflict do nothing",
    )
    .bind(&new.id)
    .bind(new.account.as_str())
    .bind(&new.holder_index)
    .bind(new.act.code())
    .bind(amount.map(domain::Fen::get))
    .bind(unit)
    .bind(&new.basis)
    .bind(&new.proposed_by)
    .bind(&new.proposed_index)
    .bind(new.proposed.ms())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

macro_rules! select {
    ($tail:literal) => {
        concat!(
            "select id, account_no, holder_index, kind, amount_fen, unit_no, basis, state, proposed_by,
                    proposed_index, proposed_ms from account_act ",
            $tail
        )
    };
}

pub async fn find(conn: &mut Conn, id: &str) -> Result<Option<Proposed>, Error> {
    let row = sqlx::query(select!("where id = $1")).bind(id).fetch_optional(conn).await?;
    row.as_ref().map(proposed).transpose()
}

/// What waits for a decision, oldest first.
pub async fn list_open(conn: &mut Conn, limit: i64) -> Result<Vec<Proposed>, Error> {
    let sql = select!("where state = 'proposed' order by proposed_ms, id limit $1");
    sqlx::query(sql).bind(limit).fetch_all(conn).await?.iter().map(proposed).collect()
}

/// Takes an account a step, if it stands where the step begins; answers its version after it. The ledger's
/// account first, as everywhere.
pub async fn apply(
    conn: &mut Conn,
    account: &AccountNo,
    step: &Transition,
    unit_id: Option<&str>,
    today: NaiveDate,
) -> Result<Option<i64>, Error> {
    let frozen = sqlx::query(
        "update ledger_account set frozen_fen = $1, version = version + 1
          where id = $2 and class = 'member' and frozen_fen = $3",
    )
    .bind(step.frozen().get())
    .bind(account.as_str())
    .bind(step.frozen_from().get())
    .execute(&mut *conn)
    .await?;
    if frozen.rows_affected() != 1 {
        return Ok(None);
    }
    let (kept, sealed_on) = match step.sealed_on() {
        SealedOn::Today => (0, Some(today.to_string())),
        SealedOn::Kept => (1, None),
        SealedOn::None => (0, None),
    };
    let row = sqlx::query(
        "update account set state = $1, sealed_on = case when $2 = 1 then sealed_on else $3 end,
                unit_id = coalesce($4, unit_id), version = version + 1
          where account_no = $5 and state = $6 returning version",
    )
    .bind(step.to().code())
    .bind(kept)
    .bind(sealed_on)
    .bind(unit_id)
    .bind(account.as_str())
    .bind(step.from().code())
    .fetch_optional(conn)
    .await?;
    row.as_ref().map(|row| Reader::new("account", row).int("version")).transpose()
}

/// Decides a proposal that nobody has decided: done with the account's version after it, or refused. `false`
/// when it is decided, or when the decider proposed it or holds the account.
pub async fn decide(
    conn: &mut Conn,
    id: &str,
    account_version: Option<i64>,
    by: Decider<'_>,
) -> Result<bool, Error> {
    let sql = decide!("account_act" set ", account_version = $6" where " and holder_index <> $3");
    decided(conn, decision(sql, id, account_version.is_some(), by).bind(account_version)).await
}

/// Accounts whose frozen money is not what the last freeze or unfreezing of two people says, or whose state
/// says otherwise.
pub async fn frozen_mismatched(conn: &mut Conn) -> Result<Vec<String>, Error> {
    let rows = sqlx::query(
        "select a.account_no
           from account a join ledger_account l on l.id = a.account_no
          where l.frozen_fen <> coalesce((
                select case when c.kind = 'unfreeze' then 0 else coalesce(c.amount_fen, $1) end
                  from account_act c
                 where c.account_no = a.account_no and c.state = 'done' and c.kind in ('freeze', 'unfreeze')
                 order by c.account_version desc limit 1), 0)
             or (case when a.state = '06' then 1 else 0 end) <> (case when l.frozen_fen = $1 then 1 else 0 end)
          order by a.account_no",
    )
    .bind(WHOLE.get())
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Reader::new("account", row).text("account_no")).collect()
}

fn proposed(row: &sqlx::any::AnyRow) -> Result<Proposed, Error> {
    let row = Reader::new("account_act", row);
    let kind = row.text("kind")?;
    let act = match kind.as_str() {
        "seal" => Act::Seal,
        "unseal" => Act::Unseal,
        "freeze" => Act::Freeze(row.maybe_int("amount_fen")?.map(domain::Fen::new)),
        "move" => Act::Move(row.required("unit_no", |text| UnitNo::parse(text).ok())?),
        _ => Act::Unfreeze,
    };
    Ok(Proposed {
        id: row.text("id")?,
        account: row.account_no("account_no")?,
        holder_index: row.text("holder_index")?,
        act,
        basis: row.text("basis")?,
        state: row.required("state", ProposalState::from_code)?,
        proposed_by: row.text("proposed_by")?,
        proposed_index: row.text("proposed_index")?,
        proposed: row.time("proposed_ms")?,
    })
}
