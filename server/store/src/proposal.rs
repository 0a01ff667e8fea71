//! What one person proposes and another one decides. Each table of proposals has the same columns for it (state, who
//! proposed and who decided, by the keyed hash of their identity numbers) and is decided by the same update.

use crate::{Conn, Db, Error};
use domain::{Timestamp, two_people::ProposalState};
use sqlx::{any::AnyArguments, query::Query};

/// Who decides a proposal, and when.
#[derive(Clone, Copy, Debug)]
pub struct Decider<'a> {
    pub staff_id: &'a str,
    pub id_index: &'a str,
    pub at: Timestamp,
}

/// The update that decides a row of a table that nobody has decided, unless the decider ($3) proposed it: with more
/// columns to set, from $6 on, and more that must be so.
macro_rules! decide {
    ($table:literal set $columns:literal where $more:literal) => {
        concat!(
            "update ",
            $table,
            " set state = $1, decided_by = $2, decided_index = $3, decided_ms = $4",
            $columns,
            " where id = $5 and state = 'proposed' and proposed_index <> $3",
            $more
        )
    };
}
pub(crate) use decide;

/// That update with its first five parameters, for `done` or refused.
pub(crate) fn decision<'q>(
    sql: &'static str,
    id: &'q str,
    done: bool,
    by: Decider<'q>,
) -> Query<'q, Db, AnyArguments> {
    let state = if done { ProposalState::Done } else { ProposalState::Refused };
    sqlx::query(sql).bind(state.code()).bind(by.staff_id).bind(by.id_index).bind(by.at.ms()).bind(id)
}

/// Whether the row was there to be decided.
pub(crate) async fn decided(conn: &mut Conn, decision: Query<'_, Db, AnyArguments>) -> Result<bool, Error> {
    Ok(decision.execute(conn).await?.rows_affected() == 1)
}
