//! How accounts end: proposals, what was done, and the account after it.

mod application;

pub use application::{
    Application, application_end, application_find, application_find_by_number, application_insert,
    application_list_of_person, application_list_open,
};

use crate::{
    Conn, Error,
    proposal::{Decider, decide, decided, decision},
    row::Reader,
};
use chrono::NaiveDate;
use domain::{
    AccountNo, AccountState, Fen, Timestamp,
    closing::{ClosingReason, Ending, UnderWay},
    two_people::ProposalState,
};

/// Whom the money is paid to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payee {
    pub name: String,
    /// Number of the card or the bank account, encrypted.
    pub sealed: String,
    /// Its last four digits.
    pub tail: String,
    /// Code of the bank.
    pub bank: String,
}

/// A closing, proposed or decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closing {
    pub id: String,
    pub account: AccountNo,
    /// Keyed hash of the holder's identity number.
    pub holder_index: String,
    pub ending: Ending,
    /// None for a merge.
    pub payee: Option<Payee>,
    /// What it rests on.
    pub basis: String,
    pub state: ProposalState,
    pub proposed_by: String,
    pub proposed_index: String,
    pub proposed: Timestamp,
    pub done: Option<Done>,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// What stood in the account before the interest to date.
    pub principal: Fen,
    pub interest: Fen,
    pub closed_on: NaiveDate,
    /// The row that took everything out; none when there was nothing.
    pub seq: Option<i64>,
    /// The case whose order pays it.
    pub case_id: Option<String>,
    /// The bank returned the money and the account is sealed again.
    pub reopened: Option<Timestamp>,
}

/// Adds a proposal; `false`, and nothing changes, when its id is known or the account has one.
pub async fn insert(conn: &mut Conn, new: &Closing) -> Result<bool, Error> {
    let (mut reason, mut target, mut transfer) = (None, None, None);
    match &new.ending {
        Ending::Withdrawn(of) => reason = Some(of.code()),
        Ending::Merged(into) => target = Some(into.as_str()),
        Ending::Transferred(id) => transfer = Some(id.as_str()),
    }
    let payee = new.payee.as_ref();
    let done = sqlx::query(
        "insert into account_closing (id, account_no, holder_index, kind, reason, target_no, transfer_id, payee,
             card_sealed, card_tail, bank, basis, state, proposed_by, proposed_index, proposed_ms)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'proposed', $13, $14, $15)
         on conflict do nothing",
    )
    .bind(&new.id)
    .bind(new.account.as_str())
    .bind(&new.holder_index)
    .bind(new.ending.code())
    .bind(reason)
    .bind(target)
    .bind(transfer)
    .bind(payee.map(|payee| payee.name.as_str()))
    .bind(payee.map(|payee| payee.sealed.as_str()))
    .bind(payee.map(|payee| payee.tail.as_str()))
    .bind(payee.map(|payee| payee.bank.as_str()))
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
            "select id, account_no, holder_index, kind, reason, target_no, transfer_id, payee, card_sealed, card_tail,
                    bank, basis, state, proposed_by, proposed_index, proposed_ms, principal_fen, interest_fen,
                    closed_on, seq, case_id, reopened_ms from account_closing ",
            $tail
        )
    };
}

pub async fn find(conn: &mut Conn, id: &str) -> Result<Option<Closing>, Error> {
    let row = sqlx::query(select!("where id = $1")).bind(id).fetch_optional(conn).await?;
    row.as_ref().map(closing).transpose()
}

/// The closing whose money a case pays out.
pub async fn find_of_case(conn: &mut Conn, case_id: &str) -> Result<Option<Closing>, Error> {
    let row = sqlx::query(select!("where case_id = $1")).bind(case_id).fetch_optional(conn).await?;
    row.as_ref().map(closing).transpose()
}

/// What waits for a decision, oldest first.
pub async fn list_open(conn: &mut Conn, limit: i64) -> Result<Vec<Closing>, Error> {
    let sql = select!("where state = 'proposed' order by proposed_ms, id limit $1");
    sqlx::query(sql).bind(limit).fetch_all(conn).await?.iter().map(closing).collect()
}

/// Decides a proposal that nobody has decided: done as it was done, or refused. `false` when it is decided, or when
/// the decider proposed it or holds the account.
pub async fn decide(conn: &mut Conn, id: &str, done: Option<&Done>, by: Decider<'_>) -> Result<bool, Error> {
    let sql = decide!("account_closing"
        set ", principal_fen = $6, interest_fen = $7, closed_on = $8, seq = $9, case_id = $10"
        where " and holder_index <> $3");
    let decision = decision(sql, id, done.is_some(), by)
        .bind(done.map(|done| done.principal.get()))
        .bind(done.map(|done| done.interest.get()))
        .bind(done.map(|done| done.closed_on.to_string()))
        .bind(done.and_then(|done| done.seq))
        .bind(done.and_then(|done| done.case_id.as_deref()));
    decided(conn, decision).await
}

/// Closes an account that still stands as `from`; the day of its sealing stays.
pub async fn account_close(
    conn: &mut Conn,
    account: &AccountNo,
    from: AccountState,
    to: AccountState,
) -> Result<bool, Error> {
    let updated = sqlx::query(
        "update account set state = $1, version = version + 1 where account_no = $2 and state = $3",
    )
    .bind(to.code())
    .bind(account.as_str())
    .bind(from.code())
    .execute(conn)
    .await?;
    Ok(updated.rows_affected() == 1)
}

/// Undoes the closing that a case paid: the account is sealed again, as of the day on which it was, else of `today`.
/// `false` when no standing closing belongs to the case.
pub async fn reopen(conn: &mut Conn, case_id: &str, now: Timestamp) -> Result<bool, Error> {
    let row = sqlx::query(
        "update account_closing set reopened_ms = $1
          where case_id = $2 and state = 'done' and reopened_ms is null returning account_no",
    )
    .bind(now.ms())
    .bind(case_id)
    .fetch_optional(&mut *conn)
    .await?;
    let Some(row) = row else { return Ok(false) };
    let account = Reader::new("account_closing", &row).text("account_no")?;
    let updated = sqlx::query(
        "update account set state = '02', sealed_on = coalesce(sealed_on, $1), version = version + 1
          where account_no = $2 and state in ('03', '04', '05')",
    )
    .bind(now.day().to_string())
    .bind(account)
    .execute(conn)
    .await?;
    Ok(updated.rows_affected() == 1)
}

/// What is under way about an account.
pub async fn under_way(conn: &mut Conn, account: &AccountNo) -> Result<UnderWay, Error> {
    let row = sqlx::query(
        "select (select count(*) from withdrawal_case where account_no = $1 and state = 'approved') as payments,
                (select count(*) from withdrawal_case
                  where account_no = $1 and state in ('first_review', 'second_review', 'supplement')) as reviews,
                (select count(*) from correction where account_no = $1 and state = 'proposed')
                  + (select count(*) from account_act where account_no = $1 and state = 'proposed')
                  + (select count(*) from suspense_use where account_no = $1 and state = 'proposed') as proposals,
                (select count(*) from debit d join flex_agreement f on f.id = d.agreement_id
                  where f.account_no = $1 and d.state in ('due', 'sent', 'short')) as debits,
                (select count(*) from flex_agreement where account_no = $1 and state <> 'exited') as agreements,
                (select count(*) from account a join unit u on u.id = a.unit_id
                        join suspense_receipt r on r.payer in (u.unit_account_no, u.name)
                  where a.account_no = $1 and r.open_fen > 0) as suspense,
                (select count(*) from city_transfer
                  where account_no = $1 and direction = 'in' and due_by is not null) as arriving,
                (select count(*) from city_transfer
                  where account_no = $1 and direction = 'out' and due_by is not null) as leaving",
    )
    .bind(account.as_str())
    .fetch_one(conn)
    .await?;
    let row = Reader::new("account_closing", &row);
    let count = |column| Ok::<_, Error>(u32::try_from(row.int(column)?).unwrap_or(u32::MAX));
    Ok(UnderWay {
        payments: count("payments")?,
        reviews: count("reviews")?,
        proposals: count("proposals")?,
        debits: count("debits")?,
        agreements: count("agreements")?,
        suspense: count("suspense")?,
        arriving: count("arriving")?,
        leaving: count("leaving")?,
    })
}

/// Accounts whose state contradicts their closings: closed without one that stands, or open with one.
pub async fn states_mismatched(conn: &mut Conn) -> Result<Vec<String>, Error> {
    let rows = sqlx::query(
        "select a.account_no from account a
           left join account_closing c on c.account_no = a.account_no and c.state = 'done' and c.reopened_ms is null
          where case when a.state in ('03', '04', '05') then a.state else '' end
                <> case c.kind when 'merged' then '03' when 'transferred' then '04' when 'withdrawn' then '05' else '' end
          order by a.account_no",
    )
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Reader::new("account", row).text("account_no")).collect()
}

/// Closings whose row did not take out principal and interest, whole, to where they say; and those whose money came
/// back without the account, or the account without the money.
pub async fn payouts_mismatched(conn: &mut Conn, clearing: &str) -> Result<Vec<String>, Error> {
    let rows = sqlx::query(
        "select c.account_no from account_closing c
           left join ledger_transfer t on t.seq = c.seq
           left join withdrawal_case w on w.id = c.case_id
          where c.state = 'done' and (
                c.principal_fen + c.interest_fen <> coalesce(t.amount_fen, 0)
             or t.seq is not null and (t.debit_account <> c.account_no
                or t.credit_account <> coalesce(c.target_no, $1)
                or t.business_code <> case c.kind when 'merged' then '06' when 'transferred' then '07' else '12' end)
             or (t.seq is not null and c.kind <> 'merged') <> (w.id is not null)
             or w.id is not null and (w.state = 'pay_failed') <> (c.reopened_ms is not null))
          order by c.account_no",
    )
    .bind(clearing)
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Reader::new("account_closing", row).text("account_no")).collect()
}

fn closing(row: &sqlx::any::AnyRow) -> Result<Closing, Error> {
    let row = Reader::new("account_closing", row);
    let ending = match row.text("kind")?.as_str() {
        "merged" => Ending::Merged(row.account_no("target_no")?),
        "transferred" => Ending::Transferred(row.required("transfer_id", |text| Some(text.to_owned()))?),
        _ => Ending::Withdrawn(row.required("reason", ClosingReason::from_code)?),
    };
    let payee = match row.maybe_text("card_sealed")? {
        Some(sealed) => Some(Payee {
            name: row.maybe_text("payee")?.unwrap_or_default(),
            sealed,
            tail: row.maybe_text("card_tail")?.unwrap_or_default(),
            bank: row.maybe_text("bank")?.unwrap_or_default(),
        }),
        None => None,
    };
    let state = row.required("state", ProposalState::from_code)?;
    Ok(Closing {
        id: row.text("id")?,
        account: row.account_no("account_no")?,
        holder_index: row.text("holder_index")?,
        ending,
        payee,
        basis: row.text("basis")?,
        state,
        proposed_by: row.text("proposed_by")?,
        proposed_index: row.text("proposed_index")?,
        proposed: row.time("proposed_ms")?,
        done: if state == ProposalState::Done { Some(done(&row)?) } else { None },
    })
}

fn done(row: &Reader<'_>) -> Result<Done, Error> {
    Ok(Done {
        principal: row.fen("principal_fen")?,
        interest: row.fen("interest_fen")?,
        closed_on: row.day("closed_on")?,
        seq: row.maybe_int("seq")?,
        case_id: row.maybe_text("case_id")?,
        reopened: row.maybe_time("reopened_ms")?,
    })
}
