//! Withdrawal cases (提取业务) and their events. A case changes by conditional update on its version; events are
//! only added.

use crate::{Conn, Error, ledger, officer::Officer, row::Reader};
use chrono::NaiveDate;
use domain::{
    AccountNo, CaseNumber, Fen, Timestamp,
    withdrawal::{CaseRole, CaseState},
};

/// One case as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The request id of the form that made it.
    pub id: String,
    pub request_hash: String,
    pub number: CaseNumber,
    pub account: AccountNo,
    pub person_id: String,
    /// Keyed hash of the applicant's identity number.
    pub maker_index: String,
    pub kind: String,
    pub period: String,
    pub state: CaseState,
    pub amount: Fen,
    pub card_sealed: String,
    pub card_tail: String,
    pub bank: String,
    /// JSON of the decision as it was given.
    pub decision: String,
    pub rule_version: String,
    pub submitted: Timestamp,
    pub decide_by: NaiveDate,
    /// Was returned for more once; it may not be again.
    pub returned: bool,
    pub first_by: Option<String>,
    /// Keyed hash of that reviewer's identity number.
    pub first_index: Option<String>,
    pub second_by: Option<String>,
    pub second_index: Option<String>,
    pub version: i64,
}

/// An event of a case, in the order in which they happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub at: Timestamp,
    /// A case state or a leg of the payout, by its code.
    pub state: String,
    pub role: CaseRole,
    pub actor: String,
    pub reason: Option<String>,
    pub note: Option<String>,
}

/// A line of the review queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub case: Case,
    pub person_name: String,
}

macro_rules! case_columns {
    ($tail:literal) => {
        concat!(
            "select c.id, c.request_hash, c.number, c.account_no, c.person_id, c.maker_index, c.kind, c.period,
                    c.state, c.amount_fen, c.card_sealed, c.card_tail, c.bank, c.decision, c.rule_version,
                    c.submitted_ms, c.decide_by, c.returned, c.first_by, c.first_index, c.second_by,
                    c.second_index, c.version",
            $tail
        )
    };
}

/// Locks an account for the rest of the transaction, so that two requests about it decide one after the other.
/// SQLite has one writer anyway.
pub async fn account_lock(conn: &mut Conn, account: &AccountNo) -> Result<bool, Error> {
    ledger::account_lock(conn, account.as_str()).await
}

/// Adds a case; `false`, and nothing changes, when the period is claimed, the request id known or the number
/// taken.
pub async fn case_insert(conn: &mut Conn, case: &Case) -> Result<bool, Error> {
    let done = sqlx::query(
        "insert into withdrawal_case (id, request_hash, number, account_no, person_id, maker_index, kind, period,
             state, amount_fen, card_sealed, card_tail, bank, decision, rule_version, submitted_ms, decide_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
         on conflict do nothing",
    )
    .bind(&case.id)
    .bind(&case.request_hash)
    .bind(case.number.as_str())
    .bind(case.account.as_str())
    .bind(&case.person_id)
    .bind(&case.maker_index)
    .bind(&case.kind)
    .bind(&case.period)
    .bind(case.state.code())
    .bind(case.amount.get())
    .bind(&case.card_sealed)
    .bind(&case.card_tail)
    .bind(&case.bank)
    .bind(&case.decision)
    .bind(&case.rule_version)
    .bind(case.submitted.ms())
    .bind(case.decide_by.to_string())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn case_find(conn: &mut Conn, id: &str) -> Result<Option<Case>, Error> {
    let row = sqlx::query(case_columns!(" from withdrawal_case c where c.id = $1"))
        .bind(id)
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(case).transpose()
}

pub async fn case_find_by_number(conn: &mut Conn, number: &CaseNumber) -> Result<Option<Case>, Error> {
    let row = sqlx::query(case_columns!(" from withdrawal_case c where c.number = $1"))
        .bind(number.as_str())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(case).transpose()
}

/// A person's cases, newest first.
pub async fn case_list_of_person(conn: &mut Conn, person_id: &str, limit: i64) -> Result<Vec<Case>, Error> {
    let rows = sqlx::query(case_columns!(
        " from withdrawal_case c where c.person_id = $1 order by c.submitted_ms desc, c.id desc limit $2"
    ))
    .bind(person_id)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(case).collect()
}

/// Cases that wait in a state, the most urgent first.
pub async fn case_queue(conn: &mut Conn, state: CaseState, limit: i64) -> Result<Vec<Waiting>, Error> {
    let rows = sqlx::query(case_columns!(
        ", p.name as person_name from withdrawal_case c join person p on p.id = c.person_id
          where c.state = $1 and c.state in ('first_review', 'second_review', 'supplement')
          order by c.decide_by, c.submitted_ms, c.id limit $2"
    ))
    .bind(state.code())
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let person_name = Reader::new("person", row).text("person_name")?;
            Ok(Waiting { case: case(row)?, person_name })
        })
        .collect()
}

/// How many cases wait in a state.
pub async fn case_queue_length(conn: &mut Conn, state: CaseState) -> Result<i64, Error> {
    let row = sqlx::query(
        "select count(*) as n from withdrawal_case
          where state = $1 and state in ('first_review', 'second_review', 'supplement')",
    )
    .bind(state.code())
    .fetch_one(conn)
    .await?;
    Reader::new("withdrawal_case", &row).int("n")
}

/// Moves a case on if it is still in `from` at `version`; `false` when someone was faster. The two reviewers must
/// be two humans, under whatever logins, and neither of them the applicant: the update asks, and the table's
/// constraints and its trigger ask again.
pub async fn case_move(
    conn: &mut Conn,
    case: &Case,
    to: CaseState,
    officer: Officer<'_>,
) -> Result<bool, Error> {
    let ((first_by, first_index), (second_by, second_index)) = (officer.first(), officer.second());
    let returned = i64::from(case.returned || to == CaseState::Supplement);
    let moved = sqlx::query(
        "update withdrawal_case
            set state = $1, version = version + 1, returned = $2,
                first_by = coalesce($3, first_by), first_index = coalesce($4, first_index),
                second_by = coalesce($5, second_by), second_index = coalesce($6, second_index)
          where id = $7 and state = $8 and version = $9 and maker_index <> $10
            and (first_by is null or first_by <> $11) and (first_index is null or first_index <> $12)
            and (second_by is null or second_by <> $13) and (second_index is null or second_index <> $14)",
    )
    .bind(to.code())
    .bind(returned)
    .bind(first_by)
    .bind(first_index)
    .bind(second_by)
    .bind(second_index)
    .bind(&case.id)
    .bind(case.state.code())
    .bind(case.version)
    .bind(officer.index())
    .bind(second_by.unwrap_or_default())
    .bind(second_index.unwrap_or_default())
    .bind(first_by.unwrap_or_default())
    .bind(first_index.unwrap_or_default())
    .execute(conn)
    .await?;
    Ok(moved.rows_affected() == 1)
}

/// Claims of an account that count: day, amount, by period.
pub async fn claim_list(
    conn: &mut Conn,
    account: &AccountNo,
    kind: &str,
    since: Timestamp,
) -> Result<Vec<(Timestamp, Fen)>, Error> {
    let rows = sqlx::query(
        "select submitted_ms, amount_fen from withdrawal_case
          where account_no = $1 and kind = $2 and submitted_ms >= $3
            and state in ('first_review', 'second_review', 'supplement', 'approved', 'paid')
          order by submitted_ms",
    )
    .bind(account.as_str())
    .bind(kind)
    .bind(since.ms())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let row = Reader::new("withdrawal_case", row);
            Ok((row.time("submitted_ms")?, row.fen("amount_fen")?))
        })
        .collect()
}

/// How many cases of a kind an account has had since then, however they ended.
pub async fn case_count(
    conn: &mut Conn,
    account: &AccountNo,
    kind: &str,
    since: Timestamp,
) -> Result<i64, Error> {
    let row = sqlx::query(
        "select count(*) as n from withdrawal_case where account_no = $1 and kind = $2 and submitted_ms >= $3",
    )
    .bind(account.as_str())
    .bind(kind)
    .bind(since.ms())
    .fetch_one(conn)
    .await?;
    Reader::new("withdrawal_case", &row).int("n")
}

/// The day on which the latest regular contribution was posted.
pub async fn last_credit_day(conn: &mut Conn, account: &AccountNo) -> Result<Option<NaiveDate>, Error> {
    let row = sqlx::query(
        "select posted_on from ledger_transfer t
          where credit_account = $1 and business_code = '01' and kind = 'post'
            and not exists (select 1 from ledger_transfer r where r.reverses_seq = t.seq)
          order by seq desc limit 1",
    )
    .bind(account.as_str())
    .fetch_optional(conn)
    .await?;
    row.as_ref().map(|row| Reader::new("ledger_transfer", row).day("posted_on")).transpose()
}

pub async fn event_append(conn: &mut Conn, case_id: &str, event: &Event) -> Result<(), Error> {
    sqlx::query(
        "insert into case_event (case_id, at_ms, state, role, actor, reason, note)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(case_id)
    .bind(event.at.ms())
    .bind(&event.state)
    .bind(event.role.code())
    .bind(&event.actor)
    .bind(event.reason.as_deref())
    .bind(event.note.as_deref())
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn event_list(conn: &mut Conn, case_id: &str) -> Result<Vec<Event>, Error> {
    let rows = sqlx::query(
        "select at_ms, state, role, actor, reason, note from case_event where case_id = $1 order by seq",
    )
    .bind(case_id)
    .fetch_all(conn)
    .await?;
    rows.iter().map(event).collect()
}

pub(crate) fn event(row: &sqlx::any::AnyRow) -> Result<Event, Error> {
    let row = Reader::new("case_event", row);
    Ok(Event {
        at: row.time("at_ms")?,
        state: row.text("state")?,
        role: row.required("role", CaseRole::from_code)?,
        actor: row.text("actor")?,
        reason: row.maybe_text("reason")?,
        note: row.maybe_text("note")?,
    })
}

fn case(row: &sqlx::any::AnyRow) -> Result<Case, Error> {
    let row = Reader::new("withdrawal_case", row);
    Ok(Case {
        id: row.text("id")?,
        request_hash: row.text("request_hash")?,
        number: row.case_number("number")?,
        account: row.account_no("account_no")?,
        person_id: row.text("person_id")?,
        maker_index: row.text("maker_index")?,
        kind: row.text("kind")?,
        period: row.text("period")?,
        state: row.required("state", CaseState::from_code)?,
        amount: row.fen("amount_fen")?,
        card_sealed: row.text("card_sealed")?,
        card_tail: row.text("card_tail")?,
        bank: row.text("bank")?,
        decision: row.text("decision")?,
        rule_version: row.text("rule_version")?,
        submitted: row.time("submitted_ms")?,
        decide_by: row.day("decide_by")?,
        returned: row.flag("returned")?,
        first_by: row.maybe_text("first_by")?,
        first_index: row.maybe_text("first_index")?,
        second_by: row.maybe_text("second_by")?,
        second_index: row.maybe_text("second_index")?,
        version: row.int("version")?,
    })
}
