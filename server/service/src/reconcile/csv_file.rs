//! A statement as CSV. The header is [`HEADER`]; `kind` is `opening` in the first row, `closing` in the last and
//! `line` between them; `amount` is yuan with at most two decimals, negative for money that left our account; `date` is
//! the value date of a line and the statement's day of a balance. Balances leave `serial` and what follows it empty.

use super::file::{LINES_MAX, Unreadable, one_line};
use chrono::NaiveDate;
use domain::{
    Fen,
    reconcile::{Line, Statement},
};

pub const HEADER: [&str; 7] = ["account", "kind", "date", "serial", "amount", "reference", "counterparty"];

pub(super) fn read(text: &str) -> Result<Statement, Unreadable> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|_| Unreadable::Header)?;
    if header.iter().map(str::trim).ne(HEADER) {
        return Err(Unreadable::Header);
    }
    let mut rows = Vec::new();
    for (at, record) in reader.into_records().enumerate() {
        // Lines are counted with the header.
        let line = u32::try_from(at + 2).map_err(|_| Unreadable::TooManyLines)?;
        if at > LINES_MAX + 2 {
            return Err(Unreadable::TooManyLines);
        }
        let record = record.map_err(|_| Unreadable::Field { line, name: "line" })?;
        rows.push(row(line, &record)?);
    }
    statement(rows)
}

struct Row {
    line: u32,
    account: String,
    kind: String,
    date: NaiveDate,
    serial: String,
    amount: Fen,
    reference: String,
    counterparty: String,
}

fn row(line: u32, record: &csv::StringRecord) -> Result<Row, Unreadable> {
    if record.len() != HEADER.len() {
        return Err(Unreadable::Field { line, name: "line" });
    }
    let cell = |at: usize| one_line(record.get(at).unwrap_or_default(), line, HEADER[at]);
    let date = cell(2)?;
    Ok(Row {
        line,
        account: cell(0)?,
        kind: cell(1)?,
        date: date.parse().map_err(|_| Unreadable::Field { line, name: HEADER[2] })?,
        serial: cell(3)?,
        amount: signed(&cell(4)?).ok_or(Unreadable::Field { line, name: HEADER[4] })?,
        reference: cell(5)?,
        counterparty: cell(6)?,
    })
}

/// Yuan with an optional minus.
fn signed(text: &str) -> Option<Fen> {
    match text.strip_prefix('-') {
        Some(rest) => Fen::parse(rest).ok().map(|amount| Fen::new(-amount.get())),
        None => Fen::parse(text).ok(),
    }
}

fn statement(rows: Vec<Row>) -> Result<Statement, Unreadable> {
    let [opening, lines @ .., closing] = &rows[..] else { return Err(Unreadable::NoBalance) };
    if opening.kind != "opening" || closing.kind != "closing" {
        return Err(Unreadable::NoBalance);
    }
    let day = closing.date;
    let same = |row: &Row| match (row.date == day, row.account == closing.account) {
        (true, true) => Ok(()),
        (false, _) => Err(Unreadable::Field { line: row.line, name: "date" }),
        (_, false) => Err(Unreadable::Field { line: row.line, name: "account" }),
    };
    same(opening)?;
    let lines =
        lines.iter().enumerate().map(|(at, row)| movement(at, row, closing)).collect::<Result<_, _>>()?;
    let (account, opening, closing) = (closing.account.clone(), opening.amount, closing.amount);
    Ok(Statement { day, account, opening, closing, lines })
}

fn movement(at: usize, row: &Row, closing: &Row) -> Result<Line, Unreadable> {
    let wrong = |name| Err(Unreadable::Field { line: row.line, name });
    if row.kind != "line" {
        return wrong("kind");
    }
    if row.account != closing.account {
        return wrong("account");
    }
    if row.serial.is_empty() {
        return wrong("serial");
    }
    if row.amount.is_zero() {
        return wrong("amount");
    }
    Ok(Line {
        day: closing.date,
        no: at as u32 + 1,
        serial: row.serial.clone(),
        value_date: row.date,
        amount: row.amount,
        reference: row.reference.clone(),
        counterparty: row.counterparty.clone(),
        duplicate: false,
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::file::parse_text;
    use super::*;

    pub const TWO_LINES: &str = "account,kind,date,serial,amount,reference,counterparty\n\
        35001,opening,2026-11-20,,100.00,,\n\
        35001,line,2026-11-20,B1,18000.00,,泉州刺桐纺织有限公司\n\
        35001,line,2026-11-20,B2,-1500.00,0190-aa,\"林秀芳\"\n\
        35001,closing,2026-11-20,,16600.00,,\n";

    #[test]
    fn a_statement_is_read_whole() {
        let statement = parse_text(TWO_LINES).unwrap();
        assert_eq!((statement.account.as_str(), statement.day.to_string()), ("35001", "2026-11-20".into()));
        assert!(statement.adds_up());
        let amounts: Vec<i64> = statement.lines.iter().map(|line| line.amount.get()).collect();
        assert_eq!(amounts, [1_800_000, -150_000]);
        assert_eq!((statement.lines[1].reference.as_str(), statement.lines[1].no), ("0190-aa", 2));
    }

    #[test]
    fn what_is_not_understood_is_named() {
        let with = |from: &str, to: &str| parse_text(&TWO_LINES.replacen(from, to, 1)).unwrap_err();
        let field = |line, name| Unreadable::Field { line, name };
        assert_eq!(with("opening", "line"), Unreadable::NoBalance);
        assert_eq!(with("B1", ""), field(3, "serial"));
        assert_eq!(with("18000.00", "1e9"), field(3, "amount"));
        assert_eq!(with("18000.00", "0"), field(3, "amount"));
        assert_eq!(with("-1500.00", "--1500"), field(4, "amount"));
        assert_eq!(with("35001,line", "35002,line"), field(3, "account"));
        assert_eq!(with("2026-11-20,B1", "2026-02-30,B1"), field(3, "date"));
        assert_eq!(with("opening,2026-11-20", "opening,2026-11-19"), field(2, "date"));
        assert_eq!(with("B1", "B\u{202e}1"), field(3, "serial"));
        assert_eq!(with("\"林秀芳\"", "\"林秀芳"), field(4, "counterparty"));
        assert_eq!(with(",\"林秀芳\"", ""), field(4, "line"));
    }
}
