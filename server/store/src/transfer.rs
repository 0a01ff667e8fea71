//! Transfers between cities (异地转移接续) with their events. A transfer changes by conditional update on its version;
//! events are only added.

use crate::{Conn, Error, row::Reader};
use chrono::NaiveDate;
use domain::{
    AccountNo, CaseNumber, Fen, Timestamp,
    transfer::{Direction, Party, TransferState},
};
use sqlx::any::AnyRow;

mod check;
mod proposal;

pub use check::money_mismatched;
pub use proposal::{
    Proposal, ProposedStep, proposal_decide, proposal_find, proposal_find_open, proposal_insert,
    proposal_list_open,
};

/// Of a transfer out: the other centre's letter and the bank account that is paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    pub number: String,
    /// Whose the bank account is.
    pub payee: String,
    /// Its number, encrypted.
    pub sealed: String,
    /// The last four digits.
    pub tail: String,
    /// Twelve digits of the bank.
    pub bank: String,
}

/// What the old centre pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amounts {
    pub principal: Fen,
    pub interest: Fen,
}

impl Amounts {
    pub fn all(self) -> Option<Fen> {
        self.principal.checked_add(self.interest)
    }
}

/// One transfer as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// The request id of the form or the command that made it.
    pub id: String,
    pub request_hash: String,
    pub number: CaseNumber,
    pub direction: Direction,
    /// Here.
    pub account: AccountNo,
    pub person_id: String,
    /// Keyed hash of the holder's identity number.
    pub holder_index: String,
    pub other_centre: String,
    pub other_account: String,
    /// Of a transfer out.
    pub letter: Option<Letter>,
    pub state: TransferState,
    pub amounts: Option<Amounts>,
    /// Serial under which the old centre's bank paid.
    pub reference: Option<String>,
    /// Of a transfer out: how the account ended.
    pub closing_id: Option<String>,
    /// Of a transfer in: the row that booked the money.
    pub seq: Option<i64>,
    pub rule_version: String,
    pub filed: Timestamp,
    /// The day by which the next step was promised; none at the end.
    pub due_by: Option<NaiveDate>,
    pub version: i64,
}

/// Where a transfer goes, with what is known then. What is `None` stays as it is.
#[derive(Clone, Debug)]
pub struct Change<'a> {
    pub to: TransferState,
    pub due_by: Option<NaiveDate>,
    pub amounts: Option<Amounts>,
    pub reference: Option<&'a str>,
    pub closing_id: Option<&'a str>,
    pub seq: Option<i64>,
}

impl Change<'_> {
    pub const fn plain(to: TransferState, due_by: Option<NaiveDate>) -> Change<'static> {
        Change { to, due_by, amounts: None, reference: None, closing_id: None, seq: None }
    }
}

/// An event, in the order in which they happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub at: Timestamp,
    /// Where it led.
    pub state: TransferState,
    pub party: Party,
    pub actor: String,
    pub note: Option<String>,
}

macro_rules! select {
    ($tail:literal) => {
        concat!(
            "select id, request_hash, number, direction, account_no, person_id, holder_index, other_centre,
                    other_account, letter, payee, payee_sealed, payee_tail, payee_bank, state, principal_fen,
                    interest_fen, reference, closing_id, seq, rule_version, filed_ms, due_by, version
               from city_transfer ",
            $tail
        )
    };
}

/// Adds a transfer; `false`, and nothing changes, when its id, its number or its letter is known or another one is
/// under way.
pub async fn insert(conn: &mut Conn, new: &Transfer) -> Result<bool, Error> {
    let letter = new.letter.as_ref();
    let done = sqlx::query(
        "insert into city_transfer (id, request_hash, number, direction, account_no, person_id, holder_index,
             other_centre, other_account, letter, payee, payee_sealed, payee_tail, payee_bank, state, rule_version,
             filed_ms, due_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
         on conflict do nothing",
    )
    .bind(&new.id)
    .bind(&new.request_hash)
    .bind(new.number.as_str())
    .bind(new.direction.code())
    .bind(new.account.as_str())
    .bind(&new.person_id)
    .bind(&new.holder_index)
    .bind(&new.other_centre)
    .bind(&new.other_account)
    .bind(letter.map(|letter| letter.number.as_str()))
    .bind(letter.map(|letter| letter.payee.as_str()))
    .bind(letter.map(|letter| letter.sealed.as_str()))
    .bind(letter.map(|letter| letter.tail.as_str()))
    .bind(letter.map(|letter| letter.bank.as_str()))
    .bind(new.state.code())
    .bind(&new.rule_version)
    .bind(new.filed.ms())
    .bind(new.due_by.map(|day| day.to_string()))
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn find(conn: &mut Conn, id: &str) -> Result<Option<Transfer>, Error> {
    let row = sqlx::query(select!("where id = $1")).bind(id).fetch_optional(conn).await?;
    row.as_ref().map(transfer).transpose()
}

pub async fn find_by_number(conn: &mut Conn, number: &CaseNumber) -> Result<Option<Transfer>, Error> {
    let row = sqlx::query(select!("where number = $1")).bind(number.as_str()).fetch_optional(conn).await?;
    row.as_ref().map(transfer).transpose()
}

/// A person's transfers, newest first.
pub async fn list_of_person(conn: &mut Conn, person_id: &str, limit: i64) -> Result<Vec<Transfer>, Error> {
    let sql = select!("where person_id = $1 order by filed_ms desc, id desc limit $2");
    sqlx::query(sql).bind(person_id).bind(limit).fetch_all(conn).await?.iter().map(transfer).collect()
}

/// What is under way, the one that is due first on top; of one direction and in one state where they are given.
pub async fn list_live(
    conn: &mut Conn,
    direction: Option<Direction>,
    state: Option<TransferState>,
    limit: i64,
) -> Result<Vec<Transfer>, Error> {
    let sql = select!(
        "where due_by is not null and direction = coalesce($1, direction) and state = coalesce($2, state)
         order by due_by, id limit $3"
    );
    sqlx::query(sql)
        .bind(direction.map(Direction::code))
        .bind(state.map(TransferState::code))
        .bind(limit)
        .fetch_all(conn)
        .await?
        .iter()
        .map(transfer)
        .collect()
}

/// How many are under way, by direction and state.
pub async fn count_live(conn: &mut Conn) -> Result<Vec<(Direction, TransferState, u32)>, Error> {
    let rows = sqlx::query(
        "select direction, state, count(*) as transfers from city_transfer where due_by is not null
          group by direction, state",
    )
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let row = Reader::new("city_transfer", row);
            Ok((
                row.required("direction", Direction::from_code)?,
                row.required("state", TransferState::from_code)?,
                row.count("transfers")?,
            ))
        })
        .collect()
}

/// Takes a transfer a step if it is still as it was read; `false` when somebody was faster.
pub async fn advance(conn: &mut Conn, was: &Transfer, change: &Change<'_>) -> Result<bool, Error> {
    let moved = sqlx::query(
        "update city_transfer
            set state = $1, due_by = $2, version = version + 1, principal_fen = coalesce($3, principal_fen),
                interest_fen = coalesce($4, interest_fen), reference = coalesce($5, reference),
                closing_id = coalesce($6, closing_id), seq = coalesce($7, seq)
          where id = $8 and version = $9 and state = $10",
    )
    .bind(change.to.code())
    .bind(change.due_by.map(|day| day.to_string()))
    .bind(change.amounts.map(|amounts| amounts.principal.get()))
    .bind(change.amounts.map(|amounts| amounts.interest.get()))
    .bind(change.reference)
    .bind(change.closing_id)
    .bind(change.seq)
    .bind(&was.id)
    .bind(was.version)
    .bind(was.state.code())
    .execute(conn)
    .await?;
    Ok(moved.rows_affected() == 1)
}

pub async fn event_append(conn: &mut Conn, transfer_id: &str, event: &Event) -> Result<(), Error> {
    sqlx::query(
        "insert into city_transfer_event (transfer_id, at_ms, state, party, actor, note)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(transfer_id)
    .bind(event.at.ms())
    .bind(event.state.code())
    .bind(event.party.code())
    .bind(&event.actor)
    .bind(event.note.as_deref())
    .execute(conn)
    .await?;
    Ok(())
}

/// What happened, oldest first.
pub async fn event_list(conn: &mut Conn, transfer_id: &str) -> Result<Vec<Event>, Error> {
    let rows = sqlx::query(
        "select at_ms, state, party, actor, note from city_transfer_event where transfer_id = $1 order by seq",
    )
    .bind(transfer_id)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let row = Reader::new("city_transfer_event", row);
            Ok(Event {
                at: row.time("at_ms")?,
                state: row.required("state", TransferState::from_code)?,
                party: row.required("party", Party::from_code)?,
                actor: row.text("actor")?,
                note: row.maybe_text("note")?,
            })
        })
        .collect()
}

fn transfer(row: &AnyRow) -> Result<Transfer, Error> {
    let row = Reader::new("city_transfer", row);
    let amounts = match (row.maybe_int("principal_fen")?, row.maybe_int("interest_fen")?) {
        (Some(principal), Some(interest)) => {
            Some(Amounts { principal: Fen::new(principal), interest: Fen::new(interest) })
        }
        _ => None,
    };
    Ok(Transfer {
        id: row.text("id")?,
        request_hash: row.text("request_hash")?,
        number: row.case_number("number")?,
        direction: row.required("direction", Direction::from_code)?,
        account: row.account_no("account_no")?,
        person_id: row.text("person_id")?,
        holder_index: row.text("holder_index")?,
        other_centre: row.text("other_centre")?,
        other_account: row.text("other_account")?,
        letter: letter(&row)?,
        state: row.required("state", TransferState::from_code)?,
        amounts,
        reference: row.maybe_text("reference")?,
        closing_id: row.maybe_text("closing_id")?,
        seq: row.maybe_int("seq")?,
        rule_version: row.text("rule_version")?,
        filed: row.time("filed_ms")?,
        due_by: row.maybe_day("due_by")?,
        version: row.int("version")?,
    })
}

fn letter(row: &Reader<'_>) -> Result<Option<Letter>, Error> {
    let Some(number) = row.maybe_text("letter")? else { return Ok(None) };
    Ok(Some(Letter {
        number,
        payee: row.maybe_text("payee")?.unwrap_or_default(),
        sealed: row.maybe_text("payee_sealed")?.unwrap_or_default(),
        tail: row.maybe_text("payee_tail")?.unwrap_or_default(),
        bank: row.maybe_text("payee_bank")?.unwrap_or_default(),
    }))
}
