//! Deferrals (缓缴) and lower rates of units, and for which months of which accounts they hold.

use crate::{
    Conn, Error,
    bulk::select_in,
    proposal::{Decider, decide, decided, decision},
    row::Reader,
};
use domain::{
    AccountNo, ContributionRate, Month, Timestamp,
    deferral::{Asked, Relief, Span},
    two_people::ProposalState,
};

/// What a unit has asked for, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deferral {
    pub id: String,
    pub unit_id: String,
    pub unit_no: String,
    pub unit_name: String,
    pub asked: Asked,
    /// The resolution of the staff congress or union.
    pub consent: String,
    /// The committee's approval, once it is granted.
    pub approval: Option<String>,
    pub state: ProposalState,
    pub proposed_by: String,
    pub proposed_index: String,
    pub proposed: Timestamp,
}

/// Months of an account that are deferred.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeferredSpan {
    pub account: String,
    pub span: Span,
}

/// Adds a proposal; `false`, and nothing changes, when its id is known or the unit has one that waits.
pub async fn insert(conn: &mut Conn, new: &Deferral) -> Result<bool, Error> {
    let rates = match new.asked.relief {
        Relief::Deferred => None,
        Relief::Reduced { unit_rate, personal_rate } => Some((unit_rate.bp(), personal_rate.bp())),
    };
    let done = sqlx::query(
        "insert into deferral (id, unit_id, kind, first_month, last_month, unit_rate_bp, personal_rate_bp, consent,
             state, proposed_by, proposed_index, proposed_ms)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'proposed', $9, $10, $11) on conflict do nothing",
    )
    .bind(&new.id)
    .bind(&new.unit_id)
    .bind(new.asked.relief.code())
    .bind(new.asked.span.first.to_string())
    .bind(new.asked.span.last.to_string())
    .bind(rates.map(|rates| i64::from(rates.0)))
    .bind(rates.map(|rates| i64::from(rates.1)))
    .bind(&new.consent)
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
            "select d.id, d.unit_id, u.unit_account_no, u.name as unit_name, d.kind, d.first_month, d.last_month,
                    d.unit_rate_bp, d.personal_rate_bp, d.consent, d.approval, d.state, d.proposed_by,
                    d.proposed_index, d.proposed_ms
               from deferral d join unit u on u.id = d.unit_id ",
            $tail
        )
    };
}

pub async fn find(conn: &mut Conn, id: &str) -> Result<Option<Deferral>, Error> {
    let row = sqlx::query(select!("where d.id = $1")).bind(id).fetch_optional(conn).await?;
    row.as_ref().map(read).transpose()
}

/// Those of one unit or of all, the latest months first.
pub async fn list(conn: &mut Conn, unit_id: Option<&str>, limit: i64) -> Result<Vec<Deferral>, Error> {
    let sql = select!("where $1 = '' or d.unit_id = $1 order by d.first_month desc, d.id desc limit $2");
    let rows = sqlx::query(sql).bind(unit_id.unwrap_or_default()).bind(limit).fetch_all(conn).await?;
    rows.iter().map(read).collect()
}

/// What waits for a decision, oldest first.
pub async fn list_open(conn: &mut Conn, limit: i64) -> Result<Vec<Deferral>, Error> {
    let sql = select!("where d.state = 'proposed' order by d.proposed_ms, d.id limit $1");
    sqlx::query(sql).bind(limit).fetch_all(conn).await?.iter().map(read).collect()
}

/// What these units were granted, the earliest months first.
pub async fn granted_find(conn: &mut Conn, unit_ids: &[&str]) -> Result<Vec<Deferral>, Error> {
    let head = select!("where d.state = 'done' and d.unit_id in ");
    let rows = select_in(conn, head, " order by d.first_month", &[], unit_ids).await?;
    rows.iter().map(read).collect()
}

/// What holds or will hold for an account from a month on, the earliest first.
pub async fn granted_of(conn: &mut Conn, account: &AccountNo, from: Month) -> Result<Vec<Deferral>, Error> {
    let sql = select!(
        "join deferral_account a on a.deferral_id = d.id
         where a.account_no = $1 and a.month_to >= $2 order by a.month_from"
    );
    let rows = sqlx::query(sql).bind(account.as_str()).bind(from.to_string()).fetch_all(conn).await?;
    rows.iter().map(read).collect()
}

/// Whether the unit was granted any of these months already.
pub async fn overlaps(conn: &mut Conn, unit_id: &str, span: Span) -> Result<bool, Error> {
    let row = sqlx::query(
        "select count(*) as granted from deferral
          where unit_id = $1 and state = 'done' and first_month <= $3 and last_month >= $2",
    )
    .bind(unit_id)
    .bind(span.first.to_string())
    .bind(span.last.to_string())
    .fetch_one(conn)
    .await?;
    Ok(Reader::new("deferral", &row).int("granted")? > 0)
}

/// Whether a person, or the person's spouse, holds an account of the unit.
pub async fn holds_account(conn: &mut Conn, unit_id: &str, id_index: &str) -> Result<bool, Error> {
    let row = sqlx::query(
        "select count(*) as held from account a join person p on p.id = a.person_id
           left join register_record r on r.person_id = p.id and r.fact = 'spouse'
          where a.unit_id = $1 and (p.id_index = $2 or r.value = $2)",
    )
    .bind(unit_id)
    .bind(id_index)
    .fetch_one(conn)
    .await?;
    Ok(Reader::new("account", &row).int("held")? > 0)
}

/// Decides a proposal that nobody has decided: granted with the committee's approval, or refused. `false` when it is
/// decided, or when the decider proposed it.
pub async fn decide(
    conn: &mut Conn,
    id: &str,
    approval: Option<&str>,
    by: Decider<'_>,
) -> Result<bool, Error> {
    let sql = decide!("deferral" set ", approval = $6" where "");
    decided(conn, decision(sql, id, approval.is_some(), by).bind(approval)).await
}

/// Lets a granted one hold for every account of its unit that is not closed; answers how many.
pub async fn accounts_join(conn: &mut Conn, id: &str) -> Result<u64, Error> {
    let done = sqlx::query(
        "insert into deferral_account (account_no, deferral_id, month_from, month_to)
         select a.account_no, d.id, d.first_month, d.last_month
           from deferral d join account a on a.unit_id = d.unit_id
          where d.id = $1 and d.state = 'done' and a.state not in ('03', '04', '05')
         on conflict do nothing",
    )
    .bind(id)
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// An account has come to a unit: what the unit was granted holds for it from this month on.
pub async fn account_join(
    conn: &mut Conn,
    account: &AccountNo,
    unit_id: &str,
    from: Month,
) -> Result<(), Error> {
    sqlx::query(
        "insert into deferral_account (account_no, deferral_id, month_from, month_to)
         select $1, id, case when first_month > $3 then first_month else $3 end, last_month
           from deferral where unit_id = $2 and state = 'done' and last_month >= $3
         on conflict do nothing",
    )
    .bind(account.as_str())
    .bind(unit_id)
    .bind(from.to_string())
    .execute(conn)
    .await?;
    Ok(())
}

/// The last month of an account that a back payment which stands repays as deferred.
pub async fn repaid_through(conn: &mut Conn, account: &AccountNo) -> Result<Option<Month>, Error> {
    let row = sqlx::query(
        "select coalesce(max(b.month_to), '') as through
           from ledger_transfer t join back_payment b on b.batch_id = t.batch_id and b.line_no = t.line_no
          where t.credit_account = $1 and t.business_code = '02' and t.kind = 'post' and b.reason = '03'
            and not exists (select 1 from ledger_transfer r where r.reverses_seq = t.seq)",
    )
    .bind(account.as_str())
    .fetch_one(conn)
    .await?;
    Ok(Month::parse(&Reader::new("back_payment", &row).text("through")?).ok())
}

/// An account leaves its unit: from this month on nothing of what the unit was granted holds for it.
pub async fn account_leave(conn: &mut Conn, account: &AccountNo, from: Month) -> Result<(), Error> {
    sqlx::query("delete from deferral_account where account_no = $1 and month_from >= $2")
        .bind(account.as_str())
        .bind(from.to_string())
        .execute(&mut *conn)
        .await?;
    sqlx::query("update deferral_account set month_to = $3 where account_no = $1 and month_to >= $2")
        .bind(account.as_str())
        .bind(from.to_string())
        .bind(from.plus(-1).to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// The deferred months of these accounts, as spans.
pub async fn deferred_find(conn: &mut Conn, accounts: &[&str]) -> Result<Vec<DeferredSpan>, Error> {
    let rows = select_in(
        conn,
        "select a.account_no, a.month_from, a.month_to
           from deferral_account a join deferral d on d.id = a.deferral_id
          where d.state = 'done' and d.kind = 'deferred' and a.account_no in ",
        "",
        &[],
        accounts,
    )
    .await?;
    rows.iter()
        .map(|row| {
            let row = Reader::new("deferral_account", row);
            let month = |column| row.required(column, |text| Month::parse(text).ok());
            let span = Span { first: month("month_from")?, last: month("month_to")? };
            Ok(DeferredSpan { account: row.text("account_no")?, span })
        })
        .collect()
}

/// The lowest rate that any unit was ever granted.
pub async fn lowest_rate(conn: &mut Conn) -> Result<Option<ContributionRate>, Error> {
    let row = sqlx::query(
        "select min(case when unit_rate_bp < personal_rate_bp then unit_rate_bp else personal_rate_bp end) as lowest
           from deferral where state = 'done' and kind = 'reduced'",
    )
    .fetch_one(conn)
    .await?;
    let lowest = Reader::new("deferral", &row).maybe_count("lowest")?;
    Ok(lowest.map(ContributionRate::from_bp))
}

/// Rows of the ledger that repay a deferral which two people have not granted for the account and all their months.
pub async fn repaid_ungranted(conn: &mut Conn) -> Result<Vec<i64>, Error> {
    let rows = sqlx::query(
        "select t.seq
           from ledger_transfer t join back_payment b on b.batch_id = t.batch_id and b.line_no = t.line_no
          where t.business_code = '02' and t.kind = 'post' and b.reason = '03'
            and not exists (select 1 from ledger_transfer r where r.reverses_seq = t.seq)
            and not exists (select 1 from deferral_account a join deferral d on d.id = a.deferral_id
                             where a.account_no = t.credit_account and d.state = 'done' and d.kind = 'deferred'
                               and a.month_from <= t.contribution_month and a.month_to >= b.month_to)
          order by t.seq + 0",
    )
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Reader::new("ledger_transfer", row).int("seq")).collect()
}

fn read(row: &sqlx::any::AnyRow) -> Result<Deferral, Error> {
    let row = Reader::new("deferral", row);
    let month = |column| row.required(column, |text| Month::parse(text).ok());
    let rate = |column| Ok::<_, Error>(row.maybe_count(column)?.map(ContributionRate::from_bp));
    let relief = match (rate("unit_rate_bp")?, rate("personal_rate_bp")?) {
        (Some(unit_rate), Some(personal_rate)) => Relief::Reduced { unit_rate, personal_rate },
        _ => Relief::Deferred,
    };
    Ok(Deferral {
        id: row.text("id")?,
        unit_id: row.text("unit_id")?,
        unit_no: row.text("unit_account_no")?,
        unit_name: row.text("unit_name")?,
        asked: Asked { relief, span: Span { first: month("first_month")?, last: month("last_month")? } },
        consent: row.text("consent")?,
        approval: row.maybe_text("approval")?,
        state: row.required("state", ProposalState::from_code)?,
        proposed_by: row.text("proposed_by")?,
        proposed_index: row.text("proposed_index")?,
        proposed: row.time("proposed_ms")?,
    })
}
