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

/// Runs `head VALUES (…),(…) tail` for all rows, in pieces. `shared` values are `$1…` in every row, placed by
/// the columns that are [`Cell::Shared`].
pub(crate) struct Statement {
    pub head: &'static str,
    pub tail: &'static str,
    pub cells: &'static [Cell],
}

/// What stands in one column of each row.
#[derive(Clone, Copy)]
pub(crate) enum Cell {
    /// The next value of the row.
    Own,
    /// A value that all rows share, counted from 0.
    Shared(usize),
    /// A text that is the same in every statement.
    Literal(&'static str),
}

impl Statement {
    /// Number of rows that the database says it changed.
    pub(crate) async fn run<'v, R>(
        &self,
        conn: &mut Conn,
        shared: &[Value<'v>],
        rows: &'v [R],
        values: impl Fn(&'v R, &mut Vec<Value<'v>>),
    ) -> Result<u64, Error> {
        let own = self.cells.iter().filter(|cell| matches!(cell, Cell::Own)).count();
        let marks = Marks::of(conn);
        let mut changed = 0;
        let mut buffer = Vec::with_capacity(ROWS * own);
        for piece in rows.chunks(ROWS) {
            buffer.clear();
            for row in piece {
                values(row, &mut buffer);
            }
            let mut arguments = AnyArguments::default();
            match marks {
                Marks::Numbered => {
                    for value in shared.iter().chain(&buffer) {
                        add(&mut arguments, value)?;
                    }
                }
                Marks::Bare => self.add_in_order(&mut arguments, shared, &buffer)?,
            }
            let sql = self.text(marks, shared.len(), piece.len());
            let query = sqlx::query_with(AssertSqlSafe(sql), arguments).persistent(piece.len() == ROWS);
            changed += query.execute(&mut *conn).await?.rows_affected();
        }
        Ok(changed)
    }

    /// Bare marks are bound as they stand: a shared value again in every row.
    fn add_in_order(
        &self,
        arguments: &mut AnyArguments,
        shared: &[Value<'_>],
        own: &[Value<'_>],
    ) -> Result<(), Error> {
        let mut own = own.iter().peekable();
        while own.peek().is_some() {
            for cell in self.cells {
                let value = match cell {
                    Cell::Own => own.next(),
                    Cell::Shared(index) => shared.get(*index),
                    Cell::Literal(_) => continue,
                };
                if let Some(value) = value {
                    add(arguments, value)?;
                }
            }
        }
        Ok(())
    }

    fn text(&self, marks: Marks, shared: usize, rows: usize) -> String {
        let mut sql = String::with_capacity(rows * self.cells.len() * 7 + 400);
        sql.push_str(self.head);
        let mut next = shared;
        for row in 0..rows {
            sql.push_str(if row == 0 { "(" } else { ",(" });
            for (at, cell) in self.cells.iter().enumerate() {
                if at > 0 {
                    sql.push(',');
                }
                match cell {
                    Cell::Own => {
                        next += 1;
                        marks.push(&mut sql, next);
                    }
                    Cell::Shared(index) => marks.push(&mut sql, index + 1),
                    Cell::Literal(text) => sql.push_str(text),
                }
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
        let statement = Statement {
            head: "insert into t values ",
            tail: " on conflict do nothing",
            cells: &[Cell::Own, Cell::Shared(0), Cell::Literal("'01'"), Cell::Own],
        };
        assert_eq!(
            statement.text(Marks::Bare, 1, 2),
            "insert into t values (?,?,'01',?),(?,?,'01',?) on conflict do nothing"
        );
        assert_eq!(
            statement.text(Marks::Numbered, 1, 2),
            "insert into t values ($2,$1,'01',$3),($4,$1,'01',$5) on conflict do nothing"
        );
    }
}
