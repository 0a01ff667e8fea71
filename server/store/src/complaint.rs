//! Complaints about missing contributions (缺缴投诉) with their months and events. A complaint changes by
//! conditional update on its version; events are only added; the evidence stays as it was filed.

use crate::{Conn, Error, officer::Officer, row::Reader};
use chrono::NaiveDate;
use domain::{
    AccountNo, CaseNumber, Month, Timestamp,
    complaint::{ComplaintEvent, ComplaintState},
    withdrawal::CaseRole,
};

/// One complaint as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// The request id of the form that made it.
    pub id: String,
    pub request_hash: String,
    pub number: CaseNumber,
    pub account: AccountNo,
    pub person_id: String,
    /// Keyed hash of the contributor's identity number.
    pub maker_index: String,
    /// JSON of what stood in the books when it was filed.
    pub evidence: String,
    pub rule_version: String,
    pub state: ComplaintState,
    pub filed: Timestamp,
    /// The day by which the centre promised an answer.
    pub answer_by: NaiveDate,
    /// The contributor was told that the day is over.
    pub late: bool,
    /// Papers were asked for; they are not asked for again.
    pub papers_asked: bool,
    pub first_by: Option<String>,
    pub second_by: Option<String>,
    pub version: i64,
}

/// A month of a complaint, and the row that settled it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClaimedMonth {
    pub month: Month,
    pub booked_seq: Option<i64>,
}

/// An event, in the order in which they happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub at: Timestamp,
    pub event: ComplaintEvent,
    pub role: CaseRole,
    pub actor: String,
    pub reason: Option<String>,
    pub note: Option<String>,
    pub month: Option<Month>,
    /// The row of the ledger that it names.
    pub ledger_seq: Option<i64>,
}

/// A complaint that waits for an officer, with whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub complaint: Complaint,
    pub person_name: String,
    pub unit_name: Option<String>,
}

/// Where a complaint goes.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    pub to: ComplaintState,
    pub answer_by: NaiveDate,
    pub papers_asked: bool,
    pub late: bool,
}

macro_rules! complaint_columns {
    ($tail:literal) => {
        concat!(
            "select c.id, c.request_hash, c.number, c.account_no, c.person_id, c.maker_index, c.evidence,
                    c.rule_version, c.state, c.filed_ms, c.answer_by, c.late, c.papers_asked, c.first_by,
                    c.second_by, c.version",
            $tail
        )
    };
}

/// Adds a complaint with its months; `false`, and the transaction is to be rolled back, when the id or the number
/// is known or one of the months is complained about already.
pub async fn complaint_insert(conn: &mut Conn, new: &Complaint, months: &[Month]) -> Result<bool, Error> {
    let done = sqlx::query(
        "insert into complaint (id, request_hash, number, account_no, person_id, maker_index, evidence,
             rule_version, state, filed_ms, answer_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing",
    )
    .bind(&new.id)
    .bind(&new.request_hash)
    .bind(new.number.as_str())
    .bind(new.account.as_str())
    .bind(&new.person_id)
    .bind(&new.maker_index)
    .bind(&new.evidence)
    .bind(&new.rule_version)
    .bind(new.state.code())
    .bind(new.filed.ms())
    .bind(new.answer_by.to_string())
    .execute(&mut *conn)
    .await?;
    if done.rows_affected() != 1 {
        return Ok(false);
    }
    for month in months {
        let done = sqlx::query(
            "insert into complaint_month (complaint_id, account_no, month) values ($1, $2, $3)
             on conflict do nothing",
        )
        .bind(&new.id)
        .bind(new.account.as_str())
        .bind(month.to_string())
        .execute(&mut *conn)
        .await?;
        if done.rows_affected() != 1 {
            return Ok(false);
        }
    }
    Ok(true)
}

pub async fn complaint_find(conn: &mut Conn, id: &str) -> Result<Option<Complaint>, Error> {
    let row = sqlx::query(complaint_columns!(" from complaint c where c.id = $1"))
        .bind(id)
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(complaint).transpose()
}

pub async fn complaint_find_by_number(
    conn: &mut Conn,
    number: &CaseNumber,
) -> Result<Option<Complaint>, Error> {
    let row = sqlx::query(complaint_columns!(" from complaint c where c.number = $1"))
        .bind(number.as_str())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(complaint).transpose()
}

/// A person's complaints, newest first.
pub async fn complaint_list_of_person(
    conn: &mut Conn,
    person_id: &str,
    limit: i64,
) -> Result<Vec<Complaint>, Error> {
    let rows = sqlx::query(complaint_columns!(
        " from complaint c where c.person_id = $1 order by c.filed_ms desc, c.id desc limit $2"
    ))
    .bind(person_id)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(complaint).collect()
}

/// The complaints that wait in a state, the one that is due first on top.
pub async fn complaint_queue(
    conn: &mut Conn,
    state: ComplaintState,
    limit: i64,
) -> Result<Vec<Waiting>, Error> {
    let rows = sqlx::query(complaint_columns!(
        ", p.name as person_name, u.name as unit_name
           from complaint c join person p on p.id = c.person_id
           join account a on a.account_no = c.account_no left join unit u on u.id = a.unit_id
          where c.state = $1 order by c.answer_by, c.filed_ms, c.id limit $2"
    ))
    .bind(state.code())
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let names = Reader::new("person", row);
            Ok(Waiting {
                complaint: complaint(row)?,
                person_name: names.text("person_name")?,
                unit_name: names.maybe_text("unit_name")?,
            })
        })
        .collect()
}

/// How many wait in a state.
pub async fn complaint_queue_length(conn: &mut Conn, state: ComplaintState) -> Result<i64, Error> {
    let row = sqlx::query("select count(*) as n from complaint where state = $1")
        .bind(state.code())
        .fetch_one(conn)
        .await?;
    Reader::new("complaint", &row).int("n")
}

/// Complaints that are not at their end, after the id `after`, in the order of their ids.
pub async fn complaint_list_live(conn: &mut Conn, after: &str, limit: i64) -> Result<Vec<Complaint>, Error> {
    let rows = sqlx::query(complaint_columns!(
        " from complaint c where c.id > $1 and c.state in ('open', 'papers', 'answered', 'again')
          order by c.id limit $2"
    ))
    .bind(after)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(complaint).collect()
}

/// Takes a complaint a step if it is still as it was read; `false` when somebody was faster. The second officer
/// must not be the first, nor either of them the contributor: the update asks, and the table's constraints ask
/// again. At its end its months are free to be complained about again.
pub async fn complaint_move(
    conn: &mut Conn,
    was: &Complaint,
    step: Step,
    officer: Officer<'_>,
) -> Result<bool, Error> {
    let ((first_by, first_index), (second_by, second_index)) = (officer.first(), officer.second());
    let moved = sqlx::query(
        "update complaint
            set state = $1, version = version + 1, answer_by = $2, papers_asked = $3, late = $4,
                first_by = coalesce($5, first_by), first_index = coalesce($6, first_index),
                second_by = coalesce($7, second_by), second_index = coalesce($8, second_index)
          where id = $9 and state = $10 and version = $11 and maker_index <> $12
            and ($13 = 0 or first_index is null or first_index <> $12)",
    )
    .bind(step.to.code())
    .bind(step.answer_by.to_string())
    .bind(i64::from(step.papers_asked))
    .bind(i64::from(step.late))
    .bind(first_by)
    .bind(first_index)
    .bind(second_by)
    .bind(second_index)
    .bind(&was.id)
    .bind(was.state.code())
    .bind(was.version)
    .bind(officer.index())
    .bind(i64::from(second_by.is_some()))
    .execute(&mut *conn)
    .await?;
    if moved.rows_affected() != 1 {
        return Ok(false);
    }
    if !step.to.is_live() {
        sqlx::query("update complaint_month set live = 0 where complaint_id = $1")
            .bind(&was.id)
            .execute(conn)
            .await?;
    }
    Ok(true)
}

/// The months of a complaint, oldest first.
pub async fn month_list(conn: &mut Conn, complaint_id: &str) -> Result<Vec<ClaimedMonth>, Error> {
    let rows =
        sqlx::query("select month, booked_seq from complaint_month where complaint_id = $1 order by month")
            .bind(complaint_id)
            .fetch_all(conn)
            .await?;
    rows.iter()
        .map(|row| {
            let row = Reader::new("complaint_month", row);
            Ok(ClaimedMonth {
                month: row.required("month", |text| Month::parse(text).ok())?,
                booked_seq: row.maybe_int("booked_seq")?,
            })
        })
        .collect()
}

/// Months of an account that are complained about now, with the number of the complaint.
pub async fn month_list_live(
    conn: &mut Conn,
    account: &AccountNo,
) -> Result<Vec<(Month, CaseNumber)>, Error> {
    let rows = sqlx::query(
        "select m.month, c.number from complaint_month m join complaint c on c.id = m.complaint_id
          where m.account_no = $1 and m.live = 1 order by m.month",
    )
    .bind(account.as_str())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let row = Reader::new("complaint_month", row);
            let month = row.required("month", |text| Month::parse(text).ok())?;
            Ok((month, row.case_number("number")?))
        })
        .collect()
}

/// Notes the row that settled a month; `false` when one is noted already.
pub async fn month_book(conn: &mut Conn, complaint_id: &str, month: Month, seq: i64) -> Result<bool, Error> {
    let done = sqlx::query(
        "update complaint_month set booked_seq = $1
          where complaint_id = $2 and month = $3 and booked_seq is null",
    )
    .bind(seq)
    .bind(complaint_id)
    .bind(month.to_string())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn event_append(conn: &mut Conn, complaint_id: &str, event: &Event) -> Result<(), Error> {
    sqlx::query(
        "insert into complaint_event (complaint_id, at_ms, event, role, actor, reason, note, month, ledger_seq)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(complaint_id)
    .bind(event.at.ms())
    .bind(event.event.code())
    .bind(event.role.code())
    .bind(&event.actor)
    .bind(event.reason.as_deref())
    .bind(event.note.as_deref())
    .bind(event.month.map(|month| month.to_string()))
    .bind(event.ledger_seq)
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn event_list(conn: &mut Conn, complaint_id: &str) -> Result<Vec<Event>, Error> {
    let rows = sqlx::query(
        "select at_ms, event, role, actor, reason, note, month, ledger_seq
           from complaint_event where complaint_id = $1 order by seq",
    )
    .bind(complaint_id)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let row = Reader::new("complaint_event", row);
            Ok(Event {
                at: row.time("at_ms")?,
                event: row.required("event", ComplaintEvent::from_code)?,
                role: row.required("role", CaseRole::from_code)?,
                actor: row.text("actor")?,
                reason: row.maybe_text("reason")?,
                note: row.maybe_text("note")?,
                month: row.month("month")?,
                ledger_seq: row.maybe_int("ledger_seq")?,
            })
        })
        .collect()
}

fn complaint(row: &sqlx::any::AnyRow) -> Result<Complaint, Error> {
    let row = Reader::new("complaint", row);
    Ok(Complaint {
        id: row.text("id")?,
        request_hash: row.text("request_hash")?,
        number: row.case_number("number")?,
        account: row.account_no("account_no")?,
        person_id: row.text("person_id")?,
        maker_index: row.text("maker_index")?,
        evidence: row.text("evidence")?,
        rule_version: row.text("rule_version")?,
        state: row.required("state", ComplaintState::from_code)?,
        filed: row.time("filed_ms")?,
        answer_by: row.day("answer_by")?,
        late: row.flag("late")?,
        papers_asked: row.flag("papers_asked")?,
        first_by: row.maybe_text("first_by")?,
        second_by: row.maybe_text("second_by")?,
        version: row.int("version")?,
    })
}
