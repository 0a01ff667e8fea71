//! Persons (自然人). The identity number is stored encrypted; a keyed hash of it finds the row.

use crate::{Conn, Error, row::Reader};
use chrono::NaiveDate;
use domain::{Timestamp, id_number::Sex};

/// One row of `person`. Sealing and indexing are done by the caller, who holds the keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: String,
    pub name: String,
    /// Keyed hash of the identity number, unique.
    pub id_index: String,
    pub id_sealed: String,
    /// Last four characters of the identity number.
    pub id_tail: String,
    pub birth_day: NaiveDate,
    pub sex: Sex,
    pub mobile_sealed: Option<String>,
    pub created: Timestamp,
}

/// Adds a person; answers `false`, and changes nothing, when the identity number is known already.
pub async fn insert(conn: &mut Conn, person: &Person) -> Result<bool, Error> {
    let done = sqlx::query(
        "insert into person (id, name, id_index, id_sealed, id_tail, birth_day, sex, mobile_sealed, created_ms)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (id_index) do nothing",
    )
    .bind(&person.id)
    .bind(&person.name)
    .bind(&person.id_index)
    .bind(&person.id_sealed)
    .bind(&person.id_tail)
    .bind(person.birth_day.to_string())
    .bind(sex_code(person.sex))
    .bind(person.mobile_sealed.as_deref())
    .bind(person.created.ms())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn find(conn: &mut Conn, id: &str) -> Result<Option<Person>, Error> {
    let row = sqlx::query(
        "select id, name, id_index, id_sealed, id_tail, birth_day, sex, mobile_sealed, created_ms
           from person where id = $1",
    )
    .bind(id)
    .fetch_optional(conn)
    .await?;
    row.as_ref().map(read).transpose()
}

/// The person whose identity number has this keyed hash.
pub async fn find_by_index(conn: &mut Conn, id_index: &str) -> Result<Option<Person>, Error> {
    let row = sqlx::query(
        "select id, name, id_index, id_sealed, id_tail, birth_day, sex, mobile_sealed, created_ms
           from person where id_index = $1",
    )
    .bind(id_index)
    .fetch_optional(conn)
    .await?;
    row.as_ref().map(read).transpose()
}

pub async fn set_mobile(conn: &mut Conn, id: &str, mobile_sealed: &str) -> Result<(), Error> {
    sqlx::query("update person set mobile_sealed = $2 where id = $1")
        .bind(id)
        .bind(mobile_sealed)
        .execute(conn)
        .await?;
    Ok(())
}

fn read(row: &sqlx::any::AnyRow) -> Result<Person, Error> {
    let row = Reader::new("person", row);
    Ok(Person {
        id: row.text("id")?,
        name: row.text("name")?,
        id_index: row.text("id_index")?,
        id_sealed: row.text("id_sealed")?,
        id_tail: row.text("id_tail")?,
        birth_day: row.day("birth_day")?,
        sex: row.required("sex", sex_of)?,
        mobile_sealed: row.maybe_text("mobile_sealed")?,
        created: row.time("created_ms")?,
    })
}

pub(crate) fn sex_code(sex: Sex) -> &'static str {
    match sex {
        Sex::Male => "male",
        Sex::Female => "female",
    }
}

fn sex_of(code: &str) -> Option<Sex> {
    match code {
        "male" => Some(Sex::Male),
        "female" => Some(Sex::Female),
        _ => None,
    }
}
