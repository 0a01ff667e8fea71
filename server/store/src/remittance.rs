//! Bulk reading and posting of remittance files. Every function works on one piece of a file inside the
//! import's transaction; the import holds [`lock`], so nothing else opens accounts for the same people.

use crate::{
    Conn, Engine, Error,
    bulk::{Statement, Value, select_in},
    person::{Person, sex_code},
    row::Reader,
};
use chrono::NaiveDate;
use domain::{
    AccountNo, AccountState, Fen, Month, Timestamp,
    account::{BackPayment, BackReason, PaidMonths},
};

/// Counts of one import, over the whole file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub lines: u64,
    pub posted: u64,
    pub rejected: u64,
    /// Money that this run posted.
    pub amount: Fen,
}

/// A person that the books know, with the account in use.
#[derive(Clone, Debug)]
pub struct KnownPerson {
    pub id_index: String,
    pub person_id: String,
    pub name: String,
    pub account: Option<KnownAccount>,
}

/// An account as the import needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownAccount {
    pub number: AccountNo,
    pub unit_id: Option<String>,
    pub state: AccountState,
    /// Is sealed, or will be once it is unfrozen.
    pub sealed: bool,
    pub months: PaidMonths,
}

/// A line that has sealed an account, or unsealed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealing {
    pub line_no: u64,
    pub account: AccountNo,
    pub sealed: bool,
    /// Of posting.
    pub day: NaiveDate,
}

#[derive(Clone, Debug)]
pub struct KnownUnit {
    pub id: String,
    pub number: String,
    pub credit_code: Option<String>,
}

#[derive(Clone, Debug)]
pub struct NewUnit {
    pub id: String,
    pub number: String,
    pub name: String,
    pub credit_code: Option<String>,
}

/// An account that a line opens; its terms follow with [`accounts_update`].
#[derive(Clone, Debug)]
pub struct OpenedAccount {
    pub number: AccountNo,
    pub person_id: String,
    pub unit_id: String,
    pub opened_on: NaiveDate,
}

/// What a piece of a file leaves an account with.
#[derive(Clone, Debug)]
pub struct AccountUpdate {
    pub number: AccountNo,
    /// The unit that pays from now on, where it is another one than before.
    pub unit_id: Option<String>,
    pub state: AccountState,
    pub sealed_on: Option<NaiveDate>,
    pub base: Fen,
    pub unit_rate_bp: u32,
    pub personal_rate_bp: u32,
    pub unit_monthly: Fen,
    pub personal_monthly: Fen,
    pub months: PaidMonths,
}

/// A contribution to post: the bank account is debited, the member's credited.
#[derive(Clone, Debug)]
pub struct Line {
    pub line_no: u64,
    pub account: AccountNo,
    pub business_code: &'static str,
    pub month: Month,
    pub unit_part: Fen,
    pub personal_part: Fen,
    pub total: Fen,
    pub posted_on: NaiveDate,
    /// The reversed contribution of the month in whose place this one stands.
    pub replaces: Option<i64>,
}

/// A regular contribution that stands in the books already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostedLine {
    pub account: String,
    pub month: Month,
    pub batch_id: Option<String>,
    pub line_no: Option<i64>,
    pub unit_part: Option<Fen>,
    pub personal_part: Option<Fen>,
}

/// A regular contribution that was reversed (冲正).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReversedLine {
    pub seq: i64,
    pub account: String,
    pub month: Month,
    pub batch_id: Option<String>,
    pub line_no: Option<i64>,
}

/// Months of an account that a back payment paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackPaid {
    pub account: String,
    /// The first month.
    pub from: Month,
    pub back: BackPayment,
}

/// Lets one import at a time change the books; taken first in each of its transactions.
///
/// An import reads accounts without a lock on their rows and writes months, state, unit and terms back. So
/// everyone else who changes one of these takes this lock too, before the account: on PostgreSQL the import
/// would write over it.
pub async fn lock(conn: &mut Conn, batch_id: &str) -> Result<(), Error> {
    sqlx::query("update remittance_lock set batch_id = $1 where id = 1").bind(batch_id).execute(conn).await?;
    Ok(())
}

/// Has PostgreSQL count its rows anew when the ledger has doubled since it last did; true when it was asked.
///
/// It plans by its last count, and its own recount comes up to a minute late: until then an import that fills an
/// empty ledger would read the whole of it for every piece, and slow down with every line. SQLite plans without
/// counts.
pub async fn recount_grown(conn: &mut Conn) -> Result<bool, Error> {
    if Engine::of(conn) == Engine::Sqlite {
        return Ok(false);
    }
    let row = sqlx::query(
        "select case when pg_relation_size(oid) > 2 * relpages::bigint * current_setting('block_size')::bigint
                     then 1 else 0 end::bigint as grown
           from pg_class where oid = 'ledger_transfer'::regclass",
    )
    .fetch_one(&mut *conn)
    .await?;
    let grown = Reader::new("pg_class", &row).int("grown")? == 1;
    if grown {
        sqlx::query("analyze ledger_transfer, ledger_account, account, person").execute(conn).await?;
    }
    Ok(grown)
}

/// Notes that a file is being taken in; false when this file was taken in to its end before.
pub async fn batch_start(conn: &mut Conn, id: &str, file_name: &str, now: Timestamp) -> Result<bool, Error> {
    sqlx::query(
        "insert into remittance_batch (id, file_name, started_ms) values ($1, $2, $3) on conflict (id) do nothing",
    )
    .bind(id)
    .bind(file_name)
    .bind(now.ms())
    .execute(&mut *conn)
    .await?;
    let row = sqlx::query("select finished_ms from remittance_batch where id = $1")
        .bind(id)
        .fetch_one(conn)
        .await?;
    Ok(Reader::new("remittance_batch", &row).maybe_int("finished_ms")?.is_none())
}

/// Adds to what the lines of a file have put into accounts, over all its runs.
pub async fn batch_add(conn: &mut Conn, id: &str, amount: Fen) -> Result<(), Error> {
    sqlx::query("update remittance_batch set posted_fen = posted_fen + $1 where id = $2")
        .bind(amount.get())
        .bind(id)
        .execute(conn)
        .await?;
    Ok(())
}

/// What the lines of a file have put into accounts, over all its runs.
pub async fn batch_posted(conn: &mut Conn, id: &str) -> Result<Fen, Error> {
    let row =
        sqlx::query("select posted_fen from remittance_batch where id = $1").bind(id).fetch_one(conn).await?;
    Reader::new("remittance_batch", &row).fen("posted_fen")
}

/// Notes that a file was taken in to its end. The counts of the first complete run stay.
pub async fn batch_finish(conn: &mut Conn, id: &str, counts: &Counts, now: Timestamp) -> Result<(), Error> {
    sqlx::query(
        "update remittance_batch set lines = $1, posted = $2, rejected = $3, amount_fen = $4, finished_ms = $5
          where id = $6 and finished_ms is null",
    )
    .bind(counts.lines as i64)
    .bind(counts.posted as i64)
    .bind(counts.rejected as i64)
    .bind(counts.amount.get())
    .bind(now.ms())
    .bind(id)
    .execute(conn)
    .await?;
    Ok(())
}

/// What [`KnownPerson`] holds, of a person `p` and an account `a`.
const KNOWN: &str = "p.id_index, p.id as person_id, p.name, a.account_no, a.unit_id, a.state, a.first_month, \
     a.paid_through, a.consecutive_months, a.total_months, case when a.sealed_on is null then 0 else 1 end as sealed";

/// People by the blind index of their identity number.
pub async fn people_find(conn: &mut Conn, indexes: &[&str]) -> Result<Vec<KnownPerson>, Error> {
    let rows = select_in(
        conn,
        &format!(
            "select {KNOWN} from person p left join account a on a.person_id = p.id where p.id_index in "
        ),
        "",
        &[],
        indexes,
    )
    .await?;
    rows.iter().map(|row| known_person(&Reader::new("person", row))).collect()
}

/// The people who hold these accounts, with all that they hold. The lines of a file mostly follow the numbers of
/// accounts, and these lie together; the hashes by which [`people_find`] goes lie anywhere.
pub async fn holders_find(conn: &mut Conn, numbers: &[&str]) -> Result<Vec<KnownPerson>, Error> {
    let rows = select_in(
        conn,
        &format!(
            "select {KNOWN} from account held join person p on p.id = held.person_id
               join account a on a.person_id = p.id where held.account_no in "
        ),
        "",
        &[],
        numbers,
    )
    .await?;
    rows.iter().map(|row| known_person(&Reader::new("account", row))).collect()
}

fn known_person(row: &Reader<'_>) -> Result<KnownPerson, Error> {
    let account = match row.maybe_text("account_no")? {
        Some(_) => Some(known_account(row)?),
        None => None,
    };
    Ok(KnownPerson {
        id_index: row.text("id_index")?,
        person_id: row.text("person_id")?,
        name: row.text("name")?,
        account,
    })
}

fn known_account(row: &Reader<'_>) -> Result<KnownAccount, Error> {
    let count = |column| u32::try_from(row.int(column).unwrap_or_default()).unwrap_or_default();
    Ok(KnownAccount {
        number: row.account_no("account_no")?,
        unit_id: row.maybe_text("unit_id")?,
        state: row.required("state", AccountState::from_code)?,
        sealed: row.flag("sealed")?,
        months: PaidMonths {
            first: row.month("first_month")?,
            through: row.month("paid_through")?,
            consecutive: count("consecutive_months"),
            total: count("total_months"),
        },
    })
}

pub async fn units_find(conn: &mut Conn, numbers: &[&str]) -> Result<Vec<KnownUnit>, Error> {
    let head = "select id, unit_account_no, credit_code from unit where unit_account_no in ";
    let rows = select_in(conn, head, "", &[], numbers).await?;
    rows.iter()
        .map(|row| {
            let row = Reader::new("unit", row);
            Ok(KnownUnit {
                id: row.text("id")?,
                number: row.text("unit_account_no")?,
                credit_code: row.maybe_text("credit_code")?,
            })
        })
        .collect()
}

/// Regular contributions of these accounts for months from `from` to `to`, reversed ones left out.
pub async fn posted_find(
    conn: &mut Conn,
    accounts: &[&str],
    from: Month,
    to: Month,
) -> Result<Vec<PostedLine>, Error> {
    let rows = select_in(
        conn,
        "select credit_account, contribution_month, batch_id, line_no, unit_part_fen, personal_part_fen
           from ledger_transfer t
          where business_code = '01' and kind = 'post' and contribution_month between $1 and $2
            and not exists (select 1 from ledger_transfer r where r.reverses_seq = t.seq)
            and credit_account in ",
        "",
        &[Value::Owned(from.to_string()), Value::Owned(to.to_string())],
        accounts,
    )
    .await?;
    rows.iter()
        .map(|row| {
            let row = Reader::new("ledger_transfer", row);
            Ok(PostedLine {
                account: row.text("credit_account")?,
                month: row.required("contribution_month", |text| Month::parse(text).ok())?,
                batch_id: row.maybe_text("batch_id")?,
                line_no: row.maybe_int("line_no")?,
                unit_part: row.maybe_int("unit_part_fen")?.map(Fen::new),
                personal_part: row.maybe_int("personal_part_fen")?.map(Fen::new),
            })
        })
        .collect()
}

/// Back payments of these accounts that pay for months: all but differences, reversed ones left out.
pub async fn back_paid_find(conn: &mut Conn, accounts: &[&str]) -> Result<Vec<BackPaid>, Error> {
    let rows = select_in(
        conn,
        "select t.credit_account, t.contribution_month, b.month_to, b.reason
           from ledger_transfer t join back_payment b on b.batch_id = t.batch_id and b.line_no = t.line_no
          where t.business_code = '02' and t.kind = 'post' and b.reason <> '02'
            and not exists (select 1 from ledger_transfer r where r.reverses_seq = t.seq)
            and t.credit_account in ",
        "",
        &[],
        accounts,
    )
    .await?;
    rows.iter()
        .map(|row| {
            let row = Reader::new("back_payment", row);
            Ok(BackPaid {
                account: row.text("credit_account")?,
                from: row.required("contribution_month", |text| Month::parse(text).ok())?,
                back: BackPayment {
                    reason: row.required("reason", BackReason::from_code)?,
                    through: row.required("month_to", |text| Month::parse(text).ok())?,
                },
            })
        })
        .collect()
}

/// Regular contributions of these accounts that were reversed, whatever the month.
pub async fn reversed_find(conn: &mut Conn, accounts: &[&str]) -> Result<Vec<ReversedLine>, Error> {
    let rows = select_in(
        conn,
        "select t.seq, t.credit_account, t.contribution_month, t.batch_id, t.line_no
           from ledger_transfer r join ledger_transfer t on t.seq = r.reverses_seq
          where r.reverses_seq is not null and t.business_code = '01' and r.debit_account in ",
        " order by t.seq",
        &[],
        accounts,
    )
    .await?;
    rows.iter()
        .map(|row| {
            let row = Reader::new("ledger_transfer", row);
            Ok(ReversedLine {
                seq: row.int("seq")?,
                account: row.text("credit_account")?,
                month: row.required("contribution_month", |text| Month::parse(text).ok())?,
                batch_id: row.maybe_text("batch_id")?,
                line_no: row.maybe_int("line_no")?,
            })
        })
        .collect()
}

/// Line numbers between `from` and `to` that this batch has posted as back payments.
pub async fn back_payments_find(
    conn: &mut Conn,
    batch_id: &str,
    from: u64,
    to: u64,
) -> Result<Vec<u64>, Error> {
    let rows = sqlx::query(
        "select line_no from ledger_transfer
          where batch_id = $1 and business_code <> '01' and line_no between $2 and $3",
    )
    .bind(batch_id)
    .bind(from as i64)
    .bind(to as i64)
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Ok(Reader::new("ledger_transfer", row).int("line_no")? as u64)).collect()
}

/// Every month for which an account has a regular contribution that stands.
pub async fn months_paid(conn: &mut Conn, account: &AccountNo) -> Result<Vec<Month>, Error> {
    let rows = sqlx::query(
        "select contribution_month from ledger_transfer t
          where credit_account = $1 and business_code = '01' and kind = 'post'
            and not exists (select 1 from ledger_transfer r where r.reverses_seq = t.seq)",
    )
    .bind(account.as_str())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            Reader::new("ledger_transfer", row).required("contribution_month", |text| Month::parse(text).ok())
        })
        .collect()
}

pub async fn units_insert(conn: &mut Conn, units: &[NewUnit], now: Timestamp) -> Result<u64, Error> {
    Statement::new("insert into unit (created_ms, id, unit_account_no, name, credit_code) values ")
        .run(conn, &[Value::Int(now.ms())], units, |unit| {
            [
                Value::Text(&unit.id),
                Value::Text(&unit.number),
                Value::Text(&unit.name),
                Value::MaybeText(unit.credit_code.as_deref()),
            ]
        })
        .await
}

/// Adds people of whom the books know nothing yet.
pub async fn people_insert(conn: &mut Conn, people: &[Person]) -> Result<u64, Error> {
    Statement::new(
        "insert into person (id, name, id_index, id_sealed, id_tail, birth_day, sex, mobile_sealed,
             created_ms) values ",
    )
    .run(conn, &[], people, |person| {
        [
            Value::Text(&person.id),
            Value::Text(&person.name),
            Value::Text(&person.id_index),
            Value::Text(&person.id_sealed),
            Value::Text(&person.id_tail),
            Value::Owned(person.birth_day.to_string()),
            Value::Text(sex_code(person.sex)),
            Value::MaybeText(person.mobile_sealed.as_deref()),
            Value::Int(person.created.ms()),
        ]
    })
    .await
}

/// Opens accounts and their places in the ledger.
pub async fn accounts_insert(conn: &mut Conn, accounts: &[OpenedAccount]) -> Result<u64, Error> {
    Statement::new("insert into ledger_account (class, id) values ")
        .constants("'member'")
        .run(conn, &[], accounts, |account| [Value::Text(account.number.as_str())])
        .await?;
    Statement::new(
        "insert into account (kind, state, base_fen, unit_rate_bp, personal_rate_bp, unit_monthly_fen,
             personal_monthly_fen, account_no, person_id, unit_id, opened_on) values ",
    )
    .constants("'unit','01',0,0,0,0,0")
    .run(conn, &[], accounts, |account| {
        [
            Value::Text(account.number.as_str()),
            Value::Text(&account.person_id),
            Value::Text(&account.unit_id),
            Value::Owned(account.opened_on.to_string()),
        ]
    })
    .await
}

/// Writes the transfers. A line or month that stands in the books already breaks a unique index and with it
/// the whole piece: the import has looked before.
pub async fn lines_insert(
    conn: &mut Conn,
    bank: &str,
    batch_id: &str,
    recorded: Timestamp,
    lines: &[Line],
) -> Result<u64, Error> {
    Statement::new(
        "insert into ledger_transfer (debit_account, batch_id, recorded_ms, kind, credit_account, amount_fen,
             business_code, contribution_month, unit_part_fen, personal_part_fen, line_no, value_date,
             posted_on, replaces_seq) values ",
    )
    .constants("'post'")
    .run(conn, &[Value::Text(bank), Value::Text(batch_id), Value::Int(recorded.ms())], lines, |line| {
        let day = line.posted_on.to_string();
        [
            Value::Text(line.account.as_str()),
            Value::Int(line.total.get()),
            Value::Text(line.business_code),
            Value::Owned(line.month.to_string()),
            Value::Int(line.unit_part.get()),
            Value::Int(line.personal_part.get()),
            Value::Int(line.line_no as i64),
            Value::Owned(day.clone()),
            Value::Owned(day),
            Value::Int(line.replaces.unwrap_or(0)),
        ]
    })
    .await
}

/// Notes what lines say of back payments: number, reason and last month.
pub async fn back_payments_insert(
    conn: &mut Conn,
    batch_id: &str,
    lines: &[(u64, BackPayment)],
) -> Result<u64, Error> {
    Statement::new("insert into back_payment (batch_id, line_no, month_to, reason) values ")
        .run(conn, &[Value::Text(batch_id)], lines, |(line, back)| {
            [
                Value::Int(*line as i64),
                Value::Owned(back.through.to_string()),
                Value::Text(back.reason.code()),
            ]
        })
        .await
}

/// Notes which lines have sealed and unsealed.
pub async fn sealings_insert(
    conn: &mut Conn,
    batch_id: &str,
    now: Timestamp,
    sealings: &[Sealing],
) -> Result<u64, Error> {
    Statement::new(
        "insert into remittance_sealing (batch_id, noted_ms, line_no, account_no, sealed, day) values ",
    )
    .run(conn, &[Value::Text(batch_id), Value::Int(now.ms())], sealings, |one| {
        [
            Value::Int(one.line_no as i64),
            Value::Text(one.account.as_str()),
            Value::Int(one.sealed.into()),
            Value::Owned(one.day.to_string()),
        ]
    })
    .await
}

/// Notes which credit of the bank a file is taken in for; `false`, and nothing changes, when the file or the serial is
/// known.
pub async fn received_insert(
    conn: &mut Conn,
    batch_id: &str,
    reference: &str,
    now: Timestamp,
) -> Result<bool, Error> {
    let done = sqlx::query(
        "insert into remittance_received (batch_id, reference, noted_ms) values ($1, $2, $3)
         on conflict do nothing",
    )
    .bind(batch_id)
    .bind(reference)
    .bind(now.ms())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The file that a serial of the bank stands for.
pub async fn received_batch(conn: &mut Conn, reference: &str) -> Result<Option<String>, Error> {
    let row = sqlx::query("select batch_id from remittance_received where reference = $1")
        .bind(reference)
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(|row| Reader::new("remittance_received", row).text("batch_id")).transpose()
}

/// The serial of the bank that stands for a file.
pub async fn received_reference(conn: &mut Conn, batch_id: &str) -> Result<Option<String>, Error> {
    let row = sqlx::query("select reference from remittance_received where batch_id = $1")
        .bind(batch_id)
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(|row| Reader::new("remittance_received", row).text("reference")).transpose()
}

/// Adds to the running totals: members' in the order of their numbers, the bank's last (letters sort after
/// digits), as the ledger's lock order asks.
pub async fn totals_add(conn: &mut Conn, bank: &str, credits: &[(AccountNo, Fen)]) -> Result<(), Error> {
    let changed = Statement::new(
        "update ledger_account set posted_fen = posted_fen + v.column2, version = version + 1 from (values ",
    )
    .tail(") as v where id = v.column1")
    .run(conn, &[], credits, |(account, amount)| [Value::Text(account.as_str()), Value::Int(amount.get())])
    .await?;
    let total = Fen::sum(credits.iter().map(|(_, amount)| *amount)).ok_or(Error::NotEnough)?;
    let bank_changed = sqlx::query(
        "update ledger_account set posted_fen = posted_fen - $1, version = version + 1 where id = $2",
    )
    .bind(total.get())
    .bind(bank)
    .execute(conn)
    .await?;
    if changed == credits.len() as u64 && bank_changed.rows_affected() == 1 {
        Ok(())
    } else {
        Err(Error::NotEnough)
    }
}

/// Leaves accounts with the terms, state and months of their latest lines. Terms of an adjustment stay when the
/// latest month is older than they are.
pub async fn accounts_update(conn: &mut Conn, updates: &[AccountUpdate]) -> Result<u64, Error> {
    let moved: Vec<(&AccountNo, &str)> =
        updates.iter().filter_map(|update| Some((&update.number, update.unit_id.as_deref()?))).collect();
    // On its own: SQLite writes the index of units anew for every row whose unit is set, changed or not, and its
    // pages lie anywhere. An import into 500,000 accounts spent most of its writes on that.
    Statement::new("update account set unit_id = v.column2 from (values ")
        .tail(") as v where account_no = v.column1")
        .run(conn, &[], &moved, |(number, unit)| [Value::Text(number.as_str()), Value::Text(unit)])
        .await?;
    Statement::new(
        "update account set state = v.column2, sealed_on = v.column3,
              base_fen = case when terms_from > v.column10 then base_fen else v.column4 end,
              unit_rate_bp = case when terms_from > v.column10 then unit_rate_bp else v.column5 end,
              personal_rate_bp = case when terms_from > v.column10 then personal_rate_bp else v.column6 end,
              unit_monthly_fen = case when terms_from > v.column10 then unit_monthly_fen else v.column7 end,
              personal_monthly_fen =
                  case when terms_from > v.column10 then personal_monthly_fen else v.column8 end,
              first_month = v.column9,
              paid_through = v.column10, consecutive_months = v.column11, total_months = v.column12,
              version = version + 1
            from (values ",
    )
    .tail(") as v where account_no = v.column1")
    .run(conn, &[], updates, |update| {
        let month = |month: Option<Month>| Value::MaybeOwned(month.map(|month| month.to_string()));
        [
            Value::Text(update.number.as_str()),
            Value::Text(update.state.code()),
            Value::MaybeOwned(update.sealed_on.map(|day| day.to_string())),
            Value::Int(update.base.get()),
            Value::Int(i64::from(update.unit_rate_bp)),
            Value::Int(i64::from(update.personal_rate_bp)),
            Value::Int(update.unit_monthly.get()),
            Value::Int(update.personal_monthly.get()),
            month(update.months.first),
            month(update.months.through),
            Value::Int(i64::from(update.months.consecutive)),
            Value::Int(i64::from(update.months.total)),
        ]
    })
    .await
}
