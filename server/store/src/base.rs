//! Batches of the annual adjustment of bases (年度基数调整): their lines, what the workers said, what became of them.

use crate::{
    Conn, Error,
    account::rate,
    bulk::{Statement, Value, select_in},
    proposal::Decider,
    row::Reader,
};
use chrono::NaiveDate;
use domain::{
    AccountNo, AccountState, ContributionRate, Fen, Month, Timestamp,
    base::{Answer, BatchState, Settlement, Terms},
};

/// A batch as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    pub id: String,
    pub unit_id: String,
    pub unit_no: String,
    pub unit_name: String,
    /// In which the contribution year begins.
    pub year: i32,
    /// The first month of the new terms.
    pub effective: Month,
    pub doc: String,
    pub state: BatchState,
    pub answer_by: NaiveDate,
    pub proposed_by: String,
    pub proposed_index: String,
    pub proposed: Timestamp,
    pub counts: Counts,
}

/// The lines of a batch by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub lines: u32,
    pub confirmed: u32,
    pub objected: u32,
    /// Objections that are not settled.
    pub open: u32,
    /// Lines taken out after an objection.
    pub withdrawn: u32,
    pub applied: u32,
}

impl Counts {
    /// Workers who have not answered.
    pub const fn waiting(&self) -> u32 {
        self.lines.saturating_sub(self.confirmed).saturating_sub(self.objected)
    }
}

/// A batch that is begun; its lines follow.
#[derive(Clone, Debug)]
pub struct NewBatch<'a> {
    pub id: &'a str,
    pub unit_id: &'a str,
    pub year: i32,
    pub effective: Month,
    pub doc: &'a str,
    pub answer_by: NaiveDate,
    pub proposed_by: &'a str,
    pub proposed_index: &'a str,
    pub proposed: Timestamp,
}

/// An account as an adjustment needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Present {
    pub number: AccountNo,
    pub unit_id: Option<String>,
    pub state: AccountState,
    pub terms: Terms,
}

/// A line to be stored.
#[derive(Clone, Debug)]
pub struct NewLine {
    pub line_no: u64,
    pub account: AccountNo,
    pub old: Terms,
    pub new: Terms,
}

/// A line with what was said about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub batch_id: String,
    pub account: AccountNo,
    pub person_name: String,
    pub old: Terms,
    pub new: Terms,
    pub answer: Option<Answer>,
    /// Of an objection.
    pub reason: Option<String>,
    pub request_id: Option<String>,
    pub answered: Option<Timestamp>,
    pub settle_by: Option<NaiveDate>,
    pub settled: Option<Settlement>,
    /// To the worker.
    pub note: Option<String>,
    pub is_applied: bool,
}

/// What a worker says.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    pub batch_id: &'a str,
    pub account: &'a AccountNo,
    pub answer: Answer,
    pub reason: Option<&'a str>,
    pub settle_by: Option<NaiveDate>,
    pub request_id: &'a str,
    pub at: Timestamp,
}

/// How an objection is settled.
#[derive(Clone, Copy, Debug)]
pub struct Settled<'a> {
    pub batch_id: &'a str,
    pub account: &'a AccountNo,
    pub settlement: Settlement,
    pub note: &'a str,
    pub by: &'a str,
    pub at: Timestamp,
}

macro_rules! select_batch {
    ($tail:literal) => {
        concat!(
            "select b.id, b.unit_id, u.unit_account_no, u.name as unit_name, b.year, b.effective, b.doc, b.state,
                    b.answer_by, b.proposed_by, b.proposed_index, b.proposed_ms, b.lines,
                    (select count(*) from base_line l where l.batch_id = b.id and l.answer = 'confirmed') as confirmed,
                    (select count(*) from base_line l where l.batch_id = b.id and l.answer = 'objected') as objected,
                    (select count(*) from base_line l
                      where l.batch_id = b.id and l.answer = 'objected' and l.settled is null) as unsettled,
                    (select count(*) from base_line l where l.batch_id = b.id and l.settled = 'withdrawn') as withdrawn,
                    (select count(*) from base_line l where l.batch_id = b.id and l.outcome = 'applied') as applied
               from base_batch b join unit u on u.id = b.unit_id ",
            $tail
        )
    };
}

/// Begins a batch; `false`, and nothing changes, when its id is known.
pub async fn batch_insert(conn: &mut Conn, new: &NewBatch<'_>) -> Result<bool, Error> {
    let done = sqlx::query(
        "insert into base_batch (id, unit_id, year, effective, doc, state, answer_by, proposed_by, proposed_index,
             proposed_ms)
         values ($1, $2, $3, $4, $5, 'loading', $6, $7, $8, $9) on conflict (id) do nothing",
    )
    .bind(new.id)
    .bind(new.unit_id)
    .bind(i64::from(new.year))
    .bind(new.effective.to_string())
    .bind(new.doc)
    .bind(new.answer_by.to_string())
    .bind(new.proposed_by)
    .bind(new.proposed_index)
    .bind(new.proposed.ms())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn batch_find(conn: &mut Conn, id: &str) -> Result<Option<Batch>, Error> {
    let row = sqlx::query(select_batch!("where b.id = $1")).bind(id).fetch_optional(conn).await?;
    row.as_ref().map(batch).transpose()
}

/// Batches whose file was read to its end, of one unit or of all, newest first.
pub async fn batch_list(conn: &mut Conn, unit_id: Option<&str>, limit: i64) -> Result<Vec<Batch>, Error> {
    let rows = sqlx::query(select_batch!(
        "where b.state <> 'loading' and ($1 = '' or b.unit_id = $1)
         order by b.proposed_ms desc, b.id desc limit $2"
    ))
    .bind(unit_id.unwrap_or_default())
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(batch).collect()
}

/// Whether a unit has a batch that is not done.
pub async fn batch_is_open(conn: &mut Conn, unit_id: &str) -> Result<bool, Error> {
    let row = sqlx::query(
        "select count(*) as open from base_batch where unit_id = $1 and state in ('open', 'approved')",
    )
    .bind(unit_id)
    .fetch_one(conn)
    .await?;
    Ok(Reader::new("base_batch", &row).int("open")? > 0)
}

/// Forgets a batch whose file was not read to its end, with its lines.
pub async fn batch_discard(conn: &mut Conn, id: &str) -> Result<(), Error> {
    sqlx::query(
        "delete from base_line where batch_id in (select id from base_batch where id = $1 and state = 'loading')",
    )
    .bind(id)
    .execute(&mut *conn)
    .await?;
    sqlx::query("delete from base_batch where id = $1 and state = 'loading'").bind(id).execute(conn).await?;
    Ok(())
}

/// Batches of a unit that were begun before `before` and not read to their end.
pub async fn batches_left(conn: &mut Conn, unit_id: &str, before: Timestamp) -> Result<Vec<String>, Error> {
    let rows = sqlx::query(
        "select id from base_batch where unit_id = $1 and state = 'loading' and proposed_ms < $2 order by id",
    )
    .bind(unit_id)
    .bind(before.ms())
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Reader::new("base_batch", row).text("id")).collect()
}

/// Shows a batch to its workers; `false` when the unit has another one, or this one is shown already.
pub async fn batch_open(conn: &mut Conn, id: &str) -> Result<bool, Error> {
    let done = sqlx::query(
        "update base_batch set state = 'open', version = version + 1,
                lines = (select count(*) from base_line l where l.batch_id = base_batch.id)
          where id = $1 and state = 'loading'
            and not exists (select 1 from base_batch o
                             where o.unit_id = base_batch.unit_id and o.state in ('open', 'approved'))",
    )
    .bind(id)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Locks a batch that stands in this state, until the transaction ends; `false` when it does not.
pub async fn batch_lock(conn: &mut Conn, id: &str, state: BatchState) -> Result<bool, Error> {
    let done = sqlx::query("update base_batch set version = version + 1 where id = $1 and state = $2")
        .bind(id)
        .bind(state.code())
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Decides an open batch; `false` when it is decided, or when the decider proposed it.
pub async fn batch_decide(conn: &mut Conn, id: &str, approve: bool, by: Decider<'_>) -> Result<bool, Error> {
    let state = if approve { BatchState::Approved } else { BatchState::Refused };
    let done = sqlx::query(
        "update base_batch set state = $1, decided_by = $2, decided_index = $3, decided_ms = $4, version = version + 1
          where id = $5 and state = 'open' and proposed_index <> $3",
    )
    .bind(state.code())
    .bind(by.staff_id)
    .bind(by.id_index)
    .bind(by.at.ms())
    .bind(id)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Approved batches whose month has come, oldest first.
pub async fn batches_due(conn: &mut Conn, month: Month) -> Result<Vec<String>, Error> {
    let rows = sqlx::query(
        "select id from base_batch where state = 'approved' and effective <= $1 order by effective, id",
    )
    .bind(month.to_string())
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Reader::new("base_batch", row).text("id")).collect()
}

/// Notes that a batch has taken effect; `false` when some line has not.
pub async fn batch_finish(conn: &mut Conn, id: &str, now: Timestamp) -> Result<bool, Error> {
    let done = sqlx::query(
        "update base_batch set state = 'applied', applied_ms = $1, version = version + 1
          where id = $2 and state = 'approved'
            and not exists (select 1 from base_line l
                             where l.batch_id = $2 and l.outcome is null
                               and (l.settled is null or l.settled <> 'withdrawn'))",
    )
    .bind(now.ms())
    .bind(id)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Accounts by number, with their terms.
pub async fn accounts_find(conn: &mut Conn, numbers: &[&str]) -> Result<Vec<Present>, Error> {
    let rows = select_in(
        conn,
        "select account_no, unit_id, state, base_fen, unit_rate_bp, personal_rate_bp, unit_monthly_fen,
                personal_monthly_fen
           from account where account_no in ",
        "",
        &[],
        numbers,
    )
    .await?;
    rows.iter()
        .map(|row| {
            let row = Reader::new("account", row);
            Ok(Present {
                number: row.account_no("account_no")?,
                unit_id: row.maybe_text("unit_id")?,
                state: row.required("state", AccountState::from_code)?,
                terms: Terms {
                    base: row.fen("base_fen")?,
                    unit_rate: rate(&row, "unit_rate_bp")?,
                    personal_rate: rate(&row, "personal_rate_bp")?,
                    unit_monthly: row.fen("unit_monthly_fen")?,
                    personal_monthly: row.fen("personal_monthly_fen")?,
                },
            })
        })
        .collect()
}

pub async fn lines_insert(conn: &mut Conn, batch_id: &str, lines: &[NewLine]) -> Result<u64, Error> {
    Statement::new(
        "insert into base_line (batch_id, account_no, line_no, old_base_fen, old_unit_rate_bp,
             old_personal_rate_bp, old_unit_fen, old_personal_fen, base_fen, unit_rate_bp, personal_rate_bp,
             unit_fen, personal_fen) values ",
    )
    .run(conn, &[Value::Text(batch_id)], lines, |line| {
        let money = |fen: Fen| Value::Int(fen.get());
        let rate = |rate: ContributionRate| Value::Int(rate.bp().into());
        [
            Value::Text(line.account.as_str()),
            Value::Int(line.line_no as i64),
            money(line.old.base),
            rate(line.old.unit_rate),
            rate(line.old.personal_rate),
            money(line.old.unit_monthly),
            money(line.old.personal_monthly),
            money(line.new.base),
            rate(line.new.unit_rate),
            rate(line.new.personal_rate),
            money(line.new.unit_monthly),
            money(line.new.personal_monthly),
        ]
    })
    .await
}

macro_rules! select_line {
    ($tail:literal) => {
        concat!(
            "select l.batch_id, l.account_no, p.name as person_name, l.old_base_fen, l.old_unit_rate_bp,
                    l.old_personal_rate_bp, l.old_unit_fen, l.old_personal_fen, l.base_fen, l.unit_rate_bp,
                    l.personal_rate_bp, l.unit_fen, l.personal_fen, l.answer, l.reason, l.request_id, l.answered_ms,
                    l.answer_due, l.settled, l.note, l.outcome
               from base_line l
               join account a on a.account_no = l.account_no
               join person p on p.id = a.person_id ",
            $tail
        )
    };
}

pub async fn line_find(conn: &mut Conn, batch_id: &str, account: &AccountNo) -> Result<Option<Line>, Error> {
    let row = sqlx::query(select_line!("where l.batch_id = $1 and l.account_no = $2"))
        .bind(batch_id)
        .bind(account.as_str())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(line).transpose()
}

/// The latest line of an account whose batch its worker may see.
pub async fn line_find_latest(conn: &mut Conn, account: &AccountNo) -> Result<Option<Line>, Error> {
    let row = sqlx::query(select_line!(
        "join base_batch b on b.id = l.batch_id
         where l.account_no = $1 and b.state <> 'loading' order by b.proposed_ms desc, b.id desc limit 1"
    ))
    .bind(account.as_str())
    .fetch_optional(conn)
    .await?;
    row.as_ref().map(line).transpose()
}

/// The day by which a worker's answer is asked for, while it is.
pub async fn line_waits(conn: &mut Conn, account: &AccountNo) -> Result<Option<NaiveDate>, Error> {
    let row = sqlx::query(
        "select b.answer_by from base_line l join base_batch b on b.id = l.batch_id
          where l.account_no = $1 and l.answer is null and b.state = 'open'",
    )
    .bind(account.as_str())
    .fetch_optional(conn)
    .await?;
    row.as_ref().map(|row| Reader::new("base_batch", row).day("answer_by")).transpose()
}

/// Lines of a batch: objections first, then those without an answer, in the order of the accounts.
pub async fn line_list(conn: &mut Conn, batch_id: &str, limit: i64) -> Result<Vec<Line>, Error> {
    let rows = sqlx::query(select_line!(
        "where l.batch_id = $1
         order by case when l.answer = 'objected' then 0 when l.answer is null then 1 else 2 end, l.account_no limit $2"
    ))
    .bind(batch_id)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(line).collect()
}

/// Keeps a first answer, or takes an objection back by confirming; `false`, and nothing changes, otherwise.
pub async fn line_answer(conn: &mut Conn, said: &Said<'_>) -> Result<bool, Error> {
    let done = sqlx::query(
        "update base_line set answer = $1, reason = $2, answer_due = $3, request_id = $4, answered_ms = $5
          where batch_id = $6 and account_no = $7
            and (answer is null or (answer = 'objected' and settled is null and $1 = 'confirmed'))",
    )
    .bind(said.answer.code())
    .bind(said.reason)
    .bind(said.settle_by.map(|day| day.to_string()))
    .bind(said.request_id)
    .bind(said.at.ms())
    .bind(said.batch_id)
    .bind(said.account.as_str())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Settles an objection that is open; `false`, and nothing changes, when there is none.
pub async fn line_settle(conn: &mut Conn, settled: &Settled<'_>) -> Result<bool, Error> {
    let done = sqlx::query(
        "update base_line set settled = $1, note = $2, settled_by = $3, settled_ms = $4
          where batch_id = $5 and account_no = $6 and answer = 'objected' and settled is null",
    )
    .bind(settled.settlement.code())
    .bind(settled.note)
    .bind(settled.by)
    .bind(settled.at.ms())
    .bind(settled.batch_id)
    .bind(settled.account.as_str())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// True when an account of the batch is this person's own or the spouse's.
pub async fn holds_line(conn: &mut Conn, batch_id: &str, id_index: &str) -> Result<bool, Error> {
    let row = sqlx::query(
        "select count(*) as own
           from base_line l
           join account a on a.account_no = l.account_no
           join person p on p.id = a.person_id
           left join register_record r on r.person_id = p.id and r.fact = 'spouse'
          where l.batch_id = $1 and (p.id_index = $2 or r.value = $2)",
    )
    .bind(batch_id)
    .bind(id_index)
    .fetch_one(conn)
    .await?;
    Ok(Reader::new("base_line", &row).int("own")? > 0)
}

/// The next accounts of an approved batch that are still to be changed.
pub async fn lines_to_apply(conn: &mut Conn, batch_id: &str, limit: i64) -> Result<Vec<String>, Error> {
    let rows = sqlx::query(
        "select account_no from base_line
          where batch_id = $1 and outcome is null and (settled is null or settled <> 'withdrawn')
          order by account_no limit $2",
    )
    .bind(batch_id)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Reader::new("base_line", row).text("account_no")).collect()
}

/// Gives the accounts from `from` to `to` their new terms, as far as they are still open and with the unit; answers how
/// many. Every line is noted as applied or as skipped.
pub async fn lines_apply(conn: &mut Conn, batch_id: &str, from: &str, to: &str) -> Result<u64, Error> {
    let changed = sqlx::query(
        "update account set base_fen = l.base_fen, unit_rate_bp = l.unit_rate_bp,
                personal_rate_bp = l.personal_rate_bp, unit_monthly_fen = l.unit_fen,
                personal_monthly_fen = l.personal_fen, terms_from = b.effective, version = account.version + 1
           from base_line l join base_batch b on b.id = l.batch_id
          where l.batch_id = $1 and l.account_no between $2 and $3 and l.outcome is null
            and (l.settled is null or l.settled <> 'withdrawn')
            and account.account_no = l.account_no and account.unit_id = b.unit_id
            and account.state not in ('03', '04', '05')",
    )
    .bind(batch_id)
    .bind(from)
    .bind(to)
    .execute(&mut *conn)
    .await?;
    sqlx::query(
        "update base_line set outcome = case when exists (
                select 1 from account a join base_batch b on b.unit_id = a.unit_id
                 where a.account_no = base_line.account_no and b.id = $1 and a.state not in ('03', '04', '05'))
                then 'applied' else 'skipped' end
          where batch_id = $1 and account_no between $2 and $3 and outcome is null
            and (settled is null or settled <> 'withdrawn')",
    )
    .bind(batch_id)
    .bind(from)
    .bind(to)
    .execute(conn)
    .await?;
    Ok(changed.rows_affected())
}

/// Batches that took effect without every line, with an objection open, or by one person alone.
pub async fn batches_mismatched(conn: &mut Conn) -> Result<Vec<String>, Error> {
    let rows = sqlx::query(
        "select b.id from base_batch b
          where b.state in ('approved', 'applied')
            and (b.decided_index is null or b.decided_index = b.proposed_index
                 or b.lines <> (select count(*) from base_line l where l.batch_id = b.id)
                 or exists (select 1 from base_line l
                             where l.batch_id = b.id
                               and ((l.answer = 'objected' and l.settled is null)
                                    or (b.state = 'applied' and l.outcome is null
                                        and (l.settled is null or l.settled <> 'withdrawn')))))
          order by b.id",
    )
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Reader::new("base_batch", row).text("id")).collect()
}

fn batch(row: &sqlx::any::AnyRow) -> Result<Batch, Error> {
    let row = Reader::new("base_batch", row);
    Ok(Batch {
        id: row.text("id")?,
        unit_id: row.text("unit_id")?,
        unit_no: row.text("unit_account_no")?,
        unit_name: row.text("unit_name")?,
        year: i32::try_from(row.int("year")?).unwrap_or_default(),
        effective: row.required("effective", |text| Month::parse(text).ok())?,
        doc: row.text("doc")?,
        state: row.required("state", BatchState::from_code)?,
        answer_by: row.day("answer_by")?,
        proposed_by: row.text("proposed_by")?,
        proposed_index: row.text("proposed_index")?,
        proposed: row.time("proposed_ms")?,
        counts: Counts {
            lines: row.count("lines")?,
            confirmed: row.count("confirmed")?,
            objected: row.count("objected")?,
            open: row.count("unsettled")?,
            withdrawn: row.count("withdrawn")?,
            applied: row.count("applied")?,
        },
    })
}

fn line(row: &sqlx::any::AnyRow) -> Result<Line, Error> {
    let row = Reader::new("base_line", row);
    Ok(Line {
        batch_id: row.text("batch_id")?,
        account: row.account_no("account_no")?,
        person_name: row.text("person_name")?,
        old: Terms {
            base: row.fen("old_base_fen")?,
            unit_rate: rate(&row, "old_unit_rate_bp")?,
            personal_rate: rate(&row, "old_personal_rate_bp")?,
            unit_monthly: row.fen("old_unit_fen")?,
            personal_monthly: row.fen("old_personal_fen")?,
        },
        new: Terms {
            base: row.fen("base_fen")?,
            unit_rate: rate(&row, "unit_rate_bp")?,
            personal_rate: rate(&row, "personal_rate_bp")?,
            unit_monthly: row.fen("unit_fen")?,
            personal_monthly: row.fen("personal_fen")?,
        },
        answer: row.parsed("answer", Answer::from_code)?,
        reason: row.maybe_text("reason")?,
        request_id: row.maybe_text("request_id")?,
        answered: row.maybe_time("answered_ms")?,
        settle_by: row.maybe_day("answer_due")?,
        settled: row.parsed("settled", Settlement::from_code)?,
        note: row.maybe_text("note")?,
        is_applied: row.maybe_text("outcome")?.as_deref() == Some("applied"),
    })
}
