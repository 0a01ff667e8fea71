//! The day-end sheet: the sums that it compares, and its signatures.

use crate::{Conn, Error, receipt::ledger_row, row::Reader};
use chrono::NaiveDate;
use domain::{
    Fen, Timestamp, chart,
    day_end::{Signing, Step},
    receipt::LedgerRow,
};
use sqlx::any::AnyRow;

/// Rows of the ledger posted on a day, by number, at most `limit` after the number `after`.
pub async fn row_list(
    conn: &mut Conn,
    day: NaiveDate,
    after: i64,
    limit: i64,
) -> Result<Vec<LedgerRow>, Error> {
    let rows = sqlx::query(
        "select seq, debit_account, credit_account, amount_fen, kind, reserves_seq, reverses_seq, replaces_seq,
                business_code, contribution_month, unit_part_fen, personal_part_fen, case_id, batch_id, line_no, value_date,
                posted_on, recorded_ms
           from ledger_transfer where posted_on = $1 and seq > $2 order by seq limit $3",
    )
    .bind(day.to_string())
    .bind(after)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(ledger_row).collect()
}

/// How many rows a day has, and the number of the last: rows are only added, so both the same are the same rows.
pub async fn row_mark(conn: &mut Conn, day: NaiveDate) -> Result<(i64, i64), Error> {
    let row = sqlx::query(
        "select count(*) as rows, coalesce(max(seq), 0) as last from ledger_transfer where posted_on = $1",
    )
    .bind(day.to_string())
    .fetch_one(conn)
    .await?;
    let row = Reader::new("ledger_transfer", &row);
    Ok((row.int("rows")?, row.int("last")?))
}

/// The entries of a day, and what of them debits and credits accounts that there are.
pub async fn entry_sums(conn: &mut Conn, day: NaiveDate) -> Result<[Fen; 3], Error> {
    let row = sqlx::query(
        "select cast(coalesce(sum(t.amount_fen), 0) as bigint) as entries,
                cast(coalesce(sum(case when d.id is not null then t.amount_fen end), 0) as bigint) as debits,
                cast(coalesce(sum(case when c.id is not null then t.amount_fen end), 0) as bigint) as credits
           from ledger_transfer t
           left join ledger_account d on d.id = t.debit_account
           left join ledger_account c on c.id = t.credit_account
          where t.posted_on = $1 and t.kind in ('post', 'post_reserved')",
    )
    .bind(day.to_string())
    .fetch_one(conn)
    .await?;
    let row = Reader::new("ledger_transfer", &row);
    Ok([row.fen("entries")?, row.fen("debits")?, row.fen("credits")?])
}

/// What all members have at the end of a day: by the running totals of their accounts less what was posted since, and
/// by all rows up to the day. Rows of closed days are read as the sums that are kept of them, which `anju verify`
/// compares with the rows: all rows of a city are not read again each evening.
pub async fn member_sums(conn: &mut Conn, day: NaiveDate) -> Result<(Fen, Fen), Error> {
    let row = sqlx::query(
        "with effect as (
           select posted_on, (case when substr(credit_account, 1, 1) between '0' and '9' then amount_fen else 0 end)
                      - (case when substr(debit_account, 1, 1) between '0' and '9' then amount_fen else 0 end) as fen
             from ledger_transfer
            where seq > (select coalesce(max(last_seq), 0) from day_tally) and kind in ('post', 'post_reserved')
           union all
           select posted_on, (case when credit = $2 then amount_fen else 0 end)
                      - (case when debit = $2 then amount_fen else 0 end) as fen
             from day_sum)
         select cast((select coalesce(sum(posted_fen), 0) from ledger_account where class = 'member')
                - (select coalesce(sum(fen), 0) from effect where posted_on > $1) as bigint) as running,
                cast((select coalesce(sum(fen), 0) from effect where posted_on <= $1) as bigint) as from_rows",
    )
    .bind(day.to_string())
    .bind(chart::MEMBERS.id)
    .fetch_one(conn)
    .await?;
    let row = Reader::new("ledger_transfer", &row);
    Ok((row.fen("running")?, row.fen("from_rows")?))
}

/// What the accounts of all units and flexible contributors hold now, and what all members' places in the ledger hold.
pub async fn unit_sums(conn: &mut Conn) -> Result<(Fen, Fen), Error> {
    let row = sqlx::query(
        "select cast((select coalesce(sum(l.posted_fen), 0) from account a join ledger_account l on l.id = a.account_no
                  left join unit u on u.id = a.unit_id where a.unit_id is null or u.id is not null) as bigint) as units,
                cast((select coalesce(sum(posted_fen), 0) from ledger_account where class = 'member') as bigint)
                as members",
    )
    .fetch_one(conn)
    .await?;
    let row = Reader::new("account", &row);
    Ok((row.fen("units")?, row.fen("members")?))
}

/// Payouts that left the bank on a day by the books, and instructions that the bank credited between two moments.
pub async fn payout_counts(
    conn: &mut Conn,
    day: NaiveDate,
    from: Timestamp,
    until: Timestamp,
) -> Result<(i64, i64), Error> {
    let row = sqlx::query(
        "select (select count(*) from ledger_transfer where posted_on = $1 and kind = 'post' and case_id is not null
                    and debit_account = $2 and credit_account = $3) as books,
                (select count(*) from payout_leg where leg = 'credited' and at_ms >= $4 and at_ms < $5) as bank",
    )
    .bind(day.to_string())
    .bind(chart::PAYOUT_CLEARING.id)
    .bind(chart::BANK_DEPOSIT.id)
    .bind(from.ms())
    .bind(until.ms())
    .fetch_one(conn)
    .await?;
    let row = Reader::new("payout", &row);
    Ok((row.int("books")?, row.int("bank")?))
}

/// Payouts sent before a moment, not ended by another one, about which the bank was not asked since they last moved.
pub async fn payouts_not_asked(
    conn: &mut Conn,
    sent_before: Timestamp,
    now: Timestamp,
) -> Result<i64, Error> {
    let row = sqlx::query(
        "select count(*) as payouts from payout p
          where p.sent_ms < $1 and p.state in ('sent', 'accepted') and p.tries = 0
            and not exists (select 1 from payout_leg l where l.case_id = p.case_id
                               and l.leg in ('credited', 'returned') and l.at_ms < $2)",
    )
    .bind(sent_before.ms())
    .bind(now.ms())
    .fetch_one(conn)
    .await?;
    Reader::new("payout", &row).int("payouts")
}

/// Receipts that something is left of at the end of a day: id, day, and what is left by the rows. Money leaves in two
/// ways: by a use of the receipt, and into an account that a transfer from another city books, which has no use but a
/// row of the ledger of its own.
pub async fn suspense_list(conn: &mut Conn, day: NaiveDate) -> Result<Vec<(String, NaiveDate, Fen)>, Error> {
    let rows = sqlx::query(
        "select r.id as id, r.received_on as received_on, cast(sum(moved.fen) as bigint) as left_fen from (
           select c.id as receipt_id, c.amount_fen as fen
             from suspense_receipt c join ledger_transfer t on t.seq = c.seq where t.posted_on <= $1
           union all
           select u.receipt_id, -u.amount_fen
             from suspense_use u join ledger_transfer t on t.seq = u.seq
            where u.state = 'done' and t.posted_on <= $1
           union all
           select p.receipt_id, -p.amount_fen
             from city_transfer_proposal p join city_transfer x on x.id = p.transfer_id
             join ledger_transfer t on t.seq = x.seq
            where p.step = 'book' and p.state = 'done' and t.posted_on <= $1) as moved
             join suspense_receipt r on r.id = moved.receipt_id
          group by r.id, r.received_on having sum(moved.fen) <> 0 order by r.received_on, r.id",
    )
    .bind(day.to_string())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let row = Reader::new("suspense_receipt", row);
            Ok((row.text("id")?, row.day("received_on")?, row.fen("left_fen")?))
        })
        .collect()
}

/// A signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    pub staff_id: String,
    /// Keyed hash of the identity number.
    pub id_index: String,
    pub at: Timestamp,
}

/// A sheet as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub day: NaiveDate,
    pub hash: String,
    /// `domain::day_end::Sheet` as JSON.
    pub body: String,
    pub state: Signing,
    pub teller: Option<Signature>,
    pub first: Option<Signature>,
    pub second: Option<Signature>,
}

impl Kept {
    /// The signature of a step that stands.
    pub const fn of(&self, step: Step) -> Option<&Signature> {
        match step {
            Step::Teller => self.teller.as_ref(),
            Step::First => self.first.as_ref(),
            Step::Second => self.second.as_ref(),
        }
    }
}

macro_rules! select_sheet {
    ($tail:literal) => {
        concat!(
            "select day, hash, body, state, teller_by, teller_index, teller_ms, first_by, first_index, first_ms,
                    second_by, second_index, second_ms from day_sheet ",
            $tail
        )
    };
}

pub async fn find(conn: &mut Conn, day: NaiveDate) -> Result<Option<Kept>, Error> {
    let row = sqlx::query(select_sheet!("where day = $1")).bind(day.to_string()).fetch_optional(conn).await?;
    row.as_ref().map(kept).transpose()
}

/// Sheets signed to the end, after a day, oldest first.
pub async fn list_signed(conn: &mut Conn, after: NaiveDate, limit: i64) -> Result<Vec<Kept>, Error> {
    let sql = select_sheet!("where state = 'signed' and day > $1 order by day limit $2");
    sqlx::query(sql).bind(after.to_string()).bind(limit).fetch_all(conn).await?.iter().map(kept).collect()
}

/// Days between two days, both included, that are signed to the end: nothing is posted on them any more.
pub async fn days_signed(conn: &mut Conn, from: NaiveDate, to: NaiveDate) -> Result<Vec<NaiveDate>, Error> {
    let rows = sqlx::query(
        "select day from day_sheet where state = 'signed' and day between $1 and $2 order by day",
    )
    .bind(from.to_string())
    .bind(to.to_string())
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Reader::new("day_sheet", row).day("day")).collect()
}

/// The first day from `day` on that is signed to the end, or else that somebody has signed; and how far its signing is.
pub async fn day_signed_since(
    conn: &mut Conn,
    day: NaiveDate,
) -> Result<Option<(NaiveDate, Signing)>, Error> {
    let row = sqlx::query(
        "select day, state from day_sheet where day >= $1 and state <> 'drawn'
          order by case state when 'signed' then 0 else 1 end, day limit 1",
    )
    .bind(day.to_string())
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        let row = Reader::new("day_sheet", &row);
        Ok((row.day("day")?, row.required("state", Signing::from_code)?))
    })
    .transpose()
}

/// Keeps a sheet as it was drawn, as long as nobody has signed one of the day.
pub async fn draw(
    conn: &mut Conn,
    day: NaiveDate,
    hash: &str,
    body: &str,
    at: Timestamp,
) -> Result<bool, Error> {
    let done = sqlx::query(
        "insert into day_sheet (day, hash, body, state, drawn_ms) values ($1, $2, $3, 'drawn', $4)
         on conflict (day) do update set hash = excluded.hash, body = excluded.body, drawn_ms = excluded.drawn_ms
          where day_sheet.state = 'drawn'",
    )
    .bind(day.to_string())
    .bind(hash)
    .bind(body)
    .bind(at.ms())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The teller signs the sheet as it is drawn now; earlier signatures of the day are void. `false` when it is signed to
/// the end.
pub async fn sign_teller(
    conn: &mut Conn,
    day: NaiveDate,
    hash: &str,
    body: &str,
    by: &Signature,
) -> Result<bool, Error> {
    let done = sqlx::query(
        "insert into day_sheet (day, hash, body, state, drawn_ms, teller_by, teller_index, teller_ms)
         values ($1, $2, $3, 'teller', $4, $5, $6, $4)
         on conflict (day) do update set hash = excluded.hash, body = excluded.body, drawn_ms = excluded.drawn_ms,
             state = 'teller', teller_by = excluded.teller_by, teller_index = excluded.teller_index,
             teller_ms = excluded.teller_ms, first_by = null, first_index = null, first_ms = null
          where day_sheet.state <> 'signed'",
    )
    .bind(day.to_string())
    .bind(hash)
    .bind(body)
    .bind(by.at.ms())
    .bind(&by.staff_id)
    .bind(&by.id_index)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The first reviewer signs what the teller signed; `false` when that is another sheet, or the teller is the same person.
pub async fn sign_first(conn: &mut Conn, day: NaiveDate, hash: &str, by: &Signature) -> Result<bool, Error> {
    let done = sqlx::query(
        "update day_sheet set state = 'first', first_by = $1, first_index = $2, first_ms = $3
          where day = $4 and hash = $5 and state = 'teller' and teller_index <> $2",
    )
    .bind(&by.staff_id)
    .bind(&by.id_index)
    .bind(by.at.ms())
    .bind(day.to_string())
    .bind(hash)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The second reviewer signs what both signed; `false` when that is another sheet, or one of them is the same person.
pub async fn sign_second(conn: &mut Conn, day: NaiveDate, hash: &str, by: &Signature) -> Result<bool, Error> {
    let done = sqlx::query(
        "update day_sheet set state = 'signed', second_by = $1, second_index = $2, second_ms = $3
          where day = $4 and hash = $5 and state = 'first' and teller_index <> $2 and first_index <> $2",
    )
    .bind(&by.staff_id)
    .bind(&by.id_index)
    .bind(by.at.ms())
    .bind(day.to_string())
    .bind(hash)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes the last signature off a sheet that is not signed to the end; `false` when it is not of this step.
pub async fn unsign(conn: &mut Conn, day: NaiveDate, step: Step) -> Result<bool, Error> {
    let sql = match step {
        Step::Teller => {
            "update day_sheet set state = $2, teller_by = null, teller_index = null, teller_ms = null
              where day = $1 and state = $3"
        }
        Step::First => {
            "update day_sheet set state = $2, first_by = null, first_index = null, first_ms = null
              where day = $1 and state = $3"
        }
        Step::Second => return Ok(false),
    };
    let done = sqlx::query(sql)
        .bind(day.to_string())
        .bind(step.falls_to().code())
        .bind(step.leads_to().code())
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

fn kept(row: &AnyRow) -> Result<Kept, Error> {
    let row = Reader::new("day_sheet", row);
    let signature = |by: &'static str, index: &'static str, at: &'static str| {
        let (by, index, at) = (row.maybe_text(by)?, row.maybe_text(index)?, row.maybe_int(at)?);
        let parts = by.zip(index).zip(at);
        Ok::<_, Error>(parts.map(|((staff_id, id_index), at)| Signature {
            staff_id,
            id_index,
            at: Timestamp::from_ms(at),
        }))
    };
    Ok(Kept {
        day: row.day("day")?,
        hash: row.text("hash")?,
        body: row.text("body")?,
        state: row.required("state", Signing::from_code)?,
        teller: signature("teller_by", "teller_index", "teller_ms")?,
        first: signature("first_by", "first_index", "first_ms")?,
        second: signature("second_by", "second_index", "second_ms")?,
    })
}
