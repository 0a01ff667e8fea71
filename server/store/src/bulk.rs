//! Statements over many rows at once: one round trip and one parse for hundreds of lines.

use crate::{Conn, Engine, Error};
use sqlx::{
    Arguments, AssertSqlSafe,
    any::{AnyArguments, AnyRow},
};

/// How parameters are written. SQLite keeps a list of the names of `$1` and `?1` and searches it from its
/// beginning at every parse and every binding, which grows with the square of their number, while
/// a bare `?` has no name. PostgreSQL knows only `$1`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Marks {
    Bare,
    Numbered,
}

impl Marks {
    fn of(conn: &Conn) -> Marks {
        match Engine::of(conn) {
            Engine::Sqlite => Marks::Bare,
            Engine::Postgres => Marks::Numbered,
        }
    }

    fn push(self, sql: &mut String, number: usize) {
        use std::fmt::Write;
        // Writing to a String cannot fail.
        let _ = match self {
            Marks::Bare => sql.write_char('?'),
            Marks::Numbered => write!(sql, "${number}"),
        };
    }
}

/// Rows per statement. Statements of this size are prepared once and kept; SQLite allows 32,766 parameters.
const ROWS: usize = 250;

/// One value of a row.
pub(crate) enum Value<'v> {
    Int(i64),
    Text(&'v str),
    Owned(String),
    MaybeText(Option<&'v str>),
    MaybeOwned(Option<String>),
}

/// Runs `head (…),(…) tail` for all rows, in pieces. Each row is the values that all of them share, then the
/// constants, then its own values: the head names the columns in this order.
pub(crate) struct Statement {
    head: &'static str,
    constants: &'static str,
    tail: &'static str,
}

impl Statement {
    /// `insert into … values ` and the like.
    pub(crate) const fn new(head: &'static str) -> Statement {
        Statement { head, constants: "", tail: "" }
    }

    /// SQL that is the same in every row: `'post','09'`.
    pub(crate) const fn constants(self, constants: &'static str) -> Statement {
        Statement { constants, ..self }
    }

    /// What follows the last row.
    pub(crate) const fn tail(self, tail: &'static str) -> Statement {
        Statement { tail, ..self }
    }

    /// Number of rows that the database says it changed.
    pub(crate) async fn run<'v, R, const N: usize>(
        &self,
        conn: &mut Conn,
        shared: &[Value<'v>],
        rows: &'v [R],
        values: impl Fn(&'v R) -> [Value<'v>; N],
    ) -> Result<u64, Error> {
        let marks = Marks::of(conn);
        let mut changed = 0;
        for piece in rows.chunks(ROWS) {
            let mut arguments = AnyArguments::default();
            for (at, row) in piece.iter().enumerate() {
                // A numbered mark can stand in every row and is bound once; a bare one is bound wherever it stands.
                if at == 0 || marks == Marks::Bare {
                    shared.iter().try_for_each(|value| add(&mut arguments, value))?;
                }
                values(row).iter().try_for_each(|value| add(&mut arguments, value))?;
            }
            let sql = self.text(marks, shared.len(), N, piece.len());
            let query = sqlx::query_with(AssertSqlSafe(sql), arguments).persistent(piece.len() == ROWS);
            changed += query.execute(&mut *conn).await?.rows_affected();
        }
        Ok(changed)
    }

    fn text(&self, marks: Marks, shared: usize, own: usize, rows: usize) -> String {
        let mut sql = String::with_capacity(rows * ((shared + own) * 7 + self.constants.len()) + 400);
        sql.push_str(self.head);
        for row in 0..rows {
            sql.push_str(if row == 0 { "(" } else { ",(" });
            for number in 1..=shared {
                marks.push(&mut sql, number);
                sql.push(',');
            }
            if !self.constants.is_empty() {
                sql.push_str(self.constants);
                sql.push(',');
            }
            for number in 1..=own {
                if number > 1 {
                    sql.push(',');
                }
                marks.push(&mut sql, shared + row * own + number);
            }
            sql.push(')');
        }
        sql.push_str(self.tail);
        sql
    }
}

/// All rows of `head IN (…) tail` over many keys, in pieces.
pub(crate) async fn select_in(
    conn: &mut Conn,
    head: &str,
    tail: &str,
    shared: &[Value<'_>],
    keys: &[&str],
) -> Result<Vec<AnyRow>, Error> {
    let marks = Marks::of(conn);
    let mut head = head.to_owned();
    if marks == Marks::Bare {
        for number in 1..=shared.len() {
            head = head.replacen(&format!("${number}"), "?", 1);
        }
    }
    let mut found = Vec::new();
    for piece in keys.chunks(ROWS) {
        let mut sql = String::with_capacity(head.len() + tail.len() + piece.len() * 6);
        sql.push_str(&head);
        let mut arguments = AnyArguments::default();
        for value in shared {
            add(&mut arguments, value)?;
        }
        for (at, key) in piece.iter().enumerate() {
            sql.push_str(if at == 0 { "(" } else { "," });
            marks.push(&mut sql, shared.len() + at + 1);
            add(&mut arguments, &Value::Text(key))?;
        }
        sql.push(')');
        sql.push_str(tail);
        let query = sqlx::query_with(AssertSqlSafe(sql), arguments).persistent(piece.len() == ROWS);
        found.extend(query.fetch_all(&mut *conn).await?);
    }
    Ok(found)
}

fn add(arguments: &mut AnyArguments, value: &Value<'_>) -> Result<(), Error> {
    let added = match value {
        Value::Int(int) => arguments.add(*int),
        Value::Text(text) => arguments.add((*text).to_owned()),
        Value::Owned(text) => arguments.add(text.clone()),
        Value::MaybeText(text) => arguments.add(text.map(str::to_owned)),
        Value::MaybeOwned(text) => arguments.add(text.clone()),
    };
    added.map_err(|error| Error::Database(sqlx::Error::Encode(error)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_numbered_after_the_shared_ones() {
        let statement =
            Statement::new("insert into t values ").constants("'01'").tail(" on conflict do nothing");
        assert_eq!(
            statement.text(Marks::Bare, 1, 2, 2),
            "insert into t values (?,'01',?,?),(?,'01',?,?) on conflict do nothing"
        );
        assert_eq!(
            statement.text(Marks::Numbered, 1, 2, 2),
            "insert into t values ($1,'01',$2,$3),($1,'01',$4,$5) on conflict do nothing"
        );
        assert_eq!(Statement::new("values ").text(Marks::Numbered, 0, 2, 2), "values ($1,$2),($3,$4)");
    }
}
