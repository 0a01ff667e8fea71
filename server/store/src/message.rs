//! Messages (消息): what happened to a person's cases, and up to when the person has read.
//!
//! Two kinds of events are no news: what the person did, and that the bank took an order in, which says nothing
//! that "sent" did not say. The list leaves the second out; neither counts as unread.

use crate::{
    Conn, Error,
    row::Reader,
    withdrawal::{self, Event},
};
use domain::{CaseNumber, Fen, Timestamp};

/// Where a person stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unread {
    /// `None` for someone who has not opened the messages yet.
    pub read: Option<Timestamp>,
    /// Events of cases after that, or after `first` when there is no such time.
    pub case_events: u32,
    /// The latest statement that was issued to the person: calendar year of the settlement day, and when.
    pub statement: Option<(i32, Timestamp)>,
}

/// An event with the case that it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseEvent {
    pub number: CaseNumber,
    pub kind: String,
    pub amount: Fen,
    pub event: Event,
}

/// The kind under which complaints stand among a person's cases.
pub const COMPLAINT: &str = "complaint";
/// The kind of a closing withdrawal, asked for or paid.
const CLOSING: &str = "closing";

/// One look-up by key: a person's cases by their index, the events of each by theirs. The home page asks this.
pub async fn unread_find(conn: &mut Conn, person_id: &str, first: Timestamp) -> Result<Unread, Error> {
    let row = sqlx::query(
        "select m.read_ms,
                (select count(*) from withdrawal_case c join case_event e on e.case_id = c.id
                  where c.person_id = p.id and e.at_ms > coalesce(m.read_ms, $2)
                    and e.role <> 'member' and e.state <> 'accepted' and c.kind <> 'transfer_out')
              + (select count(*) from complaint c join complaint_event e on e.complaint_id = c.id
                  where c.person_id = p.id and e.at_ms > coalesce(m.read_ms, $2) and e.role <> 'member')
              + (select count(*) from city_transfer x join city_transfer_event e on e.transfer_id = x.id
                  where x.person_id = p.id and e.at_ms > coalesce(m.read_ms, $2) and e.party <> 'member')
              + (select count(*) from closing_application a join account_closing k on k.id = a.id
                  where a.person_id = p.id and k.proposed_ms > coalesce(m.read_ms, $2) and k.case_id is null)
              + (select count(*) from closing_application a left join account_closing k on k.id = a.id
                  where a.person_id = p.id and a.ended_ms > coalesce(m.read_ms, $2) and k.case_id is null
                    and a.state <> 'withdrawn')
                as case_events,
                (select s.year from account a join year_statement s on s.account_no = a.account_no
                  where a.person_id = p.id order by s.year desc limit 1) as statement_year,
                (select s.issued_ms from account a join year_statement s on s.account_no = a.account_no
                  where a.person_id = p.id order by s.year desc limit 1) as statement_ms
           from person p left join message_read m on m.person_id = p.id
          where p.id = $1",
    )
    .bind(person_id)
    .bind(first.ms())
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(Unread::default()) };
    let row = Reader::new("message_read", &row);
    Ok(Unread {
        read: row.maybe_time("read_ms")?,
        case_events: row.count("case_events")?,
        statement: statement(&row)?,
    })
}

fn statement(row: &Reader<'_>) -> Result<Option<(i32, Timestamp)>, Error> {
    let year = row.maybe_int("statement_year")?.and_then(|year| i32::try_from(year).ok());
    Ok(year.zip(row.maybe_time("statement_ms")?))
}

/// Notes that a person has read up to `at`; the time never goes back.
pub async fn read_set(conn: &mut Conn, person_id: &str, at: Timestamp) -> Result<(), Error> {
    sqlx::query(
        "insert into message_read (person_id, read_ms) values ($1, $2)
         on conflict (person_id) do update set read_ms = excluded.read_ms
          where message_read.read_ms < excluded.read_ms",
    )
    .bind(person_id)
    .bind(at.ms())
    .execute(conn)
    .await?;
    Ok(())
}

/// What happened to a person's cases, complaints, transfers and applications to close the account, newest first. The
/// payment of a transfer is news of the transfer; an application that is paid goes on as the case that pays it.
pub async fn case_event_list(conn: &mut Conn, person_id: &str, limit: i64) -> Result<Vec<CaseEvent>, Error> {
    let rows = sqlx::query(
        "select c.number, c.kind, c.amount_fen, e.at_ms, e.state, e.role, e.actor, e.reason, e.note, e.seq
           from withdrawal_case c join case_event e on e.case_id = c.id
          where c.person_id = $1 and e.state <> 'accepted' and c.kind <> 'transfer_out'
         union all
         select c.number, $3, 0, e.at_ms, e.event, e.role, e.actor, e.reason, e.note, e.seq
           from complaint c join complaint_event e on e.complaint_id = c.id
          where c.person_id = $1
         union all
         select x.number, 'transfer_' || x.direction, coalesce(x.principal_fen + x.interest_fen, 0), e.at_ms,
                'transfer_' || x.direction || '_' || e.state,
                case e.party when 'member' then 'member' when 'bank' then 'bank' else 'system' end, e.actor, null,
                e.note, e.seq
           from city_transfer x join city_transfer_event e on e.transfer_id = x.id
          where x.person_id = $1
         union all
         select a.number, $4, a.principal_fen + a.interest_fen, a.filed_ms, 'closing_filed', 'member', a.person_id,
                null, null, 0
           from closing_application a
          where a.person_id = $1
         union all
         select a.number, $4, a.principal_fen + a.interest_fen, k.proposed_ms, 'closing_taken_up', 'first_reviewer',
                k.proposed_by, null, null, 1
           from closing_application a join account_closing k on k.id = a.id
          where a.person_id = $1 and k.case_id is null
         union all
         select a.number, $4, a.principal_fen + a.interest_fen, a.ended_ms, 'closing_' || a.state,
                case a.state when 'withdrawn' then 'member' when 'declined' then 'first_reviewer'
                             else 'second_reviewer' end,
                coalesce(k.decided_by, a.person_id), null, a.note, 2
           from closing_application a left join account_closing k on k.id = a.id
          where a.person_id = $1 and a.ended_ms is not null and k.case_id is null
          order by 4 desc, 10 desc limit $2",
    )
    .bind(person_id)
    .bind(limit)
    .bind(COMPLAINT)
    .bind(CLOSING)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let event = withdrawal::event(row)?;
            let row = Reader::new("withdrawal_case", row);
            Ok(CaseEvent {
                number: row.case_number("number")?,
                kind: row.text("kind")?,
                amount: row.fen("amount_fen")?,
                event,
            })
        })
        .collect()
}
