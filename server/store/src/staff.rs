//! Staff (工作人员) of the centre and their one role.

use crate::{Conn, Error, row::Reader};
use domain::Timestamp;

/// What a member of staff does. One role each: who reviews first never reviews second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// 柜员
    Counter,
    /// 初审
    FirstReviewer,
    /// 复核
    SecondReviewer,
}

impl Role {
    pub const ALL: [Role; 3] = [Role::Counter, Role::FirstReviewer, Role::SecondReviewer];

    /// As stored in `staff.role` and `session.role`.
    pub const fn code(self) -> &'static str {
        match self {
            Role::Counter => "counter",
            Role::FirstReviewer => "first_reviewer",
            Role::SecondReviewer => "second_reviewer",
        }
    }

    pub fn parse(code: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.code() == code)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staff {
    pub id: String,
    pub login: String,
    pub name: String,
    /// The keyed hash of the identity number, as in `person`: nobody handles an own case.
    pub id_index: String,
    pub role: Role,
    pub created: Timestamp,
}

/// Adds a member of staff; answers `false`, and changes nothing, when the login is taken.
pub async fn insert(conn: &mut Conn, staff: &Staff) -> Result<bool, Error> {
    let done = sqlx::query(
        "insert into staff (id, login, name, id_index, role, created_ms)
         values ($1, $2, $3, $4, $5, $6) on conflict (login) do nothing",
    )
    .bind(&staff.id)
    .bind(&staff.login)
    .bind(&staff.name)
    .bind(&staff.id_index)
    .bind(staff.role.code())
    .bind(staff.created.ms())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn find(conn: &mut Conn, id: &str) -> Result<Option<Staff>, Error> {
    let row = sqlx::query("select id, login, name, id_index, role, created_ms from staff where id = $1")
        .bind(id)
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(read).transpose()
}

pub async fn find_by_login(conn: &mut Conn, login: &str) -> Result<Option<Staff>, Error> {
    let row = sqlx::query("select id, login, name, id_index, role, created_ms from staff where login = $1")
        .bind(login)
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(read).transpose()
}

/// One who works or worked for the centre.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub staff: Staff,
    /// Has a password, and so may sign in.
    pub active: bool,
}

/// All of them, by login.
pub async fn list(conn: &mut Conn) -> Result<Vec<Listed>, Error> {
    let rows = sqlx::query(
        "select id, login, name, id_index, role, created_ms,
                case when exists (select 1 from credential c where c.subject_id = staff.id)
                     then 1 else 0 end as active
           from staff order by login",
    )
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| Ok(Listed { staff: read(row)?, active: Reader::new("staff", row).flag("active")? }))
        .collect()
}

fn read(row: &sqlx::any::AnyRow) -> Result<Staff, Error> {
    let row = Reader::new("staff", row);
    Ok(Staff {
        id: row.text("id")?,
        login: row.text("login")?,
        name: row.text("name")?,
        id_index: row.text("id_index")?,
        role: row.required("role", Role::parse)?,
        created: row.time("created_ms")?,
    })
}
