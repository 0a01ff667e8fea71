//! Many rows as one text, strung together by the database: the price of one more row of the driver is higher than all
//! that is done with it here (measured: a third of the time of a check of the books).

use crate::{Error, row::Reader};
use sqlx::any::AnyRow;

/// Stands between two rows; a query binds it and gives it to `string_agg`.
pub(crate) const BETWEEN_ROWS: char = '\u{1e}';
/// Stands between two fields; a query binds it and gives it to `concat_ws`.
pub(crate) const BETWEEN_FIELDS: char = '\u{1f}';

/// The rows of a table with keys from `from` to `to`, of the columns `rows` (how many) and `packed` (the text) of one row;
/// in no order, since no engine promises one.
pub(crate) fn unpack_row<T, const N: usize>(
    table: &'static str,
    [from, to]: [&str; 2],
    row: &AnyRow,
    read: impl Fn([&str; N]) -> Option<T>,
) -> Result<Vec<T>, Error> {
    let row = Reader::new(table, row);
    let rows = unpack(&row.text("packed")?, row.count("rows")? as usize, read);
    rows.ok_or_else(|| Error::Inconsistent {
        table,
        column: "one of its columns",
        key: format!("{from} to {to}"),
    })
}

/// The `count` rows of a text, each of `N` fields. `None` where a field cannot be read, and where the text does not
/// fall apart into as many rows and fields as there are: a separator that somebody wrote into a field brings that
/// about, since it can only add to their number.
pub(crate) fn unpack<T, const N: usize>(
    packed: &str,
    count: usize,
    read: impl Fn([&str; N]) -> Option<T>,
) -> Option<Vec<T>> {
    let mut rows = Vec::with_capacity(count);
    for row in packed.split(BETWEEN_ROWS).filter(|row| !row.is_empty()) {
        let (mut values, mut found) = ([""; N], 0);
        for field in row.split(BETWEEN_FIELDS) {
            *values.get_mut(found)? = field;
            found += 1;
        }
        (found == N).then_some(())?;
        rows.push(read(values)?);
    }
    (rows.len() == count).then_some(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_separator_within_a_field_is_found_by_the_numbers_of_rows_and_fields() {
        let read = |[name, place]: [&str; 2]| Some((name.to_owned(), place.to_owned()));
        let two = "a\u{1f}b\u{1e}c\u{1f}d";
        assert_eq!(unpack(two, 2, read), Some(vec![("a".into(), "b".into()), ("c".into(), "d".into())]));
        assert_eq!(unpack("a\u{1f}b\u{1f}c", 1, read), None);
        assert_eq!(unpack("a", 1, read), None);
        assert_eq!(unpack(two, 1, read), None);
        assert_eq!(unpack("", 0, read), Some(vec![]));
        assert_eq!(unpack::<(), 1>("a", 1, |_| None), None);
    }
}
