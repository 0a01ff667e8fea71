//! Agreements of flexible contributors (灵活就业缴存协议) and what happened to them.

use crate::{Conn, Error, row::Reader};
use domain::{
    AccountNo, Fen, Timestamp,
    flex::{FlexState, Occupation, Product},
};

/// One agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// The request id of the registration.
    pub id: String,
    pub person_id: String,
    pub account: AccountNo,
    pub state: FlexState,
    pub product: Product,
    /// Of one debit.
    pub amount: Fen,
    pub occupation: Occupation,
    /// Rules under which it was signed: `huzhou.flex@1`.
    pub policy_version: String,
    /// Version, hash and language of the words that were signed.
    pub agreement_version: String,
    pub agreement_hash: String,
    pub agreement_lang: String,
    pub missed_in_row: u32,
    pub signed: Timestamp,
}

/// Something that happened; the rows never change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub agreement_id: String,
    pub debit_id: Option<String>,
    /// `signed`, `active`, `debit_sent`, `debit_short`, …
    pub kind: String,
    pub at: Timestamp,
}

/// Takes the next serial of a branch. The row stays locked until the transaction ends, so that two openings
/// never get the same.
pub async fn serial_take(conn: &mut Conn, branch: u8) -> Result<u32, Error> {
    let row = sqlx::query(
        "insert into account_serial (branch, serial) values ($1, 1)
         on conflict (branch) do update set serial = account_serial.serial + 1 returning serial",
    )
    .bind(i64::from(branch))
    .fetch_one(conn)
    .await?;
    Reader::new("account_serial", &row).count("serial")
}

pub async fn agreement_insert(conn: &mut Conn, new: &Agreement) -> Result<(), Error> {
    sqlx::query(
        "insert into flex_agreement (id, person_id, account_no, state, product, amount_fen, occupation,
             policy_version, agreement_version, agreement_hash, agreement_lang, missed_in_row, signed_ms)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(&new.id)
    .bind(&new.person_id)
    .bind(new.account.as_str())
    .bind(new.state.code())
    .bind(new.product.code())
    .bind(new.amount.get())
    .bind(new.occupation.code())
    .bind(&new.policy_version)
    .bind(&new.agreement_version)
    .bind(&new.agreement_hash)
    .bind(&new.agreement_lang)
    .bind(i64::from(new.missed_in_row))
    .bind(new.signed.ms())
    .execute(conn)
    .await?;
    Ok(())
}

macro_rules! select_agreement {
    ($tail:literal) => {
        concat!(
            "select id, person_id, account_no, state, product, amount_fen, occupation, policy_version,
                    agreement_version, agreement_hash, agreement_lang, missed_in_row, signed_ms
               from flex_agreement ",
            $tail
        )
    };
}

pub async fn agreement_find(conn: &mut Conn, id: &str) -> Result<Option<Agreement>, Error> {
    let row = sqlx::query(select_agreement!("where id = $1")).bind(id).fetch_optional(conn).await?;
    row.as_ref().map(agreement).transpose()
}

/// The agreement of a person that is in force, else the one signed last.
pub async fn agreement_find_of_person(conn: &mut Conn, person_id: &str) -> Result<Option<Agreement>, Error> {
    let row = sqlx::query(select_agreement!(
        "where person_id = $1
         order by case when state = 'exited' then 1 else 0 end, signed_ms desc, id limit 1"
    ))
    .bind(person_id)
    .fetch_optional(conn)
    .await?;
    row.as_ref().map(agreement).transpose()
}

/// Moves an agreement from the state it was read in; `false` when someone else moved it meanwhile.
pub async fn agreement_move(
    conn: &mut Conn,
    id: &str,
    from: FlexState,
    to: FlexState,
    missed_in_row: u32,
) -> Result<bool, Error> {
    let updated =
        sqlx::query("update flex_agreement set state = $3, missed_in_row = $4 where id = $1 and state = $2")
            .bind(id)
            .bind(from.code())
            .bind(to.code())
            .bind(i64::from(missed_in_row))
            .execute(conn)
            .await?;
    Ok(updated.rows_affected() == 1)
}

pub async fn event_append(conn: &mut Conn, event: &Event) -> Result<(), Error> {
    sqlx::query("insert into flex_event (agreement_id, debit_id, kind, at_ms) values ($1, $2, $3, $4)")
        .bind(&event.agreement_id)
        .bind(event.debit_id.as_deref())
        .bind(&event.kind)
        .bind(event.at.ms())
        .execute(conn)
        .await?;
    Ok(())
}

/// Everything that happened to an agreement, oldest first.
pub async fn event_list(conn: &mut Conn, agreement_id: &str) -> Result<Vec<Event>, Error> {
    let rows = sqlx::query(
        "select agreement_id, debit_id, kind, at_ms from flex_event where agreement_id = $1 order by seq",
    )
    .bind(agreement_id)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let row = Reader::new("flex_event", row);
            Ok(Event {
                agreement_id: row.text("agreement_id")?,
                debit_id: row.maybe_text("debit_id")?,
                kind: row.text("kind")?,
                at: row.time("at_ms")?,
            })
        })
        .collect()
}

fn agreement(row: &sqlx::any::AnyRow) -> Result<Agreement, Error> {
    let row = Reader::new("flex_agreement", row);
    Ok(Agreement {
        id: row.text("id")?,
        person_id: row.text("person_id")?,
        account: row.account_no("account_no")?,
        state: row.required("state", FlexState::from_code)?,
        product: row.required("product", Product::from_code)?,
        amount: row.fen("amount_fen")?,
        occupation: row.required("occupation", Occupation::from_code)?,
        policy_version: row.text("policy_version")?,
        agreement_version: row.text("agreement_version")?,
        agreement_hash: row.text("agreement_hash")?,
        agreement_lang: row.text("agreement_lang")?,
        missed_in_row: row.count("missed_in_row")?,
        signed: row.time("signed_ms")?,
    })
}
